"""The cards of 进度: how many slip and by how much, and which started and finished in time."""

from __future__ import annotations

from typing import Any

import polars as pl
from dash import html

from dashboard.figures.theme import BLUE, GREY, TEAL
from dashboard.parts.cards import badge, card
from dashboard.words.formats import plain, share
from dashboard.words.slips import months_number, share_pct, share_pct_with_parts
from dashboard.words.translate import t

BANDS = {"early": TEAL, "on_plan": BLUE, "not_due": GREY}
"""Bands of slips that are not late, and their colours."""


def slip_cards(figures: dict[str, Any], bands: pl.DataFrame, plan: str) -> list[html.Div]:
    """Cards of one plan (`original` or `current`); slips in months."""
    late, dated = figures[f"{plan}_late_rate_n"], figures[f"{plan}_late_rate_d"]
    bounded = bands.filter(
        pl.col(f"{plan}_finish_slip_bound") == "at_least", ~pl.col(f"{plan}_slip_band").is_in(list(BANDS))
    )
    low = int(bounded["projects"].sum())
    of_all = t("{share} 个项目可计逾期", share=share(dated, figures["projects"]))
    return [
        card(
            t("逾期项目"), plain(late), t("/ {n} 个", n=dated), share_pct(late, dated),
            [of_all, badge(t("{count} 个为下限（至少）", count=low), "badge-warn") if low else ""], name="late",
            caveat=t("竣工时间（未竣工的取预计竣工与数据截止日之较晚者）晚于计划的项目"),
        ),
        card(
            t("逾期中位数"), months_number(figures[f"{plan}_slip_median_months"]), t("个月"), "",
            [t("{count} 个可计的项目；未到期计 0", count=dated)], name="median",
        ),
        card(
            t("逾期第 90 百分位"), months_number(figures[f"{plan}_slip_p90_months"]), t("个月"), "",
            [t("十个里有一个晚于此")], name="p90",
        ),
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
