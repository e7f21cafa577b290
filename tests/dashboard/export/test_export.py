"""Files: what is written is read back the same, and no text cell can run."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from dashboard.export.csv import BOM, to_csv
from dashboard.export.excel import to_excel
from dashboard.export.records import to_json, to_records

RISKY = "=+-@＝＋－＠\t\r\n"


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "＝1",
        "＋1",
        "－1+1",
        "＠x",
        "\ufeff=1",
    ],
)
def test_text_that_could_run_is_disarmed(text: str) -> None:
    [row] = read(to_csv(pl.DataFrame({"名称": [text]}), bom=True))
    assert row["名称"] == f"'{text}"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_no_cell_begins_with_a_risky_character(text: str) -> None:
    data = to_csv(pl.DataFrame({"a": [text], "b": ["x"]}), bom=False)
    [row] = read(data)
    assert row["a"].lstrip("'") == text.lstrip("'")
    if row["a"] and row["a"][0] in RISKY:
        float(row["a"])  # a plain signed number stays a number


def test_numbers_stay_numbers() -> None:
    frame = pl.DataFrame(
        {
            "decimal": [Decimal("-12.340000"), Decimal("100.000000"), Decimal("0.000001"), None],
            "whole": [-3, 0, 120, None],
            "text": ["-5", "+5.5", "汉字", None],
        },
        schema_overrides={"decimal": pl.Decimal(18, 6)},
    )
    rows = read(to_csv(frame, bom=False))
    assert [row["decimal"] for row in rows] == ["-12.34", "100", "0.000001", ""]
    assert [row["whole"] for row in rows] == ["-3", "0", "120", ""]
    assert [row["text"] for row in rows] == ["-5", "+5.5", "汉字", ""]


def test_lists_dates_quotes_and_lines() -> None:
    frame = pl.DataFrame(
        {"fields": [["a", "b"], []], "day": [date(2022, 12, 31), None], "text": ['他说"好",\n对', None]},
        schema_overrides={"fields": pl.List(pl.String)},
    )
    data = to_csv(frame, bom=True)
    assert data.startswith(BOM)
    assert data.count(BOM) == 1
    assert read(data) == [
        {"fields": "a;b", "day": "2022-12-31", "text": '他说"好",\n对'},
        {"fields": "", "day": "", "text": ""},
    ]


def test_records_are_plain_json() -> None:
    frame = pl.DataFrame(
        {"amount": [Decimal("21005.720000"), Decimal("247.000000"), None], "day": [date(2022, 1, 1), None, None]},
        schema_overrides={"amount": pl.Decimal(18, 6)},
    )
    records = to_records(frame)
    assert [record["amount"] for record in records] == [21005.72, 247, None]
    assert isinstance(records[1]["amount"], int)
    assert b'"amount": 247,' in to_json(records)


def test_excel_cells_are_typed_and_formulas_are_text() -> None:
    frame = pl.DataFrame(
        {"名称": ["=1+1", "http://x"], "金额": [Decimal("1.5"), None], "日期": [date(2022, 12, 31), None]},
        schema_overrides={"金额": pl.Decimal(18, 6)},
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(to_excel(frame, {"筛选条件": "全部地区"})))
    assert book.sheet_names == ["数据", "说明"]
    assert book.get_sheet_by_name("数据").to_python() == [
        ["名称", "金额", "日期"],
        ["=1+1", 1.5, date(2022, 12, 31)],
        ["http://x", "", ""],
    ]
    assert book.get_sheet_by_name("说明").to_python() == [["筛选条件", "全部地区"]]
