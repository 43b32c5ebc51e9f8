"""useapi.net's prose pages."""

from scripts.specs.readers.useapi.reader import UseapiReader

__all__ = ["UseapiReader"]
