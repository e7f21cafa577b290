"""What it costs to read a hostile file: seconds, memory, and what is said of it."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice, product
from pathlib import Path

from tests.etl.hostile.long_texts import TEXTS
from tests.etl.hostile.packed_files import PACKED

KINDS = TEXTS | PACKED
SIZES = (1_000, 10_000, 100_000)
MOST_SECONDS, MOST_MEGABYTES = 60, 2_048
USUAL_SECONDS, USUAL_MEGABYTES = 20, 1_024
_GIVEN_UP = int(os.environ.get("GIVEN_UP", "300"))

_READ = """
import json, resource, sys, time
from pathlib import Path
from etl.cli import documents
from etl.pipeline import apart, load
began = time.monotonic()
apart.prepare()
report = load.check([Path(sys.argv[1])])
seconds = time.monotonic() - began
apart.stop_all()
(file,) = report.files
frame = file.read.frames["findings"]
types = frame["type"].value_counts(sort=True).head(3).rows()
kept = file.read.frames["list_rows"].height
apart = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
status = Path("/proc/self/status").read_text()  # what getrusage says of itself holds the peak of its parent too
peak = max(int(status.partition("VmHWM:")[2].split()[0]), apart)
print(json.dumps([file.outcome, seconds, peak // 1024, types, frame.height, kept]))
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """A file, and what it cost."""

    name: str
    size: int
    length: int
    outcome: str
    seconds: float
    megabytes: int
    said: str

    @property
    def holds(self) -> bool:
        """Whether it was read or refused with a finding, within the bounds that hold for all."""
        is_told = self.outcome in ("loaded", "unreadable", "too_large")
        return is_told and self.seconds <= MOST_SECONDS and self.megabytes <= MOST_MEGABYTES

    @property
    def is_usual(self) -> bool:
        """Whether it keeps within the bounds that hold for nearly all."""
        return self.holds and self.seconds <= USUAL_SECONDS and self.megabytes <= USUAL_MEGABYTES

    def line(self) -> str:
        """A line of the table."""
        return (
            f"{self.name:36} {self.size:7} {self.length / 1024:9.0f} kB {self.seconds:7.2f} s {self.megabytes:5} MB"
            f"  {self.outcome:10} {self.said}"
        )


def chosen(kinds: Sequence[str], sizes: Sequence[int], most: int) -> Iterator[tuple[str, int, int]]:
    """Kind, size and seed of so many files: each kind in each size first, then again from other seeds."""
    found = ((name, size, seed) for seed in count(1) for size, name in product(sizes, kinds))
    return islice(found, most)


def made(name: str, size: int, seed: int) -> bytes:
    """The bytes of a file."""
    return KINDS[name](size, random.Random(f"{name} {size} {seed}"))


def measure(name: str, size: int, seed: int, folder: Path) -> Cost:
    """Make a file, and read it in a process of its own."""
    path = folder / name.replace(" ", "-")
    path.write_bytes(data := made(name, size, seed))
    command = [sys.executable, "-c", _READ, str(path)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(command, capture_output=True, env=environment, timeout=_GIVEN_UP, check=False)
    except subprocess.TimeoutExpired:
        return Cost(name, size, len(data), "endless", _GIVEN_UP, 0, "")
    finally:
        path.unlink()
    if done.returncode:
        return Cost(name, size, len(data), "crashed", 0, 0, done.stderr.decode("utf-8", "replace")[-200:])
    outcome, seconds, megabytes, types, findings, kept = json.loads(done.stdout)
    said = f"{kept} rows, {findings} findings: " + ", ".join(f"{kind} {often}" for kind, often in types)
    return Cost(name, size, len(data), outcome, seconds, megabytes, said)
