"""PDF pages: what is struck out or raised, what is turned, and tables that shading closes in part."""

from __future__ import annotations

import pytest

from etl.contract.values import RawDocument
from etl.formats.pdf import document as pdf
from tests.etl.formats import looks
from tests.etl.formats.test_hostile import CATALOGUE, ONE_PAGE, stream
from tests.etl.formats.test_hostile import pdf as file_of
from tests.etl.formats.test_pdf import PAGE, PICTURE, line, page, rows_of, ruled, text
from tests.etl.renderings import CHROMIUM, by_chromium

XS, YS = [50.0, 150.0, 250.0, 350.0], [700.0, 670.0, 640.0, 610.0]
WORDS = [["No", "Name", "Total"], ["1", "Home", "45005000"], ["2", "House", "1200"]]


def table(words: list[list[str]] = WORDS) -> list[str]:
    """A ruled table; a digit of its font is 5.56 points wide, its words begin 10 points behind the rule."""
    said = [text(60 + 100 * c, 680 - 30 * r, cell) for r, cells in enumerate(words) for c, cell in enumerate(cells)]
    return [*ruled(XS, YS), *said]


def told(document: RawDocument) -> list[tuple[str, str, str]]:
    return [(str(cell), doubt.type, doubt.raw) for cell in document.doubted for doubt in cell.doubts]


STRUCK = [["No", "Name", "Total"], ["1", "Home", "5000"], ["2", "House", "1200"]]


@pytest.mark.parametrize(
    "stroke",
    [
        line(260, 653.5, 282.3, 653.5),
        "260 653.2 22.3 0.6 re f",
        "q 0.7 w 1 0 0 RG 259.5 654 m 282 654 l S Q",
    ],
)
def test_words_that_a_line_goes_through_are_struck(stroke: str):
    document = pdf.read(page(*table(), stroke))
    assert [block.rows for block in document.blocks] == [STRUCK]
    assert told(document) == [("5000", "struck_text", "4500")]


@pytest.mark.parametrize("stroke", [line(260, 648, 304, 648), line(260, 661, 304, 661), "260 648 44.5 12 re f"])
def test_an_underline_a_rule_above_and_shading_strike_nothing(stroke: str):
    document = pdf.read(page(*table(), stroke))
    assert [block.rows for block in document.blocks] == [WORDS]
    assert told(document) == []


def test_a_row_that_one_line_goes_through():
    document = pdf.read(page(*table(), line(52, 623.5, 348, 623.5)))
    assert [block.rows for block in document.blocks] == [[*WORDS[:2], ["", "", ""]]]
    assert [raw for _, _, raw in told(document)] == ["2", "House", "1200"]


def test_words_that_a_reviewer_has_struck():
    note = b"<</Type/Annot/Subtype/StrikeOut/Rect[260 648 282.3 660]/QuadPoints[260 660 282 660 260 648 282 648]>>"
    place = PAGE.replace(b"/Type/Page", b"/Type/Page/Annots[6 0 R]")
    data = file_of(CATALOGUE, ONE_PAGE, place, stream("\n".join(table()).encode()), PICTURE, note)
    assert rows_of(data) == [STRUCK]


def test_struck_words_outside_of_tables():
    document = pdf.read(page(text(60, 700, "old new"), line(60, 703.5, 74, 703.5)))
    assert [block.text for block in document.blocks] == ["new"]
    assert [(doubt.type, doubt.raw) for doubt in document.doubts] == [("struck_text", "old")]


def test_raised_digits_are_notes():
    words = [["No", "Name", "Total"], ["1", "Home", "5000"], ["2", "House", "1200m"]]
    drawn = [*table(words), text(282.5, 654, "1", 6), text(290.7, 624, "2", 6)]
    assert rows_of(page(*drawn)) == [[["No", "Name", "Total"], ["1", "Home", "5000¹"], ["2", "House", "1200m²"]]]


HAIR = "0.00000000000000018"
"""What rounding leaves of a sine or cosine that is 0."""


def test_smaller_digits_on_the_same_line_are_digits():
    words = [["No", "Name", "Total"], ["1", "Home", "50"], ["2", "House", "1200"]]
    drawn = [*table(words), text(271.5, 650, "00", 8)]
    assert rows_of(page(*drawn)) == [[["No", "Name", "Total"], ["1", "Home", "5000"], ["2", "House", "1200"]]]


def test_digits_that_are_raised_by_their_font_alone():
    words = [["No", "Name", "Total"], ["1", "Home", "5000"], ["2", "House", "1200"]]
    drawn = [*table(words), "BT /F 6 Tf 4 Ts 282.5 650 Td (1) Tj 0 Ts ET"]
    assert rows_of(page(*drawn)) == [[["No", "Name", "Total"], ["1", "Home", "5000¹"], ["2", "House", "1200"]]]


@pytest.mark.parametrize(
    "matrix", [f"-{HAIR} 1 -1 -{HAIR} 600 0", f"{HAIR} -1 1 {HAIR} 0 800", f"-1 {HAIR} -{HAIR} -1 600 800"]
)
def test_turned_pages_whose_matrix_is_rounded(matrix: str):
    drawn = ruled([50, 150, 250, 350], [500, 470, 440])
    drawn += [text(60 + 100 * c, 480 - 30 * r, f"r{r}c{c}") for r in range(2) for c in range(3)]
    assert rows_of(page(f"q {matrix} cm", *drawn, "Q")) == [[["r0c0", "r0c1", "r0c2"], ["r1c0", "r1c1", "r1c2"]]]


@pytest.mark.parametrize("shaded", [0, 1, 2])
def test_a_shaded_row_closes_its_own_sides_only(shaded: int):
    """The rules between columns and rows are there, those at the sides are not."""
    drawn = [f"0.8 g 50 {670 - 30 * shaded} 300 30 re f 0 g"]
    drawn += [line(x, 700, x, 610) for x in XS[1:3]] + [line(50, y, 350, y) for y in YS]
    words = [text(60 + 100 * c, 680 - 30 * r, f"r{r}c{c}") for r in range(3) for c in range(3)]
    assert rows_of(page(*drawn, *words)) == [[[f"r{r}c{c}" for c in range(3)] for r in range(3)]]


@pytest.mark.skipif(CHROMIUM is None, reason="prints by Chromium")
def test_a_list_as_a_browser_prints_it():
    content = [("建筑面积1200m", ""), ("2", "raised"), ("，新增床位80张", "")]
    rows = [
        looks.row("1", "城东敬老院", [("4500", "struck"), ("5000", "")], content),
        looks.struck(looks.row("2", "城西敬老院", "1200")),
        looks.row("3", "城南敬老院", [("300", ""), ("1", "raised")]),
    ]
    style = "td{border:1px solid black;padding:2mm} table{border-collapse:collapse;font:10pt 'Noto Serif CJK SC',serif}"
    document = looks.read(by_chromium(looks.as_html(rows, style=style)))
    assert looks.totals(document) == [5000, 300]
    assert looks.doubtful(document) == [[], []]
    assert [float(area or 0) for area in document.frames["project_reports"]["floor_area_m2"]] == [1200, 0]
    assert looks.said(document, "struck_text", "struck_row") == [
        ("struck_text", 1, "总投资（万元）", "4500"),
        ("struck_row", None, None, "2 | 城西敬老院 | 新建 | 黔江区 | 新增床位100张 | 2023-2025 | 1200"),
    ]
