"""The form that says which projects are one: whether another project, or another report, is the same as this one.

Opened by whatever carries `data-identity`: a project, one of its reports, or a row that a finding asks about. A row of
a progress sheet that no project was found for is said to be of one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html

from dashboard.dialogues import following
from dashboard.dialogues.signed_form import Asked, Given, NothingToDoError, SignedForm
from dashboard.loader import corrections
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.documents.same_projects import projects_alike, read_row_subject, read_subject, reports_of
from dashboard.parts.dom import data
from dashboard.parts.ids import Identifying
from dashboard.session.board_page import Board
from dashboard.session.jobs import Work
from dashboard.session.snapshot import WarehouseError
from dashboard.words.formats import exact_wan
from dashboard.words.translate import DATA_LANGUAGE, t

Record = dict[str, Any]
Target = Mapping[str, Any]
_DIALOGUE = following.Dialogue(
    Identifying.TARGET, Identifying.MODAL, Identifying.JOB, Identifying.TIMER, Identifying.MESSAGE, Identifying.SUBMIT
)
_FORM = SignedForm(_DIALOGUE, Identifying.WHO, Identifying.WHY)
_BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about. `report_id` is that of the row that a finding is on; `is_progress`: a progress sheet's row
    that no project was found for."""

    project_id: str
    name: str
    region_id: str | None
    region_name: str | None
    report_id: str | None = None
    is_progress: bool = False


def opener(words: str, target: Target, title: str = "") -> html.Button:
    """A button that opens the form on a project (`project`), one of its reports (`report` too), or a row
    (`document_id`, `table`, `row`). `own`: it is asked whether the row's own report belongs to its project."""
    return html.Button(
        words, className="link-button", title=title or None, type="button", **data(identity=json.dumps(target))
    )


def form() -> html.Div:
    """The dialogue with nothing in it."""
    content = [
        html.Div(id=Identifying.PLACE, className="form-place"),
        dmc.Select(
            id=Identifying.OTHER,
            label=t("另一个项目或报告（可按名称查找）"),
            data=[],
            searchable=True,
            clearable=True,
            size="sm",
            nothingFoundMessage=t("没有名称含这些字的项目"),
        ),
        dmc.RadioGroup(html.Div(id=Identifying.NOTE), id=Identifying.ANSWER, label=t("两者"), size="sm"),
        *_FORM.signature(),
    ]
    return _DIALOGUE.closed(t("项目异同"), content)


def register(app: Dash, board: Board) -> None:
    """Add the callbacks of the form."""
    _register_opening(app, board)
    _register_search(app, board)
    _register_work(app, board)


def subject_of(cursor: Cursor, target: Target) -> Subject | None:
    """What a target names; None where the snapshot does not have it."""
    if "project" in target:
        found = read_subject(cursor, str(target["project"]))
        return Subject(found["project_id"], found["name"], found["region_id"], found["region_name"]) if found else None
    found = read_row_subject(cursor, str(target["document_id"]), int(target["table"]), int(target["row"]))
    if found is None:
        return None
    names = (found["project_id"], found["name"], found["region_id"], found["region_name"], found["report_id"])
    return Subject(*names, is_progress=found["report_id"] is None)


def _register_opening(app: Dash, board: Board) -> None:
    @app.callback(
        output={
            "opened": Output(Identifying.MODAL, "opened"),
            "place": Output(Identifying.PLACE, "children"),
            "others": Output(Identifying.OTHER, "data"),
            "other": Output(Identifying.OTHER, "value"),
            "answers": Output(Identifying.NOTE, "children"),
            "answer": Output(Identifying.ANSWER, "value"),
            "why": Output(Identifying.WHY, "value"),
            "message": Output(Identifying.MESSAGE, "children"),
        },
        inputs={"target": Input(Identifying.TARGET, "data")},
        prevent_initial_call=True,
    )
    def fill(target: dict[str, Any]) -> dict[str, Any]:
        shown = {"opened": True, "others": [], "other": None, "answers": None, "answer": None, "why": "", "message": ""}
        try:
            with board.warehouse.session() as session:
                subject = subject_of(session.cursor, target)
                others = options(session.cursor, subject) if subject else []
        except WarehouseError as reason:
            return shown | {"place": t(str(reason))}
        if subject is None:
            return shown | {"place": t("快照中没有这个项目")}
        wanted = target.get("report") or (subject.report_id if target.get("own") else None)
        return shown | {
            "place": _place(subject),
            "others": others,
            "other": f"report:{wanted}" if wanted else _likest(others) if "row" in target else None,
            "answers": _answers(subject),
            "answer": "different" if wanted else "same" if subject.is_progress or "project" in target else None,
        }


