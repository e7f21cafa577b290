"""What a scope is laid side by side by: regions, else townships where they are known, else projects."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.metrics.query import aggregate, by_project
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Warehouse
from dashboard.session.split import PROJECT, REGION, TOWNSHIP, place_link, placed, places, split_by
from tests.dashboard.server.test_app import show
from tests.dashboard.tiny import project, publish

METRICS = ("projects", "total_investment_wan")
A, B = {"region_id": "500114", "region_name": "黔江区"}, {"region_id": "360203", "region_name": "珠山区"}


def split(home: Path, rows: list[dict[str, object]], query: str = "") -> tuple[str, list[tuple[object, ...]]]:
    """What the rows are split by, and the groups: name, projects, investment."""
    publish(home, [project(number, **row) for number, row in enumerate(rows, start=1)])
    warehouse = Warehouse(home)
    try:
        with warehouse.session() as session:
            scope = Scope.from_query(query, session.info)
            regions = placed(session, scope, REGION, METRICS)
            by = split_by(session, scope, regions.height)
            return by, placed(session, scope, by, METRICS).select("place", *METRICS).rows()
    finally:
        warehouse.close()


def test_several_regions_stand_side_by_side(tmp_path: Path) -> None:
    rows = [{**A, "total_investment_wan": 5}, {**B, "total_investment_wan": 3}, {**A, "total_investment_wan": 2}]
    by, groups = split(tmp_path, rows)
    assert by == REGION
    assert sorted(groups, key=str) == [("珠山区", 1, 3), ("黔江区", 2, 7)]


def test_of_one_region_its_townships_where_half_of_the_projects_name_one(tmp_path: Path) -> None:
    rows = [{**A, "township": name, "total_investment_wan": 10} for name in ("城东街道", "城南街道", None, None)]
    assert split(tmp_path / "half", rows) == (
        TOWNSHIP, [("城东街道", 1, 10), ("城南街道", 1, 10), ("乡镇街道未载明", 2, 20)]
    )  # fmt: skip
    by, groups = split(tmp_path / "fewer", [*rows, {**A, "township": None, "total_investment_wan": 10}])
    assert (by, len(groups)) == (PROJECT, 5)


def test_one_township_is_no_split(tmp_path: Path) -> None:
    rows = [{**A, "township": "城东街道", "total_investment_wan": amount} for amount in (1, 9)]
    by, groups = split(tmp_path, rows)
    assert by == PROJECT
    assert [row[1:] for row in groups] == [(1, 9), (1, 1)]  # the dearest first


def test_the_filter_decides(tmp_path: Path) -> None:
    rows = [{**A, "township": name, "sector": "养老", "total_investment_wan": 1} for name in ("城东街道", "城南街道")]
    rows.append({**B, "sector": "托育", "total_investment_wan": 1})
    assert split(tmp_path / "all", rows)[0] == REGION
    assert split(tmp_path / "one", rows, "sector=养老")[0] == TOWNSHIP


@pytest.mark.parametrize("query", ["", "?region=500114", "?region=360222"])
def test_groups_of_any_kind_add_up_to_the_whole(progress_home: Path, query: str) -> None:
    warehouse = Warehouse(progress_home)
    try:
        with warehouse.session() as session:
            scope = Scope.from_query(query.lstrip("?"), session.info)
            asked = (session.cursor, scope.filter, scope.as_of, (*METRICS, "invested_total_wan"))
            each = by_project(*asked)
            assert each["projects"].to_list() == [1] * each.height
            regions = placed(session, scope, REGION, METRICS)
            by, groups = places(session, scope, aggregate(*asked[:3], METRICS, ("region",)), METRICS)
            assert by == {"": REGION, "?region=500114": TOWNSHIP, "?region=360222": PROJECT}[query]
            for frame in (groups, regions, placed(session, scope, TOWNSHIP, METRICS, "sector")):
                assert frame["projects"].sum() == each.height
                assert frame["total_investment_wan"].sum() == each["total_investment_wan"].sum()
    finally:
        warehouse.close()


def test_only_regions_and_projects_lead_somewhere(progress_home: Path) -> None:
    warehouse = Warehouse(progress_home)
    try:
        with warehouse.session() as session:
            scope = Scope.from_query("sector=托育", session.info)
            assert place_link("/funding", scope, REGION, "500114").startswith("/funding?region=500114&sector=")
            assert place_link("/funding", scope, PROJECT, "p1").startswith("/project/p1?sector=")
            assert place_link("/funding", scope, TOWNSHIP, "城东街道") == ""
    finally:
        warehouse.close()


def panels(content: str) -> dict[str, str]:
    """The panels of a page by name, with their class."""
    found = re.findall(r'"className": "(panel[^"]*)", "data-panel": "([^"]+)"', content)
    return {name: kind for kind, name in found}


ONE, COUNTY = "?region=360200-高新区", "?region=500114"
"""A zone with a single project, and a county with 16 in five streets."""
FEW = "?region=360203"
"""A county with three projects, of which one states beds and none places."""


@pytest.mark.parametrize(
    ("path", "query", "lines"),
    [
        ("/funding", ONE, {"where", "ranking"}),
        ("/schedule", ONE, {"classes-by-sector", "distribution", "changes", "reporting", "calibration"}),
        ("/capacity", FEW, {"elder_beds-by-place", "childcare_places-by-place", "ladder"}),
    ],
)
def test_a_chart_of_one_bar_or_none_is_a_line(progress_home: Path, path: str, query: str, lines: set[str]) -> None:
    shown = panels(show(progress_home, path, query)["content"])
    assert {name for name, kind in shown.items() if kind == "panel said"} == lines
    whole = panels(show(progress_home, path)["content"])
    assert not {name for name, kind in whole.items() if kind == "panel said"} & {"where", "ranking", "distribution"}


def test_rates_are_ranked_by_street_in_a_county(progress_home: Path) -> None:
    """Among several regions a street is no group: two of them may have one name."""
    county = show(progress_home, "/rates", COUNTY)["content"]
    assert "城东街道" in county
    assert '"data-view": "by-region"' not in county
    whole = show(progress_home, "/rates", "?view=by-township")["content"]
    assert "城东街道" not in whole
    assert "珠山区" in whole


def test_a_county_is_shown_by_its_streets(progress_home: Path) -> None:
    funding = show(progress_home, "/funding", COUNTY)["content"]
    assert "各乡镇街道" in funding
    assert "各地区" not in funding
    assert funding.count('"城东街道"') >= 2  # the ranking and the table of groups
    assert "行业：都是" not in funding  # two sectors, each a row
    assert "各乡镇街道" in show(progress_home, "/schedule", COUNTY)["content"]
    assert "各乡镇街道新增托位" in show(progress_home, "/capacity", COUNTY)["content"]
    whole = show(progress_home, "/funding")["content"]
    assert "各地区" in whole
    assert "乡镇街道" not in whole
