"""Progress sheets: reading, matching, months that are never overwritten, baselines, findings over time."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.document import ReadDocument, read_document
from etl.parse.progress import find_month, parse_month, parse_progress_pct, parse_status
from etl.pipeline import load
from etl.samples.progress import MARK, write_sheets
from etl.snapshot import publish
from etl.tables.metadata import Given
from tests.etl.commands import portfolio
from tests.etl.lists import SAMPLES
from tests.etl.said import message
from tests.etl.sheets import write_list, write_sheet

NAME = "甲敬老院"

TWO_LEVELS = """黔江区养老托育重大项目调度表
调度月份：2023年5月
单位：万元
序号,项目名称,总投资,完成投资,,,到位资金,,,支付资金,,开工状态,实际开工时间,预计/实际竣工时间,形象进度
,,,本月,本年,累计,合计,中央预算内投资,企业自筹,中央预算内,专项债券,,,,
1,甲敬老院,"1,000",10,50,80.5,90,60,30,20,10,在建,2022年3月,2023年12月,总体进度60%
2,乙敬老院,1亿元,10,50,80,,60,30,,,已竣工,2022.3,2023.4,装修完成60%
合计,,11000,20,100,160,,,,,,,,,
"""


def read(text: str, given: Given | None = None) -> ReadDocument:
    return read_document(text.encode(), "sheet.csv", given or Given())


def rows(home: Path, query: str) -> list[dict[str, Any]]:
    snapshot = publish.published(home)
    assert snapshot is not None
    with duckdb.connect(str(home / "warehouse" / snapshot.snapshot), read_only=True) as connection:
        return connection.sql(query).pl().to_dicts()


def types(home: Path) -> Counter[str]:
    found = rows(home, "select type from findings where type not in ('unit_cost_outlier')")
    return Counter(row["type"] for row in found)


def test_two_header_levels_are_read() -> None:
    frames = read(TWO_LEVELS).frames
    first, second = frames["progress_reports"].to_dicts()
    assert first["month"] == date(2023, 5, 31)
    amounts = ("total_investment_wan", "invested_month_wan", "invested_year_wan", "invested_total_wan", "arrived_wan")
    assert [first[name] for name in amounts] == [1000, 10, 50, Decimal("80.5"), 90]
    assert (first["status"], first["actual_start"], first["actual_start_precision"]) == (
        "under_way", date(2022, 3, 1), "month",
    )  # fmt: skip
    assert (first["forecast_finish"], first["actual_finish"]) == (date(2023, 12, 31), None)
    assert (second["forecast_finish"], second["actual_finish"]) == (None, date(2023, 4, 30))
    assert (second["total_investment_wan"], second["arrived_wan"]) == (10000, 90)  # arrived: the sum of its sources
    assert (first["physical_progress_pct"], second["physical_progress_pct"]) == (60, None)
    funding = frames["progress_funding"].filter(progress_id=first["progress_id"])
    assert {(row["stage"], row["source"]): row["amount_wan"] for row in funding.to_dicts()} == {
        ("arrived", ""): 90,
        ("arrived", "central_budget"): 60,
        ("arrived", "self_raised"): 30,
        ("paid", "central_budget"): 20,
        ("paid", "local_special_bond"): 10,
    }
    assert frames["findings"].filter(severity="warn").height == 0


def test_merged_header_cells_of_a_workbook_are_read() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("2023年5月")
        sheet.merge_range(0, 0, 0, 7, "黔江区重大项目投资进度调度表（单位：万元）")
        for column, header in ((0, "序号"), (1, "项目名称"), (2, "总投资"), (7, "开工状态")):
            sheet.merge_range(1, column, 2, column, header)
        sheet.merge_range(1, 3, 1, 4, "完成投资")
        sheet.merge_range(1, 5, 1, 6, "到位资金")
        sheet.write_row(2, 3, ["本月", "累计", "中央预算内投资", "县级财政"])
        sheet.write_row(3, 0, [1, "甲敬老院", 100, 5, 40, 10, 20, "在建"])
        sheet.write_row(4, 0, [2, "乙敬老院", 200, 6, 60, 0, 30, "已竣工"])
    frames = read_document(buffer.getvalue(), "调度.xlsx", Given()).frames
    found = frames["progress_reports"]
    assert found["month"].to_list() == [date(2023, 5, 31)] * 2
    assert found["invested_month_wan"].to_list() == [5, 6]
    assert found["invested_total_wan"].to_list() == [40, 60]
    assert found["arrived_wan"].to_list() == [30, 30]
    assert found["status"].to_list() == ["under_way", "completed"]


def test_a_list_with_an_annual_plan_stays_a_list() -> None:
    text = "清单\n单位：万元\n序号,项目名称,建设性质,总投资,年度计划投资,建设地点\n1,甲敬老院,新建,100,50,黔江区\n"
    assert read(text).projects == 1


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("截止日期：2023-05-31", date(2023, 5, 31)),
        ("2023年1-5月重大项目进展情况表", date(2023, 5, 31)),
        ("重大项目调度表（2023年2月）", date(2023, 2, 28)),
        ("截至2024年2月底", date(2024, 2, 29)),
        ("调度月份:2023年11月", date(2023, 11, 30)),
        ("成文日期：2023-05-31", None),
        ("2023年重大项目调度表", None),
        ("五月份建设进展情况统计表 填报日期：2025年6月3日", date(2025, 5, 31)),
        ("十二月项目进度表 （2025年1月6日统计）", date(2024, 12, 31)),
        ("五月份建设进展情况统计表", None),
        ("2023年第10月中央预算内投资项目调度表", date(2023, 10, 31)),
        ("2024年4月养老项目资金到位和支付情况表", date(2024, 4, 30)),
        ("2024年上半年投资项目完成情况表（截至6月底）", date(2024, 6, 30)),
        ("2024年第三季度重点项目调度情况", date(2024, 9, 30)),
        ("2024年上半年重点项目进展情况", date(2024, 6, 30)),
        ("重点项目进展情况通报表（二〇二四年七月）", date(2024, 7, 31)),
        ("养老项目进度表 填报日期：2024年11月5日", None),
    ],
)
def test_the_month_comes_from_the_sheets_own_words(words: str, month: date | None) -> None:
    assert find_month([words]) == month


def test_small_grammars() -> None:
    assert [parse_month(raw) for raw in ("202305", "2023年5月", "5月")] == [date(2023, 5, 31), date(2023, 5, 31), None]
    statuses = {
        "已开工": "under_way", "未开工（前期手续）": "not_started", "已竣工投用": "completed",
        "因资金停工": "suspended", "正在办理施工许可": "not_started", "招投标": "not_started",
        "完成招投标，基础施工": "under_way",
        "预计6月完工": None, "取消": "cancelled", "是": "under_way", "": None,
    }  # fmt: skip
    assert {raw: parse_status(raw) for raw in statuses} == statuses
    assert [parse_progress_pct(raw) for raw in ("60%", "总体进度达到60%", "主体完成60%，装修30%", "120%")] == [
        60,
        60,
        None,
        None,
    ]


def test_a_sheet_without_a_month_is_kept_and_refused() -> None:
    text = TWO_LEVELS.replace("调度月份：2023年5月\n", "")
    frames = read(text).frames
    assert frames["progress_reports"].height == 0
    assert frames["list_rows"].filter(kind="rejected").height == 2
    assert "month_not_stated" in frames["findings"]["type"].to_list()
    given = read(text, Given(document_date=date(2023, 6, 2))).frames["progress_reports"]
    assert given["month"].to_list() == [date(2023, 6, 30)] * 2
    assert given["month_source"].to_list() == ["given"] * 2


def test_a_date_of_filling_in_gives_a_doubtful_month() -> None:
    text = TWO_LEVELS.replace("调度月份：2023年5月", "填报日期：2023年6月5日")
    frames = read(text).frames
    assert frames["progress_reports"]["month"].to_list() == [date(2023, 6, 30)] * 2
    assert all("month" in fields for fields in frames["progress_reports"]["doubtful_fields"].to_list())
    assert "month_of_filling_in" in frames["findings"]["type"].to_list()


def test_dates_that_may_be_planned_or_actual_are_read_by_the_status() -> None:
    text = """2023年5月调度表（万元）