def _place(subject: Subject) -> list[Any]:
    region = f"（{subject.region_name}）" if subject.region_name else ""
    what = t("调度表的一行，没有对应的项目：") if subject.is_progress else t("本项目：")
    return [what, html.Strong(f"{subject.name}{region}", lang=DATA_LANGUAGE)]


def _answers(subject: Subject) -> html.Div:
    """What can be said; of a progress sheet's row only that it is of a project."""
    same = t("是同一项目：合为一个，只计一次，保留本项目的编号")
    if subject.is_progress:
        same = t("这一行说的就是所选的项目")
    parts = [dmc.Radio(value="same", label=same, size="sm")]
    if not subject.is_progress:
        parts.append(dmc.Radio(value="different", label=t("不是同一项目：各计各的"), size="sm"))
    return html.Div(parts, className="form-answers")


def options(cursor: Cursor, subject: Subject, words: str = "") -> list[Record]:
    """Reports that are counted as this project, where there are several, and other projects, the likest name first."""
    groups = []
    reports = [] if subject.is_progress or words else reports_of(cursor, subject.project_id)
    if len(reports) > 1:
        items = [{"value": f"report:{one['report_id']}", "label": _report_label(one)} for one in reports]
        groups.append({"group": t("已归为本项目的报告"), "items": items})
    alike = projects_alike(cursor, subject.name, subject.region_id, subject.project_id, words)
    items = [{"value": f"project:{one['project_id']}", "label": _project_label(one)} for one in alike]
    return [*groups, {"group": t("其他项目，名称相近的在先"), "items": items}] if items else groups


def _report_label(report: Record) -> str:
    place = t("表 {table} · 第 {row} 行", table=report["table_no"], row=report["row_no"])
    return _BETWEEN.join(filter(None, (report["name"], report["document"], place, report["implementing_unit"])))


def _project_label(project: Record) -> str:
    amount_wan = project["total_investment_wan"]
    money = None if amount_wan is None else exact_wan(amount_wan)
    parts = (project["name"], project["region_name"], money, project["document"])
    return _BETWEEN.join(filter(None, parts))


def _likest(others: list[Record]) -> str | None:
    found: list[Record] = others[-1]["items"] if others else []
    return str(found[0]["value"]) if found and found[0]["value"].startswith("project:") else None


def _register_search(app: Dash, board: Board) -> None:
    @app.callback(
        Output(Identifying.OTHER, "data", allow_duplicate=True),
        Input(Identifying.OTHER, "searchValue"),
        State(Identifying.OTHER, "data"),
        State(Identifying.OTHER, "value"),
        State(Identifying.TARGET, "data"),
        prevent_initial_call=True,
    )
    def search(words: str | None, shown: list[Record], chosen: str | None, target: dict[str, Any]) -> list[Record]:
        return _search(board, words, shown, chosen, target)


def _search(
    board: Board, words: str | None, shown: list[Record], chosen: str | None, target: Target
) -> list[Record]:  # fmt: skip
    """What is offered for some words of a name; what was chosen stays among it."""
    offered = [item for group in shown for item in group["items"]]
    if any(item["label"] == words for item in offered):  # one of them was chosen
        return shown
    try:
        with board.warehouse.session() as session:
            subject = subject_of(session.cursor, target)
            found = options(session.cursor, subject, (words or "").strip()) if subject else []
    except WarehouseError:
        return shown
    known = {item["value"] for group in found for item in group["items"]}
    kept = [item for item in offered if item["value"] == chosen and chosen not in known]
    return [*found, {"group": t("已选"), "items": kept}] if kept else found


def _register_work(app: Dash, board: Board) -> None:
    def needed(given: Given) -> dict[str, str | None]:
        return {t("另一个项目"): given["other"], t("是否同一项目"): given["answer"]}

    def asked(given: Given) -> Asked:
        with board.warehouse.session() as session:
            subject = subject_of(session.cursor, given["target"])
        if subject is None:
            raise NothingToDoError(t("快照中没有这个项目"))
        signed = (given["who"], given["why"])
        work = _work(board, subject, given["other"], given["answer"] == "same", signed)
        return Asked(work, t("正在核对并重建快照…"))

    own = {"other": State(Identifying.OTHER, "value"), "answer": State(Identifying.ANSWER, "value")}
    _FORM.register(app, board, own, needed, asked)


def _work(board: Board, subject: Subject, other: str, is_same: bool, signed: tuple[str, str]) -> Work:
    home, name = board.settings.home, other.partition(":")[2]
    if not is_same:
        return corrections.different_projects(home, subject.project_id, name, *signed)
    kept, joined = (name, subject.project_id) if subject.is_progress else (subject.project_id, name)
    return corrections.same_project(home, kept, joined, *signed)
