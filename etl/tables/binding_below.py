"""A column of an indicator table whose cells all say whether the target binds: 备注 over 约束性 | 预期性."""

from __future__ import annotations

from dataclasses import replace

from etl.contract import reference
from etl.contract.values import TableKind
from etl.parse.words import key
from etl.tables.table import SourceTable


def binding_below_remarks(table: SourceTable) -> SourceTable:
    """The table; where no header says which targets bind, a column that is not known says it by its cells."""
    if table.kind is not TableKind.TARGETS or table.index("binding") is not None:
        return table
    words = reference.words_of("table_words", "binding")
    rows = [row.cells for row in table.rows if row.kind == "data"]
    for at, column in enumerate(table.columns):
        said = [key(cells[at]) for cells in rows if at < len(cells) and cells[at].strip()]
        if column.field is None and column.rival is None and said and all(map(words.fullmatch, said)):
            told = replace(column, field="binding")
            return replace(table, columns=[*table.columns[:at], told, *table.columns[at + 1 :]])
    return table
