"""What a year's list changed: how many projects are new, gone, changed, and each of them with its values before and
after."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import polars as pl
from dash import dcc, html

from dashboard.metrics.catalog import column_label
from dashboard.parts.cards import badge, card, panel
from dashboard.parts.scroll_table import table
from dashboard.parts.switches import EVERY, files, more, switch
from dashboard.session.list_years import YearPair, token
from dashboard.session.scope import Scope
from dashboard.words.formats import exact_below_wan, exact_wan, headline_wan, plain, planned_date, share
from dashboard.words.labels import CERTAINTY_LABELS, LIST_CHANGE_LABELS, NOT_STATED
from dashboard.words.translate import DATA_LANGUAGE, listed, t

Row = dict[str, Any]
_FEW, _MOST, _NAMED = 12, 200, 6


def years(path: str, scope: Scope, pairs: Sequence[YearPair]) -> html.Span | None:
    """Which two years are compared, where there are more than two."""
    if len(pairs) < 2:
        return None
    choices = [
        (token(pair) if number else "", t("{older} → {newer} 年", older=pair.older, newer=pair.newer))
        for number, pair in enumerate(pairs)
    ]
    return switch(path, scope, t("比较的年度"), choices)


def comparison(path: str, scope: Scope, chosen: YearPair, rows: pl.DataFrame, without_year: int) -> list[Any]:
    """The figures, then one panel for each kind of change; `rows` are those of `compare_lists` for `chosen`."""
    parts = {kind: rows.filter(change=kind) for kind in LIST_CHANGE_LABELS}
    heads = {"changed": t("调整的项目"), "new": t("新列入的项目"), "gone": t("不再列入的项目")}
    panels = {kind: _panel(path, scope, kind, head, parts[kind].to_dicts()) for kind, head in heads.items()}
    return [
        html.Div(_cards(chosen, parts), className="cards"),
        html.P(_caution(chosen, parts, without_year), className="caution", role="note"),
        html.Div([panels["changed"]], className="grid"),
        html.Div([panels["new"], panels["gone"]], className="grid grid-halves"),
    ]


def _panel(path: str, scope: Scope, kind: str, head: str, rows: list[Row]) -> html.Section:
    has_values = kind == "changed"
    note = t("{n} 个；投资变动大的在前", n=len(rows)) if has_values else t("{n} 个；投资大的在前", n=len(rows))
    body = _list(path, scope, kind, rows)
    return panel(
        head, body, note=note, name=f"lists-{kind}", aside=files(scope, "list-changes") if has_values else None
    )


def _cards(chosen: YearPair, parts: dict[str, pl.DataFrame]) -> list[html.Div]:
    """How long both lists are, with their money; then what came, went and changed."""
    listed_in = {
        "old": (chosen.older, pl.concat([parts["gone"], parts["changed"], parts["same"]])),
        "new": (chosen.newer, pl.concat([parts["new"], parts["changed"], parts["same"]])),
    }
    cards = [
        _sum_card(t("{year} 年清单", year=year), rows, side, f"list-{side}") for side, (year, rows) in listed_in.items()
    ]
    for kind, side in (("new", "new"), ("gone", "old")):
        cards.append(_sum_card(t(LIST_CHANGE_LABELS[kind]), parts[kind], side, f"list-{kind}-projects"))
    return [*cards, _changed_card(parts)]


def _sum_card(label: str, rows: pl.DataFrame, side: str, name: str) -> html.Div:
    """Projects, and the total investment of those that state it."""
    amounts = rows[f"{side}_total_investment_wan"]
    stated = rows.height - amounts.null_count()
    amount = amounts.sum() if stated else None
    number, unit = headline_wan(amount)
    notes = [
        html.Span(t("总投资 {amount}", amount=f"{number} {unit}".strip()), title=exact_below_wan(amount)),
        html.Span(t("{share} 个项目载明投资", share=share(stated, rows.height))),
    ]
    return card(label, plain(rows.height), t("个"), "", notes, name=name)


def _changed_card(parts: dict[str, pl.DataFrame]) -> html.Div:
    """How many of those in both lists changed; how much more or less money these are to cost."""
    changed = parts["changed"].height
    both = changed + parts["same"].height
    moved = parts["changed"].select(pl.col("new_total_investment_wan") - pl.col("old_total_investment_wan")).to_series()
    notes: list[Any] = [html.Span(t("{share} 个续列项目", share=share(changed, both)))]
    if moved.len() - moved.null_count():
        notes.append(html.Span(t("投资净变动 {amount}", amount=_signed(Decimal(moved.sum())))))
    return card(t(LIST_CHANGE_LABELS["changed"]), plain(changed), t("个"), "", notes, name="list-changed-projects")


def _signed(amount: Decimal) -> str:
    return f"+{exact_wan(amount)}" if amount > 0 else exact_wan(amount).replace("-", "−")


def _caution(chosen: YearPair, parts: dict[str, pl.DataFrame], without_year: int) -> str:
    """Which documents are compared, and what the comparison cannot see."""
    words = [
        t(
            "{older} 年：{old}；{newer} 年：{new}。年份筛选不用于此表。",
            older=chosen.older,
            newer=chosen.newer,
            old=listed(chosen.older_documents),
            new=listed(chosen.newer_documents),
        )
    ]
    if (apart := parts["not_compared"]).height:
        places = listed(apart["region_name"].fill_null(t("地区未定")).unique(maintain_order=True).to_list()[:_NAMED])
        words.append(
            t("{count} 个项目所在的地区（{places}等）只有其中一年的清单，不作比较。", count=apart.height, places=places)
        )
    elif not parts["changed"].height and not parts["same"].height:
        words.append(t("两年没有同一个项目：可能是不同类型的清单，“新列入”“不再列入”未必是真的进出。"))
    if without_year:
        words.append(t("另有 {count} 个项目所在的清单没有载明年度，不能比较。", count=without_year))
    return "".join(words)


def _list(path: str, scope: Scope, kind: str, rows: list[Row]) -> list[Any]:
    if not rows:
        return [html.P(t("没有。"), className="not-stated")]
    shown = rows[: _MOST if EVERY in scope.view else _FEW]
    plan = [(column_label("total_investment_wan"), "number"), (column_label("planned_start"), ""),
            (column_label("planned_finish"), "")]  # fmt: skip
    heads = [(t("项目"), ""), *([(t("变化"), "")] if kind == "changed" else plan)]
    body: list[Any] = [table(heads, [_row(kind, row, scope) for row in shown], "list-changes")]
    if len(shown) < len(rows):
        left_out = t("此处列出前 {n} 个，其余见下载。", n=_MOST)
        body.append(html.P(left_out, className="foot") if EVERY in scope.view else more(path, scope, len(rows)))
    return body


def _row(kind: str, row: Row, scope: Scope) -> html.Tr:
    query = scope.filter.to_query()
    address = f"/project/{row['project_id']}" + (f"?{query}" if query else "")
    name = html.Span(dcc.Link(row["name"], href=address), lang=DATA_LANGUAGE)
    facts = html.Div(row["region_name"] or t("地区未定"), className="doc-facts")
    if kind == "changed":
        cells = [html.Td([_change(field, row) for field in row["changed_fields"]])]
    else:
        side = "new" if kind == "new" else "old"
        cells = [html.Td(_value("total_investment_wan", row, side), className="number")]
        cells += [html.Td(_value(field, row, side)) for field in ("planned_start", "planned_finish")]
    return html.Tr([html.Td([name, facts]), *cells])


def _change(field: str, row: Row) -> html.Div:
    parts = [t("{what}：", what=column_label(field)), *_value(field, row, "old"), " → ", *_value(field, row, "new")]
    old, new = row[f"old_{field}"], row[f"new_{field}"]
    if field == "total_investment_wan" and old is not None and new is not None:
        parts.append(html.Span(f"（{_signed(new - old)}）", className="foot"))
    return html.Div(parts)


def _value(field: str, row: Row, side: str) -> list[Any]:
    """A value as precise as it was stated, with the mark of doubt where it is doubtful."""
    value = row[f"{side}_{field}"]
    if value is None:
        return [html.Span(t(NOT_STATED), className="missing")]
    is_date = field in ("planned_start", "planned_finish")
    text = planned_date(value, row[f"{side}_plan_precision"]) if is_date else plain(value)
    if field in (row[f"{side}_doubtful_fields"] or []):
        return [text, " ", badge(t(CERTAINTY_LABELS["doubtful"]), "badge-warn certainty")]
    return [text]
