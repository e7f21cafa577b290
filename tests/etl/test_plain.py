"""Contents that are read as columns give what the same contents give row by row, and most of a list is read so."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import contents, plain, sample_list
from etl.documents import ReadDocument, read_document
from etl.extract.metadata import Given
from tests.etl.test_scans import TEXTS

NATURES = ("新建", "改扩建", "续建", "")
NAMES = ("养老服务中心", "托育中心", "中医医院", "文化广场")


def a_list(cells: list[str]) -> bytes:
    """A list with these contents, of every nature and sector in turn."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(["项目名称", "建设性质", "建设地点", "建设内容", "总投资（万元）"])
    for number, cell in enumerate(cells):
        writer.writerow([f"第{number}{NAMES[number % 4]}", NATURES[number // 4 % 4], "黔江区", cell, "100"])
    return buffer.getvalue().encode()


def read(data: bytes, least_rows: int) -> ReadDocument:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "LEAST_ROWS", least_rows)
        return read_document(data, "list.csv", Given("500114"))


def differing(data: bytes) -> list[str]:
    """The tables that differ between the two ways."""
    by_row, by_column = read(data, 10**9).frames, read(data, 1).frames
    return [name for name, frame in by_row.items() if not frame.equals(by_column[name])]


def test_the_invented_list_is_read_alike_in_both_ways() -> None:
    assert differing(sample_list.as_csv(1500)) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=40))
def test_any_contents_are_read_alike_in_both_ways(cells: list[str]) -> None:
    assert differing(a_list(cells)) == []


def test_plain_areas_and_quantities_of_a_column() -> None:
    cells = [
        "占地3亩,总建筑面积约1,234.5平方米,新增床位 60 张。",
        "总建筑面积1.2万㎡,其中地上建筑面积9000平方米;设置床位30张",
        "3所敬老院分别设置床位20张",
        "购置设备10台(套)",
    ]
    found = plain.contents(plain.texts(cells))
    read_areas, areas = plain.areas(found)
    assert read_areas.to_list() == [0, 1, 3]
    assert areas.sort("at", "kind").select("at", "kind", "m2", "qualifier").rows() == [
        (0, "floor", Decimal("1234.5000"), "about"),
        (0, "land", Decimal("2000.0000"), "exact"),
        (1, "floor", Decimal("12000.0000"), "exact"),
    ]
    read_quantities, quantities = plain.quantities(found, ["elder_bed"] * 4, [True, None, False, False])
    assert read_quantities.to_list() == [0, 3]  # row 1: new, or the total after? row 2: each of three
    assert quantities.rows() == [(0, "elder_bed", 22, 31, 60, "new")]
    assert cells[0][22:31] == "新增床位 60 张"
