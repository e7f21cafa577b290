"""The month of a progress sheet whose title does not say it whole: by what stands around it, or the file's name."""

import io
from datetime import date

import pytest
import xlsxwriter

from etl.document import ReadDocument, read_document
from etl.parse.progress import month_of_file_name, months_alone
from etl.tables.metadata import Given
from tests.etl.tables.said import findings

HEAD = "项目名称,总投资,本月完成投资,累计完成投资"
ROW = "城北大桥,900,10,300"


def read(*titles: str, name: str = "sheet.csv", head: str = HEAD, given: Given | None = None) -> ReadDocument:
    return read_document("\n".join((*titles, "单位：万元", head, ROW)).encode(), name, given or Given("620102"))


def months(document: ReadDocument) -> list[tuple[date, str, bool]]:
    rows = document.frames["progress_reports"].to_dicts()
    return [(row["month"], row["month_source"], "month" in row["doubtful_fields"]) for row in rows]


@pytest.mark.parametrize(
    "titles",
    [
        ("某县2025年重点项目", "3月份调度表"),
        (
            "某县重点工程建设情况月报",
            "2025年第3期（总第9期）",
            "县发改局编 2025年3月31日",
            "截至3月底，完成投资1亿元。",
        ),
        ("某县重点项目进展情况（3月）", "2025年4月2日印发"),
        ("某县2025年度项目建设进度", "统计截止3月31日"),
        ("某县重点项目三月份进度表", "（2025年度）"),
        ("某县重点项目月报", "统计月份：3月（2025年）"),
        ("某县在建工程调度2025.3",),
        ("某县在建工程调度2025-03",),
        ("某县2025年度1-3月在建工程完成情况",),
        ("某县在建工程进展", "截至2025年3月底"),
        ("某县2025年在建工程一览表（3月）",),
        ("某县在建工程进展（二〇二五年三月）",),
        ("某县在建工程进展", "截至二〇二五年三月底"),
    ],
)
def test_a_month_is_of_the_only_year_that_is_named_near_it(titles: tuple[str, ...]):
    assert months(read(*titles)) == [(date(2025, 3, 31), "stated", False)]


@pytest.mark.parametrize(
    "title", ["某县在建工程调度2025.3.5", "某县在建工程进展情况2025年12个", "某县工程进度 日期：2025.3"]
)
def test_a_day_or_a_count_behind_a_title_is_no_month(title: str):
    assert months(read(title)) == []


@pytest.mark.parametrize(
    ("titles", "month", "doubtful"),
    [
        (("甲局 2025-04-08 某县2025年一季度工程推进情况（截至3月31日）",), date(2025, 3, 31), False),
        (("2025-01-08 某县工程推进情况（截至12月底）",), date(2024, 12, 31), False),
        (("2025.4.8 某县工程推进情况",), date(2025, 4, 30), True),
        (("2025-03-31 某县工程推进情况",), date(2025, 3, 31), False),
    ],
)
def test_a_day_before_a_title_may_be_of_its_publication(titles: tuple[str, ...], month: date, doubtful: bool):
    assert months(read(*titles)) == [(month, "stated", doubtful)]


def test_a_quarter_is_told_at_its_last_month():
    head = "镇,项目名称,进展情况,,,目前阶段,困难"
    parts = ",,本年度计划投资,一季度完成,开累投资,,"
    rows = "\n".join(
        ("甲县2025年一季度推进情况（截至3月31日）", "单位：万元", head, parts, "甲镇,城北大桥,900,60,300,桩基,拆迁")
    )
    report = read_document(rows.encode(), "a.csv", Given("620102")).frames["progress_reports"].to_dicts()[0]
    assert report["month"] == date(2025, 3, 31)
    amounts = (report["annual_plan_wan"], report["invested_year_wan"], report["invested_total_wan"])
    assert (*map(int, amounts), report["physical_progress"], report["problems"]) == (900, 60, 300, "桩基", "拆迁")


def test_a_month_is_the_last_one_up_to_the_day_of_printing():
    document = read("某县2026年重点项目进展（截至12月底）", "2026年1月5日印发")
    assert months(document) == [(date(2025, 12, 31), "stated", False)]


@pytest.mark.parametrize(
    ("day", "doubtful"),
    [("2025年3月8日印发", True), ("2025年3月31日", False), ("截至2025年3月20日", False)],
)
def test_a_day_behind_a_title_may_be_of_its_printing(day: str, doubtful: bool):
    assert months(read(f"某县重点项目进展情况 {day}")) == [(date(2025, 3, 31), "stated", doubtful)]


