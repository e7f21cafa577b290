"""Dates of a progress sheet: when a project began and finished, or is expected to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

import polars as pl

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.values import Certainty, Doubt, Span
from etl.parse.progress import parse_status, says_done
from etl.parse.words import key
from etl.rows.buffer import Buffer
from etl.rows.fields import dates
from etl.rows.fields.field import Answer, Cells, Field, Known, Read, Step, inside
from etl.rows.progress_sheet.dates_in_words import FINISHES, read_dates_in_words
from etl.rows.progress_sheet.planned import actual_pairs, part_of, read_planned, split_pair
from etl.rows.progress_sheet.told_in_words import read_told_dates

TARGETS = ("actual_start", "forecast_start", "actual_finish", "forecast_finish")
_MONTH = "sheet:month"
_WITHOUT_YEAR = re.compile(r"(?P<month>1[0-2]|[1-9])月份?(?:底|末|[上中下]旬|(?P<day>(?:[12]\d|3[01]|[1-9])日))?之?前?")
_OF_THE_YEAR = re.compile(
    r"(?:今年|本年度?|当年)?(?:年(?:[底末]之?前?|内)|(?P<part>上半年|下半年|第?[一二三四1-4]季度)(?:[底末]之?前?)?)"
)
"""年底前, 上半年, 三季度末: of the year of the sheet."""
_OF_THE_MONTH = re.compile(r"(?:(?P<this>本月|当月|月)|(?P<next>下个?月|次月))[底末]?之?前?")
_BEGAN = ("under_way", "completed", "suspended")


class _Bare(NamedTuple):
    """A column of dates that does not say whether they are plans: what it is read as where that has come to pass.

    `doubtful`: the targets of which a date that the month has passed is a doubt: a plan that has not come to pass, and
    a finish, which may still be the one that was planned.
    """

    column: str
    actual: str
    forecast: str
    doubtful: frozenset[str]


_EITHER = _Bare("finish_either", "actual_finish", "forecast_finish", frozenset())
_BARE_START = _Bare("start_bare", "actual_start", "forecast_start", frozenset({"forecast_start"}))
_BARE_FINISH = _Bare("finish_bare", "actual_finish", "forecast_finish", frozenset({"actual_finish", "forecast_finish"}))


def _field(column: str, target: str) -> Field:
    """A date in a sheet: an actual one lies in the month that is reported, or before."""
    one = dates.moment(column, target)
    if column in FINISHES and not target.startswith("actual"):
        return replace(one, parser=partial(_read_to_come, column=column, finish=target.endswith("finish")))
    if not target.startswith("actual"):
        return one
    parser = partial(_read_actual, column=column, finish=target.endswith("finish"))
    return replace(one, columns=(column, _MONTH), parser=parser)


def _read_to_come(cells: Cells, known: Known, *, column: str, finish: bool) -> Answer:
    """A date that is to come; none where the cell says that it has come (2025年12月已完工)."""
    return (
        Answer((None, None)) if says_done(cells[0]) else dates.read_moment(cells, known, column=column, finish=finish)
    )


def _deadline() -> Field:
    """The deadline of a problem; one without a year is of the sheet's, and doubtful where that has gone by."""
    one = dates.moment("problem_deadline", "problem_deadline")
    return replace(one, step=Step.PROBLEMS, columns=("problem_deadline", _MONTH), parser=_read_deadline)


def _read_deadline(cells: Cells, known: Known) -> Answer:
    raw, month = cells
    found = dates.read_moment((raw,), known, column="problem_deadline", finish=True)
    words = None if found.read else _with_year(key(raw), date.fromisoformat(month))
    if words is None:
        return found
    day, precision = dates.read_moment((words,), known, column="problem_deadline", finish=True).values
    if day is None:
        return found
    has_gone_by = day.isoformat() < month[:7]
    certainty = Certainty.DOUBTFUL if has_gone_by else Certainty.CERTAIN
    read = Read("problem_deadline", inside(raw), day.isoformat(), certainty=certainty)
    doubts = [("problem_deadline", Doubt("doubtful_period", raw))] if has_gone_by else []
    return Answer((day, precision), read, doubts)


def _with_year(words: str, month: date) -> str | None:
    """A deadline of the month's year or month in words that state both; None where they are none."""
    if match := _WITHOUT_YEAR.fullmatch(words):
        return f"{month.year}年{match['month']}月{match['day'] or ''}"
    if match := _OF_THE_YEAR.fullmatch(words):
        return f"{month.year}年{match['part'] or '12月'}"
    if match := _OF_THE_MONTH.fullmatch(words):
        later = month + timedelta(days=1) if match["next"] else month
        return f"{later.year}年{later.month}月"
    return None


def _deadline_told() -> Field:
    """The deadline that a cell of problems ends with: 消防未备案，3月20日前整改."""
    one = _deadline()
    return replace(one, columns=("problems_and_deadline", _MONTH), parser=_read_deadline_told)


_TOLD_DEADLINE = re.compile(r"(?:20\d\d年)?(?:1[0-2]|[1-9])月(?:底|末|[上中下]旬|(?:3[01]|[12]\d|[1-9])日)?(?:之?前)?")


def _read_deadline_told(cells: Cells, known: Known) -> Answer:
    raw, month = cells
    found = list(_TOLD_DEADLINE.finditer(raw))
    is_told = len(found) == 1 and reference.words_of("progress_words", "settled").match(raw, found[0].end())
    if not is_told:
        return Answer((None, None))
    words, start = found[0][0], found[0].start()
    answer = _read_deadline((words, month), known)
    read = answer.read._replace(column="problems_and_deadline") if answer.read else None
    if read:
        read = read._replace(span=Span(read.span.start + start, read.span.end + start))
    return answer._replace(read=read, doubts=[("problems_and_deadline", doubt) for _, doubt in answer.doubts])


