"""Pictures of every page as users see it: wide and narrow, light and dark, Chinese and English, full and empty.

    python -m tests.browser.screens FOLDER [PART_OF_NAME ...]

A command: it loads the samples aside, serves them, and writes WebP files named page-width-scheme-language[-empty].
`lists` and `waiting` show a second year's list and a list to be accepted, which `invented` makes of a sample.
"""

from __future__ import annotations

import base64
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from selenium.common.exceptions import TimeoutException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from dashboard.loader import imports
from dashboard.server.app import PAGES, create_app
from dashboard.session.settings import Settings
from etl.contract.paths import data_dir
from etl.pipeline import load
from etl.samples import progress
from tests.browser.bench import browser
from tests.browser.serving import serving
from tests.etl.lists import as_csv, sample

WIDTHS = (1440, 390)
SCHEMES = ("light", "dark")
LANGUAGES = ("zh", "en")
TALLEST = {1440: 1900, 390: 2800}
"""Pixels from the top that a picture shows at most."""
_NAMES = {"/": "overview", "/project/": "project", "/import/": "import"}
_QUALITY = 22
_ATTEMPTS = 4
SETTLED = """
return !document.querySelector('[data-dash-is-loading="true"], .loading') &&
  (document.querySelector('.page') || document.querySelector('.state')) &&
  getComputedStyle(document.querySelector('.content')).opacity === '1' &&
  Array.prototype.every.call(document.querySelectorAll('.chart'), function (chart) {
    return !chart.clientWidth || (chart.source === chart.dataset.figure && chart.width === chart.clientWidth);
  }) && (location.pathname !== '/projects' || /view=lists/.test(location.search) ||
    document.querySelector('.state, .ag-row a[href]'));
"""


class Screen(NamedTuple):
    """One page at one width in one language: where it is taken, and how. It is taken in every scheme."""

    address: str
    name: str
    width: int
    language: str
    ending: str

    def file(self, scheme: str) -> str:
        """Name of the picture without its suffix."""
        return f"{self.name}-{self.width}-{scheme}-{self.language}{self.ending}"


def screens(full: list[tuple[str, str]], empty: list[tuple[str, str]]) -> Iterator[Screen]:
    """Every page at both widths in both languages: full, then empty. Pages are given by address and name."""
    for found, ending in ((full, ""), (empty, "-empty")):
        for (address, name), width, language in product(found, WIDTHS, LANGUAGES):
            yield Screen(address, name, width, language, ending)


