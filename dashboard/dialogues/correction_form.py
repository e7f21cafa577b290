"""The correction form: one dialogue for all pages, opened by whatever carries `data-correct`.

It corrects a field of a row, what is known of a document, or takes a correction back, in what is stored or in files
that are looked at before they are accepted (`correction_target.py`). The work runs beside the requests (`jobs.py`);
when it is done the page is shown again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html

from dashboard.dialogues import following
from dashboard.dialogues.correction_target import Asked, NoTargetError, Standing, asked, home_of, standing
from dashboard.loader import corrections
from dashboard.parts.dom import data
from dashboard.parts.ids import Correcting
from dashboard.session.jobs import JobRefusedError, Work
from dashboard.session.page import Board
from dashboard.words.translate import listed, t

_DIALOGUE = following.Dialogue(
    Correcting.TARGET, Correcting.MODAL, Correcting.JOB, Correcting.TIMER, Correcting.MESSAGE, Correcting.SUBMIT
)
_HIDDEN = {"display": "none"}
_HINT = "写法同单元格：金额写 247（万元）或 247万元，期限写 2021-2022，日期写 2022-10-27；原文没有的写 未载明。"
_HINTS = {
    "region_id": "写地区全称，或六位代码，如 500114",
    "document_date": "写法如 2022-10-27",
    "list_year": "写法如 2022",
    "status": "从中选一个",
    "title": "照文件原文填写",
    "document_number": "照文件原文填写",
    "issuer": "照文件原文填写",
}
"""How to write what is known of a document."""
_MOST_OFFERED = 20


def opener(words: str, target: Mapping[str, Any], title: str = "") -> html.Button:
    """A button that opens the form on a target of `correction_target.py`.

    `column` (of a project report) or `field` (of a progress sheet) in it names what is asked for first.
    """
    return html.Button(
        words, className="link-button", title=title or None, type="button", **data(correct=json.dumps(target))
    )


def form() -> html.Div:
    """The dialogue with nothing in it."""
    return _DIALOGUE.closed(t("更正"), _inputs())


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
                dmc.Autocomplete(
                    id=Correcting.VALUE, label=t("更正为"), description="", data=[], limit=_MOST_OFFERED, size="sm"
                ),
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
            "why": Output(Correcting.WHY, "value"),
            "message": Output(Correcting.MESSAGE, "children"),
        },
        inputs={"target": Input(Correcting.TARGET, "data")},
        prevent_initial_call=True,
    )
    def fill(target: dict[str, Any]) -> dict[str, Any]:
        try:
            shown = asked(board, target)
        except NoTargetError as reason:
            shown = Asked(t("更正"), str(reason), {})
        return {
            "opened": True,
            "title": shown.title,
            "place": shown.place,
            "entry": None if shown.fields else _HIDDEN,
            "fields": [{"value": name, "label": label} for name, label in shown.fields.items()],
            "field": shown.field,
            "value": "",
            "why": "",
            "message": "",
        }

    @app.callback(
        output={
            "now": Output(Correcting.NOW, "children"),
            "confirm": Output(Correcting.CONFIRM, "checked"),
            "confirmable": Output(Correcting.CONFIRM, "style"),
            "offered": Output(Correcting.VALUE, "data"),
            "hint": Output(Correcting.VALUE, "description"),
        },
        inputs={"field": Input(Correcting.FIELD, "value"), "target": Input(Correcting.TARGET, "data")},
        prevent_initial_call=True,
    )
    def now(field: str | None, target: dict[str, Any] | None) -> dict[str, Any]:
        shown = Standing("")
        if field and target and "correction_id" not in target:
            try:
                shown = standing(board, target, field)
            except (NoTargetError, KeyError):  # the field of the target before; the form is being filled anew
                shown = Standing("")
        is_row = bool(target and "row" in target)
        return {
            "now": shown.words,
            "confirm": False,
            "confirmable": None if shown.is_doubtful else _HIDDEN,
            "offered": list(corrections.suggestions(field or "")),
            "hint": t(_HINT) if is_row else t(_HINTS.get(field or "", _HINT)),
        }


def _register_work(app: Dash, board: Board) -> None:
    @app.callback(
        output=_DIALOGUE.outputs(),
        inputs={"clicks": Input(Correcting.SUBMIT, "n_clicks")},
        state={
            "target": State(Correcting.TARGET, "data"),
            "field": State(Correcting.FIELD, "value"),
            "value": State(Correcting.VALUE, "value"),
            "confirm": State(Correcting.CONFIRM, "checked"),
            "who": State(Correcting.WHO, "value"),
            "why": State(Correcting.WHY, "value"),
        },
        prevent_initial_call=True,
    )
    def submit(
        clicks: int, target: dict[str, Any], field: str | None, value: str | None, confirm: bool,
        who: str | None, why: str | None,
    ) -> dict[str, Any]:  # fmt: skip
        del clicks
        confirms = confirm and "row" in target
        if missing := _missing(target, "-" if confirms else value, who, why):
            return following.refused(missing)
        words = None if confirms else value or ""
        try:
            home = home_of(board, target)
        except JobRefusedError as reason:
            return following.refused(t(str(reason)))
        said = t("正在核对…") if "stage" in target else t("正在核对并重建快照…")
        return following.started(board, _work(home, target, field or "", words, who or "", why or ""), said)

    following.register_dialogue(app, board, _DIALOGUE)


def _missing(target: dict[str, Any], value: str | None, who: str | None, why: str | None) -> str:
    needed = {t("更正人"): who, t("理由"): why}
    if "correction_id" not in target:
        needed = {t("更正值"): value} | needed
    names = [name for name, given in needed.items() if not (given or "").strip()]
    return t("请填写{names}", names=listed(names)) if names else ""


def _work(home: Path, target: dict[str, Any], field: str, value: str | None, who: str, why: str) -> Work:
    """The work that a form asks for; `value` None confirms the value as it was read."""
    if "correction_id" in target:
        return corrections.revoke(home, str(target["correction_id"]), who, why)
    document = str(target["document_id"])
    if "row" in target:
        row = corrections.Row(document, int(target["table"]), int(target["row"]))
        if value is None:
            return corrections.confirm_row(home, row, field, who, why)
        return corrections.correct_row(home, row, field, value, who, why)
    return corrections.correct_document(home, document, field, value or "", who, why)
