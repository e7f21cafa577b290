"""How large a table may be."""

from __future__ import annotations

from collections.abc import Sequence

from etl.contract.detail import Detail
from etl.contract.values import Merge
from etl.formats.sniff import refuse

MAX_CELLS = 30_000_000
"""Cells of the rectangle from A1 to the last cell with content; 100,000 rows by 22 columns are 2.2 million."""

MAX_COLUMNS = 1_000
"""A wider sheet is no list of projects."""


def refuse_large(rows: int, columns: int) -> None:
    """Refuse a table that is too wide, or that a stray cell far out makes too large to lay out."""
    if columns > MAX_COLUMNS:
        detail = Detail("too_many_columns", columns=columns, most=MAX_COLUMNS)
        refuse("table_too_large", detail, f"{columns} 列")
    if rows * columns > MAX_CELLS:
        detail = Detail("too_many_cells", rows=rows, columns=columns)
        refuse("table_too_large", detail, f"{rows} 行 × {columns} 列")


MERGED_FREE = 20_000
"""So many places may repeat the text of merged cells in any table."""

MERGED_A_CELL = 20
"""In a larger one, so many for each cell that holds text."""


def refuse_repeats(merges: Sequence[Merge], rows: Sequence[Sequence[str]]) -> None:
    """Refuse merged cells that would repeat their text far more often than the table holds any."""
    repeats = sum(merge.bottom - merge.top for merge in merges)
    if repeats > MERGED_FREE:
        filled = sum(1 for row in rows for cell in row if cell)
        if repeats > MERGED_A_CELL * filled:
            refuse("table_too_large", Detail("merges_cover_too_much", count=repeats))


def refuse_overlaps(merges: Sequence[Merge], rows: int, columns: int) -> None:
    """Refuse merged cells that together cover more than the table has: only made-up files have such."""
    area = sum(
        max(0, min(merge.bottom, rows - 1) - merge.top + 1) * max(0, min(merge.right, columns - 1) - merge.left + 1)
        for merge in merges
    )
    if area > rows * columns:
        refuse("damaged_file", Detail("merges_overlap"))
