"""Sheets are read as they show themselves."""

from __future__ import annotations

import datetime
import io
import struct
from pathlib import Path

import olefile
import pytest
import xlsxwriter

from etl.contract.values import Grid, Merge, RawDocument
from etl.formats.sniff import Unreadable
from etl.formats.workbook import xlsx
from etl.formats.workbook.number_formats import as_text, interpret
from tests.etl.formats.packages import changed
from tests.etl.renderings import SOFFICE, by_soffice

FORMATS = Path(__file__).parents[2] / "fixtures" / "formats"


def built(fill) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as workbook:
        fill(workbook)
    return packed.getvalue()


def both(data: bytes) -> list[bytes]:
    """The workbook, and what LibreOffice makes of it in the old format."""
    return [data, *([by_soffice(data, "xlsx", "xls")] if SOFFICE else [])]


def told(document: RawDocument) -> list[tuple[str, str, str]]:
    """The text of each cell with doubts, their types and words."""
    return [(str(cell), doubt.type, doubt.raw) for cell in document.doubted for doubt in cell.doubts]


def values(workbook):
    sheet = workbook.add_worksheet("表一")
    form = {code: workbook.add_format({"num_format": code}) for code in ("0.0%", "yyyy-mm-dd", 'yyyy"年"m"月"', "0000")}
    unit, scaled = (
        workbook.add_format({"num_format": '0.00"万元"'}),
        workbook.add_format({"num_format": r'0\.0,"万元"'}),
    )
    day = datetime.date(2021, 3, 1)
    sheet.write_row(0, 0, [247, 21005.719999999998, 0.1, 1234567.891, "0247", "  甲 \n乙 "])
    sheet.write(1, 0, 0.955, form["0.0%"])
    sheet.write(1, 1, day, form["yyyy-mm-dd"])
    sheet.write(1, 2, day, form['yyyy"年"m"月"'])
    sheet.write(1, 3, 12, form["0000"])
    sheet.write(1, 4, 23486, unit)
    sheet.write(1, 5, 247000, scaled)
    sheet.write_formula(2, 0, "=1/0", None, "#DIV/0!")
    sheet.write_formula(2, 1, "=A1*2", None, 494)
    sheet.write(2, 2, True)
    sheet.write(2, 3, 5e17)
    sheet.write(2, 5, "末")


@pytest.mark.parametrize("number", range(2 if SOFFICE else 1))
def test_a_cell_gives_what_the_sheet_shows(number):
    document = xlsx.read(both(built(values))[number])
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert grid.where == "表一"
    assert grid.rows == [
        ["247", "21005.72", "0.1", "1234567.891", "0247", "  甲 \n乙 "],
        ["95.5%", "2021-03-01", "2021-03", "0012", "23486万元", "24.7万元"],
        ["#DIV/0!", "494", "TRUE", "500000000000000000", "", "末"],
    ]
    assert [(doubt.type, doubt.raw) for doubt in document.doubts] == [("digits_lost", "D3")]
    assert told(document) == [("24.7万元", "scaled_number_format", "24.7万元")]


def hidden(workbook):
    shown, away = workbook.add_worksheet("甲"), workbook.add_worksheet("乙")
    for row in range(6):
        shown.write_row(row + 2, 1, [row, f"项目{row}", "备注"])
    shown.set_row(4, None, None, {"hidden": True})
    shown.set_column(3, 3, None, None, {"hidden": True})
    away.write(0, 0, "隐藏的表")
    away.hide()
    workbook.add_worksheet("空")


@pytest.mark.parametrize("number", range(2 if SOFFICE else 1))
def test_what_is_hidden_is_read_and_named(number):
    document = xlsx.read(both(built(hidden))[number])
    first, second = document.blocks
    assert isinstance(first, Grid) and isinstance(second, Grid)
    assert first.lines == [1, 2, 3, 4, 5, 6, 7, 8]
    assert first.rows[:3] == [["", "", "", ""], ["", "", "", ""], ["", "0", "项目0", "备注"]]
    assert second.rows == [["隐藏的表"]]
    assert [(doubt.type, doubt.raw) for doubt in document.doubts] == [
        ("hidden_rows", "第5行"),
        ("hidden_columns", "D列"),
        ("hidden_sheet", "乙"),
    ]


