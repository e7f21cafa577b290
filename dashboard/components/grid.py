"""The project grid: columns, options, rows as it shows them."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.export.records import to_records
from dashboard.formats import planned_date
from dashboard.labels import DOCUMENT_STATUS_LABELS, POSITION_LABELS
from dashboard.metrics.catalog import METRICS, heading
from dashboard.scope import Scope
from dashboard.words import CHINESE, ENGLISH, language, t

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
    "document",
    "document_status",
    "doubtful_fields",
)
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
    """Columns in reading order: what and where, how much, when, how sure."""
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
        {"field": "region_name", "headerName": t("地区"), "width": 96},
        {"field": "sector", "headerName": t("行业"), "width": 90},
        {"field": "nature", "headerName": t("建设性质"), "width": 92},
    ]
    definitions += [_number(name, width) for name, width in _NUMBERS]
    definitions += [
        {"field": "planned_start", "headerName": t("计划开工"), "width": 96},
        {"field": "planned_finish", "headerName": t("计划完工"), "width": 96},
        {"field": "duration_months", "headerName": t("工期（月）"), "width": 84, **_NUMERIC},
        {"field": "plan_position", "headerName": t("计划所处阶段"), "width": 124},
        _number("existing_beds", 116),
        {
            "field": "implementing_unit",
            "headerName": t("组织实施单位"),
            "width": 210,
            "tooltipField": "implementing_unit",
        },
        {"field": "document", "headerName": t("来源文件"), "width": 230, "tooltipField": "document"},
        {"field": "document_status", "headerName": t("文件状态"), "width": 112},
    ]
    wider = _WIDER_IN_ENGLISH if language() == ENGLISH else {}
    return [
        {"valueFormatter": {"function": "statedText(params)"}, **definition}
        | ({"width": wider[definition["field"]]} if definition["field"] in wider else {})
        for definition in definitions
    ]


_WIDER_IN_ENGLISH = {"sector": 150, "nature": 150, "plan_position": 150, "document_status": 150}
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


def grid_options(totals: dict[str, Any]) -> dict[str, Any]:
    """Options of the grid; the totals are pinned below all rows."""
    values = {name: None if value is None else float(str(value)) for name, value in totals.items()}
    bottom = values | {
        "name": t("合计（全部 {count} 个项目）", count=totals["projects"]),
        "is_total": True,
        "project_id": "total",
    }
    return {
        "theme": {
            "function": "themeQuartz.withParams({fontFamily: 'var(--board-font)', fontSize: 13, headerFontSize: 12.5,"
            " rowHeight: 42, headerHeight: 44, spacing: 6, accentColor: 'var(--accent)', foregroundColor: 'var(--ink)',"
            " backgroundColor: 'var(--paper)', headerBackgroundColor: 'var(--soft)', borderColor: 'var(--line)',"
            " browserColorScheme: 'inherit', wrapperBorderRadius: 8})"
        },
        "localeText": LOCALE if language() == CHINESE else {},
        "pinnedBottomRowData": [bottom],
        "cacheBlockSize": 100,
        "maxBlocksInCache": 20,
        "multiSortKey": "ctrl",
        "tooltipShowDelay": 400,
        "suppressCellFocus": False,
        "enableCellTextSelection": True,
        "ensureDomOrder": True,
    }


def to_rows(frame: pl.DataFrame, scope: Scope) -> list[dict[str, Any]]:
    """Rows with dates as precise as stated and codes in words; a null stays null and is shown as 未载明."""
    query = scope.filter.to_query()
    rows = []
    for raw, row in zip(frame.iter_rows(named=True), to_records(frame), strict=True):
        for name in ("planned_start", "planned_finish"):
            row[name] = planned_date(raw[name], raw["plan_precision"]) if raw[name] else None
        row["plan_position"] = t(POSITION_LABELS[row["plan_position"]])
        row["document_status"] = t(DOCUMENT_STATUS_LABELS.get(row["document_status"] or "", "")) or None
        row["sector"], row["nature"] = (t(row[name]) if row[name] else None for name in ("sector", "nature"))
        row["href"] = f"/project/{row['project_id']}" + (f"?{query}" if query else "")
        rows.append(row)
    return rows
