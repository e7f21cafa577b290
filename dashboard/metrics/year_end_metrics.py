"""Metrics of the year's end: what is expected by 31 December, within which range, and what the plan still needs."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.metrics.metric import Additivity, Format, Metric
from dashboard.metrics.rate_metrics import money_rate

_READINGS = "按今年速度、往年同月、余下计划三种算法推算，取居中的一个；只含可推算的项目"
_EXPECTED = {
    "year_end_wan": ("year_end_rate", "预计年底完成投资", "Expected by the year's end", "预计全年完成率",
                     "Expected completion rate", _READINGS),
    "year_end_low_wan": ("year_end_low_rate", "预计年底完成下限", "Expected by the year's end, low",
                         "预计全年完成率下限", "Expected completion rate, low",
                         "各项目三种算法中最小的之和；不是概率区间"),
    "year_end_high_wan": ("year_end_high_rate", "预计年底完成上限", "Expected by the year's end, high",
                          "预计全年完成率上限", "Expected completion rate, high",
                          "各项目三种算法中最大的之和；不是概率区间"),
}  # fmt: skip

_BOTH = "FILTER (WHERE annual_plan_wan IS NOT NULL AND invested_year_wan IS NOT NULL)"
_PLANNED = "FILTER (WHERE annual_plan_wan IS NOT NULL AND year_end_wan IS NOT NULL)"
_LEFT = f"sum(annual_plan_wan - invested_year_wan) {_BOTH}"
_PASSED = "max(month(as_of))"


def _a_month(amount: str, months: str) -> str:
    return f"CAST(round(({amount})::DOUBLE / nullif({months}, 0), 2) AS DECIMAL(38, 2))"


def year_end_metrics() -> Iterator[Metric]:
    """Every metric of the year's end, amounts in 万元."""
    yield Metric(
        "year_end_wan_stated", "可推算年底的项目", "Projects with an expected year's end", "个", "count(year_end_wan)"
    )
    for name, (rate, label, english, rate_label, rate_english, caveat) in _EXPECTED.items():
        yield Metric(
            name, label, english, "万元", f"sum({name})", format=Format.MONEY, caveat=caveat,
            stated="year_end_wan_stated",
        )  # fmt: skip
        yield from money_rate(
            rate, rate_label, rate_english, name, "annual_plan_wan",
            f"{label} ÷ 年度计划投资；只计可推算、又有年度计划的项目",
        )  # fmt: skip
    yield Metric(
        "year_end_short_wan", "预计比年度计划少", "Expected to fall short of the plan", "万元",
        f"sum(greatest(annual_plan_wan - year_end_wan, 0)) {_PLANNED}", format=Format.MONEY,
        caveat="预计年底完成不到年度计划的项目，各少多少之和；一个项目多出的不抵另一个少的",
        stated="year_end_rate_stated",
    )  # fmt: skip
    yield Metric(
        "year_end_rate_stated", "可推算年底又有年度计划的项目", "Projects with an expected year's end and a plan", "个",
        f"count(*) {_PLANNED}",
    )  # fmt: skip
    yield Metric(
        "plan_left_wan", "年度计划尚余", "Left of the year's plan", "万元", _LEFT, format=Format.MONEY,
        caveat="年度计划投资 − 本年完成；只计两项都有报送的项目", stated="plan_left_wan_stated",
    )  # fmt: skip
    yield Metric(
        "plan_left_wan_stated", "可计算年度计划尚余的项目", "Projects with a known rest of the plan", "个",
        f"count(*) {_BOTH}",
    )  # fmt: skip
    yield Metric(
        "needed_month_wan", "完成计划每月须完成", "Needed a month to reach the plan", "万元",
        _a_month(f"greatest({_LEFT}, 0)", f"12 - {_PASSED}"), Additivity.NEVER, Format.MONEY,
        caveat="年度计划尚余 ÷ 数据截止日以后的月数；只计两项都有报送的项目，12月末没有", stated="plan_left_wan_stated",
    )  # fmt: skip
    yield Metric(
        "pace_month_wan", "今年月均完成", "Done a month this year", "万元",
        _a_month(f"sum(invested_year_wan) {_BOTH}", _PASSED), Additivity.NEVER, Format.MONEY,
        caveat="本年完成 ÷ 数据截止日的月数；与每月须完成同样的项目", stated="plan_left_wan_stated",
    )  # fmt: skip


YEAR_END = (
    "year_end_wan", "year_end_wan_stated", "year_end_low_wan", "year_end_high_wan",
    *(f"{rate}{part}" for rate in ("year_end_rate", "year_end_low_rate", "year_end_high_rate")
      for part in ("", "_n", "_d")),
    "year_end_rate_stated", "year_end_short_wan", "plan_left_wan", "plan_left_wan_stated", "needed_month_wan",
    "pace_month_wan",
)  # fmt: skip
"""What a group's year's end is said with."""
