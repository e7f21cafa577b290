"""A form that a person signs: who corrects and why, a button, and the one job that it starts, followed to its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, State, html

from dashboard.dialogues import following
from dashboard.session.board_page import Board
from dashboard.session.jobs import JobRefusedError, Work
from dashboard.session.snapshot import WarehouseError
from dashboard.words.translate import listed, t

Given = Mapping[str, Any]
"""What stands in a form when its button is clicked: `target`, `who`, `why`, and the inputs of its own, by name."""


class NothingToDoError(Exception):
    """What a form asks for cannot be done; says why, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The work that a form asks for, and what it says while it is done."""

    work: Work
    words: str


@dataclass(frozen=True, slots=True)
class SignedForm:
    """The dialogue of a form, the ids of what its signature is written into, and what who signs is called."""

    dialogue: following.Dialogue
    who: str
    why: str
    signer: str = "更正人"

    def signature(self) -> list[Any]:
        """What stands at the end of the form."""
        return [*self.signing(), dmc.Button(t("提交"), id=self.dialogue.button, size="sm")]

    def signing(self) -> list[Any]:
        """Who and why, and the place of the form's message."""
        return [
            dmc.TextInput(id=self.who, label=t(self.signer), size="sm", persistence="board", persistence_type="local"),
            dmc.Textarea(id=self.why, label=t("理由与依据"), autosize=True, minRows=2, size="sm"),
            html.Div(id=self.dialogue.message, className="form-message", role="status"),
        ]

    def register(
        self,
        app: Dash,
        board: Board,
        own: Mapping[str, State],
        needed: Callable[[Given], Mapping[str, str | None]],
        asked: Callable[[Given], Asked],
    ) -> None:
        """Start what the form asks for when its button is clicked, and follow it.

        `own`: what is read of the form besides target and signature, by name; `needed`: what must be filled in of it,
        by its title; `asked` may raise NothingToDoError, JobRefusedError or WarehouseError.
        """
        signed = {"who": State(self.who, "value"), "why": State(self.why, "value")}

        @app.callback(
            output=self.dialogue.outputs(),
            inputs={"clicks": Input(self.dialogue.button, "n_clicks")},
            state={"target": State(self.dialogue.target, "data"), **own, **signed},
            prevent_initial_call=True,
        )
        def submit(clicks: int, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - values of inputs
            del clicks
            return _start(board, given, {**needed(given), t(self.signer): given["who"]}, asked)

        following.register_dialogue(app, board, self.dialogue)


def _start(
    board: Board,
    given: Given,
    needed: Mapping[str, str | None],
    asked: Callable[[Given], Asked],
) -> dict[str, Any]:
    wanted = {**needed, t("理由"): given["why"]}
    missing = [title for title, words in wanted.items() if not (words or "").strip()]
    if missing:
        return following.refused(t("请填写{names}", names=listed(missing)))
    try:
        begun = asked(given)
    except NothingToDoError as reason:
        return following.refused(str(reason))
    except (JobRefusedError, WarehouseError) as reason:
        return following.refused(t(str(reason)))
    return following.started(board, begun.work, begun.words)
