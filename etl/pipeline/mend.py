"""What is damaged of a home is found, put aside, and read again from the originals: the rest goes on."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from etl.corrections import ledger
from etl.durable import Damaged
from etl.pipeline.replay import put, read_again, read_corrected
from etl.snapshot import publish
from etl.store import closed_months, damage, removals
from etl.store.damage import Damage
from etl.store.store import RECORD, DamagedOriginal, Store
from etl.tables.metadata import Given


def damaged(store: Store) -> list[Damage]:
    """What every step needs and cannot be read: JSON files, and what was read from documents."""
    return [*_files(store), *(found for name in store.ids() if (found := _reading(store, name)))]


def damaged_besides(store: Store) -> list[Damage]:
    """What takes longer to look at: originals and snapshot against their hashes, and whether all is published."""
    home = store.home
    found = [
        damage.found(home, store.folder / name, "original", _name(store, name))
        for name in store.ids()
        if not _has_original(store, name)
    ]
    if store.is_stage:
        return found
    try:
        current = publish.published(home)
        if current and not publish.is_sound(home, current):
            found.append(damage.found(home, publish.folder(home) / current.snapshot, "snapshot", current.snapshot))
        elif (current.inputs_hash if current else None) != (store.fingerprint() if store.ids() or current else None):
            found.append(damage.found(home, publish.folder(home), "unpublished", ""))
    except (Damaged, ledger.CorrectionRefused):
        pass  # `damaged` names it
    return found


def mend(store: Store, found: list[Damage]) -> list[Damage]:
    """Put aside what `damaged` found, and read documents again from their originals. Gives what was done.

    The caller holds the lock and publishes.
    """
    files = [item for item in found if item.kind in ("correction", "removal", "closed_months", "pointer")]
    readings = [item for item in found if item.kind in ("record", "tables")]
    done = [damage.put_aside(store.home, store.home / item.path, item.kind, item.name) for item in files]
    return done + [_read_again(store, item) for item in readings]


def _files(store: Store) -> Iterator[Damage]:
    home = store.home
    for path in ledger.files(home):
        try:
            ledger.read_file(path)
        except Damaged:
            yield damage.found(home, path, "correction", path.name)
    for path in removals.files(home):
        try:
            removals.read_file(path)
        except Damaged:
            yield damage.found(home, path, "removal", path.name)
    try:
        closed_months.read(home)
    except Damaged as file:
        yield damage.found(home, file.path, "closed_months", file.path.name)
    try:
        publish.published(home)
    except Damaged as file:
        yield damage.found(home, file.path, "pointer", file.path.name)


def _reading(store: Store, document_id: str) -> Damage | None:
    record, folder = store.record(document_id), store.reading(document_id)
    if record is None:
        return damage.found(store.home, folder / RECORD, "record", _name(store, document_id))
    return None if store.is_whole(record) else damage.found(store.home, folder, "tables", record.name)


def _has_original(store: Store, document_id: str) -> bool:
    try:
        store.original(document_id)
    except DamagedOriginal:
        return False
    return True


def _name(store: Store, document_id: str) -> str:
    """What a document is called, as far as that can be read."""
    record = store.record(document_id)
    if record:
        return record.name
    try:
        name: str = store.scan(document_id, "documents").collect()["document"][0]
    except (OSError, pl.exceptions.PolarsError):
        return document_id[:12]
    return name


def _read_again(store: Store, item: Damage) -> Damage:
    """Read a document again whose record or tables are damaged, or put it aside where its original is damaged too."""
    place = store.home / item.path
    document_id = place.relative_to(store.folder).parts[0]
    if not _has_original(store, document_id):
        return damage.put_aside(store.home, store.folder / document_id, "lost", item.name)
    entries, record = ledger.read_all(store.home), store.record(document_id)
    done = damage.put_aside(store.home, place, item.kind, item.name) if place.is_file() else item
    if record:
        read_again(store, record, entries)
    else:
        data = store.original(document_id)
        put(store, read_corrected(data, item.name, Given(), entries), data, Given(), entries)
    return done
