"""Text whose cells are parted by single spaces (copied from a page, recognised from a picture) -> grids."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.extract import align, columns
from etl.extract.stacked import Found
from etl.records import Grid, TableKind

_LEAST = 5
_LONGEST_HEAD = 14
_MOST_PIECES = 8
_JOIN = 0.4
_GAP = -2.0
_ROW = re.compile(r"\d{1,4}[.、]?\s")


def find(lines: list[tuple[int, str]]) -> list[Found]:
    """Every list in the lines `(line number, text)` whose header and rows are parted by single spaces.

    A row begins with its serial number. Where its pieces are not as many as the columns, or do not look their part,
    what they look like places them, and pieces side by side may make one cell.
    """
    found: list[Found] = []
    header: list[str] | None = None
    for number, text in lines:
        cells = text.split()
        if _is_header(cells):
            header = cells
            found.append(Found(Grid([cells], [number]), number, number))
        elif header and (_ROW.match(text.strip()) or align.is_totals(text)):
            _add(found[-1], header, cells, number)
        elif header and text.strip() and number - found[-1].last_line > 1:
            header = None
    return [table for table in found if len(table.grid.rows) > 1]


def _is_header(cells: list[str]) -> bool:
    long_enough = len(cells) >= _LEAST and all(len(cell) <= _LONGEST_HEAD for cell in cells)
    return long_enough and columns.is_serial_header(cells[0]) and columns.kind_of(cells) is TableKind.PROJECT_LIST


def _add(table: Found, header: list[str], cells: list[str], number: int) -> None:
    fields = [column.field for column in columns.columns(header, TableKind.PROJECT_LIST)]
    if align.is_totals(cells[0]):
        row = align.totals_cells(cells, fields)
    elif len(cells) == len(fields) and all(
        align.score(field, cell) >= 0 for field, cell in zip(fields, cells, strict=True)
    ):
        row = cells
    else:
        row = _place(cells, fields)
        table.grid.joined[len(table.grid.rows)] = [cell for cell in row if " " in cell] or [" ".join(cells)]
    table.grid.rows.append(row)
    table.grid.lines.append(number)
    table.last_line = number


def _place(pieces: Sequence[str], fields: Sequence[str | None]) -> list[str]:
    """The best way to put pieces, in their order, into the columns: each takes none, one, or several side by side."""
    count, width = len(pieces), len(fields)
    best: dict[tuple[int, int], tuple[float, tuple[str, ...]]] = {(0, 0): (0.0, ())}
    for j, field in enumerate(fields):
        for i in range(count + 1):
            if (i, j) not in best:
                continue
            value, row = best[(i, j)]
            for end in range(i, min(count, i + _MOST_PIECES) + 1):
                cell = " ".join(pieces[i:end])
                offered = value + (align.score(field, cell) - _JOIN * (end - i - 1) if cell else _GAP)
                if offered > best.get((end, j + 1), (float("-inf"), ()))[0]:
                    best[(end, j + 1)] = (offered, (*row, cell))
    if (count, width) in best:
        return list(best[(count, width)][1])
    return [*pieces[: width - 1], " ".join(pieces[width - 1 :])]
