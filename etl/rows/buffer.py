"""The columns of a list while they are read: raw cells in, values and evidence out, doubts as findings at the cell.

Columns are read one after another, cells that repeat once; what was found is put into the order of the rows at the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from etl.contract import schemas
from etl.contract.findings import Finding, Findings
from etl.contract.frames import of_columns, types
from etl.contract.values import Certainty, Doubt, Qualifier, Span
from etl.parse.words import SPACES
from etl.rows.columns_of_rows import AT, FlatCells, Rows
from etl.tables.source_tables import SourceTable, TableRow

EVIDENCE = {
    AT: pl.UInt32,
    **{name: dtype for name, dtype in types(schemas.Evidence).items() if name not in ("report_id", "header", "raw")},
}
"""Columns of the evidence while rows are read: what the table knows of itself is added when all are read."""

_REPORTS = types(schemas.ProjectReports)
Item = tuple[Any, ...]
"""One piece of evidence, in the columns of `EVIDENCE` behind `AT`."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the rows of one table have in common. `own`: row number -> table and row that it is read as instead.

    `unread`: values that a column which is not known may state; `empty`: headers of columns that hold nothing;
    `region_is_stated`: not derived from the rows; `cells`: those of all rows of the table, where no correction lies
    over them.
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


class Step(IntEnum):
    """What is read of a row, in the order of its evidence and findings."""

    CELLS = 0
    NAMES = 1
    SERIAL = 2
    NATURE = 3
    SECTOR = 4
    PERIOD = 5
    PLACE = 6
    MONEY = 7
    AREAS = 8
    CAPACITY = 9
    CODE = 10


class Answer(NamedTuple):
    """What the words of some cells give, in whatever row they stand: values, evidence, doubts with their column."""

    values: tuple[Any, ...]
    evidence: Item | None = None
    doubts: Sequence[tuple[str, Doubt]] = ()
    doubtful: Sequence[str] = ()


def item_of(
    place: int | None, target: str, span: Span, value: object,
    qualifier: Qualifier = Qualifier.EXACT, certainty: Certainty = Certainty.CERTAIN, rule: str | None = None,
) -> Item:  # fmt: skip
    """Evidence of a value of the column at this place in the table."""
    assert place is not None
    shown = None if value is None else str(value)
    start, end = span
    return (target, place + 1, start, end, shown, str(qualifier), str(certainty), rule)


