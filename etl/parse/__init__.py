"""Parsers: the words of one cell become a value with its evidence, qualifier and certainty."""
