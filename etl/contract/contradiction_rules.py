"""The table of rules by which what sheets and lists say of a project cannot all be true.

`data/reference/snapshot/contradictions.csv` says what each is called, its bounds, who is to answer for it, and what its
two cells are; how it is asked stands in `etl/snapshot/contradiction_sql.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from etl.contract import reference


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table. `bound` and `and_bound` are None where a rule has none; `sectors` empty: all."""

    rule: str
    type: str
    title: str
    bound: float | None
    unit: str
    and_bound: float | None
    and_unit: str
    owner: tuple[str, ...]
    sectors: tuple[str, ...]
    one: str
    other: str
    meaning: str


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its key, in the order of the table."""
    return {
        row["rule"]: Rule(
            **row  # type: ignore[arg-type]
            | {name: float(row[name]) if row[name] else None for name in ("bound", "and_bound")}
            | {name: tuple(filter(None, row[name].split("|"))) for name in ("owner", "sectors")}
        )
        for row in reference.rows("snapshot/contradictions")
    }
