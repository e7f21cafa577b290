"""Panels of 年底预计: what decides it, places side by side, the back-test, who is not expected and why, the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from dash import dcc, html

from dashboard.figures.fan import fan
from dashboard.parts.cards import chart, panel, said
from dashboard.parts.dom import data
from dashboard.parts.scroll_table import table
from dashboard.parts.switches import EVERY, files, more
from dashboard.session.links import narrowed
from dashboard.session.scope import Scope
from dashboard.session.split import place_link
from dashboard.words.bound_words import bound_words
from dashboard.words.formats import axis_unit, plain, share, short_wan
from dashboard.words.labels import EACH_LABELS, PLACE_KIND_LABELS, STATUS_LABELS
from dashboard.words.slips import parts_wan, share_pct, share_pct_with_parts, share_pct_with_parts_wan
from dashboard.words.translate import DATA_LANGUAGE, t
from dashboard.words.year_end_words import method, range_pct, range_wan, reason_words
from etl.contract.year_end_rules import bounds, readings

PATH = "/year-end"
_FEW, _MOST = 20, 200

Row = Mapping[str, Any]


def worked_out() -> html.Span:
    """A mark with the sentence that says how."""
    return html.Span("ⓘ " + t("怎样推算"), title=method(), className="doc-facts")


def drawn(rows: Sequence[Row], figures: Row, title: str) -> list[Any]:
    """The chart: months (`as_of`, `invested_year_wan`) and what is expected of the same projects."""
    plan = figures["year_end_rate_d"]
    amounts = [figures["year_end_low_wan"], figures["year_end_wan"], figures["year_end_high_wan"]]
    factor, unit = axis_unit(max(float(amount) for amount in (*amounts, plan or 0)))
    low, middle, high = (round(float(amount) / factor, 4) for amount in amounts)
    done = [round(float(row["invested_year_wan"]) / factor, 4) for row in rows]
    planned = None if plan is None else round(float(plan) / factor, 4)
    figure = fan([row["as_of"].month for row in rows], done, (low, middle, high), planned, unit)
    return [chart(figure, title), html.P(t("单位：{unit}", unit=unit), className="foot")]


def deciding(scope: Scope, rows: Sequence[Row], figures: Row) -> html.Section:
    """The projects that fall shortest of their plan, and which part of all that is missing they are."""
    title = t("决定年底的项目")
    if not rows:
        words = t("没有预计完不成年度计划的项目。")
        return said(title, words, name="deciding")
    short = sum(row["short_wan"] for row in rows)
    heads = [
        (t("项目"), ""), (t("年度计划"), "number"), (t("本年已完成"), "number"), (t("三种算法"), "number"),
        (t("预计年底"), "number"), (t("比计划少"), "number"), (t("每月须完成"), "number"),
    ]  # fmt: skip
    note = t(
        "预计比年度计划少得最多的 {count} 个，合计占 {share}",
        count=len(rows), share=share_pct_with_parts_wan(short, figures["year_end_short_wan"]),
    )  # fmt: skip
    body = table(heads, [_project(scope, row) for row in rows], "statistics year-end-projects")
    return panel(title, body, note=note, name="deciding", aside=files(scope, "year-end-projects"))


def _project(scope: Scope, row: Row) -> html.Tr:
    name = dcc.Link(html.Span(row["name"], lang=DATA_LANGUAGE), href=narrowed(f"/project/{row['project_id']}", scope))
    where = html.Span(row["region_name"] or t("地区未定"), lang=DATA_LANGUAGE)
    status = f" · {t(STATUS_LABELS[row['status']])}"
    ways = [
        html.Div(t("{label}：{values}", label=t(reading.title), values=short_wan(row[reading.reading])))
        for reading in readings()
        if row[reading.reading] is not None
    ]
    rate = share_pct(row["invested_year_wan"], row["annual_plan_wan"])
    return html.Tr(
        [
            html.Th([name, html.Div([where, status], className="doc-facts")], scope="row"),
            _cell(short_wan(row["annual_plan_wan"])),
            _cell(short_wan(row["invested_year_wan"]), rate),
            html.Td(ways, className="number ways"),
            _cell(short_wan(row["year_end_wan"]), range_wan(row["year_end_low_wan"], row["year_end_high_wan"])),
            _cell(short_wan(row["short_wan"])),
            _month(row),
        ],
        **data(project=row["project_id"]),
    )


def _cell(words: str, beneath: str = "") -> html.Td:
    parts = [html.Div(words), *([html.Div(beneath, className="doc-facts")] if beneath else [])]
    return html.Td(parts, className="number")


def _month(row: Row) -> html.Td:
    """What is needed a month, over what was done a month."""
    if row["needed_month_wan"] is None:
        return _cell("—")
    return _cell(short_wan(row["needed_month_wan"]), t("今年月均 {amount}", amount=short_wan(row["pace_month_wan"])))


def places_table(scope: Scope, by: str, groups: pl.DataFrame, figures: Row) -> html.Section:
    """Places (`placed`), those first that fall shortest of their plans."""
    rows = groups.sort("year_end_short_wan", "place", descending=[True, False], nulls_last=True).to_dicts()
    shown = rows[: _MOST if EVERY in scope.view else _FEW]
    heads = [
        (t(PLACE_KIND_LABELS[by]), ""), (t("项目数"), "number"), (t("年度计划"), "number"), (t("本年已完成"), "number"),
        (t("预计年底"), "number"), (t("预计全年完成率"), "number"), (t("比计划少"), "number"),
        (t("每月须完成"), "number"),
    ]  # fmt: skip
    lines = [_place(scope, by, row) for row in shown]
    whole = _line(html.Strong(t("合计")), figures)
    body: list[Any] = [table(heads, [*lines, whole], "statistics year-end-places")]
    if len(rows) > len(shown) and EVERY not in scope.view:
        body.append(more(PATH, scope, len(rows)))
    elif len(rows) > len(shown):
        body.append(html.P(t("此处列出前 {n} 个，其余见下载。", n=_MOST), className="foot"))
    title = t("{each}{what}", each=t(EACH_LABELS[by]), what=t("年底预计"))
    kind = "year-end-projects" if by == "project" else "year-end"
    return panel(
        title, body, note=t("比计划少的在前；预计只含可推算的项目"), name="places",
        aside=files(scope, kind, by="" if by == "project" else by),
    )  # fmt: skip


def _place(scope: Scope, by: str, row: Row) -> html.Tr:
    words = html.Span(row["place"], lang=DATA_LANGUAGE)
    link = place_link(PATH, scope, by, row["place_id"])
    return _line(dcc.Link(words, href=link) if link else words, row)


def _line(name: Any, row: Row) -> html.Tr:  # noqa: ANN401 - words or a link
    done = share_pct(row["completion_rate_n"], row["completion_rate_d"])
    stated = t("{share} 个", share=share(row["year_end_wan_stated"], row["projects"]))
    return html.Tr(
        [
            html.Th(name, scope="row"),
            _cell(plain(row["projects"])),
            _cell(short_wan(row["annual_plan_wan"])),
            _cell(short_wan(row["invested_year_wan"]), "" if done == "—" else done),
            _expected(row, stated),
            _rate(row),
            _cell("—" if row["year_end_short_wan"] is None else short_wan(row["year_end_short_wan"])),
            _month(row),
        ]
    )


def _expected(row: Row, stated: str) -> html.Td:
    if row["year_end_wan"] is None:
        return html.Td([html.Div(t("不推算")), html.Div(stated, className="doc-facts")], className="number missing")
    between = range_wan(row["year_end_low_wan"], row["year_end_high_wan"])
    parts = [html.Div(short_wan(row["year_end_wan"])), *(
        html.Div(words, className="doc-facts") for words in (between, stated)
    )]  # fmt: skip
    return html.Td(parts, className="number")


def _rate(row: Row) -> html.Td:
    if row["year_end_rate"] is None:
        return _cell("—")
    parts = [
        html.Div(f"{row['year_end_rate']:.1f}%"),
        html.Div(range_pct(row["year_end_low_rate"], row["year_end_high_rate"]), className="doc-facts"),
        html.Div(parts_wan(row["year_end_rate_n"], row["year_end_rate_d"]), className="doc-facts"),
    ]
    return html.Td(parts, className="number")


def tests(scope: Scope, rows: Sequence[Row]) -> html.Section:
    """How the method did at the same month's ends of earlier years (`same_month_tests`)."""
    title = t("回测：往年同月末推算得怎样")
    if not rows:
        least = bounds()["least_tested"].value
        words = t("往年同月末可推算、又报了12月的项目不足 {count} 个，说不了准不准。", count=least)
        return said(title, words, name="tests")
    heads = [
        (t("月末"), ""), (t("项目"), "number"), (t("推算合计"), "number"), (t("年底实际"), "number"),
        (t("推算比实际"), "number"), (t("落在区间内"), "number"),
    ]  # fmt: skip
    years = [row for row in rows if row["month"]]
    lines = [_test(row) for row in (rows if len(years) > 1 else years)]
    note = t("同一方法推算的年底与12月实际相比；只计当时未竣工的；各月末见下载")
    body = table(heads, lines, "statistics")
    return panel(title, body, note=note, name="tests", aside=files(scope, "year-end-tests"))


