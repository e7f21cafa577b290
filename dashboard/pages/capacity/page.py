"""建设规模: what is built, by kind, beds and places first, and whether it closes the gap to the plan's targets."""

from __future__ import annotations

from typing import Any

import polars as pl
from dash import Dash, dcc, html

from dashboard.figures.bars import Bar
from dashboard.figures.theme import BLUE, TEAL
from dashboard.metrics.capacity import by_kind, by_kind_and_basis
from dashboard.metrics.catalog import METRICS, Metric, Place, listed_at
from dashboard.metrics.query import aggregate_each, count_undated_left_out
from dashboard.metrics.targets import INDICATORS, ladders, list_targets
from dashboard.pages.capacity.kinds import entries_panel, kinds_panel
from dashboard.pages.capacity.ladders import OF_TARGETS, ladder_panels, words_of
from dashboard.parts.bar_table import bar_table
from dashboard.parts.cards import badge, card, panel
from dashboard.parts.dom import data
from dashboard.parts.stated import place_of, value_words
from dashboard.parts.states import no_projects
from dashboard.parts.switches import files
from dashboard.session.board_page import Board, Page
from dashboard.session.links import narrowed, only
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.formats import plain, share
from dashboard.words.labels import NOT_STATED
from dashboard.words.translate import DATA_LANGUAGE, t

PATH = "/capacity"
_CHARTS = (("elder_beds", BLUE), ("childcare_places", TEAL))
_MOST_BARS = 12
_MOST_NAMED = 60
_TARGET_HEAD = ("地区", "指标", "基期", "目标", "目标年", "出处与原文")


def register(app: Dash, board: Board) -> Page:
    """Add the page."""
    del app, board
    return Page(
        PATH,
        "建设规模",
        render,
        downloads=("targets", "ladders", "entries", "projects"),
    )


def render(session: Session, scope: Scope, argument: str) -> Any:  # noqa: ANN401 - a Dash component
    """Headline capacities, the ladders, every kind, where it is added, by kind and basis, and all targets."""
    del argument
    targets = list_targets(session.cursor, scope.filter, scope.info.vocabulary.regions)
    shown = listed_at(Place.CAPACITY)
    metrics = ["projects", *(part for name in shown for part in (name, *METRICS[name].companions))]
    everything, regions = aggregate_each(session.cursor, scope.filter, scope.as_of, metrics, ((), ("region",)))
    figures = everything.row(0, named=True)
    if not figures["projects"] and not targets:
        return no_projects(scope, PATH, count_undated_left_out(session.cursor, scope.filter, scope.as_of))
    found = ladders(session.cursor, targets, scope.as_of)
    has_beds = any(figures[name] is not None for name in shown)
    asked = (session.cursor, scope.filter, scope.as_of)
    return html.Div(
        className="page capacity",
        children=[
            html.H1(t("建设规模"), className="visually-hidden"),
            html.Div([_card(METRICS[name], figures) for name in shown], className="cards") if has_beds else None,
            ladder_panels(found, targets),
            html.Div([kinds_panel(by_kind(*asked), figures["projects"])], className="grid"),
            html.Div(
                [_by_region(name, colour, regions, figures, scope) for name, colour in _CHARTS],
                className="grid grid-halves",
            )
            if has_beds
            else None,
            html.Div([entries_panel(by_kind_and_basis(*asked))], className="grid"),
            html.Div([_targets(targets)], className="grid") if targets else None,
        ],
    )


def _card(metric: Metric, figures: dict[str, Any]) -> html.Div:
    """A figure with how many projects state it, how many are in doubt, and what a quotient is made of."""
    value = figures[metric.name]
    stated, doubtful = figures[metric.stated or ""], figures[metric.doubtful or ""]
    notes: list[Any] = [html.Span(t("{stated} 个项目载明", stated=share(stated, figures["projects"])))]
    if metric.parts and value is not None:
        notes.append(html.Span(" ÷ ".join(METRICS[part].amount(figures[part]) for part in metric.parts)))
    if doubtful:
        notes.append(badge(t("{count} 个存疑", count=doubtful), "badge-warn"))
    unit = metric.unit_title if value is not None else ""
    return card(
        metric.title, plain(value), unit, "", notes, name=metric.name, caveat=metric.warning, muted=value is None
    )


