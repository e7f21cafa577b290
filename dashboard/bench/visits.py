"""Every page: its first view after a start, and under new filters against its own queries run bare."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from flask.testing import FlaskClient

from dashboard.bench.bare import NotingWarehouse
from dashboard.bench.narrowed import NATION, narrowed
from dashboard.bench.score import Bound, Found, tried
from dashboard.frame import frame
from dashboard.server.app import create_app
from dashboard.session.board_page import Page
from dashboard.session.settings import Settings
from etl.cli.benchmark import elsewhere, peak_mb

_FIRST, _FILTER, _OVERVIEW, _RATIO = Bound(1500), Bound(250), Bound(60), 1.5
_WORKER = Bound(500)


def pages_shown(home: Path) -> list[Page]:
    """The pages that stand in the navigation."""
    pages: list[Page] = create_app(Settings(home=home)).server.extensions["pages"]
    return [page for page in pages if page.in_navigation]


def first_views(home: Path) -> Iterator[Found]:
    """Each page as the first thing that a new process is asked for; its file may be in the system's memory."""
    for page in pages_shown(home):
        question = f"{page.title}: first view after a start"
        yield from tried(question, lambda page=page, question=question: [  # type: ignore[misc]
            Found(question, elsewhere(_first_ms, home, page.path), bound=_FIRST)
        ])  # fmt: skip


def _first_ms(home: Path, path: str) -> float:
    client = create_app(Settings(home=home)).server.test_client()
    return shown_ms(client, path, "")


def new_filters(home: Path, runs: int) -> Iterator[Found]:
    """Each page under filters that nobody asked for before, three of a kind for each of `runs`; and what memory the
    process came to."""
    warehouse = NotingWarehouse(home)
    app = create_app(Settings(home=home), warehouse).server
    client = app.test_client()
    with warehouse.session() as session:
        filters = narrowed(session.info)
    pages = [page for page in app.extensions["pages"] if page.in_navigation and page.has_filter]
    for page in pages:
        shown_ms(client, page.path, "")  # as a server is warmed
    for page in pages:
        question = f"{page.title}: a new filter"

        def under(page: Page = page, question: str = question) -> Iterator[Found]:
            asked = [_asked(client, warehouse, page, next(filters).query) for _ in range(3 * runs)]
            nation = statistics.median(page_ms for page_ms, _ in asked[2::3])
            whole, bare = (statistics.median(values) for values in zip(*asked, strict=True))
            bound = _OVERVIEW if page.path == "/" else _FILTER
            more = f"{NATION} {nation:.0f} ms; × {whole / bare:.1f} of its queries"
            more += " !" if whole > _RATIO * bare else ""
            yield Found(question, whole, beside=more, bound=bound)

        yield from tried(question, under)
    yield Found("memory of one process after all that", peak_mb(), "MB", bound=_WORKER)


def _asked(client: FlaskClient, warehouse: NotingWarehouse, page: Page, query: str) -> tuple[float, float]:
    """Milliseconds of a page, and of its queries alone."""
    warehouse.ran.clear()
    whole = shown_ms(client, page.path, f"?{query}")
    return whole, warehouse.again_ms(warehouse.ran)


def shown_ms(client: FlaskClient, path: str, search: str) -> float:
    """Milliseconds that the server takes for a page. Raises RuntimeError where it answers with an error."""
    start = time.perf_counter()
    answer = client.post("/_dash-update-component", json=frame.request(path, search))
    taken = (time.perf_counter() - start) * 1000
    check_shown(answer.status_code, answer.data, path + search)
    return taken


def check_shown(status: int, body: bytes, address: str) -> None:
    """Raise RuntimeError where a page is none, or says that it failed."""
    if status != 200 or b"state-error" in body:
        raise RuntimeError(f"{address} answered {status}")
