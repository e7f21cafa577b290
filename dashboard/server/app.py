"""The app: frame, pages, routes and settings put together. Nothing is read from the warehouse here."""

from __future__ import annotations

from dataclasses import replace

from dash import Dash

from dashboard.frame import frame
from dashboard.pages.approvals import page as approvals
from dashboard.pages.briefing import page as briefing
from dashboard.pages.capacity import page as capacity
from dashboard.pages.contradictions import page as contradictions
from dashboard.pages.corrections import page as corrections
from dashboard.pages.documents import page as documents
from dashboard.pages.funding import page as funding
from dashboard.pages.glossary import page as glossary
from dashboard.pages.imports import page as imports
from dashboard.pages.overview import page as overview
from dashboard.pages.plans import page as plans
from dashboard.pages.problems import page as problems
from dashboard.pages.project import page as project
from dashboard.pages.projects import page as projects
from dashboard.pages.quality import page as quality
from dashboard.pages.rates import page as rates
from dashboard.pages.schedule import page as schedule
from dashboard.pages.since import page as since
from dashboard.pages.year_end import page as year_end
from dashboard.server import compression, http, languages
from dashboard.session.board_page import Board
from dashboard.session.jobs import Jobs
from dashboard.session.settings import Settings, assets_dir
from dashboard.session.snapshot import Warehouse

_INDEX = """<!DOCTYPE html>
<html lang="zh-CN">
<head>{%metas%}<title>{%title%}</title>{%favicon%}{%css%}
<script src="EARLY"></script></head>
<body>{%app_entry%}<footer>{%config%}<script src="PLOTLY"></script>{%scripts%}{%renderer%}</footer></body>
</html>"""

_PLOTLY = "vendor/plotly-basic-4.1.1.min.js"
"""Plotly with bars, lines and areas, all that the figures are made of; a quarter of the whole library."""

_EARLY = "early.js"
"""Runs before the page is drawn, so that no choice of the user shows late."""

_LARGEST_REQUEST = 64 * 2**20

TABS = {
    "总览": (overview, rates, briefing),
    "资金": (funding, year_end),
    "进度": (schedule, since, approvals, problems, contradictions),
    "建设规模": (capacity,),
    "规划": (plans,),
    "项目": (projects, project),
    "数据": (quality, imports, documents, corrections, glossary),
}
"""What stands at the top, and under each of these the modules of its pages, each with its `PATH` and `register`.

A click at the top leads to the first; where there are several, all stand in a second row."""

PAGES = tuple(module for modules in TABS.values() for module in modules)


def create_app(settings: Settings, warehouse: Warehouse | None = None) -> Dash:
    """Build one app. Several can live in one process; they share nothing.

    `warehouse` is asked in place of that of the settings. `app.server.extensions["board"]` is what its pages share;
    whoever stops the server closes its warehouse.
    """
    app = Dash(
        __name__,
        title=settings.title,
        update_title="",
        assets_folder=str(assets_dir()),
        pages_folder="",
        use_pages=False,
        use_async=False,
        serve_locally=True,
        suppress_callback_exceptions=True,
        assets_ignore=r"plotly-.*|early\.js",
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.index_string = _INDEX.replace("PLOTLY", f"{app.get_asset_url(_PLOTLY)}?m=1").replace(
        "EARLY", app.get_asset_url(_EARLY)
    )
    app.server.config["MAX_CONTENT_LENGTH"] = _LARGEST_REQUEST
    app.server.secret_key = settings.secret_key
    board = Board(settings, warehouse or Warehouse(settings.home), Jobs(settings.home))
    pages = [replace(page.register(app, board), tab=tab) for tab, modules in TABS.items() for page in modules]
    app.layout = lambda: frame.layout(settings.title)
    frame.register(app, board, pages)
    languages.register(app.server)
    http.register(app.server, board.warehouse)
    compression.register(app.server)
    app.server.extensions |= {"board": board, "pages": pages}
    return app
