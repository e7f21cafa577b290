"""What progress sheets state beside progress and money: problems, adjusted totals, approvals, 是否纳统."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from etl.document import ReadDocument, read_document
from etl.parse.progress import denies, parse_status
from etl.tables.metadata import Given
from tests.etl.said import message
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
    assert told(read, "problem_deadline_raw") == [("尽快",)]
    assert [found["raw"] for found in findings(read, "unreadable_period")] == ["尽快"]


@pytest.mark.parametrize(
    ("words", "day", "doubtful"),
    [
        ("6月底", date(2025, 6, 30), []),
        ("4月30日前", date(2025, 4, 30), []),
        ("2月底", date(2025, 2, 28), ["problem_deadline"]),
        ("12月", date(2025, 12, 31), []),
        ("6月中旬", date(2025, 6, 30), []),
        ("年底前", date(2025, 12, 31), []),
        ("本月底", date(2025, 4, 30), []),
        ("下月底", date(2025, 5, 31), []),
        ("三季度末", date(2025, 9, 30), []),
        ("上半年", date(2025, 6, 30), []),
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


def test_a_unit_behind_all_that_tells_of_a_problem_is_the_projects():
    read = sheet("存在问题,解决时限,责任单位", "拆迁,2025年6月,市资源局")
    assert told(read, "responsible_unit", "problem_unit") == [("市资源局", None)]
    both = sheet("责任单位,存在问题,解决时限,责任单位", "市住建局,拆迁,2025年6月,市资源局")
    assert told(both, "responsible_unit", "problem_unit") == [("市住建局", "市资源局")]


@pytest.mark.parametrize(
    ("status", "answer", "wanted", "doubtful"),
    [
        ("", "是", "suspended", []),
        ("", "否", "under_way", []),
        ("是", "是", "suspended", []),
        ("停工", "是", "suspended", []),
        ("完工", "是", "completed", ["status"]),
        ("停工", "否", "suspended", ["status"]),
        ("", "部分", "under_way", ["status"]),
    ],
)
def test_whether_a_project_stands_still_is_its_status(status: str, answer: str, wanted: str, doubtful: list[str]):
    head = "项目名称,开工状态,累计完成投资（万元）,是否停工"
    read = read_document("\n".join((TITLE, head, f"城北大桥,{status},10,{answer}")).encode(), "s.csv", Given("620102"))
    assert told(read, "status", "doubtful_fields") == [(wanted, doubtful)]


def test_a_date_of_a_stop_says_that_a_project_stands_still():
    head = "项目名称,累计完成投资（万元）,停工时间,停工原因,复工计划,复工时间"
    rows = ("城北大桥,10,2025年2月,资金,6月复工,", "城南大桥,10,2025年1月,汛期,,2025年3月", "城东大桥,10,,,,")
    read = read_document("\n".join((TITLE, head, *rows)).encode(), "s.csv", Given("620102"))
    assert told(read, "status", "problems", "next_steps") == [
        ("suspended", "资金", "6月复工"),
        ("under_way", "汛期", None),
        ("under_way", None, None),
    ]
    assert [found["detail"] for found in findings(read, "column_set_aside")] == ["column_suspension"] * 2


@pytest.mark.parametrize(
    ("header", "cell", "actual", "plan"),
    [
        ("计划竣工/实际竣工", "2024.9/2024.11", date(2024, 11, 30), "至2024.9"),
        ("实际/计划竣工时间", "2024年11月/2024年9月", date(2024, 11, 30), "至2024年9月"),
        ("计划竣工/实际竣工", "2025.9/—", None, "至2025.9"),
        ("计划竣工/实际竣工", "2024/9/30/2024/11/5", date(2024, 11, 5), "至2024/9/30"),
        ("计划竣工", "2025.9", None, "至2025.9"),
    ],
)
def test_the_planned_date_is_kept_in_words_beside_the_actual_one(header: str, cell: str, actual: date, plan: str):
    head = f"项目名称,累计完成投资（万元）,{header},形象进度"
    read = read_document("\n".join((TITLE, head, f"城北大桥,10,{cell},桥面")).encode(), "s.csv", Given("620102"))
    assert told(read, "actual_finish", "period_raw", "doubtful_fields") == [(actual, plan, [])]


def test_a_cell_of_two_dates_that_has_one_is_doubtful():
    head = "项目名称,累计完成投资（万元）,计划竣工/实际竣工,形象进度"
    read = read_document("\n".join((TITLE, head, "城北大桥,10,2025.9,桥面")).encode(), "s.csv", Given("620102"))
    assert told(read, "actual_finish", "period_raw", "doubtful_fields") == [(None, None, ["actual_finish"])]


@pytest.mark.parametrize(
    ("cell", "problem", "steps"),
    [
        ("问题：拆迁滞后。措施：加快签约", "拆迁滞后", "加快签约"),
        ("拆迁滞后；下一步打算：加快签约", "拆迁滞后", "加快签约"),
        ("存在问题：拆迁滞后", "拆迁滞后", None),
        ("未开工，等待批复", "未开工，等待批复", None),
        ("措施：加快签约", None, "加快签约"),
    ],
)
def test_a_column_of_problems_and_measures_is_parted_by_its_words(cell: str, problem: str | None, steps: str | None):
    assert told(sheet("问题及下步措施", cell), "problems", "next_steps", "doubtful_fields") == [(problem, steps, [])]


def test_what_others_are_to_settle_is_the_problem_where_nothing_else_tells_it():
    assert told(sheet("需协调事项", "用地批复"), "problems") == [("用地批复",)]
    assert told(sheet("存在问题,需协调事项", "拆迁,用地批复"), "problems") == [("拆迁",)]


def test_bonds_beside_special_ones_are_special():
    read = sheet("总投资（万元）,专项债券额度（万元）,债券到位（万元）,债券支出（万元）,支出率", "900,600,400,300,75%")
    assert told(read, "arrived_wan", "paid_wan", "doubtful_fields") == [(None, None, [])]  # of one source alone
    funds = read.frames["progress_funding"].select("stage", "source", "amount_wan").rows()
    assert funds == [
        (stage, "local_special_bond", wan) for stage, wan in (("planned", 600), ("arrived", 400), ("paid", 300))
    ]
    alone = sheet("债券到位（万元）", "400").frames["progress_funding"]
    assert alone.select("stage", "source", "amount_wan").rows() == [("arrived", "bond", 400)]


def test_a_sum_of_the_year_beside_funds_may_be_of_them():
    assert told(sheet("本月完成投资（万元）,本年累计（万元）", "1,5"), "invested_year_wan") == [(Decimal(5),)]
    beside = sheet("到位资金（万元）,本年累计（万元）", "1,5")
    assert told(beside, "invested_year_wan") == [(None,)] and findings(beside, "unknown_column")


def told_sheet(basics: str, investment: str, problem: str = "无") -> ReadDocument:
    head = "项目,基本情况,投资进度,工程进度,存在问题及整改时限"
    cells = ",".join(f'"{words}"' for words in ("城北大桥", basics, investment, "主体施工", problem))
    return read_document("\n".join((TITLE, head, cells)).encode(), "s.csv", Given("620102"))


@pytest.mark.parametrize(
    ("basics", "investment", "amounts"),
    [
        ("总投资900万元，2024年6月开工", "本月完成20万元，累计完成300万元", (900, 20, None, 300)),
        ("总投资约0.09亿元", "今年累计完成40万元；累计完成300万元", (900, None, 40, 300)),
        ("桥长200米", "当月完成投资20万元", (None, 20, None, None)),
    ],
)
def test_amounts_that_are_told_in_words_are_read_by_their_labels(
    basics: str, investment: str, amounts: tuple[int | None, ...]
):
    read = told_sheet(basics, investment)
    names = ("total_investment_wan", "invested_month_wan", "invested_year_wan", "invested_total_wan")
    assert told(read, *names) == [amounts] and told(read, "doubtful_fields") == [([],)]
    assert [found["raw"] for found in findings(read, "unknown_column")] == ["基本情况", "投资进度"]  # the rest of it


def test_an_amount_without_a_label_is_doubted():
    read = told_sheet("概算900万元", "支付20万元")
    assert [found["raw"] for found in findings(read, "unread_quantity")] == ["900万元", "20万元"]


@pytest.mark.parametrize(
    ("words", "field", "day"),
    [
        ("2024年6月开工", "actual_start", date(2024, 6, 1)),
        ("计划2025年9月开工", "forecast_start", date(2025, 9, 1)),
        ("2025年9月开工", "forecast_start", date(2025, 9, 1)),
        ("预计2026年底建成", "forecast_finish", date(2026, 12, 31)),
        ("2025年3月竣工", "actual_finish", date(2025, 3, 31)),
    ],
)
def test_dates_that_are_told_in_words_are_plans_behind_the_month(words: str, field: str, day: date):
    assert told(told_sheet(f"总投资900万元，{words}", "本月完成20万元"), field) == [(day,)]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("未备案，5月20日前整改", date(2025, 5, 20)),
        ("缺口300万元，6月底前落实", date(2025, 6, 30)),
        ("未备案，5月20日报送", None),
    ],
)
def test_the_deadline_behind_a_problem_is_read(words: str, day: date | None):
    read = told_sheet("总投资900万元", "本月完成20万元", words)
    assert told(read, "problems", "problem_deadline", "doubtful_fields") == [(words, day, [])]


def test_a_list_that_tells_of_money_in_words_stays_a_list():
    head = "项目名称,建设内容,总投资（万元）,投资进度,工程进度"
    read = read_document(
        "\n".join(("项目清单", head, "城北大桥,桥长200米,900,完成20万元,主体")).encode(), "s.csv", Given("620102")
    )
    assert read.projects == 1


@pytest.mark.parametrize(
    ("header", "answer", "wanted", "doubtful"),
    [
        ("是否竣工", "是", "completed", []),
        ("是否竣工", "否", "under_way", []),
        ("是否完工", "在建", "under_way", []),
        ("是否完工", "部分", "under_way", ["status"]),
        ("是否在建", "是", "under_way", []),
        ("是否在建", "完工", "completed", []),
        ("是否在建", "停工", "suspended", []),
        ("是否在建", "否", "under_way", ["status"]),
        ("是否停工", "未开工", "not_started", []),
        ("是否停工", "停工（汛期）", "suspended", []),
    ],
)
def test_columns_that_ask_are_answered_by_yes_no_or_a_status(
    header: str, answer: str, wanted: str, doubtful: list[str]
):
    head = f"项目名称,累计完成投资（万元）,形象进度,{header}"
    read = read_document("\n".join((TITLE, head, f"城北大桥,10,桥面,{answer}")).encode(), "s.csv", Given("620102"))
    assert told(read, "status", "doubtful_fields") == [(wanted, doubtful)]


def test_one_answer_denied_is_said_once():
    head = "项目名称,累计完成投资（万元）,开工状态,是否竣工,是否停工"
    read = read_document("\n".join((TITLE, head, "城北大桥,10,完工,否,否")).encode(), "s.csv", Given("620102"))
    assert told(read, "status", "doubtful_fields") == [("completed", ["status"])]
    assert [found["column"] for found in findings(read, "status_denied")] == ["是否竣工"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("在建，完成65%", "under_way"),
        ("未开工，预计9月开工", "not_started"),
        ("预计6月开工", None),
        ("未实质性开工", "not_started"),
        ("1号冷库投产，2号库主体完工", "under_way"),
        ("全容量并网", "completed"),
        ("2号线建成通车", "completed"),
    ],
)
def test_a_plan_or_a_share_beside_a_status_says_nothing_against_it(words: str, status: str | None):
    assert parse_status(words) == status


def test_progress_in_words_and_in_per_cent_are_two():
    both = sheet("工程进度%,进展情况", "64,桥面铺装")
    assert told(both, "physical_progress", "physical_progress_pct") == [("桥面铺装", Decimal(64))]
    assert told(sheet("工程进度（%）", "64"), "physical_progress", "physical_progress_pct") == [("64", Decimal(64))]
    odd = sheet("总体进度%,进展情况", "桩基,桥面铺装")
    assert told(odd, "physical_progress_pct", "doubtful_fields") == [(None, ["physical_progress_pct"])]
    assert [found["raw"] for found in findings(odd, "unread_quantity")] == ["桩基"]


def test_spans_of_time_behind_the_plan_are_of_investment():
    head = "项目名称,项目业主,总投资（万元）,本年计划,当月,今年以来,累计,形象进度,实际开工时间"
    row = "城北大桥,甲公司,900,300,20,90,400,桥面,2024年3月"
    read = read_document("\n".join((TITLE, head, row)).encode(), "s.csv", Given("620102"))
    names = ("annual_plan_wan", "invested_month_wan", "invested_year_wan", "invested_total_wan")
    assert told(read, *names) == [tuple(map(Decimal, (300, 20, 90, 400)))]
    beside_funds = sheet("到位资金（万元）,当月,累计", "50,2,9")
    assert told(beside_funds, "invested_month_wan", "invested_total_wan") == [(None, Decimal(10))]
    assert [found["raw"] for found in findings(beside_funds, "unknown_column")] == ["当月", "累计"]


def test_a_bare_amount_that_was_done_is_a_guess_where_nothing_is_of_the_year():
    head = "项目名称,总投资（万元）,完成投资（万元）,形象进度,开工状态"
    read = read_document("\n".join((TITLE, head, "城北大桥,900,400,桥面,在建")).encode(), "s.csv", Given("620102"))
    assert told(read, "invested_total_wan", "doubtful_fields") == [(Decimal(400), ["invested_total_wan"])]
    of_year = head.replace("总投资", "年度计划投资")
    read = read_document("\n".join((TITLE, of_year, "城北大桥,900,400,桥面,在建")).encode(), "s.csv", Given("620102"))
    assert told(read, "invested_total_wan") == [(None,)] and findings(read, "unknown_column")


def test_one_source_is_no_sum_and_several_are_said_to_be_one():
    one = sheet("省级财政到位（万元）", "40")
    assert told(one, "arrived_wan", "doubtful_fields") == [(None, [])] and not findings(one, "sum_of_sources")
    assert one.frames["progress_funding"].select("source", "amount_wan").rows() == [("provincial", Decimal(40))]
    two = sheet("省级财政到位（万元）,自筹资金到位（万元）", "40,5")
    assert told(two, "arrived_wan") == [(Decimal(45),)]
    (found,) = findings(two, "sum_of_sources")
    assert "（到位：省级财政到位（万元）、自筹资金到位（万元））" in message(found)
    stated = sheet("资金到位（万元）,省级财政到位（万元）", ",40")
    assert told(stated, "arrived_wan") == [(None,)]


@pytest.mark.parametrize(
    ("cell", "field", "day"),
    [
        ("2025.2竣工", "forecast_finish", date(2025, 2, 28)),
        ("预计2026年9月完工", "forecast_finish", date(2026, 9, 30)),
        ("2025年8月开工", "forecast_start", date(2025, 8, 1)),
        ("2025年2月已完工", "actual_finish", date(2025, 2, 28)),
    ],
)
def test_dates_below_a_header_of_plans_are_plans(cell: str, field: str, day: date):
    assert told(sheet("预计开工/竣工", cell), field) == [(day,)]


def test_ranks_and_shares_are_set_aside():
    read = sheet("名次,占全年计划比例,拨付进度", "1,40%,90%")
    assert [found["detail"] for found in findings(read, "column_set_aside")] == [
        "column_rank", "column_rate", "column_rate",
    ]  # fmt: skip


def test_the_county_that_is_responsible_places_the_row():
    head = "项目名称,牵头县区,累计完成投资（万元）,开工状态"
    read = read_document("\n".join((TITLE, head, "城北大桥,七里河区,10,在建")).encode(), "s.csv", Given("620100"))
    assert told(read, "region_name") == [("七里河区",)]


@pytest.mark.parametrize(
    ("words", "is_doubtful"),
    [
        ("教学区竣工验收，运动场塑胶面层摊铺", True),
        ("新校区投用", True),
        ("项目已于2025年6月建成并投入使用", False),
        ("工程完工，待县级初验", False),
        ("车辆全部交付", False),
    ],
)
def test_what_is_finished_may_be_a_part_where_words_name_it(words: str, is_doubtful: bool):
    assert parse_status(words) == "completed"
    assert denies(words, "completed") is is_doubtful
