"""Words that lie over the rules of their table, or over each other, as where rows are too low for what they hold.

Where such words stand does not tell their cell: a line of the row above may lie in the row below. What does is that a
program writes the lines of a cell one after another, and sets them around the middle of their row. It is a guess all
the same, so that each such cell is doubtful.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from etl.formats.pdf.lattice import Lattice
from etl.formats.pdf.words_of_page import Char, goes_on

_UPPER, _LOWER = 0.3, 0.72
"""Of a character's height: a rule between these goes through it."""
_PITCH = (0.95, 2.0)
"""Of a character's height: how far below each other the lines of a cell stand."""
_SAME_PITCH = 0.15
_OVERLAP = 0.4
"""Of a character's height and width: two that share more lie over each other."""


class Placing(NamedTuple):
    """The characters in each cell, by its number, and the cells of which it is doubtful what stands in them.

    None stands for what is outside of all cells.
    """

    held: dict[int | None, list[Char]]
    unclear: set[int | None]


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters that were written one after another along a line in one cell (by their middles, None outside)."""

    chars: list[Char]
    cell: int | None
    x0: float
    top: float
    x1: float
    bottom: float

    @classmethod
    def of(cls, chars: list[Char], cell: int | None) -> _Run:
        x0, top = min(char["x0"] for char in chars), min(char["top"] for char in chars)
        return cls(chars, cell, x0, top, max(char["x1"] for char in chars), max(char["bottom"] for char in chars))

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def ends(self, lattice: Lattice) -> tuple[int | None, int | None]:
        """The cells in which its upper and its lower part lie."""
        x = (self.x0 + self.x1) / 2
        upper, lower = (self.top + share * self.height for share in (_UPPER, _LOWER))
        return lattice.cell_at(x, upper), lattice.cell_at(x, lower)


class _Block(NamedTuple):
    """Lines that were written one after another, one below the other; those that lie over a rule or other words."""

    lines: list[_Run]
    over: list[_Run]

    def home(self, lattice: Lattice, in_cell: Mapping[int | None, int]) -> int | None:
        """The cell around whose middle its lines stand; None where each is of the cell in which it lies.

        They may be where none lies over anything, or where one lies in a cell that has no words else. `in_cell`: of how
        many blocks there are words in each cell.
        """
        (home,) = self.cells(lattice) if self.over else (None,)
        others = {run.cell for run in self.lines} - {home, None}
        return home if all(in_cell[cell] > 0 for cell in others) else None

    def cells(self, lattice: Lattice) -> set[int | None]:
        """The cells that its words seem to be of."""
        if not self.over:
            return {run.cell for run in self.lines}
        first, last = self.lines[0], self.lines[-1]
        return {lattice.cell_at((first.x0 + first.x1) / 2, (first.top + last.bottom) / 2)}


def placed(lattice: Lattice, chars: Sequence[Char]) -> Placing:
    """The characters in each cell: where their middles lie, or with the other lines of their cell."""
    runs = list(_runs(lattice, chars))
    over = _over_others(runs) | {id(run) for run in runs if len(set(run.ends(lattice))) > 1}
    blocks = [_Block(lines, [run for run in lines if id(run) in over]) for lines in _blocks(runs)]
    in_cell = Counter(cell for block in blocks for cell in block.cells(lattice))
    homes = [block.home(lattice, in_cell) for block in blocks]
    held: dict[int | None, list[Char]] = {}
    for block, home in zip(blocks, homes, strict=True):
        for run in block.lines:
            held.setdefault(run.cell if home is None else home, []).extend(run.chars)
    touched = (cell for block in blocks for run in block.over for cell in run.ends(lattice))
    return Placing(held, {*homes, *touched})


def _runs(lattice: Lattice, chars: Iterable[Char]) -> Iterator[_Run]:
    """Characters in the order in which they were written, parted where a new line or another cell begins."""
    run: list[Char] = []
    run_cell: int | None = None
    for char in chars:
        cell = lattice.cell_of(char)
        if run and (cell != run_cell or not goes_on(run[-1], char)):
            yield _Run.of(run, run_cell)
            run = []
        run.append(char)
        run_cell = cell
    if run:
        yield _Run.of(run, run_cell)


def _blocks(runs: Iterable[_Run]) -> Iterator[list[_Run]]:
    """Lines that were written one after another, one below the other and evenly spaced."""
    block: list[_Run] = []
    for run in runs:
        if block and not _is_next_line(block, run):
            yield block
            block = []
        block.append(run)
    if block:
        yield block


def _is_next_line(block: Sequence[_Run], run: _Run) -> bool:
    last = block[-1]
    step = run.middle - last.middle
    if not (_PITCH[0] * last.height <= step <= _PITCH[1] * last.height and _shared(last, run, across=True) > 0):
        return False
    return len(block) == 1 or abs(step - (last.middle - block[-2].middle)) <= _SAME_PITCH * step


def _over_others(runs: Sequence[_Run]) -> set[int]:
    """The runs (their ids) that lie over others."""
    found: set[int] = set()
    in_order = sorted(runs, key=lambda run: run.top)
    for number, run in enumerate(in_order):
        for other in in_order[number + 1 :]:
            if other.top >= run.bottom:
                break
            least = _OVERLAP * min(run.height, other.height)
            if min(_shared(run, other, across=False), _shared(run, other, across=True)) > least:
                found.update((id(run), id(other)))
    return found


def _shared(one: _Run, other: _Run, *, across: bool) -> float:
    """How much of the width of the page, or of its height, two runs share."""
    if across:
        return min(one.x1, other.x1) - max(one.x0, other.x0)
    return min(one.bottom, other.bottom) - max(one.top, other.top)
