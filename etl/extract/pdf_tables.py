"""Tables of a PDF page: by their ruling lines, or, where there are none, by the white strips between columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

from pdfplumber.page import Page
from pdfplumber.table import Table, TableFinder

from etl.extract.pdf_text import Box, Char, Line, Word, gutters, segments, size_of, text_of, words_of
from etl.extract.spans import Placed

Edge = dict[str, Any]
Rule = tuple[float, float, float]
"""Left end, height, right end of a level line."""

Cells = dict[tuple[int, int], list[Word]]
"""Words by row and column."""

_NEAR = 3.0
"""Points within which two edges are one."""

_SERIAL = re.compile(r"\d{1,4}[.、]?")
_OVER, _CUT_CELLS = 1.5, 3
"""A character that reaches so many points over its cell's right rule is cut off; so many such cells are no accident."""


@dataclass(slots=True)
class PageTable:
    """A table with its place on the page.

    `certain` is false where rows had to be told apart by white space alone; `cut_off`: words go on behind a cell's
    right rule, where the program that wrote the page cut them off.
    """

    box: Box
    cells: list[Placed]
    height: int
    certain: bool = True
    lines: list[Line] = field(default_factory=list)
    cut_off: bool = False


def ruled_tables(page: Page, chars: Sequence[Char]) -> list[PageTable]:
    """Tables with ruling lines; where the outer ones, or all upright ones, are missing these are supplied."""
    finder = TableFinder(page)
    supplied = _outer_edges(finder.edges)
    if supplied:
        settings = {
            "explicit_vertical_lines": [edge for edge in supplied if edge["orientation"] == "v"],
            "explicit_horizontal_lines": [edge for edge in supplied if edge["orientation"] == "h"],
        }
        finder = TableFinder(page, {kind: edges for kind, edges in settings.items() if edges})
    tables = [_ruled(table, chars) for table in finder.tables]
    return [table for table in tables if len({cell.column for cell in table.cells}) > 1]


def _ruled(table: Table, chars: Sequence[Char]) -> PageTable:
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
        Placed(row, column, text_of(words_of(inside.get(number, ()))), height, width)
        for number, (row, column, height, width) in enumerate(places)
    ]
    over = [max(char["x1"] for char in held) - table.cells[number][2] for number, held in inside.items()]
    return PageTable(table.bbox, cells, len(ys) - 1, cut_off=sum(reach > _OVER for reach in over) >= _CUT_CELLS)


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


def unruled_tables(lines: Sequence[Line], rules: Sequence[Rule], *, recognised: bool = False) -> list[PageTable]:
    """Tables without upright ruling lines, among the lines that stand outside the ruled ones.

    `recognised`: a recogniser gave the words, which keeps what stands in two cells apart however near they are.
    """
    gap, strip = (0.1, 0.1) if recognised else (0.8, 0.5)
    size = size_of([word for line in lines for word in line])
    pieces = [segments(line, gap * size) for line in lines]
    found = []
    for first, last in _seeds(pieces, lines, size):
        between = gutters([piece for row in pieces[first:last] if len(row) >= 3 for piece in row], strip * size)
        if len(between) < 2:
            continue
        first, last = _widen(pieces, lines, first, last, between, size)
        found.append(_unruled(list(lines[first:last]), between, size, rules))
    return found


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
    columns = [bisect_right(between, word.x0 + 0.3 * size) for word in words]
    bounds, certain = _ruled_bounds(box, rules), True
    if not bounds:
        bounds, certain = _row_bounds(words, columns, size)
    inside: dict[tuple[int, int], list[Word]] = {}
    for word, column in zip(words, columns, strict=True):
        inside.setdefault((bisect_right(bounds, word.middle), column), []).append(word)
    inside = _join_columns(inside, len(between) + 1)
    cells = [Placed(row, column, text_of(found)) for (row, column), found in sorted(inside.items())]
    return PageTable(box, cells, len(bounds) + 1, certain, lines)


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


def _row_bounds(words: Sequence[Word], columns: Sequence[int], size: float) -> tuple[list[float], bool]:
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
        word.middle for word, column in zip(words, columns, strict=True) if column == 0 and _SERIAL.fullmatch(word.text)
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
