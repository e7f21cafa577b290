"""Invented lists and sheets as documents: their bytes, and beside them what the loader reads from just these bytes.

The shapes are those that the reader reads for certain, so what it reads is known without reading; a test holds both
against each other. Every document says that it is invented, in its title or in the line below.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from etl.contract import schemas
from etl.contract.frames import types

MARK = "虚构数据（非真实项目，非真实进度）"
"""Makes `Documents.is_synthetic` true, which every page, file and briefing says."""

Frames = dict[str, pl.DataFrame]
Read = Callable[[pl.DataFrame], Frames]


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the rows of a document: its name, the lines, and what the loader takes from them (columns of
    `schemas.Documents`)."""

    name: str
    lines: tuple[str, ...]
    header: tuple[tuple[str, ...], ...]
    document: Mapping[str, object]

    @property
    def line(self) -> int:
        """The line of the header's first row."""
        return len(self.lines) + 1

    @property
    def text(self) -> str:
        """The lines down to the last of the header, as CSV."""
        return "".join(f"{','.join(line)}\n" for line in (*((line,) for line in self.lines), *self.header))


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a field stands (its name, or what gives it): its column's place, the value as text, and the part of the
    cell, the whole unless given."""

    field: str | pl.Expr
    column: int
    value: pl.Expr
    start: pl.Expr | None = None
    end: pl.Expr | None = None
    rule: pl.Expr | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of table: its headers as the reader joins them, the fields that they mean, and where values stand."""

    kind: str
    row_kind: str
    headers: tuple[str, ...]
    fields: tuple[str, ...]
    cells: tuple[Cell, ...]
    row_id: str
    """Stands between the beginning of the document's id and the number of the row in the id of a report."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: name, bytes, and a frame for each table of `schemas.STORED` in which it has rows."""

    document_id: str
    name: str
    data: bytes
    frames: Frames


def papers(rows: pl.DataFrame, by: str, head: Callable[[int], Head], layout: Layout, read: Read) -> Iterator[Paper]:
    """A document for each value of the column `by`, with a head for each and the cells in the columns "1", "2", ….

    `read` gives the tables that only this kind of document has, from all rows at once: that takes a tenth of the time.
    """
    if rows.is_empty():
        return
    columns = [str(place) for place in range(len(layout.headers))]
    rows = rows.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(by).alias("row_no"))
    rows = rows.with_columns(pl.col("row_no").cast(pl.String).alias("0"), pl.lit(1, pl.Int32).alias("table_no"))
    heads: dict[int, Head] = {}
    data: dict[int, bytes] = {}
    for (value,), part in rows.group_by(by, maintain_order=True):
        assert isinstance(value, int)
        heads[value] = head(value)
        body = part.select(columns).write_csv(include_header=False)
        data[value] = b"\xef\xbb\xbf" + heads[value].text.encode() + body.encode()
    ids = {value: hashlib.sha256(content).hexdigest() for value, content in data.items()}
    first_line = {value: one.line + len(one.header) for value, one in heads.items()}
    rows = rows.with_columns(
        document_id=pl.col(by).replace_strict(ids, return_dtype=pl.String),
        line=pl.col("row_no") - 1 + pl.col(by).replace_strict(first_line, return_dtype=pl.Int64),
    ).with_columns(
        report_id=pl.concat_str(pl.col("document_id").str.slice(0, 12), pl.lit(layout.row_id), "row_no", separator="-"),
    )
    frames = {"list_rows": _list_rows(rows, layout, columns), "evidence": _evidence(rows, layout)} | read(rows)
    parts = {table: _by_document(frame) for table, frame in frames.items()}
    for value, document in ids.items():
        own = {table: of.get(document[:12], none_of(table)) for table, of in parts.items()}
        told = _document(document, len(data[value]), heads[value])
        table = _table(document, heads[value], layout, own["list_rows"].height)
        yield Paper(document, heads[value].name, data[value], {"documents": told, "source_tables": table} | own)


