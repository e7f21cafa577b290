"""Tables of a PDF page: by their ruling lines, or, where there are none, by the white strips between columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

from pdfplumber.page import Page
from pdfplumber.table import (
    Table,
    TableFinder,
    cells_to_tables,
    edges_to_intersections,
    intersections_to_cells,
    merge_edges,
)

from etl.formats.merged_cells import Placed
from etl.formats.pdf.picture_lines import Run
from etl.formats.pdf.words_of_page import (
    Box,
    Char,
    Line,
    Word,
    gutters,
    joined,
    lines_of,
    rejoined,
    segments,
    size_of,
    text_of,
    words_of,
)
from etl.headers import columns

Edge = dict[str, Any]
Rule = tuple[float, float, float]
"""Left end, height, right end of a level line."""

Cells = dict[tuple[int, int], list[Word]]
"""Words by row and column."""

_NEAR = 3.0
"""Points within which two edges are one."""

_SERIAL = re.compile(r"\d{1,4}[.、]?")
_CLOSE_WORDS, _CLOSE_STRIPS = 0.12, (0.5, 0.35, 0.2, 0.12)
"""In character sizes: the gaps that part words, and the white strips that part columns, where columns stand close."""
_HEADER_LINES = 3
_NEAR_DOTS, _FEWEST_CELLS = 6.0, 6
"""Of pictures: pixels within which two edges are one; the fewest cells of a table (strokes of a title make some)."""
_OVER, _CUT_CELLS = 1.5, 3
"""A character that reaches so many points over its cell's right rule is cut off; so many such cells are no accident."""


@dataclass(slots=True)
class PageTable:
    """A table with its place on the page.

    `certain` is false where rows had to be told apart by white space alone; `cut_off`: words go on behind a cell's
    right rule, where the program that wrote the page cut them off. `heights`: those of the rules between its rows.
    """

    box: Box
    cells: list[Placed]
    height: int
    certain: bool = True
    cut_off: bool = False
    heights: list[float] = field(default_factory=list)

    @property
    def is_one_column(self) -> bool:
        """Whether it is but a frame around words, unless columns of another page stand beside it."""
        return len({cell.column for cell in self.cells}) < 2


def ruled_tables(page: Page, chars: Sequence[Char]) -> list[PageTable]:
    """Tables with ruling lines, frames around words included; outer or upright lines that are missing are supplied."""
    finder = TableFinder(page)
    supplied = _outer_edges(finder.edges)
    finder = _with_edges(page, supplied) if supplied else finder
    stripes = _stripes(finder.tables, chars)
    finder = _with_edges(page, supplied + stripes) if stripes else finder
    return [_ruled(table, chars) for table in finder.tables]


def pictured_grids(page: Page, level: Sequence[Run], upright: Sequence[Run]) -> list[Table]:
    """The grids of cells that lines which were found in a picture make."""
    edges = [_edge("h", *run) for run in level] + [_edge("v", *run) for run in upright]
    edges = merge_edges(edges, _NEAR_DOTS, _NEAR_DOTS, _NEAR_DOTS, _NEAR_DOTS)
    edges += _outer_edges(edges)
    cells = intersections_to_cells(edges_to_intersections(edges, _NEAR_DOTS, _NEAR_DOTS))
    return [Table(page, group) for group in cells_to_tables(cells) if len(group) >= _FEWEST_CELLS]


def rules_of(grids: Sequence[Table]) -> list[float]:
    """The distances from the left of the upright rules of grids."""
    return _positions([x for grid in grids for cell in grid.cells for x in (cell[0], cell[2])])


def pictured_tables(grids: Sequence[Table], words: Sequence[Line]) -> list[PageTable]:
    """The tables of a picture, `words` as their characters; frames around words are none."""
    chars = [
        {"text": one.text, "x0": one.x0, "x1": one.x1, "top": one.top, "bottom": one.bottom, "word": number}
        for number, word in enumerate(words)
        for one in word
    ]
    tables = [_ruled(grid, chars, _words_of_picture) for grid in grids]
    return [table for table in tables if not table.is_one_column and any(cell.text for cell in table.cells)]


