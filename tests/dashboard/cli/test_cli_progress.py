"""The commands progress, schedule and funding on the sample lists with invented progress."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from etl.pipeline import load
from tests.etl.commands import portfolio
from tests.etl.lists import SAMPLES


@pytest.fixture
def home(progress_home: Path) -> Path:
    return progress_home


COMMANDS = [
    ("progress",),
    ("progress", "--months"),
    ("progress", "--reporting"),
    ("progress", "--unmatched"),
    ("schedule",),
    ("schedule", "--by", "region,sector"),
    ("schedule", "--changes"),
    ("schedule", "--forecast"),
    ("schedule", "--warnings"),
    ("funding",),
    ("funding", "--by", "region", "--lights", "share"),
    ("funding", "--sources"),
    ("funding", "--ceiling"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("format_", ["csv", "json"])
def test_every_table_is_written(home: Path, command: tuple[str, ...], format_: str) -> None:
    result = portfolio(home, *command, "--format", format_)
    assert result.exit_code == 0
    assert result.stdout.strip()


@pytest.mark.parametrize("command", [*COMMANDS, ("summary",), ("projects",)], ids=" ".join)
def test_every_command_says_that_progress_is_invented(home: Path, command: tuple[str, ...], tmp_path: Path) -> None:
    result = portfolio(home, *command, "-o", str(tmp_path / "表.xlsx"))
    assert "示例数据（非真实进度）" in result.stderr
    notes = CalamineWorkbook.from_path(tmp_path / "表.xlsx").get_sheet_by_name("说明").to_python()
    assert ["进度数据", "示例数据（非真实进度）"] in [row[:2] for row in notes]


def test_invented_progress_is_named_wherever_it_is_used(home: Path) -> None:
    result = portfolio(home, "schedule", "--format", "json")
    assert "示例数据（非真实进度）" in result.stderr
    assert {row["progress_is_synthetic"] for row in json.loads(result.stdout)} == {True}


def test_the_as_of_date_moves_the_classes_alike_in_every_table(home: Path) -> None:
    for as_of in ("2022-03-31", "2023-02-28", "2023-12-31"):
        rows = json.loads(portfolio(home, "schedule", "--as-of", as_of, "--format", "json").stdout)
        groups = json.loads(
            portfolio(home, "summary", "--by", "schedule_class", "--as-of", as_of, "--format", "json").stdout
        )
        counted = {group["schedule_class"]: group["projects"] for group in groups}
        assert counted == {name: sum(row["schedule_class"] == name for row in rows) for name in counted}
        assert sum(counted.values()) == len(rows) == 34


def test_a_list_without_any_progress_says_so(tmp_path: Path) -> None:
    load.load([SAMPLES], tmp_path)
    rows = json.loads(portfolio(tmp_path, "schedule", "--format", "json").stdout)
    assert {row["status"] for row in rows} == {"unreported"}
    assert {row["no_slip_reason"] for row in rows} == {"unreported", "undated"}
    (row,) = json.loads(portfolio(tmp_path, "funding", "--format", "json").stdout)
    assert (row["reported_projects"], row["completion_rate"], row["light"]) == (0, None, None)
