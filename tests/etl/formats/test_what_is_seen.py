"""What somebody who looks at a list sees is what is read, in each format that can strike, hide, raise or change."""

from __future__ import annotations

import pytest

from tests.etl.formats.looks import HEADER, RENDERINGS, as_html, doubtful, read, row, said, struck, totals

CAN_HIDE = ("docx", "html", "ods")
TOTAL = "总投资（万元）"


@pytest.mark.parametrize("kind", RENDERINGS)
def test_struck_words_are_not_read_and_named_at_their_cell(kind: str):
    rows = [
        row("1", "城东敬老院", [("4500", "struck"), ("5000", "")]),
        row("2", "城西敬老院", [("12", ""), ("00", "struck"), ("34", "")]),
        row("3", "城南敬老院", "300", [("新增床位20张", "struck"), ("新增床位60张", "")]),
    ]
    document = read(RENDERINGS[kind](rows))
    assert totals(document) == [5000, 1234, 300]
    assert said(document, "struck_text") == [
        ("struck_text", 1, TOTAL, "4500"),
        ("struck_text", 2, TOTAL, "00"),
        ("struck_text", 3, "建设内容及规模", "新增床位20张"),
    ]
    assert document.frames["quantities"]["value"].to_list() == [100, 100, 60]
    assert doubtful(document) == [[], [], []]


@pytest.mark.parametrize("kind", RENDERINGS)
def test_a_cell_that_is_struck_out_is_missing(kind: str):
    document = read(RENDERINGS[kind]([row("1", "城东敬老院", [("4500", "struck")]), row("2", "城西敬老院", "1200")]))
    assert totals(document) == [None, 1200]
    assert said(document, "struck_text", "missing_cell") == [
        ("missing_cell", 1, TOTAL, None),
        ("struck_text", 1, TOTAL, "4500"),
    ]


@pytest.mark.parametrize("kind", RENDERINGS)
def test_a_row_that_is_struck_out_is_no_project(kind: str):
    rows = [row("1", "城东敬老院", "5000"), struck(row("2", "城西敬老院", "1200")), row("3", "城南敬老院", "300")]
    document = read(RENDERINGS[kind](rows))
    assert totals(document) == [5000, 300]
    words = "2 | 城西敬老院 | 新建 | 黔江区 | 新增床位100张 | 2023-2025 | 1200"
    (finding,) = document.frames["findings"].filter(type="struck_row").select("table", "line", "raw").rows()
    lines = document.frames["list_rows"].filter(kind="project")["line"]
    assert finding == (1, lines[0] + 1, words)
    assert said(document, "struck_text", "serial_gap") == []
    kept = document.frames["list_rows"].filter(kind="struck")["cells"].to_list()
    assert [[cell for cell in cells if cell] for cells in kept] == [words.split(" | ")]


@pytest.mark.parametrize("kind", CAN_HIDE)
def test_hidden_words_are_not_read_and_their_cell_is_doubtful(kind: str):
    document = read(RENDERINGS[kind]([row("1", "城东敬老院", [("5000", ""), ("000", "hidden")])]))
    assert totals(document) == [5000]
    assert said(document, "hidden_text") == [("hidden_text", 1, TOTAL, "000")]
    assert doubtful(document) == [["total_investment_wan"]]


@pytest.mark.parametrize("kind", RENDERINGS)
def test_a_raised_digit_is_a_note_and_a_square_metre_stays_one(kind: str):
    content = [("建筑面积1200m", ""), ("2", "raised"), ("，新增床位80张", "")]
    rows = [row("1", "城东敬老院", [("5000", ""), ("1", "raised")], content), row("2", "城西敬老院", "1200")]
    document = read(RENDERINGS[kind](rows))
    assert totals(document) == [5000, 1200]
    assert float(document.frames["project_reports"]["floor_area_m2"][0]) == 1200


@pytest.mark.parametrize("kind", RENDERINGS)
def test_a_cell_that_is_raised_as_a_whole_is_no_note(kind: str):
    assert totals(read(RENDERINGS[kind]([row("1", "城东敬老院", [("5000", "raised")])]))) == [5000]


@pytest.mark.parametrize("kind", CAN_HIDE)
def test_targets_of_cells_that_hide_words_are_doubtful(kind: str):
    header = ("序号", "指标", "单位", "2020年", "2025年目标值")
    rows = [
        ["1", "每千人口托位数", "个", "1.8", [("4", ""), (".5", "hidden")]],
        ["2", "养老床位", "张", "100", "200"],
        struck(["3", "医疗床位", "张", "1", "2"]),
    ]
    document = read(RENDERINGS[kind](rows, header))
    found = document.frames["targets"].select("indicator", "target_value", "certainty").rows()
    assert [(name, float(value), certainty) for name, value, certainty in found] == [
        ("每千人口托位数", 4, "doubtful"),
        ("养老床位", 200, "certain"),
    ]
    assert said(document, "hidden_text", "struck_row") == [
        ("hidden_text", 1, "2025年目标值", ".5"),
        ("struck_row", None, None, "3 | 医疗床位 | 张 | 1 | 2"),
    ]


