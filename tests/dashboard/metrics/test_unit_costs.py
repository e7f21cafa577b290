"""每床投资: sums that can be done in the head."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.filter import PortfolioFilter
from dashboard.metrics.catalog import METRICS
from dashboard.metrics.metric import Additivity
from dashboard.metrics.query import aggregate, total
from dashboard.session.snapshot import Warehouse
from tests.dashboard.tiny import project, publish

NAME = "investment_wan_per_bed"
NAMES = (NAME, *METRICS[NAME].companions)
ROWS = [
    project(1, total_investment_wan=100, elder_beds=10, sector="养老"),
    project(2, total_investment_wan=300, elder_beds=30, sector="养老"),
    project(3, total_investment_wan=60, elder_beds=2, sector="托育", doubtful_fields=["elder_beds"]),
    project(4, total_investment_wan=999, sector="托育"),
    project(5, elder_beds=500, sector="托育"),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    publish(tmp_path, ROWS)
    return tmp_path


def test_only_projects_that_state_both_count(home: Path) -> None:
    """(100 + 300 + 60) 万元 by (10 + 30 + 2) 张 are 460 / 42 = 10.95. 999 万元 without beds and 500 beds alone do
    not count."""
    warehouse = Warehouse(home)
    with warehouse.session() as session:
        found = total(session.cursor, PortfolioFilter(), None, NAMES)
        groups = aggregate(session.cursor, PortfolioFilter(), None, NAMES, ["sector"])
        none = total(session.cursor, PortfolioFilter(text="没有的"), None, NAMES)
    warehouse.close()
    assert {name: str(value) for name, value in found.items() if name == NAME} == {NAME: "10.95"}
    assert [found[f"{NAME}_{end}"] for end in ("n", "d", "stated", "doubtful")] == [460, 42, 3, 1]
    by_sector = {row["sector"]: row for row in groups.iter_rows(named=True)}
    assert (by_sector["养老"][NAME], by_sector["养老"][f"{NAME}_stated"]) == (10, 2)
    assert (by_sector["托育"][NAME], by_sector["托育"][f"{NAME}_stated"]) == (30, 1)
    assert groups[NAME].sum() != found[NAME]
    assert METRICS[NAME].additivity is Additivity.NEVER
    assert [none[f"{NAME}_{end}"] for end in ("stated", "doubtful")] == [0, 0]
    assert none[NAME] is None
