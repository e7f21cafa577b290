"""年底预计: what will be done by 31 December, within which range, what the plan still needs a month, who decides it.

Top to bottom: the figures; the months so far with the range of what is expected; what decides it; places side by side;
how the method did in earlier years; of whom nothing is expected, and by which rules.
"""

from __future__ import annotations

from typing import Any

from dash import Dash, dcc, html

from dashboard.metrics.dated import title_at
from dashboard.metrics.query import aggregate, count_undated_left_out, total
from dashboard.metrics.schedule.year_end import done_by_month_wan, list_year_ends
from dashboard.pages.year_end.panels import PATH, deciding, drawn, places_table, rules, silent, tests, worked_out
from dashboard.parts.cards import card, panel, said, side_by_side
from dashboard.parts.states import no_projects, state
from dashboard.parts.unmatched import without_list
from dashboard.session.board_page import Board, Page
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.session.split import places
from dashboard.tables.year_end_rows import METRICS, same_month_tests
from dashboard.words.formats import exact_below_wan, headline_wan, share, short_wan
from dashboard.words.slips import parts_wan, share_pct_with_parts_wan
from dashboard.words.translate import t
from dashboard.words.year_end_words import range_pct, range_wan

_MOST_DECIDING = 12

Row = dict[str, Any]


def register(app: Dash, board: Board) -> Page:
    """Add the page."""
    del app, board
    return Page(PATH, "年底预计", render, downloads=("year-end", "year-end-projects", "year-end-tests"))


def render(session: Session, scope: Scope, argument: str) -> html.Div:
    """The whole page; where nothing can be expected, why."""
    del argument
    if not scope.info.projects:
        return without_list(session, scope, t("年底预计"))
    with session.beside() as beside:
        tested, reasons = beside.ask(_tested, scope), beside.ask(_reasons, scope)
        figures = total(session.cursor, scope.filter, scope.as_of, METRICS)
        if not figures["projects"]:
            return no_projects(scope, PATH, count_undated_left_out(session.cursor, scope.filter, scope.as_of))
        head = html.H1(t("年底预计"), className="visually-hidden")
        if not figures["year_end_wan_stated"]:
            parts = [head, _nothing(figures), html.Div([silent(scope, reasons.result(), figures), rules(scope)],
                                                       className="grid grid-halves")]  # fmt: skip
            return html.Div(parts, className="page year-end")
        by, groups = places(
            session, scope, aggregate(session.cursor, scope.filter, scope.as_of, METRICS, ("region",)), METRICS
        )
        return html.Div(
            [
                head,
                html.Div(_cards(scope, figures), className="cards"),
                side_by_side(
                    [
                        _chart(session, scope, figures),
                        [tests(scope, tested.result()), silent(scope, reasons.result(), figures)],
                    ],
                    "grid-halves",
                ),
                html.Div([_deciding(session, scope, figures)], className="grid"),
                html.Div([places_table(scope, by, groups, figures)], className="grid"),
                html.Div([rules(scope)], className="grid"),
            ],
            className="page year-end",
        )


def _tested(session: Session, scope: Scope) -> list[Row]:
    return same_month_tests(session.cursor, scope).to_dicts()


def _reasons(session: Session, scope: Scope) -> list[Row]:
    asked = ("projects", "annual_plan_wan")
    return aggregate(session.cursor, scope.filter, scope.as_of, asked, ("year_end_reason",)).to_dicts()


def _nothing(figures: Row) -> html.Div:
    words = t("{count} 个项目都不能推算，原因见下。", count=figures["projects"])
    action = dcc.Link(t("导入调度表"), href="/import/", className="button primary")
    return state(t("还不能推算年底"), words, [] if figures["reported_projects"] else [action])


def _cards(scope: Scope, figures: Row) -> list[html.Div]:
    return [
        _plan(scope, figures), _done(scope, figures), _expected(figures), _expected_rate(figures), _needed(figures),
    ]  # fmt: skip


def _amount(label: str, name: str, figures: Row, notes: list[Any]) -> html.Div:
    number, unit = headline_wan(figures[name])
    is_none = figures[name] is None
    return card(label, number, unit, exact_below_wan(figures[name]), notes, name=name, muted=is_none)


def _plan(scope: Scope, figures: Row) -> html.Div:
    stated = share(figures["annual_plan_wan_stated"], figures["projects"])
    notes = [html.Span(t("{share} 个项目报送", share=stated))]
    return _amount(title_at("annual_plan_wan", scope.as_of), "annual_plan_wan", figures, notes)


def _done(scope: Scope, figures: Row) -> html.Div:
    rate = share_pct_with_parts_wan(figures["completion_rate_n"], figures["completion_rate_d"])
    stated = share(figures["invested_year_wan_stated"], figures["projects"])
    notes = [html.Span([html.Strong(t("完成率") + " "), rate]), html.Span(t("{share} 个项目报送", share=stated))]
    return _amount(title_at("invested_year_wan", scope.as_of), "invested_year_wan", figures, notes)


def _expected(figures: Row) -> html.Div:
    stated = share(figures["year_end_wan_stated"], figures["projects"])
    notes = [
        html.Span(html.Strong(range_wan(figures["year_end_low_wan"], figures["year_end_high_wan"]))),
        html.Span(t("{share} 个项目可推算", share=stated)),
        html.Span(worked_out()),
    ]
    return _amount(t("预计年底完成"), "year_end_wan", figures, notes)


def _expected_rate(figures: Row) -> html.Div:
    value = figures["year_end_rate"]
    notes: list[Any] = []
    if value is not None:
        parts = parts_wan(figures["year_end_rate_n"], figures["year_end_rate_d"])
        between = range_pct(figures["year_end_low_rate"], figures["year_end_high_rate"])
        short = t("预计比年度计划少 {amount}", amount=short_wan(figures["year_end_short_wan"]))
        notes = [html.Span(html.Strong(between)), html.Span(parts), html.Span(short)]
    number = "—" if value is None else f"{value:.1f}"
    unit = "" if value is None else "%"
    return card(t("预计全年完成率"), number, unit, "", notes, name="year_end_rate", muted=value is None)


def _needed(figures: Row) -> html.Div:
    notes: list[Any] = []
    needed, pace = figures["needed_month_wan"], figures["pace_month_wan"]
    if needed is not None:
        notes.append(html.Span([html.Strong(t("今年月均 {amount}", amount=short_wan(pace)))]))
        if pace:
            notes.append(html.Span(t("是今年月均的 {times} 倍", times=f"{float(needed) / float(pace):.1f}")))
    stated = share(figures["plan_left_wan_stated"], figures["projects"])
    notes.append(html.Span(t("{share} 个项目计划与完成都有报送", share=stated)))
    return _amount(t("完成计划每月须完成"), "needed_month_wan", figures, notes)


def _chart(session: Session, scope: Scope, figures: Row) -> html.Section:
    """The months so far and the range ahead, of the projects whose year's end is expected."""
    title = t("今年各月与年底预计")
    rows = done_by_month_wan(session.cursor, scope.filter, scope.as_of).drop_nulls().to_dicts()
    if not rows or scope.as_of is None or scope.as_of.month == 12:
        return said(title, t("已到年底，没有要推算的月份。"), name="fan")
    return panel(title, drawn(rows, figures, title), note=t("只画可推算的项目；带为区间，不是概率"), name="fan")


def _deciding(session: Session, scope: Scope, figures: Row) -> html.Section:
    found = list_year_ends(session.cursor, scope.filter, scope.as_of, most=_MOST_DECIDING)
    return deciding(scope, found.to_dicts(), figures)
