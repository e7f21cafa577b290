"""Which regions reported for the as-of month, and which rows of sheets belong to no project."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.metrics.schedule.monthly_reports import reporting
from dashboard.parts.cards import badge, panel, said
from dashboard.parts.group_rows import MOST_ROWS, left_out
from dashboard.parts.switches import files
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.formats import month_words, share
from dashboard.words.labels import REPORTING_LABELS
from dashboard.words.translate import t


def reported(session: Session, scope: Scope) -> html.Section:
    """Which regions did not report for the as-of month."""
    rows = reporting(session.cursor, scope.filter, scope.as_of).to_dicts()
    missing = [row for row in rows if row["state"] != "all"]
    if len(rows) == 1:
        return said(t("未报送"), _of_one_region(rows[0], scope), name="reporting")
    words = t("{share} 个地区全部报送", share=share(len(rows) - len(missing), len(rows)))
    items = [
        html.Li(
            [
                badge(t(REPORTING_LABELS[row["state"]]), "badge-warn"),
                html.Strong(row["region_name"] or t("地区未定")),
                html.Span(t("{share} 个项目已报", share=share(row["reported"], row["projects"]))),
                html.Span(t("最近 {month}", month=month_words(row["last_month"])) if row["last_month"] else ""),
            ]
        )
        for row in missing[:MOST_ROWS]
    ]
    body: list[Any] = [html.P(words), html.Ul(items, className="missing-reports")]
    if rest := left_out(len(missing)):
        body.append(html.P(rest, className="foot"))
    note = t("{month}；已竣工、已取消的不必报送", month=month_words(scope.as_of))
    return panel(t("未报送"), body, note=note, name="reporting", aside=files(scope, "reporting"))


def _of_one_region(row: dict[str, Any], scope: Scope) -> str:
    """Who reported for the month, where the scope is one region."""
    told = {"month": month_words(scope.as_of), "share": share(row["reported"], row["projects"])}
    if row["state"] == "all":
        return t("{month} 应报项目全部报送（{share} 个）。", **told)
    last = t("最近 {month}", month=month_words(row["last_month"])) if row["last_month"] else t("从未报送")
    return t("{month} 只有 {share} 个应报项目报送；{last}。", **told, last=last)


def unmatched(scope: Scope) -> html.Section | None:
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
