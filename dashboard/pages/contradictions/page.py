"""矛盾: what sheets and lists say that cannot all be true, both cells side by side; who is to answer, and did.

Top to bottom: how many stand, of how many projects; the rules with their bounds; each contradiction, open ones first.
"""

from __future__ import annotations

from typing import Any

from dash import Dash, dcc, html

from dashboard.dialogues import explain_form
from dashboard.dialogues.correction_form import opener
from dashboard.metrics.query import count_undated_left_out, total
from dashboard.metrics.schedule.against import STATES, count_by_rule, list_contradictions
from dashboard.parts.cards import badge, panel
from dashboard.parts.dom import data
from dashboard.parts.scroll_table import table
from dashboard.parts.states import no_projects, state
from dashboard.parts.switches import EVERY, files, more, switch
from dashboard.session.board_page import Board, Page
from dashboard.session.links import narrowed
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.contradicting import bounds, cells, meaning, rule_name
from dashboard.words.formats import plain, share, short_wan
from dashboard.words.labels import CONTRADICTION_STATE_LABELS
from dashboard.words.translate import DATA_LANGUAGE, t
from etl.contract.contradiction_rules import rules

PATH = "/contradictions"
_FEW, _MOST = 30, 300
_METRICS = (
    "projects", "reported_projects", "contradictions", "contradicting_projects", "explained_contradictions",
    "contradiction_rate", "contradiction_rate_n", "contradiction_rate_d",
)  # fmt: skip
_BADGES = {"open": "badge-warn", "explained": "badge-note", "mended": "badge-applied"}

Row = dict[str, Any]


def register(app: Dash, board: Board) -> Page:
    """Add the page with its form."""
    explain_form.register(app, board)
    return Page(PATH, "矛盾", render, downloads=("contradictions", "contradiction-rules"))


def render(session: Session, scope: Scope, argument: str) -> html.Div:
    """The whole page; without any report, that there is nothing to compare."""
    del argument
    figures = total(session.cursor, scope.filter, scope.as_of, _METRICS)
    if not figures["projects"]:
        return no_projects(scope, PATH, count_undated_left_out(session.cursor, scope.filter, scope.as_of))
    counted = {row["rule"]: row for row in count_by_rule(session.cursor, scope.filter, scope.as_of).to_dicts()}
    head = html.H1(t("矛盾"), className="visually-hidden")
    if not figures["reported_projects"]:
        words = t("这些项目没有进度报送，没有可以互相核对的数。")
        return html.Div([head, state(t("没有可核对的报送"), words)], className="page contradictions")
    return html.Div(
        [
            head,
            html.Div(_cards(figures, counted), className="cards cards-3"),
            html.Div([_list(session, scope, counted)], className="grid"),
            html.Div([_rules(scope, counted)], className="grid"),
            explain_form.form(),
        ],
        className="page contradictions",
    )


def _cards(figures: Row, counted: dict[str, Row]) -> list[html.Div]:
    mended = sum(row["mended"] for row in counted.values())
    parts = share(figures["contradiction_rate_n"], figures["contradiction_rate_d"])
    of_projects = t("涉及 {share} 个有报送的项目", share=parts)
    return [
        _card("open", figures["contradictions"], of_projects),
        _card("explained", figures["explained_contradictions"], t("有人写明原因，不再列为未说明")),
        _card("mended", mended, t("后来的报送已不再有")),
    ]


def _card(name: str, count: int, note: str) -> html.Div:
    number = html.Div([html.Span(plain(count), className="card-number"), html.Span(t("条"), className="card-unit")])
    label = html.Div(t(CONTRADICTION_STATE_LABELS[name]), className="card-label")
    return html.Div([label, number, html.Div(note, className="card-notes")], className="card", **data(state=name))


def _chosen(scope: Scope) -> str:
    """The rule that the address names; "" for all."""
    return next((item.removeprefix("rule-") for item in scope.view if item.removeprefix("rule-") in rules()), "")


def _state(scope: Scope) -> str:
    """The state that the address names; open ones unless it names another."""
    return next((item for item in scope.view if item in STATES), "open")


