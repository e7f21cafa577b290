"""What documents hold: each in rows, which of them a filter's figures rest on, and what leaves with one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dashboard.filter import PortfolioFilter
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.documents.in_scope import count_by_document
from dashboard.metrics.fetch import fetch_few
from dashboard.metrics.scoped import of_projects

Record = dict[str, Any]

_TABLES = ("project_reports", "progress_reports", "targets", "policy_rules", "duties")


@dataclass(frozen=True, slots=True)
class Holding:
    """Rows of one document: of project lists and progress sheets, targets of plans, rules of support, duties."""

    projects: int = 0
    progress: int = 0
    targets: int = 0
    rules: int = 0
    duties: int = 0


def holdings(cursor: Cursor) -> dict[str, Holding]:
    """Rows by document id; documents that hold none of these are not in it."""
    counts = [
        dict(cursor.rows(f"SELECT document_id, count(*) AS n FROM {table} GROUP BY document_id")) for table in _TABLES
    ]
    ids = {document for found in counts for document in found}
    return {document: Holding(*(found.get(document, 0) for found in counts)) for document in ids}


def list_sources(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, targets: Sequence[str] = ()
) -> list[Record]:
    """Documents that report the filtered projects, and those in `targets` (ids), by date: document, title, number,
    date, status, region, is_synthetic, `projects` reported. Progress sheets are not among them."""
    counts = count_by_document(cursor, portfolio, as_of)
    sql = """SELECT document_id, document, title, document_number, document_date, status, region_name, is_synthetic
    FROM documents ORDER BY document_date NULLS LAST, document, document_id"""
    rows = fetch_few(cursor, sql, []).to_dicts()
    wanted = {*counts, *targets}
    return [row | {"projects": counts.get(row["document_id"], 0)} for row in rows if row["document_id"] in wanted]


def list_sheets(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> list[Record]:
    """Progress sheets that report the filtered projects by the as-of date, one record per region of the sheets:
    region, `documents`, first and last month, is_synthetic, `projects`."""
    chosen = of_projects(cursor, portfolio, as_of)
    until = f"month <= DATE '{as_of.isoformat()}'" if as_of else "TRUE"
    sql = f"""SELECT region_name, is_synthetic, count(DISTINCT document_no) AS documents, min(month) AS first_month,
        max(month) AS last_month, count(DISTINCT project_no) AS projects
    FROM sheet_rows
    WHERE {until} AND {chosen.text}
    GROUP BY 1, 2 ORDER BY 1 NULLS LAST, 2"""
    return fetch_few(cursor, sql, chosen.params).to_dicts()


_COUNTS = """WITH own AS (SELECT DISTINCT project_id FROM project_reports WHERE document_id = $1),
others AS (SELECT DISTINCT project_id FROM project_reports WHERE document_id <> $1),
gone AS (SELECT project_id FROM own WHERE project_id NOT IN (SELECT project_id FROM others))
SELECT
    (SELECT count(*) FROM project_reports WHERE document_id = $1) AS listed,
    (SELECT count(*) FROM gone) AS gone,
    (SELECT sum(p.total_investment_wan) FROM projects p JOIN gone USING (project_id)) AS gone_wan,
    (SELECT count(*) FROM own) - (SELECT count(*) FROM gone) AS kept,
    (SELECT count(*) FROM progress_reports WHERE document_id = $1) AS progress,
    (SELECT count(*) FROM targets WHERE document_id = $1) AS targets,
    (SELECT count(*) FROM duties WHERE document_id = $1) AS duties"""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Rows of one document, and what they alone hold. `gone` projects are in no other document, `kept` ones are."""

    document: str
    rows: int
    gone: int
    gone_wan: Decimal | None
    kept: int
    progress: int
    targets: int
    duties: int
    months: tuple[date, ...]


def what_leaves(cursor: Cursor, document_id: str) -> Leaving | None:
    """What goes when this document is removed; None where the snapshot does not hold it."""
    named = cursor.rows("SELECT document FROM documents WHERE document_id = ?", [document_id])
    if not named:
        return None
    [(rows, gone, gone_wan, kept, progress, targets, duties)] = cursor.rows(_COUNTS, [document_id])
    query = "SELECT DISTINCT month FROM progress_reports WHERE document_id = ? ORDER BY month"
    months = tuple(row[0] for row in cursor.rows(query, [document_id]))
    return Leaving(str(named[0][0]), rows, gone, gone_wan, kept, progress, targets, duties, months)
