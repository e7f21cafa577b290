"""The app: frame, pages, routes and settings put together. Nothing is read from the warehouse here."""

from __future__ import annotations

from dash import Dash

from dashboard import compression, http, languages
from dashboard.components import frame
from dashboard.jobs import Jobs
from dashboard.pages import (
    briefing,
    capacity,
    funding,
    glossary,
    imports,
    overview,
    project,
    projects,
    quality,
    schedule,
)
from dashboard.pages.base import Board
from dashboard.settings import Settings, assets_dir
from dashboard.warehouse import Warehouse

_INDEX = """<!DOCTYPE html>
<html lang="zh-CN">
<head>{%metas%}<title>{%title%}</title>{%favicon%}{%css%}
<script src="EARLY"></script>
<meta name="plotly" content="PLOTLY"></head>
<body>{%app_entry%}<footer>{%config%}{%scripts%}{%renderer%}</footer></body>
</html>"""

_PLOTLY = "vendor/plotly-cartesian-4.1.1.min.js"
"""Plotly with bars, lines, boxes, heatmaps: a third of the whole library. Fetched when a picture is asked for."""

_EARLY = "early.js"
"""Runs before the page is drawn, so that no choice of the user shows late."""

_LARGEST_REQUEST = 64 * 2**20


def create_app(settings: Settings) -> Dash:
    """Build one app. Several can live in one process; they share nothing.

    `app.server.extensions["board"]` is what its pages share; whoever stops the server closes its warehouse.
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
    board = Board(settings, Warehouse(settings.home), Jobs(settings.home))
    order = (overview, funding, capacity, schedule, projects, project, briefing, quality, imports, glossary)
    pages = [page.register(app, board) for page in order]
    app.layout = lambda: frame.layout(settings.title)
    frame.register(app, board, pages)
    languages.register(app.server)
    http.register(app.server, board.warehouse)
    compression.register(app.server)
    app.server.extensions |= {"board": board, "pages": pages}
    return app
