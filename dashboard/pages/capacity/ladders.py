"""Gap ladders as panels: the answer first, then its steps, then the words that each number was read from."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.figures.ladder import ladder, rungs_of
from dashboard.metrics.targets import Ladder
from dashboard.parts.cards import chart, panel, said, side_by_side
from dashboard.parts.dom import data
from dashboard.parts.stated import place_of
from dashboard.words.formats import plain, share
from dashboard.words.labels import KIND_LABELS
from dashboard.words.translate import DATA_LANGUAGE, listed, t

OF_TARGETS = "指标表"
"""What a table of targets is called."""


def ladder_panels(found: list[Ladder], targets: list[dict[str, Any]]) -> html.Div:
    """A panel for each ladder; where there is none, one that says why."""
    if not found:
        words = t("已导入的文件没有给这些地区写明床位或托位总数目标，因此没有缺口可算。")
        if targets:
            words = t("这些地区的目标都是比率（如每千人口托位数），没有总数目标：折算需要人口数，此处不推算缺口。")
        return side_by_side([said(t("目标缺口"), words, name="ladder")])
    answered = sorted(found, key=lambda item: item.uncovered is None)
    return html.Div(
        [_ladder(item) for item in answered], className=f"grid {'grid-halves' if len(found) > 1 else ''} ladders"
    )


def _ladder(item: Ladder) -> html.Section:
    kind, unit = KIND_LABELS["elder_bed" if item.indicator == "elder_beds" else "childcare_place"]
    unit, year = t(unit), item.target["target_year"]
    return panel(
        t("{region} · {kind}目标缺口", region=item.region_name, kind=t(kind)),
        [*_answer(item, unit), *_evidence(item, unit)],
        note=t(
            "{year}目标；含下辖地区的全部项目，不受年份等筛选影响",
            year=t("{year}年", year=year) if year else t("年份未载明"),
        ),
        name=f"ladder-{item.region_id}-{item.indicator}",
    )


def _answer(item: Ladder, unit: str) -> list[Any]:
    """The gap in one line and as a chart; else why there is none."""
    target = item.target["target_value"]
    if item.conflicts:
        values = listed(plain(value) for value in item.conflicts)
        words = "目标 {target} {unit}，文件中另有不同的数值（{values}）：请先核对，此处不计算缺口。"
        return [_no_gap(t(words, target=plain(target), unit=unit, values=values))]
    if item.stock is None or item.to_add is None or item.uncovered is None:
        added = sum(step.quantity for step in item.steps.values())
        words = t("目标 {target} {unit}，存量未载明：不计算缺口。", target=plain(target), unit=unit)
        if not item.projects:
            return [_no_gap(words + t("该地区没有项目清单。"))]
        stated = share(item.stated, item.projects)
        more = t(
            "项目清单合计新增 {count} {unit}（{stated} 个项目载明）。", count=plain(added), unit=unit, stated=stated
        )
        return [_no_gap(words + more)]
    short = item.uncovered > 0
    head = html.Div(
        [
            html.Span(t("尚缺" if short else "已超目标"), className="ladder-word"),
            html.Span(plain(abs(item.uncovered)), className="card-number", **data(uncovered=str(item.uncovered))),
            html.Span(unit, className="card-unit"),
            html.Span(t("{stated} 个项目载明数量", stated=share(item.stated, item.projects)), className="ladder-note"),
        ],
        className="ladder-head" + (" is-short" if short else ""),
    )
    silent = item.projects - item.stated
    caution = t("另有 {count} 个项目未载明数量，未计入：实际缺口可能更小。", count=silent) if silent else ""
    figure = ladder(rungs_of(item, unit))
    return [
        head,
        chart(figure, t("{region}目标缺口阶梯", region=item.region_name)),
        html.P(caution, className="foot") if caution else None,
    ]


def _no_gap(text: str) -> html.P:
    return html.P(text, className="not-stated", **data(uncovered="none"))


def _evidence(item: Ladder, unit: str) -> list[Any]:
    """The words of the target and of the stock."""
    target, stock = item.target, item.stock
    rows = [_source(f"{t('目标')} {plain(target['target_value'])} {unit}", words_of(target), target)]
    if stock:
        year = t("{year}年", year=stock["baseline_year"]) if stock["baseline_year"] else t("基期年份未载明")
        words = t("{what}（{more}）", what=stock["baseline_raw"], more=year)
        rows.append(_source(f"{t('存量')} {plain(stock['baseline_value'])} {unit}", words, stock))
    parts: list[Any] = [html.Ul(rows, className="sources")]
    if item.in_stock:
        words = "基期年底前已竣工的 {count} {unit} 已含在存量内，不重复扣减。"
        parts.append(html.P(t(words, count=plain(item.in_stock), unit=unit), className="foot"))
    return parts


def _source(number: str, words: str, row: dict[str, Any]) -> html.Li:
    return html.Li(
        [
            html.Strong(number),
            html.Mark(words, lang=DATA_LANGUAGE),
            html.Span(place_of(row, OF_TARGETS), className="doc-facts"),
        ]
    )


def words_of(row: dict[str, Any]) -> str:
    """The sentence around the words where they stand in running text, else the cell with its indicator."""
    if row["where"] == "table":
        return t("{label}：{values}", label=row["indicator"], values=row["words"])
    return str(row["words"])
