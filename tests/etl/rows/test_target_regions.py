"""Indicator tables with a column or a row for each region: each value is of its region and its year."""

import csv
import io
from typing import Any

import polars as pl
import pytest

from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given

LIANGSHAN = "513400"


def read(rows: list[list[str]]) -> ReadDocument:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return read_document(buffer.getvalue().encode(), "plan.csv", Given(region_id=LIANGSHAN))


def told(document: ReadDocument) -> list[tuple[Any, ...]]:
    """Region, indicator, base and target of each target, with their years."""
    columns = ("region_name", "indicator", "baseline_year", "baseline_value", "target_year", "target_value")
    return document.frames["targets"].select(columns).rows()


def found(document: ReadDocument, *types: str) -> list[tuple[str, str]]:
    return document.frames["findings"].filter(pl.col("type").is_in(types)).select("type", "raw").rows()


@pytest.mark.parametrize(
    "head",
    [
        [["指标", "单位", "2025年全州", "2030年目标", "", ""], ["", "", "", "全州", "西昌市", "盐源县"]],
        [["指标名称", "计量单位", "2025年全州", "2030年全州", "2030年西昌市", "2030年盐源县"]],
    ],
)
def test_regions_as_columns(head: list[list[str]]):
    document = read([["养老服务指标"], *head, ["养老床位总数", "张", "900", "1500", "800", "700"]])
    assert told(document) == [
        ("凉山彝族自治州", "养老床位总数", 2025, 900, 2030, 1500),
        ("西昌市", "养老床位总数", None, None, 2030, 800),
        ("盐源县", "养老床位总数", None, None, 2030, 700),
    ]
    assert set(document.frames["targets"]["certainty"]) == {"certain"}
    assert found(document, "target_missing", "unknown_column", "place_unresolved") == []


def test_a_region_that_is_not_known_is_told_and_its_targets_have_none():
    head = [["指标", "单位", "2030年目标", "", ""], ["", "", "西昌市", "盐源县", "某某县"]]
    document = read([["养老服务指标"], *head, ["养老床位总数", "张", "800", "700", "60"]])
    assert [row[0] for row in told(document)] == ["西昌市", "盐源县", None]
    assert found(document, "place_unresolved") == [("place_unresolved", "某某县")]


@pytest.mark.parametrize("title", ["凉山州各县市“十五五”养老床位目标", "凉山州分县市养老床位规划指标表"])
@pytest.mark.parametrize("word", ["县市", "县（市、区）"])
def test_regions_as_rows_have_the_indicator_of_the_title(title: str, word: str):
    years = [[word, "2025年", "2028年", "2030年"]]
    document = read([[title], *years, ["西昌市", "1200", "1300", "1500"], ["会理市", "800", "", "1000"]])
    assert told(document) == [
        ("西昌市", "养老床位", 2025, 1200, 2028, 1300),
        ("西昌市", "养老床位", 2025, 1200, 2030, 1500),
        ("会理市", "养老床位", 2025, 800, 2030, 1000),
    ]


def test_a_column_of_regions_says_whose_a_target_is():
    document = read([["指标", "地区", "单位", "2030年"], ["养老床位总数", "盐源县", "张", "800"]])
    assert [row[0] for row in told(document)] == ["盐源县"]


def test_years_by_region_of_something_else_are_no_targets():
    document = read([["各县市人口"], ["县市", "2025年", "2030年"], ["西昌市", "90", "95"], ["会理市", "40", "41"]])
    assert told(document) == []
