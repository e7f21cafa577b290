"""A job that a page started: its parts on the page, how it stands each time the page asks, and the end of a dialogue
whose job is done."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from dashboard.parts.ids import Frame
from dashboard.session.board_page import Board
from dashboard.session.jobs import Work
from dashboard.words.translate import t

_POLL_MS = 300


@dataclass(frozen=True, slots=True)
class Standing:
    """How a job stands. `problem` says in the reader's language why it was not done."""

    is_done: bool
    stages: tuple[str, ...] = ()
    problem: str = ""


def parts(job: str, timer: str) -> list[Any]:
    """The store that holds the id of the job, and the timer that asks after it."""
    return [dcc.Store(id=job), dcc.Interval(id=timer, interval=_POLL_MS, disabled=True)]


def standing(board: Board, job_id: str | None) -> Standing:
    """The job as it stands; one that is not there is done, with a problem."""
    job = board.jobs.read(job_id or "")
    if job is None:
        return Standing(True, problem=t("没有这项工作"))
    return Standing(job.is_done, job.stages, t(job.error) if job.error else "")


def problem(text: str) -> html.Span:
    """What is wrong, as forms say it."""
    return html.Span(text, className="form-problem")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Ids of a dialogue that starts a job: what it is opened on, its modal, the job's store and timer, its message, and
    its button."""

    target: str
    modal: str
    job: str
    timer: str
    message: str
    button: str

    def closed(self, title: str, content: list[Any], size: str = "lg") -> html.Div:
        """The dialogue before it is opened."""
        modal = dmc.Modal(
            id=self.modal,
            title=title,
            size=size,
            closeButtonProps={"aria-label": t("关闭")},
            children=html.Div(content, className="form"),
        )
        return html.Div([dcc.Store(id=self.target), *parts(self.job, self.timer), modal])

    def outputs(self, *, is_second: bool = False) -> dict[str, Output]:
        """What starting and following a job write, by the names that `started`, `refused` and the follower use."""
        return {
            "job": Output(self.job, "data", allow_duplicate=is_second),
            "waiting": Output(self.timer, "disabled", allow_duplicate=is_second),
            "message": Output(self.message, "children", allow_duplicate=True),
            "busy": Output(self.button, "loading", allow_duplicate=is_second),
        }


def started(board: Board, work: Work, words: str) -> dict[str, Any]:
    """Start a job: the dialogue waits with these words."""
    return {"job": board.jobs.start(work), "waiting": False, "message": words, "busy": True}


def refused(words: str) -> dict[str, Any]:
    """No job is started, for this reason."""
    return {"job": no_update, "waiting": True, "message": problem(words), "busy": False}


def untouched() -> dict[str, Any]:
    """Nothing was asked."""
    return dict.fromkeys(("job", "waiting", "message", "busy"), no_update)


def register_dialogue(app: Dash, board: Board, dialogue: Dialogue) -> None:
    """Follow the jobs of a dialogue: a problem is said in it, success closes it and shows the page anew."""

    @app.callback(
        output=dialogue.outputs(is_second=True)
        | {
            "opened": Output(dialogue.modal, "opened", allow_duplicate=True),
            "refresh": Output(Frame.REFRESH, "data", allow_duplicate=True),
        },
        inputs={"ticks": Input(dialogue.timer, "n_intervals")},
        state={"job_id": State(dialogue.job, "data")},
        prevent_initial_call=True,
    )
    def follow(ticks: int, job_id: str | None) -> dict[str, Any]:
        del ticks
        same = untouched() | {"opened": no_update, "refresh": no_update}
        now = standing(board, job_id)
        if not now.is_done:
            return same
        if now.problem:
            return same | refused(now.problem)
        return same | {"waiting": True, "busy": False, "opened": False, "refresh": time.time_ns()}
