"""Headers as offices write them: which field each means, which it is no slip of, and which of two columns counts."""

import pytest

from etl.contract.values import TableKind
from etl.document import ReadDocument, read_document
from etl.headers import columns, header_cells
from etl.tables.metadata import Given
from tests.etl.parse.test_phrases import phrases
from tests.etl.test_layouts import reports, types


@pytest.mark.parametrize("row", phrases("columns"), ids=lambda row: row["header"])
def test_a_header_means_its_field(row: dict[str, str]):
    (column,) = columns.columns([row["header"]], TableKind.PROJECT_LIST)
    assert (column.field or "") == row["field"]


@pytest.mark.parametrize("row", phrases("progress_columns"), ids=lambda row: row["header"])
def test_a_header_of_a_progress_sheet_means_its_field(row: dict[str, str]):
    assert (header_cells.field_of(row["header"], TableKind.PROGRESS) or "") == row["field"]


def read(*rows: str) -> ReadDocument:
    return read_document("\n".join(rows).encode(), "list", Given(region_id="340822"))


def test_the_adjusted_value_counts_and_the_old_one_is_kept_aside():
    document = read(
        "序号\t项目名称\t建设性质\t建设期限\t调整后建设期限\t总投资（万元）\t调整后总投资（万元）\t建设单位",
        "1\t怀宁县福利院\t新建\t2021-2022\t2021-2024\t3000\t3600\t怀宁县民政局",
    )
    row = reports(document)[0]
    assert (row["end_year"], row["total_investment_wan"]) == (2024, 3600)
    assert {"period_raw", "total_investment_wan"} <= set(row["doubtful_fields"])


def test_two_columns_of_contents_are_both_read_and_counted_once():
    document = read(
        "序号\t项目名称\t建设性质\t建设期限\t建设内容\t建设规模\t总投资（万元）\t建设单位",
        "1\t甲敬老院\t新建\t2022\t新建养老楼，设床位60张\t建筑面积3000㎡，床位60张\t900\t县民政局",
        "2\t乙敬老院\t新建\t2022\t新建养老楼，设床位60张\t床位80张\t900\t县民政局",
    )
    rows = reports(document)
    assert [(row["elder_beds"], row["floor_area_m2"]) for row in rows] == [(60, 3000), (60, None)]
    assert "elder_beds" not in rows[0]["doubtful_fields"] and "elder_beds" in rows[1]["doubtful_fields"]


def test_a_column_of_amounts_that_is_not_known_makes_the_amount_doubtful_in_every_row():
    document = read(
        "序号\t项目名称\t建设性质\t建设期限\t建设内容\t资金盘子（万元）\t建设单位",
        "1\t甲敬老院\t新建\t2022\t床位60张\t900\t县民政局",
    )
    assert reports(document)[0]["doubtful_fields"] == ["total_investment_wan"]
    assert "unknown_column" in types(document)


def test_a_township_alone_does_not_place_a_row_of_a_prefectures_list():
    header = "序号\t项目名称\t建设性质\t建设期限\t建设地点\t建设内容\t总投资（万元）\t建设单位"
    first = "1\t麒麟区养老服务中心\t新建\t2022\t西城街道\t床位60张\t900\t民政局"
    second = "2\t乙敬老院\t新建\t2022\t白水镇\t床位9张\t90\t民政局"
    document = read_document("\n".join((header, first, second)).encode(), "list", Given(region_id="530300"))
    rows = reports(document)
    assert [row["region_id"] for row in rows] == ["530302", "530300"]
    assert ["region_id" in row["doubtful_fields"] for row in rows] == [False, True]


def test_units_in_a_row_of_their_own_and_in_a_caption_with_other_words():
    document = read(
        "怀宁县项目表",
        "单位：张、平方米   填表时间：2023年2月",
        "序号\t项目名称\t建设性质\t建设期限\t建设内容\t建筑面积\t总投资\t建设单位",
        "\t\t\t\t\t\t亿元\t",
        "1\t怀宁县甲敬老院\t新建\t2022\t床位60张\t3,000\t0.09\t县民政局",
    )
    row = reports(document)[0]
    assert (row["total_investment_wan"], row["floor_area_m2"], row["doubtful_fields"]) == (900, 3000, [])


def test_the_name_places_a_row_of_a_list_without_places_unless_its_unit_says_another_county():
    header = "序号\t项目名称\t建设性质\t建设期限\t建设内容\t总投资（万元）\t建设单位"
    lines = [
        "1\t麒麟区养老服务中心\t新建\t2022\t床位60张\t900\t区民政局",
        "2\t会泽县甲敬老院\t新建\t2022\t床位9张\t90\t宣威市民政局",
        "3\t乙敬老院\t新建\t2022\t床位9张\t90\t民政局",
    ]
    document = read_document("\n".join((header, *lines)).encode(), "list", Given(region_id="530300"))
    rows = reports(document)
    assert [row["region_id"] for row in rows] == ["530302", "530326", "530300"]
    assert ["region_id" in row["doubtful_fields"] for row in rows] == [False, True, True]


