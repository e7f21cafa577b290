"""Maps by county beside the ordered bars: only where several counties can be compared, and with what has no outline."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.figures.county_outlines import neighbours, outline
from dashboard.figures.map import BOUNDS, STEPS, County, county_map
from dashboard.filter import unstated_label
from dashboard.parts.cards import chart
from dashboard.session.links import narrowed, only
from dashboard.session.scope import Scope
from dashboard.words.formats import exact_wan, short_wan
from dashboard.words.translate import t

_FEWEST, _MOST_MAPS = 2, 3

Record = dict[str, Any]


def county_maps(records: list[Record], scope: Scope, path: str) -> list[html.Div]:
    """Total investment by county, a map for each province with at least two counties, and the notes on them;
    nothing where there is none.

    `records` have `region_code`, `region_name`, `total_investment_wan`, `projects`.
    """
    provinces: dict[str, list[Record]] = {}
    for record in records:
        if outline(record["region_code"] or ""):
            provinces.setdefault(record["region_code"][:2], []).append(record)
    drawn = sorted((found for found in provinces.values() if len(found) >= _FEWEST), key=len, reverse=True)
    drawn = drawn[:_MOST_MAPS]
    if not drawn:
        return []
    shown = {record["region_code"] for found in drawn for record in found}
    rest = [record for record in records if record["region_code"] not in shown]
    maps = [_map(found, scope, path) for found in drawn]
    notes = [_legend(), _beside(rest, scope, path), _caution()]
    return [html.Div(maps, className="county-maps"), html.Div(notes, className="map-notes")]


def _map(records: list[Record], scope: Scope, path: str) -> html.Div:
    known = {record["region_code"]: record for record in records}
    codes = dict.fromkeys(code for record in records for code in neighbours(record["region_code"]))
    counties = [_county(code, known.get(code), scope, path) for code in codes]
    figure = county_map(sorted(counties, key=lambda county: -(county.value or 0)))
    return chart(figure, t("各区县总投资地图"))


def _county(code: str, record: Record | None, scope: Scope, path: str) -> County:
    if record is None:
        return County("", outline(code), is_known=False)
    amount, name = record["total_investment_wan"], record["region_name"]
    words = t("{count} 个项目", count=record["projects"])
    return County(
        name,
        outline(code),
        None if amount is None else float(amount),
        hover=f"{name}<br>{exact_wan(amount)}<br>{words}",
        target=_target(record, scope, path),
    )


def _target(record: Record, scope: Scope, path: str) -> str:
    return narrowed(path, scope, **only(scope, record["region_code"]))


def _legend() -> html.Ul:
    """What the fills mean: shares of the county with most."""
    edges = ["0", *(f"{bound:.0%}" for bound in BOUNDS), "100%"]
    items = [
        html.Li([html.Span(className=f"map-key map-key-{step}"), f"{edges[step]}–{edges[step + 1]}"])
        for step in range(len(STEPS))
    ]
    return html.Ul([html.Li(t("占最高区县的比例")), *items], className="map-legend")


def _beside(rest: list[Record], scope: Scope, path: str) -> html.P | None:
    """Regions that the maps do not show, each with its amount: a city itself, functional zones, a single county."""
    if not rest:
        return None
    parts: list[Any] = [t("不在图上（市本级、功能区、省内仅一个区县）：")]
    for record in rest:
        words = f"{unstated_label(record['region_name'])} {short_wan(record['total_investment_wan'])}"
        parts.append(dcc.Link(words, href=_target(record, scope, path)))
    return html.P(parts, className="foot map-beside")


def _caution() -> html.P:
    return html.P(t("边界示意，无审图号，不得用于出版或公开展示。"), className="foot")
