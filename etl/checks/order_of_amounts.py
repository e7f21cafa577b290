"""Amounts of a progress sheet of which one holds the other: a column far above that one is in another unit.

What is done in a month is part of what is done so far, and that of the total. Costs may grow past a plan, but not
tenfold in most rows of a sheet: then one of the two columns is in another unit than it is read in: both are doubtful.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from etl.contract.detail import Detail
from etl.contract.findings import Finding
from etl.rows.buffer import Context
from etl.rows.progress_sheet.reader import ReadProgress

_TIMES = 10
"""How many times the whole one part may be."""
_FEWEST = 2
_SAMPLES = 2
_PARTS = (
    ("invested_month_wan", "invested_year_wan"),
    ("invested_month_wan", "invested_total_wan"),
    ("invested_month_wan", "total_investment_wan"),
    ("invested_year_wan", "invested_total_wan"),
    ("invested_total_wan", "total_investment_wan"),
    ("annual_plan_wan", "total_investment_wan"),
    ("arrived_wan", "total_investment_wan"),
    ("paid_wan", "total_investment_wan"),
)
"""A part, and what holds it."""


class _Pair(NamedTuple):
    """A part and its whole in one table, the rows that state both, and those among them that cannot be."""

    part: str
    whole: str
    stated: Sequence[Mapping[str, Any]]
    broken: Sequence[Mapping[str, Any]]

    @property
    def is_broken(self) -> bool:
        """Whether most rows say so."""
        return len(self.broken) >= max(_FEWEST, len(self.stated) / 2)


def check_sheet(context: Context, progress: ReadProgress) -> None:
    """Add a finding at each column of parts that is far above its whole, and mark both as doubtful in all rows."""
    reports = [report for report in progress.reports if report["table_no"] == context.table_no]
    told = set()
    for pair in (_pair(reports, part, whole) for part, whole in _PARTS):
        if not pair.is_broken:
            continue
        for report in pair.stated:
            report["doubtful_fields"] = sorted({*report["doubtful_fields"], pair.part, pair.whole})  # type: ignore[index]
        if pair.part not in told:
            told.add(pair.part)
            context.findings.add(_finding(context, pair))


def _pair(reports: Sequence[Mapping[str, Any]], part: str, whole: str) -> _Pair:
    stated = [report for report in reports if report[part] and report[whole]]
    return _Pair(part, whole, stated, [one for one in stated if one[part] > _TIMES * one[whole]])


def _finding(context: Context, pair: _Pair) -> Finding:
    samples = tuple(f"{one['name']} {one[pair.part]:,.0f} > {one[pair.whole]:,.0f}" for one in pair.broken[:_SAMPLES])
    detail = Detail(
        "part_far_above_whole",
        part=pair.part,
        whole=pair.whole,
        n=len(pair.broken),
        total=len(pair.stated),
        rows=samples,
    )
    return Finding(
        "unit_implausible", "", detail, context.table_no, None, _header(context, pair.part), context.table.line
    )


def _header(context: Context, field: str) -> str | None:
    """The header of the first column that a field of reports is read from."""
    name = field.removesuffix("_wan")
    columns = context.table.columns
    return next((one.header for one in columns if (one.field or "").split(".")[0] == name), None)
