"""The documents behind what a scope shows."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.metrics.documents.in_scope import documents_in_scope
from dashboard.session.scope import Scope
from dashboard.session.snapshot import DocumentItem, Session
from dashboard.words.labels import DOCUMENT_STATUS_LABELS, NOT_STATED


def shown_documents(session: Session, scope: Scope) -> list[DocumentItem]:
    """The snapshot's documents that are in scope, by file name."""
    wanted = set(documents_in_scope(session.cursor, scope.filter, scope.as_of))
    return [item for item in scope.info.documents if item.document_id in wanted]


def as_rows(documents: Sequence[DocumentItem]) -> list[tuple[str, ...]]:
    """What is known of each document, under a head: for the second sheet of a workbook."""
    rows = [
        (
            item.title or item.document,
            item.document,
            item.document_number or NOT_STATED,
            item.document_date.isoformat() if item.document_date else NOT_STATED,
            DOCUMENT_STATUS_LABELS.get(item.status or "", NOT_STATED),
            item.region_name or NOT_STATED,
        )
        for item in documents
    ]
    return [("标题", "文件名", "文号", "成文日期", "状态", "地区"), *rows]
