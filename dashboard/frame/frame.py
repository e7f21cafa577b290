"""The frame around every page: header, filter bar, context line; and the traffic between URL and filter bar.

The URL is the only state. The browser itself turns what the filter bar shows into a URL (history is replaced), so that
a change costs one round trip: the callback that renders page and context from the URL. One more callback puts the bar
in step with a URL that came from elsewhere (link, back, reload).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import dash_mantine_components as dmc
import orjson
from dash import Dash, Input, Output, State, dcc, html, no_update

from dashboard.dialogues import column_form, correction_form, identity_form
from dashboard.filter import parse_query
from dashboard.frame import context, filter_bar, preferences
from dashboard.metrics.memo import Memo
from dashboard.parts import states
from dashboard.parts.dom import aria, in_browser
from dashboard.parts.ids import Control, Frame
from dashboard.parts.still import written
from dashboard.session.board_page import Board, Page
from dashboard.session.scope import Scope
from dashboard.session.snapshot import BrokenWarehouseError, NothingLoadedError, Session, WarehouseError
from dashboard.words.formats import CHINA
from dashboard.words.translate import CHINESE, language, t

Parts = dict[str, Any]
"""Components by part of the frame, or what is sent of them."""

_LOG = logging.getLogger(__name__)
_PARTS = {
    "nav": (Frame.NAV, "children"),
    "beside": (Frame.BESIDE, "children"),
    "freshness": (Frame.FRESHNESS, "children"),
    "bar_is_hidden": (Frame.BAR, "hidden"),
    "banners": (Frame.BANNERS, "children"),
    "context": (Frame.CONTEXT, "children"),
    "content": (Frame.CONTENT, "children"),
    "title": (Frame.TITLE, "children"),
    "shown": (Frame.SHOWN, "data"),
    "renewal": (Frame.RENEWAL, "data"),
}
"""What depends on the URL, and where it is shown."""
_DATA = ("bar_is_hidden", "shown", "renewal")
"""Parts that are no components."""
_KEPT_BYTES, _LEAST_BYTES = 2**24, 2**11
"""Of rendered pages, as they are sent."""
_LISTS = (Control.REGION, Control.YEAR, Control.SECTOR, Control.NATURE, Control.CLASS, Control.DOCUMENT)
_THEME = {
    "primaryColor": "blue",
    "defaultRadius": "sm",
    "fontFamily": "var(--board-font)",
    "headings": {"fontFamily": "var(--board-font)"},
    "colors": {
        "dark": [
            "#dbe4ee",
            "#b7c5d4",
            "#a3b3c5",
            "#8699ad",
            "#465a72",
            "#33445a",
            "#1f2a37",
            "#18212c",
            "#131b25",
            "#0e151d",
        ]
    },
}


def layout(title: str) -> Any:  # noqa: ANN401 - a Dash component
    """The frame with nothing in it, in the language being spoken."""
    return dmc.MantineProvider(
        theme=_THEME,
        defaultColorScheme="auto",
        children=dmc.DatesProvider(
            settings={"locale": "zh-cn" if language() == CHINESE else "en", "firstDayOfWeek": 1, "weekendDays": [0, 6]},
            children=[
                dcc.Location(id=Frame.URL, refresh="callback-nav"),
                dcc.Store(id=Frame.EXTERNAL),
                dcc.Store(id=Frame.STANDING),
                dcc.Store(id=Frame.REFRESH),
                dcc.Store(id=Frame.SHOWN),
                dcc.Store(id=Frame.RENEWAL),
                html.Div(id=Frame.TITLE, hidden=True),
                html.A(t("跳到正文"), href="#content", className="skip-link"),
                html.Header(
                    className="top",
                    children=[
                        html.Div(className="brand", children=t(title)),
                        html.Nav(id=Frame.NAV, className="nav", **aria(label=t("页面"))),
                        preferences.preferences(),
                        html.Div(
                            className="under",
                            children=[
                                html.Nav(id=Frame.BESIDE, className="subnav", **aria(label=t("本栏页面"))),
                                html.Div(id=Frame.FRESHNESS, className="freshness"),
                            ],
                        ),
                    ],
                ),
                filter_bar.filter_bar(),
                html.Div(id=Frame.BANNERS, className="banners"),
                html.Div(id=Frame.CONTEXT, className="context"),
                correction_form.form(),
                column_form.form(),
                identity_form.form(),
                html.Main(
                    id=Frame.CONTENT, className="content", children=html.Div(t("正在读取…"), className="loading")
                ),
            ],
        ),
    )


def register(app: Dash, board: Board, pages: Sequence[Page]) -> None:
    """Add the callbacks of the frame."""
    _register_render(app, board, pages)
    _register_bar(app, board)
    for dialogue in (correction_form, column_form, identity_form):
        dialogue.register(app, board)
    _register_browser(app)


def _register_render(app: Dash, board: Board, pages: Sequence[Page]) -> None:
    kept: Memo[Parts] = Memo(_KEPT_BYTES, _weight)

    @app.callback(
        output={name: Output(*place) for name, place in _PARTS.items()},
        inputs={
            "pathname": Input(Frame.URL, "pathname"),
            "search": Input(Frame.URL, "search"),
            "refresh": Input(Frame.REFRESH, "data"),
        },
        state={"standing": State(Frame.SHOWN, "data")},
    )
    def show(pathname: str | None, search: str | None, refresh: int | None, standing: str | None) -> dict[str, Any]:
        del refresh
        try:
            return _written(render(board, pages, pathname or "/", search or "", kept, standing or ""))
        except Exception:
            _LOG.exception("page %s%s", pathname, search)
            text = t("程序出错，已记入日志。请换一个页面或放宽筛选；若仍出错，请把地址栏内容告诉管理员。")
            content = states.state(t("页面出错"), text, kind="error")
            return dict.fromkeys(_PARTS, no_update) | {"content": content, "shown": ""}


def request(pathname: str, search: str) -> dict[str, Any]:
    """What the browser asks with for a page."""
    places = [f"{part}.{prop}" for part, prop in _PARTS.values()]
    return {
        "output": f"..{'...'.join(places)}..",
        "outputs": [{"id": part, "property": prop} for part, prop in _PARTS.values()],
        "inputs": [
            {"id": Frame.URL, "property": "pathname", "value": pathname},
            {"id": Frame.URL, "property": "search", "value": search},
            {"id": Frame.REFRESH, "property": "data", "value": None},
        ],
        "state": [{"id": Frame.SHOWN, "property": "data", "value": None}],
        "changedPropIds": [f"{Frame.URL}.search"],
    }


def _weight(parts: Parts) -> int:
    """Bytes of what is sent; of data beside it some."""
    sent = (len(orjson.dumps(part)) for part in parts.values() if isinstance(part, orjson.Fragment))
    return sum(sent) + _LEAST_BYTES


def _written(parts: Parts) -> Parts:
    """Components as the JSON that the browser gets, so that Dash copies it instead of walking through them."""
    return {
        name: part if part is no_update or name in _DATA or isinstance(part, orjson.Fragment) else written(part)
        for name, part in parts.items()
    }


def render(
    board: Board, pages: Sequence[Page], pathname: str, search: str, kept: Memo[Parts] | None = None, standing: str = ""
) -> Parts:
    """All that depends on the URL: navigation, freshness, whether the filter narrows, banners, context and content.

    `kept` holds what was rendered for a language, a snapshot, a URL and a day, as it is sent; a page that depends on
    more than those is never kept. `standing` is the path of the page that the browser shows and could renew: where
    that is the page asked for, it gets a renewal in place of content.
    """
    page = next((page for page in pages if page.matches(pathname)), None)
    parts: Parts = dict.fromkeys(_PARTS) | {
        "nav": context.navigation(pages, page, ""),
        "beside": context.beside(pages, page, ""),
        "bar_is_hidden": page is not None and not page.has_filter,
        "title": f"{t(page.title if page else '没有这个页面')} · {t(board.settings.title)}",
    }
    try:
        with board.warehouse.session() as session:
            if kept is None or page is None or not page.is_kept:
                return parts | _parts(session, pages, page, pathname, search, standing)
            stands = standing == page.path
            key = (language(), session.info.snapshot_id, datetime.now(CHINA).date(), pathname, search, stands)
            return parts | kept.get(key, lambda: _written(_parts(session, pages, page, pathname, search, standing)))
    except NothingLoadedError as error:
        shown_anyway = page.without_data if page else None
        parts["content"] = (
            shown_anyway(page.argument(pathname)) if page and shown_anyway else states.nothing_loaded(str(error))
        )
    except BrokenWarehouseError as error:
        parts["content"] = states.broken(str(error))
    return parts


def _parts(
    session: Session, pages: Sequence[Page], page: Page | None, pathname: str, search: str, standing: str
) -> Parts:
    scope = Scope.from_query(search, session.info)
    query = scope.filter.to_query()
    parts: Parts = {
        "nav": context.navigation(pages, page, query),
        "beside": context.beside(pages, page, query),
        "freshness": context.freshness(session, scope),
        "banners": context.banners(scope),
    }
    if page is None:
        text = t("地址 {path} 不存在。请从上方导航进入。", path=pathname)
        return parts | {"content": states.state(t("没有这个页面"), text)}
    parts["context"] = context.context(session, scope, page, pathname)
    renewal = page.renew(session, scope) if page.renew else None
    if renewal is not None and standing == page.path:
        return parts | {"content": no_update, "shown": page.path, "renewal": renewal}
    content = page.render(session, scope, page.argument(pathname))
    return parts | {"content": content, "shown": page.path if renewal is not None else ""}


def _register_bar(app: Dash, board: Board) -> None:
    @app.callback(
        output={
            "values": {control.name: Output(control, _property(control)) for control in Control},
            "options": {control.name: Output(control, "data") for control in _LISTS},
            "standing": Output(Frame.STANDING, "data"),
        },
        inputs={"location": Input(Frame.EXTERNAL, "data")},
        prevent_initial_call=True,
    )
    def follow(location: dict[str, Any]) -> dict[str, Any]:
        try:
            with board.warehouse.session() as session:
                vocabulary = session.info.vocabulary
        except WarehouseError:
            return {
                "values": dict.fromkeys(Control.__members__, no_update),
                "options": {control.name: [] for control in _LISTS},
                "standing": no_update,
            }
        portfolio = parse_query(location["search"], vocabulary).filter
        shown = filter_bar.values(portfolio)
        offered = filter_bar.options(vocabulary, portfolio)
        return {
            "values": {control.name: shown[control] for control in Control},
            "options": {control.name: offered[control] for control in _LISTS},
            "standing": {"query": portfolio.to_query(), "at": time.monotonic_ns()},
        }


def _property(control: Control) -> str:
    return "checked" if control is Control.BELOW else "value"


def _register_browser(app: Dash) -> None:
    """Client-side: tell own URL changes from others, write the bar to the URL, set the window title, fold the bar."""
    in_browser(
        app,
        "external",
        Output(Frame.EXTERNAL, "data"),
        Input(Frame.URL, "pathname"),
        Input(Frame.URL, "search"),
        initially=True,
    )
    shown = [Input(control, _property(control)) for control in Control]
    in_browser(app, "want", *shown, State(Frame.STANDING, "data"))
    in_browser(app, "title", Input(Frame.TITLE, "children"))
    in_browser(app, "label", Input(Frame.CONTENT, "children"))
    in_browser(app, "fold", Output(Frame.BAR, "className"), Input(Frame.BAR_TOGGLE, "n_clicks"))
