"""What no filter changes, worked out once per snapshot or as-of date: the statements of the tables beside a snapshot.

A project's number (`project_no`) is its row in the snapshot, the same in every table.
"""

from __future__ import annotations

from dashboard.metrics.schedule.schedule_sql import DOCUMENTS, PROJECTS_AT

PROJECTS, FUNDING = "projects", "funding"
"""Kinds of tables that are made for an as-of date."""

DOCUMENT_SETS, FINDING_PLACES, MONTH_CHANGES = "document_sets", "finding_places", "month_changes"
SHEET_ROWS = "sheet_rows"
"""Kinds of tables that are made once for a snapshot."""

_CARRIED = ("invested_total_wan", "arrived_wan", "paid_wan")
_OF_THE_YEAR = ("invested_year_wan", "annual_plan_wan")


def _changes(columns: tuple[str, ...], window: str) -> str:
    """By how much each amount, once it is known, differs from that of the report before."""
    return ", ".join(f"s.{name} - coalesce(lag(s.{name}) OVER {window}, 0) AS {name}" for name in columns)


STATEMENTS = {
    PROJECTS: PROJECTS_AT,
    FUNDING: """SELECT p.project_no, f.source, sum(f.amount_wan) FILTER (WHERE f.stage = 'planned') AS planned_wan,
            sum(f.amount_wan) FILTER (WHERE f.stage = 'arrived') AS arrived_wan,
            sum(f.amount_wan) FILTER (WHERE f.stage = 'paid') AS paid_wan
        FROM {projects} p JOIN progress_funding f ON f.progress_id = p.progress_id
        WHERE f.basis = 'cumulative' AND f.source <> '' GROUP BY 1, 2""",
    DOCUMENT_SETS: f"""WITH {DOCUMENTS}
        SELECT DISTINCT project_no AS documents_as, r.document_id FROM documents_of
        JOIN projects p ON p.rowid = project_no JOIN project_reports r USING (project_id)
        WHERE project_no = documents_as""",
    FINDING_PLACES: """SELECT f.rowid AS finding_no, f.document_id, f.severity, f.type, f.document, f."table", f."row",
            f.finding_id, f.caused_by, c.cause_no, c.cause_type, r.report_id IS NOT NULL AS is_on_row, p.project_id,
            p.rowid AS project_no, t.fields[list_position(t.headers, f."column")] AS column_field
        FROM findings f
        LEFT JOIN (SELECT finding_id, min(rowid) AS cause_no, min(type) AS cause_type FROM findings GROUP BY 1) c
            ON c.finding_id = f.caused_by
        LEFT JOIN source_tables t ON t.document_id = f.document_id AND t.table_no = f."table"
        LEFT JOIN project_reports r ON r.document_id = f.document_id AND r.table_no = f."table" AND r.row_no = f."row"
        LEFT JOIN projects p ON p.project_id = r.project_id""",
    SHEET_ROWS: """SELECT p.rowid AS project_no, m.month, m.is_synthetic, d.rowid AS document_no, d.region_name
        FROM project_months m JOIN documents d USING (document_id) JOIN projects p USING (project_id)""",
    MONTH_CHANGES: f"""SELECT p.rowid AS project_no, s.month, s.is_synthetic, s.invested_month_wan,
            {_changes(_CARRIED, "so_far")}, {_changes(_OF_THE_YEAR, "this_year")}
        FROM project_states s JOIN projects p USING (project_id)
        WINDOW so_far AS (PARTITION BY s.project_id ORDER BY s.month),
            this_year AS (PARTITION BY s.project_id, year(s.month) ORDER BY s.month)""",
}
"""`PROJECTS` takes the as-of date as its parameter; `FUNDING` names the table of projects at its date."""
