"""审批手续: where projects stand among the steps of approval, how many days steps take, who waits, who started without.

Top to bottom: the figures; step by step with the days between; who waits longest; who started before; the steps.
"""

from __future__ import annotations

from typing import Any

from dash import Dash, dcc, html

from dashboard.metrics.approval_metrics import APPROVALS
from dashboard.metrics.query import count_undated_left_out, total
from dashboard.metrics.schedule.approval_progress import count_steps, list_bare_starts, list_waiting
from dashboard.parts.cards import badge, card, panel, said
from dashboard.parts.dom import data
from dashboard.parts.scroll_table import table
from dashboard.parts.states import no_projects, state
from dashboard.parts.switches import EVERY, files, more
from dashboard.session.board_page import Board, Page
from dashboard.session.links import narrowed
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.formats import plain, planned_date, share, short_wan
from dashboard.words.labels import APPROVAL_STATE_LABELS, STATUS_LABELS, approval_step_label
from dashboard.words.slips import share_pct, share_pct_with_parts
from dashboard.words.translate import DATA_LANGUAGE, listed, t
from etl.contract.approval_pipeline import pipeline

PATH = "/approvals"
_METRICS = ("projects", *APPROVALS)
_FEW, _MOST = 15, 200

Row = dict[str, Any]


def register(app: Dash, board: Board) -> Page:
    """Add the page."""
    del app, board
    return Page(PATH, "审批手续", render, downloads=("approval-steps", "approval-waiting", "approval-dates"))


def render(session: Session, scope: Scope, argument: str) -> html.Div:
    """The whole page; where nobody states a step, that."""
    del argument
    figures = total(session.cursor, scope.filter, scope.as_of, _METRICS)
    if not figures["projects"]:
        return no_projects(scope, PATH, count_undated_left_out(session.cursor, scope.filter, scope.as_of))
    head = html.H1(t("审批手续"), className="visually-hidden")
    if not figures["approval_projects"]:
        words = t("这些项目的清单和调度表都没有审批环节的栏目（如可研批复、用地、环评、施工许可）。")
        action = dcc.Link(t("导入文件"), href="/import/", className="button primary")
        body = [head, state(t("没有载明审批手续"), words, [action]), html.Div([_rules(scope)], className="grid")]
        return html.Div(body, className="page approvals-page")
    steps = count_steps(session.cursor, scope.filter, scope.as_of).to_dicts()
    return html.Div(
        [
            head,
            html.Div(_cards(figures), className="cards"),
            html.Div([_steps(scope, steps)], className="grid"),
            html.Div([_waiting(session, scope, figures)], className="grid"),
            html.Div([_bare_starts(session, scope, figures)], className="grid"),
            html.Div([_rules(scope)], className="grid"),
        ],
        className="page approvals-page",
    )


def _cards(figures: Row) -> list[html.Div]:
    stating, whole = figures["approval_projects"], figures["projects"]
    waiting = figures["approval_waiting_projects"]
    known = share(figures["approval_waiting_projects_stated"], waiting)
    longest = figures["approval_wait_longest_days"]
    waits: list[Any] = [html.Span(t("{share} 个可计算天数", share=known))]
    if longest is not None:
        waits.insert(0, html.Span(html.Strong(t("最长 {count} 天", count=_days(longest)))))
    part, among = figures["approval_bare_rate_n"], figures["approval_bare_rate_d"]
    bare = [html.Span(t("{share} 个已开工、载明开工前环节的项目", share=share(part, among))),
            html.Span(t("没有载明不等于没有办，应核实"))]  # fmt: skip
    return [
        _card("approval_projects", t("载明审批环节"), plain(stating), t("个"),
              [html.Span(share_pct_with_parts(stating, whole))]),
        _card("approval_waiting_projects", t("未开工、审批未办结"), plain(waiting), t("个"),
              [html.Span(t("{share} 个载明审批环节的项目", share=share(waiting, stating)))]),
        _card("approval_wait_median_days", t("已等待（中位数）"), _days(figures["approval_wait_median_days"]), t("天"),
              waits),
        _card("approval_bare_rate", t("开工前手续未载明办结"), plain(part), t("个"), bare),
    ]  # fmt: skip


def _card(name: str, label: str, number: str, unit: str, notes: list[Any]) -> html.Div:
    return card(label, number, "" if number == "—" else unit, "", notes, name=name, muted=number == "—")


