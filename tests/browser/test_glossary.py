"""The glossary page: a link to a term leads to its row."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Page

pytestmark = pytest.mark.browser


def test_a_link_to_a_term_shows_it(page: Page) -> None:
    page.open("/glossary#position-undated")
    page.wait(lambda: page.text("tr.is-asked th") == "未定工期")
    assert "No dates in the plan" in page.text("tr.is-asked")
    top = page.driver.execute_script("return document.querySelector('tr.is-asked').getBoundingClientRect().top")
    assert 0 <= top <= 1000


def test_severity_and_certainty_have_words_of_their_own(page: Page) -> None:
    page.open("/glossary")
    assert page.text("#severity-warn th") == "待核"
    assert page.text("#certainty-doubtful th") == "存疑"
    page.open("/findings?region=360200")
    assert "待核" in page.text(".quality .cards")
