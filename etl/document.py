"""One document's whole way in memory: bytes -> tables -> validated frames and findings. Pure: no store, no clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from etl.checks import contract, statements, totals, unit_costs
from etl.contract import schemas
from etl.contract.findings import Finding, Findings
from etl.contract.frames import of_columns
from etl.contract.values import Certainty, Doubt, RawDocument, TableKind
from etl.corrections import overlay as overrides
from etl.corrections.ledger import Correction
from etl.corrections.overlay import Overrides
from etl.formats import reader
from etl.headers import forms
from etl.parse import region
from etl.rows import parallel, policies
from etl.rows.columns_of_rows import AT, FlatCells, flat_cells
from etl.rows.indicators.target import ReadTargets
from etl.rows.indicators.targets import read_targets
from etl.rows.parallel import Crew
from etl.rows.progress_sheet.reader import ReadProgress, read_progress
from etl.rows.project_list import earlier_plans
from etl.rows.project_list.reader import Context, read_reports, warm
from etl.rows.project_list.reports import ListReports, none
from etl.tables import sentences
from etl.tables.metadata import Given, Metadata, read_metadata
from etl.tables.source_tables import find_tables, paragraphs
from etl.tables.table import SourceTable

Frames = dict[str, pl.DataFrame]
Stage = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What was read from one document: a frame for each table of `schemas.STORED`.

    `stale`: ids of the corrections that could not be applied any more.
    """

    document_id: str
    name: str
    frames: Frames
    stale: tuple[str, ...] = ()

    @property
    def projects(self) -> int:
        """Number of project reports."""
        return self.frames["project_reports"].height

    @property
    def targets(self) -> int:
        """Number of targets, repeated statements not counted again."""
        return self.frames["targets"]["repeats"].null_count()

    def summary(self) -> ReadDocument:
        """What is told of it once it is stored: counts and messages. A load of many documents keeps no more of each."""
        told = {"documents": pl.all(), "source_tables": pl.all(), "targets": pl.col("repeats")}
        told["findings"] = pl.col("severity", "type", "detail", "params")
        only_counted = pl.repeat(None, pl.len(), dtype=pl.Null).alias("row")
        frames = {name: frame.select(told.get(name, only_counted)) for name, frame in self.frames.items()}
        return ReadDocument(self.document_id, self.name, frames, self.stale)

    def findings(self, severity: str) -> int:
        """Number of findings of a severity."""
        return self.frames["findings"].filter(pl.col("severity") == severity).height