def _by_document(frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The rows of each document, by the beginning of its id, which the ids of its reports have too."""
    of = next(name for name in ("document_id", "report_id", "progress_id") if name in frame.columns)
    keyed = frame.with_columns(pl.col(of).str.slice(0, 12).alias("_of"))
    parts = keyed.partition_by("_of", maintain_order=True, include_key=False, as_dict=True)
    return {str(key): part for (key,), part in parts.items()}


def conforming(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """A frame with just the columns of a stored table in their order; those that it does not have are empty."""
    wanted = _types(table)
    return frame.select(
        pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, kind).alias(name)
        for name, kind in wanted.items()
    )


def amount(name: str) -> pl.Expr:
    """Whole hundredths of 万元 as a cell says them: 5600, 100.50."""
    whole, cents = (pl.col(name) // 100).cast(pl.String), pl.col(name) % 100
    return pl.when(cents == 0).then(whole).otherwise(whole + "." + cents.cast(pl.String).str.zfill(2))


def wan(name: str) -> pl.Expr:
    """Whole hundredths as the stored amount."""
    return amount(name).cast(pl.Decimal(18, 6))


def first_day(month: str | pl.Expr) -> pl.Expr:
    """The first day of the month of a number."""
    number = pl.col(month) if isinstance(month, str) else month
    return pl.date(number // 12, number % 12 + 1, 1)


def last_day(month: str | pl.Expr) -> pl.Expr:
    """The last day of the month of a number."""
    return first_day(month).dt.month_end()


def month_words(month: str) -> pl.Expr:
    """2023年3月."""
    number = pl.col(month)
    return (number // 12).cast(pl.String) + "年" + (number % 12 + 1).cast(pl.String) + "月"


def in_a_cell(table: str, rows: pl.DataFrame, layout: Layout, column: int, **values: pl.Expr) -> pl.DataFrame:
    """Rows of a table like `schemas.InvestmentPlan`, one for each cell of a column that is not empty."""
    raw = pl.col(str(column))
    own = rows.filter(raw.is_not_null()).select(
        "report_id", "document_id", column_no=pl.lit(column + 1), header=pl.lit(layout.headers[column]), raw=raw,
        start=pl.lit(0), end=raw.str.len_chars(), qualifier=pl.lit("exact"), certainty=pl.lit("certain"), **values,
    )  # fmt: skip
    return conforming(table, own)


def _document(document: str, size: int, head: Head) -> pl.DataFrame:
    known = {"document_id": document, "document": head.name, "format": "csv", "encoding": "utf-8", "byte_size": size}
    return conforming("documents", pl.DataFrame([known | {"is_synthetic": True} | dict(head.document)]))


def _table(document: str, head: Head, layout: Layout, count: int) -> pl.DataFrame:
    row = {
        "document_id": document, "table_no": 1, "kind": layout.kind, "caption": " ".join(_caption(head)),
        "headers": list(layout.headers), "fields": list(layout.fields), "row_count": count, "line_first": head.line,
        "line_last": head.line + len(head.header) - 1 + count,
    }  # fmt: skip
    return conforming("source_tables", pl.DataFrame([row]))


def _caption(head: Head) -> Sequence[str]:
    """The words above the table that the reader takes for its own: the last four lines."""
    return head.lines[-4:]


def _list_rows(rows: pl.DataFrame, layout: Layout, columns: Sequence[str]) -> pl.DataFrame:
    cells = pl.concat_list(pl.col(columns).fill_null(""))
    own = {"position": pl.col("row_no"), "kind": pl.lit(layout.row_kind), "cells": cells}
    return conforming("list_rows", rows.with_columns(**own))


def _evidence(rows: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    return pl.concat(_read_cells(rows, layout)).collect()


def _read_cells(rows: pl.DataFrame, layout: Layout) -> Iterator[pl.LazyFrame]:
    for cell in layout.cells:
        raw = pl.col(str(cell.column))
        found = rows.lazy().select(
            "report_id",
            field=pl.lit(cell.field) if isinstance(cell.field, str) else cell.field,
            column_no=pl.lit(cell.column + 1, pl.Int32),
            header=pl.lit(layout.headers[cell.column]),
            raw=raw,
            start=(pl.lit(0) if cell.start is None else cell.start).cast(pl.Int32),
            end=(raw.str.len_chars() if cell.end is None else cell.end).cast(pl.Int32),
            value=cell.value,
            qualifier=pl.lit("exact"),
            certainty=pl.lit("certain"),
            rule=pl.lit(None, pl.String) if cell.rule is None else cell.rule,
        )
        yield found.filter(pl.col("raw").is_not_null() & pl.col("value").is_not_null())


@cache
def none_of(table: str) -> pl.DataFrame:
    """A stored table without rows."""
    return pl.DataFrame(schema=_types(table))


@cache
def _types(table: str) -> dict[str, Any]:
    """Columns of a stored table and their types."""
    return types(schemas.STORED[table])
