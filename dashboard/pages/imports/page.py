"""导入: files in, what was read of them beside what is doubtful, then accept or discard.

`/import/` takes files; `/import/<job>` shows what a job found or did, so that it can be reloaded and mailed.
"""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from dashboard.dialogues import column_form, following, removal_form
from dashboard.dialogues.correction_form import opener
from dashboard.loader import imports
from dashboard.loader.imports import MOST_FILES, MOST_MEGABYTES, Upload
from dashboard.loader.previews import LIST_COLUMNS, SHEET_COLUMNS, SHOWN_ROWS
from dashboard.metrics.catalog import column_label
from dashboard.metrics.documents.held import Holding, holdings
from dashboard.parts.cards import badge, definition_rows, panel
from dashboard.parts.correction_words import new_words, old_words, what_words
from dashboard.parts.dom import data
from dashboard.parts.ids import Frame, Importing
from dashboard.parts.states import state
from dashboard.session.page import Board, Page
from dashboard.session.scope import Scope
from dashboard.session.snapshot import DocumentItem, Session
from dashboard.words.finding_words import said
from dashboard.words.formats import plain
from dashboard.words.labels import (
    CORRECTION_STATE_LABELS,
    DOCUMENT_STATUS_LABELS,
    NOT_STATED,
    SEVERITY_LABELS,
    STATUS_LABELS,
    TABLE_KIND_LABELS,
)
from dashboard.words.translate import DATA_LANGUAGE, listed, t

PATH = "/import/"
_NUMBERS = (
    "total_investment_wan", "childcare_places", "elder_beds", "invested_year_wan", "invested_total_wan", "arrived_wan",
    "paid_wan",
)  # fmt: skip
_UNREAD = "other"
_AS_WRITTEN = ("name", "period_raw", "physical_progress", "month")


def register(app: Dash, board: Board) -> Page:
    """Add the page and its callbacks."""
    _register_upload(app, board)
    _register_decision(app, board)
    _register_progress(app, board)
    removal_form.register(app, board)

    def render(session: Session, scope: Scope, argument: str) -> Any:  # noqa: ANN401 - a Dash component
        known = session.cursor.execute("SELECT project_id FROM projects").fetchall() if argument else []
        page = _page(board, argument, {row[0] for row in known})
        if not argument:
            page.children += [_loaded(scope.info.documents, holdings(session.cursor)), removal_form.form()]
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
    return [head, *(_file(stored or file, known, {} if stored else None) for file, stored in now)]


def _loaded(documents: Sequence[DocumentItem], held: Mapping[str, Holding]) -> html.Section:
    """What is in the library already."""
    items = [_document(item, held.get(item.document_id, Holding())) for item in documents]
    note = t("共 {count} 份", count=len(items))
    return panel(t("库中的文件"), html.Ul(items, className="documents"), note=note, name="loaded")


def _document(item: DocumentItem, held: Holding) -> html.Li:
    status = badge(t(DOCUMENT_STATUS_LABELS.get(item.status or "", "状态未载明")), f"badge-{item.status or 'none'}")
    region, day = item.region_name or t("地区未载明"), item.document_date or t("日期未载明")
    file = html.Span(item.document, lang=DATA_LANGUAGE) if item.title else None
    facts = html.Span([status, html.Span(f"{region} · {day} · {_held(held)}"), file], className="doc-facts")
    name = html.Span(item.title or item.document, className="doc-name", lang=DATA_LANGUAGE)
    target = {"document_id": item.document_id}
    buttons = [
        opener(t("更正"), target, t("更正文件信息 {name}", name=item.document)),
        column_form.opener(t("列的含义"), target, t("列的含义 {name}", name=item.document)),
        removal_form.opener(item.document_id, item.document),
    ]
    return html.Li([html.Div([name, facts]), html.Div(buttons, className="document-tools")])


def _held(held: Holding) -> str:
    """What a document holds, in words; one that gives no figure says so."""
    words = [
        t(text, count=plain(count))
        for text, count in (
            ("{count} 行项目", held.projects),
            ("{count} 行进度", held.progress),
            ("{count} 条目标", held.targets),
            ("{count} 条补助规则", held.rules),
        )
        if count
    ]
    return listed(words) or t("未计入任何数字")


def _work() -> list[Any]:
    """Where the progress of a running job stands."""
    return [
        html.Div(id=Importing.PROGRESS, className="import-progress", role="status"),
        *following.parts(Importing.JOB, Importing.TIMER),
    ]


def _drop_zone() -> html.Section:
    formats = t("Word（.docx）、Excel（.xlsx、.xls）、PDF（有文字层）、网页、CSV、文本；按内容识别，与扩展名无关")
    limits = "一次最多 {files} 个文件，合计不超过 {megabytes} MB；更大的请用 portfolio load"
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
                html.Div(t(limits, files=MOST_FILES, megabytes=MOST_MEGABYTES)),
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
    shown = [_file(file, known, {"stage": stage}) for file in files]
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


