"""The contract of every table in store and warehouse: column, type, label, unit, meaning, bounds.

Each class is one table. `Field(title=…)` is its Chinese label, `metadata["unit"]` its unit. Rows that fail a check
are rejected with a finding (see `checks/contract.py`); nothing else may write these tables.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandera.polars as pa
import polars as pl

WAN = pl.Decimal(18, 6)
AREA = pl.Decimal(18, 4)


def _field(title: str, description: str, *, unit: str = "", nullable: bool = False, **checks: Any) -> Any:  # noqa: ANN401
    return pa.Field(title=title, description=description, metadata={"unit": unit}, nullable=nullable, **checks)


class _Table(pa.DataFrameModel):
    class Config:
        strict = True
        ordered = True


class Documents(_Table):
    """One file as received."""

    document_id: pl.String = _field("文档编号", "SHA-256 of the bytes", str_length={"min_value": 64, "max_value": 64})
    document: pl.String = _field("文件名", "Name of the file as it was loaded first")
    format: pl.String = _field("格式", "Reader that was chosen by content: txt, csv, …")
    encoding: pl.String = _field("编码", "Encoding that the bytes were read in", nullable=True)
    byte_size: pl.Int64 = _field("大小", "Size of the file", unit="字节", ge=0)
    title: pl.String = _field("标题", "Title as stated", nullable=True)
    issuer: pl.String = _field("发文机关", "Issuing body as stated", nullable=True)
    document_number: pl.String = _field("文号", "Document number as stated", nullable=True)
    document_date: pl.Date = _field("成文日期", "Date as stated or given", nullable=True)
    list_year: pl.Int32 = _field("清单年度", "Year of the list", nullable=True, ge=1990, le=2100)
    status: pl.String = _field("状态", "draft 征求意见稿, issued 印发", nullable=True, isin=["draft", "issued"])
    region_id: pl.String = _field("地区", "Region that the document speaks for", nullable=True)
    region_name: pl.String = _field("地区名称", "Name of that region", nullable=True)
    metadata_source: pl.String = _field("元数据来源", "JSON: field -> stated, given or derived")
    is_synthetic: pl.Boolean = _field("示例数据", "True where the document says that its data are invented")


class SourceTables(_Table):
    """One table found in a document."""

    document_id: pl.String = _field("文档编号", "Document")
    table_no: pl.Int32 = _field("表号", "1-based order in the document", ge=1)
    kind: pl.String = _field("表类", "records.TableKind")
    caption: pl.String = _field("表题", "Words above the table", nullable=True)
    where: pl.String = _field("位置", "Sheet or page", nullable=True)
    headers: pl.List(pl.String) = _field("表头", "Header cells as read")  # type: ignore[valid-type]
    fields: pl.List(pl.String) = _field("字段", "Field that each header means, empty where unmapped")  # type: ignore[valid-type]
    row_count: pl.Int64 = _field("行数", "Body rows", ge=0)
    line_first: pl.Int64 = _field("起始行", "Line of the header in the file")
    line_last: pl.Int64 = _field("末行", "Line of the last row in the file")


class ListRows(_Table):
    """One body row of a table, as read. Nothing that a document lists is missing here."""

    document_id: pl.String = _field("文档编号", "Document")
    table_no: pl.Int32 = _field("表号", "Table", ge=1)
    position: pl.Int64 = _field("位置", "1-based order among all body rows of the table", ge=1)
    row_no: pl.Int64 = _field(
        "行号", "1-based order among the list rows; empty for totals and section rows", nullable=True
    )
    line: pl.Int64 = _field("原文行", "Line in the file, or sheet row")
    kind: pl.String = _field("行类", "project, part, progress, rejected, totals, section, struck, target, other")
    cells: pl.List(pl.String) = _field("单元格", "Raw cells, aligned with the table's headers")  # type: ignore[valid-type]


class ProjectReports(_Table):
    """What one document says of one project: one row per project and document."""

    report_id: pl.String = _field("报告编号", "document_id[:12]-table-row", unique=True)
    document_id: pl.String = _field("文档编号", "Document")
    table_no: pl.Int32 = _field("表号", "Table", ge=1)
    row_no: pl.Int64 = _field("行号", "List row in the table", ge=1)
    project_id: pl.String = _field("项目编号", "Stable over documents and years")
    project_code: pl.String = _field("项目代码", "As stated", nullable=True)
    seq: pl.Int64 = _field("序号", "Serial number as stated", nullable=True, ge=0)
    name: pl.String = _field("项目名称", "Name without line-wrap spaces", str_length={"min_value": 2})
    nature: pl.String = _field("建设性质", "新建, 扩建, 改建, 改扩建, 迁建, …", nullable=True)
    sector: pl.String = _field("行业", "Sector by the rules in data/reference/sector_rules.csv", nullable=True)
    sector_rule: pl.String = _field("行业规则", "The rule that fired", nullable=True)
    period_raw: pl.String = _field("建设期限", "Words of the cell", nullable=True)
    planned_start: pl.Date = _field("计划开工", "First day of the stated start", nullable=True)
    planned_finish: pl.Date = _field("计划竣工", "Last day of the stated finish", nullable=True)
    plan_precision: pl.String = _field(
        "计划精度", "day, month, quarter, half or year", nullable=True, isin=["day", "month", "quarter", "half", "year"]
    )
    start_year: pl.Int32 = _field("开工年", "Year of the planned start", nullable=True, ge=1950, le=2100)
    end_year: pl.Int32 = _field("竣工年", "Year of the planned finish", nullable=True, ge=1950, le=2100)
    duration_months: pl.Int32 = _field("工期", "Stated duration", unit="月", nullable=True, gt=0, le=600)
    location_raw: pl.String = _field("建设地点", "Words of the cell", nullable=True)
    region_id: pl.String = _field("地区", "County, prefecture or zone", nullable=True)
    region_name: pl.String = _field("地区名称", "Its name", nullable=True)
    region_level: pl.String = _field(
        "地区级别",
        "province, prefecture, county or zone",
        nullable=True,
        isin=["province", "prefecture", "county", "zone"],
    )
    county_code: pl.String = _field("县级代码", "GB/T 2260 code; a zone carries its parent's", nullable=True)
    content_raw: pl.String = _field("建设内容和规模", "Words of the cell", nullable=True)
    total_investment_wan: WAN = _field(  # type: ignore[valid-type]
        "总投资", "Planned total investment", unit="万元", nullable=True, ge=Decimal(0), le=Decimal("1e8")
    )
    floor_area_m2: AREA = _field("建筑面积", "Floor area", unit="m²", nullable=True, ge=Decimal(0))  # type: ignore[valid-type]
    land_area_m2: AREA = _field("用地面积", "Land area", unit="m²", nullable=True, ge=Decimal(0))  # type: ignore[valid-type]
    childcare_places: pl.Int64 = _field("新增托位", "Childcare places added", unit="个", nullable=True, ge=0)
    elder_beds: pl.Int64 = _field("新增养老床位", "Elder-care beds added", unit="张", nullable=True, ge=0)
    nursing_beds: pl.Int64 = _field("其中护理型床位", "Part of the elder beds", unit="张", nullable=True, ge=0)
    medical_care_beds: pl.Int64 = _field("其中医养床位", "Part of the elder beds", unit="张", nullable=True, ge=0)
    school_places: pl.Int64 = _field("新增学位", "School places added", unit="个", nullable=True, ge=0)
    classes: pl.Int64 = _field("班", "Classes stated (never places)", unit="个", nullable=True, ge=0)
    other_beds: pl.Int64 = _field("其他床位", "Beds that are not for elder care", unit="张", nullable=True, ge=0)
    existing_beds: pl.Int64 = _field(
        "原有床位", "Stock before the project, never added", unit="张", nullable=True, ge=0
    )
    capacity_basis: pl.String = _field(
        "规模依据", "Summary of the entries", isin=["stated", "each_times_count", "classes_only", "none"]
    )
    implementing_unit: pl.String = _field("组织实施单位", "Responsible body", nullable=True)
    doubtful_fields: pl.List(pl.String) = _field("存疑字段", "Fields whose value is uncertain or was not read")  # type: ignore[valid-type]


class EarlierPlans(_Table):
    """The plan that a list says it replaces (原建设期限): one row per project report that states one."""

    report_id: pl.String = _field("报告编号", "Project report", unique=True)
    planned_start: pl.Date = _field("原计划开工", "First day of the stated start", nullable=True)
    planned_finish: pl.Date = _field("原计划竣工", "Last day of the stated finish", nullable=True)
    plan_precision: pl.String = _field(
        "计划精度", "day, month, quarter, half or year", nullable=True, isin=["day", "month", "quarter", "half", "year"]
    )
    duration_months: pl.Int32 = _field("原工期", "Stated duration", unit="月", nullable=True, gt=0, le=600)
    words: pl.String = _field("原文", "Words of the cells")


class InvestmentPlan(_Table):
    """Money of a project that a list states beside its total: planned for a year, or done until its end."""

    report_id: pl.String = _field("报告编号", "Project report")
    year: pl.Int32 = _field(
        "年度", "Year of the plan, or until whose end it is done; empty: not stated", nullable=True, ge=1990, le=2100
    )
    plan_wan: WAN = _field("计划投资", "Planned for the year", unit="万元", nullable=True)  # type: ignore[valid-type]
    invested_wan: WAN = _field("已完成投资", "Done until that year's end, or so far", unit="万元", nullable=True)  # type: ignore[valid-type]
    column_no: pl.Int32 = _field("列号", "1-based column in the source table", ge=1)
    header: pl.String = _field("列名", "Header cell as read")
    raw: pl.String = _field("单元格", "Raw cell")
    start: pl.Int32 = _field("起", "Offset in the raw cell", ge=0)
    end: pl.Int32 = _field("止", "Offset in the raw cell", ge=0)
    qualifier: pl.String = _field(
        "限定", "exact, about, at_least, at_most", isin=["exact", "about", "at_least", "at_most"]
    )
    certainty: pl.String = _field("确定性", "certain or doubtful", isin=["certain", "doubtful"])


class CapacityEntries(_Table):
    """One stated quantity of a project report."""

    report_id: pl.String = _field("报告编号", "Project report")
    entry_no: pl.Int32 = _field("序", "1-based order in the cell", ge=1)
    kind: pl.String = _field(
        "类别",
        "What is counted",
        isin=["childcare_place", "elder_bed", "nursing_bed", "medical_care_bed", "school_place", "class", "other_bed"],
    )
    quantity: pl.Int64 = _field("数量", "Quantity, multiplication included", ge=0)
    basis: pl.String = _field(
        "依据",
        "What the number states",
        isin=["new", "existing", "total_after", "design", "each_times_count", "estimated"],
    )
    qualifier: pl.String = _field(
        "限定", "exact, about, at_least, at_most", isin=["exact", "about", "at_least", "at_most"]
    )
    certainty: pl.String = _field("确定性", "certain or doubtful", isin=["certain", "doubtful"])
    part_of: pl.String = _field("属于", "Kind that it is a part of, never added to it", nullable=True)
    unit_count: pl.Int32 = _field("处数", "Number of alike facilities multiplied in", ge=1)
    is_added: pl.Boolean = _field("计入新增", "Whether it counts as added")
    words: pl.String = _field("原文", "Words that it was read from")
    start: pl.Int32 = _field("起", "Offset in the raw cell", ge=0)
    end: pl.Int32 = _field("止", "Offset in the raw cell", ge=0)


class Evidence(_Table):
    """Where one field of one row was read: cell, words, qualifier, certainty."""

    report_id: pl.String = _field("报告编号", "Project report, progress report, target or rule: its id")
    field: pl.String = _field("字段", "Column of the table that the row stands in")
    column_no: pl.Int32 = _field("列号", "1-based column in the source table", ge=1)
    header: pl.String = _field("列名", "Header cell as read")
    raw: pl.String = _field("单元格", "Raw cell")
    start: pl.Int32 = _field("起", "Offset in the raw cell", ge=0)
    end: pl.Int32 = _field("止", "Offset in the raw cell", ge=0)
    value: pl.String = _field("值", "Value as stored, as text", nullable=True)
    qualifier: pl.String = _field(
        "限定", "exact, about, at_least, at_most", isin=["exact", "about", "at_least", "at_most"]
    )
    certainty: pl.String = _field("确定性", "certain or doubtful", isin=["certain", "doubtful"])
    rule: pl.String = _field("规则", "How it was read, where there is a choice", nullable=True)


class Targets(_Table):
    """What a plan commits a region to for a year, from an indicator table, running text or a policy's goal."""

    target_id: pl.String = _field("目标编号", "document_id[:12]-t(table)-(row) or -p(order in the text)", unique=True)
    document_id: pl.String = _field("文档编号", "Document")
    where: pl.String = _field("出处", "table, prose, goal (cell of a policy table)", isin=["table", "prose", "goal"])
    table_no: pl.Int32 = _field("表号", "Table", nullable=True, ge=1)
    row_no: pl.Int64 = _field("行号", "Row in the table", nullable=True, ge=1)
    column_no: pl.Int32 = _field("列号", "1-based column of the words", nullable=True, ge=1)
    line: pl.Int64 = _field("原文行", "Line in the file, or sheet row")
    seq: pl.Int64 = _field("序号", "Serial number as stated", nullable=True, ge=0)
    region_id: pl.String = _field("地区", "Region that is committed", nullable=True)
    region_name: pl.String = _field("地区名称", "Its name", nullable=True)
    indicator: pl.String = _field("指标", "Indicator as stated")
    indicator_id: pl.String = _field("指标代码", "Key of data/reference/indicators.csv", nullable=True)
    baseline_year: pl.Int32 = _field("基期年", "Year of the baseline", nullable=True, ge=1990, le=2100)
    baseline_raw: pl.String = _field("基期值原文", "Words of the baseline", nullable=True)
    baseline_value: WAN = _field("基期值", "Baseline in `unit`", nullable=True)  # type: ignore[valid-type]
    target_year: pl.Int32 = _field("目标年", "Year by which", nullable=True, ge=1990, le=2100)
    target_raw: pl.String = _field("目标值原文", "Words of the target", nullable=True)
    comparator: pl.String = _field(
        "比较", "How the value bounds the target; empty: as stated", isin=["", ">", ">=", "<", "<=", "range"]
    )
    target_value: WAN = _field("目标值", "Value; empty for a target in words", nullable=True)  # type: ignore[valid-type]
    target_high: WAN = _field("目标上限", "Upper end of a range", nullable=True)  # type: ignore[valid-type]
    qualifier: pl.String = _field(
        "限定", "exact, about, at_least, at_most", isin=["exact", "about", "at_least", "at_most"]
    )
    unit: pl.String = _field("单位", "As stated; 万张 are 张, 亿元 are 万元", nullable=True)
    binding: pl.String = _field("属性", "约束性 or 预期性", nullable=True, isin=["约束性", "预期性"])
    department: pl.String = _field("责任部门", "Responsible department", nullable=True)
    words: pl.String = _field("原文", "Raw cell, or the words in the text")
    start: pl.Int32 = _field("起", "Offset in the raw cell or line", ge=0)
    end: pl.Int32 = _field("止", "Offset in the raw cell or line", ge=0)
    certainty: pl.String = _field("确定性", "certain or doubtful", isin=["certain", "doubtful"])
    rule: pl.String = _field("规则", "How it was read")
    repeats: pl.String = _field("重复", "Target of the same document that states the same", nullable=True)


