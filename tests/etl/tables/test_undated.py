"""Tables of a sheet's columns that say no month: lists of projects and how far they are, or sheets without one."""

import pytest

from etl.contract.values import TableKind
from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given
from tests.etl.tables.said import findings

HEAD = "项目名称,建设内容及规模,总投资（万元）,累计完成投资（万元）,开工时间,完工（预计完工）时间,建设单位,建设状态"
ROWS = (
    "甲堤防工程,新建堤防2公里,900,300,2024-03-02,2025年6月,县水务局,在建",
    "乙供水站,新建供水站1处,400,400,2023-05-06,2024-08-09,县水务局,完工",
)


def read(title: str, head: str = HEAD, name: str = "list.csv") -> ReadDocument:
    return read_document("\n".join((title, head, *ROWS)).encode(), name, Given("620102"))


def kinds(document: ReadDocument) -> list[str]:
    return document.frames["source_tables"]["kind"].to_list()


@pytest.mark.parametrize("title", ["某县“十四五”水利项目建设台账", "某县水利项目一览表", "某县在建项目情况表"])
def test_a_table_without_a_month_that_only_says_how_far_projects_are_is_a_list(title: str):
    document = read(title)
    assert kinds(document) == [TableKind.PROJECT_LIST] and not findings(document, "month_not_stated")
    names = ("name", "total_investment_wan", "planned_start", "planned_finish", "year_nature", "owner_unit")
    first, second = (tuple(map(str, row)) for row in document.frames["project_reports"].select(names).rows())
    assert (first[0], float(first[1]), *first[2:]) == (
        "甲堤防工程", 900, "2024-03-02", "2025-06-30", "续建", "县水务局",
    )  # fmt: skip
    precisions = document.frames["project_reports"]["plan_precision"].to_list()
    assert precisions == ["month", "day"]  # the coarser of a day and a month
    assert (second[2], second[3], second[4]) == ("2023-05-06", "2024-08-09", "竣工")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("某县水利项目建设台账（2025年3月）", "list.csv"),
        ("某县水利项目进展台账", "list.csv"),
        ("某县水利项目调度表", "list.csv"),
        ("某县水利项目台账 截至3月底", "list.csv"),
        ("某县水利项目台账", "2025年3月.csv"),
        ("某县水利项目台账 填报日期：2025年4月2日", "list.csv"),
    ],
)
def test_a_month_or_a_report_makes_a_sheet(title: str, name: str):
    assert kinds(read(title, name=name)) == [TableKind.PROGRESS]


PLAN = "项目名称,建设规模,总投资（万元）,2026年计划投资（万元）,开工至今累计完成（万元）,项目阶段,责任单位"
PLAN_ROWS = ("甲堤防工程,堤防2公里,900,300,400,续建,县水务局", "乙供水站,供水站1处,400,200,0,新开工,县水务局")


def test_what_was_done_before_and_the_stage_of_the_year_make_no_report_of_a_plan():
    document = read_document("\n".join(("某县2026年重点工程计划", PLAN, *PLAN_ROWS)).encode(), "a.csv", Given("620102"))
    assert kinds(document) == [TableKind.PROJECT_LIST]
    assert document.frames["project_reports"]["year_nature"].to_list() == ["续建", "新开工"]
    money = document.frames["investment_plan"].select("year", "plan_wan", "invested_wan").rows()
    assert [tuple(None if one is None else int(one) for one in row) for row in money] == [
        (2026, 300, None), (None, None, 400), (2026, 200, None), (None, None, 0),
    ]  # fmt: skip


def test_expected_dates_of_what_is_asked_for_are_planned_ones():
    head = "项目名称,建设内容,总投资（万元）,拟申请省级补助资金（万元）,是否开工,拟开工时间,预计完工时间,现场情况"
    rows = ("甲堤防工程,堤防2公里,900,300,否,2026年3月,2027年6月,平整",)
    document = read_document(
        "\n".join(("某县项目申报表 填报日期：2026年1月5日", head, *rows)).encode(), "a.csv", Given("620102")
    )
    assert kinds(document) == [TableKind.PROJECT_LIST]
    plan = document.frames["project_reports"].select("planned_start", "planned_finish").rows()
    assert [tuple(map(str, row)) for row in plan] == [("2026-03-01", "2027-06-30")]
    assert [found["raw"] for found in findings(document, "unknown_column")] == ["是否开工", "现场情况"]


@pytest.mark.parametrize("column", ["本月完成投资", "1-3月完成投资", "本年到位资金"])
def test_what_was_done_in_a_month_is_no_plan_whatever_the_title_says(column: str):
    assert kinds(read("某县水利项目清单", HEAD.replace("建设单位", column))) == [TableKind.PROGRESS]


def test_a_title_of_a_list_with_a_month_is_a_sheet():
    assert kinds(read("某县水利项目清单 报告月份：2025年3月")) == [TableKind.PROGRESS]


@pytest.mark.parametrize("column", ["本月完成投资", "1-3月完成投资", "形象进度", "存在问题", "到位资金", "是否纳统"])
def test_a_column_that_only_a_report_has_makes_a_sheet(column: str):
    assert kinds(read("某县水利项目台账", HEAD.replace("建设单位", column))) == [TableKind.PROGRESS]


def test_what_a_list_has_no_field_for_is_said():
    document = read("某县水利项目台账", HEAD.replace("开工时间", "实际开工时间"))
    assert kinds(document) == [TableKind.PROJECT_LIST]
    assert [found["raw"] for found in findings(document, "unknown_column")] == ["实际开工时间"]
