"""Unusual unit costs of a list's projects: 万元 per place, per bed, per m², each beside the peers it was compared with.

Robust statistics on logarithms: a cost stands out where it lies far from the median of its peers, measured by their
median absolute deviation, and is a multiple of it too. Costs vary for good reasons, so the bounds are wide, and few
peers say nothing. Nothing is changed: each finding is a remark for a reviewer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from etl.extract.tables import SourceTable
from etl.findings import Finding, Findings
from etl.reports import ProjectReport

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
    group: Callable[[ProjectReport], object]


def _sector_and_nature(report: ProjectReport) -> object:
    return report.values["sector"], report.values["nature"] == "新建"


def _nothing(_: ProjectReport) -> object:
    return None


_MEASURES = (
    _Measure("每个托位", "childcare_places", 1.5, _nothing),
    _Measure("每张养老床位", "elder_beds", 1.8, _nothing),
    _Measure("每个学位", "school_places", 1.8, _nothing),
    _Measure("每平方米建筑面积", "floor_area_m2", 3.0, _sector_and_nature),
)
_PLACES = ("childcare_places", "elder_beds", "school_places", "other_beds")


def check_unit_costs(table: SourceTable, table_no: int, reports: Sequence[ProjectReport], findings: Findings) -> None:
    """Add a finding at each project whose cost per place, bed or m² stands out among the projects of its list."""
    index = table.index("total_investment")
    if index is None:
        return
    for measure in _MEASURES:
        for peers in _groups(measure, reports):
            costs = [_cost(report, measure.field) for report in peers]
            for report, cost, middle in _outliers(peers, costs, measure.multiple):
                column, row = table.columns[index].header, report.row
                raw, detail = row.cells[index], _detail(measure, cost, middle, costs)
                findings.add(Finding("unit_cost_outlier", raw, detail, table_no, row.row_no, column, row.line))


def _groups(measure: _Measure, reports: Sequence[ProjectReport]) -> list[list[ProjectReport]]:
    """Projects that can be compared: amount and quantity read for certain, and no second kind of places beside it."""
    groups: dict[object, list[ProjectReport]] = {}
    for report in reports:
        values = report.values
        doubtful = {"total_investment_wan", measure.field} & set(values["doubtful_fields"])
        other = [name for name in _PLACES if name != measure.field and values[name] and measure.field in _PLACES]
        if values["total_investment_wan"] and values[measure.field] and not doubtful and not other:
            groups.setdefault(measure.group(report), []).append(report)
    return [peers for peers in groups.values() if len(peers) > _FEWEST_PEERS]


def _cost(report: ProjectReport, field: str) -> float:
    return float(report.values["total_investment_wan"]) / float(report.values[field])


def _outliers(
    peers: Sequence[ProjectReport], costs: Sequence[float], multiple: float
) -> list[tuple[ProjectReport, float, float]]:
    logs = [math.log(cost) for cost in costs]
    middle = median(logs)
    spread = max(1.4826 * median(abs(log - middle) for log in logs), _SMALLEST_SPREAD)
    return [
        (report, cost, math.exp(middle))
        for report, cost, log in zip(peers, costs, logs, strict=True)
        if abs(log - middle) > max(_DEVIATIONS * spread, math.log(multiple))
    ]


def _detail(measure: _Measure, cost: float, middle: float, costs: Sequence[float]) -> str:
    ordered = sorted(costs)
    low, high = ordered[len(ordered) // 4], ordered[(len(ordered) * 3) // 4]
    return (
        f"{measure.label}{_short(cost)}万元；本表可比的{len(costs)}个项目中位数{_short(middle)}万元，"
        f"中间一半在{_short(low)}到{_short(high)}万元"
    )


def _short(value: float) -> str:
    """Three significant digits."""
    digits = max(0, 2 - math.floor(math.log10(value)))
    return f"{Decimal(repr(round(value, digits))).normalize():f}"
