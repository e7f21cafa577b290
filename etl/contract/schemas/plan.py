"""What plans and policies say."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from etl.contract.schemas.table import WAN, Table, label
from etl.contract.values import FIRST_YEAR, LAST_YEAR


class Targets(Table):
    """What a plan commits a region to for a year, from an indicator table, running text or a policy's goal."""

    target_id: pl.String = label("目标编号", "document_id[:12]-t(table)-(row) or -p(order in the text)", unique=True)
    document_id: pl.String = label("文档编号", "Document")
    where: pl.String = label("出处", "table, prose, goal (cell of a policy table)", isin=["table", "prose", "goal"])
    table_no: pl.Int32 = label("表号", "Table", nullable=True, ge=1)
    row_no: pl.Int64 = label("行号", "Row in the table", nullable=True, ge=1)
    column_no: pl.Int32 = label("列号", "1-based column of the words", nullable=True, ge=1)
    line: pl.Int64 = label("原文行", "Line in the file, or sheet row")
    seq: pl.Int64 = label("序号", "Serial number as stated", nullable=True, ge=0)
    region_id: pl.String = label("地区", "Region that is committed", nullable=True)
    region_name: pl.String = label("地区名称", "Its name", nullable=True)
    indicator: pl.String = label("指标", "Indicator as stated")
    indicator_id: pl.String = label("指标代码", "Key of data/reference/indicators.csv", nullable=True)
    baseline_year: pl.Int32 = label("基期年", "Year of the baseline", nullable=True, ge=FIRST_YEAR, le=LAST_YEAR)
    baseline_raw: pl.String = label("基期值原文", "Words of the baseline", nullable=True)
    baseline_value: WAN = label("基期值", "Baseline in `unit`", nullable=True)  # type: ignore[valid-type]
    target_year: pl.Int32 = label("目标年", "Year by which", nullable=True, ge=FIRST_YEAR, le=LAST_YEAR)
    target_raw: pl.String = label("目标值原文", "Words of the target", nullable=True)
    comparator: pl.String = label(
        "比较", "How the value bounds the target; empty: as stated", isin=["", ">", ">=", "<", "<=", "range"]
    )
    target_value: WAN = label("目标值", "Value; empty for a target in words", nullable=True)  # type: ignore[valid-type]
    target_high: WAN = label("目标上限", "Upper end of a range", nullable=True)  # type: ignore[valid-type]
    qualifier: pl.String = label(
        "限定", "exact, about, at_least, at_most", isin=["exact", "about", "at_least", "at_most"]
    )
    unit: pl.String = label("单位", "As stated; 万张 are 张, 亿元 are 万元", nullable=True)
    binding: pl.String = label("属性", "约束性 or 预期性", nullable=True, isin=["约束性", "预期性"])
    department: pl.String = label("责任部门", "Responsible department", nullable=True)
    words: pl.String = label("原文", "Raw cell, or the words in the text")
    start: pl.Int32 = label("起", "Offset in the raw cell or line", ge=0)
    end: pl.Int32 = label("止", "Offset in the raw cell or line", ge=0)
    certainty: pl.String = label("确定性", "certain or doubtful", isin=["certain", "doubtful"])
    rule: pl.String = label("规则", "How it was read")
    repeats: pl.String = label("重复", "Target of the same document that states the same", nullable=True)


