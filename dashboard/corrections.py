"""The board's one way to the loader's corrections: what can be corrected, and the work of correcting and revoking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.jobs import JobRefusedError, Work
from etl import amend, corrections
from etl.corrections import Correction, CorrectionRefused
from etl.store import StoreBusy, UnknownDocument


@dataclass(frozen=True, slots=True)
class Row:
    """A list row, as the snapshot names it."""

    document_id: str
    table: int
    row: int


def row_fields() -> dict[str, str]:
    """Columns of a project report that a person can correct, with their labels."""
    return {what.target: what.label for what in corrections.fields("field").values()}


def label_of(entry: Correction) -> str:
    """What a correction is of: a field of a row or of a document, else the header of the column."""
    kind = "field" if entry.kind == "confirm" else entry.kind
    what = corrections.fields(kind).get(entry.field)
    return what.label if what else "".join((entry.header or entry.field).split())


def column_of(field: str | None) -> str | None:
    """The column of a project report that a column of a list with this meaning is corrected through."""
    fields = corrections.fields("field").values()
    return next((what.target for what in fields if what.columns and what.columns[0] == field), None)


def doubts_with(column: str) -> tuple[str, ...]:
    """What is doubtful of a report together with this column: the basis of what is read out of the content."""
    what = next((what for what in corrections.fields("field").values() if what.target == column), None)
    return ("capacity_basis",) if what and "content" in what.columns else ()


def document_fields() -> dict[str, str]:
    """Columns of a document that a person can correct, with their labels."""
    return {what.target: what.label for what in corrections.fields("metadata").values()}


def correct_row(home: Path, row: Row, column: str, value: str, who: str, why: str) -> Work:
    """Give a field of a row another value, and publish."""
    return _work(
        lambda: amend.correct_field(
            home, row.document_id, table=row.table, row=row.row, field=column, value=value, who=who, why=why
        )
    )


def confirm_row(home: Path, row: Row, column: str, who: str, why: str) -> Work:
    """Say that a doubtful value of a row was read rightly, and publish."""
    return _work(
        lambda: amend.confirm_field(home, row.document_id, table=row.table, row=row.row, field=column, who=who, why=why)
    )


def correct_document(home: Path, document_id: str, column: str, value: str, who: str, why: str) -> Work:
    """Correct what is known of a document, and publish."""
    return _work(lambda: amend.correct_metadata(home, document_id, field=column, value=value, who=who, why=why))


def revoke(home: Path, correction_id: str, who: str, why: str) -> Work:
    """Take a correction back, and publish."""
    return _work(lambda: amend.revoke(home, correction_id, who=who, why=why))


def _work(act: Callable[[], Correction]) -> Work:
    def work(stage: Callable[[str], None]) -> dict[str, Any]:
        stage("核对更正值，重建快照")
        try:
            entry = act()
        except (CorrectionRefused, StoreBusy, UnknownDocument) as reason:
            raise JobRefusedError(str(reason)) from reason
        return {"correction_id": entry.correction_id}

    return work
