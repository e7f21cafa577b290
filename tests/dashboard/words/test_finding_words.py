"""Findings and definitions in the language of the page."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from dashboard.pages.glossary import page as glossary
from dashboard.tables.glossary import definition_in_words, terms
from dashboard.words.finding_words import said
from dashboard.words.translate import english, speaking
from etl.contract import reference
from etl.contract.findings import Finding
from etl.document import read_document
from etl.tables.metadata import Given
from tests.dashboard.server.test_app import _plain, client, show

SLIP = Finding("unit_slip", "2万方米", "“万方米”按“万平方米”读取")
BARE = Finding("spaced_number")
OWN = Finding("hidden_cells", detail="网页表格有 3 个隐藏的单元格，未读入。")
FREE = Finding("unread_quantity", detail="另有一处说不清的话")


@pytest.mark.parametrize(
    ("finding", "after_title"),
    [
        (
            SLIP,
            "“万方米” read as “万平方米”. Compare with the document.",
        ),
        (BARE, "Compare with the document."),
        (OWN, "网页表格有 3 个隐藏的单元格，未读入."),
        (FREE, "另有一处说不清的话. Compare with the document."),
    ],
)
def test_english_comes_from_the_type_and_what_was_read_stays(finding: Finding, after_title: str) -> None:
    with speaking("en"):
        title, _, rest = said(finding.type, finding.message).partition(". ")
        assert title == english()[reference.finding_types()[finding.type].title]
        assert rest == after_title
        assert said(finding.type, finding.message, with_title=False) == rest
    assert said(finding.type, finding.message) == finding.message


def test_chinese_without_the_title_says_the_rest() -> None:
    assert said(SLIP.type, SLIP.message, with_title=False) == "“万方米”按“万平方米”读取。请对照原文核对。"
    assert said(BARE.type, BARE.message, with_title=False) == "请对照原文核对。"


def test_a_message_of_an_older_version_stays() -> None:
    with speaking("en"):
        assert said("unit_slip", "旧的说法。请核对。") == "旧的说法。请核对。"
        assert said("no_such_type", "某事。") == "某事。"


def test_every_advice_and_every_definition_has_its_english() -> None:
    with speaking("en"):
        assert [kind for kind in reference.finding_types().values() if kind.advice not in english()] == []
        chinese = [term.anchor for term in terms() if has_chinese_sentence(definition_in_words(term))]
    assert chinese == []


def has_chinese_sentence(text: str) -> bool:
    """More than a quoted heading or value of Chinese."""
    return sum("一" <= letter <= "鿿" for letter in text) > len(text) / 4


def test_the_pages_follow_the_language_and_the_files_do_not(home: Path) -> None:
    chinese = show(home, "/findings", "?region=500114")["content"]
    with speaking("en"):
        words = show(home, "/findings", "?region=500114")["content"]
        page = str(_plain(glossary._page()))
    assert "the name says 城东街道, the place says 正阳街道. Please check." in words
    assert "名称写城东街道，地点写正阳街道。请核对。" in chinese
    assert "Each project counts once" in page
    file = client(home).get("/download/findings.csv?region=500114").data.decode("utf-8-sig")
    assert any("名称写城东街道" in row["说明"] for row in csv.DictReader(io.StringIO(file)))


@pytest.mark.parametrize("name", ["word97.doc", "password.xlsx", "password.pdf"])
def test_why_a_file_cannot_be_read_is_said_once_and_in_both_languages(name: str) -> None:
    data = (Path(__file__).parents[1] / "fixtures" / "formats" / name).read_bytes()
    finding = read_document(data, name, Given()).frames["findings"].row(0, named=True)
    words = said(finding["type"], finding["message"])
    assert words.endswith("另存后再导入。") or "另存为 .docx 后再导入。" in words
    assert len(set(words.split("。"))) == len(words.split("。"))
    with speaking("en"):
        assert said(finding["type"], finding["message"]).isascii()


def test_a_list_without_rows_says_so() -> None:
    header = "序号,项目名称,建设性质,建设期限,建设地点,建设内容和规模,总投资（万元）,组织实施单位\n"
    found = read_document(header.encode(), "清单.csv", Given()).frames["findings"]["type"].to_list()
    assert "empty_list" in found and "no_table" not in found
