"""Cards and panels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from dash import dcc, html

from dashboard.metrics.catalog import METRICS
from dashboard.parts.dom import aria, data
from dashboard.words.translate import t

_LINE = "panel said"
"""Class of a panel that is one line of words."""


def card(
    label: str,
    number: str,
    unit: str,
    exact: str,
    notes: list[Any],
    *,
    name: str,
    caveat: str = "",
    muted: bool = False,
) -> html.Div:
    """A headline figure: label, number with unit, exact amount, and how far it is stated."""
    return html.Div(
        className="card" + (" card-muted" if muted else ""),
        title=caveat or None,
        **data(metric=name),
        children=[
            html.Div(_defined(label, name), className="card-label"),
            html.Div(
                className="card-figure",
                children=[html.Span(number, className="card-number"), html.Span(unit, className="card-unit")],
            ),
            html.Div(exact, className="card-exact"),
            html.Div(notes, className="card-notes"),
        ],
    )


def _defined(label: str, name: str) -> Any:  # noqa: ANN401 - text or a link
    """The label of a metric, as a link to what the glossary says of it."""
    return dcc.Link(label, href=f"/glossary#metric-{name}", className="term") if name in METRICS else label


def panel(title: str, body: Any, *, note: str = "", name: str = "", size: str = "", aside: Any = None) -> html.Section:  # noqa: ANN401
    """A titled panel. `note` is one line that says what is counted."""
    return html.Section(
        className=f"panel {size}".strip(),
        **data(panel=name),
        children=[
            html.Div(
                className="panel-head",
                children=[html.H2(title), html.Span(note, className="panel-note") if note else None, aside],
            ),
            html.Div(body, className="panel-body"),
        ],
    )


def said(title: str, words: Any, *, name: str = "") -> html.Section:  # noqa: ANN401 - text or components
    """A panel that has nothing to draw: its title and one line of words."""
    return html.Section(
        className=_LINE, **data(panel=name), children=[html.H2(title), html.P(words, className="said-words")]
    )


def side_by_side(panels: Sequence[html.Section | Sequence[html.Section | None] | None], look: str = "") -> html.Div:
    """Panels in one row, `look` saying how they share it; several in one place stand above each other.

    Those that are one line of words stand below, each across the whole: no empty place is left beside the others.
    """
    places = [_there(place) for place in panels]
    lines = [panel for place in places for panel in place if panel.className == _LINE]
    drawn = [[panel for panel in place if panel.className != _LINE] for place in places]
    row = [_above_each_other(place) for place in drawn if place]
    shared = look if len(row) == len(panels) else _SHARED.get(len(row), "")
    rows = [html.Div(row, className=f"grid {shared}".strip()), html.Div(lines, className="grid lines")]
    return html.Div([made for made in rows if made.children])


_SHARED = {2: "grid-halves"}
"""How so many panels share a row where others of it stand below."""


def _there(place: Any) -> list[Any]:  # noqa: ANN401 - a panel, several, or none
    panels = place if isinstance(place, (list, tuple)) else [place]
    return [panel for panel in panels if panel is not None]


def _above_each_other(place: list[Any]) -> Any:  # noqa: ANN401 - a panel or a stack of them
    return place[0] if len(place) == 1 else html.Div(place, className="stack")


def chart(figure: dict[str, Any], label: str, table: str = "") -> html.Div:
    """A figure as Plotly describes it, drawn by `assets/charts.js`, with a name for screen readers; and its downloads:
    the picture, and its rows where `table` is the path and query of a table under `/download/`, such as
    `summary?by=region`."""
    drawn = html.Div(
        className="chart",
        role="figure",
        style={"height": f"{figure['layout']['height']}px"},
        **aria(label=label),
        **data(figure=orjson.dumps(figure).decode()),
    )
    tools = [*_pictures(label), *(_rows(table, label) if table else ())]
    opener = html.Summary("⋯", title=t("下载"), **aria(label=t("下载 {what}", what=label)))
    menu = html.Details([opener, html.Div(tools, className="chart-tools")], className="chart-menu")
    return html.Div([drawn, menu], className="chart-frame")


def _pictures(label: str) -> list[html.Button]:
    """Buttons for the picture as PNG and SVG, made by the browser."""
    return [
        html.Button(
            words,
            type="button",
            title=t("下载图片 {what}（{kind}）", what=label, kind=words),
            **data(image=words.lower(), title=label),
        )
        for words in ("PNG", "SVG")
    ]


def _rows(table: str, label: str) -> list[html.A]:
    """Links to what is drawn as CSV and Excel."""
    name, _, query = table.partition("?")
    return [
        html.A(
            words,
            href=f"/download/{name}.{kind}" + (f"?{query}" if query else ""),
            title=t("下载图中数据 {what}（{kind}）", what=label, kind=words),
            download="",
            **data(file=f"{name}.{kind}", chart=label),
        )
        for words, kind in (("CSV", "csv"), ("Excel", "xlsx"))
    ]


def badge(text: str, kind: str = "") -> html.Span:
    """A short mark."""
    return html.Span(text, className=f"badge {kind}".strip())


def definition_rows(rows: list[tuple[str, Any]]) -> html.Dl:
    """Label and value pairs."""
    return html.Dl(
        className="definitions", children=[part for label, value in rows for part in (html.Dt(label), html.Dd(value))]
    )
