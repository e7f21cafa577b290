"""What was read of one file: its facts, tables and rows beside what is doubtful, each with what answers it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.dialogues import column_form
from dashboard.dialogues.correction_form import opener
from dashboard.loader.previews import LIST_COLUMNS, SHEET_COLUMNS, SHOWN_ROWS
from dashboard.metrics.catalog import column_label
from dashboard.parts.cards import badge, definition_rows, panel
from dashboard.parts.dom import data
from dashboard.words.finding_words import said
from dashboard.words.formats import plain
from dashboard.words.labels import (
    DOCUMENT_STATUS_LABELS,
    NOT_STATED,
    SEVERITY_LABELS,
    STATUS_LABELS,
    TABLE_KIND_LABELS,
)
from dashboard.words.translate import DATA_LANGUAGE, listed, t

_NUMBERS = (
    "total_investment_wan", "childcare_places", "elder_beds", "invested_year_wan", "invested_total_wan", "arrived_wan",
    "paid_wan",
)  # fmt: skip
_UNREAD = "other"
_AS_WRITTEN = ("name", "period_raw", "physical_progress", "month")


def file_panel(file: dict[str, Any], known: set[str], target: dict[str, str] | None) -> html.Section:
    """One file: its facts, what is doubtful about it as a whole, its rows with what is doubtful about each.

    `target` is what a correction names besides the document and the row; without it nothing can be corrected.
    """
    if not file["is_readable"]:
        return panel(file["document"], _why_not(file), note=_size(file), name="staged-file")
    within = None if target is None else target | {"document_id": file["document_id"]}
    counts = [badge(f"{t(SEVERITY_LABELS[key])} {n}", f"badge-{key}") for key, n in file["severities"].items() if n]
    body = [
        *_warnings(file, can_correct=bool(target)),
        html.Div(counts, className="badges") if counts else None,
        _facts(file),
        _openers(file, within) if within else None,
        html.Ul([_finding(item, within) for item in file["findings"]], className="finding-list")
        if file["findings"]
        else None,
        *_tables(file, known, within),
    ]
    return panel(file["document"], body, note=f"{_read(file)} · {_size(file)}", name="staged-file")


def _warnings(file: dict[str, Any], *, can_correct: bool) -> list[Any]:
    """That nothing in the file counts; that the file is held already."""
    said: list[Any] = []
    if not any(file[kind] for kind in ("projects", "progress", "targets", "duties")):
        words = t("没有认出项目清单、调度表或指标表：导入后只保存原件，不计入任何数字。")
        if any(kind != _UNREAD for kind, _ in file["tables"]):
            words = t("没有读到数据行：导入后只保存原件，不计入任何数字。")
        said.append(html.P(words, className="banner banner-note"))
    if file["is_known"] and can_correct:
        said.append(html.P(t("这份文件已在库中，再次导入不会改变数字。"), className="foot"))
    return said


def _openers(file: dict[str, Any], within: dict[str, str]) -> html.P:
    """What corrects the file as a whole and its columns."""
    buttons = [opener(t("更正文件信息"), within)]
    buttons += [column_form.opener(t("列的含义"), within)] if file["tables"] else []
    return html.P(buttons, className="foot")


def _tables(file: dict[str, Any], known: set[str], within: dict[str, str] | None) -> list[Any]:
    """The rows of the lists, then those of the sheets; rejected rows stand with the sheets where there are any."""
    shown: list[Any] = []
    if file["rows"] or file["rejected"]:
        refused = [] if file["sheet_rows"] else file["rejected"]
        shown.append(_rows(file, LIST_COLUMNS, (refused, file["rows"], file["projects"]), known, within))
    if file["sheet_rows"]:
        sheets = (file["rejected"], file["sheet_rows"], file["progress"])
        shown.append(_rows(file, SHEET_COLUMNS, sheets, known, within))
    return shown


def _read(file: dict[str, Any]) -> str:
    """How many rows of which kind were read; of projects even where there are none."""
    kinds = (
        ("{count} 行项目", "projects"),
        ("{count} 行进度", "progress"),
        ("{count} 条目标", "targets"),
        ("{count} 项任务", "duties"),
    )
    return listed(t(text, count=plain(file[kind])) for text, kind in kinds if file[kind] or kind == "projects")


def _size(file: dict[str, Any]) -> str:
    return t("{count} 字节", count=plain(file["byte_size"]))


def _why_not(file: dict[str, Any]) -> html.Ul:
    """Why a file could not be read and what to do; the bytes that told it say nothing to a reader."""
    found = [_finding(item | {"raw": None}, None) for item in file["findings"]]
    return html.Ul(found, className="finding-list")


def _facts(file: dict[str, Any]) -> Any:  # noqa: ANN401 - a Dash component
    kinds = listed(f"{t(TABLE_KIND_LABELS.get(kind, kind))} {n}" for kind, n in file["tables"]) or t("没有表格")
    if file["targets"]:
        kinds = t("{kinds}；目标 {count} 条", kinds=kinds, count=file["targets"])
    if file["duties"]:
        kinds = t("{kinds}；任务 {count} 项", kinds=kinds, count=file["duties"])
    unstated = t(NOT_STATED)
    status = t(DOCUMENT_STATUS_LABELS.get(file["status"] or "", NOT_STATED))
    return definition_rows(
        [
            (t("标题"), file["title"] or unstated),
            (t("地区"), file["region_name"] or unstated),
            (t("成文日期"), file["document_date"] or unstated),
            (t("文号、状态"), f"{file['document_number'] or unstated}{t('；')}{status}"),
            (t("表格"), kinds),
        ]
    )


def _rows(
    file: dict[str, Any], columns: Sequence[str], rows: tuple[list[Any], list[Any], int], known: set[str],
    within: dict[str, str] | None,
) -> html.Div:  # fmt: skip
    """A table of refused rows, then those that were read. `rows`: refused, shown, and how many were read in all."""
    by_row: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for item in file["row_findings"]:
        by_row.setdefault((item["table"], item["row"]), []).append(item)
    labels = [t("行"), *(_heading(name) for name in columns), t("问题")]
    head = html.Tr([html.Th(text, scope="col") for text in labels])
    refused = [_refused(row, len(columns), by_row, within) for row in rows[0]]
    kept = [_row(row, columns, by_row, row["project_id"] in known, within) for row in rows[1]]
    table = html.Table([html.Thead(head), html.Tbody([*refused, *kept])], className="table staged")
    rest = rows[2] - len(rows[1])
    words = t("此处列出 {shown} 行，存疑的行在先；另有 {count} 行。", shown=SHOWN_ROWS, count=plain(rest))
    more = html.P(words, className="foot") if rest > 0 else None
    return html.Div([html.Div(table, className="table-scroll"), more])


def _heading(name: str) -> str:
    return t("调度月份") if name == "month" else column_label(name)


def _row(
    row: dict[str, Any], columns: Sequence[str], by_row: dict[tuple[int, int], list[dict[str, Any]]], is_known: bool,
    within: dict[str, str] | None,
) -> html.Tr:  # fmt: skip
    cells = [html.Td([str(row["row_no"]), badge(t("已有")) if is_known else None], **data(label=t("行")))]
    cells += [_cell(name, row[name], name in row["doubtful_fields"]) for name in columns]
    found = by_row.get((row["table_no"], row["row_no"]), [])
    return html.Tr([*cells, html.Td([*map(_short, found), _correct(row, within)])])


def _cell(name: str, value: Any, is_doubtful: bool) -> html.Td:  # noqa: ANN401 - a value as JSON holds it
    if value is None:
        words = "—"
    elif name in _NUMBERS:
        words = _number(value)
    elif name in _AS_WRITTEN:
        words = value[:7] if name == "month" else value
    else:
        words = t(STATUS_LABELS[value]) if name == "status" else t(value)
    kinds = ["number"] * (name in _NUMBERS) + ["is-doubtful"] * is_doubtful
    label = {} if name == "name" else data(label=_heading(name))
    return html.Td(words, className=" ".join(kinds) or None, **label)


def _correct(row: dict[str, Any], within: dict[str, str] | None) -> html.Button | None:
    """What corrects a row, where it can be."""
    if within is None or row["row_no"] is None:
        return None
    words = t("更正") if not row.get("doubtful_fields") else t("更正或确认")
    return opener(words, within | {"table": row["table_no"], "row": row["row_no"]})


def _number(value: Any) -> str:  # noqa: ANN401 - an amount as text, or a count
    text = str(value)
    whole, _, part = text.partition(".")
    part = part.rstrip("0")
    return f"{int(whole):,}" + (f".{part}" if part else "")


def _refused(
    row: dict[str, Any], width: int, by_row: dict[tuple[int, int], list[dict[str, Any]]], within: dict[str, str] | None
) -> html.Tr:
    words = " ｜ ".join(cell for cell in row["cells"] if cell.strip())
    found = by_row.get((row["table_no"], row["row_no"]), [])
    cells = [
        html.Td(str(row["row_no"] or "—")),
        html.Td(words, colSpan=str(width), lang=DATA_LANGUAGE),
        html.Td([*map(_short, found), _correct(row, within)]),
    ]
    return html.Tr(cells, className="is-rejected")


def _short(item: dict[str, Any]) -> html.Div:
    return html.Div(_said(item))


def _finding(item: dict[str, Any], within: dict[str, str] | None) -> html.Li:
    """A finding on the file or a table; one about a column leads to what the column means."""
    if within is None or item["table"] is None or not column_form.answers(item["type"]):
        return html.Li(_said(item))
    target = within | {"table": item["table"], "header": item["column"]}
    return html.Li([*_said(item), " ", column_form.opener(t("列的含义"), target)])


def _said(item: dict[str, Any]) -> list[Any]:
    """Severity, the words that it is about, what is wrong and what to do."""
    severity = badge(t(SEVERITY_LABELS[item["severity"]]), f"badge-{item['severity']}")
    raw = html.Span(f"“{item['raw']}” ", className="raw", lang=DATA_LANGUAGE) if item["raw"] else ""
    return [severity, " ", raw, html.Span(said(item))]
