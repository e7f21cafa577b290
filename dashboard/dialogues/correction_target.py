"""What the correction form is opened on: where it asks, what can be corrected there, and what holds now.

A target is a row (`document_id`, `table`, `row`), a document (`document_id`) or a correction (`correction_id`); with
`stage` it is one of files that are looked at before they are accepted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dash import html

from dashboard.loader import corrections, imports
from dashboard.metrics.catalog import column_label
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.documents.corrected import PROGRESS, list_corrections, read_document, read_row
from dashboard.parts.cards import badge
from dashboard.parts.correction_words import new_words, old_words
from dashboard.parts.unread import unread_words
from dashboard.session.board_page import Board
from dashboard.session.jobs import JobRefusedError
from dashboard.session.snapshot import WarehouseError
from dashboard.words.formats import plain, planned_date
from dashboard.words.labels import DOCUMENT_STATUS_LABELS, NOT_STATED
from dashboard.words.translate import DATA_LANGUAGE, t

Target = Mapping[str, Any]
Record = dict[str, Any]


class NoTargetError(Exception):
    """What was asked for cannot be read; says why."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the form shows: its title, the place, and what can be corrected there (value -> label), the one asked for
    first. Without fields there is nothing to fill in."""

    title: str
    place: Any
    fields: dict[str, str]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a field says now, and whether it is doubtful, so that it can be confirmed."""

    words: Any
    is_doubtful: bool = False


def home_of(board: Board, target: Target) -> Path:
    """The home in which a target is corrected. Raises JobRefusedError where it was staged and is not any more."""
    home = board.settings.home
    return imports.stage_home(home, str(target["stage"])) if "stage" in target else home


@contextmanager
def cursor_of(board: Board, target: Target) -> Iterator[Cursor]:
    """What was read of what a target names: the snapshot, or staged files. Raises NoTargetError."""
    try:
        if "stage" in target:
            with imports.staged_cursor(board.settings.home, str(target["stage"])) as staged:
                yield staged
        else:
            with board.warehouse.session() as session:
                yield session.cursor
    except (WarehouseError, JobRefusedError) as reason:
        raise NoTargetError(t(str(reason))) from reason


def asked(board: Board, target: Target) -> Shown:
    """Title, place and fields of the form for a target. Raises NoTargetError."""
    if "correction_id" in target:
        return Shown(t("撤销更正"), _which(board, target), {})
    with cursor_of(board, target) as cursor:
        return _row(cursor, target) if "row" in target else _document(cursor, target)


def standing_corrections(board: Board, target: Target) -> list[Record]:
    """The corrections that hold: of the snapshot, or those made to staged files. Raises NoTargetError."""
    return [item for item in _corrections(board, target) if item["state"] == "applied"]


def _corrections(board: Board, target: Target) -> list[Record]:
    if "stage" not in target:
        with cursor_of(board, target) as cursor:
            return list_corrections(cursor)
    try:
        return imports.staged_corrections(board.settings.home, str(target["stage"]))
    except JobRefusedError as reason:
        raise NoTargetError(t(str(reason))) from reason


def _which(board: Board, target: Target) -> str:
    wanted = target["correction_id"]
    found = next((item for item in _corrections(board, target) if item["correction_id"] == wanted), None)
    if found is None:
        return t("快照中没有这条更正")
    old, new = old_words(found), new_words(found)
    if found["kind"] in ("confirm", "same", "different", "explain", "cause"):
        return t("{id}：{what}", id=wanted, what=" ".join(filter(None, (old, new))))
    return t("{id}：由“{old}”改为“{new}”", id=wanted, old=old, new=new)


def _row(cursor: Cursor, target: Target) -> Shown:
    row = read_row(cursor, target["document_id"], target["table"], target["row"])
    if row is None:
        raise NoTargetError(t("快照中没有这一行"))
    where = t("表 {table} · 第 {row} 行", table=target["table"], row=target["row"])
    place = f"{row['document']} · {where}"
    head = [html.Strong(row["name"], lang=DATA_LANGUAGE), html.Br(), place] if row["name"] else place
    if row["table_kind"] == PROGRESS:
        headers = zip(row["fields"], row["headers"], strict=False)
        fields = {field: "".join(header.split()) for field, header in headers if field}
        return Shown(t("更正一行的一项"), head, fields, _first(fields, target.get("field"), _doubtful(row)))
    fields = {name: column_label(name) for name in corrections.row_fields()}
    doubtful = [name for name in fields if name in (row["doubtful_fields"] or ())]
    return Shown(t("更正一行的一项"), head, fields, _first(fields, target.get("column"), doubtful))


