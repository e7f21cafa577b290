"""Titles of amounts with the year or month that they are of: the money of a year is named as that year's, so that a
filter of another year is not read into it."""

from __future__ import annotations

from datetime import date

from dashboard.metrics.catalog import METRICS
from dashboard.words.translate import t

_UNTIL = ("invested_total_wan", "arrived_wan", "paid_wan")


def title_at(name: str, as_of: date | None) -> str:
    """What a metric is called at a month's end, in the language being spoken: `2023年计划投资`,
    `到位资金（至2023年12月）`."""
    title = METRICS[name].title
    if as_of is None:
        return title
    when = {"year": as_of.year, "month": as_of.month}
    if name == "annual_plan_wan":
        return t("{year}年计划投资", **when)
    if name == "invested_year_wan":
        return t("{year}年1–{month}月完成投资", **when) if as_of.month > 1 else t("{year}年1月完成投资", **when)
    if name == "invested_month_wan":
        return t("{year}年{month}月完成投资", **when)
    if name in _UNTIL:
        return t("{what}（至{year}年{month}月）", what=title, **when)
    return title
