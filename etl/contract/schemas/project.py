"""What project lists say."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from etl.contract.schemas.table import AREA, QUANTITY, WAN, Table, label


class ProjectReports(Table):
    """What one document says of one project: one row per project and document."""

    report_id: pl.String = label("报告编号", "document_id[:12]-table-row", unique=True)
    document_id: pl.String = label("文档编号", "Document")
    table_no: pl.Int32 = label("表号", "Table", ge=1)
    row_no: pl.Int64 = label("行号", "List row in the table", ge=1)
    project_id: pl.String = label("项目编号", "Stable over documents and years")
    project_code: pl.String = label("项目代码", "As stated", nullable=True)
    seq: pl.Int64 = label("序号", "Serial number as stated", nullable=True, ge=0)
    name: pl.String = label("项目名称", "Name without line-wrap spaces", str_length={"min_value": 2})
    nature: pl.String = label("建设性质", "新建, 扩建, 改建, 改扩建, 迁建, …", nullable=True)
    sector: pl.String = label("行业", "Sector by the rules in data/reference/sector_rules.csv", nullable=True)
    sector_rule: pl.String = label("行业规则", "The rule that fired", nullable=True)
    period_raw: pl.String = label("建设期限", "Words of the cell", nullable=True)
    planned_start: pl.Date = label("计划开工", "First day of the stated start", nullable=True)
    planned_finish: pl.Date = label("计划竣工", "Last day of the stated finish", nullable=True)
    plan_precision: pl.String = label(
        "计划精度", "day, month, quarter, half or year", nullable=True, isin=["day", "month", "quarter", "half", "year"]
    )
    start_year: pl.Int32 = label("开工年", "Year of the planned start", nullable=True, ge=1950, le=2100)
    end_year: pl.Int32 = label("竣工年", "Year of the planned finish", nullable=True, ge=1950, le=2100)
    duration_months: pl.Int32 = label("工期", "Stated duration", unit="月", nullable=True, gt=0, le=600)
    location_raw: pl.String = label("建设地点", "Words of the cell", nullable=True)
    region_id: pl.String = label("地区", "County, prefecture or zone", nullable=True)
    region_name: pl.String = label("地区名称", "Its name", nullable=True)
    region_level: pl.String = label(
        "地区级别",
        "province, prefecture, county or zone",
        nullable=True,
        isin=["province", "prefecture", "county", "zone"],
    )
    county_code: pl.String = label("县级代码", "GB/T 2260 code; a zone carries its parent's", nullable=True)
    township: pl.String = label("乡镇街道", "Township or street that the place or the name states", nullable=True)
    content_raw: pl.String = label("建设内容和规模", "Words of the cell", nullable=True)
    total_investment_wan: WAN = label(  # type: ignore[valid-type]
        "总投资", "Planned total investment", unit="万元", nullable=True, ge=Decimal(0)
    )
    floor_area_m2: AREA = label("建筑面积", "Floor area", unit="m²", nullable=True, ge=Decimal(0))  # type: ignore[valid-type]
    land_area_m2: AREA = label("用地面积", "Land area", unit="m²", nullable=True, ge=Decimal(0))  # type: ignore[valid-type]
    childcare_places: pl.Int64 = label("新增托位", "Childcare places added", unit="个", nullable=True, ge=0)
    elder_beds: pl.Int64 = label("新增养老床位", "Elder-care beds added", unit="张", nullable=True, ge=0)
    nursing_beds: pl.Int64 = label("其中护理型床位", "Part of the elder beds", unit="张", nullable=True, ge=0)
    medical_care_beds: pl.Int64 = label("其中医养床位", "Part of the elder beds", unit="张", nullable=True, ge=0)
    school_places: pl.Int64 = label("新增学位", "School places added", unit="个", nullable=True, ge=0)
    classes: pl.Int64 = label("班", "Classes stated (never places)", unit="个", nullable=True, ge=0)
    other_beds: pl.Int64 = label("其他床位", "Beds that are not for elder care", unit="张", nullable=True, ge=0)
    existing_beds: pl.Int64 = label("原有床位", "Stock before the project, never added", unit="张", nullable=True, ge=0)
    capacity_basis: pl.String = label(
        "规模依据", "Summary of the entries", isin=["stated", "each_times_count", "classes_only", "none"]
    )
    implementing_unit: pl.String = label("组织实施单位", "Responsible body", nullable=True)
    doubtful_fields: pl.List(pl.String) = label("存疑字段", "Fields whose value is uncertain or was not read")  # type: ignore[valid-type]


class EarlierPlans(Table):
    """The plan that a list says it replaces (原建设期限): one row per project report that states one."""

    report_id: pl.String = label("报告编号", "Project report", unique=True)
    planned_start: pl.Date = label("原计划开工", "First day of the stated start", nullable=True)
    planned_finish: pl.Date = label("原计划竣工", "Last day of the stated finish", nullable=True)
    plan_precision: pl.String = label(
        "计划精度", "day, month, quarter, half or year", nullable=True, isin=["day", "month", "quarter", "half", "year"]
    )
    duration_months: pl.Int32 = label("原工期", "Stated duration", unit="月", nullable=True, gt=0, le=600)
    words: pl.String = label("原文", "Words of the cells")


class InvestmentPlan(Table):
    """Money of a project that a list states beside its total: planned for a year, or done until its end."""

    report_id: pl.String = label("报告编号", "Project report")
    year: pl.Int32 = label(
        "年度", "Year of the plan, or until whose end it is done; empty: not stated", nullable=True, ge=1990, le=2100
    )
    plan_wan: WAN = label("计划投资", "Planned for the year", unit="万元", nullable=True)  # type: ignore[valid-type]
    invested_wan: WAN = label("已完成投资", "Done until that year's end, or so far", unit="万元", nullable=True)  # type: ignore[valid-type]
    column_no: pl.Int32 = label("列号", "1-based column in the source table", ge=1)
    header: pl.String = label("列名", "Header cell as read")
    raw: pl.String = label("单元格", "Raw cell")
    start: pl.Int32 = label("起", "Offset in the raw cell", ge=0)
    end: pl.Int32 = label("止", "Offset in the raw cell", ge=0)
    qualifier: pl.String = label(
        "限定", "exact, about, at_least, at_most", isin=["exact", "about", "at_least", "at_most"]
    )
    certainty: pl.String = label("确定性", "certain or doubtful", isin=["certain", "doubtful"])


class Quantities(Table):
    """One stated quantity of a project report, of any kind: beds, places, kilometres, households, …."""

    report_id: pl.String = label("报告编号", "Project report")
    entry_no: pl.Int32 = label("序", "1-based order in the cell", ge=1)
    kind: pl.String = label("类别", "Key of data/reference/quantity_kinds.csv; other: by the words of the document")
    noun: pl.String = label("名称", "What is counted, as written, where its kind is other", nullable=True)
    value: QUANTITY = label("数量", "In its unit, multiplication included", ge=Decimal(0))  # type: ignore[valid-type]
    unit: pl.String = label("单位", "Unit of its kind")
    basis: pl.String = label(
        "依据",
        "What the number states",
        isin=["new", "existing", "total_after", "design", "each_times_count", "estimated", "renovated"],
    )
    qualifier: pl.String = label(
        "限定", "exact, about, at_least, at_most", isin=["exact", "about", "at_least", "at_most"]
    )
    certainty: pl.String = label("确定性", "certain or doubtful", isin=["certain", "doubtful"])
    part_of: pl.String = label("属于", "Kind that it is a part of, never added to it", nullable=True)
    unit_count: pl.Int32 = label("处数", "Number of alike facilities multiplied in", ge=1)
    is_added: pl.Boolean = label("计入新增", "Whether it counts as added")
    words: pl.String = label("原文", "Words that it was read from")
    start: pl.Int32 = label("起", "Offset in the raw cell", ge=0)
    end: pl.Int32 = label("止", "Offset in the raw cell", ge=0)
