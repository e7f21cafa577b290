"""What each document of the snapshot holds, in rows."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.metrics.cursor import Cursor

_TABLES = ("project_reports", "progress_reports", "targets", "policy_rules")


@dataclass(frozen=True, slots=True)
class Holding:
    """Rows of one document: of project lists and progress sheets, targets of plans, rules of support."""

    projects: int = 0
    progress: int = 0
    targets: int = 0
    rules: int = 0


def holdings(cursor: Cursor) -> dict[str, Holding]:
    """Rows by document id; documents that hold none of these are not in it."""
    counts = [
        dict(cursor.execute(f"SELECT document_id, count(*) FROM {table} GROUP BY document_id").fetchall())
        for table in _TABLES
    ]
    ids = {document for found in counts for document in found}
    return {document: Holding(*(found.get(document, 0) for found in counts)) for document in ids}
