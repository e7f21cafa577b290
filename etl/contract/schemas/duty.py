"""What a plan or a division of work asks of whom, until when."""

from __future__ import annotations

import polars as pl

from etl.contract.schemas.table import Table, label


class Duties(Table):
    """One task of a plan: of a table of tasks, or of a numbered paragraph that names who is responsible."""

    duty_id: pl.String = label("任务编号", "document_id[:12]-d(table)-(row) or -dp(order in the text)", unique=True)
    document_id: pl.String = label("文档编号", "Document")
    where: pl.String = label("出处", "table or prose", isin=["table", "prose"])
    table_no: pl.Int32 = label("表号", "Table", nullable=True, ge=1)
    row_no: pl.Int64 = label("行号", "Row in the table", nullable=True, ge=1)
    line: pl.Int64 = label("原文行", "Line in the file, or sheet row")
    seq: pl.Int64 = label("序号", "Serial number as stated", nullable=True, ge=0)
    region_id: pl.String = label("地区", "Region of the document", nullable=True)
    region_name: pl.String = label("地区名称", "Its name", nullable=True)
    task: pl.String = label("任务", "Words of the task", str_length={"min_value": 2})
    measure: pl.String = label("举措", "What is to be done, where it is said beside the task", nullable=True)
    goal: pl.String = label("目标要求", "What is to be reached, as stated", nullable=True)
    lead: pl.String = label("牵头单位", "As stated", nullable=True)
    department: pl.String = label("责任单位", "As stated", nullable=True)
    supporting: pl.String = label("配合单位", "As stated", nullable=True)
    leader: pl.String = label("责任领导", "Person who is responsible, as stated", nullable=True)
    remark: pl.String = label("备注", "As stated", nullable=True)
    deadline_raw: pl.String = label("完成时限", "As stated: a date, or words (长期坚持)", nullable=True)
    deadline: pl.Date = label("截止日", "Last day of the stated deadline; empty for one in words", nullable=True)
    deadline_precision: pl.String = label(
        "时限精度",
        "day, month, quarter, half or year",
        nullable=True,
        isin=["day", "month", "quarter", "half", "year"],
    )
    state_raw: pl.String = label("进展情况", "As stated", nullable=True)
    state: pl.String = label(
        "进展",
        "What the words say, where they say one thing; empty for an account in words",
        nullable=True,
        isin=["done", "under_way", "not_started", "suspended", "cancelled", "ongoing"],
    )
    words: pl.String = label("原文", "Raw cell of the task, or the words in the text")
    start: pl.Int32 = label("起", "Offset in the raw cell or line", ge=0)
    end: pl.Int32 = label("止", "Offset in the raw cell or line", ge=0)
    certainty: pl.String = label("确定性", "certain or doubtful", isin=["certain", "doubtful"])
