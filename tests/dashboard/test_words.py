"""Texts in the reader's language."""

from __future__ import annotations

import csv
import string

from dashboard.words import language, speaking, t
from etl.resources import data_dir


def test_chinese_unless_asked_otherwise() -> None:
    assert t("项目") == "项目"
    assert t("{count} 个项目", count=3) == "3 个项目"


def test_english_where_asked_and_back_again() -> None:
    with speaking("en"):
        assert t("项目") == "Projects"
        assert t("{count} 个项目", count=3) == "3 projects"
        assert t("没有这句话") == "没有这句话"
    assert language() == "zh"


def test_an_unknown_language_is_chinese() -> None:
    with speaking("fr"):
        assert t("项目") == "项目"


def test_both_languages_have_the_same_gaps_and_no_text_has_two_translations() -> None:
    seen: dict[str, str] = {}
    for path in sorted((data_dir() / "reference" / "english").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert gaps(row["zh"]) == gaps(row["en"]), row
                assert seen.setdefault(row["zh"], row["en"]) == row["en"], row
    assert seen


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
