"""Every table that leaves the board, once: pages, files, JSON, commands and workbook notes take it from here.

A table is made under names for programs, with typed columns; people get Chinese headings and words in place of codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from dashboard.metrics import lights
from dashboard.metrics.ceiling import SCOPE_LABELS
from dashboard.metrics.cursor import Cursor
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.tables import (
    approval_rows,
    contradicting_rows,
    groups,
    month_to_month,
    plans,
    problem_rows,
    progress,
    projects,
    ranking,
    year_end_rows,
)
from dashboard.tables.for_people import Say, by_label, for_people
from dashboard.tables.honours import rule_words
from dashboard.words import contradicting, problem_words, year_end_words
from dashboard.words.labels import (
    APPROVAL_STATE_LABELS,
    CERTAINTY_LABELS,
    CONTRADICTION_STATE_LABELS,
    CORRECTION_STATE_LABELS,
    DUTY_STATE_LABELS,
    HONOUR_LABELS,
    LIST_CHANGE_LABELS,
    PLACE_LABELS,
    POINT_LABELS,
    PRECISION_LABELS,
    PROBLEM_STATE_LABELS,
    PROGRESS_READING_LABELS,
    QUALIFIER_LABELS,
    RATE_LABELS,
    REGION_CLASS_LABELS,
    REPORTING_LABELS,
    approval_step_label,
    finding_title,
    rule_kind_label,
)


@dataclass(frozen=True, slots=True)
class Options:
    """What can be asked of a table beside the filter.

    `by` are dimensions, None for the table's own; `metrics` names metrics in place of the table's own; `lights` is a
    preset of traffic lights, else that of the page's switches.
    """

    by: tuple[str, ...] | None = None
    metrics: tuple[str, ...] = ()
    lights: str = ""


Maker = Callable[[Session, Scope, Options], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Command:
    """Where a table stands among the commands: `portfolio NAME --FLAG`, its main table without a flag.

    With the flag `by` it is the table that is given for dimensions. `help` is what the command or the flag says.
    """

    name: str
    help: str
    flag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table. `title` names its file, `label` (else the title) its links on pages.

    `make` gives typed columns under names for programs; `told` what people get where that is another choice of columns
    or groups; `pieces` the same as `told`, some rows at a time, where there may be very many. `headings`, `heading_of`
    and `codes` say columns and codes that the catalogue and the contract do not say. `by` are the dimensions of a file
    unless the address names others; None for a table that takes none.
    """

    title: str
    make: Maker
    told: Maker | None = None
    pieces: Callable[[Session, Scope], Iterator[pl.DataFrame]] | None = None
    label: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    heading_of: Callable[[str], str | None] = lambda _: None
    codes: Mapping[str, Say] = field(default_factory=dict)
    rests_on_progress: bool = True
    by: tuple[str, ...] | None = None
    takes_metrics: bool = False
    takes_lights: bool = False
    command: Command | None = None

    def for_people(self, session: Session, scope: Scope, options: Options) -> pl.DataFrame:
        """The table as people get it. Raises `UnknownNameError` for an unknown dimension or metric."""
        return self._said((self.told or self.make)(session, scope, options), scope)

    def in_pieces(self, session: Session, scope: Scope, options: Options) -> Iterator[pl.DataFrame]:
        """The same, at least one frame, some rows in each where the table knows how."""
        if self.pieces is None:
            return iter([self.for_people(session, scope, options)])
        return (self._said(frame, scope) for frame in self.pieces(session, scope))

    def _said(self, frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        headings = {name: said for name in frame.columns if (said := self.heading_of(name))}
        return for_people(
            frame, scope, {**self.headings, **headings}, self.codes, rests_on_progress=self.rests_on_progress
        )


def _of_scope(table: Callable[[Cursor, Scope], pl.DataFrame]) -> Maker:
    """A table that only the filter changes."""
    return lambda session, scope, _: table(session.cursor, scope)


def _of_session(table: Callable[[Session, Scope], pl.DataFrame]) -> Maker:
    return lambda session, scope, _: table(session, scope)


def _summary(session: Session, scope: Scope, options: Options) -> pl.DataFrame:
    return projects.summary_table(session.cursor, scope, options.by or (), options.metrics)


def _summary_for_people(session: Session, scope: Scope, options: Options) -> pl.DataFrame:
    return projects.summary_for_people(session.cursor, scope, options.by or (), options.metrics)


def _classes(session: Session, scope: Scope, options: Options) -> pl.DataFrame:
    return progress.classes_table(session.cursor, scope, options.by or ())


def _slips(session: Session, scope: Scope, options: Options) -> pl.DataFrame:
    return progress.slip_table(session.cursor, scope, options.by or ())


def _slips_by_kinds(session: Session, scope: Scope, options: Options) -> pl.DataFrame:
    if options.by:
        return _slips(session, scope, options)
    return progress.grouped(lambda by: progress.slip_table(session.cursor, scope, by), scope, "region", "sector")


def _funding(session: Session, scope: Scope, options: Options) -> pl.DataFrame:
    preset = options.lights or progress.lights_of_page(scope)
    return progress.funding_table(session.cursor, scope, options.by or (), preset)


def _ranked(scope: Scope, options: Options) -> tuple[tuple[str, ...], str]:
    """What groups are made by, and the preset of lights."""
    return options.by or ("region",), options.lights or progress.lights_of_page(scope)


def _funding_by_kinds(session: Session, scope: Scope, options: Options) -> pl.DataFrame:
    if options.by:
        return _funding(session, scope, options)
    return progress.grouped(
        lambda by: _funding(session, scope, Options(by, lights=options.lights)), scope, "region", "sector", "year"
    )


_PLAN_CODES: Mapping[str, Say] = {
    "where": by_label(PLACE_LABELS),
    "certainty": by_label(CERTAINTY_LABELS),
    "qualifier": by_label(QUALIFIER_LABELS),
}
"""Codes of the tables of plans."""

_PROBLEM_CODES: Mapping[str, Say] = {"cause": problem_words.cause_title}
"""Codes of the tables of problems."""


_APPROVAL_CODES: Mapping[str, Say] = {
    "step": approval_step_label,
    "from_step": approval_step_label,
    "state": by_label(APPROVAL_STATE_LABELS),
}
"""Codes of the tables of approvals."""


def _problems_by(by: str) -> Maker:
    return lambda session, scope, _: problem_rows.counts_table(session.cursor, scope, by)


TABLES: Mapping[str, Table] = {
    "summary": Table(
        title="汇总",
        make=_summary,
        told=_summary_for_people,
        by=("region", "sector", "year"),
        takes_metrics=True,
        command=Command("summary", "按维度汇总。Metrics by dimensions."),
    ),
    "projects": Table(
        title="项目",
        make=_of_scope(projects.projects_table),
        told=_of_scope(projects.projects_for_people),
        pieces=lambda session, scope: projects.projects_in_pieces(session.cursor, scope),
        command=Command("projects", "逐项目列表，附原文依据。One row per project, with evidence."),
    ),
    "findings": Table(
        title="数据问题",
        label="问题",
        make=_of_scope(projects.findings_table),
        headings=projects.FINDING_HEADINGS,
        codes={"type": finding_title},
    ),
    "targets": Table(
        title="目标",
        make=_of_scope(projects.targets_table),
        headings=projects.target_headings(),
        rests_on_progress=False,
    ),
    "points": Table(
        title="指标各年数值",
        make=_of_scope(plans.points_table),
        headings=plans.HEADINGS["points"],
        codes={**_PLAN_CODES, "kind": by_label(POINT_LABELS), "agrees_with": by_label(PROGRESS_READING_LABELS)},
        rests_on_progress=False,
        command=Command("plans", "规划指标各年数值；或任务、补助与标准。Indicators through the years, duties, rules."),
    ),
    "duties": Table(
        title="任务",
        make=_of_scope(plans.duties_table),
        headings=plans.HEADINGS["duties"],
        codes={**_PLAN_CODES, "state": by_label(DUTY_STATE_LABELS), "deadline_precision": by_label(PRECISION_LABELS)},
        rests_on_progress=False,
        command=Command("plans", "任务、责任单位、完成时限与进展", "duties"),
    ),
    "rules": Table(
        title="补助与标准",
        make=_of_scope(plans.rules_table),
        headings=plans.HEADINGS["rules"],
        codes={
            **_PLAN_CODES,
            "kind": rule_kind_label,
            "is_standard": by_label({"true": "标准", "false": "补助"}),
            "region_class": by_label(REGION_CLASS_LABELS),
        },
        rests_on_progress=False,
        command=Command("plans", "补助规则与建设标准", "rules"),
    ),
    "list-changes": Table(
        title="两年清单对比",
        make=_of_scope(projects.list_changes_table),
        headings={"change": "变化", "changed_fields": "变化的内容"},
        heading_of=projects.heading_of_list_year,
        codes={"change": by_label(LIST_CHANGE_LABELS)},
        rests_on_progress=False,
    ),
    "county_year": Table(
        title="区县与年份",
        label="区县×年份",
        make=_of_session(groups.county_by_year),
        headings={"region_code": "地区代码", "region_name": "地区"},
        heading_of=groups.heading_of_year,
        rests_on_progress=False,
    ),
    "entries": Table(
        title="规模条目",
        make=_of_session(groups.entries),
        headings=groups.HEADINGS["entries"],
        codes={"is_added": by_label({"true": "计入", "false": "不计"})},
        rests_on_progress=False,
    ),
    "ladders": Table(title="目标缺口", make=_of_session(groups.gap_ladders), headings=groups.HEADINGS["ladders"]),
    "documents": Table(
        title="来源文件",
        make=_of_session(groups.documents),
        headings=groups.HEADINGS["documents"],
        rests_on_progress=False,
    ),
    "corrections": Table(
        title="更正记录",
        make=_of_session(groups.corrections),
        headings=groups.HEADINGS["corrections"],
        codes={"state": by_label(CORRECTION_STATE_LABELS)},
        rests_on_progress=False,
    ),
    "removals": Table(
        title="移除记录",
        make=_of_session(groups.removals),
        headings=groups.HEADINGS["removals"],
        rests_on_progress=False,
    ),
    "rejected": Table(
        title="拒收的行",
        make=_of_session(groups.rejected),
        headings=groups.HEADINGS["rejected"],
        rests_on_progress=False,
    ),
    "progress": Table(
        title="最近一次调度",
        make=_of_scope(progress.progress_table),
        headings=progress.HEADINGS,
        command=Command("progress", "逐项目最近一次调度；或逐月、未报送、未匹配。What the last reports say."),
    ),
    "contradictions": Table(
        title="矛盾",
        make=_of_scope(contradicting_rows.contradictions_table),
        headings=contradicting_rows.HEADINGS,
        codes={"rule": contradicting.rule_name, "state": by_label(CONTRADICTION_STATE_LABELS)},
        command=Command("contradictions", "调度表与清单互相矛盾之处；或各条规则。What cannot all be true."),
    ),
    "contradiction-rules": Table(
        title="矛盾核对规则",
        label="核对规则",
        make=_of_scope(contradicting_rows.rules_table),
        headings=contradicting_rows.HEADINGS,
        codes={"rule": contradicting.rule_name},
        command=Command("contradictions", "各条规则、界限与条数", "rules"),
    ),
    "problems": Table(
        title="问题台账",
        make=_of_scope(problem_rows.problems_table),
        headings=problem_rows.HEADINGS,
        codes={**_PROBLEM_CODES, "state": by_label(PROBLEM_STATE_LABELS)},
        command=Command("problems", "问题台账；或按原因、地区、责任单位统计。What stands in the way of projects."),
    ),
    "problem-causes": Table(
        title="问题按原因",
        make=_problems_by("cause"),
        headings=problem_rows.HEADINGS,
        codes=_PROBLEM_CODES,
        command=Command("problems", "按原因类别统计", "causes"),
    ),
    "problem-regions": Table(
        title="问题按地区",
        make=_problems_by("region"),
        headings=problem_rows.HEADINGS,
        command=Command("problems", "按地区统计", "regions"),
    ),
    "problem-units": Table(
        title="问题按责任单位",
        make=_problems_by("unit"),
        headings=problem_rows.HEADINGS,
        command=Command("problems", "按责任单位统计", "units"),
    ),
    "problem-rules": Table(
        title="问题归类规则",
        label="归类规则",
        make=lambda *_: problem_rows.rules_table(),
        headings=problem_rows.HEADINGS,
        codes=_PROBLEM_CODES,
        rests_on_progress=False,
        command=Command("problems", "问题归类与认字的规则", "rules"),
    ),
    "approval-steps": Table(
        title="审批环节",
        make=_of_scope(approval_rows.steps_table),
        headings=approval_rows.HEADINGS,
        codes=_APPROVAL_CODES,
        command=Command("approvals", "各审批环节办到哪、用多少天；或逐项目、等待、先开工。Approvals as a pipeline."),
    ),
    "approval-dates": Table(
        title="审批环节逐项目",
        label="逐项目审批",
        make=_of_scope(approval_rows.dates_table),
        headings=approval_rows.HEADINGS,
        codes=_APPROVAL_CODES,
        command=Command("approvals", "逐项目逐环节的状态、办结日期与间隔天数", "projects"),
    ),
    "approval-waiting": Table(
        title="审批等待",
        label="等待",
        make=_of_scope(approval_rows.waiting_table),
        headings=approval_rows.HEADINGS,
        codes=_APPROVAL_CODES,
        command=Command("approvals", "未开工而审批未办结的项目，等得最久的在前", "waiting"),
    ),
    "approval-bare-starts": Table(
        title="开工前手续未载明办结",
        make=_of_scope(approval_rows.bare_starts_table),
        headings=approval_rows.HEADINGS,
        codes=_APPROVAL_CODES,
        command=Command("approvals", "已开工而开工前环节没有载明已办结的", "bare-starts"),
    ),
    "approval-pipeline": Table(
        title="审批环节的先后",
        label="环节与先后",
        make=lambda *_: approval_rows.pipeline_table(),
        headings=approval_rows.HEADINGS,
        codes=_APPROVAL_CODES,
        rests_on_progress=False,
        command=Command("approvals", "有哪些环节、哪些须在开工前办结", "rules"),
    ),
    "months": Table(
        title="逐月资金",
        make=_of_scope(progress.months_table_wan),
        headings=progress.HEADINGS,
        command=Command("progress", "逐月金额与同比", "months"),
    ),
    "reporting": Table(
        title="报送情况",
        make=_of_scope(progress.reporting_table),
        headings=progress.HEADINGS,
        codes={"state": by_label(REPORTING_LABELS)},
        command=Command("progress", "各地区当月是否报送", "reporting"),
    ),
    "unmatched": Table(
        title="未匹配的调度行",
        make=_of_scope(progress.unmatched_table),
        headings=progress.HEADINGS,
        command=Command("progress", "没有对应清单项目的调度行", "unmatched"),
    ),
    "schedule": Table(
        title="进度",
        make=_of_scope(progress.schedule_table),
        headings=progress.HEADINGS,
        command=Command(
            "schedule", "进度类别、原始与现行基准、推迟月数；--by 给出分组统计。Classes, baselines and slip."
        ),
    ),
    "classes": Table(
        title="进度类别",
        make=_classes,
        headings=progress.HEADINGS,
        by=("region", "sector", "status", "plan_position"),
    ),
    "slips": Table(
        title="推迟统计",
        make=_slips,
        told=_slips_by_kinds,
        headings=progress.HEADINGS,
        by=(),
        command=Command("schedule", "维度，如 region,sector；不给则逐项目", "by"),
    ),
    "changes": Table(
        title="较上次变化",
        make=_of_scope(progress.changes_table),
        headings=progress.HEADINGS,
        command=Command("schedule", "较上次报送的变化", "changes"),
    ),
    "since": Table(
        title="较上月变化",
        label="变化",
        make=_of_scope(month_to_month.since_table),
        headings=month_to_month.HEADINGS,
        codes={"kind": month_to_month.kind_title},
        command=Command("since", "较上一个月末的变化，或催报。What changed since the month's end before."),
    ),
    "reminders": Table(
        title="催报",
        make=_of_scope(month_to_month.reminders_table),
        headings=month_to_month.HEADINGS,
        codes={"state": by_label(REPORTING_LABELS)},
        command=Command("since", "未报送的地区与催报文字", "reminders"),
    ),
    "forecast": Table(
        title="竣工推算",
        make=_of_scope(progress.forecast_table),
        headings=progress.HEADINGS,
        command=Command("schedule", "竣工概率与推算的推迟", "forecast"),
    ),
    "warnings": Table(
        title="预警",
        make=_of_scope(progress.warnings_table),
        headings=progress.HEADINGS,
        command=Command("schedule", "预警清单", "warnings"),
    ),
    "funding": Table(
        title="资金",
        make=_funding,
        told=_funding_by_kinds,
        headings=progress.HEADINGS,
        by=(),
        takes_lights=True,
        command=Command("funding", "计划、完成、到位、支付与各率（附分子分母）和红黄绿灯。Money and rates."),
    ),
    "rates": Table(
        title="排名",
        make=lambda session, scope, options: ranking.rates_table(session.cursor, scope, *_ranked(scope, options)),
        told=lambda session, scope, options: ranking.rates_for_people(session.cursor, scope, *_ranked(scope, options)),
        headings=ranking.HEADINGS,
        codes={
            **{f"{rate}_light": by_label(lights.LABELS) for rate in RATE_LABELS},
            "honour": by_label(HONOUR_LABELS),
            "honour_rule": rule_words,
        },
        by=("region",),
        takes_lights=True,
        command=Command("rates", "各组各率、灯号、名次与升降、红黑榜；--by 换分组。Rates, lights and ranks."),
    ),
    "rate-rules": Table(
        title="灯与榜的规则",
        make=lambda *_: ranking.rate_rules_table(),
        headings=ranking.HEADINGS,
        codes={"rate": by_label({**RATE_LABELS, **HONOUR_LABELS})},
        rests_on_progress=False,
        command=Command("rates", "灯与红黑榜的规则", "rules"),
    ),
    "year-end": Table(
        title="年底预计",
        make=lambda session, scope, options: year_end_rows.year_end_table(session.cursor, scope, options.by or ()),
        by=("region",),
        command=Command(
            "year-end", "预计年底完成、区间、每月须完成；--by 分组。What the year's end is expected to be."
        ),
    ),
    "year-end-projects": Table(
        title="年底预计逐项目",
        label="逐项目预计",
        make=_of_scope(year_end_rows.projects_table),
        headings=year_end_rows.HEADINGS,
        codes={"reason": year_end_words.reason_words},
        command=Command("year-end", "逐项目三种算法、预计与区间，比计划少的在前", "projects"),
    ),
    "year-end-tests": Table(
        title="年底预计回测",
        label="回测",
        make=_of_scope(year_end_rows.tests_table),
        headings=year_end_rows.HEADINGS,
        command=Command("year-end", "同一方法在往年各月末推算得怎样", "tests"),
    ),
    "year-end-rules": Table(
        title="年底预计的算法与界限",
        label="算法与界限",
        make=lambda *_: year_end_rows.rules_table(),
        headings=year_end_rows.HEADINGS,
        rests_on_progress=False,
        command=Command("year-end", "算法、界限、不推算的原因", "rules"),
    ),
    "sources": Table(
        title="资金来源",
        make=_of_scope(progress.sources_table_wan),
        headings=progress.HEADINGS,
        command=Command("funding", "按资金来源", "sources"),
    ),
    "year-plans": Table(
        title="年度投资计划",
        label="年度投资",
        make=_of_scope(projects.year_plans_table_wan),
        headings=projects.YEAR_PLAN_HEADINGS,
        rests_on_progress=False,
        command=Command("funding", "清单载明的年度计划与已完成投资，逐项目逐年", "year-plans"),
    ),
    "funding-plans": Table(
        title="清单资金来源",
        label="计划资金来源",
        make=_of_scope(projects.funding_plans_table_wan),
        headings=projects.FUNDING_PLAN_HEADINGS,
        rests_on_progress=False,
        command=Command("funding", "清单计划的资金来源，逐项目", "funding-plans"),
    ),
    "approvals": Table(
        title="审批手续",
        make=_of_scope(projects.approvals_table),
        headings=projects.APPROVAL_HEADINGS,
        codes={"step": approval_step_label, "state": by_label(APPROVAL_STATE_LABELS)},
        command=Command("projects", "清单和调度表载明的审批环节，逐项目", "approvals"),
    ),
    "ceiling": Table(
        title="中央预算内投资测算",
        make=_of_scope(progress.ceiling_table_wan),
        headings=progress.HEADINGS,
        codes={"scope": by_label(SCOPE_LABELS)},
        command=Command("funding", "中央预算内投资上限测算，附算式与适用范围", "ceiling"),
    ),
}
"""Key, which is the table's part of an address -> the table."""


def label_of(key: str) -> str:
    """Chinese words of a table's links on a page."""
    table = TABLES[key]
    return table.label or table.title
