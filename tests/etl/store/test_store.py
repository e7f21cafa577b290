"""What the store remembers of a document when it is read again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from etl.pipeline import load
from etl.store.store import Store, reader_version
from tests.etl.corrections.test_corrections import query
from tests.etl.sheets import write_list, write_sheet


def read_by_an_earlier_reader(home: Path, name: str) -> None:
    """Let a stored document be one that is to be read again."""
    record = Store(home).find(name)
    path = Store(home).reading(record.document_id) / "record.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"reader": "an earlier one"}), "utf-8")


def test_a_document_keeps_the_moment_at_which_it_came(tmp_path: Path):
    first = write_list(tmp_path / "甲.csv", [("甲敬老院", "2021-2022", "100")])
    second = write_list(tmp_path / "乙.csv", [("乙敬老院", "2021-2022", "200")])
    home = tmp_path / "home"
    load.load([first], home)
    load.load([second], home)
    before = {record.name: record.loaded_at for record in Store(home).records()}
    read_by_an_earlier_reader(home, "甲.csv")
    load.load([first], home)
    assert {record.reader for record in Store(home).records()} == {reader_version()}
    assert {record.name: record.loaded_at for record in Store(home).records()} == before
    assert datetime.fromisoformat(before["甲.csv"]).tzinfo is UTC


def test_the_sheet_that_came_last_counts_also_when_the_first_one_is_read_again(tmp_path: Path):
    """Two sheets of May state 10 and 20; the second came later and stays the one that counts."""
    home = tmp_path / "home"
    plan = write_list(tmp_path / "清单.csv", [("甲敬老院", "2021-2022", "100")])
    first = write_sheet(tmp_path / "五月.csv", "2023年5月", [{"name": "甲敬老院", "done": "10"}])
    second = write_sheet(tmp_path / "五月改.csv", "2023年5月", [{"name": "甲敬老院", "done": "20"}])
    for path in (plan, first, second):
        load.load([path], home)
    read_by_an_earlier_reader(home, "五月.csv")
    load.load([first], home)
    assert query(home, "select invested_total_wan as wan from project_states") == [{"wan": 20}]
