"""The map by county: fills, the pointer's county, and nothing that is left out unseen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dashboard.figures.county_outlines import neighbours, outline
from dashboard.figures.map import EMPTY, STEPS, County, apart, county_map, fill, inside
from dashboard.metrics.query import aggregate
from dashboard.pages.overview.county_maps import county_maps
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from etl.contract.paths import data_dir

SQUARE = [(0.0, 0.0), (0.0, 2.0), (2.0, 2.0), (2.0, 0.0)]
NOTCHED = [(0.0, 0.0), (0.0, 2.0), (1.0, 0.5), (2.0, 2.0), (2.0, 0.0)]


def test_a_fill_is_a_share_of_the_largest() -> None:
    assert [fill(value, 100) for value in (0, 9.9, 10, 25, 49, 50, 100)] == [STEPS[n] for n in (0, 0, 1, 2, 2, 3, 3)]
    assert fill(None, 100) == EMPTY


def test_inside_follows_the_outline() -> None:
    assert inside((1, 1), SQUARE)
    assert not inside((3, 1), SQUARE)
    assert not inside((1, 1), NOTCHED)
    assert inside((0.2, 1), NOTCHED)


def test_the_pointer_finds_the_county_that_it_is_over() -> None:
    right = [(x + 2, y) for x, y in SQUARE]
    unknown = County("", [[(x + 4, y) for x, y in SQUARE]], is_known=False)
    figure = county_map([County("甲", [SQUARE], 1, "a!", "a"), County("乙", [right], 2, "b!", "b"), unknown])
    around, first, second, _ = figure["data"]
    assert (max(x for x in first["x"] if x is not None), first["text"], first["meta"]) == (2, "a!", "a")
    assert (min(x for x in second["x"] if x is not None), second["text"], second["meta"]) == (2, "b!", "b")
    assert (first["hoveron"], around["hoverinfo"]) == ("fills", "skip")
    assert "text" not in around


def test_names_that_would_touch_stand_apart() -> None:
    """At 10 pixels to a unit: the first two are 16 pixels apart in height, the third far off, the fourth beside."""
    places = [(0.0, 0.0), (1.0, 1.6), (0.0, 9.0), (9.0, 0.0)]
    middle = "middle center"
    assert apart(["昌江区", "珠山区", "浮梁县", "乐平市"], places, (10, 10)) == [
        "bottom center",
        "top center",
        middle,
        middle,
    ]


def test_outlines_are_there_for_counties_and_run_clockwise() -> None:
    assert neighbours("360202") == ["360202", "360203", "360222", "360281"]
    assert outline("360200") == outline("360200-高新区") == outline("") == []
    for path in sorted(Path(data_dir() / "reference" / "outlines").glob("*.json")):
        for code, rings in json.loads(path.read_text(encoding="utf-8")).items():
            assert code.startswith(path.stem)
            for ring in rings:
                xs, ys = ring[::2], ring[1::2]
                turns = zip(xs, ys, [*xs[1:], xs[0]], [*ys[1:], ys[0]], strict=True)
                assert len(xs) == len(ys) > 2
                assert sum(ax * by - bx * ay for ax, ay, bx, by in turns) < 0
                assert all(73_000 < x < 136_000 for x in xs)


def _records(session: Session, query: str) -> tuple[list[dict[str, Any]], Scope]:
    scope = Scope.from_query(query, session.info)
    found = aggregate(session.cursor, scope.filter, scope.as_of, ["total_investment_wan", "projects"], ["region"])
    return found.to_dicts(), scope


def test_what_has_no_outline_is_named_beside_the_map(session: Session) -> None:
    records, scope = _records(session, "")
    maps, notes = county_maps(records, scope, "/")
    [graph] = maps.children
    [_, beside, _] = notes.children
    shown = json.dumps(_figure(graph), ensure_ascii=False)
    listed = json.dumps([part.children for part in beside.children if hasattr(part, "href")], ensure_ascii=False)
    drawn = {record["region_name"] for record in records if record["region_name"] in shown}
    assert drawn == {"昌江区", "珠山区", "浮梁县", "乐平市"}
    assert [record["region_name"] for record in records if record["region_name"] not in shown + listed] == []
    assert "景德镇市 19.21 亿元" in listed


def _figure(part: Any) -> Any:
    while not hasattr(part, "data-figure"):
        part = part.children[0] if isinstance(part.children, list) else part.children
    return json.loads(getattr(part, "data-figure"))


def test_one_county_needs_no_map(session: Session) -> None:
    records, scope = _records(session, "?region=500114")
    assert county_maps(records, scope, "/") == []
