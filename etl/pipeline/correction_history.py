"""The corrections that were made, with the state of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from etl.corrections import ledger
from etl.corrections.ledger import Correction
from etl.pipeline.explain import standing_contradictions, told_problems
from etl.pipeline.stored_rows import is_reported, projects_of
from etl.store.store import Store


@dataclass(frozen=True, slots=True)
class Listed:
    """A correction and its state: applied, stale, superseded, revoked or absent (its document is not loaded)."""

    correction: Correction
    state: str


def history(home: Path, document: str | None = None) -> list[Listed]:
    """All corrections with their state, oldest first; revocations show in the state of what they revoke."""
    store = Store(home)
    entries = ledger.read_all(home)
    wanted = store.find(document).document_id if document else None
    stale: Mapping[str, list[str]] = {record.document_id: record.stale for record in store.records()}
    named = ledger.named_projects(entries)
    known = {*projects_of(store, named), *(name for name in named if is_reported(store, name))}
    known.update(standing_contradictions(home))
    known.update(ledger.problem_key(told.project_id, told.rule_cause, told.words) for told in told_problems(home))
    state = ledger.states(entries, stale, known)
    shown = [entry for entry in entries if entry.kind != "revoke" and wanted in (None, entry.document_id)]
    return [Listed(entry, state[entry.correction_id]) for entry in shown]
