"""Money that a list states beside the total: planned by year, done so far."""

from tests.etl.said import message
from tests.etl.tables.said import csv, findings, html

Plan = tuple[str, int | None, float | None, float | None]


def plans(read) -> list[Plan]:
    """Name, year, plan and what is done, in 万元."""
    names = dict(read.frames["project_reports"].select("report_id", "name").rows())
    rows = read.frames["investment_plan"].select("report_id", "year", "plan_wan", "invested_wan").rows()
    return [
        (names[one], year, plan if plan is None else float(plan), done if done is None else float(done))
        for one, year, plan, done in rows
    ]


def test_a_plan_of_the_list_s_year_and_of_years_that_headers_name():
    read = csv(
        "某县2025年重大项目清单",
        "序号,项目名称,总投资（万元）,年度计划投资（万元）,2026年计划投资（万元）,2027年度投资计划（亿元）",
        "1,城北小学,3000,1200,800,0.1",
        "2,城南小学,500,,—,0",
    )
    assert plans(read) == [
        ("城北小学", 2025, 1200, None),
        ("城北小学", 2026, 800, None),
        ("城北小学", 2027, 1000, None),
        ("城南小学", 2027, 0, None),
    ]
    assert not findings(read, "unknown_column")


def test_plans_of_years_below_one_header_have_the_unit_of_the_caption():
    upper = ["序号", "项目名称", "建设性质", "总投资", "分年度计划投资", "分年度计划投资"]
    lower = ["序号", "项目名称", "建设性质", "总投资", "2024年", "2025年"]
    read = html("三年滚动计划 单位：亿元", [upper, lower, ["1", "城北小学", "新建", "0.5", "0.3", "0.2"]])
    assert plans(read) == [("城北小学", 2024, 3000, None), ("城北小学", 2025, 2000, None)]


def test_what_is_done_until_when():
    read = csv(
        "某县2025年重大项目清单",
        "序号,项目名称,总投资（万元）,截至2023年底累计完成投资（万元）,上年底累计完成投资（万元）,已投资额（万元）",
        "1,城北小学,3000,100,200,300",
    )
    assert plans(read) == [("城北小学", 2023, None, 100), ("城北小学", 2024, None, 200), ("城北小学", None, None, 300)]


def test_more_than_the_total_is_a_finding():
    read = csv("某县2025年项目清单", "序号,项目名称,总投资（亿元）,已投资额", "1,城北大桥,3.1,4.2", "2,城南大桥,2,1.5")
    (found,) = findings(read, "amount_above_total")
    assert (found["row"], found["raw"]) == (1, "4.2")
    assert "42000" in message(found)
    assert "31000" in message(found)
    assert read.frames["investment_plan"]["certainty"].to_list() == ["doubtful", "doubtful"]
    by_year = csv(
        "项目清单", "项目名称,总投资（万元）,2024年计划投资（万元）,2025年计划投资（万元）", "城北大桥,900,500,500"
    )
    (found,) = findings(by_year, "amount_above_total")
    assert "1000" in message(found)


def test_what_is_no_amount_is_said_at_its_cell():
    read = csv(
        "2025年项目清单", "项目名称,总投资（万元）,年度计划投资（万元）", "城北大桥,900,未定额度", "城南大桥,800,约300"
    )
    (found,) = findings(read, "unreadable_money")
    assert (found["row"], found["column"]) == (1, "年度计划投资（万元）")
    assert read.frames["investment_plan"].select("plan_wan", "qualifier", "raw", "start", "end").rows() == [
        (300, "about", "约300", 1, 4)
    ]
