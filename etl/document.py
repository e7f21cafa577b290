"""One document's whole way in memory: bytes -> tables -> validated frames and findings. Pure: no store, no clock."""

from __future__ import annotations

import hashlib
import json
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from etl.checks import (
    contract,
    indicators,
    magnitudes,
    order_of_amounts,
    plan_lengths,
    statements,
    totals,
    unit_costs,
    whole,
)
from etl.contract import schemas
from etl.contract.detail import Detail
from etl.contract.findings import Finding, Findings
from etl.contract.frames import of_columns
from etl.contract.values import Certainty, Doubt, RawDocument, TableKind
from etl.corrections.confirm import Confirmed, confirm
from etl.corrections.lay import Laid, lay
from etl.corrections.ledger import Correction
from etl.corrections.read_rows import ReadTables
from etl.formats import reader
from etl.headers import forms, regions
from etl.parse.places import region
from etl.rows import parallel
from etl.rows.columns_of_rows import AT, FlatCells, flat_cells
from etl.rows.duties.duties import read_duties
from etl.rows.duties.duty import ReadDuties
from etl.rows.fields.places import PLACE_COLUMNS
from etl.rows.indicators.target import ReadTargets
from etl.rows.indicators.targets import read_targets
from etl.rows.parallel import Crew
from etl.rows.policies import ReadPolicies, read_policies
from etl.rows.progress_sheet.reader import ReadProgress, read_progress
from etl.rows.project_list.beside_reports import nothing_beside, read_beside
from etl.rows.project_list.reader import Context, read_reports, warm
from etl.rows.project_list.reports import ListReports, none
from etl.rows.told_places import told_of_places
from etl.rows.type_column import type_means
from etl.tables import sentences
from etl.tables.doubted import cell_findings, warned_rows
from etl.tables.metadata import Given, Metadata, RowWords, read_metadata
from etl.tables.regions_of_tables import regions_of_tables
from etl.tables.source_tables import find_tables, paragraphs
from etl.tables.table import SourceTable

Frames = dict[str, pl.DataFrame]
Stage = Callable[[str], None]

_CODE = Path(__file__).parent
_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What was read from one document: a frame for each table of `schemas.STORED`.

    `stale`: ids of the corrections that could not be applied any more; `answered`: the findings that the document has
    only without its corrections, as `Correction.answered` holds them.
    """

    document_id: str
    name: str
    frames: Frames
    stale: tuple[str, ...] = ()
    answered: tuple[Mapping[str, Any], ...] = ()

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
    confirmed: Confirmed
    tables: list[SourceTable] = field(default_factory=list)
    cells: list[FlatCells] = field(default_factory=list)
    reports: list[ListReports] = field(default_factory=list)
    targets: ReadTargets = field(default_factory=ReadTargets)
    progress: ReadProgress = field(default_factory=ReadProgress)
    policies: ReadPolicies = field(default_factory=ReadPolicies)
    duties: ReadDuties = field(default_factory=ReadDuties)
    beside: dict[str, list[dict[str, Any]]] = field(default_factory=nothing_beside)


@dataclass(frozen=True, slots=True)
class _Source:
    """A document as it comes: its bytes, and what people said of it."""

    data: bytes
    name: str
    document_id: str
    given: Given
    corrections: Sequence[Correction]
    on_stage: Stage


def read_document(
    data: bytes, name: str, given: Given, corrections: Sequence[Correction] = (), on_stage: Stage = lambda _: None
) -> ReadDocument:
    """Read a document. What cannot be read gives a document without tables and one finding that says what to do.

    That holds for a fault in the reader too: the file is kept, and read again when the reader has changed.

    `corrections` are those in force of this document, which are applied, and those of the same projects in other
    documents, which are named in a finding. What they answer, as each holds it, stays visible as a note. `on_stage` is
    told `tables:NAME` when the bytes have become tables, and `reports:NAME` when their rows have been parsed.
    """
    source = _Source(data, name, document_id(data), given, corrections, on_stage)
    with parallel.no_collection():  # until the rows are gone, which a search would look through
        return _read_document(source)


def _read_document(source: _Source) -> ReadDocument:
    """The rows of a large document are read by workers, who start while its bytes become tables."""
    try:
        with parallel.crew(source.data, warm) as crew:
            raw = reader.read(source.data, source.name)
            parsed = _parse(raw, source, crew)
        read = _result(source, raw, parsed)
    except reader.Unreadable as refusal:
        return _result(source, RawDocument("unreadable", []), _unreadable(source, refusal.doubt))
    except BaseException as error:  # a fault of ours, which must not take other documents along
        if not _is_fault(error):
            raise
        return _result(source, RawDocument("unreadable", []), _unreadable(source, _fault(error)))
    source.on_stage(f"reports:{source.name}")
    return read


def refused(data: bytes, name: str, given: Given, corrections: Sequence[Correction], refusal: Doubt) -> ReadDocument:
    """A document that is not read for the reason given."""
    source = _Source(data, name, document_id(data), given, corrections, lambda _: None)
    return _result(source, RawDocument("unreadable", []), _unreadable(source, refusal))


def _is_fault(error: BaseException) -> bool:
    """Whether something went wrong in reading, and nobody asked to stop. A panic in Rust code is no `Exception`."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def _fault(error: BaseException) -> Doubt:
    """What went wrong, and the last place in the code that says more than the library that raised it."""
    if isinstance(error, MemoryError):
        return Doubt("reading_too_large", "", Detail("document_too_much_memory"))
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(_CODE)]
    place = f"{Path(own[-1].filename).relative_to(_CODE)}:{own[-1].lineno}" if own else ""
    reason = f"{type(error).__name__}: {' '.join(str(error).split())[:_LONGEST_REASON]}"
    return Doubt("unreadable_file", reason, Detail("reader_failed", place=place))


