"""One project's plan, progress, money and months as panels; where nothing was reported, one that says so."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from dash import html

from dashboard.dialogues.correction_form import opener
from dashboard.metrics.catalog import METRICS, column_label
from dashboard.metrics.schedule.project_progress import ProjectProgress
from dashboard.parts.cards import badge, definition_rows, panel
from dashboard.parts.dom import data
from dashboard.session.scope import SYNTHETIC_PROGRESS
from dashboard.words.formats import exact_wan, plain, planned_date
from dashboard.words.labels import STATUS_LABELS, funding_source_label
from dashboard.words.slips import slip_months_words
from dashboard.words.translate import DATA_LANGUAGE, t

_MONEY = ("annual_plan_wan", "invested_year_wan", "invested_total_wan", "arrived_wan", "paid_wan")
_MONTHS = (
    ("month", ""), ("status", ""), ("physical_progress", ""), ("invested_month_wan", "number"),
    ("invested_year_wan", "number"), ("invested_total_wan", "number"), ("arrived_wan", "number"),
    ("paid_wan", "number"), ("forecast_finish", ""), ("problems", ""), ("document", ""),
)  # fmt: skip
_PLANS = ("document", "document_date", "planned_start", "planned_finish", "duration_months", "total_investment_wan")
_NO_PROBLEM = ("", "无", "/")


def state_panels(told: ProjectProgress) -> html.Div:
    """Plan and progress beside money."""
    return html.Div([_plan(told), _money(told)], className="grid grid-halves")


def history_panels(told: ProjectProgress) -> html.Div | None:
    """The plan's changes and the months; None where there are neither."""
    parts = [part for part in (_changes(told), _months(told)) if part is not None]
    return html.Div(parts, className="stack") if parts else None


def _mark(told: ProjectProgress) -> Any:  # noqa: ANN401 - a badge or None
    return badge(t(SYNTHETIC_PROGRESS), "badge-warn") if told.state["progress_is_synthetic"] else None


def _plan(told: ProjectProgress) -> html.Section:
    state = told.state
    rows: list[tuple[str, Any]] = [
        (t("原始计划"), _interval(state, "original")),
        (t("现行计划"), _interval(state, "current")),
    ]
    if state["report_month"] is None:
        words = t("没有任何调度报送涉及这个项目：实际进度未知，不等于未开工。")
        body = [definition_rows(rows), html.P(words, className="not-stated", **data(progress="none"))]
        return panel(t("计划与进度"), body, name="plan")
    problems = (state["problems"] or "").strip()
    rows += [
        (t("进度状态"), t(STATUS_LABELS[state["status"]])),
        (t("最近调度月份"), f"{state['report_month']:%Y-%m}"),
        (t("实际开工"), _date(state, "actual_start")),
        (t("实际竣工"), _date(state, "actual_finish")),
        (t("预计竣工"), _date(state, "forecast_finish")),
        (t("对原始计划"), slip_months_words(state, "original")),
        (t("对现行计划"), html.Strong(slip_months_words(state, "current"))),
        (t("形象进度"), _said(state["physical_progress"])),
        (t("存在问题"), _said(problems if problems not in _NO_PROBLEM else None)),
        (t("下一步计划"), _said(state["next_steps"])),
    ]
    return panel(t("计划与进度"), definition_rows(rows), name="plan", aside=_mark(told))


def _date(row: dict[str, Any], name: str) -> Any:  # noqa: ANN401 - text or a component
    if row[name] is None:
        return html.Span(t("未报送"), className="missing")
    return planned_date(row[name], row[f"{name}_precision"])


def _said(words: str | None) -> Any:  # noqa: ANN401 - a component
    return html.Span(words, lang=DATA_LANGUAGE) if words else html.Span(t("无"), className="missing")


def _interval(state: dict[str, Any], plan: str) -> str:
    """First to last day of a plan; a finish that follows from the actual start says so."""
    start, finish = state[f"{plan}_start"], state[f"{plan}_finish"]
    if start is None and finish is None:
        return t("未定工期")
    words = f"{start.isoformat() if start else '—'} – {finish.isoformat() if finish else '—'}"
    if state[f"{plan}_finish_is_derived"]:
        return t("{interval}（竣工由实际开工推算）", interval=words)
    return words


def _money(told: ProjectProgress) -> html.Section:
    state = told.state
    rows: list[tuple[str, Any]] = [(METRICS["total_investment_wan"].title, exact_wan(state["total_investment_wan"]))]
    if state["report_month"] is None:
        words = t("没有调度报送，没有完成、到位和支付数据。")
        body = [definition_rows(rows), html.P(words, className="not-stated")]
        return panel(t("资金"), body, name="money")
    rows += [(METRICS[name].title, _amount(state[name])) for name in _MONEY]
    if state["total_investment_wan"] is not None and state["arrived_wan"] is not None:
        rows.append((METRICS["funding_gap_wan"].title, exact_wan(state["total_investment_wan"] - state["arrived_wan"])))
    body = [definition_rows(rows), *_by_source(told.sources)]
    note = t("截至 {month} 的报送", month=f"{state['report_month']:%Y-%m}")
    return panel(t("资金"), body, note=note, name="money", aside=_mark(told))


