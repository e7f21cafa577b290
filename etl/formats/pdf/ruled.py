"""Tables by their ruling lines: those of a page, and those that were found in a picture of one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pdfplumber.page import Page
from pdfplumber.table import (
    Table,
    TableFinder,
    cells_to_tables,
    edges_to_intersections,
    intersections_to_cells,
    merge_edges,
)

from etl.contract.values import Doubt, doubted
from etl.formats.merged_cells import Placed
from etl.formats.pdf.edges import Edge, edge, outer_edges, positions
from etl.formats.pdf.lattice import Lattice, Span
from etl.formats.pdf.over_rules import placed
from etl.formats.pdf.page_table import PageTable
from etl.formats.pdf.picture_lines import Run
from etl.formats.pdf.row_bounds import SERIAL, row_bounds
from etl.formats.pdf.stripes import stripes
from etl.formats.pdf.words_of_page import Box, Char, Line, Word, joined, lines_of, size_of, text_of, words_of

_NEAR_DOTS, _FEWEST_CELLS = 6.0, 6
"""Of pictures: pixels within which two edges are one; the fewest cells of a table (strokes of a title make some)."""
_LONGEST_SERIAL = 4
"""Digits."""
_OVER, _CUT_CELLS = 1.5, 3
"""A character that reaches so many points over its cell's right rule is cut off; so many such cells are no accident."""

Held = Mapping[int, Sequence[Char]]
"""The characters in each cell, by the cell's number."""


def ruled_tables(page: Page, chars: Sequence[Char]) -> list[PageTable]:
    """Tables with ruling lines, frames around words included; outer or upright lines that are missing are supplied."""
    finder = TableFinder(page)
    supplied = outer_edges(finder.edges)
    finder = _with_edges(page, supplied) if supplied else finder
    between = stripes(finder.tables, chars)
    finder = _with_edges(page, supplied + between) if between else finder
    return [_ruled(table, chars) for table in finder.tables]


def _with_edges(page: Page, supplied: Sequence[Edge]) -> TableFinder:
    """The tables of a page with some more lines."""
    settings = {
        "explicit_vertical_lines": [one for one in supplied if one["orientation"] == "v"],
        "explicit_horizontal_lines": [one for one in supplied if one["orientation"] == "h"],
    }
    return TableFinder(page, {kind: edges for kind, edges in settings.items() if edges})


def pictured_grids(page: Page, level: Sequence[Run], upright: Sequence[Run]) -> list[Table]:
    """The grids of cells that lines which were found in a picture make."""
    edges = [edge("h", *run) for run in level] + [edge("v", *run) for run in upright]
    edges = merge_edges(edges, _NEAR_DOTS, _NEAR_DOTS, _NEAR_DOTS, _NEAR_DOTS)
    edges += outer_edges(edges)
    cells = intersections_to_cells(edges_to_intersections(edges, _NEAR_DOTS, _NEAR_DOTS))
    return [Table(page, group) for group in cells_to_tables(cells) if len(group) >= _FEWEST_CELLS]


def rules_of(grids: Sequence[Table]) -> list[float]:
    """The distances from the left of the upright rules of grids."""
    return positions([x for grid in grids for cell in grid.cells for x in (cell[0], cell[2])])


