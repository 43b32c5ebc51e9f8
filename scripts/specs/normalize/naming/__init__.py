"""Names of resources, operations, schemas and members, from the words that pages give."""
