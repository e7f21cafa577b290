"""规划落实: what plans state of indicators at each time, who is to do what until when, support and standards."""

from __future__ import annotations

from typing import Any

from dash import Dash, dcc, html

from dashboard.filter import RegionItem
from dashboard.metrics.plans import list_duties, list_points, list_rules, series
from dashboard.pages.plans.duties import duties_panel
from dashboard.pages.plans.indicators import indicators_panel
from dashboard.pages.plans.rules import rules_panel
from dashboard.parts.states import state
from dashboard.session.board_page import Board, Page
from dashboard.session.links import narrowed
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.translate import t

PATH = "/plans"


def register(app: Dash, board: Board) -> Page:
    """Add the page."""
    del app, board
    return Page(PATH, "规划落实", render, downloads=("points", "targets", "duties", "rules"))


def render(session: Session, scope: Scope, argument: str) -> Any:  # noqa: ANN401 - a Dash component
    """The indicators, the duties, the rules; only region and document of the filter matter."""
    del argument
    asked = (session.cursor, scope.filter, scope.info.vocabulary.regions)
    points, duties, rules = list_points(*asked), list_duties(*asked), list_rules(*asked)
    if not points and not duties and not rules:
        return _nothing(scope)
    return html.Div(
        className="page plans",
        children=[
            html.H1(t("规划落实"), className="visually-hidden"),
            html.Div([indicators_panel(series(points), scope, PATH)], className="grid") if points else None,
            html.Div([duties_panel(duties, scope, PATH)], className="grid") if duties else None,
            html.Div([rules_panel(rules, scope)], className="grid") if rules else None,
        ],
    )


def _nothing(scope: Scope) -> html.Div:
    """No plan speaks for the filter's regions."""
    text = t("当前范围“{scope}”内没有规划文件载明的指标、任务或标准。", scope=scope.sentence)
    above = _above(scope)
    actions: list[Any] = [
        *(
            dcc.Link(
                t("看{region}的规划", region=item.name),
                href=narrowed(PATH, scope, regions=(item.region_id,)),
                className="button primary",
            )
            for item in above
        ),
        dcc.Link(t("清除全部筛选"), href=PATH, className="button"),
        dcc.Link(t("导入文件"), href="/import/", className="button"),
    ]
    return state(t("没有规划内容"), text, actions)


def _above(scope: Scope) -> list[RegionItem]:
    """The region above the one that the filter asks for, whose plans speak for it too."""
    known = scope.info.vocabulary.regions
    asked = [known[code] for code in scope.filter.regions if code in known]
    above = [known[item.parent_id] for item in asked if item.parent_id and item.parent_id in known]
    return above if len(asked) == 1 else []
