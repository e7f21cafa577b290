"""Columns that say more than the problem: what is done about it (问题及下步措施), until when (问题及整改时限)."""

from __future__ import annotations

import re
from functools import cache, partial

from etl.contract import reference
from etl.contract.values import Span
from etl.parse.words import clean
from etl.rows.buffer import Buffer
from etl.rows.fields import texts
from etl.rows.fields.field import Answer, Cells, Field, Known, Read, Step

_WITH_STEPS, _WITH_DEADLINE = "problems_and_steps", "problems_and_deadline"
_END = "，,；;。 \n"


def _read_problem(cells: Cells, known: Known) -> Answer:
    """The words of a problem; 否 (是否存在问题) says that there is none."""
    is_none = reference.words_of("progress_words", "no_problem").fullmatch(clean(cells[0]))
    return Answer((None,)) if is_none else texts.read_text(cells, known, column="problems")


PROBLEM = Field(Step.NAMES, ("problems",), _read_problem, ("problems",))


def read_problems(buffer: Buffer) -> None:
    """The problem and the next steps of a column of both, as its words 问题： and 措施： part them."""
    for target in ("problems", "next_steps"):
        _read_beside(buffer, _WITH_STEPS, target, partial(_read_part, target=target))
    _read_beside(buffer, _WITH_DEADLINE, "problems", partial(_read_all))


def _read_beside(buffer: Buffer, column: str, target: str, parser: partial[Answer]) -> None:
    """Read a field from a column where one of its own does not say it."""
    if buffer.has(column):
        rows = [at for at, words in enumerate(buffer.values[target]) if words is None]
        buffer.read_in(Field(Step.PROBLEMS, (column,), parser, (target,)), rows)


def _read_all(cells: Cells, _: Known) -> Answer:
    return _told(_WITH_DEADLINE, cells[0], 0, len(cells[0]))


def _read_part(cells: Cells, _: Known, *, target: str) -> Answer:
    """What stands behind the label of a part, up to the next one; without a label a cell tells the problem."""
    raw = cells[0]
    steps = _label("steps_label").search(raw)
    if target == "next_steps":
        return _told(_WITH_STEPS, raw, steps.end(), len(raw)) if steps else Answer((None,))
    end = steps.start() if steps else len(raw)
    label = _label("problem_label").match(raw[:end].lstrip())
    start = len(raw) - len(raw.lstrip()) + label.end() if label else 0
    return _told(_WITH_STEPS, raw, start, end)


def _told(column: str, raw: str, start: int, end: int) -> Answer:
    """The words of a stretch of a cell."""
    part = raw[start:end].strip(_END)
    words = clean(part)
    if not words:
        return Answer((None,))
    begin = raw.index(part, start)
    return Answer((words,), Read(column, Span(begin, begin + len(part)), words))


@cache
def _label(role: str) -> re.Pattern[str]:
    return reference.words_of("progress_words", role)