def take(driver: Chrome, screen: Screen) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of a picture in each scheme, once everything on the page is drawn."""
    cookie = {"name": "language", "value": screen.language, "url": screen.address}
    driver.execute_cdp_cmd("Network.setCookie", cookie)
    size = {"width": screen.width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    _open(driver, screen.address)
    height = min(driver.execute_script("return document.documentElement.scrollHeight"), TALLEST[screen.width])
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size | {"height": height})
    WebDriverWait(driver, 60).until(lambda _: driver.execute_script(SETTLED))
    for scheme in SCHEMES:
        media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
        driver.execute_async_script("setTimeout(arguments[0], 700)")
        shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "webp", "quality": _QUALITY})
        yield screen.file(scheme), base64.b64decode(shot["data"])


def _open(driver: Chrome, address: str) -> None:
    """Open a page until all is drawn; once more where a busy machine let the browser give up on a script."""
    for attempt in range(_ATTEMPTS):
        driver.get(address)
        try:
            WebDriverWait(driver, 25).until(lambda _: driver.execute_script(SETTLED))
            return
        except TimeoutException:
            if attempt + 1 == _ATTEMPTS:
                raise


def pages(driver: Chrome, address: str) -> list[tuple[str, str]]:
    """Address and name of every page, and of one project."""
    paths = [module.PATH for module in PAGES if module.PATH != "/project/"]
    driver.get(f"{address}/projects?text=马喇")
    WebDriverWait(driver, 60).until(lambda _: driver.execute_script(SETTLED))
    project = str(driver.find_element(By.CSS_SELECTOR, ".ag-cell a").get_dom_attribute("href")).partition("?")[0]
    return [(path, _NAMES.get(path, path.strip("/"))) for path in paths] + [(project, "project")]


def empty(paths: list[tuple[str, str]], full: str, none: str) -> list[tuple[str, str]]:
    """The same pages where a filter fits nothing, or where nothing is loaded; and the first page of an empty board.

    The glossary is never empty, corrections and removals know no filter."""
    nothing = "?region=360200&year=1999"
    unfiltered = {"import", "glossary", "corrections"}
    found = [(f"{none}{path}" if name in unfiltered else f"{full}{path}{nothing}", name) for path, name in paths]
    found = [(address, name) for address, name in found if name not in ("project", "glossary")]
    return [*found, (f"{full}/project/none", "project"), (f"{none}/", "start")]


def invented(**header: str) -> bytes:
    """A list of 2023 as it might follow the sample: marked as invented, one project new, two gone, some changed.

    `header` renames columns of the sample.
    """
    content = sample("qianjiang")
    content.above[:3] = [
        "重庆市黔江区养老托育重大项目清单（示例数据，编造）",
        "示例数据（非真实清单）",
        "成文日期：2023-10-20",
    ]
    amount, period, name = (content.column(words) for words in ("总投资", "建设期限", "项目名称"))
    content.rows = [row for row in content.rows if row[0].isdecimal() and row[0] not in ("3", "11")]
    content.row_of(5)[amount], content.row_of(5)[period] = "310", "2021-2024"
    content.row_of(14)[amount], content.row_of(15)[period] = "14500", "2022-2026"
    new = list(content.row_of(16))
    new[name], new[amount] = "黔江区示例街道养老服务中心（编造）", "一千八百五"
    content.rows.append(new)
    for number, row in enumerate(content.rows, start=1):
        row[0] = str(number)
    content.header = [header.get(words, words) for words in content.header]
    return as_csv(content)


def waiting(server: Any, home: Path) -> str:
    """Path of an import that waits for a person: of an unknown column, and of an amount that cannot be read."""
    jobs = server.extensions["board"].jobs
    upload = imports.Upload("示例清单_编造_2023.csv", invented(建设地点="在什么地方"))
    job = jobs.start(imports.check(home, uuid.uuid4().hex, [upload]))
    while not jobs.read(job).is_done:
        time.sleep(0.2)
    return f"/import/{job}"


def main() -> None:
    """Take them all, or those whose name holds one of the given words."""
    target, wanted = Path(sys.argv[1]), sys.argv[2:]
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        home = Path(folder) / "home"
        lists = sorted(path for path in (data_dir() / "samples").iterdir() if path.is_file())
        load.load([*lists, *progress.write_sheets(lists, Path(folder) / "progress")], home)
        second = Path(folder) / "示例清单_编造_2023.csv"
        second.write_bytes(invented())
        load.load([data_dir() / "samples" / "qianjiang_projects.csv", second], Path(folder) / "two")
        load.load([data_dir() / "samples" / "qianjiang_projects.csv"], Path(folder) / "one")
        homes = (home, *(Path(folder) / name for name in ("none", "two", "one")))
        apps = [create_app(Settings(home=it)).server for it in homes]
        full, none, two, one = (running.enter_context(serving(app)) for app in apps)
        more = [(f"{two}/projects?view=lists", "lists"), (one + waiting(apps[3], homes[3]), "waiting")]
        driver = browser()
        driver.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
        try:
            paths = pages(driver, full)
            for screen in screens(
                [*((f"{full}{path}", name) for path, name in paths), *more], empty(paths, full, none)
            ):
                if not wanted or any(word in screen.file("") for word in wanted):
                    for name, picture in take(driver, screen):
                        (target / f"{name}.webp").write_bytes(picture)
        finally:
            driver.quit()
    total = sum(path.stat().st_size for path in target.glob("*.webp"))
    print(f"{len(list(target.glob('*.webp')))} pictures, {total / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