def _days(value: float | None) -> str:
    return "—" if value is None else f"{value:,.1f}".removesuffix(".0")


def _steps(scope: Scope, rows: list[Row]) -> html.Section:
    """Every step: how far projects are with it, and how many days it took from the one before."""
    heads = [
        (t("环节"), ""), (t("已办结"), ""), (t("办理中"), "number"), (t("计划办理"), "number"), (t("未办理"), "number"),
        (t("栏目空白"), "number"), (t("正等这一环节"), "number"), (t("距上一环节（中位数）"), "number"),
        (t("最长"), "number"),
    ]  # fmt: skip
    note = t("按清单和最近一次调度；间隔只计两个环节都写到日或月的，写到月的按月初相减")
    body = table(heads, [_step(row) for row in rows], "statistics approval-steps")
    return panel(t("各环节办到哪里、用了多少天"), body, note=note, name="steps", aside=files(scope, "approval-steps"))


def _step(row: Row) -> html.Tr:
    needed = row["projects"] - row["not_needed"]
    width = {"width": f"{100 * row['done'] / needed if needed else 0:.1f}%"}
    done: list[Any] = [
        html.Span(html.Span(className="meter-bar", style=width), className="meter"),
        html.Span([html.Strong(share_pct(row["done"], needed)), " ", share(row["done"], needed)]),
    ]
    if row["not_needed"]:
        done.append(html.Div(t("另有 {count} 个无需办理", count=row["not_needed"]), className="doc-facts"))
    timed = [t("{count} 个项目", count=row["timed"])] if row["timed"] else []
    timed += [t("其中 {n} 个只写到月", n=row["by_month"])] if row["by_month"] else []
    timed += [t("另有 {n} 个早于上一环节，未计", n=row["backwards"])] if row["backwards"] else []
    unread = t("另有 {n} 个未能读出", n=row["unread"]) if row["unread"] else ""
    return html.Tr(
        [
            html.Th(t(approval_step_label(row["step"])), scope="row"),
            html.Td(done),
            _number(row["under_way"]),
            _number(row["planned"]),
            _number(row["not_started"], unread),
            _number(row["blank"]),
            _number(row["waiting"]),
            _number(_of_days(row["median_days"]), *timed),
            _number(_of_days(row["longest_days"])),
        ],
        **data(step=row["step"]),
    )


def _of_days(value: float | None) -> str:
    return "—" if value is None else t("{count} 天", count=_days(value))


def _number(value: object, *beneath: str) -> html.Td:
    lines = [html.Div(words, className="doc-facts") for words in beneath if words]
    return html.Td([html.Div(plain(value)), *lines], className="number")


def _waiting(session: Session, scope: Scope, figures: Row) -> html.Section:
    """Who has not started and waits, the longest first."""
    title, count = t("等得最久的项目"), figures["approval_waiting_projects"]
    if not count:
        return said(title, t("没有未开工而审批未办结的项目。"), name="waiting")
    most = _MOST if EVERY in scope.view else _FEW
    rows = list_waiting(session.cursor, scope.filter, scope.as_of, most=most).to_dicts()
    heads = [
        (t("项目"), ""), (t("已办到"), ""), (t("等哪一环节"), ""), (t("已等待"), "number"), (t("总投资"), "number"),
        (t("出处"), ""),
    ]  # fmt: skip
    body: list[Any] = [table(heads, [_waits(scope, row) for row in rows], "statistics approval-waiting")]
    body += _rest(scope, count, len(rows))
    note = t("自最近一个已办结的环节至数据截止日；只写到月的自月末起算")
    return panel(title, body, note=note, name="waiting", aside=files(scope, "approval-waiting"))


def _rest(scope: Scope, count: int, shown: int) -> list[Any]:
    if count <= shown:
        return []
    if EVERY not in scope.view:
        return [more(PATH, scope, count)]
    return [html.P(t("此处列出前 {n} 个，其余见下载。", n=_MOST), className="foot")]


