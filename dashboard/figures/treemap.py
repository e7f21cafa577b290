"""Areas that show amounts: groups side by side, each cut into its parts. Drawn as bars, so that a bar's click and hover
serve, and no further kind of chart has to be shipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import squarify

from dashboard.figures.bars import label_width
from dashboard.figures.theme import layout

_LINE, _SIZE, _PAD = 18, 13, 14
"""Pixels between lines, of the letters, and that a label leaves free in its area."""
_OTHER = ("#5f6d7e", "#ffffff")
_DARK_INK = "#14212f"
SECTOR_COLOURS = {
    "养老": ("#1d5288", "#ffffff"),
    "托育": ("#8fd0c4", _DARK_INK),
    "医养结合": ("#7b539c", "#ffffff"),
    "学前教育": ("#e6c568", _DARK_INK),
    "医疗": ("#b4463f", "#ffffff"),
    "教育": ("#b5cf92", _DARK_INK),
}
"""Fill and ink, the same on light and on dark paper; neighbours differ in lightness."""


@dataclass(frozen=True, slots=True)
class Area:
    """One part. `labels` are what may stand in it, fullest first; `target` is where a click leads."""

    value: float
    labels: Sequence[Sequence[str]]
    hover: str
    colours: tuple[str, str] = _OTHER
    target: str = ""
    is_doubtful: bool = False


def colours_of(sector: str | None) -> tuple[str, str]:
    """Fill and ink of a sector; grey for those without a colour of their own."""
    return SECTOR_COLOURS.get(sector or "", _OTHER)


@dataclass(frozen=True, slots=True)
class _Box:
    x: float
    y: float
    dx: float
    dy: float


def treemap(groups: Sequence[Sequence[Area]], width: int, height: int) -> dict[str, Any]:
    """Groups and their parts as rectangles whose areas are exactly proportional; values must be above 0, largest first.

    Values are of one unit, which the labels say. `width` is the width in pixels that labels are chosen for. On a
    narrower screen those that do not fit are left out.
    """
    blocks = _boxes([sum(area.value for area in group) for group in groups], _Box(0, 0, width, height))
    parts = [
        (area, box)
        for group, block in zip(groups, blocks, strict=True)
        for area, box in zip(group, _boxes([area.value for area in group], block), strict=True)
    ]
    return {
        "data": [_bars(parts)],
        "layout": layout(
            height + 8,
            margin={"l": 2, "r": 2, "t": 4, "b": 4},
            barmode="overlay",
            uniformtext={"mode": "hide", "minsize": _SIZE},
            xaxis={"visible": False, "range": [0, width]},
            yaxis={"visible": False, "range": [height, 0]},
            shapes=[_frame(block) for block in blocks],
        ),
    }


def _boxes(values: Sequence[float], box: _Box) -> list[_Box]:
    """The box cut into parts of these sizes, as near to squares as they come."""
    sizes = squarify.normalize_sizes(list(values), box.dx, box.dy)
    return [_Box(**found) for found in squarify.squarify(sizes, box.x, box.y, box.dx, box.dy)]


def _bars(parts: Sequence[tuple[Area, _Box]]) -> dict[str, Any]:
    areas = [area for area, _ in parts]
    boxes = [box for _, box in parts]
    inks = [area.colours[1] for area in areas]
    return {
        "type": "bar",
        "x": [box.x + box.dx / 2 for box in boxes],
        "width": [box.dx for box in boxes],
        "base": [box.y for box in boxes],
        "y": [box.dy for box in boxes],
        "text": [_fitting(area, box) for area, box in parts],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "insidetextfont": {"size": _SIZE, "color": inks},
        "customdata": [area.target for area in areas],
        "hoverinfo": "text",
        "hovertext": [area.hover for area in areas],
        "marker": {
            "color": [area.colours[0] for area in areas],
            "line": {"color": "#ffffff", "width": 1},
            "pattern": {
                "shape": ["/" if area.is_doubtful else "" for area in areas],
                "bgcolor": [area.colours[0] for area in areas],
                "fgcolor": inks,
                "fgopacity": 0.28,
                "size": 9,
                "solidity": 0.12,
            },
        },
    }


def _fitting(area: Area, box: _Box) -> str:
    """The fullest label that the area has room for; none where not even the shortest fits."""
    for lines in area.labels:
        across = max(label_width(line) for line in lines)
        if across + _PAD <= box.dx and len(lines) * _LINE + _PAD <= box.dy:
            return "<br>".join([f"<b>{lines[0]}</b>", *lines[1:]])
    return ""


def _frame(box: _Box) -> dict[str, Any]:
    """What sets a group apart from its neighbours."""
    return {
        "type": "rect",
        "x0": box.x, "x1": box.x + box.dx, "y0": box.y, "y1": box.y + box.dy,
        "line": {"color": "#ffffff", "width": 5},
    }  # fmt: skip
