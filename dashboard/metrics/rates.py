"""Metrics of money month by month, of rates with their numerator and denominator, and of slip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dashboard.metrics.approval_metrics import approval_metrics
from dashboard.metrics.metric import Additivity, Format, Metric
from dashboard.metrics.problem_metrics import HAS_PROBLEM, problem_metrics
from dashboard.metrics.rate_metrics import counted_rate, money_rate, rate
from dashboard.metrics.year_end_metrics import year_end_metrics
from dashboard.words.labels import LATENESS_AMONG_LABELS, LATENESS_LABELS

_MONEY = {
    "annual_plan_wan": ("年度计划投资", "Annual plan", "数据截止日所在年度"),
    "invested_month_wan": ("本月完成投资", "Invested this month", "数据截止日所在月份的报送"),
    "invested_year_wan": ("本年完成投资", "Invested this year", "数据截止日所在年度，各项目最近一次报送"),
    "invested_total_wan": ("累计完成投资", "Invested so far", "各项目最近一次报送"),
    "arrived_wan": ("到位资金", "Funds arrived", "累计，各项目最近一次报送"),
    "paid_wan": ("已支付", "Funds paid", "累计，各项目最近一次报送"),
}


def _money() -> Iterator[Metric]:
    for name, (label, english, caveat) in _MONEY.items():
        yield Metric(
            name, label, english, "万元", f"sum({name})", format=Format.MONEY, caveat=caveat, stated=f"{name}_stated"
        )
        yield Metric(f"{name}_stated", f"报送{label}的项目", f"Projects reporting: {english}", "个", f"count({name})")


def _reported_rate(name: str, label: str, english: str, counted: str, among: str, caveat: str) -> Iterator[Metric]:
    """A share of projects whose progress may not have been reported; how many of them, beside it."""
    rate, *parts = counted_rate(name, label, english, counted, among, f"{caveat}；{_NO_REPORT}")
    yield replace(rate, parts=(*rate.parts, f"{name}_unreported"))
    yield from parts
    yield Metric(
        f"{name}_unreported", f"{label}·分母中未报进度", f"{english} (no report)", "个",
        f"count(*) FILTER (WHERE {among} AND status = 'unreported')",
    )  # fmt: skip


_NOT_CANCELLED = "status <> 'cancelled'"
_NO_REPORT = "未报进度的项目计入分母、不计入分子；已取消的不计"


def _rates() -> Iterator[Metric]:
    both = "只计两项都有报送的项目"
    yield from money_rate(
        "completion_rate", "投资完成率", "Completion rate", "invested_year_wan", "annual_plan_wan",
        f"本年完成 ÷ 年度计划投资；与序时进度比较；{both}",
    )  # fmt: skip
    yield Metric(
        "time_elapsed", "序时进度", "Time elapsed", "%", "100 * CAST(max(month(as_of)) AS DOUBLE) / 12",
        additivity=Additivity.NEVER, format=Format.PERCENT, caveat="数据截止日的月份 ÷ 12",
    )  # fmt: skip
    yield from _reported_rate(
        "start_rate", "开工率（应开工）", "Start rate (due by now)", "is_started", "is_start_due",
        "已开工 ÷ 计划开工时间已到的项目",
    )  # fmt: skip
    yield from _reported_rate(
        "start_rate_new", "开工率（本年新开工）", "Start rate (new this year)", "is_started",
        f"year(current_start) = year(as_of) AND {_NOT_CANCELLED}", "已开工 ÷ 计划本年开工的项目",
    )  # fmt: skip
    yield from _reported_rate(
        "start_rate_all", "开工率（全部）", "Start rate (all)", "is_started", _NOT_CANCELLED,
        "已开工 ÷ 全部项目",
    )  # fmt: skip
    yield from money_rate(
        "arrival_rate",
        "资金到位率",
        "Arrival rate",
        "arrived_wan",
        "total_investment_wan",
        f"到位资金 ÷ 总投资；{both}",
    )
    yield from money_rate(
        "payment_rate", "资金支付率", "Payment rate", "paid_wan", "arrived_wan", f"已支付 ÷ 到位资金；{both}"
    )
    yield from money_rate(
        "payment_done_rate", "资金支付率（占完成）", "Payment rate (of what is done)", "paid_wan", "invested_total_wan",
        f"已支付 ÷ 累计完成投资；{both}",
    )  # fmt: skip
    for plan, prefix, words in (("current", "", "现行计划"), ("original", "original_", "原始计划")):
        yield from _reported_rate(
            f"on_time_rate{'' if plan == 'current' else '_original'}", f"按期竣工率（{words}）",
            f"On-time rate ({plan} plan)", f"is_{prefix}on_time", f"is_{prefix}finish_due",
            f"按{words}期限竣工 ÷ {words}竣工时间已到的项目",
        )  # fmt: skip
    both_known = "arrived_wan IS NOT NULL AND total_investment_wan IS NOT NULL"
    yield Metric(
        "funding_gap_wan", "资金缺口", "Funding gap", "万元",
        f"sum(total_investment_wan - arrived_wan) FILTER (WHERE {both_known})", format=Format.MONEY,
        caveat=f"总投资 - 到位资金；{both}", stated="funding_gap_wan_stated",
    )  # fmt: skip
    yield Metric(
        "funding_gap_wan_stated", "可计算资金缺口的项目", "Projects with a known gap", "个",
        f"count(*) FILTER (WHERE {both_known})",
    )  # fmt: skip


_COMPARED = {
    "month": ("本月完成投资", "Invested this month", "invested_month_wan"),
    "year": ("本年完成投资", "Invested this year", "invested_year_told_wan"),
}
"""Amounts that are compared with the year before: labels, and the column of what the as-of month reports."""


def _last_year() -> Iterator[Metric]:
    """同比: an amount against that of the same month a year before, over the projects that reported it in both."""
    for part, (label, english, now) in _COMPARED.items():
        name, before = f"invested_{part}", f"invested_{part}_last_year_wan"
        both = f"FILTER (WHERE {now} IS NOT NULL AND {before} IS NOT NULL)"
        counts = {
            "compared": (f"两年同月都报送{label}的项目", f"{english}: projects reporting in both years", both),
            "only_now": (f"{label}：只报本年、未比较的项目", f"{english}: reported this year only, not compared",
                         f"FILTER (WHERE {now} IS NOT NULL AND {before} IS NULL)"),
            "only_then": (f"{label}：只报上年、未比较的项目", f"{english}: reported the year before only, not compared",
                          f"FILTER (WHERE {now} IS NULL AND {before} IS NOT NULL)"),
        }  # fmt: skip
        sums = {
            f"{name}_compared_wan": (f"可比项目{label}", f"{english}, same projects", now),
            before: (f"可比项目上年同期{label}", f"{english}, same projects a year before", before),
        }
        yield Metric(
            f"{name}_change", f"{label}同比", f"{english}, change on the year before", "%",
            f"CAST(100.0 * (sum({now}) {both} - sum({before}) {both}) AS DOUBLE)"
            f" / nullif(CAST(sum({before}) {both} AS DOUBLE), 0)",
            additivity=Additivity.NEVER, format=Format.PERCENT,
            caveat="只比较数据截止日所在月份与上年同月都报送该金额的项目；只报一年的不比较，其项目数一并列出",
            parts=(*sums, *(f"{name}_{key}" for key in counts)),
        )  # fmt: skip
        for key, (said, said_en, column) in sums.items():
            yield Metric(
                key, said, said_en, "万元", f"sum({column}) {both}", format=Format.MONEY, stated=f"{name}_compared"
            )
        for key, (said, said_en, those) in counts.items():
            yield Metric(f"{name}_{key}", said, said_en, "个", f"count(*) {those}")


_AMONG = {
    "overdue": ("Share overdue", "{plan}_finish < as_of AND status NOT IN ('unreported', 'cancelled')"),
    "finished_late": ("Share finished late", "status = 'completed' AND {plan}_finish_slip_months IS NOT NULL"),
    "forecast_late": (
        "Share forecast late",
        "is_open AND {plan}_finish >= as_of AND forecast_finish IS NOT NULL",
    ),
}
"""For each word of lateness the English of its share, and the condition that `LATENESS_AMONG_LABELS` words."""


def _lateness(plan: str, words: str) -> Iterator[Metric]:
    """For each word of lateness its share of the projects that it may be said of, by number and by investment."""
    for key, (english, template) in _AMONG.items():
        label, counted, among = LATENESS_LABELS[key], f"{plan}_lateness = '{key}'", template.format(plan=plan)
        caveat = f"对{words}：{label} ÷ {LATENESS_AMONG_LABELS[key]}；与另两类不相加"
        yield from counted_rate(
            f"{plan}_{key}_rate", f"{label}项目占比（{words}）", f"{english} ({plan})", counted, among, caveat
        )
        stated = f"FILTER (WHERE {among} AND total_investment_wan IS NOT NULL)"
        yield from rate(
            f"{plan}_{key}_investment_rate", f"{label}投资占比（{words}）", f"{english}, by investment ({plan})",
            f"sum(if({counted}, total_investment_wan, 0)) {stated}", f"sum(total_investment_wan) {stated}",
            unit="万元", caveat=f"{caveat}；未载明总投资的不计",
        )  # fmt: skip


def _slips(plan: str, words: str) -> Iterator[Metric]:
    slip = f"{plan}_finish_slip_months"
    happened = f"{plan}_lateness IN ('overdue', 'finished_late')"
    caveat = (
        f"对{words}；未竣工的取预计竣工与数据截止日之较晚者，未到期又没有预计的计 0；未报进度、已取消、未定工期的不计"
    )
    weights = f"FILTER (WHERE {slip} IS NOT NULL AND total_investment_wan IS NOT NULL)"
    figures = {
        "slip_median_months": ("推迟中位数", "Median slip", f"median({slip})"),
        "slip_p90_months": ("推迟第90百分位", "P90 slip", f"quantile_cont({slip}, 0.9)"),
        "slip_mean_late_months": (
            "逾期未完与晚于计划竣工的平均推迟",
            "Mean slip of those overdue or finished late",
            f"avg({slip}) FILTER (WHERE {happened})",
        ),
        "slip_mean_months": ("可计项目平均推迟", "Mean slip of all dated ones", f"avg({slip})"),
        "slip_weighted_mean_months": (
            "按投资加权平均推迟",
            "Investment-weighted mean slip",
            f"sum({slip} * total_investment_wan::DOUBLE) {weights}"
            f" / nullif(sum(total_investment_wan::DOUBLE) {weights}, 0)",
        ),
        "slip_weighted_median_months": (
            "按投资加权推迟中位数",
            "Investment-weighted median slip",
            f"weighted_quantile({slip}, total_investment_wan, 0.5)",
        ),
        "slip_weighted_p90_months": (
            "按投资加权推迟第90百分位",
            "Investment-weighted P90 slip",
            f"weighted_quantile({slip}, total_investment_wan, 0.9)",
        ),
    }
    yield Metric(
        f"{plan}_slip_projects", f"可计推迟的项目（{words}）", f"Projects with a known slip ({plan})", "个",
        f"count({slip})",
    )  # fmt: skip
    yield from _lateness(plan, words)
    for name, (label, english, expression) in figures.items():
        yield Metric(
            f"{plan}_{name}", f"{label}（{words}）", f"{english} ({plan})", "月", expression,
            additivity=Additivity.NEVER, format=Format.MONTHS, caveat=caveat,
        )  # fmt: skip


def _contradictions() -> Iterator[Metric]:
    """What sheets and lists say that cannot all be true, by the rules of `snapshot/contradictions.csv`."""
    yield Metric(
        "contradictions", "未说明的矛盾", "Unexplained contradictions", "条",
        "CAST(coalesce(sum(open_contradictions), 0) AS BIGINT)",
        caveat="调度表与清单所载不能同时成立、还没有人说明、也没有改正的；规则与界限见矛盾页",
    )  # fmt: skip
    yield Metric(
        "explained_contradictions", "已说明的矛盾", "Explained contradictions", "条",
        "CAST(coalesce(sum(explained_contradictions), 0) AS BIGINT)", caveat="已有人写明原因的矛盾",
    )  # fmt: skip
    yield Metric(
        "contradicting_projects", "有未说明矛盾的项目", "Projects with an unexplained contradiction", "个",
        "count(*) FILTER (WHERE open_contradictions > 0)", caveat="至少有一条矛盾还没有人说明、也没有改正的项目",
    )  # fmt: skip
    yield from counted_rate(
        "contradiction_rate", "有矛盾项目占比", "Share with contradictions", "open_contradictions > 0",
        "report_month IS NOT NULL", "有未说明矛盾的项目 ÷ 有进度报送的项目",
    )  # fmt: skip


def _problem_rates() -> Iterator[Metric]:
    """What the ledger of problems has as shares."""
    yield from counted_rate(
        "problem_rate", "有问题项目占比", "Share with an open problem", HAS_PROBLEM, "report_month IS NOT NULL",
        "有未解决问题的项目 ÷ 有进度报送的项目",
    )  # fmt: skip
    dated = "sum(open_problems - undated_problems)"
    yield from rate(
        "problem_past_due_rate", "问题超时限率", "Share past the deadline",
        "CAST(coalesce(sum(past_due_problems), 0) AS BIGINT)", f"CAST(coalesce({dated}, 0) AS BIGINT)", unit="项",
        caveat="超过解决时限的问题 ÷ 有可读时限的未解决问题",
    )  # fmt: skip


PROGRESS_METRICS = (
    *_money(),
    *_rates(),
    *_last_year(),
    Metric("reported_projects", "有进度报送的项目", "Projects with a report", "个", "count(report_month)"),
    Metric(
        "stale_projects", "本月未报的项目", "Projects without a report this month", "个",
        "count(*) FILTER (WHERE is_carried)", caveat="曾报送，但数据截止日当月没有报送",
    ),
    Metric(
        "synthetic_progress_projects", "进度为示例数据的项目", "Projects with invented progress", "个",
        "count(*) FILTER (WHERE progress_is_synthetic)", caveat="示例数据（非真实进度）",
    ),
    *_contradictions(),
    *problem_metrics(),
    *_problem_rates(),
    *year_end_metrics(),
    *approval_metrics(),
    *_slips("current", "现行计划"),
    *_slips("original", "原始计划"),
)  # fmt: skip
"""All metrics that rest on progress reports."""

LAST_YEAR = tuple(metric.name for metric in _last_year())
"""Metrics of 同比."""

SLIP_STATISTICS = tuple(
    f"_{name}"
    for name in (
        "slip_projects", "slip_median_months", "slip_p90_months", "slip_mean_late_months", "slip_mean_months",
        "slip_weighted_mean_months", "slip_weighted_median_months", "slip_weighted_p90_months",
        *(f"{word}{rate}{part}" for word in LATENESS_LABELS for rate in ("_rate", "_investment_rate")
          for part in ("", "_n", "_d")),
    )
)  # fmt: skip
"""Endings of the metrics that describe a group's slip; before them stands the baseline, `current` or `original`."""

