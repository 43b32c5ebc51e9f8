"""Changes between two normalized documents, operation by operation."""
