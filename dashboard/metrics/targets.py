"""Targets against what there is and what is planned: the gap ladder of a region, with the words of each number.

target - stock - delivered - under way - planned = uncovered. Stock is what the plan itself states for its base year;
where it states none, no gap is worked out. Only absolute targets have a ladder: a rate would need a population.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dashboard.filter import UNSTATED, PortfolioFilter, RegionItem
from dashboard.metrics.condition import condition
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch
from dashboard.metrics.regions import regions_in
from dashboard.metrics.scoped import month_rows

Record = dict[str, Any]

INDICATORS = {"elder_beds": "elder_beds", "childcare_places": "childcare_places"}
"""Indicators that have a ladder, and the project column that counts towards each."""

STEPS = ("delivered", "under_way", "planned")


@dataclass(frozen=True, slots=True)
class Step:
    """What projects of one step add: the sum of what is stated, in the unit of the ladder's indicator, and by how many
    of how many it is stated."""

    quantity: int
    stated: int
    projects: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """One region's way to one target. `target` and `stock` are the stored rows whose words state them.

    `conflicts` are the values of other statements of the same target, or of its stock, that differ: then nothing is
    worked out. `stock` is None where no statement names a base year's value.
    """

    region_id: str
    region_name: str
    indicator: str
    target: Record
    stock: Record | None
    conflicts: tuple[Decimal, ...]
    steps: Mapping[str, Step]
    in_stock: int = 0

    @property
    def to_add(self) -> int | None:
        """Target less stock; None where the stock is not stated or statements differ."""
        if self.stock is None or self.conflicts:
            return None
        return int(self.target["target_value"] - self.stock["baseline_value"])

    @property
    def uncovered(self) -> int | None:
        """What neither stock nor any stated project covers; negative where more is planned than the target asks."""
        return None if self.to_add is None else self.to_add - sum(step.quantity for step in self.steps.values())

    @property
    def stated(self) -> int:
        """Number of projects that state a quantity."""
        return sum(step.stated for step in self.steps.values())

    @property
    def projects(self) -> int:
        """Number of the region's projects."""
        return sum(step.projects for step in self.steps.values())


def list_targets(cursor: Cursor, portfolio: PortfolioFilter, regions: Mapping[str, RegionItem]) -> list[Record]:
    """Targets of the filter's regions and documents, repeats left out, with the name of their document."""
    sql = """SELECT t.*, d.document, d.document_date, d.title
    FROM targets t JOIN documents d ON d.document_id = t.document_id
    ORDER BY t.region_id NULLS LAST, t.document_id, t.line, t.target_id"""
    return in_scope(fetch(cursor, sql, []).to_dicts(), portfolio, regions)


def in_scope(rows: list[Record], portfolio: PortfolioFilter, regions: Mapping[str, RegionItem]) -> list[Record]:
    """The rows of the filter's regions and documents, of whatever a plan states."""
    wanted = regions_in(portfolio, regions)
    return [
        row
        for row in rows
        if (wanted is None or (row["region_id"] or UNSTATED) in wanted)
        and (not portfolio.documents or row["document_id"][:12] in portfolio.documents)
    ]


def ladders(cursor: Cursor, targets: list[Record], as_of: date | None) -> list[Ladder]:
    """A ladder for each region and indicator of these targets, the latest year of each, by region. Quantities are beds
    or places, as the indicator says."""
    groups: dict[tuple[str, str], list[Record]] = {}
    for row in targets:
        if row["indicator_id"] in INDICATORS and row["region_id"] and row["target_value"] is not None:
            groups.setdefault((row["region_id"], row["indicator_id"]), []).append(row)
    return [_ladder(cursor, region, indicator, rows, as_of) for (region, indicator), rows in sorted(groups.items())]


def _ladder(cursor: Cursor, region: str, indicator: str, rows: list[Record], as_of: date | None) -> Ladder:
    year = max(row["target_year"] or 0 for row in rows)
    rows = [row for row in rows if (row["target_year"] or 0) == year]
    first = min(rows, key=lambda row: (row["repeats"] is not None, row["where"] != "table"))
    stocks = [row for row in rows if row["baseline_value"] is not None]
    stock = stocks[0] if stocks else None
    others = {row["target_value"] for row in rows} - {first["target_value"]}
    if stock:
        others |= {row["baseline_value"] for row in stocks} - {stock["baseline_value"]}
    found = _steps(cursor, region, INDICATORS[indicator], as_of, stock["baseline_year"] if stock else None)
    return Ladder(
        region,
        first["region_name"],
        indicator,
        first,
        stock,
        tuple(sorted(others)),
        {name: found.get(name, Step(0, 0, 0)) for name in STEPS},
        found["in_stock"].quantity if "in_stock" in found else 0,
    )


def _steps(cursor: Cursor, region: str, column: str, as_of: date | None, base_year: int | None) -> dict[str, Step]:
    """What the region's projects add, by step. A project that was finished by the base year is in the stock already."""
    where = condition(PortfolioFilter(regions=(region,)), as_of)
    sql = f"""SELECT CASE
        WHEN status = 'completed' AND year(actual_finish) <= ? THEN 'in_stock'
        WHEN status = 'completed' THEN 'delivered'
        WHEN status IN ('under_way', 'suspended') THEN 'under_way'
        WHEN status = 'cancelled' THEN 'cancelled'
        ELSE 'planned' END AS step,
        CAST(coalesce(sum({column}), 0) AS BIGINT) AS quantity, count({column}) AS stated, count(*) AS projects
    FROM {month_rows(cursor, as_of)} WHERE {where.text} GROUP BY 1"""
    rows = fetch(cursor, sql, [base_year, *where.params]).to_dicts()
    return {row["step"]: Step(row["quantity"], row["stated"], row["projects"]) for row in rows}
