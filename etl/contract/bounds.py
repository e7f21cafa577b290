"""Tables of bounds: `bound,value,unit,meaning` below `data/reference/`, each said beside what it decides."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from etl.contract import reference


@dataclass(frozen=True, slots=True)
class Bound:
    """One row of a table of bounds."""

    bound: str
    value: int
    unit: str
    meaning: str


@cache
def bounds_of(table: str) -> dict[str, Bound]:
    """Every bound of a table (`snapshot/problem_bounds`) by its key, in its order."""
    return {row["bound"]: Bound(**row | {"value": int(row["value"])}) for row in reference.rows(table)}  # type: ignore[arg-type]
