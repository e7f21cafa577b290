"""What was read + what was set aside + what is doubtful = what is there: numbers of cells, columns and rows, counted.

A number of a cell that is read for quantities, money or time is the evidence of a value, is set aside by a rule whose
name is kept, or stands in a cell that has a finding. One that is none of these is lost: there must be none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from etl.contract import reference
from etl.contract.values import Span
from etl.parse.quantities import SET_ASIDE, numbers_of
from etl.parse.quantities.aside import is_within

READ = ("project", "progress")
"""Kinds of rows whose cells are read for numbers."""


@dataclass(slots=True)
class Account:
    """Numbers that were read, set aside (by rule) and doubted, in the cells of rows; columns and rows by what they are.

    `lost`: numbers of which nothing is known, as table, row, header and words.
    """

    read: int = 0
    set_aside: Counter[str] = field(default_factory=Counter)
    doubtful: int = 0
    columns: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    lost: list[tuple[int, int, str, str]] = field(default_factory=list)

    def count(self, holding: Sequence[Mapping[str, Any]], *, is_doubted: bool) -> bool:
        """Count a number by the evidence that holds it, else by the doubt at its cell; whether there is either."""
        aside = next((item["rule"] for item in holding if item["field"] == SET_ASIDE), None)
        if aside:
            self.set_aside[aside] += 1
        else:
            self.read += bool(holding)
            self.doubtful += is_doubted and not holding
        return bool(holding) or is_doubted

    def add(self, other: Account) -> None:
        """Add what another document has."""
        self.read += other.read
        self.doubtful += other.doubtful
        self.set_aside += other.set_aside
        self.columns += other.columns
        self.rows += other.rows
        self.lost += other.lost


def account(frames: Mapping[str, pl.DataFrame]) -> Account:
    """Count what the stored tables of one document say (`schemas.STORED`)."""
    found = Account()
    doubted = frozenset(frames["findings"].select("table", "row", "column").iter_rows())
    tables = {row["table_no"]: row for row in frames["source_tables"].iter_rows(named=True)}
    for number, table in tables.items():
        found.columns.update(_columns(number, table, doubted))
    known = _known(frames)
    for row in frames["list_rows"].iter_rows(named=True):
        found.rows[row["kind"]] += 1
        if row["kind"] in READ:
            _count_row(row, tables[row["table_no"]], known, doubted, found)
    return found


BESIDE = ("investment_plan", "funding_plan", "approvals")
"""Tables beside the reports whose rows say themselves where they were read."""
_Places = Mapping[tuple[int, int, int], Sequence[Mapping[str, Any]]]
"""Table, row and column -> the evidence of its cell."""
_Doubted = frozenset[tuple[int | None, int | None, str | None]]
"""The places that have a finding: table, row, header; of no row where it is one of a column."""


def _known(frames: Mapping[str, pl.DataFrame]) -> _Places:
    """The evidence of each cell that gave something."""
    ids = [
        frames["project_reports"].select("report_id", "table_no", "row_no"),
        frames["progress_reports"].select(pl.col("progress_id").alias("report_id"), "table_no", "row_no"),
    ]
    columns = ("table_no", "row_no", "column_no", "field", "start", "end", "rule")
    beside = [
        frames[name].with_columns(field=pl.lit(name), rule=pl.lit(None, pl.String)).join(pl.concat(ids), on="report_id")
        for name in BESIDE
    ]
    placed = [
        frames["evidence"].join(pl.concat(ids), on="report_id").select(columns),
        *(one.select(columns) for one in beside),
    ]
    places: dict[tuple[int, int, int], list[Mapping[str, Any]]] = {}
    for item in pl.concat(placed).iter_rows(named=True):
        places.setdefault((item["table_no"], item["row_no"], item["column_no"]), []).append(item)
    return places


def _columns(number: int, table: Mapping[str, Any], doubted: _Doubted) -> Iterator[str]:
    """What each column of a table is: a field, one with a finding, one without a header, or none of these."""
    for header, name in zip(table["headers"], table["fields"], strict=True):
        if name:
            yield "field"
        elif (number, None, header) in doubted:
            yield "finding"
        else:
            yield "other" if header.strip() else "no_header"


def _count_row(
    row: Mapping[str, Any], table: Mapping[str, Any], known: _Places, doubted: _Doubted, found: Account
) -> None:
    number, row_no = row["table_no"], row["row_no"]
    for place, (name, header, cell) in enumerate(zip(table["fields"], table["headers"], row["cells"], strict=False)):
        if name.partition(".")[0] not in reference.number_fields():  # year_plan.2025, fund.provincial..省级
            continue
        evidence = known.get((number, row_no, place + 1), ())
        is_doubted = not doubted.isdisjoint({(number, row_no, header), (number, None, header), (number, row_no, None)})
        for at in numbers_of(cell):
            holding = [item for item in evidence if is_within(at, [Span(item["start"], item["end"])])]
            if not found.count(holding, is_doubted=is_doubted):
                found.lost.append((number, row_no, header, cell[slice(*at)]))
