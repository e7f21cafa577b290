"""The stated quantities of the rows of one table, as they are stored, each with its evidence."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import polars as pl

from etl.contract import schemas
from etl.contract.frames import types
from etl.contract.values import StatedQuantity
from etl.parse.quantities.basis import ADDED
from etl.rows.buffer import Buffer
from etl.rows.columns_of_rows import AT
from etl.rows.fields.field import Step

_QUANTITIES = {
    AT: pl.UInt32, **{name: dtype for name, dtype in types(schemas.Quantities).items() if name != "report_id"}
}  # fmt: skip


class QuantityRows:
    """The stated quantities of the rows of one table, as they are stored."""

    def __init__(self) -> None:
        """None yet."""
        self._rows: list[tuple[Any, ...]] = []
        self._count: Counter[int] = Counter()

    def add(self, at: int, said: StatedQuantity, cell: str, *, is_added: bool, times: int = 1) -> None:
        """One more of a row; `times`: how many alike facilities are multiplied in."""
        self._count[at] += 1
        start, end = said.span
        self._rows.append((
            at, self._count[at], said.kind, said.noun, said.value, said.unit, said.basis, str(said.qualifier),
            str(said.certainty), said.part_of, times, is_added, cell[start:end], start, end,
        ))  # fmt: skip

    def frame(self, report_ids: pl.Series) -> pl.DataFrame:
        """The columns of `schemas.Quantities`, and `AT`, in the order of the rows."""
        made = pl.DataFrame(self._rows, schema=_QUANTITIES, orient="row").sort(AT, maintain_order=True)
        ids = report_ids.gather(made[AT]).alias("report_id")
        return made.with_columns(ids).select(*types(schemas.Quantities), AT)


def keep(reading: Buffer, rows: QuantityRows, at: int, column: str, said: StatedQuantity) -> None:
    """Keep a quantity of a cell, with its evidence."""
    is_added = said.part_of is None and said.basis in ADDED
    rows.add(at, said, reading.cells(column)[at], is_added=is_added)
    read = (column, "quantities", said.span, shown(said.value), said.qualifier, said.certainty, said.basis)
    reading.evident(Step.QUANTITIES, at, reading.item(*read))


def shown(value: Decimal) -> str:
    """A quantity as evidence shows it: without zeros behind its last digit."""
    return f"{value.normalize():f}"
