"""Dates and lengths of time in normalised words: the patterns that all readers of periods build on, and what they say.

A date has a precision: 2024年6月 is a month, and 2024年 a year, which is an interval and not its first of January.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from etl.contract.values import Certainty, Period, Precision, Span
from etl.parse import numbers

YEAR = r"(?:19[5-9]\d|20\d\d)"
MONTH = r"(?:1[0-2]|0?[1-9])"
DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_PART = (
    rf"(?:(?:[.]|/|-)(?P<{{0}}m2>{MONTH})(?:(?:[.]|/|-)(?P<{{0}}d2>{DAY}))?(?!\d)月?\.?"
    rf"|年?(?P<{{0}}q>第?[一二三四1-4]季度|[Qq][1-4])|年?(?P<{{0}}h>[上下]半年)|(?P<{{0}}e>年?[底末])"
    rf"|年(?P<{{0}}m>{MONTH})月(?:(?P<{{0}}d>{DAY})日)?[底初]?|年)?"
)
DATE = rf"(?P<{{0}}y>{YEAR})" + _PART
TAIL = rf"(?:(?P<{{0}}m>{MONTH})月(?:(?P<{{0}}d>{DAY})日)?|(?P<{{0}}q>第?[一二三四1-4]季度)|(?P<{{0}}h>[上下]半年))"
TO = r"(?:-{1,2}|~|至|到)"
NUMBER = rf"(?P<n>{numbers.ARABIC}|{numbers.CHINESE})"
LENGTH = rf"(?P<about>大?约)?{NUMBER}(?:个)?(?P<unit>年半|年|月|天|日历天|日)(?P<left>左右)?"
"""A length of time: 24个月, 三年, 约540天."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The days that a date of any precision stands for."""

    first: date
    last: date
    precision: Precision


def term_of(match: re.Match[str], span: Span) -> Period | None:
    """The period of two dates that were matched under `a` and `b` (or `c`, without a year); None for no such day."""
    groups = match.groupdict()
    start = interval_of(match, "a")
    finish = interval_of(match, "b") if groups.get("by") else interval_of(match, "c", groups["ay"])
    if start is None or finish is None:
        return None
    coarse = max(start.precision, finish.precision, key=list(Precision).index)
    certainty = Certainty.DOUBTFUL if groups.get("ae") else Certainty.CERTAIN
    return Period(start.first, finish.last, None, coarse, certainty, span)


def certainty_of(match: re.Match[str], closes: bool) -> Certainty:
    """`2025年前` may mean by the end of that year or of the one before; a start at a year's end lies late in it."""
    groups = match.groupdict()
    bare = not any(groups.get(f"a{part}") for part in ("m", "m2", "q", "h", "e"))
    vague = bare and re.search(rf"{YEAR}年?前", match[0]) if closes else groups.get("ae")
    return Certainty.DOUBTFUL if vague else Certainty.CERTAIN


def length_of(match: re.Match[str], span: Span) -> Period | None:
    """A length (`LENGTH`) in whole months, without dates; doubtful where it is about, or counted in days."""
    number = match["n"]
    value = numbers.arabic(number) if number[0].isdigit() else Decimal(numbers.chinese(number) or 0)
    unit = match["unit"]
    certainty = Certainty.DOUBTFUL if match["about"] or match["left"] else Certainty.CERTAIN
    if unit == "年半":
        months = value * 12 + 6
    elif unit == "年":
        months = value * 12
    elif unit == "月":
        months = value
    else:
        months, certainty = round(value / Decimal("30.4375")) * Decimal(1), Certainty.DOUBTFUL
    if months != int(months) or not 0 < months <= 600:
        return None
    return Period(None, None, int(months), None, certainty, span)


def joined(dates: Period, months: int, span: Span) -> Period:
    """Dates with a duration stated beside them; doubtful where the duration does not fit between the dates."""
    certainty = dates.certainty
    if dates.start and dates.finish:
        longest = (dates.finish.year - dates.start.year) * 12 + dates.finish.month - dates.start.month + 1
        slack = {Precision.YEAR: 23, Precision.HALF: 11, Precision.QUARTER: 5}.get(dates.precision or Precision.DAY, 2)
        if not longest - slack <= months <= longest + 1:
            certainty = Certainty.DOUBTFUL
    return Period(dates.start, dates.finish, months, dates.precision, certainty, span)


def with_finish(period: Period) -> Period:
    """The period with the finish that its start and its length give, where it states none: the start's month counts.

    A start that is known to the year alone gives none.
    """
    start, months = period.start, period.duration_months
    if start is None or months is None or period.finish or period.precision not in (Precision.DAY, Precision.MONTH):
        return period
    year, month = divmod(start.year * 12 + start.month - 1 + months - 1, 12)
    finish = date(year, month + 1, calendar.monthrange(year, month + 1)[1])
    return replace(period, finish=finish, precision=Precision.MONTH, rule="start_and_length")


def interval_of(match: re.Match[str], name: str, year: str | None = None) -> Interval | None:
    """The days of a date that was matched under a name, in a year of its own or in a given one."""
    groups = match.groupdict()
    stated = int(year or groups[f"{name}y"])
    month = groups.get(f"{name}m") or groups.get(f"{name}m2")
    day = groups.get(f"{name}d") or groups.get(f"{name}d2")
    if month and day:
        return _day(stated, int(month), int(day))
    if month:
        return _months(stated, int(month), int(month), Precision.MONTH)
    if groups.get(f"{name}q"):
        quarter = next(i for c in groups[f"{name}q"] for i in [_quarter(c)] if i)
        return _months(stated, quarter * 3 - 2, quarter * 3, Precision.QUARTER)
    if groups.get(f"{name}h"):
        first = 1 if groups[f"{name}h"].startswith("上") else 7
        return _months(stated, first, first + 5, Precision.HALF)
    return _months(stated, 1, 12, Precision.YEAR)


def _quarter(character: str) -> int:
    return {"一": 1, "二": 2, "三": 3, "四": 4}.get(character) or (int(character) if character.isdigit() else 0)


def _day(year: int, month: int, day: int) -> Interval | None:
    if day > calendar.monthrange(year, month)[1]:
        return None
    moment = date(year, month, day)
    return Interval(moment, moment, Precision.DAY)


def _months(year: int, first: int, last: int, precision: Precision) -> Interval:
    after = date(year + last // 12, last % 12 + 1, 1)
    return Interval(date(year, first, 1), after - timedelta(days=1), precision)
