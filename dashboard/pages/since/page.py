"""较上月: what changed since an earlier month's end, in words and as a table; whom to remind, with a text to copy."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import Dash, dcc, html

from dashboard.metrics.query import count_undated_left_out, total
from dashboard.metrics.schedule import since
from dashboard.parts.cards import panel
from dashboard.parts.dom import data
from dashboard.parts.scroll_table import table
from dashboard.parts.states import no_projects, state
from dashboard.parts.switches import EVERY, files, more, switch
from dashboard.session.board_page import Board, Page
from dashboard.session.links import narrowed
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.tables.month_to_month import choices, compared_with, kind_title, reminder, said, token
from dashboard.words.formats import plain, short_wan
from dashboard.words.labels import REPORTING_LABELS
from dashboard.words.slips import months_number
from dashboard.words.translate import DATA_LANGUAGE, t

PATH = "/since"
_FEW, _MOST, _CHOICES = 30, 300, 12
_AMOUNTS = {"invested_total_wan": "累计完成投资", "arrived_wan": "到位资金", "paid_wan": "已支付"}

Row = dict[str, Any]


def register(app: Dash, board: Board) -> Page:
    """Add the page."""
    del app, board
    return Page(PATH, "较上月", render, downloads=("since", "reminders"))


def render(session: Session, scope: Scope, argument: str) -> html.Div:
    """The whole page; with one month alone there is nothing to compare, but maybe somebody to remind."""
    del argument
    figures = total(session.cursor, scope.filter, scope.as_of, ["projects", "reported_projects"])
    if not figures["projects"]:
        return no_projects(scope, PATH, count_undated_left_out(session.cursor, scope.filter, scope.as_of))
    before = compared_with(session.cursor, scope)
    head = html.H1(t("较上月"), className="visually-hidden")
    if before is None or scope.as_of is None:
        words = t("只有一个月末的数据，没有更早的可以比较。")
        first: list[Any] = [state(t("没有可比的月末"), words)]
    else:
        counts = since.count_changes(session.cursor, scope.filter, before, scope.as_of)
        first = [
            html.Div([_words(session, scope, before, scope.as_of, counts)], className="grid"),
            html.Div([_list(session, scope, before, scope.as_of, counts)], className="grid"),
        ]
    remind = _reminders(session, scope) if scope.as_of and scope.info.progress_month else None
    return html.Div([head, *first, html.Div([remind], className="grid") if remind else None], className="page since")


def _kind(scope: Scope) -> str:
    """The kind of change that the address names; "" for all."""
    return next((item.removeprefix("kind-") for item in scope.view if item.removeprefix("kind-") in since.kinds()), "")


def _words(session: Session, scope: Scope, before: date, as_of: date, counts: dict[str, Row]) -> html.Section:
    """Every kind of change with its number, then money."""
    lines: list[Any] = [_counted(key, counts[key], scope) for key in since.kinds() if key in counts]
    money = since.money_since(session.cursor, scope.filter, before, as_of)
    lines += [
        html.Li(_money(name, money)) for name in _AMOUNTS if money[f"{name}_both"] or money[f"{name}_new_projects"]
    ]
    body: Any = (
        html.Ul(lines, className="missing-reports") if lines else html.P(t("没有变化。"), className="not-stated")
    )
    ends = [(token(end) if place else "", f"{end:%Y-%m}") for place, end in enumerate(choices(session.cursor, scope))]
    tools = html.Span([switch(PATH, scope, t("与哪个月末比较"), ends[:_CHOICES])], className="panel-tools")
    note = t("{before} 月末 → {after} 月末", before=f"{before:%Y-%m}", after=f"{as_of:%Y-%m}")
    return panel(t("变化了什么"), body, note=note, name="since", aside=tools)


def _counted(key: str, row: Row, scope: Scope) -> html.Li:
    """How many projects changed in this way, as a link to them."""
    others = tuple(item for item in scope.view if not item.startswith("kind-"))
    href = f"{PATH}?{scope.query(view=(*others, f'kind-{key}'))}"
    words: list[Any] = [html.A(kind_title(key), href=href, **data(replace="1", kind=key))]
    words.append(html.Span(t("{count} 个项目", count=plain(row["projects"]))))
    if row["months"]:
        words.append(html.Span(t("最多 {count} 个月", count=months_number(row["months"]))))
    return html.Li(words, title=t(since.kinds()[key].meaning))


def _money(name: str, money: Row) -> str:
    parts = []
    if money[f"{name}_both"]:
        parts.append(
            t(
                "增加 {amount}（{n} 个项目有新的报送）",
                amount=short_wan(money[f"{name}_rise"]),
                n=plain(money[f"{name}_both"]),
            )
        )
    if money[f"{name}_new_projects"]:
        words = t("另有 {n} 个项目首次报送，共 {amount}")
        parts.append(words.format(n=plain(money[f"{name}_new_projects"]), amount=short_wan(money[f"{name}_new"])))
    return t("{label}：{values}", label=t(_AMOUNTS[name]), values=t("；").join(parts))


def _list(session: Session, scope: Scope, before: date, as_of: date, counts: dict[str, Row]) -> html.Section:
    """Project by project, of one kind or of all."""
    kind, most = _kind(scope), _MOST if EVERY in scope.view else _FEW
    rows = since.list_changes(session.cursor, scope.filter, before, as_of, kind=kind, most=most).to_dicts()
    count = sum(row["projects"] for key, row in counts.items() if kind in ("", key))
    heads = [(t("变化"), ""), (t("项目"), ""), (t("原来"), ""), (t("现在"), ""), (t("推后（月）"), "number")]
    body: list[Any] = [table(heads, [_row(row, scope) for row in rows], "changes")]
    if count > len(rows) and EVERY not in scope.view:
        body.append(more(PATH, scope, count))
    elif count > len(rows):
        body.append(html.P(t("此处列出前 {n} 条，其余见下载。", n=_MOST), className="foot"))
    if not rows:
        body = [html.P(t("没有变化。"), className="not-stated")]
    tools = []
    if kind:
        rest = scope.query(view=tuple(item for item in scope.view if item != f"kind-{kind}"))
        tools = [html.A(t("全部变化"), href=f"{PATH}?{rest}", className="more", **data(replace="1"))]
    note = t("{what}，共 {n} 条", what=kind_title(kind), n=count) if kind else t("共 {count} 条", count=count)
    return panel(t("逐项目变化"), body, note=note, name="changes", aside=files(scope, "since", *tools))


def _row(row: Row, scope: Scope) -> html.Tr:
    words = html.Span(row["name"], lang=DATA_LANGUAGE)
    link = dcc.Link(words, href=narrowed(f"/project/{row['project_id']}", scope))
    where = html.Div(row["region_name"] or t("地区未定"), className="doc-facts", lang=DATA_LANGUAGE)
    is_problem = row["kind"].startswith("problem")
    language = DATA_LANGUAGE if is_problem else None
    return html.Tr(
        [
            html.Td(kind_title(row["kind"])),
            html.Td([link, where]),
            html.Td(said(row["said_before"]), lang=language),
            html.Td(said(row["said_now"]), lang=language),
            html.Td(months_number(row["months"]) if row["months"] else "—", className="number"),
        ],
        **data(kind=row["kind"]),
    )


def _reminders(session: Session, scope: Scope) -> html.Section:
    """Regions that did not report for every project, each with the text that reminds it."""
    rows = since.to_remind(session.cursor, scope.filter, scope.as_of).to_dicts()
    items = [
        html.Li(
            [
                html.Strong(row["region_name"] or t("地区未定"), lang=DATA_LANGUAGE),
                html.Span(t(REPORTING_LABELS[row["state"]])),
                html.Span(t("{n} 个项目未报", n=plain(row["missing"]))),
                html.P(reminder(row, scope.as_of), className="reminder", lang=DATA_LANGUAGE),
                html.Button(t("复制"), type="button", className="link-button", **data(copy="li")),
            ]
        )
        for row in rows[:_MOST]
    ]
    body: list[Any] = [html.Ul(items, className="missing-reports reminders")]
    if len(rows) > _MOST:
        body.append(html.P(t("此处列出前 {n} 个地区，其余见下载。", n=_MOST), className="foot"))
    if not rows:
        body = [html.P(t("各地区都已报送。"), className="not-stated")]
    tools = []
    if rows:
        tools = [html.Button(t("复制全部"), type="button", className="link-button", **data(copy="section"))]
    note = t("文字由管理员维护；已竣工、已取消的不必报送")
    return panel(t("催报"), body, note=note, name="reminders", aside=files(scope, "reminders", *tools))
