"""A report for a terminal, for a pull request, for a program."""