def _unreadable(source: _Source, refusal: Doubt) -> _Parsed:
    """No correction can be laid over it."""
    findings = Findings([Finding(refusal.type, refusal.raw, refusal.detail)])
    own = (one for one in source.corrections if one.document_id == source.document_id and one.kind != "revoke")
    stale = Confirmed(tuple(sorted(one.correction_id for one in own)))
    return _Parsed(Metadata(region_id=source.given.region_id), findings, stale)


def _parse(raw: RawDocument, source: _Source, crew: Crew) -> _Parsed:
    """Corrections are laid over the tables before they are read, and confirmed over what was read."""
    findings = Findings()
    raw = regions.with_regions(sentences.with_sentences(forms.with_forms(raw)))
    tables = find_tables(raw, Path(source.name).stem)
    source.on_stage(f"tables:{source.name}")
    cells = [flat_cells(table.rows) for table in tables]
    doubts = [*(_located(doubt, tables) for doubt in raw.doubts), *cell_findings(tables, raw)]
    text = paragraphs(raw)

    laid = lay(source.document_id, source.name, source.corrections, source.given, tables)
    metadata = read_metadata(text, laid.given, _row_words(tables, cells))
    contexts = _contexts(laid, tables, cells, metadata, findings)
    reports = _read_lists(contexts, crew)
    beside = read_beside(contexts, reports, metadata)
    targets = read_targets(source.document_id, contexts, text, metadata, findings)
    progress = read_progress(contexts, text, laid.given, Path(source.name).stem, is_synthetic=metadata.is_synthetic)
    for context in contexts:
        magnitudes.check_sheet(context, progress)
        order_of_amounts.check_sheet(context, progress)
    rules = read_policies(source.document_id, contexts, targets.passages, metadata.document_date)
    duties = read_duties(source.document_id, contexts, targets.passages, metadata, findings)
    statements.check_document(targets, findings)
    indicators.check_points(targets.points, findings)
    for finding in doubts:
        findings.add(finding)
    whole.check_tables(tables, metadata.title, findings, says_more=bool(targets.targets or duties.rows))
    whole.check_metadata(tables, metadata, findings)
    confirmed = confirm(laid, ReadTables(tables, reports, progress), findings)
    return _Parsed(metadata, findings, confirmed, tables, cells, reports, targets, progress, rules, duties, beside)


def _row_words(tables: list[SourceTable], cells: list[FlatCells]) -> Iterator[RowWords]:
    """What the rows of lists and progress sheets say of their place, in the words of the document."""
    for table, words in zip(tables, cells, strict=True):
        if table.kind not in (TableKind.PROJECT_LIST, TableKind.PROGRESS):
            continue
        places = [index for name in (*PLACE_COLUMNS, "name") if (index := table.index(name)) is not None]
        units = [index for name in ("implementing_unit", "owner_unit") if (index := table.index(name)) is not None]
        begins = words.starts.gather([at for at, row in enumerate(table.rows) if row.kind == "data"])
        for said in zip(*(words.cells.gather(begins + index) for index in (*places, *units)), strict=True):
            yield RowWords(said[: len(places)], said[len(places) :])


def _contexts(
    laid: Laid, tables: list[SourceTable], cells: list[FlatCells], metadata: Metadata, findings: Findings
) -> list[Context]:
    """What the rows of each table have in common, with the corrections that lie over them."""
    is_stated = not any(doubt.type != "region_renamed" for doubt in metadata.region_doubts)
    list_year = None if metadata.sources.get("list_year") == "derived" else metadata.list_year
    own = regions_of_tables(tables, metadata)
    return [
        Context(
            laid.document_id,
            own[table_no - 1],
            table_no,
            table,
            findings,
            laid.own.get(table_no, {}),
            region_is_stated=is_stated,
            cells=cells[table_no - 1],
            regions=told_of_places(table, own[table_no - 1]),
            document_date=metadata.document_date,
            region_was=metadata.region_was,
            title=metadata.title,
            type_means=type_means(table),
            list_year=list_year,
        )
        for table_no, table in enumerate(tables, start=1)
    ]


