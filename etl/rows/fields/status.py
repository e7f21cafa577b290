"""How far a project is: its status, and its physical progress in per cent."""

from __future__ import annotations

from functools import cache, partial

from etl.contract import reference
from etl.contract.values import Doubt
from etl.headers import looks
from etl.parse.progress import parse_bare_pct, parse_progress_pct, parse_status
from etl.parse.words import key
from etl.rows.fields.field import Answer, Cells, Field, Known, Read, Step, inside


def read_status(cells: Cells, _: Known) -> Answer:
    """The status that a cell states: completed, under_way, not_started, suspended, cancelled."""
    raw = cells[0]
    status = parse_status(raw)
    if status:
        return Answer((status,), Read("status", inside(raw), status))
    if raw.strip():
        return Answer((None,), None, [("status", Doubt("unknown_status", raw))], is_doubtful=True)
    return Answer((None,))


STATUS = Field(Step.STATUS, ("status",), read_status, ("status",), is_optional=True)


def read_progress_pct(cells: Cells, known: Known) -> Answer:
    """The per cent that the words state of the whole; words without any are no doubt, a number of nothing is one."""
    words, number = cells
    column, raw = (_PER_CENT, number) if number.strip() else (_WORDS, words)
    value = parse_progress_pct(raw)
    if value is None and (column == _PER_CENT or known.units.get(_WORDS) == "%"):
        value = parse_bare_pct(raw)
    if value is not None:
        return Answer((value,), Read(column, inside(raw), value))
    if looks.is_amount(raw) or (column == _PER_CENT and key(raw) not in reference.nothing_words("nothing")):
        return Answer((None,), None, [(column, Doubt("unread_quantity", raw))], is_doubtful=True)
    return Answer((None,))


_WORDS, _PER_CENT = "physical_progress", "physical_progress_pct"
PER_CENT = Field(Step.STATUS, (_WORDS, _PER_CENT), read_progress_pct, ("physical_progress_pct",))


def read_answer(cells: Cells, _: Known, *, column: str) -> Answer:
    """Yes or no, in the words of `data/reference/answers.csv`; any others are a doubt."""
    raw = cells[0]
    if not raw.strip():
        return Answer((None,))
    answer = answer_of(raw)
    if answer is None:
        return Answer((None,), None, [(column, Doubt("unknown_answer", raw))], is_doubtful=True)
    return Answer((answer,), Read(column, inside(raw), answer))


def answer_of(raw: str) -> bool | None:
    """Whether the words of a cell are a yes; None where they are neither yes nor no."""
    return _answers().get(key(raw))


@cache
def _answers() -> dict[str, bool]:
    return {row["word"]: row["answer"] == "yes" for row in reference.rows("answers")}


IN_STATISTICS = Field(
    Step.STATUS, ("is_in_statistics",), partial(read_answer, column="is_in_statistics"), ("is_in_statistics",)
)
