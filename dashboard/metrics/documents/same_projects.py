"""What may be one project: the reports counted as one, projects of like names, and rows of sheets without a project."""

from __future__ import annotations

from typing import Any

from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch

Record = dict[str, Any]
MOST_ALIKE = 20


def read_subject(cursor: Cursor, project_id: str) -> Record | None:
    """Id, name, region and number of reports of a project; None where the snapshot does not have it."""
    sql = "SELECT project_id, name, region_id, region_name, report_count FROM projects WHERE project_id = ?"
    return _first(cursor, sql, [project_id])


def read_row_subject(cursor: Cursor, document_id: str, table: int, row: int) -> Record | None:
    """The project of a list row with the row's own `report_id`, or what a row of a progress sheet was read as: then
    `report_id` is None."""
    sql = """SELECT project_id, report_id, name, region_id, region_name FROM project_reports
    WHERE document_id = $1 AND table_no = $2 AND row_no = $3
    UNION ALL SELECT project_id, NULL, name, region_id, region_name FROM progress_reports
    WHERE document_id = $1 AND table_no = $2 AND row_no = $3"""
    return _first(cursor, sql, [document_id, table, row])


def reports_of(cursor: Cursor, project_id: str) -> list[Record]:
    """The reports that are counted as one project: report_id, name, document, table_no, row_no, implementing_unit."""
    sql = """SELECT r.report_id, r.name, d.document, r.table_no, r.row_no, r.implementing_unit
    FROM project_reports r JOIN documents d ON d.document_id = r.document_id WHERE r.project_id = ?
    ORDER BY d.document_date DESC NULLS LAST, d.document, r.table_no, r.row_no"""
    return fetch(cursor, sql, [project_id]).to_dicts()


def projects_alike(cursor: Cursor, name: str, region_id: str | None, but: str, words: str = "") -> list[Record]:
    """Other projects, those whose name is likest first, of the same region before others; with `words` those whose name
    has them. Each with project_id, name, region_name, total_investment_wan, document."""
    sql = f"""SELECT project_id, name, region_name, total_investment_wan, document FROM projects
    WHERE project_id <> ? AND (? = '' OR contains(name, ?))
    ORDER BY jaro_winkler_similarity(name, ?) + if(region_id IS NOT DISTINCT FROM ?, 0.1, 0) DESC, project_id
    LIMIT {MOST_ALIKE}"""
    return fetch(cursor, sql, [but, words, words, name, region_id]).to_dicts()


def _first(cursor: Cursor, sql: str, params: list[object]) -> Record | None:
    found = fetch(cursor, sql, params).to_dicts()
    return found[0] if found else None
