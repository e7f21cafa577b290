"""What a process does to the files below a folder: `traced_disk.c`, preloaded, writes it down; here it is read."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

_SOURCE = Path(__file__).with_name("traced_disk.c")
_HEAD = struct.Struct("=cIQq")
CAN_TRACE = sys.platform == "linux" and shutil.which("cc") is not None
NAMES = b"CRUDM"
"""What changes names: create, rename, unlink, rmdir, mkdir."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done. `op`: C create, T truncate to `offset`, W write `data` at `offset`, R rename to `data`,
    U unlink, D rmdir, M mkdir, S flush. `path` is below the folder."""

    op: str
    path: str
    data: bytes
    offset: int

    @property
    def other(self) -> str:
        """The new path of a rename."""
        return self.data.decode()


@cache
def _library() -> Path:
    made = Path(mkdtemp(prefix="traced-disk-")) / "traced_disk.so"
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", made, _SOURCE, "-ldl", "-lpthread"], check=True)
    return made


def run_traced(
    code: str, home: Path, arguments: list[str], log: Path, room: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program with the home as its first argument; `room`: bytes that can be written until the disk is full."""
    environment = os.environ | {"LD_PRELOAD": str(_library()), "TRACE_ROOT": str(home), "TRACE_LOG": str(log)}
    if room is not None:
        environment["TRACE_ROOM"] = str(room)
    log.unlink(missing_ok=True)
    return subprocess.run(
        [sys.executable, "-c", code, str(home), *arguments],
        env=environment, check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def events_in(log: Path) -> list[Event]:
    """What `run_traced` wrote down."""
    content, at, found = log.read_bytes(), 0, []
    while at < len(content):
        op, path_length, data_length, offset = _HEAD.unpack_from(content, at)
        start = at + _HEAD.size
        path, data = content[start : start + path_length], content[start + path_length :][:data_length]
        found.append(Event(op.decode(), path.decode(), data, offset))
        at = start + path_length + data_length
    return found
