"""What the engine calls its functions over lists."""

from __future__ import annotations


def has_item(column: str, item: str) -> str:
    """Whether a list column holds an item (both are names of ours, not a user's)."""
    return f"list_contains({column}, '{item}')"


def list_size(column: str) -> str:
    """Length of a list column."""
    return f"len({column})"
