"""Texts in the reader's language."""

from __future__ import annotations

import re
import string
from pathlib import Path

from babel.messages.catalog import Message

from dashboard.metrics.catalog import METRICS, column_label
from dashboard.server.app import create_app
from dashboard.session.settings import Settings
from dashboard.tables.registry import label_of
from dashboard.words.labels import finding_title
from dashboard.words.translate import english, language, speaking, t
from tests.dashboard.words import texts


def test_chinese_unless_asked_otherwise() -> None:
    assert t("项目") == "项目"
    assert t("{count} 个项目", count=3) == "3 个项目"


def test_english_where_asked_and_back_again() -> None:
    with speaking("en"):
        assert t("项目") == "Projects"
        assert t("{count} 个项目", count=3) == "3 projects"
        assert t("{count} 个项目", count=1) == "1 project"
        assert t("{count} 个项目", count="1/21") == "1/21 projects"
        assert t("没有这句话") == "没有这句话"
    assert language() == "zh"


def test_an_unknown_language_is_chinese() -> None:
    with speaking("fr"):
        assert t("项目") == "项目"


def test_a_number_chooses_between_singular_and_plural() -> None:
    with speaking("en"):
        assert t("{count} 份清单", count=1) == "1 list"
        assert t("{count} 份清单", count=2) == "2 lists"
        assert [t("预计会晚 {count} 个月", count=shown) for shown in ("1", "1.5", "0")] == [
            "Forecast 1 month late", "Forecast 1.5 months late", "Forecast 0 months late",
        ]  # fmt: skip
        assert t("共 {count} 条", count=2) == "2 in all"


def messages() -> list[Message]:
    return list(texts.known().values())


def text_of(message: Message) -> str:
    """The Chinese, which has one form for every number."""
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (str(message.string),)


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_text_has_its_english() -> None:
    assert {text: origins for text, origins in texts.needed().items() if text not in texts.known()} == {}


def test_no_text_stands_in_the_catalogue_that_is_said_nowhere() -> None:
    said = texts.mentioned().keys() | texts.needed().keys()
    assert [text_of(message) for message in messages() if text_of(message) not in said] == []


def test_every_english_text_is_finished() -> None:
    for message in messages():
        assert not message.fuzzy, message.id
        assert all(form.strip() for form in forms(message)), message.id
    assert not texts.catalogue().obsolete


def test_both_languages_have_the_same_gaps() -> None:
    for message in messages():
        for form in forms(message):
            assert gaps(form) == gaps(text_of(message)), message.id


def test_a_plural_has_one_form_in_chinese_and_two_in_english() -> None:
    plurals = [message for message in messages() if not isinstance(message.id, str)]
    assert len(plurals) > 50
    for message in plurals:
        assert len(set(message.id)) == 1, message.id
        assert "count" in gaps(text_of(message)), message.id
        assert len(forms(message)) == 2 and len(set(forms(message))) == 2, message.id


def test_a_count_before_a_plural_noun_has_its_singular() -> None:
    """`{count} projects` alone would say `1 projects`."""
    counted = re.compile(r"\{count\} (more |other )?\w+s\b")
    single = [message for message in messages() if isinstance(message.id, str)]
    assert [message.id for message in single if counted.search(str(message.string))] == []


def test_a_number_before_a_plural_noun_is_called_count() -> None:
    """Only `{count}` chooses the form; `{share}` is `4/18`, `{most}` and `{enough}` are limits."""
    numbers = re.compile(r"(?<!/)\{(n|months|rows|years|projects|rest)\} (more |other )?\w{3,}s\b")
    assert [text_of(message) for message in messages() for form in forms(message)[-1:] if numbers.search(form)] == []


def test_the_catalogue_is_written_as_the_command_writes_it() -> None:
    """Adding by hand is fine; what is read is what was written."""
    new = texts.updated(texts.catalogue())
    assert {text_of(message): message.string for message in new if message.id} == {
        text_of(message): message.string for message in messages()
    }


def test_every_page_has_an_english_name(tmp_path: Path) -> None:
    pages = create_app(Settings(home=tmp_path)).server.extensions["pages"]
    assert len(pages) > 5
    names = [name for page in pages for name in (page.tab, page.title, *map(label_of, page.downloads))]
    assert [name for name in names if not english(name)] == []


def test_no_words_are_no_words_in_any_language() -> None:
    """gettext gives the head of its catalogue for an empty text; a value without a bound has one."""
    for name in ("zh", "en"):
        with speaking(name):
            assert t("") == ""


def test_titles_and_units_follow_the_language() -> None:
    assert column_label("total_investment_wan") == "总投资（万元）"
    assert finding_title("duplicate_row") == "与上文某行完全相同，未重复登记"
    with speaking("en"):
        assert column_label("total_investment_wan") == "Total investment (10k yuan)"
        assert column_label("childcare_places") == "Childcare places added"
        assert finding_title("duplicate_row") == "Same as a row above; not loaded twice"
        assert METRICS["elder_beds"].title == "Elder-care beds added"