RATES = (
    "completion_rate", "start_rate", "start_rate_new", "start_rate_all", "arrival_rate", "payment_rate",
    "payment_done_rate", "on_time_rate", "on_time_rate_original",
)  # fmt: skip

PROGRESS_COLUMN_LABELS = {
    "report_month": "最近调度月份", "progress_is_synthetic": "进度为示例数据", "actual_start": "实际开工",
    "actual_start_precision": "实际开工精度", "actual_finish": "实际竣工", "actual_finish_precision": "实际竣工精度",
    "forecast_start": "预计开工", "forecast_finish": "预计竣工", "forecast_finish_precision": "预计竣工精度",
    "started_month": "首次报开工月份", "completed_month": "首次报竣工月份", "problems": "存在问题",
    "next_steps": "下一步计划", "physical_progress": "形象进度", "physical_progress_pct": "形象进度（%）",
    "problems_since": "问题持续自", "problem_causes": "问题原因类别",
    "annual_plan_first_wan": "年度计划投资（年内首次报送，万元）",
    "last_month": "上次调度月份", "last_status": "上次状态", "last_actual_finish": "上次报实际竣工",
    "last_actual_finish_precision": "上次实际竣工精度", "last_forecast_finish": "上次报预计竣工",
    "plan_count": "计划版本数", "finish_reached": "竣工时间推算", "start_reached": "开工时间推算",
    "slipped_since_last_months": "较上次报送推迟（月）", "no_slip_reason": "不计推迟的原因", "is_start_due": "应开工",
    "is_finish_due": "应竣工", "is_original_finish_due": "应竣工（原始计划）", "is_started": "已开工",
    "is_on_time": "按期竣工", "is_original_on_time": "按原始计划竣工",
    **{f"{name}": f"{label}（万元）" for name, (label, *_) in _MONEY.items()},
    **{
        f"{plan}_{part}": f"{words}{label}"
        for plan, words in (("original", "原始计划"), ("current", "现行计划"))
        for part, label in (
            ("start", "开工"), ("start_last", "开工（最晚）"), ("finish_first", "竣工（最早）"), ("finish", "竣工"),
            ("finish_is_derived", "竣工由实际开工推算"), ("finish_slip_months", "竣工推迟（月）"),
            ("finish_slip_bound", "竣工推迟界限"), ("start_slip_months", "开工推迟（月）"),
            ("start_slip_bound", "开工推迟界限"), ("slip_band", "推迟分段"),
        )
    },
}  # fmt: skip
"""Chinese labels of the columns that progress adds to a project."""