序号,项目名称,总投资,累计完成投资,开工时间,竣工时间,形象进度
1,甲敬老院,1000,200,2023年3月,2024年6月,主体施工
2,乙敬老院,1000,1000,2022年3月,2023年4月,已竣工投用
3,丙敬老院,1000,0,2023年9月,2024年9月,前期
"""
    found = read(text).frames["progress_reports"].to_dicts()
    names = ("actual_start", "forecast_start", "actual_finish", "forecast_finish")
    assert [[row[name] and row[name].strftime("%Y-%m") for name in names] for row in found] == [
        ["2023-03", None, None, "2024-06"],
        ["2022-03", None, "2023-04", None],
        [None, "2023-09", None, "2024-09"],
    ]
    assert [row["status"] for row in found] == ["under_way", "completed", "not_started"]
    assert [row["doubtful_fields"] for row in found] == [[], ["actual_finish"], []]  # it may have been planned so


@pytest.mark.parametrize(
    ("status", "done", "start", "field"),
    [
        ("在建", "0", "2023年3月", "actual_start"),
        ("", "30", "2023-05-20", "actual_start"),
        ("停工", "", "2023年", "actual_start"),
        ("未开工", "0", "2023年6月", "forecast_start"),
        ("", "0", "2024年", "forecast_start"),
    ],
)
def test_a_start_is_actual_where_the_row_has_begun_and_a_plan_behind_the_month(
    status: str, done: str, start: str, field: str
) -> None:
    text = f"2023年5月调度表（万元）\n项目名称,开工状态,累计完成投资,开工日期\n甲敬老院,{status},{done},{start}\n"
    (row,) = read(text).frames["progress_reports"].to_dicts()
    assert row[field] and row["doubtful_fields"] == []


@pytest.mark.parametrize(("status", "start"), [("未开工", "2023年4月"), ("", "2023年4月"), ("在建", "2023年8月")])
def test_a_start_is_doubtful_where_the_row_denies_it(status: str, start: str) -> None:
    text = f"2023年5月调度表（万元）\n项目名称,开工状态,累计完成投资,开工日期\n甲敬老院,{status},0,{start}\n"
    (row,) = read(text).frames["progress_reports"].to_dicts()
    assert {"forecast_start", "actual_start"} & set(row["doubtful_fields"])


def test_of_columns_for_single_months_that_of_the_sheet_counts() -> None:
    text = """2024年上半年项目投资完成情况表（截至3月底）
