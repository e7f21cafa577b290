"""The same cell gives the same value, bound, certainty and doubt, whatever kind of table it stands in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given


class Said(NamedTuple):
    """What was read of one cell."""

    value: Any
    qualifier: str | None = "exact"
    is_certain: bool = True
    doubts: tuple[str, ...] = ()


NOTHING = Said(None, None)

CELLS: dict[str, dict[str, Said]] = {
    "money": {
        "100": Said(100),
        "1,000.5": Said(Decimal("1000.5")),
        "约100": Said(100, "about"),
        "100左右": Said(100, "about"),
        "不少于100": Said(100, "at_least"),
        "不超过1亿元": Said(10_000, "at_most"),
        "1.2亿": Said(12_000),
        "5000元": Said(Decimal("0.5"), is_certain=False, doubts=("doubtful_money",)),
        "100（其中自筹20）": Said(100, is_certain=False, doubts=("doubtful_money",)),
        "1OO": Said(None, None, False, ("unreadable_money",)),
        "面议": Said(None, None, False, ("unreadable_money",)),
    },
    "nature": {
        "新建": Said("新建"),
        "改、扩建": Said("改扩建"),
        "新建项目": Said("新建"),
        "乱写": Said(None, None, False, ("unknown_nature",)),
    },
    "code": {
        "2101-500114-04-01-123456": Said("2101-500114-04-01-123456", None),
        "2101500114—04—01—123456": Said("2101-500114-04-01-123456", None),
        "无": Said("无", None),
        "黔江-1号": Said("黔江-1号", None, False, ("code_invalid",)),
    },
    "place": {
        "黔江区": Said("500114"),
        "重庆市黔江区": Said("500114"),
        "城东街道": Said("500114"),
        "某处": Said("500114", is_certain=False, doubts=("place_unresolved",)),
    },
    "period": {
        "2022-2023年": Said("2022-2023年"),
        "2 年": Said("2 年"),
        "十四五期间": Said("十四五期间", is_certain=False, doubts=("doubtful_period",)),
        "2023年-2021年": Said("2023年-2021年", None, False, ("period_reversed",)),
        "乱写": Said("乱写", None, False, ("unreadable_period",)),
    },
    "date": {
        "2023年3月": Said(date(2023, 3, 1)),
        "2023-03-15": Said(date(2023, 3, 15)),
        "202303": Said(date(2023, 3, 1)),
        "23.3": Said(date(2023, 3, 1), is_certain=False, doubts=("doubtful_period",)),
        "乱写": Said(None, None, False, ("unreadable_period",)),
    },
    "words": {
        "黔江区民政局": Said("黔江区民政局"),
        " 黔江区\n民政局 ": Said("黔江区民政局"),
    },
    "serial": {
        "12": Said(12, None),
        "12、": Said(12, None),
        "XM-012": Said(12, None),
        "甲": Said(None, None, False, ("serial_unreadable",)),
    },
}  # fmt: skip
"""For each kind of cell what must be read of it; a qualifier None: there is no evidence."""


class Column(NamedTuple):
    """A column of a kind of table that holds such cells: where the value goes, and the field of its evidence."""

    table: str
    header: str
    field: str
    shown: str = ""


LIST, SHEET, TARGETS = "project_reports", "progress_reports", "targets"
COLUMNS: dict[str, list[Column]] = {
    "money": [
        Column(LIST, "总投资", "total_investment_wan"),
        Column(SHEET, "总投资", "total_investment_wan"),
        Column(SHEET, "年度计划投资", "annual_plan_wan"),
        Column(SHEET, "本月完成投资", "invested_month_wan"),
        Column(SHEET, "到位资金", "arrived_wan"),
    ],
    "nature": [
        Column(LIST, "建设性质", "nature"),
        Column(SHEET, "建设性质", "nature"),
        Column(LIST, "项目类型", "nature"),
        Column(SHEET, "项目类型", "nature"),
    ],
    "code": [Column(LIST, "项目代码", "project_code"), Column(SHEET, "项目代码", "project_code")],
    "place": [
        Column(LIST, "建设地点", "region_id"),
        Column(SHEET, "建设地点", "region_id"),
        Column(LIST, "县区", "region_id"),
        Column(SHEET, "县区", "region_id"),
    ],
    "period": [Column(LIST, "建设期限", "period_raw"), Column(SHEET, "建设期限", "period_raw")],
    "date": [
        Column(LIST, "计划开工时间", "planned_start", "period_raw"),
        Column(SHEET, "预计开工时间", "forecast_start"),
        Column(SHEET, "实际开工时间", "actual_start"),
    ],
    "words": [Column(LIST, "责任单位", "implementing_unit"), Column(SHEET, "责任单位", "responsible_unit")],
    "serial": [Column(LIST, "序号", "seq"), Column(TARGETS, "序号", "seq")],
}

REST = {
    LIST: {"序号": "1", "项目名称": "甲敬老院", "建设性质": "新建", "建设内容和规模": "新增床位10张", "总投资": "100"},
    SHEET: {"序号": "1", "项目名称": "甲敬老院", "累计完成投资": "10", "开工状态": "在建"},
    TARGETS: {"序号": "1", "指标名称": "养老床位数", "单位": "张", "2020年": "80", "2025年": "100"},
}
TITLES = {LIST: "重庆市黔江区养老项目清单", SHEET: "重庆市黔江区重点项目调度表（2023年5月）", TARGETS: "主要指标"}


def document(column: Column, cell: str) -> ReadDocument:
    """A table of one row whose `column` holds the cell."""
    rest = {
        header: words
        for header, words in REST[column.table].items()
        if header != "建设性质" or column.header != "项目类型"
    }
    row = rest | {column.header: cell}
    written = io.StringIO()
    csv.writer(written).writerows([[TITLES[column.table]], ["单位：万元"], list(row), list(row.values())])
    return read_document(written.getvalue().encode(), "table.csv", Given("500114"))


def said(read: ReadDocument, column: Column) -> Said:
    """What was read of the cell."""
    (row,) = read.frames[column.table].to_dicts()
    shown = column.shown or column.field
    evidence = read.frames["evidence"].filter(field=shown).to_dicts()
    found = read.frames["findings"].filter(column=column.header)
    certainties = {item["certainty"] for item in evidence}
    doubtful = set(row["doubtful_fields"]) if "doubtful_fields" in row else set(found["type"])
    is_certain = not {shown, column.field, "serial_unreadable"} & doubtful and "doubtful" not in certainties
    return Said(
        row[column.field],
        next((item["qualifier"] for item in evidence), None),
        is_certain,
        tuple(found.filter(severity="warn")["type"].to_list() + found.filter(type="code_invalid")["type"].to_list()),
    )


def cells() -> Iterator[Any]:
    for kind, known in CELLS.items():
        for column in COLUMNS[kind]:
            for cell, wanted in known.items():
                yield pytest.param(column, cell, wanted, id=f"{column.table}-{column.header}-{cell.strip()}")


@pytest.mark.parametrize(("column", "cell", "wanted"), list(cells()))
def test_a_cell_says_the_same_in_every_kind_of_table(column: Column, cell: str, wanted: Said) -> None:
    assert said(document(column, cell), column) == wanted


def test_every_kind_of_cell_stands_in_several_columns() -> None:
    assert all(len({column.table for column in columns}) > 1 for columns in COLUMNS.values())
    assert CELLS.keys() == COLUMNS.keys()


OPTIONAL = ("年度计划投资", "本月完成投资", "到位资金", "预计开工时间", "实际开工时间", "建设期限")


@pytest.mark.parametrize("cell", ["", "—", "/", "无", "待定"])
@pytest.mark.parametrize("header", OPTIONAL)
def test_nothing_is_no_doubt_where_a_cell_may_be_empty(header: str, cell: str) -> None:
    column = next(one for columns in COLUMNS.values() for one in columns if (one.table, one.header) == (SHEET, header))
    found = said(document(column, cell), column)
    assert (found.qualifier, found.is_certain, found.doubts) == (None, True, ())
