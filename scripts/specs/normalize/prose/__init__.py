"""Constraints that a description states in words: numbers, sizes, values, and the keywords they amount to."""
