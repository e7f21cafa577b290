"""Findings that corrections answered stay visible as notes, with their first words and who corrected, when and why.

Each entry of the ledger that is about a document holds the findings that the document has as it stands, and has no more
with what was in force when the entry was made (`Correction.answered`). So a document need not be read once more without
its corrections, but for an entry that has no such record yet: one that is being made, or one of an earlier version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from etl.contract import finding_words
from etl.contract.detail import Detail
from etl.contract.findings import Finding, Findings
from etl.corrections import confirmed, ledger
from etl.corrections.ledger import Correction

_ROW_KINDS = ("field", "confirm", "progress")
_RECORDED = ("type", "table", "row", "column", "line", "raw", "detail", "params")
"""Columns of `schemas.Findings` that an entry holds of a finding that was answered."""

Said = Mapping[str, Any]


def recorded(findings: pl.DataFrame) -> tuple[Said, ...]:
    """Rows of `schemas.Findings` as an entry of the ledger holds them."""
    return tuple(findings.select(_RECORDED).to_dicts())


def has_record(entry: Correction) -> bool:
    """Whether an entry holds what it answered, in findings that can still be put into words."""
    return entry.answered is not None and all(map(_can_be_said, entry.answered))


def _can_be_said(said: Mapping[str, Any]) -> bool:
    try:
        finding_words.message(said["type"], said["detail"], said["params"])
    except KeyError:
        return False
    return True


def note_answered(entries: Sequence[Correction], applied: Sequence[Correction], findings: Findings) -> tuple[Said, ...]:
    """Turn what corrections answered into notes; returns the findings that the document has without them alone.

    `entries`: of the document, each with its record; `applied`: those of them that hold; `findings`: of the document
    with its corrections, changed in place.
    """
    left = {_place(finding) for finding in findings.items}
    _settle_at_cells(findings, applied)
    gone: dict[tuple[object, ...], tuple[Finding, Said]] = {}
    for said in (one for entry in entries if applied for one in entry.answered or ()):
        finding = _finding(said)
        if _place(finding) not in left:
            gone.setdefault((*_place(finding), finding.raw, finding.detail), (finding, said))
    for finding, _ in gone.values():
        place = (finding.table, finding.row, finding.column, finding.line)
        detail = answered(finding, [said_by(entry) for entry in _answering(finding, applied)])
        findings.add(Finding("corrected", finding.raw, detail, *place))
    return tuple(said for _, said in gone.values())


def said_by(entry: Correction) -> Detail:
    """Who corrected, when and why."""
    return Detail("corrected_by", who=entry.who, day=entry.at[:10], why=entry.why)


def answered(finding: Finding, by: Sequence[Detail]) -> Detail:
    """What a note says of the finding that it stands for, and of who corrected."""
    whole = finding_words.whole(finding.type, finding.detail)
    return Detail("answered", finding=whole, by=tuple(by))


def _finding(said: Mapping[str, Any]) -> Finding:
    detail = Detail.stored(said["detail"], said["params"])
    return Finding(
        said["type"], said["raw"] or "", detail, said["table"], said["row"], said["column"], said["line"]
    )  # fmt: skip


def _place(finding: Finding) -> tuple[object, ...]:
    words = "" if finding.row is not None else finding.raw
    return (finding.type, finding.table, finding.row, finding.column, finding.line, words)


def _answering(finding: Finding, applied: Sequence[Correction]) -> list[Correction]:
    """The corrections nearest to a finding: of its row, else of its column, else of the document, else all of them."""
    row, column = (finding.table, finding.row), (finding.table, finding.column)
    nearest = (
        [entry for entry in applied if entry.kind in _ROW_KINDS and (entry.table, entry.row) == row],
        [entry for entry in applied if entry.kind == "column" and (entry.table, entry.header) == column],
        [entry for entry in applied if entry.kind == "metadata" and finding.table is None],
        list(applied),
    )
    return next((found for found in nearest if found), [])


# --- doubts that stand at a cell still ---------------------------------------------------------------------------


def _settle_at_cells(findings: Findings, applied: Sequence[Correction]) -> None:
    """A doubt at a cell that still says what it said is settled where a person has stated, or confirmed, the value."""
    of_rows = [entry for entry in applied if entry.kind in _ROW_KINDS]
    of_rows.sort(
        key=confirmed.is_declared
    )  # of several values that are stated the latest settles, after what is declared
    for entry in reversed(of_rows):
        for finding in findings.of_row(entry.table or 0, entry.row or 0):
            if finding.type != "corrected" and _is_settled(finding, entry):
                finding.detail, finding.type = answered(finding, [said_by(entry)]), "corrected"


def _is_settled(finding: Finding, entry: Correction) -> bool:
    what = ledger.fields("field").get(entry.field)  # None for what only progress sheets have
    answers = what.answers if what else ()
    if not confirmed.is_declared(entry):
        in_its_words = bool(finding.raw) and finding.raw in entry.old_raw
        return entry.kind == "field" and finding.type in answers and in_its_words
    has_own_cell = what is None or "content" not in what.columns
    is_at_cell = has_own_cell and finding.column == entry.header
    return finding.severity == "warn" and (finding.type in answers or is_at_cell)
