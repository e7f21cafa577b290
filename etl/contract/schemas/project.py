"""What project lists say."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from etl.contract.schemas.table import AREA, QUANTITY, WAN, StatedInCell, Table, label
from etl.contract.values import FIRST_YEAR, LAST_YEAR


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
    owner_unit: pl.String = label(
        "项目业主", "Body that owns or builds it, apart from the responsible one", nullable=True
    )
    leader: pl.String = label("包联领导", "Leader who sees to it, as stated", nullable=True)
    person_in_charge: pl.String = label("责任人", "Name, without telephone numbers", nullable=True)
    contact_person: pl.String = label("联系人", "Name, without telephone numbers", nullable=True)
    work_of_year: pl.String = label(
        "年度建设内容", "What is to be done in the list's year, words of the cell", nullable=True
    )
    year_nature: pl.String = label(
        "年度性质",
        "What the project is in the list's year: 新开工, 续建, 竣工, 储备; by a column, a section or the title",
        nullable=True,
        isin=["新开工", "续建", "竣工", "储备"],
    )
    remark: pl.String = label("备注", "Words of the cell", nullable=True)
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


class InvestmentPlan(StatedInCell):
    """Money of a project that a list states beside its total: planned for a year, or done until its end."""

    year: pl.Int32 = label(
        "年度",
        "Year of the plan, or until whose end it is done; empty: not stated",
        nullable=True,
        ge=FIRST_YEAR,
        le=LAST_YEAR,
    )
    plan_wan: WAN = label("计划投资", "Planned for the year", unit="万元", nullable=True)  # type: ignore[valid-type]
    invested_wan: WAN = label("已完成投资", "Done until that year's end, or so far", unit="万元", nullable=True)  # type: ignore[valid-type]
    done_in_year_wan: WAN = label("当年完成投资", "Done in that year alone", unit="万元", nullable=True)  # type: ignore[valid-type]


class FundingPlan(StatedInCell):
    """Money of a project by source of funds, as a list plans it."""

    source: pl.String = label("资金来源", "Key of data/reference/funding_sources.csv")
    year: pl.Int32 = label(
        "年度", "Year that it is for; empty: for the whole", nullable=True, ge=FIRST_YEAR, le=LAST_YEAR
    )
    amount_wan: WAN = label("金额", "Planned; empty: not stated", unit="万元", nullable=True)  # type: ignore[valid-type]


class Approvals(StatedInCell):
    """One step of approval of a project, as a list or a progress sheet states it."""

    step: pl.String = label("审批环节", "Key of data/reference/approval_steps.csv")
    state: pl.String = label(
        "办理状态",
        "done, planned, under_way, not_started, not_needed; empty: only the words tell",
        nullable=True,
        isin=["done", "planned", "under_way", "not_started", "not_needed"],
    )
    date: pl.Date = label("办理时间", "First day of what is stated", nullable=True)
    precision: pl.String = label(
        "时间精度", "day, month, quarter, half or year", nullable=True, isin=["day", "month", "quarter", "half", "year"]
    )
    document_number: pl.String = label("批复文号", "As stated", nullable=True)


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
