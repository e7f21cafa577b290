"""What is damaged is found, named in one line, put aside and read again; it never stops the rest.

A home of two lists of 100 and 200, a sheet of May, a correction of 100 to 150 and May closed: 350 in all.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.cli.main import portfolio
from etl.pipeline import at_work, correct, doctor, load
from etl.pipeline import stage as staging
from etl.snapshot import publish
from etl.store import closed_months
from etl.store.store import Store, reader_version
from tests.etl.corrections.test_corrections import query
from tests.etl.sheets import write_list, write_sheet

MAY = date(2023, 5, 31)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    write_list(folder / "甲.csv", [("甲敬老院", "2021-2022", "100")])
    write_list(folder / "乙.csv", [("乙敬老院", "2021-2022", "200")])
    write_sheet(folder / "五月.csv", "2023年5月", [{"name": "甲敬老院", "done": "10"}])
    return folder


@pytest.fixture(scope="module")
def sound(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("sound")
    load.load([files], home)
    correct.correct_field(home, "甲.csv", table=1, row=1, field="total_investment", value="150", who="王某", why="核对")
    load.close_month(MAY, home)
    return home


@pytest.fixture
def home(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "home")


def total(home: Path) -> Decimal:
    amount: Decimal = query(home, "select sum(total_investment_wan) as wan from projects")[0]["wan"]
    return amount


def document(home: Path, name: str) -> Path:
    store = Store(home)
    return store.folder / store.find(name).document_id


def reading(home: Path, name: str) -> Path:
    return Store(home).reading(document(home, name).name)


def snapshot(home: Path) -> Path:
    current = publish.published(home)
    assert current is not None
    return publish.folder(home) / current.snapshot


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(portfolio, arguments, env={"PORTFOLIO_HOME": str(home)})


def broken(path: Path) -> None:
    """A byte of a file is another one."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


DAMAGES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "correction": (lambda home: home / "corrections" / "c000001.json", "300"),
    "closed_months": (closed_months.path, "350"),
    "pointer": (lambda home: home / "warehouse" / "current.json", "350"),
    "snapshot": (snapshot, "350"),
    "record": (lambda home: reading(home, "甲.csv") / "record.json", "350"),
    "tables": (lambda home: reading(home, "甲.csv") / "project_reports.parquet", "350"),
}


FELT = ("snapshot", "record", "tables")
"""What is missed where it is gone; of the others nothing says that they were there."""


@pytest.mark.parametrize(("kind", "how"), [*product(DAMAGES, ("empty", "changed")), *product(FELT, ("gone",))])
def test_what_is_damaged_is_named_and_mended_by_the_next_load(kind: str, how: str, home: Path, files: Path):
    path, wanted = DAMAGES[kind][0](home), DAMAGES[kind][1]
    if how == "gone":
        path.unlink()
    elif how == "changed":
        path.write_bytes(b'{"a": 1}') if path.suffix == ".json" else broken(path)
    else:
        path.write_bytes(b"")
    [found] = [item for item in doctor.examine(home).damaged if item.kind != "unpublished"]
    assert found.kind == kind
    load.load([files / "乙.csv"], home)
    assert total(home) == Decimal(wanted)
    health = doctor.examine(home)
    assert health.damaged == []
    assert len(health.put_aside) == (kind in ("correction", "closed_months", "pointer", "record") and how != "gone")


def test_doctor_says_what_is_wrong_and_repairs_it(home: Path):
    assert run(home, "doctor").exit_code == 0
    broken(snapshot(home))
    (reading(home, "乙.csv") / "record.json").write_bytes(b"")
    said = run(home, "doctor")
    assert said.exit_code == 1
    assert "文件 乙.csv 的登记损坏" in said.stdout and "portfolio doctor --repair" in said.stdout
    repaired = run(home, "doctor", "--repair")
    assert repaired.exit_code == 0 and "没有发现损坏" in repaired.stdout
    assert total(home) == 350
    assert run(home, "load", str(home / "nothing")).exit_code == 2


def test_a_damaged_original_is_named_and_mended_by_its_file(home: Path, files: Path):
    broken(document(home, "乙.csv") / "original.bin")
    [found] = doctor.examine(home).damaged
    assert (found.kind, found.name) == ("original", "乙.csv")
    assert doctor.repair(home) == [] and total(home) == 350
    load.load([files / "乙.csv"], home)
    assert doctor.examine(home).damaged == []


