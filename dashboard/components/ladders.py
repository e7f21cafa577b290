"""Gap ladders as panels: the answer first, then its steps, then the words that each number was read from."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.cards import chart, panel
from dashboard.components.dom import data
from dashboard.figures.ladder import ladder, rungs_of
from dashboard.formats import plain, share
from dashboard.labels import KIND_LABELS
from dashboard.metrics.targets import Ladder

_PLACES = {"table": "指标表", "prose": "正文", "goal": "政策目标"}


def ladder_panels(found: list[Ladder], targets: list[dict[str, Any]]) -> html.Div:
    """A panel for each ladder; where there is none, one that says why."""
    if not found:
        words = "已导入的文件没有给这些地区写明床位或托位总数目标，因此没有缺口可算。"
        if targets:
            words = "这些地区的目标都是比率（如每千人口托位数），没有总数目标：折算需要人口数，此处不推算缺口。"
        body = html.P(words, className="not-stated")
        return html.Div(
            [panel("目标缺口", body, note="目标 − 存量 − 已交付 − 在建 − 计划中 = 尚缺", name="ladder")],
            className="grid",
        )
    answered = sorted(found, key=lambda item: item.uncovered is None)
    return html.Div([_ladder(item) for item in answered], className="grid grid-halves ladders")


def _ladder(item: Ladder) -> html.Section:
    kind, unit = KIND_LABELS["elder_bed" if item.indicator == "elder_beds" else "childcare_place"]
    year = f"{item.target['target_year']}年" if item.target["target_year"] else "年份未载明"
    return panel(
        f"{item.region_name} · {kind}目标缺口",
        [*_answer(item, unit), *_evidence(item, unit)],
        note=f"{year}目标；含下辖地区的全部项目，不受年份等筛选影响",
        name=f"ladder-{item.region_id}-{item.indicator}",
    )


def _answer(item: Ladder, unit: str) -> list[Any]:
    """The gap in one line and as a chart; else why there is none."""
    target = item.target["target_value"]
    if item.conflicts:
        values = "、".join(plain(value) for value in item.conflicts)
        return [_no_gap(f"目标 {plain(target)} {unit}，文件中另有不同的数值（{values}）：请先核对，此处不计算缺口。")]
    if item.stock is None or item.to_add is None or item.uncovered is None:
        added = sum(step.quantity for step in item.steps.values())
        words = f"目标 {plain(target)} {unit}，存量未载明：不计算缺口。"
        if not item.projects:
            return [_no_gap(f"{words}该地区没有项目清单。")]
        return [
            _no_gap(
                f"{words}项目清单合计新增 {plain(added)} {unit}（{share(item.stated, item.projects)} 个项目载明）。"
            )
        ]
    short = item.uncovered > 0
    head = html.Div(
        [
            html.Span("尚缺" if short else "已超目标", className="ladder-word"),
            html.Span(plain(abs(item.uncovered)), className="card-number", **data(uncovered=str(item.uncovered))),
            html.Span(unit, className="card-unit"),
            html.Span(f"{share(item.stated, item.projects)} 个项目载明数量", className="ladder-note"),
        ],
        className="ladder-head" + (" is-short" if short else ""),
    )
    silent = item.projects - item.stated
    caution = f"另有 {silent} 个项目未载明数量，未计入：实际缺口可能更小。" if silent else ""
    figure = ladder(rungs_of(item, unit))
    return [
        head,
        chart(figure, f"{item.region_name}目标缺口阶梯"),
        html.P(caution, className="foot") if caution else None,
    ]


def _no_gap(text: str) -> html.P:
    return html.P(text, className="not-stated", **data(uncovered="none"))


def _evidence(item: Ladder, unit: str) -> list[Any]:
    """The words of the target and of the stock."""
    target, stock = item.target, item.stock
    rows = [_source(f"目标 {plain(target['target_value'])} {unit}", words_of(target), target)]
    if stock:
        year = f"{stock['baseline_year']}年" if stock["baseline_year"] else "基期年份未载明"
        rows.append(
            _source(f"存量 {plain(stock['baseline_value'])} {unit}", f"{stock['baseline_raw']}（{year}）", stock)
        )
    parts: list[Any] = [html.Ul(rows, className="sources")]
    if item.in_stock:
        parts.append(
            html.P(f"基期年底前已完工的 {plain(item.in_stock)} {unit} 已含在存量内，不重复扣减。", className="foot")
        )
    return parts


def _source(number: str, words: str, row: dict[str, Any]) -> html.Li:
    return html.Li([html.Strong(number), html.Mark(words), html.Span(place_of(row), className="doc-facts")])


def words_of(row: dict[str, Any]) -> str:
    """The sentence around the words where they stand in running text, else the cell with its indicator."""
    if row["where"] == "table":
        return f"{row['indicator']}：{row['words']}"
    return str(row["words"])


def place_of(row: dict[str, Any]) -> str:
    """Document, kind of place, table and row or line."""
    where = _PLACES[row["where"]]
    if row["table_no"]:
        where += f" · 表 {row['table_no']}" + (f" 第 {row['row_no']} 行" if row["row_no"] else "")
    return f"{row['document']} · {where} · 文件第 {row['line']} 行"
