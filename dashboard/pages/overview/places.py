"""One table of places, or of one place's projects: money with a bar, rates with a light, what is late, the last months.

A click on a head orders it; the order stands in the address. A map is another view of the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from dash import dcc, html

from dashboard.metrics import lights, rate_lights
from dashboard.metrics.dated import title_at
from dashboard.metrics.query import Sort, list_projects
from dashboard.metrics.schedule.monthly_reports import invested_by_region_wan
from dashboard.pages.overview.county_maps import county_maps
from dashboard.parts.cards import panel
from dashboard.parts.dom import aria, data
from dashboard.parts.sparkline import sparkline
from dashboard.parts.switches import files, switch
from dashboard.session.links import narrowed, only
from dashboard.session.regions import unambiguous
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.formats import exact_wan, plain, short_wan
from dashboard.words.labels import LATENESS_LABELS
from dashboard.words.slips import parts_wan, share_pct, slip_months_words
from dashboard.words.translate import DATA_LANGUAGE, t

PATH, MAP = "/", "map"
_MOST = 40
METRICS = (
    "projects", "total_investment_wan", "reported_projects", "completion_rate", "completion_rate_n",
    "completion_rate_d", "time_elapsed", "arrival_rate", "arrival_rate_n", "arrival_rate_d", "current_overdue_rate_n",
    "current_forecast_late_rate_n",
)  # fmt: skip
_OF_PROJECTS = (
    "project_id", "name", "sector", "total_investment_wan", "annual_plan_wan", "invested_year_wan", "arrived_wan",
    "current_finish_slip_months", "current_finish_slip_bound", "current_lateness", "no_slip_reason",
)  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that can be ordered by: its key in the address, its head, its value, and whether the least leads."""

    key: str
    head: str
    value: str
    least_first: bool = False
    rests_on_reports: bool = True


def _columns(scope: Scope) -> tuple[_Column, ...]:
    plan = title_at("annual_plan_wan", scope.as_of)
    return (
        _Column("by-projects", t("项目数"), "projects", rests_on_reports=False),
        _Column("", t("总投资"), "total_investment_wan", rests_on_reports=False),
        _Column(
            "by-completion", t("{plan}完成率", plan=plan.removesuffix("投资")), "completion_rate", least_first=True
        ),
        _Column("by-arrival", t("到位率"), "arrival_rate", least_first=True),
        _Column("by-overdue", t(LATENESS_LABELS["overdue"]), "current_overdue_rate_n"),
        _Column("by-late", t(LATENESS_LABELS["forecast_late"]), "current_forecast_late_rate_n"),
    )


def places(session: Session, scope: Scope, regions: pl.DataFrame, figures: Row) -> html.Section:
    """Regions side by side; where there is one, its projects."""
    if regions.height == 1:
        return _projects(session, scope, figures)
    rows = unambiguous(regions.to_dicts(), scope)
    has_reports = bool(figures["reported_projects"])
    maps = county_maps(rows, scope, PATH)
    tools = [switch(PATH, scope, t("看什么"), [("", t("表")), (MAP, t("地图"))])] if maps else []
    if maps and MAP in scope.view:
        body: Any = html.Div(maps, className="places-map")
    else:
        body = _regions(session, scope, rows, has_reports=has_reports)
    note = t("点表头排序，点地区进入")
    return panel(t("各地区"), body, note=note, name="by-region", aside=files(scope, "summary", *tools, by="region"))


def _regions(session: Session, scope: Scope, rows: list[Row], *, has_reports: bool) -> html.Div:
    columns = [column for column in _columns(scope) if has_reports or not column.rests_on_reports]
    chosen = next((column for column in columns if column.key and column.key in scope.view), columns[1])
    rows = _ordered(rows, chosen)
    most = _most(rows)
    months = invested_by_region_wan(session.cursor, scope.filter, scope.as_of) if has_reports else {}
    heads = [html.Th(t("地区"), scope="col"), *(_head(column, chosen, scope) for column in columns)]
    if has_reports:
        heads.append(html.Th(t("近 12 个月完成"), scope="col"))
    lines = [_region(row, scope, most, months, has_reports=has_reports) for row in rows[:_MOST]]
    return _table(heads, lines, len(rows) - _MOST)


def _ordered(rows: list[Row], by: _Column) -> list[Row]:
    """By one column, what is not known last; ties by investment, then by code."""

    def key(row: Row) -> tuple[Any, ...]:
        value, amount = row[by.value], row["total_investment_wan"] or 0
        at = 0 if value is None else value if by.least_first else -value
        return value is None, at, -amount, row["region_code"] or ""

    return sorted(rows, key=key)


def _head(column: _Column, chosen: _Column, scope: Scope) -> html.Th:
    keys = {item.key for item in _columns(scope)}
    view = tuple(item for item in scope.view if item not in keys)
    query = scope.query(view=(*view, column.key) if column.key else view)
    is_chosen = column == chosen
    order = "ascending" if column.least_first else "descending"
    mark = html.Span("▴" if column.least_first else "▾", className="order") if is_chosen else ""
    link = html.A(
        [column.head, mark], href=f"{PATH}?{query}" if query else PATH, **data(replace="1", sort=column.value)
    )
    name = "number amount" if column.value == "total_investment_wan" else "number"
    return html.Th(link, scope="col", className=name, **(aria(sort=order) if is_chosen else {}))


