"""Metrics of the problem ledger: how many stand, how many of them are past their deadline, came again, are old."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.metrics.metric import Additivity, Format, Metric
from etl.contract.problem_rules import causes

_COUNTS = {
    "past_due_problems": ("超时限的问题", "Problems past their deadline", "解决时限早于数据截止日、仍未解决的"),
    "undated_problems": ("无可读时限的问题", "Problems without a readable deadline", "没有写解决时限，或写的不是日期"),
    "repeated_problems": ("反复的问题", "Repeated problems", "曾经消除或解决过、又报的同一问题"),
    "unsure_problems": ("类别未能确定的问题", "Problems of an unknown cause", "没有规则认得，暂归“其他”，可由人认定"),
    "long_problems": ("久未解决的问题", "Long-standing problems", "持续的月数达到界限；界限见问题台账页"),
}  # fmt: skip
_ENDED = {
    "solved_problems": ("已解决的问题", "Problems solved", "报送写明已解决的"),
    "gone_problems": ("不再报的问题", "Problems no longer reported", "后来的报送不再提、也没有写明已解决的"),
}

HAS_PROBLEM = "open_problems > 0"


def _summed(name: str) -> str:
    return f"CAST(coalesce(sum({name}), 0) AS BIGINT)"


def problem_metrics() -> Iterator[Metric]:
    """Every metric of the ledger but the share of projects (`rates.py`)."""
    yield Metric(
        "open_problems", "未解决的问题", "Open problems", "项", _summed("open_problems"),
        caveat="最近一次报送仍在报、没有写明已解决的；一个项目同一类原因算一项，两类算两项",
    )  # fmt: skip
    for name, (label, english, caveat) in (_COUNTS | _ENDED).items():
        yield Metric(name, label, english, "项", _summed(name), caveat=caveat)
    yield Metric(
        "problem_projects", "有未解决问题的项目", "Projects with an open problem", "个",
        f"count(*) FILTER (WHERE {HAS_PROBLEM})", caveat="一个项目有几项问题也只计一次",
    )  # fmt: skip
    yield Metric(
        "problem_investment_wan", "有未解决问题的项目总投资", "Investment of projects with an open problem", "万元",
        f"sum(total_investment_wan) FILTER (WHERE {HAS_PROBLEM})", format=Format.MONEY,
        caveat="一个项目只计一次；未载明总投资的不计",
    )  # fmt: skip
    for key, cause in causes().items():
        where = f"FILTER (WHERE list_contains(problem_causes, '{key}'))"
        yield Metric(
            f"{key}_problems", f"{cause.title}问题", f"Problems: {key}", "项", f"count(*) {where}",
            additivity=Additivity.ADDITIVE, caveat="一个项目同一类原因算一项；几类之和大于项目数",
        )  # fmt: skip
        yield Metric(
            f"{key}_problems_investment_wan", f"有{cause.title}问题的项目总投资", f"Investment with problems: {key}",
            "万元", f"sum(total_investment_wan) {where}", format=Format.MONEY,
            caveat="一个项目有几类问题的，在各类中都计，各类之和大于合计",
        )  # fmt: skip
