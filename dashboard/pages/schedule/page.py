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
from dashboard.metrics.schedule.outlook import Outlook, outlook, silences, with_reasons
from dashboard.pages.schedule.class_table import class_bars, matrix
from dashboard.pages.schedule.slip_bands import in_one_band, slip_bands
from dashboard.pages.schedule.slip_cards import slip_cards
from dashboard.pages.schedule.slip_statistics import statistics
from dashboard.pages.schedule.timeline import has_bar, timeline
from dashboard.pages.schedule.who_reported import reported, unmatched
from dashboard.parts.cards import chart, panel, said, side_by_side
from dashboard.parts.dom import data
from dashboard.parts.forecasts_and_warnings import calibration, forecast_table, silence, warnings_list
from dashboard.parts.group_rows import Group
from dashboard.parts.scroll_table import table
from dashboard.parts.states import no_projects
from dashboard.parts.switches import EVERY, files, more, switch
from dashboard.parts.unmatched import without_list
from dashboard.session.board_page import Board, Page
from dashboard.session.links import kept, narrowed
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.session.split import REGION, TOWNSHIP, of_regions, place_link, placed, places
from dashboard.words.formats import month_words, share
from dashboard.words.labels import EACH_LABELS, PLACE_KIND_LABELS, STATUS_LABELS
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
    by, groups = places(session, scope, regions, metrics)
    in_places = of_regions(region_classes, scope) if by == REGION else _classes_of_townships(session, scope, by)
    classes = _classes(scope, by, in_places, sector_classes)
    if not figures["reported_projects"]:
        return _page(_unreported(scope, figures), classes, _plans_alone(session, scope, figures))
    seen = outlook(session.cursor, scope.filter, scope.as_of)
    return _page(
        html.Div(slip_cards(figures, bands, plan, scope, PATH), className="cards"),
        classes,
        side_by_side(
            [
                _distribution(scope, bands, reasons, plan),
                [_changes(scope, seen), reported(session, scope), unmatched(scope)],
            ],
            "grid-halves",
        ),
        side_by_side([_warnings(scope, seen)]),
        html.Div([_timeline(scope, seen, figures["projects"], plan)], className="grid"),
        html.Div([_statistics(scope, everything, by, groups, sectors, plan)], className="grid"),
        side_by_side([_forecast(scope, seen), _calibration(session, scope)], "grid-2"),
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


def _classes_of_townships(session: Session, scope: Scope, by: str) -> pl.DataFrame | None:
    """Projects by township and class; none by project, each of which is in one class."""
    return placed(session, scope, by, ["projects"], "schedule_class") if by == TOWNSHIP else None


def _classes(scope: Scope, by: str, groups: pl.DataFrame | None, sectors: pl.DataFrame) -> html.Div:
    """Status by position in the plan: all, by place (None: each place is one project), by type."""
    counts = dict(sectors.group_by("schedule_class").agg(pl.col("projects").sum()).iter_rows())
    date_words = scope.as_of.isoformat() if scope.as_of else t("未定")

    def link(field: str) -> Any:  # noqa: ANN401 - a function of a group and a class
        return lambda group, name: kept(PATH, scope, classes=(name,), **({field: group} if group and field else {}))

    whole = matrix(counts, lambda name: kept(PATH, scope, classes=(name,)))
    foot = html.P(t("点数字或色块即筛选；旁边各图颜色相同。"), className="foot")
    return side_by_side(
        [
            panel(
                t("实际状态 × 计划所处阶段"),
                [whole, foot],
                note=t("以 {day} 判断，单位：个", day=date_words),
                name="classes",
                aside=files(scope, "classes"),
            ),
            None
            if groups is None
            else _bars(t(EACH_LABELS[by]), groups, ("place", "place_id"), link("regions" if by == REGION else ""), by),
            _bars(t("各行业"), sectors, ("sector", "sector"), link("sectors"), "sector"),
        ],
        "grid-thirds",
    )


def _bars(title: str, groups: pl.DataFrame, columns: tuple[str, str], link: Any, by: str) -> html.Section:  # noqa: ANN401
    """Bars of groups with their classes; one line where there is one group. `columns`: a group's name and key."""
    name, key = columns
    name_of_panel = f"classes-by-{by}"
    if groups[key].n_unique() < 2:
        words = t(
            "{count} 个项目都是“{what}”。", count=int(groups["projects"].sum()), what=t(groups[name][0] or "未载明")
        )
        return said(title, words, name=name_of_panel)
    drawn = chart(class_bars(groups.to_dicts(), name, key, link), t("{each}的进度类别", each=title))
    return panel(title, drawn, name=name_of_panel)


def _distribution(scope: Scope, bands: pl.DataFrame, reasons: pl.DataFrame, plan: str) -> html.Section:
    """How many slip by how much."""
    if words := in_one_band(bands, reasons, plan):
        return said(t("推迟多少"), words, name="distribution")
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
        return said(t("较上次报送的变化"), t("最近两次报送之间，状态与预计竣工时间都没有变化。"), name="changes")
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
                before=month_words(row["last_forecast_finish"]),
                after=month_words(row["forecast_finish"]),
            )
        )
    if row["actual_finish"] and row["status"] == "completed":
        words.append(t("实际竣工 {day}", day=month_words(row["actual_finish"])))
    moved = row["slipped_since_last_months"]
    months = f"{month_words(row['last_month'])} → {month_words(row['report_month'])}"
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


