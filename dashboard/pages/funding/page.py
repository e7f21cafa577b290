"""资金: how much is planned, done, arrived and paid; where does it sit; who lags; what is missing; what may come?

Top to bottom: the amounts with their rates; the few regions and types that hold most; counties ranked against the time
elapsed; sources and gap; this year's months beside the last; all groups; the ceiling of central budget funds.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl
from dash import Dash, dcc, html

from dashboard.filter import UNDATED, YearBasis, year_label
from dashboard.metrics import lights
from dashboard.metrics.catalog import METRICS, expand
from dashboard.metrics.ceiling import central_budget_ceiling_wan
from dashboard.metrics.dated import title_at
from dashboard.metrics.query import aggregate, aggregate_each, count_undated_left_out
from dashboard.metrics.rates import LAST_YEAR
from dashboard.metrics.schedule.monthly_reports import funding_by_source_wan
from dashboard.pages.funding.bullets import Bullet, bullets, light
from dashboard.pages.funding.ceilings import ceiling_parts
from dashboard.pages.funding.groups_side_by_side import groups_table
from dashboard.pages.funding.money_map import METRICS as MAP_METRICS
from dashboard.pages.funding.money_map import money_map, not_spread
from dashboard.pages.funding.months import months
from dashboard.parts.cards import card, panel, said, side_by_side
from dashboard.parts.dom import data
from dashboard.parts.group_rows import Group
from dashboard.parts.of_year import whole_projects
from dashboard.parts.scroll_table import table
from dashboard.parts.states import no_projects
from dashboard.parts.switches import EVERY, files, more, switch
from dashboard.parts.unmatched import without_list
from dashboard.session.board_page import Board, Page
from dashboard.session.links import kept, narrowed, rows_of
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.session.split import PROJECT, TOWNSHIP, place_link, place_of_sector_link, placed, places, split_by
from dashboard.tables.progress import SHARE_LIGHTS
from dashboard.words.formats import exact_below_wan, headline_wan, plain, share, short_wan
from dashboard.words.labels import EACH_LABELS, PLACE_KIND_LABELS, YEAR_BASIS_LABELS, funding_source_label
from dashboard.words.slips import share_pct_with_parts_wan
from dashboard.words.translate import t

PATH = "/funding"
_CARDS = (
    "total_investment_wan",
    "annual_plan_wan",
    "invested_year_wan",
    "invested_total_wan",
    "arrived_wan",
    "paid_wan",
)
_RATES = ("completion_rate", "arrival_rate", "payment_rate")
_METRICS = (
    "projects", "reported_projects", *_CARDS, *(f"{name}_stated" for name in _CARDS), "invested_month_wan",
    "invested_month_wan_stated", "time_elapsed", *(f"{rate}{part}" for rate in _RATES for part in ("", "_n", "_d")),
    "funding_gap_wan", "funding_gap_wan_stated", *LAST_YEAR,
)  # fmt: skip
_FEW, _MOST = 12, 200

Row = dict[str, Any]


def register(app: Dash, board: Board) -> Page:
    """Add the page."""
    del app, board
    return Page(PATH, "资金", render, downloads=("funding", "year-plans", "funding-plans"))


def render(session: Session, scope: Scope, argument: str) -> html.Div:
    """The whole page; with no report of these projects, what is planned, and what is missing."""
    del argument
    if not scope.info.projects:
        return without_list(session, scope, t("资金"))
    preset = SHARE_LIGHTS if SHARE_LIGHTS in scope.view else "points"
    repeats = scope.filter.year_basis is YearBasis.UNDER_CONSTRUCTION
    groupings = [(), ("region",), ("sector",), *([] if repeats else [("year",)])]
    with session.beside() as beside:
        where, ceiling = beside.ask(_where, scope), beside.ask(_ceiling, scope)
        frames = aggregate_each(session.cursor, scope.filter, scope.as_of, _METRICS, groupings)
        if repeats:
            frames.append(aggregate(session.cursor, scope.filter, scope.as_of, _METRICS, ("year",)))
        everything, regions, sectors, years = frames
        everything = lights.with_lights(everything, preset)
        figures = everything.row(0, named=True)
        if not figures["projects"]:
            return no_projects(scope, PATH, count_undated_left_out(session.cursor, scope.filter, scope.as_of))
        by, groups = places(session, scope, regions, _METRICS)
        groups, sectors, years = (lights.with_lights(frame, preset) for frame in (groups, sectors, years))
        shown = {by: groups}
        if by == TOWNSHIP:
            shown[PROJECT] = lights.with_lights(placed(session, scope, PROJECT, _METRICS), preset)
        has_reports = bool(figures["reported_projects"])
        parts: list[Any] = [
            html.H1(t("资金"), className="visually-hidden"),
            None if has_reports else _missing(scope),
            html.Div(
                [_card(name, figures, scope) for name in _CARDS if has_reports or figures[name] is not None],
                className="cards",
            ),
            side_by_side([where.result()]),
        ]
        if has_reports:
            parts += [
                side_by_side([_ranking(scope, by, groups, figures), _sources(session, scope, figures)], "grid-halves"),
                html.Div([months(session, scope, figures)], className="grid"),
            ]
        parts += [
            html.Div([_groups(scope, figures, shown, sectors, years)], className="grid"),
            html.Div([ceiling.result()], className="grid"),
        ]
        return html.Div(parts, className="page funding")


def _missing(scope: Scope) -> html.Div:
    """No report of these projects."""
    if scope.info.progress_month is None:
        title = t("尚未导入调度表")
        action = dcc.Link(t("导入调度表"), href="/import/", className="button primary")
    else:
        title = t("到数据截止日为止，这些项目没有进度报送")
        action = dcc.Link(t("数据质量 →"), href=narrowed("/findings", scope), className="button")
    text = t(
        "以下只有清单所载的总投资；缺：年度计划、本年与累计完成、到位资金（分来源）、已支付，因此没有完成率、到位率与缺口。"
    )
    return html.Div(
        [html.Div([html.H2(title), html.P(text)]), action],
        className="notice",
        role="status",
        **data(state="no-progress"),
    )


def _card(name: str, figures: Row, scope: Scope) -> html.Div:
    """An amount with its year, the rate that it makes with its n/d, and how many projects state it."""
    metric, value = METRICS[name], figures[name]
    number, unit = headline_wan(value)
    notes: list[Any] = []
    rates = {
        "invested_year_wan": ("completion_rate", t("完成率")),
        "arrived_wan": ("arrival_rate", t("到位率")),
        "paid_wan": ("payment_rate", t("支付率")),
    }
    if name in rates and value is not None:
        rate, label = rates[name]
        words = share_pct_with_parts_wan(figures[f"{rate}_n"], figures[f"{rate}_d"])
        notes.append(html.Span([html.Strong(f"{label} "), words]))
    if name == "invested_year_wan" and figures["light"]:
        elapsed = t("序时进度 {share}（{parts}）", share=f"{figures['time_elapsed']:.1f}%", parts=_elapsed(figures))
        notes += [
            html.Span(elapsed),
            html.Span([light(figures["light"], figures["light_rule"]), " ", t(figures["light_rule"])]),
        ]
    if name == "arrived_wan" and figures["funding_gap_wan_stated"]:
        gap = t(
            "资金缺口 {amount}（{share} 个项目可计算）",
            amount=short_wan(figures["funding_gap_wan"]),
            share=share(figures["funding_gap_wan_stated"], figures["projects"]),
        )
        notes.append(html.Span(gap, **data(gap=plain(figures["funding_gap_wan"]))))
    stated = share(figures[f"{name}_stated"], figures["projects"])
    notes.append(
        html.Span(
            t("{share} 个项目载明", share=stated)
            if name == "total_investment_wan"
            else t("{share} 个项目报送", share=stated)
        )
    )
    if name == "total_investment_wan":
        notes.append(whole_projects(scope))
    exact = exact_below_wan(value)
    return card(
        title_at(name, scope.as_of), number, unit, exact, notes, name=name, caveat=t(metric.caveat), muted=value is None
    )


def _elapsed(figures: Row) -> str:
    return f"{round(figures['time_elapsed'] * 12 / 100)}/12"


def _where(session: Session, scope: Scope) -> html.Section:
    """Which few places and types hold most of the investment."""
    by = split_by(
        session, scope, aggregate(session.cursor, scope.filter, scope.as_of, ["projects"], ("region",)).height
    )
    rows = placed(session, scope, by, MAP_METRICS, "sector").to_dicts()

    def link(row: Mapping[str, Any]) -> str:
        return place_of_sector_link(PATH, scope, by, row["place_id"], row["sector"])

    title = t("钱集中在哪里")
    if words := not_spread(rows):
        return said(title, words, name="where")
    files_of = "projects" if by == PROJECT else rows_of(scope, "summary", f"{by},sector")
    body = money_map(rows, link, files_of, by)
    note = t("面积 = 总投资，先按{places}、再按行业；点一块即筛选", places=t(PLACE_KIND_LABELS[by]))
    if by == PROJECT:
        note = t("面积 = 总投资，一块一个项目；点一块看项目")
    return panel(title, body, note=note, name="where")


def _presets(scope: Scope) -> html.Span:
    return switch(
        PATH,
        scope,
        t("红黄绿灯规则"),
        [("" if key == "points" else key, t(words)) for key, words in lights.PRESETS.items()],
    )


def _ranking(scope: Scope, by: str, groups: pl.DataFrame, figures: Row) -> html.Section:
    """Places by completion rate, against the time elapsed; those that lag most first."""
    title = t("{each}{what}", each=t(EACH_LABELS[by]), what=t("完成率排名"))
    rows = groups.to_dicts()
    rows.sort(key=lambda row: (row["completion_rate"] is None, row["completion_rate"] or 0, row["place_id"] or ""))
    judged = sum(row["completion_rate"] is not None for row in rows)
    if judged < 2:
        words = t("不足两组有完成率，没有可比的。")
        return said(title, words, name="ranking")
    shown = rows[: _MOST if EVERY in scope.view else _FEW]
    items = [
        Bullet(
            judged - place if place < judged else None,
            row["place"],
            row["completion_rate"],
            share_pct_with_parts_wan(row["completion_rate_n"], row["completion_rate_d"]),
            place_link(PATH, scope, by, row["place_id"]),
            row["light"],
            row["light_rule"],
        )
        for place, row in enumerate(shown)
    ]
    body: list[Any] = [bullets(items, figures["time_elapsed"])]
    if len(rows) > len(shown):
        body.append(more(PATH, scope, len(rows)))
    note = (
        t("{year}年完成 ÷ 年度计划，落后的在前；竖线为序时进度 {parts}", year=scope.as_of.year, parts=_elapsed(figures))
        if figures["time_elapsed"] is not None and scope.as_of
        else ""
    )
    aside = html.Span([_presets(scope)], className="panel-tools")
    return panel(title, body, note=note, name="ranking", aside=aside)


def _sources(session: Session, scope: Scope, figures: Row) -> html.Section:
    """Arrived by source with what was planned and what is missing, as far as stated."""
    rows = funding_by_source_wan(session.cursor, scope.filter, scope.as_of).to_dicts()
    rows.sort(key=lambda row: (row["source"] == "unstated", -(row["arrived_wan"] or 0)))
    most = max((float(row["arrived_wan"] or 0) for row in rows), default=0) or 1
    heads = [
        (t("来源"), ""),
        (t("到位资金"), ""),
        (t("计划"), "number"),
        (t("已支付"), "number"),
        (t("资金缺口"), "number"),
    ]
    body: list[Any] = [table(heads, [_source(row, most, figures["projects"]) for row in rows], "sources")]
    if not rows:
        body = [html.P(t("没有项目报送到位或支付资金。"), className="not-stated")]
    body.append(html.P(_not_stated(rows, figures), className="foot"))
    return panel(t("资金来源"), body, note=t("累计，各项目最近一次报送"), name="sources", aside=files(scope, "sources"))


def _source(row: Row, most: float, projects: int) -> html.Tr:
    def amount(name: str, count: str) -> html.Td:
        told = row[name] is not None
        parts = [html.Div(short_wan(row[name])), html.Div(share(row[count], projects), className="doc-facts")]
        return html.Td(parts if told else t("未载明"), className="number" if told else "number missing")

    width = {"width": f"{100 * float(row['arrived_wan'] or 0) / most:.1f}%"}
    arrived = html.Td(
        [
            html.Span(html.Span(className="meter-bar", style=width), className="meter"),
            html.Span(
                [
                    html.Strong(short_wan(row["arrived_wan"])),
                    " ",
                    html.Span(share(row["arrived_projects"], projects), className="doc-facts"),
                ]
                if row["arrived_wan"] is not None
                else t("未载明")
            ),
        ]
    )
    return html.Tr(
        [
            html.Th(t(funding_source_label(row["source"])), scope="row"),
            arrived,
            amount("planned_wan", "planned_projects"),
            amount("paid_wan", "paid_projects"),
            amount("gap_wan", "gap_projects"),
        ]
    )


def _not_stated(rows: list[Row], figures: Row) -> str:
    """What the sheets do not say by source, and the gap over all sources."""
    stated = [row for row in rows if row["source"] != "unstated"]
    words = []
    if all(row["gap_wan"] is None for row in stated):
        words.append(t("没有项目按来源同时载明计划与到位，因此不能按来源算缺口。"))
    if all(row["paid_wan"] is None for row in stated):
        words.append(t("没有项目按来源载明已支付，其合计列在“来源未载明”。"))
    if figures["funding_gap_wan_stated"]:
        words.append(
            t(
                "不分来源的缺口 = 总投资 − 到位资金 = {amount}（{share} 个项目两项都有）。",
                amount=short_wan(figures["funding_gap_wan"]),
                share=share(figures["funding_gap_wan_stated"], figures["projects"]),
            )
        )
    return "".join(words)


def _groups(
    scope: Scope, figures: Row, places: Mapping[str, pl.DataFrame], sectors: pl.DataFrame, years: pl.DataFrame
) -> html.Section:
    """All amounts and rates of every place, type and year."""
    basis = scope.filter.year_basis
    year = expand(("year",), basis)[0]
    of_places: list[tuple[str, list[Group]]] = [
        (t(PLACE_KIND_LABELS[by]), [
            (row["place"], partial(place_link, PATH, scope, by, row["place_id"]), row) for row in groups.to_dicts()
        ])
        for by, groups in places.items()
    ]  # fmt: skip
    kinds: list[tuple[str, list[Group]]] = [
        (t("全部"), [(t("全部"), None, figures)]),
        *of_places,
        (t("行业"), [
            (t(row["sector"] or "未载明"), partial(kept, PATH, scope, sectors=(row["sector"] or "unstated",)), row)
            for row in sectors.to_dicts()
        ]),
        (t(YEAR_BASIS_LABELS[basis.value]), [
            (year_label(row[year] or UNDATED), partial(kept, PATH, scope, years=(row[year] or UNDATED,)), row)
            for row in years.to_dicts()
        ]),
    ]  # fmt: skip
    note = t("比率只计两项都有报送的项目；各组金额可相加，比率不可")
    if basis is YearBasis.UNDER_CONSTRUCTION:
        note = t("比率只计两项都有报送的项目；跨年项目在各年重复计入")
    tools = files(scope, "funding", *([_presets(scope)] if figures["reported_projects"] else []))
    return panel(
        t("各组资金"),
        groups_table(kinds, bool(figures["reported_projects"]), scope.as_of),
        note=note,
        name="groups",
        aside=tools,
    )


def _ceiling(session: Session, scope: Scope) -> html.Section:
    """What the support rules may give at most."""
    most = _MOST if EVERY in scope.view else 20
    found = central_budget_ceiling_wan(session.cursor, scope.filter, scope.as_of, most)
    body = ceiling_parts(found, lambda row: narrowed(f"/project/{row['project_id']}", scope))
    note = t("按已导入政策文件中的补助标准测算，是上限估计，不是到位或批复数")
    return panel(t("中央预算内投资上限测算"), body, note=note, name="ceiling", aside=files(scope, "ceiling"))
