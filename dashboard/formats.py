"""Values for people: 万/亿, dates by their precision, nulls as 未载明. Pure functions."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import SupportsFloat
from zoneinfo import ZoneInfo

from dashboard.labels import NOT_STATED

WAN_PER_YI = 10_000
CHINA = ZoneInfo("Asia/Shanghai")
"""The time zone of every moment that is shown."""


def plain(value: object) -> str:
    """A number with thousands separators and no trailing zeros; other values as text; null is 未载明."""
    if value is None:
        return NOT_STATED
    if isinstance(value, Decimal):
        text = f"{value:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)


def wan(value: object) -> str:
    """An exact amount: `23,239 万元`."""
    return NOT_STATED if value is None else f"{plain(value)} 万元"


def headline_money(value: SupportsFloat | None) -> tuple[str, str]:
    """Number and unit of an amount in 万元 as it leads a card: 亿元 from 1 亿元 on, rounded to two decimals."""
    if value is None:
        return NOT_STATED, ""
    if float(value) >= WAN_PER_YI:
        return f"{float(value) / WAN_PER_YI:,.2f}", "亿元"
    return plain(value), "万元"


def short_money(value: SupportsFloat | None) -> str:
    """An amount in 万元 as a chart label: `2.32 亿元` or `1,081 万元`."""
    number, unit = headline_money(value)
    return f"{number} {unit}".strip()


def planned_date(value: date | None, precision: str | None) -> str:
    """A planned date as precise as it was stated: a year stays a year."""
    if value is None:
        return NOT_STATED
    if precision == "day":
        return value.isoformat()
    if precision == "month":
        return f"{value.year}年{value.month}月"
    if precision == "quarter":
        return f"{value.year}年第{(value.month + 2) // 3}季度"
    if precision == "half":
        return f"{value.year}年{'上' if value.month <= 6 else '下'}半年"
    return f"{value.year}年"


def moment(value: datetime | None) -> str:
    """A time in China, to the minute."""
    return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if value else NOT_STATED


def share(part: object, whole: object) -> str:
    """`4/18` — the two numbers, never a bare percentage."""
    return f"{plain(part)}/{plain(whole)}"
