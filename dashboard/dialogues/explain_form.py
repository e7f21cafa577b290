"""The form that says why a contradiction is none, or what became of it. A click on any `data-explain` opens it."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, html

from dashboard.dialogues import following
from dashboard.dialogues.signed_form import Asked, Given, SignedForm
from dashboard.loader import corrections
from dashboard.parts.dom import data
from dashboard.parts.ids import Explaining
from dashboard.session.board_page import Board
from dashboard.words.translate import t

_DIALOGUE = following.Dialogue(
    Explaining.TARGET, Explaining.MODAL, Explaining.JOB, Explaining.TIMER, Explaining.MESSAGE, Explaining.SUBMIT
)
_FORM = SignedForm(_DIALOGUE, Explaining.WHO, Explaining.WHY)


def opener(words: str, finding_id: str) -> html.Button:
    """A button that opens the form on the contradiction of a finding."""
    return html.Button(words, className="link-button", type="button", **data(explain=finding_id))


def form() -> html.Div:
    """The dialogue with nothing in it."""
    words = t("写明两处数为何不同、以何为准，或已要求谁在何时改正。原数不变；数若再变，须重新说明。")
    content = [dmc.Text(words, size="sm"), *_FORM.signature()]
    return _DIALOGUE.closed(t("说明矛盾"), content)


def register(app: Dash, board: Board) -> None:
    """Add the callbacks of the form."""

    @app.callback(
        output={
            "opened": Output(Explaining.MODAL, "opened"),
            "why": Output(Explaining.WHY, "value"),
            "message": Output(Explaining.MESSAGE, "children"),
        },
        inputs={"target": Input(Explaining.TARGET, "data")},
        prevent_initial_call=True,
    )
    def ask(target: dict[str, Any]) -> dict[str, Any]:
        del target
        return {"opened": True, "why": "", "message": ""}

    def needed(given: Given) -> dict[str, str | None]:
        del given
        return {}

    def asked(given: Given) -> Asked:
        finding = str(given["target"]["finding_id"])
        work = corrections.explain(board.settings.home, finding, given["who"], given["why"])
        return Asked(work, t("正在登记并重建快照…"))

    _FORM.register(app, board, {}, needed, asked)