def test_a_column_of_beds_counts_what_the_project_is_for():
    document = read(
        "序号\t项目名称\t建设性质\t建设期限\t建设地点\t床位数\t其中：护理型床位\t总投资（万元）\t建设单位",
        "1\t甲敬老院\t新建\t2022\t高河镇\t60\t40\t900\t县民政局",
        "2\t县人民医院住院楼\t新建\t2022\t高河镇\t300\t\t900\t县卫健委",
        "3\t综合服务楼\t新建\t2022\t高河镇\t30\t\t900\t县民政局",
        "4\t乙敬老院\t改扩建\t2022\t高河镇\t80\t—\t900\t县民政局",
        "5\t卫生院养老病区\t新建\t2022\t高河镇\t20\t\t900\t县卫健委",
    )
    rows = reports(document)
    found = [(row["elder_beds"], row["nursing_beds"], row["other_beds"]) for row in rows]
    assert found == [(60, 40, None), (None, None, 300), (None, None, 30), (None, None, None), (None, None, 20)]
    doubtful = ["elder_beds" in row["doubtful_fields"] or "other_beds" in row["doubtful_fields"] for row in rows]
    assert doubtful == [False, False, True, True, True]


def test_a_number_alone_in_a_column_of_contents_is_said_to_be_unread():
    document = read(
        "序号\t项目名称\t建设性质\t建设期限\t建设规模\t总投资（万元）\t建设单位",
        "1\t甲敬老院\t新建\t2022\t60\t900\t县民政局",
    )
    assert "capacity_basis" in reports(document)[0]["doubtful_fields"]
    assert "unread_capacity" in types(document)


def test_contents_that_begin_with_new_are_of_a_new_building_where_no_column_says_so():
    document = read(
        "序号\t项目名称\t建设期限\t建设地点\t建设内容\t总投资（万元）\t建设单位",
        "1\t甲敬老院\t2022\t高河镇\t新建综合楼1栋，设床位60张\t900\t县民政局",
        "2\t乙敬老院扩建\t2022\t高河镇\t新建综合楼1栋，设床位60张\t900\t县民政局",
    )
    rows = reports(document)
    assert [("elder_beds" in row["doubtful_fields"], row["elder_beds"]) for row in rows] == [(False, 60), (True, 60)]


@pytest.mark.parametrize(
    ("content", "column", "is_doubtful"),
    [
        ("新增床位100张", "100", False),
        ("一期新增床位60张、二期新增床位40张", "100", False),
        ("新增床位100张", "120", True),
        ("原有床位40张，改扩建后共100张", "60", False),
        ("原有床位40张，改扩建后共100张", "100", True),
        ("改扩建用房3000平方米", "80", False),
    ],
)
def test_a_column_that_says_other_beds_than_the_contents_is_doubtful(content: str, column: str, is_doubtful: bool):
    document = read(
        "序号\t项目名称\t建设性质\t建设期限\t建设内容和规模\t新增养老床位（张）\t总投资（万元）\t建设单位",
        f"1\t怀宁县福利院\t改扩建\t2021-2022\t{content}\t{column}\t3000\t怀宁县民政局",
    )
    row = reports(document)[0]
    assert row["elder_beds"] == int(column)
    assert ("elder_beds" in row["doubtful_fields"]) == is_doubtful
    assert ("doubtful_capacity" in types(document)) == is_doubtful


def test_a_row_of_totals_below_the_header_is_no_second_level_of_it():
    document = read(
        "序号\t项目名称\t建设期限\t总投资\t牵头单位",
        "\t合 计\t\t0.09亿元\t",
        "1\t甲敬老院\t2022\t900万元\t县民政局",
    )
    assert [row["total_investment_wan"] for row in reports(document)] == [900]
    assert "unknown_column" not in types(document)


def test_a_column_that_asks_whether_work_stopped_does_not_say_whether_it_began():
    document = read(
        "2023年11月项目进度表（万元）",
        "项目名称\t总投资\t本年完成投资\t累计完成投资\t是否停工",
        "甲敬老院\t900\t100\t300\t否",
    )
    (row,) = document.frames["progress_reports"].to_dicts()
    assert (row["status_raw"], row["status"]) == (None, "under_way")
    assert "unknown_column" not in types(document)


def test_a_rate_of_completion_beside_investment_of_the_year_is_a_report():
    document = read(
        "2022年老旧小区改造进度（截至9月底）",
        "项目名称\t总投资（万元）\t年度计划投资（万元）\t1—9月完成投资（万元）\t完成率\t开工日期",
        "凤凰新村改造\t900\t400\t300\t75%\t2022年4月12日",
    )
    (row,) = document.frames["progress_reports"].to_dicts()
    assert (row["annual_plan_wan"], row["invested_year_wan"]) == (400, 300)


