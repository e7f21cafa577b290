"""Bytes of one format -> paragraphs and grids of raw cells: one module a format."""
