"""Tables that stand beside the reports: one row for each cell that states something, with the place of its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from etl.contract.values import Certainty
from etl.rows.buffer import Buffer
from etl.rows.columns_of_rows import AT
from etl.tables.doubted import warned_columns
from etl.tables.table import SourceTable, TableRow


def stated_cells(buffer: Buffer, rows: Sequence[TableRow]) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Of each row that states something: its place, and its cells in the columns of `schemas.StatedInCell`.

    Beside these there are `field` and `value`, without the report. `rows`: those that the buffer was given.
    """
    table = buffer.context.table
    read = buffer.evidence().sort(AT, "column_no", "start").iter_rows(named=True)
    for at, evidence in groupby(read, key=itemgetter(AT)):
        yield at, [_cell(one, rows[at], table) for one in evidence]


def _cell(evidence: dict[str, Any], row: TableRow, table: SourceTable) -> dict[str, Any]:
    """One cell. A cell or a table that is in doubt makes what it says doubtful."""
    place = evidence["column_no"] - 1
    is_doubted = table.recognised or place in table.unlabelled or place in warned_columns(row)
    return {
        "field": evidence["field"],
        "value": evidence["value"],
        "column_no": evidence["column_no"],
        "header": table.columns[place].header,
        "raw": row.cells[place],
        "start": evidence["start"],
        "end": evidence["end"],
        "qualifier": evidence["qualifier"],
        "certainty": Certainty.DOUBTFUL.value if is_doubted else evidence["certainty"],
    }
