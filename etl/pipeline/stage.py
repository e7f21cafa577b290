"""A stage: files that were read so that a person can look at them and correct them, before any of them counts.

A stage is a home of its own. Its store holds the files with all that was read from them, its corrections begin as those
in force, and nothing is published from it. Accepted, the corrections that were made in it become corrections of the
home, and its files are stored with them; discarded, all of it goes.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from etl import document
from etl.corrections import ledger
from etl.corrections.ledger import Correction
from etl.pipeline import load
from etl.pipeline.correction_history import Listed
from etl.store.store import STAGE_FILE, Store, StoreBusy
from etl.tables.metadata import Given

_PATIENCE_SECONDS = 60


def stage(folder: Path, home: Path, files: Iterable[tuple[str, bytes]], on_stage: Callable[[str], None]) -> None:
    """Read files (name, bytes) into a new stage in `folder`, with the corrections that are in force in `home`.

    `on_stage` is told `reading:NAME`. The stage is there when the last file has been read.
    """
    inherited = ledger.in_force(ledger.read_all(home))
    store, known = Store(folder), Store(home)
    found = []
    with store.lock():
        for entry in inherited:
            ledger.write(folder, entry)
        for name, data in files:
            on_stage(f"reading:{name}")
            record = known.record(document.document_id(data))
            given = record.given if record else Given()
            read = load.read_corrected(data, name, given, inherited)
            load.put(store, read, data, given, inherited)
            found.append(read.document_id)
    content = {"documents": list(dict.fromkeys(found)), "inherited": [entry.correction_id for entry in inherited]}
    (folder / STAGE_FILE).write_text(json.dumps(content), encoding="utf-8")


def documents_of(folder: Path) -> list[str]:
    """Ids of the staged documents in the order in which they came; FileNotFoundError where there is no stage."""
    return list(_content(folder)["documents"])


def corrected(folder: Path) -> list[Listed]:
    """The corrections that were made in a stage, oldest first; a revocation shows in the state of what it revokes."""
    entries = ledger.read_all(folder)
    stale = {record.document_id: record.stale for record in Store(folder).records()}
    state = ledger.states(entries, stale, ())
    return [Listed(entry, state[entry.correction_id]) for entry in _own(folder, entries) if entry.kind != "revoke"]


def accept(folder: Path, home: Path, on_stage: Callable[[str], None]) -> list[int]:
    """Store the staged documents with the corrections that were made, and publish; gives the projects of each.

    `on_stage` is told `storing:NAME` and the boundaries of `pipeline.load`. What a crash leaves is accepted again.
    """
    staged, store = Store(folder), Store(home)
    projects = []
    with staged.lock(), store.lock():
        wanted = documents_of(folder)
        _carry(folder, home)
        entries = ledger.read_all(home)
        for document_id in wanted:
            record = staged.find(document_id)
            on_stage(f"storing:{record.name}")
            known = store.record(document_id)
            given, data = (known or record).given, staged.original(document_id)
            read = load.read_corrected(data, record.name, given, entries)
            load.put(store, read, data, given, entries)
            projects.append(read.projects)
        load.replay(store, on_stage)
    return projects


def discard(folder: Path) -> None:
    """Drop a stage with all that was made in it; a correction that is being made there is waited for."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while folder.exists() and time.monotonic() < until:
        with suppress(StoreBusy), Store(folder).lock():
            (folder / STAGE_FILE).unlink(missing_ok=True)
            break
        time.sleep(0.1)
    shutil.rmtree(folder, ignore_errors=True)


def _carry(folder: Path, home: Path) -> None:
    """Write the corrections of a stage into the home, after those that it has; what is there is not repeated."""
    known = ledger.read_all(home)
    names: dict[str, str] = {}
    for entry in _own(folder, ledger.read_all(folder)):
        meant = names.get(entry.new_value, entry.new_value) if entry.kind == "revoke" else entry.new_value
        moved = replace(entry, new_value=meant)
        there = next((one for one in known if replace(one, correction_id=entry.correction_id) == moved), None)
        if there is None:
            there = replace(moved, correction_id=ledger.next_id(known))
            ledger.write(home, there)
            known.append(there)
        names[entry.correction_id] = there.correction_id


def _own(folder: Path, entries: Iterable[Correction]) -> list[Correction]:
    inherited = set(_content(folder)["inherited"])
    return [entry for entry in entries if entry.correction_id not in inherited]


def _content(folder: Path) -> dict[str, list[str]]:
    content: dict[str, list[str]] = json.loads((folder / STAGE_FILE).read_text(encoding="utf-8"))
    return content
