"""Pieces that more than one page uses. They hold no data of their own."""
