"""Closed months: which documents a month's figures came from when it was closed. `<home>/closed_months.json`.

A later document changes nothing in a closed month: its values are kept as a revision and named by a finding.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import date
from pathlib import Path

ClosedMonths = Mapping[date, frozenset[str]]
"""Last day of a closed month -> ids of the documents that count for it."""


def path(home: Path) -> Path:
    """Where the closed months of a home are written."""
    return home / "closed_months.json"


def read(home: Path) -> ClosedMonths:
    """The closed months of a home."""
    file = path(home)
    if not file.is_file():
        return {}
    content: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8"))
    return {date.fromisoformat(month): frozenset(documents) for month, documents in content.items()}


def write(home: Path, months: ClosedMonths) -> None:
    """Replace the closed months of a home, whole or not at all."""
    home.mkdir(parents=True, exist_ok=True)
    staged = home / f"closed-{uuid.uuid4().hex}.json"
    content = {month.isoformat(): sorted(documents) for month, documents in sorted(months.items())}
    staged.write_text(json.dumps(content, indent=1), encoding="utf-8")
    staged.replace(path(home))
