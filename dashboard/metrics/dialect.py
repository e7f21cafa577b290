"""Expressions of the engine (DuckDB) that others write in another way: over lists, and of weighted values."""

from __future__ import annotations


def has_item(column: str, item: str) -> str:
    """Whether a list column holds an item (both are names of ours, not a user's)."""
    return f"list_contains({column}, '{item}')"


def list_size(column: str) -> str:
    """Length of a list column."""
    return f"len({column})"


def weighted_quantile(value: str, weight: str, share: float) -> str:
    """The least value at or below which rows hold this share (0 to 1) of the weight, in the unit of `value`; rows
    without either do not count."""
    known = f"FILTER (WHERE {value} IS NOT NULL AND {weight} IS NOT NULL)"
    rows = f"list({{'value': {value}, 'weight': {weight}::DOUBLE}} ORDER BY {value}) {known}"
    enough = f"a.weight >= {share} * sum({weight}::DOUBLE) {known}"
    step = f"{{'value': if({enough}, a.value, b.value), 'weight': a.weight + b.weight}}"
    return f"list_reduce({rows}, lambda a, b: {step}).value"