@pytest.mark.parametrize(
    ("header", "cell", "per_cent", "is_doubtful"),
    [
        ("形象进度（%）", "62", 62, False),
        ("形象进度（%）", "0", 0, False),
        ("形象进度（%）", "0.62", None, True),
        ("形象进度", "62", None, True),
        ("形象进度", "120%", None, True),
        ("形象进度", "62%", 62, False),
        ("形象进度", "主体封顶", None, False),
    ],
)
def test_physical_progress_in_per_cent(header: str, cell: str, per_cent: int | None, is_doubtful: bool):
    document = read(
        "2023年11月项目进度表（万元）",
        f"项目名称\t总投资\t本年完成投资\t累计完成投资\t{header}",
        f"甲敬老院\t900\t100\t300\t{cell}",
    )
    (row,) = document.frames["progress_reports"].to_dicts()
    assert row["physical_progress_pct"] == per_cent
    assert ("physical_progress_pct" in row["doubtful_fields"]) == is_doubtful == ("unread_quantity" in types(document))


def test_names_with_their_codes_in_one_column_are_two_values():
    document = read(
        "序号\t项目名称及代码\t建设内容\t总投资（万元）\t建设单位",
        "1\t石门县敬老院（2405-340822-04-01-118362）\t床位60张\t900\t县民政局",
        "2\t怀宁县福利院 2405-340822-04-01-118370\t床位80张\t800\t县民政局",
        "3\t独秀山养老院（二期）\t床位50张\t700\t县民政局",
    )
    assert [(row["name"], row["project_code"]) for row in reports(document)] == [
        ("石门县敬老院", "2405-340822-04-01-118362"),
        ("怀宁县福利院", "2405-340822-04-01-118370"),
        ("独秀山养老院（二期）", None),
    ]


SHEET = "怀宁县重点项目进展情况表（2025年8月）\n单位：万元\n"


@pytest.mark.parametrize(
    ("cells", "plan"),
    [(("1200", "800"), [1200, 800]), (("1200", "—"), [1200, None]), (("完成主体", "800"), [None, None])],
)
def test_a_task_of_the_year_that_is_an_amount_is_the_plan(cells: tuple[str, str], plan: list[int | None]):
    rows = [f"{name}\t3000\t{cell}\t500\t封顶" for name, cell in zip(("石门水厂", "独秀水厂"), cells, strict=True)]
    document = read(SHEET + "项目名称\t总投资\t本年任务\t本年完成投资\t形象进度", *rows)
    assert document.frames["progress_reports"]["annual_plan_wan"].to_list() == plan
    assert ("unknown_column" in types(document)) is (plan == [None, None])


def test_a_month_is_part_of_the_months_before_it():
    document = read(SHEET + "项目名称\t总投资\t今年1-8月实际\t其中8月\t形象进度", "石门水厂\t3000\t500\t40\t封顶")
    (row,) = document.frames["progress_reports"].to_dicts()
    assert (row["invested_year_wan"], row["invested_month_wan"]) == (500, 40)


def test_a_no_to_whether_there_are_problems_is_none():
    head = "项目名称\t本年完成投资\t形象进度\t是否存在问题"
    document = read(SHEET + head, "石门水厂\t500\t封顶\t否", "独秀水厂\t500\t封顶\t管材未到")
    assert document.frames["progress_reports"]["problems"].to_list() == [None, "管材未到"]


def test_a_bare_start_that_is_marked_as_planned_is_one():
    head = "项目名称\t累计完成投资\t形象进度\t开工时间"
    document = read(SHEET + head, "石门水厂\t0\t封顶\t2025年12月（计划）", "独秀水厂\t500\t封顶\t2025年3月")
    found = document.frames["progress_reports"].select("actual_start", "forecast_start").rows()
    assert [(bool(actual), bool(forecast)) for actual, forecast in found] == [(False, True), (True, False)]
    assert "unreadable_period" not in types(document)


def test_bonds_are_special_ones_where_the_title_says_so():
    row = "石门水厂\t3000\t2000\t500\t封顶"
    head = "项目名称\t总投资\t已到账债券资金\t本年完成投资\t形象进度"
    for title, source in ((SHEET, "bond"), (SHEET.replace("重点", "专项债券"), "local_special_bond")):
        assert read(title + head, row).frames["progress_funding"]["source"].to_list() == [source]


def test_wide_spaces_part_the_cells_of_a_line():
    head = "序号　项目名称　总投资　本年完成投资　形象进度"
    document = read(SHEET + head, "1　石门水厂　3000　500　封顶", "2　独秀水厂　800　20　开挖")
    assert document.frames["progress_reports"].select("name", "invested_year_wan").rows() == [
        ("石门水厂", 500),
        ("独秀水厂", 20),
    ]
