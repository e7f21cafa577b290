"""One project's plans and months: what a later list changed, which revision counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dashboard.metrics.schedule.project_progress import ProjectProgress, read_progress
from dashboard.pages.project.progress_panels import history_panels, state_panels
from dashboard.session.snapshot import Warehouse
from etl.pipeline import load
from tests.dashboard.server.test_app import _plain
from tests.etl.sheets import write_list, write_sheet


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> ProjectProgress:
    """甲敬老院: planned for 2021-2022, later for 2021-2023 with 150 万元; May reported twice, then June."""
    folder = tmp_path_factory.mktemp("two")
    write_list(folder / "一.csv", [("甲敬老院", "2021-2022", "100")], "2021-01-15")
    write_list(folder / "二.csv", [("甲敬老院", "2021-2023", "150")], "2022-01-15")
    write_sheet(folder / "五月.csv", "2023年5月", [{"name": "甲敬老院", "status": "在建", "done": "60"}])
    write_sheet(folder / "五月更正.csv", "2023年5月", [{"name": "甲敬老院", "status": "在建", "done": "70"}])
    write_sheet(folder / "六月.csv", "2023年6月", [{"name": "甲敬老院", "status": "在建", "done": "80"}])
    for name in ("一", "二", "五月", "五月更正", "六月"):
        load.load([folder / f"{name}.csv"], folder / "home")
    warehouse = Warehouse(folder / "home")
    with warehouse.session() as session:
        [(project,)] = session.cursor.rows("SELECT project_id FROM projects")
        found = read_progress(session.cursor, project, date(2023, 6, 30))
    warehouse.close()
    return found


def test_both_plans_stand_side_by_side(told: ProjectProgress) -> None:
    assert [row["planned_finish"] for row in told.plans] == [date(2022, 12, 31), date(2023, 12, 31)]
    assert told.state["original_finish"] == date(2022, 12, 31)
    assert told.state["current_finish"] == date(2023, 12, 31)
    shown = str(_plain(state_panels(told)))
    assert "2021-01-01 – 2022-12-31" in shown
    assert "2021-01-01 – 2023-12-31" in shown
    assert "逾期未完，至少推迟 6 个月" in shown  # against the original plan; the current one is not due
    assert "未到期" in shown
    history = str(_plain(history_panels(told)))
    assert "2 份清单" in history
    assert "总投资（万元）" in history.split("计划的变更")[1]


def test_the_revision_that_does_not_count_is_shown_as_such(told: ProjectProgress) -> None:
    amounts = [(row["month"].month, row["is_effective"], row["invested_total_wan"]) for row in told.months]
    assert amounts == [(5, False, Decimal(60)), (5, True, Decimal(70)), (6, True, Decimal(80))]
    history = str(_plain(history_panels(told)))
    assert history.count("is-superseded") == 1
    assert history.count("不计入") == 1
    assert "第 2 版" in history
    assert "2 个月；" in history
