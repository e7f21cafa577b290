"""The status of a project in a progress sheet: stated, or told by its dates, its words and its money."""

from __future__ import annotations

import re
from functools import cache

from etl.contract import reference
from etl.contract.findings import Finding
from etl.contract.values import Doubt
from etl.headers.columns import Column
from etl.parse.progress import denies, is_of_some, parse_status, says_done
from etl.parse.words import key
from etl.rows.buffer import Buffer
from etl.rows.fields import status
from etl.rows.fields.field import Step
from etl.rows.progress_sheet.dates_in_words import FINISHES

_ANSWERS = ("是", "否")
_QUESTIONS = {"is_under_way": "under_way", "is_finished": "completed", "is_suspended": "suspended"}
"""Columns that ask for a status, and the one that a yes tells."""
_TELLING = ("status", "physical_progress")
_LONGEST_STATUS = 8
_CLAUSES = re.compile("[,;。()]")
_ENDED = ("completed", "suspended", "cancelled")
_WHOLE_PCT = 100
_OTHERS = (None, "-", "remark", "problems")
"""Columns that may speak of the status though they are not asked for it."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_SPENT = ("invested_total_wan", "invested_before_year_wan", "invested_year_wan")


def read_status(buffer: Buffer) -> None:
    """The status that a cell states, else what follows from the rest of the row; doubtful where dates contradict it."""
    buffer.read(status.STATUS)
    stated = list(buffer.values["status"])
    found, sources = [], []
    for at, raw in enumerate(buffer.cells("status")):
        own = _with_finish(buffer, at, _with_answers(buffer, at, _stated(buffer, at, stated[at])))
        derived = None if own else _derived(buffer, at)
        if derived:
            _doubt_denied(buffer, at, derived)
            _doubt_denied_by_progress(buffer, at, derived)
        found.append(own or derived)
        sources.append("stated" if own else "derived" if derived else None)
        if (own or derived) == "under_way":
            _doubt_under_way(buffer, at, is_stated=bool(own))
        _doubt_contradicted(buffer, at, raw, own)
    buffer.values["status"], buffer.values["status_source"] = found, sources
    _doubt_what_other_columns_deny(buffer)


def _stated(buffer: Buffer, at: int, own: str | None) -> str | None:
    """The status of its own column; 是 to 是否开工, and 2024年3月开工, tell of the start alone."""
    return "completed" if _has_only_begun(buffer, at, own) and buffer.values["actual_finish"][at] else own


def _with_answers(buffer: Buffer, at: int, own: str | None) -> str | None:
    """The status with what the columns that ask for one say (是否停工, 是否竣工).

    是 tells of a project that has begun; words instead of an answer (是否停工 | 未开工) are one too. Doubtful where
    two of them cannot be true.
    """
    for column, asked in _QUESTIONS.items():
        raw = buffer.cells(column)[at]
        if _says_nothing(raw):
            continue
        answer = status.answer_of(raw)
        told = asked if answer else parse_status(raw) if answer is None else None
        if answer is None and told is None:
            _deny(buffer, at, column, "unknown_answer")
        elif told is None:
            _doubt_denied(buffer, at, own, column)
        elif own in (None, told) or _has_only_begun(buffer, at, own):
            own = told
        else:
            _deny(buffer, at, column, "status_denied")
    return own


def _told_done_by(buffer: Buffer, at: int) -> str | None:
    """The column of a finish that is to come which says that it has come."""
    return next((column for column in FINISHES if says_done(buffer.cells(column)[at])), None)


def _says_nothing(raw: str) -> bool:
    return key(raw) in reference.nothing_words("nothing") and status.answer_of(raw) is None


def _has_only_begun(buffer: Buffer, at: int, own: str | None) -> bool:
    """Whether no more is told than that it began: a yes to 是否开工, 2024年10月开工."""
    begun = reference.words_of("progress_words", "only_begun")
    return own == "under_way" and begun.fullmatch(key(buffer.cells("status")[at])) is not None


def _with_finish(buffer: Buffer, at: int, own: str | None) -> str | None:
    """The status with what the columns of a finish say that is to come (预计完工时间 | 已竣工验收); doubtful where both
    cannot be true."""
    column = _told_done_by(buffer, at)
    if column is None or own in (None, "completed"):
        return own
    if _has_only_begun(buffer, at, own):
        return "completed"
    if not buffer.values["actual_finish"][at]:  # else the dates contradict it
        _deny(buffer, at, column, "status_denied")
    return own


def _doubt_denied(buffer: Buffer, at: int, told: str | None, *columns: str) -> None:
    """Doubt a status that the answer of a column denies: of these, or of any that asks."""
    for column in columns or _QUESTIONS:
        if _QUESTIONS[column] == told and status.answer_of(buffer.cells(column)[at]) is False:
            _deny(buffer, at, column, "status_denied")


def _doubt_denied_by_progress(buffer: Buffer, at: int, told: str) -> None:
    """Doubt a status that nobody stated where the words of the progress tell of another one too."""
    if denies(buffer.cells("physical_progress")[at], told):
        _deny(buffer, at, "physical_progress", "status_denied")


def _deny(buffer: Buffer, at: int, column: str, doubt: str) -> None:
    """Doubt the status by what a column says."""
    buffer.doubt(Step.STATUS, at, column, [Doubt(doubt, buffer.cells(column)[at])])
    buffer.doubtful[at].add("status")


def _doubt_under_way(buffer: Buffer, at: int, *, is_stated: bool) -> None:
    """Doubt work that is told of so many and of nothing else (4处已投用), or of which nobody says that it goes on while
    its progress is 100 %."""
    if not is_stated and buffer.values["physical_progress_pct"][at] == _WHOLE_PCT:
        _deny(buffer, at, "physical_progress", "status_denied")
        return
    column = next((column for column in _TELLING if buffer.cells(column)[at].strip()), None)
    if column and is_of_some(buffer.cells(column)[at]):
        _deny(buffer, at, column, "status_denied")


def _doubt_what_other_columns_deny(buffer: Buffer) -> None:
    """A status is doubtful where a column that is asked for none says that the project is finished or not, whatever is
    stated (开工情况 已开工 | 竣工情况 已竣工); one that nobody stated where it says any other (备注 | 停工待料)."""
    table = buffer.context.table
    others = [(index, column) for index, column in enumerate(table.columns) if column.field in _OTHERS]
    for index, column in others:
        for at, raw in enumerate(buffer.column(index)):
            told = _told(column, raw)
            is_open = buffer.values["status_source"][at] != "stated" or told == "completed"
            if told and is_open and told != buffer.values["status"][at]:
                place = (buffer.context.table_no, buffer.rows.numbers[at], column.header, buffer.rows.lines[at])
                buffer.found(Step.STATUS, at, Finding("status_denied", raw, None, *place))
                buffer.doubtful[at].add("status")


def _told(column: Column, raw: str) -> str | None:
    """The status that a short cell says by itself, or as the answer to its header (是否停工 | 是); a longer one and
    one of problems (施工图未批) tell no more than that the work is done or stands still (冬季停工，3月复工)."""
    header = key(column.header)
    asked = header.removeprefix("是否")
    if key(raw) in _ANSWERS:
        return parse_status(asked) if key(raw) == "是" and asked != header else None
    if len(key(raw)) <= _LONGEST_STATUS and column.field != "problems":
        return parse_status(raw)
    clauses = (clause for clause in _CLAUSES.split(key(raw)) if len(clause) <= _LONGEST_STATUS)
    return next((told for clause in clauses if clause.endswith(_ended()) and (told := parse_status(clause))), None)


@cache
def _ended() -> tuple[str, ...]:
    """Words that the work is done or stands still."""
    return tuple(row["word"] for row in reference.rows("progress_status") if row["status"] in _ENDED)


def _derived(buffer: Buffer, at: int) -> str | None:
    """By the date of its finish, else by the words of the physical progress, its start, or money that was spent."""
    if buffer.values["actual_finish"][at] or _told_done_by(buffer, at):
        return "completed"
    words = parse_status(buffer.cells("physical_progress")[at])
    if words not in ("completed", "cancelled") and _is_suspended_since(buffer, at):
        return "suspended"
    if words not in ("completed", "suspended", "cancelled") and buffer.values["actual_start"][at]:
        return "under_way"
    has_spent = any((buffer.values[name][at] or 0) > 0 for name in _SPENT)
    return words or ("under_way" if has_spent else None)


def _is_suspended_since(buffer: Buffer, at: int) -> bool:
    """Whether a column has the date of a stop, and none that of a start again."""
    since, again = buffer.cells("suspended_since")[at], buffer.cells("resumed_since")[at]
    return _YEAR.search(key(since)) is not None and not _YEAR.search(key(again))


def _doubt_contradicted(buffer: Buffer, at: int, raw: str, stated: str | None) -> None:
    """Doubt a status that the dates contradict."""
    if _contradicts(buffer, at, stated):
        buffer.doubt(Step.STATUS, at, "status", [Doubt("status_contradicts_dates", raw)])
        buffer.doubtful[at].add("status")


def _contradicts(buffer: Buffer, at: int, stated: str | None) -> bool:
    """Whether the actual dates say that the project is further than the status that is stated."""
    began, finished = buffer.values["actual_start"][at], buffer.values["actual_finish"][at]
    if stated == "not_started":
        return bool(began or finished)
    return stated == "under_way" and bool(finished)