def document_id(data: bytes) -> str:
    """SHA-256 of the bytes."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class _Parsed:
    """What the tables and the text of a document gave."""

    metadata: Metadata
    findings: Findings
    tables: list[SourceTable] = field(default_factory=list)
    cells: list[FlatCells] = field(default_factory=list)
    reports: list[ListReports] = field(default_factory=list)
    targets: ReadTargets = field(default_factory=ReadTargets)
    progress: ReadProgress = field(default_factory=ReadProgress)
    earlier_plans: list[dict[str, Any]] = field(default_factory=list)


def read_document(
    data: bytes, name: str, given: Given, corrections: Sequence[Correction] = (), on_stage: Stage = lambda _: None
) -> ReadDocument:
    """Read a document. What cannot be read gives a document without tables and one finding that says what to do.

    `corrections` are those in force of this document, which are applied, and those of the same projects in other
    documents, which are named in a finding. What they answer stays visible as a note. `on_stage` is told `tables:NAME`
    when the bytes have become tables, and `reports:NAME` when their rows have been parsed.
    """
    with parallel.no_collection():  # until the rows are gone, which a search would look through
        return _read_document(data, name, given, corrections, on_stage)


def _read_document(
    data: bytes, name: str, given: Given, corrections: Sequence[Correction], on_stage: Stage
) -> ReadDocument:
    laid = Overrides(document_id(data), name, corrections)
    try:
        raw, parsed = _read_and_parse(data, name, given, laid, on_stage)
    except reader.Unreadable as refusal:
        laid.refuse_all()
        findings = Findings([Finding(refusal.doubt.type, refusal.doubt.raw, refusal.doubt.detail)])
        empty = _Parsed(Metadata(region_id=given.region_id), findings)
        return _result(data, name, RawDocument("unreadable", []), empty, laid)
    on_stage(f"reports:{name}")
    return _result(data, name, raw, parsed, laid)


def _read_and_parse(
    data: bytes, name: str, given: Given, laid: Overrides, on_stage: Stage
) -> tuple[RawDocument, _Parsed]:
    """The rows of a large document are read by workers, who start while its bytes become tables."""
    with parallel.crew(data, warm) as crew:
        raw = reader.read(data, name)
        parsed = _parse(raw, given, laid, crew, lambda: on_stage(f"tables:{name}"))
        if laid.has_own:
            plain = _parse(raw, given, Overrides(laid.document_id, name, ()), crew, lambda: None)
            overrides.note_answered(plain.findings, parsed.findings, laid.applied)
        return raw, parsed


def _parse(raw: RawDocument, given: Given, laid: Overrides, crew: Crew, on_tables: Callable[[], None]) -> _Parsed:
    findings = Findings()
    raw = sentences.with_sentences(forms.with_forms(raw))
    tables = find_tables(raw)
    on_tables()
    laid.name_columns(tables, findings)
    text = paragraphs(raw)
    metadata = read_metadata(text, laid.given(given), _row_words(tables))
    laid.complete(metadata)
    cells = [flat_cells(table.rows) for table in tables]
    reports = _read_tables(tables, cells, metadata, findings, laid, crew)
    laid.report_missing(tables, findings)
    laid.offer(tables, reports, findings)
    reported = {name for kept in reports for name in kept.reports["report_id"]}
    earlier = earlier_plans.read_earlier_plans(laid.document_id, tables, reported, findings)
    targets = read_targets(laid.document_id, tables, text, metadata, findings)
    rows = laid.lay_progress(tables, findings)
    progress = read_progress(laid.document_id, tables, text, metadata, laid.given(given), findings)
    laid.lift_progress(rows, progress.evidence)
    laid.confirm_progress(tables, progress, findings)
    statements.check_document(targets, findings)
    _add_document_findings(raw, tables, metadata, findings)
    return _Parsed(metadata, findings, tables, cells, reports, targets, progress, earlier)


def _row_words(tables: list[SourceTable]) -> Iterator[tuple[str, ...]]:
    for table in tables:
        if table.kind not in (TableKind.PROJECT_LIST, TableKind.PROGRESS):
            continue
        wanted = [
            i for name in ("county", "location", "implementing_unit", "name") if (i := table.index(name)) is not None
        ]
        yield from (tuple(row.cells[i] for i in wanted) for row in table.rows if row.kind == "data")


def _read_tables(
    tables: list[SourceTable], cells: list[FlatCells], metadata: Metadata, findings: Findings, laid: Overrides,
    crew: Crew,
) -> list[ListReports]:  # fmt: skip
    reports: list[ListReports] = []
    for table_no, table in enumerate(tables, start=1):
        for doubt in table.doubts:
            findings.add(Finding(doubt.type, doubt.raw, doubt.detail, table_no, line=table.line))
        if table.kind is not TableKind.PROJECT_LIST:
            continue
        overlay = laid.lay(table, table_no, findings)
        stated = metadata.sources.get("region_id") != "derived"
        known = None if overlay.raw else cells[table_no - 1]
        context = Context(
            laid.document_id, metadata.region_id, table_no, table, findings, overlay.own,
            region_is_stated=stated, cells=known,
        )  # fmt: skip
        parsed = read_reports(context, crew)
        kept = contract.validate_reports(parsed, table, table_no, findings)
        totals.check_serials(table, table_no, findings)
        totals.check_totals(table, table_no, kept, reports, findings)
        statements.check_capacity(table, table_no, kept, findings)
        unit_costs.check_unit_costs(table, table_no, kept, findings)
        overlay.lift(kept)
        laid.declare(table, table_no, kept, findings)
        reports.append(kept)
    return reports


def _add_document_findings(raw: RawDocument, tables: list[SourceTable], metadata: Metadata, findings: Findings) -> None:
    for doubt in raw.doubts:
        _locate(doubt, tables, findings)
    lists = [table for table in tables if table.kind is TableKind.PROJECT_LIST]
    if not any(table.rows and table.kind is not TableKind.OTHER for table in tables):
        findings.add(Finding("empty_list" if lists else "no_table"))
    sheets = [table for table in tables if table.kind is TableKind.PROGRESS]
    goals = [table for table in tables if table.kind is TableKind.TARGETS]
    if not lists and not sheets and not goals:
        return
    if metadata.region_id is None:
        findings.add(Finding("region_not_stated"))
    elif metadata.sources.get("region_id") == "derived":
        findings.add(Finding("region_derived", region.places()[metadata.region_id].name))
    if lists and metadata.document_date is None:
        findings.add(Finding("date_not_stated"))


def _locate(doubt: Doubt, tables: list[SourceTable], findings: Findings) -> None:
    """Put a doubt about bytes at the cell that holds the words, where there is exactly one."""
    places = [
        (table_no, row, table.columns[index].header)
        for table_no, table in enumerate(tables, start=1)
        for row in table.rows
        for index, cell in enumerate(row.cells[: len(table.columns)])
        if doubt.raw and doubt.raw in cell
    ]
    if len(places) == 1:
        table_no, row, header = places[0]
        findings.add(Finding(doubt.type, doubt.raw, doubt.detail, table_no, row.row_no, header, row.line))
    else:
        findings.add(Finding(doubt.type, doubt.raw, doubt.detail))


def _result(data: bytes, name: str, raw: RawDocument, parsed: _Parsed, laid: Overrides) -> ReadDocument:
    document, tables, reports = laid.document_id, parsed.tables, parsed.reports
    evidence = contract.frame(schemas.Evidence, parsed.progress.evidence)
    rows: dict[str, list[dict[str, Any]] | pl.DataFrame] = {
        "documents": [_document_row(data, name, raw, parsed.metadata)],
        "source_tables": [_table_row(document, number, table) for number, table in enumerate(tables, start=1)],
        "list_rows": _list_rows(document, tables, parsed.cells),
        "project_reports": pl.concat([one.reports for one in (*reports, none())]),
        "earlier_plans": parsed.earlier_plans,
        "capacity_entries": pl.concat([one.capacity.drop(AT) for one in (*reports, none())]),
        "evidence": pl.concat([*(one.evidence.drop(AT) for one in reports), evidence]),
        "progress_reports": parsed.progress.reports,
        "progress_funding": parsed.progress.funding,
        "targets": _as_certain(raw, parsed.targets.rows),
        "policy_rules": _as_certain(raw, policies.read_policy_rules(document, tables, parsed.metadata.document_date)),
        "findings": [finding.as_row(document, name) for finding in parsed.findings.items],
    }
    frames = {table: contract.checked(schemas.STORED[table], rows[table]) for table in rows}
    return ReadDocument(document, name, frames, tuple(sorted(laid.stale)))


def _as_certain(raw: RawDocument, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with a certainty of their own as certain as their document: nothing read from a picture is certain."""
    if not any(doubt.type == "recognised_picture" for doubt in raw.doubts):
        return rows
    return [row | {"certainty": Certainty.DOUBTFUL.value} for row in rows]


