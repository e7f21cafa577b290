"""Building periods and single dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache, partial

from etl.contract.values import Certainty, Doubt, Period
from etl.parse.dates import with_finish
from etl.parse.period import parse_date_cell, parse_period
from etl.rows.fields.field import Answer, Cells, Field, Known, Read, Step

_PERIOD = ("period", "planned_start", "planned_finish")
_DATES = ("planned_start", "planned_finish", "plan_precision", "start_year", "end_year", "duration_months")
Columns = tuple[str, str, str]
"""Columns of a period, a start and a finish, by their meaning."""
_WRAP = re.compile(r"\s*\n\s*")


def plan(columns: Columns) -> Field:
    """The field of columns of a period, a start and a finish, which together say a plan."""
    parser = partial(read_plan, columns=columns)
    return Field(Step.PERIOD, columns, parser, (*_DATES, "period_raw"), shown="period_raw")


def read_plan(cells: Cells, known: Known, *, columns: Columns) -> Answer:
    """What the cells say together: a period, or a start and a finish, or a start and a length."""
    return _read_plan(cells, columns, known.document_date)


PERIOD = plan(_PERIOD)


def read_period_words(cells: Cells, known: Known) -> Answer:
    """The words of a period alone: doubtful where they are no period."""
    found = _read_plan((*cells, "", ""), _PERIOD, known.document_date)
    return found._replace(values=found.values[-1:])


PERIOD_WORDS = Field(Step.PERIOD, ("period",), read_period_words, ("period_raw",), is_optional=True)


@lru_cache(maxsize=16384)
def _read_plan(cells: Cells, columns: Columns, base: date | None) -> Answer:
    raw, start, finish = cells
    period, found = parse_period(raw, base) if raw.strip() else (None, ())
    column, of_start, of_finish = columns
    doubts = [(column, doubt) for doubt in found]
    is_doubtful = bool(raw.strip()) and period is None
    doubtful: list[str] = []
    for name, cell in ((of_start, start), (of_finish, finish)):
        if cell.strip():
            said, more = parse_date_cell(cell, finish=name == of_finish, base=base)
            doubts += [(name, doubt) for doubt in more]
            if said is None or said.certainty is Certainty.DOUBTFUL:
                doubtful.append(name)
            period, column = _with_date(period, said, name, cell, doubts, doubtful), name
    words = raw.strip()
    if period:
        period = with_finish(period)
        doubts += [(column, Doubt("finish_derived", raw))] if period.rule else []
    read = Read(column, period.span, words, certainty=period.certainty, rule=period.rule) if period else None
    words = _WRAP.sub("", words) if "\n" in words else words
    return Answer((*_dates(period), words or None), read, doubts, is_doubtful, doubtful)


def _with_date(
    period: Period | None, found: Period | None, name: str, cell: str, doubts: list[tuple[str, Doubt]],
    doubtful: list[str],
) -> Period | None:  # fmt: skip
    """The period with what a column of start or finish says (`found`)."""
    if found is None or period is None:
        return found or period
    start = found.start or period.start
    finish = found.finish or period.finish
    if start and finish and finish < start:
        doubts.append((name, Doubt("period_reversed", cell)))
        doubtful.append(name)
        return period
    precision = period.precision or found.precision
    return Period(start, finish, period.duration_months, precision, period.certainty, found.span)


def _dates(period: Period | None) -> Iterator[date | str | int | None]:
    if period is None:
        yield from (None,) * len(_DATES)
        return
    start, finish = period.start, period.finish
    yield from (start, finish)
    yield period.precision.value if period.precision else None
    yield from (start.year if start else None, finish.year if finish else None)
    yield period.duration_months


def moment(column: str, target: str) -> Field:
    """The field of a column of single dates: the first day of a start, the last day of a finish, and the precision."""
    parser = partial(read_moment, column=column, finish=target.endswith("finish"))
    return Field(Step.DATES, (column,), parser, (target, f"{target}_precision"), is_optional=True)


def read_moment(cells: Cells, known: Known, *, column: str, finish: bool) -> Answer:
    """One date of any precision; None where it has no precision of its own."""
    raw = cells[0]
    if not raw.strip():
        return Answer((None, None))
    period, found = parse_date_cell(raw, finish=finish, base=known.document_date)
    doubts = [(column, doubt) for doubt in found]
    day = (period.finish if finish else period.start) if period else None
    if period is None or day is None or period.precision is None:
        return Answer((None, None), None, doubts, is_doubtful=True)
    read = Read(column, period.span, day.isoformat(), certainty=period.certainty)
    return Answer((day, period.precision.value), read, doubts)
