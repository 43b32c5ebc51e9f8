"""What changed between two normalized documents, operation by operation."""
