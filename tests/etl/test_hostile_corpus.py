"""A seeded sample of the hostile files (`python -m tests.etl.hostile` reads them all), and what long texts become."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from etl.document import read_document
from etl.formats.long_texts import LONGEST
from etl.tables.metadata import Given
from tests.etl.hostile.long_texts import FILLERS, TEXTS, filled, table
from tests.etl.hostile.measured import KINDS, measure
from tests.etl.renderings import SMALL

CHANCE = random.Random(20)
SAMPLE = CHANCE.sample(sorted(KINDS), 8)


def test_there_are_kinds_enough():
    assert len(KINDS) >= 25


@pytest.mark.parametrize("name", SAMPLE)
def test_a_hostile_file_is_read_or_refused_within_bounds(name, tmp_path: Path):
    cost = measure(name, 10_000, 1, tmp_path)
    assert cost.is_usual, cost.line()


def seconds(name: str, size: int) -> float:
    data = TEXTS[name](size, random.Random(1))
    began = time.process_time()
    read_document(data, name, Given())
    return time.process_time() - began


@pytest.mark.parametrize(
    "name", ["prose of commas.txt", "prose of amounts.txt", "list row of brackets.csv", "list row of dates.csv"]
)
def test_time_grows_with_the_length(name):
    """These took 100 times as long for a text ten times as long."""
    seconds(name, 1_000)
    assert seconds(name, 40_000) < 30 * max(0.05, seconds(name, 4_000))


def long_list(length: int) -> bytes:
    rows = [list(row) for row in SMALL[1:]]
    rows[1][5] = filled(FILLERS["contents"], length)
    return table(SMALL[0], rows)


def test_a_cell_that_is_too_long_is_kept_and_said():
    data = long_list(LONGEST + 1)
    frames = read_document(data, "list.csv", Given()).frames
    found = frames["findings"].filter(type="text_too_long")
    assert found.select("table", "row", "column", "severity").rows() == [(1, 2, "建设内容和规模", "warn")]
    assert frames["list_rows"]["cells"][1][5] == filled(FILLERS["contents"], LONGEST + 1)
    assert frames["project_reports"]["elder_beds"].to_list() == [300, None, None]
    assert frames["project_reports"]["name"].to_list() == [row[1] for row in SMALL[1:]]


def test_a_cell_of_just_the_length_is_read():
    frames = read_document(long_list(LONGEST), "list.csv", Given()).frames
    assert frames["findings"].filter(type="text_too_long").is_empty()
    assert ("doubtful_capacity", 2) in frames["findings"].select("type", "row").rows()


def test_a_sentence_that_is_too_long_is_said_and_its_neighbours_are_read():
    target = "到2025年，全县养老床位达到300张。"
    text = f"青禾县养老服务体系规划\n{target}{'甲' * (LONGEST + 1)}。{'乙' * (LONGEST - 10)}。\n"
    frames = read_document(text.encode(), "plan.txt", Given("500114")).frames
    assert frames["findings"].filter(type="text_too_long")["params"].to_list() == [
        f'{{"count": {LONGEST + 2}, "line": 2, "most": {LONGEST}}}'
    ]
    assert frames["targets"]["target_raw"].to_list() == ["300张"]


def test_a_merge_over_blank_rows_is_refused():
    from tests.etl.hostile.packed_files import PACKED

    frames = read_document(PACKED["one merge.xlsx"](100_000, random.Random(1)), "list.xlsx", Given()).frames
    assert frames["findings"]["type"].to_list() == ["table_too_large"]
