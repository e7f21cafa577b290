"""Closed months: which documents a month's figures came from when it was closed. `<home>/closed_months.json`.

A later document changes nothing in a closed month: its values are kept as a revision and named by a finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from etl import durable
from etl.durable import Damaged

ClosedMonths = Mapping[date, frozenset[str]]
"""Last day of a closed month -> ids of the documents that count for it."""


def path(home: Path) -> Path:
    """Where the closed months of a home are written."""
    return home / "closed_months.json"


def read(home: Path) -> ClosedMonths:
    """The closed months of a home. Raises Damaged."""
    file = path(home)
    if not file.is_file():
        return {}
    content = durable.read_json(file)
    try:
        return {date.fromisoformat(month): frozenset(map(str, documents)) for month, documents in content.items()}
    except (AttributeError, TypeError, ValueError) as reason:
        raise Damaged(file) from reason


def write(home: Path, months: ClosedMonths) -> None:
    """Replace the closed months of a home, whole or not at all."""
    durable.write_json(path(home), {month.isoformat(): sorted(ids) for month, ids in sorted(months.items())})
