"""Figures of one project that cannot all be true: of one month, and of a month beside the one reported before it.

Each is told once, at the first month that has it. Bounds are `data/reference/snapshot/progress_checks.csv`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache

from etl.contract import reference
from etl.contract.detail import Detail
from etl.snapshot.batches import Row

BEFORE = ("invested_year_wan", "annual_plan_wan", "status")
"""Columns that are compared with those of the month before, beside the cumulative ones."""


@cache
def bound(check: str) -> int:
    """A bound of `snapshot/progress_checks.csv`."""
    return next(int(row["value"]) for row in reference.rows("snapshot/progress_checks") if row["check"] == check)


def of_month(row: Row) -> Iterator[tuple[str, Detail]]:
    """Types of findings with their details. `row`: a month with the values before it, as `<column>_before`."""
    for kind, rule in _RULES:
        detail = rule(row)
        if detail:
            yield kind, detail


def _more_than(more: str, less: str, detail: str, row: Row) -> Detail | None:
    """An amount that is larger than one that holds it, and was not so before."""
    now, before = (_pair(row, more, less, suffix) for suffix in ("", "_before"))
    if now is None or now[0] <= now[1] or (before is not None and before[0] > before[1]):
        return None
    return Detail(detail, more=plain(now[0]), less=plain(now[1]))


def _pair(row: Row, one: str, other: str, suffix: str) -> tuple[Decimal, Decimal] | None:
    values = row[one + suffix], row[other + suffix]
    return values if None not in values else None


def _paid_above_arrived(row: Row) -> Detail | None:
    return _more_than("paid_wan", "arrived_wan", "paid_above_arrived", row)


def _paid_above_done(row: Row) -> Detail | None:
    return _more_than("paid_wan", "invested_total_wan", "paid_above_done", row)


def _month_is_no_difference(row: Row) -> Detail | None:
    """The month's amount beside the rise since the month before."""
    if row["before"] is None or (row["month"] - row["before"]).days > _LONGEST_MONTH:
        return None
    return _differs(row["invested_month_wan"], row, "month_and_rise")


def _year_is_no_difference(row: Row) -> Detail | None:
    """The rise of the year's amount beside that of the total, within one year."""
    now, before = row["invested_year_wan"], row["invested_year_wan_before"]
    if row["before"] is None or row["before"].year != row["month"].year or None in (now, before):
        return None
    return _differs(now - before, row, "year_and_rise")


def _differs(stated: Decimal | None, row: Row, detail: str) -> Detail | None:
    total, before = row["invested_total_wan"], row["invested_total_wan_before"]
    if None in (stated, total, before) or total < before:  # a fall is a finding of its own
        return None
    rise = total - before
    if abs(rise - stated) <= max(Decimal(1), total * bound("sum_tolerance_pct") / 100):
        return None
    return Detail(detail, stated=plain(stated), rise=plain(rise))


def _status_goes_back(row: Row) -> Detail | None:
    is_back = row["status_before"] == "completed" and row["status"] not in (None, "completed")
    return Detail("completed_before", month=f"{row['before']:%Y-%m}") if is_back and row["before"] else None


def _built_far_from_paid_for(row: Row) -> Detail | None:
    """The share that is built beside the share of the money that is done."""
    now = _shares(row["physical_progress_pct"], row["invested_total_wan"], row["total_wan"])
    before = _shares(row["physical_before"], row["invested_total_wan_before"], row["total_wan"])
    if now is None or not _is_far(now) or (before is not None and _is_far(before)):
        return None
    return Detail("built_and_done", built=f"{now[0]:.0f}", done=f"{now[1]:.0f}")


def _shares(built: Decimal | None, done: Decimal | None, total: Decimal | None) -> tuple[Decimal, Decimal] | None:
    return (built, done * 100 / total) if built is not None and done is not None and total else None


def _is_far(shares: tuple[Decimal, Decimal]) -> bool:
    return abs(shares[0] - shares[1]) > bound("built_and_done_points")


def _year_above_plan(row: Row) -> Detail | None:
    pair, before = (_pair(row, "invested_year_wan", "annual_plan_wan", suffix) for suffix in ("", "_before"))
    if pair is None or not _is_above(pair) or (before is not None and _is_above(before)):
        return None
    return Detail("year_done_and_plan", done=plain(pair[0]), plan=plain(pair[1]))


def _is_above(pair: tuple[Decimal, Decimal]) -> bool:
    done, planned = pair
    return planned > 0 and done > planned * (100 + bound("year_plan_tolerance_pct")) / 100


def plain(value: object) -> str:
    """An amount without trailing zeros."""
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


_LONGEST_MONTH = 31
_RULES: tuple[tuple[str, Callable[[Row], Detail | None]], ...] = (
    ("figures_contradict", _paid_above_arrived),
    ("figures_contradict", _paid_above_done),
    ("figures_contradict", _month_is_no_difference),
    ("figures_contradict", _year_is_no_difference),
    ("figures_contradict", _status_goes_back),
    ("figures_contradict", _built_far_from_paid_for),
    ("year_above_plan", _year_above_plan),
)
