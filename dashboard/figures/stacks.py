"""Stacked bars whose segments add up to the bar, each labelled with its own number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.figures.bars import ROW_HEIGHT, end_label, places, rows_axis, rows_margin
from dashboard.figures.theme import layout


@dataclass(frozen=True, slots=True)
class Series:
    """One colour through all bars. `targets` are where a click on a segment leads; a zero draws nothing."""

    label: str
    values: Sequence[int]
    colour: str
    ink: str = "#ffffff"
    pattern: str = ""
    targets: Sequence[str] = ()


def stacked(labels: Sequence[str], series: Sequence[Series], unit: str) -> dict[str, Any]:
    """Horizontal bars in the given order, first on top; the sum stands at the end of each, with `unit`."""
    rows = places(labels)
    sums = [sum(item.values[position] for item in series) for position in range(len(labels))]
    ends = [f"{total} {unit}" for total in sums]
    return {
        "data": [_trace(item, labels, rows, unit) for item in series],
        "layout": layout(
            ROW_HEIGHT * len(labels) + 16,
            barmode="stack",
            margin=rows_margin(labels, ends),
            xaxis={"visible": False, "range": [0, max(sums, default=1) or 1]},
            yaxis=rows_axis(labels),
            annotations=[
                end_label(row, end, {"x": total, "xshift": 6}) for row, total, end in zip(rows, sums, ends, strict=True)
            ],
        ),
    }


def _trace(item: Series, labels: Sequence[str], rows: Sequence[str], unit: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": item.label,
        "y": list(rows),
        "x": list(item.values),
        "text": [str(value) if value else "" for value in item.values],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"size": 12, "color": item.ink},
        "constraintext": "none",
        "customdata": list(item.targets),
        "hoverinfo": "text",
        "hovertext": [
            f"{label}<br>{item.label} {value} {unit}" for label, value in zip(labels, item.values, strict=True)
        ],
        "marker": {
            "color": item.colour,
            "line": {"color": "#ffffff", "width": 1},
            "pattern": {
                "shape": item.pattern,
                "fgcolor": "#ffffff",
                "fgopacity": 0.55,
                "bgcolor": item.colour,
                "size": 6,
                "solidity": 0.2,
            },
        },
        "width": 0.62,
    }
