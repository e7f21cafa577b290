"""Bars with direct labels, and what figures made of bars share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.figures.theme import BLUE, GREY, INK, MUTED, layout
from dashboard.words.translate import t

ROW_HEIGHT = 34
_WIDE, _NARROW = 13, 7.5
"""Estimated pixels of a Chinese character and of any other one at the label's size."""
_STANDOFF = 4
"""Pixels between labels of rows and the bars."""
_NARROWEST = 280
"""Pixels that the labels of all columns together have on a phone."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `value` None is not stated: no bar, and the label says so. `target` is where a click leads."""

    label: str
    value: float | None
    text: str
    hover: str = ""
    colour: str = BLUE
    target: str = ""


def columns(bars: Sequence[Bar], height: int = 190) -> dict[str, Any]:
    """Vertical bars in the given order, each labelled on top. Values are of one unit, which the bars' texts say."""
    largest = max((bar.value or 0 for bar in bars), default=0) or 1
    labels = standing([bar.label for bar in bars])
    return {
        "data": [
            {
                "type": "bar",
                "x": places(bars),
                "y": [bar.value or 0 for bar in bars],
                "textposition": "outside",
                "cliponaxis": False,
                "width": column_width(len(bars)),
                "text": [bar.text for bar in bars],
                "textfont": {"size": 12.5, "color": INK},
                "textangle": 0,
                "constraintext": "none",
                "customdata": [bar.target for bar in bars],
                "hoverinfo": "text",
                "hovertext": [bar.hover or t("{label}：{values}", label=bar.label, values=bar.text) for bar in bars],
                "marker": {"color": [bar.colour for bar in bars]},
            }
        ],
        "layout": layout(
            height,
            margin={"l": 4, "r": 4, "t": 22, "b": columns_margin(labels)},
            xaxis=columns_axis(labels) | {"linecolor": GREY},
            yaxis={"visible": False, "range": [0, largest * 1.12]},
        ),
    }


def column_width(columns: int) -> float:
    """How much of its place a column fills: a few columns do not become broad ones."""
    return 0.6 * min(1, columns / 5)


def standing(labels: Sequence[str]) -> list[str]:
    """Labels for columns, on two lines where a phone has no room for them side by side."""
    is_tight = sum(map(label_width, labels)) > _NARROWEST
    return [label.replace(" ", "<br>") if is_tight else label for label in labels]


def columns_margin(labels: Sequence[str]) -> int:
    """Pixels beneath columns for their labels."""
    return 42 if any("<br>" in label for label in labels) else 26


def places(items: Sequence[Any]) -> list[str]:
    """Where items stand on an axis of rows or columns: "0", "1" and so on."""
    return [str(place) for place in range(len(items))]


def columns_axis(labels: Sequence[str]) -> dict[str, Any]:
    """The axis of columns that stand at `places`, labelled beneath."""
    return {
        "type": "category",
        "range": [-0.5, len(labels) - 0.5],
        "tickvals": places(labels),
        "ticktext": labels,
        "tickfont": {"color": MUTED, "size": 12},
        "tickangle": 0,
        "ticks": "",
        "showgrid": False,
    }


def rows_axis(labels: Sequence[str]) -> dict[str, Any]:
    """The axis of horizontal bars that stand at `places`, first on top."""
    return {
        "type": "category",
        "range": [len(labels) - 0.5, -0.5],
        "tickvals": places(labels),
        "ticktext": labels,
        "ticklabelstandoff": _STANDOFF,
        "ticks": "",
        "showgrid": False,
    }


def rows_margin(labels: Sequence[str], ends: Sequence[str]) -> dict[str, int]:
    """Room for the labels of rows, and for the words at the ends of their bars."""
    widest = max((label_width(line) for label in labels for line in label.split("<br>")), default=0)
    room = max(map(label_width, ends), default=0)
    return {"l": widest + _STANDOFF + 8, "r": room + 12, "t": 8, "b": 8}


def end_label(row: str, text: str, place: dict[str, Any]) -> dict[str, Any]:
    """Words to the right of a bar; `place` says where they begin."""
    return {
        "y": row,
        "yref": "y",
        "xanchor": "left",
        "text": text,
        "showarrow": False,
        "font": {"size": 12.5, "color": INK},
        **place,
    }


def label_width(text: str) -> int:
    """Pixels that a label needs."""
    return round(sum(_WIDE if ord(letter) > 0x2E7F else _NARROW for letter in text))
