"""Whether what a home holds is sound, and its repair from what is there besides."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from etl.corrections import ledger
from etl.durable import Damaged
from etl.pipeline import mend
from etl.pipeline.at_work import finish_under_lock
from etl.snapshot import publish
from etl.store import closed_months, damage
from etl.store.damage import Damage
from etl.store.store import Store


@dataclass(frozen=True, slots=True)
class Health:
    """What is sound (how many documents, correction files and closed months; the snapshot), what is not, and what was
    put aside before."""

    documents: int
    corrections: int
    closed_months: int
    snapshot: str
    damaged: list[Damage]
    put_aside: list[Damage]


def examine(home: Path) -> Health:
    """Look at everything, and change nothing. What another process is at work on shows as unfinished."""
    store = Store(home)
    damaged = [*mend.damaged(store), *mend.damaged_besides(store)]
    kinds = [item.kind for item in damaged]
    ill = {name for name in store.ids() if any(name in Path(item.path).parts for item in damaged)}
    return Health(
        len(store.ids()) - len(ill),
        len(ledger.files(home)) - kinds.count("correction"),
        _closed(home),
        "" if "snapshot" in kinds else _snapshot(home),
        damaged,
        damage.put_aside_so_far(home),
    )


def repair(home: Path) -> list[Damage]:
    """Put aside what is damaged, read it again from the originals, finish what was cut off, and publish.

    Gives what was dealt with. An original that is damaged stays, with what was read from it, until its file is loaded
    again. Raises StoreBusy.
    """
    store = Store(home)
    with store.lock():
        found = mend.damaged(store)
        besides = [item for item in mend.damaged_besides(store) if item.can_be_mended]
        done = mend.mend(store, found)
        finish_under_lock(store)
    return [*done, *besides]


def _closed(home: Path) -> int:
    try:
        return len(closed_months.read(home))
    except Damaged:
        return 0


def _snapshot(home: Path) -> str:
    try:
        current = publish.published(home)
    except Damaged:
        return ""
    return current.snapshot if current else ""
