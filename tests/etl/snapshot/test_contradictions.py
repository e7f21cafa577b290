"""Figures of months that cannot all be true; each is told at the first month that has it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from etl.snapshot.contradictions import of_month

_NAMES = (
    "paid_wan", "arrived_wan", "invested_total_wan", "invested_month_wan", "invested_year_wan",
    "annual_plan_wan", "status",
)  # fmt: skip
_NOTHING = {name + suffix: None for name in _NAMES for suffix in ("", "_before")} | {
    "month": date(2025, 5, 31), "before": date(2025, 4, 30), "total_wan": Decimal(3000),
            "physical_progress_pct": None,
    "physical_before": None,
}  # fmt: skip


def told(**figures: Any) -> list[str]:
    row = _NOTHING | {name: Decimal(value) if isinstance(value, int) else value for name, value in figures.items()}
    return [f"{kind} {detail.key}" for kind, detail in of_month(row)]


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ({"paid_wan": 101, "arrived_wan": 100}, ["figures_contradict paid_above_arrived"]),
        ({"paid_wan": 100, "arrived_wan": 100}, []),
        ({"paid_wan": 101, "arrived_wan": 100, "paid_wan_before": 91, "arrived_wan_before": 90}, []),
        ({"paid_wan": 101, "invested_total_wan": 100}, ["figures_contradict paid_above_done"]),
        (
            {"invested_total_wan": 500, "invested_total_wan_before": 270, "invested_month_wan": 200},
            ["figures_contradict month_and_rise"],
        ),
        ({"invested_total_wan": 500, "invested_total_wan_before": 300, "invested_month_wan": 200}, []),
        ({"invested_total_wan": 500, "invested_total_wan_before": 295, "invested_month_wan": 200}, []),  # 1 % of 500
        ({"invested_total_wan": 500, "invested_total_wan_before": 294, "invested_month_wan": 200},
         ["figures_contradict month_and_rise"]),
        (
            {"invested_total_wan": 500, "invested_total_wan_before": 300, "invested_month_wan": 90,
            "before": date(2025, 3, 31)},
            [],
        ),
        (
            {"invested_total_wan": 600, "invested_total_wan_before": 0, "invested_year_wan": 540,
            "invested_year_wan_before": 0},
            ["figures_contradict year_and_rise"],
        ),
        (
            {"invested_total_wan": 600, "invested_total_wan_before": 0, "invested_year_wan": 540,
            "invested_year_wan_before": 0,
             "before": date(2024, 12, 31)},
            [],
        ),
        ({"status": "under_way", "status_before": "completed"}, ["figures_contradict completed_before"]),
        ({"status": "completed", "status_before": "completed"}, []),
        ({"physical_progress_pct": 5, "invested_total_wan": 2800}, ["figures_contradict built_and_done"]),
        ({"physical_progress_pct": 5, "invested_total_wan": 1650}, []),  # 55 % of 3,000: 50 points
        ({"invested_year_wan": 111, "annual_plan_wan": 100}, ["year_above_plan year_done_and_plan"]),
        ({"invested_year_wan": 110, "annual_plan_wan": 100}, []),
    ],
)  # fmt: skip
def test_what_contradicts_is_told(figures: dict[str, Any], found: list[str]):
    assert told(**figures) == found