class PolicyRules(_Table):
    """One rule of support by public funds that a policy table states."""

    rule_id: pl.String = _field("规则编号", "document_id[:12]-r(table)-(row)-(order)", unique=True)
    document_id: pl.String = _field("文档编号", "Document")
    table_no: pl.Int32 = _field("表号", "Table", ge=1)
    row_no: pl.Int64 = _field("行号", "Row in the table", ge=1)
    column_no: pl.Int32 = _field("列号", "1-based column of the words", ge=1)
    line: pl.Int64 = _field("原文行", "Line in the file, or sheet row")
    kind: pl.String = _field(
        "规则类型",
        "per_place_wan 万元 per childcare place, per_bed_wan 万元 per bed, share_of_average % of average investment",
        isin=["per_place_wan", "per_bed_wan", "share_of_average"],
    )
    amount: WAN = _field("数额", "万元 per unit, or per cent", ge=Decimal(0))  # type: ignore[valid-type]
    unit: pl.String = _field("单位", "万元/托位, 万元/床位, %", isin=["万元/托位", "万元/床位", "%"])
    comparator: pl.String = _field("比较", "<= where the words set an upper bound", isin=["", "<=", ">="])
    region_class: pl.String = _field("地区类别", "east, central, west", nullable=True, isin=["east", "central", "west"])
    applies_to: pl.String = _field("适用", "Programme or projects that the words name", nullable=True)
    condition: pl.String = _field("条件", "Sentence that states the rule")
    valid_from: pl.Date = _field("起始日", "Date of the document", nullable=True)
    words: pl.String = _field("原文", "Words that the amount was read from")
    start: pl.Int32 = _field("起", "Offset in the raw cell", ge=0)
    end: pl.Int32 = _field("止", "Offset in the raw cell", ge=0)
    certainty: pl.String = _field("确定性", "certain or doubtful", isin=["certain", "doubtful"])


