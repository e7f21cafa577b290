"""What a progress sheet says of the plan: its words are kept, since the plan itself comes from lists.

A column may hold two dates by a slash, the planned and the actual one in the order of its header (计划竣工/实际竣工).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from etl.contract import reference
from etl.contract.values import Span
from etl.headers import looks
from etl.parse.progress import says_done
from etl.parse.words import key
from etl.rows.buffer import Buffer
from etl.rows.fields import dates
from etl.rows.fields.field import Answer, Cells, Field, Known, Read, Step
from etl.tables.table import SourceTable

_PLAN = ("", "planned_start", "planned_finish")
_SLASH = re.compile(r"\s*[/／|\n]\s*")
_PAIRS = {
    "start_plan_actual": ("start", 0),
    "start_actual_plan": ("start", 1),
    "finish_plan_actual": ("finish", 0),
    "finish_actual_plan": ("finish", 1),
}
"""Columns of two dates: of what they are, and which of the two is the planned one."""


def take_plan_of_amounts(table: SourceTable) -> None:
    """Read a column of the year's tasks (本年任务) as its plan, where nothing but amounts of money stand in it."""
    at = table.index("work_of_year")
    if at is None or table.index("annual_plan") is not None or table.columns[at].by_person:
        return
    said = [row.cells[at] for row in table.rows if row.row_no is not None and not _is_nothing(row.cells[at])]
    is_money = table.unit_of(table.columns[at]) in reference.money_units_wan()
    if said and is_money and all(map(looks.is_amount, said)):
        table.columns[at] = replace(table.columns[at], field="annual_plan")
        table.__post_init__()


def read_planned(buffer: Buffer) -> None:
    """The words of a planned start and finish, where no column has those of the period."""
    both = Field(Step.PERIOD, _PLAN[1:], _read_words, ("period_raw",))
    if buffer.has("planned_start") or buffer.has("planned_finish"):
        buffer.read_in(both, _unread(buffer, "period_raw"))
    for column, (end, planned) in _PAIRS.items():
        if buffer.has(column):
            parser = partial(_read_pair_words, column=column, end=end, planned=planned)
            buffer.read_in(Field(Step.PERIOD, (column,), parser, ("period_raw",)), _unread(buffer, "period_raw"))


def actual_pairs(buffer: Buffer) -> Iterator[tuple[str, str, int]]:
    """The columns of two dates that the sheet has, the field of the actual one, and its place in a cell."""
    for column, (end, planned) in _PAIRS.items():
        if buffer.has(column):
            yield column, f"actual_{end}", 1 - planned


def _unread(buffer: Buffer, target: str) -> list[int]:
    return [at for at, value in enumerate(buffer.values[target]) if value is None]


def _read_words(cells: Cells, known: Known) -> Answer:
    """2025.3 and 2026.6 are `2025.3至2026.6`, one alone `2025.3起` or `至2026.6`; doubtful where they are no dates.

    What has come to pass (2025年12月已完工) is no plan.
    """
    said = ["" if _is_nothing(cell) or says_done(cell) else cell.strip() for cell in cells]
    found = dates.read_plan(("", *said), known, columns=_PLAN)
    start, finish = said
    words = f"{start}至{finish}" if start and finish else f"{start}起" if start else f"至{finish}" if finish else None
    return found._replace(values=(words,))


def _is_nothing(cell: str) -> bool:
    return key(cell) in reference.nothing_words("nothing")


def _read_pair_words(cells: Cells, known: Known, *, column: str, end: str, planned: int) -> Answer:
    """The words of the planned date of a cell."""
    part = part_of(cells[0], planned, known)
    if part is None:
        return Answer((None,))
    found = dates.read_moment((part.words,), known, column=column, finish=end == "finish")
    words = f"至{part.words}" if end == "finish" else f"{part.words}起"
    read = Read(column, part.span, words) if found.read else None
    return found._replace(values=(words if found.read else None,), read=read)


class Part(NamedTuple):
    """One of the two dates of a cell, and where it stands."""

    words: str
    span: Span


def part_of(raw: str, which: int, known: Known) -> Part | None:
    """The first or the second date of a cell; None where it says that there is none, or the cell is no pair."""
    split = split_pair(raw, known)
    if split is None or _is_nothing(split[which]):
        return None
    start = raw.rfind(split[1]) if which else raw.find(split[0])
    return Part(split[which], Span(start, start + len(split[which])))


def split_pair(raw: str, known: Known) -> tuple[str, str] | None:
    """The two halves of a cell by the one slash both of whose sides are a date or nothing (2025/9/—)."""
    halves = [(raw[: slash.start()].strip(), raw[slash.end() :].strip()) for slash in _SLASH.finditer(raw.strip())]
    told = [pair for pair in halves if all(_is_date(half, known) for half in pair)]
    return told[0] if len(told) == 1 else None


def _is_date(words: str, known: Known) -> bool:
    if not words or _is_nothing(words):
        return True
    found = dates.read_moment((words,), known, column="", finish=True)
    return found.read is not None and not found.doubts