def test_a_damaged_original_that_must_be_read_again_is_put_aside_and_the_rest_goes_on(home: Path, files: Path):
    """A reader of another version is at work: once the changed byte made a second document."""
    broken(document(home, "乙.csv") / "original.bin")
    for name in ("甲.csv", "乙.csv"):
        record = reading(home, name) / "record.json"
        record.write_text(json.dumps(json.loads(record.read_text("utf-8")) | {"reader": "another"}), "utf-8")
    load.load([files / "五月.csv"], home)
    assert total(home) == 150
    assert [(item.kind, item.name) for item in doctor.examine(home).put_aside] == [("lost", "乙.csv")]
    assert {record.reader for record in Store(home).records()} == {reader_version()}
    load.load([files / "乙.csv"], home)
    assert total(home) == 350


def test_what_a_power_cut_left_of_an_earlier_version_is_put_aside(home: Path, files: Path):
    """Nothing was flushed: original and record are empty."""
    folder = document(home, "乙.csv")
    (folder / "original.bin").write_bytes(b"")
    (reading(home, "乙.csv") / "record.json").write_bytes(b"")
    assert run(home, "documents").exit_code == 0
    load.load([files / "甲.csv"], home)
    assert total(home) == 150
    load.load([files / "乙.csv"], home)
    assert total(home) == 350


def as_of_an_earlier_version(home: Path) -> None:
    """One reading, in the document's folder itself; no order, no hashes."""
    for record in Store(home).records():
        folder = Store(home).folder / record.document_id
        path = Store(home).reading(record.document_id)
        content = json.loads((path / "record.json").read_text("utf-8"))
        del content["arrival"], content["tables"]
        (path / "record.json").write_text(json.dumps(content | {"reader": "an earlier one"}), "utf-8")
        for file in path.iterdir():
            file.rename(folder / file.name)
        path.rmdir()


def test_a_store_of_an_earlier_version_is_read_again_in_its_order(home: Path, files: Path):
    order = Store(home).load_order()
    as_of_an_earlier_version(home)
    lost = home / "store" / "staging" / "old-1"  # killed between the two renames that there were
    lost.parent.mkdir(exist_ok=True)
    shutil.move(document(home, "乙.csv"), lost)
    load.load([files / "甲.csv"], home)
    assert total(home) == 350
    assert Store(home).load_order() == order
    assert doctor.examine(home).damaged == []
    names = {path.name for path in document(home, "甲.csv").iterdir()}
    assert names == {"original.bin", "reading-000001"}


def test_the_order_of_documents_does_not_rest_on_the_clock(home: Path, files: Path, tmp_path: Path):
    """The corrected sheet comes when the clock says an earlier year."""
    load.reopen_month(MAY, home)
    later = write_sheet(tmp_path / "五月改.csv", "2023年5月", [{"name": "甲敬老院", "done": "20"}])
    load.load([later], home)
    record = reading(home, "五月改.csv") / "record.json"
    content = json.loads(record.read_text("utf-8")) | {"loaded_at": "2001-01-01T00:00:00+00:00", "reader": "another"}
    record.write_text(json.dumps(content), "utf-8")
    load.load([files / "甲.csv"], home)
    assert query(home, "select invested_total_wan as wan from project_states") == [{"wan": 20}]


SIGNED = {"who": "王某", "why": "清单作废"}


def cut(*_: object) -> None:
    raise KeyboardInterrupt


def remove_again(home: Path) -> None:
    load.remove("乙.csv", home, **SIGNED)


@pytest.mark.parametrize("again", [at_work.finish, remove_again])
def test_a_removal_that_was_cut_off_is_finished(again: Callable[[Path], object], home: Path, monkeypatch):
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(load, "replay", cut)
        load.remove("乙.csv", home, **SIGNED)
    assert total(home) == 350
    again(home)
    assert total(home) == 150
    assert doctor.examine(home).damaged == []
    assert query(home, "select document, who, why from removals") == [{"document": "乙.csv", **SIGNED}]


def test_an_acceptance_that_was_cut_off_is_finished_by_the_next_start(home: Path, monkeypatch: pytest.MonkeyPatch):
    folder = home / staging.STAGES / ("0" * 32)
    write_list(home / "丙.csv", [("丙敬老院", "2021-2022", "1000")])
    staging.stage(folder, home, [("丙.csv", (home / "丙.csv").read_bytes())], lambda _: None)
    correct.correct_field(
        folder, "丙.csv", table=1, row=1, field="total_investment", value="2000", who="王某", why="甲"
    )
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(staging, "put", cut)
        load.accept(folder, home)
    assert total(home) == 350
    at_work.finish(home)
    assert total(home) == 2350
    assert not folder.exists()
