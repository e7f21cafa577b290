"""Every metric and dimension, once: name, labels, unit, expression, additivity, caveat, format, places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dashboard.filter import YearBasis
from dashboard.metrics.metric import Additivity, Dimension, Format, Metric, Place
from dashboard.metrics.rates import PROGRESS_COLUMN_LABELS, PROGRESS_METRICS
from dashboard.words.translate import t
from etl.contract.schemas import ProgressReports, ProjectReports

__all__ = [
    "CAPACITIES", "DIMENSIONS", "HEADLINE", "METRICS", "SUMMARY_METRICS", "Additivity", "Dimension", "Format", "Metric",
    "Place",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Measure:
    """A stored quantity that is summed over projects."""

    column: str
    label: str
    label_en: str
    unit: str
    caveat: str = ""
    format: Format = Format.COUNT
    places: frozenset[Place] = frozenset({Place.SUMMARY})


_EVERYWHERE = frozenset(Place)
_MONEY = _EVERYWHERE - {Place.CAPACITY}
_PART_OF_BEDS = frozenset({Place.SUMMARY, Place.CAPACITY})

_MEASURES = (
    _Measure(
        "total_investment_wan", "总投资", "Total investment", "万元", "计划数，不是到位或完成投资", Format.MONEY, _MONEY
    ),
    _Measure(
        "childcare_places", "新增托位", "Childcare places added", "个", "只计新增；班数不折算为托位",
        places=_EVERYWHERE,
    ),
    _Measure(
        "elder_beds", "新增养老床位", "Elder-care beds added", "张", "只计新增；含护理型、医养床位", places=_EVERYWHERE
    ),
    _Measure(
        "nursing_beds", "其中护理型床位", "of which nursing beds", "张", "已含在养老床位内，不另加",
        places=_PART_OF_BEDS,
    ),
    _Measure(
        "medical_care_beds", "其中医养床位", "of which medical-care beds", "张", "已含在养老床位内，不另加",
        places=_PART_OF_BEDS,
    ),
    _Measure(
        "school_places", "新增学位", "School places added", "个", "只计新增；班数不折算为学位", places=_EVERYWHERE
    ),
    _Measure("other_beds", "其他床位", "Other beds", "张", "不属于养老床位"),
    _Measure("existing_beds", "原有床位", "Existing beds", "张", "建设前存量，不计入新增"),
    _Measure("classes", "班数", "Classes", "个", "班不等于托位或学位"),
)  # fmt: skip
"""Stored quantities. One of another kind is never added to it."""


def _measure_metrics(measure: _Measure) -> list[Metric]:
    stated, doubtful = f"{measure.column}_stated", f"{measure.column}_doubtful"
    return [
        Metric(
            measure.column,
            measure.label,
            measure.label_en,
            measure.unit,
            f"sum({measure.column})" if measure.format is Format.MONEY else f"CAST(sum({measure.column}) AS BIGINT)",
            caveat=measure.caveat,
            format=measure.format,
            stated=stated,
            doubtful=doubtful,
            places=measure.places,
        ),
        Metric(
            stated,
            f"载明{measure.label}的项目",
            f"Projects stating: {measure.label_en}",
            "个",
            f"count({measure.column})",
        ),
        Metric(
            doubtful,
            f"{measure.label}存疑的项目",
            f"Projects in doubt: {measure.label_en}",
            "个",
            f"count(*) FILTER (WHERE {measure.column}_is_doubtful)",
        ),
    ]


@dataclass(frozen=True, slots=True)
class _UnitCost:
    """Money by quantity: both columns summed over the projects that state both; never added up over groups."""

    name: str
    label: str
    label_en: str
    unit: str
    money_wan: str
    quantity: str
    quantity_unit: str
    caveat: str
    places: frozenset[Place]


_UNIT_COSTS = (
    _UnitCost(
        "investment_wan_per_bed", "每床投资", "Investment per bed", "万元/床", "total_investment_wan", "elder_beds",
        "张", "总投资 ÷ 新增养老床位；只计两项都载明的项目，总投资可能含床位以外的建设内容",
        frozenset({Place.SUMMARY, Place.CAPACITY, Place.BRIEFING}),
    ),
)  # fmt: skip


def _unit_cost_metrics(cost: _UnitCost) -> list[Metric]:
    """The quotient, rounded to two places, with what it is made of and the number of projects that it rests on."""
    states_both = f"{cost.money_wan} IS NOT NULL AND {cost.quantity} > 0"
    is_doubtful = f"{cost.money_wan}_is_doubtful OR {cost.quantity}_is_doubtful"
    money_wan = f"sum({cost.money_wan}) FILTER (WHERE {states_both})"
    quantity = f"CAST(sum({cost.quantity}) FILTER (WHERE {states_both}) AS BIGINT)"
    numerator, denominator, stated, doubtful = (f"{cost.name}_{end}" for end in ("n", "d", "stated", "doubtful"))
    return [
        Metric(
            cost.name,
            cost.label,
            cost.label_en,
            cost.unit,
            f"CAST({money_wan} / {quantity} AS DECIMAL(18, 2))",
            additivity=Additivity.NEVER,
            format=Format.UNIT_COST,
            caveat=cost.caveat,
            stated=stated,
            doubtful=doubtful,
            parts=(numerator, denominator),
            places=cost.places,
        ),
        Metric(numerator, f"{cost.label}·分子", f"{cost.label_en} (n)", "万元", money_wan, format=Format.MONEY),
        Metric(denominator, f"{cost.label}·分母", f"{cost.label_en} (d)", cost.quantity_unit, quantity),
        Metric(
            stated,
            f"可计算{cost.label}的项目",
            f"Projects with a known figure: {cost.label_en}",
            "个",
            f"count(*) FILTER (WHERE {states_both})",
        ),
        Metric(
            doubtful,
            f"{cost.label}存疑的项目",
            f"Projects in doubt: {cost.label_en}",
            "个",
            f"count(*) FILTER (WHERE {states_both} AND ({is_doubtful}))",
        ),
    ]


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in [
        Metric("projects", "项目数", "Projects", "个", "count(*)", places=_MONEY),
        *(metric for measure in _MEASURES for metric in _measure_metrics(measure)),
        *(metric for cost in _UNIT_COSTS for metric in _unit_cost_metrics(cost)),
        Metric(
            "doubtful_projects",
            "有存疑字段的项目",
            "Projects with a doubtful field",
            "个",
            "count(*) FILTER (WHERE is_doubtful)",
        ),
        Metric(
            "each_times_count_projects",
            "按单处 × 处数计算的项目",
            "Projects counted as each times count",
            "个",
            "count(*) FILTER (WHERE capacity_basis = 'each_times_count')",
        ),
        Metric(
            "findings_open",
            "项目行未处理问题",
            "Open findings on project rows",
            "条",
            "CAST(coalesce(sum(finding_count), 0) AS BIGINT)",
            caveat="只计落在项目行上的问题；文件级问题见数据质量页",
        ),
        *PROGRESS_METRICS,
    ]
}
"""Quantities of different kinds are separate metrics and are never added together."""


def listed_at(place: Place) -> tuple[str, ...]:
    """Names of the metrics that a place lists, in the order of the catalogue."""
    return tuple(name for name, metric in METRICS.items() if place in metric.places)


def with_parts(names: Sequence[str]) -> tuple[str, ...]:
    """Names of metrics, what is not shown without its parts followed by those and by how many projects it rests on."""
    full: list[str] = []
    for name in names:
        metric = METRICS.get(name)
        full += [name, *(metric.companions if metric and metric.parts else ())]
    return tuple(dict.fromkeys(full))


HEADLINE = listed_at(Place.HEADLINE)
"""Metrics that lead every page and file, the number of projects first."""

CAPACITIES = tuple(name for name in HEADLINE if name in listed_at(Place.CAPACITY))
"""The quantities among them."""

SUMMARY_METRICS = (
    *HEADLINE,
    *(name for name in with_parts(listed_at(Place.SUMMARY)) if name not in HEADLINE),
    *(f"{name}_stated" for name in HEADLINE[1:]),
    "doubtful_projects",
    "findings_open",
)
"""Metrics of the summary table, in the order of its columns."""

_REPEATS = "一个项目跨多个年份，各年之和大于合计"

DIMENSIONS: dict[str, Dimension] = {
    dimension.name: dimension
    for dimension in [
        Dimension("region_code", "地区代码", "Region code", "region_id"),
        Dimension("region_name", "地区", "Region", "region_name"),
        Dimension("county_code", "县级代码", "County code", "county_code"),
        Dimension("township", "乡镇街道", "Township", "township"),
        Dimension("sector", "行业", "Sector", "sector"),
        Dimension("nature", "建设性质", "Nature", "nature"),
        Dimension("year_nature", "年度性质", "Nature of the year", "year_nature"),
        Dimension("owner_unit", "项目业主", "Owner", "owner_unit"),
        Dimension("implementing_unit", "组织实施单位", "Implementing body", "implementing_unit"),
        Dimension("planned_finish_year", "计划竣工年份", "Planned finish year", "end_year"),
        Dimension("planned_start_year", "计划开工年份", "Planned start year", "start_year"),
        Dimension(
            "under_construction_year",
            "计划在建年份",
            "Year under construction",
            "under_construction_year",
            True,
            _REPEATS,
        ),
        Dimension("list_year", "清单年度", "List year", "list_year"),
        Dimension("schedule_class", "进度类别", "Schedule class", "schedule_class"),
        Dimension("status", "进度状态", "Status", "status"),
        Dimension("plan_position", "计划所处阶段", "Position in plan", "plan_position"),
        Dimension("document", "文件", "Document", "document"),
        *(
            Dimension(f"{plan}_{part}", f"{words}（{label}）", f"{english} ({plan})", f"{plan}_{part}")
            for plan, label in (("current", "现行计划"), ("original", "原始计划"))
            for part, words, english in (
                ("lateness", "推迟情形", "Lateness"),
                ("slip_band", "推迟分段", "Band of slip"),
                ("finish_slip_bound", "竣工推迟界限", "How the slip bounds the true one"),
            )
        ),
        Dimension("no_slip_reason", "不计推迟的原因", "Why there is no slip", "no_slip_reason"),
        Dimension("approval_stage", "审批到哪一步", "Furthest approval that is done", "approval_stage"),
        Dimension("approval_next", "下一个未办结的环节", "Next approval that is not done", "approval_next"),
        Dimension("year_end_reason", "不推算年底的原因", "Why no year's end is expected", "year_end_reason"),
    ]
}

YEAR_DIMENSIONS = {
    YearBasis.PLANNED_FINISH: "planned_finish_year",
    YearBasis.PLANNED_START: "planned_start_year",
    YearBasis.UNDER_CONSTRUCTION: "under_construction_year",
    YearBasis.LIST_YEAR: "list_year",
}

ALIASES = ("region", "year")
"""Short names: `region` is code and name, `year` is the year on the filter's basis."""


