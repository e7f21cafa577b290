"""Findings and definitions in the language of the page."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest

from dashboard.pages.glossary import page as glossary
from dashboard.tables.glossary import definition_in_words, terms
from dashboard.words.finding_words import said
from dashboard.words.translate import english, speaking
from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.findings import Finding
from etl.corrections import notes
from etl.document import read_document
from etl.tables.metadata import Given
from tests.dashboard.server.test_app import _plain, client, show
from tests.dashboard.words import texts
from tests.dashboard.words.test_words import forms

SLIP = Finding("unit_slip", "2万方米", Detail("unit_read_as", stated="万方米", unit="万平方米"))
BARE = Finding("spaced_number")
OWN = Finding("hidden_cells", detail=Detail("page_has_hidden_cells", count=3))
ONE = Finding("hidden_cells", detail=Detail("page_has_hidden_cells", count=1))
OF_WORDS = Finding("rare_character", "㐂", Detail("words", words="㐂乐养老院"))


def shown(finding: Finding) -> dict[str, Any]:
    return finding.as_row("d" * 64, "清单.csv")


@pytest.mark.parametrize(
    ("finding", "chinese", "after_title"),
    [
        (
            SLIP,
            "“万方米”按“万平方米”读取。请对照原文核对。",
            "“万方米” read as “万平方米”. Compare with the document.",
        ),
        (BARE, "请对照原文核对。", "Compare with the document."),
        (
            OWN,
            "网页表格有 3 个隐藏的单元格，未读入。",
            "The page's table has 3 hidden cells, which were not read.",
        ),
        (
            ONE,
            "网页表格有 1 个隐藏的单元格，未读入。",
            "The page's table has 1 hidden cell, which was not read.",
        ),
        (OF_WORDS, "㐂乐养老院。请对照原文核对。", "㐂乐养老院. Compare with the document."),
    ],
)
def test_a_finding_is_said_in_either_language_with_its_title_and_without(
    finding: Finding, chinese: str, after_title: str
) -> None:
    assert said(shown(finding), with_title=False) == chinese
    kind = reference.finding_types()[finding.type]
    about, stop, advice = chinese.rpartition(f"。{kind.advice}。")
    whole = f"{kind.title}（{about}）{stop}{advice}" if stop else f"{kind.title}。{chinese}"
    assert said(shown(finding)) == whole
    with speaking("en"):
        title, _, rest = said(shown(finding)).partition(". ")
        assert title == english(kind.title)
        assert rest == after_title == said(shown(finding), with_title=False)


def test_words_of_the_document_are_said_as_they_are_whatever_they_hold() -> None:
    odd = "{0} {name:>9} {{\"a\"\\n: 'b'}} \n\x00 %s ”。（"
    finding = Finding("place_differs_from_name", odd, Detail("name_says_place_says", name=odd, place=odd))
    assert f"名称写{odd}，地点写{odd}" in said(shown(finding))
    several = Detail("contents_say", words=(odd, odd))
    nested = notes.answered(Finding("doubtful_capacity", detail=several), [Detail("words", words=odd)])
    with speaking("en"):
        assert f"the name says {odd}, the place says {odd}" in said(shown(finding))
        words = said(shown(Finding("corrected", odd, nested)))
    assert f"the contents say “{odd}, {odd}”" in words and words.endswith(f"{odd}.")


def test_what_is_no_word_of_the_document_is_said_in_the_language_of_the_page() -> None:
    changed = Detail("changed_wan", field="total_investment_wan", old="1", new="2")
    of = Detail("row_of_document", document="甲.csv", table=1, row=2)
    moved = Finding("differs_between_documents", detail=Detail("differs_from_row", place=of, changes=(changed,)))
    summed = Detail("amounts_differ", who=Detail("sector", sector="养老"), stated="1", sum="2")
    with speaking("en"):
        assert "甲.csv table 1 row 2" in said(shown(moved)) and "Total investment from 1 to 2" in said(shown(moved))
        assert "Elder care: 1 × 10k yuan" in said(shown(Finding("total_mismatch", detail=summed)))


def test_every_advice_and_every_definition_has_its_english() -> None:
    with speaking("en"):
        assert [kind for kind in reference.finding_types().values() if not english(kind.advice)] == []
        assert [kind for kind in reference.finding_types().values() if not english(kind.title)] == []
        assert [detail.key for detail in reference.finding_details().values() if detail.text not in texts.known()] == []
        chinese = [term.anchor for term in terms() if has_chinese_sentence(definition_in_words(term))]
    assert chinese == []


GAP = re.compile(r"\{(\w+)(?::(field|title|advice|word)\b)?")


def test_the_gaps_of_a_detail_are_the_same_in_both_languages() -> None:
    said_in_english = texts.known()
    details = [detail.text for detail in reference.finding_details().values()]
    pairs = [(text, form) for text in details for form in forms(said_in_english[text])]
    assert [text for text, words in pairs if sorted(GAP.findall(text)) != sorted(GAP.findall(words))] == []
    assert any(GAP.search(text) for text in details)


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
    data = (Path(__file__).parents[2] / "fixtures" / "formats" / name).read_bytes()
    finding = read_document(data, name, Given()).frames["findings"].row(0, named=True)
    words = said(finding)
    assert words.endswith("另存后再导入。") or "另存为 .docx 后再导入。" in words
    assert len(set(words.split("。"))) == len(words.split("。"))
    with speaking("en"):
        assert said(finding).isascii()


def test_a_list_without_rows_says_so() -> None:
    header = "序号,项目名称,建设性质,建设期限,建设地点,建设内容和规模,总投资（万元）,组织实施单位\n"
    found = read_document(header.encode(), "清单.csv", Given()).frames["findings"]["type"].to_list()
    assert "empty_list" in found and "no_table" not in found
