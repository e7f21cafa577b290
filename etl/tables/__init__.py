"""Blocks of a document -> tables with columns, and what the document says of itself."""
