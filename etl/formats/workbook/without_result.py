"""The formulas of a sheet that the program which wrote it has not worked out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from etl.contract.values import Doubt
from etl.formats.limits import refuse_large
from etl.formats.workbook.formulas import Formula, NotSimple, Number, Place, Sheet, number_of
from etl.formats.workbook.number_formats import Value, as_text
from etl.formats.workbook.sheet_facts import Special


class Formulas:
    """The formulas of a sheet, worked out as they are asked for. `values` are those of all its cells, as stored."""

    def __init__(self, specials: Sequence[Special], values: Sequence[Sequence[Value]]) -> None:
        """Know the places of those to be worked out."""
        self._values = values
        found = {(one.row, one.column): one.formula for one in specials if one.formula is not None}
        self._sheet = Sheet(self._number_at, found)

    def result(self, special: Special) -> tuple[Value, list[Doubt]]:
        """The value of a cell with a formula, and what is to be said of it."""
        stored = self._values[special.row][special.column]
        try:
            value = float(self._sheet.result((special.row, special.column)))
        except NotSimple:
            return stored, [] if special.has_result else [without_result(special.formula)]
        if as_text(stored) == as_text(value):
            return stored, []
        return value, [worked_out(special.formula)]

    def _number_at(self, place: Place) -> Number:
        row, column = place
        if not (0 <= row < len(self._values) and 0 <= column < len(self._values[row])):
            return None
        value = self._values[row][column]
        if isinstance(value, str):
            return number_of("" if not value.strip() else "words")
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise NotSimple
        return Decimal(as_text(value))


def without_result(formula: Formula | None) -> Doubt:
    """The doubt at a cell whose formula has no result and is too much for us."""
    return Doubt("formula_without_value", _said(formula))


def worked_out(formula: Formula | None) -> Doubt:
    """What is said at a cell whose formula was worked out here."""
    return Doubt("formula_worked_out", _said(formula))


def _said(formula: Formula | None) -> str:
    return f"={formula.words.lstrip('=')}" if formula is not None else "="


def make_room(specials: Sequence[Special], values: list[list[Value]], rows: list[list[str]]) -> None:
    """Lay out the places of formulas that stand beyond the last value."""
    places = [(special.row, special.column) for special in specials if special.formula is not None]
    height = max(len(rows), *(row + 1 for row, _ in places))
    width = max(max(map(len, rows), default=0), *(column + 1 for _, column in places))
    refuse_large(height, width)
    values += [[] for _ in range(height - len(values))]
    rows += [[] for _ in range(height - len(rows))]
    for stored, shown in zip(values, rows, strict=True):
        stored += [""] * (width - len(stored))
        shown += [""] * (width - len(shown))
