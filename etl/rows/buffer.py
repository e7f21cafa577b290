"""The columns of a table while they are read: raw cells in, values and evidence out, doubts as findings at the cell.

Fields (`fields/field.py`) are read one after another, cells that repeat once; what was found is put into the order of
the rows at the end. Every kind of table is read with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from etl.contract import reference
from etl.contract.findings import Finding, Findings
from etl.contract.frames import of_columns
from etl.contract.polars_schemas import pa
from etl.contract.values import Certainty, Doubt, Qualifier, Span
from etl.headers.columns import Column
from etl.headers.units import time_unit_of
from etl.parse.places.former_regions import FormerRegion
from etl.parse.words import SPACES, key
from etl.rows.columns_of_rows import AT, FlatCells, Rows
from etl.rows.evidence import Collected, Item, is_doubtful, item_of
from etl.rows.fields.field import REPEATS, SHARED, Answer, Cells, Field, Known, Read, Step, merged_with, place_of
from etl.rows.fields.places import PLACE_COLUMNS
from etl.rows.told import UNTOLD, ToldOfRows
from etl.rows.type_column import TypeMeans
from etl.tables.doubted import warned_columns
from etl.tables.table import SourceTable, TableRow

_OF_COLUMN = frozenset({"unit_not_stated", "unit_borrowed", "finish_derived", "sector_not_listed", "region_renamed"})
"""Doubts that are true of a column, so said once."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the rows of one table have in common. `own`: row number -> table and row that it is read as instead.

    `unread`: values that a column which is not known may state; `empty`: headers of columns that hold nothing;
    `region_is_stated`: not derived from the rows; `cells`: those of all rows of the table, where no correction lies
    over them; `region_was`: the region of former days that the document calls its own; `title`: that of the document;
    `sectors`, `regions`: those that sections and titles state; `type_means`: what a column of types (项目类别) is
    about; `list_year`: the year that the document says it is of.
    """

    document_id: str
    region_id: str | None
    table_no: int
    table: SourceTable
    findings: Findings
    own: Mapping[int, tuple[SourceTable, TableRow]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    region_is_stated: bool = True
    empty: frozenset[str | None] = frozenset()
    cells: FlatCells | None = None
    document_date: date | None = None
    region_was: FormerRegion | None = None
    title: str | None = None
    sectors: ToldOfRows = UNTOLD
    regions: ToldOfRows = UNTOLD
    type_means: TypeMeans = TypeMeans.NATURE
    list_year: int | None = None

    def read_as(self, row: TableRow) -> tuple[SourceTable, TableRow]:
        """The table and the row that a row is read as: its own, unless corrections lie over it."""
        return self.own.get(row.row_no or 0, (self.table, row))

    @property
    def known(self) -> Known:
        """What parsers are told of the table."""
        table = self.table
        units = {column.field: _unit(table, column) for column in table.columns if column.field}
        has_places = any(table.index(name) is not None for name in PLACE_COLUMNS)
        return Known(
            self.region_id,
            self.region_is_stated,
            has_places,
            units,
            table.borrowed,
            self.document_date,
            self.region_was,
            self.type_means,
            self.list_year,
        )


def _unit(table: SourceTable, column: Column) -> str | None:
    """The unit of a column's amounts, of the lengths of a column of periods, or of progress."""
    if column.field == "physical_progress":
        return "%" if "%" in key(column.header) or "百分比" in column.header else None
    return time_unit_of(column.header) if column.field == "period" else table.unit_of(column)


class Distinct(NamedTuple):
    """The different ones among the rows of some columns (`keys`), and which of them each row is (`codes`)."""

    keys: list[Cells]
    codes: pl.Series


def distinct(*columns: pl.Series) -> Distinct:
    """The different rows of columns of words, in the order in which they come."""
    words = pl.DataFrame([column.alias(str(number)) for number, column in enumerate(columns)])
    groups = words.with_row_index(AT).group_by(words.columns, maintain_order=True).agg(AT)
    rows = groups[AT].explode()
    codes = np.empty(len(rows), dtype=np.uint32)
    codes[rows.to_numpy()] = np.repeat(np.arange(len(groups)), groups[AT].list.len().to_numpy())
    return Distinct(list(zip(*(groups[name] for name in words.columns), strict=True)), pl.Series(codes))


