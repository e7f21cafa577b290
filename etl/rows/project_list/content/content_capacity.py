"""Beds, places and classes of the rows: what the words of the contents say, and the columns that count them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.findings import Finding
from etl.contract.values import CapacityEntry, Certainty, Doubt, StatedQuantity
from etl.parse import capacity
from etl.parse.quantities import SET_ASIDE, unit_in
from etl.parse.words import key
from etl.rows.buffer import Buffer
from etl.rows.fields.field import Step
from etl.rows.project_list.quantity_rows import QuantityRows

_FIELDS = {
    "childcare_place": "childcare_places",
    "elder_bed": "elder_beds",
    "nursing_bed": "nursing_beds",
    "medical_care_bed": "medical_care_beds",
    "school_place": "school_places",
    "class": "classes",
    "other_bed": "other_beds",
}
"""Kind of an entry -> field of the report that it is added to."""
_EXISTING = "existing_beds"
_COLUMNS = {field: kind for kind, field in _FIELDS.items()} | {_EXISTING: "elder_bed"}
"""Columns that count -> the kind that they count."""
_WORDS = ("content", "content_more")
_NUMBER_ALONE = re.compile(r"[\d０-９][\d０-９,，. ]*")


class Row(NamedTuple):
    """A row by its place, and what its words depend on: what a plain bed is, whether something stood there before."""

    at: int
    bed_kind: str | None
    existed_before: bool | None


class _Placed(NamedTuple):
    """An entry, and the column whose cell states it."""

    entry: CapacityEntry
    column: str


class _Column(NamedTuple):
    """A column that counts. `is_plain`: its header says beds without saying of what; a person may have named it."""

    field: str
    header: str
    is_plain: bool
    is_named_by_person: bool
    cells: Sequence[str]

    def counted(self, bed_kind: str | None) -> str:
        """The kind that it counts; plain beds go by the sector."""
        return bed_kind or "other_bed" if self.is_plain else _COLUMNS[self.field]


class ContentCapacity:
    """Reads the capacity of the rows of one table; `values` are the columns of the reports, None where not stated."""

    def __init__(self, reading: Buffer, rows: QuantityRows) -> None:
        """Take the columns that state capacity; `rows` takes the entries."""
        fields = [*_COLUMNS, "capacity_basis"]
        self.values: dict[str, list[Any]] = {field: [None] * len(reading) for field in fields}
        self._reading = reading
        self._words = {column: reading.cells(column) for column in _WORDS}
        self._columns = [_column(reading, field) for field in _COLUMNS if reading.has(field)]
        self._cells = self._words | {column.field: column.cells for column in self._columns}
        self._rows = rows

    def read(self, row: Row) -> None:
        """Read one row. What a column counts comes instead of what the words say of it."""
        said = placed = self._in_words(row)
        for column in self._columns:
            if key(column.cells[row.at]) not in reference.nothing_words("nothing"):
                placed = self._with_column(row, column, placed)
        self._set_aside(row.at, [one for one in said if one not in placed])
        self._keep(row, placed)

    def _set_aside(self, at: int, told: Sequence[_Placed]) -> None:
        """What words say that a column counts too is not counted twice."""
        for one in told:
            words = self._cells[one.column][at][slice(*one.entry.span)]
            item = self._reading.item(one.column, SET_ASIDE, one.entry.span, words, rule="stated_by_column")
            self._reading.evident(Step.CAPACITY, at, item)

    # --- words ---------------------------------------------------------------------------------------------------

    def _in_words(self, row: Row) -> list[_Placed]:
        placed: list[_Placed] = []
        for column, cells in self._words.items():
            raw = cells[row.at]
            if not raw:
                continue
            entries, doubts = capacity.parse_capacity(raw, row.bed_kind, existed_before=row.existed_before)
            self._doubt_words(row.at, column, doubts)
            if _NUMBER_ALONE.fullmatch(raw.strip()) and not unit_in(self._reading.header(column) or ""):
                of_what = Doubt("unread_capacity", raw, Detail("only_a_number"))
                self._doubt(row.at, column, "capacity_basis", of_what)
            placed += [_Placed(entry, column) for entry in entries if self._is_news(row.at, entry, column, placed)]
        return placed

    def _doubt_words(self, at: int, column: str, doubts: Sequence[Doubt]) -> None:
        """What words leave open about capacity; where the nature is not known, it follows from that."""
        if not doubts:
            return
        cause = self._unknown_nature(at) if self._reading.values["nature"][at] is None else None
        self._reading.doubt(Step.CAPACITY, at, column, doubts, cause)
        if any(doubt.type in ("broken_number", "unread_capacity") for doubt in doubts):
            self._reading.doubtful[at].add("capacity_basis")

    def _unknown_nature(self, at: int) -> Finding | None:
        """The finding that the nature was not read: what is unclear about capacity follows from it."""
        return self._reading.first_found(at, (self._reading.header("nature"), self._reading.header("type")))

    def _is_news(self, at: int, entry: CapacityEntry, column: str, placed: Sequence[_Placed]) -> bool:
        """Whether an entry says what no other column has said; two columns that differ on a kind make it doubtful."""
        others = [old.entry for old in placed if old.column != column and old.entry.kind == entry.kind]
        if not others:
            return True
        if all((old.quantity, old.basis) != (entry.quantity, entry.basis) for old in others):
            differs = Doubt("doubtful_capacity", self._cells[column][at], Detail("columns_of_other_numbers"))
            self._doubt(at, column, _FIELDS[entry.kind], differs)
        return False

    # --- columns that count --------------------------------------------------------------------------------------

    def _with_column(self, row: Row, column: _Column, placed: list[_Placed]) -> list[_Placed]:
        """Put what a column states in the place of what the words say of it."""
        raw, counted = column.cells[row.at], column.counted(row.bed_kind)
        entry, doubts = capacity.column_entry(raw, counted, column.header)
        if entry is None:
            said = capacity.column_words(raw, row.bed_kind, column.header, existed_before=row.existed_before)
            if said:
                return _in_place_of_their_kinds(said, column.field, placed)
        self._reading.doubt(Step.CAPACITY, row.at, column.field, doubts)
        others = [one for one in placed if not _is_stated_by(column.field, counted, one.entry)]
        if entry is None:
            self._reading.doubtful[row.at].add(_field(column, counted))
            return others
        entry = self._compared(row.at, column, entry, placed)
        entry = _of_new_beds(column, entry, others)
        entry = self._if_sure(row, column, entry)
        return [*others, *(_Placed(one, column.field) for one in _with_whole(entry, others))]

    def _compared(self, at: int, column: _Column, entry: CapacityEntry, placed: Sequence[_Placed]) -> CapacityEntry:
        """The entry of a column, doubtful where the words of the contents give another number."""
        said = [one for one in placed if one.entry.kind == entry.kind and one.column in _WORDS]
        told = [one.entry for one in said if _is_stated_by(column.field, entry.kind, one.entry)]
        stock = sum(one.entry.quantity for one in said if one.entry.basis == "existing")
        if column.is_named_by_person or _agrees(entry, told, stock):
            return entry
        words = tuple(self._cells[one.column][at][slice(*one.entry.span)] for one in said)
        differs = Doubt("doubtful_capacity", column.cells[at], Detail("contents_say", words=words))
        self._doubt(at, column.field, _field(column, entry.kind), differs)
        return replace(entry, certainty=Certainty.DOUBTFUL)

    def _if_sure(self, row: Row, column: _Column, entry: CapacityEntry) -> CapacityEntry:
        """The entry of a column, doubtful where its header leaves open what it counts."""
        why = None
        if column.is_plain and row.bed_kind is None:
            why = Detail("beds_of_what")
        if entry.basis == "design" and entry.kind != "class" and row.existed_before is not False:
            why = Detail("added_or_total")
        if not why:
            return entry
        self._doubt(row.at, column.field, _FIELDS[entry.kind], Doubt("doubtful_capacity", column.cells[row.at], why))
        return replace(entry, certainty=Certainty.DOUBTFUL)

    # --- sums ----------------------------------------------------------------------------------------------------

    def _keep(self, row: Row, placed: Sequence[_Placed]) -> None:
        """Sums per kind of what is added and of what existed before; each entry with its evidence."""
        entries = [one.entry for one in placed]
        self.values["capacity_basis"][row.at] = capacity.basis_of(entries)
        added = capacity.added(entries, existed_before=row.existed_before)
        for kind, why in added.unclear.items():
            unclear = Doubt("doubtful_capacity", self._words["content"][row.at], why)
            self._doubt(row.at, "content", _FIELDS[kind], unclear)
        for one, is_added in zip(placed, added.flags, strict=True):
            is_stock = not is_added and _is_stock(one.entry)
            field = _EXISTING if is_stock else _FIELDS[one.entry.kind]
            if is_added or is_stock:
                sums = self.values[field]
                sums[row.at] = (sums[row.at] or 0) + one.entry.quantity
            self._keep_entry(row.at, one, field, is_added=is_added)

    def _keep_entry(self, at: int, placed: _Placed, field: str, *, is_added: bool) -> None:
        entry, column = placed
        self._rows.add(at, _quantity(entry), self._cells[column][at], is_added=is_added, times=entry.count)
        item = self._reading.item(
            column, field, entry.span, entry.quantity, entry.qualifier, entry.certainty, entry.basis
        )
        self._reading.evident(Step.CAPACITY, at, item)

    def _doubt(self, at: int, column: str, field: str, doubt: Doubt) -> None:
        """A doubt at a cell, which makes a field of the report doubtful."""
        self._reading.doubt(Step.CAPACITY, at, column, [doubt])
        self._reading.doubtful[at].add(field)


def _column(reading: Buffer, field: str) -> _Column:
    table = reading.context.table
    index, header = table.index(field), reading.header(field) or ""
    is_plain = field == "elder_beds" and "养老" not in header
    is_named_by_person = index is not None and table.columns[index].by_person
    return _Column(field, header, is_plain, is_named_by_person, reading.cells(field))


def _quantity(entry: CapacityEntry) -> StatedQuantity:
    value, unit = Decimal(entry.quantity), reference.quantity_kinds()[entry.kind].unit
    said = (entry.basis, entry.qualifier, entry.certainty, entry.span, entry.part_of)
    return StatedQuantity(entry.kind, None, value, unit, *said)


def _field(column: _Column, kind: str) -> str:
    """The field of the report that the number of a column is for."""
    return _EXISTING if column.field == _EXISTING else _FIELDS[kind]


def _is_stock(entry: CapacityEntry) -> bool:
    """Whether an entry states beds that existed before, and is no part of others."""
    return entry.basis == "existing" and entry.part_of is None and entry.kind.endswith("bed")


def _is_stated_by(column: str, counted: str, entry: CapacityEntry) -> bool:
    """Whether a column that counts says what an entry, read from words, says too."""
    if column == _EXISTING or entry.basis == "existing":
        return column == _EXISTING and entry.basis == "existing"
    return entry.kind == counted


def _in_place_of_their_kinds(said: Sequence[CapacityEntry], column: str, placed: Sequence[_Placed]) -> list[_Placed]:
    kinds = {entry.kind for entry in said}
    others = [one for one in placed if one.entry.kind not in kinds]
    return [*others, *(_Placed(entry, column) for entry in said)]


def _agrees(entry: CapacityEntry, told: Sequence[CapacityEntry], stock: int) -> bool:
    """Whether a column's number is one that the words give, or they give none. `stock`: what they say existed."""
    whole = [old for old in told if old.part_of is None]
    return not whole or entry.quantity in _numbers_given(whole, stock, entry.basis)


