"""Months of 资金: this year beside the last, and the change on the year before (同比) over the same projects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from dash import html

from dashboard.figures.pairs import Year, pairs
from dashboard.metrics.dated import title_at
from dashboard.metrics.schedule.monthly_reports import invested_by_month_wan
from dashboard.parts.cards import chart, panel
from dashboard.parts.dom import data
from dashboard.parts.switches import files
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.formats import axis_unit, short_wan
from dashboard.words.translate import t

Row = dict[str, Any]


def months(session: Session, scope: Scope, figures: Row) -> html.Section:
    """This year's months beside the last year's, and 同比 of the same projects in words with both amounts."""
    frame = invested_by_month_wan(session.cursor, scope.filter, scope.as_of)
    year = scope.as_of.year if scope.as_of else None
    body: list[Any] = [
        html.Div(
            [_change(figures, name, title_at(f"invested_{name}_wan", scope.as_of)) for name in ("month", "year")],
            className="changes-line",
        )
    ]
    factor, unit = _scale(frame)
    if year is not None and frame.height:
        body.append(chart(pairs(*_years(frame, year, factor), unit), t("逐月完成投资与上年同月")))
    note = t("本月完成投资，按报送月份；只比较两年同月都报送的项目，其余为浅色；单位：{unit}", unit=unit)
    return panel(t("逐月完成投资与同比"), body, note=note, name="months", aside=files(scope, "months"))


def _scale(frame: pl.DataFrame) -> tuple[int, str]:
    """What amounts are divided by on the axis, and the unit that this gives."""
    return axis_unit(max((float(value) for value in frame["invested_month_wan"] if value is not None), default=0.0))


def _years(frame: pl.DataFrame, year: int, factor: int) -> tuple[Year, Year]:
    """The year before, and the year. Amounts are divided by `factor`."""
    now, before = (
        {row["month"].month: row for row in frame.filter(pl.col("month").dt.year() == which).to_dicts()}
        for which in (year, year - 1)
    )

    def of(number: int, told: Mapping[int, Row], column: str) -> Year:
        parts = [_split(now.get(month), told.get(month), column, factor) for month in range(1, 13)]
        return Year(t("{year}年", year=number), [part for part, _ in parts], [rest for _, rest in parts])

    return of(year - 1, before, "same_month_last_year_wan"), of(year, now, "compared_month_wan")


def _split(compared: Row | None, told: Row | None, name: str, factor: int) -> tuple[float | None, float | None]:
    """What is compared of a month's amount, and the rest of it; nothing where no project reported any."""
    part = compared[name] if compared else None
    whole = told["invested_month_wan"] if told else None
    if whole is None:
        return None, None
    rest = whole - (part or 0)
    return (None if part is None else round(float(part) / factor, 4)), round(float(rest) / factor, 4) if rest else None


def _change(figures: Row, part: str, label: str) -> html.Div:
    """`本月 0.44 亿元，同比 -2.4%（两年同月都报送的 12 个项目：0.40 亿元，上年同期 0.41 亿元；另有 …未比较）`."""
    name = f"invested_{part}"
    change = figures[f"{name}_change"]
    counts = {key: figures[f"{name}_{key}"] for key in ("compared", "only_now", "only_then")}
    amount = html.Strong(f"{label} {short_wan(figures[f'{name}_wan'])}")
    left_out = t("{only_now} 个项目只报本年、{only_then} 个只报上年，未比较", **counts)
    if change is None:
        why = t("两年同月都报送的项目上年同期为 0") if counts["compared"] else t("没有两年同月都报送的项目")
        return html.Div(
            [amount, html.Span(t("无法同比：{why}；{left_out}", why=why, left_out=left_out), className="missing")]
        )
    same = t(
        "两年同月都报送的 {count} 个项目：{now}，上年同期 {before}",
        count=counts["compared"], now=short_wan(figures[f"{name}_compared_wan"]),
        before=short_wan(figures[f"{name}_last_year_wan"]),
    )  # fmt: skip
    return html.Div(
        [
            amount,
            html.Span(t("同比 {change}", change=f"{change:+.1f}%"), className="change", **data(change=f"{change:.1f}")),
            html.Span(t("；").join((same, left_out)), className="doc-facts"),
        ]
    )
