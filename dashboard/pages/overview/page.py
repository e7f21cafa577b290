"""总览: what is planned, where, for what, when it is due, and how sure we are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any

import polars as pl
from dash import Dash, dcc, html

from dashboard.figures.bars import Bar
from dashboard.figures.by_year import Quantity, by_year
from dashboard.figures.theme import BLUE, POSITION_COLOURS, TEAL, VIOLET
from dashboard.filter import UNDATED, UNSTATED, unstated_label, year_label
from dashboard.metrics.catalog import CAPACITIES, HEADLINE, METRICS, Format, Metric
from dashboard.metrics.documents.finding_counts import count_by_severity, count_by_type
from dashboard.metrics.query import aggregate_each, count_undated_left_out
from dashboard.metrics.targets import INDICATORS, Ladder, ladders, list_targets
from dashboard.pages.overview.county_maps import county_maps
from dashboard.parts.bar_table import bar_table
from dashboard.parts.cards import badge, card, chart, panel
from dashboard.parts.states import no_projects
from dashboard.parts.switches import files
from dashboard.session.board_page import Board, Page
from dashboard.session.documents import shown_documents
from dashboard.session.links import narrowed, only, rows_of
from dashboard.session.regions import unambiguous
from dashboard.session.scope import Scope
from dashboard.session.snapshot import DocumentItem, Session
from dashboard.words.formats import exact_below_wan, exact_wan, headline_wan, plain, share, short_wan
from dashboard.words.labels import (
    DOCUMENT_STATUS_LABELS,
    LATENESS_AMONG_LABELS,
    LATENESS_LABELS,
    POSITION_LABELS,
    SEVERITY_LABELS,
    finding_title,
)
from dashboard.words.translate import t

PATH = "/"
_COLOURS = (TEAL, BLUE, VIOLET)
"""Of the quantities, in their order; the last for all that follow."""

_DERIVED = "each_times_count_projects"
_MOST_BARS = 12
_MOST_TYPES = 8
_FEW_REGIONS = 4
_MOST_GAPS = 4
_GROUPINGS = ((), ("region",), ("sector",), ("plan_position",), ("planned_finish_year",))


def register(app: Dash, board: Board) -> Page:
    """Add the page."""
    del app, board
    return Page(PATH, "总览", render, downloads=("summary", "county_year", "projects"))


def render(session: Session, scope: Scope, argument: str) -> Any:  # noqa: ANN401 - a Dash component
    """Headline figures, then where and for what, then when and how sure."""
    del argument
    companions = [name for metric in HEADLINE for name in METRICS[metric].companions]
    metrics = [*HEADLINE, *companions, "doubtful_projects", _DERIVED, "reported_projects"]
    everything, regions, sectors, positions, years = aggregate_each(
        session.cursor, scope.filter, scope.as_of, metrics, _GROUPINGS
    )
    figures = everything.row(0, named=True)
    if not figures["projects"]:
        return no_projects(scope, PATH, count_undated_left_out(session.cursor, scope.filter, scope.as_of))
    asked = {"projects": _lateness(session, scope), **_gaps(session, scope)}
    return html.Div(
        className="page overview",
        children=[
            html.H1(t("总览"), className="visually-hidden"),
            html.Div([_card(METRICS[name], figures, asked.get(name, ())) for name in HEADLINE], className="cards"),
            _where_what_when(scope, regions, sectors, positions, figures),
            html.Div([_capacity(years, figures, scope), _quality(session, scope)], className="grid grid-2"),
            html.Div([_documents(session, scope)], className="grid"),
        ],
    )


def _where_what_when(
    scope: Scope, regions: pl.DataFrame, sectors: pl.DataFrame, positions: pl.DataFrame, figures: dict[str, Any]
) -> html.Div:
    """Regions beside sectors and schedule; with few regions all three stand in one row."""
    where, what, when = _by_region(regions, scope), _by_sector(sectors, scope), _by_position(positions, scope, figures)
    if regions.height <= _FEW_REGIONS:
        return html.Div([where, what, when], className="grid grid-thirds")
    return html.Div([where, html.Div([what, when], className="stack")], className="grid grid-2")


def _lateness(session: Session, scope: Scope) -> list[dcc.Link]:
    """How many projects are late in each way, with n/d; none where no sheet was loaded or nothing can be compared."""
    if scope.info.progress_month is None:
        return []
    rates = [f"current_{word}_rate_{part}" for word in LATENESS_LABELS for part in ("n", "d")]
    (found,) = aggregate_each(session.cursor, scope.filter, scope.as_of, rates, ((),))
    figures, address = found.row(0, named=True), narrowed("/schedule", scope)
    lines = []
    for word, label in LATENESS_LABELS.items():
        late, among = figures[f"current_{word}_rate_n"], figures[f"current_{word}_rate_d"]
        if among:
            words = t("{what} {share} 个", what=t(label), share=share(late, among))
            kind = "card-link is-short" if late else "card-link"
            how = t("分母：{projects}", projects=t(LATENESS_AMONG_LABELS[word]))
            lines.append(dcc.Link(words, href=address, className=kind, title=how))
    return lines


def _gaps(session: Session, scope: Scope) -> dict[str, Any]:
    """By capacity what its targets lack, with n/d, as far as they are few enough to be named on a card."""
    targets = list_targets(session.cursor, scope.filter, scope.info.vocabulary.regions)
    held = {(row["region_id"], row["indicator_id"]) for row in targets if row["indicator_id"] in INDICATORS}
    if len(held) > _MOST_GAPS:
        return {}
    gaps: dict[str, list[Any]] = {}
    for item in ladders(session.cursor, targets, scope.as_of):
        if item.uncovered is not None:
            gaps.setdefault(INDICATORS[item.indicator], []).append(_gap(item, scope))
    return dict(gaps)


def _gap(item: Ladder, scope: Scope) -> dcc.Link:
    target = plain(item.target["target_value"])
    year = item.target["target_year"]
    place = {"region": item.region_name, "year": t("{year}年", year=year) if year else t("年份未载明")}
    if item.uncovered is not None and item.uncovered > 0:
        words = t("距{region}{year}目标尚缺 {n}/{d}", n=plain(item.uncovered), d=target, **place)
        kind = "card-link is-short"
    else:
        words, kind = t("存量与清单项目可达{region}{year}目标 {d}", d=target, **place), "card-link"
    how = t("目标 − 存量 − 该地区清单全部项目；不受年份等筛选影响")
    return dcc.Link(words, href=narrowed("/capacity", scope), className=kind, title=how)


def _card(metric: Metric, figures: dict[str, Any], asked: Sequence[Any] = ()) -> html.Div:
    """A headline figure; `asked` is what is asked of it (late projects, gaps to targets), said first."""
    value = figures[metric.name]
    number, unit, exact = _figure(metric, value)
    notes: list[Any] = [*asked]
    notes += _known(metric, figures) if metric.stated else _doubts(figures["doubtful_projects"])
    return card(metric.title, number, unit, exact, notes, name=metric.name, caveat=metric.warning, muted=value is None)


def _figure(metric: Metric, value: Any) -> tuple[str, str, str]:  # noqa: ANN401 - a metric's value
    """Number, unit and the exact amount where the number is a rounded one."""
    if metric.format is Format.MONEY:
        return (*headline_wan(value), exact_below_wan(value))
    return plain(value), metric.unit_title if value is not None else "", ""


def _doubts(projects: int) -> list[Any]:
    """How many projects have a field in doubt."""
    if not projects:
        return [t("字段均无存疑")]
    return [badge(t("{count} 个有存疑字段", count=projects), "badge-warn")]


def _known(metric: Metric, figures: dict[str, Any]) -> list[Any]:
    """How many projects state a figure, and for how many it is in doubt or worked out."""
    stated, doubtful = figures[metric.stated or ""], figures[metric.doubtful or ""]
    notes: list[Any] = [html.Span(t("{stated} 个项目载明", stated=share(stated, figures["projects"])))]
    if doubtful:
        notes.append(badge(t("{count} 个存疑", count=doubtful), "badge-warn"))
    if metric.name == "elder_beds" and figures[_DERIVED]:
        notes.append(badge(t("{count} 个按处数计算", count=figures[_DERIVED])))
    return notes


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


def _by_region(rows: pl.DataFrame, scope: Scope) -> html.Section:
    records = unambiguous(rows.to_dicts(), scope)
    table = _money_table(
        records, t("地区"), "region_name", lambda row: narrowed(PATH, scope, **only(scope, row["region_code"]))
    )
    maps = county_maps(records, scope, PATH)
    body = html.Div([table, *maps], className="bars-and-map") if maps else table
    note, tools = t("市本级项目列在市名下"), files(scope, "summary", by="region")
    return panel(t("各地区总投资"), body, note=note, name="by-region", aside=tools)


def _by_sector(rows: pl.DataFrame, scope: Scope) -> html.Section:
    table = _money_table(
        rows.to_dicts(), t("行业"), "sector", lambda row: narrowed(PATH, scope, sectors=(row["sector"] or UNSTATED,))
    )
    note, tools = t("按文件载明；未载明的按名称与内容判定"), files(scope, "summary", by="sector")
    return panel(t("各行业总投资"), table, note=note, name="by-sector", aside=tools)


def _capacity(years: pl.DataFrame, figures: dict[str, Any], scope: Scope) -> html.Section:
    """What is added by planned finish year, each kind of quantity on its own scale."""
    rows = years.to_dicts()
    labels = [year_label(row["planned_finish_year"] or UNDATED) for row in rows]
    colours = zip_longest(CAPACITIES, _COLOURS[: len(CAPACITIES)], fillvalue=_COLOURS[-1])
    quantities = [_quantity(METRICS[name], colour, rows, figures) for name, colour in colours]
    title, note = t("新增能力与计划竣工年份"), t("按计划竣工年份；各类数量不相加，各图刻度不同")
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


def _by_position(rows: pl.DataFrame, scope: Scope, figures: dict[str, Any]) -> html.Section:
    found = {row["plan_position"]: row for row in rows.to_dicts()}
    lines = [
        (
            Bar(t(label), float(found[key]["projects"]), plain(found[key]["projects"]), colour=POSITION_COLOURS[key],
                target=narrowed(PATH, scope, classes=(key,))),
            [short_wan(found[key]["total_investment_wan"])],
        )
        for key, label in POSITION_LABELS.items()
        if key in found
    ]  # fmt: skip
    table = bar_table([t("计划所处阶段"), t("项目数"), t("总投资")], lines)
    body = [table, html.P(_reported(scope, figures), className="foot")]
    date = scope.as_of.isoformat() if scope.as_of else t("未定")
    tools = files(scope, "summary", by="plan_position")
    return panel(t("计划所处阶段"), body, note=t("以 {date} 判断", date=date), name="by-position", aside=tools)


def _reported(scope: Scope, figures: dict[str, Any]) -> list[Any]:
    """What is known of progress beside the plan."""
    if scope.info.progress_month is None:
        return [t("尚未导入调度表：所有项目的实际进度均为“未报进度”，这里只看计划。")]
    if not figures["reported_projects"]:
        return [t("到数据截止日为止，这些项目没有进度报送，这里只看计划。")]
    told = share(figures["reported_projects"], figures["projects"])
    link = dcc.Link(t("看进度 →"), href=narrowed("/schedule", scope))
    return [t("{share} 个项目有进度报送。", share=told), " ", link]


def _quality(session: Session, scope: Scope) -> html.Section:
    counts = count_by_severity(session.cursor, scope.filter, scope.as_of)
    tiles = [_tile(key, number) for key, number in counts.items()]
    target = narrowed("/findings", scope)
    types = count_by_type(session.cursor, scope.filter, scope.as_of)
    named = [
        html.Li([html.Span(finding_title(kind)), html.Strong(t("{count} 条", count=plain(count)))])
        for _, kind, count in types[:_MOST_TYPES]
    ]
    rest = sum(count for _, _, count in types[_MOST_TYPES:])
    if rest:
        named.append(html.Li([html.Span(t("其他")), html.Strong(t("{count} 条", count=plain(rest)))]))
    body = [
        html.Div(tiles, className="tiles"),
        html.Ul(named, className="finding-types"),
        dcc.Link(t("查看全部问题 →"), href=target, className="more"),
    ]
    return panel(t("未处理的数据问题"), body, note=t("含所涉文件的文件级问题"), name="findings")


def _tile(severity: str, count: int) -> html.Div:
    parts = [
        html.Span(plain(count), className="tile-number"),
        html.Span(t(SEVERITY_LABELS[severity]), className="tile-label"),
    ]
    return html.Div(parts, className=f"tile tile-{severity}" + ("" if count else " tile-none"))


def _documents(session: Session, scope: Scope) -> html.Section:
    rows = [_document(item) for item in shown_documents(session, scope)]
    return panel(
        t("来源文件"),
        html.Ul(rows, className="documents"),
        note=t("当前范围 {count} 份", count=share(len(rows), len(scope.info.documents))),
        name="documents",
    )


def _document(item: DocumentItem) -> html.Li:
    words = t(DOCUMENT_STATUS_LABELS.get(item.status or "", "状态未载明"))
    status = badge(words, f"badge-{item.status or 'none'}")
    region, date = item.region_name or t("地区未载明"), item.document_date or t("日期未载明")
    facts = f"{region} · {date}" + (f" · {_projects(item.projects)}" if item.projects else "")
    return html.Li(
        [
            html.Span(item.title or item.document, className="doc-name"),
            html.Span(
                [status, html.Span(facts), html.Span(item.document if item.title else "")], className="doc-facts"
            ),
        ]
    )


def _float(value: Any) -> float | None:  # noqa: ANN401 - Decimal, int or None
    return None if value is None else float(value)
