"""Unusual unit costs of a list's projects: 万元 per place, per bed, per m², each beside the peers it was compared with.

Robust statistics on logarithms: a cost stands out where it lies far from the median of its peers, measured by their
median absolute deviation, and is a multiple of it too. Costs vary for good reasons, so the bounds are wide, and few
peers say nothing. Nothing is changed: each finding is a remark for a reviewer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

import polars as pl

from etl.extract.tables import SourceTable
from etl.findings import Finding, Findings
from etl.listed import ListReports

_FEWEST_PEERS = 5
_DEVIATIONS = 5.0
_SMALLEST_SPREAD = 0.05
"""Spread of the logarithm (5 %) below which peers count as equal: prices are round numbers."""


@dataclass(frozen=True, slots=True)
class _Measure:
    """One way to compare: what is counted, its field, and the multiple of the median from which a cost stands out."""

    label: str
    field: str
    multiple: float
    by_kind: bool = False
    """Whether only projects of one sector, new buildings or not, are peers."""


_MEASURES = (
    _Measure("每个托位", "childcare_places", 1.5),
    _Measure("每张养老床位", "elder_beds", 1.8),
    _Measure("每个学位", "school_places", 1.8),
    _Measure("每平方米建筑面积", "floor_area_m2", 3.0, by_kind=True),
)
_PLACES = ("childcare_places", "elder_beds", "school_places", "other_beds")


def check_unit_costs(table: SourceTable, table_no: int, reports: ListReports, findings: Findings) -> None:
    """Add a finding at each project whose cost per place, bed or m² stands out among the projects of its list."""
    index = table.index("total_investment")
    if index is None:
        return
    for measure in _MEASURES:
        for peers in _groups(measure, reports):
            costs = sorted(cost for _, cost in peers)
            for at, cost, middle in _outliers(peers, measure.multiple):
                column, row = table.columns[index].header, reports.rows[at]
                raw, detail = row.cells[index], _detail(measure, cost, middle, costs)
                findings.add(Finding("unit_cost_outlier", raw, detail, table_no, row.row_no, column, row.line))


_Peer = tuple[int, float]
"""Index of a report, and its cost."""


def _groups(measure: _Measure, reports: ListReports) -> list[list[_Peer]]:
    """Projects that can be compared: amount and quantity read for certain, and no second kind of places beside it."""
    amount, counted = pl.col("total_investment_wan"), pl.col(measure.field)
    comparable = (amount > 0) & (counted > 0)
    for name in ("total_investment_wan", measure.field):
        comparable &= ~pl.col("doubtful_fields").list.contains(name)
    for name in _PLACES if measure.field in _PLACES else ():
        if name != measure.field:
            comparable &= pl.col(name).fill_null(0) == 0
    rows = reports.reports.with_row_index("at").filter(comparable)
    numbers = pl.col("total_investment_wan", measure.field).cast(pl.Float64)  # each the float nearest to the decimal
    rows = rows.select("at", numbers, "sector", "nature")
    groups: dict[object, list[_Peer]] = {}
    for at, wan, quantity, sector, nature in rows.iter_rows():
        group = (sector, nature == "新建") if measure.by_kind else None
        groups.setdefault(group, []).append((at, wan / quantity))
    return [peers for peers in groups.values() if len(peers) > _FEWEST_PEERS]


def _outliers(peers: Sequence[_Peer], multiple: float) -> list[tuple[int, float, float]]:
    logs = [math.log(cost) for _, cost in peers]
    middle = median(logs)
    spread = max(1.4826 * median(abs(log - middle) for log in logs), _SMALLEST_SPREAD)
    return [
        (at, cost, math.exp(middle))
        for (at, cost), log in zip(peers, logs, strict=True)
        if abs(log - middle) > max(_DEVIATIONS * spread, math.log(multiple))
    ]


def _detail(measure: _Measure, cost: float, middle: float, costs: Sequence[float]) -> str:
    """What stands in the finding; `costs` ascend."""
    low, high = costs[len(costs) // 4], costs[(len(costs) * 3) // 4]
    return (
        f"{measure.label}{_short(cost)}万元；本表可比的{len(costs)}个项目中位数{_short(middle)}万元，"
        f"中间一半在{_short(low)}到{_short(high)}万元"
    )


def _short(value: float) -> str:
    """Three significant digits."""
    digits = max(0, 2 - math.floor(math.log10(value)))
    return f"{Decimal(repr(round(value, digits))).normalize():f}"
