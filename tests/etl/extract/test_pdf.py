"""PDF pages: tables by rules or white space, running text around them, pages without text."""

from __future__ import annotations

import pytest

from etl.extract import pdf
from etl.extract.pdf_text import Word, gutters, lines_of, plain, segments, text_of, unique
from etl.extract.sniff import Unreadable
from etl.records import Grid, Paragraph
from tests.etl.extract.test_hostile import CATALOGUE, FORMATS, ONE_PAGE, stream
from tests.etl.extract.test_hostile import pdf as file_of
from tests.etl.renderings import SMALL

FONT = b"<</Font<</F <</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/XObject<</X 5 0 R>>>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources" + FONT + b">>"
PICTURE = stream(b"\x00" * 3, b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceRGB")


def page(*drawn: str) -> bytes:
    return file_of(CATALOGUE, ONE_PAGE, PAGE, stream("\n".join(drawn).encode()), PICTURE)


def text(x: float, y: float, words: str, size: int = 10) -> str:
    return f"BT /F {size} Tf {x} {y} Td ({words}) Tj ET"


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0} {y0} m {x1} {y1} l S"


def rows_of(data: bytes) -> list[str | list[list[str]]]:
    return [block.text if isinstance(block, Paragraph) else block.rows for block in pdf.read(data).blocks]


def ruled(xs: list[float], ys: list[float]) -> list[str]:
    return [line(x, ys[0], x, ys[-1]) for x in xs] + [line(xs[0], y, xs[-1], y) for y in ys]


def test_reading_order_and_places():
    document = pdf.read((FORMATS / "list.pdf").read_bytes())
    above, unit, grid = document.blocks
    assert isinstance(above, Paragraph) and isinstance(unit, Paragraph) and isinstance(grid, Grid)
    assert (above.text, unit.line) == ("青禾县养老托育重大项目清单", 2)
    assert (grid.where, grid.lines) == ("第1页", [3, 4, 5, 6])
    assert ["".join(cell.split()) for cell in grid.rows[3]] == list(SMALL[3])


def test_merged_cells_of_a_ruled_table():
    drawn = [line(50, y, 350, y) for y in (700, 640, 600)] + [line(150, 670, 350, 670)]
    drawn += [line(x, 700, x, 600) for x in (50, 150, 350)] + [line(250, 670, 250, 600)]
    words = [text(60, 668, "Name"), text(200, 680, "Money"), text(160, 650, "All"), text(260, 650, "Part")]
    words += [text(60, 615, "Home"), text(160, 615, "247"), text(260, 615, "100"), text(60, 750, "Title")]
    assert rows_of(page(*drawn, *words, text(60, 560, "Note"))) == [
        "Title",
        [["Name", "Money", "Money"], ["Name", "All", "Part"], ["Home", "247", "100"]],
        "Note",
    ]


@pytest.mark.parametrize(("left", "right"), [(True, False), (False, True), (False, False)])
def test_tables_without_lines_at_their_sides(left, right):
    xs = [50.0] * left + [150.0, 250.0] + [350.0] * right
    drawn = [line(x, 700, x, 610) for x in xs] + [line(50, y, 350, y) for y in (700, 670, 640, 610)]
    words = [text(60 + 100 * c, 680 - 30 * r, f"r{r}c{c}") for r in range(3) for c in range(3)]
    assert rows_of(page(*drawn, *words)) == [[[f"r{r}c{c}" for c in range(3)] for r in range(3)]]


@pytest.mark.parametrize(
    ("matrix", "turn"), [("0 1 -1 0 600 0", 90), ("0 -1 1 0 0 800", 270), ("0 1 -1 0 600 0", 0), ("0 -1 1 0 0 800", 0)]
)
def test_tables_set_sideways(matrix, turn):
    drawn = ruled([50, 150, 250, 350], [500, 470, 440])
    drawn += [text(60 + 100 * c, 480 - 30 * r, f"r{r}c{c}") for r in range(2) for c in range(3)]
    turned = PAGE.replace(b"/Type/Page", b"/Type/Page/Rotate %d" % turn)
    content = stream("\n".join([f"q {matrix} cm", *drawn, "Q"]).encode())
    assert rows_of(file_of(CATALOGUE, ONE_PAGE, turned, content, PICTURE)) == [
        [["r0c0", "r0c1", "r0c2"], ["r1c0", "r1c1", "r1c2"]]
    ]


def test_a_row_that_the_page_cuts_off_is_kept():
    drawn = [line(x, 700, x, 620) for x in (50, 150, 250)] + [line(50, y, 250, y) for y in (700, 670, 640)]
    words = [text(60 + 100 * c, 680 - 30 * r, f"r{r}c{c}") for r in range(3) for c in range(2)]
    assert rows_of(page(*drawn, *words)) == [[["r0c0", "r0c1"], ["r1c0", "r1c1"], ["r2c0", "r2c1"]]]


