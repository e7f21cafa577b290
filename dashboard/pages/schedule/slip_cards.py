"""The cards of 进度: how many are late in each way, by how much all slip, which started and finished in time."""

from __future__ import annotations

from typing import Any

import polars as pl
from dash import dcc, html

from dashboard.metrics.catalog import METRICS
from dashboard.parts.cards import badge, card
from dashboard.session.links import kept
from dashboard.session.scope import Scope
from dashboard.words.formats import plain, share
from dashboard.words.labels import LATENESS_AMONG_LABELS, LATENESS_LABELS
from dashboard.words.slips import months_number, share_pct, share_pct_with_parts
from dashboard.words.translate import t


def slip_cards(figures: dict[str, Any], bands: pl.DataFrame, plan: str, scope: Scope, path: str) -> list[html.Div]:
    """Cards of one plan (`original` or `current`); slips in months. `bands` are projects by lateness and bound."""
    return [
        *(_lateness(word, figures, bands, plan, scope, path) for word in LATENESS_LABELS),
        _slip(figures, plan),
        card(
            t("开工率（应开工）"), share_pct(figures["start_rate_n"], figures["start_rate_d"]),
            share(figures["start_rate_n"], figures["start_rate_d"]), "",
            [
                html.Span(t("本年新开工 {words}", words=_rate(figures, "start_rate_new"))),
                html.Span(t("全部 {words}", words=_rate(figures, "start_rate_all"))),
                _without_report(figures, "start_rate"),
            ],
            name="start-rate", caveat=t("未报进度的项目计入分母、不计入分子；已取消的不计"),
        ),
        _on_time(figures, plan),
    ]  # fmt: skip


def _lateness(word: str, figures: dict[str, Any], bands: pl.DataFrame, plan: str, scope: Scope, path: str) -> html.Div:
    """How many are late in one way, of those that can be; a link to them. A forecast has no lower bound."""
    name = f"{plan}_{word}_rate"
    late, among = figures[f"{name}_n"], figures[f"{name}_d"]
    low = int(bands.filter(**{f"{plan}_lateness": word, f"{plan}_finish_slip_bound": "at_least"})["projects"].sum())
    chosen = kept(path, scope, classes=(word if plan == "current" else f"{plan}.{word}",))
    notes = [
        html.Span(t("分母：{projects}", projects=t(LATENESS_AMONG_LABELS[word]))),
        badge(t("{count} 个为下限（至少）", count=low), "badge-warn") if low else "",
        dcc.Link(t("只看这些项目"), href=chosen, className="card-link") if late else "",
    ]
    return card(
        t(LATENESS_LABELS[word]), plain(late), t("/ {n} 个", n=among), share_pct(late, among), notes, name=name,
        caveat=METRICS[name].warning,
    )  # fmt: skip


def _slip(figures: dict[str, Any], plan: str) -> html.Div:
    """Median and P90 of all slips that are known."""
    name, known = f"{plan}_slip_median_months", figures[f"{plan}_slip_projects"]
    return card(
        t("推迟中位数"), months_number(figures[name]), t("个月"), "",
        [
            html.Span(t("第 90 百分位 {count} 个月", count=months_number(figures[f"{plan}_slip_p90_months"]))),
            html.Span(t("{share} 个项目可计推迟；未到期计 0", share=share(known, figures["projects"]))),
        ],
        name=name, caveat=METRICS[name].warning,
    )  # fmt: skip


def _rate(figures: dict[str, Any], name: str) -> str:
    return share_pct_with_parts(figures[f"{name}_n"], figures[f"{name}_d"])


def _without_report(figures: dict[str, Any], name: str) -> html.Span | str:
    """How many projects below the line of a rate have not reported: they may have started, or be finished."""
    count = figures[f"{name}_unreported"]
    return badge(t("其中 {n} 个未报进度", n=count), "badge-warn") if count else ""


def _on_time(figures: dict[str, Any], plan: str) -> html.Div:
    name = "on_time_rate" if plan == "current" else "on_time_rate_original"
    done, due = figures[f"{name}_n"], figures[f"{name}_d"]
    return card(
        t("按期竣工率"), share_pct(done, due), share(done, due), "",
        [t("分母：计划竣工时间已到的项目"), _without_report(figures, name)], name="on-time",
        caveat=t("未报进度的项目计入分母、不计入分子；已取消的不计"),
    )  # fmt: skip