单位：万元
序号,项目名称,总投资,年度计划投资,1月完成,2月完成,3月完成,1-3月累计完成投资
1,甲敬老院,1000,500,10,20,30,60
"""
    (row,) = read(text).frames["progress_reports"].to_dicts()
    assert (row["month"], row["invested_month_wan"], row["invested_year_wan"]) == (date(2024, 3, 31), 30, 60)
    assert row["doubtful_fields"] == []


def test_sheets_of_one_header_keep_their_own_title_and_unit() -> None:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        for month, unit, done in ((3, "万元", 120), (4, "亿元", 0.015)):
            sheet = book.add_worksheet(f"{month}月")
            sheet.write(0, 0, f"甲县2024年{month}月项目进展表")
            sheet.write(1, 4, f"单位：{unit}")
            sheet.write_row(2, 0, ["序号", "项目名称", "总投资", "当月完成投资", "推进情况"])
            sheet.write_row(3, 0, [1, NAME, done, done, "主体施工"])
    found = read_document(packed.getvalue(), "sheet.xlsx", Given()).frames["progress_reports"].to_dicts()
    assert [(row["month"].month, row["invested_month_wan"]) for row in found] == [(3, 120), (4, 150)]


def test_a_county_that_heads_its_projects_is_no_project() -> None:
    text = """2024年6月月报（单位：万元）
