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


def test_the_label_of_a_figure_leads_to_its_definition(page: Page) -> None:
    page.open("/")
    page.wait(lambda: page.find_all('[data-metric="elder_beds"] a.term'))
    page.find_all('[data-metric="elder_beds"] a.term')[0].click()
    page.wait(lambda: page.text("tr.is-asked th") == "新增养老床位")
    assert "只计新增" in page.text("tr.is-asked")
