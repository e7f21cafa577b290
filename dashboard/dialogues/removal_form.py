"""The dialogue that takes a document out: what goes with it, who takes it out and why, then yes or no.

A click on any `data-remove` opens it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, html, no_update

from dashboard.dialogues import following
from dashboard.dialogues.signed_form import Asked, Given, SignedForm
from dashboard.loader import imports
from dashboard.metrics.documents.held import Leaving, what_leaves
from dashboard.parts.dom import data
from dashboard.parts.ids import Removing
from dashboard.session.board_page import Board
from dashboard.session.snapshot import WarehouseError
from dashboard.words.formats import plain, short_wan
from dashboard.words.translate import DATA_LANGUAGE, listed, t

_DIALOGUE = following.Dialogue(
    Removing.TARGET, Removing.MODAL, Removing.JOB, Removing.TIMER, Removing.MESSAGE, Removing.CONFIRM
)
_FORM = SignedForm(_DIALOGUE, Removing.WHO, Removing.WHY, signer="移除人")


def opener(document_id: str, name: str) -> html.Button:
    """A button that asks whether this document shall go."""
    words = t("移除 {name}", name=name)
    return html.Button(t("移除"), className="link-button", type="button", title=words, **data(remove=document_id))


def form() -> html.Div:
    """The dialogue with nothing in it."""
    buttons = [
        dmc.Button(t("移除这份文件"), id=Removing.CONFIRM, size="sm", color="red", disabled=True),
        dmc.Button(t("不移除"), id=Removing.CANCEL, size="sm", variant="default"),
    ]
    content = [
        html.Div(id=Removing.PLACE),
        *_FORM.signing(),
        html.Div(buttons, className="state-actions"),
    ]
    return _DIALOGUE.closed(t("移除文件"), content)


def register(app: Dash, board: Board) -> None:
    """Add the callbacks of the dialogue."""
    _register_opening(app, board)
    _register_work(app, board)


def _register_opening(app: Dash, board: Board) -> None:
    @app.callback(
        output={
            "opened": Output(Removing.MODAL, "opened"),
            "place": Output(Removing.PLACE, "children"),
            "message": Output(Removing.MESSAGE, "children"),
            "disabled": Output(Removing.CONFIRM, "disabled"),
            "why": Output(Removing.WHY, "value"),
        },
        inputs={"target": Input(Removing.TARGET, "data")},
        prevent_initial_call=True,
    )
    def ask(target: dict[str, Any]) -> dict[str, Any]:
        document_id = str(target["document_id"])
        shown = {"opened": True, "place": "", "message": "", "disabled": True, "why": ""}
        try:
            with board.warehouse.session() as session:
                leaving = what_leaves(session.cursor, document_id)
        except WarehouseError as error:
            return shown | {"message": following.problem(str(error))}
        if leaving is None:
            return shown | {"message": following.problem(t("快照中没有这份文件"))}
        held = imports.closed_months_of(board.settings.home, document_id)
        message = following.problem(_held(held)) if held else ""
        return shown | {"place": what_goes(leaving), "message": message, "disabled": bool(held)}

    @app.callback(
        Output(Removing.MODAL, "opened", allow_duplicate=True),
        Input(Removing.CANCEL, "n_clicks"),
        prevent_initial_call=True,
    )
    def leave(clicks: int | None) -> Any:  # noqa: ANN401 - no_update is untyped
        return False if clicks else no_update


def _held(months: Sequence[date]) -> str:
    names = [f"{month:%Y-%m}" for month in months]
    return t(
        "不能移除：{months} 已关账，其数字以这份文件为依据。请先由管理员重新打开 {first}。",
        months=listed(names),
        first=names[0],
    )


def what_goes(leaving: Leaving) -> list[Any]:
    """The name of the document, and each thing that goes with it, with numbers."""
    goes = []
    if leaving.gone:
        amount = t("投资未载明") if leaving.gone_wan is None else short_wan(leaving.gone_wan)
        words = "{count} 个项目从看板消失（总投资 {amount}）：没有别的文件报告它们"
        goes.append(t(words, count=plain(leaving.gone), amount=amount))
    if leaving.kept:
        goes.append(t("{count} 个项目留下，改用其他文件的数值", count=plain(leaving.kept)))
    if leaving.progress:
        months = f"{leaving.months[0]:%Y-%m}" + (f"–{leaving.months[-1]:%Y-%m}" if len(leaving.months) > 1 else "")
        goes.append(
            t("{count} 行进度报送（{months}），这些月份的金额与进度随之改变", count=leaving.progress, months=months)
        )
    if leaving.targets:
        goes.append(t("{count} 条规划目标", count=plain(leaving.targets)))
    if leaving.duties:
        goes.append(t("{count} 项任务", count=plain(leaving.duties)))
    if not goes:
        goes.append(t("没有任何数字由它而来"))
    after = t(
        "原件一并删除，需要时可重新导入；由谁、为何移除了什么，留在“更正与移除”。新快照发布后，其他人看到的页面也随之更新；他们的筛选不变。"
    )
    return [
        html.Strong(leaving.document, className="doc-name", lang=DATA_LANGUAGE),
        html.Ul([html.Li(words) for words in goes], className="reasons"),
        html.P(after, className="foot"),
    ]


def _register_work(app: Dash, board: Board) -> None:
    def asked(given: Given) -> Asked:
        signed = {"who": str(given["who"]), "why": str(given["why"])}
        work = imports.remove(board.settings.home, str(given["target"]["document_id"]), **signed)
        return Asked(work, t("正在移除并重建快照…"))

    _FORM.register(app, board, {}, lambda _: {}, asked)