序号,项目名称,总投资,累计完成投资,是否开工,进展情况,存在问题
一,甲区（2个）,3000,500,,,
1,甲敬老院,1000,200,是,主体施工,无
2,乙敬老院,2000,300,是,基础,无
"""
    assert read(text).frames["progress_reports"]["name"].to_list() == ["甲敬老院", "乙敬老院"]


def test_an_actual_date_after_the_month_is_not_used() -> None:
    frames = read(TWO_LEVELS.replace("2022年3月", "2023年8月")).frames
    assert frames["progress_reports"]["actual_start"].to_list()[0] is None
    assert "actual_date_in_future" in frames["findings"]["type"].to_list()


def test_rows_are_matched_by_code_then_identity_then_name_and_kept_unmatched(tmp_path: Path) -> None:
    plans = [(NAME, "2021-2022", "100"), ("乙敬老院", "2021-2022", "200"), ("丙敬老院", "2021-2022", "300")]
    write_list(tmp_path / "清单.csv", plans, **{NAME: "2101-500114-04-01-100001"})
    sheet = [
        {"code": "2101-500114-04-01-100001", "name": "甲敬老院（更名）", "done": "10"},
        {"name": "乙敬老院", "done": "20"},
        {"name": "丁敬老院", "done": "40"},
        {"name": "乙敬老院", "done": "30"},
    ]
    write_sheet(tmp_path / "五月.csv", "2023年5月", [row | {"status": "在建"} for row in sheet])
    load.load([tmp_path], tmp_path / "home")
    found = rows(tmp_path / "home", "select matched_by, invested_total_wan from project_months order by 2")
    assert [tuple(row.values()) for row in found] == [("code", 10), ("identity", 20)]
    kept = rows(tmp_path / "home", "select reason, invested_total_wan from progress_unmatched order by 2")
    assert [tuple(row.values()) for row in kept] == [("repeated", 30), ("none", 40)]
    assert types(tmp_path / "home") >= Counter(progress_unmatched=1, progress_match_unclear=1)


def test_months_are_revised_never_overwritten_and_closed_months_hold(tmp_path: Path) -> None:
    home = tmp_path / "home"
    write_list(tmp_path / "清单.csv", [(NAME, "2021-2022", "100")])
    first = write_sheet(tmp_path / "a.csv", "2023年5月", [{"name": NAME, "status": "在建", "done": "40"}])
    load.load([tmp_path / "清单.csv", first], home)
    second = write_sheet(tmp_path / "b.csv", "2023年5月", [{"name": NAME, "status": "在建", "done": "45"}])
    load.load([second], home)
    query = "select revision, invested_total_wan as done, is_effective from project_months order by 1"
    assert [tuple(row.values()) for row in rows(home, query)] == [(1, 40, False), (2, 45, True)]
    assert types(home)["progress_repeated"] == 1
    assert portfolio(home, "close-month", "2023-05").exit_code == 0
    assert portfolio(home, "close-month", "2023-05").exit_code == 2
    third = write_sheet(tmp_path / "c.csv", "2023年5月", [{"name": NAME, "status": "在建", "done": "60"}])
    load.load([third], home)
    assert [row["done"] for row in rows(home, query) if row["is_effective"]] == [45]
    assert types(home)["closed_month_changed"] == 1
    assert "60" in portfolio(home, "findings").stdout
    assert portfolio(home, "remove", "b.csv", "--who", "王某", "--why", "作废").exit_code == 2
    assert portfolio(home, "reopen-month", "2023-05").exit_code == 0
    assert [row["done"] for row in rows(home, query) if row["is_effective"]] == [60]


def test_findings_over_time(tmp_path: Path) -> None:
    """January 10, February 50 (+40 points), March missing, April 45 (falls), May 120 of 100 (above the total)."""
    home = tmp_path / "home"
    write_list(tmp_path / "清单.csv", [(NAME, "2021-2022", "100"), ("乙敬老院", "2021-2022", "200")])
    for month, done in (("1", "10"), ("2", "50"), ("4", "45"), ("5", "120")):
        sheet = [{"name": NAME, "status": "在建", "done": done}]
        sheet += [{"name": "乙敬老院", "status": "在建", "done": "1"}] if month != "4" else []
        write_sheet(tmp_path / f"{month}.csv", f"2023年{month}月", sheet)
    write_sheet(tmp_path / "3.csv", "2023年3月", [{"name": "乙敬老院", "status": "在建", "done": "1"}])
    load.load([tmp_path], home)
    found = types(home)
    assert found["cumulative_falls"] == 1
    assert found["spending_above_total"] == 1
    assert found["progress_jumps"] == 2  # February by 40 points, May by 75
    assert found["progress_month_missing"] == 2  # 甲 in March, 乙 in April
    assert found["county_not_reported"] == 0


@pytest.mark.parametrize(
    ("months", "missing"),
    [
        (("3", "6"), []),  # both end a quarter
        (("1", "4", "7"), []),
        (("3", "9", "12"), ["2023-06"]),  # every quarter, but for one
        (("1", "4"), ["2023-02", "2023-03"]),  # nothing says that they come every quarter
        (("3", "6", "7"), ["2023-04", "2023-05"]),
        (("6", "12"), []),
    ],
)
def test_months_between_sheets_of_every_quarter_are_not_missed(
    tmp_path: Path, months: tuple[str, ...], missing: list[str]
) -> None:
    home = tmp_path / "home"
    write_list(tmp_path / "a.csv", [(NAME, "2021-2022", "100")])
    for month in months:
        write_sheet(tmp_path / f"{month}.csv", f"2023年{month}月", [{"name": NAME, "status": "在建"}])
    load.load([tmp_path], home)
    query = "select * from findings where type = '{}' order by params"
    for kind in ("progress_month_missing", "county_not_reported"):
        said = [message(row) for row in rows(home, query.format(kind))]
        assert [re.findall(r"\d{4}-\d\d", words) for words in said] == [[month] for month in missing]


def test_counties_that_did_not_report_are_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    write_list(tmp_path / "a.csv", [(NAME, "2021-2022", "100")])
    write_list(tmp_path / "b.csv", [("乙敬老院", "2021-2022", "200")], region="重庆市万州区")
    for month in ("1", "2", "3"):
        write_sheet(tmp_path / f"{month}.csv", f"2023年{month}月", [{"name": NAME, "status": "在建"}])
        if month != "2":
            sheet = [{"name": "乙敬老院", "status": "在建"}]
            write_sheet(tmp_path / f"w{month}.csv", f"2023年{month}月", sheet, "重庆市万州区")
    load.load([tmp_path], home)
    found = rows(home, "select type, detail, params, caused_by, finding_id from findings where type like '%repor%'")
    assert ["万州区 2023-02" in message(row) for row in found] == [True]
    follows = rows(home, "select caused_by from findings where type = 'progress_month_missing'")
    assert [row["caused_by"] for row in follows] == [found[0]["finding_id"]]


def test_an_older_list_that_comes_later_moves_the_original_baseline_and_says_so(tmp_path: Path) -> None:
    home = tmp_path / "home"
    new = write_list(tmp_path / "2023.csv", [(NAME, "2021-2023", "120"), ("新院", "2023-2024", "1")], "2023-01-15")
    load.load([new], home)
    query = "select original_finish, current_finish, is_moved from baselines where original_finish < '2024-01-01'"
    assert [tuple(row.values()) for row in rows(home, query)] == [(date(2023, 12, 31), date(2023, 12, 31), False)]
    old = write_list(tmp_path / "2021.csv", [(NAME, "2021-2022", "100")], "2021-01-15")
    load.load([old], home)
    assert [tuple(row.values()) for row in rows(home, query)] == [(date(2022, 12, 31), date(2023, 12, 31), True)]
    assert types(home)["baseline_moved"] == 1
    history = rows(
        home, "select revision, changed_fields from plan_revisions where total_investment_wan > 1 order by 1"
    )
    assert [row["changed_fields"] for row in history] == [[], ["planned_finish", "total_investment_wan"]]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(finishes=st.lists(st.integers(2022, 2030), min_size=1, max_size=4))
def test_a_revision_never_changes_the_original_baseline(
    tmp_path_factory: pytest.TempPathFactory, finishes: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("revisions")
    for number, year in enumerate([2022, *finishes]):
        path = write_list(folder / f"{number}.csv", [(NAME, f"2021-{year}", "100")], f"20{21 + number}-01-15")
        load.load([path], folder / "home")
        found = rows(folder / "home", "select year(original_finish) o, year(current_finish) c, is_moved from baselines")
        assert [tuple(row.values()) for row in found] == [(2022, year, False)]


def test_fan_out_never_inflates_a_sum(tmp_path: Path) -> None:
    """Three lists, 24 months, two capacity entries, four sources: the investment counts once."""
    home = tmp_path / "home"
    for year in (2021, 2022, 2023):
        write_list(tmp_path / f"{year}.csv", [(NAME, "2021-2023", "100")], f"{year}-01-15")
        path = tmp_path / f"{year}.csv"
        path.write_text(path.read_text("utf-8").replace("床位100张", "床位100张；新增托位30个"), "utf-8")
    head = "序号,项目名称,本月完成投资,累计完成投资,到位资金,,,,开工状态\n,,,,中央预算内投资,省级财政,企业自筹,其他,\n"
    for number in range(24):
        title = f"黔江区项目调度表（{2022 + number // 12}年{number % 12 + 1}月）"
        text = f"{title}\n单位：万元\n{head}1,{NAME},1,{number},1,2,3,4,在建\n"
        (tmp_path / f"m{number}.csv").write_text(text, encoding="utf-8")
    load.load([tmp_path], home)
    for by in ("region", "sector", "status", "plan_position", "list_year", "document"):
        (group,) = json.loads(portfolio(home, "summary", "--by", by, "--format", "json").stdout)
        counted = [group[name] for name in ("projects", "total_investment_wan", "childcare_places", "elder_beds")]
        assert counted == [1, 100, 30, 100], by


def test_sample_progress_is_the_same_every_time_and_says_what_it_is(tmp_path: Path) -> None:
    lists = sorted(SAMPLES.glob("*.csv"))
    files = write_sheets(lists, tmp_path / "one")
    assert [f.read_bytes() for f in files] == [f.read_bytes() for f in write_sheets(lists, tmp_path / "two")]
    assert all(file.read_text("utf-8-sig").count(MARK) >= 8 for file in files)  # each sheet; a silent month has none
    load.load([SAMPLES, tmp_path / "one"], tmp_path / "home")
    found = rows(tmp_path / "home", "select is_synthetic, count(*) n from documents group by 1 order by 1")
    assert [tuple(row.values()) for row in found] == [(False, 5), (True, 4)]
    assert rows(tmp_path / "home", "select count(*) n from projects where is_synthetic") == [{"n": 0}]
    assert rows(tmp_path / "home", "select count(*) n from project_months where not is_synthetic") == [{"n": 0}]
    assert rows(tmp_path / "home", "select count(*) n from progress_unmatched") == [{"n": 0}]


def test_invented_progress_never_stands_beside_reported_progress(tmp_path: Path) -> None:
    write_list(tmp_path / "清单.csv", [(NAME, "2021-2022", "100")])
    write_sheet(tmp_path / "a.csv", "2023年5月", [{"name": NAME, "status": "在建", "done": "40"}])
    invented = [{"name": NAME, "status": "已竣工", "done": "99"}]
    write_sheet(tmp_path / "b.csv", "2023年6月", invented, "重庆市黔江区", MARK)
    load.load([tmp_path], tmp_path / "home")
    states = rows(tmp_path / "home", "select invested_total_wan, is_synthetic from project_states")
    assert [tuple(row.values()) for row in states] == [(40, False)]


def test_a_sheet_with_one_cell_per_line_is_read() -> None:
    heads = ["序号", "项目名称", "总投资", "年度计划投资", "本月完成投资", "本年完成投资", "形象进度", "责任单位"]
    first = ["1", "甲康养中心", "8600", "3000", "260", "1980", "主体完工", "县民政局"]
    second = ["2", "乙托育园", "1500", "900", "0", "0", "未开工", "县卫健委"]
    text = "\n".join(["2024年8月重点项目进度表", "单位：万元", *heads, *first, *second])
    found = read_document(text.encode(), "sheet.txt", Given()).frames["progress_reports"].to_dicts()
    amounts = [(row["annual_plan_wan"], row["invested_month_wan"], row["invested_year_wan"]) for row in found]
    assert amounts == [(3000, 260, 1980), (900, 0, 0)]
    assert [row["status"] for row in found] == ["under_way", "not_started"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("主体完工", "under_way"), ("一期已建成投用", "under_way"), ("未竣工", "under_way"),
        ("2号楼已竣工", "under_way"),
        ("已建成投入使用", "completed"), ("整体竣工", "completed"), ("尚未开工，基础未完工", "not_started"),
    ],
)  # fmt: skip
def test_a_part_that_is_finished_does_not_finish_the_project(words: str, status: str) -> None:
    assert parse_status(words) == status


def test_an_amount_whose_parts_were_not_all_read_is_doubtful() -> None:
    text = """2023年5月调度表（单位：万元）
