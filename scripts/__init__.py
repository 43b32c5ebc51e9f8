"""The maintainer's pipeline: vendor pages to specs to generated clients. Not part of the wheel."""
