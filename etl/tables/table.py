"""A table that was found in a document: its columns and its body rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from etl.contract.values import Doubt, TableKind
from etl.headers.columns import Column


@dataclass(slots=True)
class TableRow:
    """A body row: its kind, raw cells in the table's columns, and its line.

    Kinds are data, part, totals, section, note, struck and other. `strays` are cells that no column took, or the words
    of a row that is `struck`; `misfit`: the number of cells did not fit, their looks placed them; `joined` those added
    to the cell before them; `is_joined`: the row went over a page break and was put together. `shared` are the columns
    whose cell is merged with that of another list row, `repeats` those whose cell began in a row above. `doubts`: by
    column, what the page shows otherwise than it is stored. `whole`: the cells that are too long to be read.
    """

    kind: str
    cells: list[str]
    line: int
    row_no: int | None = None
    strays: list[str] = field(default_factory=list)
    misfit: bool = False
    joined: list[str] = field(default_factory=list)
    is_joined: bool = False
    shared: frozenset[int] = frozenset()
    repeats: frozenset[int] = frozenset()
    doubts: dict[int, tuple[Doubt, ...]] = field(default_factory=dict)
    whole: dict[int, str] = field(default_factory=dict)


class Borrowed(NamedTuple):
    """A unit that a column has from another place, and the words there."""

    unit: str
    words: str


@dataclass(slots=True)
class SourceTable:
    """One table: kind, words above it, columns, body rows. `unit` is the unit of money that its caption states.

    `borrowed`: for fields whose column and caption state no unit, the unit that is taken instead, and where it stands.
    `recognised`: some of its words were recognised from a picture, or are cut off. `unlabelled`: columns whose cells
    stood in sentences without a label. `is_headed_before`: an earlier table of the document has the same header.
    """

    kind: TableKind
    caption: str
    where: str
    columns: list[Column]
    line: int
    unit: str | None = None
    borrowed: dict[str, Borrowed] = field(default_factory=dict)
    rows: list[TableRow] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    recognised: bool = False
    unlabelled: frozenset[int] = frozenset()
    is_headed_before: bool = False
    _index: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Keep where each field's column is."""
        also = {column.also: position for position, column in enumerate(self.columns) if column.also}
        self._index = also | {column.field: position for position, column in enumerate(self.columns) if column.field}

    @property
    def fields(self) -> list[str | None]:
        """What each column means."""
        return [column.field for column in self.columns]

    def unit_of(self, column: Column) -> str | None:
        """The unit that a column's amounts are in, None or empty where none is stated."""
        stated = column.unit if column.unit is not None else self.unit
        borrowed = self.borrowed.get(column.field or "")
        return borrowed.unit if borrowed and stated is None else stated

    def index(self, name: str) -> int | None:
        """Position of the column that means a field."""
        return self._index.get(name)
