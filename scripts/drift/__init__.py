"""What changed between two specifications, and what it means for whoever imports the client.

`specification` compares two normalized documents, `python_api` the two packages that are generated
from them, `report` puts both together, and the renderers say it to a terminal, a pull request or a
program.
"""
