"""The sector of rows whose list has no column for it: the section above, their own words, the title, in this order."""

from __future__ import annotations

import pytest

from etl.document import read_document
from etl.parse.sector import group_of_section, sectors_of_section, sectors_of_title
from etl.parse.year_nature import natures_in
from etl.tables.metadata import Given
from tests.etl.tables.said import csv, findings, html

HEAD = "序号,项目名称,建设地点,总投资（万元）,建设期限"


def row(number: int, name: str) -> str:
    return f"{number},{name},会理市,1200,2026-2027年"


def sectors(read) -> list[tuple[str | None, str | None]]:
    return read.frames["project_reports"].select("sector", "sector_rule").rows()


def told(read) -> list[tuple[str, ...]]:
    words = read.frames["evidence"].filter(field="sector")
    return words.select("header", "raw", "value", "rule").rows()


@pytest.mark.parametrize(
    ("words", "sector"),
    [
        ("一、水利工程", "水利"),
        ("二、教育", "教育"),
        ("（三）市政基础设施类", "市政"),
        ("第一部分 续建交通项目", "交通"),
        ("交通项目（2个，总投资5.7亿元）", "交通"),
        ("四、社会民生", "社会民生"),
        ("一、基础设施工程（3项）", "基础设施"),
        ("二、能源基础设施", "能源"),
        ("5.农村公路建设", "交通"),
        ("二 水利项目 5,100", "水利"),  # with the sum of its rows
    ],
)
def test_a_section_names_its_sector(words, sector):
    assert sectors_of_section(words) == [sector]


@pytest.mark.parametrize("words", ["一、续建项目", "三、工业园区道路", "四、体育公园项目"])
def test_a_section_that_says_something_else_names_none(words):
    assert sectors_of_section(words) == []


def test_a_section_of_two_sectors_names_both():
    assert sectors_of_section("五、交通水利项目") == ["交通", "水利"]


@pytest.mark.parametrize(
    ("words", "sector"),
    [
        ("凉山州2026年交通领域重点项目清单", "交通"),
        ("2026年水利项目投资计划表", "水利"),
        ("会理市2026年老旧小区改造计划", "保障性住房与城市更新"),
        ("附件1：XX县2026年高标准农田建设项目清单 单位：万元", "农业农村"),
        ("会理市2026-2028年中小学校建设项目清单", "教育"),
        ("会理市发展改革局关于下达2026年水利项目投资计划的通知", "水利"),
        ("填报单位：某县水利局 2026年交通项目清单", "交通"),
    ],
)
def test_a_title_names_its_sector(words, sector):
    assert sectors_of_title(words) == [sector]


@pytest.mark.parametrize(
    "words",
    [
        "会理市2026年重点项目清单",
        "某县水利局2026年重点项目清单",  # who lists them, not what they are
        "会理市2026年乡村振兴项目清单",  # a programme of any sector
        "会理市2026年民生实事项目清单",
        "工业园区2026年重点项目清单",
        "“一老一小”项目清单",
    ],
)
def test_a_title_that_is_of_anything_names_none(words):
    assert sectors_of_title(words) == []


def test_rows_have_the_sector_of_their_section():
    lines = ("会理市2026年重点项目清单", HEAD, "一、水利工程,,,,", row(1, "龙潭灌区"), row(2, "黄水乡某工程"))
    read = csv(*lines, "二、教育,,,,", row(3, "一中综合楼"), "三、其他,,,,", row(4, "镇村提质项目"))
    assert sectors(read) == [("水利", "section"), ("水利", "section"), ("教育", "section"), (None, None)]
    assert told(read)[1:] == [("序号", "一、水利工程", "水利", "section"), ("序号", "二、教育", "教育", "section")]
    assert [found["row"] for found in findings(read, "sector_undetermined")] == [4]


def test_a_section_in_a_merged_cell_without_a_number():
    line = "<tr>" + "<td>{}</td>" * 5 + "</tr>"
    merged = '<tr><td colspan="5">{}</td></tr>'
    rows = [line.format(*HEAD.split(",")), merged.format("水利工程"), line.format(*row(1, "黄水乡某工程").split(","))]
    read = html(f"会理市2026年重点项目清单</p><table>{''.join(rows)}</table><p>")
    assert sectors(read) == [("水利", "section")]
    assert not findings(read, "unread_row")


def test_a_part_of_a_section_keeps_its_sector_and_the_next_one_does_not():
    lines = ("会理市2026年重点项目清单", HEAD, "一、水利,,,,", "（一）续建项目,,,,", row(1, "黄水乡某工程"))
    read = csv(*lines, "二、其他项目,,,,", row(2, "红旗村某工程"))
    assert sectors(read) == [("水利", "section"), (None, None)]


def test_what_the_office_states_comes_before_the_words_of_the_row():
    lines = ("会理市2026年重点项目清单", HEAD, "一、教育,,,,", row(1, "一中至二中道路"))
    read = csv(*lines)
    assert sectors(read) == [("教育", "section")]
    assert not findings(read, "sector_undetermined")


def test_a_column_comes_before_the_section():
    head = "序号,项目名称,所属行业,总投资（万元）,建设期限"
    read = csv("会理市2026年重点项目清单", head, "一、教育,,,,", "1,某工程,交通,1200,2026年")
    assert sectors(read) == [("交通", "stated")]


