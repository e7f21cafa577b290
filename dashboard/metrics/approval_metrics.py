"""Metrics of approvals: how many state them, who waits and for how long, who started before they were done."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.metrics.metric import Additivity, Format, Metric
from dashboard.metrics.rate_metrics import counted_rate

IS_WAITING = "approval_next IS NOT NULL AND NOT is_started AND status <> 'cancelled'"
"""A project that has not started, of which a step of approval is not stated to be done."""
WAITED_DAYS = "date_diff('day', approval_done_by, as_of)"
IS_BARE = "approvals_missing + approvals_late > 0"
"""One that started while a step that must come before was not stated to be done, or was done later."""

_WAITS = f"{IS_WAITING} AND approval_done_by IS NOT NULL"


def approval_metrics() -> Iterator[Metric]:
    """Every metric of approvals."""
    yield Metric(
        "approval_projects", "载明审批环节的项目", "Projects stating approvals", "个", "count(approvals_asked)",
        caveat="清单或调度表有审批环节的列或文字；环节见审批手续页",
    )  # fmt: skip
    yield Metric(
        "approval_waiting_projects", "未开工而审批未办结的项目", "Projects waiting for an approval", "个",
        f"count(*) FILTER (WHERE {IS_WAITING})", caveat="未开工、有审批环节没有载明已办结的；已取消的不计",
    )  # fmt: skip
    yield Metric(
        "approval_waiting_projects_stated", "可计算等待天数的项目", "Projects with a known wait", "个",
        f"count(*) FILTER (WHERE {_WAITS})",
    )  # fmt: skip
    for name, label, english, expression in (
        ("approval_wait_median_days", "审批等待天数中位数", "Median wait for an approval", "median"),
        ("approval_wait_longest_days", "审批等待天数最长", "Longest wait for an approval", "max"),
    ):
        yield Metric(
            name, label, english, "天", f"CAST({expression}({WAITED_DAYS}) FILTER (WHERE {_WAITS}) AS DOUBLE)",
            additivity=Additivity.NEVER, format=Format.MONTHS, stated="approval_waiting_projects_stated",
            caveat="未开工项目自最近一个已办结的环节至数据截止日；只写到月的自月末起算",
        )  # fmt: skip
    yield from counted_rate(
        "approval_bare_rate", "开工前手续未载明办结占比", "Share started before approvals were done", IS_BARE,
        "is_started AND approvals_before_start > 0",
        "已开工、而开工前须办结的环节没有载明已办结或在开工之后才办结的 ÷ 已开工、载明这些环节的项目；"
        "没有载明不等于没有办，应核实",
    )  # fmt: skip


APPROVALS = (
    "approval_projects", "approval_waiting_projects", "approval_waiting_projects_stated", "approval_wait_median_days",
    "approval_wait_longest_days", *(f"approval_bare_rate{part}" for part in ("", "_n", "_d")),
)  # fmt: skip
"""What a group's approvals are said with."""
