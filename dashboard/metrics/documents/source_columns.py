"""Tables of a document with their columns: headers, what each is read as, and some of its cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch

Record = dict[str, Any]
_LOOKED_AT = 200
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column as the document has it. `number` counts from 1; `field` is "" where it is not read; `samples` are the
    first cells that differ, three at most."""

    number: int
    header: str
    field: str
    samples: tuple[str, ...]


def read_tables(cursor: Cursor, document_id: str) -> list[Record]:
    """The tables of a document: table_no, kind, caption, where, row_count."""
    sql = 'SELECT table_no, kind, caption, "where", row_count FROM source_tables WHERE document_id = ? ORDER BY 1'
    return fetch(cursor, sql, [document_id]).to_dicts()


def read_columns(cursor: Cursor, document_id: str, table: int) -> list[SourceColumn]:
    """The columns of one table, in its order; none where the table is not there."""
    place = [document_id, table]
    sql = "SELECT headers, fields FROM source_tables WHERE document_id = ? AND table_no = ?"
    found = fetch(cursor, sql, place).to_dicts()
    if not found:
        return []
    sql = f"""SELECT cells FROM list_rows WHERE document_id = ? AND table_no = ? AND kind NOT IN ('totals', 'section',
    'note') ORDER BY position LIMIT {_LOOKED_AT}"""
    rows = [row["cells"] for row in fetch(cursor, sql, place).to_dicts()]
    return [
        SourceColumn(at + 1, header, field, _samples([cells[at] for cells in rows if at < len(cells)]))
        for at, (header, field) in enumerate(zip(found[0]["headers"], found[0]["fields"], strict=True))
    ]


def _samples(cells: list[str]) -> tuple[str, ...]:
    filled = (" ".join(cell.split()) for cell in cells)
    return tuple(list(dict.fromkeys(cell for cell in filled if cell))[:_SAMPLES])
