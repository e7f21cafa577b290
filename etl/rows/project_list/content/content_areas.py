"""Floor and land areas of the rows, in m²: what the words of the contents say, and the columns that state them."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from etl.contract.detail import Detail
from etl.contract.values import Area, Doubt, StatedQuantity
from etl.parse.area import parse_area_cell_m2, parse_areas_m2
from etl.parse.quantities.basis import ADDED
from etl.rows.buffer import Buffer
from etl.rows.fields.field import Step
from etl.rows.project_list.quantity_rows import QuantityRows

_FIELDS = {"floor": "floor_area_m2", "land": "land_area_m2"}
_WORDS = ("content_more", "content")
"""Columns of words; the main one comes last, so that what it says stands."""


class _Placed(NamedTuple):
    """An area, and the column whose cell states it."""

    area: Area
    column: str


class ContentAreas:
    """Reads the areas of the rows of one table; `values` are the columns of the reports, None where nothing is read."""

    def __init__(self, reading: Buffer, rows: QuantityRows) -> None:
        """Take the columns that state areas; `rows` takes what is kept."""
        self._rows = rows
        self.values: dict[str, list[Decimal | None]] = {field: [None] * len(reading) for field in _FIELDS.values()}
        self._reading = reading
        self._words = [(column, reading.cells(column)) for column in _WORDS]
        self._columns = {kind: f"{kind}_area" for kind in _FIELDS if reading.has(f"{kind}_area")}

    def read(self, at: int, name: str | None) -> None:
        """Read one row. What a column of areas says comes before what the words say."""
        stated: dict[str, _Placed] = {}
        for column, cells in self._words:
            if cells[at]:
                self._read_words(at, column, name or "", stated)
        for kind, column in self._columns.items():
            self._read_column(at, kind, column, stated)
        for kind, field in _FIELDS.items():
            if kind in stated:
                self._keep(at, kind, field, stated[kind])

    def _read_words(self, at: int, column: str, name: str, stated: dict[str, _Placed]) -> None:
        raw = self._reading.cells(column)[at]
        found, doubts = parse_areas_m2(raw, name)
        self._reading.doubt(Step.AREAS, at, column, doubts)
        if "floor" not in found and any(doubt.type == "doubtful_area" for doubt in doubts):
            self._reading.doubtful[at].add(_FIELDS["floor"])
        for kind, area in found.items():
            before = stated.get(kind)
            if before and before.area.m2 != area.m2:
                differs = Doubt("doubtful_area", raw, Detail("columns_of_other_areas"))
                self._reading.doubt(Step.AREAS, at, column, [differs])
                self._reading.doubtful[at].add(_FIELDS[kind])
            stated[kind] = _Placed(area, column)

    def _read_column(self, at: int, kind: str, column: str, stated: dict[str, _Placed]) -> None:
        table = self._reading.context.table
        raw, index = self._reading.cells(column)[at], table.index(column)
        if not raw.strip() or index is None:
            return
        area, doubts = parse_area_cell_m2(raw, table.columns[index].unit, kind)
        self._reading.doubt(Step.AREAS, at, column, doubts)
        stated.pop(kind, None)
        if area:
            stated[kind] = _Placed(area, column)
        else:
            self._reading.doubtful[at].add(_FIELDS[kind])

    def _keep(self, at: int, kind: str, field: str, stated: _Placed) -> None:
        area, column = stated
        raw = self._reading.cells(column)[at]
        said = StatedQuantity(
            f"{kind}_area", None, area.m2, "平方米", area.basis, area.qualifier, area.certainty, area.span
        )
        self._rows.add(at, said, raw, is_added=area.basis in ADDED, times=area.count)
        rule = "each_times_count" if area.count > 1 else None
        item = self._reading.item(column, field, area.span, area.m2, area.qualifier, area.certainty, rule)
        self._reading.evident(Step.AREAS, at, item)
        self.values[field][at] = area.m2
