"""What the readers of .xlsx and .xls share: names of places, and the doubts that a sheet can give rise to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from etl.contract.detail import Detail
from etl.contract.values import Doubt, DoubtedCell, Grid, Merge
from etl.formats.seen import Seen
from etl.formats.workbook.number_formats import Value, as_text

_LISTED = 20

_EXACT = 1e15
"""Excel keeps 15 digits of a number."""

_DETAILS = {
    "hidden_sheet": "sheet_is_hidden",
    "hidden_rows": "sheet_has_hidden_rows",
    "hidden_columns": "sheet_has_hidden_columns",
    "digits_lost": "sheet_has_lost_digits",
    "covered_cells": "sheet_has_covered_cells",
}


def column_name(column: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def has_content(grid: Grid) -> bool:
    """Whether any cell holds text."""
    return any(any(row) for row in grid.rows)


def shorten(places: Sequence[str]) -> str:
    """The first places of a list, and how many there are."""
    listed = "、".join(places[:_LISTED])
    return listed if len(places) <= _LISTED else f"{listed} 等 {len(places)} 处"


def _places(values: Sequence[Sequence[Value]], numbers: set[float]) -> list[str]:
    """The names of the cells that hold one of these numbers."""
    return [
        f"{column_name(column)}{row_number}"
        for row_number, row in enumerate(values, start=1)
        for column, cell in enumerate(row)
        if cell.__class__ is float and cell in numbers
    ]


@dataclass(slots=True)
class SheetDoubts:
    """Collects what is doubtful in one sheet. Rows and columns of `hidden_…` are 1-based, as the sheet shows them.

    `cells` are those that have doubts of their own.
    """

    sheet: str
    hidden_sheet: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    long_numbers: list[str] = field(default_factory=list)
    covered: list[str] = field(default_factory=list)
    cells: list[DoubtedCell] = field(default_factory=list)

    def texts(self, values: Sequence[Sequence[Value]]) -> list[list[str]]:
        """The values as text; numbers of more than 15 digits, which have lost their last ones in Excel, are noted."""
        long_numbers: set[float] = set()

        def text(value: Value) -> str:  # for each cell of 100,000 rows
            if value.__class__ is not float or not value.is_integer():
                return as_text(value)
            if not -_EXACT < value < _EXACT:
                long_numbers.add(value)
            return str(int(value))

        rows = [[cell if cell.__class__ is str else text(cell) for cell in row] for row in values]
        if long_numbers:
            self.long_numbers = _places(values, long_numbers)
        return rows

    def put(self, rows: list[list[str]], row: int, column: int, cell: Seen) -> None:
        """Put what is seen of a cell into its place."""
        text = cell.cell
        rows[row][column] = text
        if isinstance(text, DoubtedCell):
            self.cells.append(text)

    def note_covered(self, rows: list[list[str]], merges: Sequence[Merge]) -> None:
        """Text under a merged cell, which the sheet does not show, is taken out of the rows and named."""
        for merge in merges:
            for row in range(merge.top, min(merge.bottom + 1, len(rows))):
                for column in range(merge.left, min(merge.right + 1, len(rows[row]))):
                    if rows[row][column] and (row, column) != (merge.top, merge.left):
                        self.covered.append(f"{column_name(column)}{row + 1}={rows[row][column]}")
                        rows[row][column] = ""

    def all(self) -> list[Doubt]:
        """One doubt for each kind that was met."""
        places = {
            "hidden_sheet": [self.sheet] * self.hidden_sheet,
            "hidden_rows": [f"第{row}行" for row in self.hidden_rows],
            "hidden_columns": [f"{column_name(column - 1)}列" for column in self.hidden_columns],
            "digits_lost": self.long_numbers,
            "covered_cells": self.covered,
        }
        return [
            Doubt(kind, shorten(found), Detail(_DETAILS[kind], sheet=self.sheet))
            for kind, found in places.items()
            if found
        ]
