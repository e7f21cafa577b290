"""What plans say beside their targets: indicators through the years, duties, support and standards.

The filter's regions and documents apply; projects do not matter here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dashboard.filter import PortfolioFilter, RegionItem
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch
from dashboard.metrics.targets import in_scope

Record = dict[str, Any]
Regions = Mapping[str, RegionItem]

_OPEN = ("done", "cancelled", "ongoing")
"""States in which a duty is not late, whatever its deadline."""


def list_points(cursor: Cursor, portfolio: PortfolioFilter, regions: Regions) -> list[Record]:
    """Points of indicators with the name of their document, by region and place."""
    sql = """SELECT p.*, d.document, d.document_date, d.title
    FROM indicator_points p JOIN documents d ON d.document_id = p.document_id
    ORDER BY p.region_id NULLS LAST, d.document_date NULLS FIRST, d.document, p.document_id, p.line, p.point_id"""
    return in_scope(fetch(cursor, sql, []).to_dicts(), portfolio, regions)


def list_duties(cursor: Cursor, portfolio: PortfolioFilter, regions: Regions) -> list[Record]:
    """Duties with the name of their document, the latest document first, in its order."""
    sql = """SELECT u.*, d.document, d.document_date, d.title
    FROM duties u JOIN documents d ON d.document_id = u.document_id
    ORDER BY d.document_date DESC NULLS LAST, d.document, u.document_id, u.line, u.duty_id"""
    return in_scope(fetch(cursor, sql, []).to_dicts(), portfolio, regions)


def list_rules(cursor: Cursor, portfolio: PortfolioFilter, regions: Regions) -> list[Record]:
    """Rules of support and standards with the name of their document, standards last."""
    sql = """SELECT r.*, d.document, d.document_date, d.title, d.region_id, d.region_name
    FROM policy_rules r JOIN documents d ON d.document_id = r.document_id
    ORDER BY r.is_standard, d.document_date DESC NULLS LAST, d.document, r.document_id, r.line, r.rule_id"""
    return in_scope(fetch(cursor, sql, []).to_dicts(), portfolio, regions)


def is_late(duty: Record, as_of: date | None) -> bool:
    """Whether the deadline of a duty is past, and nothing says that it is done."""
    deadline = duty["deadline"]
    return bool(as_of and deadline and deadline < as_of and duty["state"] not in _OPEN)


@dataclass(slots=True)
class Series:
    """An indicator of a region: its points by kind and year, the oldest first; of each the statements of documents."""

    region_name: str | None
    indicator: str
    unit: str | None = None
    points: dict[tuple[str, int | None], list[Record]] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[tuple[int | None, list[Record]]]:
        """Years of a kind of points with their statements."""
        found = [(year, rows) for (own, year), rows in self.points.items() if own == kind]
        return sorted(found, key=lambda item: item[0] or 0)


def series(points: Sequence[Record]) -> list[Series]:
    """The series of some points, in their order; one that was named in several ways has the name that came first."""
    found: dict[tuple[str | None, str], Series] = {}
    for point in points:
        own = found.setdefault((point["region_id"], point["subject"]), Series(point["region_name"], point["indicator"]))
        if point["kind"] != "progress":
            own.unit = own.unit or point["unit"]
        own.points.setdefault((point["kind"], point["year"]), []).append(point)
    return list(found.values())


def say_the_same(statements: Sequence[Record]) -> bool:
    """Whether all statements of one point have one value."""
    return len({(row["value"], row["high"], row["raw"] if row["value"] is None else "") for row in statements}) == 1
