"""Plain and delimited text."""