def merged(workbook):
    sheet = workbook.add_worksheet()
    sheet.merge_range("A1:F1", "2022年项目表")
    sheet.merge_range("A2:A3", "序号")
    sheet.merge_range("B2:B3", "名称")
    sheet.merge_range("C2:E2", "投资")
    sheet.write_row("C3", ["总", "中央", "地方"])
    sheet.merge_range("F2:F3", "单位")
    sheet.merge_range("A4:F4", "一、养老项目")
    sheet.write_row("A5", ["1", "敬老院", "3", "1", "2"])
    sheet.write_row("A6", ["2", "福利院", "5", "2", "3"])
    sheet.merge_range("F5:F6", "民政局")
    sheet.merge_range("A7:B7", "小计")
    sheet.write_row("C7", ["8", "3", "5", "无"])
    sheet.write("A8", "注:以上为计划数")


@pytest.mark.parametrize("number", range(2 if SOFFICE else 1))
def test_merged_cells_speak_for_their_rows_and_group_headings_for_their_columns(number):
    (grid,) = xlsx.read(both(built(merged))[number]).blocks
    assert isinstance(grid, Grid)
    assert grid.rows == [
        ["2022年项目表", "", "", "", "", ""],
        ["序号", "名称", "投资", "投资", "投资", "单位"],
        ["序号", "名称", "总", "中央", "地方", "单位"],
        ["一、养老项目", "", "", "", "", ""],
        ["1", "敬老院", "3", "1", "2", "民政局"],
        ["2", "福利院", "5", "2", "3", "民政局"],
        ["小计", "", "8", "3", "5", "无"],
        ["注:以上为计划数", "", "", "", "", ""],
    ]
    assert Merge(4, 5, 5, 5) in grid.merges


def without_results(*formulas: str) -> bytes:
    """4900 and 100 in A1 and B1, 1.5 in A2, words in B2, and from C1 downwards formulas that were never computed."""

    def fill(workbook):
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, [4900, 100])
        sheet.write_row(1, 0, [1.5, "甲"])
        for number, formula in enumerate(formulas):
            sheet.write_formula(number, 2, formula, None, 0)

    return changed(built(fill), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</f><v>0</v>", b"</f><v></v>"))


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("=A1+B1", "5000"),
        ("=SUM(A1:B1)", "5000"),
        ("=SUM(A1:A2,$B$1)*2", "10003"),
        ("=-(A1-B1)/2", "-2400"),
        ("=A1*0.1+1.25", "491.25"),
        ("=SUM(A1:A9)", "4901.5"),
        ("=A9+1", "1"),
    ],
)
def test_a_simple_formula_without_a_result_is_worked_out(formula: str, result: str):
    document = xlsx.read(without_results(formula))
    (grid,) = document.blocks
    assert isinstance(grid, Grid) and grid.rows[0][2] == result
    assert told(document) == [(result, "formula_worked_out", formula)]


@pytest.mark.parametrize(
    "formula",
    ["=A1+B2", "=ROUND(A1,1)", "=IF(A1>1,2,3)", "=A1/B9", "=C1+1", "=A1&B1", "=SUM(B1:B2)", "=表二!A1", "=A1^2"],
)
def test_what_is_more_is_named_at_its_cell(formula: str):
    document = xlsx.read(without_results(formula))
    (grid,) = document.blocks
    assert isinstance(grid, Grid) and grid.rows[0][2] == ""
    assert told(document) == [("", "formula_without_value", formula)]


def test_formulas_that_rest_on_others():
    document = xlsx.read(without_results("=C2*2", "=C3+1", "=SUM(A1:B1)"))
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert [row[2] for row in grid.rows] == ["10002", "5001", "5000"]


