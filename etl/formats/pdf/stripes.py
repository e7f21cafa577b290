"""Tables of which only some rows have lines, as where every second row is shaded."""

from __future__ import annotations

from collections.abc import Sequence

from pdfplumber.table import Table

from etl.formats.pdf.edges import NEAR, Edge, edge, uprights
from etl.formats.pdf.words_of_page import Char, Line, lines_of, size_of, words_of

_FEWEST_WORDS = 3
"""A line of so many words between two stripes, or above them, is a row."""
_MOST_SPACE = 1.5
"""In character sizes: no more white space than this stands between two rows."""


def stripes(tables: Sequence[Table], chars: Sequence[Char]) -> list[Edge]:
    """Edges for rows without any between rows with some.

    These are tables one below the other whose upright lines stand at the same places, with only words between them
    that keep to the columns; so do the lines of words above the first and below the last.
    """
    if len(tables) < 2:
        return []
    lines = lines_of(words_of(chars))
    return [one for group in _groups(tables, lines) if len(group) > 1 for one in _around(group, lines)]


def _groups(tables: Sequence[Table], lines: Sequence[Line]) -> list[list[Table]]:
    """Tables that go on from each other, from top to bottom."""
    groups: list[list[Table]] = []
    for table in sorted(tables, key=lambda one: (round(one.bbox[0]), one.bbox[1])):
        if groups and _goes_on(groups[-1][-1], table, lines):
            groups[-1].append(table)
        else:
            groups.append([table])
    return groups


def _goes_on(last: Table, table: Table, lines: Sequence[Line]) -> bool:
    """Whether a table has the columns of the one above it and only rows between."""
    return _same_columns(last, table) and _is_row(lines, last.bbox[3], table)


def _same_columns(one: Table, other: Table) -> bool:
    """Whether the upright lines of two tables stand at the same places, four or more."""
    left, right = uprights(one), uprights(other)
    return len(left) == len(right) > 3 and all(abs(a - b) < NEAR for a, b in zip(left, right, strict=True))


def _is_row(lines: Sequence[Line], top: float, table: Table) -> bool:
    """Whether the words from this height down to a table are rows of it: in its columns, in three at least."""
    between = [line for line in lines if top < line[0].middle < table.bbox[1]]
    return _keep(between, uprights(table)) and any(len(line) >= _FEWEST_WORDS for line in between)


def _keep(lines: Sequence[Line], xs: Sequence[float]) -> bool:
    """Whether lines of words keep to the columns: no word lies over an upright line, or beside all of them."""
    return all(
        xs[0] - NEAR < word.x0 and word.x1 < xs[-1] + NEAR and not any(word.x0 + NEAR < x < word.x1 - NEAR for x in xs)
        for line in lines
        for word in line
    )


def _around(group: Sequence[Table], lines: Sequence[Line]) -> list[Edge]:
    """The upright lines through all rows of a group, and one above and below them."""
    xs = uprights(group[0])
    top = _first_row(lines, xs, group[0].bbox[1])
    bottom = _last_row(lines, xs, group[-1].bbox[3])
    upright = [edge("v", x, top, bottom) for x in xs]
    return upright + [edge("h", y, xs[0], xs[-1]) for y in (top, bottom)]


def _first_row(lines: Sequence[Line], xs: Sequence[float], top: float) -> float:
    """How far up the rows go on: over lines close by of three words or more that keep to the columns."""
    space = _most_space(lines)
    for line in reversed([line for line in lines if line[0].middle < top]):
        if top - line[0].bottom > space or len(line) < _FEWEST_WORDS or not _keep([line], xs):
            break
        top = line[0].top - 1
    return top


def _last_row(lines: Sequence[Line], xs: Sequence[float], bottom: float) -> float:
    """How far down the rows go on: over lines close by that keep to the columns."""
    space = _most_space(lines)
    for line in [line for line in lines if line[0].middle > bottom]:
        if line[0].top - bottom > space or not _keep([line], xs):
            break
        bottom = line[0].bottom + 1
    return bottom


def _most_space(lines: Sequence[Line]) -> float:
    return _MOST_SPACE * size_of([word for line in lines for word in line])
