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
        "最高100": Said(100, "at_most"),
        "不得低于100": Said(100, "at_least"),
        "100及以上": Said(100, "at_least"),
        "1.2亿": Said(12_000),
        "3万": Said(3),
        "100（其中自筹20）": Said(100, is_certain=False, doubts=("doubtful_money",)),
        "1OO": Said(None, None, False, ("unreadable_money",)),
        "5000元": Said(Decimal("0.5"), is_certain=False, doubts=("doubtful_money",)),
        "面议": Said(None, None, False, ("unreadable_money",)),
    },
    "money with its unit": {
        "1万元": Said(1),
        "1,000.5万元": Said(Decimal("1000.5")),
        "约1万元": Said(1, "about"),
        "不超过2万元": Said(2, "at_most"),
        "最高1.5万元": Said(Decimal("1.5"), "at_most"),
        "不得低于3万元": Said(3, "at_least"),
    },
    "share": {
        "95": Said(95),
        "≥95%": Said(95, "at_least"),
        "95%以上": Said(95, "at_least"),
        "不满10%": Said(10, "at_most"),
        "约百分之六十": Said(60, "about"),
        "80%-90%": Said(80),
        "0.95": Said(Decimal("0.95"), is_certain=False, doubts=("doubtful_target",)),
        "9O%": Said(None, None, False, ("unreadable_target",)),
        "逐步完善": Said(None, None),
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
    around: str = "{}"
    """The words of the cell that the words stand in."""


LIST, SHEET, TARGETS, POLICIES = "project_reports", "progress_reports", "targets", "policy_rules"
MONEY_OF_PROJECTS = [
    Column(LIST, "总投资", "total_investment_wan"),
    Column(SHEET, "总投资", "total_investment_wan"),
    Column(SHEET, "调整后总投资", "adjusted_total_wan"),
    Column(SHEET, "年度计划投资", "annual_plan_wan"),
    Column(SHEET, "本月完成投资", "invested_month_wan"),
    Column(SHEET, "到位资金", "arrived_wan"),
]
VALUES_OF_TARGETS = [
    Column(TARGETS, "2025年", "target_value"),
    Column(TARGETS, "目标值", "target_value"),
    Column(TARGETS, "2020年", "baseline_value"),
    Column(TARGETS, "现状值", "baseline_value"),
]
COLUMNS: dict[str, list[Column]] = {
    "money": [*MONEY_OF_PROJECTS, *VALUES_OF_TARGETS],
    "money with its unit": [
        *MONEY_OF_PROJECTS,
        *VALUES_OF_TARGETS,
        Column(POLICIES, "重点工作举措和内容", "amount", around="按每个新增托位{}的标准支持。"),
        Column(POLICIES, "保障举措", "amount", around="每张养老床位补助{}"),
        Column(POLICIES, "说明", "amount", around="每个托位{}；其余不补。"),
    ],
    "share": VALUES_OF_TARGETS,
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
    "words": [
        Column(LIST, "责任单位", "implementing_unit"),
        Column(SHEET, "责任单位", "responsible_unit"),
        Column(LIST, "项目业主", "owner_unit"),
        Column(SHEET, "项目业主", "owner_unit"),
        Column(LIST, "责任人", "person_in_charge"),
        Column(SHEET, "责任人", "person_in_charge"),
        Column(SHEET, "整改责任单位", "problem_unit"),
        Column(TARGETS, "责任单位", "department"),
        Column(TARGETS, "指标名称", "indicator"),
    ],
    "serial": [Column(LIST, "序号", "seq"), Column(TARGETS, "序号", "seq")],
}

REST = {
    LIST: {"序号": "1", "项目名称": "甲敬老院", "建设性质": "新建", "建设内容和规模": "新增床位10张", "总投资": "100"},
    SHEET: {"序号": "1", "项目名称": "甲敬老院", "累计完成投资": "10", "开工状态": "在建"},
    TARGETS: {"序号": "1", "指标名称": "某项", "单位": "万元"},
    POLICIES: {"序号": "1", "政策名称": "某项政策", "预期目标": "应补尽补"},
}
PAIRS = {"2025年": ("2020年", "80"), "目标值": ("现状值", "80"), "2020年": ("2025年", "90"), "现状值": ("目标值", "90")}
"""What stands beside a value of an indicator table: its baseline or its target."""
TITLES = {
    LIST: "重庆市黔江区养老项目清单",
    SHEET: "重庆市黔江区重点项目调度表（2023年5月）",
    TARGETS: "“十四五”主要指标",
    POLICIES: "政策清单",
}
SAME = {"doubtful_target": "doubtful_money", "unreadable_target": "unreadable_money"}
"""Amounts in an indicator table are doubted in its own words."""


def document(kind: str, column: Column, cell: str) -> ReadDocument:
    """A table of one row whose `column` holds the cell, of a kind of `CELLS`."""
    rest = {
        header: words
        for header, words in REST[column.table].items()
        if header != "建设性质" or column.header != "项目类型"
    }
    if column.table == TARGETS:
        beside, words = PAIRS.get(column.header, ("2025年", "100"))
        rest |= {beside: words}
    row = rest | {column.header: column.around.format(cell)}
    if kind == "share":
        row["单位"] = "%"
    written = io.StringIO()
    csv.writer(written).writerows([[TITLES[column.table]], ["单位：万元"], list(row), list(row.values())])
    return read_document(written.getvalue().encode(), "table.csv", Given("500114"))


def said(read: ReadDocument, column: Column) -> Said:
    """What was read of the cell."""
    (row,) = read.frames[column.table].to_dicts()
    shown = column.shown or column.field
    evidence = read.frames["evidence"].filter(field=shown).to_dicts()
    found = read.frames["findings"].filter(column=column.header)
    doubts = found.filter(severity="warn")["type"].to_list() + found.filter(type="code_invalid")["type"].to_list()
    is_certain = not is_doubtful(row, column, doubts) and "doubtful" not in {item["certainty"] for item in evidence}
    return Said(row[column.field], next((item["qualifier"] for item in evidence), None), is_certain, tuple(doubts))


def is_doubtful(row: dict[str, Any], column: Column, doubts: list[str]) -> bool:
    """Whether the row says that the value is doubtful; of a target it says so of its values together."""
    if "doubtful_fields" in row:
        return bool({column.shown, column.field} & set(row["doubtful_fields"]))
    return row["certainty"] == "doubtful" if column.field.endswith("_value") else bool(doubts)


def cells() -> Iterator[Any]:
    for kind, known in CELLS.items():
        for column in COLUMNS[kind]:
            for cell, wanted in known.items():
                yield pytest.param(kind, column, cell, wanted, id=f"{column.table}-{column.header}-{cell.strip()}")


@pytest.mark.parametrize(("kind", "column", "cell", "wanted"), list(cells()))
def test_a_cell_says_the_same_in_every_kind_of_table(kind: str, column: Column, cell: str, wanted: Said) -> None:
    found = said(document(kind, column, cell), column)
    if kind.startswith("money"):
        found = found._replace(doubts=tuple(SAME.get(doubt, doubt) for doubt in found.doubts))
    assert found == wanted


def test_every_kind_of_cell_stands_in_several_columns() -> None:
    assert all(len(columns) > 1 for columns in COLUMNS.values())
    assert CELLS.keys() == COLUMNS.keys()
    kinds_of_tables = {column.table for columns in COLUMNS.values() for column in columns}
    assert kinds_of_tables == {LIST, SHEET, TARGETS, POLICIES}


OPTIONAL = ("年度计划投资", "本月完成投资", "到位资金", "预计开工时间", "实际开工时间", "建设期限")


@pytest.mark.parametrize("cell", ["", "—", "/", "无", "待定"])
@pytest.mark.parametrize("header", OPTIONAL)
def test_nothing_is_no_doubt_where_a_cell_may_be_empty(header: str, cell: str) -> None:
    column = next(one for columns in COLUMNS.values() for one in columns if (one.table, one.header) == (SHEET, header))
    found = said(document("money", column, cell), column)
    assert (found.qualifier, found.is_certain, found.doubts) == (None, True, ())
