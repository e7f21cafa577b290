"""What kind of table a row of header cells heads: a project list, a progress sheet, indicators, policies, tasks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from etl.contract import reference
from etl.contract.values import TableKind
from etl.headers.columns import columns, names_thing
from etl.headers.header_cells import base, field_of, guess, is_money
from etl.headers.vocabulary import KEYS, synonyms
from etl.parse.quantities import quantity_column
from etl.parse.words import key, replacements

_COMPANIONS = {"type", "nature", "period", "location", "content", "total_investment", "implementing_unit", "owner_unit"}
"""Two of these beside its names make a list, whatever the names look like."""
_TELLING = {"content", "period", "planned_start", "planned_finish", "work_of_year"}
"""What tells, beside amounts of money, that something is built where a thing has its name."""
_NO_COMPANIONS = {"seq", "code", "name", "remark"}
"""Of the other fields of a list, one beside its names does."""
_WHO = {"implementing_unit", "owner_unit", "leader", "person_in_charge", "contact_person", "county", "location"}
"""Who sees to a project, and where it is: columns that stand beside anything."""
_PROGRESS = {
    "invested_month", "invested_year", "invested_total", "status", "is_under_way", "is_finished", "actual_start",
}  # fmt: skip
"""A progress sheet has one of these; and beside it a second, or one of the following."""
_PROGRESS_TOO = {
    "invested_before_year",
    "physical_progress",
    "physical_progress_pct",
    "actual_finish",
    "forecast_finish",
    "problems",
    "problems_and_steps",
    "problems_and_deadline",
    "next_steps",
}
_RATE_DONE = re.compile(
    r"完成(?:投资)?(?:计划|年度)?(?:率|比例|百分比)|占(?:年度|全年|本年|当年)+(?:投资)?(?:计划|目标|任务)"
)
"""How much of the year's plan is done, which only a report says."""
_LONGEST_NAME_HEADER = 16
_LONGEST_HEADER = 40
_FEWEST_HEADERS = 2
_FEWEST_OF_OTHER = 3
_FEWEST_COMPANIONS = 2
_TASKS = frozenset({"重点任务", "工作任务", "主要任务", "目标任务", "任务指标", "工作目标", "任务目标", "任务名称"})
"""Headers of indicators only where columns of targets or years stand beside them."""
_SAYING_TASKS = frozenset({"重点任务", "工作任务", "主要任务"})
_OF_DUTIES = {"lead", "department", "supporting", "deadline", "state"}
"""Who does a task, until when, how far it has come: one of these beside words for tasks makes a table of tasks."""
_NUMBER = re.compile(r"\s*[\d.,%]+\s*")
_SERIAL = {key(word) for word in ("序号", "编号", "项次", "序")}


_MOST_HEADERS = 1_000
"""A table with more columns is refused (`formats/limits.py`)."""


def is_serial_header(cell: str) -> bool:
    """Whether a cell is the header of a serial number column."""
    return key(cell) in _SERIAL


def kind_of(cells: list[str]) -> TableKind | None:
    """Which kind of table a row of cells heads; None where it is no header.

    A project list needs its name column and one more of its fields; a bare 项目, which also heads the lines of a
    balance sheet, needs two. A header of names and nothing else that is known heads a table of an unknown kind.
    """
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) < _FEWEST_HEADERS or any(len(cell) > _LONGEST_HEADER for cell in filled):
        return None
    if names_projects(cells) and (_is_progress(filled) or (_is_told(filled) and not is_plain_list(cells))):
        return TableKind.PROGRESS
    found = next((kind for name, kind in KEYS.items() if _heads(filled, name, kind)), None)
    if found:
        return found
    has_serials = is_serial_header(filled[0]) and len(filled) >= _FEWEST_OF_OTHER
    return TableKind.OTHER if has_serials or _says_names(filled) else None


def _heads(cells: list[str], name: str, kind: TableKind) -> bool:
    """Whether cells have the column `name` that makes a table what it is, and what must stand beside it."""
    if kind is TableKind.PROJECT_LIST:
        return is_plain_list(cells) or (has_telling_names(cells) and bool(companions(cells)))
    fields = {field_of(cell, kind) for cell in cells}
    if kind is TableKind.TASKS:
        return _is_of_tasks(cells, fields)
    if name not in fields:
        return False
    if kind is TableKind.TARGETS and any(base(cell) in _TASKS for cell in cells):
        return _has_goals(fields)
    return True


def _is_of_tasks(cells: list[str], fields: set[str | None]) -> bool:
    """Whether cells head a table of tasks: by words for tasks that say so alone, else by who or when beside them."""
    if not fields & {"task", "measure"}:
        return False
    return bool(fields & _OF_DUTIES) or any(base(cell) in _SAYING_TASKS for cell in cells)


def is_plain_list(cells: list[str]) -> bool:
    """Whether cells head a project list, whatever its names look like: two more of a list's columns say so."""
    fields = {field_of(cell, TableKind.PROJECT_LIST) for cell in cells if cell.strip()}
    if len(fields & _COMPANIONS) < _FEWEST_COMPANIONS:
        return False
    return name_column(cells) is not None or _is_guessed(cells)


def may_head_list(cells: list[str]) -> bool:
    """Whether cells head a project list, if what stands below are names of projects: 项目 | 投资额."""
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) < _FEWEST_HEADERS or any(len(cell) > _LONGEST_HEADER for cell in filled):
        return False
    return name_column(cells) is not None and bool(companions(cells))


