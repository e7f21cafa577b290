"""The project grid: columns, options, rows as it shows them."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.export.records import to_records
from dashboard.metrics.catalog import METRICS, heading
from dashboard.session.scope import Scope
from dashboard.words.formats import planned_date
from dashboard.words.labels import DOCUMENT_STATUS_LABELS, POSITION_LABELS, STATUS_LABELS, rule_title
from dashboard.words.translate import CHINESE, ENGLISH, language, t

COLUMNS = (
    "project_id",
    "name",
    "region_name",
    "sector",
    "nature",
    "total_investment_wan",
    "childcare_places",
    "elder_beds",
    "school_places",
    "existing_beds",
    "planned_start",
    "planned_finish",
    "plan_precision",
    "duration_months",
    "plan_position",
    "implementing_unit",
    "owner_unit",
    "leader",
    "person_in_charge",
    "work_of_year",
    "year_nature",
    "remark",
    "document",
    "document_status",
    "doubtful_fields",
    "seq",
    "sector_rule",
    "county_code",
    "location_raw",
    "period_raw",
    "nursing_beds",
    "medical_care_beds",
    "other_beds",
    "classes",
    "floor_area_m2",
    "land_area_m2",
    "status",
    "report_month",
    "physical_progress",
    "annual_plan_wan",
    "invested_year_wan",
    "invested_total_wan",
    "arrived_wan",
    "paid_wan",
    "actual_start",
    "actual_start_precision",
    "forecast_finish",
    "forecast_finish_precision",
    "actual_finish",
    "actual_finish_precision",
    "problems",
    "list_year",
    "document_date",
    "report_count",
)
"""Columns of the rows that the grid asks for, those that can be chosen included."""

_MORE = (
    ("seq", 76), ("sector_rule", 220), ("county_code", 100), ("location_raw", 150), ("period_raw", 120),
    ("nursing_beds", 110), ("medical_care_beds", 110), ("other_beds", 92), ("classes", 80), ("floor_area_m2", 110),
    ("land_area_m2", 110), ("status", 92), ("report_month", 110), ("physical_progress", 140), ("annual_plan_wan", 116),
    ("invested_year_wan", 116), ("invested_total_wan", 116), ("arrived_wan", 116), ("paid_wan", 116),
    ("actual_start", 100), ("forecast_finish", 100), ("actual_finish", 100), ("problems", 200), ("list_year", 92),
    ("document_date", 110), ("report_count", 92), ("leader", 110), ("person_in_charge", 100),
    ("year_nature", 92), ("work_of_year", 220), ("remark", 180),
)  # fmt: skip
"""Columns that are hidden until they are chosen, with their widths."""

_PLAIN_NUMBERS = ("seq", "floor_area_m2", "land_area_m2", "report_count")
_DATES = {
    "planned_start": "plan_precision", "planned_finish": "plan_precision", "actual_start": "actual_start_precision",
    "forecast_finish": "forecast_finish_precision", "actual_finish": "actual_finish_precision",
}  # fmt: skip
"""Dates, and the column that says how precise each is."""

TOTALS = (
    "total_investment_wan", "childcare_places", "elder_beds", "school_places", "existing_beds", "nursing_beds",
    "medical_care_beds", "other_beds", "classes", "annual_plan_wan", "invested_year_wan", "invested_total_wan",
    "arrived_wan", "paid_wan",
)  # fmt: skip
"""Metrics of the totals row, asked for over all projects of the filter."""

_NUMBERS = (("total_investment_wan", 116), ("childcare_places", 92), ("elder_beds", 100), ("school_places", 92))

LOCALE = {
    "loadingOoo": "正在读取…",
    "noRowsToShow": "没有项目",
    "pinColumn": "固定列",
    "pinLeft": "固定在左侧",
    "pinRight": "固定在右侧",
    "noPin": "不固定",
    "autosizeThisColumn": "此列自动宽度",
    "autosizeAllColumns": "各列自动宽度",
    "resetColumns": "恢复各列",
    "sortAscending": "升序",
    "sortDescending": "降序",
    "sortUnSort": "取消排序",
    "columns": "列",
    "chooseColumns": "选择列",
    "copy": "复制",
    "ariaSortableColumn": "按回车键排序",
    "ariaRowSelect": "按空格键选择此行",
    "ariaColumn": "列",
    "ariaLabelColumnMenu": "列菜单",
    "ariaMenuColumn": "按 Ctrl+回车键打开列菜单",
    "ariaLabelCell": "单元格",
}


def column_definitions() -> list[dict[str, Any]]:
    """Columns in reading order: what and for how much (all that a phone has room for), where, what it adds, when."""
    definitions: list[dict[str, Any]] = [
        {
            "field": "name",
            "headerName": t("项目名称"),
            "cellRenderer": "ProjectLink",
            "pinned": "left",
            "minWidth": 140,
            "width": 300,
            "tooltipField": "name",
        },
        _number(*_NUMBERS[0]),
        {"field": "region_name", "headerName": t("地区"), "width": 96},
        {"field": "sector", "headerName": t("行业"), "width": 90},
        {"field": "nature", "headerName": t("建设性质"), "width": 92},
    ]
    definitions += [_number(name, width) for name, width in _NUMBERS[1:]]
    definitions += [
        {"field": "planned_start", "headerName": t("计划开工"), "width": 96},
        {"field": "planned_finish", "headerName": t("计划竣工"), "width": 96},
        {"field": "duration_months", "headerName": t("工期（月）"), "width": 84, **_NUMERIC},
        {"field": "plan_position", "headerName": t("计划所处阶段"), "width": 124},
        _number("existing_beds", 116),
        {
            "field": "implementing_unit",
            "headerName": t("组织实施单位"),
            "width": 210,
            "tooltipField": "implementing_unit",
        },
        {"field": "owner_unit", "headerName": heading("owner_unit"), "width": 180, "tooltipField": "owner_unit"},
        {"field": "document", "headerName": t("来源文件"), "width": 230, "tooltipField": "document"},
        {"field": "document_status", "headerName": t("文件状态"), "width": 112},
        *({**_further(name, width), "hide": True} for name, width in _MORE),
    ]
    wider = _WIDER_IN_ENGLISH if language() == ENGLISH else {}
    return [
        {"valueFormatter": {"function": "statedText(params)"}, **definition}
        | ({"width": wider[definition["field"]]} if definition["field"] in wider else {})
        for definition in definitions
    ]


_WIDER_IN_ENGLISH = {"sector": 180, "nature": 190, "plan_position": 150, "document_status": 150}
_NUMERIC: dict[str, Any] = {"type": "rightAligned", "valueFormatter": {"function": "statedNumber(params)"}}


def _number(name: str, width: int) -> dict[str, Any]:
    metric = METRICS[name]
    return {
        "field": name,
        "headerName": heading(name),
        "headerTooltip": metric.warning,
        "width": width,
        "cellClassRules": {"is-doubtful": f"params.data && (params.data.doubtful_fields || []).includes('{name}')"},
        **_NUMERIC,
    }


def _further(name: str, width: int) -> dict[str, Any]:
    if name in METRICS:
        return _number(name, width)
    more = _NUMERIC if name in _PLAIN_NUMBERS else {"tooltipField": name}
    return {"field": name, "headerName": heading(name), "width": width, **more}


def choices() -> list[dict[str, str]]:
    """What the column chooser offers: every column but the name, which always stays."""
    named = [item for item in column_definitions() if item["field"] != "name"]
    return [{"value": item["field"], "label": item["headerName"]} for item in named]


def chosen() -> list[str]:
    """The columns that are shown until a user chooses others."""
    return [item["field"] for item in column_definitions() if item["field"] != "name" and not item.get("hide")]


def totals_row(totals: dict[str, Any]) -> dict[str, Any]:
    """The row below all others, as the grid takes it."""
    values = {name: None if value is None else float(str(value)) for name, value in totals.items()}
    words = t("合计（全部 {count} 个项目）", count=totals["projects"])
    return values | {"name": words, "is_total": True, "project_id": "total"}


def grid_options(totals: dict[str, Any]) -> dict[str, Any]:
    """Options of the grid; the totals are pinned below all rows."""
    return {
        "theme": {
            "function": "themeQuartz.withParams({fontFamily: 'var(--board-font)', fontSize: 13, headerFontSize: 12.5,"
            " rowHeight: 42, headerHeight: 44, spacing: 6, accentColor: 'var(--accent)', foregroundColor: 'var(--ink)',"
            " backgroundColor: 'var(--paper)', headerBackgroundColor: 'var(--soft)', borderColor: 'var(--line)',"
            " browserColorScheme: 'inherit', wrapperBorderRadius: 8})"
        },
        "localeText": LOCALE if language() == CHINESE else {},
        "pinnedBottomRowData": [totals_row(totals)],
        "cacheBlockSize": 100,
        "rowBuffer": 3,
        "maxBlocksInCache": 20,
        "multiSortKey": "ctrl",
        "maintainColumnOrder": True,
        "tooltipShowDelay": 400,
        "suppressCellFocus": False,
        "enableCellTextSelection": True,
        "ensureDomOrder": True,
    }


def to_rows(frame: pl.DataFrame, scope: Scope) -> list[dict[str, Any]]:
    """Rows with dates as precise as stated and codes in words; a null stays null and is shown as 未载明."""
    query = scope.filter.to_query()
    tail = f"?{query}" if query else ""
    return [
        record | _dates(raw) | _words(raw) | {"href": f"/project/{raw['project_id']}{tail}"}
        for raw, record in zip(frame.iter_rows(named=True), to_records(frame), strict=True)
    ]


def _dates(raw: dict[str, Any]) -> dict[str, str | None]:
    """The dates of a row as precise as stated."""
    said = {
        name: planned_date(raw[name], raw[precision] or "month") if raw[name] else None
        for name, precision in _DATES.items()
    }
    return said | {"report_month": f"{raw['report_month']:%Y-%m}" if raw["report_month"] else None}


def _words(raw: dict[str, Any]) -> dict[str, str | None]:
    """The codes of a row in words."""
    return {
        "plan_position": t(POSITION_LABELS[raw["plan_position"]]),
        "status": t(STATUS_LABELS[raw["status"]]),
        "sector_rule": t(rule_title(raw["sector_rule"])) if raw["sector_rule"] else None,
        "document_status": t(DOCUMENT_STATUS_LABELS.get(raw["document_status"] or "", "")) or None,
        "sector": t(raw["sector"]) if raw["sector"] else None,
        "nature": t(raw["nature"]) if raw["nature"] else None,
        "year_nature": t(raw["year_nature"]) if raw["year_nature"] else None,
    }
