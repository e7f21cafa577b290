"""Sheets are read as they show themselves."""

from __future__ import annotations

import datetime
import io
import struct
from pathlib import Path

import olefile
import pytest
import xlsxwriter

from etl.contract.values import Grid, Merge
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


def values(workbook):
    sheet = workbook.add_worksheet("表一")
    form = {code: workbook.add_format({"num_format": code}) for code in ("0.0%", "yyyy-mm-dd", 'yyyy"年"m"月"', "0000")}
    unit, scaled = workbook.add_format({"num_format": '0.00"万元"'}), workbook.add_format({"num_format": '0!.0,"万元"'})
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
        ["95.5%", "2021-03-01", "2021-03", "0012", "23486万元", "247000"],
        ["#DIV/0!", "494", "TRUE", "500000000000000000", "", "末"],
    ]
    assert [(doubt.type, doubt.raw) for doubt in document.doubts] == [
        ("scaled_number_format", "F2"),
        ("digits_lost", "D3"),
    ]


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


def test_a_formula_without_a_result_is_named():
    def fill(workbook):
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "合计")
        sheet.write_formula(0, 1, "=SUM(B2:B3)", None, "")

    data = built(fill)
    assert xlsx.read(data).doubts == []
    never_computed = changed(data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<v></v>", b""))
    (doubt,) = xlsx.read(never_computed).doubts
    assert (doubt.type, doubt.raw) == ("formula_without_value", "B1")


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


def with_format(number: int, path: Path) -> bytes:
    """The old workbook with this number format in every cell style."""
    path.write_bytes((FORMATS / "list.xls").read_bytes())
    with olefile.OleFileIO(path, write_mode=True) as storage:
        stream = bytearray(storage.openstream("Workbook").read())
        at = 0
        while at + 4 <= len(stream):
            kind, length = struct.unpack_from("<HH", stream, at)
            if kind == STYLE:
                struct.pack_into("<H", stream, at + 6, number)
            at += 4 + length
        storage.write_stream("Workbook", bytes(stream))
    return path.read_bytes()


@pytest.mark.parametrize(
    ("number", "shown"), [*((n, "1900-09") for n in CHINESE_MONTHS), *((n, "1900-09-03") for n in CHINESE_DAYS)]
)
def test_the_same_in_the_old_format(number: int, shown: str, tmp_path: Path):
    """The total of the last row is 247, the day 1900-09-03."""
    (grid,) = xlsx.read(with_format(number, tmp_path / "list.xls")).blocks
    assert isinstance(grid, Grid)
    assert grid.rows[5][6] == shown