class ProgressReports(_Table):
    """What one month's progress sheet says of one project: one row per list row, never overwritten."""

    progress_id: pl.String = _field("调度行编号", "document_id[:12]-m(table)-(row)", unique=True)
    document_id: pl.String = _field("文档编号", "Document")
    table_no: pl.Int32 = _field("表号", "Table", ge=1)
    row_no: pl.Int64 = _field("行号", "Row in the table", ge=1)
    line: pl.Int64 = _field("原文行", "Line in the file, or sheet row")
    month: pl.Date = _field("调度月份", "Last day of the month that is reported")
    month_source: pl.String = _field("月份来源", "column, stated or given", isin=["column", "stated", "given"])
    is_synthetic: pl.Boolean = _field("示例数据", "True where the document says that its data are invented")
    project_code: pl.String = _field("项目代码", "As stated", nullable=True)
    project_id: pl.String = _field("项目编号", "By region and name; the match with lists is made in the warehouse")
    name: pl.String = _field("项目名称", "Name without line-wrap spaces", str_length={"min_value": 2})
    region_id: pl.String = _field("地区", "County, prefecture or zone", nullable=True)
    region_name: pl.String = _field("地区名称", "Its name", nullable=True)
    nature: pl.String = _field("建设性质", "新建, 扩建, …", nullable=True)
    period_raw: pl.String = _field("起止年限", "Words of the cell; the plan comes from lists only", nullable=True)
    total_investment_wan: WAN = _field("总投资", "As the sheet states it", unit="万元", nullable=True)  # type: ignore[valid-type]
    invested_before_year_wan: WAN = _field("上年底累计完成", "Until the end of last year", unit="万元", nullable=True)  # type: ignore[valid-type]
    annual_plan_wan: WAN = _field("年度计划投资", "Planned for the year of the month", unit="万元", nullable=True)  # type: ignore[valid-type]
    invested_month_wan: WAN = _field("本月完成投资", "In the month", unit="万元", nullable=True)  # type: ignore[valid-type]
    invested_year_wan: WAN = _field("本年完成投资", "Since 1 January", unit="万元", nullable=True)  # type: ignore[valid-type]
    invested_total_wan: WAN = _field("累计完成投资", "Since the start", unit="万元", nullable=True)  # type: ignore[valid-type]
    arrived_wan: WAN = _field("到位资金", "Cumulative, stated or the sum of its sources", unit="万元", nullable=True)  # type: ignore[valid-type]
    paid_wan: WAN = _field("已支付", "Cumulative, stated or the sum of its sources", unit="万元", nullable=True)  # type: ignore[valid-type]
    physical_progress: pl.String = _field("形象进度", "Words of the cell", nullable=True)
    physical_progress_pct: pl.Decimal(5, 2) = _field("形象进度百分比", "Stated per cent", unit="%", nullable=True)  # type: ignore[valid-type]
    status_raw: pl.String = _field("开工状态原文", "Words of the cell", nullable=True)
    status: pl.String = _field(
        "开工状态",
        "completed, under_way, not_started, suspended, cancelled; empty where nothing tells",
        nullable=True,
        isin=["completed", "under_way", "not_started", "suspended", "cancelled"],
    )
    status_source: pl.String = _field("状态来源", "stated, or derived from dates, words and amounts", nullable=True)
    actual_start: pl.Date = _field("实际开工", "First day of what is stated", nullable=True)
    actual_start_precision: pl.String = _field("实际开工精度", "day, month, quarter, half, year", nullable=True)
    forecast_start: pl.Date = _field("预计开工", "First day of what is stated", nullable=True)
    forecast_start_precision: pl.String = _field("预计开工精度", "day, month, quarter, half, year", nullable=True)
    actual_finish: pl.Date = _field("实际竣工", "Last day of what is stated", nullable=True)
    actual_finish_precision: pl.String = _field("实际竣工精度", "day, month, quarter, half, year", nullable=True)
    forecast_finish: pl.Date = _field("预计竣工", "Last day of what is stated", nullable=True)
    forecast_finish_precision: pl.String = _field("预计竣工精度", "day, month, quarter, half, year", nullable=True)
    problems: pl.String = _field("存在问题", "Words of the cell", nullable=True)
    next_steps: pl.String = _field("下一步计划", "Words of the cell", nullable=True)
    responsible_unit: pl.String = _field("责任单位", "Responsible body", nullable=True)
    doubtful_fields: pl.List(pl.String) = _field("存疑字段", "Fields whose value is uncertain or was not read")  # type: ignore[valid-type]


