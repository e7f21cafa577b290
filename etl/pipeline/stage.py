"""A stage: files that were read so that a person can look at them and correct them, before any of them counts.

A stage is a home of its own. Its store holds the files with all that was read from them, its corrections begin as those
in force, and nothing is published from it. Accepted, the corrections that were made in it become corrections of the
home, and its files are stored with them; discarded, all of it goes.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from etl import document, durable
from etl.corrections import ledger
from etl.corrections.ledger import Correction
from etl.durable import Damaged
from etl.pipeline.correction_history import Listed
from etl.pipeline.replay import Stage, no_stage, put, read_corrected
from etl.store import damage
from etl.store.store import STAGE_FILE, DamagedOriginal, Store, StoreBusy, UnknownDocument
from etl.tables.metadata import Given

STAGES = "imports"
"""The folder of a home that its stages lie in."""
_ACCEPTED = "accepted.json"
_PATIENCE_SECONDS = 60


class StageDamaged(Exception):
    """What was staged cannot be read any more; the message says where it lies now."""


def stage(folder: Path, home: Path, files: Iterable[tuple[str, bytes]], on_stage: Stage) -> None:
    """Read files (name, bytes) into a new stage in `folder`, with the corrections that are in force in `home`.

    `on_stage` is told `reading:NAME`. The stage is there when the last file has been read.
    """
    inherited = ledger.in_force(ledger.read_all(home))
    store, known = Store(folder), Store(home)
    found = []
    with store.lock():
        ledger.write(folder, inherited)
        for name, data in files:
            on_stage(f"reading:{name}")
            record = known.record(document.document_id(data))
            given = record.given if record else Given()
            read = read_corrected(data, name, given, inherited)
            put(store, read, data, given, inherited)
            found.append(read.document_id)
    content = {"documents": list(dict.fromkeys(found)), "inherited": [entry.correction_id for entry in inherited]}
    durable.write_json(folder / STAGE_FILE, content)


def documents_of(folder: Path) -> list[str]:
    """Ids of the staged documents in the order in which they came; FileNotFoundError where there is no stage."""
    return list(_content(folder)["documents"])


def projects_of(folder: Path) -> list[int]:
    """How many projects each staged document reports, as it was read last."""
    store = Store(folder)
    return [store.scan(name, "project_reports").collect().height for name in documents_of(folder)]


def corrected(folder: Path) -> list[Listed]:
    """The corrections that were made in a stage, oldest first; a revocation shows in the state of what it revokes."""
    entries = ledger.read_all(folder)
    stale = {record.document_id: record.stale for record in Store(folder).records()}
    state = ledger.states(entries, stale, ())
    return [Listed(entry, state[entry.correction_id]) for entry in _own(folder, entries) if entry.kind != "revoke"]


def mark_accepted(folder: Path) -> None:
    """Say that a stage is accepted: what is cut off after that is done by the next start.

    The caller holds the lock of the home. Raises FileNotFoundError where there is no stage.
    """
    if not folder.is_dir():
        raise FileNotFoundError(folder.name)
    with Store(folder).lock():
        _content(folder)
        durable.write_json(folder / _ACCEPTED, {})


def accepted(home: Path) -> list[Path]:
    """The stages of a home that were accepted and are not published yet."""
    return sorted(path.parent for path in (home / STAGES).glob(f"*/{_ACCEPTED}"))


def is_accepted(folder: Path) -> bool:
    """Whether a stage was accepted and is not published yet."""
    return (folder / _ACCEPTED).is_file()


def take_in(folder: Path, store: Store, on_stage: Stage = no_stage) -> list[int]:
    """Store what an accepted stage holds, as far as it is not stored yet; gives the projects of each document.

    Raises StageDamaged where it cannot be read: it is put aside then.
    """
    staged, projects = Store(folder), []
    try:
        found = [(staged.find(name), staged.original(name)) for name in documents_of(folder)]
        _carry(folder, store.home)
    except (OSError, Damaged, DamagedOriginal, UnknownDocument, ledger.CorrectionRefused) as reason:
        raise StageDamaged(damage.put_aside(store.home, folder, "stage", folder.name[:8]).message) from reason
    entries = ledger.read_all(store.home)
    for record, data in found:
        on_stage(f"storing:{record.name}")
        given = (store.record(record.document_id) or record).given
        read = read_corrected(data, record.name, given, entries)
        put(store, read, data, given, entries)
        projects.append(read.projects)
    return projects


def discard(folder: Path) -> None:
    """Drop a stage with all that was made in it; a correction that is being made there is waited for.

    A stage that was accepted stays until it is published.
    """
    until = time.monotonic() + _PATIENCE_SECONDS
    while folder.exists() and time.monotonic() < until:
        with suppress(StoreBusy), Store(folder).lock():
            if is_accepted(folder):
                return
            durable.delete(folder / STAGE_FILE)
            break
        time.sleep(0.1)
    durable.delete(folder)


def _carry(folder: Path, home: Path) -> None:
    """Write the corrections of a stage into the home, after those that it has; what is there is not repeated."""
    known = ledger.read_all(home)
    names: dict[str, str] = {}
    new = []
    for entry in _own(folder, ledger.read_all(folder)):
        meant = names.get(entry.new_value, entry.new_value) if entry.kind == "revoke" else entry.new_value
        moved = replace(entry, new_value=meant)
        there = next((one for one in known if replace(one, correction_id=entry.correction_id) == moved), None)
        if there is None:
            there = replace(moved, correction_id=ledger.next_id(home, known))
            new.append(there)
            known.append(there)
        names[entry.correction_id] = there.correction_id
    ledger.write(home, new)


def _own(folder: Path, entries: Iterable[Correction]) -> list[Correction]:
    inherited = set(_content(folder)["inherited"])
    return [entry for entry in entries if entry.correction_id not in inherited]


def _content(folder: Path) -> dict[str, list[str]]:
    content: dict[str, list[str]] = durable.read_json(folder / STAGE_FILE)
    return content
