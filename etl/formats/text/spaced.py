"""Text whose cells are parted by single spaces (copied from a page, recognised from a picture) -> grids."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.contract.values import Grid, TableKind
from etl.formats.text.stacked import Found
from etl.headers import align, columns, kinds, looks

_LEAST = 5
_LONGEST_HEAD = 14
_MOST_PIECES = 8
_JOIN = 0.4
_GAP = -2.0
_ROW = re.compile(r"\d{1,4}[.、]?\s")
_HEADING = re.compile(
    r"[（(]?[一二三四五六七八九十]+[）)、.．]|附[件表]|(?:注|备注|说明|填表|制表|审核)[:：]|第\s*\d+\s*页|单位[:：]"
)
_FURNITURE = 3
"""So many lines (a heading of a section, a page number) may stand between two rows."""


def find(lines: list[tuple[int, str]]) -> list[Found]:
    """Every list in the lines `(line number, text)` whose header and rows are parted by single spaces.

    A row begins with its serial number. Where its pieces are not as many as the columns, or do not look their part,
    what they look like places them, and pieces side by side may make one cell.
    """
    found: list[Found] = []
    header: list[str] | None = None
    pieces: list[str] = []  # of the last row
    for number, text in lines:
        cells = text.split()
        if _is_header(cells):
            header, pieces = cells, []
            found.append(Found(Grid([cells], [number]), number, number))
        elif header and (_opens_row(text, pieces, header) or looks.is_totals(text)):
            _add(found[-1], header, cells, number)
            pieces = cells
        elif header and cells and pieces and _goes_on(pieces, header, text, number - found[-1].last_line):
            pieces = [*pieces, *cells]
            del found[-1].grid.rows[-1], found[-1].grid.lines[-1]
            _add(found[-1], header, pieces, number)
        elif header and cells and number - found[-1].last_line > _FURNITURE:
            header = None
    return [table for table in found if len(table.grid.rows) > 1]


def _opens_row(text: str, pieces: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a line begins with a serial number: below a row that lacks cells only with the one that is next."""
    if not _ROW.match(text.strip()):
        return False
    serials = [re.match(r"\d+", line) for line in (pieces[0] if pieces else "", text.strip())]
    if len(pieces) >= len(header) or serials[0] is None or serials[1] is None:
        return True
    return int(serials[1][0]) == int(serials[0][0]) + 1


def _goes_on(pieces: Sequence[str], header: Sequence[str], text: str, distance: int) -> bool:
    """Whether a line is the rest of the row above it, which has not all its cells yet."""
    is_row = _ROW.match(" ".join(pieces)) is not None and len(pieces) < len(header)
    return is_row and distance == 1 and not _HEADING.match(text.strip())


def _is_header(cells: list[str]) -> bool:
    long_enough = len(cells) >= _LEAST and all(len(cell) <= _LONGEST_HEAD for cell in cells)
    return long_enough and kinds.is_serial_header(cells[0]) and kinds.kind_of(cells) is TableKind.PROJECT_LIST


def _add(table: Found, header: list[str], cells: list[str], number: int) -> None:
    fields = [column.field for column in columns.columns(header, TableKind.PROJECT_LIST)]
    if looks.is_totals(cells[0]):
        row = align.totals_cells(cells, fields)
    elif len(cells) == len(fields) and all(
        looks.score(field, cell) >= 0 for field, cell in zip(fields, cells, strict=True)
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
                offered = value + (looks.score(field, cell) - _JOIN * (end - i - 1) if cell else _GAP)
                if offered > best.get((end, j + 1), (float("-inf"), ()))[0]:
                    best[(end, j + 1)] = (offered, (*row, cell))
    if (count, width) in best:
        return list(best[(count, width)][1])
    return [*pieces[: width - 1], " ".join(pieces[width - 1 :])]