class IndicatorPoints(Table):
    """What an indicator is at one time, as one document states it: its base, what was reached, its target, progress."""

    point_id: pl.String = label("数据点编号", "Of a target: its id and -base or -target; else of the cell", unique=True)
    document_id: pl.String = label("文档编号", "Document")
    target_id: pl.String = label("目标编号", "Target of the same row or words", nullable=True)
    where: pl.String = label("出处", "table, prose, goal (cell of a policy table)", isin=["table", "prose", "goal"])
    table_no: pl.Int32 = label("表号", "Table", nullable=True, ge=1)
    row_no: pl.Int64 = label("行号", "Row in the table", nullable=True, ge=1)
    column_no: pl.Int32 = label("列号", "1-based column of the words", nullable=True, ge=1)
    line: pl.Int64 = label("原文行", "Line in the file, or sheet row")
    region_id: pl.String = label("地区", "Region that it is of", nullable=True)
    region_name: pl.String = label("地区名称", "Its name", nullable=True)
    indicator: pl.String = label("指标", "Indicator as stated")
    indicator_id: pl.String = label("指标代码", "Key of data/reference/indicators.csv", nullable=True)
    subject: pl.String = label("序列", "What the points of one series share, whatever their words")
    kind: pl.String = label("类别", "base, actual, target or progress", isin=["base", "actual", "target", "progress"])
    year: pl.Int32 = label("年度", "Year that it is of; empty: not stated", nullable=True, ge=FIRST_YEAR, le=LAST_YEAR)
    comparator: pl.String = label("比较", "How it bounds the value", isin=["", ">", ">=", "<", "<=", "range"])
    value: WAN = label("数值", "In `unit`; empty: in words", nullable=True)  # type: ignore[valid-type]
    high: WAN = label("上限", "Upper end of a range", nullable=True)  # type: ignore[valid-type]
    qualifier: pl.String = label(
        "限定", "exact, about, at_least, at_most", isin=["exact", "about", "at_least", "at_most"]
    )
    unit: pl.String = label("单位", "As stated; 万张 are 张, 亿元 are 万元; of progress %", nullable=True)
    raw: pl.String = label("数值原文", "Words of the value", nullable=True)
    agrees_with: pl.String = label(
        "进度口径",
        "What a stated progress agrees with: of_target actual ÷ target, of_way the way from the base, both; else empty",
        nullable=True,
        isin=["of_target", "of_way", "both"],
    )
    words: pl.String = label("原文", "Raw cell, or the words in the text")
    start: pl.Int32 = label("起", "Offset in the raw cell or line", ge=0)
    end: pl.Int32 = label("止", "Offset in the raw cell or line", ge=0)
    certainty: pl.String = label("确定性", "certain or doubtful", isin=["certain", "doubtful"])


class PolicyRules(Table):
    """One rule of support by public funds, or one standard without a year, from a policy table or running text."""

    rule_id: pl.String = label(
        "规则编号", "document_id[:12]-r(table)-(row)-(order) or -rp(order in the text)", unique=True
    )
    document_id: pl.String = label("文档编号", "Document")
    where: pl.String = label("出处", "table (a policy table) or prose", isin=["table", "prose"])
    table_no: pl.Int32 = label("表号", "Table", nullable=True, ge=1)
    row_no: pl.Int64 = label("行号", "Row in the table", nullable=True, ge=1)
    column_no: pl.Int32 = label("列号", "1-based column of the words", nullable=True, ge=1)
    line: pl.Int64 = label("原文行", "Line in the file, or sheet row")
    kind: pl.String = label("规则类型", "Key of data/reference/support_rules.csv")
    is_standard: pl.Boolean = label("建设标准", "What anybody must keep, and no support")
    amount: WAN = label("数额", "In `unit`", ge=Decimal(0))  # type: ignore[valid-type]
    unit: pl.String = label("单位", "万元/托位, 元/人·月, %, 个/千人, …")
    comparator: pl.String = label("比较", "<= where the words set an upper bound", isin=["", "<=", ">="])
    qualifier: pl.String = label(
        "限定", "exact, about, at_least, at_most", isin=["exact", "about", "at_least", "at_most"]
    )
    region_class: pl.String = label("地区类别", "east, central, west", nullable=True, isin=["east", "central", "west"])
    applies_to: pl.String = label("适用", "Programme or projects that the words name", nullable=True)
    condition: pl.String = label("条件", "Sentence that states the rule")
    valid_from: pl.Date = label("起始日", "Date of the document", nullable=True)
    words: pl.String = label("原文", "Words that the amount was read from")
    start: pl.Int32 = label("起", "Offset in the raw cell or line", ge=0)
    end: pl.Int32 = label("止", "Offset in the raw cell or line", ge=0)
    certainty: pl.String = label("确定性", "certain or doubtful", isin=["certain", "doubtful"])
