"""The tables of 进度 and 资金 as people get them: Chinese headings with units, codes in words, what they rest on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from dashboard.metrics import lights
from dashboard.metrics.catalog import expand
from dashboard.metrics.ceiling import SCOPE_LABELS
from dashboard.metrics.cursor import Cursor
from dashboard.session.scope import SYNTHETIC_PROGRESS, Scope
from dashboard.tables import progress as tables
from dashboard.tables.projects import PROGRESS_MARK, for_people
from dashboard.words.labels import (
    NO_SLIP_LABELS,
    REPORTING_LABELS,
    SLIP_BAND_LABELS,
    SLIP_BOUND_LABELS,
    STATUS_LABELS,
    YEAR_BASIS_LABELS,
    funding_source_label,
)

Maker = Callable[[Cursor, Scope], pl.DataFrame]

SHARE_LIGHTS = "share"
"""The switch of the page 资金 that judges by share instead of by points."""

_CODES: dict[str, Mapping[str, str]] = {
    "last_status": STATUS_LABELS,
    "no_slip_reason": NO_SLIP_LABELS,
    "state": REPORTING_LABELS,
    "scope": SCOPE_LABELS,
    "light": lights.LABELS,
    **{
        f"{plan}_{edge}_slip_bound": SLIP_BOUND_LABELS
        for plan in ("current", "original")
        for edge in ("start", "finish")
    },
    **{f"{plan}_slip_band": SLIP_BAND_LABELS for plan in ("current", "original")},
}

_HEADINGS = {
    "months_run": "已用工期（月）",
    "probability_on_time": "按期竣工概率",
    "probability_low": "概率下限（95%）",
    "probability_high": "概率上限（95%）",
    "expected_slip_months": "推算逾期（月）",
    "is_lower_bound": "推算逾期为下限",
    "basis": "推算依据",
    "projects": "项目数（个）",
    "completions": "其中已竣工（个）",
    "reason": "不作推算的原因",
    "months_lost": "预计损失（月）",
    "weight": "损失 × 投资（万元·月）",
    "reasons": "理由",
    "region_id": "地区代码",
    "reported": "当月已报（个）",
    "state": "报送情况",
    "light": "红黄绿灯",
    "light_rule": "触发的规则",
    "source": "资金来源",
    "planned_wan": "计划（万元）",
    "planned_projects": "载明计划的项目（个）",
    "arrived_projects": "报送到位的项目（个）",
    "paid_projects": "报送支付的项目（个）",
    "gap_wan": "资金缺口（万元）",
    "gap_projects": "可计算缺口的项目（个）",
    "month": "月份",
    "reported_projects": "有进度报送的项目（个）",
    "last_year_reported_projects": "上年同月报送的项目（个）",
    "same_month_last_year_wan": "上年同月完成投资（万元）",
    "change_pct": "同比（%）",
    "rule": "规则原文",
    "condition": "适用条件",
    "applies_to": "适用对象",
    "rule_document": "规则出处",
    "scope": "适用情况",
    "quantity": "数量",
    "ceiling_wan": "测算上限（万元）",
    "working": "算式",
    "rule_id": "规则编号",
    "seq": "序号",
}
_INVENTED = ("progress_is_synthetic", "is_synthetic", "synthetic_progress_projects")


def classes_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Projects and investment by region, type, status and position in the plan; the rows add up to all."""
    by = ("region", "sector", "status", "plan_position")
    return tables.classes_table(cursor, scope, by)


def _grouped(table: Callable[[tuple[str, ...]], pl.DataFrame], scope: Scope, *kinds: str) -> pl.DataFrame:
    """A table for all, then for each group of each kind, under one set of columns."""
    year = expand(("year",), scope.filter.year_basis)[0]
    groupings = {
        "全部": ((), pl.lit("全部")),
        "地区": (("region",), pl.coalesce("region_name", pl.lit("地区未定"))),
        "行业": (("sector",), pl.coalesce("sector", pl.lit("未载明"))),
        YEAR_BASIS_LABELS[scope.filter.year_basis.value]: (
            ("year",), pl.coalesce(pl.col(year).cast(pl.String), pl.lit("未定年份")),
        ),
    }  # fmt: skip
    frames = []
    for kind, (by, name) in groupings.items():
        if kind in ("全部", *kinds) or (by == ("year",) and "年份" in kinds):
            code = pl.col("region_code") if by == ("region",) else pl.lit(None, pl.String)
            columns = [pl.lit(kind).alias("group_kind"), name.alias("group"), code.alias("region_code")]
            frames.append(table(by).with_columns(columns))
    leading = ["group_kind", "group", "region_code"]
    columns_of_all = [*leading, *(name for name in frames[0].columns if name not in leading)]
    return pl.concat([frame.select(columns_of_all) for frame in frames])


def slips_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Statistics of slip: all, then each region, then each type; against both baselines."""
    return _grouped(lambda by: tables.slip_table(cursor, scope, by), scope, "地区", "行业")


def funding_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Money and rates: all, then each region, type and year of the filter's basis; with lights by the page's preset."""
    preset = SHARE_LIGHTS if SHARE_LIGHTS in scope.view else "points"
    return _grouped(lambda by: tables.funding_table(cursor, scope, by, preset), scope, "地区", "行业", "年份")


TABLES: dict[str, tuple[str, Maker]] = {
    "schedule": ("进度", tables.schedule_table),
    "classes": ("进度类别", classes_table),
    "slips": ("逾期统计", slips_table),
    "warnings": ("预警", tables.warnings_table),
    "forecast": ("竣工推算", tables.forecast_table),
    "changes": ("较上次变化", tables.changes_table),
    "reporting": ("报送情况", tables.reporting_table),
    "unmatched": ("未匹配的调度行", tables.unmatched_table),
    "funding": ("资金", funding_table),
    "sources": ("资金来源", tables.sources_table),
    "months": ("逐月资金", tables.months_table),
    "ceiling": ("中央预算内投资测算", tables.ceiling_table),
}
"""Name in the address -> name of the file and the query behind it."""


def progress_download(cursor: Cursor, scope: Scope, name: str) -> pl.DataFrame:
    """One of `TABLES` for people. Raises KeyError for another name."""
    frame = TABLES[name][1](cursor, scope)
    if name == "sources":
        words = {source: funding_source_label(source) for source in frame["source"]}
        frame = frame.with_columns(pl.col("source").replace(words))
    coded = [pl.col(column).replace(dict(labels)) for column, labels in _CODES.items() if column in frame.columns]
    flags = [name for name, kind in frame.schema.items() if kind == pl.Boolean and name not in _INVENTED]
    frame = frame.with_columns(coded).with_columns(
        pl.when(pl.col(name)).then(pl.lit("是")).when(~pl.col(name)).then(pl.lit("否")).alias(name) for name in flags
    )
    marks = [column for column in _INVENTED if column in frame.columns]
    frame = frame.with_columns(
        pl.when(pl.col(column).cast(pl.Int64) > 0).then(pl.lit(SYNTHETIC_PROGRESS)).alias("progress_mark")
        for column in marks[:1]
    ).drop(marks)
    headings = _HEADINGS | {"group_kind": "分组方式", "group": "分组", "progress_mark": PROGRESS_MARK}
    return for_people(frame, scope, headings)
