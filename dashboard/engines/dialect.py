"""Expressions of the engine (DuckDB) that others write in another way: of weighted values, of lists."""

from __future__ import annotations


def has(column: str, word: str) -> str:
    """Whether a list of words has one of ours."""
    return f"list_contains({column}, '{word}')"


def each_of_one_parameter() -> str:
    """The values of a list that travels as one parameter, as rows."""
    return "SELECT unnest(?)"


def weighted_quantile(value: str, weight: str, share: float) -> str:
    """The least value at or below which rows hold this share (0 to 1) of the weight, in the unit of `value`; rows
    without either do not count."""
    known = f"FILTER (WHERE {value} IS NOT NULL AND {weight} IS NOT NULL)"
    rows = f"list({{'value': {value}, 'weight': {weight}::DOUBLE}} ORDER BY {value}) {known}"
    enough = f"a.weight >= {share} * sum({weight}::DOUBLE) {known}"
    step = f"{{'value': if({enough}, a.value, b.value), 'weight': a.weight + b.weight}}"
    return f"list_reduce({rows}, lambda a, b: {step}).value"
