"""Every number of the contents: what no other reader took is a quantity, is set aside by a rule, or is open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from etl.contract.detail import Detail
from etl.contract.values import Certainty, Doubt, Money, Span, StatedQuantity
from etl.parse.money import find_total_wan
from etl.parse.quantities import SET_ASIDE, Rest, read_bare, read_rest, unit_in
from etl.rows.buffer import Buffer
from etl.rows.fields.field import Step
from etl.rows.project_list.column_quantities import ColumnQuantities, Placed
from etl.rows.project_list.quantity_rows import QuantityRows, keep

_WORDS = ("content", "content_more")
_NEAR = 8
"""So many characters on either side of an open number are told with it, as far as its clause goes."""
_MARKS = re.compile("[，,。；;、\n]")


class ContentQuantities:
    """Reads what the readers of beds, places and areas have left of the contents of one table."""

    def __init__(self, reading: Buffer, rows: QuantityRows) -> None:
        """Nothing is read yet."""
        self._reading = reading
        self._rows = rows
        self._words = [(column, reading.cells(column)) for column in _WORDS if reading.has(column)]
        self._columns = ColumnQuantities(reading, rows)

    def read(self, at: int, name: str | None) -> None:
        """Read one row. `name`: of its project, which says of what a bare length is."""
        rests = {column: self._rest(at, column, cells[at], name or "") for column, cells in self._words if cells[at]}
        told = [
            Placed(said, self._reading.cells(column)[at][slice(*said.span)])
            for column, rest in rests.items()
            for said in rest.quantities
        ]
        counted = self._columns.read(at, name or "", told)
        for column, rest in rests.items():
            self._keep(at, column, self._reading.cells(column)[at], rest, counted)

    def _rest(self, at: int, column: str, raw: str, name: str) -> Rest:
        rest = read_rest(raw, self._reading.known_places(at, column), name)
        unit = unit_in(self._reading.header(column) or "")
        bare = read_bare(raw, unit, name) if unit and rest.open else None
        return Rest([bare]) if bare else rest

    def _keep(self, at: int, column: str, raw: str, rest: Rest, counted: Sequence[StatedQuantity]) -> None:
        """Keep what a cell says. `counted`: what columns of quantities say too, which is not counted twice."""
        for said in rest.quantities:
            if any(said is one for one in counted):
                item = self._reading.item(column, SET_ASIDE, said.span, raw[slice(*said.span)], rule="stated_by_column")
                self._reading.evident(Step.QUANTITIES, at, item)
                continue
            keep(self._reading, self._rows, at, column, said)
            if said.certainty is Certainty.DOUBTFUL:
                unclear = Doubt("doubtful_capacity", raw[slice(*said.span)], Detail("range_each_twice_or_not_built"))
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