def _words_of_picture(chars: Sequence[Char]) -> list[Word]:
    """Characters that were recognised as one word and stand in one cell."""
    found: dict[int, list[Char]] = {}
    for char in chars:
        found.setdefault(char["word"], []).append(char)
    return [joined([Word(c["text"], c["x0"], c["top"], c["x1"], c["bottom"]) for c in word]) for word in found.values()]


def _with_edges(page: Page, supplied: Sequence[Edge]) -> TableFinder:
    """The tables of a page with some more lines."""
    settings = {
        "explicit_vertical_lines": [edge for edge in supplied if edge["orientation"] == "v"],
        "explicit_horizontal_lines": [edge for edge in supplied if edge["orientation"] == "h"],
    }
    return TableFinder(page, {kind: edges for kind, edges in settings.items() if edges})


def _ruled(
    table: Table, chars: Sequence[Char], gathered: Callable[[Sequence[Char]], list[Word]] = words_of
) -> PageTable:
    """The cells of a ruled table at their places in its grid, with the characters whose middles lie in them."""
    xs = _positions([x for cell in table.cells for x in (cell[0], cell[2])])
    ys = _positions([y for cell in table.cells for y in (cell[1], cell[3])])
    inside: dict[int, list[Char]] = {}
    owner: dict[tuple[int, int], int] = {}
    places = []
    for number, (left, top, right, bottom) in enumerate(table.cells):
        row, column = bisect_right(ys, top + _NEAR) - 1, bisect_right(xs, left + _NEAR) - 1
        last_row, last_column = bisect_right(ys, bottom + _NEAR) - 1, bisect_right(xs, right + _NEAR) - 1
        places.append((row, column, max(1, last_row - row), max(1, last_column - column)))
        owner |= {(r, c): number for r in range(row, last_row) for c in range(column, last_column)}
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        at = owner.get((bisect_right(ys, y) - 1, bisect_right(xs, x) - 1))
        if at is not None:
            inside.setdefault(at, []).append(char)
    cells = [
        _Cell(row, column, height, width, gathered(inside.get(number, ())), table.cells[number])
        for number, (row, column, height, width) in enumerate(places)
    ]
    if gathered is _words_of_picture:
        cells = [part for cell in cells for part in _parted(cell, xs)]
    between, certain = _unruled_bounds(cells)
    over = [max(char["x1"] for char in held) - table.cells[number][2] for number, held in inside.items()]
    cut_off = sum(reach > _OVER for reach in over) >= _CUT_CELLS
    placed = [part for cell in cells for part in _cut(cell, between)]
    return PageTable(table.bbox, placed, len(ys) - 1 + len(between), certain, cut_off=cut_off, heights=ys)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell between rules and its words."""

    row: int
    column: int
    height: int
    width: int
    words: list[Word]
    box: Box


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


def _unruled_bounds(cells: Sequence[_Cell]) -> tuple[list[tuple[int, float]], bool]:
    """Rows that only white space parts, told by their serial numbers: the ruled row and the height of each bound."""
    found: list[tuple[int, float]] = []
    certain = True
    for first in cells:
        if first.column or first.height > 1 or not _counts(first.words):
            continue
        beside = [cell for cell in cells if cell.row == first.row and cell.height == 1]
        words = [word for cell in beside for word in cell.words]
        places = [cell.column for cell in beside for _ in cell.words]
        bounds, is_certain = _row_bounds(words, places, size_of(words))
        found += [(first.row, bound) for bound in bounds]
        certain = certain and is_certain
    return sorted(found), certain


def _counts(words: Sequence[Word]) -> bool:
    """Whether a cell holds two serial numbers or more, one below the other and each one more than the last."""
    serials = [int(line[0].text.strip(".、")) for line in lines_of(words) if _SERIAL.fullmatch(line[0].text)]
    return len(serials) > 1 and serials == list(range(serials[0], serials[0] + len(serials)))


def _cut(cell: _Cell, between: Sequence[tuple[int, float]]) -> list[Placed]:
    """A cell with its words, cut where its row is; below bounds that were found it moves down."""
    row = cell.row + sum(above < cell.row for above, _ in between)
    within = [bound for at, bound in between if cell.row <= at < cell.row + cell.height]
    if cell.height > 1 or not within:
        return [Placed(row, cell.column, _text(cell, cell.words), cell.height + len(within), cell.width)]
    parts: dict[int, list[Word]] = {at: [] for at in range(len(within) + 1)}
    for word in cell.words:
        parts[bisect_right(within, word.middle)].append(word)
    return [Placed(row + at, cell.column, _text(cell, words), 1, cell.width) for at, words in parts.items()]


def _text(cell: _Cell, words: Sequence[Word]) -> str:
    return text_of(words, cell.box[0], cell.box[2])


def _stripes(tables: Sequence[Table], chars: Sequence[Char]) -> list[Edge]:
    """Edges for rows without any between rows with some, as where every second row is shaded.

    These are tables one below the other whose upright lines stand at the same places, with only words between them
    that keep to the columns; so do the lines of words above the first and below the last.
    """
    found: list[Edge] = []
    lines = lines_of(words_of(chars)) if len(tables) > 1 else []
    groups: list[list[Table]] = []
    for table in sorted(tables, key=lambda one: (round(one.bbox[0]), one.bbox[1])):
        last = groups[-1][-1] if groups else None
        if last and _same_columns(last, table) and _is_row(lines, last.bbox[3], table):
            groups[-1].append(table)
        else:
            groups.append([table])
    for group in groups:
        if len(group) < 2:
            continue
        xs = _uprights(group[0])
        top, bottom = _reach(lines, xs, group[0].bbox[1], group[-1].bbox[3])
        found += [_edge("v", x, top, bottom) for x in xs]
        found += [_edge("h", y, xs[0], xs[-1]) for y in (top, bottom)]
    return found


def _uprights(table: Table) -> list[float]:
    return _positions([x for cell in table.cells for x in (cell[0], cell[2])])


def _same_columns(one: Table, other: Table) -> bool:
    """Whether the upright lines of two tables stand at the same places, four or more."""
    left, right = _uprights(one), _uprights(other)
    return len(left) == len(right) > 3 and all(abs(a - b) < _NEAR for a, b in zip(left, right, strict=True))


def _is_row(lines: Sequence[Line], top: float, table: Table) -> bool:
    """Whether the words from this height down to a table are rows of it: in its columns, in three at least."""
    between = [line for line in lines if top < line[0].middle < table.bbox[1]]
    return _keep(between, _uprights(table)) and any(len(line) >= 3 for line in between)


def _keep(lines: Sequence[Line], xs: Sequence[float]) -> bool:
    """Whether lines of words keep to the columns: no word lies over an upright line, or beside all of them."""
    return all(
        xs[0] - _NEAR < word.x0
        and word.x1 < xs[-1] + _NEAR
        and not any(word.x0 + _NEAR < x < word.x1 - _NEAR for x in xs)
        for line in lines
        for word in line
    )


def _reach(lines: Sequence[Line], xs: Sequence[float], top: float, bottom: float) -> tuple[float, float]:
    """How far up and down the rows go on: over lines close by that fall into the columns, into two at least."""
    below = [line for line in lines if line[0].middle > bottom]
    above = [line for line in reversed(lines) if line[0].middle < top]
    size = size_of([word for line in lines for word in line])
    first = last = 0.0
    for line in above:
        if top - first - line[0].bottom > 1.5 * size or len(line) < 3 or not _keep([line], xs):
            break
        first = top - line[0].top + 1
    for line in below:
        if line[0].top - bottom - last > 1.5 * size or not _keep([line], xs):
            break
        last = line[0].bottom + 1 - bottom
    return top - first, bottom + last


def _positions(values: Sequence[float]) -> list[float]:
    """The distinct values, those within a hair of each other taken as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _outer_edges(edges: Sequence[Edge]) -> list[Edge]:
    """Edges for the open sides of tables: where two or more parallel lines end together without a line across."""
    found = []
    for along, across, low, high, at in (("h", "v", "x0", "x1", "top"), ("v", "h", "top", "bottom", "x0")):
        lines = [edge for edge in edges if edge["orientation"] == along]
        crossing = [edge for edge in edges if edge["orientation"] == across]
        for group in _alike(lines, low, high):
            first, last = min(edge[at] for edge in group), max(edge[at] for edge in group)
            touching = [edge for edge in crossing if edge[at] <= last + _NEAR and edge[_end(at)] >= first - _NEAR]
            inner = [edge[low] for edge in touching if group[0][low] - _NEAR <= edge[low] <= group[0][high] + _NEAR]
            for end in (group[0][low], group[0][high]) if inner else ():
                if min(abs(end - place) for place in inner) > _NEAR:
                    found.append(_edge(across, end, first, last))
    return found


