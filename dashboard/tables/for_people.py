"""A table as people get it: Chinese headings with units, codes in words, what it rests on in columns of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from dashboard.metrics import lights
from dashboard.metrics.catalog import column_label, heading
from dashboard.session.scope import SYNTHETIC_PROGRESS, Scope
from dashboard.words.labels import (
    CAPACITY_BASIS_LABELS,
    DOCUMENT_STATUS_LABELS,
    LATENESS_LABELS,
    NO_SLIP_LABELS,
    POSITION_LABELS,
    PRECISION_LABELS,
    SEVERITY_LABELS,
    SLIP_BAND_LABELS,
    SLIP_BOUND_LABELS,
    STATUS_LABELS,
    approval_step_label,
    class_label,
    funding_source_label,
    rule_title,
)
from dashboard.words.year_end_words import reason_words

PROGRESS_MARK = "进度数据"
"""Heading of the column that says whether progress is invented."""

Say = Callable[[str], str]
"""A code in words."""


def by_label(labels: Mapping[str, str]) -> Say:
    """Say what a table of labels says of a code; a code that it does not know stays as it is."""
    return lambda code: labels.get(code, code)


_CODES: Mapping[str, Say] = {
    "status": by_label(STATUS_LABELS),
    "last_status": by_label(STATUS_LABELS),
    "plan_position": by_label(POSITION_LABELS),
    "plan_precision": by_label(PRECISION_LABELS),
    "capacity_basis": by_label(CAPACITY_BASIS_LABELS),
    "document_status": by_label(DOCUMENT_STATUS_LABELS),
    "severity": by_label(SEVERITY_LABELS),
    "no_slip_reason": by_label(NO_SLIP_LABELS),
    "approval_stage": approval_step_label,
    "approval_next": approval_step_label,
    "year_end_reason": reason_words,
    "light": by_label(lights.LABELS),
    "schedule_class": class_label,
    "sector_rule": rule_title,
    "source": funding_source_label,
    **{
        f"{plan}_{edge}_slip_bound": by_label(SLIP_BOUND_LABELS)
        for plan in ("current", "original")
        for edge in ("start", "finish")
    },
    **{f"{plan}_slip_band": by_label(SLIP_BAND_LABELS) for plan in ("current", "original")},
    **{f"{plan}_lateness": by_label(LATENESS_LABELS) for plan in ("current", "original")},
}
"""Columns of codes that mean the same in every table."""

_HEADINGS: Mapping[str, str] = {
    "region_id": "地区代码",
    "group_kind": "分组方式",
    "group": "分组",
    "months_run": "已用工期（月）",
    "light": "红黄绿灯",
    "light_rule": "触发的规则",
}
"""Headings of columns that neither the catalogue nor the contract has."""

_YES_NO = {"true": "是", "false": "否"}
_INVENTED = ("progress_is_synthetic", "is_synthetic", "synthetic_progress_projects")


def for_people(
    frame: pl.DataFrame,
    scope: Scope,
    headings: Mapping[str, str],
    codes: Mapping[str, Say],
    *,
    rests_on_progress: bool,
) -> pl.DataFrame:
    """The frame with headings and words, then filter, as-of date and snapshot in columns of their own.

    `headings` and `codes` are the table's own, before those of all tables. Where progress of the snapshot is invented,
    a column says so, row by row where the rows know; `rests_on_progress` False is for what rests on none.
    """
    if rests_on_progress:
        frame = _with_mark(frame, scope)
    frame = frame.with_columns(_in_words(frame, {**_CODES, **codes}))
    known = {**_HEADINGS, **headings}
    frame = frame.rename({name: known.get(name) or _heading(name) for name in frame.columns})
    return frame.with_columns(
        pl.lit(scope.sentence).alias("筛选条件"),
        pl.lit(scope.as_of_words).alias("数据截止日"),
        pl.lit(scope.info.snapshot_id).alias("数据快照"),
    )


def _with_mark(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """A column that says which rows rest on invented progress, in place of the columns that count or flag it."""
    marks = [name for name in _INVENTED if name in frame.columns]
    if marks:
        is_invented = pl.col(marks[0]).cast(pl.Int64) > 0
        marked = pl.when(is_invented).then(pl.lit(SYNTHETIC_PROGRESS)).alias(PROGRESS_MARK)
        return frame.with_columns(marked).drop(marks)
    if scope.info.has_synthetic_progress:
        return frame.with_columns(pl.lit(f"含{SYNTHETIC_PROGRESS}").alias(PROGRESS_MARK))
    return frame


def _in_words(frame: pl.DataFrame, codes: Mapping[str, Say]) -> list[pl.Expr]:
    said = []
    for name, kind in frame.schema.items():
        if kind == pl.Boolean:
            say = codes.get(name, by_label(_YES_NO))
            said.append(pl.col(name).cast(pl.String).replace({flag: say(flag) for flag in _YES_NO}))
        elif name.endswith("_fields"):
            said.append(_field_names(frame[name]))
        elif name in codes:
            say = codes[name]
            said.append(pl.col(name).replace({code: say(code) for code in frame[name].drop_nulls().unique()}))
    return said


def _field_names(column: pl.Series) -> pl.Expr:
    """A list of fields as their labels in one text, null where there are none."""
    labels = {field: column_label(field) for field in column.explode().drop_nulls().unique()}
    joined = pl.col(column.name).list.eval(pl.element().replace(labels)).list.join("；")
    return joined.replace("", None)


def _heading(name: str) -> str:
    if name.endswith("_words"):
        return f"原文·{heading(name.removesuffix('_words')).split('（')[0]}"
    return heading(name)
