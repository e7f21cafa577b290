"""The filter bar: one control per field of the filter. The URL is its state; it holds none of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.filter import (
    UNDATED,
    UNSTATED,
    PortfolioFilter,
    RegionItem,
    Vocabulary,
    Year,
    unstated_label,
    year_label,
)
from dashboard.parts.dom import aria
from dashboard.parts.ids import Control, Frame
from dashboard.words.labels import (
    LATENESS_LABELS,
    POSITION_LABELS,
    REGION_LEVEL_LABELS,
    YEAR_BASIS_LABELS,
    class_label,
)
from dashboard.words.translate import t


def filter_bar() -> html.Div:
    """The bar with empty options; `options` and `values` fill it."""
    return html.Div(
        id=Frame.BAR,
        className="filter-bar",
        role="search",
        **aria(label=t("筛选")),
        children=[
            html.Button(t("筛选"), id=Frame.BAR_TOGGLE, className="filter-toggle", **aria(controls="filter-fields")),
            html.Div(id="filter-fields", className="filter-fields", children=_controls()),
        ],
    )


def _controls() -> list[Any]:
    bases = [{"value": key, "label": t(label)} for key, label in YEAR_BASIS_LABELS.items()]
    return [
        _field(
            t("地区"),
            _multi(Control.REGION, t("地区"), t("全部地区"), renderOption={"function": "regionOption"}),
            "region",
            dmc.Switch(id=Control.BELOW, checked=True, label=t("含下辖"), size="xs", labelPosition="left"),
        ),
        _field(
            t("年份"),
            html.Div(
                className="joined",
                children=[
                    dmc.Select(
                        id=Control.YEAR_BASIS,
                        data=bases,
                        value="planned_finish",
                        allowDeselect=False,
                        size="sm",
                        **aria(label=t("年份口径")),
                    ),
                    _multi(Control.YEAR, t("年份"), t("全部年份")),
                ],
            ),
            "year",
        ),
        _field(t("行业"), _multi(Control.SECTOR, t("行业"), t("全部行业"))),
        _field(t("建设性质"), _multi(Control.NATURE, t("建设性质"), t("全部性质"))),
        _field(t("阶段与推迟"), _multi(Control.CLASS, t("阶段与推迟"), t("全部"))),
        _field(
            t("关键词"),
            dmc.TextInput(
                id=Control.TEXT,
                placeholder=t("名称、单位、地点、内容"),
                debounce=250,
                size="sm",
                **aria(label=t("关键词")),
            ),
        ),
        _field(
            t("数据截止日"),
            dmc.MonthPickerInput(
                id=Control.AS_OF,
                type="default",  # without it the component makes an empty list of no date, and shows that as a date
                placeholder=t("最近的月末"),
                valueFormat=t("YYYY年M月末"),
                yearLabelFormat=t("YYYY年"),
                clearable=True,
                size="sm",
                clearButtonProps={"aria-label": t("清除数据截止日")},
                **aria(label=t("数据截止日")),
            ),
        ),
        _field(t("来源文件"), _multi(Control.DOCUMENT, t("来源文件"), t("全部文件"))),
    ]


def _field(label: str, control: Any, name: str = "", aside: Any = None) -> html.Div:  # noqa: ANN401 - components
    head = html.Div([html.Span(label), aside], className="filter-label")
    return html.Div(className=f"filter-field {name}".strip(), children=[head, control])


def _multi(control: Control, label: str, placeholder: str, **more: Any) -> dmc.MultiSelect:  # noqa: ANN401
    return dmc.MultiSelect(
        id=control,
        data=[],
        value=[],
        placeholder=placeholder,
        searchable=True,
        clearable=True,
        hidePickedOptions=False,
        nothingFoundMessage=t("没有匹配项"),
        maxDropdownHeight=340,
        size="sm",
        comboboxProps={"width": "max-content", "position": "bottom-start", "shadow": "md"},
        clearButtonProps={"aria-label": t("清除{what}", what=label)},
        **aria(label=label),
        **more,
    )


def options(vocabulary: Vocabulary, portfolio: PortfolioFilter) -> dict[Control, list[dict[str, Any]]]:
    """What each list control offers in this snapshot, and what the filter holds beyond that."""
    years: set[Year] = {*vocabulary.years, *portfolio.years} - {UNDATED}
    classes = dict.fromkeys((*POSITION_LABELS, *LATENESS_LABELS, *portfolio.classes))
    return {
        Control.REGION: [*region_options(vocabulary.regions), {"value": UNSTATED, "label": t("地区未定"), "depth": 0}],
        Control.YEAR: [{"value": str(year), "label": year_label(year)} for year in (*sorted(years, key=str), UNDATED)],
        Control.SECTOR: _coded(vocabulary.sectors),
        Control.NATURE: _coded(vocabulary.natures),
        Control.CLASS: [{"value": item, "label": class_label(item)} for item in classes],
        Control.DOCUMENT: [{"value": key, "label": name} for key, name in vocabulary.documents.items()],
    }


def _coded(values: Sequence[str]) -> list[dict[str, Any]]:
    return [{"value": value, "label": unstated_label(value)} for value in (*values, UNSTATED)]


def region_options(regions: Mapping[str, RegionItem]) -> list[dict[str, Any]]:
    """The region tree, flattened in order; `depth` indents an option and `hint` says its level and code."""
    children: dict[str | None, list[RegionItem]] = {}
    for item in regions.values():
        parent = item.parent_id if item.parent_id in regions else None
        children.setdefault(parent, []).append(item)
    found: list[dict[str, Any]] = []

    def walk(parent: str | None, depth: int) -> None:
        for item in sorted(children.get(parent, []), key=lambda region: region.region_id):
            hint = t(REGION_LEVEL_LABELS.get(item.level, "")) if "-" in item.region_id else item.region_id
            found.append({"value": item.region_id, "label": item.name, "depth": depth, "hint": hint})
            walk(item.region_id, depth + 1)

    walk(None, 0)
    return found


def values(portfolio: PortfolioFilter) -> dict[Control, Any]:
    """What each control shows for a filter."""
    return {
        Control.REGION: list(portfolio.regions),
        Control.BELOW: portfolio.include_below,
        Control.YEAR: [str(year) for year in portfolio.years],
        Control.YEAR_BASIS: portfolio.year_basis.value,
        Control.SECTOR: list(portfolio.sectors),
        Control.NATURE: list(portfolio.natures),
        Control.CLASS: list(portfolio.classes),
        Control.TEXT: portfolio.text,
        Control.AS_OF: portfolio.as_of.isoformat() if portfolio.as_of else None,
        Control.DOCUMENT: list(portfolio.documents),
    }
