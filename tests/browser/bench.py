"""The board's speed as a user meets it, measured in Chromium on a server on this machine. A command: it prints a table
of pages with a verdict per figure, and its exit status is 1 where a bound is broken.

    python -m tests.browser.bench [HOME] [--projects 100000] [--months 24] [--runs 7]

HOME is a data directory (default: the demo's lists with its invented months, loaded aside); it is measured, then one
with so many generated projects. Cold navigation starts with an empty cache under an address that was not asked for
before, so that nothing is answered from memory; a filter change is timed inside the browser, from the click on an
option until the last chart is drawn and the grid has its rows.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from dashboard.server.app import create_app
from dashboard.server.serve import warm
from dashboard.session.settings import Settings
from etl.contract.paths import data_dir
from etl.pipeline import load
from etl.samples import progress
from etl.samples.nation.generate import Portfolio, write_store
from tests.browser.conftest import FLAGS
from tests.browser.serving import serving

RUNS = 7
LIMITS = {"headline_ms": 1800, "weight_mb": 3.0}
FILTER_MS, FILTER_MANY_MS = 350, 500
"""Bounds of a filter change: on the home as loaded, and on one with many generated projects."""
_NEVER_TWICE = [(step & -step).bit_length() - 1 for step in range(1, 16)]
"""Places in the list of sectors to click, so that no selection comes twice: what was answered before is kept."""
_HEADLINE = {
    "/projects": ".context-count",
    "/briefing": ".briefing-text",
    **dict.fromkeys(("/findings", "/year-end", "/approvals"), ".card-number, .state"),
    **dict.fromkeys(("/since", "/contradictions", "/problems", "/plans", "/documents"), ".panel h2, .state"),
}
"""What the first figures of a page stand in, where they are no cards."""
_WATCH = """
window.__bench = {rows: 0, ids: [], changed: 0};
(function () {
  var fetched = window.fetch;
  window.fetch = function (where, how) {
    var answer = fetched.apply(this, arguments);
    if (how && String(how.body).indexOf("getRowsResponse") >= 0)
      answer.then(function (told) { return told.clone().json(); }).then(function (told) {
        window.__bench.rows = performance.now();
        var rows = told.response["projects-grid"].getRowsResponse.rowData;
        window.__bench.ids = rows.map(function (row) { return row.project_id; });
      });
    return answer;
  };
})();
(function look() {
  var b = window.__bench, content = document.getElementById("content");
  if (content && !b.watched) {
    b.watched = new MutationObserver(function () { b.changed = performance.now(); });
    b.watched.observe(content, { childList: true, subtree: true, characterData: true, attributes: true });
  }
  var first = window.__headline && document.querySelector(window.__headline);
  if (!b.headline && first && first.textContent) b.headline = performance.now();
  if (b.headline && !b.charts && window.__finished(0)) b.charts = performance.now();
  requestAnimationFrame(look);
})();
window.__finished = function (since) {
  var every = Array.prototype.every, grid = document.querySelector(".ag-root");
  if (grid) {
    var names = grid.querySelectorAll('.ag-pinned-left-cols-container .ag-row');
    var filled = names.length && every.call(names, function (row) {
      return row.getAttribute("row-id") === window.__bench.ids[row.getAttribute("row-index")];
    });
    if (!(window.__bench.rows > since) || !filled) return false;
  } else if (!(window.__bench.changed > since)) return false;
  return every.call(document.querySelectorAll("#content .chart"), function (chart) {
    return !chart.clientWidth || (chart.drawn && chart.source === chart.dataset.figure);
  });
};
"""
_TIME_CHANGE = """
var done = arguments[arguments.length - 1], option = arguments[0];
var count = document.querySelector('.context-count').textContent, start = performance.now(), first = 0;
option.click();
(function look() {
  var now = document.querySelector('.context-count');
  if (!first && now && now.textContent !== count) first = performance.now();
  if (first && window.__finished(start)) return done([first - start, performance.now() - start]);
  requestAnimationFrame(look);
})();
"""
"""All charts of the page count, those below the fold too; not one that is made for another width and not shown."""


def browser() -> Chrome:
    """A Chromium of its own, with the network log on."""
    options = ChromeOptions()
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    driver = Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_script_timeout(60)
    return driver


def watch(driver: Chrome, path: str) -> str:
    """Have every document of this browser timed, with the page's own headline; gives what takes that back."""
    headline = _HEADLINE.get(path, "[data-metric] .card-number")
    source = f"window.__headline = {json.dumps(headline)};{_WATCH}"
    return str(driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})["identifier"])


def cold(driver: Chrome, address: str) -> dict[str, float]:
    """One navigation with an empty cache: milliseconds to the headline and to the last chart, bytes over the wire."""
    driver.get("about:blank")
    driver.execute_cdp_cmd("Network.clearBrowserCache", {})
    driver.get_log("performance")
    driver.get(address)
    WebDriverWait(driver, 60).until(lambda _: driver.execute_script("return window.__bench.charts"))
    seen = driver.execute_script("return window.__bench")
    weight = 0
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.loadingFinished":
            weight += message["params"]["encodedDataLength"]
    return {"headline_ms": seen["headline"], "weight_mb": weight / 1e6, "charts_ms": seen["charts"]}