def _document_row(data: bytes, name: str, raw: RawDocument, metadata: Metadata) -> dict[str, Any]:
    place = region.lineage(metadata.region_id)[0] if metadata.region_id else None
    return {
        "document_id": document_id(data),
        "document": name,
        "format": raw.format,
        "encoding": raw.encoding or None,
        "byte_size": len(data),
        "title": metadata.title,
        "issuer": metadata.issuer,
        "document_number": metadata.document_number,
        "document_date": metadata.document_date,
        "list_year": metadata.list_year,
        "status": metadata.status,
        "region_id": metadata.region_id,
        "region_name": place.name if place else None,
        "metadata_source": json.dumps(metadata.sources, sort_keys=True),
        "is_synthetic": metadata.is_synthetic,
    }


def _table_row(document: str, number: int, table: SourceTable) -> dict[str, Any]:
    return {
        "document_id": document,
        "table_no": number,
        "kind": table.kind.value,
        "caption": table.caption or None,
        "where": table.where or None,
        "headers": [column.header for column in table.columns],
        "fields": [column.field or "" for column in table.columns],
        "row_count": len(table.rows),
        "line_first": table.line,
        "line_last": max([table.line, *(row.line for row in table.rows)]),
    }


def _list_rows(document: str, tables: Sequence[SourceTable], cells: Sequence[FlatCells]) -> pl.DataFrame:
    """Every body row of every table, made by columns: there are as many as the document has rows."""
    rows = [row for table in tables for row in table.rows]
    none = pl.Series(dtype=pl.List(pl.String))
    columns: dict[str, Sequence[Any] | pl.Series] = {
        "document_id": pl.repeat(document, len(rows), eager=True),
        "table_no": [number for number, table in enumerate(tables, start=1) for _ in table.rows],
        "position": [position for table in tables for position in range(1, len(table.rows) + 1)],
        "row_no": [row.row_no for row in rows],
        "line": [row.line for row in rows],
        "kind": [row.kind for row in rows],
        "cells": pl.concat([none, *(one.lists() for one in cells)]),
    }
    return of_columns(schemas.ListRows, columns)
