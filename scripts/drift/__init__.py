"""Changes between two specifications, and their meaning for programs that import the client.

`sources` and `fresh_pages` find what is compared, `specification` compares the documents, `python` the
packages that are generated from them, `comparing` puts both together with a rating for each change,
and `rendering` writes the report for a terminal, a pull request or a program.
"""
