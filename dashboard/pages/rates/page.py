"""排名: start, completion, arrival, payment and on-time rates side by side, by region, sector, owner, …; who leads, who
lags.

Top to bottom: each rate over all with its light and line; the red and the black list; all groups by rank; the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from dash import Dash, dcc, html

from dashboard.metrics import lights
from dashboard.metrics.query import aggregate, count_undated_left_out
from dashboard.metrics.rate_board import RATES, rate_board, rates_by_source
from dashboard.metrics.rate_lights import line_pct, list_rules, rate_rules
from dashboard.parts.cards import badge, card, panel, said
from dashboard.parts.scroll_table import table
from dashboard.parts.states import no_projects, state
from dashboard.parts.switches import EVERY, files, more, switch
from dashboard.session.board_page import Board, Page
from dashboard.session.links import kept, only
from dashboard.session.regions import unambiguous
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.session.split import REGION, TOWNSHIP, split_by
from dashboard.tables.honours import moved, reason, rule_words
from dashboard.tables.progress import lights_of_page
from dashboard.words.formats import plain
from dashboard.words.labels import HONOUR_LABELS, PLACE_KIND_LABELS, RATE_LABELS, funding_source_label
from dashboard.words.slips import parts_wan, share_pct
from dashboard.words.translate import DATA_LANGUAGE, t

PATH = "/rates"
_FEW, _MOST = 40, 300
_BY = {
    "sector": "行业", "owner_unit": "项目业主", "implementing_unit": "组织实施单位",
    "year_nature": "年度性质",
}  # fmt: skip
"""What groups are made by, besides places and the source of funds."""
_COUNTED = ("start_rate", "on_time_rate")
"""Rates of projects; all others are of money."""

Row = dict[str, Any]


def register(app: Dash, board: Board) -> Page:
    """Add the page."""
    del app, board
    return Page(PATH, "排名", render, downloads=("rates", "rate-rules"))


def render(session: Session, scope: Scope, argument: str) -> html.Div:
    """The whole page; with no report of these projects there is nothing to rank."""
    del argument
    preset, ranked_by, choices = lights_of_page(scope), _ranked_by(scope), _choices(session, scope)
    by = _by(scope, choices)
    whole = rate_board(session.cursor, scope.filter, scope.as_of, (), preset).row(0, named=True)
    if not whole["projects"]:
        return no_projects(scope, PATH, count_undated_left_out(session.cursor, scope.filter, scope.as_of))
    head = html.H1(t("排名"), className="visually-hidden")
    if not whole["reported_projects"]:
        words = t("这些项目没有进度报送，没有各率可比。")
        return html.Div([head, state(t("没有可比的报送"), words)], className="page rates")
    groups = rate_board(session.cursor, scope.filter, scope.as_of, (by,), preset, ranked_by)
    sources = rates_by_source(session.cursor, scope.filter, scope.as_of)
    return html.Div(
        [
            head,
            html.Div([_card(rate, whole) for rate in RATES], className="cards"),
            html.Div([_honours(scope, groups, by, name) for name in HONOUR_LABELS], className="grid grid-halves"),
            html.Div([_groups(scope, groups, by, ranked_by, choices)], className="grid"),
            html.Div([_sources(sources)], className="grid") if sources.height else None,
            html.Div([_rules()], className="grid"),
        ],
        className="page rates",
    )


def _choices(session: Session, scope: Scope) -> dict[str, str]:
    """What groups can be made by, with its words: first places, which are townships where there is one region."""
    regions = aggregate(session.cursor, scope.filter, scope.as_of, ["projects"], (REGION,)).height
    place = TOWNSHIP if split_by(session, scope, regions) == TOWNSHIP else REGION
    return {place: PLACE_KIND_LABELS[place], **_BY}


def _by(scope: Scope, choices: Mapping[str, str]) -> str:
    """What the address groups by; places unless it names another."""
    named = (item.removeprefix("by-") for item in scope.view)
    return next((by for by in named if by in choices), next(iter(choices)))


def _ranked_by(scope: Scope) -> str:
    named = (item.removeprefix("rank-") for item in scope.view if item.startswith("rank-"))
    return next((rate for rate in named if rate in RATES), "completion_rate")


def _parts(rate: str, row: Row) -> str:
    """n/d of a rate: projects, or amounts."""
    part, whole = row[f"{rate}_n"], row[f"{rate}_d"]
    if not whole:
        return ""
    return t("{share} 个", share=f"{plain(part)}/{plain(whole)}") if rate in _COUNTED else parts_wan(part, whole)


def _light(rate: str, row: Row) -> html.Span | None:
    """The light as a word on its colour, with the rule that fired."""
    name = row[f"{rate}_light"]
    return (
        html.Span(t(lights.LABELS[name]), className=f"light light-{name}", title=t(row[f"{rate}_rule"]))
        if name
        else None
    )


def _card(rate: str, row: Row) -> html.Div:
    """A rate over all projects: n/d, its light with the rule, its line."""
    value, line = row[rate], line_pct(rate, row["time_elapsed"])
    notes: list[Any] = [html.Span(_parts(rate, row))] if value is not None else []
    if row[f"{rate}_light"]:
        notes.append(html.Span([_light(rate, row), " ", t(row[f"{rate}_rule"])]))
    if line is not None:
        words = t("序时进度 {line}") if rate == "completion_rate" else t("目标线 {line}")
        notes.append(html.Span(words.format(line=f"{line:.1f}%")))
    number = "—" if value is None else f"{value:.1f}"
    return card(t(RATE_LABELS[rate]), number, "" if value is None else "%", "", notes, name=rate, muted=value is None)


def _name(by: str, row: Row) -> str:
    if by == "region":
        return row["region_name"] or t("地区未定")
    words = row[by] or t("乡镇街道未载明" if by == TOWNSHIP else "未载明")
    return t(words) if by in ("sector", "year_nature") else words


def _link(scope: Scope, by: str, row: Row) -> str | None:
    """The page of one group, where the filter has a field for it."""
    if by == "region":
        return kept(PATH, scope, **only(scope, row["region_code"]))
    return kept(PATH, scope, sectors=(row["sector"] or "unstated",)) if by == "sector" else None


def _linked(scope: Scope, by: str, row: Row) -> Any:  # noqa: ANN401 - a link or words
    words = html.Span(_name(by, row), lang=DATA_LANGUAGE if by.endswith("_unit") else None)
    link = _link(scope, by, row)
    return dcc.Link(words, href=link) if link else words


def _shown(scope: Scope, groups: pl.DataFrame, by: str) -> list[Row]:
    return unambiguous(groups.to_dicts(), scope) if by == "region" else groups.to_dicts()


def _honours(scope: Scope, groups: pl.DataFrame, by: str, name: str) -> html.Section:
    """Who is on a list, and why."""
    rows = [row for row in _shown(scope, groups, by) if row["honour"] == name]
    items = [html.Li([html.Strong(_linked(scope, by, row)), html.Span(reason(row))]) for row in rows[:_FEW]]
    body: Any = html.Ul(items, className="missing-reports") if items else html.P(t("没有。"), className="not-stated")
    words = [rule_words(rule.rule) for rule in list_rules() if rule.list == name]
    note = t("；").join(words) if len(words) > 1 else words[0]
    return panel(t(HONOUR_LABELS[name]), body, note=note, name=f"list-{name}")


def _groups(scope: Scope, groups: pl.DataFrame, by: str, ranked_by: str, choices: Mapping[str, str]) -> html.Section:
    """Every group by its rank, each rate with n/d, light, and for how long it has been red."""
    rows = _shown(scope, groups, by)
    shown = rows[: _MOST if EVERY in scope.view else _FEW]
    heads = [(t("名次"), "number"), (t(choices[by]), ""), (t("项目数"), "number")]
    heads += [(t(RATE_LABELS[rate]), "number") for rate in RATES]
    body: list[Any] = [
        table([*heads, (t("榜"), "")], [_group(scope, by, row) for row in shown], "statistics rate-board")
    ]
    if len(rows) > len(shown) and EVERY not in scope.view:
        body.append(more(PATH, scope, len(rows)))
    elif len(rows) > len(shown):
        body.append(html.P(t("此处列出前 {n} 个，其余见下载。", n=_MOST), className="foot"))
    kinds = switch(
        PATH,
        scope,
        t("分组"),
        [(f"by-{key}" if place else "", t(words)) for place, (key, words) in enumerate(choices.items())],
    )
    ranks = switch(
        PATH, scope, t("排名依据"),
        [("" if key == "completion_rate" else f"rank-{key}", t(words)) for key, words in RATE_LABELS.items()],
    )  # fmt: skip
    presets = switch(
        PATH, scope, t("红黄绿灯规则"),
        [("" if key == "points" else key, t(words)) for key, words in lights.PRESETS.items()],
    )  # fmt: skip
    note = t("按{rate}排名；箭头是比上月末的名次升降；“核”灯不排名", rate=t(RATE_LABELS[ranked_by]))
    tools = html.Div([kinds, ranks, presets], className="panel-tools rate-tools")
    return panel(t("各组各率"), [tools, *body], note=note, name="rates", aside=files(scope, "rates", by=by))


def _group(scope: Scope, by: str, row: Row) -> html.Tr:
    rank = [html.Div(str(row["rank"] or "—")), html.Div(moved(row["rank_change"]), className="doc-facts")]
    honour = row["honour"]
    kinds = {"red": "badge-applied", "black": "badge-reject"}
    mark = badge(t(HONOUR_LABELS[honour]), kinds[honour]) if honour else None
    return html.Tr(
        [
            html.Td(rank, className="number"),
            html.Th(_linked(scope, by, row), scope="row"),
            html.Td(plain(row["projects"]), className="number"),
            *(_rate(rate, row) for rate in RATES),
            html.Td(mark, title=reason(row) or None),
        ]
    )


def _rate(rate: str, row: Row) -> html.Td:
    months = row[f"{rate}_red_months"]
    beneath: list[Any] = [html.Div(_parts(rate, row), className="doc-facts")]
    if months > 1:
        beneath.append(html.Br())
        beneath.append(html.Div(t("连续 {count} 个月红灯", count=months), className="doc-facts"))
    value = "—" if row[rate] is None else f"{row[rate]:.1f}%"
    return html.Td([html.Div([_light(rate, row), " ", value]), *beneath], className="number")


def _sources(sources: pl.DataFrame) -> html.Section:
    """Arrival and payment of each source of funds."""
    heads = [(t("资金来源"), ""), (t("到位率"), "number"), (t("支付率（占到位）"), "number")]
    rows = [
        html.Tr(
            [
                html.Th(t(funding_source_label(row["source"])), scope="row"),
                *(_source_rate(rate, row) for rate in ("arrival_rate", "payment_rate")),
            ]
        )
        for row in sources.to_dicts()
        if row["arrival_rate_d"] or row["payment_rate_d"]
    ]
    if not rows:
        words = t("没有项目按来源同时载明计划与到位，或到位与支付。")
        return said(t("按资金来源"), words, name="sources")
    note = t("到位 ÷ 该来源计划，支付 ÷ 该来源到位；只计两项都有的项目")
    return panel(t("按资金来源"), table(heads, rows, "sources"), note=note, name="sources")


def _source_rate(rate: str, row: Row) -> html.Td:
    words = share_pct(row[f"{rate}_n"], row[f"{rate}_d"]) if row[f"{rate}_d"] else "—"
    return html.Td(
        [html.Div([_light(rate, row), " ", words]), html.Div(_parts(rate, row), className="doc-facts")],
        className="number",
    )


def _rules() -> html.Section:
    """What gives each light, and who is on a list."""
    heads = [(t("各率"), ""), *((t(lights.LABELS[name]), "") for name in _LIGHTS)]
    rows = [html.Tr([html.Th(t(RATE_LABELS[rate]), scope="row"), *_rule_cells(rate)]) for rate in RATES]
    lists = [html.Li([html.Strong(t(HONOUR_LABELS[one.list])), " ", rule_words(one.rule)]) for one in list_rules()]
    note = t("界线由管理员维护")
    body = [table(heads, rows, "contradiction-rules"), html.Ul(lists, className="reasons")]
    return panel(t("灯与榜的规则"), body, note=note, name="rules")


_LIGHTS = ("check", "red", "yellow", "green")


def _rule_cells(rate: str) -> list[html.Td]:
    """When a rate has each light; the last cell of those that go by a preset spans the others."""
    words = {rule.light: rule.words for rule in rate_rules(rate)}
    preset = next((rule.words for rule in rate_rules(rate) if rule.rule == "preset"), None)
    if preset is None:
        return [html.Td(t(words[name]) if name in words else "—") for name in _LIGHTS]
    return [html.Td(t(words[_LIGHTS[0]])), html.Td(t(preset), colSpan=3)]
