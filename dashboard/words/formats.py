"""Values for people: amounts, dates by their precision, nulls as 未载明.

Amounts are given in 万元 throughout (`_wan`). In Chinese they are shown in 万元 and 亿元; in English in million yuan,
which is the same number with its point two places to the left, so that nothing is rounded that is not rounded
in Chinese.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import SupportsFloat
from zoneinfo import ZoneInfo

from dashboard.words.labels import NOT_STATED
from dashboard.words.translate import ENGLISH, language, t

WAN_PER_YI, WAN_PER_MILLION = 10_000, 100
CHINA = ZoneInfo("Asia/Shanghai")
"""The time zone of every moment that is shown."""


def plain(value: object) -> str:
    """A number of any unit, which the caller says: with thousands separators, without trailing zeros. Other values are
    text; null is 未载明."""
    if value is None:
        return t(NOT_STATED)
    if isinstance(value, Decimal):
        text = f"{value:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)


def exact_wan(amount_wan: object) -> str:
    """An exact amount: `23,239 万元`, `232.39 million yuan`."""
    if amount_wan is None:
        return t(NOT_STATED)
    if language() == ENGLISH:
        return f"{plain(Decimal(str(amount_wan)) / WAN_PER_MILLION)} million yuan"
    return f"{plain(amount_wan)} 万元"


def headline_wan(amount_wan: SupportsFloat | None) -> tuple[str, str]:
    """Number and unit of an amount as it leads a card, rounded to two decimals: 亿元 from 1 亿元 on."""
    if amount_wan is None:
        return t(NOT_STATED), ""
    if language() == ENGLISH:
        return f"{float(amount_wan) / WAN_PER_MILLION:,.2f}", "million yuan"
    if float(amount_wan) >= WAN_PER_YI:
        return f"{float(amount_wan) / WAN_PER_YI:,.2f}", "亿元"
    return plain(amount_wan), "万元"


def exact_below_wan(amount_wan: SupportsFloat | None) -> str:
    """The exact amount where `headline_wan` gives another number for it, else nothing."""
    if amount_wan is None:
        return ""
    exact = exact_wan(amount_wan)
    return "" if " ".join(headline_wan(amount_wan)) == exact else exact


def short_wan(amount_wan: SupportsFloat | None) -> str:
    """An amount as a chart label: `2.32 亿元`, `1,081 万元`, `¥232.39m`."""
    if amount_wan is not None and language() == ENGLISH:
        return f"¥{float(amount_wan) / WAN_PER_MILLION:,.2f}m"
    number, unit = headline_wan(amount_wan)
    return f"{number} {unit}".strip()


def axis_unit(most_wan: float) -> tuple[int, str]:
    """What amounts in 万元 are divided by on an axis whose greatest is this, and the unit that this gives."""
    if language() == ENGLISH:
        return WAN_PER_MILLION, "million yuan"
    return (WAN_PER_YI, "亿元") if most_wan >= WAN_PER_YI else (1, "万元")


def planned_date(value: date | None, precision: str | None) -> str:
    """A planned date as precise as it was stated: a year stays a year."""
    if value is None:
        return t(NOT_STATED)
    if precision == "day":
        return value.isoformat()
    if precision == "month":
        return f"{value:%b %Y}" if language() == ENGLISH else f"{value.year}年{value.month}月"
    if precision == "quarter":
        return t("{year}年第{quarter}季度", year=value.year, quarter=(value.month + 2) // 3)
    if precision == "half":
        return t("{year}年上半年" if value.month <= 6 else "{year}年下半年", year=value.year)
    return t("{year}年", year=value.year)


def moment(value: datetime | None) -> str:
    """A time in China, to the minute."""
    return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if value else t(NOT_STATED)


def month_words(day: date | None) -> str:
    """A month as `2023-12`."""
    return day.strftime("%Y-%m") if day else t(NOT_STATED)


def share(part: object, whole: object) -> str:
    """`4/18` — two numbers of one unit, which the caller says; never a bare percentage."""
    return f"{plain(part)}/{plain(whole)}"
