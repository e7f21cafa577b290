"""Collects what a reader finds, in reading order."""

from __future__ import annotations

from collections.abc import Sequence

from etl.contract.values import Block, DoubtedCell, Grid, Paragraph
from etl.formats.merged_cells import Placed, lay_out


class Blocks:
    """Paragraphs and grids with running line numbers. `doubted`: the cells of the grids that have doubts."""

    def __init__(self) -> None:
        """Begin an empty document."""
        self.found: list[Block] = []
        self.doubted: list[DoubtedCell] = []
        self._line = 0

    def paragraph(self, text: str) -> None:
        """Add running text, one paragraph for each of its lines that is not blank."""
        for line in text.splitlines():
            if line.strip():
                self._line += 1
                self.found.append(Paragraph(line, self._line))

    def grid(self, cells: Sequence[Placed], height: int, where: str, *, recognised: bool = False) -> None:
        """Add a table of placed cells, unless it holds no text at all. `recognised`: see `Grid`."""
        self.doubted += [cell.text for cell in cells if isinstance(cell.text, DoubtedCell)]
        if not any(cell.text.strip() for cell in cells):
            return
        rows, merges = lay_out(cells, height)
        first = self._line + 1
        self._line += height
        self.found.append(Grid(rows, list(range(first, first + height)), where, merges, recognised=recognised))
