"""Where does the money sit: which few places and types together hold most of the investment?

Bars rank places, or types; neither shows that one type in one place holds half of everything. Areas do, with the
answer as a sentence above and the same numbers as a table below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from dash import dcc, html

from dashboard.figures.treemap import Area, colours_of, treemap
from dashboard.filter import unstated_label
from dashboard.parts.cards import badge, chart
from dashboard.parts.group_rows import MOST_ROWS
from dashboard.parts.scroll_table import table
from dashboard.words.formats import exact_wan, plain, share, short_wan
from dashboard.words.labels import EACH_LABELS, PLACE_KIND_LABELS
from dashboard.words.slips import parts_wan, share_pct, share_pct_with_parts_wan
from dashboard.words.translate import listed, t

METRICS = ("projects", "total_investment_wan", "total_investment_wan_stated", "total_investment_wan_doubtful")
_SHAPES = {"money-map": (1180, 420), "money-map-narrow": (326, 560)}
"""Pixels of the chart on a wide and on a narrow screen; only the one that fits is shown, and drawn."""
_MOST_PLACES, _MOST_TYPES, _NAMED = 24, 6, 4

Row = Mapping[str, Any]
Link = Callable[[Row], str]


def not_spread(rows: Sequence[Row]) -> str:
    """What is said in place of areas where there are none, or one; empty where there are several."""
    known = [row for row in rows if row["total_investment_wan"]]
    if not known:
        return t("这些项目都没有载明总投资。")
    if len(known) > 1:
        return ""
    (row,) = known
    stated = share(sum(row["total_investment_wan_stated"] for row in rows), sum(row["projects"] for row in rows))
    amount = short_wan(row["total_investment_wan"])
    return t("{amount}都在{place}（{stated} 个项目载明）。", amount=amount, place=_place(row), stated=stated)


def money_map(rows: Sequence[Row], link: Link, files: str, by: str) -> list[Any]:
    """Sentence, legend, areas and table of groups by `place` and `sector`; `files` are their rows as a download, `by`
    is what places are.

    Groups without an amount have no area; how many projects that leaves out is said.
    """
    known = sorted((row for row in rows if row["total_investment_wan"]), key=_amount, reverse=True)
    whole = sum(map(_amount, known), Decimal(0))
    groups = _groups(known, whole, link)
    title = t("{each}、各行业的总投资", each=t(EACH_LABELS[by]))
    charts = [html.Div(chart(treemap(groups, *shape), title, files), className=name) for name, shape in _SHAPES.items()]
    return [html.P(_answer(known, whole), className="answer"), _legend(rows), *charts, _table(known, whole, link, by)]


def _amount(row: Row) -> Decimal:
    return Decimal(row["total_investment_wan"])


def _place(row: Row) -> str:
    return t("{region} · {sector}", region=row["place"], sector=unstated_label(row["sector"]))


def _answer(known: Sequence[Row], whole: Decimal) -> list[Any]:
    """The fewest areas that hold half of all."""
    held, count = Decimal(0), 0
    while held * 2 < whole:
        held += _amount(known[count])
        count += 1
    names = listed(_place(row) for row in known[: min(count, _NAMED)])
    words = t("{few} 块占总投资的 {share}：", few=share(count, len(known)), share=share_pct_with_parts_wan(held, whole))
    return [html.Strong(words), t("{names}等", names=names) if count > _NAMED else names]


def _groups(known: Sequence[Row], whole: Decimal, link: Link) -> list[list[Area]]:
    """Areas by place, the largest place first; beyond a screenful the rest is one area that says so."""
    by_place = [list(found) for _, found in groupby(sorted(known, key=_code), key=_code)]
    by_place.sort(key=lambda found: -sum(map(_amount, found)))
    groups = [_of_place(sorted(found, key=_amount, reverse=True), whole, link) for found in by_place[:_MOST_PLACES]]
    if rest := by_place[_MOST_PLACES:]:
        name = t("其余 {count} 个", count=len(rest))
        groups.append([_rest([row for found in rest for row in found], name, whole)])
    return groups


def _code(row: Row) -> str:
    return row["place_id"] or ""


def _of_place(found: Sequence[Row], whole: Decimal, link: Link) -> list[Area]:
    areas = [_area(row, whole, link(row)) for row in found[:_MOST_TYPES]]
    if rest := found[_MOST_TYPES:]:
        words = t("{region} · 其余 {count} 类", region=rest[0]["place"], count=len(rest))
        areas.append(_rest(rest, words, whole))
    return sorted(areas, key=lambda area: -area.value)


def _area(row: Row, whole: Decimal, target: str) -> Area:
    region, sector = row["place"], unstated_label(row["sector"])
    amount = _amount(row)
    doubtful = row["total_investment_wan_doubtful"]
    money = short_wan(amount) + (" ?" if doubtful else "")
    stated = t("{stated} 个项目载明", stated=share(row["total_investment_wan_stated"], row["projects"]))
    hover = [_place(row), exact_wan(amount), share_pct_with_parts_wan(amount, whole), stated]
    hover += [t("{count} 个存疑", count=doubtful)] if doubtful else []
    return Area(
        float(amount),
        [
            [_place(row), money, t("占 {share}", share=share_pct_with_parts_wan(amount, whole))],
            [_place(row), money],
            [region, sector, money],
            [region, money],
            [region],
        ],
        "<br>".join(hover),
        colours_of(row["sector"]),
        target,
        bool(doubtful),
    )


def _rest(rows: Iterable[Row], name: str, whole: Decimal) -> Area:
    found = list(rows)
    amount = sum(map(_amount, found), Decimal(0))
    projects = t("{count} 个项目", count=sum(row["projects"] for row in found))
    hover = "<br>".join([name, exact_wan(amount), share_pct_with_parts_wan(amount, whole), projects])
    doubtful = any(row["total_investment_wan_doubtful"] for row in found)
    return Area(float(amount), [[name, short_wan(amount)], [name]], hover, is_doubtful=doubtful)


def _legend(rows: Sequence[Row]) -> html.Ul:
    """Colours of the types; the hatching of doubt; what has no area."""
    sectors = dict.fromkeys(row["sector"] for row in sorted(rows, key=lambda row: -(row["total_investment_wan"] or 0)))
    items = [
        html.Li([html.Span(className="key", style={"background": colours_of(sector)[0]}), unstated_label(sector)])
        for sector in list(sectors)[:8]
    ]
    if doubtful := sum(row["total_investment_wan_doubtful"] for row in rows):
        words = t("斜纹与“?”：含存疑金额（{count} 个项目）", count=doubtful)
        items.append(html.Li([html.Span(className="key key-doubtful"), words]))
    if silent := sum(row["projects"] - row["total_investment_wan_stated"] for row in rows):
        items.append(html.Li(t("{count} 个项目未载明总投资，没有面积", count=silent)))
    return html.Ul(items, className="legend")


def _table(known: Sequence[Row], whole: Decimal, link: Link, by: str) -> html.Details:
    """The same numbers, the largest first, with what they add up to so far."""
    first = t("{place}与行业", place=t(PLACE_KIND_LABELS[by]))
    heads = [
        (first, ""), (t("项目数"), "number"), (t("总投资"), "number"), (t("占总投资"), "number"),
        (t("累计占比"), "number"),
    ]  # fmt: skip
    lines, held = [], Decimal(0)
    for row in known[:MOST_ROWS]:
        held += _amount(row)
        lines.append(_line(row, held, whole, link(row)))
    if (rest := len(known) - MOST_ROWS) > 0:
        words = t("其余 {count} 组未在此列出，下载的文件含全部", count=rest)
        lines.append(html.Tr(html.Td(words, colSpan=len(heads), className="doc-facts")))
    return html.Details([html.Summary(t("看这些数字的表格")), table(heads, lines, "money")], className="numbers")


def _line(row: Row, held: Decimal, whole: Decimal, target: str) -> html.Tr:
    doubtful = row["total_investment_wan_doubtful"]
    mark = badge(t("{count} 个存疑", count=doubtful), "badge-warn") if doubtful else None
    amount = _amount(row)
    beneath = html.Div(parts_wan(amount, whole), className="doc-facts")
    return html.Tr(
        [
            html.Th(dcc.Link(_place(row), href=target), scope="row"),
            html.Td(plain(row["projects"]), className="number"),
            html.Td([short_wan(amount), " ", mark], className="number"),
            html.Td([html.Div(share_pct(amount, whole)), beneath], className="number"),
            html.Td(share_pct(held, whole), className="number"),
        ]
    )
