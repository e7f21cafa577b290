"""Findings and rejected rows that belong to what a filter shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import polars as pl

from dashboard.filter import PortfolioFilter
from dashboard.metrics.condition import Condition, among
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.documents.in_scope import documents_in_scope, named_documents
from dashboard.metrics.fetch import fetch, fetch_few
from dashboard.metrics.regions import known_regions, regions_in
from dashboard.metrics.scoped import of_projects

_IN_SCOPE = """WITH in_scope AS (
    SELECT * FROM finding_places
    WHERE project_no IS NOT NULL AND ({chosen} OR {named})
        OR project_no IS NULL AND region_id IS NOT NULL AND {region}
        OR project_no IS NULL AND region_id IS NULL AND {documents}
), found AS (
    SELECT s.*, c.shown_no IS NOT NULL AS follows
    FROM in_scope s LEFT JOIN (SELECT DISTINCT finding_no AS shown_no FROM in_scope) c ON c.shown_no = s.cause_no
)
"""
"""A finding on a project's row, of a list or of a sheet, is shown with the project; one that speaks of a region with
the region. All others (on a document, a rejected row, a totals row) are shown with their document."""

_SEVERITIES = ("reject", "warn", "note")
_ORDER = 'gravity, document, "table" NULLS FIRST, "row" NULLS FIRST, finding_id, project_id'


def list_findings(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, most: int | None = None
) -> pl.DataFrame:
    """Findings in scope, gravest first, then by document and place; so many of them where `most` is given.

    `project_id` where the row gave a project, `column_field` where the column's meaning is known, `cause_type` what
    type of finding this one follows from, `follows` whether that one is in scope too. With `most`, what follows from
    another one comes after all others.
    """
    sql, params = _scope(cursor, portfolio, as_of)
    return fetch(
        cursor,
        sql
        + f""", chosen AS (
            SELECT finding_no, project_id, follows, column_field, cause_type,
                CASE severity WHEN 'reject' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END AS gravity
            FROM found
            {"" if most is None else f"ORDER BY follows, {_ORDER} LIMIT {most}"}
        )
        SELECT f.*, c.project_id, c.follows, c.column_field, c.cause_type
        FROM chosen c JOIN findings f ON f.rowid = c.finding_no
        ORDER BY {_ORDER}""",
        params,
    )


def list_rejected_rows(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """Rejected rows of the documents in scope: document, table, row, line, headers and raw cells."""
    chosen = among("l.document_id", documents_in_scope(cursor, portfolio, as_of))
    return fetch(
        cursor,
        f"""SELECT d.document, l.document_id, l.table_no, l.row_no, l.line, t.headers, l.cells
        FROM list_rows l JOIN documents d ON d.document_id = l.document_id
        LEFT JOIN source_tables t ON t.document_id = l.document_id AND t.table_no = l.table_no
        WHERE l.kind = 'rejected' AND {chosen.text}
        ORDER BY d.document, l.table_no, l.position""",
        chosen.params,
    )


def count_rejected_rows(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> int:
    """How many rows `list_rejected_rows` gives."""
    sql = "SELECT document_id, count(*) AS rows FROM list_rows WHERE kind = 'rejected' GROUP BY 1"
    counts = dict(fetch_few(cursor, sql, []).iter_rows())
    return sum(counts.get(document, 0) for document in documents_in_scope(cursor, portfolio, as_of))


def count_by_severity(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> dict[str, int]:
    """Number of findings in scope for each severity, 0 included."""
    counts = dict.fromkeys(_SEVERITIES, 0)
    for severity, _, _, _, count in _counted(cursor, portfolio, as_of):
        counts[severity] += count
    return counts


def count_following(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> int:
    """Number of findings in scope that follow from another one in scope."""
    return sum(count for _, _, _, follows, count in _counted(cursor, portfolio, as_of) if follows)


def count_by_type(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, *, with_following: bool = False
) -> list[tuple[str, str, int]]:
    """Severity, type and number of findings in scope, the gravest first, among those the most frequent; without those
    that only follow from another finding, unless they are asked for."""
    counts: Counter[tuple[str, str]] = Counter()
    for severity, kind, has_cause, _, count in _counted(cursor, portfolio, as_of):
        if with_following or not has_cause:
            counts[severity, kind] += count
    found = [(severity, kind, count) for (severity, kind), count in counts.items()]
    return sorted(found, key=lambda row: (_SEVERITIES.index(row[0]), -row[2], row[1]))


def _counted(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> list[tuple[str, str, bool, bool, int]]:
    """Severity, type, whether it has a cause, whether that is in scope, and number: one question for all answers."""
    sql, params = _scope(cursor, portfolio, as_of)
    columns = "severity, type, caused_by IS NOT NULL"
    query = f"{sql} SELECT {columns} AS has_cause, follows, count(*) AS n FROM found GROUP BY {columns}, follows"
    return list(fetch_few(cursor, query, params).iter_rows())


def _scope(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> tuple[str, list[object]]:
    if portfolio.is_whole:  # every document is in scope
        return _IN_SCOPE.format(chosen="TRUE", named="TRUE", region="TRUE", documents="TRUE"), []
    documents = documents_in_scope(cursor, portfolio, as_of)
    named = sorted(named_documents(cursor, portfolio)) if portfolio.documents else []
    parts = {
        "chosen": of_projects(cursor, portfolio, as_of),
        "named": among("document_id", named),
        "region": _region_in_scope(cursor, portfolio, documents),
        "documents": among("document_id", documents),
    }
    text = _IN_SCOPE.format(**{name: part.text for name, part in parts.items()})
    return text, [value for part in parts.values() for value in part.params]


def _region_in_scope(cursor: Cursor, portfolio: PortfolioFilter, documents: Sequence[str]) -> Condition:
    """Whether a finding that speaks of a region is shown: with the filter's regions where it has any, as long as the
    filter names no documents; else with its document."""
    within = sorted(regions_in(portfolio, known_regions(cursor)) or ())
    parts = [among("region_id", within)] if within else []
    if not within or portfolio.documents:
        parts.append(among("document_id", documents))
    return Condition(" AND ".join(part.text for part in parts), tuple(value for part in parts for value in part.params))
