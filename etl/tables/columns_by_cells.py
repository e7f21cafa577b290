"""Columns whose header nobody knows and whose cells say what they hold: natures of the year, sectors, or counties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from etl.contract import reference
from etl.contract.values import TableKind
from etl.parse.places import region
from etl.parse.sector import sectors_of_section
from etl.parse.words import key
from etl.parse.year_nature import parse_year_nature
from etl.tables.table import SourceTable

_OF_PROJECTS = (TableKind.PROJECT_LIST, TableKind.PROGRESS)
_FEWEST = 3
"""So many cells, at least, decide."""


def with_columns_by_cells(table: SourceTable) -> SourceTable:
    """The table, its one unknown column of each of these named; as it is where two could be it, or one is known."""
    if table.kind is TableKind.PROJECT_LIST:
        _name(table, "year_nature", lambda cell: parse_year_nature(cell) is not None)
        _name(table, "sector", lambda cell: bool(sectors_of_section(cell)))
    if table.kind in _OF_PROJECTS and table.index("location") is None:
        _name(table, "county", lambda cell: region.is_name(key(cell)))
    return table


def _name(table: SourceTable, field: str, holds: Callable[[str], bool]) -> None:
    if table.index(field) is not None:
        return
    found = [at for at, column in enumerate(table.columns) if column.field is None and _says(table, at, holds)]
    if len(found) == 1:
        table.columns[found[0]] = replace(table.columns[found[0]], field=field, rival=None)
        table.__post_init__()


def _says(table: SourceTable, at: int, holds: Callable[[str], bool]) -> bool:
    cells = [row.cells[at] for row in table.rows if row.kind == "data" and at < len(row.cells)]
    filled = [cell for cell in cells if key(cell) not in reference.nothing_words("nothing")]
    return len(filled) >= _FEWEST and all(map(holds, filled))
