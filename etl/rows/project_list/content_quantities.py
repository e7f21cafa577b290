"""Every number of the contents: what no other reader took is a quantity, is set aside by a rule, or is open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import polars as pl

from etl.contract import schemas
from etl.contract.detail import Detail
from etl.contract.frames import types
from etl.contract.values import Certainty, Doubt, Money, Span, StatedQuantity
from etl.parse.money import find_total_wan
from etl.parse.quantities import SET_ASIDE, Rest, read_bare, read_rest, unit_in
from etl.rows.buffer import Buffer
from etl.rows.columns_of_rows import AT
from etl.rows.fields.field import Step

_WORDS = ("content", "content_more")
ADDED = ("new", "renovated", "design")
"""What a quantity rests on that the project adds or mends; what existed before is none of it."""
_NEAR = 8
"""So many characters on either side of an open number are told with it, as far as its clause goes."""
_MARKS = re.compile("[，,。；;、\n]")
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


class ContentQuantities:
    """Reads what the readers of beds, places and areas have left of the contents of one table."""

    def __init__(self, reading: Buffer, rows: QuantityRows) -> None:
        """Nothing is read yet."""
        self._reading = reading
        self._rows = rows
        self._words = [(column, reading.cells(column)) for column in _WORDS if reading.has(column)]

    def read(self, at: int, name: str | None) -> None:
        """Read one row. `name`: of its project, which says of what a bare length is."""
        for column, cells in self._words:
            if cells[at]:
                self._read_cell(at, column, cells[at], name or "")

    def _read_cell(self, at: int, column: str, raw: str, name: str) -> None:
        rest = read_rest(raw, self._reading.known_places(at, column), name)
        unit = unit_in(self._reading.header(column) or "")
        bare = read_bare(raw, unit, name) if unit and rest.open else None
        if bare:
            rest = Rest([bare])
        for said in rest.quantities:
            is_added = said.part_of is None and said.basis in ADDED
            self._rows.add(at, said, raw, is_added=is_added)
            read = (column, "quantities", said.span, shown(said.value), said.qualifier, said.certainty, said.basis)
            self._reading.evident(Step.QUANTITIES, at, self._reading.item(*read))
            if said.certainty is Certainty.DOUBTFUL:
                unclear = Doubt("doubtful_capacity", raw[slice(*said.span)], Detail("range_each_or_twice"))
                self._reading.doubt(Step.QUANTITIES, at, column, [unclear])
        for span, rule in rest.aside:
            number = raw[slice(*span)]
            self._reading.evident(Step.QUANTITIES, at, self._reading.item(column, SET_ASIDE, span, number, rule=rule))
        if rest.open:
            self._doubt_open(at, column, raw, rest.open)
        if any(rule == "money_in_words" for _, rule in rest.aside):
            self._compare_total(at, column, raw)

    def _doubt_open(self, at: int, column: str, raw: str, numbers: Iterable[Span]) -> None:
        """Numbers of which nothing says what they are."""
        for start, end in numbers:
            before = _MARKS.split(raw[:start])[-1][-_NEAR:]
            behind = _MARKS.split(raw[end:])[0][:_NEAR]
            words = before + raw[start:end] + behind
            self._reading.doubt(Step.QUANTITIES, at, column, [Doubt("number_open", words)])
        self._reading.doubtful[at].add("content_raw")

    def _compare_total(self, at: int, column: str, raw: str) -> None:
        """The total that the words state must be the one of its own column."""
        told, wan = find_total_wan(raw), self._reading.values["total_investment_wan"][at]
        if told and wan is not None and not _is_same(told, wan):
            differs = Doubt("doubtful_money", raw[slice(*told.span)], Detail("contents_say_other_total"))
            self._reading.doubt(Step.QUANTITIES, at, column, [differs])
            self._reading.doubtful[at].add("total_investment_wan")


def _is_same(told: Money, wan: Decimal) -> bool:
    """Whether two amounts are one, rounded as words round (3.5亿元 for 35,012 万元)."""
    return abs(told.wan - wan) * 100 <= abs(wan)


def shown(value: Decimal) -> str:
    """A quantity as evidence shows it: without zeros behind its last digit."""
    return f"{value.normalize():f}"