序号,项目名称,总投资,累计完成投资,到位资金,,,开工状态
,,,,中央预算内投资,县级财政,乡贤捐赠款,
1,甲敬老院,1000,200,200,100,50,在建
2,乙敬老院,1000,200,200,100,,在建
"""
    first, second = read(text).frames["progress_reports"].to_dicts()
    assert (first["arrived_wan"], first["doubtful_fields"]) == (300, ["arrived_wan"])
    assert (second["arrived_wan"], second["doubtful_fields"]) == (300, [])


@pytest.mark.parametrize(
    ("header", "cell", "doubtful"),
    [
        ("现在怎样", "停工", ["status"]),
        ("是否停工", "否", []),
        ("是否重点", "是", []),
        ("备注", "停工待料", ["status"]),
        ("备注", "停工风险较大，须尽快协调征地", []),
        ("备注", "冬季停工，3月复工", ["status"]),
        ("存在问题", "因汛期停工", ["status"]),
        ("存在问题", "施工图未批", []),
        ("完工情况说明", "2023-11（已完工）", ["status"]),
        ("形象进度百分比", "100%", ["status"]),
    ],
)
def test_a_derived_status_is_doubtful_where_another_column_denies_it(header, cell, doubtful) -> None:
    text = f"""2023年11月项目进度表
单位：万元
序号,项目名称,总投资,本年完成投资,累计完成投资,{header}
1,甲敬老院,900,100,300,{cell}
"""
    found = read(text).frames
    (row,) = found["progress_reports"].to_dicts()
    assert (row["status"], row["status_source"], row["doubtful_fields"]) == ("under_way", "derived", doubtful)
    told = [item["column"] for item in found["findings"].to_dicts() if item["type"] == "status_denied"]
    assert told == ([header] if doubtful else [])
