"""Metric arithmetic on rows whose sums can be done in the head, and on the sample lists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dashboard.filter import PortfolioFilter, YearBasis, parse_query
from dashboard.metrics.catalog import DIMENSIONS, METRICS, SUMMARY_METRICS
from dashboard.metrics.condition import among
from dashboard.metrics.fetch import fetch_few
from dashboard.metrics.query import (
    PROJECT_COLUMNS,
    Sort,
    UnknownNameError,
    aggregate,
    aggregate_each,
    count_undated_left_out,
    list_projects,
    total,
)
from dashboard.session.snapshot import Session, Warehouse
from tests.dashboard.tiny import DOCUMENT_ID, finding, project, publish, years

ALL = PortfolioFilter()


@contextmanager
def tiny(home: Path, projects: list[dict[str, Any]], **tables: Any) -> Iterator[Session]:
    publish(home, projects, **tables)
    warehouse = Warehouse(home)
    with warehouse.session() as session:
        yield session
    warehouse.close()


def test_sums_leave_out_what_is_not_stated(tmp_path: Path) -> None:
    rows = [project(1, total_investment_wan=100, elder_beds=3), project(2, total_investment_wan="0.5"), project(3)]
    with tiny(tmp_path, rows) as session:
        found = total(session.cursor, ALL, None, SUMMARY_METRICS)
    assert found["projects"] == 3
    assert found["total_investment_wan"] == Decimal("100.5")
    assert (found["total_investment_wan_stated"], found["elder_beds_stated"]) == (2, 1)
    assert found["elder_beds"] == 3
    assert found["school_places"] is None  # stated in none: null, not 0


def test_a_stated_zero_is_a_number(tmp_path: Path) -> None:
    with tiny(tmp_path, [project(1, elder_beds=0)]) as session:
        found = total(session.cursor, ALL, None, ["elder_beds", "elder_beds_stated"])
    assert found == {"elder_beds": 0, "elder_beds_stated": 1}


def test_parts_of_elder_beds_are_not_added_to_them(tmp_path: Path) -> None:
    with tiny(tmp_path, [project(1, elder_beds=10, nursing_beds=4, medical_care_beds=3)]) as session:
        found = total(session.cursor, ALL, None, ["elder_beds", "nursing_beds", "medical_care_beds"])
    assert found == {"elder_beds": 10, "nursing_beds": 4, "medical_care_beds": 3}


def test_joins_count_a_project_once(tmp_path: Path) -> None:
    """Two findings, two words of evidence and two capacity entries on one row do not double its investment."""
    evidence = [
        {
            "report_id": f"{DOCUMENT_ID[:12]}-1-1",
            "field": "elder_beds",
            "column_no": 1,
            "header": "内容",
            "raw": "床位2张，床位3张",
            "start": start,
            "end": start + 4,
            "value": "5",
            "qualifier": "exact",
            "certainty": "certain",
            "rule": None,
        }
        for start in (0, 5)
    ]
    entries = [
        {
            "report_id": f"{DOCUMENT_ID[:12]}-1-1",
            "entry_no": number,
            "kind": "elder_bed",
            "value": number + 1,
            "unit": "张",
            "noun": None,
            "basis": "new",
            "qualifier": "exact",
            "certainty": "certain",
            "part_of": None,
            "unit_count": 1,
            "is_added": True,
            "words": "床位",
            "start": 0,
            "end": 4,
        }
        for number in (1, 2)
    ]
    rows = [project(1, total_investment_wan=7, elder_beds=5), project(2, total_investment_wan=1)]
    tables = {
        "evidence": evidence,
        "quantities": entries,
        "findings": [finding(1, 1), finding(2, 1), finding(3, None)],
    }
    with tiny(tmp_path, rows, **tables) as session:
        metrics = ["projects", "total_investment_wan", "elder_beds", "findings_open"]
        found = total(session.cursor, ALL, None, metrics)
        listed = list_projects(session.cursor, ALL, None, columns=["project_id", "elder_beds_words"])
    assert found == {"projects": 2, "total_investment_wan": 8, "elder_beds": 5, "findings_open": 2}
    assert listed.rows() == [("p1", "床位2张；床位3张"), ("p2", None)]


def test_plan_position_at_the_as_of_date(tmp_path: Path) -> None:
    rows = [
        project(1, **years(2021, 2022)),
        project(2, **years(2023, 2024)),
        project(3, **years(2020, 2021)),
        project(4),
        project(5, **years(2021, None)),
    ]
    with tiny(tmp_path, rows) as session:

        def positions(as_of: date | None) -> list[str]:
            frame = list_projects(session.cursor, ALL, as_of, columns=["plan_position"])
            return frame["plan_position"].to_list()

        assert positions(date(2022, 12, 31)) == ["within", "before_start", "past_finish", "undated", "within"]
        assert positions(date(2023, 1, 1))[:2] == ["past_finish", "within"]
        assert positions(None) == ["undetermined"] * 3 + ["undated", "undetermined"]
        by_class = aggregate(session.cursor, ALL, date(2022, 12, 31), ["projects"], ["schedule_class"])
    assert by_class["projects"].sum() == 5
    assert all(item.startswith("unreported.") for item in by_class["schedule_class"])


def test_years_under_construction_overlap(tmp_path: Path) -> None:
    """A project of 2021-2022 is under construction in both years; the filter keeps the year that was asked for."""
    rows = [project(1, total_investment_wan=1, **years(2021, 2022)), project(2, total_investment_wan=2)]
    with tiny(tmp_path, rows) as session:
        everything = PortfolioFilter(year_basis=YearBasis.UNDER_CONSTRUCTION)
        frame = aggregate(session.cursor, everything, None, ["total_investment_wan"], ["year"])
        assert frame.rows() == [(2021, 1), (2022, 1), (None, 2)]
        one = PortfolioFilter(years=(2022,), year_basis=YearBasis.UNDER_CONSTRUCTION)
        assert aggregate(session.cursor, one, None, ["total_investment_wan"], ["year"]).rows() == [(2022, 1)]
        assert total(session.cursor, one, None, ["projects"])["projects"] == 1


def test_undated_projects_are_a_bucket_and_counted_when_left_out(tmp_path: Path) -> None:
    rows = [project(1, **years(2021, 2022)), project(2), project(3)]
    with tiny(tmp_path, rows) as session:
        dated = PortfolioFilter(years=(2022,))
        assert total(session.cursor, dated, None, ["projects"])["projects"] == 1
        assert count_undated_left_out(session.cursor, dated, None) == 2
        both = PortfolioFilter(years=(2022, "undated"))
        assert total(session.cursor, both, None, ["projects"])["projects"] == 3
        assert count_undated_left_out(session.cursor, both, None) == 0


def test_regions_with_and_without_what_lies_below(tmp_path: Path) -> None:
    city = {"region_id": "360200", "region_name": "景德镇市", "county_code": "360200", "county_id": None}
    county = {"region_id": "360281", "region_name": "乐平市", "county_code": "360281", "county_id": "360281"}
    zone = {"region_id": "360200-高新区", "region_name": "高新区", "county_code": "360200", "county_id": None}
    above = {"prefecture_id": "360200", "province_id": "360000"}
    rows = [project(number, **place, **above) for number, place in enumerate((city, county, zone), start=1)]
    rows.append(project(4))
    with tiny(tmp_path, rows) as session:

        def count(region: str, below: bool = True) -> object:
            portfolio = PortfolioFilter(regions=(region,), include_below=below)
            return total(session.cursor, portfolio, None, ["projects"])["projects"]

        assert [count(region) for region in ("360000", "360200", "360281", "360200-高新区", "500114")] == [
            3,
            3,
            1,
            1,
            1,
        ]
        assert [count(region, below=False) for region in ("360000", "360200", "360281")] == [0, 1, 1]


HOSTILE = ["' OR 1=1 --", '"; DROP TABLE projects; --', "%", "_", "\\", "100%", "';SELECT '", "项目_"]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_never_sql_nor_a_pattern(tmp_path: Path, text: str) -> None:
    with tiny(tmp_path, [project(1, name="项目甲"), project(2, name=f"项目 {text} 乙")]) as session:
        found = list_projects(session.cursor, PortfolioFilter(text=text), None, columns=["project_id"])
        assert found["project_id"].to_list() == ["p2"]
        assert total(session.cursor, ALL, None, ["projects"])["projects"] == 2


@pytest.mark.parametrize("value", HOSTILE)
def test_coded_values_are_parameters(tmp_path: Path, value: str) -> None:
    with tiny(tmp_path, [project(1, sector=value), project(2)]) as session:
        for portfolio in (
            PortfolioFilter(sectors=(value,)),
            PortfolioFilter(regions=(value,)),
            PortfolioFilter(natures=(value,)),
            PortfolioFilter(classes=(value,)),
            PortfolioFilter(documents=(value,)),
        ):
            expected = 1 if portfolio.sectors else 0
            assert total(session.cursor, portfolio, None, ["projects"])["projects"] == expected


def test_names_come_from_the_catalogue_only(session: Session) -> None:
    with pytest.raises(UnknownNameError, match="did you mean sector"):
        aggregate(session.cursor, ALL, None, ["projects"], ["sectr"])
    with pytest.raises(UnknownNameError, match="没有这个指标"):
        aggregate(session.cursor, ALL, None, ["count(*)"], [])
    with pytest.raises(UnknownNameError, match="没有这个列"):
        list_projects(session.cursor, ALL, None, columns=["name; DROP TABLE projects"])
    with pytest.raises(UnknownNameError, match="没有这个列"):
        list_projects(session.cursor, ALL, None, columns=["name"], sort=[Sort("1; SELECT 1")])


def test_every_metric_dimension_and_column_runs(session: Session) -> None:
    as_of = session.info.default_as_of
    for dimension in DIMENSIONS:
        assert aggregate(session.cursor, ALL, as_of, list(METRICS), [dimension]).height > 0
    assert list_projects(session.cursor, ALL, as_of, columns=PROJECT_COLUMNS).shape == (34, len(PROJECT_COLUMNS))


@pytest.mark.parametrize(
    ("basis", "projects", "investment"),
    [
        ("planned_finish", 6, 1081),
        ("planned_start", 4, 21332),
        ("under_construction", 15, 23239),
        ("list_year", 16, 23486),
    ],
)
def test_qianjiang_2022_on_every_year_basis(session: Session, basis: str, projects: int, investment: int) -> None:
    parsed = parse_query(f"region=500114&year=2022&year_basis={basis}", session.info.vocabulary)
    assert parsed.problems == ()
    found = total(session.cursor, parsed.filter, None, ["projects", "total_investment_wan"])
    assert found == {"projects": projects, "total_investment_wan": investment}


@pytest.mark.parametrize("dimension", [name for name in DIMENSIONS if name != "under_construction_year"])
def test_groups_add_up_to_the_total(session: Session, dimension: str) -> None:
    metrics = ["projects", "total_investment_wan", "childcare_places", "elder_beds", "school_places", "findings_open"]
    whole = total(session.cursor, ALL, session.info.default_as_of, metrics)
    groups = aggregate(session.cursor, ALL, session.info.default_as_of, metrics, [dimension])
    assert {name: groups[name].sum() for name in metrics} == whole


def test_the_sample_lists_in_all(session: Session) -> None:
    found = total(session.cursor, ALL, None, ["projects", "total_investment_wan", "childcare_places", "elder_beds"])
    assert found["projects"] == 16 + 18
    assert found["total_investment_wan"] == Decimal("23486") + Decimal("411073.41")
    assert found["childcare_places"] == 1120
    assert found["elder_beds"] == 1490 + 3951


def test_sorting_is_total_and_puts_nulls_last(session: Session) -> None:
    for descending in (False, True):
        frame = list_projects(session.cursor, ALL, None, columns=["elder_beds"], sort=[Sort("elder_beds", descending)])
        stated = frame["elder_beds"].drop_nulls().to_list()
        assert stated == sorted(stated, reverse=descending)
        assert frame["elder_beds"][len(stated) :].null_count() == 34 - len(stated)
    pages = [
        list_projects(session.cursor, ALL, None, columns=["project_id"], offset=n, limit=10) for n in range(0, 40, 10)
    ]
    assert len({row for page in pages for row in page["project_id"]}) == 34


def test_several_groupings_at_once_give_what_each_gives_alone(session: Session) -> None:
    metrics = ["projects", "total_investment_wan", "elder_beds_stated"]
    groupings = [(), ("region",), ("sector",), ("planned_finish_year",), ("region", "sector")]
    for portfolio in (PortfolioFilter(), PortfolioFilter(sectors=("托育",)), PortfolioFilter(text="没有的词")):
        together = aggregate_each(session.cursor, portfolio, date(2022, 10, 27), metrics, groupings)
        for names, frame in zip(groupings, together, strict=True):
            alone = aggregate(session.cursor, portfolio, date(2022, 10, 27), metrics, names)
            assert frame.sort(frame.columns).equals(alone.sort(alone.columns))


def test_very_many_values_are_one_parameter_and_choose_the_same(tmp_path: Path) -> None:
    publish(tmp_path, [project(number) for number in range(1, 6)])
    few, many = ["p1", "p3"], ["p1", "p3", *(f"none{number}" for number in range(200))]
    assert len(among("project_id", few).params) == 2
    assert len(among("project_id", many).params) == 1
    with Warehouse(tmp_path).session() as session:
        for values in (few, many, []):
            chosen = among("project_id", values)
            sql = f"SELECT project_id FROM projects WHERE {chosen.text} ORDER BY 1"
            found = fetch_few(session.cursor, sql, chosen.params)["project_id"].to_list()  # what is kept too
            assert found == ["p1", "p3"][: len(values)]


def test_only_a_filter_that_leaves_all_in_is_whole() -> None:
    assert PortfolioFilter().is_whole
    assert PortfolioFilter(as_of=date(2023, 1, 31), include_below=False).is_whole
    for given in ({"regions": ("500114",)}, {"years": ("undated",)}, {"text": "路"}, {"classes": ("overdue",)},
                  {"documents": ("d" * 12,)}, {"sectors": ("养老",)}, {"natures": ("新建",)}):  # fmt: skip
        assert not PortfolioFilter(**given).is_whole  # type: ignore[arg-type]
