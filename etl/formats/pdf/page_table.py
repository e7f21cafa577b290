"""A table with its place on a page."""

from __future__ import annotations

from dataclasses import dataclass, field

from etl.formats.merged_cells import Placed
from etl.formats.pdf.words_of_page import Box


@dataclass(slots=True)
class PageTable:
    """A table with its place on the page.

    `certain` is false where rows had to be told apart by white space alone; `cut_off`: words go on behind a cell's
    right rule, where the program that wrote the page cut them off. `heights`: those of the rules between its rows;
    `outside`: the characters (their ids) that its cells hold, but that hang out of its box.
    """

    box: Box
    cells: list[Placed]
    height: int
    certain: bool = True
    cut_off: bool = False
    heights: list[float] = field(default_factory=list)
    outside: set[int] = field(default_factory=set)

    @property
    def is_one_column(self) -> bool:
        """Whether it is but a frame around words, unless columns of another page stand beside it."""
        return len({cell.column for cell in self.cells}) < 2
