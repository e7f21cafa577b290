"""导入: files in, what was read of them beside what is doubtful, then accept or discard.

`/import/` takes files; `/import/<job>` shows what a job found or did, so that it can be reloaded and mailed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, dcc, html

from dashboard.dialogues import following
from dashboard.dialogues.correction_form import opener
from dashboard.loader import imports
from dashboard.loader.imports import MOST_FILES, MOST_MEGABYTES
from dashboard.pages.imports.file_read import file_panel
from dashboard.pages.imports.uploading import register_decision, register_progress, register_upload
from dashboard.parts.cards import badge, panel
from dashboard.parts.correction_words import new_words, old_words, what_words
from dashboard.parts.ids import Importing
from dashboard.parts.states import state
from dashboard.session.board_page import Board, Page
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.formats import plain
from dashboard.words.labels import CORRECTION_STATE_LABELS
from dashboard.words.translate import DATA_LANGUAGE, t

PATH = "/import/"


def register(app: Dash, board: Board) -> Page:
    """Add the page and its callbacks."""
    register_upload(app, board)
    register_decision(app, board, PATH)
    register_progress(app, board, PATH)

    def render(session: Session, scope: Scope, argument: str) -> Any:  # noqa: ANN401 - a Dash component
        known = session.cursor.rows("SELECT project_id FROM projects") if argument else []
        page = _page(board, argument, {row[0] for row in known})
        if not argument:
            words = t("库中的 {count} 份文件 →", count=len(scope.info.documents))
            page.children.append(dcc.Link(words, href="/documents", className="more"))
        return page

    return Page(
        PATH,
        "导入",
        render,
        is_kept=False,
        has_filter=False,
        without_data=lambda argument: _page(board, argument, set()),
    )


def _page(board: Board, argument: str, known: set[str]) -> html.Div:
    """`known` are ids of projects in the snapshot."""
    job = board.jobs.read(argument) if argument else None
    if argument and job is None:
        content: list[Any] = [state(t("没有这次导入"), t("导入记录保留一天。请重新选择文件。")), _drop_zone()]
    elif job and job.result and "files" in job.result:
        content = _looked_at(board.settings.home, job.result, known)
    elif job and job.result and "accepted" in job.result:
        content = [_accepted(job.result), _drop_zone()]
    else:
        content = [_drop_zone()]
    return html.Div(
        className="page imports", children=[html.H1(t("导入"), className="visually-hidden"), *content, *_work()]
    )


def _looked_at(home: Path, result: dict[str, Any], known: set[str]) -> list[Any]:
    """The files of a job that read them: staged still, or what became of them."""
    stage = result["stage"]
    if imports.is_staged(home, stage):
        files = imports.staged_previews(home, stage)
        repeated = int(result.get("repeated", 0))
        return _staged(stage, files, imports.staged_corrections(home, stage), known, repeated)
    now = [(file, imports.stored_preview(home, file["document_id"])) for file in result["files"]]
    if any(stored for _, stored in now):
        head = state(t("这批文件已处理"), t("以下为现在库中的结果，更正也在内；仍可逐行更正。"), [_again()])
    else:
        head = state(t("这批文件已放弃"), t("没有存入任何内容。以下为当时读取的结果。"), [_again()])
    return [head, *(file_panel(stored or file, known, {} if stored else None) for file, stored in now)]


def _work() -> list[Any]:
    """Where the progress of a running job stands."""
    return [
        html.Div(id=Importing.PROGRESS, className="import-progress", role="status"),
        *following.parts(Importing.JOB, Importing.TIMER),
    ]


def _drop_zone() -> html.Section:
    formats = t(
        "Word（.docx）、Excel（.xlsx、.xls）、OpenDocument（.ods）、PDF（有文字层）、网页、CSV、文本；"
        "按内容识别，与扩展名无关"
    )
    zone = dcc.Upload(
        id=Importing.UPLOAD,
        multiple=True,
        className="drop-zone",
        className_active="drop-zone is-over",
        className_reject="drop-zone is-refused",
        children=html.Div(
            [
                html.Div(t("把文件拖到这里，或点此选择"), className="drop-title"),
                html.Div(formats),
                html.Div(
                    t(
                        "一次最多 {files} 个文件，合计不超过 {megabytes} MB；更多的请分几次导入",
                        files=MOST_FILES,
                        megabytes=MOST_MEGABYTES,
                    )
                ),
            ]
        ),
    )
    note = t("先读取、列出问题，由您确认后才存入；原件保存在本机，不外传")
    return panel(t("导入文件"), zone, note=note, name="upload")


def _staged(
    stage: str, files: list[dict[str, Any]], corrected: list[dict[str, Any]], known: set[str], repeated: int
) -> list[Any]:
    """The decision, what was corrected before it, and every staged file; so many more only `repeated` one of these."""
    projects = sum(file["projects"] for file in files)
    again = sum(project in known for file in files for project in file["project_ids"])
    rows = t("{count} 行项目", count=plain(projects))
    words = t("读取 {count} 份文件，共 {rows}", count=len(files), rows=rows)
    if progress := sum(file["progress"] for file in files):
        words += t("、{count} 行进度", count=plain(progress))
    if again:
        words += t("；其中 {count} 行是库中已有项目的又一份报告，不会重复计数", count=again)
    if repeated:
        words += t("；另有 {count} 份与其中一份内容完全相同，只读一次", count=repeated)
    buttons = [
        dmc.Button(t("确认导入"), id=Importing.ACCEPT, size="sm", disabled=not any(f["is_readable"] for f in files)),
        dmc.Button(t("放弃"), id=Importing.DISCARD, size="sm", variant="default"),
    ]
    questions = sum(file["severities"]["reject"] + file["severities"]["warn"] for file in files)
    ask = t("读错或存疑的值现在就可更正或确认，确认导入时一并生效；放弃则不留下任何内容。") if questions else None
    told = html.Div([html.Strong(words), html.Div(ask, className="foot") if ask else None])
    head = html.Div([told, html.Div(buttons, className="import-buttons")], className="import-decision")
    made = [_made(stage, corrected)] if corrected else []
    shown = [file_panel(file, known, {"stage": stage}) for file in files]
    return [dcc.Store(id=Importing.STAGE, data=stage), head, *made, *shown]


def _made(stage: str, corrected: list[dict[str, Any]]) -> html.Section:
    """What was corrected in these files so far; each can be taken back."""
    headings = ("文件", "位置", "字段", "原文", "更正为", "更正人与理由", "状态", "")
    head = html.Tr([html.Th(t(text) or None, scope="col") for text in headings])
    rows = [_correction(stage, item) for item in reversed(corrected)]
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="table findings")
    standing = sum(item["state"] == "applied" for item in corrected)
    note = t("{count} 处，确认导入后生效", count=standing)
    return panel(t("本次更正"), html.Div(table, className="table-scroll"), note=note, name="staged-corrections")


def _correction(stage: str, item: dict[str, Any]) -> html.Tr:
    place = t("表 {table} · 第 {row} 行", table=item["table"], row=item["row"]) if item["row"] else t("整份文件")
    if item["table"] and not item["row"]:
        place = t("表 {table}", table=item["table"])
    taken = {"stage": stage, "correction_id": item["correction_id"]}
    state_words = t(CORRECTION_STATE_LABELS[item["state"]])
    is_standing = item["state"] in ("applied", "stale")
    return html.Tr(
        [
            html.Td(item["document"], lang=DATA_LANGUAGE),
            html.Td(place),
            html.Td(what_words(item)),
            html.Td(old_words(item), className="raw", lang=DATA_LANGUAGE),
            html.Td(new_words(item)),
            html.Td(t("{label}：{values}", label=f"{item['who']} {item['at'][:10]}", values=item["why"])),
            html.Td(None if item["state"] == "applied" else badge(state_words, f"badge-{item['state']}")),
            html.Td(opener(t("撤销"), taken) if is_standing else None),
        ]
    )


def _again() -> dcc.Link:
    return dcc.Link(t("导入其他文件"), href=PATH, className="button primary")


def _accepted(result: dict[str, Any]) -> html.Div:
    actions = [
        dcc.Link(t("看总览"), href="/", className="button primary"),
        dcc.Link(t("看数据质量"), href="/findings", className="button"),
    ]
    if result.get("checked"):
        actions.append(dcc.Link(t("逐行核对、更正"), href=f"{PATH}{result['checked']}", className="button"))
    words = "{count} 份文件、{rows}已存入，新快照已发布，所有页面即时更新。"
    text = t(words, count=result["accepted"], rows=t("{count} 行项目", count=result["projects"]))
    if result.get("corrected"):
        text += t("导入前的 {count} 处更正一并生效，见“更正与移除”。", count=result["corrected"])
    return state(t("已导入"), text, actions, kind="good")
