"""Building periods and single dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from typing import NamedTuple

from etl.contract import reference
from etl.contract.values import Certainty, Doubt, Period, Precision
from etl.parse.periods.dates import with_finish
from etl.parse.periods.period import parse_date_cell, parse_period
from etl.parse.words import clean, key
from etl.rows.fields.field import Answer, Cells, Field, Known, Read, Step, inside

_PERIOD = ("period", "planned_start", "planned_finish")
_DATES = ("planned_start", "planned_finish", "plan_precision", "start_year", "end_year", "duration_months")
Columns = tuple[str, str, str]
"""Columns of a period, a start and a finish, by their meaning."""
_LENGTH = re.compile(r"\d{1,3}(?:\.\d)?")
"""A bare number below 建设工期(月); a year is none."""
_WRAP = re.compile(r"\s*\n\s*")


def plan(columns: Columns) -> Field:
    """The field of columns of a period, a start and a finish, which together say a plan."""
    parser = partial(read_plan, columns=columns)
    return Field(Step.PERIOD, columns, parser, (*_DATES, "period_raw"), shown="period_raw")


def read_plan(cells: Cells, known: Known, *, columns: Columns) -> Answer:
    """What the cells say together: a period, or a start and a finish, or a start and a length."""
    raw, start, finish = cells
    when = _When(known.document_date, known.list_year)
    unit = known.units.get(columns[0])
    if not unit or not _LENGTH.fullmatch(raw.strip()):
        return _read_plan(cells, columns, when)
    found = _read_plan((raw.strip() + unit, start, finish), columns, when)
    read = found.read._replace(span=inside(raw), value=raw.strip()) if found.read else None
    return found._replace(values=(*found.values[:-1], raw.strip()), read=read)


PERIOD = plan(_PERIOD)


def read_period_words(cells: Cells, known: Known) -> Answer:
    """The words of a period alone: doubtful where they are no period."""
    found = _read_plan((*cells, "", ""), _PERIOD, _When(known.document_date, known.list_year))
    return found._replace(values=found.values[-1:])


PERIOD_WORDS = Field(Step.PERIOD, ("period",), read_period_words, ("period_raw",), is_optional=True)


@dataclass(slots=True)
class _Doubted:
    """Doubts with their columns, and the columns that are doubtful."""

    doubts: list[tuple[str, Doubt]]
    columns: list[str] = field(default_factory=list)


class _When(NamedTuple):
    """What the words of a cell lean on: the day of the document (今年), the year that it says it is of (全年)."""

    document_date: date | None
    list_year: int | None


def _says_no_date(raw: str) -> bool:
    """Whether a cell is empty, or says that there is no date, or none yet: 待定, 长期, 视资金情况."""
    return not raw.strip() or key(clean(raw)) in reference.nothing_words("not_yet", "no_date")


def _parse_period(raw: str, when: _When) -> tuple[Period | None, Sequence[Doubt]]:
    """The period of a cell; 全年 is the year of the list."""
    if when.list_year and reference.words_of("period_words", "whole_year").fullmatch(key(clean(raw))):
        found, doubts = parse_period(f"{when.list_year}年")
        return replace(found, span=inside(raw)) if found else None, doubts
    return parse_period(raw, when.document_date)


@lru_cache(maxsize=16384)
def _read_plan(cells: Cells, columns: Columns, when: _When) -> Answer:
    raw, start, finish = cells
    is_said = not _says_no_date(raw)
    period, found = _parse_period(raw, when) if is_said else (None, ())
    doubted = _Doubted([(columns[0], doubt) for doubt in found])
    is_doubtful = is_said and period is None
    reads = [Read(columns[0], period.span, raw.strip(), certainty=period.certainty)] if period else []
    for name, cell, is_finish in ((columns[1], start, False), (columns[2], finish, True)):
        if not _says_no_date(cell):
            said = parse_date_cell(cell, finish=is_finish, base=when.document_date)
            reads += [Read(name, said[0].span, cell.strip(), certainty=said[0].certainty)] if said[0] else []
            period = _with_date(period, name, cell, said, doubted)
    words = _WRAP.sub("", raw.strip()) or None
    if period is None:
        return Answer((*_dates(None), words), None, doubted.doubts, is_doubtful, doubted.columns)
    period = with_finish(period)
    *also, read = reads
    doubted.doubts += [(read.column, Doubt("finish_derived", raw))] if period.rule else []
    read = read._replace(certainty=period.certainty, rule=period.rule)
    return Answer((*_dates(period), words), read, doubted.doubts, is_doubtful, doubted.columns, also)


def _with_date(
    period: Period | None, name: str, cell: str, said: tuple[Period | None, Sequence[Doubt]], doubted: _Doubted
) -> Period | None:
    """The period with what a column of start or finish says."""
    found, doubts = said
    doubted.doubts.extend((name, doubt) for doubt in doubts)
    if found is None or found.certainty is Certainty.DOUBTFUL:
        doubted.columns.append(name)
    if found is None or period is None:
        return found or period
    start = found.start or period.start
    finish = found.finish or period.finish
    if start and finish and finish < start:
        doubted.doubts.append((name, Doubt("period_reversed", cell)))
        doubted.columns.append(name)
        return period
    coarse = max(filter(None, (period.precision, found.precision)), key=list(Precision).index, default=None)
    return Period(start, finish, period.duration_months, coarse, period.certainty, found.span)


def _dates(period: Period | None) -> Iterator[date | str | int | None]:
    if period is None:
        yield from (None,) * len(_DATES)
        return
    start, finish = period.start, period.finish
    yield from (start, finish)
    yield period.precision.value if period.precision else None
    yield from (start.year if start else None, finish.year if finish else None)
    yield period.duration_months


_ENDS = ("finish", "deadline")


def moment(column: str, target: str) -> Field:
    """The field of a column of single dates: the first day of a start, the last day of an end, and the precision."""
    parser = partial(read_moment, column=column, finish=target.endswith(_ENDS))
    return Field(Step.DATES, (column,), parser, (target, f"{target}_precision"), is_optional=True)


def read_moment(cells: Cells, known: Known, *, column: str, finish: bool) -> Answer:
    """One date of any precision; None where it has no precision of its own."""
    raw = cells[0]
    if _says_no_date(raw):
        return Answer((None, None))
    period, found = parse_date_cell(raw, finish=finish, base=known.document_date)
    doubts = [(column, doubt) for doubt in found]
    day = (period.finish if finish else period.start) if period else None
    if period is None or day is None or period.precision is None:
        return Answer((None, None), None, doubts, is_doubtful=True)
    read = Read(column, period.span, day.isoformat(), certainty=period.certainty)
    return Answer((day, period.precision.value), read, doubts)
