"""What is likely to slip next: warnings with reasons, chances with intervals, and how such forecasts did before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
from dash import dcc, html

from dashboard.metrics.schedule.forecast import ENOUGH
from dashboard.parts.cards import badge
from dashboard.parts.scroll_table import table
from dashboard.words.formats import plain, short_wan
from dashboard.words.labels import LATENESS_LABELS, STATUS_LABELS
from dashboard.words.slips import months_number
from dashboard.words.translate import t

Row = Mapping[str, Any]
Link = Callable[[Row], str]


def warnings_list(rows: Sequence[Row], link: Link) -> html.Ol:
    """Ranked warnings: who, how it is late, what may be lost, and why in words."""
    return html.Ol([_warning(rank, row, link) for rank, row in enumerate(rows, start=1)], className="warnings")


def _warning(rank: int, row: Row, link: Link) -> html.Li:
    amount = row["total_investment_wan"]
    sum_words = t("投资未载明") if amount is None else short_wan(amount)
    facts = [
        html.Strong(t("预计损失 {count} 个月", count=months_number(row["months_lost"])), className="is-late"),
        html.Span(f"× {sum_words}"),
        html.Span(row["region_name"] or "", className="tl-place"),
        badge(t(STATUS_LABELS[row["status"]])),
        badge(t(LATENESS_LABELS[row["current_lateness"]]), "badge-warn") if row["current_lateness"] else "",
    ]
    reasons = [html.Li(reason) for reason in row["reasons"].split("；")]
    return html.Li(
        [
            html.Span(str(rank), className="rank"),
            html.Div(
                [
                    dcc.Link(row["name"], href=link(row), className="doc-name"),
                    html.Div(facts, className="doc-facts"),
                    html.Ul(reasons, className="reasons"),
                ]
            ),
        ]
    )


def forecast_table(rows: Sequence[Row], link: Link) -> html.Div:
    """Chance of finishing on plan with its interval and n, the least likely first."""
    heads = [
        (t("项目"), ""), (t("已用工期"), "number"), (t("按期竣工概率（95% 区间）"), ""), (t("推算推迟"), "number"),
        (t("依据"), ""),
    ]  # fmt: skip
    return table(heads, [_chance(row, link) for row in rows], "chances")


def _chance(row: Row, link: Link) -> html.Tr:
    low, at, high = (100 * row[name] for name in ("probability_low", "probability_on_time", "probability_high"))
    bar = html.Span(
        [
            html.Span(className="chance-range", style={"left": f"{low:.1f}%", "width": f"{max(high - low, 1):.1f}%"}),
            html.Span(className="chance-dot", style={"left": f"{at:.1f}%"}),
        ],
        className="chance",
    )
    words_of_chance = t("{share}（{parts}）", share=f"{at:.0f}%", parts=f"{low:.0f}–{high:.0f}%")
    return html.Tr(
        [
            html.Td([dcc.Link(row["name"], href=link(row)), html.Div(row["region_name"], className="doc-facts")]),
            html.Td(t("{count} 个月", count=months_number(row["months_run"])), className="number"),
            html.Td(
                [
                    bar,
                    html.Span(
                        words_of_chance,
                        className="chance-words",
                    ),
                ]
            ),
            html.Td(_expected(row["expected_slip_months"], row["is_lower_bound"]), className="number"),
            html.Td(
                t(
                    "{basis} {count} 个（竣工 {done}）",
                    basis=t(row["basis"]),
                    count=row["projects"],
                    done=row["completions"],
                )
            ),
        ]
    )


def _expected(months: float, is_lower_bound: bool) -> str:
    """The slip in months that the curve makes expect."""
    if months <= 0:
        return t("不推迟")
    return t("{count} 个月以上" if is_lower_bound else "{count} 个月", count=months_number(months))


def silence(reasons: Sequence[tuple[str, int]]) -> html.Ul | None:
    """Why nothing is said of the others: each reason with the number of its projects."""
    if not reasons:
        return None
    items = [html.Li(t("{count} 个项目不作推算：{reason}", count=count, reason=reason)) for reason, count in reasons]
    return html.Ul(items, className="reasons")


def calibration(bands: pl.DataFrame, held_back: date, as_of: date) -> list[Any] | str:
    """What forecasts made at `held_back` said of completion by `as_of`, against what happened; a sentence where none
    was made."""
    tested = int(bands["projects"].sum()) if bands.height else 0
    if not tested:
        return t(
            "到 {day} 为止已竣工的项目不足 {enough} 个，当时不会作出推算，因此无从回测。",
            day=held_back,
            enough=ENOUGH,
        )
    intro = t("用 {first} 以前的数据推算“到 {last} 竣工”的概率，与实际比较：", first=held_back, last=as_of)
    heads = [(t("当时推算的概率"), ""), (t("推算平均"), "number"), (t("实际竣工比例"), "number"), (t("项目"), "number")]
    rows = [
        html.Tr(
            [
                html.Td(row["band"]),
                html.Td(f"{row['forecast']:.0%}", className="number"),
                html.Td(_observed(row), className="number"),
                html.Td(plain(row["projects"]), className="number"),
            ]
        )
        for row in bands.to_dicts()
    ]
    thin = t("只有 {count} 个项目可以回测（少于 {enough} 个），不足以说明推算是否准确。", count=tested, enough=ENOUGH)
    caution = html.P(thin, className="foot caution") if tested < ENOUGH else None
    return [html.P(intro), table(heads, rows, "calibration"), caution]


def _observed(row: Row) -> str:
    done = round(row["observed"] * row["projects"])
    return t("{share}（{parts}）", share=f"{row['observed']:.0%}", parts=f"{done}/{row['projects']}")
