"""Months of this year beside the same months of the last."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

from dashboard.figures.bars import columns_axis, places
from dashboard.figures.theme import BLUE, GREY, GRID, INK, MUTED, layout

Amounts = Sequence[float | None]
_MONTHS = [str(month) for month in range(1, 13)]
_MOST_TICKS = 5
_HEADROOM = 1.06
"""How much higher than the highest column the axis reaches, for the number on it."""


def pairs(before: Amounts, now: Amounts, names: tuple[str, str], unit: str) -> dict[str, Any]:
    """Columns for 12 months in two colours; the last month that has a value this year carries its number. Amounts are
    in `unit`."""
    last = max((place for place, value in enumerate(now) if value is not None), default=-1)
    text = [f"{value:,.2f}" if place == last and value is not None else "" for place, value in enumerate(now)]
    known = [value for value in (*before, *now) if value is not None]
    lowest, highest = min(0.0, *known, 0.0), max(0.0, *known, 0.0)
    marks = ticks(lowest, highest)
    return {
        "data": [
            _trace(before, names[0], GREY, [""] * 12, unit),
            _trace(now, names[1], BLUE, text, unit),
        ],
        "layout": layout(
            230,
            barmode="group",
            bargap=0.3,
            hovermode="x unified",
            showlegend=True,
            legend={
                "orientation": "h",
                "x": 0,
                "y": 1.16,
                "font": {"size": 12.5, "color": MUTED},
                "itemclick": "toggleothers",
                "itemdoubleclick": "toggle",
            },
            margin={"l": 44, "r": 8, "t": 30, "b": 24},
            xaxis=columns_axis(_MONTHS),
            yaxis={
                "range": [lowest * _HEADROOM, (highest or 1) * _HEADROOM],
                "tickvals": marks,
                "ticktext": [f"{mark:,.10g}" for mark in marks],
                "ticklabelstandoff": 0,
                "ticks": "",
                "gridcolor": GRID,
                "zerolinecolor": GREY,
                "tickfont": {"color": MUTED, "size": 12},
            },
        ),
    }


def ticks(lowest: float, highest: float) -> list[float]:
    """At most 5 round values from `lowest` to `highest`, 0 among them: steps of 1, 2 or 5 times a power of ten."""
    span = (highest - lowest) or 1
    power = 10 ** floor(log10(span / _MOST_TICKS))
    step = next(power * digit for digit in (1, 2, 5, 10, 20) if span / (power * digit) < _MOST_TICKS)
    return [round(step * place, 10) for place in range(ceil(lowest / step), floor(highest / step) + 1)]


def _trace(values: Amounts, name: str, colour: str, text: Sequence[str], unit: str) -> dict[str, Any]:
    said = [
        "" if value is None else f"{name} · {month}: {value:,.2f} {unit}"
        for month, value in zip(_MONTHS, values, strict=True)
    ]
    return {
        "type": "bar",
        "name": name,
        "x": places(_MONTHS),
        "y": list(values),
        "text": list(text),
        "textposition": "outside",
        "textfont": {"size": 12.5, "color": INK},
        "constraintext": "none",
        "textangle": 0,
        "cliponaxis": False,
        "marker": {"color": colour},
        "hoverinfo": "x+text",
        "hovertext": said,
    }
