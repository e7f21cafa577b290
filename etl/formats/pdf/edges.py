"""Edges: the ruling lines of a page as pdfplumber describes them, and those that are missing at open sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pdfplumber.page import Page
from pdfplumber.table import Table, TableFinder

Edge = dict[str, Any]
Rule = tuple[float, float, float]
"""Left end, height, right end of a level line."""

NEAR = 3.0
"""Points within which two edges are one."""


def edge(orientation: str, at: float, first: float, last: float) -> Edge:
    """An edge as pdfplumber describes it: `v` or `h`, where it stands, where it begins and ends."""
    if orientation == "v":
        place = {"x0": at, "x1": at, "top": first, "bottom": last, "width": 0.0, "height": last - first}
    else:
        place = {"x0": first, "x1": last, "top": at, "bottom": at, "width": last - first, "height": 0.0}
    return {"object_type": "supplied_edge", "orientation": orientation, **place}


def positions(values: Sequence[float]) -> list[float]:
    """The distinct values, those within a hair of each other taken as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > NEAR:
            found.append(value)
    return found


def uprights(table: Table) -> list[float]:
    """The distances from the left of a table's upright lines."""
    return positions([x for cell in table.cells for x in (cell[0], cell[2])])


@dataclass(frozen=True, slots=True)
class _Direction:
    """How pdfplumber names the ends of the lines that go one way, and the place of a line among its parallels."""

    along: str
    across: str
    start: str
    end: str
    first_at: str
    last_at: str


_DIRECTIONS = (
    _Direction(along="h", across="v", start="x0", end="x1", first_at="top", last_at="bottom"),
    _Direction(along="v", across="h", start="top", end="bottom", first_at="x0", last_at="x1"),
)


def outer_edges(edges: Sequence[Edge]) -> list[Edge]:
    """Edges for the open sides of tables: where two or more parallel lines end together without a line across."""
    found: list[Edge] = []
    for way in _DIRECTIONS:
        lines = [one for one in edges if one["orientation"] == way.along]
        crossing = [one for one in edges if one["orientation"] == way.across]
        for group in _alike(lines, way):
            found += _open_sides(group, crossing, way)
    return found


def _alike(lines: Sequence[Edge], way: _Direction) -> list[list[Edge]]:
    """Lines that begin and end together, two at least."""
    groups: list[list[Edge]] = []
    for line in lines:
        group = next((group for group in groups if _end_together(group[0], line, way)), None)
        if group is None:
            groups.append([line])
        else:
            group.append(line)
    return [group for group in groups if len(group) >= 2]


def _end_together(one: Edge, other: Edge, way: _Direction) -> bool:
    return bool(abs(one[way.start] - other[way.start]) <= NEAR and abs(one[way.end] - other[way.end]) <= NEAR)


def _open_sides(group: Sequence[Edge], crossing: Sequence[Edge], way: _Direction) -> Iterator[Edge]:
    """Edges across the ends of lines that end together; none where no line at all crosses them: they are no table."""
    start, end = group[0][way.start], group[0][way.end]
    first, last = min(line[way.first_at] for line in group), max(line[way.first_at] for line in group)
    touching = [one for one in crossing if one[way.first_at] <= last + NEAR and one[way.last_at] >= first - NEAR]
    across = [one for one in touching if start - NEAR <= one[way.start] <= end + NEAR]
    if not across:
        return
    heights = positions([line[way.first_at] for line in group])
    for side in (start, end):
        closing = [one for one in across if abs(side - one[way.start]) <= NEAR]
        parts = _unclosed(heights, across, closing, way) if closing else [(first, last)]
        yield from (edge(way.across, side, *part) for part in parts)


def _unclosed(
    heights: Sequence[float], across: Sequence[Edge], closing: Sequence[Edge], way: _Direction
) -> Iterator[tuple[float, float]]:
    """The rows that lines divide, but that none closes at a side: a shaded header closes its own row only."""
    for part in pairwise(heights):
        if _reach(across, *part, way) and not _reach(closing, *part, way):
            yield part


def _reach(lines: Sequence[Edge], first: float, last: float, way: _Direction) -> bool:
    """Whether one of the lines goes all the way between two others."""
    return any(one[way.first_at] <= first + NEAR and one[way.last_at] >= last - NEAR for one in lines)


def level_rules(page: Page) -> list[Rule]:
    """The level lines of a page that no upright line meets: in tables without upright lines they part the rows."""
    edges = TableFinder(page).edges
    upright = [one for one in edges if one["orientation"] == "v"]
    level = [one for one in edges if one["orientation"] == "h"]
    return [(one["x0"], one["top"], one["x1"]) for one in level if not any(_meets(one, other) for other in upright)]


def _meets(level: Edge, upright: Edge) -> bool:
    """Whether two lines touch."""
    return bool(
        level["x0"] - NEAR <= upright["x0"] <= level["x1"] + NEAR
        and upright["top"] - NEAR <= level["top"] <= upright["bottom"] + NEAR
    )
