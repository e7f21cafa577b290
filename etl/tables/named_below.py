"""A header that is merged over two columns, the group and the name: 指标 over 能源生产 | 新能源装机规模."""

from __future__ import annotations

from dataclasses import replace

from etl.contract.values import TableKind
from etl.headers import looks
from etl.tables.table import SourceTable

_NAMES = {TableKind.TARGETS: "indicator", TableKind.PROJECT_LIST: "name"}
"""Kind of a table -> the field of its names."""


def named_below_group(table: SourceTable) -> SourceTable:
    """The table; where the column right of its names has no header and words of its own, that one holds the names."""
    field = _NAMES.get(table.kind)
    at = table.index(field) if field else None
    if at is None or at + 1 >= len(table.columns) or table.columns[at + 1].header.strip():
        return table
    rows = [row.cells for row in table.rows if row.kind == "data" and len(row.cells) > at + 1]
    told = [cells for cells in rows if _is_name(cells[at + 1]) and cells[at + 1] != cells[at]]
    groups, names = ({cells[place].strip() for cells in rows} for place in (at, at + 1))
    if len(told) * 2 <= len(rows) or len(names) <= len(groups):
        return table
    group, name = table.columns[at], table.columns[at + 1]
    pair = [replace(group, field=None), replace(name, header=group.header, field=group.field, guess=group.guess)]
    return replace(table, columns=[*table.columns[:at], *pair, *table.columns[at + 2 :]])


def _is_name(cell: str) -> bool:
    return bool(cell.strip()) and not looks.is_amount(cell)
