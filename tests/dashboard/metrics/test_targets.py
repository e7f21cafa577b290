"""Gap ladders: target - stock - delivered - under way - planned = uncovered, and none where the stock is not stated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dashboard.filter import PortfolioFilter
from dashboard.metrics.targets import Ladder, ladders, list_targets
from dashboard.pages.capacity.page import render
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session, Warehouse
from etl.contract.schemas import STORED
from tests.dashboard.server.test_app import _plain
from tests.dashboard.tiny import DOCUMENT_ID, project, publish

AS_OF = date(2022, 10, 27)
BEDS = (750, 1400, 201, 1600)
CITY = {"region_id": "360200", "region_name": "景德镇市", "prefecture_id": "360200", "county_id": None}
COUNTY = {"region_id": "360281", "region_name": "乐平市", "prefecture_id": "360200", "county_id": "360281"}


def target(number: int, region: str, indicator: str, value: int | None, **given: Any) -> dict[str, Any]:
    """One statement of a target."""
    row: dict[str, Any] = dict.fromkeys(STORED["targets"].to_schema().columns)
    return row | {
        "target_id": f"t{number}",
        "document_id": DOCUMENT_ID,
        "where": "table",
        "table_no": 2,
        "row_no": number,
        "line": number,
        "region_id": region,
        "region_name": {"360200": "景德镇市", "500114": "黔江区"}[region],
        "indicator": {"elder_beds": "养老服务床位总数", "childcare_places": "婴幼儿托位总数"}.get(indicator, indicator),
        "indicator_id": indicator,
        "target_year": 2025,
        "comparator": "",
        "target_value": value,
        "qualifier": "exact",
        "words": str(value),
        "start": 0,
        "end": 5,
        "certainty": "certain",
        "rule": "value",
    } | given  # fmt: skip


TARGETS = [
    target(1, "360200", "elder_beds", 10500),
    target(2, "360200", "elder_beds", 10500, where="prose", baseline_value=4059, baseline_year=2020, repeats="t1",
           baseline_raw="4059张"),
    target(3, "360200", "childcare_places", 7367, baseline_value=4036, baseline_year=2020, baseline_raw="4036个"),
    target(4, "500114", "elder_beds", 2800),
    target(5, "500114", "childcare_places_per_1000", 4),
]  # fmt: skip


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """18 projects of 景德镇市, 4 of which state beds, and one of 黔江区 with 500."""
    projects = [project(n + 1, elder_beds=beds, **CITY) for n, beds in enumerate(BEDS)]
    projects += [project(n, **COUNTY) for n in range(5, 19)]
    publish(tmp_path, [*projects, project(19, elder_beds=500)], targets=TARGETS)
    warehouse = Warehouse(tmp_path)
    with warehouse.session() as opened:
        yield opened
    warehouse.close()


def found(session: Session, **given: Any) -> dict[tuple[str, str], Ladder]:
    targets = list_targets(session.cursor, PortfolioFilter(**given), session.info.vocabulary.regions)
    return {(item.region_id, item.indicator): item for item in ladders(session.cursor, targets, AS_OF)}


def test_beds_of_jingdezhen(session: Session) -> None:
    """10,500 - 4,059 = 6,441; 750 + 1,400 + 201 + 1,600 = 3,951, stated in 4 of 18; 2,490 stay uncovered."""
    ladder = found(session)["360200", "elder_beds"]
    assert (ladder.to_add, ladder.uncovered) == (6441, 2490)
    assert (ladder.steps["planned"].quantity, ladder.stated, ladder.projects) == (3951, 4, 18)
    assert ladder.stock and ladder.stock["target_id"] == "t2"
    assert ladder.target["target_id"] == "t1"


def test_places_of_jingdezhen_are_stated_by_nobody(session: Session) -> None:
    ladder = found(session)["360200", "childcare_places"]
    assert (ladder.to_add, ladder.uncovered, ladder.stated, ladder.projects) == (3331, 3331, 0, 18)


def test_without_a_stock_there_is_no_gap(session: Session) -> None:
    ladder = found(session, regions=("500114",))["500114", "elder_beds"]
    assert (ladder.to_add, ladder.uncovered) == (None, None)
    assert ladder.steps["planned"].quantity == 500


def test_a_rate_has_no_ladder_and_a_filter_names_its_regions(session: Session) -> None:
    assert set(found(session, regions=("500114",))) == {("500114", "elder_beds")}
    assert set(found(session, regions=("360000",))) == {("360200", "elder_beds"), ("360200", "childcare_places")}
    assert found(session, regions=("360000",), include_below=False) == {}


def test_statements_that_differ_give_no_gap(tmp_path: Path) -> None:
    publish(tmp_path, [project(1, **CITY)], targets=[*TARGETS, target(6, "360200", "elder_beds", 10000)])
    warehouse = Warehouse(tmp_path)
    with warehouse.session() as opened:
        ladder = found(opened)["360200", "elder_beds"]
    warehouse.close()
    assert ladder.conflicts == (Decimal(10000),)
    assert ladder.uncovered is None


def test_the_page_says_each_number_with_its_words(session: Session) -> None:
    shown = str(_plain(render(session, Scope.from_query("", session.info), "")))
    assert "'data-uncovered': '2490'" in shown
    assert "4059张（2020年）" in shown
    assert "目标 2,800 张，存量未载明：不计算缺口。" in shown
    assert "另有 14 个项目未载明数量" in shown
    only_rates = str(_plain(render(session, Scope.from_query("?region=500000&below=0", session.info), "")))
    assert "因此没有缺口可算" in only_rates or "没有符合条件的项目" in only_rates
