"""The board's speed as a user meets it, measured in Chromium on a server on this machine. A command: it prints a table.

    python -m tests.browser.bench [HOME]

HOME is a data directory (default: the sample lists, loaded aside). Cold navigation starts with an empty cache; a filter
change is timed inside the browser, from the click on an option until the last chart is drawn.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from waitress.server import create_server

from dashboard.app import create_app
from dashboard.settings import Settings
from etl import pipeline
from etl.resources import data_dir
from tests.browser.conftest import FLAGS

RUNS = 7
_NEVER_TWICE = [(step & -step).bit_length() - 1 for step in range(1, 16)]
"""Places in the list of sectors to click, so that no selection comes twice: what was answered before is kept."""
LIMITS = {"headline_ms": 1500, "weight_mb": 3.0, "filter_ms": 300}
_WATCH = """
window.__bench = {};
(function look() {
  var b = window.__bench, plotly = window.Plotly;
  if (plotly && !plotly.__timed) {
    var react = plotly.react;
    plotly.__timed = true;
    plotly.react = function (chart) {
      return react.apply(plotly, arguments).then(function (done) { chart.__drawn = performance.now(); return done; });
    };
  }
  if (!b.headline && document.querySelector('[data-metric="projects"]')) b.headline = performance.now();
  if (b.headline && !b.charts && window.__drawn(0)) b.charts = performance.now();
  requestAnimationFrame(look);
})();
window.__drawn = function (since) {
  var plots = document.querySelectorAll('.chart');
  var sure = document.querySelector('#by-sector .js-plotly-plot');  /* changes with every change that is timed */
  if (!sure || !(sure.__drawn > since)) return false;
  return Array.prototype.every.call(plots, function (plot) {
    var chart = plot.querySelector('.js-plotly-plot');
    return chart && (chart.__drawn > since || !plot.querySelector('.dash-graph--pending'));
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
  if (first && window.__drawn(start)) return done([first - start, performance.now() - start]);
  requestAnimationFrame(look);
})();
"""
"""A chart is finished when Plotly says so; that Dash fits it once more 100 ms later changes nothing that is seen."""


def browser() -> Chrome:
    """A Chromium of its own, with the network log on."""
    options = ChromeOptions()
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    driver = Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_script_timeout(60)
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _WATCH})
    return driver


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
    return {"headline_ms": seen["headline"], "charts_ms": seen["charts"], "weight_mb": weight / 1e6}


def change(driver: Chrome, position: int) -> tuple[float, float]:
    """One option of the sector list clicked: milliseconds to the new figures and to the last chart."""
    driver.find_element(By.CSS_SELECTOR, ".mantine-MultiSelect-input:has(#filter-sector)").click()

    def option() -> Any:
        shown = [item for item in driver.find_elements(By.CSS_SELECTOR, '[role="option"]') if item.is_displayed()]
        return shown[position] if len(shown) > position else None

    found = WebDriverWait(driver, 30).until(lambda _: option())
    figures, charts = driver.execute_async_script(_TIME_CHANGE, found)
    driver.find_element(By.TAG_NAME, "body").send_keys(Keys.ESCAPE)
    return figures, charts


def measure(home: Path, runs: int = RUNS) -> dict[str, float]:
    """Medians over several runs."""
    app = create_app(Settings(home=home)).server
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    threading.Thread(target=server.run, daemon=True).start()
    driver = browser()
    try:
        address = f"http://127.0.0.1:{server.effective_port}/"
        visits = [cold(driver, address) for _ in range(runs)]
        changes = [change(driver, position) for position in _NEVER_TWICE]
    finally:
        driver.quit()
        server.close()
    found = {key: statistics.median(visit[key] for visit in visits) for key in visits[0]}
    found["figures_after_filter_ms"] = statistics.median(item[0] for item in changes)
    found["filter_ms"] = statistics.median(item[1] for item in changes)
    return found


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder)
        if len(sys.argv) == 1:
            pipeline.load([data_dir() / "samples"], home)
        for key, value in measure(home).items():
            limit = f"  (at most {LIMITS[key]})" if key in LIMITS else ""
            print(f"{key:26} {value:9.2f}{limit}")


if __name__ == "__main__":
    main()
