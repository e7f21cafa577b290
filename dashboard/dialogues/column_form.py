"""The form for columns: a table's headers with three cells each and what each is read as; a person says what one means.

Opened by whatever carries `data-columns`: a document, one of its tables or one of its columns, stored or looked at
before it is accepted. The document is then read again, and the page shown anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html

from dashboard.dialogues import following
from dashboard.dialogues.correction_target import NoTargetError, cursor_of, home_of, standing_corrections
from dashboard.dialogues.signed_form import Asked, Given, NothingToDoError, SignedForm
from dashboard.loader import corrections
from dashboard.metrics.documents.corrected import list_corrections, read_document
from dashboard.metrics.documents.source_columns import SourceColumn, read_columns, read_tables
from dashboard.parts.cards import badge
from dashboard.parts.dom import data
from dashboard.parts.ids import Naming
from dashboard.session.board_page import Board
from dashboard.session.snapshot import WarehouseError
from dashboard.words.labels import TABLE_KIND_LABELS
from dashboard.words.translate import DATA_LANGUAGE, t
from etl.contract import reference
from etl.contract.reference import Dialogue

Record = dict[str, Any]
_DIALOGUE = following.Dialogue(Naming.TARGET, Naming.MODAL, Naming.JOB, Naming.TIMER, Naming.MESSAGE, Naming.SUBMIT)
_FORM = SignedForm(_DIALOGUE, Naming.WHO, Naming.WHY)
_HIDDEN = {"display": "none"}
_IGNORE = "ignore"
_UNREAD = "other"


def answers(finding_type: str) -> bool:
    """Whether findings of a type may be answered by saying what a column means."""
    return reference.finding_types()[finding_type].dialogue is Dialogue.COLUMN


def opener(words: str, target: Mapping[str, Any], title: str = "") -> html.Button:
    """A button that opens the form. The target names `document_id`, and may name `table`, `header` and `stage`."""
    return html.Button(
        words, className="link-button", title=title or None, type="button", **data(columns=json.dumps(target))
    )


def form() -> html.Div:
    """The dialogue with nothing in it."""
    content = [
        html.Div(id=Naming.PLACE, className="form-place"),
        dmc.Select(id=Naming.TABLE, label=t("哪一张表"), data=[], allowDeselect=False, size="sm"),
        dcc.Store(id=Naming.SHOWN),
        dmc.RadioGroup(html.Div(id=Naming.LIST), id=Naming.PICKED, label=t("点选一列"), size="sm"),
        dmc.Select(
            id=Naming.MEANING,
            label=t("这一列是"),
            data=[],
            searchable=True,
            allowDeselect=False,
            size="sm",
            nothingFoundMessage=t("没有这样的字段"),
        ),
        html.Div(id=Naming.NOTE, className="form-now", role="status"),
        *_FORM.signature(),
    ]
    return _DIALOGUE.closed(t("列的含义"), content, size="xl")


def register(app: Dash, board: Board) -> None:
    """Add the callbacks of the form."""
    _register_opening(app, board)
    _register_columns(app, board)
    _register_work(app, board)


def _register_opening(app: Dash, board: Board) -> None:
    @app.callback(
        output={
            "opened": Output(Naming.MODAL, "opened"),
            "place": Output(Naming.PLACE, "children"),
            "tables": Output(Naming.TABLE, "data"),
            "table": Output(Naming.TABLE, "value"),
            "style": Output(Naming.TABLE, "style"),
            "why": Output(Naming.WHY, "value"),
            "message": Output(Naming.MESSAGE, "children"),
        },
        inputs={"target": Input(Naming.TARGET, "data")},
        prevent_initial_call=True,
    )
    def fill(target: dict[str, Any]) -> dict[str, Any]:
        empty = {"opened": True, "tables": [], "table": None, "style": _HIDDEN, "why": "", "message": ""}
        try:
            with cursor_of(board, target) as cursor:
                document = read_document(cursor, target["document_id"])
                tables = read_tables(cursor, target["document_id"])
        except NoTargetError as reason:
            return empty | {"place": str(reason)}
        if document is None or not tables:
            return empty | {"place": t("这份文件没有表格") if document else t("快照中没有这份文件")}
        return empty | {
            "place": html.Span(document["document"], lang=DATA_LANGUAGE),
            "tables": [{"value": str(one["table_no"]), "label": _table_label(one)} for one in tables],
            "table": str(target.get("table") or _first_table(tables)),
            "style": None if len(tables) > 1 else _HIDDEN,
        }


def _first_table(tables: Sequence[Record]) -> int:
    """The first table that is read; where none is, the longest one."""
    read = next((one["table_no"] for one in tables if one["kind"] != _UNREAD), None)
    return int(read or max(tables, key=lambda one: one["row_count"])["table_no"])


def _table_label(table: Record) -> str:
    what = t(TABLE_KIND_LABELS[table["kind"]])
    caption = (table["caption"] or table["where"] or "")[-40:]
    words = t("表 {table} · {kind} · {count} 行", table=table["table_no"], kind=what, count=table["row_count"])
    return f"{words} · {caption}" if caption else words


def _register_columns(app: Dash, board: Board) -> None:
    @app.callback(
        output={
            "shown": Output(Naming.SHOWN, "data"),
            "list": Output(Naming.LIST, "children"),
            "meanings": Output(Naming.MEANING, "data"),
            "picked": Output(Naming.PICKED, "value"),
        },
        inputs={"table": Input(Naming.TABLE, "value"), "target": Input(Naming.TARGET, "data")},
        prevent_initial_call=True,
    )
    def look(table: str | None, target: dict[str, Any]) -> dict[str, Any]:
        return _look(board, target, table)

    @app.callback(
        output={"meaning": Output(Naming.MEANING, "value"), "note": Output(Naming.NOTE, "children")},
        inputs={"picked": Input(Naming.PICKED, "value"), "meaning": Input(Naming.MEANING, "value")},
        state={"shown": State(Naming.SHOWN, "data"), "options": State(Naming.MEANING, "data")},
        prevent_initial_call=True,
    )
    def choose(
        picked: str | None, meaning: str | None, shown: list[Record] | None, options: list[Record]
    ) -> dict[str, Any]:
        column = _at(shown, picked)
        if column is None:
            return {"meaning": None, "note": ""}
        return {"meaning": _offered(meaning, options), "note": _taken(column, meaning, shown or [])}


def _look(board: Board, target: Mapping[str, Any], table: str | None) -> dict[str, Any]:
    """The columns of a table, and what each can mean; nothing where it is not a table of the target."""
    nothing: dict[str, Any] = {"shown": None, "list": None, "meanings": [], "picked": None}
    if not table:
        return nothing
    try:
        with cursor_of(board, target) as cursor:
            kinds = {one["table_no"]: one["kind"] for one in read_tables(cursor, target["document_id"])}
            found = read_columns(cursor, target["document_id"], int(table))
        named = _named(board, target, int(table))
        elsewhere = _elsewhere(board, target)
    except NoTargetError:
        return nothing
    if int(table) not in kinds:  # the table of the document before; the form is being filled anew
        return nothing
    is_asked = str(target.get("table")) == table
    wanted = [one.number for one in found if is_asked and one.header == target.get("header")]
    return {
        "shown": [{"number": one.number, "header": one.header, "field": one.field} for one in found],
        "list": columns_table(_in_order(found, wanted), named, elsewhere),
        "meanings": _choices(kinds[int(table)]),
        "picked": str(wanted[0]) if wanted else None,
    }


def _offered(meaning: str | None, options: Sequence[Record]) -> str | None:
    """A meaning, if it is one of those that the list control offers."""
    return meaning if any(item["value"] == meaning for group in options for item in group["items"]) else None


def _in_order(found: Sequence[SourceColumn], wanted: Sequence[int]) -> list[SourceColumn]:
    """Columns that are asked for first, then those that are not read, then the others."""
    return sorted(found, key=lambda one: (one.number not in wanted, bool(one.field or not one.samples), one.number))


def _named(board: Board, target: Mapping[str, Any], table: int) -> list[Record]:
    found = standing_corrections(board, target)
    place = (target["document_id"], table)
    return [one for one in found if one["kind"] == "column" and (one["document_id"], one["table"]) == place]


def _elsewhere(board: Board, target: Mapping[str, Any]) -> dict[str, Record]:
    """What a person said of columns of other documents, by their header: shown, never applied here."""
    try:
        with board.warehouse.session() as session:
            found = list_corrections(session.cursor)
    except WarehouseError:  # nothing is stored yet
        return {}
    return {
        _words(one["header"]): one
        for one in reversed(found)
        if (one["kind"], one["state"]) == ("column", "applied") and one["document_id"] != target["document_id"]
    }


def _words(header: str | None) -> str:
    return "".join((header or "").split())


def _at(shown: Sequence[Record] | None, picked: str | None) -> Record | None:
    return next((column for column in shown or () if str(column["number"]) == picked), None)


def _choices(kind: str) -> list[Record]:
    """Meanings by group, as the list control takes them; first that the column is not read."""
    groups: dict[str, list[Record]] = {t("不用这一列"): [{"value": _IGNORE, "label": t("不读")}]}
    for meaning in corrections.column_meanings(kind).values():
        groups.setdefault(t(meaning.group), []).append({"value": meaning.field, "label": t(meaning.label)})
    return [{"group": name, "items": items} for name, items in groups.items()]


def _taken(column: Record, meaning: str | None, shown: Sequence[Record]) -> str:
    """What else changes: the column that has this meaning now is not read then."""
    other = next((one for one in shown if one["field"] == meaning and meaning != _IGNORE), None)
    if other is None:
        return ""
    if other["number"] == column["number"]:
        return t("现在就是这样读的；提交即由您确认。")
    return t(
        "现由“{header}”列读取；提交后改读这一列，那一列不再读取。", header=_header(other["header"], other["number"])
    )


def _header(header: str, number: int) -> str:
    return _words(header) or t("第 {column} 列", column=number)


def columns_table(
    found: Sequence[SourceColumn], named: Sequence[Record], elsewhere: Mapping[str, Record]
) -> html.Table:
    """Each column to be picked, with its cells and what it is read as, and who said so; of one that is not read also
    what was said of a column with its header in another document."""
    by_column = {one.number: next((item for item in named if _is_named(item, one)), None) for one in found}
    head = html.Tr([html.Th(t(words), scope="col") for words in ("列", "前三个不同的单元格", "读作")])
    rows = [
        html.Tr([html.Td(part) for part in _row(one, by_column[one.number], elsewhere.get(_words(one.header)))])
        for one in found
    ]
    return html.Table([html.Thead(head), html.Tbody(rows)], className="table columns-table")


def _is_named(item: Record, column: SourceColumn) -> bool:
    return _words(item["header"]) == _words(column.header) and item.get("column_no") in (None, column.number)


def _row(column: SourceColumn, named: Record | None, elsewhere: Record | None) -> list[Any]:
    place = t("第 {column} 列", column=column.number)
    label = html.Span([_header(column.header, column.number), html.Span(place, className="column-place")])
    pick = dmc.Radio(value=str(column.number), label=label if column.header.strip() else place, size="sm")
    cells = [html.Div(words, className="column-sample", title=words) for words in column.samples]
    sample = html.Div(cells, lang=DATA_LANGUAGE) if cells else html.Span(t("整列为空"), className="missing")
    if column.field and column.field != _IGNORE:
        read = html.Span(t(corrections.meaning_label(column.field)))
    elif column.field:
        read = html.Span(t("不读"), className="missing")
    else:
        read = badge(t("未识别，未读"), "badge-warn") if column.header.strip() or cells else html.Span("—")
    hint = _hint(elsewhere) if elsewhere and column.header.strip() and not column.field else None
    return [pick, sample, html.Div([read, said_by(named) if named else hint])]


def _hint(item: Record) -> html.Div:
    """What was said of a column with this header in another document."""
    meant = t(corrections.meaning_label(item["new_value"]))
    words = t("{document} 中这一列由 {who} 指定为“{what}”", document=item["document"], who=item["who"], what=meant)
    return html.Div(words, className="column-said")


def said_by(item: Record) -> html.Div:
    """Who said what a column means, when and why."""
    words = t("{who} {date}：{why}", who=item["who"], date=item["at"][:10], why=item["why"])
    return html.Div([badge(t("由人指定"), "badge-corrected"), " ", words], className="column-said")


def _register_work(app: Dash, board: Board) -> None:
    def needed(given: Given) -> dict[str, str | None]:
        return {t("哪一列"): given["picked"], t("它的含义"): given["meaning"]}

    def asked(given: Given) -> Asked:
        target, table, column = given["target"], given["table"], _at(given["shown"], given["picked"])
        if column is None or table is None:
            raise NothingToDoError(t("请填写{names}", names=t("哪一列")))
        place = corrections.Column(str(target["document_id"]), int(table), column["header"], column["number"])
        home = home_of(board, target)
        work = corrections.name_column(home, place, given["meaning"], given["who"], given["why"])
        return Asked(work, t("正在重新读取这份文件…"))

    own = {
        "table": State(Naming.TABLE, "value"),
        "shown": State(Naming.SHOWN, "data"),
        "picked": State(Naming.PICKED, "value"),
        "meaning": State(Naming.MEANING, "value"),
    }
    _FORM.register(app, board, own, needed, asked)