def _end(start: str) -> str:
    return {"top": "bottom", "x0": "x1"}[start]


def _alike(lines: Sequence[Edge], low: str, high: str) -> list[list[Edge]]:
    """Lines that begin and end together, two at least."""
    groups: list[list[Edge]] = []
    for line in lines:
        for group in groups:
            if abs(group[0][low] - line[low]) <= _NEAR and abs(group[0][high] - line[high]) <= _NEAR:
                group.append(line)
                break
        else:
            groups.append([line])
    return [group for group in groups if len(group) >= 2]


def _edge(orientation: str, at: float, first: float, last: float) -> Edge:
    """An edge as pdfplumber describes it."""
    if orientation == "v":
        place = {"x0": at, "x1": at, "top": first, "bottom": last, "width": 0.0, "height": last - first}
    else:
        place = {"x0": first, "x1": last, "top": at, "bottom": at, "width": last - first, "height": 0.0}
    return {"object_type": "supplied_edge", "orientation": orientation, **place}


def level_rules(page: Page) -> list[Rule]:
    """The level lines of a page that no upright line meets: in tables without upright lines they part the rows."""
    edges = TableFinder(page).edges
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    return [
        (edge["x0"], edge["top"], edge["x1"])
        for edge in edges
        if edge["orientation"] == "h" and not any(_meets(edge, other) for other in upright)
    ]