def _waits(scope: Scope, row: Row) -> html.Tr:
    reached = t("尚无") if row["approval_stage"] is None else t(approval_step_label(row["approval_stage"]))
    when = t("不晚于 {day}", day=row["approval_done_by"].isoformat()) if row["approval_done_by"] else ""
    planned = t("计划 {month}", month=f"{row['planned_on']:%Y-%m}") if row["planned_on"] else ""
    is_past = row["planned_on"] and scope.as_of and row["planned_on"] < scope.as_of.replace(day=1)
    step = [html.Div(t(approval_step_label(row["step"]))), html.Div(
        [t(APPROVAL_STATE_LABELS[row["state"]]), " ", planned, *([badge(t("已过"), "badge-warn")] if is_past else [])],
        className="doc-facts",
    )]  # fmt: skip
    return html.Tr(
        [
            _project(scope, row),
            html.Td([html.Div(reached), html.Div(when, className="doc-facts")]),
            html.Td(step),
            _number(_of_days(row["days"])),
            _number(_investment(row)),
            _place(row),
        ],
        **data(project=row["project_id"]),
    )


def _investment(row: Row) -> str:
    return "—" if row["total_investment_wan"] is None else short_wan(row["total_investment_wan"])


def _project(scope: Scope, row: Row) -> html.Th:
    name = dcc.Link(html.Span(row["name"], lang=DATA_LANGUAGE), href=narrowed(f"/project/{row['project_id']}", scope))
    where = html.Span(row["region_name"] or t("地区未定"), lang=DATA_LANGUAGE)
    return html.Th([name, html.Div([where, f" · {t(STATUS_LABELS[row['status']])}"], className="doc-facts")],
                   scope="row")  # fmt: skip


def _place(row: Row) -> html.Td:
    """The table and row that say so."""
    return html.Td(
        [
            html.Span(row["document"], lang=DATA_LANGUAGE),
            html.Div(t("表{table}第{row}行", table=row["table_no"], row=row["row_no"]), className="doc-facts"),
        ]
    )


def _bare_starts(session: Session, scope: Scope, figures: Row) -> html.Section:
    """Who started while a step was not stated to be done, or before it was."""
    title, count = t("开工前手续未载明办结"), figures["approval_bare_rate_n"]
    if not count:
        words = t("已开工的项目，开工前的环节都载明在开工之前办结。")
        nothing = t("没有已开工、载明开工前环节的项目。")
        return said(title, words if figures["approval_bare_rate_d"] else nothing, name="bare")
    most = _MOST if EVERY in scope.view else _FEW
    rows = list_bare_starts(session.cursor, scope.filter, scope.as_of, most=most).to_dicts()
    heads = [(t("项目"), ""), (t("实际开工"), ""), (t("环节"), ""), (t("载明"), ""), (t("总投资"), "number"),
             (t("出处"), "")]  # fmt: skip
    body: list[Any] = [table(heads, [_bare(scope, row) for row in rows], "statistics approval-bare")]
    body += _rest(scope, count, len({row["project_id"] for row in rows}))
    note = t("{count} 个项目，一个环节一行；栏目空白可能是漏填，应核实", count=plain(count))
    return panel(title, body, note=note, name="bare", aside=files(scope, "approval-bare-starts"))


def _bare(scope: Scope, row: Row) -> html.Tr:
    start = planned_date(row["actual_start"], row["actual_start_precision"])
    told = t(APPROVAL_STATE_LABELS[row["state"]])
    if row["done_on"]:
        told = t("{day} 才办结", day=planned_date(row["done_on"], row["done_precision"]))
    return html.Tr(
        [
            _project(scope, row),
            html.Td(start),
            html.Td(t(approval_step_label(row["step"]))),
            html.Td(told),
            _number(_investment(row)),
            _place(row),
        ],
        **data(project=row["project_id"], step=row["step"]),
    )


def _rules(scope: Scope) -> html.Section:
    """The steps in their order, and which must be done before the start."""
    order = " → ".join(t(approval_step_label(one.step)) for one in pipeline())
    before = listed(t(approval_step_label(one.step)) for one in pipeline() if one.is_before_start)
    items = [
        html.Li(t("{label}：{values}", label=t(approval_step_label(one.step)), values=t(one.meaning)))
        for one in pipeline()
    ]
    body = [html.P(t("先后：{steps}。开工前须办结：{before}。", steps=order, before=before)),
            html.Ul(items, className="reasons")]  # fmt: skip
    note = t("环节与先后由管理员维护，改动后下次导入时生效")
    return panel(t("环节与先后"), body, note=note, name="rules", aside=files(scope, "approval-pipeline"))
