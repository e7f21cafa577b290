"""A column whose header nobody knows (开工类型, 推进类别) and whose cells say what projects are in their year."""

from __future__ import annotations

from dataclasses import replace

from etl.contract import reference
from etl.contract.values import TableKind
from etl.parse.words import key
from etl.parse.year_nature import parse_year_nature
from etl.tables.table import SourceTable

_FIELD = "year_nature"
_FEWEST = 3
"""So many cells, at least, decide."""


def with_natures(table: SourceTable) -> SourceTable:
    """The table, its one unknown column of natures named; as it is where two could be it, or one is known."""
    if table.kind is not TableKind.PROJECT_LIST or table.index(_FIELD) is not None:
        return table
    found = [at for at, column in enumerate(table.columns) if column.field is None and _says_natures(table, at)]
    if len(found) == 1:
        table.columns[found[0]] = replace(table.columns[found[0]], field=_FIELD)
    return table


def _says_natures(table: SourceTable, at: int) -> bool:
    cells = [row.cells[at] for row in table.rows if row.kind == "data" and at < len(row.cells)]
    filled = [cell for cell in cells if key(cell) not in reference.nothing_words("nothing")]
    return len(filled) >= _FEWEST and all(parse_year_nature(cell) for cell in filled)
