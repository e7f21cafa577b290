"""No page breaks a rule of WCAG 2 A or AA that a machine can check, in either language and either scheme."""

from __future__ import annotations

import time
from importlib.resources import files
from typing import Any

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from dashboard.server.app import PAGES
from tests.browser.conftest import Page
from tests.browser.screens import SETTLED

pytestmark = pytest.mark.browser

AXE = (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
RUN = """
var done = arguments[arguments.length - 1];
axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}).then(function (found) {
  done(found.violations.map(function (rule) {
    return [rule.id, rule.help, rule.nodes.slice(0, 5).map(function (node) { return node.html.slice(0, 200); })];
  }));
});
"""


def prefer(page: Page, scheme: str, language: str) -> None:
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    cookie = {"name": "language", "value": language, "url": page.address}
    page.driver.execute_cdp_cmd("Network.setCookie", cookie)


def violations(page: Page) -> list[Any]:
    """What breaks a rule and goes on doing so: a colour that is still fading in is looked at once more."""
    page.wait(lambda: page.driver.execute_script(SETTLED))
    page.driver.execute_script(AXE)
    found: list[Any] = []
    for _ in range(3):
        found = page.driver.execute_async_script(RUN)
        if not found:
            break
        time.sleep(1)
    return found


def links(page: Page) -> list[str]:
    """Every page and one project, by address."""
    page.open("/projects?text=马喇")
    [project] = page.wait(lambda: page.find_all(".ag-cell a[href]"))
    found = [module.PATH for module in PAGES if module.PATH != "/project/"]
    return [*found, project.get_dom_attribute("href").partition("?")[0]]


@pytest.mark.parametrize(("language", "scheme"), [("zh", "light"), ("en", "dark")])
@pytest.mark.timeout(900)
def test_no_page_breaks_a_rule(board: Page, language: str, scheme: str) -> None:
    """Each language and each scheme once: the colours do not depend on the words."""
    prefer(board, scheme, language)
    found = {}
    for path in [*links(board), "/?region=360200&year=2022", "/?region=黔江"]:
        board.open(path)
        found[path] = violations(board)
    assert len(found) > 8
    assert {path: broken for path, broken in found.items() if broken} == {}


def focused(page: Page) -> dict[str, str]:
    """What has the focus: its id, its words, and whether it shows that it is focused."""
    return page.driver.execute_script(  # type: ignore[no-any-return]
        """var it = document.activeElement, ring = it.closest('.mantine-Input-input, .mantine-Input-wrapper') || it;
        var style = getComputedStyle(it), border = getComputedStyle(ring).borderColor;
        return {id: it.id, words: it.textContent.slice(0, 20), href: it.getAttribute('href') || '',
          ring: style.outlineStyle !== 'none' && style.outlineWidth !== '0px' ? style.outlineColor : border};"""
    )


def press(page: Page, *keys: str) -> None:
    ActionChains(page.driver).send_keys(*keys).perform()


def test_the_filter_is_set_by_keyboard_alone(page: Page) -> None:
    page.open("/")
    page.wait(lambda: page.figure("projects").startswith("34"))
    press(page, Keys.TAB)
    assert focused(page)["href"] == "#content"  # the way past header and filter comes first
    assert page.find(By.CSS_SELECTOR, ".skip-link").rect["x"] >= 0
    seen = []
    while focused(page)["id"] != "filter-region" and len(seen) < 40:
        press(page, Keys.TAB)
        seen.append(focused(page))
    assert focused(page)["id"] == "filter-region"
    assert all(item["ring"] for item in seen)
    press(page, "黔江")
    page.wait(lambda: [item for item in page.find_all('[role="option"]') if item.is_displayed()])
    press(page, Keys.ARROW_DOWN, Keys.ENTER)
    page.wait(lambda: page.figure("projects").startswith("16"))
    press(page, Keys.ESCAPE)
    while focused(page)["id"] != "filter-sector" and len(seen) < 80:
        press(page, Keys.TAB)
        seen.append(focused(page))
    press(page, "托育")
    page.wait(lambda: [item for item in page.find_all('[role="option"]') if item.is_displayed()])
    press(page, Keys.ARROW_DOWN, Keys.ENTER)
    page.wait(lambda: page.figure("projects").startswith("13"))
    assert page.query() == "/?region=500114&sector=托育"


def test_the_focus_is_always_seen(page: Page) -> None:
    """Every stop of the Tab key looks another way than without the focus."""
    page.open("/")
    page.wait(lambda: page.driver.execute_script(SETTLED))
    plain = page.driver.execute_script(
        "return getComputedStyle(document.querySelector('.mantine-Input-input')).borderColor"
    )
    for _ in range(25):
        press(page, Keys.TAB)
        page.wait(lambda: focused(page)["ring"] not in ("", plain))  # borders change colour in a moment, not at once


def test_dark_by_choice_stays_dark_and_paper_is_light(page: Page) -> None:
    prefer(page, "light", "zh")
    page.open("/")
    ground = "return getComputedStyle(document.body).backgroundColor"
    light = page.driver.execute_script(ground)
    page.click(By.CSS_SELECTOR, "[data-scheme]")
    page.wait(lambda: page.driver.execute_script(ground) != light)
    page.driver.refresh()
    page.wait(lambda: page.find_all(".page"))
    assert page.driver.execute_script(ground) != light
    ink = "return getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()"
    assert page.driver.execute_script(ink) == "#dbe4ee"
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert page.driver.execute_script(ink) == "#1b2a3d"
