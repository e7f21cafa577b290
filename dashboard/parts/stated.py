"""What a plan states, in words: a value with its bound, and the place where it stands."""

from __future__ import annotations

from typing import Any

from dashboard.words.formats import plain
from dashboard.words.labels import COMPARATOR_LABELS, NOT_STATED, PLACE_LABELS, QUALIFIER_LABELS
from dashboard.words.translate import t


def value_words(row: dict[str, Any], value: str, high: str, raw: str) -> str:
    """The value of a row with its bound and unit, else its words. `value`, `high`, `raw`: their columns."""
    if row[value] is None:
        return row[raw] or t(NOT_STATED)
    bound = t(COMPARATOR_LABELS[row["comparator"]]) if row["comparator"] else t(QUALIFIER_LABELS[row["qualifier"]])
    upper = f"–{plain(row[high])}" if high and row[high] is not None else ""
    return f"{bound}{plain(row[value])}{upper}{t(row['unit'] or '')}"


def place_of(row: dict[str, Any], of_table: str = "表格") -> str:
    """Document, kind of place, table and row or line. `of_table`: what the table is called."""
    parts = [row["document"], t(of_table if row["where"] == "table" else PLACE_LABELS[row["where"]])]
    if row["table_no"]:
        parts.append(t("表 {table}", table=row["table_no"]))
    if row["table_no"] and row["row_no"]:
        parts.append(t("第 {row} 行", row=row["row_no"]))
    return " · ".join([*parts, t("文件第 {line} 行", line=row["line"])])
