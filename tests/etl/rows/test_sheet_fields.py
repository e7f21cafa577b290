"""What progress sheets state beside progress and money: problems, adjusted totals, approvals, 是否纳统."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given
from tests.etl.tables.said import findings

HEAD = "序号,项目名称,开工状态,累计完成投资（万元）"
TITLE = "某县重大项目调度表（2025年4月）"


def sheet(header: str, *cells: str, title: str = TITLE) -> ReadDocument:
    """A sheet with some more columns; each of `cells` is what a row has in them."""
    rows = [f"{number},项目{number}大桥,在建,10,{own}" for number, own in enumerate(cells, start=1)]
    return read_document("\n".join((title, f"{HEAD},{header}", *rows)).encode(), "sheet.csv", Given("620102"))


def told(read: ReadDocument, *names: str) -> list[tuple[Any, ...]]:
    return read.frames["progress_reports"].select(*names).rows()


PROBLEM = ("problem_unit", "problem_person", "problem_deadline", "problem_deadline_precision", "problem_state")


def test_who_solves_a_problem_until_when_and_how_far_that_is():
    read = sheet(
        "责任单位,存在问题,责任单位,责任人,解决时限,解决情况",
        "市住建局,拆迁,市资源局,李某,2025年5月,完成80%",
        "市水务局,,,,,",
    )
    assert told(read, *PROBLEM) == [
        ("市资源局", "李某", date(2025, 5, 31), "month", "完成80%"),
        (None, None, None, None, None),
    ]
    assert told(read, "responsible_unit", "person_in_charge") == [("市住建局", None), ("市水务局", None)]
    assert not findings(read, "ambiguous_column") + findings(read, "unknown_column")


def test_a_unit_behind_a_problem_is_the_projects_where_nothing_says_how_it_is_solved():
    read = sheet("存在问题,责任单位,责任人", "拆迁,市资源局,李某")
    assert told(read, "responsible_unit", "person_in_charge", *PROBLEM[:2]) == [("市资源局", "李某", None, None)]


def test_headers_that_name_the_problem_need_no_neighbours():
    read = sheet("整改责任单位,问题责任人,备注,整改时限,是否销号,存在问题", "市资源局,李某,,2025-06-30,未销号,拆迁")
    assert told(read, *PROBLEM) == [("市资源局", "李某", date(2025, 6, 30), "day", "未销号")]


def test_a_deadline_that_is_no_date_is_said():
    read = sheet("存在问题,解决时限", "拆迁,尽快")
    assert told(read, "problem_deadline", "doubtful_fields") == [(None, ["problem_deadline"])]
    assert [found["raw"] for found in findings(read, "unreadable_period")] == ["尽快"]


@pytest.mark.parametrize(
    ("words", "day", "doubtful"),
    [
        ("6月底", date(2025, 6, 30), []),
        ("4月30日前", date(2025, 4, 30), []),
        ("2月底", date(2025, 2, 28), ["problem_deadline"]),
        ("12月", date(2025, 12, 31), []),
    ],
)
def test_a_deadline_without_a_year_is_of_the_sheets(words: str, day: date, doubtful: list[str]):
    read = sheet("存在问题,解决时限", f"拆迁,{words}")
    assert told(read, "problem_deadline", "doubtful_fields") == [(day, doubtful)]


def test_the_adjusted_total_stands_beside_the_total():
    read = sheet("总投资（万元）,调整后总投资（亿元）,年度计划投资（万元）,调整后年度投资（万元）", "9000,1.2,800,600")
    amounts = told(read, "total_investment_wan", "adjusted_total_wan", "annual_plan_wan")
    assert amounts == [(Decimal(9000), Decimal(12000), Decimal(600))]
    assert told(read, "doubtful_fields") == [(["annual_plan_wan"],)]  # two columns state it, and differ


@pytest.mark.parametrize(
    ("words", "answer", "doubtful"),
    [("是", True, []), ("未纳统", False, []), ("", None, []), ("5月", None, ["is_in_statistics"])],
)
def test_whether_statistics_count_it(words: str, answer: bool | None, doubtful: list[str]):
    read = sheet("是否纳统", words)
    assert told(read, "is_in_statistics", "doubtful_fields") == [(answer, doubtful)]
    assert len(findings(read, "unknown_answer")) == len(doubtful)


def test_approvals_of_a_sheet_have_happened_by_its_month():
    read = sheet("可研批复时间,施工许可时间,环评手续办理情况", "2024-03,2025-06,正在办理")
    rows = read.frames["approvals"].select("report_id", "step", "state", "date").rows()
    (report,) = told(read, "progress_id")[0]
    assert rows == [
        (report, "feasibility", "done", date(2024, 3, 1)),
        (report, "permit", "planned", date(2025, 6, 1)),
        (report, "eia", "under_way", None),
    ]


def test_what_is_done_without_a_span_of_time_is_a_guess():
    head = "序号,项目名称,开工状态,年度计划投资（万元）,已完成投资（万元）,形象进度"
    read = read_document(
        "\n".join((TITLE, head, "1,城北大桥,在建,800,300,主体")).encode(), "sheet.csv", Given("620102")
    )
    assert told(read, "invested_total_wan", "doubtful_fields") == [(Decimal(300), ["invested_total_wan"])]
    assert len(findings(read, "column_guessed")) == 1
    beside = sheet("已完成投资（万元）", "300")  # another column says what is done since the start
    assert told(beside, "invested_total_wan", "doubtful_fields") == [(Decimal(10), [])]


def test_what_was_done_in_another_year_is_not_this_years():
    read = sheet("2024年完成投资（万元）,2025年完成投资（万元）,截至2023年底累计完成投资（万元）", "300,100,50")
    assert told(read, "invested_year_wan", "invested_before_year_wan") == [(Decimal(100), None)]
    assert [found["raw"] for found in findings(read, "unknown_column")] == [
        "2024年完成投资（万元）",
        "截至2023年底累计完成投资（万元）",
    ]


def test_people_and_remarks_of_a_sheet_are_kept():
    read = sheet("项目业主,包联领导,责任人,联系人及电话,备注", "甲公司,李某副县长,王某,赵某 13900000000,加快")
    names = ("owner_unit", "leader", "person_in_charge", "contact_person", "remark")
    assert told(read, *names) == [("甲公司", "李某副县长", "王某", "赵某", "加快")]
