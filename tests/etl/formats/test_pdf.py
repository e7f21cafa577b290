"""PDF pages: tables by rules or white space, running text around them, pages without text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from etl.contract.values import Grid, Paragraph
from etl.formats.pdf import document as pdf
from etl.formats.pdf.words_of_page import Word, gutters, lines_of, plain, segments, text_of, unique
from etl.formats.sniff import Unreadable
from tests.etl.formats.test_hostile import CATALOGUE, FORMATS, ONE_PAGE, stream
from tests.etl.formats.test_hostile import pdf as file_of
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
        {"text": t, "x0": x, "x1": x + 5, "top": 10.0, "bottom": 20.0, "size": 10}
        for t, x in (("1", 50.0), ("1", 51.4), ("1", 55.6), ("1", 56.0))
    ]
    assert [char["x0"] for char in unique(chars)] == [50.0, 55.6]


def test_words_that_lie_over_others_are_no_second_print():
    def run(words: str, top: float) -> list[dict[str, object]]:
        place = {"top": top, "bottom": top + 10, "size": 10}
        return [{"text": letter, "x0": 50 + 6.0 * n, "x1": 56 + 6.0 * n, **place} for n, letter in enumerate(words)]

    assert len(unique(run("2022.10", 10.0) + run("2023.04", 11.0))) == 14
    assert len(unique(run("2022.10", 10.0) + run("2022.10", 10.5))) == 7


def test_watermarks_stay_out_of_the_cells():
    """One askew, one level behind the words; a large title that nothing is printed over stays."""
    drawn = ruled([50, 150, 250, 350], [500, 470, 440])
    drawn += [text(60 + 100 * c, 480 - 30 * r, f"r{r}c{c}") for r in range(2) for c in range(3)]
    askew = "q 0.8 0.6 -0.6 0.8 200 420 cm BT /F 30 Tf (Draft) Tj ET Q"
    document = pdf.read(page(text(60, 530, "Title", 40), askew, text(55, 447, "Copy", 40), *drawn))
    assert rows_of(page(text(60, 530, "Title", 40), askew, text(55, 447, "Copy", 40), *drawn)) == [
        "Title",
        [["r0c0", "r0c1", "r0c2"], ["r1c0", "r1c1", "r1c2"]],
    ]
    assert [(doubt.type, doubt.raw) for doubt in document.doubts] == [("watermark", "第1页")]


def test_rows_between_upright_rules_are_told_by_their_serial_numbers():
    drawn = [line(x, 700, x, 600) for x in (50, 100, 200, 300)] + [line(50, y, 300, y) for y in (700, 680, 600)]
    words = [text(55 + 80 * c, 685, f"h{c}") for c in range(3)]
    for row in range(3):
        words += [text(55, 668 - 25 * row, f"{row + 1}"), text(105, 668 - 25 * row, f"name{row}")]
        words += [text(205, 668 - 25 * row, f"a{row}"), text(205, 658 - 25 * row, f"b{row}")]
    (table,) = rows_of(page(*drawn, *words))
    assert table[1:] == [["1", "name0", "a0\nb0"], ["2", "name1", "a1\nb1"], ["3", "name2", "a2\nb2"]]


def test_a_serial_number_that_a_narrow_column_wraps_is_no_two_rows():
    """1 over 1 is 11, 1 over 2 below it 12, and no first and second row."""
    drawn = ruled([50, 60, 160, 260], [700, 670, 640, 610])
    words = [text(52, 688 - 30 * r, "1") for r in range(3)] + [text(52, 676 - 30 * r, f"{r}") for r in range(3)]
    words += [text(65, 688 - 30 * r, f"name{r}") for r in range(3)] + [
        text(65, 676 - 30 * r, "goes on") for r in range(3)
    ]
    words += [text(165, 688 - 30 * r, f"{r}00") for r in range(3)]
    (table,) = rows_of(page(*drawn, *words))
    assert table == [[f"1\n{r}", f"name{r}\ngoes on", f"{r}00"] for r in range(3)]


def test_rows_between_shaded_ones():
    """Every second row is shaded, cell by cell; between, above and below are rows without any edge."""
    shaded = [f"{x} {y} 100 20 re f" for y in (680, 640) for x in (50, 150, 250)]
    words = [text(55 + 100 * c, 686 - 20 * r, f"r{r}c{c}") for r in range(4) for c in range(3)]
    assert rows_of(page("0.9 g", *shaded, "0 g", *words)) == [[[f"r{r}c{c}" for c in range(3)] for r in range(4)]]


def test_two_tables_of_the_same_columns_stay_two():
    drawn = ruled([50, 150, 250, 350], [700, 680, 660]) + ruled([50, 150, 250, 350], [630, 610, 590])
    words = [text(55 + 100 * c, 685 - 20 * r, f"r{r}c{c}") for r in range(2) for c in range(3)]
    words += [text(55 + 100 * c, 615 - 20 * r, f"s{r}c{c}") for r in range(2) for c in range(3)]
    first, caption, second = rows_of(page(*drawn, *words, text(255, 640, "Unit")))
    assert (len(first), caption, len(second)) == (2, "Unit", 2)


def chinese(*lines: tuple[float, float, str], rules: Sequence[str] = ()) -> bytes:
    """A page of words in a font that is not embedded; every character is as wide as the font is high: 10 points."""
    font = b"<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype"
    font += b"/CIDFontType0/BaseFont/F/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000>>]>>"
    place = PAGE[: PAGE.index(b"/Resources")] + b"/Resources<</Font<</F " + font + b">>>>>>"
    words = [f"BT /F 10 Tf {x} {y} Td <{said.encode('utf-16-be').hex()}> Tj ET" for x, y, said in lines]
    return file_of(CATALOGUE, ONE_PAGE, place, stream("\n".join([*rules, *words]).encode()), PICTURE)


def test_columns_that_stand_close_are_told_by_their_header():
    """Two points of white between columns: less than between words."""
    rows = [("序号", "项目名称", "建设性质", "总投资"), ("１", "城东养老院", "新建", "４８００")]
    rows += [("２", "城西托育中心", "改扩建", "９６０"), ("３", "城南敬老院消防", "新建", "２８６")]
    places = (50, 72, 144, 186)
    drawn = [(x, 700 - 20 * r, said) for r, row in enumerate(rows) for x, said in zip(places, row, strict=True)]
    assert rows_of(chinese((50, 740, "城关镇养老托育项目清单"), *drawn)) == [
        "城关镇养老托育项目清单",
        [list(row) for row in rows],
    ]


def test_characters_of_private_use_have_no_meaning():
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>"
    meaning = b"1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <41> <e123> <42> <f0b7> endbfchar"
    place = PAGE.replace(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", font)
    for said, doubts in (("A", ["unknown_characters"]), ("B", [])):
        data = file_of(CATALOGUE, ONE_PAGE, place, stream(text(50, 700, said).encode()), PICTURE, stream(meaning))
        assert [doubt.type for doubt in pdf.read(data).doubts] == doubts


def test_a_number_that_the_rule_breaks_is_put_together_in_running_words():
    def said(*lines: str) -> str:
        words = [Word(line, 10, 20 * n, 10 + 10 * len(line), 20 * n + 10) for n, line in enumerate(lines)]
        return text_of(words, 8, 82)

    assert said("新增床位１2", "0张") == "新增床位１2\n0张"  # there was room for more
    assert said("新增养老床位1", "20张，及", "其他") == "新增养老床位120张，及\n其他"
    assert said("1234567", "8901234") == "1234567\n8901234"
    assert said("建筑面积约800", "2、床位") == "建筑面积约800\n2、床位"


def wide_sheet(*heights: list[float]) -> bytes:
    """Three pages, each with its own columns of the same rows; the last may have other heights."""
    kids = b"".join(b"%d 0 R " % (3 + 2 * n) for n in range(3))
    pages = b"<</Type/Pages/Kids[%b]/Count 3>>" % kids
    columns = (["序号", "项目名称"], ["建设内容"], ["总投资", "责任单位"])
    objects = []
    for number, (heads, ys) in enumerate(zip(columns, heights, strict=True)):
        xs = [50.0 + 150 * at for at in range(len(heads) + 1)]
        said = [(heads[c] if r == 0 else f"第{r}行第{c}格") for r in range(3) for c in range(len(heads))]
        if number == 0:
            said[2::2] = ["１", "２"]
        tops = [ys[at // len(heads)] - 14 for at in range(len(said))]
        words = [
            f"BT /F 10 Tf {55 + 150 * (at % len(heads))} {top} Td <{one.encode('utf-16-be').hex()}> Tj ET"
            for at, (one, top) in enumerate(zip(said, tops, strict=True))
        ]
        whole = chinese()
        place = whole[whole.index(b"<</Type/Page/") : whole.index(b"endobj", whole.index(b"<</Type/Page/"))].strip()
        objects += [place.replace(b"4 0 R", b"%d 0 R" % (4 + 2 * number))]
        objects += [stream("\n".join([*ruled(xs, ys), *words]).encode())]
    return file_of(CATALOGUE, pages, *objects)


def test_columns_of_a_wide_sheet_on_later_pages():
    usual = [700.0, 670.0, 630.0, 600.0]
    (table,) = rows_of(wide_sheet(usual, usual, usual))
    assert table[0] == ["序号", "项目名称", "建设内容", "总投资", "责任单位"]
    assert table[2] == ["２", "第2行第1格", "第2行第0格", "第2行第0格", "第2行第1格"]
    assert len(rows_of(wide_sheet(usual, usual, [700.0, 670.0, 640.0, 600.0]))) > 1


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