def _region(
    row: Row, scope: Scope, most: float, months: Mapping[str | None, Sequence[float | None]], *, has_reports: bool
) -> html.Tr:
    name = row["region_name"] or t("地区未定")
    link = dcc.Link(name, href=narrowed(PATH, scope, **only(scope, row["region_code"])))
    cells = [_number(plain(row["projects"])), _amount(row["total_investment_wan"], most)]
    if has_reports:
        cells += [
            _rate(
                row["completion_rate_n"], row["completion_rate_d"], _light(row["completion_rate"], row["time_elapsed"])
            ),
            _rate(row["arrival_rate_n"], row["arrival_rate_d"]),
            _late(row["current_overdue_rate_n"], scope, row, "overdue"),
            _late(row["current_forecast_late_rate_n"], scope, row, "forecast_late"),
            html.Td(sparkline(months.get(row["region_code"], ()), t("{name}近 12 个月完成投资", name=name))),
        ]
    return html.Tr([html.Th(link, scope="row"), *cells])


def _late(count: int, scope: Scope, row: Row, word: str) -> html.Td:
    if not count:
        return _number("0")
    href = narrowed("/projects", scope, **only(scope, row["region_code"]), classes=(word,))
    return html.Td(dcc.Link(plain(count), href=href, className="is-late"), className="number")


def _projects(session: Session, scope: Scope, figures: Row) -> html.Section:
    """The projects of the one place that there is, the dearest first."""
    sort = [Sort("total_investment_wan", descending=True)]
    frame = list_projects(
        session.cursor, scope.filter, scope.as_of, columns=_OF_PROJECTS, sort=sort, limit=_MOST, few=True
    )
    has_reports, rows = bool(figures["reported_projects"]), frame.to_dicts()
    most = _most(rows)
    heads = [html.Th(t("项目"), scope="col"), html.Th(t("总投资"), scope="col", className="number amount")]
    if has_reports:
        completion = next(column.head for column in _columns(scope) if column.key == "by-completion")
        heads += [html.Th(words, scope="col", className="number") for words in (completion, t("到位率"))]
        heads.append(html.Th(t("工期"), scope="col"))
    lines = [_project(row, scope, most, figures["time_elapsed"], has_reports=has_reports) for row in rows]
    body = _table(heads, lines, figures["projects"] - len(rows))
    more = dcc.Link(t("项目表 →"), href=narrowed("/projects", scope), className="more")
    return panel(t("项目"), [body, more], note=t("投资大的在前"), name="by-project", aside=files(scope, "projects"))


def _project(row: Row, scope: Scope, most: float, elapsed: float | None, *, has_reports: bool) -> html.Tr:
    name = dcc.Link(row["name"], href=narrowed(f"/project/{row['project_id']}", scope))
    cells = [_amount(row["total_investment_wan"], most)]
    if has_reports:
        done, plan = row["invested_year_wan"], row["annual_plan_wan"]
        rate = float(100 * done / plan) if plan and done is not None else None
        light = _light(rate, elapsed)
        late = {None: "", "forecast_late": "is-told"}.get(row["current_lateness"], "is-late")
        cells += [
            _rate(done if rate is not None else None, plan if rate is not None else None, light),
            _rate(row["arrived_wan"], row["total_investment_wan"] if row["arrived_wan"] is not None else None),
            html.Td(slip_months_words(row, "current"), className=late or None),
        ]
    return html.Tr([html.Th(name, scope="row", lang=DATA_LANGUAGE), *cells])


def _most(rows: Sequence[Mapping[str, Any]]) -> float:
    return max((float(row["total_investment_wan"] or 0) for row in rows), default=0) or 1


def _amount(amount: Any, most: float) -> html.Td:  # noqa: ANN401 - an amount in 万元 or None
    look = {"--share": f"{100 * float(amount or 0) / most:.1f}%"}
    kind = "number amount" if amount is not None else "number amount missing"
    return html.Td(short_wan(amount), className=kind, style=look, title=exact_wan(amount))


def _number(words: str) -> html.Td:
    return html.Td(words, className="number")


def _rate(part: Any, whole: Any, light: tuple[str | None, str | None] = (None, None)) -> html.Td:  # noqa: ANN401 - 万元
    """A percentage with its light; the two amounts stand in its title."""
    if not whole:
        return html.Td(t("无"), className="number missing")
    name, rule = light
    dot = html.Span(className=f"dot light-{name}", title=t(rule)) if name and rule else None
    said = html.Span(t(lights.LABELS[name]), className="visually-hidden") if name else None
    return html.Td([dot, said, share_pct(part, whole)], className="number", title=parts_wan(part, whole))


def _light(rate_pct: float | None, elapsed_pct: float | None) -> tuple[str | None, str | None]:
    """Light of a completion rate, and the rule that fired."""
    return rate_lights.judge("completion_rate", rate_pct, elapsed_pct, "points") or (None, None)


def _table(heads: Sequence[html.Th], lines: list[html.Tr], left_out: int) -> html.Div:
    if left_out > 0:
        words = t("其余 {count} 个未在此列出，下载的文件含全部", count=left_out)
        lines.append(html.Tr(html.Td(words, colSpan=len(heads), className="doc-facts")))
    table = html.Table([html.Thead(html.Tr(list(heads))), html.Tbody(lines)], className="table places")
    return html.Div(table, className="table-scroll")
