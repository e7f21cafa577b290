"""Files that count are on the disk before anything rests on them, whole or not at all.

A power cut keeps of a file only what was flushed, and of a folder only the names that were. So a file is written under
another name, flushed, and then renamed; a folder is flushed with all that lies in it, and then renamed; and each time
the folder that holds the name is flushed too. Windows flushes no folders: its file system keeps their names itself.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_PART = ".part"
"""Ends the name of a file that is being written."""
_DAMAGED = "damaged"
ABOUT = "about.json"
"""What was put aside beside it, and why."""


class Damaged(Exception):
    """A file of ours cannot be read; the message names it and says what to do."""

    def __init__(self, path: Path) -> None:
        """The file; who shows the message needs no other folder of the machine."""
        super().__init__(f"文件损坏：{path.parent.name}/{path.name}，请运行 portfolio doctor --repair")
        self.path = path


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file, in place of what was there under its name; both are never seen in part."""
    make_folder(path.parent)
    staged = path.with_name(f"{path.name}.{uuid.uuid4().hex}{_PART}")
    with all_or_nothing(staged):
        with staged.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        staged.replace(path)
    _flush_folder(path.parent)


def write_json(path: Path, content: object) -> None:
    """Write a JSON file as `write_bytes` does."""
    write_bytes(path, json_bytes(content))


def json_bytes(content: object) -> bytes:
    """What a JSON file of ours is written as."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()


def read_json(path: Path) -> Any:  # noqa: ANN401 - JSON
    """What a JSON file holds. Raises Damaged where it is none, FileNotFoundError where it is not there."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as reason:
        raise Damaged(path) from reason


@contextmanager
def all_or_nothing(*paths: Path) -> Iterator[None]:
    """Delete what the body has made where it fails: what a full disk cut short must not keep it full."""
    try:
        yield
    except BaseException:
        for path in paths:
            delete(path)
        raise


def settle(path: Path) -> None:
    """Flush a file, or a folder with all that lies in it."""
    if not path.is_dir():
        with path.open("r+b") as file:
            os.fsync(file.fileno())
        return
    for inner in path.iterdir():
        settle(inner)
    _flush_folder(path)


def settle_many(path: Path) -> None:
    """The same for a folder of very many files, at once where the system can: Linux waits until all is written."""
    if sys.platform == "linux":
        os.sync()
    else:
        settle(path)


def move(source: Path, target: Path) -> None:
    """Give something that is settled its name: by one rename, which is on the disk when this returns."""
    make_folder(target.parent)
    source.rename(target)
    _flush_folder(target.parent)
    _flush_folder(source.parent)


def delete(path: Path) -> None:
    """Delete a file, or a folder with all that lies in it; what a reader holds open (Windows) stays."""
    with suppress(OSError):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Delete what a process that was killed had begun to write in a folder. Nobody else may be writing there."""
    for path in folder.glob(f"*{_PART}"):
        delete(path)


def put_aside(home: Path, path: Path, about: Mapping[str, str]) -> Path:
    """Move what is damaged out of the way: to a folder of its own below `<home>/damaged`, beside `about.json`."""
    number = max((int(folder.name) for folder in damaged(home)), default=0) + 1
    folder = home / _DAMAGED / f"{number:04d}"
    write_json(folder / ABOUT, about)
    move(path, folder / path.name)
    return folder


def damaged(home: Path) -> list[Path]:
    """The folders of what was put aside, oldest first."""
    return sorted(folder for folder in (home / _DAMAGED).glob("*") if folder.name.isdigit())


def make_folder(path: Path) -> None:
    """Make a folder, and those above it that are not there, so that they stay."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(exist_ok=True)
    _flush_folder(path.parent)


def _flush_folder(path: Path) -> None:
    if sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as reason:
        if reason.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network file systems flush no folders
            raise
    finally:
        os.close(handle)
