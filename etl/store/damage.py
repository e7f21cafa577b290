"""What is damaged of a home: how it is called, and what was put aside because of it.

Kinds and their words are in `data/reference/store/damage.csv`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from etl import durable
from etl.contract import reference


@dataclass(frozen=True, slots=True)
class Damage:
    """One damaged thing. `name`: the document or file that it is about; `path`: where it lies, below the home.

    `put_aside`: the folder below the home that it was moved to, "" where it was not moved.
    """

    kind: str
    name: str
    path: str
    put_aside: str = ""

    @property
    def message(self) -> str:
        """What is wrong, and what to do, in one line."""
        words = _words()[self.kind]
        moved = f"（已移到 {self.put_aside}）" if self.put_aside else ""
        return f"{words['message'].format(name=self.name)}{moved}：{words['advice']}"

    @property
    def can_be_mended(self) -> bool:
        """Whether `doctor --repair` restores what is damaged, from what is there besides."""
        return _words()[self.kind]["is_mended"] == "yes"


def put_aside(home: Path, path: Path, kind: str, name: str) -> Damage:
    """Move a damaged file or folder to `<home>/damaged`."""
    where = _below(home, path)
    about = {"kind": kind, "name": name, "path": where, "at": datetime.now(UTC).isoformat(timespec="seconds")}
    return Damage(kind, name, where, _below(home, durable.put_aside(home, path, about)))


def put_aside_so_far(home: Path) -> list[Damage]:
    """What lies in `<home>/damaged`, in the order in which it came there."""
    found = []
    for folder in durable.damaged(home):
        try:
            about = durable.read_json(folder / durable.ABOUT)
            found.append(Damage(about["kind"], about["name"], about["path"], _below(home, folder)))
        except (OSError, KeyError, TypeError, durable.Damaged):
            found.append(Damage("unknown", folder.name, "", _below(home, folder)))
    return found


def found(home: Path, path: Path, kind: str, name: str) -> Damage:
    """A damaged file or folder that lies where it lay."""
    return Damage(kind, name, _below(home, path))


def _below(home: Path, path: Path) -> str:
    return path.relative_to(home).as_posix()


@cache
def _words() -> dict[str, dict[str, str]]:
    return {row["kind"]: row for row in reference.rows("store/damage")}
