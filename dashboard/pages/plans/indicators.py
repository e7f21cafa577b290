"""Indicators as series: a row for each of a region, with what it was, what was reached, what it shall be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.metrics.plans import Record, Series, say_the_same
from dashboard.parts.cards import badge, panel
from dashboard.parts.dom import data
from dashboard.parts.stated import place_of, value_words
from dashboard.parts.switches import EVERY, files, more
from dashboard.session.scope import Scope
from dashboard.words.labels import POINT_LABELS, PROGRESS_READING_LABELS
from dashboard.words.translate import DATA_LANGUAGE, t

_SHOWN = 30
_KINDS = ("base", "actual", "target", "progress")
_OF_TARGETS = "指标表"


def indicators_panel(found: list[Series], scope: Scope, path: str) -> html.Section:
    """The indicators; those of which something was reached first."""
    ordered = sorted(found, key=lambda one: not (one.of_kind("actual") or one.of_kind("progress")))
    shown = ordered if EVERY in scope.view else ordered[:_SHOWN]
    heads = [t("地区"), t("指标"), *(t(POINT_LABELS[kind]) for kind in _KINDS), t("出处")]
    told = [
        len({one.region_name for one in found}) > 1,
        True,
        *(any(one.of_kind(kind) for one in found) for kind in _KINDS),
        True,
    ]
    head = html.Tr(
        [html.Th(words, scope="col", hidden=not is_told) for words, is_told in zip(heads, told, strict=True)]
    )
    body = html.Tbody([_row(one, told) for one in shown])
    table = html.Table([html.Thead(head), body], className="table series restacked")
    parts: list[Any] = [html.Div(table, className="table-scroll")]
    if len(shown) < len(ordered):
        parts.append(more(path, scope, len(ordered)))
    note = t("文件载明的数值，按年度列出；只按地区与文件筛选")
    if not told[0]:
        note = t("{region}文件载明的数值，按年度列出", region=found[0].region_name or t("地区未定"))
    return panel(t("指标各年数值"), parts, note=note, name="points", aside=files(scope, "points"))


def _row(one: Series, told: Sequence[bool]) -> html.Tr:
    """`told`: whether a column tells anything, which one place or no value at all does not."""
    kinds = [(t(POINT_LABELS[kind]), [_point(kind, year, rows) for year, rows in one.of_kind(kind)]) for kind in _KINDS]
    place, name, *points, source = told
    return html.Tr(
        [
            html.Td(one.region_name or t("地区未定"), hidden=not place),
            html.Td(one.indicator, hidden=not name),
            *(
                html.Td(found, lang=DATA_LANGUAGE, hidden=not is_told, **data(label=label))
                if found
                else html.Td("—", className="nothing", hidden=not is_told)
                for (label, found), is_told in zip(kinds, points, strict=True)
            ),
            html.Td(_places(one), hidden=not source),
        ]
    )


def _places(one: Series) -> list[html.Div]:
    """The first place of each document, and how many more it has."""
    by_document: dict[str, list[str]] = {}
    for rows in one.points.values():
        for row in rows:
            known = by_document.setdefault(row["document_id"], [])
            if (place := place_of(row, _OF_TARGETS)) not in known:
                known.append(place)
    return [
        html.Div(
            [first, *([html.Span(t("另 {n} 处", n=len(more_places)))] if more_places else [])], className="doc-facts"
        )
        for first, *more_places in by_document.values()
    ]


def _point(kind: str, year: int | None, rows: list[Record]) -> html.Div:
    """A year with its value; where statements differ, each of them."""
    values: dict[Any, str] = {}
    for row in sorted(rows, key=lambda row: row["unit"] is None):
        told = value_words(row, "value", "high", "raw")
        values.setdefault(told if row["value"] is None else (row["value"], row["high"]), told)
    marks = [badge(t("存疑"), "badge-warn")] if any(row["certainty"] == "doubtful" for row in rows) else []
    if not say_the_same(rows):
        marks.append(badge(t("数值不一致"), "badge-warn"))
    reading = next((row["agrees_with"] for row in rows if row["agrees_with"]), None)
    if reading:
        marks.append(badge(t(PROGRESS_READING_LABELS[reading])))
    when = t("{year}年", year=year) if year else t("年份未载明")
    return html.Div(
        [html.Span(when, className="point-year"), " ", html.Strong(" / ".join(values.values())), *_spaced(marks)],
        className="point",
        **data(point=kind, year=str(year or "")),
    )


def _spaced(marks: list[Any]) -> list[Any]:
    return [part for mark in marks for part in (" ", mark)]