def test_a_title_comes_behind_the_words_of_the_row():
    title = "凉山州2026年交通领域重点项目清单"
    read = csv(title, HEAD, row(1, "河西小学综合楼"), row(2, "黄水乡连接线"))
    assert sectors(read) == [("教育", "name-school"), ("交通", "title")]
    assert read.frames["project_reports"]["doubtful_fields"].list.contains("sector").to_list() == [True, False]
    assert told(read)[1] == ("", title, "交通", "title")
    assert len(findings(read, "sector_undetermined")) == 1


def test_a_document_title_above_a_caption_of_no_sector():
    table = f"<table><tr>{''.join(f'<td>{cell}</td>' for cell in HEAD.split(','))}</tr>"
    table += f"<tr>{''.join(f'<td>{cell}</td>' for cell in row(1, '黄水乡某工程').split(','))}</tr></table>"
    read = html(f"会理市2026年水利项目清单</p><p>各单位：</p><p>一。</p><p>二。</p><p>三。</p><p>四。</p>{table}<p>")
    assert sectors(read) == [("水利", "title")]


def test_a_section_of_two_sectors_or_one_that_is_not_known_ends_the_one_above():
    lines = [
        "会理市重点项目表",
        HEAD,
        "卫生,,,,",
        row(1, "疾控大楼"),
        "养老托育,,,,",
        row(2, "黄水镇综合楼"),
        "某某,,,,",
        row(3, "红旗镇综合楼"),
    ]
    read = csv(*lines)
    assert sectors(read)[0] == ("医疗", "section")
    assert {rule for _, rule in sectors(read)[1:]}.isdisjoint({"section"})


def test_a_sentence_above_the_table_says_nothing_of_the_natures():
    prose = "2026年全县安排重点项目10个，其中建设类7个、前期类3个，总投资39亿元。"
    read = csv(prose, HEAD, row(1, "黄水镇供水工程"))
    assert read.frames["project_reports"]["year_nature"].to_list() == [None]


def test_sections_counted_by_letters_are_sections():
    head = "序号,项目名称,建设规模,总投资（万元）,建设期限"
    read = csv(
        "会理市2026年项目计划",
        head,
        "A 续建类,,,,",
        "A01,滨江路,道路3公里,1200,2025-2027年",
        "B 新开工类,,,,",
        "B01,步道,步道9公里,800,2026年",
    )
    assert read.frames["project_reports"]["year_nature"].to_list() == ["续建", "新开工"]


def test_of_several_sectors_that_a_section_names_the_rows_words_choose_one():
    lines = [
        "会理市重点项目表",
        HEAD,
        "一、交通水利,,,,",
        row(1, "红旗水库"),
        row(2, "城北污水处理厂"),
        "二、城建及社会事业,,,,",
        row(3, "城北敬老院"),
    ]
    read = csv(*lines)
    assert [sector for sector, _ in sectors(read)] == ["水利", "市政", "养老"]
    assert [("sector" in fields) for fields in read.frames["project_reports"]["doubtful_fields"]] == [
        False,
        True,
        False,
    ]
    (found,) = findings(read, "sector_undetermined")
    assert found["detail"] == "section_names" and "交通水利" in found["params"]


def test_what_is_said_of_some_of_a_section_is_not_said_of_all():
    assert natures_in("A 产业类（3个，其中续建1个）") == []
    assert natures_in("一、续建项目（3个，其中交通1个）") == ["续建"]


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("（三）园区配套", "园区配套"),
        ("Ⅱ 粮油收储", "粮油收储"),
        ("一、续建项目", None),
        ("二、交通水利项目", None),
        ("三、已落实资金项目（3个）", None),
        ("四、王某联系包抓项目", None),
        ("黔江区", None),
        ("一、桃源镇", None),
        ("五、其他项目", None),
    ],
)
def test_a_section_may_call_its_rows_what_is_no_sector(words, group):
    assert group_of_section(words) == group


def test_a_sector_by_name_is_doubtful_where_the_section_means_another_thing():
    """园区配套 is of no sector that is known; 铁路货场 says nothing against 交通, nor a state of work anything."""
    read = csv(
        "会理市2026年重点项目清单",
        HEAD,
        "一、园区配套,,,,",
        row(1, "银杏景区换电走廊"),
        "二、铁路货场,,,,",
        row(2, "南站铁路货场扩能"),
        "三、续建项目,,,,",
        row(3, "梅山水库除险加固"),
    )
    assert [sector for sector, _ in sectors(read)] == ["文旅", "交通", "水利"]
    doubted = ["sector" in fields for fields in read.frames["project_reports"]["doubtful_fields"].to_list()]
    assert doubted == [True, False, False]


def test_a_sheet_of_several_sectors_is_not_of_the_one_that_the_first_title_names():
    """The document's title is that of its first sheet (…（交通运输）); the second is （能源及产业）."""
    tables = [
        f"<h3>会理市2026年重点项目计划表（{of}）</h3><table>"
        + "".join(f"<tr><td>{cells.replace(',', '</td><td>')}</td></tr>" for cells in (HEAD, *rows))
        + "</table>"
        for of, rows in (("交通运输", [row(1, "甲项目")]), ("能源及产业", [row(1, "脱水站扩能项目")]))
    ]
    read = read_document("".join(tables).encode(), "list.html", Given())
    assert [sector for sector, _ in sectors(read)] == ["交通", None]