def pictured_tables(grids: Sequence[Table], words: Sequence[Line]) -> list[PageTable]:
    """The tables of a picture, `words` as their characters; frames around words are none."""
    chars = [
        {"text": one.text, "x0": one.x0, "x1": one.x1, "top": one.top, "bottom": one.bottom, "word": number}
        for number, word in enumerate(words)
        for one in word
    ]
    tables = [_pictured(grid, chars) for grid in grids]
    return [table for table in tables if not table.is_one_column and any(cell.text for cell in table.cells)]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell between rules and its words."""

    row: int
    column: int
    height: int
    width: int
    words: list[Word]
    box: Box
    unclear: bool = False

    @classmethod
    def at(cls, span: Span, words: list[Word], box: Box, *, unclear: bool = False) -> _Cell:
        height, width = max(1, span.row_end - span.row), max(1, span.column_end - span.column)
        return cls(span.row, span.column, height, width, words, box, unclear)

    def text(self, words: Sequence[Word]) -> str:
        """The text of some of its words."""
        text = text_of(words, self.box[0], self.box[2])
        return doubted(text, [Doubt("overlapping_text", text)] if self.unclear else [])


def _ruled(table: Table, chars: Sequence[Char]) -> PageTable:
    """The cells of a ruled table at their places in its grid, with the characters that stand in them."""
    lattice = Lattice(table)
    found, unclear = placed(lattice, chars)
    held = {number: inside for number, inside in found.items() if number is not None}
    cells = [
        _Cell.at(span, words_of(held.get(n, ())), table.cells[n], unclear=n in unclear)
        for n, span in enumerate(lattice.spans)
    ]
    made = _as_table(table, lattice, cells, held)
    made.outside = {id(char) for cell in held.values() for char in cell if lattice.cell_of(char) is None}
    return made


def _pictured(table: Table, chars: Sequence[Char]) -> PageTable:
    """As `_ruled`; words are those that were recognised, and rules that were not seen are told by them."""
    lattice = Lattice(table)
    held: dict[int, list[Char]] = {}
    for char in chars:
        cell = lattice.cell_of(char)
        if cell is not None:
            held.setdefault(cell, []).append(char)
    whole = [_Cell.at(span, _recognised(held.get(n, ())), table.cells[n]) for n, span in enumerate(lattice.spans)]
    return _as_table(table, lattice, [part for cell in whole for part in _parted(cell, lattice.xs)], held)


def _as_table(table: Table, lattice: Lattice, cells: Sequence[_Cell], held: Held) -> PageTable:
    """The table of these cells, with rows that only white space parts cut."""
    between, certain = _unruled_bounds(cells)
    parts = [part for cell in cells for part in _cut(cell, between)]
    height = len(lattice.ys) - 1 + len(between)
    return PageTable(table.bbox, parts, height, certain, _is_cut_off(table, held), lattice.ys)


def _is_cut_off(table: Table, held: Held) -> bool:
    """Whether words go on behind the right rule of several cells."""
    reaches = {number: max(char["x1"] for char in chars) for number, chars in held.items()}
    over = [number for number, reach in reaches.items() if reach - table.cells[number][2] > _OVER]
    return len(over) >= _CUT_CELLS


def _recognised(chars: Sequence[Char]) -> list[Word]:
    """Characters that were recognised as one word and stand in one cell."""
    found: dict[int, list[Char]] = {}
    for char in chars:
        found.setdefault(char["word"], []).append(char)
    return [joined([Word(c["text"], c["x0"], c["top"], c["x1"], c["bottom"]) for c in word]) for word in found.values()]


def _parted(cell: _Cell, xs: Sequence[float]) -> list[_Cell]:
    """A wide cell whose words each stand in a column of their own, in most of its columns: rules that were not seen."""
    inner = xs[cell.column + 1 : cell.column + cell.width]
    crossed = any(word.x0 + _NEAR_DOTS < x < word.x1 - _NEAR_DOTS for word in cell.words for x in inner)
    parts: dict[int, list[Word]] = {at: [] for at in range(cell.width)}
    for word in cell.words:
        parts[bisect_right(inner, (word.x0 + word.x1) / 2)].append(word)
    if crossed or sum(bool(words) for words in parts.values()) < max(2, 0.6 * cell.width):
        return [cell]
    ends = [cell.box[0], *inner, cell.box[2]]
    return [
        _Cell(cell.row, cell.column + at, cell.height, 1, words, (ends[at], cell.box[1], ends[at + 1], cell.box[3]))
        for at, words in parts.items()
    ]


class _Bounds(NamedTuple):
    """Bounds within ruled rows: the row and the height of each, in order; whether they are plain to see."""

    found: list[tuple[int, float]]
    certain: bool


def _unruled_bounds(cells: Sequence[_Cell]) -> _Bounds:
    """Rows that only white space parts, told by their serial numbers."""
    found: list[tuple[int, float]] = []
    certain = True
    for first in _holding_rows(cells):
        in_row = [(word, cell.column) for cell in cells if _is_beside(cell, first) for word in cell.words]
        words = [word for word, _ in in_row]
        bounds = row_bounds(words, [column for _, column in in_row], size_of(words))
        found += [(first.row, height) for height in bounds.heights]
        certain = certain and bounds.certain
    return _Bounds(sorted(found), certain)


def _holding_rows(cells: Sequence[_Cell]) -> list[_Cell]:
    """The first cells that hold several serial numbers, and no single one that a narrow column wraps."""
    wholes = {cell.row: number for cell in cells if (number := _serial_of(cell)) is not None}
    return [cell for cell in cells if _holds_rows(cell) and not _is_wrapped(cell, wholes)]


def _is_beside(cell: _Cell, first: _Cell) -> bool:
    return cell.row == first.row and cell.height == 1


def _holds_rows(cell: _Cell) -> bool:
    """Whether a first cell holds two serial numbers or more, one below the other and each one more than the last."""
    if cell.column or cell.height > 1:
        return False
    serials = [int(line[0].text.strip(".、")) for line in lines_of(cell.words) if SERIAL.fullmatch(line[0].text)]
    return len(serials) > 1 and serials == list(range(serials[0], serials[0] + len(serials)))


def _serial_of(cell: _Cell) -> int | None:
    """The number that the digits of a first cell make together, its lines put one behind the other."""
    digits = "".join(word.text for line in lines_of(cell.words) for word in line)
    return int(digits) if not cell.column and digits.isdecimal() and len(digits) <= _LONGEST_SERIAL else None


def _is_wrapped(first: _Cell, wholes: dict[int, int]) -> bool:
    """Whether the lines of a first cell are one serial number, with those of the rows beside it: 1 over 2 below 11."""
    own = wholes.get(first.row)
    return own is not None and (wholes.get(first.row - 1) == own - 1 or wholes.get(first.row + 1) == own + 1)


def _cut(cell: _Cell, between: Sequence[tuple[int, float]]) -> list[Placed]:
    """A cell with its words, cut where its row is; below bounds that were found it moves down."""
    row = cell.row + sum(above < cell.row for above, _ in between)
    within = [bound for at, bound in between if cell.row <= at < cell.row + cell.height]
    if cell.height > 1 or not within:
        return [Placed(row, cell.column, cell.text(cell.words), cell.height + len(within), cell.width)]
    parts: dict[int, list[Word]] = {at: [] for at in range(len(within) + 1)}
    for word in cell.words:
        parts[bisect_right(within, word.middle)].append(word)
    return [Placed(row + at, cell.column, cell.text(words), 1, cell.width) for at, words in parts.items()]
