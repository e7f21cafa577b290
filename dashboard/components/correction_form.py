"""The correction form: one dialogue for all pages, opened by whatever carries `data-correct`.

It corrects a field of a row, what is known of a document, or takes a correction back. The work runs beside the
requests (`jobs.py`); when it is done the page is shown again from the new snapshot.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from dashboard import corrections
from dashboard.components import following
from dashboard.components.dom import data
from dashboard.components.ids import Correcting, Frame
from dashboard.formats import plain, planned_date
from dashboard.labels import DOCUMENT_STATUS_LABELS, NOT_STATED
from dashboard.metrics.corrections import list_corrections, read_document, read_row
from dashboard.pages.base import Board
from dashboard.warehouse import Session, WarehouseError
from dashboard.words import listed, t

_NO_FIELD = {"display": "none"}
_HINT = "写法同单元格：金额写 247（万元）或 247万元，期限写 2021-2022，日期写 2022-10-27；原文没有的写 未载明。"


def opener(words: str, target: Mapping[str, Any], title: str = "") -> html.Button:
    """A button that opens the form on a target: `document_id`, `table`, `row`, `column`, or `correction_id`."""
    return html.Button(
        words, className="link-button", title=title or None, type="button", **data(correct=json.dumps(target))
    )


def form() -> Any:  # noqa: ANN401 - a Dash component
    """The dialogue with nothing in it."""
    return html.Div(
        [
            dcc.Store(id=Correcting.TARGET),
            *following.parts(Correcting.JOB, Correcting.TIMER),
            dmc.Modal(
                id=Correcting.MODAL,
                title=t("更正"),
                size="lg",
                closeButtonProps={"aria-label": t("关闭")},
                children=html.Div(className="form", children=_inputs()),
            ),
        ]
    )


def _inputs() -> list[Any]:
    return [
        html.Div(id=Correcting.PLACE, className="form-place"),
        html.Div(
            id=Correcting.ENTRY,
            children=[
                dmc.Select(
                    id=Correcting.FIELD, label=t("更正哪一项"), data=[], searchable=True, allowDeselect=False, size="sm"
                ),
                html.Div(id=Correcting.NOW, className="form-now"),
                dmc.TextInput(id=Correcting.VALUE, label=t("更正为"), description=t(_HINT), size="sm"),
                dmc.Checkbox(
                    id=Correcting.CONFIRM, label=t("不更正：读出的值无误，去掉存疑标记"), checked=False, size="sm"
                ),
            ],
        ),
        dmc.TextInput(id=Correcting.WHO, label=t("更正人"), size="sm", persistence="board", persistence_type="local"),
        dmc.Textarea(id=Correcting.WHY, label=t("理由与依据"), autosize=True, minRows=2, size="sm"),
        html.Div(id=Correcting.MESSAGE, className="form-message", role="status"),
        dmc.Button(t("提交"), id=Correcting.SUBMIT, size="sm"),
    ]


def register(app: Dash, board: Board) -> None:
    """Add the callbacks of the form."""
    _register_opening(app, board)
    _register_work(app, board)


def _register_opening(app: Dash, board: Board) -> None:
    @app.callback(
        output={
            "opened": Output(Correcting.MODAL, "opened"),
            "title": Output(Correcting.MODAL, "title"),
            "place": Output(Correcting.PLACE, "children"),
            "entry": Output(Correcting.ENTRY, "style"),
            "fields": Output(Correcting.FIELD, "data"),
            "field": Output(Correcting.FIELD, "value"),
            "value": Output(Correcting.VALUE, "value"),
            "confirm": Output(Correcting.CONFIRM, "checked"),
            "confirmable": Output(Correcting.CONFIRM, "style"),
            "why": Output(Correcting.WHY, "value"),
            "message": Output(Correcting.MESSAGE, "children"),
        },
        inputs={"target": Input(Correcting.TARGET, "data")},
        prevent_initial_call=True,
    )
    def fill(target: dict[str, Any]) -> dict[str, Any]:
        filled: dict[str, Any] = {"opened": True, "value": "", "confirm": False, "why": "", "message": ""}
        filled["confirmable"] = None if "row" in target else _NO_FIELD
        try:
            with board.warehouse.session() as session:
                return filled | _filled(session, target)
        except WarehouseError as error:
            return filled | _revoking(t("更正"), str(error))

    @app.callback(
        Output(Correcting.NOW, "children"),
        Input(Correcting.FIELD, "value"),
        State(Correcting.TARGET, "data"),
        prevent_initial_call=True,
    )
    def now(column: str | None, target: dict[str, Any] | None) -> Any:  # noqa: ANN401 - words or no_update
        if not column or not target or "correction_id" in target:
            return no_update
        try:
            with board.warehouse.session() as session:
                return _now(session, target, column)
        except WarehouseError as error:
            return str(error)


def _filled(session: Session, target: dict[str, Any]) -> dict[str, Any]:
    """Title, place and fields of the form for a target."""
    if "correction_id" in target:
        found = [item for item in list_corrections(session.cursor) if item["correction_id"] == target["correction_id"]]
        return _revoking(t("撤销更正"), _said(found[0]) if found else t("快照中没有这条更正"))
    if "row" in target:
        row = read_row(session.cursor, target["document_id"], target["table"], target["row"])
        fields, title = corrections.row_fields(), t("更正一行的一项")
        where = t("表 {table} · 第 {row} 行", table=target["table"], row=target["row"])
        place = f"{row['document']} · {where}" if row else t("快照中没有这一行")
        name = row["name"] if row else None
        head = [html.Strong(name), html.Br(), place] if name else place
    else:
        document = read_document(session.cursor, target["document_id"])
        fields, title = corrections.document_fields(), t("更正文件信息")
        head = document["document"] if document else t("快照中没有这份文件")
    column = target.get("column")
    return {
        "title": title,
        "place": head,
        "entry": None,
        "fields": [{"value": key, "label": t(label)} for key, label in fields.items()],
        "field": column if column in fields else next(iter(fields)),
    }


def _said(item: dict[str, Any]) -> str:
    if item["kind"] == "confirm":
        return t("{id}：确认为“{new}”", id=item["correction_id"], new=item["new_value"])
    return t("{id}：由“{old}”改为“{new}”", id=item["correction_id"], old=item["old_raw"], new=item["new_value"])


def _revoking(title: str, words: str) -> dict[str, Any]:
    return {"title": title, "place": words, "entry": _NO_FIELD, "fields": [], "field": None}


def _now(session: Session, target: dict[str, Any], column: str) -> Any:  # noqa: ANN401
    """What holds now, with the raw cells of the row for a look."""
    if "row" not in target:
        document = read_document(session.cursor, target["document_id"])
        return t("现为：") + (_in_words(document, column) if document else t(NOT_STATED))
    row = read_row(session.cursor, target["document_id"], target["table"], target["row"])
    if row is None:
        return ""
    words = _in_words(row, column)
    headers = [*(row["headers"] or []), *[""] * len(row["cells"])]
    cells = [
        html.Span([html.Span("".join(header.split()), className="cell-head"), cell], className="form-cell")
        for header, cell in zip(headers, row["cells"], strict=False)
        if cell.strip()
    ]
    return [html.Div([t("现为："), html.Strong(words)]), html.Details([html.Summary(t("看原文这一行")), *cells])]


def _in_words(record: dict[str, Any], column: str) -> str:
    value = record[column]
    if column in ("planned_start", "planned_finish"):
        return planned_date(value, record["plan_precision"])
    if column == "region_id" and value is not None:
        return t("{what}（{more}）", what=record["region_name"], more=value)
    if column == "status":
        return t(DOCUMENT_STATUS_LABELS.get(value, NOT_STATED))
    return str(value) if column in ("seq", "list_year") and value is not None else plain(value)


def _register_work(app: Dash, board: Board) -> None:
    @app.callback(
        output={
            "job": Output(Correcting.JOB, "data"),
            "waiting": Output(Correcting.TIMER, "disabled"),
            "message": Output(Correcting.MESSAGE, "children", allow_duplicate=True),
            "busy": Output(Correcting.SUBMIT, "loading"),
        },
        inputs={"clicks": Input(Correcting.SUBMIT, "n_clicks")},
        state={
            "target": State(Correcting.TARGET, "data"),
            "column": State(Correcting.FIELD, "value"),
            "value": State(Correcting.VALUE, "value"),
            "confirm": State(Correcting.CONFIRM, "checked"),
            "who": State(Correcting.WHO, "value"),
            "why": State(Correcting.WHY, "value"),
        },
        prevent_initial_call=True,
    )
    def submit(
        clicks: int, target: dict[str, Any], column: str | None, value: str | None, confirm: bool,
        who: str | None, why: str | None,
    ) -> dict[str, Any]:  # fmt: skip
        del clicks
        confirms = confirm and "row" in target
        if missing := _missing(target, "-" if confirms else value, who, why):
            return {"job": no_update, "waiting": True, "message": following.problem(missing), "busy": False}
        words = None if confirms else value or ""
        job = board.jobs.start(_work(board, target, column or "", words, who or "", why or ""))
        return {"job": job, "waiting": False, "message": t("正在核对并重建快照…"), "busy": True}

    @app.callback(
        output={
            "waiting": Output(Correcting.TIMER, "disabled", allow_duplicate=True),
            "message": Output(Correcting.MESSAGE, "children", allow_duplicate=True),
            "busy": Output(Correcting.SUBMIT, "loading", allow_duplicate=True),
            "opened": Output(Correcting.MODAL, "opened", allow_duplicate=True),
            "refresh": Output(Frame.REFRESH, "data", allow_duplicate=True),
        },
        inputs={"ticks": Input(Correcting.TIMER, "n_intervals")},
        state={"job_id": State(Correcting.JOB, "data")},
        prevent_initial_call=True,
    )
    def follow(ticks: int, job_id: str | None) -> dict[str, Any]:
        del ticks
        same = dict.fromkeys(("waiting", "message", "busy", "opened", "refresh"), no_update)
        now = following.standing(board, job_id)
        if not now.is_done:
            return same
        done = same | {"waiting": True, "busy": False}
        if now.problem:
            return done | {"message": following.problem(now.problem)}
        return done | {"opened": False, "refresh": time.time_ns()}


def _missing(target: dict[str, Any], value: str | None, who: str | None, why: str | None) -> str:
    needed = {t("更正人"): who, t("理由"): why}
    if "correction_id" not in target:
        needed = {t("更正值"): value} | needed
    names = [name for name, given in needed.items() if not (given or "").strip()]
    return t("请填写{names}", names=listed(names)) if names else ""


def _work(board: Board, target: dict[str, Any], column: str, value: str | None, who: str, why: str) -> Any:  # noqa: ANN401
    """The work that a form asks for; `value` None confirms the value as it was read."""
    home = board.settings.home
    if "correction_id" in target:
        return corrections.revoke(home, str(target["correction_id"]), who, why)
    document = str(target["document_id"])
    if "row" in target:
        row = corrections.Row(document, int(target["table"]), int(target["row"]))
        if value is None:
            return corrections.confirm_row(home, row, column, who, why)
        return corrections.correct_row(home, row, column, value, who, why)
    return corrections.correct_document(home, document, column, value or "", who, why)
