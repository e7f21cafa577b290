"""Kill, cut the power or fill the disk at every step of what people do, and see that nothing is lost.

`python -m tests.etl.disk.disk_faults kill|cut|full [--each N] [--cuts N] [SCENARIO…]` prints a table; exit status 1
where something failed. `kill`: at each write, rename, flush and unlink (every Nth with `--each`), half of a write done.
`cut`: the power, at random moments, and at the end of what was reported done. `full`: the disk, after each 50 kB.

After each, what was served before or what is served after is served; the next start leaves one of both, all of it
sound and published; and what was not done can be done again.
"""

from __future__ import annotations

import argparse
import logging
import random
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from etl.pipeline import at_work, doctor
from etl.store.store import Store
from tests.etl.disk import disk_states
from tests.etl.disk.disk_scenarios import PROGRAM, SCENARIOS, Scenario, Served, served, write_files
from tests.etl.disk.disk_trace import Event, events_in, run_traced

STEP_BYTES = 50_000


@dataclass(slots=True)
class Traced:
    """A scenario as it really went: the home before, what was done, what is served before and after."""

    scenario: Scenario
    files: Path
    before: Path
    after: Path
    events: list[Event]
    served: tuple[Served, Served] = (None, None)


@dataclass(slots=True)
class Row:
    """One line of the table: how often a fault was tried, and what went wrong."""

    scenario: str
    steps: int
    tried: int = 0
    wrong: list[str] = field(default_factory=list)

    def attempt(self, what: str, check: Callable[[], None]) -> None:
        """Try once; what fails is kept with its place."""
        self.tried += 1
        try:
            check()
        except Exception as reason:
            self.wrong.append(f"{what}: {type(reason).__name__} {reason}"[:300])


def trace(name: str, folder: Path) -> Traced:
    """Let a process do what a scenario is about, and write down what it does to its files."""
    scenario, files = SCENARIOS[name], folder / "files"
    files.mkdir(parents=True)
    write_files(files)
    before, after = folder / "before", folder / "after"
    scenario.prepare(before, files)
    shutil.copytree(before, after)
    done = run_traced(PROGRAM, after, [str(files), name], folder / "log")
    assert done.returncode == 0, done.stderr
    events = events_in(folder / "log")
    again = shutil.copytree(before, folder / "again")
    for event in events:
        disk_states.do(again, event)
    assert disk_states.is_same(again, after), "the trace does not say all that was done"
    return Traced(scenario, files, before, after, events, (served(before), served(after)))


def check(home: Path, traced: Traced, is_done: bool) -> None:
    """What must hold of a home that a fault was in. `is_done`: it had been reported done before."""
    before, after = traced.served
    _expect(served(home) in ((after,) if is_done else (before, after)), f"served {served(home)}")
    at_work.finish(home)
    _expect(served(home) in ((after,) if is_done else (before, after)), f"after the next start {served(home)}")
    health, is_upgrade = doctor.examine(home), traced.scenario.name == "upgrade"
    damaged = [item for item in health.damaged if not (is_upgrade and item.kind == "unpublished")]
    _expect(not damaged and not health.put_aside, f"{damaged} {health.put_aside}")
    if served(home) != after or is_upgrade:
        traced.scenario.act(home, traced.files)
    _expect(served(home) == after, f"done again {served(home)}")
    health = doctor.examine(home)
    _expect(not health.damaged and not health.put_aside, f"at the end {health.damaged} {health.put_aside}")
    _expect(not Store(home).is_at_work, "at the end still at work")


def _expect(holds: bool, said: str) -> None:
    if not holds:
        raise AssertionError(said)


def killed(traced: Traced, folder: Path, numbers: Sequence[int]) -> Row:
    """Kill before each of some events, half of it done where it is a write."""
    row, wanted = Row(traced.scenario.name, len(traced.events)), set(numbers)
    running = disk_states.copy(traced.before, folder / "running")
    for number, event in enumerate(traced.events):
        if number in wanted:
            home = disk_states.copy(running, folder / "home")
            if event.op == "W":
                disk_states.do(home, event, 0.5)
            row.attempt(f"{number} {event.op} {event.path}", lambda home=home: check(home, traced, False))
        disk_states.do(running, event)
    return row


def cut(traced: Traced, folder: Path, times: int, seed: int) -> Row:
    """Cut the power: once when it was reported done, keeping only what must be kept, and at random moments."""
    row, chance = Row(traced.scenario.name, len(traced.events)), random.Random(f"{seed} {traced.scenario.name}")
    for time in range(times):
        upto = len(traced.events) if time < 2 else chance.randrange(len(traced.events))
        home = folder / "home"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        way = None if time % 2 == 0 else chance
        disk_states.after_power_cut(traced.before, traced.events[:upto], home, way)
        is_done = upto == len(traced.events)
        row.attempt(f"{time} after {upto}", lambda home=home, is_done=is_done: check(home, traced, is_done))
    return row


def filled(traced: Traced, folder: Path, each: int) -> Row:
    """Let the disk be full after so many bytes, a step more each time; then let there be room again."""
    size = sum(len(event.data) for event in traced.events if event.op == "W")
    row = Row(traced.scenario.name, size // STEP_BYTES + 1)
    for step in range(0, row.steps, each):
        home = disk_states.copy(traced.before, folder / "home")
        arguments = [str(traced.files), traced.scenario.name]
        done = run_traced(PROGRAM, home, arguments, folder / "log", room=step * STEP_BYTES + 1)
        is_done = done.returncode == 0
        row.attempt(f"{step}", lambda home=home, is_done=is_done: check(home, traced, is_done))
    return row


def rows(fault: str, names: Sequence[str], each: int, times: int, seed: int = 20260101) -> Iterator[Row]:
    """A row for each scenario."""
    for name in names:
        with TemporaryDirectory() as made:
            folder = Path(made).resolve()
            traced = trace(name, folder)
            if fault == "kill":
                numbers = range(random.Random(seed).randrange(each), len(traced.events), each)
                yield killed(traced, folder, numbers)
            elif fault == "cut":
                yield cut(traced, folder, times, seed)
            else:
                yield filled(traced, folder, each)


def main() -> int:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("fault", choices=["kill", "cut", "full"])
    asked.add_argument("scenarios", nargs="*", default=list(SCENARIOS))
    asked.add_argument("--each", type=int, default=1)
    asked.add_argument("--cuts", type=int, default=25)
    given = asked.parse_intermixed_args()
    logging.disable(logging.WARNING)
    wrong = 0
    print(f"{'scenario':12} {'steps':>6} {'tried':>6} {'wrong':>6}")
    for row in rows(given.fault, given.scenarios, given.each, given.cuts):
        print(f"{row.scenario:12} {row.steps:6} {row.tried:6} {len(row.wrong):6}", flush=True)
        for line in row.wrong[:10]:
            print(f"    {line}", flush=True)
        wrong += len(row.wrong)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
