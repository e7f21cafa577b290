"""问题台账: what stands in the way of projects, since when, whose it is, until when it is to be solved.

Top to bottom: how many stand, are past their deadline, came again; by cause, region and responsible unit with the
money; each problem, those past their deadline first; what belongs to a cause.
"""

from __future__ import annotations

from typing import Any

from dash import Dash, dcc, html

from dashboard.dialogues import cause_form
from dashboard.metrics.query import count_undated_left_out, total
from dashboard.metrics.schedule.problem_ledger import count_problems
from dashboard.pages.problems.listed import CAUSE, UNIT, listed_problems
from dashboard.parts.cards import panel
from dashboard.parts.dom import data
from dashboard.parts.group_rows import MOST_ROWS, left_out
from dashboard.parts.scroll_table import table
from dashboard.parts.states import no_projects, state
from dashboard.parts.switches import files
from dashboard.session.board_page import Board, Page
from dashboard.session.links import of_region
from dashboard.session.regions import unambiguous
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.bound_words import bound_words
from dashboard.words.formats import plain, share, short_wan
from dashboard.words.labels import PROBLEM_CHOICE_LABELS
from dashboard.words.problem_words import cause_meaning, cause_title
from dashboard.words.translate import DATA_LANGUAGE, listed, t
from etl.contract.problem_rules import bounds, causes, rules

PATH = "/problems"
_METRICS = (
    "projects", "reported_projects", "open_problems", "past_due_problems", "undated_problems", "repeated_problems",
    "long_problems", "unsure_problems", "solved_problems", "gone_problems", "problem_projects",
    "problem_investment_wan", "problem_rate_n", "problem_rate_d", "problem_past_due_rate_n", "problem_past_due_rate_d",
)  # fmt: skip

Row = dict[str, Any]


def register(app: Dash, board: Board) -> Page:
    """Add the page with its form."""
    cause_form.register(app, board)
    return Page(PATH, "问题台账", render, downloads=("problems", "problem-causes", "problem-rules"))


def render(session: Session, scope: Scope, argument: str) -> html.Div:
    """The whole page; without any report, that nothing is known."""
    del argument
    figures = total(session.cursor, scope.filter, scope.as_of, _METRICS)
    if not figures["projects"]:
        return no_projects(scope, PATH, count_undated_left_out(session.cursor, scope.filter, scope.as_of))
    head = html.H1(t("问题台账"), className="visually-hidden")
    if not figures["reported_projects"]:
        words = t("这些项目没有进度报送，不知道有什么问题。")
        action = dcc.Link(t("导入调度表"), href="/import/", className="button primary")
        return html.Div([head, state(t("没有可登记的问题"), words, [action])], className="page problems-page")
    by_cause, by_region, by_unit = (
        count_problems(session.cursor, scope.filter, scope.as_of, by).to_dicts() for by in ("cause", "region", "unit")
    )
    return html.Div(
        [
            head,
            html.Div(_cards(figures), className="cards"),
            html.Div(
                [
                    _by_cause(scope, by_cause, figures),
                    html.Div([_by_region(scope, by_region), _by_unit(scope, by_unit)], className="stack"),
                ],
                className="grid grid-halves",
            ),
            html.Div([listed_problems(session, scope, PATH)], className="grid"),
            html.Div([_rules(scope)], className="grid"),
            cause_form.form(),
        ],
        className="page problems-page",
    )


def _cards(figures: Row) -> list[html.Div]:
    parts = share(figures["problem_rate_n"], figures["problem_rate_d"])
    wan = figures["problem_investment_wan"]
    amount = short_wan(wan) if wan is not None else t("未载明")
    unsure = share(figures["unsure_problems"], figures["open_problems"])
    months = bounds()["long_months"].value
    return [
        _card("open", figures, t("涉及 {share} 个有报送的项目，总投资 {amount}", share=parts, amount=amount)),
        _card("past_due", figures, _of_dated(figures)),
        _card("repeated", figures, t("曾经消除或解决过，又报")),
        _card("long", figures, t("持续 {months} 个月以上", months=months)),
        _card("unsure", figures, t("{share} 没有规则认得，暂归“其他”", share=unsure)),
        _card("solved", figures, t("报送写明已解决；另有 {n} 项不再报", n=plain(figures["gone_problems"]))),
    ]  # fmt: skip


def _of_dated(figures: Row) -> str:
    """Of how many problems the deadline can be read, of which those are that are past it."""
    undated = share(figures["undated_problems"], figures["open_problems"])
    if not figures["problem_past_due_rate_d"]:
        return t("无从计算：{undated} 没有可读的时限", undated=undated)
    late = share(figures["problem_past_due_rate_n"], figures["problem_past_due_rate_d"])
    return t("占有可读时限的 {late}；{undated} 没有可读的时限", late=late, undated=undated)


def _card(name: str, figures: Row, note: str) -> html.Div:
    count = plain(figures[f"{name}_problems"])
    number = html.Div([html.Span(count, className="card-number"), html.Span(t("项"), className="card-unit")])
    label = html.Div(t(PROBLEM_CHOICE_LABELS[name]), className="card-label")
    return html.Div([label, number, html.Div(note, className="card-notes")], className="card", **data(state=name))


_KIND = "problem-counts"
_COUNTED = ("open", "past_due", "repeated")


