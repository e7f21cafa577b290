"""Each problem of the page 问题台账: what, of which cause, since when, whose, until when, and what a person can do."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.dialogues import cause_form
from dashboard.dialogues.correction_form import opener
from dashboard.metrics.schedule.problem_ledger import ASKED, list_problems
from dashboard.parts.cards import badge, panel
from dashboard.parts.dom import data
from dashboard.parts.scroll_table import table
from dashboard.parts.switches import EVERY, files, more, switch
from dashboard.session.links import narrowed
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.labels import PROBLEM_CHOICE_LABELS, PROBLEM_STATE_LABELS
from dashboard.words.problem_words import cause_title, deadline_words, since_words
from dashboard.words.translate import DATA_LANGUAGE, t

CAUSE, UNIT = "cause-", "unit-"
"""What stands before a cause or a unit in the view of an address."""
_FEW, _MOST = 30, 300
_BADGES = {"open": "badge-warn", "solved": "badge-applied", "gone": "badge-note"}

Row = dict[str, Any]


def _named(scope: Scope, kind: str) -> str | None:
    """The cause or unit that the address names; None for all."""
    return next((item.removeprefix(kind) for item in scope.view if item.startswith(kind)), None)


def listed_problems(session: Session, scope: Scope, path: str) -> html.Section:
    """The problems that the address asks for: a state, a cause, a unit."""
    asked = next((item for item in scope.view if item in ASKED), "open")
    cause, unit = _named(scope, CAUSE), _named(scope, UNIT)
    found = list_problems(session.cursor, scope.filter, scope.as_of, asked=asked, cause=cause or "", unit=unit)
    rows = found.head(_MOST if EVERY in scope.view else _FEW).to_dicts()
    choices = [("" if name == "open" else name, t(PROBLEM_CHOICE_LABELS[name])) for name in ASKED]
    tools: list[Any] = [switch(path, scope, t("状态"), choices)]
    of = [cause_title(cause)] if cause else []
    of += [unit or t("未载明责任单位")] if unit is not None else []
    if of:
        rest = scope.query(view=tuple(item for item in scope.view if not item.startswith((CAUSE, UNIT))))
        tools.insert(0, html.A(t("全部台账"), href=f"{path}?{rest}", className="more", **data(replace="1")))
    note = t("；").join([*of, t("共 {count} 项", count=found.height)])
    body = _table(scope, path, rows, found.height)
    return panel(t("逐项问题"), body, note=note, name="problems", aside=files(scope, "problems", *tools))


def _table(scope: Scope, path: str, rows: list[Row], count: int) -> list[Any]:
    """The rows, and the way to those that are not among them."""
    if not rows:
        return [html.P(t("没有这样的问题。"), className="not-stated")]
    heads = [
        (t("项目"), ""), (t("原因"), ""), (t("问题原文"), ""), (t("自何时"), ""), (t("责任单位、责任人"), ""),
        (t("解决时限"), ""), (t("状态"), ""), (t("处理"), ""),
    ]  # fmt: skip
    body: list[Any] = [table(heads, [_row(row, scope) for row in rows], "problems")]
    if count > len(rows) and EVERY not in scope.view:
        body.append(more(path, scope, count))
    elif count > len(rows):
        body.append(html.P(t("此处列出前 {n} 条，其余见下载。", n=_MOST), className="foot"))
    return body


def _row(row: Row, scope: Scope) -> html.Tr:
    name = dcc.Link(html.Span(row["name"], lang=DATA_LANGUAGE), href=narrowed(f"/project/{row['project_id']}", scope))
    where = html.Div(row["region_name"] or t("地区未定"), className="doc-facts", lang=DATA_LANGUAGE)
    return html.Tr(
        [
            html.Td([name, where]),
            html.Td(_cause(row)),
            html.Td([html.Span(row["words"], lang=DATA_LANGUAGE), _told(row)]),
            html.Td(_since(row), **data(label=t("自何时"))),
            html.Td(_whose(row), **data(label=t("责任"))),
            html.Td(_deadline(row), **data(label=t("时限"))),
            html.Td(_state(row)),
            html.Td(_answers(row)),
        ],
        **data(problem=row["problem_id"]),
    )


def _cause(row: Row) -> list[Any]:
    parts: list[Any] = [html.Div(cause_title(row["cause"]))]
    if not row["is_certain"]:
        parts.append(badge(t("未能确定"), "badge-warn"))
    if row["set_who"]:
        signed = t("{who} {day} 认定", who=row["set_who"], day=row["set_at"][:10])
        parts.append(html.Div(signed, className="doc-facts", title=row["set_why"]))
    return parts


def _told(row: Row) -> html.Div:
    """Which sheet says so."""
    return html.Div(t("{month} 调度表", month=f"{row['month']:%Y-%m}"), className="doc-facts")


def _since(row: Row) -> list[Any]:
    parts: list[Any] = [html.Div(since_words(row))]
    if row["is_of_first_report"]:
        parts.append(html.Div(t("首次报送已有，可能更早"), className="doc-facts"))
    if row["unchanged_since"] and row["unchanged_since"] > row["since"]:
        words = t("文字 {month} 改过", month=f"{row['unchanged_since']:%Y-%m}")
        parts.append(html.Div(words, className="doc-facts"))
    return parts


def _whose(row: Row) -> list[Any]:
    if not row["unit"] and not row["person"]:
        return [html.Span(t("未载明"), className="missing")]
    parts: list[Any] = [html.Span(row["unit"] or t("单位未载明"), lang=DATA_LANGUAGE)]
    if row["person"]:
        parts.append(html.Div(row["person"], className="doc-facts", lang=DATA_LANGUAGE))
    if row["unit"] and not row["unit_is_stated"]:
        parts.append(html.Div(t("项目的单位，问题未另写"), className="doc-facts"))
    return parts


def _deadline(row: Row) -> list[Any]:
    if row["deadline"] is None:
        words = html.Span(deadline_words(row), className="missing", lang=DATA_LANGUAGE)
        return [words, *([html.Div(t("不是可读的日期"), className="doc-facts")] if row["deadline_raw"] else [])]
    parts: list[Any] = [html.Div(deadline_words(row))]
    if row["is_past_due"]:
        parts.append(badge(t("已超时限"), "badge-warn"))
    if row["deadline_is_doubtful"]:
        parts.append(html.Div(t("年份存疑，原文“{words}”", words=row["deadline_raw"] or ""), className="doc-facts"))
    if row["first_deadline"] and row["first_deadline"] < row["deadline"]:
        first = t("原定 {month}", month=f"{row['first_deadline']:%Y-%m}")
        parts.append(html.Div(first, className="doc-facts"))
    return parts


def _state(row: Row) -> list[Any]:
    parts: list[Any] = [badge(t(PROBLEM_STATE_LABELS[row["state"]]), _BADGES[row["state"]])]
    if row["state"] != "open":
        parts.append(html.Div(t("{month} 起", month=f"{row['month']:%Y-%m}"), className="doc-facts"))
    if row["repeats"]:
        words = t("第 {n} 次报，上次 {month} 消除", n=row["repeats"] + 1, month=f"{row['ended_before']:%Y-%m}")
        parts += [" ", badge(t("反复"), "badge-warn"), html.Div(words, className="doc-facts")]
    if row["state_said"]:
        parts.append(html.Div(row["state_said"], className="doc-facts", lang=DATA_LANGUAGE))
    return parts


def _answers(row: Row) -> list[Any]:
    """Give it its cause, or correct the row."""
    target = {"document_id": row["document_id"], "table": row["table_no"], "row": row["row_no"]}
    classify = [cause_form.opener(t("认定类别"), row["problem_id"], row["words"])] if row["state"] == "open" else []
    return [*classify, opener(t("更正"), target, t("更正调度表的这一行"))]
