"""进度: which projects slip, by how much, where, which will slip next, and what changed since last month?

Top to bottom in that order: how many are late in each way and by how much; where (classes by region and type); what
changed; which next; each project on the time axis; groups compared; chances and how such forecasts did.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

import polars as pl
from dash import Dash, dcc, html

from dashboard.metrics.query import Sort, aggregate_each, count_undated_left_out, list_projects
from dashboard.metrics.rates import SLIP_STATISTICS
from dashboard.metrics.schedule.forecast import backtest
from dashboard.metrics.schedule.monthly_reports import reporting
from dashboard.metrics.schedule.outlook import Outlook, outlook, silences, with_reasons
from dashboard.pages.schedule.class_table import class_bars, matrix
from dashboard.pages.schedule.slip_bands import slip_bands
from dashboard.pages.schedule.slip_cards import slip_cards
from dashboard.pages.schedule.slip_statistics import statistics
from dashboard.pages.schedule.timeline import has_bar, timeline
from dashboard.parts.cards import badge, chart, panel
from dashboard.parts.dom import data
from dashboard.parts.forecasts_and_warnings import calibration, forecast_table, silence, warnings_list
from dashboard.parts.group_rows import MOST_ROWS, Group, left_out
from dashboard.parts.scroll_table import table
from dashboard.parts.states import no_projects
from dashboard.parts.switches import EVERY, files, more, switch
from dashboard.parts.unmatched import without_list
from dashboard.session.board_page import Board, Page
from dashboard.session.links import kept, narrowed, of_region
from dashboard.session.regions import unambiguous
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.formats import share
from dashboard.words.labels import REPORTING_LABELS, STATUS_LABELS
from dashboard.words.slips import months_number
from dashboard.words.translate import t

PATH = "/schedule"
ORIGINAL, WEIGHTED = "original", "weighted"
_FEW, _MOST = 12, 200
_HELD_BACK_MONTHS = 6
_RATES = ("start_rate", "start_rate_new", "start_rate_all", "on_time_rate", "on_time_rate_original")
_METRICS = (
    "projects", "reported_projects", "stale_projects",
    *(f"{rate}_{part}" for rate in _RATES for part in ("n", "d", "unreported")),
)  # fmt: skip
_PLAN_COLUMNS = (
    "project_id", "name", "region_name", "status", "original_start", "original_finish", "current_start",
    "current_finish", "actual_start", "actual_finish", "forecast_finish", "finish_reached", "no_slip_reason",
    *(f"{plan}_{part}" for plan in ("current", "original") for part in (
        "lateness", "finish_slip_months", "finish_slip_bound")),
)  # fmt: skip


def register(app: Dash, board: Board) -> Page:
    """Add the page."""
    del app, board
    return Page(PATH, "进度", render, downloads=("schedule",))


def render(session: Session, scope: Scope, argument: str) -> html.Div:
    """The whole page; with no report of these projects, what the plans alone say and what is missing."""
    del argument
    plan = _plan(scope)
    shown = [ending for ending in SLIP_STATISTICS if WEIGHTED in scope.view or "weighted" not in ending]
    metrics = [*_METRICS, *(f"{plan}{ending}" for ending in shown)]
    everything, regions, sectors = aggregate_each(
        session.cursor, scope.filter, scope.as_of, metrics, ((), ("region",), ("sector",))
    )
    counted = (
        ("region", "schedule_class"), ("sector", "schedule_class"),
        (f"{plan}_slip_band", f"{plan}_lateness", f"{plan}_finish_slip_bound"), ("no_slip_reason",),
    )  # fmt: skip
    region_classes, sector_classes, bands, reasons = aggregate_each(
        session.cursor, scope.filter, scope.as_of, ["projects"], counted
    )
    figures = everything.row(0, named=True)
    if not scope.info.projects:
        return without_list(session, scope, t("进度"))
    if not figures["projects"]:
        return no_projects(scope, PATH, count_undated_left_out(session.cursor, scope.filter, scope.as_of))
    classes = _classes(scope, region_classes, sector_classes)
    if not figures["reported_projects"]:
        return _page(_unreported(scope, figures), classes, _plans_alone(session, scope, figures))
    seen = outlook(session.cursor, scope.filter, scope.as_of)
    return _page(
        html.Div(slip_cards(figures, bands, plan, scope, PATH), className="cards"),
        classes,
        html.Div(
            [
                _distribution(scope, bands, reasons, plan),
                html.Div([_changes(scope, seen), _reports(session, scope), _unmatched(scope)], className="stack"),
            ],
            className="grid grid-halves",
        ),
        html.Div([_warnings(scope, seen)], className="grid"),
        html.Div([_timeline(scope, seen, figures["projects"], plan)], className="grid"),
        html.Div([_statistics(scope, everything, regions, sectors, plan)], className="grid"),
        html.Div([_forecast(scope, seen), _calibration(session, scope)], className="grid grid-2"),
    )


def _page(*parts: Any) -> html.Div:  # noqa: ANN401 - Dash components
    return html.Div([html.H1(t("进度"), className="visually-hidden"), *parts], className="page schedule")


def _plan(scope: Scope) -> str:
    """The baseline that the page compares with."""
    return "original" if ORIGINAL in scope.view else "current"


def _plan_switch(scope: Scope) -> html.Span:
    return switch(PATH, scope, t("比较的计划"), [("", t("对现行计划")), (ORIGINAL, t("对原始计划"))])


def _project(scope: Scope) -> Any:  # noqa: ANN401 - a function of a row
    return lambda row: narrowed(f"/project/{row['project_id']}", scope)


def _classes(scope: Scope, regions: pl.DataFrame, sectors: pl.DataFrame) -> html.Div:
    """Status by position in the plan: all, by region, by type."""
    counts = dict(sectors.group_by("schedule_class").agg(pl.col("projects").sum()).iter_rows())
    date_words = scope.as_of.isoformat() if scope.as_of else t("未定")
    by_region = class_bars(
        unambiguous(regions.to_dicts(), scope), "region_name", "region_code",
        lambda group, name: kept(PATH, scope, classes=(name,), **({"regions": group} if group else {})),
    )  # fmt: skip
    by_sector = class_bars(
        sectors.to_dicts(), "sector", "sector",
        lambda group, name: kept(PATH, scope, classes=(name,), **({"sectors": group} if group else {})),
    )  # fmt: skip
    whole = matrix(counts, lambda name: kept(PATH, scope, classes=(name,)))
    foot = html.P(t("颜色与“各地区”“各行业”两图相同；点数字或色块即筛选。"), className="foot")
    return html.Div(
        [
            panel(
                t("实际状态 × 计划所处阶段"),
                [whole, foot],
                note=t("以 {day} 判断，单位：个", day=date_words),
                name="classes",
                aside=files(scope, "classes"),
            ),
            panel(t("各地区"), chart(by_region, t("各地区的进度类别")), name="classes-by-region"),
            panel(t("各行业"), chart(by_sector, t("各行业的进度类别")), name="classes-by-sector"),
        ],
        className="grid grid-thirds",
    )


def _distribution(scope: Scope, bands: pl.DataFrame, reasons: pl.DataFrame, plan: str) -> html.Section:
    """How many slip by how much."""
    return panel(
        t("推迟多少"), slip_bands(bands, reasons, plan), note=t("项目数（个），按竣工推迟月数"), name="distribution",
        aside=html.Span(_plan_switch(scope), className="panel-tools"),
    )  # fmt: skip


def _changes(scope: Scope, seen: Outlook) -> html.Section:
    """What changed between the last two reports."""
    count = seen.changes.height
    heads = [(t("项目"), ""), (t("变化"), ""), (t("推迟"), "number")]
    link = _project(scope)
    shown = seen.changes.first(_MOST if EVERY in scope.view else 6).to_dicts()
    body: list[Any] = [table(heads, [_change(row, link) for row in shown], "changes")]
    if count > len(shown):
        body.append(more(PATH, scope, count))
    if not count:
        body = [html.P(t("最近两次报送之间，状态与预计竣工时间都没有变化。"), className="not-stated")]
    note = t("{count} 个项目；比较各项目最近两次报送", count=count)
    return panel(t("较上次报送的变化"), body, note=note, name="changes", aside=files(scope, "changes"))


def _change(row: dict[str, Any], link: Any) -> html.Tr:  # noqa: ANN401 - a function of a row
    words = []
    if row["status"] != row["last_status"]:
        words.append(f"{t(STATUS_LABELS[row['last_status']])} → {t(STATUS_LABELS[row['status']])}")
    if row["forecast_finish"] != row["last_forecast_finish"] and row["status"] != "completed":
        words.append(
            t(
                "预计竣工 {before} → {after}",
                before=_month(row["last_forecast_finish"]),
                after=_month(row["forecast_finish"]),
            )
        )
    if row["actual_finish"] and row["status"] == "completed":
        words.append(t("实际竣工 {day}", day=_month(row["actual_finish"])))
    moved = row["slipped_since_last_months"]
    months = f"{_month(row['last_month'])} → {_month(row['report_month'])}"
    return html.Tr(
        [
            html.Td(
                [
                    dcc.Link(row["name"], href=link(row)),
                    html.Div(f"{row['region_name'] or ''} · {months}", className="doc-facts"),
                ]
            ),
            html.Td([html.Div(text) for text in words] or t("仍未竣工，又过一月")),
            html.Td(t("{count} 个月", count=months_number(moved)) if moved else "—", className="number"),
        ]
    )


def _month(day: date | None) -> str:
    return day.strftime("%Y-%m") if day else t("未载明")


def _warnings(scope: Scope, seen: Outlook) -> html.Section:
    """Which slips next, the greatest expected loss first."""
    count = seen.warnings.height
    shown = with_reasons(seen.warnings.first(_MOST if EVERY in scope.view else 6), scope.as_of).to_dicts()
    body: list[Any] = [warnings_list(shown, _project(scope))]
    if count > len(shown):
        body.append(more(PATH, scope, count))
    if not count:
        body = [html.P(t("没有需要预警的在建或未开工项目。"), className="not-stated")]
    note = t("{n} 个；按预计损失月数 × 总投资排序", n=count)
    return panel(t("未竣工项目预警"), body, note=note, name="warnings", aside=files(scope, "warnings"))


def _reports(session: Session, scope: Scope) -> html.Section:
    """Which regions did not report for the as-of month."""
    rows = reporting(session.cursor, scope.filter, scope.as_of).to_dicts()
    missing = [row for row in rows if row["state"] != "all"]
    words = t("{share} 个地区全部报送", share=share(len(rows) - len(missing), len(rows)))
    items = [
        html.Li(
            [
                badge(t(REPORTING_LABELS[row["state"]]), "badge-warn"),
                html.Strong(row["region_name"] or t("地区未定")),
                html.Span(t("{share} 个项目已报", share=share(row["reported"], row["projects"]))),
                html.Span(t("最近 {month}", month=_month(row["last_month"])) if row["last_month"] else ""),
            ]
        )
        for row in missing[:MOST_ROWS]
    ]
    body: list[Any] = [html.P(words), html.Ul(items, className="missing-reports")]
    if rest := left_out(len(missing)):
        body.append(html.P(rest, className="foot"))
    note = t("{month}；已竣工、已取消的不必报送", month=_month(scope.as_of))
    return panel(t("未报送"), body, note=note, name="reporting", aside=files(scope, "reporting"))


def _unmatched(scope: Scope) -> html.Section | None:
    """Rows of progress sheets that belong to no listed project."""
    count = scope.info.unmatched_rows
    if not count:
        return None
    text = t("{count} 行调度数据没有对应的清单项目：金额已保留，未计入任何项目。", count=count)
    link = dcc.Link(t("查看问题 →"), href="/findings", className="more")
    return panel(
        t("未匹配的调度行"),
        [html.P(text), link],
        note=t("不受筛选影响"),
        name="unmatched",
        aside=files(scope, "unmatched"),
    )


def _timeline(scope: Scope, seen: Outlook, projects: int, plan: str) -> html.Section:
    """Every project with a date, worst first."""
    drawn = seen.original if plan == "original" else seen.current
    shown = drawn.first(_MOST if EVERY in scope.view else _FEW).to_dicts()
    body: list[Any] = [timeline(shown, scope.as_of, plan, _project(scope))] if shown else []
    if drawn.height > len(shown) and EVERY not in scope.view:
        body.append(more(PATH, scope, drawn.height))
    elif drawn.height > len(shown):
        body.append(html.P(t("此处列出前 {n} 个，其余见下载。", n=_MOST), className="foot"))
    note = t(
        "最晚的在前，列出 {n} / {all} 个；其余 {count} 个没有可画的工期",
        n=len(shown),
        all=projects,
        count=projects - drawn.height,
    )
    return panel(t("逐项目进度"), body, note=note, name="timeline", aside=files(scope, "schedule", _plan_switch(scope)))


def _statistics(
    scope: Scope, everything: pl.DataFrame, regions: pl.DataFrame, sectors: pl.DataFrame, plan: str
) -> html.Section:
    weighted = WEIGHTED in scope.view
    regions, sectors = (_latest_first(frame, plan, weighted=weighted) for frame in (regions, sectors))
    by_weight = switch(PATH, scope, t("权重"), [("", t("按项目")), (WEIGHTED, t("按投资加权"))])
    groups: list[tuple[str, list[Group]]] = [
        (t("全部"), [(t("全部"), None, row) for row in everything.to_dicts()]),
        (t("地区"), [
            (row["region_name"] or t("地区未定"), partial(of_region, PATH, scope, row["region_code"]), row)
            for row in unambiguous(regions.to_dicts(), scope)
        ]),
        (t("行业"), [
            (t(row["sector"] or "未载明"), partial(kept, PATH, scope, sectors=(row["sector"] or "unstated",)), row)
            for row in sectors.to_dicts()
        ]),
    ]  # fmt: skip
    note = (
        t("月；逾期未完多的在前；三类推迟不相加；未到期的计 0，未竣工的取预计与数据截止日之较晚者；不能由各组相加")
        if not weighted
        else t("月；逾期未完投资多的在前；三类推迟不相加；以总投资为权重，未载明投资的不计")
    )
    return panel(
        t("各组推迟统计"), statistics(groups, plan, weighted=weighted), note=note, name="statistics",
        aside=files(scope, "slips", _plan_switch(scope), by_weight),
    )  # fmt: skip


def _latest_first(groups: pl.DataFrame, plan: str, *, weighted: bool) -> pl.DataFrame:
    """Groups by how much of them is overdue, then by their median slip."""
    late, median = ("overdue_investment_rate_n", "weighted_median") if weighted else ("overdue_rate_n", "median")
    by = [f"{plan}_{late}", f"{plan}_slip_{median}_months"]
    return groups.sort(by, descending=True, nulls_last=True, maintain_order=True)


def _forecast(scope: Scope, seen: Outlook) -> html.Section:
    told, running = seen.chances.height, seen.forecasts.height
    shown = seen.chances.first(_MOST if EVERY in scope.view else 8).to_dicts()
    body: list[Any] = [forecast_table(shown, _project(scope))] if shown else []
    if told > len(shown):
        body.append(more(PATH, scope, told))
    body.append(silence(silences(seen.forecasts)))
    if not running:
        body = [html.P(t("没有在建的项目可以推算。"), className="not-stated")]
    note = t("{share} 个在建项目可以推算；按工期的 Kaplan-Meier 曲线，未竣工的按截尾处理", share=share(told, running))
    return panel(t("能否按期竣工"), body, note=note, name="forecast", aside=files(scope, "forecast"))


def _calibration(session: Session, scope: Scope) -> html.Section:
    if scope.as_of is None:
        body: list[Any] = [html.P(t("没有数据截止日，无从回测。"), className="not-stated")]
    else:
        as_of = scope.as_of
        held = _months_before(as_of, _HELD_BACK_MONTHS)
        tested = session.cursor.keep(("backtest", as_of, held), lambda: backtest(session.cursor, as_of, held))
        body = calibration(tested, held, as_of)
    return panel(t("推算准不准"), body, note=t("全部项目，不受筛选影响"), name="calibration")


def _months_before(day: date, months: int) -> date:
    """The end of the month so many months earlier."""
    place = day.year * 12 + day.month - months
    return date(place // 12, place % 12 + 1, 1) - timedelta(days=1)


def _unreported(scope: Scope, figures: dict[str, Any]) -> html.Div:
    """No report of these projects: say what is missing, and what the plans alone say."""
    if scope.info.progress_month is None:
        title, text = t("尚未导入调度表"), t("以下只看计划：是否开工、是否竣工、推迟多少都无从得知，均列为“未报进度”。")
        action = dcc.Link(t("导入调度表"), href="/import/", className="button primary")
    else:
        title = t("到数据截止日为止，这些项目没有进度报送")
        text = t(
            "最近的调度月份是 {month}；以下只看计划。请另选数据截止日，或补报。",
            month=_month(scope.info.progress_month),
        )
        action = dcc.Link(t("数据质量 →"), href=narrowed("/findings", scope), className="button")
    due, start = figures["on_time_rate_d"], figures["start_rate_d"]
    facts = [
        t("计划开工时间已到：{share} 个", share=share(start, figures["projects"])),
        t("计划竣工时间已到：{share} 个", share=share(due, figures["projects"])),
        t("缺：开工状态、实际开工、预计竣工、实际竣工、本月与累计完成投资"),
    ]
    lines = html.Ul([html.Li(fact) for fact in facts])
    return html.Div(
        [html.Div([html.H2(title), html.P(text), lines]), action],
        className="notice",
        role="status",
        **data(state="no-progress"),
    )


def _plans_alone(session: Session, scope: Scope, figures: dict[str, Any]) -> html.Div:
    """The plans on the time axis, those due first coming first."""
    limit = _MOST if EVERY in scope.view else _FEW
    rows = list_projects(
        session.cursor,
        scope.filter,
        scope.as_of,
        columns=_PLAN_COLUMNS,
        sort=[Sort("current_finish")],
        limit=limit,
        few=True,
    ).to_dicts()
    shown = [row for row in rows if has_bar(row)]
    body: list[Any] = [timeline(shown, scope.as_of, "current", _project(scope))] if shown else []
    if not shown:
        body = [html.P(t("这些项目都没有载明起止年份。"), className="not-stated")]
    if len(shown) == limit and EVERY not in scope.view:
        body.append(more(PATH, scope, figures["projects"]))
    note = t("计划竣工早的在前，列出 {n} / {all} 个", n=len(shown), all=figures["projects"])
    return html.Div(
        [panel(t("逐项目计划"), body, note=note, name="timeline", aside=files(scope, "schedule"))], className="grid"
    )
