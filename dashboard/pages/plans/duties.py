"""Duties: what is to be done, by whom, until when, how far it is."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.metrics.plans import Record, is_late
from dashboard.parts.cards import badge, panel
from dashboard.parts.dom import data
from dashboard.parts.stated import place_of
from dashboard.parts.switches import EVERY, files, more
from dashboard.session.scope import Scope
from dashboard.words.labels import DUTY_STATE_LABELS, NOT_STATED
from dashboard.words.translate import DATA_LANGUAGE, t

_SHOWN = 30
_LONGEST = 120
"""So many characters of a measure are shown; the whole stands in the file."""


def duties_panel(found: list[Record], scope: Scope, path: str) -> html.Section:
    """The duties: those that are late first, then those with a deadline, else as they stand."""
    late = {duty["duty_id"] for duty in found if is_late(duty, scope.as_of)}
    ordered = sorted(found, key=lambda duty: (duty["duty_id"] not in late, duty["deadline"] is None))
    shown = ordered if EVERY in scope.view else ordered[:_SHOWN]
    heads = (t("任务"), t("责任单位"), t("完成时限"), t("进展情况"), t("出处"))
    head = html.Tr([html.Th(words, scope="col") for words in heads])
    body = html.Tbody([_row(duty, is_past=duty["duty_id"] in late) for duty in shown])
    table = html.Table([html.Thead(head), body], className="table duties restacked")
    parts: list[Any] = [html.Div(table, className="table-scroll")]
    if len(shown) < len(ordered):
        parts.append(more(path, scope, len(ordered)))
    note = t("{count} 项；其中 {late} 项已过时限未载明完成", count=len(found), late=len(late))
    return panel(t("任务"), parts, note=note, name="duties", aside=files(scope, "duties"))


def _row(duty: Record, *, is_past: bool) -> html.Tr:
    task: list[Any] = [html.Strong(duty["task"], lang=DATA_LANGUAGE)]
    if duty["measure"]:
        task.append(html.Div(_short(duty["measure"]), className="doc-facts", lang=DATA_LANGUAGE))
    marks = [badge(t("已过时限"), "badge-warn")] if is_past else []
    marks += [badge(t("存疑"), "badge-warn")] if duty["certainty"] == "doubtful" else []
    deadline = [duty["deadline_raw"] or t(NOT_STATED), *(part for mark in marks for part in (" ", mark))]
    place = [duty["region_name"] or t("地区未定"), html.Div(place_of(duty), className="doc-facts")]
    return html.Tr(
        [
            html.Td(task),
            html.Td(_units(duty), lang=DATA_LANGUAGE, **data(label=t("责任单位"))),
            html.Td(deadline, lang=DATA_LANGUAGE, **data(label=t("完成时限"))),
            html.Td(_state(duty), **data(label=t("进展情况"))),
            html.Td(place),
        ],
        **data(late="1") if is_past else {},
    )


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def _units(duty: Record) -> list[Any]:
    """Who leads, who is responsible and who supports, each with its label where there are several."""
    labels = {"lead": t("牵头"), "department": t("责任"), "supporting": t("配合")}
    stated = [(label, duty[name]) for name, label in labels.items() if duty[name]]
    if not stated:
        return [t(NOT_STATED)]
    if len(stated) == 1 and duty["department"]:
        return [duty["department"]]
    return [html.Div([html.Span(label, className="point-year"), " ", units]) for label, units in stated]


def _state(duty: Record) -> Any:  # noqa: ANN401 - text or a badge
    if not duty["state_raw"]:
        return t(NOT_STATED)
    if duty["state"]:
        kind = "badge-issued" if duty["state"] == "done" else ""
        return html.Span([badge(t(DUTY_STATE_LABELS[duty["state"]]), kind)], title=duty["state_raw"])
    return html.Span(duty["state_raw"], lang=DATA_LANGUAGE)
