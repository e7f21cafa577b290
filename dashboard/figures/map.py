"""A map of counties, each filled by its figure: outlines in a plane, without tiles and without a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import cos, radians
from typing import Any

from dashboard.figures.bars import label_width
from dashboard.figures.theme import INK, layout

Ring = list[tuple[float, float]]

STEPS = ("#d3e3f3", "#9cc1e4", "#4f8dcb", "#17467a")
"""Fills from the smallest figures to the largest; they differ in lightness, so no colour vision is needed."""
BOUNDS = (0.1, 0.25, 0.5)
"""Shares of the largest figure at which the next fill begins."""
EMPTY = "#eceff3"
_EDGE = "#ffffff"
_SEARCHED = 8
"""Points across a county among which its middle is looked for."""
_WIDTH, _LEAST_HEIGHT, _MOST_HEIGHT = 320, 200, 340
_MOST_LABELS = 14
_LINE = 18
"""Pixels from one name to another beneath it."""


@dataclass(frozen=True, slots=True)
class County:
    """One county. `value` None: no project states the figure; `is_known` False: no project there at all."""

    label: str
    rings: Sequence[Ring]
    value: float | None = None
    hover: str = ""
    target: str = ""
    is_known: bool = True


def county_map(counties: Sequence[County]) -> dict[str, Any]:
    """Outlines with fills; hover and click belong to the outline of each county that is known."""
    largest = max((county.value or 0 for county in counties), default=0) or 1
    points = [point for county in counties for ring in county.rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    stretch = 1 / cos(radians((south + north) / 2))
    wanted = _WIDTH * stretch * (north - south) / ((east - west) or 1)
    height = min(_MOST_HEIGHT, max(_LEAST_HEIGHT, wanted))
    pad_x, pad_y = (east - west) * 0.03, (north - south) * 0.03
    pixels = min(height, wanted) / ((north - south + 2 * pad_y) or 1)
    axis = {"visible": False}
    known = [county for county in counties if county.is_known]
    around = [ring for county in counties if not county.is_known for ring in county.rings]
    return {
        "data": [
            *([_outline(around, EMPTY)] if around else []),
            *(_shape(county, largest) for county in known),
            _labels(known[:_MOST_LABELS], (pixels / stretch, pixels)),
        ],
        "layout": layout(
            round(height),
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            dragmode="zoom",
            xaxis={**axis, "range": [west - pad_x, east + pad_x], "constrain": "domain"},
            yaxis={
                **axis,
                "range": [south - pad_y, north + pad_y],
                "scaleanchor": "x",
                "scaleratio": stretch,
                "constrain": "domain",
            },
        ),
    }


def fill(value: float | None, largest: float) -> str:
    """The fill of a figure, by its share of the largest; both of one unit, whichever it is."""
    if value is None:
        return EMPTY
    return STEPS[sum(value >= bound * largest for bound in BOUNDS)]


def inside(point: tuple[float, float], ring: Ring) -> bool:
    """Whether a point lies within a ring."""
    x, y = point
    crossings = 0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            crossings += 1
    return crossings % 2 == 1


def _shape(county: County, largest: float) -> dict[str, Any]:
    """The area of a county; the pointer finds all of it, and a click leads where `meta` says."""
    found = {"hoveron": "fills", "hoverinfo": "text", "text": county.hover, "meta": county.target}
    return _outline(county.rings, fill(county.value, largest)) | found


def _outline(rings: Sequence[Ring], colour: str) -> dict[str, Any]:
    """Rings with a fill; a gap in the coordinates begins another ring."""
    x: list[float | None] = []
    y: list[float | None] = []
    for ring in rings:
        x += [*(point[0] for point in ring), ring[0][0], None]
        y += [*(point[1] for point in ring), ring[0][1], None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": colour,
        "line": {"color": _EDGE, "width": 1},
        "hoverinfo": "skip",
    }


def _labels(named: Sequence[County], pixels: tuple[float, float]) -> dict[str, Any]:
    """Names in the middle of their counties; `pixels` are those of a unit eastward and northward."""
    places = [_middle(county.rings) for county in named]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
        "text": [county.label for county in named],
        "textposition": apart([county.label for county in named], places, pixels),
        "textfont": {"size": 12, "color": INK},
        "hoverinfo": "skip",
    }


def apart(names: Sequence[str], places: Sequence[tuple[float, float]], pixels: tuple[float, float]) -> list[str]:
    """Where names stand to their places: of two that would touch, the northern one above and the other beneath."""
    found = ["middle center"] * len(names)
    for (one, name), (other, beside) in combinations(enumerate(names), 2):
        east, north = ((places[one][axis] - places[other][axis]) * pixels[axis] for axis in (0, 1))
        if abs(east) < (label_width(name) + label_width(beside)) / 2 and abs(north) < _LINE:
            upper, lower = (one, other) if north >= 0 else (other, one)
            found[upper], found[lower] = "top center", "bottom center"
    return found


def _within(rings: Sequence[Ring]) -> list[tuple[float, float]]:
    """Points spread over the inside of a county, at least one."""
    found = [point for ring in rings for point in _spread(ring) if inside(point, ring)]
    return found or [rings[0][0]]


def _spread(ring: Ring) -> Iterator[tuple[float, float]]:
    """Points at even distances over the box around a ring."""
    west, east = min(x for x, _ in ring), max(x for x, _ in ring)
    south, north = min(y for _, y in ring), max(y for _, y in ring)
    steps = [(step + 0.5) / _SEARCHED for step in range(_SEARCHED)]
    for down, across in product(steps, steps):
        yield west + across * (east - west), south + down * (north - south)


def _middle(rings: Sequence[Ring]) -> tuple[float, float]:
    """A point inside, near the middle of the points inside."""
    points = _within(rings)
    x, y = sum(point[0] for point in points) / len(points), sum(point[1] for point in points) / len(points)
    return min(points, key=lambda point: (point[0] - x) ** 2 + (point[1] - y) ** 2)