class ProgressFunding(_Table):
    """One amount of a progress report by source of funds."""

    progress_id: pl.String = _field("调度行编号", "Progress report")
    document_id: pl.String = _field("文档编号", "Document")
    is_synthetic: pl.Boolean = _field("示例数据", "True where the document says that its data are invented")
    stage: pl.String = _field("阶段", "planned, arrived, paid", isin=["planned", "arrived", "paid"])
    basis: pl.String = _field("口径", "cumulative, year, month", isin=["cumulative", "year", "month"])
    source: pl.String = _field("资金来源", "Key of data/reference/funding_sources.csv; empty: all sources")
    amount_wan: WAN = _field("金额", "Amount", unit="万元")  # type: ignore[valid-type]
    column_no: pl.Int32 = _field("列号", "1-based column in the source table", ge=1)


class Findings(_Table):
    """One thing wrong or doubtful."""

    finding_id: pl.String = _field("编号", "Deterministic", unique=True)
    type: pl.String = _field("类型", "Key of data/reference/finding_types.csv")
    severity: pl.String = _field("级别", "reject, warn or note", isin=["reject", "warn", "note"])
    document_id: pl.String = _field("文档编号", "Document")
    document: pl.String = _field("文件名", "Name of the document")
    table: pl.Int32 = _field("表号", "Table", nullable=True)
    row: pl.Int64 = _field("行号", "List row", nullable=True)
    column: pl.String = _field("列", "Header cell as read", nullable=True)
    line: pl.Int64 = _field("原文行", "Line in the file", nullable=True)
    raw: pl.String = _field("原文", "Words that it is about", nullable=True)
    detail: pl.String = _field("细节", "Key of data/reference/finding_details.csv: what exactly", nullable=True)
    params: pl.String = _field("细节的参数", "JSON: what fills the gaps of its words", nullable=True)
    caused_by: pl.String = _field("起因", "Finding that this one follows from", nullable=True)


