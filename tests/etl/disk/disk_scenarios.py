"""What people do to a home, each thing with the home before it, the program that does it, and how it is done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from etl.pipeline import correct, load
from etl.pipeline import stage as staging
from etl.pipeline.load import MonthRefused
from etl.snapshot import publish
from etl.store import closed_months
from etl.store.store import Store, UnknownDocument
from tests.etl.sheets import write_list, write_sheet
from tests.etl.store.test_store import read_by_an_earlier_reader

STAGE = "0" * 32
SIGNED = {"who": "王某", "why": "核对"}
MAY = date(2023, 5, 31)

Served = tuple[object, ...] | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """`prepare` makes the home (files lie beside it); `act` does the thing, and does it again where it was cut off."""

    name: str
    prepare: Callable[[Path, Path], None]
    act: Callable[[Path, Path], object]


def served(home: Path) -> Served:
    """What the published snapshot says: documents, projects, money, owners, corrections, closed months; or None."""
    snapshot = publish.published(home)
    if snapshot is None:
        return None
    with duckdb.connect(str(publish.folder(home) / snapshot.snapshot), read_only=True) as connection:
        return connection.execute(
            "select (select list(document order by document) from documents), count(*), sum(total_investment_wan),"
            " list(owner_unit order by name), (select count(*) from corrections), (select count(*) from closed_months)"
            " from projects"
        ).fetchone()


def write_files(folder: Path) -> None:
    """Two lists, a third, and a sheet of May."""
    write_list(folder / "甲.csv", [("甲敬老院", "2021-2022", "100"), ("甲二敬老院", "2021-2022", "10")])
    write_list(folder / "乙.csv", [("乙敬老院", "2021-2022", "200")])
    write_list(folder / "丙.csv", [("丙敬老院", "2021-2022", "1000")])
    write_sheet(folder / "五月.csv", "2023年5月", [{"name": "甲敬老院", "done": "10"}])


def _nothing(home: Path, files: Path) -> None:
    home.mkdir()


def _two(home: Path, files: Path) -> None:
    load.load([files / "甲.csv", files / "五月.csv"], home)


def _corrected(home: Path, files: Path) -> None:
    _two(home, files)
    _correct(home, files)


def _older(home: Path, files: Path) -> None:
    _corrected(home, files)
    for name in ("甲.csv", "五月.csv"):
        read_by_an_earlier_reader(home, name)


def _staged(home: Path, files: Path) -> None:
    _corrected(home, files)
    folder = home / staging.STAGES / STAGE
    names = ("乙.csv", "丙.csv")
    staging.stage(folder, home, [(name, (files / name).read_bytes()) for name in names], lambda _: None)
    correct.correct_field(folder, "丙.csv", table=1, row=1, field="total_investment", value="2000", **SIGNED)
    correct.correct_field(folder, "乙.csv", table=1, row=1, field="total_investment", value="300", **SIGNED)


def _load(home: Path, files: Path) -> None:
    load.load([files / "乙.csv"], home)


def _correct(home: Path, files: Path) -> None:
    correct.correct_field(home, "甲.csv", table=1, row=1, field="total_investment", value="150", **SIGNED)


def _name_column(home: Path, files: Path) -> None:
    """Two corrections at once: another column is the owner, the one that was is not read any more."""
    correct.correct_column(home, "甲.csv", table=1, header="项目类型", field="owner_unit", instead=True, **SIGNED)


def _remove(home: Path, files: Path) -> None:
    try:
        load.remove("甲.csv", home, **SIGNED)
    except UnknownDocument:
        assert all(record.name != "甲.csv" for record in Store(home).records())


def _accept(home: Path, files: Path) -> None:
    load.accept(home / staging.STAGES / STAGE, home)


def _close(home: Path, files: Path) -> None:
    try:
        load.close_month(MAY, home)
    except MonthRefused:
        assert MAY in closed_months.read(home)


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("first_load", _nothing, _load),
        Scenario("load", _two, _load),
        Scenario("upgrade", _older, _load),
        Scenario("correct", _two, _correct),
        Scenario("name_column", _two, _name_column),
        Scenario("remove", _corrected, _remove),
        Scenario("accept", _staged, _accept),
        Scenario("close_month", _corrected, _close),
    )
}

PROGRAM = """
import sys
from pathlib import Path
from tests.etl.disk.disk_scenarios import SCENARIOS
SCENARIOS[sys.argv[3]].act(Path(sys.argv[1]), Path(sys.argv[2]))
"""
"""Does what a scenario is about: home, files, name."""
