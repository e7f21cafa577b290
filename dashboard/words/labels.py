"""The catalogue of words on screen: coded values and names of things, in Chinese; whoever shows one says `t(…)`.

Labels and units of stored columns are not repeated here: they are in `etl.schemas`.
"""

from __future__ import annotations

import csv
from functools import cache

from dashboard.words.translate import t
from etl.contract import reference
from etl.contract.paths import data_dir

STATUS_LABELS = {
    "completed": "已竣工",
    "under_way": "在建",
    "not_started": "未开工",
    "suspended": "停工",
    "cancelled": "取消",
    "unreported": "未报进度",
}

POSITION_LABELS = {
    "before_start": "未到计划开工",
    "within": "计划期内",
    "past_finish": "已过计划竣工",
    "undated": "未定工期",
    "undetermined": "缺数据截止日",
}

YEAR_BASIS_LABELS = {
    "planned_finish": "计划竣工年份",
    "planned_start": "计划开工年份",
    "under_construction": "计划在建年份",
    "list_year": "清单年度",
}

SEVERITY_LABELS = {"reject": "拒收", "warn": "待核", "note": "提示"}
"""How grave a finding is. That a value is uncertain is another thing: `CERTAINTY_LABELS`."""

QUALIFIER_LABELS = {"exact": "", "about": "约", "at_least": "不少于", "at_most": "不超过"}

COMPARATOR_LABELS = {"": "", ">": "大于 ", ">=": "不低于 ", "<": "小于 ", "<=": "不高于 ", "range": ""}

CERTAINTY_LABELS = {"certain": "确定", "doubtful": "存疑"}

PRECISION_LABELS = {"day": "到日", "month": "到月", "quarter": "到季", "half": "到半年", "year": "到年"}

BASIS_LABELS = {
    "new": "新增",
    "existing": "原有",
    "total_after": "建成后总量",
    "design": "设计规模",
    "each_times_count": "单处 × 处数",
    "estimated": "估算",
    "renovated": "改造",
}

CAPACITY_BASIS_LABELS = {
    "stated": "有载明",
    "each_times_count": "单处 × 处数",
    "classes_only": "只载明班数",
    "none": "未载明",
}

KIND_LABELS = {one.kind: (one.title, one.unit) for one in reference.quantity_kinds().values()} | {
    reference.OTHER_KIND: ("其他", "")
}
"""Kind of a quantity -> what it is called, and the unit that it is counted in."""

DOCUMENT_STATUS_LABELS = {"draft": "征求意见稿", "issued": "印发"}

TABLE_KIND_LABELS = {
    "project_list": "项目清单",
    "targets": "指标表",
    "progress": "调度表",
    "policies": "政策清单",
    "tasks": "任务分工",
    "other": "其他表",
}

EACH_LABELS = {"region": "各地区", "township": "各乡镇街道", "project": "各项目"}
"""What the projects of a scope are laid side by side by, as the beginning of a title."""

PLACE_KIND_LABELS = {"region": "地区", "township": "乡镇街道", "project": "项目"}
"""The same as the head of a column."""

REGION_LEVEL_LABELS = {"province": "省", "prefecture": "地市", "county": "区县", "zone": "功能区"}

CORRECTION_STATE_LABELS = {
    "applied": "生效",
    "stale": "与原文不符",
    "superseded": "已被更新",
    "revoked": "已撤销",
    "absent": "文件未导入",
}

AS_OF_SOURCE_LABELS = {
    "given": "由筛选指定",
    "later": "由筛选指定，晚于最近的数据",
    "latest_document_date": "最新文件所在月末",
    "progress_month": "最近调度月末",
    "": "未定",
}

CONTRADICTION_STATE_LABELS = {"open": "未说明", "explained": "已说明", "mended": "已消除"}
"""What became of a contradiction: nothing yet, a person explained it, a later report has it no more."""

PROBLEM_STATE_LABELS = {"open": "未解决", "solved": "已解决", "gone": "不再报"}
"""What became of a problem: it stands, a sheet says that it is solved, later sheets tell it no more."""

PROBLEM_CHOICE_LABELS = {
    "open": "未解决", "past_due": "超时限", "repeated": "反复", "long": "久未解决", "unsure": "类别未定",
    "solved": "已解决", "gone": "不再报",
}  # fmt: skip
"""What the list of problems can be asked for."""

RATE_LABELS = {
    "start_rate": "开工率",
    "completion_rate": "完成率",
    "arrival_rate": "到位率",
    "payment_rate": "支付率（占到位）",
    "payment_done_rate": "支付率（占完成）",
    "on_time_rate": "按期竣工率",
}
"""The rates of the board of rates in their order, and what they are called there."""

HONOUR_LABELS = {"red": "红榜", "black": "黑榜"}

LIST_CHANGE_LABELS = {
    "changed": "调整", "new": "新列入", "gone": "不再列入", "same": "未变", "not_compared": "所在地区只有一年的清单",
}  # fmt: skip
"""What became of a project from one year's list to the next."""

LATENESS_LABELS = {"overdue": "逾期未完", "finished_late": "晚于计划竣工", "forecast_late": "预计会晚"}
"""How a project is late against a plan. The three exclude each other and are never added up."""

