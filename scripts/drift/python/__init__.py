"""What changed in the Python that is generated: two packages compared as a person who imports them."""
