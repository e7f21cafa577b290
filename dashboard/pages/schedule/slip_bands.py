"""How many projects slip by how much: what has happened, what is forecast and what is not yet due, told apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from dash import html

from dashboard.figures.stacks import Series, stacked
from dashboard.parts.cards import chart
from dashboard.words.labels import LATENESS_LABELS, NO_SLIP_LABELS, NOT_LATE_LABELS, SLIP_BAND_LABELS
from dashboard.words.translate import listed, t

# Of their own, beside those of `theme`: the dark scheme lightens the latter, and these carry numbers inside.
_DONE, _LATE, _PAST, _GREY = "#1f6b4b", "#c96f18", "#74452a", "#a9b4c3"
_DONE_TOLD, _LATE_TOLD, _INK = "#a5cbb9", "#f0bd8a", "#1b2a3e"
_HATCHED = "/"
"""The pattern of what is forecast."""

_KINDS = {
    "in_time": (_DONE, ""),
    "forecast": (_DONE_TOLD, _HATCHED),
    "not_due": (_GREY, ""),
    "overdue": (_LATE, ""),
    "finished_late": (_PAST, ""),
    "forecast_late": (_LATE_TOLD, _HATCHED),
}
"""Colour and pattern of what a bar is made of; what is forecast is paler and hatched."""

_LABELS = NOT_LATE_LABELS | LATENESS_LABELS


def slip_bands(bands: pl.DataFrame, reasons: pl.DataFrame, plan: str) -> list[Any]:
    """Bars of projects by band of slip, their legend, and how many have no slip. `bands` are projects by band, lateness
    and bound against the plan; `reasons` those by reason why there is no slip."""
    counts = _counts(bands, plan)
    found = {kind: look for kind, look in _KINDS.items() if any(kind == key for key, _ in counts)}
    series = [
        Series(t(_LABELS[kind]), [counts.get((kind, band), 0) for band in SLIP_BAND_LABELS], colour,
               _INK if pattern or colour == _GREY else "#ffffff", pattern)
        for kind, (colour, pattern) in found.items()
    ]  # fmt: skip
    drawn = stacked([t(label) for label in SLIP_BAND_LABELS.values()], series, t("个"))
    return [_legend(found), chart(drawn, t("竣工推迟月数分布")), html.P(_without(reasons), className="foot")]


def in_one_band(bands: pl.DataFrame, reasons: pl.DataFrame, plan: str) -> str:
    """What is said in place of bars where all projects lie in one band, or none has a slip; else empty."""
    counts = _counts(bands, plan)
    if len({band for _, band in counts}) > 1:
        return ""
    if not counts:
        return t("没有项目可计推迟。") + _without(reasons)
    kinds = listed(f"{t(_LABELS[kind])} {count}" for (kind, _), count in counts.items())
    band = t(SLIP_BAND_LABELS[next(iter(counts))[1]])
    words = t("{count} 个项目都在“{band}”一档：{kinds}。", count=sum(counts.values()), band=band, kinds=kinds)
    return words + _without(reasons)


def _counts(bands: pl.DataFrame, plan: str) -> dict[tuple[str, str], int]:
    """Projects by kind and band."""
    counts: dict[tuple[str, str], int] = {}
    for row in bands.drop_nulls(f"{plan}_slip_band").iter_rows(named=True):
        cell = (_kind(row, plan), row[f"{plan}_slip_band"])
        counts[cell] = counts.get(cell, 0) + row["projects"]
    return counts


def _without(reasons: pl.DataFrame) -> str:
    """How many projects have no slip, by reason."""
    left_out = [
        f"{t(NO_SLIP_LABELS[row['no_slip_reason']])} {row['projects']}"
        for row in reasons.to_dicts()
        if row["no_slip_reason"]
    ]
    return t("另有不计推迟的项目：{words}。", words="，".join(left_out)) if left_out else t("所有项目都可计推迟。")


def _kind(row: Mapping[str, Any], plan: str) -> str:
    """What a group of projects is drawn as: its lateness, else whether it is done, forecast or not yet due."""
    bound = row[f"{plan}_finish_slip_bound"]
    return row[f"{plan}_lateness"] or (bound if bound in ("forecast", "not_due") else "in_time")


def _legend(found: Mapping[str, tuple[str, str]]) -> html.Ul:
    """Words of the kinds that occur."""
    return html.Ul(
        [
            html.Li([
                html.Span(className="tl-key pattern-lines" if pattern else "tl-key", style={"backgroundColor": colour}),
                t(_LABELS[kind]),
            ])
            for kind, (colour, pattern) in found.items()
        ],
        className="legend",
    )  # fmt: skip
