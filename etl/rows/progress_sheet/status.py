"""The status of a project in a progress sheet: stated, or told by its dates, its words and its money."""

from __future__ import annotations

import re

from etl.contract.findings import Finding
from etl.contract.values import Doubt
from etl.parse.progress import parse_status
from etl.parse.words import key
from etl.rows.buffer import Buffer
from etl.rows.fields import status
from etl.rows.fields.field import Step

_ANSWERS = ("是", "否")
_LONGEST_STATUS = 8
_OTHERS = (None, "-", "remark")
"""Columns that may speak of the status though they are not asked for it."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_SPENT = ("invested_total_wan", "invested_before_year_wan", "invested_year_wan")


def read_status(buffer: Buffer) -> None:
    """The status that a cell states, else what follows from the rest of the row; doubtful where dates contradict it."""
    buffer.read(status.STATUS)
    stated = list(buffer.values["status"])
    found, sources = [], []
    for at, raw in enumerate(buffer.cells("status")):
        derived = _derived(buffer, at)
        own = stated[at]
        if own == "under_way" and key(raw) == "是" and buffer.values["actual_finish"][at]:
            own = "completed"  # 是否开工 asks for the start alone
        own = _with_suspended(buffer, at, own)
        found.append(own or derived)
        sources.append("stated" if own else "derived" if derived else None)
        if _contradicts(buffer, at, own):
            buffer.doubt(Step.STATUS, at, "status", [Doubt("status_contradicts_dates", raw)])
            buffer.doubtful[at].add("status")
    buffer.values["status"], buffer.values["status_source"] = found, sources
    _doubt_what_other_columns_deny(buffer)


def _with_suspended(buffer: Buffer, at: int, own: str | None) -> str | None:
    """The status with what 是否停工 answers: 是 tells of one that has begun; doubtful where the two cannot be true."""
    raw = buffer.cells("is_suspended")[at]
    if not raw.strip():
        return own
    answer = status.answer_of(raw)
    has_only_begun = own is None or key(buffer.cells("status")[at]) == "是"
    if answer is None:
        buffer.doubt(Step.STATUS, at, "is_suspended", [Doubt("unknown_answer", raw)])
    elif (answer and not has_only_begun and own != "suspended") or (not answer and own == "suspended"):
        buffer.doubt(Step.STATUS, at, "is_suspended", [Doubt("status_denied", raw)])
    else:
        return "suspended" if answer else own
    buffer.doubtful[at].add("status")
    return own


def _doubt_what_other_columns_deny(buffer: Buffer) -> None:
    """A status is doubtful where a column that is asked for none says that the project is finished or not, whatever is
    stated (开工情况 已开工 | 竣工情况 已竣工); one that nobody stated where it says any other (备注 | 停工待料)."""
    table = buffer.context.table
    others = [(index, column.header) for index, column in enumerate(table.columns) if column.field in _OTHERS]
    for index, header in others:
        for at, raw in enumerate(buffer.column(index)):
            told = _told(header, raw)
            is_open = buffer.values["status_source"][at] != "stated" or told == "completed"
            if told and is_open and told != buffer.values["status"][at]:
                place = (buffer.context.table_no, buffer.rows.numbers[at], header, buffer.rows.lines[at])
                buffer.found(Step.STATUS, at, Finding("status_denied", raw, None, *place))
                buffer.doubtful[at].add("status")


def _told(header: str, raw: str) -> str | None:
    """The status that a short cell says by itself, or as the answer to its header (是否停工 | 是)."""
    asked = key(header).removeprefix("是否")
    if key(raw) in _ANSWERS:
        return parse_status(asked) if key(raw) == "是" and asked != key(header) else None
    return parse_status(raw) if len(key(raw)) <= _LONGEST_STATUS else None


def _derived(buffer: Buffer, at: int) -> str | None:
    """By the date of its finish, else by the words of the physical progress, its start, or money that was spent."""
    if buffer.values["actual_finish"][at]:
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


def _contradicts(buffer: Buffer, at: int, stated: str | None) -> bool:
    """Whether the actual dates say that the project is further than the status that is stated."""
    began, finished = buffer.values["actual_start"][at], buffer.values["actual_finish"][at]
    if stated == "not_started":
        return bool(began or finished)
    return stated == "under_way" and bool(finished)
