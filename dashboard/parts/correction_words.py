"""A correction in words: what it is of, what stood there and what holds instead, for every page that shows one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.loader import corrections
from dashboard.metrics.catalog import column_label
from dashboard.words.labels import DOCUMENT_STATUS_LABELS, NOT_STATED
from dashboard.words.problem_words import cause_title
from dashboard.words.translate import t

Record = Mapping[str, Any]


def what_words(item: Record) -> str:
    """Label of what was corrected."""
    kind = item["kind"]
    if kind in ("same", "different"):
        return t("项目异同")
    if kind == "explain":
        return t("矛盾的说明")
    if kind == "cause":
        return t("问题的原因类别")
    if kind == "metadata":
        return t(corrections.document_fields().get(str(item["target"] or item["field"]), str(item["field"])))
    header = "".join((item["header"] or "").split())
    if kind == "column":
        return t("列“{header}”的含义", header=header or t("第 {column} 列", column=item.get("column_no") or ""))
    if item.get("target"):
        return column_label(item["target"])
    return t(item["label"]) if item.get("label") else header or item["field"]


def old_words(item: Record) -> str:
    """What stood there: the words of the document, or both projects."""
    if item["kind"] in ("same", "different"):
        return str(item["header"] or f"{item['new_value']} ｜ {item['old_raw']}")
    if item["kind"] in ("explain", "cause"):
        return f"{item['header']}：{item['old_raw']}"
    return _said(item, item["old_raw"])


def new_words(item: Record) -> str:
    """What holds instead."""
    if item["kind"] == "same":
        return t("是同一项目")
    if item["kind"] == "different":
        return t("不是同一项目")
    if item["kind"] == "confirm":
        return t("确认为“{new}”", new=item["new_value"])
    if item["kind"] == "explain":
        return t("已说明")
    if item["kind"] == "cause":
        return cause_title(item["new_value"])
    return _said(item, item["new_value"])


def _said(item: Record, value: str) -> str:
    if item["kind"] == "column":
        return t(corrections.meaning_label(value)) if value else t("未识别，未读")
    if item["kind"] == "metadata" and item["field"] == "status":
        return t(DOCUMENT_STATUS_LABELS.get(value, NOT_STATED))
    return value or (t(NOT_STATED) if item["kind"] == "metadata" else "")


def place_words(item: dict[str, Any]) -> str:
    """Table and row of a finding or a correction; what is said of projects is of no document."""
    if not item["document_id"]:
        return ""
    parts = [t("表 {table}", table=item["table"])] if item["table"] else []
    parts += [t("第 {row} 行", row=item["row"])] if item["row"] else []
    return " · ".join(parts) or t("整份文件")
