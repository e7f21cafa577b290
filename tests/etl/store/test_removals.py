"""What was taken out of a home stays on record: what it was, who took it out, when and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from etl.pipeline import doctor, load
from etl.store import removals
from etl.store.store import Store
from tests.etl.commands import portfolio
from tests.etl.sheets import write_list

ROWS = [("甲敬老院", "2021-2022", "100"), ("乙敬老院", "2021-2022", "250.5"), ("丙敬老院", "2021-2022", "")]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("甲.csv", "乙.csv"):
        write_list(tmp_path / name, ROWS if name == "甲.csv" else [("丁敬老院", "2021-2022", "7")])
    load.load([tmp_path / "甲.csv", tmp_path / "乙.csv"], tmp_path / "home")
    return tmp_path / "home"


def test_a_removal_is_kept_with_what_it_was(home: Path) -> None:
    """Three rows, 100 + 250.5 = 350.5 万元; the third states none."""
    document_id = Store(home).find("甲.csv").document_id
    begun = datetime.now(UTC)
    assert load.remove("甲.csv", home, who=" 王某 ", why="重复上报\n") == "甲.csv"
    [kept] = removals.read_all(home)
    assert (kept.document, kept.document_id, kept.who, kept.why) == ("甲.csv", document_id, "王某", "重复上报")
    assert (kept.projects, float(kept.total_investment_wan or 0), kept.progress) == (3, 350.5, 0)
    assert (kept.targets, kept.duties, kept.rules, kept.first_month) == (0, 0, 0, None)
    assert abs(datetime.fromisoformat(kept.at) - begun) < timedelta(minutes=5)
    assert [record.name for record in Store(home).records()] == ["乙.csv"]


def test_what_comes_back_and_goes_again_is_on_record_twice(home: Path, tmp_path: Path) -> None:
    for why in ("重复上报", "又重复上报"):
        load.load([tmp_path / "甲.csv"], home)
        load.remove("甲.csv", home, who="王某", why=why)
    assert sorted(item.why for item in removals.read_all(home)) == ["又重复上报", "重复上报"]


@pytest.mark.parametrize("signed", [{"who": "  ", "why": "重复"}, {"who": "王某", "why": ""}])
def test_nobody_removes_without_name_and_reason(home: Path, signed: dict[str, str]) -> None:
    with pytest.raises(load.RemovalRefused, match="移除人与理由"):
        load.remove("甲.csv", home, **signed)
    assert len(Store(home).records()) == 2
    assert removals.read_all(home) == []


def test_the_command_asks_who_and_why(home: Path) -> None:
    for given in ((), ("--who", "王某"), ("--why", "重复"), ("--who", "王某", "--why", " ")):
        assert portfolio(home, "remove", "甲.csv", *given).exit_code == 2
    assert len(Store(home).records()) == 2
    done = portfolio(home, "remove", "甲.csv", "--who", "王某", "--why", "重复")
    assert (done.exit_code, done.stdout.strip()) == (0, "已移除 甲.csv")
    assert [(item.who, item.why) for item in removals.read_all(home)] == [("王某", "重复")]


def test_a_damaged_record_is_named_and_stops_nothing(home: Path, tmp_path: Path) -> None:
    load.remove("甲.csv", home, who="王某", why="重复")
    [file] = removals.files(home)
    file.write_text("{", encoding="utf-8")
    assert [(item.kind, item.can_be_mended) for item in doctor.examine(home).damaged] == [("removal", False)]
    load.load([tmp_path / "甲.csv"], home)
    assert len(Store(home).records()) == 2
    assert removals.files(home) == []
    assert any(item.kind == "removal" for item in doctor.examine(home).put_aside)
