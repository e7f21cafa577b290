"""States in which there is nothing to draw: each says why and what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import dcc, html

from dashboard.filter import UNDATED
from dashboard.session.scope import Scope
from dashboard.words.translate import t


def state(title: str, text: str, actions: list[Any] | None = None, *, kind: str = "empty") -> html.Div:
    """A panel with a heading, a sentence, and what can be done."""
    return html.Div(
        className=f"state state-{kind}",
        role="status",
        children=[
            html.H2(title),
            html.P(text),
            html.Div(actions, className="state-actions") if actions else None,
        ],
    )


def nothing_loaded(text: str) -> html.Div:
    """No snapshot yet."""
    text = t("{text}上传清单、调度表或规划后，这里就有内容。", text=text)
    action = dcc.Link(t("导入文件"), href="/import/", className="button primary")
    return state(t("还没有数据"), text, [action], kind="start")


def broken(text: str) -> html.Div:
    """The warehouse cannot be read."""
    return state(t("数据无法读取"), t("{text}请告诉管理员，由其检查并修复。", text=text), kind="error")


def no_projects(scope: Scope, path: str, undated: int) -> html.Div:
    """The filter fits no project, or there is none at all."""
    if not scope.info.projects:
        return no_list(scope)
    actions: list[Any] = [dcc.Link(t("清除全部筛选"), href=path, className="button")]
    text = t("当前范围“{scope}”内没有项目。请放宽地区、年份或其他条件。", scope=scope.sentence)
    if undated:
        text += t("另有 {count} 个项目符合其他条件，但未载明该年份。", count=undated)
        words = t("计入未定年份（{count} 个）", count=undated)
        actions.insert(0, dcc.Link(words, href=with_undated(scope, path), className="button primary"))
    return state(t("没有符合条件的项目"), text, actions)


def no_list(scope: Scope) -> html.Div:
    """Documents are loaded, and no project list is among them."""
    text = t("已导入 {count} 份文件，其中没有项目清单，因此没有项目可以列出。", count=len(scope.info.documents))
    if scope.info.unmatched_rows:
        more = t("调度表有 {count} 行找不到对应的项目：金额已保留，未计入任何数字。", count=scope.info.unmatched_rows)
        text = f"{text}{more}"
    actions = [
        dcc.Link(t("导入项目清单"), href="/import/", className="button primary"),
        dcc.Link(t("查看问题"), href="/findings", className="button"),
    ]
    return state(t("还没有项目清单"), text, actions)


def with_undated(scope: Scope, path: str) -> str:
    """Link to the same filter with the bucket of projects without a year."""
    return f"{path}?{scope.query(replace(scope.filter, years=(*scope.filter.years, UNDATED)))}"