NOT_LATE_LABELS = {"in_time": "按期或提前竣工", "forecast": "预计按期或提前", "not_due": "未到期"}
"""How a project that is not late stands to its plan."""

LATENESS_AMONG_LABELS = {
    "overdue": "计划竣工时间已过、有报送、未取消的项目",
    "finished_late": "已竣工、可计推迟的项目",
    "forecast_late": "未竣工、计划竣工时间未到、报有预计竣工时间的项目",
}
"""The projects that each of them may be said of: what its share is a share of."""

SLIP_BOUND_LABELS = {
    "exact": "实际",
    "forecast": "预计",
    "at_least": "至少",
    "at_most": "至多",
    "not_due": "未到期",
}

NO_SLIP_LABELS = {
    "undated": "未定工期",
    "no_as_of": "缺数据截止日",
    "unreported": "未报进度",
    "cancelled": "已取消",
}

SLIP_BAND_LABELS = {
    "early": "提前",
    "on_plan": "按期",
    "not_due": "未到期",
    "to_3": "≤3 月",
    "to_6": "3–6 月",
    "to_12": "6–12 月",
    "over_12": ">12 月",
}

REPORTING_LABELS = {"all": "全部报送", "part": "部分报送", "none": "未报送", "never": "从未报送"}

PLACE_LABELS = {"table": "表格", "prose": "正文", "goal": "政策目标"}
"""Where a plan states something."""

REGION_CLASS_LABELS = {"east": "东部", "central": "中部", "west": "西部"}

POINT_LABELS = {"base": "基期", "actual": "实际", "target": "目标", "progress": "完成进度"}

PROGRESS_READING_LABELS = {
    "of_target": "实际÷目标",
    "of_way": "自基期的进度",
    "both": "两种口径一致",
}
"""What a stated progress of an indicator agrees with."""

DUTY_STATE_LABELS = {
    "done": "已完成",
    "under_way": "推进中",
    "not_started": "未启动",
    "suspended": "暂停",
    "cancelled": "取消",
    "ongoing": "长期推进",
}

NOT_STATED = "未载明"


def class_label(item: str) -> str:
    """Words of a schedule class, of a status or position alone, or of a lateness, in the language being spoken."""
    if item in LATENESS_LABELS:
        return t(LATENESS_LABELS[item])
    status, _, position = item.partition(".")
    if status == "original":
        return t("{what}（{more}）", what=t(LATENESS_LABELS[position]), more=t("对原始计划"))
    if not position:
        return t(STATUS_LABELS.get(item) or POSITION_LABELS.get(item, item))
    where, what = POSITION_LABELS.get(position, position), STATUS_LABELS.get(status, status)
    return t("{what}（{more}）", what=t(where), more=t(what))


def finding_title(finding_type: str) -> str:
    """Title of a type of finding in the language being spoken, its key when the catalogue does not know it."""
    kind = reference.finding_types().get(finding_type)
    return t(kind.title) if kind else finding_type


def number_rule_title(rule: str) -> str:
    """What a rule says that a number is, which is none of the project's, in the language being spoken."""
    return t(reference.number_rules().get(rule, rule))


def rule_title(rule: str) -> str:
    """Chinese words of the rule by which a value was read, its key when nothing names it."""
    return _rule_titles().get(rule) or BASIS_LABELS.get(rule, rule)


@cache
def _rule_titles() -> dict[str, str]:
    path = data_dir() / "reference" / "sector_rules.csv"
    with path.open(encoding="utf-8", newline="") as file:
        titles = {row["rule"]: row["title"] for row in csv.DictReader(file)}
    return titles | {
        "stated": "文件载明",
        "correction": "人工更正",
        "start_and_length": "由开工时间和工期推算",
        "section": "按所在分组",
        "title": "按表题",
    }


APPROVAL_STATE_LABELS = {
    "done": "已办结",
    "planned": "计划办理",
    "under_way": "办理中",
    "not_started": "未办理",
    "not_needed": "无需办理",
    "unread": "未能读出",
    "blank": "栏目空白",
}


def approval_step_label(step: str) -> str:
    """Chinese name of a step of approval."""
    return _approval_steps()[step]


def approval_step_order(step: str) -> int:
    """The place of a step among all, in the order in which approvals come."""
    return list(_approval_steps()).index(step)


@cache
def _approval_steps() -> dict[str, str]:
    path = data_dir() / "reference" / "approval_steps.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["step"]: row["label"] for row in csv.DictReader(file)}


def rule_kind_label(kind: str) -> str:
    """Chinese words of a kind of support rule or standard."""
    return _rule_kinds().get(kind, kind)


@cache
def _rule_kinds() -> dict[str, str]:
    path = data_dir() / "reference" / "support_rules.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["kind"]: row["rule"] for row in csv.DictReader(file)}


def funding_source_label(source: str) -> str:
    """Chinese name of a source of funds; what a sheet gives without one is 来源未载明."""
    return _funding_sources().get(source, "来源未载明")


@cache
def _funding_sources() -> dict[str, str]:
    path = data_dir() / "reference" / "funding_sources.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["source"]: row["label"] for row in csv.DictReader(file)}
