"""Quantities by year, one above the other over the same years: each has its own scale, and the pointer reads all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.figures.bars import column_width, columns_axis, columns_margin, places, standing
from dashboard.figures.theme import GREY, INK, MUTED, layout

_TITLE, _COLUMNS, _BENEATH = 24, 84, 14
"""Pixels of a quantity's title, of its columns, and beneath them; beneath the lowest stand the years."""
_HEADROOM = 1.3
"""How much higher than the highest column the axis reaches, for the number on it."""
_HIDDEN = {"visible": False}


@dataclass(frozen=True, slots=True)
class Quantity:
    """One kind of quantity: a value for each year (None: not stated), its number as text, and what the pointer says.

    `silent` says why there is nothing to draw; empty where there is.
    """

    title: str
    colour: str
    values: Sequence[float | None]
    texts: Sequence[str]
    hovers: Sequence[str]
    silent: str = ""


def by_year(years: Sequence[str], quantities: Sequence[Quantity]) -> dict[str, Any]:
    """Columns of every quantity in the given order, first on top, each in the unit that its texts say."""
    labels = standing(years)
    drawn = [(number, item) for number, item in enumerate(quantities, start=1) if not item.silent]
    lowest = drawn[-1][0] if drawn else 1
    beneath = columns_margin(labels)
    heights = [
        _TITLE if item.silent else _TITLE + _COLUMNS + (beneath if number == lowest else _BENEATH)
        for number, item in enumerate(quantities, start=1)
    ]
    whole = sum(heights)
    tops = [1 - sum(heights[:place]) / whole for place in range(len(quantities))]
    axes = {
        _axis(number): _scale(item, (tops[number - 1] * whole - _TITLE) / whole, _COLUMNS / whole)
        for number, item in drawn
    }
    return {
        "data": [_trace(item, number, len(years)) for number, item in drawn],
        "layout": layout(
            whole,
            margin={"l": 4, "r": 4, "t": 0, "b": 0},
            hovermode="x unified",
            hoversubplots="axis",
            xaxis=columns_axis(labels) | {"anchor": f"y{lowest}"} if drawn else _HIDDEN,
            annotations=[_title(item, top) for item, top in zip(quantities, tops, strict=True)],
            **(axes or {"yaxis": _HIDDEN}),
        ),
    }


def _axis(number: int) -> str:
    return "yaxis" if number == 1 else f"yaxis{number}"


def _scale(item: Quantity, top: float, height: float) -> dict[str, Any]:
    largest = max((value or 0 for value in item.values), default=0) or 1
    return {
        "domain": [max(top - height, 0), top],
        "range": [0, largest * _HEADROOM],
        "showticklabels": False,
        "showgrid": False,
        "zerolinecolor": GREY,
    }


def _trace(item: Quantity, number: int, years: int) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": item.title,
        "x": places(item.values),
        "y": [value or 0 for value in item.values],
        "yaxis": f"y{number}",
        "width": column_width(years),
        "text": [
            text if value is not None else text.replace(" ", "<br>")
            for text, value in zip(item.texts, item.values, strict=True)
        ],
        "textposition": "outside",
        "textangle": 0,
        "textfont": {"size": 12.5, "color": INK},
        "constraintext": "none",
        "cliponaxis": False,
        "hoverinfo": "x+text",
        "hovertext": list(item.hovers),
        "marker": {"color": item.colour},
    }


def _title(item: Quantity, top: float) -> dict[str, Any]:
    words = f"<b>{item.title}</b>" + (f"　{item.silent}" if item.silent else "")
    return {
        "text": words,
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": top,
        "yref": "paper",
        "yanchor": "top",
        "showarrow": False,
        "font": {"size": 13, "color": MUTED if item.silent else INK},
    }
