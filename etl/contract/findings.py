"""Findings: what is wrong or doubtful, collected while a document is read. Types and details are data.

They are put into words when they are shown: `finding_words.py`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from etl.contract import reference
from etl.contract.detail import Detail


@dataclass(slots=True)
class Finding:
    """One thing wrong or doubtful, with the place it is about. `caused_by` is the finding that it follows from."""

    type: str
    raw: str = ""
    detail: Detail | None = None
    table: int | None = None
    row: int | None = None
    column: str | None = None
    line: int | None = None
    caused_by: Finding | None = None

    @property
    def severity(self) -> str:
        """Reject, warn or note."""
        return reference.finding_types()[self.type].severity

    def id_in(self, document_id: str) -> str:
        """Deterministic id: the same document read again gives the same ids."""
        detail = self.detail.as_text() if self.detail else None
        parts = (document_id, self.type, self.table, self.row, self.column, self.line, self.raw, detail)
        return hashlib.sha256("\x1f".join("" if part is None else str(part) for part in parts).encode()).hexdigest()[
            :16
        ]

    def as_row(self, document_id: str, document: str) -> dict[str, Any]:
        """As a row of `schemas.Findings`; the name of the document stands in it too."""
        return {
            "finding_id": self.id_in(document_id),
            "type": self.type,
            "severity": self.severity,
            "document_id": document_id,
            "document": document,
            "table": self.table,
            "row": self.row,
            "column": self.column,
            "line": self.line,
            "raw": self.raw or None,
            "detail": self.detail.key if self.detail else None,
            "params": self.detail.params_json() if self.detail else None,
            "caused_by": self.caused_by.id_in(document_id) if self.caused_by else None,
        }


@dataclass(slots=True)
class Findings:
    """The findings of one document, in the order in which they were made; equal ones are kept once."""

    items: list[Finding] = field(default_factory=list)
    _seen: dict[tuple[object, ...], Finding] = field(default_factory=dict)
    _rows: dict[tuple[int | None, int | None], list[Finding]] = field(default_factory=dict)

    def add(self, finding: Finding) -> Finding:
        """Add a finding, or return the equal one that is there already."""
        place = (finding.type, finding.table, finding.row, finding.column, finding.line, finding.raw, finding.detail)
        if place not in self._seen:
            self._seen[place] = finding
            self.items.append(finding)
            self._rows.setdefault((finding.table, finding.row), []).append(finding)
        return self._seen[place]

    def of_row(self, table: int, row: int) -> list[Finding]:
        """Findings about a list row, in order."""
        return self._rows.get((table, row), [])

    def of_table(self, table: int) -> list[Finding]:
        """Findings about a table as a whole, in order."""
        return self._rows.get((table, None), [])
