"""Rows that head or sum up others are no projects, and none of the rows around them is lost."""

import pytest

from tests.etl.said import message
from tests.etl.tables.said import csv, findings, html, totals

HEAD = "序号,项目名称,建设地点,建设内容及规模,建设年限,总投资（万元）,责任单位"
ROWS = (
    "1,甲公路,柯城区,二级公路12公里,2022-2024,3000,市交通局",
    "2,乙大桥,衢江区,桥长800米,2023-2025,2000,市交通局",
    "3,丙码头,龙游县,泊位3个,2026-2028,4000,市港航局",
)
NAMES = ["甲公路", "乙大桥", "丙码头"]
COUNTIES = ("扎赉特旗", "阿尔山市", "突泉县")


def names(read) -> list[str]:
    return [name for name, _ in totals(read)]


@pytest.mark.parametrize(
    "first, second",
    [
        ("一、续建项目（2项）,,,,,5000,", "二、储备项目（1项）,,,,,4000,"),
        (",一、续建项目,,,,5000,", ",二、储备项目,,,,4000,"),
        ("一,续建项目,,,,5000,", "二,储备项目,,,,4000,"),
        (",续建,,,,5000,", ",储备,,,,4000,"),
        ("续建项目（2项，总投资5000万元）,,,,,,", "储备项目（1项，总投资4000万元）,,,,,,"),
        (",,（一）续建项目,,,,", ",,（二）储备项目,,,,"),
        ("第一部分 续建项目,,,,,5000,", "第二部分 储备项目,,,,,4000,"),
    ],
)
def test_a_section_is_no_project(first: str, second: str):
    read = csv("某市重大项目清单", HEAD, first, *ROWS[:2], second, ROWS[2], "合计,,,,,9000,")
    assert names(read) == NAMES
    kinds = read.frames["list_rows"]["kind"].to_list()
    assert kinds == ["section", "project", "project", "section", "project", "totals"]
    assert not findings(read, "total_mismatch")


def test_the_sum_of_a_section_is_compared_with_its_rows():
    read = csv("某市重大项目清单", HEAD, "一、续建项目（2项）,,,,,5100,", *ROWS[:2], "二、储备项目,,,,,4000,", ROWS[2])
    (found,) = findings(read, "total_mismatch")
    assert "5100" in message(found)
    assert "5000" in message(found)


def test_a_section_that_is_merged_over_the_columns_before_its_sum():
    cells = [line.split(",") for line in ROWS]
    merged = '<tr><td colspan="5">{}</td><td>{}</td><td></td></tr>'
    line = "<tr>" + "<td>{}</td>" * 7 + "</tr>"
    rows = [
        line.format(*HEAD.split(",")),
        merged.format("续建项目（2项）", 5000),
        *(line.format(*row) for row in cells[:2]),
    ]
    rows += [merged.format("储备项目（1项）", 4000), line.format(*cells[2])]
    read = html(f"某市重大项目清单</p><table>{''.join(rows)}</table><p>")
    assert names(read) == NAMES


@pytest.mark.parametrize(
    "words", ["全州合计", "总计", "小 计", "合计（3个）", "续建及储备项目合计", "全市重大项目总计：", "共计"]
)
def test_totals_by_any_name(words: str):
    for row in (f"{words},,,,,9000,", f",{words},,,,9000,", f"4,{words},,,,9000,", f"三,{words},,,,9000,"):
        read = csv("某市重大项目清单", HEAD, *ROWS, row)
        assert names(read) == NAMES, row
        assert not findings(read, "total_mismatch"), row


@pytest.mark.parametrize("words", ["3县区3项", "3个项目", "全市3项", "共3个项目"])
def test_a_name_that_only_counts_projects_is_a_sum(words: str):
    read = csv("某市重大项目清单", HEAD, f"—,{words},,,,9000,", *ROWS)
    assert names(read) == NAMES
    assert not findings(read, "total_mismatch")
    kept = csv("某市重大项目清单", HEAD, "1,12个乡镇卫生院项目,柯城区,业务用房,2022-2024,3000,市卫健委", *ROWS[1:])
    assert names(kept)[0] == "12个乡镇卫生院项目"


def test_a_total_with_a_unit_of_its_own():
    right = csv("某市重大项目清单", HEAD, *ROWS, "合计（亿元）,,,,,0.9,")
    assert not findings(right, "total_mismatch")
    wrong = csv("某市重大项目清单", HEAD, *ROWS, "合计（亿元）,,,,,0.8,")
    assert len(findings(wrong, "total_mismatch")) == 1


