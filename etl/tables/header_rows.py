"""Rows of a grid that are a header: of one level or of several, with units below it, or one that is said again."""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.contract import reference
from etl.contract.values import Doubt, Grid, TableKind
from etl.headers import header_cells, kinds, levels, units
from etl.tables import list_or_not
from etl.tables.table import SourceTable

_YEAR_BELOW = re.compile(
    r"""
    \n (?:19|20)\d\d年?     # 2024年, as the last level of a header
    [^\n]{0,4} $            # 2024年计划
    """,
    re.VERBOSE,
)
_YEAR_ABOVE = re.compile(r"\s*(?:19|20)\d\d年?\D{0,6}\n")
_FEWEST_YEARS = 2
_FEWEST_THROUGH, _FEWEST_BESIDE_KNOWN = 3, 2
"""So many columns of a list, at least, go through all levels of its header; so many where years or nothing but parts
that are known stand below."""


class HeaderRow(NamedTuple):
    """A row with those that belong to it: what kind of table it heads, if any, its cells, how many rows are `below`.

    `doubt`: why a table that may be a list is not read as one.
    """

    kind: TableKind | None
    cells: list[str]
    below: int
    doubt: Doubt | None = None


def header_row(grid: Grid, number: int, before: SourceTable | None) -> HeaderRow:
    """What a row is as a header. `before` is the last table: where its header is said again, no level is below it."""
    cells = grid.rows[number]
    is_numbered = bool(cells) and cells[0].strip().isdecimal()
    kind = None if is_numbered else kinds.kind_of(cells)
    if before is not None and same_header(before, cells):
        return HeaderRow(before.kind, cells, 0)
    may_go_on = kind is not None or kinds.names_projects(cells)
    found = (_joined_levels(grid, number) if may_go_on else None) or HeaderRow(kind, cells, 0)
    if is_numbered and found.kind is None:
        return found
    below = (grid.rows[at] for at in range(number + 1 + found.below, len(grid.rows)))
    judged, doubt = list_or_not.judged(found.kind, found.cells, below)
    return found._replace(kind=judged, doubt=doubt)


def same_header(table: SourceTable, cells: list[str]) -> bool:
    """Whether a row is the header of a table once more."""
    if len(table.columns) != len(cells) or (cells and cells[0].isdecimal() and table.columns[0].field == "seq"):
        return False  # most rows: their serial number is not the words 序号
    return all(
        header_cells.base(column.header) == header_cells.base(cell)
        for column, cell in zip(table.columns, cells, strict=True)
    )


def _joined_levels(grid: Grid, number: int) -> HeaderRow | None:
    """The header that this row and one or two below make together.

    Most columns of a list go through all its rows; a third row divides parts of the second.
    """
    with_units = _with_units(grid, number)
    if with_units:
        return HeaderRow(kinds.kind_of(with_units), with_units, 1)
    two = _joined_pair(grid.rows[number], grid, number + 1)
    if two is None:
        return None
    three = _joined_pair(two.cells, grid, number + 2)
    return three._replace(below=2) if three else two


def _joined_pair(upper: list[str], grid: Grid, number: int) -> HeaderRow | None:
    """A header joined with row `number`, where that row divides some of its columns and most go through."""
    joined = levels.join_levels(upper, grid.rows[number]) if number < len(grid.rows) else None
    if joined is None:
        return None
    kind = kinds.kind_of(joined)
    is_header = (
        kind is TableKind.PROGRESS
        or (kind is TableKind.PROJECT_LIST and _through(joined, upper) >= _fewest_through(joined))
        or (kind is TableKind.TARGETS and _divides_points(joined, upper))
    )
    return HeaderRow(kind, joined, 1) if is_header else None


def _divides_points(joined: list[str], upper: list[str]) -> bool:
    """Whether a lower row divides columns of an indicator table: into points, or one of them, where most go through."""
    points = sum(map(_is_point_below, joined))
    return points >= _FEWEST_YEARS or (points > 0 and _through(joined, upper) >= _FEWEST_THROUGH)


def _is_point_below(cell: str) -> bool:
    """Whether a header of two levels is of a point: 2024年 below 规划目标, 实际值 below 2023年, 年份 below 基期值."""
    if _YEAR_BELOW.search(cell):
        return True
    above, _, below = cell.strip().rpartition("\n")
    if not above or header_cells.field_of(cell, TableKind.TARGETS) is None:
        return False
    is_part = reference.words_of("table_words", "part_of_point").fullmatch(header_cells.base(below))
    return bool(_YEAR_ABOVE.match(cell) or is_part)


def _fewest_through(joined: list[str]) -> int:
    divided = [cell for cell in joined if "\n" in cell.strip()]
    are_years = all(levels.is_year(cell.rpartition("\n")[2]) for cell in divided)
    are_known = all(header_cells.field_of(cell, TableKind.PROJECT_LIST) for cell in divided)
    return _FEWEST_BESIDE_KNOWN if divided and (are_years or are_known) else _FEWEST_THROUGH


def _through(joined: list[str], upper: list[str]) -> int:
    """How many columns the lower row left as they were."""
    return sum(cell.strip() != "" and cell == above for cell, above in zip(joined, upper, strict=False))


def _with_units(grid: Grid, number: int) -> list[str] | None:
    """The header with the units that the next row states below it, where that row states nothing else."""
    if number + 1 >= len(grid.rows) or len(grid.rows[number + 1]) > len(grid.rows[number]):
        return None
    header, below = grid.rows[number], grid.rows[number + 1]
    stated = [cell for cell in below if cell.strip()]
    if not stated or not all(units.is_unit(cell) for cell in stated):
        return None
    padded = [*below, *[""] * (len(header) - len(below))]
    return [f"{cell}\n{unit.strip()}" if unit.strip() else cell for cell, unit in zip(header, padded, strict=True)]