class Distinct(NamedTuple):
    """The different ones among the rows of some columns (`keys`), and which of them each row is (`codes`)."""

    keys: list[tuple[Any, ...]]
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
    """Rows of one table while they are read. `at` counts its rows; `places` says which of the given rows they are."""

    def __init__(self, context: Context, rows: Rows) -> None:
        """Nothing is read yet."""
        self.context = context
        self.rows = rows
        self.places = list(range(len(rows)))
        self.values: dict[str, Sequence[Any] | pl.Series] = {}
        self.name_keys = pl.Series(dtype=pl.String)
        self.doubtful: dict[int, set[str]] = defaultdict(set)
        self._blocks: dict[Step, list[pl.DataFrame]] = defaultdict(list)
        self._items: dict[Step, list[Item]] = defaultdict(list)
        self._found: dict[int, list[tuple[Step, Finding]]] = defaultdict(list)
        self._lists: dict[int | None, list[str]] = {}

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.rows)

    # --- cells ---------------------------------------------------------------------------------------------------

    def has(self, name: str) -> bool:
        """Whether the table has a column of this meaning."""
        return self.context.table.index(name) is not None

    def cells(self, name: str) -> Sequence[str]:
        """The raw cells of a field's column, "" where the table has none."""
        return self.column(self.context.table.index(name))

    def raw(self, name: str) -> pl.Series:
        """The same, not as a list: for what is done with all of them at once."""
        index = self.context.table.index(name)
        return pl.repeat("", len(self), dtype=pl.String, eager=True) if index is None else self.rows.cells[index]

    def column(self, index: int | None) -> Sequence[str]:
        """The raw cells of a column by its place; made a list once."""
        if index not in self._lists:
            self._lists[index] = [""] * len(self) if index is None else self.rows.cells[index].to_list()
        return self._lists[index]

    def header(self, name: str) -> str | None:
        """Header of a field's column."""
        index = self.context.table.index(name)
        return self.context.table.columns[index].header if index is not None else None

    def keep(self, wanted: list[int]) -> None:
        """Go on with these rows only; what was found of the others stays found."""
        if len(wanted) == len(self.rows):
            return
        self.rows = self.rows.only(wanted)
        self.places = [self.places[at] for at in wanted]
        self._lists = {index: [cells[at] for at in wanted] for index, cells in self._lists.items()}
        self.doubtful = defaultdict(
            set, {new: self.doubtful[at] for new, at in enumerate(wanted) if at in self.doubtful}
        )

    # --- doubts --------------------------------------------------------------------------------------------------

    def doubt(
        self, step: Step, at: int, name: str | None, doubts: Sequence[Doubt], cause: Finding | None = None
    ) -> None:
        """Findings at the cell of a field, or at the row."""
        for doubt in doubts:
            header = self.header(name) if name else None
            place = (self.context.table_no, self.rows.numbers[at], header, self.rows.lines[at])
            self.found(step, at, Finding(doubt.type, doubt.raw, doubt.detail, *place, caused_by=cause))

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
        return item_of(self.context.table.index(column), target, span, value, qualifier, certainty, rule)

    def evident(self, step: Step, at: int, item: Item) -> None:
        """Keep evidence of one row."""
        self._items[step].append((at, *item))
        if item[6] == "doubtful":
            self.doubtful[at].add(item[0])

    def evident_all(self, step: Step, column: str, target: str | None, places: pl.Series, **columns: pl.Series) -> None:
        """Keep evidence of many rows: `start`, `end`, `value`; it is exact and certain where `columns` do not say.

        `target` is None where a column `field` says of which field it is.
        """
        if places.is_empty():
            return
        index = self.context.table.index(column)
        assert index is not None
        same = {"field": target, "column_no": index + 1, "qualifier": "exact", "certainty": "certain", "rule": None}
        block = pl.DataFrame({AT: places, **columns})
        self._blocks[step].append(
            block.select(
                (pl.col(name) if name in block.columns else pl.lit(same[name])).cast(dtype).alias(name)
                for name, dtype in EVIDENCE.items()
            )
        )

    def whole_cells(self, step: Step, column: str, target: str, shown: pl.Series) -> None:
        """The value of each cell of a column is all of it, but the spaces around; empty cells have no value."""
        if not self.has(column):
            return
        raw = pl.col("raw")
        end = raw.str.strip_chars_end(SPACES).str.len_chars()
        start = end - raw.str.strip_chars(SPACES).str.len_chars()
        found = pl.DataFrame({"raw": self.raw(column), "value": shown}).select("value", start=start, end=end)
        found = found.with_row_index(AT).filter(pl.col("start") < pl.col("end"))
        self.evident_all(step, column, target, found[AT], start=found["start"], end=found["end"], value=found["value"])

    # --- columns -------------------------------------------------------------------------------------------------

    def look_up(self, step: Step, given: Distinct, names: Sequence[str], answer: Callable[[Any], Answer]) -> None:
        """Read columns whose values depend on the words of `given` alone: each distinct key is answered once."""
        answers = [answer(key) for key in given.keys]
        chosen = given.codes
        stated = zip(*(one.values for one in answers), strict=True) if answers else [()] * len(names)
        columns = (pl.Series(name, own, dtype=_REPORTS[name]) for name, own in zip(names, stated, strict=True))
        self.values |= pl.DataFrame(list(columns))[chosen].to_dict()
        items = [one.evidence for one in answers if one.evidence]
        numbers = iter(range(len(items)))
        where = pl.Series([next(numbers) if one.evidence else None for one in answers], dtype=pl.UInt32)
        rows = where.gather(chosen).to_frame("item").with_row_index(AT).drop_nulls()
        self._blocks[step].append(_items_frame(items)[rows["item"]].insert_column(0, rows[AT]))
        odd = pl.Series([bool(one.doubts or one.doubtful) for one in answers], dtype=pl.Boolean).gather(chosen)
        for at, code in zip(odd.arg_true(), chosen.filter(odd), strict=True):
            for name, doubt in answers[code].doubts:
                self.doubt(step, at, name, [doubt])
            self.doubtful[at].update(answers[code].doubtful)

    # --- result --------------------------------------------------------------------------------------------------

    def findings(self) -> list[tuple[int, Finding]]:
        """What was found, by the index of the given row, in the order of rows and steps; equal ones once."""
        kept = Findings()
        ordered = ((place, sorted(found, key=itemgetter(0))) for place, found in sorted(self._found.items()))
        return [(place, finding) for place, own in ordered for _, finding in own if kept.add(finding) is finding]

    def evidence(self) -> pl.DataFrame:
        """The evidence in the order of rows and steps."""
        blocks = [_frame(EVIDENCE, ())]
        for step in Step:
            blocks += self._blocks[step]
            if self._items[step]:
                blocks.append(_frame(EVIDENCE, self._items[step]))
        return pl.concat(blocks, rechunk=True).sort(AT, maintain_order=True)

    def reports(self, evidence: pl.DataFrame) -> pl.DataFrame:
        """The columns of `schemas.ProjectReports`."""
        if self.context.table.recognised:  # until a person confirms
            for at, target in evidence.select(AT, "field").iter_rows():
                self.doubtful[at].add(target)
        if self.context.table.unlabelled:
            for at, target, column in evidence.select(AT, "field", "column_no").iter_rows():
                self.doubtful[at].update({target} if column - 1 in self.context.table.unlabelled else ())
        unread = self.context.unread
        usual = sorted(unread)
        doubtful = [usual] * len(self)
        for at, own in self.doubtful.items():
            doubtful[at] = sorted(own | unread)
        self.values["doubtful_fields"] = doubtful
        return of_columns(schemas.ProjectReports, self.values)


def _items_frame(items: Sequence[Item]) -> pl.DataFrame:
    return _frame({name: dtype for name, dtype in EVIDENCE.items() if name != AT}, items)


def _frame(dtypes: Mapping[str, Any], items: Sequence[Item]) -> pl.DataFrame:
    columns = zip(*items, strict=True) if items else ((),) * len(dtypes)
    return pl.DataFrame([pl.Series(n, c, dtype=t) for (n, t), c in zip(dtypes.items(), columns, strict=True)])
