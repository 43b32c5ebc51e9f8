"""The maintainer's pipeline: provider pages to specs to generated clients. Not part of the wheel."""