def test_the_year_may_stand_in_the_headers_of_the_year():
    document = read("某县3月份调度表", head="项目名称,2025年计划投资,本月完成投资,截至2024年底累计完成投资")
    assert months(document) == [(date(2025, 3, 31), "stated", False)]


@pytest.mark.parametrize(
    "titles",
    [
        ("某县3月份调度表",),
        ("某县3月份调度表", "2024年开工项目及2025年新开工项目"),
        ("某县2025年3月份和4月份项目",),
        ("2026年1月5日", "某县2026年重点项目（截至12月底）"),
    ],
)
def test_a_month_whose_year_is_not_known_is_none(titles: tuple[str, ...]):
    document = read(*titles)
    assert months(document) == [] and findings(document, "month_not_stated")


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("某县2025年3月项目调度.csv", ("某县项目调度表",)),
        ("某县项目202503.csv", ("某县项目调度表",)),
        ("某县3月项目.csv", ("某县2025年项目调度表",)),
        ("某县项目调度2025.csv", ("某县项目3月份调度表",)),
        ("某县2025年1-3月.csv", ("某县项目调度表", "填报日期：2025年4月2日")),
    ],
)
def test_a_month_of_the_files_name_is_marked_and_doubtful(name: str, titles: tuple[str, ...]):
    document = read(*titles, name=name)
    assert months(document) == [(date(2025, 3, 31), "file_name", True)]
    assert [found["raw"] for found in findings(document, "month_of_file_name")] == ["2025-03"]


def test_a_person_knows_better_than_the_files_name_and_the_sheet_than_both():
    name, given = "某县2025年3月.csv", Given("620102", date(2025, 5, 6))
    assert months(read("某县项目调度表", name=name, given=given)) == [(date(2025, 5, 31), "given", False)]
    assert months(read("2025年4月项目调度表", name=name, given=given)) == [(date(2025, 4, 30), "stated", False)]


@pytest.mark.parametrize(
    "name", ["上报2025年3月5日.csv", "2025-03-05.csv", "2024年2025年3月对比.csv", "3月5日.csv", "第3批.csv"]
)
def test_a_day_or_two_years_in_a_files_name_are_no_month(name: str):
    year, month = month_of_file_name(name.removesuffix(".csv"))
    assert year is None or month is None or name.startswith("2024")


def test_the_number_of_a_monthly_report_is_a_doubtful_month():
    document = read("某县项目建设月报", "2025年第3期")
    assert months(document) == [(date(2025, 3, 31), "stated", True)]
    assert findings(document, "month_of_issue")


def workbook(*sheets: tuple[str, str]) -> ReadDocument:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        for name, title in sheets:
            sheet = book.add_worksheet(name)
            for at, words in enumerate((title, "单位：万元")):
                sheet.write(at, 0, words)
            sheet.write_row(2, 0, HEAD.split(","))
            sheet.write_row(3, 0, [f"{name}大桥", 900, 10, 300])
    return read_document(packed.getvalue(), "sheet.xlsx", Given("620102"))


def test_a_sheet_without_a_month_is_of_that_of_the_others_in_its_file():
    document = workbook(("在建", "某县10月项目调度表（2025年10月）"), ("停缓建", "某县停缓建项目情况表"))
    assert months(document) == [(date(2025, 10, 31), "stated", False)] * 2
    assert [found["table"] for found in findings(document, "month_of_other_table")] == [2]


@pytest.mark.parametrize("title", ["某县9月份停缓建项目进展", "某县2024年停缓建项目情况表"])
def test_a_sheet_of_another_month_or_year_is_not_of_that_of_the_others(title: str):
    document = workbook(("在建", "某县项目调度表（2025年10月）"), ("停缓建", title))
    assert len(months(document)) == 1 or months(document)[1][0] == date(2025, 9, 30)


def test_sheets_of_several_months_say_nothing_of_another():
    document = workbook(
        ("一", "项目调度表（2025年9月）"), ("二", "项目调度表（2025年10月）"), ("三", "停缓建项目情况表")
    )
    assert [month for month, *_ in months(document)] == [date(2025, 9, 30), date(2025, 10, 31)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("5月份项目进度表", {5}),
        ("项目调度表（1-5月）", {5}),
        ("截至5月底", {5}),
        ("5月", {5}),
        ("五月份", {5}),
        ("2025年5月", set()),
        ("5月20日前开工", set()),
        ("预计5月完工", set()),
    ],
)
def test_months_without_a_year(words: str, found: set[int]):
    assert months_alone([words]) == found