def test_formulas_that_cells_share():
    def shared(xml: bytes) -> bytes:
        first, second = b"<f>A1+B1</f>", b"<f>A2+B1</f>"
        assert first in xml and second in xml
        return xml.replace(first, b'<f t="shared" ref="C1:C2" si="0">A1+$B$1</f>').replace(
            second, b'<f t="shared" si="0"/>'
        )

    data = changed(without_results("=A1+B1", "=A2+B1"), "xl/worksheets/sheet1.xml", shared)
    (grid,) = xlsx.read(data).blocks
    assert isinstance(grid, Grid)
    assert [row[2] for row in grid.rows] == ["5000", "101.5"]


def test_results_that_are_to_be_worked_out_on_opening_are_no_results():
    """Libraries write 0, and leave the work to the program that opens the file."""

    def fill(workbook):
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, [4900, 100])
        sheet.write_formula(0, 2, "=A1+B1", None, 0)
        sheet.write_formula(0, 3, "=MAX(A1:B1)", None, 0)
        sheet.write_formula(0, 4, "=A1-B1", None, 4800)

    document = xlsx.read(built(fill))
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert grid.rows == [["4900", "100", "5000", "0", "4800"]]
    assert told(document) == [
        ("5000", "formula_worked_out", "=A1+B1"),
        ("0", "formula_without_value", "=MAX(A1:B1)"),
    ]


def test_an_empty_text_is_a_result():
    def fill(workbook):
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "合计")
        sheet.write_formula(0, 1, '=IF(A1="","甲","")', None, "乙")

    def by_excel(xml: bytes) -> bytes:
        return xml.replace("<v>乙</v>".encode(), b"<v></v>")

    data = changed(built(fill), "xl/worksheets/sheet1.xml", by_excel)
    data = changed(data, "xl/workbook.xml", lambda xml: xml.replace(b' fullCalcOnLoad="1"', b""))
    assert told(xlsx.read(data)) == []


@pytest.mark.parametrize(
    ("code", "stored", "shown"),
    [
        ("0!.0,", 50_000_000, "5000"),
        ('0!.0,"万"', 18_005_000, "1800.5万"),
        ("0.00,,", 5_000_000_000, "5000"),
        ("0!.0000", 12_340_000, "1234"),
        ('[>=10000]0!.0,"万元";0"元"', 50_000, "5万元"),
        ('0"0000"', 5, "50000"),
    ],
)
def test_a_number_counts_as_it_is_shown_and_its_cell_is_doubtful(code: str, stored: float, shown: str):
    def fill(workbook):
        workbook.add_worksheet().write(0, 0, stored, workbook.add_format({"num_format": code}))

    document = xlsx.read(built(fill))
    (grid,) = document.blocks
    assert isinstance(grid, Grid) and grid.rows == [[shown]]
    assert told(document) == [(shown, "scaled_number_format", shown)]
    ((_, stated),) = document.doubted[0].doubts[0].detail.params
    assert stated == str(stored)


@pytest.mark.parametrize(
    ("code", "stored", "shown", "doubts"),
    [
        (";;;", 5, "", ["hidden_text"]),
        ('"待定"', 5, "待定", ["hidden_text"]),
        ("0;-0;;@", 0, "0", []),
        ('[>=10000]0!.0,"万元";0"元"', 500, "500元", []),
        ('#,##0.00;-#,##0.00;"-"', 0, "0", []),
    ],
)
def test_formats_that_hide_numbers(code: str, stored: float, shown: str, doubts: list[str]):
    def fill(workbook):
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, stored, workbook.add_format({"num_format": code}))
        sheet.write(0, 1, "末")

    document = xlsx.read(built(fill))
    (grid,) = document.blocks
    assert isinstance(grid, Grid) and grid.rows == [[shown, "末"]]
    assert [kind for _, kind, _ in told(document)] == doubts


FONT, STRUCK = 0x0031, 0x0008


