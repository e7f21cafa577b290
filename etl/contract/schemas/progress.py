"""What monthly progress sheets say."""

from __future__ import annotations

import polars as pl

from etl.contract.schemas.table import WAN, Table, label


class ProgressReports(Table):
    """What one month's progress sheet says of one project: one row per list row, never overwritten."""

    progress_id: pl.String = label("调度行编号", "document_id[:12]-m(table)-(row)", unique=True)
    document_id: pl.String = label("文档编号", "Document")
    table_no: pl.Int32 = label("表号", "Table", ge=1)
    row_no: pl.Int64 = label("行号", "Row in the table", ge=1)
    line: pl.Int64 = label("原文行", "Line in the file, or sheet row")
    month: pl.Date = label("调度月份", "Last day of the month that is reported")
    month_source: pl.String = label(
        "月份来源", "column, stated, given, or file_name", isin=["column", "stated", "given", "file_name"]
    )
    is_synthetic: pl.Boolean = label("示例数据", "True where the document says that its data are invented")
    project_code: pl.String = label("项目代码", "As stated", nullable=True)
    project_id: pl.String = label("项目编号", "By region and name; the match with lists is made in the warehouse")
    name: pl.String = label("项目名称", "Name without line-wrap spaces", str_length={"min_value": 2})
    region_id: pl.String = label("地区", "County, prefecture or zone", nullable=True)
    region_name: pl.String = label("地区名称", "Its name", nullable=True)
    nature: pl.String = label("建设性质", "新建, 扩建, …", nullable=True)
    period_raw: pl.String = label("起止年限", "Words of the cell; the plan comes from lists only", nullable=True)
    total_investment_wan: WAN = label("总投资", "As the sheet states it", unit="万元", nullable=True)  # type: ignore[valid-type]
    adjusted_total_wan: WAN = label("调整后总投资", "Total after an adjustment", unit="万元", nullable=True)  # type: ignore[valid-type]
    invested_before_year_wan: WAN = label("上年底累计完成", "Until the end of last year", unit="万元", nullable=True)  # type: ignore[valid-type]
    annual_plan_wan: WAN = label("年度计划投资", "Planned for the year of the month", unit="万元", nullable=True)  # type: ignore[valid-type]
    invested_month_wan: WAN = label("本月完成投资", "In the month", unit="万元", nullable=True)  # type: ignore[valid-type]
    invested_year_wan: WAN = label("本年完成投资", "Since 1 January", unit="万元", nullable=True)  # type: ignore[valid-type]
    invested_total_wan: WAN = label("累计完成投资", "Since the start", unit="万元", nullable=True)  # type: ignore[valid-type]
    arrived_wan: WAN = label("到位资金", "Cumulative, stated or the sum of its sources", unit="万元", nullable=True)  # type: ignore[valid-type]
    paid_wan: WAN = label("已支付", "Cumulative, stated or the sum of its sources", unit="万元", nullable=True)  # type: ignore[valid-type]
    physical_progress: pl.String = label("形象进度", "Words of the cell", nullable=True)
    physical_progress_pct: pl.Decimal(5, 2) = label("形象进度百分比", "Stated per cent", unit="%", nullable=True)  # type: ignore[valid-type]
    status_raw: pl.String = label("开工状态原文", "Words of the cell", nullable=True)
    status: pl.String = label(
        "开工状态",
        "completed, under_way, not_started, suspended, cancelled; empty where nothing tells",
        nullable=True,
        isin=["completed", "under_way", "not_started", "suspended", "cancelled"],
    )
    status_source: pl.String = label("状态来源", "stated, or derived from dates, words and amounts", nullable=True)
    actual_start: pl.Date = label("实际开工", "First day of what is stated", nullable=True)
    actual_start_precision: pl.String = label("实际开工精度", "day, month, quarter, half, year", nullable=True)
    forecast_start: pl.Date = label("预计开工", "First day of what is stated", nullable=True)
    forecast_start_precision: pl.String = label("预计开工精度", "day, month, quarter, half, year", nullable=True)
    actual_finish: pl.Date = label("实际竣工", "Last day of what is stated", nullable=True)
    actual_finish_precision: pl.String = label("实际竣工精度", "day, month, quarter, half, year", nullable=True)
    forecast_finish: pl.Date = label("预计竣工", "Last day of what is stated", nullable=True)
    forecast_finish_precision: pl.String = label("预计竣工精度", "day, month, quarter, half, year", nullable=True)
    problems: pl.String = label("存在问题", "Words of the cell", nullable=True)
    problem_unit: pl.String = label("问题责任单位", "Body that is to solve the problem", nullable=True)
    problem_person: pl.String = label("问题责任人", "Who is to solve it, without telephone numbers", nullable=True)
    problem_deadline: pl.Date = label("解决时限", "Last day of what is stated", nullable=True)
    problem_deadline_precision: pl.String = label("解决时限精度", "day, month, quarter, half, year", nullable=True)
    problem_deadline_raw: pl.String = label("解决时限原文", "Words of its own cell", nullable=True)
    problem_state: pl.String = label("解决情况", "Words of the cell", nullable=True)
    next_steps: pl.String = label("下一步计划", "Words of the cell", nullable=True)
    responsible_unit: pl.String = label("责任单位", "Responsible body", nullable=True)
    owner_unit: pl.String = label("项目业主", "Body that owns or builds it", nullable=True)
    leader: pl.String = label("包联领导", "Leader who sees to it, as stated", nullable=True)
    person_in_charge: pl.String = label("责任人", "Name, without telephone numbers", nullable=True)
    contact_person: pl.String = label("联系人", "Name, without telephone numbers", nullable=True)
    is_in_statistics: pl.Boolean = label("是否纳统", "Whether investment statistics count it", nullable=True)
    remark: pl.String = label("备注", "Words of the cell", nullable=True)
    doubtful_fields: pl.List(pl.String) = label("存疑字段", "Fields whose value is uncertain or was not read")  # type: ignore[valid-type]


class ProgressFunding(Table):
    """One amount of a progress report by source of funds."""

    progress_id: pl.String = label("调度行编号", "Progress report")
    document_id: pl.String = label("文档编号", "Document")
    is_synthetic: pl.Boolean = label("示例数据", "True where the document says that its data are invented")
    stage: pl.String = label("阶段", "planned, arrived, paid", isin=["planned", "arrived", "paid"])
    basis: pl.String = label("口径", "cumulative, year, month", isin=["cumulative", "year", "month"])
    source: pl.String = label("资金来源", "Key of data/reference/funding_sources.csv; empty: all sources")
    amount_wan: WAN = label("金额", "Amount", unit="万元")  # type: ignore[valid-type]
    column_no: pl.Int32 = label("列号", "1-based column in the source table", ge=1)
