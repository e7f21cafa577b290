"""One document: what it is, its tables and rows, what was found in it, where values stand."""

from __future__ import annotations

import polars as pl

from etl.contract.schemas.table import Table, label
from etl.contract.values import FIRST_YEAR, LAST_YEAR


class Documents(Table):
    """One file as received."""

    document_id: pl.String = label("文档编号", "SHA-256 of the bytes", str_length={"min_value": 64, "max_value": 64})
    document: pl.String = label("文件名", "Name of the file as it was loaded first")
    format: pl.String = label("格式", "Reader that was chosen by content: txt, csv, …")
    encoding: pl.String = label("编码", "Encoding that the bytes were read in", nullable=True)
    byte_size: pl.Int64 = label("大小", "Size of the file", unit="字节", ge=0)
    title: pl.String = label("标题", "Title as stated", nullable=True)
    issuer: pl.String = label("发文机关", "Issuing body as stated", nullable=True)
    document_number: pl.String = label("文号", "Document number as stated", nullable=True)
    document_date: pl.Date = label("成文日期", "Date as stated or given", nullable=True)
    list_year: pl.Int32 = label("清单年度", "Year of the list", nullable=True, ge=FIRST_YEAR, le=LAST_YEAR)
    status: pl.String = label("状态", "draft 征求意见稿, issued 印发", nullable=True, isin=["draft", "issued"])
    region_id: pl.String = label("地区", "Region that the document speaks for", nullable=True)
    region_name: pl.String = label("地区名称", "Name of that region", nullable=True)
    metadata_source: pl.String = label("元数据来源", "JSON: field -> stated, given or derived")
    is_synthetic: pl.Boolean = label("示例数据", "True where the document says that its data are invented")


class SourceTables(Table):
    """One table found in a document."""

    document_id: pl.String = label("文档编号", "Document")
    table_no: pl.Int32 = label("表号", "1-based order in the document", ge=1)
    kind: pl.String = label("表类", "records.TableKind")
    caption: pl.String = label("表题", "Words above the table", nullable=True)
    where: pl.String = label("位置", "Sheet or page", nullable=True)
    headers: pl.List(pl.String) = label("表头", "Header cells as read")  # type: ignore[valid-type]
    fields: pl.List(pl.String) = label("字段", "Field that each header means, empty where unmapped")  # type: ignore[valid-type]
    row_count: pl.Int64 = label("行数", "Body rows", ge=0)
    line_first: pl.Int64 = label("起始行", "Line of the header in the file")
    line_last: pl.Int64 = label("末行", "Line of the last row in the file")


class ListRows(Table):
    """One body row of a table, as read. Nothing that a document lists is missing here."""

    document_id: pl.String = label("文档编号", "Document")
    table_no: pl.Int32 = label("表号", "Table", ge=1)
    position: pl.Int64 = label("位置", "1-based order among all body rows of the table", ge=1)
    row_no: pl.Int64 = label(
        "行号", "1-based order among the list rows; empty for totals and section rows", nullable=True
    )
    line: pl.Int64 = label("原文行", "Line in the file, or sheet row")
    kind: pl.String = label("行类", "project, part, progress, rejected, totals, section, struck, target, duty, other")
    cells: pl.List(pl.String) = label("单元格", "Raw cells, aligned with the table's headers")  # type: ignore[valid-type]


class Evidence(Table):
    """Where one field of one row was read: cell, words, qualifier, certainty."""

    report_id: pl.String = label("报告编号", "Project report, progress report, target, rule or duty: its id")
    field: pl.String = label("字段", "Column of the table that the row stands in")
    column_no: pl.Int32 = label("列号", "1-based column in the source table", ge=1)
    header: pl.String = label("列名", "Header cell as read")
    raw: pl.String = label("单元格", "Raw cell")
    start: pl.Int32 = label("起", "Offset in the raw cell", ge=0)
    end: pl.Int32 = label("止", "Offset in the raw cell", ge=0)
    value: pl.String = label("值", "Value as stored, as text", nullable=True)
    qualifier: pl.String = label(
        "限定", "exact, about, at_least, at_most", isin=["exact", "about", "at_least", "at_most"]
    )
    certainty: pl.String = label("确定性", "certain or doubtful", isin=["certain", "doubtful"])
    rule: pl.String = label("规则", "How it was read, where there is a choice", nullable=True)


class Findings(Table):
    """One thing wrong or doubtful."""

    finding_id: pl.String = label("编号", "Deterministic", unique=True)
    type: pl.String = label("类型", "Key of data/reference/finding_types.csv")
    severity: pl.String = label("级别", "reject, warn or note", isin=["reject", "warn", "note"])
    document_id: pl.String = label("文档编号", "Document")
    document: pl.String = label("文件名", "Name of the document")
    table: pl.Int32 = label("表号", "Table", nullable=True)
    row: pl.Int64 = label("行号", "List row", nullable=True)
    column: pl.String = label("列", "Header cell as read", nullable=True)
    line: pl.Int64 = label("原文行", "Line in the file", nullable=True)
    raw: pl.String = label("原文", "Words that it is about", nullable=True)
    detail: pl.String = label("细节", "Key of data/reference/finding_details.csv: what exactly", nullable=True)
    params: pl.String = label("细节的参数", "JSON: what fills the gaps of its words", nullable=True)
    caused_by: pl.String = label("起因", "Finding that this one follows from", nullable=True)
