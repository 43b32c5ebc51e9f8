"""Changes of the generated Python: two packages compared by what programs can import."""