def _file(file: dict[str, Any], known: set[str], target: dict[str, str] | None) -> html.Section:
    """One file: its facts, what is doubtful about it as a whole, its rows with what is doubtful about each.

    `target` is what a correction names besides the document and the row; without it nothing can be corrected.
    """
    if not file["is_readable"]:
        return panel(file["document"], _why_not(file), note=_size(file), name="staged-file")
    within = None if target is None else target | {"document_id": file["document_id"]}
    counts = [badge(f"{t(SEVERITY_LABELS[key])} {n}", f"badge-{key}") for key, n in file["severities"].items() if n]
    body = [
        *_warnings(file, can_correct=bool(target)),
        html.Div(counts, className="badges") if counts else None,
        _facts(file),
        _openers(file, within) if within else None,
        html.Ul([_finding(item, within) for item in file["findings"]], className="finding-list")
        if file["findings"]
        else None,
        *_tables(file, known, within),
    ]
    return panel(file["document"], body, note=f"{_read(file)} · {_size(file)}", name="staged-file")


def _warnings(file: dict[str, Any], *, can_correct: bool) -> list[Any]:
    """That nothing in the file counts; that the file is held already."""
    said: list[Any] = []
    if not any(file[kind] for kind in ("projects", "progress", "targets")):
        words = t("没有认出项目清单、调度表或指标表：导入后只保存原件，不计入任何数字。")
        if any(kind != _UNREAD for kind, _ in file["tables"]):
            words = t("没有读到数据行：导入后只保存原件，不计入任何数字。")
        said.append(html.P(words, className="banner banner-note"))
    if file["is_known"] and can_correct:
        said.append(html.P(t("这份文件已在库中，再次导入不会改变数字。"), className="foot"))
    return said


def _openers(file: dict[str, Any], within: dict[str, str]) -> html.P:
    """What corrects the file as a whole and its columns."""
    buttons = [opener(t("更正文件信息"), within)]
    buttons += [column_form.opener(t("列的含义"), within)] if file["tables"] else []
    return html.P(buttons, className="foot")


def _tables(file: dict[str, Any], known: set[str], within: dict[str, str] | None) -> list[Any]:
    """The rows of the lists, then those of the sheets; rejected rows stand with the sheets where there are any."""
    shown: list[Any] = []
    if file["rows"] or file["rejected"]:
        refused = [] if file["sheet_rows"] else file["rejected"]
        shown.append(_rows(file, LIST_COLUMNS, (refused, file["rows"], file["projects"]), known, within))
    if file["sheet_rows"]:
        sheets = (file["rejected"], file["sheet_rows"], file["progress"])
        shown.append(_rows(file, SHEET_COLUMNS, sheets, known, within))
    return shown


def _read(file: dict[str, Any]) -> str:
    """How many rows of which kind were read; of projects even where there are none."""
    kinds = (("{count} 行项目", "projects"), ("{count} 行进度", "progress"), ("{count} 条目标", "targets"))
    return listed(t(text, count=plain(file[kind])) for text, kind in kinds if file[kind] or kind == "projects")


def _size(file: dict[str, Any]) -> str:
    return t("{count} 字节", count=plain(file["byte_size"]))


def _why_not(file: dict[str, Any]) -> html.Ul:
    """Why a file could not be read and what to do; the bytes that told it say nothing to a reader."""
    found = [_finding(item | {"raw": None}, None) for item in file["findings"]]
    return html.Ul(found, className="finding-list")


def _facts(file: dict[str, Any]) -> Any:  # noqa: ANN401 - a Dash component
    kinds = listed(f"{t(TABLE_KIND_LABELS.get(kind, kind))} {n}" for kind, n in file["tables"]) or t("没有表格")
    if file["targets"]:
        kinds = t("{kinds}；目标 {count} 条", kinds=kinds, count=file["targets"])
    unstated = t(NOT_STATED)
    status = t(DOCUMENT_STATUS_LABELS.get(file["status"] or "", NOT_STATED))
    return definition_rows(
        [
            (t("标题"), file["title"] or unstated),
            (t("地区"), file["region_name"] or unstated),
            (t("成文日期"), file["document_date"] or unstated),
            (t("文号、状态"), f"{file['document_number'] or unstated}{t('；')}{status}"),
            (t("表格"), kinds),
        ]
    )


def _rows(
    file: dict[str, Any], columns: Sequence[str], rows: tuple[list[Any], list[Any], int], known: set[str],
    within: dict[str, str] | None,
) -> html.Div:  # fmt: skip
    """A table of refused rows, then those that were read. `rows`: refused, shown, and how many were read in all."""
    by_row: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for item in file["row_findings"]:
        by_row.setdefault((item["table"], item["row"]), []).append(item)
    labels = [t("行"), *(_heading(name) for name in columns), t("问题")]
    head = html.Tr([html.Th(text, scope="col") for text in labels])
    refused = [_refused(row, len(columns), by_row, within) for row in rows[0]]
    kept = [_row(row, columns, by_row, row["project_id"] in known, within) for row in rows[1]]
    table = html.Table([html.Thead(head), html.Tbody([*refused, *kept])], className="table staged")
    rest = rows[2] - len(rows[1])
    words = t("此处列出 {shown} 行，存疑的行在先；另有 {count} 行。", shown=SHOWN_ROWS, count=plain(rest))
    more = html.P(words, className="foot") if rest > 0 else None
    return html.Div([html.Div(table, className="table-scroll"), more])