def expand(names: tuple[str, ...], basis: YearBasis) -> tuple[str, ...]:
    """Replace the aliases by the dimensions that they stand for, each once, in the given order."""
    full: list[str] = []
    for name in names:
        if name == "region":
            full += ["region_code", "region_name"]
        elif name == "year":
            full.append(YEAR_DIMENSIONS[basis])
        else:
            full.append(name)
    return tuple(dict.fromkeys(full))


def column_label(column: str) -> str:
    """Label of a stored project column with its unit, from the contract, in the language being spoken."""
    if column in EXTRA_COLUMN_LABELS:
        return t(EXTRA_COLUMN_LABELS[column])
    if column not in _stored_columns():
        return column
    title, unit = _stored_columns()[column]
    return _with_unit(t(title), t(unit))


def _with_unit(label: str, unit: str) -> str:
    """A label and its unit; English needs none for counts."""
    return t("{what}（{more}）", what=label, more=unit) if unit else label


@cache
def _stored_columns() -> dict[str, tuple[str, str]]:
    """Title and unit of every stored column of a project or of a progress report."""
    columns = {**ProgressReports.to_schema().columns, **ProjectReports.to_schema().columns}
    return {name: (str(stored.title), (stored.metadata or {}).get("unit", "")) for name, stored in columns.items()}


EXTRA_COLUMN_LABELS = {
    "approvals": "审批手续",
    "funding_plan": "资金来源",
    "quantities": "规模数量",
    "document": "文件",
    "document_date": "文件日期",
    "document_status": "文件状态",
    "list_year": "清单年度",
    "schedule_class": "进度类别",
    "status": "进度状态",
    "plan_position": "计划所处阶段",
    "report_count": "报告数",
    **PROGRESS_COLUMN_LABELS,
}


def heading(name: str) -> str:
    """Column heading of a metric or dimension, with its unit, in the language being spoken."""
    if name in METRICS:
        metric = METRICS[name]
        return _with_unit(metric.title, metric.unit_title)
    return DIMENSIONS[name].title if name in DIMENSIONS else column_label(name)
