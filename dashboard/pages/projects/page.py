"""项目: every project of the filter, sorted and paged on the server, with totals over all of them."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from dashboard.metrics.documents.changes import compare_lists, count_without_list_year
from dashboard.metrics.query import Sort, count_undated_left_out, list_projects, total
from dashboard.pages.projects.grid import (
    COLUMNS,
    TOTALS,
    choices,
    chosen,
    column_definitions,
    grid_options,
    to_rows,
    totals_row,
)
from dashboard.pages.projects.list_changes import comparison, years
from dashboard.parts.dom import aria, in_browser
from dashboard.parts.ids import Frame
from dashboard.parts.states import no_projects
from dashboard.parts.still import written
from dashboard.parts.switches import switch
from dashboard.session.board_page import Board, Page
from dashboard.session.list_years import LISTS, YearPair, year_pairs
from dashboard.session.list_years import chosen as chosen_pair
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session, WarehouseError
from dashboard.words.translate import t

PATH = "/projects"
GRID, VIEWS = "projects-grid", "projects-views"
CHOOSER, RESET, USUAL = "projects-columns", "projects-columns-reset", "projects-columns-usual"
_ROW, _MOST_ROWS = 42, 14


_COLUMN = {"resizable": True, "sortable": True, "wrapHeaderText": True, "autoHeaderHeight": True, "minWidth": 80}


def register(app: Dash, board: Board) -> Page:
    """Add the page and the callback that answers the grid."""

    @app.callback(
        Output(GRID, "getRowsResponse"),
        Input(GRID, "getRowsRequest"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def rows(request: dict[str, Any] | None, search: str | None) -> Any:  # noqa: ANN401 - rows or no_update
        if not request:
            return no_update
        try:
            with board.warehouse.session() as session:
                return page_of_rows(session, Scope.from_query(search or "", session.info), request)
        except WarehouseError:
            return {"rowData": [], "rowCount": 0}

    in_browser(
        app,
        "columns",
        Output(GRID, "columnDefs"),
        Input(CHOOSER, "value"),
        State(GRID, "columnDefs"),
        initially=True,
    )
    in_browser(app, "usualColumns", Output(CHOOSER, "value"), Input(RESET, "n_clicks"), State(USUAL, "data"))
    in_browser(
        app,
        "renewGrid",
        *(Output(GRID, prop) for prop in ("dashGridOptions", "style")),
        Output(VIEWS, "children"),
        Input(Frame.RENEWAL, "data"),
        State(Frame.REFRESH, "data"),
        *(State(GRID, prop) for prop in ("dashGridOptions", "style")),
    )
    in_browser(app, "rowsOf", Input(Frame.URL, "search"), State(Frame.URL, "pathname"))
    return Page(PATH, "项目", render, downloads=("projects", "approvals"), renew=renew)


def page_of_rows(session: Session, scope: Scope, request: dict[str, Any]) -> dict[str, Any]:
    """The rows that the grid asks for, and how many there are in all."""
    sort = [Sort(item["colId"], item["sort"] == "desc") for item in request.get("sortModel") or []]
    first, last = int(request["startRow"]), int(request["endRow"])
    frame = list_projects(
        session.cursor, scope.filter, scope.as_of, columns=COLUMNS, sort=sort, offset=first, limit=last - first
    )
    count = total(session.cursor, scope.filter, scope.as_of, ["projects"])["projects"]
    return {"rowData": to_rows(frame, scope), "rowCount": count}


def render(session: Session, scope: Scope, argument: str) -> Any:  # noqa: ANN401 - a Dash component
    """The grid, whose rows come by the callback; or, with that switch, what the years' lists changed."""
    del argument
    pairs = year_pairs(session.cursor)
    if (pair := chosen_pair(pairs, scope.view)) and LISTS in scope.view:
        return _lists(session, scope, pairs, pair)
    totals = _totals(session, scope)
    if not totals["projects"]:
        return no_projects(scope, PATH, count_undated_left_out(session.cursor, scope.filter, scope.as_of))
    return html.Div(
        className="page",
        children=[
            html.H1(t("项目"), className="visually-hidden"),
            html.Div(_views(scope) if pairs else None, id=VIEWS),
            _chooser(),
            dag.AgGrid(
                id=GRID,
                rowModelType="infinite",
                columnDefs=column_definitions(),
                defaultColDef=_COLUMN,
                dashGridOptions=grid_options(totals),
                getRowId="params.data.project_id",
                eventListeners={name: ["fitNarrow(params)"] for name in ("firstDataRendered", "gridSizeChanged")},
                style={"height": _height(totals), "width": "100%"},
            ),
            html.P(t("“—”表示文件未载明，不等于 0；带“?”的数字存疑，请点开项目看原文。"), className="foot"),
        ],
    )


def renew(session: Session, scope: Scope) -> dict[str, Any] | None:
    """What changes around the rows, which the grid asks for itself; None where no grid is shown."""
    pairs = year_pairs(session.cursor)
    if LISTS in scope.view and chosen_pair(pairs, scope.view):
        return None
    totals = _totals(session, scope)
    if not totals["projects"]:
        return None
    views = written(_views(scope) if pairs else None)
    return {"grid": GRID, "totals": totals_row(totals), "height": _height(totals), "views": views}


def _totals(session: Session, scope: Scope) -> dict[str, Any]:
    return total(session.cursor, scope.filter, scope.as_of, ["projects", *TOTALS])


def _height(totals: dict[str, Any]) -> str:
    return f"{min(int(totals['projects']), _MOST_ROWS) * _ROW + 110}px"


def _views(scope: Scope, *more: Any) -> html.Div:  # noqa: ANN401 - Dash components
    choices = [("", t("全部项目")), (LISTS, t("两年清单对比"))]
    return html.Div([switch(PATH, scope, t("看什么"), choices), *more], className="view-bar")


def _lists(session: Session, scope: Scope, pairs: list[YearPair], pair: YearPair) -> html.Div:
    """Two years' lists compared."""
    rows = compare_lists(session.cursor, scope.filter, scope.as_of, pair.older, pair.newer)
    without_year = count_without_list_year(session.cursor, scope.filter, scope.as_of)
    heading = html.H1(t("两年清单对比"), className="visually-hidden")
    views = _views(scope, years(PATH, scope, pairs))
    return html.Div([heading, views, *comparison(PATH, scope, pair, rows, without_year)], className="page")


def _chooser() -> html.Details:
    """Which columns the grid shows: remembered by the browser, so that a user's table looks alike tomorrow."""
    boxes = dmc.CheckboxGroup(
        html.Div([dmc.Checkbox(size="xs", **choice) for choice in choices()], className="column-choices"),
        id=CHOOSER,
        value=chosen(),
        persistence="1",
        persistence_type="local",
        **aria(label=t("选择列")),
    )
    reset = html.Button(t("恢复默认列"), id=RESET, type="button", className="link-button")
    return html.Details(
        [html.Summary(t("选择列")), boxes, reset, dcc.Store(id=USUAL, data=chosen())], className="column-chooser"
    )
