"""The correction form: one dialogue for all pages, opened by whatever carries `data-correct`.

It corrects a field of a row, what is known of a document, or takes a correction back, in what is stored or in files
that are looked at before they are accepted (`correction_target.py`). The work runs beside the requests (`jobs.py`);
when it is done the page is shown again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html

from dashboard.dialogues import following
from dashboard.dialogues.correction_target import NoTargetError, Shown, Standing, asked, home_of, standing
from dashboard.dialogues.signed_form import Asked, Given, SignedForm
from dashboard.loader import corrections
from dashboard.parts.dom import data
from dashboard.parts.ids import Correcting
from dashboard.session.board_page import Board
from dashboard.session.jobs import Work
from dashboard.words.translate import t

_DIALOGUE = following.Dialogue(
    Correcting.TARGET, Correcting.MODAL, Correcting.JOB, Correcting.TIMER, Correcting.MESSAGE, Correcting.SUBMIT
)
_FORM = SignedForm(_DIALOGUE, Correcting.WHO, Correcting.WHY)
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
        *_FORM.signature(),
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
        return _opened(board, target)

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
        return _now(board, field, target or {})


def _opened(board: Board, target: dict[str, Any]) -> dict[str, Any]:
    """The form as it is opened on a target."""
    try:
        shown = asked(board, target)
    except NoTargetError as reason:
        shown = Shown(t("更正"), str(reason), {})
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


def _now(board: Board, field: str | None, target: dict[str, Any]) -> dict[str, Any]:
    """What a field says now, and how another value is written."""
    shown = Standing("")
    if field and target and "correction_id" not in target:
        with suppress(NoTargetError, KeyError):  # the field of the target before; the form is being filled anew
            shown = standing(board, target, field)
    hint = _HINT if "row" in target else _HINTS.get(field or "", _HINT)
    return {
        "now": shown.words,
        "confirm": False,
        "confirmable": None if shown.is_doubtful else _HIDDEN,
        "offered": list(corrections.suggestions(field or "")),
        "hint": t(hint),
    }


def _register_work(app: Dash, board: Board) -> None:
    def needed(given: Given) -> dict[str, str | None]:
        has_value = "correction_id" in given["target"] or _confirms(given)
        return {} if has_value else {t("更正值"): given["value"]}

    def started(given: Given) -> Asked:
        target = given["target"]
        value = None if _confirms(given) else given["value"] or ""
        work = _work(home_of(board, target), target, given["field"] or "", value, given["who"], given["why"])
        return Asked(work, t("正在核对…") if "stage" in target else t("正在核对并重建快照…"))

    own = {
        "field": State(Correcting.FIELD, "value"),
        "value": State(Correcting.VALUE, "value"),
        "confirm": State(Correcting.CONFIRM, "checked"),
    }
    _FORM.register(app, board, own, needed, started)


def _confirms(given: Given) -> bool:
    """Whether the value of a row is confirmed as it was read."""
    return bool(given["confirm"]) and "row" in given["target"]


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
