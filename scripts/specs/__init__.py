"""Provider documentation pages in, normalized OpenAPI 3.1 documents out.

The stages, in order: `readers` turn one page into an OpenAPI fragment, `merge` puts the pages of a
provider together, `written` adds its documents in our own words, `overlay` applies its supplement,
`normalize` brings the result to the conventions that the generators need, `check` and `declarations`
prove that it got there, and `yaml` writes it.
"""
