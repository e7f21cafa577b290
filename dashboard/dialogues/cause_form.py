"""The form that says of which cause a problem is, or that its words are none. A click on any `data-cause` opens it."""

from __future__ import annotations

import json
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html

from dashboard.dialogues import following
from dashboard.dialogues.signed_form import Asked, Given, SignedForm
from dashboard.loader import corrections
from dashboard.parts.dom import data
from dashboard.parts.ids import Classifying
from dashboard.session.board_page import Board
from dashboard.words.problem_words import cause_title
from dashboard.words.translate import DATA_LANGUAGE, t
from etl.contract.problem_rules import NONE, causes

_DIALOGUE = following.Dialogue(
    Classifying.TARGET, Classifying.MODAL, Classifying.JOB, Classifying.TIMER, Classifying.MESSAGE, Classifying.SUBMIT
)
_FORM = SignedForm(_DIALOGUE, Classifying.WHO, Classifying.WHY)


def opener(label: str, problem_id: str, words: str) -> html.Button:
    """A button that opens the form on a problem, whose words it shows."""
    target = json.dumps({"problem_id": problem_id, "words": words}, ensure_ascii=False)
    return html.Button(label, className="link-button", type="button", **data(cause=target))


def form() -> html.Div:
    """The dialogue with nothing in it."""
    words = t("认定后各处按认定的类别统计，原文不变；以后的报送文字再变，按规则重新归类。")
    choices = [{"value": key, "label": cause_title(key)} for key in (*causes(), NONE)]
    content = [
        dmc.Text(words, size="sm"),
        html.Blockquote(id=Classifying.WORDS, className="form-place", lang=DATA_LANGUAGE),
        dmc.Select(id=Classifying.CAUSE, label=t("原因类别"), data=choices, allowDeselect=False, size="sm"),
        *_FORM.signature(),
    ]
    return _DIALOGUE.closed(t("认定原因类别"), content)


def register(app: Dash, board: Board) -> None:
    """Add the callbacks of the form."""

    @app.callback(
        output={
            "opened": Output(Classifying.MODAL, "opened"),
            "words": Output(Classifying.WORDS, "children"),
            "cause": Output(Classifying.CAUSE, "value"),
            "why": Output(Classifying.WHY, "value"),
            "message": Output(Classifying.MESSAGE, "children"),
        },
        inputs={"target": Input(Classifying.TARGET, "data")},
        prevent_initial_call=True,
    )
    def ask(target: dict[str, Any]) -> dict[str, Any]:
        return {"opened": True, "words": target["words"], "cause": None, "why": "", "message": ""}

    def needed(given: Given) -> dict[str, str | None]:
        return {t("原因类别"): given["cause"]}

    def asked(given: Given) -> Asked:
        problem = str(given["target"]["problem_id"])
        work = corrections.set_cause(board.settings.home, problem, given["cause"], given["who"], given["why"])
        return Asked(work, t("正在登记并重建快照…"))

    _FORM.register(app, board, {"cause": State(Classifying.CAUSE, "value")}, needed, asked)