def _by_region(name: str, colour: str, regions: pl.DataFrame, figures: dict[str, Any], scope: Scope) -> html.Section:
    metric = METRICS[name]
    title, unit = t("各地区{what}", what=metric.title), ""
    if metric.unit_title:
        unit = t("单位：{unit}", unit=metric.unit_title)
    if figures[name] is None:
        body: Any = html.Div(t("{count} 个项目均未载明", count=figures["projects"]), className="not-stated")
        return panel(title, body, note=unit, name=f"{name}-by-region")
    everywhere = regions.to_dicts()
    rows = sorted((row for row in everywhere if row[name] is not None), key=lambda row: -row[name])
    lines = [
        (
            Bar(
                row["region_name"] or t("地区未定"), float(row[name]), plain(row[name]), colour=colour,
                target=narrowed(PATH, scope, **only(scope, row["region_code"])),
            ),
            [t("{stated} 载明", stated=share(row[f"{name}_stated"], row["projects"]))],
        )
        for row in rows[:_MOST_BARS]
    ]  # fmt: skip
    if rest := rows[_MOST_BARS:]:
        bar = Bar(t("其余 {count} 个", count=len(rest)), 0.0, plain(sum(row[name] for row in rest)))
        stated = share(sum(row[f"{name}_stated"] for row in rest), sum(row["projects"] for row in rest))
        lines.append((bar, [t("{stated} 载明", stated=stated)]))
    table = bar_table([t("地区"), metric.title, ""], lines)
    silent = _silent([row for row in everywhere if row[name] is None], scope)
    tools = files(scope, "summary", by="region")
    return panel(title, [table, silent], note=unit, name=f"{name}-by-region", aside=tools)


def _silent(rows: list[dict[str, Any]], scope: Scope) -> html.Details | None:
    """The regions none of whose projects states a quantity: one line with their count, their names within."""
    if not rows:
        return None
    projects = sum(row["projects"] for row in rows)
    words = t("另有 {count} 个地区未载明（0/{projects} 个项目）", count=len(rows), projects=plain(projects))
    named = [
        html.Li(
            dcc.Link(
                t("{what}（{more}）", what=row["region_name"] or t("地区未定"), more=f"0/{plain(row['projects'])}"),
                href=narrowed(PATH, scope, **only(scope, row["region_code"])),
            )
        )
        for row in rows[:_MOST_NAMED]
    ]
    if len(rows) > _MOST_NAMED:
        named.append(html.Li(t("其余 {count} 个", count=len(rows) - _MOST_NAMED)))
    return html.Details([html.Summary(words), html.Ul(named, className="silent-regions")], className="silent")


def _targets(targets: list[dict[str, Any]]) -> html.Section:
    """The targets that concern beds and places, each with its words; repeats of a statement are left out."""
    shown = [row for row in targets if row["repeats"] is None and _is_about_capacity(row)]
    head = html.Tr([html.Th(t(text), scope="col") for text in _TARGET_HEAD])
    body = html.Tbody([_target(row) for row in shown])
    table = html.Table([html.Thead(head), body], className="table targets restacked")
    words = "{shown} 条；其余 {count} 条（其他指标与重复表述）见下载"
    note = t(words, shown=len(shown), count=len(targets) - len(shown))
    return panel(t("床位与托位的目标"), html.Div(table, className="table-scroll"), note=note, name="targets")


def _is_about_capacity(row: dict[str, Any]) -> bool:
    return row["indicator_id"] in INDICATORS or any(word in row["indicator"] for word in ("床位", "托位"))


def _target(row: dict[str, Any]) -> html.Tr:
    baseline = row["baseline_raw"] or t(NOT_STATED)
    if row["baseline_year"] and row["baseline_raw"]:
        baseline = t("{what}（{more}）", what=baseline, more=t("{year}年", year=row["baseline_year"]))
    doubt = [badge(t("存疑"), "badge-warn")] if row["certainty"] == "doubtful" else []
    return html.Tr(
        [
            html.Td(row["region_name"] or t("地区未定")),
            html.Td(row["indicator"]),
            html.Td(baseline, lang=DATA_LANGUAGE, **data(label=t("基期"))),
            html.Td(
                [html.Strong(value_words(row, "target_value", "target_high", "target_raw")), " ", *doubt],
                **data(label=t("目标")),
            ),
            html.Td(str(row["target_year"] or t(NOT_STATED)), **data(label=t("目标年"))),
            html.Td(
                [
                    html.Mark(words_of(row), lang=DATA_LANGUAGE),
                    html.Div(place_of(row, OF_TARGETS), className="doc-facts"),
                ]
            ),
        ]
    )
