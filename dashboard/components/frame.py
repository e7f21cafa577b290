"""The frame around every page: header, filter bar, context line; and the traffic between URL and filter bar.

The URL is the only state. One callback reads the filter bar and asks for a new URL (history is replaced); one renders
page and context from the URL; one puts the bar in step with a URL that came from elsewhere (link, back, reload).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from dashboard.components import context, filter_bar, states
from dashboard.components.dom import aria, in_browser
from dashboard.components.ids import Control, Frame
from dashboard.filters import parse_query, parse_values
from dashboard.pages.base import Board, Page
from dashboard.scope import Scope
from dashboard.warehouse import BrokenWarehouseError, NothingLoadedError, WarehouseError

_LOG = logging.getLogger(__name__)
_PARTS = ("nav", "freshness", "banners", "context", "content", "title")
_LISTS = (Control.REGION, Control.YEAR, Control.SECTOR, Control.NATURE, Control.CLASS, Control.DOCUMENT)
_THEME = {
    "primaryColor": "blue",
    "defaultRadius": "sm",
    "fontFamily": "var(--board-font)",
    "headings": {"fontFamily": "var(--board-font)"},
}


def layout(title: str) -> Any:  # noqa: ANN401 - a Dash component
    """The frame with nothing in it."""
    return dmc.MantineProvider(
        theme=_THEME,
        forceColorScheme="light",
        children=dmc.DatesProvider(
            settings={"locale": "zh-cn", "firstDayOfWeek": 1, "weekendDays": [0, 6]},
            children=[
                dcc.Location(id=Frame.URL, refresh="callback-nav"),
                dcc.Store(id=Frame.EXTERNAL),
                dcc.Store(id=Frame.WANTED),
                html.Div(id=Frame.TITLE, hidden=True),
                html.A("跳到正文", href="#content", className="skip-link"),
                html.Header(
                    className="top",
                    children=[
                        html.Div(className="brand", children=title),
                        html.Nav(id=Frame.NAV, className="nav", **aria(label="页面")),
                        html.Div(id=Frame.FRESHNESS, className="freshness"),
                    ],
                ),
                filter_bar.filter_bar(),
                html.Div(id=Frame.BANNERS, className="banners"),
                html.Div(id=Frame.CONTEXT, className="context"),
                html.Main(id=Frame.CONTENT, className="content", children=html.Div("正在读取…", className="loading")),
            ],
        ),
    )


def register(app: Dash, board: Board, pages: Sequence[Page]) -> None:
    """Add the callbacks of the frame."""
    _register_render(app, board, pages)
    _register_bar(app, board)
    _register_browser(app)


def _register_render(app: Dash, board: Board, pages: Sequence[Page]) -> None:
    @app.callback(
        output={
            "nav": Output(Frame.NAV, "children"),
            "freshness": Output(Frame.FRESHNESS, "children"),
            "banners": Output(Frame.BANNERS, "children"),
            "context": Output(Frame.CONTEXT, "children"),
            "content": Output(Frame.CONTENT, "children"),
            "title": Output(Frame.TITLE, "children"),
        },
        inputs={"pathname": Input(Frame.URL, "pathname"), "search": Input(Frame.URL, "search")},
    )
    def show(pathname: str | None, search: str | None) -> dict[str, Any]:
        try:
            return render(board, pages, pathname or "/", search or "")
        except Exception:
            _LOG.exception("page %s%s", pathname, search)
            text = "程序出错，已记入日志。请换一个页面或放宽筛选；若仍出错，请把地址栏内容告诉管理员。"
            return dict.fromkeys(_PARTS, no_update) | {"content": states.state("页面出错", text, kind="error")}


def render(board: Board, pages: Sequence[Page], pathname: str, search: str) -> dict[str, Any]:
    """All that depends on the URL: navigation, freshness, banners, context and content."""
    page = next((page for page in pages if page.matches(pathname)), None)
    parts: dict[str, Any] = {
        "nav": context.navigation(pages, page, ""),
        "freshness": None,
        "banners": None,
        "context": None,
        "title": f"{page.title if page else '没有这个页面'} · {board.settings.title}",
    }
    try:
        with board.warehouse.session() as session:
            scope = Scope.from_query(search, session.info)
            parts["nav"] = context.navigation(pages, page, scope.filter.to_query())
            parts["freshness"] = context.freshness(scope)
            parts["banners"] = context.banners(scope)
            if page is None:
                parts["content"] = states.state("没有这个页面", f"地址 {pathname} 不存在。请从上方导航进入。")
                return parts
            parts["context"] = context.context(session, scope, page, pathname)
            parts["content"] = page.render(session, scope, page.argument(pathname))
    except NothingLoadedError as error:
        parts["content"] = states.nothing_loaded(str(error))
    except BrokenWarehouseError as error:
        parts["content"] = states.broken(str(error))
    return parts


def _register_bar(app: Dash, board: Board) -> None:
    @app.callback(
        output={
            "values": {control.name: Output(control, _property(control)) for control in Control},
            "options": {control.name: Output(control, "data") for control in _LISTS},
        },
        inputs={"location": Input(Frame.EXTERNAL, "data")},
        prevent_initial_call=True,
    )
    def follow(location: dict[str, Any]) -> dict[str, Any]:
        try:
            with board.warehouse.session() as session:
                vocabulary = session.info.vocabulary
        except WarehouseError:
            return {"values": dict.fromkeys(Control.__members__, no_update), "options": {c.name: [] for c in _LISTS}}
        portfolio = parse_query(location["search"], vocabulary).filter
        shown = filter_bar.values(portfolio)
        offered = filter_bar.options(vocabulary, portfolio)
        return {
            "values": {control.name: shown[control] for control in Control},
            "options": {control.name: offered[control] for control in _LISTS},
        }

    @app.callback(
        Output(Frame.WANTED, "data"),
        inputs={
            "shown": {control.name: Input(control, _property(control)) for control in Control},
            "search": State(Frame.URL, "search"),
        },
        prevent_initial_call=True,
    )
    def want(shown: dict[str, Any], search: str | None) -> Any:  # noqa: ANN401 - data or no_update
        try:
            with board.warehouse.session() as session:
                vocabulary = session.info.vocabulary
        except WarehouseError:
            return no_update
        given = filter_bar.to_values({control: shown[control.name] for control in Control})
        wanted = parse_values(given, vocabulary).filter
        if wanted == parse_query(search or "", vocabulary).filter:
            return no_update
        return {"query": wanted.to_query(), "at": time.monotonic_ns()}


def _property(control: Control) -> str:
    return "checked" if control is Control.BELOW else "value"


def _register_browser(app: Dash) -> None:
    """Client-side: tell own URL changes from others, replace history, set the window title, fold the bar."""
    in_browser(
        app,
        "external",
        Output(Frame.EXTERNAL, "data"),
        Input(Frame.URL, "pathname"),
        Input(Frame.URL, "search"),
        initially=True,
    )
    in_browser(app, "replace", Input(Frame.WANTED, "data"))
    in_browser(app, "title", Input(Frame.TITLE, "children"))
    in_browser(app, "fold", Output(Frame.BAR, "className"), Input(Frame.BAR_TOGGLE, "n_clicks"))