def _meets(level: Edge, upright: Edge) -> bool:
    """Whether two lines touch."""
    return bool(
        level["x0"] - _NEAR <= upright["x0"] <= level["x1"] + _NEAR
        and upright["top"] - _NEAR <= level["top"] <= upright["bottom"] + _NEAR
    )


def unruled_tables(
    lines: Sequence[Line], rules: Sequence[Rule], chars: Sequence[Char] = (), *, recognised: bool = False
) -> list[PageTable]:
    """Tables without upright ruling lines, among the lines that stand outside the ruled ones.

    `chars` are those of the lines: columns that stand too near for words to be told apart are looked for between them,
    and taken where the header says that they are columns. `recognised`: a recogniser gave the words, which keeps what
    stands in two cells apart however near they are.
    """
    gap, strip = (0.1, 0.1) if recognised else (0.8, 0.5)
    size = size_of([word for line in lines for word in line])
    pieces = [segments(line, gap * size) for line in lines]
    found: list[PageTable] = []
    for first, last in _seeds(pieces, lines, size):
        if found and lines[last - 1][0].middle <= found[-1].box[3]:
            continue
        between = gutters([piece for row in pieces[first:last] if len(row) >= 3 for piece in row], strip * size)
        if len(between) >= 2:
            start, end = _widen(pieces, lines, first, last, between, size)
            table = _unruled(list(lines[start:end]), between, size, rules)
        else:
            start, end, table = first, last, None
        close = _with_close_columns(lines[start:end], chars, size, rules) if chars else []
        best = max([*([table] if table else []), *close], key=_known, default=None)
        if best is not None:
            found.append(best)
    return found


