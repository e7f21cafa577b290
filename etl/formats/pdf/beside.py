"""A sheet that is wider than its paper: its last columns stand on pages of their own, row beside row."""

from __future__ import annotations

from collections.abc import Sequence

from etl.formats.merged_cells import lay_out
from etl.formats.pdf.page_table import PageTable
from etl.headers import header_cells, kinds

_SLACK = 1.5
"""Points that the same rule of two pages may differ in height."""


def join_columns(parts: Sequence[PageTable | None]) -> list[int]:
    """Put the columns of later pages beside those whose rows they go on with; returns the pages that are done with.

    `parts` gives the one table of each page, None where there is none. Spreadsheets print the first columns of all
    rows, then the next columns of all rows on as many pages. A page's table is such a part where it names no projects
    and its rules stand at the heights of the other's.
    """
    first = next((at for at, table in enumerate(parts) if table and _heads(table, names=True)), None)
    if first is None:
        return []
    second = next((at for at in range(first + 1, len(parts)) if _heads(parts[at], names=False)), None)
    if second is None:
        return []
    length = second - first
    done: list[int] = []
    for start in range(second, len(parts) - length + 1, length):
        pairs = list(zip(parts[first:second], parts[start : start + length], strict=True))
        if not _heads(parts[start], names=False) or not all(map(_side_by_side, *zip(*pairs, strict=True))):
            break
        for left, right in pairs:
            assert left and right
            _append(left, right)
        done += range(start, start + length)
    return done


def _heads(table: PageTable | None, *, names: bool) -> bool:
    """Whether the first rows of a table are the header of a list, with its column of names or without."""
    if table is None:
        return False
    rows, _ = lay_out(table.cells, table.height)
    named = any(kinds.names_projects(row) for row in rows[:3])
    return named if names else not named and any(_is_header(row) for row in rows[:3])


def _is_header(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(header_cells.is_synonym(cell) for cell in filled) * 2 > len(filled)


def _side_by_side(left: PageTable, right: PageTable) -> bool:
    """Whether the rules between the rows of two tables stand at the same heights."""
    return len(left.heights) == len(right.heights) > 2 and all(
        abs(a - b) <= _SLACK for a, b in zip(left.heights, right.heights, strict=True)
    )


def _append(left: PageTable, right: PageTable) -> None:
    width = max(cell.column + cell.width for cell in left.cells)
    for cell in right.cells:
        cell.column += width
    left.cells.extend(right.cells)
    left.cut_off = left.cut_off or right.cut_off
    left.certain = left.certain and right.certain
