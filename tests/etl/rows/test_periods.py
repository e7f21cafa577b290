"""Periods of a list: the cells that state them together, and the document's date that some of them lean on."""

from __future__ import annotations

from datetime import date

import pytest

from etl.document import read_document
from etl.tables.metadata import Given


def read(header: str, cells: str, title: str = "项目清单"):
    """The one report of a list of 10 March 2025, the types of its findings, and the evidence of its period."""
    headers = f"序号\t项目名称\t建设内容\t总投资\t{header}"
    row = f"1\t城南养老服务中心\t新建养老中心\t1200\t{cells}"
    text = f"{title}\n单位：万元\n{headers}\n{row}\n"
    found = read_document(text.encode(), "list.txt", Given(document_date=date(2025, 3, 10)))
    (report,) = found.frames["project_reports"].to_dicts()
    types = [row["type"] for row in found.frames["findings"].to_dicts()]
    evidence = [row for row in found.frames["evidence"].to_dicts() if row["field"] == "period_raw"]
    return report, types, evidence


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("建设期限", "2024年5月开工，工期20个月"),
        ("计划开工时间\t建设工期", "2024年5月\t20个月"),
        ("建设工期\t计划开工时间", "1年零8个月\t2024.5"),
    ],
)
def test_a_start_and_a_length_give_the_finish_and_it_is_said(header, cells):
    report, types, evidence = read(header, cells)
    assert report["planned_start"] == date(2024, 5, 1)
    assert report["planned_finish"] == date(2025, 12, 31)  # May is the first month, December the twentieth
    assert types.count("finish_derived") == 1
    assert sum(row["rule"] == "start_and_length" for row in evidence) == 1
    assert len(evidence) == header.count("\t") + 1  # every cell that gave a part of it
    assert "planned_finish" not in report["doubtful_fields"]


def test_a_year_and_a_length_give_no_finish():
    report, types, _ = read("建设期限", "2024年开工，建设期2年")
    assert (report["planned_finish"], report["duration_months"]) == (None, 24)
    assert "finish_derived" not in types


@pytest.mark.parametrize(
    ("cell", "start", "finish"),
    [
        ("今年10月开工,明年底建成", date(2025, 10, 1), date(2026, 12, 31)),
        ("去年6月开工，今年上半年投用", date(2024, 6, 1), date(2025, 6, 30)),
    ],
)
def test_this_year_is_the_documents(cell, start, finish):
    report, types, _ = read("建设期限", cell)
    assert (report["planned_start"], report["planned_finish"]) == (start, finish)
    assert "doubtful_period" not in types


def test_a_date_in_a_column_of_finishes_leans_on_the_document_too():
    report, _, _ = read("计划竣工时间", "明年6月")
    assert report["planned_finish"] == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("header", "cell", "months"),
    [("建设工期（月）", " 18 ", 18), ("建设周期（年）", "2", 24), ("工期（个月）", "6.0", 6)],
)
def test_a_bare_number_takes_the_unit_of_its_header(header, cell, months):
    report, types, evidence = read(header, cell)
    assert report["duration_months"] == months
    assert report["period_raw"] == cell.strip()
    assert "unreadable_period" not in types
    (place,) = evidence
    assert (place["start"], place["end"]) == (len(cell) - len(cell.lstrip()), len(cell.rstrip()))


def test_a_year_below_a_unit_of_years_is_a_year():
    report, _, _ = read("建设年限（年）", "2024")
    assert (report["planned_start"], report["duration_months"]) == (date(2024, 1, 1), None)


@pytest.mark.parametrize(
    ("headers", "cells", "start", "finish"),
    [
        ("建设期限(起)\t建设期限(止)", "2024年3月\t2025年12月", date(2024, 3, 1), date(2025, 12, 31)),
        ("计划开工季度\t计划竣工季度", "2024年二季度\t2025年四季度", date(2024, 4, 1), date(2025, 12, 31)),
        ("开（竣）工时间", "2024年3月至2025年10月", date(2024, 3, 1), date(2025, 10, 31)),
    ],
)
def test_headers_that_say_start_and_finish(headers, cells, start, finish):
    report, _, _ = read(headers, cells)
    assert (report["planned_start"], report["planned_finish"]) == (start, finish)


def test_one_date_below_a_header_of_both_is_neither():
    report, types, _ = read("开（竣）工时间", "2024年6月")
    assert (report["planned_start"], report["planned_finish"]) == (None, None)
    assert "unreadable_period" in types


NO_DATE = ("待定", "待确定", "尚未明确", "视资金情况而定", "视资金到位情况", "长期", "跨年度", "常年")


@pytest.mark.parametrize("cell", NO_DATE)
@pytest.mark.parametrize("header", ["建设期限", "计划开工时间", "计划竣工时间"])
def test_words_that_say_that_there_is_no_date_are_no_doubt(header, cell):
    report, types, evidence = read(header, cell)
    assert (report["planned_start"], report["planned_finish"], evidence) == (None, None, [])
    assert "unreadable_period" not in types
    assert "period_raw" not in report["doubtful_fields"]


def test_the_words_are_kept():
    assert read("建设期限", "视资金情况")[0]["period_raw"] == "视资金情况"


def test_a_start_beside_an_open_finish_stays_certain():
    report, types, _ = read("计划开工时间\t计划竣工时间", "2025年5月\t待定")
    assert (report["planned_start"], report["planned_finish"]) == (date(2025, 5, 1), None)
    assert "unreadable_period" not in types
    assert "period_raw" not in report["doubtful_fields"]


@pytest.mark.parametrize("words", ["另行通知后", "2022年-长期", "长期（2025年起）"])
def test_other_words_are_a_doubt_as_before(words):
    assert "period_raw" in read("建设期限", words)[0]["doubtful_fields"]


@pytest.mark.parametrize("cell", ["全年", "全年度", "整年"])
def test_the_whole_year_is_that_of_the_list(cell):
    report, types, _ = read("建设期限", cell, title="某县2026年重点项目清单")
    assert (report["planned_start"], report["planned_finish"]) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (report["period_raw"], report["plan_precision"]) == (cell, "year")
    assert "unreadable_period" not in types


def test_the_whole_year_of_a_list_that_states_none_is_a_doubt():
    report, types, _ = read("建设期限", "全年")
    assert report["planned_start"] is None
    assert "unreadable_period" in types
