"""Columns of quantities (改造户数, 里程（公里）) of the rows of one table, and what the contents say of the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.values import Certainty, Doubt, StatedQuantity
from etl.parse.quantities import QuantityColumn, quantity_column, read_cell
from etl.parse.quantities.basis import ADDED, DESIGN
from etl.parse.words import key
from etl.rows.buffer import Buffer
from etl.rows.fields.field import Step
from etl.rows.project_list.quantity_rows import QuantityRows, keep


class Placed(NamedTuple):
    """A quantity that the contents state, and its words."""

    said: StatedQuantity
    words: str


class ColumnQuantities:
    """Reads the columns of one table that count something."""

    def __init__(self, reading: Buffer, rows: QuantityRows) -> None:
        """Take the columns; `rows` takes what they state."""
        self._reading = reading
        self._rows = rows
        self._columns = [
            (column.field, said)
            for column in reading.context.table.columns
            if column.field and (said := quantity_column(column.header)) and column.field == said.field
        ]

    def read(self, at: int, name: str, told: Sequence[Placed]) -> list[StatedQuantity]:
        """Read one row; returns what of the contents (`told`) the columns state too."""
        counted: list[StatedQuantity] = []
        for field, column in self._columns:
            raw = self._reading.cells(field)[at]
            if key(raw) not in reference.nothing_words("nothing", "not_yet"):
                left = [one for one in told if not any(one.said is other for other in counted)]
                counted += self._read_cell(at, field, column, read_cell(raw, column, name), left)
        return counted

    def _read_cell(
        self, at: int, field: str, column: QuantityColumn, said: StatedQuantity | None, told: Sequence[Placed]
    ) -> list[StatedQuantity]:
        """Keep what a cell says, doubtful where the contents give another number; returns what they say of the same."""
        raw = self._reading.cells(field)[at]
        if said is None:
            self._reading.doubt(Step.QUANTITIES, at, field, [Doubt("unread_quantity", raw)])
            self._reading.doubtful[at].add("quantities")
            return []
        same = _same(said, column, [one.said for one in told])
        if same and not _agrees(said, same):
            said = replace(said, certainty=Certainty.DOUBTFUL)
            words = tuple(one.words for one in told if any(one.said is other for other in same))
            differs = Doubt("doubtful_capacity", raw, Detail("contents_say", words=words))
            self._reading.doubt(Step.QUANTITIES, at, field, [differs])
        keep(self._reading, self._rows, at, field, _as_told(said, column, same))
        return same


def _same(said: StatedQuantity, column: QuantityColumn, told: Sequence[StatedQuantity]) -> list[StatedQuantity]:
    """What the contents say of the same: of any kind with its number, where the header tells none; else of its kind."""
    alike = [one for one in told if one.unit == said.unit and (one.basis in ADDED) == (said.basis in ADDED)]
    if column.kind == reference.OTHER_KIND:
        equal = [one for one in alike if one.value == said.value][:1] or (alike if _agrees(said, alike) else [])
        if equal:
            return equal
    return [one for one in alike if (one.kind, one.noun) == (said.kind, said.noun)]


def _agrees(said: StatedQuantity, same: Sequence[StatedQuantity]) -> bool:
    """Whether a column's number is one of those that the contents give, or their sum."""
    whole = [one.value for one in same if one.part_of is None]
    return said.value in whole or said.value == sum(whole)


def _as_told(said: StatedQuantity, column: QuantityColumn, same: Sequence[StatedQuantity]) -> StatedQuantity:
    """A number below a header that does not say of what, or what it rests on, is what the contents call it."""
    kinds = {(one.kind, one.noun) for one in same}
    bases = {one.basis for one in same}
    if column.kind == reference.OTHER_KIND and len(kinds) == 1:
        said = replace(said, kind=same[0].kind, noun=same[0].noun)
    return replace(said, basis=same[0].basis) if said.basis == DESIGN and len(bases) == 1 else said
