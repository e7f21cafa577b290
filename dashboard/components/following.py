"""A job that a page started: its parts on the page, and how it stands each time the page asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from dashboard.pages.base import Board
from dashboard.words import t

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
