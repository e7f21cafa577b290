"""Which light a completion rate gives, and what is said of it."""

from __future__ import annotations

import pytest

from dashboard.metrics.lights import judge


@pytest.mark.parametrize(
    ("rate_pct", "elapsed_pct", "said"),
    [
        (110.2, 100.0, ("green", "超过年度计划")),
        (100.0, 100.0, ("green", "达到或快于序时进度")),
        (60.0, 50.0, ("green", "达到或快于序时进度")),
        (99.9, 100.0, ("green", "落后序时进度不到 10 个百分点")),
        (90.0, 100.0, ("yellow", "落后序时进度 10 个百分点以上")),
        (20.0, 50.0, ("red", "落后序时进度 30 个百分点以上")),
    ],
)
def test_what_is_ahead_is_not_said_to_be_behind(rate_pct: float, elapsed_pct: float, said: tuple[str, str]) -> None:
    assert judge(rate_pct, elapsed_pct, "points") == said


def test_by_share() -> None:
    assert [judge(rate, 50.0, "share") for rate in (24.9, 49.0, 50.0, 101.0)] == [
        ("red", "完成率不到序时进度的 50%"),
        ("yellow", "完成率低于序时进度"),
        ("green", "完成率不低于序时进度"),
        ("green", "超过年度计划"),
    ]
