"""The operations of the family `files`."""