def _warnings(scope: Scope, seen: Outlook) -> html.Section:
    """Which slips next, the greatest expected loss first."""
    count = seen.warnings.height
    shown = with_reasons(seen.warnings.first(_MOST if EVERY in scope.view else 6), scope.as_of).to_dicts()
    body: list[Any] = [warnings_list(shown, _project(scope))]
    if count > len(shown):
        body.append(more(PATH, scope, count))
    if not count:
        return said(t("未竣工项目预警"), t("没有需要预警的在建或未开工项目。"), name="warnings")
    note = t("{n} 个；按预计损失月数 × 总投资排序", n=count)
    return panel(t("未竣工项目预警"), body, note=note, name="warnings", aside=files(scope, "warnings"))


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
    scope: Scope, everything: pl.DataFrame, by: str, groups: pl.DataFrame, sectors: pl.DataFrame, plan: str
) -> html.Section:
    weighted = WEIGHTED in scope.view
    groups, sectors = (_latest_first(frame, plan, weighted=weighted) for frame in (groups, sectors))
    by_weight = switch(PATH, scope, t("权重"), [("", t("按项目")), (WEIGHTED, t("按投资加权"))])
    kinds: list[tuple[str, list[Group]]] = [
        (t("全部"), [(t("全部"), None, row) for row in everything.to_dicts()]),
        (t(PLACE_KIND_LABELS[by]), [
            (row["place"], partial(place_link, PATH, scope, by, row["place_id"]), row) for row in groups.to_dicts()
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
        t("各组推迟统计"), statistics(kinds, plan, weighted=weighted), note=note, name="statistics",
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
        return said(t("能否按期竣工"), t("没有在建的项目可以推算。"), name="forecast")
    note = t("{share} 个在建项目可以推算；按工期的 Kaplan-Meier 曲线，未竣工的按截尾处理", share=share(told, running))
    return panel(t("能否按期竣工"), body, note=note, name="forecast", aside=files(scope, "forecast"))


def _calibration(session: Session, scope: Scope) -> html.Section:
    if scope.as_of is None:
        body: list[Any] | str = t("没有数据截止日，无从回测。")
    else:
        as_of = scope.as_of
        held = _months_before(as_of, _HELD_BACK_MONTHS)
        tested = session.cursor.keep(("backtest", as_of, held), lambda: backtest(session.cursor, as_of, held))
        body = calibration(tested, held, as_of)
    if isinstance(body, str):
        return said(t("推算准不准"), body, name="calibration")
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
            month=month_words(scope.info.progress_month),
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
