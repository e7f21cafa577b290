"""The states of a folder that a killed process or a power cut can leave, from what the process did (`disk_trace.py`).

Killed, everything that was done is there. Of a power cut, the names are there in the order in which they were changed,
at least up to what a flushed folder holds; the content of a file is what was flushed, or any part of what came after.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from random import Random

from tests.etl.disk.disk_trace import NAMES, Event


def do(folder: Path, event: Event, part: float = 1.0) -> None:
    """Do to a real folder what an event says; of a write its first part."""
    path = folder / event.path
    match event.op:
        case "C":
            path.touch()
        case "M":
            path.mkdir(exist_ok=True)
        case "R":
            path.replace(folder / event.other)
        case "U":
            path.unlink()
        case "D":
            path.rmdir()
        case "T":
            with path.open("r+b") as file:
                file.truncate(event.offset)
        case "W":
            with path.open("r+b") as file:
                file.seek(event.offset)
                file.write(event.data[: int(len(event.data) * part)])


@dataclass(slots=True)
class _File:
    """A file: as it is, and as it was flushed last."""

    data: bytearray = field(default_factory=bytearray)
    flushed: bytes = b""


Names = dict[str, "_File | None"]
"""Path -> file, or None for a folder."""


def after_power_cut(before: Path, events: Sequence[Event], target: Path, chance: Random | None) -> None:
    """Make in `target` what a power cut after `events` leaves of `before`; without `chance` only what must be there."""
    names = _read(before)
    kept = dict(names)
    created: dict[int, _File | None] = {}
    floor = -1
    for number, event in enumerate(events):
        if event.op.encode() in NAMES:
            created[number] = _File() if event.op == "C" else None
            _name(names, event, created[number])
        elif event.op == "S" and names.get(event.path) is None:
            floor = max(floor, _last_change(events, number, event.path))
        else:
            _write(names, event)
    upto = floor if chance is None else chance.randint(floor, len(events))
    for number, event in enumerate(events[: upto + 1]):
        if event.op.encode() in NAMES:
            _name(kept, event, created[number])
    for path, file in sorted(kept.items()):
        if file is None:
            (target / path).mkdir(parents=True, exist_ok=True)
        else:
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (target / path).write_bytes(_content(file, chance))


def _read(folder: Path) -> Names:
    found: Names = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        found[name] = None if path.is_dir() else _File(bytearray(path.read_bytes()), path.read_bytes())
    return found


def _last_change(events: Sequence[Event], before: int, folder: str) -> int:
    """Number of the last event that changed a name in a folder; -1 for none."""
    for number in range(before - 1, -1, -1):
        event = events[number]
        paths = [event.path, event.other] if event.op == "R" else [event.path]
        if event.op.encode() in NAMES and folder in [_parent(path) for path in paths]:
            return number
    return -1


def _parent(path: str) -> str:
    above = PurePosixPath(path).parent.as_posix()
    return "" if above == "." else above


def _name(names: Names, event: Event, created: _File | None) -> None:
    match event.op:
        case "C" | "M":
            names[event.path] = created
        case "U" | "D":
            names.pop(event.path, None)
        case "R":
            moved = [path for path in names if path == event.path or path.startswith(f"{event.path}/")]
            for path in moved:
                names[event.other + path.removeprefix(event.path)] = names.pop(path)


def _write(names: Names, event: Event) -> None:
    file = names[event.path]
    assert file is not None, event
    match event.op:
        case "S":
            file.flushed = bytes(file.data)
        case "T":
            del file.data[event.offset :]
            file.data.extend(bytes(event.offset - len(file.data)))
        case "W":
            file.data.extend(bytes(max(0, event.offset - len(file.data))))
            file.data[event.offset : event.offset + len(event.data)] = event.data


def _content(file: _File, chance: Random | None) -> bytes:
    """What is there of a file: what was flushed, or by chance the whole, a part with or without zeros, or zeros."""
    whole = bytes(file.data)
    if file.flushed == whole or chance is None:
        return file.flushed
    half = whole[: len(whole) // 2]
    return chance.choice([file.flushed, whole, half, half + bytes(len(whole) - len(half)), bytes(len(whole))])


def is_same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files with the same content."""
    return {k: v and bytes(v.data) for k, v in _read(one).items()} == {
        k: v and bytes(v.data) for k, v in _read(other).items()
    }


def copy(source: Path, target: Path) -> Path:
    """A folder anew in place of what was there."""
    shutil.rmtree(target, ignore_errors=True)
    return shutil.copytree(source, target)