def _heads(first: str) -> list[tuple[str, str]]:
    return [
        (first, ""), *((t(PROBLEM_CHOICE_LABELS[name]), "number") for name in _COUNTED),
        (t("最长持续"), "number"), (t("涉及项目"), "number"), (t("其总投资"), "number"),
    ]  # fmt: skip


def _counted(name: Any, row: Row, lang: str | None = None) -> html.Tr:  # noqa: ANN401 - words or a link
    """A row of counts; a project counts once in it."""
    oldest = (
        t("{count} 个月", count=row["oldest_months"])
        if row["oldest_months"]
        else "—"
        if not row["open"]
        else t("本月新报")
    )
    amount = short_wan(row["total_investment_wan"]) if row["total_investment_wan"] is not None else "—"
    cells = [html.Td(plain(row[key]), className="number") for key in _COUNTED]
    cells += [html.Td(oldest, className="number"), html.Td(plain(row["projects"]), className="number")]
    head = html.Th(name, scope="row", lang=lang)
    return html.Tr([head, *cells, html.Td(amount, className="number")], **data(key=row["key"] or ""))


def _by_cause(scope: Scope, rows: list[Row], figures: Row) -> html.Section:
    """Every cause, those of which something stands first; and how causes add up."""
    known = {row["key"]: row for row in rows}
    none = dict.fromkeys((*_COUNTED, "projects"), 0) | {"oldest_months": None, "total_investment_wan": None}
    order = [*known, *(key for key in causes() if key not in known)]
    whole = {"key": "all", "open": figures["open_problems"], "past_due": figures["past_due_problems"],
             "repeated": figures["repeated_problems"], "projects": figures["problem_projects"],
             "total_investment_wan": figures["problem_investment_wan"],
             "oldest_months": max((row["oldest_months"] or 0 for row in rows), default=None)}  # fmt: skip
    lines = [_cause(scope, key, known.get(key, {"key": key} | none)) for key in order]
    body = table(_heads(t("原因类别")), [*lines, _counted(html.Strong(t("合计")), whole)], _KIND)
    foot = html.P(
        t("一格写有两类问题的，两类各计一项；项目和总投资在每行只计一次，各行之和可能大于合计。"), className="foot"
    )
    return panel(t("按原因"), [body, foot], name="by-cause", aside=files(scope, "problem-causes"))


def _cause(scope: Scope, key: str, row: Row) -> html.Tr:
    name: Any = html.Span(cause_title(key), title=cause_meaning(key) if key in causes() else None)
    if row["open"]:
        name = _chosen(scope, CAUSE, key, cause_title(key))
    return _counted(name, row)


def _chosen(scope: Scope, kind: str, key: str, words: str) -> html.A:
    """A link to the page with its list narrowed to a cause or a unit."""
    others = tuple(item for item in scope.view if not item.startswith(kind))
    return html.A(words, href=f"{PATH}?{scope.query(view=(*others, f'{kind}{key}'))}", **data(replace="1"))


def _by_region(scope: Scope, rows: list[Row]) -> html.Section:
    found = [row for row in rows if row["open"]]
    named = unambiguous([row | {"region_code": row["key"], "region_name": row["name"]} for row in found], scope)
    lines = [
        _counted(
            dcc.Link(row["region_name"] or t("地区未定"), href=of_region(PATH, scope, row["key"])), row, DATA_LANGUAGE
        )
        for row in named[:MOST_ROWS]
    ]
    return panel(
        t("按地区"), _rows(lines, len(found), t("地区")), name="by-region", aside=files(scope, "problem-regions")
    )


def _by_unit(scope: Scope, rows: list[Row]) -> html.Section:
    found = [row for row in rows if row["open"]]
    lines = [
        _counted(_chosen(scope, UNIT, row["key"] or "", row["key"] or t("未载明")), row, DATA_LANGUAGE)
        for row in found[:MOST_ROWS]
    ]
    note = t("写明问题责任单位的按其，没有写的按项目责任单位或业主")
    return panel(
        t("按责任单位"), _rows(lines, len(found), t("责任单位")), note=note, name="by-unit",
        aside=files(scope, "problem-units"),
    )  # fmt: skip


def _rows(lines: list[html.Tr], count: int, first: str) -> list[Any]:
    if not lines:
        return [html.P(t("没有未解决的问题。"), className="not-stated")]
    rest = left_out(count)
    return [table(_heads(first), lines, _KIND), *([html.P(rest, className="foot")] if rest else [])]


def _rules(scope: Scope) -> html.Section:
    """What belongs to each cause with examples, and the bounds."""
    heads = [(t("原因类别"), ""), (t("包括"), ""), (t("例"), "")]
    examples = {key: listed(rule.example for rule in rules() if rule.cause == key) for key in causes()}
    lines = [
        html.Tr(
            [
                html.Th(cause_title(key), scope="row"),
                html.Td(cause_meaning(key)),
                html.Td(examples[key], lang=DATA_LANGUAGE),
            ]
        )
        for key in causes()
    ]
    limits = html.Ul([html.Li(bound_words(bound)) for bound in bounds().values()], className="reasons")
    note = t("规则由管理员维护，改动后下次导入时生效；逐条字样见下载")
    return panel(
        t("归类规则"),
        [table(heads, lines, "problem-rules"), limits],
        note=note,
        name="rules",
        aside=files(scope, "problem-rules"),
    )