@pytest.mark.parametrize("kind", RENDERINGS)
def test_struck_words_of_a_form(kind: str):
    rows = [
        ["建设性质", "新建"],
        ["建设地点", "黔江区"],
        ["建设内容", "新增床位100张"],
        ["总投资（万元）", [("4500", "struck"), ("5000", "")]],
        ["建设年限", "2023-2025"],
    ]
    document = read(RENDERINGS[kind](rows, ("项目名称", "城东敬老院")))
    assert totals(document) == [5000]
    assert said(document, "struck_text") == [("struck_text", 1, TOTAL, "4500")]


def test_marks_and_signs_of_text_in_a_csv():
    cells = ['="5000"', "'1200", "68000*", "300[注1]", "1800.5①"]
    lines = [",".join(HEADER)]
    lines += [",".join(map(str, row(str(n), f"第{n}敬老院", cell))) for n, cell in enumerate(cells, start=1)]
    document = read("\n".join(lines).encode())
    assert totals(document) == [5000, 1200, 68000, 300, 1800.5]
    assert doubtful(document) == [[]] * 5
    evidence = document.frames["evidence"].filter(field="total_investment_wan")
    assert evidence["raw"].to_list() == cells


def test_tracked_changes_are_read_as_if_accepted_and_doubtful():
    rows = [
        row("1", "城东敬老院", [("4500", "deleted"), ("5000", "inserted")]),
        row("2", "城西敬老院", [("12", ""), ("0", "deleted"), ("34", "")]),
        row("3", "城南敬老院", "300"),
    ]
    document = read(RENDERINGS["docx"](rows))
    assert totals(document) == [5000, 1234, 300]
    assert said(document, "tracked_change") == [
        ("tracked_change", 1, TOTAL, "4500"),
        ("tracked_change", 1, TOTAL, "5000"),
        ("tracked_change", 2, TOTAL, "0"),
    ]
    assert doubtful(document) == [["total_investment_wan"], ["total_investment_wan"], []]


@pytest.mark.parametrize(
    ("tag", "style"),
    [
        ("<strike>{}</strike>", ""),
        ('<span style="color:red;text-decoration: underline line-through">{}</span>', ""),
        ('<span class="old">{}</span>', "p{margin:0} .old, .gone { text-decoration:line-through; }"),
        ('<font class="font7">{}</font>', "<!--.font7 {color:red; text-decoration:line-through;}-->"),
        ('<b id="x">{}</b>', "@media screen { td #x {text-decoration-line: line-through} }"),
        ('<b class="new old">{}</b>', "b.old{text-decoration:line-through} .new:hover{text-decoration:none}"),
    ],
)
def test_ways_to_strike_words_of_a_page(tag: str, style: str):
    rows = [row("1", "城东敬老院", [("4500", "struck"), ("5000", "")])]
    document = read(as_html(rows, tags={"struck": tag}, style=style))
    assert totals(document) == [5000]
    assert said(document, "struck_text") == [("struck_text", 1, TOTAL, "4500")]


@pytest.mark.parametrize(
    ("tag", "style"),
    [
        ("<del>{}</del>", "del{text-decoration:none}"),
        ('<span class="old">{}</span>', "@media print { .old{text-decoration:line-through} }"),
        ('<span class="old">{}</span>', ".older{text-decoration:line-through}"),
        ('<span class="old">{}</span>', ".old{text-decoration:line-through} .old{text-decoration:none}"),
    ],
)
def test_words_that_only_seem_to_be_struck(tag: str, style: str):
    rows = [row("1", "城东敬老院", [("50", "struck"), ("00", "")])]
    assert totals(read(as_html(rows, tags={"struck": tag}, style=style))) == [5000]


@pytest.mark.parametrize(
    "tag", ['<i style="visibility:hidden">{}</i>', "<i hidden>{}</i>", '<i style="mso-hide:all">{}</i>']
)
def test_ways_to_hide_words_of_a_page(tag: str):
    document = read(as_html([row("1", "城东敬老院", [("5000", ""), ("000", "hidden")])], tags={"hidden": tag}))
    assert totals(document) == [5000]
    assert said(document, "hidden_text") == [("hidden_text", 1, TOTAL, "000")]