def _heading(name: str) -> str:
    return t("调度月份") if name == "month" else column_label(name)


def _row(
    row: dict[str, Any], columns: Sequence[str], by_row: dict[tuple[int, int], list[dict[str, Any]]], is_known: bool,
    within: dict[str, str] | None,
) -> html.Tr:  # fmt: skip
    cells = [html.Td([str(row["row_no"]), badge(t("已有")) if is_known else None], **data(label=t("行")))]
    cells += [_cell(name, row[name], name in row["doubtful_fields"]) for name in columns]
    found = by_row.get((row["table_no"], row["row_no"]), [])
    return html.Tr([*cells, html.Td([*map(_short, found), _correct(row, within)])])


def _cell(name: str, value: Any, is_doubtful: bool) -> html.Td:  # noqa: ANN401 - a value as JSON holds it
    if value is None:
        words = "—"
    elif name in _NUMBERS:
        words = _number(value)
    elif name in _AS_WRITTEN:
        words = value[:7] if name == "month" else value
    else:
        words = t(STATUS_LABELS[value]) if name == "status" else t(value)
    kinds = ["number"] * (name in _NUMBERS) + ["is-doubtful"] * is_doubtful
    label = {} if name == "name" else data(label=_heading(name))
    return html.Td(words, className=" ".join(kinds) or None, **label)


def _correct(row: dict[str, Any], within: dict[str, str] | None) -> html.Button | None:
    """What corrects a row, where it can be."""
    if within is None or row["row_no"] is None:
        return None
    words = t("更正") if not row.get("doubtful_fields") else t("更正或确认")
    return opener(words, within | {"table": row["table_no"], "row": row["row_no"]})


def _number(value: Any) -> str:  # noqa: ANN401 - an amount as text, or a count
    text = str(value)
    whole, _, part = text.partition(".")
    part = part.rstrip("0")
    return f"{int(whole):,}" + (f".{part}" if part else "")


def _refused(
    row: dict[str, Any], width: int, by_row: dict[tuple[int, int], list[dict[str, Any]]], within: dict[str, str] | None
) -> html.Tr:
    words = " ｜ ".join(cell for cell in row["cells"] if cell.strip())
    found = by_row.get((row["table_no"], row["row_no"]), [])
    cells = [
        html.Td(str(row["row_no"] or "—")),
        html.Td(words, colSpan=str(width), lang=DATA_LANGUAGE),
        html.Td([*map(_short, found), _correct(row, within)]),
    ]
    return html.Tr(cells, className="is-rejected")


def _short(item: dict[str, Any]) -> html.Div:
    return html.Div(_said(item))


def _finding(item: dict[str, Any], within: dict[str, str] | None) -> html.Li:
    """A finding on the file or a table; one about a column leads to what the column means."""
    if within is None or item["table"] is None or not column_form.answers(item["type"]):
        return html.Li(_said(item))
    target = within | {"table": item["table"], "header": item["column"]}
    return html.Li([*_said(item), " ", column_form.opener(t("列的含义"), target)])


def _said(item: dict[str, Any]) -> list[Any]:
    """Severity, the words that it is about, what is wrong and what to do."""
    severity = badge(t(SEVERITY_LABELS[item["severity"]]), f"badge-{item['severity']}")
    raw = html.Span(f"“{item['raw']}” ", className="raw", lang=DATA_LANGUAGE) if item["raw"] else ""
    return [severity, " ", raw, html.Span(said(item))]


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
        text += t("导入前的 {count} 处更正一并生效，见“数据质量”的更正记录。", count=result["corrected"])
    return state(t("已导入"), text, actions, kind="good")


# --- callbacks ---------------------------------------------------------------------------------------------------


def _register_upload(app: Dash, board: Board) -> None:
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
    """The files that a browser sent as data URLs, or what is wrong with them."""
    if len(contents) > MOST_FILES:
        return [], t("一次最多 {most} 个文件，这次选了 {count} 个", most=MOST_FILES, count=len(contents))
    if sum(map(len, contents)) * 3 / 4 > MOST_MEGABYTES * 2**20:
        return [], t("文件合计超过 {most} MB：请分批导入，或用命令 portfolio load", most=MOST_MEGABYTES)
    uploads = []
    for content, name in zip(contents, names, strict=True):
        try:
            uploads.append(Upload(name, base64.b64decode(content.partition(",")[2], validate=True)))
        except (binascii.Error, ValueError):
            return [], t("{name} 没有完整传到，请再试一次", name=imports.clean_name(name))
    return uploads, ""


def _register_decision(app: Dash, board: Board) -> None:
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
        work = imports.accept(board.settings.home, stage, (path or "").removeprefix(PATH))
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
        return PATH


def _register_progress(app: Dash, board: Board) -> None:
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
        return {"waiting": True, "progress": "", "path": f"{PATH}{job_id}"}


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