def _amount(value: Decimal | None) -> Any:  # noqa: ANN401 - text or a component
    return html.Span(t("未报送"), className="missing") if value is None else exact_wan(value)


def _by_source(sources: list[dict[str, Any]]) -> list[Any]:
    """Arrived, paid and planned amounts by source, those that are not zero."""
    stages = {"planned": t("计划"), "arrived": t("到位"), "paid": t("支付")}
    lines = [
        html.Li(f"{stages[row['stage']]} · {t(funding_source_label(row['source']))} {exact_wan(row['amount_wan'])}")
        for row in sources
        if row["amount_wan"]
    ]
    return [html.H3(t("按来源")), html.Ul(lines, className="sources")] if lines else []


def _changes(told: ProjectProgress) -> html.Section | None:
    """What each list said of the plan; only where more than one speaks of it."""
    if len(told.plans) < 2:
        return None
    head = html.Tr([html.Th(column_label(name), scope="col") for name in _PLANS] + [html.Th(t("变更"), scope="col")])
    body = html.Tbody([_revision(row) for row in told.plans])
    note = t("{count} 份清单", count=len(told.plans))
    return panel(t("计划的变更"), _scrolled(head, body), note=note, name="revisions")


def _revision(row: dict[str, Any]) -> html.Tr:
    changed = [column_label(name) for name in row["changed_fields"] or []]
    cells = [
        html.Td(row["document"], lang=DATA_LANGUAGE),
        html.Td(str(row["document_date"] or "—")),
        html.Td(planned_date(row["planned_start"], row["plan_precision"])),
        html.Td(planned_date(row["planned_finish"], row["plan_precision"])),
        html.Td(plain(row["duration_months"])),
        html.Td(plain(row["total_investment_wan"])),
        html.Td("、".join(changed) if changed else "—"),
    ]
    return html.Tr(cells)


def _months(told: ProjectProgress) -> html.Section | None:
    """Every month, the latest first, its revisions with it; one that does not count says so."""
    if not told.months:
        return None
    head = html.Tr([html.Th(_heading(name), scope="col", className=kind or None) for name, kind in _MONTHS])
    rows = [_month(row, told.funding.get(row["progress_id"], [])) for row in reversed(told.months)]
    months = len({row["month"] for row in told.months})
    note = t("{count} 个月；金额单位为万元，到位与支付为累计", count=months)
    return panel(t("逐月报送"), _scrolled(head, html.Tbody(rows)), note=note, name="months", aside=_mark(told))


def _heading(name: str) -> str:
    return t("调度月份") if name == "month" else column_label(name)


def _month(row: dict[str, Any], sources: list[dict[str, Any]]) -> html.Tr:
    marks = [] if row["is_effective"] else [badge(t("不计入"))]
    marks += [badge(t("第 {number} 版", number=row["revision"]))] if row["revisions"] > 1 else []
    marks += [badge(t("已关账"))] if row["is_closed"] else []
    by_source = {stage: [item for item in sources if item["stage"] == stage] for stage in ("arrived", "paid")}
    place = t("第 {row} 行", row=row["row_no"])
    doubtful = badge(t("存疑"), "badge-warn") if row["doubtful_fields"] else None
    target = {"document_id": row["document_id"], "table": row["table_no"], "row": row["row_no"]}
    words = t("更正 {month} 的报送", month=f"{row['month']:%Y-%m}")
    return html.Tr(
        [
            html.Td([f"{row['month']:%Y-%m}", " ", *marks]),
            html.Td(t(STATUS_LABELS[row["status"]]) if row["status"] else "—"),
            html.Td(row["physical_progress"] or "—", lang=DATA_LANGUAGE),
            *(_number(row[name]) for name in ("invested_month_wan", "invested_year_wan", "invested_total_wan")),
            *(_number(row[f"{stage}_wan"], by_source[stage]) for stage in ("arrived", "paid")),
            html.Td(planned_date(row["forecast_finish"], row["forecast_finish_precision"] or "month")
                    if row["forecast_finish"] else "—"),
            html.Td(row["problems"] or "—", lang=DATA_LANGUAGE),
            html.Td([html.Span(row["document"], lang=DATA_LANGUAGE), f" · {place}", doubtful,
                     opener(t("更正"), target, words)], className="doc-facts"),
        ],
        className=None if row["is_effective"] else "is-superseded",
        **data(month=f"{row['month']:%Y-%m}"),
    )  # fmt: skip


def _number(value: Decimal | None, sources: list[dict[str, Any]] | None = None) -> html.Td:
    """An amount in 万元; what it is made of stands beneath it."""
    parts = [f"{t(funding_source_label(item['source']))} {plain(item['amount_wan'])}"
             for item in sources or [] if item["amount_wan"]]  # fmt: skip
    beneath = html.Div([html.Div(part) for part in parts], className="parts") if parts else None
    return html.Td(["—" if value is None else plain(value), beneath], className="number")


def _scrolled(head: html.Tr, body: html.Tbody) -> html.Div:
    return html.Div(html.Table([html.Thead(head), body], className="table"), className="table-scroll")
