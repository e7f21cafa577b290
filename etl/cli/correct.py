"""`portfolio correct`: what a person overrides, and taking it back. Checks: `pipeline/correct.py`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict

import click

from etl.cli.refusal import says_what_to_do
from etl.contract import paths
from etl.contract.problem_rules import NO_PROBLEM, NONE, causes
from etl.corrections import ledger
from etl.corrections.ledger import NOT_STATED, Correction
from etl.pipeline import correct as amend
from etl.pipeline.correction_history import Listed

_STATES = {
    "applied": "生效",
    "stale": "与原文不符",
    "superseded": "已被更新",
    "revoked": "已撤销",
    "absent": "文件未导入",
}


def _signed(command: Callable[..., None]) -> Callable[..., None]:
    """Options of every correction: who makes it and why."""
    command = click.option("--why", required=True, help="更正的理由")(command)
    return click.option("--who", required=True, help="更正人")(command)


@click.group()
def correct() -> None:
    """更正一行的字段、文件信息、列的含义、项目异同；列出与撤销。"""


@correct.command("field")
@click.argument("document")
@click.option("--table", type=int, default=1, show_default=True, help="表号")
@click.option("--row", type=int, required=True, help="行号（清单行，不计合计行）")
@click.option("--field", required=True, help="、".join(ledger.fields("field")) + "；调度表写列的字段")
@click.option("--value", help=f"更正值，写法同单元格；金额为万元，或写明单位；{NOT_STATED} 为原文没有")
@click.option("--confirm", is_flag=True, help="确认读出的存疑值无误，不写更正值")
@_signed
@says_what_to_do
def correct_field(
    document: str, table: int, row: int, field: str, value: str | None, confirm: bool, who: str, why: str
) -> None:
    """更正清单或调度表中一行的一个字段，或确认存疑的值。"""
    home = paths.home_dir()
    if confirm == (value is not None):
        raise click.UsageError("请写 --value 或 --confirm，二者取一")
    if value is None:
        _tell(amend.confirm_field(home, document, table=table, row=row, field=field, who=who, why=why))
    else:
        _tell(amend.correct_field(home, document, table=table, row=row, field=field, value=value, who=who, why=why))


@correct.command("metadata")
@click.argument("document")
@click.option("--field", required=True, help="、".join(ledger.fields("metadata")))
@click.option("--value", required=True, help="更正值：地区代码、2022-10-27、2022、draft 或 issued、文字")
@_signed
@says_what_to_do
def correct_metadata(document: str, field: str, value: str, who: str, why: str) -> None:
    """更正文件的地区、日期、年度、状态、标题、文号或发文机关。"""
    _tell(amend.correct_metadata(paths.home_dir(), document, field=field, value=value, who=who, why=why))


@correct.command("column")
@click.argument("document")
@click.option("--table", type=int, default=1, show_default=True, help="表号")
@click.option("--header", required=True, help="表头单元格")
@click.option("--column", type=int, help="第几列，从 1 起；几列同名或没有表头时需要")
@click.option("--field", required=True, help="data/reference/column_meanings.csv 中的字段；ignore 为不用")
@click.option("--instead", is_flag=True, help="已作为该字段的另一列改为不用")
@_signed
@says_what_to_do
def correct_column(
    document: str, table: int, header: str, column: int | None, field: str, instead: bool, who: str, why: str
) -> None:
    """说明一列的含义。"""
    home = paths.home_dir()
    signed = {"who": who, "why": why}
    _tell(
        amend.correct_column(
            home, document, table=table, header=header, column=column, field=field, instead=instead, **signed
        )
    )


@correct.command("same")
@click.argument("kept")
@click.argument("other")
@_signed
@says_what_to_do
def same(kept: str, other: str, who: str, why: str) -> None:
    """两个项目编号是同一项目，归入前一个。"""
    _tell(amend.same_project(paths.home_dir(), kept, other, who=who, why=why))


@correct.command("different")
@click.argument("one")
@click.argument("other")
@_signed
@says_what_to_do
def different(one: str, other: str, who: str, why: str) -> None:
    """两个项目不是同一项目；已归为一个编号的，后一个写报告编号。"""
    _tell(amend.different_projects(paths.home_dir(), one, other, who=who, why=why))


@correct.command("explain")
@click.argument("finding")
@_signed
@says_what_to_do
def explain(finding: str, who: str, why: str) -> None:
    """说明一条矛盾何以如此（编号见 portfolio contradictions）；说明后不再列为未说明。"""
    _tell(amend.explain(paths.home_dir(), finding, who=who, why=why))


@correct.command("cause")
@click.argument("problem")
@click.option("--to", "cause", required=True, help="原因类别：征地、资金 … 或其代码；不是问题：none")
@_signed
@says_what_to_do
def cause(problem: str, cause: str, who: str, why: str) -> None:
    """认定台账中一个问题的原因类别（编号见 portfolio problems）；文字再变，须重新认定。"""
    titles = {one.title: key for key, one in causes().items()} | {NO_PROBLEM: NONE}
    for entry in amend.set_cause(paths.home_dir(), problem, titles.get(cause, cause), who=who, why=why):
        _tell(entry)


@correct.command("list")
@click.option("--document", help="只列出这个文件的（文件名或哈希开头）")
@click.option("--format", "style", type=click.Choice(["table", "json"]), default="table", show_default=True)
@says_what_to_do
def list_corrections(document: str | None, style: str) -> None:
    """列出全部更正及其状态。"""
    found = amend.history(paths.home_dir(), document)
    if style == "json":
        rows = [asdict(item.correction) | {"state": item.state} for item in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for item in found:
        click.echo(_line(item))
    if not found:
        click.echo("还没有更正。", err=True)


@correct.command("revoke")
@click.argument("correction_id")
@_signed
@says_what_to_do
def revoke(correction_id: str, who: str, why: str) -> None:
    """撤销一条更正（编号见 correct list）。"""
    amend.revoke(paths.home_dir(), correction_id, who=who, why=why)
    click.echo(f"已撤销 {correction_id}")


def _tell(entry: Correction) -> None:
    click.echo(f"已更正 {entry.correction_id}：{_what(entry)}")


def _line(item: Listed) -> str:
    entry = item.correction
    return f"{entry.correction_id} [{_STATES[item.state]}] {_what(entry)}  {entry.who} {entry.at}：{entry.why}"


def _what(entry: Correction) -> str:
    if entry.kind in ("same", "different"):
        pair = (entry.new_value, entry.old_raw) if not entry.header else tuple(entry.header.split(" ｜ ", 1))
        return f"{pair[1]} 归入 {pair[0]}" if entry.kind == "same" else f"{pair[1]} 与 {pair[0]} 不是同一项目"
    if entry.kind == "cause":
        found = causes().get(entry.new_value)
        return f"{entry.header}：“{entry.old_raw}”认定为{found.title if found else NO_PROBLEM}"
    if entry.kind == "explain":
        return f"{entry.header}：{entry.old_raw}，已说明"
    parts = [entry.document or "", f"表{entry.table}" if entry.table else "", f"第{entry.row}行" if entry.row else ""]
    if entry.kind == "confirm":
        known = ledger.fields("field").get(entry.field)
        label = known.label if known else "".join((entry.header or entry.field).split())
        return " ".join([part for part in parts if part] + [f"“{label}”确认为“{entry.new_value}”"])
    name = entry.header or ledger.fields(entry.kind)[entry.field].label
    change = f"“{''.join(name.split())}”由“{entry.old_raw}”改为“{entry.new_value}”"
    return " ".join([part for part in parts if part] + [change])
