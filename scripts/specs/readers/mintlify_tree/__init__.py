"""Mintlify's own tree: a four-backtick fence whose schemas are `schemaArray` lists."""

from scripts.specs.readers.mintlify_tree.reader import MintlifyTreeReader

__all__ = ["MintlifyTreeReader"]