def _test(row: Row) -> html.Tr:
    apart = row["apart_pct"]
    cells = [
        html.Th(f"{row['month']:%Y-%m}" if row["month"] else html.Strong(t("合计")), scope="row"),
        _cell(plain(row["projects"])), _cell(short_wan(row["end_wan"])), _cell(short_wan(row["final_wan"])),
        _cell("—" if apart is None else f"{apart + 0:+.1f}%"),
        _cell(share_pct_with_parts(row["within"], row["projects"])),
    ]  # fmt: skip
    return html.Tr(cells)


def silent(scope: Scope, rows: Sequence[Row], figures: Row) -> html.Section:
    """Of how many projects nothing is expected, and why."""
    found = [row for row in rows if row["year_end_reason"]]
    title = t("不推算的项目")
    if not found:
        return said(title, t("每个项目都可推算。"), name="silent")
    found.sort(key=lambda row: -row["projects"])
    heads = [(t("原因"), ""), (t("项目"), "number"), (t("年度计划"), "number")]
    lines = [
        html.Tr(
            [
                html.Td(reason_words(row["year_end_reason"])),
                _cell(share(row["projects"], figures["projects"])),
                _cell("—" if row["annual_plan_wan"] is None else short_wan(row["annual_plan_wan"])),
            ],
            **data(reason=row["year_end_reason"]),
        )
        for row in found
    ]
    return panel(title, table(heads, lines, "statistics"), name="silent", aside=files(scope, "year-end-projects"))


def rules(scope: Scope) -> html.Section:
    """How it is worked out, and the bounds."""
    items = [
        html.Li(t("{label}：{values}", label=t(reading.title), values=t(reading.meaning))) for reading in readings()
    ]
    limits = [html.Li(bound_words(bound)) for bound in bounds().values()]
    body = [html.P(method()), html.Ul([*items, *limits], className="reasons")]
    note = t("界限由管理员维护，改动后下次导入时生效")
    return panel(t("算法与界限"), body, note=note, name="rules", aside=files(scope, "year-end-rules"))
