"""YAML 1.2 as JSON values: parsing, repair of what is not quite YAML, and writing."""
