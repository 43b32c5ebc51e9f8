"""What changed between two specifications, and what it means for whoever imports the client.

`sources` and `fresh_pages` say what is compared, `specification` compares two normalized documents,
`python_api` the two packages that are generated from them, and `comparing` puts both together;
`as_terminal`, `as_markdown` and `as_json` say it to a person, a pull request or a program.
"""
