"""What a person can say that a column means: `data/reference/column_meanings.csv`, by the kind of its table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from etl.contract import reference
from etl.contract.values import TableKind


@dataclass(frozen=True, slots=True)
class Meaning:
    """A field that a column is read as, with its Chinese label and the group of fields that it stands in."""

    field: str
    label: str
    group: str


@cache
def meanings(kind: str) -> dict[str, Meaning]:
    """Fields that columns of a kind of table can mean, by name. A table that is not known may be a project list."""
    wanted = TableKind.PROJECT_LIST if kind == TableKind.OTHER else kind
    rows = (row for row in reference.rows("column_meanings") if row["kind"] == wanted)
    return {row["field"]: Meaning(row["field"], row["label"], row["group"]) for row in rows}
