"""The project grid: columns can be chosen and stay chosen; totals are over all rows of the filter."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Page

pytestmark = pytest.mark.browser


def headers(page: Page) -> set[str]:
    """Columns of the grid, also those that lie beyond the screen."""
    return set(
        page.driver.execute_script(
            "const api = dash_ag_grid.getApi('projects-grid');"
            "return api.getAllDisplayedColumns().map(column => column.getColDef().field)"
        )
    )


def tick(page: Page, label: str) -> None:
    box: Any = next(item for item in page.find_all(".column-choices label") if item.text.strip() == label)
    box.click()


def test_columns_are_chosen_and_stay_chosen(page: Page) -> None:
    page.open("/projects?region=500114")
    page.wait(lambda: page.find_all(".ag-cell a"))
    assert "nursing_beds" not in headers(page)
    assert "sector" in headers(page)
    page.find_all(".column-chooser summary")[0].click()
    tick(page, "其中护理型床位（张）")
    tick(page, "行业规则")
    tick(page, "建设性质")
    page.wait(lambda: {"nursing_beds", "sector_rule"} <= headers(page))
    assert "nature" not in headers(page)
    assert "name" in headers(page)

    page.driver.refresh()
    page.wait(lambda: page.find_all(".ag-cell a"))
    page.wait(lambda: "nursing_beds" in headers(page))
    assert "nature" not in headers(page)

    page.find_all(".column-chooser summary")[0].click()
    page.find_all("#projects-columns-reset")[0].click()
    page.wait(lambda: "nursing_beds" not in headers(page) and "nature" in headers(page))


def test_totals_are_over_all_rows_of_the_filter(page: Page) -> None:
    """黔江区: 16 projects, 23,486 万元, 540 nursing beds; the row is asked for and not summed from loaded rows."""
    page.open("/projects?region=500114")
    page.wait(lambda: page.find_all(".ag-cell a"))
    [bottom] = page.driver.execute_script(
        "const api = dash_ag_grid.getApi('projects-grid'); return [api.getPinnedBottomRow(0).data]"
    )
    assert (bottom["total_investment_wan"], bottom["childcare_places"], bottom["nursing_beds"]) == (23486, 1120, 540)
    assert bottom["arrived_wan"] is None
    assert "合计（全部 16 个项目）" in page.text(".ag-floating-bottom")
    assert "23,486" in page.text(".ag-floating-bottom")
