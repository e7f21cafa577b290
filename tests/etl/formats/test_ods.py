"""OpenDocument workbooks: what the sheet shows is what is read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import python_calamine

from etl.contract.values import Grid, RawDocument
from etl.formats.reader import Unreadable, read

FORMATS = Path(__file__).parents[2] / "fixtures" / "formats"

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "style", "table", "text")
)


def workbook(rows: str, columns: str = "", styles: str = "", **parts: bytes) -> bytes:
    """A package with one sheet 清单 of these rows."""
    content = (
        f'<?xml version="1.0"?><office:document-content {_SPACES}><office:automatic-styles>{styles}'
        "</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="清单" table:style-name="ta1">{columns}{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", data)
    return packed.getvalue()


def row(*cells: str, **attributes: str) -> str:
    extra = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f"<table:table-row{extra}>{''.join(cells)}</table:table-row>"


def words(text: str, extra: str = "") -> str:
    shown = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string"{extra}>{shown}</table:table-cell>'


def number(value: str, shown: str, kind: str = "float") -> str:
    typed = f'office:value-type="{kind}" office:value="{value}"'
    return f"<table:table-cell {typed}><text:p>{shown}</text:p></table:table-cell>"


def grid(document: RawDocument) -> Grid:
    (block,) = document.blocks
    assert isinstance(block, Grid)
    return block


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (number("5000", "5,000"), "5000"),
        (number("21005.7234", "21,005.72"), "21005.7234"),
        (number("-12.5", "-12.5"), "-12.5"),
        (number("0.95", "95%", "percentage"), "95%"),
        (number("0.333", "33%", "percentage"), "33.3%"),
        (number("300", "¥300", "currency"), "¥300"),
        (number("12", "12 公里"), "12公里"),
        (words("原有床位120张\n新增1400张"), "原有床位120张\n新增1400张"),
        (words('a<text:s text:c="2"/>b<text:line-break/>c'), "a  b\nc"),
        (words("甲<office:annotation><text:p>批注</text:p></office:annotation>"), "甲"),
    ],
)
def test_a_cell_says_what_the_sheet_shows(cell, text):
    document = read(workbook(row(cell)), "list.ods")
    assert grid(document).rows == [[text]]
    assert document.doubts == []


@pytest.mark.parametrize(
    ("shown", "text"), [("2021-03-01", "2021-03-01"), ("21/3/1", "2021-03-01"), ("2021年3月", "2021年3月")]
)
def test_a_date_states_no_day_that_is_not_shown(shown, text):
    cell = (
        '<table:table-cell office:value-type="date" office:date-value="2021-03-01">'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )
    assert grid(read(workbook(row(cell)), "list.ods")).rows == [[text]]


def test_a_number_that_is_shown_in_another_magnitude_is_named():
    document = read(workbook(row(number("50000000", "5,000万"))), "list.ods")
    assert grid(document).rows == [["5000万"]]
    assert told(document) == [("5000万", "scaled_number_format", "5000万")]


def told(document: RawDocument) -> list[tuple[str, str, str]]:
    """The text of each cell with doubts, their types and words."""
    return [(str(cell), doubt.type, doubt.raw) for cell in document.doubted for doubt in cell.doubts]


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [("18005000", "1,800.5", "1800.5"), ("18005499", "1800.5万元", "1800.5499万元"), ("1800.5", "1,801", "1800.5")],
)
def test_digits_that_are_only_not_shown_are_kept(value: str, shown: str, text: str):
    assert grid(read(workbook(row(number(value, shown))), "list.ods")).rows == [[text]]


def test_formulas_without_a_result():
    def formula(said: str) -> str:
        return f'<table:table-cell table:formula="of:={said}"/>'

    sums = row(number("4900", "4900"), number("100", "100"), formula("[.A1]+[.B1]"), formula("ROUND([.A1];1)"))
    sums += row(formula("SUM([.A1:.B1];[.C1])"))
    document = read(workbook(sums), "list.ods")
    assert grid(document).rows == [["4900", "100", "5000", ""], ["10000", "", "", ""]]
    assert sorted(told(document)) == [
        ("", "formula_without_value", "=ROUND(A1,1)"),
        ("10000", "formula_worked_out", "=SUM(A1:B1,C1)"),
        ("5000", "formula_worked_out", "=A1+B1"),
    ]


def test_repeated_cells_and_rows_are_laid_out_and_empty_ends_are_not():
    filled = row(words("甲", ' table:number-columns-repeated="2"'), "<table:table-cell/>", words("乙"))
    empty_end = '<table:table-cell table:number-columns-repeated="16000"/>'
    rows = (
        row(words("名"))
        + row(empty_end, number_rows_repeated="2")
        + filled.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="2">')
    )
    rows += row(empty_end, number_rows_repeated="1048000")
    found = grid(read(workbook(rows), "list.ods"))
    assert found.rows == [["名", "", "", ""], [""] * 4, [""] * 4, ["甲", "甲", "", "乙"], ["甲", "甲", "", "乙"]]
    assert found.lines == [1, 2, 3, 4, 5]


def test_merged_cells_speak_for_the_rows_that_they_cover():
    covered = "<table:covered-table-cell/>"
    merged = words("养老", ' table:number-rows-spanned="2" table:number-columns-spanned="1"')
    found = grid(read(workbook(row(merged, words("甲")) + row(covered, words("乙"))), "list.ods"))
    assert found.rows == [["养老", "甲"], ["养老", "乙"]]
    assert [tuple(merge) for merge in found.merges] == [(0, 0, 1, 0)]


def test_what_is_hidden_is_read_and_named():
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    style = '<style:style style:name="ta1"><style:table-properties table:display="false"/></style:style>'
    rows = row(words("甲"), words("乙")) + row(words("丙"), words("丁"), visibility="filter")
    document = read(workbook(rows, columns, style), "list.ods")
    assert grid(document).rows == [["甲", "乙"], ["丙", "丁"]]
    assert {doubt.type for doubt in document.doubts} == {"hidden_sheet", "hidden_rows", "hidden_columns"}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (workbook(row(words("甲", ' table:number-columns-repeated="99999"'))), "table_too_large"),
        (workbook(row(words("甲"), number_rows_repeated="90000000")), "table_too_large"),
        (
            workbook("", META_INF__manifest=b"<m><encryption-data/></m>").replace(b"META_INF", b"META-INF"),
            "password_protected",
        ),
        (workbook("<table:table-row>"), "damaged_file"),
        (workbook(row(number("viel", "5"))), "damaged_file"),
    ],
)
def test_what_cannot_be_read_says_so(data, kind):
    with pytest.raises(Unreadable) as refused:
        read(data, "list.ods")
    assert refused.value.doubt.type == kind


def test_the_library_reads_the_same_plain_values():
    """Calamine knows neither what is shown nor what is hidden or merged; of plain cells it says the same."""
    data = (FORMATS / "list.ods").read_bytes()
    theirs = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    texts = [[cell if isinstance(cell, str) else f"{cell:g}" for cell in line] for line in theirs]
    assert texts == grid(read(data, "list.ods")).rows
