"""Months of this year beside the same months of the last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.figures.theme import BLUE, GREY, GRID, INK, MUTED, layout

Amounts = Sequence[float | None]


def pairs(before: Amounts, now: Amounts, names: tuple[str, str], unit: str) -> dict[str, Any]:
    """Columns for 12 months in two colours; the last month that has a value this year carries its number."""
    last = max((place for place, value in enumerate(now) if value is not None), default=-1)
    text = [f"{value:,.2f}" if place == last and value is not None else "" for place, value in enumerate(now)]
    months = [str(month) for month in range(1, 13)]
    return {
        "data": [
            _trace(months, before, names[0], GREY, [""] * 12, unit),
            _trace(months, now, names[1], BLUE, text, unit),
        ],
        "layout": layout(
            230,
            barmode="group",
            bargap=0.3,
            showlegend=True,
            legend={"orientation": "h", "x": 0, "y": 1.16, "font": {"size": 12.5, "color": MUTED}},
            margin={"l": 44, "r": 8, "t": 30, "b": 24},
            xaxis={"type": "category", "fixedrange": True, "ticks": "", "tickfont": {"color": MUTED, "size": 12}},
            yaxis={
                "fixedrange": True,
                "gridcolor": GRID,
                "zerolinecolor": GREY,
                "tickfont": {"color": MUTED, "size": 12},
                "rangemode": "tozero",
                "nticks": 5,
            },
        ),
    }


def _trace(
    months: Sequence[str], values: Amounts, name: str, colour: str, text: Sequence[str], unit: str
) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "x": list(months),
        "y": list(values),
        "text": list(text),
        "textposition": "outside",
        "textfont": {"size": 12.5, "color": INK},
        "constraintext": "none",
        "textangle": 0,
        "cliponaxis": False,
        "marker": {"color": colour},
        "hovertemplate": f"{name} · %{{x}}: %{{y:,.2f}} {unit}<extra></extra>",
    }
