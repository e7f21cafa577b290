"""A real Chromium on a real server with the sample lists."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from dashboard.server.app import create_app
from dashboard.session.settings import Settings
from etl.contract.paths import data_dir
from etl.pipeline import load
from etl.samples import progress
from tests.browser.serving import serving

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1440,1000",
)
WIDTHS = (1440, 1024, 390)
"""Of screens: a desk, a small laptop, a phone."""
PATIENCE = 60
"""Seconds that a slow machine may take before a wait is called a failure."""


@pytest.fixture(scope="session")
def served_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    load.load([data_dir() / "samples"], folder)
    return folder


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a home on a free port; gives the address."""
    with ExitStack() as running:
        yield lambda home: running.enter_context(serving(create_app(Settings(home=home)).server))


@pytest.fixture(scope="session")
def address(serve: Callable[[Path], str], served_home: Path) -> str:
    return serve(served_home)


class Page:
    """The browser as a user sees it: what is shown, and what can be done."""

    def __init__(self, driver: Chrome, address: str, downloads: Path) -> None:
        self.driver, self.address, self.downloads = driver, address, downloads

    def open(self, path: str) -> None:
        self.driver.get(self.address + path)
        self.wait(lambda: self.find_all(".page, .state"))

    def wait(self, condition: Callable[[], Any]) -> Any:
        waiting = WebDriverWait(self.driver, PATIENCE, poll_frequency=0.1, ignored_exceptions=[Exception])
        return waiting.until(lambda _: condition())

    def fits(self) -> None:
        """At no width is the page wider than the screen."""
        for width in WIDTHS:
            size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
            self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            self.wait(lambda width=width: self.driver.execute_script("return innerWidth") == width)
            self.wait(
                lambda width=width: self.driver.execute_script("return document.documentElement.scrollWidth") <= width
            )

    def find_all(self, selector: str) -> list[Any]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def find(self, by: str, value: str) -> WebElement:
        """The element, as soon as it is there."""
        found: WebElement = self.wait(lambda: self.driver.find_element(by, value))
        return found

    def click(self, by: str, value: str) -> None:
        """Click the element as soon as it can be clicked."""
        self.wait(lambda: self.driver.find_element(by, value).click() is None)

    def type(self, by: str, value: str, words: str) -> None:
        """Type into the field as soon as it takes words."""
        self.wait(lambda: self.driver.find_element(by, value).send_keys(words) is None)

    def text(self, selector: str) -> str:
        """Text of the first match; empty while there is none."""
        found = self.find_all(selector)
        return found[0].text if found else ""

    def figure(self, metric: str) -> str:
        """A headline figure as it reads on the page: number, unit and the exact amount beneath."""
        return (
            " ".join(self.text(f'[data-metric="{metric}"] .{part}') for part in ("card-figure", "card-exact"))
            .replace("\n", " ")
            .strip()
        )

    def choose(self, control: str, words: str) -> None:
        """Pick an option of a list control by its label."""
        field = self.wait(lambda: next(iter(self.find_all(f"#{control}")), None))
        field.click()

        def option() -> Any:
            shown = [item for item in self.find_all('[role="option"]') if item.is_displayed()]
            return next((item for item in shown if words in item.text), None)

        self.wait(option).click()

    def download(self, file: str) -> bytes:
        """Click a download and read the file that arrives."""
        before = set(self.downloads.iterdir())
        self.click(By.CSS_SELECTOR, f'[data-file="{file}"]')

        def arrived() -> list[Path]:
            return [
                path for path in set(self.downloads.iterdir()) - before if path.suffix in (".csv", ".xlsx", ".docx")
            ]

        self.wait(arrived)
        return arrived()[0].read_bytes()

    def query(self) -> str:
        """Path and query of the address bar, decoded."""
        parts = urlsplit(self.driver.current_url)
        return unquote(f"{parts.path}?{parts.query}" if parts.query else parts.path)

    def complaints(self) -> list[str]:
        """Errors and warnings in the console since the last look."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]

    def requested_hosts(self) -> set[str]:
        """Hosts that the pages asked for anything since the last look."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        sent = [item["params"] for item in messages if item["method"] == "Network.requestWillBeSent"]
        addresses = [
            urlsplit(item["request"]["url"]) for item in sent if item.get("documentURL", "").startswith("http://")
        ]
        return {item.netloc for item in addresses if item.scheme in ("http", "https", "ws", "wss")}


class Browser(NamedTuple):
    """A Chromium and the folder that its downloads go to."""

    driver: Chrome
    downloads: Path


@pytest.fixture(scope="session")
def browser(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One Chromium for all tests of a process: scripts and styles that it has once loaded it need not load again.

    It is closed before the servers, which wait for its connections."""
    downloads = tmp_path_factory.mktemp("downloads")
    options = ChromeOptions()
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=Service(shutil.which("chromedriver")))
    yield Browser(driver, downloads)
    driver.quit()


def new_tab(driver: Chrome) -> None:
    """A tab without history takes the place of the one that is open; what that has logged is forgotten."""
    before = driver.current_window_handle
    driver.switch_to.new_window("tab")
    tab = driver.current_window_handle
    driver.switch_to.window(before)
    driver.close()
    driver.switch_to.window(tab)
    for kind in ("browser", "performance"):
        driver.get_log(kind)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The board as a new user has it: nothing visited, stored, downloaded. Console and hosts are checked at the end."""
    new_tab(browser.driver)
    for path in browser.downloads.iterdir():
        path.unlink()
    opened = Page(browser.driver, address, browser.downloads)
    try:
        yield opened
        time.sleep(0.2)
        assert opened.complaints() == []
        assert opened.requested_hosts() <= {opened.address.removeprefix("http://")}
    finally:
        browser.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        stored = {"origin": opened.address, "storageTypes": "all"}
        browser.driver.execute_cdp_cmd("Storage.clearDataForOrigin", stored)


@pytest.fixture(scope="session")
def progress_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample lists with invented progress, as the demo shows them."""
    folder = tmp_path_factory.mktemp("served-progress")
    samples = data_dir() / "samples"
    sheets = progress.write_sheets(sorted(samples.glob("*.csv")), folder / "sheets")
    load.load([samples, *sheets], folder / "home")
    return folder / "home"


@pytest.fixture(scope="session")
def progress_address(serve: Callable[[Path], str], progress_home: Path) -> str:
    return serve(progress_home)


@pytest.fixture
def board(page: Page, progress_address: str) -> Page:
    page.address = progress_address
    return page