def _read_lists(contexts: Sequence[Context], crew: Crew) -> list[ListReports]:
    """Read the project lists, and check each against itself and against those before it."""
    reports: list[ListReports] = []
    for context in contexts:
        table, table_no, findings = context.table, context.table_no, context.findings
        for doubt in table.doubts:
            findings.add(Finding(doubt.type, doubt.raw, doubt.detail, table_no, line=table.line))
        if table.kind is not TableKind.PROJECT_LIST:
            continue
        kept = contract.validate_reports(read_reports(context, crew), table, table_no, findings)
        totals.check_serials(table, table_no, findings)
        totals.check_totals(table, table_no, kept, reports, findings)
        statements.check_capacity(table, table_no, kept, findings)
        magnitudes.check_list(context, kept)
        plan_lengths.check_plan_lengths(context, kept)
        unit_costs.check_unit_costs(table, table_no, kept, findings)
        reports.append(kept)
    return reports


def _located(doubt: Doubt, tables: list[SourceTable]) -> Finding:
    """A doubt about bytes at the cell that holds the words, where there is exactly one."""
    places = [
        (table_no, row, table.columns[index].header)
        for table_no, table in enumerate(tables, start=1)
        for row in table.rows
        for index, cell in enumerate(row.cells[: len(table.columns)])
        if doubt.raw and doubt.raw in cell
    ]
    if len(places) == 1:
        table_no, row, header = places[0]
        return Finding(doubt.type, doubt.raw, doubt.detail, table_no, row.row_no, header, row.line)
    return Finding(doubt.type, doubt.raw, doubt.detail)


def _result(source: _Source, raw: RawDocument, parsed: _Parsed) -> ReadDocument:
    document, name, tables, reports = source.document_id, source.name, parsed.tables, parsed.reports
    read = (parsed.progress, parsed.targets, parsed.policies, parsed.duties)
    others = [row for one in read for row in one.evidence]
    evidence = contract.frame(schemas.Evidence, others)
    validated = {"project_reports": pl.concat([one.reports for one in (*reports, none())])}  # as each list was read
    rows: dict[str, list[dict[str, Any]] | pl.DataFrame] = {
        "documents": [_document_row(source.data, name, raw, parsed.metadata)],
        "source_tables": [_table_row(document, number, table) for number, table in enumerate(tables, start=1)],
        "list_rows": _list_rows(document, tables, parsed.cells),
        **parsed.beside,
        "quantities": pl.concat([one.quantities.drop(AT) for one in (*reports, none())]),
        "evidence": pl.concat([*(one.evidence.drop(AT) for one in reports), evidence]),
        "progress_reports": parsed.progress.reports,
        "progress_funding": parsed.progress.funding,
        "approvals": [*parsed.beside["approvals"], *parsed.progress.approvals],
        "targets": _as_certain(raw, tables, parsed.targets.rows),
        "indicator_points": _as_certain(raw, tables, parsed.targets.points),
        "policy_rules": _as_certain(raw, tables, parsed.policies.rules),
        "duties": _as_certain(raw, tables, parsed.duties.rows),
        "findings": [finding.as_row(document, name) for finding in parsed.findings.items],
    }
    frames = validated | {table: contract.checked(schemas.STORED[table], rows[table]) for table in rows}
    return ReadDocument(document, name, frames, parsed.confirmed.stale, parsed.confirmed.answered)


def _as_certain(raw: RawDocument, tables: list[SourceTable], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with a certainty of their own, as certain as their document and the cells that they were read from.

    Nothing read from a picture is certain.
    """
    all_doubtful = any(doubt.type == "recognised_picture" for doubt in raw.doubts)
    places = {(table_no, row.row_no) for table_no, table in enumerate(tables, start=1) for row in warned_rows(table)}
    if not all_doubtful and not places:
        return rows
    doubtful = {"certainty": Certainty.DOUBTFUL.value}
    return [row | doubtful if all_doubtful or (row["table_no"], row["row_no"]) in places else row for row in rows]


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
        "cells": pl.concat([none, *(_whole(table, own).lists() for table, own in zip(tables, cells, strict=True))]),
    }
    return of_columns(schemas.ListRows, columns)


def _whole(table: SourceTable, cells: FlatCells) -> FlatCells:
    """The cells as they stand in the document, those that are too long to be read too."""
    if not any(row.whole for row in table.rows):
        return cells
    return flat_cells(
        [replace(row, cells=[row.whole.get(at, cell) for at, cell in enumerate(row.cells)]) for row in table.rows]
    )
