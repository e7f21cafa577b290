"""What needs the reader: each thing with its number, what it is about, and the way to it."""

from __future__ import annotations

from typing import Any

import polars as pl
from dash import dcc, html

from dashboard.metrics.query import Sort, list_projects
from dashboard.metrics.schedule.monthly_reports import reporting
from dashboard.parts.dom import data
from dashboard.session.links import narrowed
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.formats import plain, short_wan
from dashboard.words.labels import LATENESS_LABELS
from dashboard.words.problem_words import in_brief
from dashboard.words.slips import months_number, slip_months_words
from dashboard.words.translate import listed, t

_COLUMNS = (
    "name", "total_investment_wan", "current_finish_slip_months", "current_finish_slip_bound", "current_lateness",
    "no_slip_reason", "problems", "problem_causes",
)  # fmt: skip
_NAMED = 3

Row = dict[str, Any]


def needs(session: Session, scope: Scope, figures: Row) -> html.Div | None:
    """A card for each thing that needs somebody; a word of its own where nothing does. None without any report."""
    if not figures["reported_projects"]:
        return None
    cards = [
        _overdue(session, scope, figures["current_overdue_rate_n"]),
        _forecast_late(session, scope, figures),
        _silent(session, scope),
        _contradicting(scope, figures),
    ]
    shown = [card for card in cards if card is not None]
    if not shown:
        return html.Div(html.P(t("没有逾期、预计会晚、未报送或互相矛盾的项目。")), className="needs-none")
    return html.Div(shown, className="needs")


def _overdue(session: Session, scope: Scope, count: int) -> html.Div | None:
    if not count:
        return None
    row = _first(session, scope, "overdue", Sort("current_finish_slip_months", descending=True))
    words = t("{name}：{slip}", name=row["name"], slip=slip_months_words(row, "current"))
    reason = in_brief(row["problem_causes"], row["problems"]) or t("没有报告原因")
    href = narrowed("/projects", scope, classes=("overdue",))
    title = t("{what} {count} 个", what=t(LATENESS_LABELS["overdue"]), count=plain(count))
    return _card("overdue", title, t("；").join((words, reason)), href, t("看项目"))


def _forecast_late(session: Session, scope: Scope, figures: Row) -> html.Div | None:
    count = figures["current_forecast_late_rate_n"]
    if not count:
        return None
    latest = _first(session, scope, "forecast_late", Sort("current_finish_slip_months", descending=True))
    dearest = _first(session, scope, "forecast_late", Sort("total_investment_wan", descending=True))
    title = t(
        "{what} {count} 个，共 {amount}",
        what=t(LATENESS_LABELS["forecast_late"]), count=plain(count),
        amount=short_wan(figures["current_forecast_late_investment_rate_n"]),
    )  # fmt: skip
    words = [t("最晚：{name}，{count} 个月", name=latest["name"], count=_months(latest))]
    if dearest["name"] != latest["name"]:
        amount = short_wan(dearest["total_investment_wan"])
        name = dearest["name"]
        words.append(t("钱最多：{name}，{amount}，{count} 个月", name=name, amount=amount, count=_months(dearest)))
    href = narrowed("/projects", scope, classes=("forecast_late",))
    return _card("forecast", title, t("；").join(words), href, t("看项目"))


def _silent(session: Session, scope: Scope) -> html.Div | None:
    """Regions none of whose open projects reported this month."""
    rows = reporting(session.cursor, scope.filter, scope.as_of).filter(pl.col("state").is_in(["none", "never"]))
    if not rows.height or scope.as_of is None:
        return None
    names = rows["region_name"].fill_null(t("地区未定")).to_list()
    named = listed(names[:_NAMED])
    who = named if len(names) <= _NAMED else t("{names}等 {n} 个地区", names=named, n=len(names))
    title = t("{who} {month} 月未报送", who=who, month=scope.as_of.month)
    text = t("涉及 {count} 个未竣工的项目，其数字是上次报送的", count=plain(int(rows["projects"].sum())))
    return _card("silent", title, text, narrowed("/schedule", scope), t("看报送"))


def _contradicting(scope: Scope, figures: Row) -> html.Div | None:
    count = figures["contradictions"]
    if not count:
        return None
    title = t("{count} 处矛盾还没有说明", count=plain(count))
    text = t("涉及 {count} 个项目，报送与清单或前后两次报送对不上", count=plain(figures["contradicting_projects"]))
    return _card("contradicting", title, text, narrowed("/contradictions", scope), t("去核对"))


def _first(session: Session, scope: Scope, word: str, sort: Sort) -> Row:
    """The first project of one lateness in an order."""
    rows = list_projects(
        session.cursor, scope.filter, scope.as_of, columns=_COLUMNS, sort=[sort], limit=1, few=True,
        only=f"current_lateness = '{word}'",
    )  # fmt: skip
    return rows.row(0, named=True)


def _months(row: Row) -> str:
    return months_number(row["current_finish_slip_months"])


def _card(kind: str, title: str, text: str, href: str, action: str) -> html.Div:
    head = [html.H2(title), dcc.Link(f"{action} →", href=href, className="need-link", title=title)]
    return html.Div(
        [html.Div(head, className="need-head"), html.P(text)], className=f"need need-{kind}", **data(need=kind)
    )
