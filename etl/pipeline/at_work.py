"""The lock of a home, behind which all work on it is done; first of all what an earlier process left undone.

A process may end at any moment. Each step is one rename, so that what is left is found by looking: files that were
accepted (`stage.py`), corrections whose document was not read again, a document that was taken out, a store that is not
published.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from etl import durable
from etl.pipeline import mend, stage
from etl.pipeline.replay import replay
from etl.store.store import Store, StoreBusy

_LOG = logging.getLogger(__name__)


@contextmanager
def at_work(home: Path) -> Iterator[Store]:
    """Hold the lock of a home, with nothing damaged or unfinished in it. Raises StoreBusy, naming the holder."""
    store = Store(home)
    with store.lock() as was_cut:
        for item in mend.mend(store, mend.damaged(store)):
            _LOG.warning("%s", item.message)
        if was_cut or stage.accepted(home):
            finish_under_lock(store)
        yield store


def finish(home: Path) -> None:
    """Do what an earlier process left undone, if any; what is at work now is left alone."""
    if Store(home).is_at_work:
        with suppress(StoreBusy), at_work(home):
            pass


def finish_under_lock(store: Store) -> None:
    """Take in what was accepted, read again what has to be, and publish. The caller holds the lock."""
    stages = stage.accepted(store.home)
    for folder in stages:
        try:
            stage.take_in(folder, store)
        except stage.StageDamaged as reason:
            _LOG.warning("%s", reason)
    replay(store)
    for folder in stages:
        durable.delete(folder)
