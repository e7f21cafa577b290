"""总览: one sentence, what needs somebody, the figures with their years, the places side by side, plan and actual."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import zip_longest
from typing import Any

import polars as pl
from dash import Dash, dcc, html

from dashboard.figures.bars import Bar
from dashboard.figures.by_year import Quantity, by_year
from dashboard.figures.cumulative import cumulative
from dashboard.figures.theme import BLUE, POSITION_COLOURS, TEAL, VIOLET
from dashboard.filter import UNDATED, UNSTATED, PortfolioFilter, unstated_label, year_label
from dashboard.metrics.catalog import CAPACITIES, HEADLINE, METRICS, Metric
from dashboard.metrics.query import aggregate_each, count_undated_left_out
from dashboard.metrics.regions import regions_in
from dashboard.metrics.schedule.monthly_reports import against_plan_wan
from dashboard.metrics.targets import INDICATORS, Ladder, ladders, list_targets
from dashboard.pages.overview.headline import headline
from dashboard.pages.overview.key_figures import DERIVED, METRICS_OF_CARDS, gap_link, key_figures
from dashboard.pages.overview.needs import needs
from dashboard.pages.overview.places import METRICS as METRICS_OF_PLACES
from dashboard.pages.overview.places import places
from dashboard.parts.bar_table import bar_table
from dashboard.parts.cards import chart, panel
from dashboard.parts.dom import data
from dashboard.parts.states import no_projects
from dashboard.parts.switches import files
from dashboard.session.board_page import Board, Page
from dashboard.session.links import narrowed, rows_of
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.formats import axis_unit, exact_wan, plain, share, short_wan
from dashboard.words.labels import POSITION_LABELS
from dashboard.words.translate import listed, t

PATH = "/"
_COLOURS = (TEAL, BLUE, VIOLET)
"""Of the quantities, in their order; the last for all that follow."""

_MOST_BARS = 12
_GROUPINGS = (("sector",), ("plan_position",), ("planned_finish_year",), ("status",))
_METRICS = tuple(
    dict.fromkeys(
        (
            *HEADLINE, *(name for metric in HEADLINE for name in METRICS[metric].companions), "doubtful_projects",
            DERIVED, "contradictions", "contradicting_projects", "current_forecast_late_investment_rate_n",
            *METRICS_OF_CARDS, *METRICS_OF_PLACES,
        )
    )
)  # fmt: skip


def register(app: Dash, board: Board) -> Page:
    """Add the page."""
    del app, board
    return Page(PATH, "总览", render, downloads=("summary", "county_year", "projects"))


def render(session: Session, scope: Scope, argument: str) -> Any:  # noqa: ANN401 - a Dash component
    """The sentence, what needs somebody, the figures; then where and when; then for what and what it adds."""
    del argument
    with session.beside() as beside:
        split = beside.ask(_split, scope)
        everything, regions = aggregate_each(session.cursor, scope.filter, scope.as_of, _METRICS, ((), ("region",)))
        sectors, positions, years, statuses = split.result()
    figures = everything.row(0, named=True)
    if not figures["projects"]:
        return no_projects(scope, PATH, count_undated_left_out(session.cursor, scope.filter, scope.as_of))
    left = [places(session, scope, regions, figures), _capacity(years, figures, scope)]
    right = [_by_sector(sectors, scope), _by_position(positions, scope)]
    if figures["reported_projects"]:
        right.insert(0, _against_plan(session, scope))
    return html.Div(
        className="page overview",
        children=[
            headline(figures, scope),
            needs(session, scope, figures),
            _without_reports(scope, figures),
            key_figures(figures, dict(statuses.iter_rows()), scope, _gaps(session, scope, regions)),
            html.Div([html.Div(left, className="stack"), html.Div(right, className="stack")], className="grid grid-2"),
        ],
    )


def _split(session: Session, scope: Scope) -> list[pl.DataFrame]:
    """Plain figures by type, position, year and status; the last holds the number of projects alone."""
    names = ("projects", "total_investment_wan", *CAPACITIES, *(f"{name}_stated" for name in CAPACITIES))
    frames = aggregate_each(session.cursor, scope.filter, scope.as_of, names, _GROUPINGS)
    return [*frames[:-1], frames[-1].select("status", "projects")]


def _without_reports(scope: Scope, figures: dict[str, Any]) -> html.Div | None:
    """Said once, where no sheet speaks of these projects: all that rests on progress is left out."""
    if figures["reported_projects"]:
        return None
    words = t("到数据截止日为止，这些项目没有进度报送，这里只看计划。")
    if scope.info.progress_month is None:
        words = t("尚未导入调度表：所有项目的实际进度均为“未报进度”，这里只看计划。")
    action = dcc.Link(t("导入调度表"), href="/import/", className="button")
    return html.Div([html.P(words), action], className="notice", role="status", **data(state="no-progress"))


def _against_plan(session: Session, scope: Scope) -> html.Section:
    """Done so far beside planned."""
    title, how = t("累计完成与计划"), t("计划 = 年初累计 + 年度计划 × 序时进度")
    rows = against_plan_wan(session.cursor, scope.filter, scope.as_of)
    name = "against-plan"
    if rows.height < 2:
        return panel(title, html.P(t("只有一个月的报送，画不出曲线。"), className="not-stated"), name=name)
    most = max((value for value in rows["invested_total_wan"] if value is not None), default=0.0)
    factor, unit = axis_unit(most)
    done, planned = (
        [None if value is None else round(value / factor, 4) for value in rows[column]]
        for column in ("invested_total_wan", "planned_total_wan")
    )
    drawn = cumulative(rows["month"].to_list(), done, planned, rows["reported_projects"].to_list(), unit)
    return panel(
        title,
        chart(drawn, title, rows_of(scope, "months")),
        note=t("单位：{unit}；{how}", unit=unit, how=how),
        name=name,
    )


def _gaps(session: Session, scope: Scope, regions: pl.DataFrame) -> dict[str, list[Any]]:
    """By capacity what its target lacks, with n/d, where all projects in scope lie in the target's region: what one
    region lacks is not set under the sum of others."""
    targets = list_targets(session.cursor, scope.filter, scope.info.vocabulary.regions)
    known = scope.info.vocabulary.regions
    shown = set(regions["region_code"])
    gaps: dict[str, list[Any]] = {}
    for item in ladders(session.cursor, targets, scope.as_of):
        inside = regions_in(PortfolioFilter(regions=(item.region_id,)), known) or set()
        if item.uncovered is not None and shown <= inside:
            gaps.setdefault(INDICATORS[item.indicator], []).append(_gap(item, scope))
    return gaps


def _gap(item: Ladder, scope: Scope) -> dcc.Link:
    target = plain(item.target["target_value"])
    year = item.target["target_year"]
    place = {"region": item.region_name, "year": t("{year}年", year=year) if year else t("年份未载明")}
    is_short = item.uncovered is not None and item.uncovered > 0
    if is_short:
        words = t("距{region}{year}目标尚缺 {n}/{d}", n=plain(item.uncovered), d=target, **place)
    else:
        words = t("存量与清单项目可达{region}{year}目标 {d}", d=target, **place)
    return gap_link(words, scope, is_short=is_short)


def _money_table(
    rows: list[dict[str, Any]], head: str, label: str, link: Callable[[dict[str, Any]], str]
) -> html.Table:
    """Groups by investment, largest first, not stated last; beyond a screenful the rest is one row that says so."""
    rows = sorted(rows, key=lambda row: (row["total_investment_wan"] is None, -(row["total_investment_wan"] or 0)))
    shown, rest = rows[:_MOST_BARS], rows[_MOST_BARS:]
    lines = [(_money_bar(row, unstated_label(row[label]), link(row)), [plain(row["projects"])]) for row in shown]
    if rest:
        amount = sum((row["total_investment_wan"] or Decimal(0) for row in rest), Decimal(0))
        bar = Bar(t("其余 {count} 项", count=len(rest)), 0.0, short_wan(amount))
        lines.append((bar, [plain(sum(row["projects"] for row in rest))]))
    return bar_table([head, t("总投资"), t("项目数")], lines)


def _money_bar(row: dict[str, Any], name: str, target: str, colour: str = BLUE) -> Bar:
    amount = row["total_investment_wan"]
    return Bar(name, _float(amount), short_wan(amount), exact_wan(amount), colour, target)


def _projects(count: int) -> str:
    return t("{count} 个项目", count=count)


def _by_sector(rows: pl.DataFrame, scope: Scope) -> html.Section:
    if rows.height == 1:
        words = t("{count} 个项目都是“{what}”。", count=rows["projects"][0], what=unstated_label(rows["sector"][0]))
        return panel(t("各行业总投资"), html.P(words), name="by-sector")
    table = _money_table(
        rows.to_dicts(), t("行业"), "sector", lambda row: narrowed(PATH, scope, sectors=(row["sector"] or UNSTATED,))
    )
    note, tools = t("按文件载明；未载明的按名称与内容判定"), files(scope, "summary", by="sector")
    return panel(t("各行业总投资"), table, note=note, name="by-sector", aside=tools)


def _capacity(years: pl.DataFrame, figures: dict[str, Any], scope: Scope) -> html.Section:
    """What is added by planned finish year, each kind of quantity on its own scale."""
    rows = years.to_dicts()
    title = t("新增能力与计划竣工年份")
    if all(figures[name] is None for name in CAPACITIES):
        words = t("{count} 个项目都没有载明新增数量。", count=figures["projects"])
        return panel(title, html.P(words, className="not-stated"), name="capacity")
    if len(rows) == 1:
        year = year_label(rows[0]["planned_finish_year"] or UNDATED)
        added = [f"{METRICS[name].title} {METRICS[name].amount(rows[0][name])}" for name in CAPACITIES if rows[0][name]]
        words = t("都在{year}：{added}。", year=year, added=listed(added))
        return panel(title, html.P(words), note=t("按计划竣工年份"), name="capacity")
    labels = [year_label(row["planned_finish_year"] or UNDATED) for row in rows]
    colours = zip_longest(CAPACITIES, _COLOURS[: len(CAPACITIES)], fillvalue=_COLOURS[-1])
    quantities = [_quantity(METRICS[name], colour, rows, figures) for name, colour in colours]
    note = t("按计划竣工年份；各类数量不相加，各图刻度不同")
    drawn = chart(by_year(labels, quantities), title, rows_of(scope, "summary", "planned_finish_year"))
    return panel(title, drawn, note=note, name="capacity")


def _quantity(metric: Metric, colour: str, rows: list[dict[str, Any]], figures: dict[str, Any]) -> Quantity:
    unit = t("（{unit}）", unit=metric.unit_title) if metric.unit_title else ""
    silent = "" if figures[metric.name] is not None else t("{count} 个项目均未载明", count=figures["projects"])
    values = [row[metric.name] for row in rows]
    told = [share(row[f"{metric.name}_stated"], row["projects"]) for row in rows]
    hovers = [
        f"{metric.title} {plain(value)} · {t('{stated} 个项目载明', stated=stated)}"
        for value, stated in zip(values, told, strict=True)
    ]
    return Quantity(
        metric.title + unit,
        colour,
        [_float(value) for value in values],
        [plain(value) for value in values],
        hovers,
        silent,
    )


def _by_position(rows: pl.DataFrame, scope: Scope) -> html.Section:
    found = {row["plan_position"]: row for row in rows.to_dicts()}
    date = scope.as_of.isoformat() if scope.as_of else t("未定")
    title, note = t("计划所处阶段"), t("以 {date} 判断", date=date)
    if len(found) == 1:
        ((key, row),) = found.items()
        words = t("{count} 个项目都是“{what}”。", count=row["projects"], what=t(POSITION_LABELS[key]))
        return panel(title, html.P(words), note=note, name="by-position")
    lines = [
        (
            Bar(t(label), float(found[key]["projects"]), plain(found[key]["projects"]), colour=POSITION_COLOURS[key],
                target=narrowed(PATH, scope, classes=(key,))),
            [short_wan(found[key]["total_investment_wan"])],
        )
        for key, label in POSITION_LABELS.items()
        if key in found
    ]  # fmt: skip
    table = bar_table([title, t("项目数"), t("总投资")], lines)
    return panel(title, table, note=note, name="by-position", aside=files(scope, "summary", by="plan_position"))


def _float(value: Any) -> float | None:  # noqa: ANN401 - Decimal, int or None
    return None if value is None else float(value)
