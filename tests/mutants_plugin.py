"""What pytest does for `tests.mutants`: record which test executes which line, or run the chosen tests in their order.

A plugin (`-p tests.mutants_plugin`). MUTANTS_RECORD names the file to write, MUTANTS_CHOSEN the file that lists tests.
Nothing of ours is imported here: what modules execute when they are imported is recorded too.
"""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("mutants", derandomize=True, database=None)
settings.load_profile("mutants")


class Recorder:
    """Lines by test: what is set up counts for all tests of a file, as they may share it."""

    def __init__(self, target: Path, folders: list[str]) -> None:
        import coverage  # only the one run that records pays for it

        self.target, self.seconds = target, defaultdict[str, float](float)
        self.coverage = coverage.Coverage(data_file=None, source=folders, config_file=False)
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid.partition("::")[0])
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        began = time.monotonic()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.monotonic() - began
            self.coverage.switch_context("")

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        data = self.coverage.get_data()
        lines = {
            Path(name).relative_to(Path.cwd()).as_posix(): data.contexts_by_lineno(name)
            for name in data.measured_files()
        }
        self.target.write_text(json.dumps({"seconds": self.seconds, "lines": lines}), encoding="utf-8")


class Chooser:
    """Those of the collected tests that are listed, in the order of the list."""

    def __init__(self, chosen: list[str]) -> None:
        self.place = {name: number for number, name in enumerate(chosen)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((item for item in items if item.nodeid in self.place), key=lambda it: self.place[it.nodeid])


def pytest_configure(config: pytest.Config) -> None:
    if target := os.environ.get("MUTANTS_RECORD"):
        config.pluginmanager.register(Recorder(Path(target), os.environ["MUTANTS_FOLDERS"].split()))
    if chosen := os.environ.get("MUTANTS_CHOSEN"):
        config.pluginmanager.register(Chooser(Path(chosen).read_text(encoding="utf-8").split("\n")))
