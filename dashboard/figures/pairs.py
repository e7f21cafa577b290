"""Months of this year beside the same months of the last, what is compared told apart from what is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from dashboard.figures.bars import columns_axis, places
from dashboard.figures.theme import BLUE, GREY, GRID, INK, MUTED, PALE_BLUE, PALE_GREY, layout
from dashboard.words.translate import t

Amounts = Sequence[float | None]
_MONTHS = [str(month) for month in range(1, 13)]
_MOST_TICKS = 5
_HEADROOM = 1.06
"""How much higher than the highest column the axis reaches, for the number on it."""


@dataclass(frozen=True, slots=True)
class Year:
    """Amounts of 12 months: `compared` of the projects that reported in both years, `rest` of those left out."""

    name: str
    compared: Amounts
    rest: Amounts

    @property
    def whole(self) -> list[float | None]:
        """Both together; None where neither is known."""
        both = zip(self.compared, self.rest, strict=True)
        return [None if one is None and other is None else (one or 0) + (other or 0) for one, other in both]


def pairs(before: Year, now: Year, unit: str) -> dict[str, Any]:
    """Columns for 12 months in two colours, what is not compared paler on top; the last month that has a value this
    year carries the number of both. Amounts are in `unit`."""
    whole = now.whole
    last = max((place for place, value in enumerate(whole) if value is not None), default=-1)
    text = [f"{value:,.2f}" if place == last and value is not None else "" for place, value in enumerate(whole)]
    known = [value for year in (before, now) for value in (*year.compared, *year.whole) if value is not None]
    lowest, highest = min(0.0, *known, 0.0), max(0.0, *known, 0.0)
    marks = ticks(lowest, highest)
    return {
        "data": [*_traces(before, GREY, PALE_GREY, [""] * 12, unit), *_traces(now, BLUE, PALE_BLUE, text, unit)],
        "layout": layout(
            236,
            barmode="group",
            bargap=0.3,
            hovermode="x unified",
            showlegend=True,
            legend={
                "orientation": "h",
                "x": 0,
                "y": 1.02,
                "yanchor": "bottom",
                "font": {"size": 12.5, "color": MUTED},
                "itemclick": "toggleothers",
                "itemdoubleclick": "toggle",
            },
            margin={"l": 44, "r": 8, "t": 34, "b": 24},
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


def _traces(year: Year, colour: str, pale: str, text: Sequence[str], unit: str) -> list[dict[str, Any]]:
    """Columns of a year: what is compared, and on it what is not, which carries the text where there is any."""
    compared = _trace(year.compared, year.name, colour, unit)
    rest = _trace(year.rest, t("{year}（未比较）", year=year.name), pale, unit)
    rest |= {"base": [value or 0 for value in year.compared], "showlegend": False}
    for trace in (compared, rest):
        trace |= {"offsetgroup": year.name, "legendgroup": year.name}
    compared["text"] = ["" if above else words for words, above in zip(text, year.rest, strict=True)]
    rest["text"] = [words if above else "" for words, above in zip(text, year.rest, strict=True)]
    return [compared, rest]


def _trace(values: Amounts, name: str, colour: str, unit: str) -> dict[str, Any]:
    said = [
        "" if value is None else f"{name} · {month}: {value:,.2f} {unit}"
        for month, value in zip(_MONTHS, values, strict=True)
    ]
    return {
        "type": "bar",
        "name": name,
        "x": places(_MONTHS),
        "y": list(values),
        "textposition": "outside",
        "textfont": {"size": 12.5, "color": INK},
        "constraintext": "none",
        "textangle": 0,
        "cliponaxis": False,
        "marker": {"color": colour},
        "hoverinfo": "x+text",
        "hovertext": said,
    }