def _with_close_columns(
    lines: Sequence[Line], chars: Sequence[Char], size: float, rules: Sequence[Rule]
) -> Iterator[PageTable]:
    """The tables that these lines, and those around them that fit, make with columns nearer and nearer together."""
    left, right = min(line[0].x0 for line in lines), max(line[-1].x1 for line in lines)
    close = lines_of(words_of(chars, _CLOSE_WORDS))
    at = [n for n, line in enumerate(close) if lines[0][0].top <= line[0].middle <= lines[-1][0].bottom]
    tried: set[tuple[float, ...]] = set()
    for start in (
        range(at[0], max(-1, at[0] - 1 - _HEADER_LINES), -1) if at else ()
    ):  # a header may be wider than all else
        rows = [line for line in close[start : at[-1] + 1] if len(line) > 1]
        told = [line for line in rows if max(word.x1 - word.x0 for word in line) < 0.5 * (right - left)]
        for strip in _CLOSE_STRIPS:
            between = gutters([word for line in told for word in line], strip * size)
            if len(between) < 2 or tuple(between) in tried:
                continue
            tried.add(tuple(between))
            first, last = _widen(close, close, start, at[-1] + 1, between, size)
            yield _unruled([rejoined(line, between) for line in close[first:last]], between, size, rules)


def _known(table: PageTable) -> int:
    """How many more of a table's first cells are known headers than are not, in the best of its first rows."""
    first = [[cell.text for cell in table.cells if cell.row == row and cell.text.strip()] for row in range(3)]
    return max(sum(1 if columns.is_synonym(cell) else -1 for cell in row) for row in first)


def _seeds(pieces: Sequence[Sequence[Word]], lines: Sequence[Line], size: float) -> list[tuple[int, int]]:
    """Runs of lines of which at least two fall into three or more pieces; lines of fewer pieces may stand between."""
    found: list[tuple[int, int]] = []
    starts = [number for number, row in enumerate(pieces) if len(row) >= 3]
    run: list[int] = []
    for number in starts:
        if run and (number - run[-1] > 12 or _is_torn(lines, run[-1], number, size)):
            found.append((run[0], run[-1] + 1))
            run = []
        run.append(number)
    if run:
        found.append((run[0], run[-1] + 1))
    return [(first, end) for first, end in found if sum(first <= number < end for number in starts) >= 2]


def _is_torn(lines: Sequence[Line], first: int, last: int, size: float) -> bool:
    """Whether white space of more than three lines stands between two lines."""
    return any(lines[n + 1][0].top - lines[n][0].bottom > 4 * size for n in range(first, last))


def _widen(
    pieces: Sequence[Sequence[Word]],
    lines: Sequence[Line],
    first: int,
    last: int,
    between: Sequence[float],
    size: float,
) -> tuple[int, int]:
    """Take in the lines above and below whose pieces keep to the columns."""

    def keeps(number: int) -> bool:
        return all(sum(piece.x0 < x < piece.x1 for x in between) == 0 for piece in pieces[number])

    while first > 0 and keeps(first - 1) and lines[first][0].top - lines[first - 1][0].bottom < 1.5 * size:
        first -= 1
    while last < len(lines) and keeps(last) and lines[last][0].top - lines[last - 1][0].bottom < 1.5 * size:
        last += 1
    return first, last


