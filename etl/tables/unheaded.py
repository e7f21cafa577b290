"""Grids in which no header was found, though they may be a part of a project list."""

from __future__ import annotations

from collections.abc import Sequence

from etl.contract.values import Doubt, Grid, TableKind
from etl.headers import kinds, looks
from etl.headers.columns import Column
from etl.parse.words import clean
from etl.tables.body_rows import body_row
from etl.tables.table import SourceTable

_FEWEST_COLUMNS, _FEWEST_ROWS = 4, 2
"""A smaller grid is no part of a list."""


def looks_like_rows(grid: Grid) -> bool:
    """Whether a grid in which no header was found may be a part of a project list.

    Its rows are numbered, with numbers and words behind; or its first row has most of a list's columns.
    """
    if len(grid.rows[0]) < _FEWEST_COLUMNS or len(grid.rows) < _FEWEST_ROWS:
        return False
    return kinds.looks_like_list(grid.rows[0]) or _is_numbered(grid)


def _is_numbered(grid: Grid) -> bool:
    """Whether serial numbers rise from row to row, and more than half of the rows name something and what it costs."""
    numbered = [cells for cells in grid.rows if cells and cells[0].strip().isdecimal()]
    serials = [int(cells[0]) for cells in numbered]
    told = [cells for cells in numbered if _names_and_costs(cells)]
    return serials == sorted(set(serials)) and 2 * len(told) > len(grid.rows)


def _names_and_costs(cells: Sequence[str]) -> bool:
    is_named = any(looks.score("name", cell) > 1 for cell in cells[1:])
    return is_named and any(looks.score("total_investment", cell) > 0 for cell in cells[2:])


def without_header(grid: Grid, above: Sequence[str]) -> SourceTable:
    """A table whose columns nothing names: kept as it is, with a doubt that says so."""
    is_named = kinds.looks_like_list(grid.rows[0])
    headers = [cell.strip() if is_named else "" for cell in grid.rows[0]]
    named = [Column(header or f"第{at}列", None, None) for at, header in enumerate(headers, start=1)]
    near = [clean(text) for text in above[-4:] if text.strip() and len(text) < 60]
    table = SourceTable(TableKind.OTHER, " ".join(near), grid.where, named, grid.lines[0], recognised=grid.recognised)
    table.doubts.append(Doubt("list_not_recognised", " | ".join(cell for cell in grid.rows[0] if cell.strip())))
    rows = list(zip(grid.rows, grid.lines, strict=True))
    body = rows[1:] if is_named else rows
    table.rows = [body_row(table, cells, line) for cells, line in body if any(cell.strip() for cell in cells)]
    grid.is_rest = True
    return table
