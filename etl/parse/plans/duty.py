"""Words of a duty: by when it is due, and how far it has come.

A deadline is read by the grammar of dates. What names no date (长期坚持) is kept in words, and nothing about it is
doubtful; what has figures that are no date is a doubt. The words stand in `data/reference/duty_words.csv`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.values import Certainty, Doubt, Period
from etl.parse.periods import dates
from etl.parse.periods.period import parse_date_cell, parse_period
from etl.parse.words import clean, key, words

_STATES = ("done", "not_started", "under_way", "suspended", "cancelled")
_DATE = re.compile(rf"(?<!\d){dates.DATE.format('a')}")
_WITHOUT_YEAR = re.compile(r"(?:1[0-2]|[1-9])月.*|第?[一二三四]季度.*|[上下]半年.*|年[底末内]前?")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A stated deadline: its words, and the last day that they name. `day` None: in words."""

    words: str
    day: date | None = None
    precision: str | None = None
    certainty: Certainty = Certainty.CERTAIN


def parse_deadline(
    raw: str, base: date | None = None, year: int | None = None, *, is_titled: bool = False
) -> tuple[Deadline | None, list[Doubt]]:
    """Read a deadline. `base`: the document's date, which 今年 leans on; `year`: of the table, for one without a year.

    None where the cell says nothing. `is_titled`: the title says the year, so that it is not in doubt.
    """
    if key(raw) in reference.nothing_words("nothing", "not_yet"):
        return None, []
    said = clean(raw)
    stated = _stated(raw, base)
    if stated:
        doubts = [Doubt("doubtful_deadline", raw)] if stated.certainty is Certainty.DOUBTFUL else []
        return _dated(said, stated, stated.certainty), doubts
    is_short = _WITHOUT_YEAR.fullmatch(said) is not None
    with_year = _stated(f"{year}年{said.removeprefix('年')}", base) if year and is_short else None
    if year and with_year and is_titled:
        return _dated(said, with_year, with_year.certainty), []
    if year and with_year:
        derived = Doubt("deadline_year_derived", raw, Detail("by_year_of_caption", year=year))
        return _dated(said, with_year, Certainty.DOUBTFUL), [derived]
    only = _only_date(raw)
    if only:
        return _dated(said, only, Certainty.DOUBTFUL), [Doubt("doubtful_deadline", raw)]
    if re.search(r"\d", key(raw)):
        return Deadline(said, certainty=Certainty.DOUBTFUL), [Doubt("unread_duty_deadline", raw)]
    return Deadline(said), []


def _stated(raw: str, base: date | None) -> Period | None:
    """The period of words that are a date or a span from end to end."""
    found, _ = parse_date_cell(raw, finish=True, base=base)
    if found is None:
        found, _ = parse_period(raw, base)
    return found if found and found.finish else None


def _only_date(raw: str) -> Period | None:
    """The date of words that hold no other number (2023年12月底前完成，长期坚持)."""
    text = words(raw).text
    found = _DATE.search(text)
    is_only = found is not None and not re.search(r"\d", _DATE.sub("", text, count=1))
    period = parse_date_cell(found[0], finish=True)[0] if found and is_only else None
    return period if period and period.finish else None


def _dated(said: str, period: Period, certainty: Certainty) -> Deadline:
    return Deadline(said, period.finish, period.precision.value if period.precision else None, certainty)


def state_of(raw: str) -> str | None:
    """What the words of a state say: done, under_way, …; None for an account in words, which is kept as written."""
    said = key(raw).strip("。;,.")
    if reference.words_of("duty_words", "ongoing_state").fullmatch(said):
        return "ongoing"
    return next((state for state in _STATES if reference.words_of("duty_words", state).fullmatch(said)), None)
