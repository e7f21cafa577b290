"""One project's page with months of progress, and without any."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.metrics.schedule.project_progress import ProjectProgress, read_progress
from dashboard.session.snapshot import Warehouse
from tests.browser.conftest import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def told(progress_home: Path) -> Iterator[tuple[str, ProjectProgress]]:
    """The project of 马喇, and what the warehouse says of it."""
    warehouse = Warehouse(progress_home)
    with warehouse.session() as session:
        [(project,)] = session.cursor.rows("SELECT project_id FROM projects WHERE name LIKE '%马喇%'")
        yield project, read_progress(session.cursor, project, session.info.default_as_of)
    warehouse.close()


def test_months_money_and_slip_of_a_project(board: Page, told: tuple[str, ProjectProgress]) -> None:
    project, progress = told
    board.open(f"/project/{project}")
    shown = board.find_all('[data-panel="months"] tbody tr')
    assert len(shown) == len(progress.months) >= 12
    assert shown[0].get_attribute("data-month") == f"{progress.months[-1]['month']:%Y-%m}"
    last = progress.months[-1]
    assert f"{last['invested_total_wan']:,f}".rstrip("0").rstrip(".") in shown[0].text
    assert "市县财政" in shown[0].text
    assert "示例数据（非真实进度）" in board.text('[data-panel="months"]')
    assert "示例数据（非真实进度）" in board.text('[data-panel="money"]')
    slip = progress.state["current_finish_slip_months"]
    assert f"预计会晚 {slip:g} 个月" in board.text('[data-panel="plan"]')
    sources = sum(row["amount_wan"] for row in progress.funding[last["progress_id"]] if row["stage"] == "arrived")
    assert sources == last["arrived_wan"]
    assert f"{last['arrived_wan']:,f}".rstrip("0").rstrip(".") + " 万元" in board.text('[data-panel="money"]')


def test_the_as_of_date_moves_the_state_and_not_the_months(board: Page, told: tuple[str, ProjectProgress]) -> None:
    project, progress = told
    board.open(f"/project/{project}?as_of=2022-06-30")
    assert "2022-06" in board.text('[data-panel="plan"]')
    assert len(board.find_all('[data-panel="months"] tbody tr')) == len(progress.months)


def test_a_project_without_progress_says_so(page: Page) -> None:
    page.open("/projects?text=马喇")
    page.wait(lambda: page.find_all(".ag-cell a"))
    page.driver.execute_script("document.querySelector('.ag-cell a').click()")
    page.wait(lambda: page.find_all('[data-progress="none"]'))
    assert "实际进度未知，不等于未开工" in page.text('[data-panel="plan"]')
    assert "没有调度报送" in page.text('[data-panel="money"]')
    assert not page.find_all('[data-panel="months"]')
    assert page.find_all('[data-panel="source"] mark')