def may_head(cells: list[str]) -> bool:
    """Whether cells are a header, or one if names of projects stand below; the first ones of very many tell."""
    cells = cells[:_MOST_HEADERS]
    return kind_of(cells) is not None or may_head_list(cells)


def name_column(cells: list[str]) -> int | None:
    """Index of the first cell that heads names of projects.

    Names of what is built (小区名称) are those of projects where a column says what is done there, until when or for
    how much: a register has such names too. So are names of who has it (学校名称), where the total tells it and not any
    money: grants are listed by schools too.
    """
    fields = [field_of(cell, TableKind.PROJECT_LIST) for cell in cells]
    names = [at for at, field in enumerate(fields) if field == "name"]
    of_projects = [at for at in names if not names_thing(cells[at])]
    if of_projects or not names:
        return next(iter(of_projects), None)
    at = names[0]
    if reference.words_of("table_words", "facility_name").fullmatch(base(cells[at])):
        return at if any(field in _TELLING or is_money(field) for field in fields) or _counts_works(cells) else None
    return at if any(map(_tells_works, fields, cells)) or _counts_works(cells) else None


def _counts_works(cells: Sequence[str]) -> bool:
    """Whether a column counts what is newly built or mended: 改造户数."""
    counted = (quantity_column(cell) for cell in cells)
    return any(column is not None and column.basis in ("new", "renovated") for column in counted)


def _tells_works(field: str | None, header: str) -> bool:
    """Whether a column says that something is built, until when, or what all of it costs. 规模 alone may be a stock."""
    if field == "content":
        return reference.words_of("table_words", "says_works").search(base(header)) is not None
    return field in _TELLING or field == "total_investment"


def has_telling_names(cells: list[str]) -> bool:
    """Whether a cell heads names of projects and nothing else: 项目名称, not 项目."""
    at = name_column(cells)
    return at is not None and not reference.words_of("table_words", "bare_name").fullmatch(base(cells[at]))


def _says_names(cells: list[str]) -> bool:
    """Whether a cell speaks of names itself (项目名称, not 储备项目, which may head a section), beside words only."""
    at = name_column(cells)
    says_so = at is not None and reference.words_of("table_words", "says_names").search(base(cells[at]))
    return bool(says_so) and not any(map(_NUMBER.fullmatch, cells))


def companions(cells: list[str]) -> set[str]:
    """The fields of a list beside its names."""
    headed = columns([cell for cell in cells if cell.strip()], TableKind.PROJECT_LIST)
    return {column.field for column in headed if column.field} - _NO_COMPANIONS


def tells_problems_only(cells: list[str]) -> bool:
    """Whether a table tells of problems beside its names, and of its projects no more than who sees to them."""
    fields = {field_of(cell, TableKind.PROGRESS) for cell in cells if cell.strip()}
    return "problems" in fields and companions(cells) <= _WHO


def _has_goals(fields: set[str | None]) -> bool:
    return any(field and (field == "target" or field.startswith(("year_", "expected_"))) for field in fields)


def _is_progress(cells: list[str]) -> bool:
    reported = [cell for cell in cells if not base(cell).startswith("拟")]  # 拟竣工时间 is a plan, no report
    fields = {field_of(cell, TableKind.PROGRESS) for cell in reported}
    money = {field for field in fields if field and field.startswith(("arrived.", "paid."))}
    telling = len(fields & _PROGRESS) + bool(money)
    too = len(fields & _PROGRESS_TOO) + any(map(_RATE_DONE.search, map(base, reported)))
    return telling > 0 and telling + too >= 2


def _is_told(cells: list[str]) -> bool:
    """Whether a column tells in words what was invested, beside one of the progress or the problems."""
    fields = {field_of(cell, TableKind.PROGRESS) for cell in cells}
    return "told_investment" in fields and bool(fields & _PROGRESS_TOO)


def _is_guessed(cells: list[str]) -> bool:
    """Whether a project list's name column stands there with a slip."""
    known = synonyms()[TableKind.PROJECT_LIST]
    return any(known.get(guess(cell, TableKind.PROJECT_LIST) or "") == "name" for cell in cells)


def names_projects(cells: list[str]) -> bool:
    """Whether one of the cells heads a column of project names or codes."""
    may_be = _name_letters().search
    for cell in cells:  # noqa: SIM110 - asked of every row, and `any` of a generator takes twice as long
        if 1 < len(cell) < _LONGEST_NAME_HEADER and may_be(cell) and base(cell) in _name_words():
            return True
    return False


@cache
def _name_letters() -> re.Pattern[str]:
    """The last letters of the words that head a column of names or codes, in each way to write them: one is there."""
    letters = {word[-1] for word in _name_words()}
    written = letters | {odd for odd, letter in replacements().items() if letter.lower() in letters}
    return re.compile(f"[{re.escape(''.join(sorted(written)))}]")


@cache
def _name_words() -> frozenset[str]:
    return frozenset(word for word, field in synonyms()[TableKind.PROGRESS].items() if field in ("name", "code"))


def looks_like_list(cells: list[str]) -> bool:
    """Whether a header has most of a project list's columns, its name column aside."""
    return len({field_of(cell, TableKind.PROJECT_LIST) for cell in cells} & _COMPANIONS) >= 3
