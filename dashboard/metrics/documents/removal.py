"""What leaves the board with a document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard.metrics.cursor import Cursor

_COUNTS = """
WITH own AS (SELECT DISTINCT project_id FROM project_reports WHERE document_id = $1),
others AS (SELECT DISTINCT project_id FROM project_reports WHERE document_id <> $1),
gone AS (SELECT project_id FROM own WHERE project_id NOT IN (SELECT project_id FROM others))
SELECT
    (SELECT count(*) FROM project_reports WHERE document_id = $1),
    (SELECT count(*) FROM gone),
    (SELECT sum(p.total_investment_wan) FROM projects p JOIN gone USING (project_id)),
    (SELECT count(*) FROM own) - (SELECT count(*) FROM gone),
    (SELECT count(*) FROM progress_reports WHERE document_id = $1),
    (SELECT count(*) FROM targets WHERE document_id = $1)
"""


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
    months: tuple[date, ...]


def what_leaves(cursor: Cursor, document_id: str) -> Leaving | None:
    """What goes when this document is removed; None where the snapshot does not hold it."""
    named = cursor.execute("SELECT document FROM documents WHERE document_id = ?", [document_id]).fetchone()
    if named is None:
        return None
    [(rows, gone, gone_wan, kept, progress, targets)] = cursor.execute(_COUNTS, [document_id]).fetchall()
    query = "SELECT DISTINCT month FROM progress_reports WHERE document_id = ? ORDER BY month"
    months = tuple(row[0] for row in cursor.execute(query, [document_id]).fetchall())
    return Leaving(str(named[0]), rows, gone, gone_wan, kept, progress, targets, months)
