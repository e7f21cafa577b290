"""Whether a header of few columns heads a project list: what stands in its column of names says so.

Two known columns beside the names leave no question. With one, the names must look like names; below a bare 项目 like
names of projects, since balance sheets are headed so too. Financial tables are neither lists nor targets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.values import Doubt, TableKind
from etl.headers import header_cells, kinds, looks
from etl.parse.words import clean, key

_ASKED = 50
"""So many rows below a header are looked at."""
_SHOWN, _LONGEST_SHOWN = 2, 160
"""So many rows are shown where a table is not read, and so many characters of each."""
_FEWEST_FINANCIAL = 2
_PROJECT_LIKE = 1.0
"""What a cell must be worth as a name (`looks.score`) to be surely one of a project."""
_SHORTEST_NAME, _LONGEST_NAME = 2, 80
_SAYS_LITTLE = {
    "implementing_unit", "owner_unit", "leader", "person_in_charge", "contact_person", "type", "year_nature", "county",
    "sector", "location", "planned_start", "planned_finish",
}  # fmt: skip
"""Columns that stand beside names of anything: services, permits, posts."""

Rows = Sequence[Sequence[str]]


def judged(
    kind: TableKind | None, header: list[str], below: Iterable[Sequence[str]]
) -> tuple[TableKind | None, Doubt | None]:
    """The kind of the table that a header and the rows below it make, and a doubt where it is not read for a reason.

    `kind`: what the header alone says (`kinds.kind_of`).
    """
    if kind not in (TableKind.PROJECT_LIST, TableKind.TARGETS, TableKind.OTHER, None):
        return kind, None
    if kind is None and not kinds.may_head_list(header):  # most rows
        return None, None
    if kind is TableKind.PROJECT_LIST and kinds.is_plain_list(header):
        return kind, None
    rows = [cells for cells in islice(below, _ASKED) if any(cell.strip() for cell in cells)]
    if _is_financial(header, rows):
        return TableKind.OTHER, Doubt("financial_table", _said(header))
    if kind is TableKind.TARGETS:
        return kind, None
    return _judged_by_names(kind, header, rows)


def _judged_by_names(kind: TableKind | None, header: list[str], rows: Rows) -> tuple[TableKind | None, Doubt | None]:
    may_be_list = kind is TableKind.PROJECT_LIST or kinds.may_head_list(header)
    if may_be_list and kinds.tells_problems_only(header):
        return TableKind.OTHER, not_read("only_problems", header, rows)
    if may_be_list and _are_projects(header, rows, is_empty_one=kind is TableKind.PROJECT_LIST):
        return TableKind.PROJECT_LIST, None
    if kind is None or not rows:
        return kind, None
    if _explains_columns(header, rows):
        return None, None
    if kind is TableKind.PROJECT_LIST:
        return TableKind.OTHER, not_read("names_unlike_projects", header, rows)
    if kinds.has_telling_names(header):
        return kind, not_read("only_names", header, rows)
    return kind, not_read("no_names", header, rows) if kinds.looks_like_list(header) else None


def _are_projects(header: list[str], rows: Rows, *, is_empty_one: bool) -> bool:
    """Whether the column of names holds names; `is_empty_one`: whether a header without rows is a list."""
    names = _names(header, rows)
    if not names:
        return is_empty_one and kinds.name_column(header) is not None
    is_name = _is_worded if kinds.has_telling_names(header) and _says_much(header) else _is_project_like
    return 2 * sum(map(is_name, names)) >= len(names)


def _names(header: list[str], rows: Rows) -> list[str]:
    """The filled cells of the column of names."""
    at = kinds.name_column(header)
    filled = (cells[at] for cells in rows if at is not None and at < len(cells) and cells[at].strip())
    return [key(clean(cell)) for cell in filled]


def _explains_columns(header: list[str], rows: Rows) -> bool:
    """Whether the names are those of columns: a form's own guide (C | 项目名称 | 必填 over D | 建设性质 | 必填)."""
    names = _names(header, rows)
    kinds_of_table = (TableKind.PROJECT_LIST, TableKind.PROGRESS)
    told = sum(any(header_cells.field_of(name, kind) for kind in kinds_of_table) for name in names)
    return bool(names) and 2 * told >= len(names)


def _says_much(header: list[str]) -> bool:
    """Whether a column tells what is built, for how much or how long."""
    return bool(kinds.companions(header) - _SAYS_LITTLE)


def _is_worded(name: str) -> bool:
    return _SHORTEST_NAME <= len(name) <= _LONGEST_NAME and not looks.is_amount(name)


def _is_project_like(name: str) -> bool:
    if reference.words_of("table_words", "service").search(name):
        return False
    is_built = _is_worded(name) and reference.words_of("table_words", "built").search(name)
    return bool(is_built) or looks.score("name", name) > _PROJECT_LIKE


def _is_financial(header: list[str], rows: Rows) -> bool:
    """Whether the lines or the columns are those of financial statements or of the terms of bonds."""
    is_term = reference.words_of("table_words", "financial").match
    heads = sum(bool(is_term(key(clean(cell)))) for cell in header)
    if heads >= _FEWEST_FINANCIAL:
        return True
    lines = [[key(clean(cell)) for cell in cells[:2] if cell.strip()] for cells in rows]
    named = [line for line in lines if any(map(is_term, line))]
    return len(named) >= _FEWEST_FINANCIAL and 3 * len(named) >= len(lines)


def not_read(why: str, header: list[str], rows: Rows) -> Doubt:
    """Why a table that may be a list is not read as one, with its first rows."""
    first = tuple(_said(cells)[:_LONGEST_SHOWN] for cells in rows[:_SHOWN])
    return Doubt("list_not_recognised", _said(header), Detail(why, rows=first))


def _said(cells: Sequence[str]) -> str:
    return " | ".join(clean(cell) for cell in cells if cell.strip())