def _doubtful(row: Record) -> list[str]:
    return [field for field, item in row["read"].items() if item["is_doubtful"]]


def _first(fields: Mapping[str, str], wanted: str | None, doubtful: list[str]) -> str:
    """The field that was asked for, else the first that is doubtful, else the first."""
    return wanted if wanted and wanted in fields else [*doubtful, *fields][0]


def _document(cursor: Cursor, target: Target) -> Shown:
    document = read_document(cursor, target["document_id"])
    if document is None:
        raise NoTargetError(t("快照中没有这份文件"))
    fields = {name: t(label) for name, label in corrections.document_fields().items()}
    place = html.Span(document["document"], lang=DATA_LANGUAGE)
    return Shown(t("更正文件信息"), place, fields, _first(fields, target.get("column"), []))


def standing(board: Board, target: Target, field: str) -> Standing:
    """What a field says now, with the raw cells of the row for a look. Raises NoTargetError."""
    with cursor_of(board, target) as cursor:
        if "row" not in target:
            document = read_document(cursor, target["document_id"])
            return Standing(t("现为：") + (_in_words(document, field) if document else t(NOT_STATED)))
        row = read_row(cursor, target["document_id"], target["table"], target["row"])
    if row is None:
        return Standing("")
    is_doubtful = _is_doubtful(row, field)
    words = _progress_words(row, field) if row["table_kind"] == PROGRESS else _row_words(row, field)
    mark: list[Any] = [" ", badge(t("存疑"), "badge-warn")] if is_doubtful else []
    return Standing([html.Div([t("现为："), html.Strong(words), *mark]), _source(row)], is_doubtful)


def _source(row: Record) -> html.Details:
    headers = [*(row["headers"] or []), *[""] * len(row["cells"])]
    cells = [
        html.Span([html.Span("".join(header.split()), className="cell-head"), cell], className="form-cell")
        for header, cell in zip(headers, row["cells"], strict=False)
        if cell.strip()
    ]
    return html.Details([html.Summary(t("看原文这一行")), html.Div(cells, lang=DATA_LANGUAGE)])


def _is_doubtful(row: Record, field: str) -> bool:
    if row["table_kind"] == PROGRESS:
        return bool(row["read"].get(field, {}).get("is_doubtful"))
    doubtful = set(row["doubtful_fields"] or ())
    return row[field] is not None and bool(doubtful & {field, *corrections.doubts_with(field)})


_CODED = ("status", "county", "location")
"""Fields of a progress row whose values are no words for people."""


def _progress_words(row: Record, field: str) -> str:
    """The value that was read, else the cell; the cell too where the value is a code."""
    read = row["read"].get(field, {})
    value = None if field in _CODED else read.get("value")
    raw = str(row["cells"][row["fields"].index(field)]).strip()
    if value is None and raw and read.get("is_doubtful") and field not in _CODED:
        return unread_words(raw)
    return str(value) if value is not None else raw or t(NOT_STATED)


def _row_words(row: Record, column: str) -> str:
    """The value that was read of a row of a list; where none was, what stands there all the same."""
    if row[column] is not None:
        return _in_words(row, column)
    cells = dict(zip(row["fields"] or (), row["cells"], strict=False))
    raw = next((cell for name in corrections.own_cells(column) if (cell := cells.get(name, "").strip())), "")
    if raw or column in (row["doubtful_fields"] or ()):
        return unread_words(raw)
    return _in_words(row, column)


def _in_words(record: Record, column: str) -> str:
    value = record[column]
    if column in ("planned_start", "planned_finish"):
        return planned_date(value, record["plan_precision"])
    if column == "region_id" and value is not None:
        return t("{what}（{more}）", what=record["region_name"], more=value)
    if column == "status":
        return t(DOCUMENT_STATUS_LABELS.get(value, NOT_STATED))
    return str(value) if column in ("seq", "list_year") and value is not None else plain(value)
