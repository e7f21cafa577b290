"""Readers: bytes of one format become paragraphs and grids of raw cells."""
