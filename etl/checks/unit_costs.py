"""Unusual unit costs of a list's projects: 万元 per place, per bed, per m², each beside the peers it was compared with.

Robust statistics on logarithms: a cost stands out where it lies far from the median of its peers, measured by their
median absolute deviation, and is a multiple of it too. Costs vary for good reasons, so the bounds are wide, and few
peers say nothing. Nothing is changed: each finding is a remark for a reviewer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from etl.contract.detail import Detail
from etl.contract.findings import Finding, Findings
from etl.rows.project_list.reports import ListReports
from etl.tables.table import SourceTable

_FEWEST_PEERS = 5
_DEVIATIONS = 4.0
_SMALLEST_SPREAD = 0.05
"""Spread of the logarithm (5 %) below which peers count as equal: prices are round numbers."""


@dataclass(frozen=True, slots=True)
class _Measure:
    """One way to compare: key of the detail, what is counted, and the multiple of the median that stands out."""

    detail: str
    field: str
    multiple: float
    by_kind: bool = False
    """Whether only projects of one sector, new buildings or not, are peers."""


_MEASURES = (
    _Measure("cost_per_childcare_place", "childcare_places", 1.5),
    _Measure("cost_per_elder_bed", "elder_beds", 1.8),
    _Measure("cost_per_school_place", "school_places", 1.8),
    _Measure("cost_per_floor_m2", "floor_area_m2", 3.0, by_kind=True),
)
_PLACES = ("childcare_places", "elder_beds", "school_places", "other_beds")


def check_unit_costs(table: SourceTable, table_no: int, reports: ListReports, findings: Findings) -> None:
    """Add a finding at each project whose cost (万元 per place or bed, or per m²) stands out among the projects of its
    list."""
    index = table.index("total_investment")
    if index is None:
        return
    for measure in _MEASURES:
        for peers in _groups(measure, reports):
            middle, standing_out = _outliers(peers["cost"], measure.multiple)
            costs = peers["cost"].sort() if standing_out.len() else peers["cost"]
            for at, cost in peers[standing_out].filter("is_judged").select("at", "cost").iter_rows():
                column, row = table.columns[index].header, reports.rows[at]
                raw, detail = row.cells[index], _detail(measure, cost, middle, costs)
                findings.add(Finding("unit_cost_outlier", raw, detail, table_no, row.row_no, column, row.line))


def _groups(measure: _Measure, reports: ListReports) -> list[pl.DataFrame]:
    """Projects that can be compared: amount and quantity read for certain, and no second kind of places beside it.

    One frame for each group of peers: `at` (index of the report), `cost`, and whether it `is_judged` by this group:
    projects whose kind is too rare in the list are held against all.
    """
    amount, counted = pl.col("total_investment_wan"), pl.col(measure.field)
    comparable = (amount > 0) & (counted > 0)
    for name in ("total_investment_wan", measure.field):
        comparable &= ~pl.col("doubtful_fields").list.contains(name)
    for name in _PLACES if measure.field in _PLACES else ():
        if name != measure.field:
            comparable &= pl.col(name).fill_null(0) == 0
    names = ("sector", "nature", "total_investment_wan", "doubtful_fields", *dict.fromkeys((*_PLACES, measure.field)))
    rows = reports.reports.select(names).with_row_index("at").filter(comparable)
    numbers = pl.col("total_investment_wan", measure.field).cast(pl.Float64)  # each the float nearest to the decimal
    is_new = (pl.col("nature") == "新建").fill_null(value=False).alias("is_new")
    rows = rows.with_columns(numbers).select(
        "at", "sector", is_new, cost=pl.col("total_investment_wan") / pl.col(measure.field)
    )
    alike = pl.len().over("sector", "is_new") if measure.by_kind else pl.len()
    rows = rows.with_columns(is_judged=alike > _FEWEST_PEERS)
    groups = rows.filter("is_judged").partition_by("sector", "is_new", maintain_order=True) if measure.by_kind else []
    if not measure.by_kind or not rows["is_judged"].all():
        groups.append(rows.with_columns(is_judged=~pl.col("is_judged") | (not measure.by_kind)))
    return [peers.select("at", "cost", "is_judged") for peers in groups if peers.height > _FEWEST_PEERS]


def _outliers(costs: pl.Series, multiple: float) -> tuple[float, pl.Series]:
    """The median of the costs, and the places of those that stand out."""
    logs = pl.Series([math.log(cost) for cost in costs.to_list()], dtype=pl.Float64)
    middle = _median(logs)
    away = (logs - middle).abs()
    spread = max(1.4826 * _median(away), _SMALLEST_SPREAD)
    return math.exp(middle), (away > max(_DEVIATIONS * spread, math.log(multiple))).arg_true()


def _median(values: pl.Series) -> float:
    """The middle value, or the mean of the two in the middle."""
    ascending, half = values.sort(), len(values) // 2
    if len(values) % 2:
        return float(ascending[half])
    return float((ascending[half - 1] + ascending[half]) / 2)


def _detail(measure: _Measure, cost: float, middle: float, costs: pl.Series) -> Detail:
    """What stands in the finding; `costs` ascend."""
    low, high = costs[len(costs) // 4], costs[(len(costs) * 3) // 4]
    return Detail(
        measure.detail,
        cost=three_digits(cost),
        n=len(costs),
        median=three_digits(middle),
        low=three_digits(low),
        high=three_digits(high),
    )


def three_digits(value: float) -> str:
    """A number in three significant digits, as it is said."""
    digits = max(0, 2 - math.floor(math.log10(value)))
    return f"{Decimal(repr(round(value, digits))).normalize():f}"