def test_projects_whose_names_speak_of_sums_stay_projects():
    for name in ("县审计局业务用房", "城市综合计量中心", "人口统计调查中心", "融合计算中心"):
        read = csv("某市重大项目清单", HEAD, f"1,{name},柯城区,业务用房,2022-2024,3000,市政府", *ROWS[1:])
        assert names(read) == [name, *NAMES[1:]]


def test_a_row_that_only_lacks_its_cells_stays_a_project():
    read = csv("某市重大项目清单", HEAD, *ROWS[:2], "3,丁水厂,,,,700,", ",戊水厂,,,,800,")
    assert names(read) == ["甲公路", "乙大桥", "丁水厂", "戊水厂"]
    few = csv("序号,项目名称,总投资（万元）", ",甲公路,300", ",乙公路,300")
    assert names(few) == ["甲公路", "乙公路"]


def test_a_section_whose_sum_is_a_dash_is_one_and_new_projects_beside_continued_ones_start() -> None:
    read = csv(
        "某市重大项目清单",
        HEAD.replace("责任单位", "已完成投资"),
        "一、续建项目,,,,,5000,1200",
        "（一）交通,,,,,,",
        ROWS[0],
        ROWS[1],
        "二、新建项目（1项）,,,,,4000,—",
        "（一）水运,,,,,,",
        ROWS[2],
    )
    assert read.frames["project_reports"]["year_nature"].to_list() == ["续建", "续建", "新开工"]
    assert not findings(read, "missing_name")


def test_a_row_that_may_head_a_section_makes_what_the_one_above_said_doubtful() -> None:
    read = csv("某市清单", HEAD, "一、续建项目,,,,,,", ROWS[0], "二、拟实施,柯城区,,见附件,2024,900,", ROWS[1])
    doubtful = ["year_nature" in fields for fields in read.frames["project_reports"]["doubtful_fields"]]
    assert doubtful == [False, True, True]


def test_a_numbered_heading_above_a_table_is_a_section_and_its_evidence_says_so() -> None:
    read = html("二、水利项目", [HEAD.split(","), *(row.split(",") for row in ROWS)])
    assert read.frames["project_reports"]["sector"].to_list() == ["水利"] * 3
    told = read.frames["evidence"].filter(field="sector")
    assert told["raw"].to_list() == ["二、水利项目"] * 3


def test_a_column_that_nobody_knows_may_say_what_projects_are_in_their_year() -> None:
    head = HEAD.replace("责任单位", "推进类别")
    cells = ("续建", "新开工", "储备")
    rows = [",".join([*row.split(",")[:-1], cell]) for row, cell in zip(ROWS, cells, strict=True)]
    read = csv("某市2025年重大项目开工计划", head, *rows)
    assert read.frames["project_reports"]["year_nature"].to_list() == list(cells)


def test_a_column_of_counties_is_one_whatever_its_header() -> None:
    head = HEAD.replace("建设地点", "属地划分")
    rows = [row.replace(row.split(",")[2], county, 1) for row, county in zip(ROWS, COUNTIES, strict=True)]
    read = csv("兴安盟2024年重大项目清单", head, *rows)
    assert read.frames["project_reports"]["region_name"].to_list() == list(COUNTIES)


@pytest.mark.parametrize("header", ["旗县市", "旗市县", "旗县区"])
def test_counties_of_a_league_have_their_header(header: str) -> None:
    rows = [row.replace(row.split(",")[2], county, 1) for row, county in zip(ROWS, COUNTIES, strict=True)]
    read = csv("兴安盟2024年重大项目清单", HEAD.replace("建设地点", header), *rows[:2])
    assert read.frames["project_reports"]["region_name"].to_list() == list(COUNTIES[:2])


@pytest.mark.parametrize("frame", ["【{}】", "■{}", "「{}」"])
def test_a_heading_may_be_set_off_by_signs(frame: str) -> None:
    read = csv(
        "某市清单", HEAD, f"{frame.format('文化旅游')},,,,,,", *ROWS[:2], f"{frame.format('能源')},,,,,,", ROWS[2]
    )
    assert read.frames["project_reports"]["sector"].to_list() == ["文旅", "文旅", "能源"]


def test_a_column_of_sectors_is_one_whatever_its_header() -> None:
    head = HEAD.replace("责任单位", "归口")
    rows = [
        ",".join([*row.split(",")[:-1], sector]) for row, sector in zip(ROWS, ("能源", "水利", "能源"), strict=True)
    ]
    read = csv("某市2025年项目清单", head, *rows)
    assert read.frames["project_reports"].select("sector", "sector_rule").rows() == [
        ("能源", "stated"), ("水利", "stated"), ("能源", "stated"),
    ]  # fmt: skip
