"""Rows of a progress sheet (调度表) -> progress reports: month, money by stage and source, status, dates, words.

Which project of the lists a row is about depends on all documents; that match is made in the snapshot
(`snapshot/identity_of_progress.py`). Here each row gets the id that its own region and name would give a project.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from etl.contract import schemas
from etl.contract.values import Paragraph, TableKind
from etl.parse.project import identities
from etl.rows import row_checks
from etl.rows.approvals import read_approvals
from etl.rows.buffer import Buffer, Context
from etl.rows.columns_of_rows import FlatCells, by_columns, flat_cells
from etl.rows.evidence import evidence_rows
from etl.rows.places import read_places
from etl.rows.progress_sheet import fields
from etl.rows.progress_sheet.dates import read_dates
from etl.rows.progress_sheet.funding import funding_rows_wan, read_funding_wan, types_of
from etl.rows.progress_sheet.month import (
    leave_other_years,
    read_months,
    take_own_month,
)
from etl.rows.progress_sheet.planned import take_plan_of_amounts
from etl.rows.progress_sheet.problems import read_problems
from etl.rows.progress_sheet.sheet_month import Said, SheetMonth, check_month, months_of_sheets
from etl.rows.progress_sheet.status import read_status
from etl.rows.progress_sheet.told_in_words import COLUMNS, read_told_amounts
from etl.rows.surroundings import evidence_of
from etl.rows.told_places import FIELD, told_regions
from etl.rows.type_column import TypeMeans
from etl.tables import header_checks
from etl.tables.metadata import Given

Row = dict[str, Any]


@dataclass(slots=True)
class ReadProgress:
    """Rows of `schemas.ProgressReports`, `ProgressFunding`, `Approvals` and `Evidence`."""

    reports: list[Row] = field(default_factory=list)
    funding: list[Row] = field(default_factory=list)
    approvals: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)


def read_progress(
    contexts: Sequence[Context], text: Sequence[Paragraph], given: Given, file_stem: str, *, is_synthetic: bool
) -> ReadProgress:
    """Read all progress sheets among the tables. Rows that cannot be used become `rejected`, with a finding."""
    read = ReadProgress()
    sheets = [context for context in contexts if context.table.kind is TableKind.PROGRESS]
    said = Said([paragraph.text for paragraph in text], given.document_date, file_stem)
    months = months_of_sheets([context.table for context in sheets], said)
    for context, month in zip(sheets, months, strict=True):
        table, number, findings = context.table, context.table_no, context.findings
        take_own_month(table, month.month)
        take_plan_of_amounts(table)
        leave_other_years(table, month.month)
        header_checks.check_columns(table, number, (), findings)
        if context.type_means is not TypeMeans.NATURE:  # a sheet keeps no sector
            header_checks.tell_unused(table, number, "type", findings)
        for read_in_part in ("suspended_since", "resumed_since", "work_of_year", *COLUMNS):
            header_checks.tell_unused(table, number, read_in_part, findings)
        check_month(month, table, number, findings)
        _read_sheet(context, month, read, is_synthetic=is_synthetic)
    return read


def _read_sheet(context: Context, month: SheetMonth, into: ReadProgress, *, is_synthetic: bool) -> None:
    table = context.table
    data = [row for row in table.rows if row.kind == "data"]
    rows = [context.read_as(row)[1] for row in data]
    cells = flat_cells(rows)
    buffer = Buffer(context, by_columns(rows, len(table.columns)), fields.TYPES | types_of(table))
    row_checks.check_cells(buffer, {}, fields.RIVALLED)
    row_checks.keep_named(buffer)
    read_months(buffer, month)
    buffer.read(*fields.FIELDS)
    read_told_amounts(buffer)
    fields.doubt_guessed_amounts(buffer)
    read_places(buffer, fields.PLACE)
    read_funding_wan(buffer)
    read_dates(buffer)
    read_problems(buffer)
    read_status(buffer)
    _identify(buffer, is_synthetic=is_synthetic)
    for row in data:
        row.kind = "rejected"
    for at in buffer.places:
        data[at].kind = "progress"
    for _, finding in buffer.findings():
        context.findings.add(finding)
    _take(buffer, cells.of(buffer.places), into)
    ids = list(buffer.values["progress_id"])
    told = told_regions(context, [data[at] for at in buffer.places])
    into.evidence += [evidence_of(table, ids[at], FIELD, one) for at, one in told.items()]
    into.approvals += read_approvals(context, [rows[at] for at in buffer.places], ids, month.month)


def _identify(buffer: Buffer, *, is_synthetic: bool) -> None:
    """What a report is known by: its document, table and row, and the project that its own words would give."""
    context = buffer.context
    before = f"{context.document_id[:12]}-m{context.table_no}-"
    buffer.values |= {
        "progress_id": pl.Series([f"{before}{number}" for number in buffer.rows.numbers], dtype=pl.String),
        "document_id": [context.document_id] * len(buffer),
        "is_synthetic": [is_synthetic] * len(buffer),
        "table_no": [context.table_no] * len(buffer),
        "row_no": buffer.rows.numbers,
        "line": buffer.rows.lines,
        "project_id": identities(pl.Series(buffer.values["region_id"]), buffer.name_keys),
    }


def _take(buffer: Buffer, cells: FlatCells, into: ReadProgress) -> None:
    evidence = buffer.evidence()
    reports = buffer.frame(schemas.ProgressReports, evidence)
    ids = reports["progress_id"]
    into.reports += reports.to_dicts()
    into.evidence += evidence_rows(evidence, ids, cells, buffer.context.table.columns)
    own = reports.select("progress_id", "document_id", "is_synthetic").to_dicts()
    into.funding += [{**own[at], **row} for at, row in funding_rows_wan(buffer)]
