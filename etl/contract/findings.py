"""Findings: what is wrong or doubtful, collected while a document is read. Types are data (`finding_types.csv`)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from etl.contract import reference


@dataclass(slots=True)
class Finding:
    """One thing wrong or doubtful, with the place it is about. `caused_by` is the finding that it follows from."""

    type: str
    raw: str = ""
    detail: str = ""
    table: int | None = None
    row: int | None = None
    column: str | None = None
    line: int | None = None
    caused_by: Finding | None = None

    @property
    def severity(self) -> str:
        """Reject, warn or note."""
        return reference.finding_types()[self.type].severity

    @property
    def message(self) -> str:
        """What is wrong and what to do, in the user's language."""
        kind = reference.finding_types()[self.type]
        if self.detail.endswith("。"):  # a reader's own advice, more exact than the general one
            return f"{kind.title}。{self.detail}"
        return f"{kind.title}{'（' + self.detail + '）' if self.detail else ''}。{kind.advice}。"

    def id_in(self, document_id: str) -> str:
        """Deterministic id: the same document read again gives the same ids."""
        parts = (document_id, self.type, self.table, self.row, self.column, self.line, self.raw, self.detail)
        return hashlib.sha256("\x1f".join("" if part is None else str(part) for part in parts).encode()).hexdigest()[
            :16
        ]


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
