"""Tables without upright ruling lines, by the white strips between their columns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etl.formats.merged_cells import Placed
from etl.formats.pdf.edges import Rule, positions
from etl.formats.pdf.page_table import PageTable
from etl.formats.pdf.row_bounds import RowBounds, row_bounds
from etl.formats.pdf.words_of_page import (
    Box,
    Char,
    Line,
    Word,
    gutters,
    lines_of,
    rejoined,
    segments,
    size_of,
    text_of,
    words_of,
)
from etl.headers import header_cells

_Cells = dict[tuple[int, int], list[Word]]
"""Words by row and column."""

_CLOSE_WORDS, _CLOSE_STRIPS = 0.12, (0.5, 0.35, 0.2, 0.12)
"""In character sizes: the gaps that part words, and the white strips that part columns, where columns stand close."""
_HEADER_LINES = 3
_FEWEST_PIECES, _FEWEST_STRIPS = 3, 2
"""Pieces into which a line of a table falls, and the white strips between its columns."""
_MOST_BETWEEN = 12
"""Lines of fewer pieces that may stand between two lines of a table."""


@dataclass(frozen=True, slots=True)
class _Free:
    """What stands outside the ruled tables of a page: lines, characters, level rules; `size` of a character."""

    lines: Sequence[Line]
    chars: Sequence[Char]
    rules: Sequence[Rule]
    size: float


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
    free = _Free(lines, chars, rules, size)
    pieces = [segments(line, gap * size) for line in lines]
    found: list[PageTable] = []
    for first, last in _seeds(pieces, free):
        if found and lines[last - 1][0].middle <= found[-1].box[3]:  # taken by the table above
            continue
        table = max(_tables_at(pieces, first, last, strip, free), key=_known, default=None)
        if table is not None:
            found.append(table)
    return found


def _seeds(pieces: Sequence[Sequence[Word]], free: _Free) -> list[tuple[int, int]]:
    """Runs of lines of which at least two fall into three or more pieces; lines of fewer pieces may stand between."""
    runs: list[list[int]] = []
    for number, row in enumerate(pieces):
        if len(row) < _FEWEST_PIECES:
            continue
        if runs and number - runs[-1][-1] <= _MOST_BETWEEN and not _is_torn(free, runs[-1][-1], number):
            runs[-1].append(number)
        else:
            runs.append([number])
    return [(run[0], run[-1] + 1) for run in runs if len(run) >= 2]


def _is_torn(free: _Free, first: int, last: int) -> bool:
    """Whether white space of more than three lines stands between two lines."""
    lines = free.lines
    return any(lines[n + 1][0].top - lines[n][0].bottom > 4 * free.size for n in range(first, last))


def _tables_at(
    pieces: Sequence[Sequence[Word]], first: int, last: int, strip: float, free: _Free
) -> Iterator[PageTable]:
    """The tables that lines may be: with the columns that are plain to see, and with such as stand close."""
    told = [piece for row in pieces[first:last] if len(row) >= _FEWEST_PIECES for piece in row]
    between = gutters(told, strip * free.size)
    if len(between) >= _FEWEST_STRIPS:
        first, last = _widen(pieces, free.lines, first, last, between, free.size)
        yield _table(free.lines[first:last], between, free)
    if free.chars:
        yield from _with_close_columns(free.lines[first:last], free)


def _with_close_columns(lines: Sequence[Line], free: _Free) -> Iterator[PageTable]:
    """The tables that these lines, and those around them that fit, make with columns nearer and nearer together."""
    close = lines_of(words_of(free.chars, _CLOSE_WORDS))
    at = [n for n, line in enumerate(close) if lines[0][0].top <= line[0].middle <= lines[-1][0].bottom]
    if not at:
        return
    width = max(line[-1].x1 for line in lines) - min(line[0].x0 for line in lines)
    first, end = at[0], at[-1] + 1
    tried: set[tuple[float, ...]] = set()
    for start in range(first, max(-1, first - 1 - _HEADER_LINES), -1):  # a header may be wider than all else
        told = _narrow_words(close[start:end], width)
        for strip in _CLOSE_STRIPS:
            between = gutters(told, strip * free.size)
            if len(between) < _FEWEST_STRIPS or tuple(between) in tried:
                continue
            tried.add(tuple(between))
            top, bottom = _widen(close, close, start, end, between, free.size)
            yield _table([rejoined(line, between) for line in close[top:bottom]], between, free)


def _narrow_words(lines: Sequence[Line], width: float) -> list[Word]:
    """The words of the lines that tell columns apart: of two or more, none of which takes half of the width."""
    rows = [line for line in lines if len(line) > 1]
    return [word for line in rows if max(one.x1 - one.x0 for one in line) < 0.5 * width for word in line]


def _known(table: PageTable) -> int:
    """How many more of a table's first cells are known headers than are not, in the best of its first rows."""
    first = [[cell.text for cell in table.cells if cell.row == row and cell.text.strip()] for row in range(3)]
    return max(sum(1 if header_cells.is_synonym(cell) else -1 for cell in row) for row in first)


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


def _table(lines: Sequence[Line], between: Sequence[float], free: _Free) -> PageTable:
    """Rows by the rules between them, or else by white space and by the serial numbers in the first column."""
    words = [word for line in lines for word in line]
    box = _box_of(words)
    in_columns = [bisect_right(between, word.x0 + 0.3 * free.size) for word in words]
    ruled = _ruled_bounds(box, free.rules)
    bounds = RowBounds(ruled, certain=True) if ruled else row_bounds(words, in_columns, free.size)
    inside: _Cells = {}
    for word, column in zip(words, in_columns, strict=True):
        inside.setdefault((bisect_right(bounds.heights, word.middle), column), []).append(word)
    inside = _join_columns(inside, len(between) + 1)
    return PageTable(box, _placed(inside), len(bounds.heights) + 1, bounds.certain)


def _box_of(words: Sequence[Word]) -> Box:
    return (
        min(word.x0 for word in words),
        min(word.top for word in words),
        max(word.x1 for word in words),
        max(word.bottom for word in words),
    )


def _placed(inside: _Cells) -> list[Placed]:
    """The cells of a table, from top to bottom; the words of a column say where its lines begin and end."""
    by_column: dict[int, list[Word]] = {}
    for (_, column), words in inside.items():
        by_column.setdefault(column, []).extend(words)
    ends = {column: (min(w.x0 for w in words), max(w.x1 for w in words)) for column, words in by_column.items()}
    return [Placed(row, column, text_of(words, *ends[column])) for (row, column), words in sorted(inside.items())]


def _ruled_bounds(box: Box, rules: Sequence[Rule]) -> list[float]:
    """The heights of the rules that go through most of the table's width, where there are two or more."""
    left, top, right, bottom = box
    through = [y for x0, y, x1 in rules if top < y < bottom and min(x1, right) - max(x0, left) > 0.8 * (right - left)]
    return positions(through) if len(through) >= 2 else []


def _join_columns(inside: _Cells, count: int) -> _Cells:
    """Take a heading that stands beside its column, not over it, for what it is: no row has text in both columns."""
    target = list(range(count))
    for column in range(count - 1):
        rows = {row for row, at in inside if target[at] == target[column]}
        next_rows = {row for row, at in inside if at == column + 1}
        if not rows & next_rows and (rows <= {0, 1} or next_rows <= {0, 1}):
            target[column + 1] = target[column]
    joined: _Cells = {}
    for (row, column), words in inside.items():
        joined.setdefault((row, target[column]), []).extend(words)
    return joined
