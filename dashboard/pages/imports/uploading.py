"""Files come in, are followed while they are read, and are accepted or discarded: the callbacks of the page."""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, State, html, no_update

from dashboard.dialogues import following
from dashboard.loader import imports
from dashboard.loader.imports import MOST_FILES, MOST_MEGABYTES, Upload
from dashboard.parts.ids import Frame, Importing
from dashboard.session.board_page import Board
from dashboard.words.translate import t


def register_upload(app: Dash, board: Board) -> None:
    """Take the files that a browser sends, and read them aside."""

    @app.callback(
        output={
            "job": Output(Importing.JOB, "data"),
            "waiting": Output(Importing.TIMER, "disabled"),
            "progress": Output(Importing.PROGRESS, "children"),
        },
        inputs={"contents": Input(Importing.UPLOAD, "contents")},
        state={"names": State(Importing.UPLOAD, "filename")},
        prevent_initial_call=True,
    )
    def take(contents: list[str] | None, names: list[str] | None) -> dict[str, Any]:
        if not contents:
            return dict.fromkeys(("job", "waiting", "progress"), no_update)
        uploads, problem = read_uploads(contents, names or [])
        if problem:
            return {"job": no_update, "waiting": True, "progress": following.problem(problem)}
        stage = uuid.uuid4().hex
        job = board.jobs.start(imports.check(board.settings.home, stage, uploads))
        return {"job": job, "waiting": False, "progress": t("正在接收…")}


def read_uploads(contents: Sequence[str], names: Sequence[str]) -> tuple[list[Upload], str]:
    """The files that a browser sent as data URLs, by name, or what is wrong with them.

    The browser hands them over in the order in which it happened to have read them.
    """
    if len(contents) > MOST_FILES:
        return [], t("一次最多 {most} 个文件，这次选了 {count} 个", most=MOST_FILES, count=len(contents))
    if sum(map(len, contents)) * 3 / 4 > MOST_MEGABYTES * 2**20:
        return [], t("文件合计超过 {most} MB：请分几次导入", most=MOST_MEGABYTES)
    uploads = []
    for content, name in zip(contents, names, strict=True):
        try:
            uploads.append(Upload(name, base64.b64decode(content.partition(",")[2], validate=True)))
        except (binascii.Error, ValueError):
            return [], t("{name} 没有完整传到，请再试一次", name=imports.clean_name(name))
    return sorted(uploads, key=lambda upload: upload.name), ""


def register_decision(app: Dash, board: Board, page_path: str) -> None:
    """Accept what was read, or discard it and go back to `page_path`."""

    @app.callback(
        output={
            "job": Output(Importing.JOB, "data", allow_duplicate=True),
            "waiting": Output(Importing.TIMER, "disabled", allow_duplicate=True),
            "busy": Output(Importing.ACCEPT, "loading"),
        },
        inputs={"clicks": Input(Importing.ACCEPT, "n_clicks")},
        state={"stage": State(Importing.STAGE, "data"), "path": State(Frame.URL, "pathname")},
        prevent_initial_call=True,
    )
    def accept(clicks: int | None, stage: str, path: str | None) -> dict[str, Any]:
        if not clicks:
            return dict.fromkeys(("job", "waiting", "busy"), no_update)
        work = imports.accept(board.settings.home, stage, (path or "").removeprefix(page_path))
        return {"job": board.jobs.start(work), "waiting": False, "busy": True}

    @app.callback(
        Output(Frame.URL, "pathname", allow_duplicate=True),
        Input(Importing.DISCARD, "n_clicks"),
        State(Importing.STAGE, "data"),
        prevent_initial_call=True,
    )
    def discard(clicks: int | None, stage: str) -> Any:  # noqa: ANN401 - a path or no_update
        if not clicks:
            return no_update
        imports.discard(board.settings.home, stage)
        return page_path


def register_progress(app: Dash, board: Board, page_path: str) -> None:
    """Follow a job while it runs; `page_path` with its id shows what came of it."""

    @app.callback(
        output={
            "waiting": Output(Importing.TIMER, "disabled", allow_duplicate=True),
            "progress": Output(Importing.PROGRESS, "children", allow_duplicate=True),
            "path": Output(Frame.URL, "pathname", allow_duplicate=True),
        },
        inputs={"ticks": Input(Importing.TIMER, "n_intervals")},
        state={"job_id": State(Importing.JOB, "data")},
        prevent_initial_call=True,
    )
    def follow(ticks: int, job_id: str | None) -> dict[str, Any]:
        del ticks
        if not job_id:  # the timer ticks once when the page comes
            return {"waiting": True, "progress": no_update, "path": no_update}
        now = following.standing(board, job_id)
        if not now.is_done:
            return {"waiting": no_update, "progress": progress(now.stages), "path": no_update}
        if now.problem:
            return {"waiting": True, "progress": following.problem(now.problem), "path": no_update}
        return {"waiting": True, "progress": "", "path": f"{page_path}{job_id}"}


def progress(stages: Sequence[str]) -> html.Ol:
    """The stages so far, the last one under way."""
    last = len(stages) - 1
    return html.Ol(
        [html.Li(_stage_words(name), className="is-now" if n == last else None) for n, name in enumerate(stages)]
    )


def _stage_words(stage: str) -> str:
    """A stage is a verb and perhaps the file that it is about."""
    verb, space, name = stage.partition(" ")
    return f"{t(verb)}{space}{name}"