class Buffer:
    """Rows of one table while they are read. `at` counts its rows; `places` says which of the given rows they are.

    `values`: the columns that were read so far, by name; `doubtful`: the names of the doubtful fields of each row.
    """

    def __init__(self, context: Context, rows: Rows, types: Mapping[str, Any]) -> None:
        """Nothing is read yet. `types`: those of the columns of values; columns that it lacks hold any values."""
        self.context = context
        self.known = context.known
        self.rows = rows
        self.places = list(range(len(rows)))
        self.values: dict[str, Sequence[Any] | pl.Series] = {}
        self.name_keys = pl.Series(dtype=pl.String)
        self.doubtful: dict[int, set[str]] = defaultdict(set)
        self._types = types
        self._evidence = Collected()
        self._found: dict[int, list[tuple[Step, Finding]]] = defaultdict(list)
        self._columns: dict[str, int | None] = {}
        self._lists: dict[int | None, list[str]] = {}
        self._places: dict[tuple[int, int], list[Span]] = defaultdict(list)
        self._derived: dict[str, pl.Series] = {}

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.rows)

    # --- cells ---------------------------------------------------------------------------------------------------

    def place(self, name: str) -> int | None:
        """The place of the column of this meaning, or of the one that `at_place` names; None where there is none."""
        if name not in self._columns:
            known = place_of(name)
            self._columns[name] = self.context.table.index(name) if known is None else known
        return self._columns[name]

    def has(self, name: str) -> bool:
        """Whether the table has a column of this meaning."""
        return self.place(name) is not None

    def cells(self, name: str) -> Sequence[str]:
        """The raw cells of a field's column, "" where the table has none; or the words that it is read from instead."""
        return self._derived[name].to_list() if name in self._derived else self.column(self.place(name))

    def raw(self, name: str) -> pl.Series:
        """The same, not as a list: for what is done with all of them at once."""
        if name in self._derived:
            return self._derived[name]
        column = merged_with(name)
        if column is not None:
            return self._merged(self.place(column))
        index = self.place(name)
        return self._repeated("") if index is None else self.rows.cells[index]

    def _repeated(self, word: str) -> pl.Series:
        return pl.repeat(word, len(self), dtype=pl.String, eager=True)

    def _merged(self, index: int | None) -> pl.Series:
        """For each row whether its cell of a column is merged with those of other rows (`fields.field.merged`)."""
        repeats = [at for at, row in self.rows.odd.items() if index in row.repeats]
        shared = [at for at, row in self.rows.odd.items() if index in row.shared and index not in row.repeats]
        return self._repeated("").scatter(repeats, REPEATS).scatter(shared, SHARED)

    def derive(self, name: str, cells: pl.Series) -> None:
        """Let fields be read from words that are no column of the table, or only begin the cells of one."""
        self._derived[name] = cells

    def column(self, index: int | None) -> Sequence[str]:
        """The raw cells of a column by its place; made a list once."""
        if index not in self._lists:
            self._lists[index] = [""] * len(self) if index is None else self.rows.cells[index].to_list()
        return self._lists[index]

    def header(self, name: str) -> str | None:
        """Header of a field's column."""
        index = self.place(name)
        return self.context.table.columns[index].header if index is not None else None

    def keep(self, wanted: list[int]) -> None:
        """Go on with these rows only, before any value is read; what was found of the others stays found."""
        if len(wanted) == len(self.rows):
            return
        self.rows = self.rows.only(wanted)
        self.places = [self.places[at] for at in wanted]
        self._lists = {index: [cells[at] for at in wanted] for index, cells in self._lists.items()}
        self._derived = {name: cells.gather(wanted) for name, cells in self._derived.items()}
        self.name_keys = self.name_keys.gather(wanted) if len(self.name_keys) else self.name_keys
        self.doubtful = defaultdict(
            set, {new: self.doubtful[at] for new, at in enumerate(wanted) if at in self.doubtful}
        )

    # --- doubts --------------------------------------------------------------------------------------------------

    def doubt(
        self, step: Step, at: int, name: str | None, doubts: Sequence[Doubt], cause: Finding | None = None
    ) -> None:
        """Findings at the cell of a field, or at the row."""
        for doubt in doubts:
            number, header = self.context.table_no, self.header(name) if name else None
            if doubt.type in _OF_COLUMN:
                said = Finding(doubt.type, "", doubt.detail, number, None, header, self.context.table.line)
            else:
                place = (number, self.rows.numbers[at], header, self.rows.lines[at])
                said = Finding(doubt.type, doubt.raw, doubt.detail, *place, caused_by=cause)
            self.found(step, at, said)
            self._know(at, name, doubt.raw)

    def _know(self, at: int, name: str | None, words: str) -> None:
        """Words of a cell are doubted, so its numbers there are accounted for."""
        index = self.place(name) if name else None
        start = self.column(index)[at].find(words) if index is not None and words else -1
        if index is not None and start >= 0:
            self._places[at, index].append(Span(start, start + len(words)))

    def know(self, at: int, name: str, span: Span) -> None:
        """Let a place of a cell be known, so that nothing else is read there."""
        index = self.place(name)
        if index is not None:
            self._places[at, index].append(span)

    def known_places(self, at: int, name: str) -> list[Span]:
        """The places of a cell whose words gave a value of one row, or are doubted."""
        index = self.place(name)
        return [] if index is None else self._places[at, index]

    def found(self, step: Step, at: int, finding: Finding) -> None:
        """Keep a finding."""
        self._found[self.places[at]].append((step, finding))

    def first_found(self, at: int, headers: Sequence[str | None]) -> Finding | None:
        """The first finding of a row at one of the columns."""
        own = sorted(self._found[self.places[at]], key=itemgetter(0))
        return next((finding for _, finding in own if finding.column and finding.column in headers), None)

    # --- evidence ------------------------------------------------------------------------------------------------

    def item(
        self, column: str, target: str, span: Span, value: object,
        qualifier: Qualifier = Qualifier.EXACT, certainty: Certainty = Certainty.CERTAIN, rule: str | None = None,
    ) -> Item:  # fmt: skip
        """Evidence of a value of a column."""
        return item_of(self._index(column), target, Read(column, span, value, qualifier, certainty, rule))

    def evident(self, step: Step, at: int, item: Item) -> None:
        """Keep evidence of one row."""
        self._evidence.add(step, at, item)
        self._places[at, item[1] - 1].append(Span(item[2], item[3]))
        if is_doubtful(item):
            self.doubtful[at].add(item[0])

    def evident_all(self, step: Step, column: str, target: str | None, places: pl.Series, **columns: pl.Series) -> None:
        """Keep evidence of many rows (`Collected.add_column`)."""
        if not places.is_empty():
            self._evidence.add_column(step, self._index(column), target, places, **columns)

    def _index(self, column: str) -> int:
        index = self.place(column)
        assert index is not None, column
        return index

    # --- fields --------------------------------------------------------------------------------------------------

    def read(self, *fields: Field) -> None:
        """Read fields of all rows."""
        for one in fields:
            rows = self._read_plain(one) if one.plain else None
            self._look_up(one, rows)

    def read_in(self, one: Field, rows: Sequence[int]) -> None:
        """Read a field of some rows, whose values go beside those that other rows have."""
        if rows:
            self._look_up(one, pl.Series(rows, dtype=pl.UInt32))

    def _read_plain(self, one: Field) -> pl.Series:
        """Read the plain cells of a field as a column; returns the rows that are left."""
        assert one.plain is not None
        first, *others = (self.raw(name) for name in one.columns)
        is_plain, values = one.plain(first, self.known)
        for cells in others:
            is_plain &= cells == ""
        if not is_plain.all():
            values = pl.select(pl.when(is_plain).then(values)).to_series()
        self.values[one.into[0]] = values
        if one.has_evidence and self.has(one.columns[0]):
            self._evident_wholly(one, first, values)
        return (~is_plain).arg_true()

    def _evident_wholly(self, one: Field, raw: pl.Series, values: pl.Series) -> None:
        """The value of each cell that has one is all of the cell, but the spaces around."""
        rows = values.is_not_null().arg_true()
        cells, shown = pl.col("raw"), values.gather(rows).cast(pl.String)
        end = cells.str.strip_chars_end(SPACES).str.len_chars()
        start = end - cells.str.strip_chars(SPACES).str.len_chars()
        spans = pl.DataFrame({"raw": raw.gather(rows)}).select(start=start, end=end)
        self.evident_all(one.step, one.columns[0], one.target, rows, **spans.to_dict(), value=shown)

    def _look_up(self, one: Field, rows: pl.Series | None) -> None:
        """Read a field in some rows or in all: each of the different cells is answered once."""
        columns = [self.raw(name) for name in one.columns]
        given = distinct(*(columns if rows is None else (cells.gather(rows) for cells in columns)))
        answers = [self._answer(one, cells) for cells in given.keys]
        places = pl.int_range(len(self), dtype=pl.UInt32, eager=True) if rows is None else rows
        for number, name in enumerate(one.into):
            self._put(name, [answer.values[number] for answer in answers], given.codes, rows)
        if one.has_evidence:
            self._put_evidence(one, answers, given.codes, places)
        self._put_doubts(one, answers, given.codes, places)

    def _answer(self, one: Field, cells: Cells) -> Answer:
        answer = one.parser(cells, self.known)
        if one.is_optional and answer.read is None and key(cells[0]) in reference.nothing_words("nothing", "not_yet"):
            return Answer(answer.values)
        return answer

    def _put(self, name: str, stated: list[Any], codes: pl.Series, rows: pl.Series | None) -> None:
        """Put the values of the different answers into a column, in some rows or in all."""
        dtype = self._types.get(name)
        if dtype is None:
            self._put_any(name, [stated[code] for code in codes], rows)
            return
        values = pl.Series(name, stated, dtype=dtype).gather(codes)
        if rows is None:
            self.values[name] = values
        else:
            before = self.values.get(name, pl.repeat(None, len(self), dtype=dtype, eager=True))
            self.values[name] = pl.Series(before, dtype=dtype).scatter(rows, values)

    def _put_any(self, name: str, values: list[Any], rows: pl.Series | None) -> None:
        """Put values that are of no type of a frame."""
        column = list(self.values.get(name, [None] * len(self)))
        for at, value in zip(range(len(self)) if rows is None else rows, values, strict=True):
            column[at] = value
        self.values[name] = column

    def _put_evidence(self, one: Field, answers: Sequence[Answer], codes: pl.Series, places: pl.Series) -> None:
        for reads in zip_longest(*([answer.read, *answer.also] for answer in answers)):
            items = [item_of(self._index(read.column), one.target, read) for read in reads if read]
            numbers = iter(range(len(items)))
            where = pl.Series([next(numbers) if read else None for read in reads], dtype=pl.UInt32)
            chosen = where.gather(codes)
            has_evidence = chosen.is_not_null()
            self._evidence.add_chosen(one.step, items, chosen.filter(has_evidence), places.filter(has_evidence))

    def _put_doubts(self, one: Field, answers: Sequence[Answer], codes: pl.Series, places: pl.Series) -> None:
        odd = pl.Series([_is_odd(answer) for answer in answers], dtype=pl.Boolean).gather(codes)
        for at, code in zip(places.filter(odd), codes.filter(odd), strict=True):
            answer = answers[code]
            for name, doubt in answer.doubts:
                self.doubt(one.step, at, name, [doubt])
            self.doubtful[at].update(answer.more_doubtful)
            if answer.is_doubtful or _is_read_doubtful(answer):
                self.doubtful[at].add(one.target)

    # --- result --------------------------------------------------------------------------------------------------

    def findings(self) -> list[tuple[int, Finding]]:
        """What was found, by the index of the given row, in the order of rows and steps; equal ones once."""
        kept = Findings()
        ordered = ((place, sorted(found, key=itemgetter(0))) for place, found in sorted(self._found.items()))
        return [(place, finding) for place, own in ordered for _, finding in own if kept.add(finding) is finding]

    def evidence(self) -> pl.DataFrame:
        """The evidence in the order of rows and steps, in the columns of `evidence.EVIDENCE`."""
        return self._evidence.frame()

    def doubt_unsure(self, evidence: pl.DataFrame) -> None:
        """Doubt what stands in a table or a column of which nothing is certain. `evidence` is all of it."""
        if self.context.table.recognised:  # until a person confirms
            for at, target in evidence.select(AT, "field").iter_rows():
                self.doubtful[at].add(target)
        if self.context.table.unlabelled:
            for at, target, column in evidence.select(AT, "field", "column_no").iter_rows():
                self.doubtful[at].update({target} if column - 1 in self.context.table.unlabelled else ())
        self._doubt_cells(evidence)

    def frame(self, model: type[pa.DataFrameModel], evidence: pl.DataFrame) -> pl.DataFrame:
        """The values in the columns of a table of the contract, with `doubtful_fields`. `evidence` is all of it."""
        self.doubt_unsure(evidence)
        unread = self.context.unread
        doubtful = [sorted(unread)] * len(self)
        for at, own in self.doubtful.items():
            doubtful[at] = sorted(own | unread)
        return of_columns(model, self.values | {"doubtful_fields": doubtful})

    def _doubt_cells(self, evidence: pl.DataFrame) -> None:
        """What was read of a cell about which its reader warns is doubtful."""
        warned = {(at, index) for at, row in self.rows.odd.items() for index in warned_columns(row)}
        for at, target, column in evidence.select(AT, "field", "column_no").iter_rows() if warned else ():
            if (at, column - 1) in warned:
                self.doubtful[at].add(target)


def _is_odd(answer: Answer) -> bool:
    return bool(answer.doubts or answer.more_doubtful) or answer.is_doubtful or _is_read_doubtful(answer)


def _is_read_doubtful(answer: Answer) -> bool:
    return answer.read is not None and answer.read.certainty is Certainty.DOUBTFUL
