"""One project's file: its current report, source row, evidence, quantities, plans by year, findings, other reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from dashboard.metrics.cursor import Cursor
from dashboard.metrics.documents.corrected import corrections_of_document, corrections_of_project, corrections_of_row
from dashboard.metrics.documents.stated_beside import approvals_of, funds_of
from dashboard.metrics.fetch import fetch
from dashboard.metrics.scoped import scoped_projects

Record = dict[str, Any]
SET_ASIDE = "set_aside"
"""Field of the evidence of a number that a rule sets aside."""
Span = Mapping[str, Any]
"""A row of evidence: where in its cell a value was read (`start`, `end`), of which field, how certain."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the board knows of one project. `cells` are the raw cells of the current report's row; `corrections` are
    in force of that row, `of_document` of its document and columns, `of_project` of which projects are one with it."""

    project: Record
    document: Record
    headers: list[str]
    cells: list[str]
    line: int | None
    evidence: list[Record]
    quantities: list[Record]
    year_plans: list[Record]
    approvals: list[Record]
    funds: list[Record]
    findings: list[Record]
    other_reports: list[Record]
    corrections: list[Record]
    of_document: list[Record]
    of_project: list[Record]


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a cell and the fields that were read from it; no fields for words in between.

    `aside`: the rule that says of a number there why it is none of the project's.
    """

    text: str
    fields: tuple[str, ...] = ()
    doubtful: bool = False
    aside: str | None = None


def read_dossier(cursor: Cursor, project_id: str, as_of: date | None) -> Dossier | None:
    """Everything about one project, None when the snapshot does not have it."""
    found = _records(cursor, f"SELECT * FROM {scoped_projects(cursor, as_of)} WHERE project_id = ?", [project_id])
    if not found:
        return None
    project = found[0]
    place = [project["document_id"], project["table_no"], project["row_no"]]
    report = [project["report_id"]]
    row = _records(cursor, _ROW, place)
    return Dossier(
        project=project,
        document=_records(cursor, "SELECT * FROM documents WHERE document_id = ?", place[:1])[0],
        headers=row[0]["headers"] or [] if row else [],
        cells=row[0]["cells"] if row else [],
        line=row[0]["line"] if row else None,
        evidence=_records(cursor, 'SELECT * FROM evidence WHERE report_id = ? ORDER BY column_no, "start"', report),
        quantities=_records(cursor, "SELECT * FROM quantities WHERE report_id = ? ORDER BY entry_no", report),
        year_plans=_records(cursor, _YEAR_PLANS, report),
        approvals=approvals_of(cursor, project_id, as_of),
        funds=funds_of(cursor, project["report_id"]),
        findings=_records(cursor, _FINDINGS, place),
        other_reports=_records(cursor, _OTHER_REPORTS, [project_id, project["report_id"]]),
        corrections=corrections_of_row(cursor, project["document_id"], project["table_no"], project["row_no"]),
        of_document=corrections_of_document(cursor, project["document_id"]),
        of_project=corrections_of_project(cursor, project_id),
    )


_ROW = """SELECT l.cells, l.line, t.headers FROM list_rows l
LEFT JOIN source_tables t ON t.document_id = l.document_id AND t.table_no = l.table_no
WHERE l.document_id = ? AND l.table_no = ? AND l.row_no = ?"""

_FINDINGS = 'SELECT * FROM findings WHERE document_id = ? AND "table" = ? AND "row" = ? ORDER BY finding_id'

_YEAR_PLANS = "SELECT * FROM investment_plan WHERE report_id = ? ORDER BY year, column_no"

_OTHER_REPORTS = """SELECT r.*, d.document, d.document_date
FROM project_reports r JOIN documents d ON d.document_id = r.document_id
WHERE r.project_id = ? AND r.report_id <> ? ORDER BY d.document_date DESC NULLS LAST, d.document"""


def marks(cell: str, evidence: Sequence[Span]) -> list[Mark]:
    """Cut a cell at the ends of its evidence spans. Pieces in order give the cell back; overlaps name all fields.

    A span over the whole cell says nothing about where in it the words are, so shorter spans win over it.
    """
    spans = _telling_spans(cell, evidence)
    cuts = sorted({0, len(cell), *(item["start"] for item in spans), *(item["end"] for item in spans)})
    return [_piece(cell, spans, start, end) for start, end in pairwise(cuts)]


def open_numbers(cell: str, header: str, findings: Sequence[Record]) -> list[Span]:
    """The words of a cell whose number nothing explains, as evidence of nothing for certain."""
    words = [item["raw"] for item in findings if item["type"] == "number_open" and item["column"] == header]
    starts = [(cell.find(one), len(one)) for one in words if one in cell]
    return [{"field": "quantities", "start": at, "end": at + length, "certainty": "doubtful"} for at, length in starts]


def _telling_spans(cell: str, evidence: Sequence[Span]) -> list[Span]:
    """Spans within the cell: those shorter than it where there are any, else those over all of it."""
    within = [item for item in evidence if 0 <= item["start"] < item["end"] <= len(cell)]
    shorter = [item for item in within if item["end"] - item["start"] < len(cell)]
    return shorter or within


def _piece(cell: str, spans: Sequence[Span], start: int, end: int) -> Mark:
    over = [item for item in spans if item["start"] <= start and end <= item["end"]]
    read = [item for item in over if item["field"] != SET_ASIDE]
    aside = next((str(item["rule"]) for item in over if item["field"] == SET_ASIDE), None)
    fields = tuple(dict.fromkeys(str(item["field"]) for item in read))
    return Mark(cell[start:end], fields, any(item["certainty"] == "doubtful" for item in read), aside)


def _records(cursor: Cursor, sql: str, params: Sequence[object]) -> list[Record]:
    return fetch(cursor, sql, params).to_dicts()
