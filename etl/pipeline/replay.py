"""Reading a stored document, again where reader or corrections have changed, and publishing what has come of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from etl import document
from etl.corrections import ledger, notes
from etl.corrections.ledger import Correction
from etl.document import ReadDocument
from etl.pipeline import apart
from etl.snapshot import publish
from etl.store import damage
from etl.store.store import DamagedOriginal, Record, Store, reader_version
from etl.tables.metadata import Given

Stage = Callable[[str], None]
_LOG = logging.getLogger(__name__)


def no_stage(_: str) -> None:
    """Tell nobody."""


def replay(store: Store, on_stage: Stage = no_stage) -> None:
    """Read documents again where reader or corrections have changed, and publish what there is, but not from a stage.

    A document that would have to be read again and whose original is damaged is put aside. The caller holds the lock.
    """
    entries = ledger.read_all(store.home)
    for record in store.records():
        if not is_current(store, record, entries):
            read_again(store, record, entries)
            on_stage(f"stored:{record.name}")
    if not store.is_stage and (store.ids() or publish.published(store.home)):
        store.keep_removals()
        publish.publish(store, on_stage)
        store.forget_removed()


def read_again(store: Store, record: Record, entries: Sequence[Correction]) -> None:
    """Read a document from its original, with what a person said of it."""
    try:
        data = store.original(record.document_id)
    except DamagedOriginal:
        lost = damage.put_aside(store.home, store.folder / record.document_id, "lost", record.name)
        _LOG.warning("%s", lost.message)
        return
    put(store, read_corrected(data, record.name, record.given, entries), data, record.given, entries)


def read_corrected(
    data: bytes, name: str, given: Given, entries: Sequence[Correction], on_stage: Stage = no_stage
) -> ReadDocument:
    """Read a document with its corrections among `entries`, and name those of its projects in other documents.

    For a correction that does not say yet what it answered the document is read as it stands besides.
    """
    document_id = document.document_id(data)
    wanted = ledger.to_read_with(entries, document_id)
    if any(entry.document_id == document_id and not notes.has_record(entry) for entry in wanted):
        plain = notes.recorded(apart.read(data, name, given).frames["findings"])
        wanted = [entry if notes.has_record(entry) else replace(entry, answered=plain) for entry in wanted]
    return apart.read(data, name, given, wanted, on_stage)


def put(store: Store, read: ReadDocument, data: bytes, given: Given, entries: Sequence[Correction]) -> None:
    """Store what `read_corrected` gave, with the corrections that it rests on."""
    projects = read.frames["project_reports"]["project_id"]
    store.put(read, data, given, ledger.of_document(entries, read.document_id, projects))


def is_current(store: Store, record: Record, entries: Sequence[Correction] | None = None) -> bool:
    """Whether a document was read with the reader of today and the corrections that are in force."""
    used = ledger.digest(store.corrections_of(record.document_id, entries))
    return record.reader == reader_version() and record.corrections == used