def _unruled(lines: list[Line], between: Sequence[float], size: float, rules: Sequence[Rule]) -> PageTable:
    """Rows by the rules between them, or else by white space and by the serial numbers in the first column."""
    words = [word for line in lines for word in line]
    box = (
        min(word.x0 for word in words),
        min(word.top for word in words),
        max(word.x1 for word in words),
        max(word.bottom for word in words),
    )
    at = [bisect_right(between, word.x0 + 0.3 * size) for word in words]
    bounds, certain = _ruled_bounds(box, rules), True
    if not bounds:
        bounds, certain = _row_bounds(words, at, size)
    inside: dict[tuple[int, int], list[Word]] = {}
    for word, column in zip(words, at, strict=True):
        inside.setdefault((bisect_right(bounds, word.middle), column), []).append(word)
    inside = _join_columns(inside, len(between) + 1)
    ends = {n: (min(w.x0 for w in found), max(w.x1 for w in found)) for n, found in _by_column(inside).items()}
    cells = [Placed(row, column, text_of(found, *ends[column])) for (row, column), found in sorted(inside.items())]
    return PageTable(box, cells, len(bounds) + 1, certain)


def _by_column(inside: Cells) -> dict[int, list[Word]]:
    found: dict[int, list[Word]] = {}
    for (_, column), words in inside.items():
        found.setdefault(column, []).extend(words)
    return found


def _ruled_bounds(box: Box, rules: Sequence[Rule]) -> list[float]:
    """The heights of the rules that go through most of the table's width, where there are two or more."""
    left, top, right, bottom = box
    through = [y for x0, y, x1 in rules if top < y < bottom and min(x1, right) - max(x0, left) > 0.8 * (right - left)]
    return _positions(through) if len(through) >= 2 else []


def _join_columns(inside: Cells, count: int) -> Cells:
    """Take a heading that stands beside its column, not over it, for what it is: no row has text in both columns."""
    target = list(range(count))
    for column in range(count - 1):
        rows = {row for row, at in inside if target[at] == target[column]}
        next_rows = {row for row, at in inside if at == column + 1}
        if not rows & next_rows and (rows <= {0, 1} or next_rows <= {0, 1}):
            target[column + 1] = target[column]
    joined: Cells = {}
    for (row, column), words in inside.items():
        joined.setdefault((row, target[column]), []).extend(words)
    return joined


def _row_bounds(words: Sequence[Word], at: Sequence[int], size: float) -> tuple[list[float], bool]:
    """The heights that part the rows, and whether they are plain to see.

    Words are gathered to strips of ink; a row ends in the widest white space between two serial numbers.
    """
    strips: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda one: one.top):
        if strips and word.top <= strips[-1][1] - 0.2 * size:
            strips[-1] = (strips[-1][0], max(strips[-1][1], word.bottom))
        else:
            strips.append((word.top, word.bottom))
    gaps = [(below[0] - above[1], (below[0] + above[1]) / 2) for above, below in pairwise(strips)]
    serials = sorted(
        word.middle for word, column in zip(words, at, strict=True) if column == 0 and _SERIAL.fullmatch(word.text)
    )
    widest = [
        max((gap for gap in gaps if above < gap[1] < below), default=(0.0, (above + below) / 2))
        for above, below in pairwise(serials)
    ]
    if not widest:
        typical = median(gap for gap, _ in gaps) if gaps else 0.0
        wide = [place for gap, place in gaps if gap > max(0.5 * size, 1.4 * typical)]
        return (wide, True) if wide else ([place for _, place in gaps], all(gap > 0.5 * size for gap, _ in gaps))
    narrowest = min(gap for gap, _ in widest)
    within = [gap for gap, place in gaps if serials[0] < place < serials[-1] and (gap, place) not in widest]
    least = max(min(0.8 * narrowest, 1.4 * max(within, default=narrowest)), 0.3 * size)
    outside = [place for gap, place in gaps if not serials[0] < place < serials[-1] and gap > least]
    certain = narrowest > 0.3 * size and narrowest > 1.2 * max(within, default=0.0)
    return sorted([place for _, place in widest] + outside), certain
