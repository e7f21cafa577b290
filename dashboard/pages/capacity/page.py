"""建设规模: what is built, by kind, beds and places first, and whether it closes the gap to the plan's targets."""

from __future__ import annotations

from collections.abc import Callable
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
from dashboard.parts.cards import badge, card, panel, said, side_by_side
from dashboard.parts.dom import data
from dashboard.parts.stated import place_of, value_words
from dashboard.parts.states import no_projects
from dashboard.parts.switches import files
from dashboard.session.board_page import Board, Page
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.session.split import PROJECT, place_link, places
from dashboard.words.formats import plain, share
from dashboard.words.labels import EACH_LABELS, NOT_STATED, PLACE_KIND_LABELS
from dashboard.words.translate import DATA_LANGUAGE, t

PATH = "/capacity"
_CHARTS = (("elder_beds", BLUE), ("childcare_places", TEAL))
_MOST_BARS = 12
_MOST_NAMED = 60
_TARGET_HEAD = ("地区", "指标", "基期", "目标", "目标年", "出处与原文")

Row = dict[str, Any]


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
    by, groups = places(session, scope, regions, metrics)
    has_beds = any(figures[name] is not None for name in shown)
    asked = (session.cursor, scope.filter, scope.as_of)
    return html.Div(
        className="page capacity",
        children=[
            html.H1(t("建设规模"), className="visually-hidden"),
            html.Div([_card(METRICS[name], figures) for name in shown], className="cards") if has_beds else None,
            ladder_panels(found, targets),
            html.Div([kinds_panel(by_kind(*asked), figures["projects"])], className="grid"),
            side_by_side(
                [_by_place(name, colour, by, groups, figures, scope) for name, colour in _CHARTS], "grid-halves"
            )
            if has_beds
            else None,
            html.Div([entries_panel(by_kind_and_basis(*asked))], className="grid"),
            html.Div([_targets(targets)], className="grid") if targets else None,
        ],
    )


def _card(metric: Metric, figures: Row) -> html.Div:
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


def _by_place(name: str, colour: str, by: str, groups: pl.DataFrame, figures: Row, scope: Scope) -> html.Section:
    metric, everywhere = METRICS[name], groups.to_dicts()
    title, panel_name = t("{each}{what}", each=t(EACH_LABELS[by]), what=metric.title), f"{name}-by-place"
    rows = sorted((row for row in everywhere if row[name] is not None), key=lambda row: -row[name])
    if len(rows) < 2:
        return said(title, _at_most_one(metric, rows, figures), name=panel_name)
    lines = _bars(name, colour, rows, lambda row: place_link(PATH, scope, by, row["place_id"]))
    table = bar_table([t(PLACE_KIND_LABELS[by]), metric.title, ""], lines)
    silent = _silent([row for row in everywhere if row[name] is None], by, scope)
    tools = files(scope, "projects") if by == PROJECT else files(scope, "summary", by=by)
    unit = t("单位：{unit}", unit=metric.unit_title) if metric.unit_title else ""
    return panel(title, [table, silent], note=unit, name=panel_name, aside=tools)


def _at_most_one(metric: Metric, rows: list[Row], figures: Row) -> str:
    """What is said in place of bars where one place states a quantity, or none."""
    if not rows:
        return t("{count} 个项目均未载明", count=figures["projects"])
    stated = share(figures[f"{metric.name}_stated"], figures["projects"])
    amount, place = metric.amount(rows[0][metric.name]), rows[0]["place"]
    return t("{amount}都在{place}（{stated} 个项目载明）。", amount=amount, place=place, stated=stated)


def _bars(name: str, colour: str, rows: list[Row], link: Callable[[Row], str]) -> list[tuple[Bar, list[str]]]:
    """A bar for each place, the largest first; beyond a screenful the rest is one row that says so."""
    lines = [
        (
            Bar(row["place"], float(row[name]), plain(row[name]), colour=colour, target=link(row)),
            [t("{stated} 载明", stated=share(row[f"{name}_stated"], row["projects"]))],
        )
        for row in rows[:_MOST_BARS]
    ]
    if rest := rows[_MOST_BARS:]:
        bar = Bar(t("其余 {count} 个", count=len(rest)), 0.0, plain(sum(row[name] for row in rest)))
        stated = share(sum(row[f"{name}_stated"] for row in rest), sum(row["projects"] for row in rest))
        lines.append((bar, [t("{stated} 载明", stated=stated)]))
    return lines


def _silent(rows: list[Row], by: str, scope: Scope) -> html.Details | None:
    """The places none of whose projects states a quantity: one line with their count, their names within."""
    if not rows:
        return None
    projects = sum(row["projects"] for row in rows)
    words = t("另有 {count} 组未载明（0/{projects} 个项目）", count=len(rows), projects=plain(projects))
    if by == PROJECT:
        words = t("另有 {count} 个项目未载明", count=len(rows))
    named = [_silent_place(row, by, scope) for row in rows[:_MOST_NAMED]]
    if len(rows) > _MOST_NAMED:
        named.append(html.Li(t("其余 {count} 个", count=len(rows) - _MOST_NAMED)))
    return html.Details([html.Summary(words), html.Ul(named, className="silent-regions")], className="silent")


def _silent_place(row: Row, by: str, scope: Scope) -> html.Li:
    words = t("{what}（{more}）", what=row["place"], more=f"0/{plain(row['projects'])}")
    target = place_link(PATH, scope, by, row["place_id"])
    return html.Li(dcc.Link(row["place"] if by == PROJECT else words, href=target) if target else words)


def _targets(targets: list[Row]) -> html.Section:
    """The targets that concern beds and places, each with its words; repeats of a statement are left out."""
    shown = [row for row in targets if row["repeats"] is None and _is_about_capacity(row)]
    head = html.Tr([html.Th(t(text), scope="col") for text in _TARGET_HEAD])
    body = html.Tbody([_target(row) for row in shown])
    table = html.Table([html.Thead(head), body], className="table targets restacked")
    words = "{shown} 条；其余 {count} 条（其他指标与重复表述）见下载"
    note = t(words, shown=len(shown), count=len(targets) - len(shown))
    return panel(t("床位与托位的目标"), html.Div(table, className="table-scroll"), note=note, name="targets")


def _is_about_capacity(row: Row) -> bool:
    return row["indicator_id"] in INDICATORS or any(word in row["indicator"] for word in ("床位", "托位"))


def _target(row: Row) -> html.Tr:
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
