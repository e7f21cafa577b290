"""What is said of a document as a whole: nothing was read of it, or its region or date is not known."""

from __future__ import annotations

from etl.contract import reference
from etl.contract.findings import Finding, Findings
from etl.contract.values import TableKind
from etl.tables.list_or_not import not_read
from etl.tables.metadata import Metadata
from etl.tables.table import SourceTable

_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 2
"""Of a table that may be what was meant."""


def check_tables(tables: list[SourceTable], title: str | None, findings: Findings, *, says_more: bool) -> None:
    """Say that nothing was read. `says_more`: a plan without any table has goals or tasks in its text."""
    if says_more or any(table.rows and table.kind is not TableKind.OTHER for table in tables):
        return
    if any(table.kind is TableKind.PROJECT_LIST for table in tables):
        findings.add(Finding("empty_list"))
    elif not tables and title and reference.words_of("table_words", "no_list").search(title):
        findings.add(Finding("plan_without_list", title))
    else:
        findings.add(Finding("no_table"))
        _show_largest(tables, findings)


def _show_largest(tables: list[SourceTable], findings: Findings) -> None:
    """The header and the first rows of the largest table that nothing is known of: it may be what was meant."""
    unsaid = (
        (len(table.rows), -table_no, table)
        for table_no, table in enumerate(tables, start=1)
        if not table.doubts and len(table.columns) >= _FEWEST_COLUMNS
    )
    height, place, table = max(unsaid, default=(0, 0, None), key=lambda one: one[:2])
    if table is not None and height >= _FEWEST_ROWS:
        header, rows = [column.header for column in table.columns], [row.cells for row in table.rows]
        doubt = not_read("no_names", header, rows)
        findings.add(Finding(doubt.type, doubt.raw, doubt.detail, -place, line=table.line))


def check_metadata(tables: list[SourceTable], metadata: Metadata, findings: Findings) -> None:
    """What must be known of a document with projects, their progress or targets."""
    kinds = {table.kind for table in tables}
    if not kinds & {TableKind.PROJECT_LIST, TableKind.PROGRESS, TableKind.TARGETS}:
        return
    if metadata.region_id is None:
        findings.add(Finding("region_not_stated"))
    for doubt in metadata.region_doubts:
        findings.add(Finding(doubt.type, doubt.raw, doubt.detail))
    if TableKind.PROJECT_LIST in kinds and metadata.document_date is None:
        findings.add(Finding("date_not_stated"))