def _list(session: Session, scope: Scope, counted: dict[str, Row]) -> html.Section:
    """Each contradiction of the chosen rule and state, both cells side by side."""
    rule, chosen = _chosen(scope), _state(scope)
    most = _MOST if EVERY in scope.view else _FEW
    rows = list_contradictions(session.cursor, scope.filter, scope.as_of, rule=rule, state=chosen, most=most).to_dicts()
    count = sum(row[chosen] for key, row in counted.items() if rule in ("", key))
    heads = [
        (t("项目"), ""), (t("矛盾"), ""), (t("一处"), ""), (t("另一处"), ""), (t("由谁核实"), ""), (t("状态"), ""),
        (t("处理"), ""),
    ]  # fmt: skip
    body: list[Any] = [table(heads, [_row(row, scope) for row in rows], "contradictions")]
    if count > len(rows) and EVERY not in scope.view:
        body.append(more(PATH, scope, count))
    elif count > len(rows):
        body.append(html.P(t("此处列出前 {n} 条，其余见下载。", n=_MOST), className="foot"))
    if not rows:
        body = [html.P(t("没有这样的矛盾。"), className="not-stated")]
    note = t("{what}，{count} 条", what=rule_name(rule), count=count) if rule else t("共 {count} 条", count=count)
    choices = [("" if name == "open" else name, t(CONTRADICTION_STATE_LABELS[name])) for name in STATES]
    tools: list[Any] = [switch(PATH, scope, t("状态"), choices)]
    if rule:
        rest = scope.query(view=tuple(item for item in scope.view if item != f"rule-{rule}"))
        every = html.A(t("全部规则"), href=f"{PATH}?{rest}", className="more", **data(replace="1"))
        tools.insert(0, every)
    aside = files(scope, "contradictions", *tools)
    return panel(t("互相矛盾的数"), body, note=note, name="contradictions", aside=aside)


def _row(row: Row, scope: Scope) -> html.Tr:
    one, other = cells(row)
    words = html.Span(row["name"], lang=DATA_LANGUAGE)
    name = dcc.Link(words, href=narrowed(f"/project/{row['project_id']}", scope))
    where = html.Div(row["region_name"] or t("地区未定"), className="doc-facts", lang=DATA_LANGUAGE)
    return html.Tr(
        [
            html.Td([name, where]),
            html.Td(rule_name(row["rule"])),
            _cell(*one),
            _cell(*other),
            html.Td(row["owner"] or t("未载明"), className="" if row["owner"] else "missing", lang=DATA_LANGUAGE),
            html.Td([badge(t(CONTRADICTION_STATE_LABELS[row["state"]]), _BADGES[row["state"]]), _what_became(row)]),
            html.Td(_answers(row) if row["state"] != "mended" else None),
        ],
        **data(rule=row["rule"]),
    )


def _cell(title: str, words: str, month: str) -> html.Td:
    """What a cell is and where it stands, then what it says."""
    place = t("{month} 调度表", month=month) if month else t("清单或汇总")
    facts = html.Div(f"{title} · {place}", className="doc-facts")
    return html.Td([facts, html.Strong(words, lang=DATA_LANGUAGE)], className="raw")


def _what_became(row: Row) -> html.Div | None:
    """Since when it is mended, or who explained it."""
    if row["state"] == "mended":
        return html.Div(t("{month} 起", month=f"{row['mended']:%Y-%m}"), className="doc-facts")
    if row["state"] == "explained":
        signed = f"{row['explained_who']} {row['explained_at'][:10]}"
        return html.Div(t("{label}：{values}", label=signed, values=row["explained_why"]), className="doc-facts")
    return None


def _answers(row: Row) -> list[Any]:
    """Correct the row, or explain it."""
    target = {"document_id": row["document_id"], "table": row["table_no"], "row": row["row_no"]}
    words = t("说明原因") if row["state"] == "open" else t("重新说明")
    return [explain_form.opener(words, row["finding_id"]), opener(t("更正"), target)]


def _rules(scope: Scope, counted: dict[str, Row]) -> html.Section:
    """Every rule with its bounds and what it tells here."""
    heads = [
        (t("规则"), ""), (t("何时提示"), ""), (t("界限"), "number"),
        *((t(CONTRADICTION_STATE_LABELS[name]), "number") for name in STATES),
        (t("涉及项目"), "number"), (t("其总投资"), "number"),
    ]  # fmt: skip
    body = table(heads, [_rule(key, counted.get(key), scope) for key in rules()], "contradiction-rules")
    note = t("界限由管理员维护，改动后下次导入时生效")
    return panel(t("核对规则"), body, note=note, name="rules", aside=files(scope, "contradiction-rules"))


def _rule(key: str, row: Row | None, scope: Scope) -> html.Tr:
    others = tuple(item for item in scope.view if not item.startswith("rule-"))
    query = scope.query(view=(*others, f"rule-{key}"))
    name: Any = html.A(rule_name(key), href=f"{PATH}?{query}", **data(replace="1")) if row else rule_name(key)
    counts = [html.Td(plain(row[state]) if row else "0", className="number") for state in STATES]
    projects = html.Td(plain(row["projects"]) if row else "0", className="number")
    amount = short_wan(row["total_investment_wan"]) if row and row["total_investment_wan"] is not None else "—"
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(meaning(key)),
            html.Td(bounds(key), className="number"),
            *counts,
            projects,
            html.Td(amount, className="number"),
        ]
    )