def _read_actual(cells: Cells, known: Known, *, column: str, finish: bool) -> Answer:
    raw, month = cells
    found = dates.read_moment((raw,), known, column=column, finish=finish)
    day, precision = found.values
    if day is None or _first_day(day, precision).isoformat() <= month:
        return found
    doubt = Doubt("actual_date_in_future", raw, Detail("progress_month", month=month[:7]))
    return Answer((None, None), None, [*found.doubts, (column, doubt)], is_doubtful=True)


def _read_actual_of_pair(cells: Cells, known: Known, *, column: str, finish: bool, which: int) -> Answer:
    """The actual one of the two dates of a cell."""
    raw, month = cells
    if raw.strip() and split_pair(raw, known) is None:
        return Answer((None, None), None, [(column, Doubt("unreadable_period", raw))], is_doubtful=True)
    part = part_of(raw, which, known)
    if part is None:
        return Answer((None, None))
    found = _read_actual((part.words, month), known, column=column, finish=finish)
    return found._replace(read=found.read._replace(span=part.span)) if found.read else found


def _first_day(last: date, precision: str) -> date:
    """First day of the interval of which `last` is the last day (any day within it gives the same)."""
    if precision == "day":
        return last
    first = {"month": last.month, "quarter": (last.month - 1) // 3 * 3 + 1, "half": 1 if last.month < 7 else 7}
    return date(last.year, first.get(precision, 1), 1)


def read_dates(buffer: Buffer) -> None:
    """Dates of their own columns, then those of columns that may state an actual date or a plan."""
    buffer.derive(_MONTH, pl.Series(buffer.values["month"]).cast(pl.String))
    buffer.read(*(_field(target, target) for target in TARGETS), _deadline())
    _read_beside_others(buffer)
    said = [parse_status(raw) for raw in buffer.cells("status")]
    _read_bare(buffer, _EITHER, [status == "completed" for status in said])
    told = [status or parse_status(raw) for status, raw in zip(said, buffer.cells("physical_progress"), strict=True)]
    spent = _has_spent(buffer)
    began = [status in _BEGAN or (status is None and spent[at]) for at, status in enumerate(told)]
    _read_bare(buffer, _BARE_START, began)
    _read_bare(buffer, _BARE_FINISH, [status == "completed" for status in told])
    read_dates_in_words(buffer)


def _read_beside_others(buffer: Buffer) -> None:
    """Dates of columns that say other things too, or two dates, where none of their own does."""
    if buffer.has("problems_and_deadline"):
        buffer.read_in(_deadline_told(), _open(buffer, "problem_deadline"))
    read_told_dates(buffer)
    read_planned(buffer)
    for column, target, which in actual_pairs(buffer):
        parser = partial(_read_actual_of_pair, column=column, finish=target.endswith("finish"), which=which)
        buffer.read_in(replace(_field(column, target), parser=parser), _open(buffer, target))


def _open(buffer: Buffer, target: str) -> list[int]:
    """The rows that have no date yet."""
    return [at for at, day in enumerate(buffer.values[target]) if day is None]


def _has_spent(buffer: Buffer) -> list[bool]:
    totals, years = buffer.values["invested_total_wan"], buffer.values["invested_year_wan"]
    return [(total or year or 0) > 0 for total, year in zip(totals, years, strict=True)]


def _read_bare(buffer: Buffer, bare: _Bare, has_come: Sequence[bool]) -> None:
    """Read dates as actual ones where what they are of `has_come` to pass, unless a column of its own says it."""
    filled = [at for at, cell in enumerate(buffer.cells(bare.column)) if cell.strip()]
    come = [has and not _mark().search(cell) for has, cell in zip(has_come, buffer.cells(bare.column), strict=True)]
    for target, is_actual in ((bare.actual, True), (bare.forecast, False)):
        known = list(buffer.values[target])
        rows = [at for at in filled if come[at] == is_actual and known[at] is None]
        one = _field(bare.column, target) if is_actual else _planned(bare.column, target)
        buffer.read_in(one, rows)
        if target in bare.doubtful:
            _doubt_passed(buffer, one, rows)


def _planned(column: str, target: str) -> Field:
    """A date that is to come, with a mark beside it that says so or without: 2025年7月（计划）."""
    parser = partial(_read_marked, column=column, finish=target.endswith("finish"))
    return replace(_field(column, target), parser=parser)


def _read_marked(cells: Cells, known: Known, *, column: str, finish: bool) -> Answer:
    raw = cells[0]
    words = _mark().sub("", raw).strip()
    if words == raw.strip() or not words:
        return _read_to_come(cells, known, column=column, finish=finish)
    found = dates.read_moment((words,), known, column=column, finish=finish)
    if found.read is None:
        return found
    start = raw.index(words)
    return found._replace(read=found.read._replace(span=Span(start, start + len(words))))


def _mark() -> re.Pattern[str]:
    mark = reference.words_of("progress_words", "planned_mark").pattern
    return re.compile(rf"^\s*(?:{mark})|(?:{mark})\s*$")


def _doubt_passed(buffer: Buffer, one: Field, rows: Sequence[int]) -> None:
    """Doubt the dates that the month of the sheet has reached: the signs of the row do not say which they are."""
    column, target = one.columns[0], one.target
    days, precisions = list(buffer.values[target]), list(buffer.values[f"{target}_precision"])
    months = list(buffer.values["month"])
    for at in rows:
        if days[at] is None or _first_day(days[at], precisions[at]) > months[at]:
            continue
        detail = Detail("read_as_field", field=target)
        buffer.doubt(one.step, at, column, [Doubt("date_plan_or_actual", buffer.cells(column)[at], detail)])
        buffer.doubtful[at].add(target)