def worked(driver: Chrome) -> tuple[float, float]:
    """Seconds of processor time so far: of the server with all its threads, and of the page in the browser."""
    metrics = driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    return time.process_time(), next(item["value"] for item in metrics if item["name"] == "TaskDuration")


def change(driver: Chrome, position: int) -> dict[str, float]:
    """One option of the sector list clicked: milliseconds to the new figures and to the last chart, and how much of it
    server and browser worked, which says more than the clock where other programs run beside."""
    driver.find_element(By.CSS_SELECTOR, ".mantine-MultiSelect-input:has(#filter-sector)").click()

    def option() -> Any:
        shown = [item for item in driver.find_elements(By.CSS_SELECTOR, '[role="option"]') if item.is_displayed()]
        return shown[position] if len(shown) > position else None

    found = WebDriverWait(driver, 30).until(lambda _: option())
    server, page = worked(driver)
    figures, charts = driver.execute_async_script(_TIME_CHANGE, found)
    server_after, page_after = worked(driver)
    driver.find_element(By.TAG_NAME, "body").send_keys(Keys.ESCAPE)
    return {
        "figures_ms": figures,
        "filter_ms": charts,
        "server-cpu_ms": 1000 * (server_after - server),
        "page-cpu_ms": 1000 * (page_after - page),
    }


@contextmanager
def served(home: Path) -> Iterator[tuple[str, list[str]]]:
    """The address of a server on a home, warmed as `portfolio serve` is, and the paths of the pages that a filter
    narrows."""
    app = create_app(Settings(home=home)).server
    warm(app)
    pages = [page.path for page in app.extensions["pages"] if page.in_navigation and page.has_filter]
    with serving(app) as address:
        yield address, pages


def measure(driver: Chrome, address: str, path: str, runs: int = RUNS) -> dict[str, float]:
    """Medians over several runs of one page."""
    timer = watch(driver, path)
    try:
        visits = [cold(driver, f"{address}{path}?view=run{run}") for run in range(runs)]
        driver.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
        changes = [change(driver, position) for position in _NEVER_TWICE]
    finally:
        driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": timer})
    return {key: statistics.median(run[key] for run in of) for of in (visits, changes) for key in of[0]}


def report(title: str, home: Path, runs: int, filter_ms: float = FILTER_MS) -> int:
    """One line per page, with a verdict on each bound; returns how many bounds are broken."""
    limits = LIMITS | {"filter_ms": filter_ms}
    print("bounds: " + ", ".join(f"{key} <= {limit:g}" for key, limit in limits.items()))
    print(f"{title}\n  {'page':12} {'first visit of the server and medians; a bound that is broken is marked !':s}")
    broken = 0
    with served(home) as (address, pages):
        driver = browser()
        try:
            timer = watch(driver, pages[0])
            first = cold(driver, f"{address}{pages[0]}?view=first")
            driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": timer})
            broken += _line(f"{pages[0]} first", first, limits)
            for path in pages:
                broken += _line(path, measure(driver, address, path, runs), limits)
        finally:
            driver.quit()
    return broken


def _line(name: str, found: dict[str, float], limits: dict[str, float]) -> int:
    verdicts = {key: found[key] <= limit for key, limit in limits.items() if key in found}
    cells = []
    for key, value in found.items():
        mark = {True: " ok", False: " ! "}.get(verdicts[key], "") if key in verdicts else ""
        cells.append(f"{key.rpartition('_')[0]} {value:.2f} MB{mark}" if key.endswith("_mb") else
                     f"{key.rpartition('_')[0]} {value:5.0f} ms{mark}")  # fmt: skip
    print(f"  {name:12} {'  '.join(cells)}", flush=True)
    return sum(not met for met in verdicts.values())


def demo_home(folder: Path) -> Path:
    """The demo's lists and months, loaded."""
    lists = sorted(path for path in (data_dir() / "samples").iterdir() if path.is_file())
    load.load([*lists, *progress.write_sheets(lists, folder / "sample-progress")], folder)
    return folder


def main() -> None:
    """Measure, print, and say by the exit status whether every bound is met."""
    parser = argparse.ArgumentParser(description="How fast the board is in a browser.")
    parser.add_argument("home", nargs="?", type=Path, help="a data directory; the demo unless given")
    parser.add_argument("--projects", type=int, default=100_000, help="so many generated projects; 0 for none")
    parser.add_argument("--months", type=int, default=24, help="months that these report")
    parser.add_argument("--runs", type=int, default=RUNS, help="cold visits of each page")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or demo_home(Path(folder) / "demo")
        broken = report(f"{home.name}: as loaded", home, given.runs)
        if given.projects:
            many = Path(folder) / "many"
            written = write_store(Portfolio(given.projects, given.months), many)
            title = f"{given.projects:,} invented projects, {written.reported:,} monthly reports"
            broken += report(title, many, given.runs, FILTER_MANY_MS)
    print("every bound is met" if not broken else f"{broken} bounds are broken")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
