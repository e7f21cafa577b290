"""What is made for each snapshot, beside what the store keeps per document."""

from __future__ import annotations

import polars as pl

from etl.contract.schemas.table import Table, label


class Regions(Table):
    """Regions that occur, with all that lie above them."""

    region_id: pl.String = label("地区", "GB/T 2260 code, or parent code + name of a zone", unique=True)
    name: pl.String = label("名称", "Name")
    level: pl.String = label("级别", "province, prefecture, county, zone")
    parent_id: pl.String = label("上级", "Region above", nullable=True)


class Corrections(Table):
    """What a person corrected. Made anew from the correction files for each snapshot; not stored per document."""

    correction_id: pl.String = label("更正编号", "Runs on in the order in which corrections were made", unique=True)
    kind: pl.String = label(
        "更正对象",
        "What is corrected; confirm: a doubtful value is right; progress: a field of a progress row; "
        "explain: a contradiction; cause: the cause of a problem",
        isin=["field", "confirm", "progress", "metadata", "column", "same", "different", "explain", "cause"],
    )
    document_id: pl.String = label("文档编号", "Document; empty for projects", nullable=True)
    document: pl.String = label("文件名", "Its name when it was corrected", nullable=True)
    table: pl.Int32 = label("表号", "Table", nullable=True)
    row: pl.Int64 = label("行号", "List row", nullable=True)
    header: pl.String = label("列名", "Header cell, for the meaning of a column; names of two projects", nullable=True)
    column_no: pl.Int32 = label("列号", "1-based column, where its header does not tell", nullable=True)
    field: pl.String = label("字段", "Key of data/reference/correction_fields.csv, column, or project_id")
    target: pl.String = label("目标列", "Column of project_reports or documents that shows it", nullable=True)
    old_raw: pl.String = label("原文", "What the document says; for projects the other id")
    new_value: pl.String = label("更正值", "What holds instead")
    project_id: pl.String = label("项目编号", "Project that it was said of", nullable=True)
    who: pl.String = label("更正人", "Who corrected")
    at: pl.String = label("更正时间", "When, UTC, ISO 8601")
    why: pl.String = label("理由", "Why")
    state: pl.String = label(
        "状态",
        "applied; stale: the document no longer says old_raw; superseded by a later one; revoked; absent: not loaded",
        isin=["applied", "stale", "superseded", "revoked", "absent"],
    )


class Removals(Table):
    """Documents that were taken out, with what each held. Made from the records of the home for each snapshot."""

    removal_id: pl.String = label("移除编号", "Id of the removal", unique=True)
    document_id: pl.String = label("文档编号", "Document")
    document: pl.String = label("文件名", "Its name")
    title: pl.String = label("标题", "Its title", nullable=True)
    region_name: pl.String = label("地区", "Region that it spoke for", nullable=True)
    document_date: pl.String = label("成文日期", "ISO 8601", nullable=True)
    loaded_at: pl.String = label("导入时间", "When it was loaded first, UTC, ISO 8601; empty where that is not known")
    projects: pl.Int64 = label("项目行数", "Rows of project lists", ge=0)
    total_investment_wan: pl.String = label("总投资", "Sum of those rows, 万元; none states any: null", nullable=True)
    progress: pl.Int64 = label("进度行数", "Rows of progress sheets", ge=0)
    first_month: pl.String = label("首月", "First month that they report", nullable=True)
    last_month: pl.String = label("末月", "Last month that they report", nullable=True)
    targets: pl.Int64 = label("目标条数", "Targets of plans", ge=0)
    duties: pl.Int64 = label("任务项数", "Duties of plans", ge=0)
    rules: pl.Int64 = label("补助规则条数", "Rules of support", ge=0)
    who: pl.String = label("移除人", "Who took it out")
    at: pl.String = label("移除时间", "When, UTC, ISO 8601")
    why: pl.String = label("移除理由", "Why")


class Contradictions(Table):
    """What cannot all be true of a project, by the rules of data/reference/snapshot/contradictions.csv."""

    finding_id: pl.String = label("问题编号", "The finding that tells it")
    project_no: pl.Int32 = label("项目序号", "Row of the project in projects")
    rule: pl.String = label("规则", "Key of data/reference/snapshot/contradictions.csv")
    since: pl.Date = label("出现月份", "End of the month whose report first has it")
    mended: pl.Date = label("消除月份", "End of the first later month that has it no more", nullable=True)
    one: pl.String = label("一处", "What the report of the month says")
    other: pl.String = label("另一处", "What it cannot stand beside; empty where nothing is stated")
    other_month: pl.Date = label("另一处月份", "Month of the report that says so; empty for a list", nullable=True)
    owner: pl.String = label("由谁核实", "Body that is to answer for it, as stated", nullable=True)
    explained_who: pl.String = label("说明人", "Who explained it", nullable=True)
    explained_at: pl.String = label("说明时间", "When, UTC, ISO 8601", nullable=True)
    explained_why: pl.String = label("说明", "Why it is so", nullable=True)