def test_struck_cells_of_the_old_format(tmp_path: Path):
    path = tmp_path / "list.xls"
    path.write_bytes((FORMATS / "list.xls").read_bytes())
    change_records(path, FONT, 2, STRUCK)
    document = xlsx.read(path.read_bytes())
    (*_, total) = (cell for cell in document.doubted if cell.doubts[0].raw == "4800.5")
    assert str(total) == "" and total.doubts[0].type == "struck_text"


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("General", 1.5, None),
        ("#,##0.00", 1.5, None),
        ("0.00_ ;[Red]-0.00 ", 1.5, None),
        ("0%", 0.29, "29%"),
        ('0"张"', 118.0, "118张"),
        ('"约"0', 118.0, "约118"),
        ("000000", 12.0, "000012"),
        ("¥#,##0.00", 5.0, None),
        ('yyyy"年"m"月"d"日"', datetime.date(2021, 3, 1), None),
        ('yyyy"年"m"月"', datetime.date(2021, 3, 1), "2021-03"),
        ('yyyy"年"', datetime.date(2021, 1, 1), "2021"),
        ("[$-804]yyyy/m", datetime.date(2021, 3, 1), "2021-03"),
    ],
)
def test_number_formats_that_change_what_a_number_says(code, value, shown):
    found = interpret(code)
    assert (found.text(value) if found else None) == shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (247.0, "247"),
        (-0.5, "-0.5"),
        (1e-7, "0.0000001"),
        (0.1 + 0.2, "0.3"),
        (411073.41, "411073.41"),
        (1e15, "1000000000000000"),
        (datetime.datetime(2021, 3, 1, 8, 30, tzinfo=datetime.UTC), "2021-03-01 08:30:00"),
        (datetime.date(2021, 3, 1), "2021-03-01"),
        (True, "TRUE"),
    ],
)
def test_values_as_text(value, text):
    assert as_text(value) == text


def test_a_broken_workbook_is_one_clear_doubt():
    for file in ("list.xlsx", "list.xls"):
        data = (FORMATS / file).read_bytes()
        with pytest.raises(Unreadable) as caught:
            xlsx.read(data[: len(data) // 2])
        assert caught.value.doubt.type == "damaged_file"


STYLE = 0x00E0
"""The record of a cell style in the old format; its number format stands in bytes 2 and 3."""
CHINESE_MONTHS, CHINESE_DAYS = (27, 36, 50, 52, 57), (28, 31, 51, 58)


def dates_by_number(workbook):
    """Formats that are stored as a number only: Excel knows those of the Chinese edition without their codes."""
    sheet = workbook.add_worksheet()
    for row, number in enumerate(CHINESE_MONTHS + CHINESE_DAYS):
        sheet.write(row, 0, datetime.date(2022, 3, 15), workbook.add_format({"num_format": number}))


def test_dates_in_formats_of_the_chinese_edition():
    (grid,) = xlsx.read(built(dates_by_number)).blocks
    assert isinstance(grid, Grid)
    assert [row[0] for row in grid.rows] == ["2022-03"] * 5 + ["2022-03-15"] * 4


def change_records(path: Path, kind: int, at_byte: int, value: int) -> None:
    """Write a number of two bytes into all records of a kind of an old workbook."""
    with olefile.OleFileIO(path, write_mode=True) as storage:
        stream = bytearray(storage.openstream("Workbook").read())
        at = 0
        while at + 4 <= len(stream):
            found, length = struct.unpack_from("<HH", stream, at)
            if found == kind:
                struct.pack_into("<H", stream, at + 4 + at_byte, value)
            at += 4 + length
        storage.write_stream("Workbook", bytes(stream))


def with_format(number: int, path: Path) -> bytes:
    """The old workbook with this number format in every cell style."""
    path.write_bytes((FORMATS / "list.xls").read_bytes())
    change_records(path, STYLE, 2, number)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("number", "shown"), [*((n, "1900-09") for n in CHINESE_MONTHS), *((n, "1900-09-03") for n in CHINESE_DAYS)]
)
def test_the_same_in_the_old_format(number: int, shown: str, tmp_path: Path):
    """The total of the last row is 247, the day 1900-09-03."""
    (grid,) = xlsx.read(with_format(number, tmp_path / "list.xls")).blocks
    assert isinstance(grid, Grid)
    assert grid.rows[5][6] == shown
