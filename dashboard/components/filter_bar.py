"""The filter bar: one control per field of the filter. The URL is its state; it holds none of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.components.dom import aria
from dashboard.components.ids import Control, Frame
from dashboard.filters import UNDATED, UNSTATED, PortfolioFilter, RegionItem, Vocabulary, Year, year_label
from dashboard.labels import POSITION_LABELS, REGION_LEVEL_LABELS, YEAR_BASIS_LABELS, class_label

_NOTHING = "没有匹配项"
_BASES = [{"value": key, "label": label.removesuffix("年份")} for key, label in YEAR_BASIS_LABELS.items()]


def filter_bar() -> html.Div:
    """The bar with empty options; `options` and `values` fill it."""
    return html.Div(
        id=Frame.BAR,
        className="filter-bar",
        role="search",
        **aria(label="筛选"),
        children=[
            html.Button("筛选", id=Frame.BAR_TOGGLE, className="filter-toggle", **aria(controls="filter-fields")),
            html.Div(id="filter-fields", className="filter-fields", children=_controls()),
        ],
    )


def _controls() -> list[Any]:
    return [
        _field(
            "地区",
            _multi(Control.REGION, "全部地区", renderOption={"function": "regionOption"}),
            "region",
            dmc.Switch(id=Control.BELOW, checked=True, label="含下辖", size="xs", labelPosition="left"),
        ),
        _field(
            "年份",
            html.Div(
                className="joined",
                children=[
                    dmc.Select(
                        id=Control.YEAR_BASIS,
                        data=_BASES,
                        value="planned_finish",
                        allowDeselect=False,
                        size="sm",
                        w=112,
                        **aria(label="年份口径"),
                    ),
                    _multi(Control.YEAR, "全部年份", label="年份"),
                ],
            ),
            "year",
        ),
        _field("行业", _multi(Control.SECTOR, "全部行业")),
        _field("建设性质", _multi(Control.NATURE, "全部性质")),
        _field("计划所处阶段", _multi(Control.CLASS, "全部阶段")),
        _field(
            "关键词",
            dmc.TextInput(
                id=Control.TEXT, placeholder="名称、单位、地点、内容", debounce=250, size="sm", **aria(label="关键词")
            ),
        ),
        _field(
            "数据截止日",
            dmc.DateInput(
                id=Control.AS_OF,
                placeholder="按最新文件",
                valueFormat="YYYY-MM-DD",
                monthLabelFormat="YYYY年M月",
                yearLabelFormat="YYYY年",
                clearable=True,
                size="sm",
                clearButtonProps={"aria-label": "清除数据截止日"},
                **aria(label="数据截止日"),
            ),
        ),
        _field("来源文件", _multi(Control.DOCUMENT, "全部文件")),
    ]


def _field(label: str, control: Any, name: str = "", aside: Any = None) -> html.Div:  # noqa: ANN401 - components
    head = html.Div([html.Span(label), aside], className="filter-label")
    return html.Div(className=f"filter-field {name}".strip(), children=[head, control])


def _multi(control: Control, placeholder: str, label: str = "", **more: Any) -> dmc.MultiSelect:  # noqa: ANN401
    return dmc.MultiSelect(
        id=control,
        data=[],
        value=[],
        placeholder=placeholder,
        searchable=True,
        clearable=True,
        hidePickedOptions=False,
        nothingFoundMessage=_NOTHING,
        maxDropdownHeight=340,
        size="sm",
        comboboxProps={"width": "max-content", "position": "bottom-start", "shadow": "md"},
        clearButtonProps={"aria-label": f"清除{label or placeholder.removeprefix('全部')}"},
        **aria(label=label or placeholder.removeprefix("全部")),
        **more,
    )


def options(vocabulary: Vocabulary, portfolio: PortfolioFilter) -> dict[Control, list[dict[str, Any]]]:
    """What each list control offers in this snapshot, and what the filter holds beyond that."""
    years: set[Year] = {*vocabulary.years, *portfolio.years} - {UNDATED}
    classes = dict.fromkeys((*POSITION_LABELS, *portfolio.classes))
    return {
        Control.REGION: [*region_options(vocabulary.regions), {"value": UNSTATED, "label": "地区未定", "depth": 0}],
        Control.YEAR: [{"value": str(year), "label": year_label(year)} for year in (*sorted(years, key=str), UNDATED)],
        Control.SECTOR: _coded(vocabulary.sectors),
        Control.NATURE: _coded(vocabulary.natures),
        Control.CLASS: [{"value": item, "label": class_label(item)} for item in classes],
        Control.DOCUMENT: [{"value": key, "label": name} for key, name in vocabulary.documents.items()],
    }


def _coded(values: Sequence[str]) -> list[dict[str, Any]]:
    return [{"value": value, "label": value} for value in values] + [{"value": UNSTATED, "label": "未载明"}]


def region_options(regions: Mapping[str, RegionItem]) -> list[dict[str, Any]]:
    """The region tree, flattened in order; `depth` indents an option and `hint` says its level and code."""
    children: dict[str | None, list[RegionItem]] = {}
    for item in regions.values():
        parent = item.parent_id if item.parent_id in regions else None
        children.setdefault(parent, []).append(item)
    found: list[dict[str, Any]] = []

    def walk(parent: str | None, depth: int) -> None:
        for item in sorted(children.get(parent, []), key=lambda region: region.region_id):
            hint = REGION_LEVEL_LABELS.get(item.level, "") if "-" in item.region_id else item.region_id
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
