"""A scanned list: read by a recogniser where one is there, each value doubtful; else a finding says how to get one.

`list.pdf` is a drawn, slightly turned picture of a table; `list.words.json` is what the recogniser of the extra `ocr`
read from it, word by word: characters with left, top, right, bottom in pixels.
"""

import io
import json
from decimal import Decimal

import pdfplumber
import pytest
from PIL import Image

from etl.contract.values import Doubt, Grid, Paragraph, RawDocument
from etl.document import read_document
from etl.formats.pdf import ocr, pages
from etl.formats.pdf.words_of_page import Word
from etl.tables.metadata import Given
from etl.tables.source_tables import find_tables
from tests.etl.lists import FIXTURES
from tests.etl.said import message

SCAN = FIXTURES / "scans" / "list.pdf"


def recognised(picture: bytes) -> list[list[Word]]:
    with Image.open(io.BytesIO(picture)) as page:
        assert page.width > 1000
    words = json.loads(SCAN.with_name("list.words.json").read_text(encoding="utf-8"))
    return [[Word(*character) for character in word] for word in words]


def test_a_recognised_page_gives_the_list_and_every_value_is_doubtful():
    answer = pages.read_pages(SCAN.read_bytes(), recognise=recognised)
    assert [doubt[0] for doubt in answer["doubts"] if doubt[0] != "uncertain_rows"] == ["recognised_picture"]
    grids = [Grid(one["rows"], one["lines"], recognised=one["recognised"]) for one in answer["blocks"] if "rows" in one]
    (table,) = find_tables(RawDocument("pdf", [*grids]))
    assert [row.cells[1] for row in table.rows] == ["青禾县社会福利中心", "柳河镇敬老院", "青禾县实验托育中心"]
    assert [row.cells[5] for row in table.rows][1] == "原有床位60张,新增床位80张。"
    assert table.recognised


def check(data: bytes, name: str) -> None:
    """With the extra installed the values come, all doubtful; without it the finding says how to get it."""
    document = read_document(data, name, Given())
    said = " ".join(map(message, document.frames["findings"].to_dicts()))
    reports = document.frames["project_reports"]
    if not ocr.available():
        assert reports.is_empty() and "portfolio-board[ocr]" in said
        return
    assert reports["total_investment_wan"].to_list() == [Decimal("4800.5"), Decimal(960), Decimal(247)]
    assert reports["elder_beds"].to_list() == [300, 80, None]
    for row in reports.to_dicts():
        assert {"name", "total_investment_wan", "period_raw", "implementing_unit"} <= set(row["doubtful_fields"])
    assert "由程序识别" in said


def test_a_scan_in_a_pdf():
    check(SCAN.read_bytes(), "扫描件.pdf")


def test_targets_of_a_recognised_page_are_doubtful(monkeypatch: pytest.MonkeyPatch):
    rows = [
        ["序号", "指标", "2025年目标值", "属性"],
        ["1", "养老服务床位总数", "2800张", "约束性"],
        ["2", "婴幼儿托位总数", "760个", "预期性"],
    ]
    text = Paragraph("到2025年，全县养老机构护理型床位占比达到60%。", 5)
    for doubts, certainty in (([], "certain"), ([Doubt("recognised_picture", "第1页")], "doubtful")):
        page = RawDocument("pdf", [Grid(rows, [1, 2, 3], recognised=bool(doubts)), text], doubts=doubts)
        monkeypatch.setattr("etl.formats.reader.read", lambda data, name, page=page: page)
        targets = read_document(b"page", "目标.pdf", Given()).frames["targets"]
        assert targets["target_value"].to_list() == [2800, 760, 60]
        assert targets["certainty"].to_list() == [certainty] * 3


def test_a_picture():
    packed = io.BytesIO()
    with pdfplumber.open(SCAN) as document:
        document.pages[0].to_image(resolution=ocr.DPI).original.convert("L").save(packed, "PNG")
    check(packed.getvalue(), "照片.png")
