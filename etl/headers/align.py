"""Put cells into columns where their number does not fit: what a cell looks like says where it belongs.

Used for rows that have lost or gained a cell, and for text that has one cell per line. Both are one search for the
best monotone assignment (Viterbi): a cell in a column scores by its looks, an empty column and a stray cell cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from etl.headers import header_cells, looks

_GAP = -2.0
_STRAY = -5.0
_OUTSIDE = -0.4
_TOTALS_BLOCK = 2.0


_State = tuple[int, int]
"""How far the search has come: cells that are placed, columns of the row that are filled."""
_Step = tuple[str, _State, float]
"""A way to go on (cell: into the next column; gap, stray, totals; row: it is closed), where to, and what it gains."""


class _Reached(NamedTuple):
    """The best way to a state: its value, the state before it and the step from there."""

    value: float
    before: _State
    step: str


_START = (0, 0)
_Steps = Callable[[_State], Iterable[_Step]]
_Ways = dict[_State, _Reached]


def _best_ways(states: Iterable[_State], steps_from: _Steps) -> _Ways:
    """The best way to each state; `states` in an order in which every step leads to a later one."""
    ways = {_START: _Reached(0.0, _START, "start")}
    for state in states:
        if state not in ways:
            continue
        value = ways[state].value
        for name, to, gain in steps_from(state):
            there = ways.get(to)
            if there is None or value + gain > there.value:
                ways[to] = _Reached(value + gain, state, name)
    return ways


def _backwards(ways: _Ways, end: _State) -> Iterator[tuple[str, _State, _State]]:
    """The steps of the best way to `end`, the last first, each with the states before and behind it."""
    state = end
    while state != _START:
        way = ways[state]
        yield way.step, way.before, state
        state = way.before


# --- one row -----------------------------------------------------------------------------------------------------


def align_row(cells: Sequence[str], fields: Sequence[str | None]) -> tuple[list[str], list[str]]:
    """Put the cells of one row into the columns; returns the row ("" where a cell is missing) and the strays."""

    def steps_from(state: _State) -> Iterator[_Step]:
        i, j = state
        has_cell, has_column = i < len(cells), j < len(fields)
        if has_cell and has_column:
            yield "cell", (i + 1, j + 1), looks.score(fields[j], cells[i])
        if has_column:
            yield "gap", (i, j + 1), _GAP
        if has_cell:
            yield "stray", (i + 1, j), _STRAY

    states = ((i, j) for i in range(len(cells) + 1) for j in range(len(fields) + 1))
    ways = _best_ways(states, steps_from)
    row = ["" for _ in fields]
    strays: list[str] = []
    for step, (i, j), _ in _backwards(ways, (len(cells), len(fields))):
        if step == "cell":
            row[j] = cells[i]
        elif step == "stray":
            strays.insert(0, cells[i])
    return row, strays


# --- one cell per line -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StackedRow:
    """A row found in text with one cell per line: aligned cells, its first and last block, and the strays joined on."""

    cells: list[str]
    first: int
    last: int
    strays: list[str]


def split_rows(blocks: Sequence[str], fields: Sequence[str | None]) -> list[StackedRow]:
    """Cut a run of blocks (one cell each) into rows of the columns `fields`.

    A missing cell leaves its column empty; a stray block joins the cell before it. A row of totals takes the words
    and the numbers behind them. What follows the last row is left out.
    """
    width, count = len(fields), len(blocks)
    scores = [[looks.score(field, block) for field in fields] for block in blocks]

    def steps_from(state: _State) -> Iterator[_Step]:
        i, j = state
        if j == width:
            yield "row", (i, 0), 0.0
            return
        if j or i < count:
            yield "gap", (i, j + 1), _GAP
        if i == count:
            return
        yield "cell", (i + 1, j + 1), scores[i][j]
        if j:
            yield "stray", (i + 1, j), _STRAY
        elif looks.is_totals(blocks[i]):
            end = _totals_end(blocks, i)
            yield "totals", (end, 0), _TOTALS_BLOCK * (end - i)

    a_row_and_the_next = (*range(width + 1), *range(width))  # a closed row opens the next at the same block
    states = ((i, j) for i in range(count + 1) for j in a_row_and_the_next)
    return _stacked_rows(_best_ways(states, steps_from), blocks, fields)


def _totals_end(blocks: Sequence[str], start: int) -> int:
    """Index behind a row of totals: its words, then numbers, up to a serial number that opens the next row."""
    end = start + 1
    while end < len(blocks) and looks.is_bare_number(blocks[end]):
        if looks.is_serial(blocks[end]) and end + 1 < len(blocks) and not looks.has_digit(blocks[end + 1]):
            break
        end += 1
    return end


def _stacked_rows(ways: _Ways, blocks: Sequence[str], fields: Sequence[str | None]) -> list[StackedRow]:
    closed = [state for state in ways if state[1] == 0]
    end = max(closed, key=lambda state: (ways[state].value + _OUTSIDE * (len(blocks) - state[0]), state[0]))
    rows: list[StackedRow] = []
    cells = [""] * len(fields)
    strays: list[str] = []
    last = end[0]
    for step, (i, j), (i_after, _) in _backwards(ways, end):
        if step == "cell":
            cells[j] = _joined(blocks[i], cells[j])
        elif step == "stray":
            cells[j - 1] = _joined(blocks[i], cells[j - 1])
            strays.insert(0, blocks[i])
        elif step == "totals":
            rows.append(StackedRow(totals_cells(blocks[i:i_after], fields), i, i_after - 1, []))
        elif step == "row":
            last, cells, strays = i_after, [""] * len(fields), []
        if step != "totals" and j == 0:  # the first column: the row is whole
            rows.append(StackedRow(cells, i, last - 1, strays))
    return rows[::-1]


def _joined(block: str, below: str) -> str:
    return f"{block}\n{below}" if below else block


def totals_cells(blocks: Sequence[str], fields: Sequence[str | None]) -> list[str]:
    """A row of totals in columns: its words in the first, its numbers in the columns of money."""
    cells = [""] * len(fields)
    cells[0] = blocks[0]
    targets = [k for k, field in enumerate(fields) if header_cells.is_money(field)] or [len(fields) - 1]
    for column, block in zip(targets, blocks[1:], strict=False):
        cells[column] = block
    return cells