def _numbers_given(whole: Sequence[CapacityEntry], stock: int, basis: str) -> set[int]:
    """What the words add; of an addition that they do not state, the total less the stock."""
    stated = {old.quantity for old in whole}
    new = sum(old.quantity for old in whole if old.basis in ("new", "each_times_count"))
    if basis != "new":
        return stated | {new} if new else stated
    if new:
        return {new}
    return {old.quantity - stock for old in whole if old.basis == "total_after"} if stock else stated


def _of_new_beds(column: _Column, entry: CapacityEntry, others: Sequence[_Placed]) -> CapacityEntry:
    """The nursing beds of a column that is a part of the one before it are new as that is: 新增床位 | 其中护理型."""
    if entry.kind != "nursing_bed" or not key(column.header).startswith("其中"):
        return entry
    is_new = any(
        old.entry.kind == "elder_bed" and old.entry.basis == "new" and old.column != "content" for old in others
    )
    return replace(entry, basis="new") if is_new else entry


def _with_whole(entry: CapacityEntry, others: Sequence[_Placed]) -> list[CapacityEntry]:
    """Nursing beds are a part of beds for elders: of those that are stated, else of as many."""
    if entry.kind != "nursing_bed":
        return [entry]
    part = replace(entry, part_of="elder_bed")
    if any(old.entry.kind == "elder_bed" for old in others):
        return [part]
    return [replace(entry, kind="elder_bed"), part]
