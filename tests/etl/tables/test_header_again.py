"""A header that is typed again, a table that pages cut, years below a header: one table, its unit kept, no row lost."""

from tests.etl.tables.said import csv, findings, html, kinds, totals

HEAD = ["序号", "项目名称", "县市", "建设年限", "总投资", "责任单位"]


def row(number: int) -> list[str]:
    return [str(number), f"第{number}号堤防", "恩施市", "2022-2024", f"{number}.5", "市水利局"]


ALL = [(f"第{number}号堤防", number * 10000 + 5000) for number in range(1, 6)]


def test_rows_above_the_header_of_a_next_table_go_on_with_the_one_before():
    read = html("水利工程 单位：亿元", [HEAD, row(1), row(2)], [row(3), HEAD, row(4), row(5)], between="- 1 -")
    assert totals(read) == ALL
    assert kinds(read) == ["project_list"]
    assert not findings(read, "unit_not_stated")


def test_a_header_in_the_middle_and_at_the_end_of_a_grid():
    lines = [",".join(cells) for cells in (HEAD, row(1), row(2), HEAD, row(3), row(4), row(5), HEAD)]
    read = csv("水利工程（亿元）", *lines)
    assert totals(read) == ALL


def test_a_header_of_two_levels_is_repeated_on_each_page():
    upper = ["序号", "项目名称", "县市", "建设年限", "投资情况", "投资情况"]
    lower = ["序号", "项目名称", "县市", "建设年限", "总投资", "2024年计划"]
    rows = [[*row(number)[:5], "0.1"] for number in range(1, 6)]
    read = html("水利工程 单位：亿元", [upper, lower, *rows[:2]], [upper, lower, *rows[2:]], between="续表")
    assert totals(read) == ALL


def test_a_title_that_stands_on_every_page_begins_no_new_table():
    read = html(
        "水利工程 单位：亿元", [HEAD, row(1), row(2)], [HEAD, row(3), row(4), row(5)], between="水利工程 单位：亿元"
    )
    assert totals(read) == ALL
    assert kinds(read) == ["project_list"]


def test_a_caption_that_is_repeated_with_another_unit_begins_a_table():
    tables = [[HEAD, row(1)], [HEAD, row(2)], [HEAD, row(3)]]
    read = html("单位：万元", *tables, between="单位：亿元")
    assert totals(read) == [("第1号堤防", 1.5), *ALL[1:3]]


def test_a_title_in_the_grid_of_a_next_table_begins_a_table():
    blank = [""] * 4
    grids = [
        [[title, "", *blank], ["", "", *blank[:3], f"单位：{unit}"], HEAD, row(number)]
        for number, title, unit in ((1, "三月", "亿元"), (2, "四月", "万元"))
    ]
    assert totals(html("水利工程", *grids)) == [ALL[0], ("第2号堤防", 2.5)]


def test_rows_without_a_header_above_a_header_of_another_table_are_kept():
    other = ["序号", "项目名称", "建设性质", "建设地点", "建设内容"]
    rest = [
        ["7", "第7号水库工程", "恩施市", "2024年", "3.5", "市水利局"],
        ["8", "第8号水库工程", "恩施市", "2024年", "2", "市水利局"],
    ]
    read = html("水利工程", [*rest, other, ["1", "城北小学", "新建", "城北", "教学楼"]])
    assert read.projects == 1
    kept = read.frames["list_rows"]["cells"].to_list()
    assert rest[0] in kept
    assert rest[1] in kept
    assert findings(read, "list_not_recognised")


def test_years_below_a_header_belong_to_it():
    head = "序号,项目名称,建设性质,总投资,分年度投资计划,,责任单位"
    years = ",,,,{},{},"
    body = "1,城北福利院,新建,0.5,0.3,0.2,区民政局"
    for first, second in (("2024", "2025"), ("2024年", "2025年"), ("2024年度", "2025年度")):
        read = csv("三年滚动计划,,,,单位：亿元", head, years.format(first, second), body)
        assert totals(read) == [("城北福利院", 5000)], first
        assert kinds(read) == ["project_list"]
    few = csv("单位：亿元", "项目名称,总投资,投资计划,", ",,2024,2025", "城北福利院,0.5,0.3,0.2")
    assert totals(few) == [("城北福利院", 5000)]


def test_a_row_of_years_that_are_values_is_a_row():
    read = csv("序号,项目名称,建设性质,开工年份,竣工年份,总投资（万元）", ",城北福利院,新建,2024,2025,500")
    assert totals(read) == [("城北福利院", 500)]