class Regions(_Table):
    """Regions that occur, with all that lie above them."""

    region_id: pl.String = _field("地区", "GB/T 2260 code, or parent code + name of a zone", unique=True)
    name: pl.String = _field("名称", "Name")
    level: pl.String = _field("级别", "province, prefecture, county, zone")
    parent_id: pl.String = _field("上级", "Region above", nullable=True)


class Corrections(_Table):
    """What a person corrected. Made anew from the correction files for each snapshot; not stored per document."""

    correction_id: pl.String = _field("更正编号", "Runs on in the order in which corrections were made", unique=True)
    kind: pl.String = _field(
        "更正对象",
        "What is corrected; confirm: a doubtful value was said to be right; progress: a field of a progress row",
        isin=["field", "confirm", "progress", "metadata", "column", "same", "different"],
    )
    document_id: pl.String = _field("文档编号", "Document; empty for projects", nullable=True)
    document: pl.String = _field("文件名", "Its name when it was corrected", nullable=True)
    table: pl.Int32 = _field("表号", "Table", nullable=True)
    row: pl.Int64 = _field("行号", "List row", nullable=True)
    header: pl.String = _field("列名", "Header cell, for the meaning of a column; names of two projects", nullable=True)
    column_no: pl.Int32 = _field("列号", "1-based column, where its header does not tell", nullable=True)
    field: pl.String = _field("字段", "Key of data/reference/correction_fields.csv, column, or project_id")
    target: pl.String = _field("目标列", "Column of project_reports or documents that shows it", nullable=True)
    old_raw: pl.String = _field("原文", "What the document says; for projects the other id")
    new_value: pl.String = _field("更正值", "What holds instead")
    who: pl.String = _field("更正人", "Who corrected")
    at: pl.String = _field("更正时间", "When, UTC, ISO 8601")
    why: pl.String = _field("理由", "Why")
    state: pl.String = _field(
        "状态",
        "applied; stale: the document no longer says old_raw; superseded by a later one; revoked; absent: not loaded",
        isin=["applied", "stale", "superseded", "revoked", "absent"],
    )


STORED: dict[str, type[_Table]] = {
    "documents": Documents,
    "source_tables": SourceTables,
    "list_rows": ListRows,
    "project_reports": ProjectReports,
    "earlier_plans": EarlierPlans,
    "investment_plan": InvestmentPlan,
    "capacity_entries": CapacityEntries,
    "evidence": Evidence,
    "targets": Targets,
    "policy_rules": PolicyRules,
    "progress_reports": ProgressReports,
    "progress_funding": ProgressFunding,
    "findings": Findings,
}
"""Tables that the store keeps per document, in the order in which they are written."""
