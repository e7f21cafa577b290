"""Merged cells: what their text means for the rows and columns that they cover."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.contract.values import Merge, below
from etl.formats.limits import refuse_large, refuse_repeats

Rows = list[list[str]]


def spread(rows: Rows, merges: Sequence[Merge]) -> list[Merge]:
    """Put each merged cell's text where it counts, in place, and return the merges cut to the size of `rows`.

    `rows` are of equal length with a merged cell's text in its top left place and "" in the rest. Downwards the text
    is repeated, since it speaks for each row. To the right it is repeated only where the cell heads a group of
    columns, as in a header of two levels; a title or a section row stays in its first place.
    """
    inside = [cut for merge in merges if (cut := _cut(merge, rows)) is not None]
    refuse_repeats(inside, rows)
    wide = [merge for merge in inside if merge.left < merge.right]
    covering = _by_row(inside, {merge.bottom for merge in wide})
    groups = [merge for merge in wide if _heads_columns(merge, rows, covering[merge.bottom])]
    _repeat_downwards(rows, inside)
    _repeat_to_the_right(rows, groups)
    return inside


def _by_row(merges: Sequence[Merge], wanted: set[int]) -> dict[int, list[Merge]]:
    """The merges that cover each of the wanted rows."""
    found: dict[int, list[Merge]] = {row: [] for row in wanted}
    for merge in merges:
        for row in range(merge.top, merge.bottom + 1):
            if row in found:
                found[row].append(merge)
    return found


def _repeat_downwards(rows: Rows, merges: Sequence[Merge]) -> None:
    for merge in merges:
        text = rows[merge.top][merge.left]
        for row in range(merge.top + 1, merge.bottom + 1):
            rows[row][merge.left] = text


def _repeat_to_the_right(rows: Rows, merges: Sequence[Merge]) -> None:
    for merge in merges:
        repeated = [rows[merge.top][merge.left]] * (merge.right - merge.left + 1)
        for row in range(merge.top, merge.bottom + 1):
            rows[row][merge.left : merge.right + 1] = repeated


def _cut(merge: Merge, rows: Rows) -> Merge | None:
    """The part of a merge that lies inside the rows; None where less than two places are left."""
    if merge.top >= len(rows) or merge.left >= len(rows[merge.top]):
        return None
    cut = merge._replace(bottom=min(merge.bottom, len(rows) - 1), right=min(merge.right, len(rows[merge.top]) - 1))
    return cut if (cut.top, cut.left) != (cut.bottom, cut.right) else None


def _heads_columns(group: Merge, rows: Rows, in_row: Sequence[Merge]) -> bool:
    """Whether other cells beside this wide one go on into the next row, which names its single columns.

    `in_row` are the merges that cover the last row of this one.
    """
    below = group.bottom + 1
    if below >= len(rows) or not rows[group.top][group.left].strip():
        return False
    named = rows[below][group.left : group.right + 1]
    return sum(bool(text.strip()) for text in named) >= 2 and _most_go_on(group, rows, in_row)


def _most_go_on(group: Merge, rows: Rows, in_row: Sequence[Merge]) -> bool:
    """Whether most of the single cells beside a wide one are merged with the next row, or nothing stands there."""
    last, below = rows[group.bottom], rows[group.bottom + 1]
    merged = _columns_of(merge for merge in in_row if merge.bottom > group.bottom)
    ending = _columns_of(merge for merge in in_row if merge.bottom == group.bottom and merge.left < merge.right)
    beside = [column for column in range(len(last)) if column not in ending]
    single = [column for column in beside if column in merged or last[column].strip()]
    going_on = [column for column in single if column in merged or not below[column].strip()]
    return len(single) > 0 and 2 * len(going_on) >= len(single)


def _columns_of(merges: Iterable[Merge]) -> set[int]:
    return {column for merge in merges for column in range(merge.left, merge.right + 1)}


@dataclass(slots=True)
class Placed:
    """A cell at its place: 0-based first row and column, and how many of each it covers."""

    row: int
    column: int
    text: str
    height: int = 1
    width: int = 1


def lay_out(cells: Sequence[Placed], height: int) -> tuple[Rows, list[Merge]]:
    """Rows of equal length from placed cells, with merged cells spread; and the merges.

    A column in which no cell begins is no column (word processors leave such in the grid). Cells that overlap, which
    only broken tables have, share the place, one text below the other.
    """
    starts = sorted({cell.column for cell in cells})
    width = len(starts)
    refuse_large(height, width)
    rows = [[""] * width for _ in range(height)]
    merges = []
    for cell in cells:
        left = bisect_left(starts, cell.column)
        right = max(left, bisect_left(starts, cell.column + cell.width) - 1)
        bottom = min(cell.row + cell.height, height) - 1
        before = rows[cell.row][left]
        rows[cell.row][left] = below(before, cell.text) if before and cell.text else before or cell.text
        if right > left or bottom > cell.row:
            merges.append(Merge(cell.row, left, bottom, right))
    return rows, spread(rows, merges)
