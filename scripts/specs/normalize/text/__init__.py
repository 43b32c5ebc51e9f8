"""Descriptions as clean CommonMark: HTML, MDX, code and invisible characters in them."""