def test_rows_that_cannot_be_told_apart_are_doubtful():
    """Wrapped cells without any white space between rows."""
    drawn = [text(50, 700 - 12 * n, f"{n // 2 + 1}") for n in range(0, 8, 2)]
    drawn += [text(150, 700 - 12 * n, f"name{n}") for n in range(8)]
    drawn += [text(350, 700 - 12 * n, f"unit{n}") for n in range(8)]
    drawn += [text(480, 700 - 12 * n, "247") for n in range(0, 8, 2)]
    assert [doubt.type for doubt in pdf.read(page(*drawn)).doubts] == ["uncertain_rows"]


def test_running_text_is_no_table_and_full_lines_flow_on():
    full = "This line goes on and on until it reaches the right edge of the text on the page, as prose does"
    document = page(text(50, 700, full, 11), text(50, 684, "and ends.", 11), text(72, 660, "A new one.", 11))
    assert rows_of(document) == [f"{full} and ends.", "A new one."]


def test_a_paragraph_flows_over_the_page_and_its_number():
    full = "This line goes on and on until it reaches the right edge of the text on the page with 105"
    pages = b"<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>"
    first = stream("\n".join([text(50, 700, full, 11), text(280, 30, "- 1 -", 11)]).encode())
    second = stream("\n".join([text(50, 700, "00 beds.", 11), text(72, 660, full, 11)]).encode())
    data = file_of(CATALOGUE, pages, PAGE, first, PICTURE, PAGE.replace(b"4 0 R", b"7 0 R"), second)
    assert rows_of(data) == ["- 1 -", f"{full}00 beds.", full]


def test_pages_without_text():
    picture = "q 600 0 0 800 0 0 cm /X Do Q"
    (doubt,) = pdf.read(page(picture)).doubts
    assert doubt.type == "scan_without_text"
    assert pdf.read(page()).doubts == []
    (doubt,) = pdf.read(page(picture, text(50, 700, "recognised"))).doubts
    assert (doubt.type, doubt.raw) == ("recognised_text", "第1页")


def test_a_scanned_page_among_others_is_named():
    pages = b"<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>"
    scanned = PAGE.replace(b"4 0 R", b"7 0 R")
    drawn = stream(text(50, 700, "words").encode()), PICTURE, scanned, stream(b"q 600 0 0 800 0 0 cm /X Do Q")
    document = pdf.read(file_of(CATALOGUE, pages, PAGE, *drawn))
    assert [(doubt.type, doubt.raw) for doubt in document.doubts] == [("scanned_page", "第2页")]


def test_bold_by_printing_twice_is_read_once():
    chars = [
        {"text": t, "x0": x, "top": 10.0, "size": 10} for t, x in (("1", 50.0), ("1", 50.4), ("1", 55.6), ("1", 56.0))
    ]
    assert [char["x0"] for char in unique(chars)] == [50.0, 55.6]


def test_radicals_become_characters():
    assert plain("⽼年⼈⻓期⺠政⼾外(㎡)") == "老年人长期民政户外(㎡)"


def test_words_gather_to_lines_and_columns():
    words = [Word("b", 20, 10, 30, 20), Word("a", 0, 11, 10, 21), Word("c", 0, 30, 10, 40)]
    assert text_of(words) == "a b\nc"
    assert [piece.text for piece in segments(lines_of(words)[0], 12)] == ["a b"]
    assert gutters(words, 5) == [15]


def test_passwords_and_damage():
    for data, kind in (
        ((FORMATS / "password.pdf").read_bytes(), "password_protected"),
        (b"%PDF-1.4 nothing", "damaged_file"),
        ((FORMATS / "list.pdf").read_bytes()[:3000], "damaged_file"),
    ):
        with pytest.raises(Unreadable) as caught:
            pdf.read(data)
        assert caught.value.doubt.type == kind


def test_words_that_go_on_behind_their_cells_rule_are_said_to_be_cut_off():
    drawn = ruled([50, 90, 150], [700, 680, 660, 640])
    words = [text(54, 680 - 20 * row + 5, "Home for elders") for row in range(3)]
    document = pdf.read(page(*drawn, *words))
    assert [doubt.type for doubt in document.doubts] == ["cut_off_cells"]
    assert [block.recognised for block in document.blocks if isinstance(block, Grid)] == [True]
    short = [text(52, 680 - 20 * row + 5, "Home") for row in range(3)]
    assert not pdf.read(page(*drawn, *short)).doubts
