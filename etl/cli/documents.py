"""The commands of the ETL about documents: load, check, documents, remove, findings.

`dashboard/cli/main.py` names all commands.

Exit status: 0 done, doubts or not; 1 done, and some rows or files were rejected; 2 nothing could be done, with one
line on stderr that says what to do. Machine output (`--format csv|json`) goes to stdout alone.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import threading
from datetime import date
from pathlib import Path
from typing import Any

import click
import polars as pl

from etl.checks import contract
from etl.cli import accounts, process
from etl.cli.refusal import Refused, says_what_to_do
from etl.contract import finding_words, schemas
from etl.contract import paths as resources
from etl.contract.frames import types
from etl.contract.values import FIRST_YEAR, LAST_YEAR
from etl.document import ReadDocument
from etl.parse.places import region
from etl.pipeline import apart
from etl.pipeline import load as pipeline
from etl.pipeline.load import Loaded, LoadReport
from etl.snapshot import incremental, publish
from etl.store.store import Store
from etl.tables.metadata import Given

SEVERITIES = {"reject": "拒收", "warn": "待核", "note": "提示"}
OUTCOMES = {"loaded": "已读取", "unchanged": "未变化", "unreadable": "无法读取", "too_large": "过大，未读取"}
_FINDING_COLUMNS = (
    "type", "severity", "document", "table", "row", "column", "line", "raw", "message", "detail", "params",
    "finding_id", "caused_by",
)  # fmt: skip


def _given(region_code: str | None, moment: str | None) -> Given | None:
    if region_code is None and moment is None:
        return None
    if region_code is not None and region_code not in region.places():
        raise Refused(f"没有这个地区代码：{region_code}，请用六位 GB/T 2260 代码，如 500114")
    try:
        given = Given(region_code, date.fromisoformat(moment) if moment else None)
    except ValueError as reason:
        raise Refused(f"日期写法不对：{moment}，请写成 2022-10-27") from reason
    if given.document_date and not FIRST_YEAR <= given.document_date.year <= LAST_YEAR:
        raise Refused(f"日期不对：{moment}，年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，请写成 2022-10-27")
    return given


_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
_REGION = click.option("--region", "region_code", help="文件所属地区的六位代码，如 500114")
_DATE = click.option("--date", "moment", help="文件的成文日期，如 2022-10-27")


def _prepare() -> None:
    """Start the process that reads, and meanwhile load what comes after."""
    if process.is_own() and apart.prepare():
        threading.Thread(target=publish.warm, name="warm").start()


@click.command()
@_PATHS
@_REGION
@_DATE
@says_what_to_do
def load(paths: tuple[Path, ...], region_code: str | None, moment: str | None) -> None:
    """读取文件或文件夹，存入并发布新快照。"""
    _prepare()
    progress = _Progress()
    report = pipeline.load(paths, resources.home_dir(), _given(region_code, moment), progress)
    progress.close()
    _finish(report)


@click.command()
@_PATHS
@_REGION
@_DATE
@says_what_to_do
def check(paths: tuple[Path, ...], region_code: str | None, moment: str | None) -> None:
    """只读取并检查，不存入。"""
    _prepare()
    progress = _Progress()
    report = pipeline.check(paths, _given(region_code, moment), progress)
    progress.close()
    for file in report.files:
        if file.read:
            _print_findings(file.read)
    _finish(report)


@click.command()
@says_what_to_do
def documents() -> None:
    """列出已导入的文件。"""
    store = Store(resources.home_dir())
    records = store.records()
    for record in records:
        row = store.scan(record.document_id, "documents").collect().row(0, named=True)
        facts = [row["region_name"], row["document_number"], row["document_date"] and row["document_date"].isoformat()]
        click.echo(f"{record.document_id[:12]}  {record.name}  {'  '.join(fact for fact in facts if fact)}")
    if not records:
        click.echo("还没有导入文件。用 portfolio load 文件 导入。", err=True)


@click.command()
@click.argument("document")
@click.option("--who", required=True, help="移除人")
@click.option("--why", required=True, help="移除的理由")
@says_what_to_do
def remove(document: str, who: str, why: str) -> None:
    """取出一个文件（文件名或哈希开头），连同由它而来的一切；由谁、为何、取出了什么都留有记录。"""
    click.echo(f"已移除 {pipeline.remove(document, resources.home_dir(), who=who, why=why)}")


@click.command()
@click.option("--document", help="只列出这个文件的（文件名或哈希开头）")
@click.option("--format", "style", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写入文件")
@says_what_to_do
def findings(document: str | None, style: str, output: Path | None) -> None:
    """列出错误与疑点，以及各数字、列、行的去向。"""
    store = Store(resources.home_dir())
    wanted = store.find(document).document_id if document else None
    ids = [wanted] if wanted else [record.document_id for record in store.records()]
    paths = [store.table(document_id, "findings") for document_id in ids]
    if not all(
        pl.scan_parquet(path, glob=False).collect_schema().keys() >= types(schemas.Findings).keys() for path in paths
    ):
        raise Refused("文件由旧版程序读取，请运行 portfolio load 重新读取后再查看")
    frame = (
        pl.concat([pl.read_parquet(path, glob=False) for path in paths])
        if paths
        else contract.frame(schemas.Findings, [])
    )
    between = publish.findings_of_types(store.home, incremental.made_types())
    if wanted:
        between = between.filter(document_id=wanted)
    rows = finding_words.with_message(pl.concat([frame, between])).select(_FINDING_COLUMNS).to_dicts()
    text = {"table": _as_table, "csv": _as_csv, "json": _as_json}[style](rows)
    if style == "table":
        text += accounts.told(store, wanted)
    if output:
        output.write_text(text, encoding="utf-8-sig" if style == "csv" else "utf-8", newline="")
    else:
        sys.stdout.write(text)


class _Progress:
    """One line per stage on stderr, on a terminal only."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()

    def __call__(self, stage: str) -> None:
        if self.shown:
            step, _, name = stage.partition(":")
            words = {
                "read": "读取",
                "stored": "存入",
                "built": "生成快照",
                "checked": "检查快照",
                "published": "发布快照",
            }
            if step in words:
                click.echo(f"\r\033[K{words[step]} {name}", err=True, nl=False)

    def close(self) -> None:
        """Clear the line."""
        if self.shown:
            click.echo("\r\033[K", err=True, nl=False)


def _finish(report: LoadReport) -> None:
    for file in report.files:
        click.echo(
            f"{file.path.name}：{OUTCOMES[file.outcome]}{_counts(file.read) if file.read else _refusal(file, '，')}"
        )
    if not report.done:
        first = report.files[0]
        read = finding_words.with_message(first.read.frames["findings"])["message"][0] if first.read else ""
        raise Refused(f"没有能读取的文件：{_refusal(first) or read}")
    if report.rejected:
        click.echo("有被拒收的行或文件，用 portfolio findings 查看原因。", err=True)
        raise click.exceptions.Exit(1)


def _refusal(file: Loaded, before: str = "") -> str:
    """Why a file was not opened."""
    if file.refusal is None:
        return ""
    return before + finding_words.words(finding_words.whole(file.refusal.type, file.refusal.detail))


def _counts(read: ReadDocument) -> str:
    found = [f"{label} {count}" for severity, label in SEVERITIES.items() if (count := read.findings(severity))]
    tables = read.frames["source_tables"].group_by("kind", maintain_order=True).len()
    kinds = "、".join(f"{TABLE_KINDS[kind]} {count}" for kind, count in tables.iter_rows())
    targets = f"，目标 {read.targets} 项" if read.targets else ""
    rows = read.frames["progress_reports"].height
    targets += f"，任务 {duties} 项" if (duties := read.frames["duties"].height) else ""
    targets += f"，调度 {rows} 行" if rows else ""
    return f"，项目 {read.projects} 个{targets}；表格：{kinds or '无'}；{'，'.join(found) or '无疑点'}"


TABLE_KINDS = {
    "project_list": "项目清单",
    "targets": "指标表",
    "progress": "调度表",
    "policies": "政策清单",
    "tasks": "任务分工",
    "other": "其他表",
}


def _print_findings(read: ReadDocument) -> None:
    click.echo(
        _as_table(finding_words.with_message(read.frames["findings"]).select(_FINDING_COLUMNS).to_dicts()), nl=False
    )


def _as_table(rows: list[dict[str, Any]]) -> str:
    lines = []
    for row in rows:
        place = " ".join(
            part
            for part in (
                row["document"],
                f"表{row['table']}" if row["table"] else "",
                f"第{row['row']}行" if row["row"] else "",
                f"“{''.join((row['column'] or '').split())}”" if row["column"] else "",
            )
            if part
        )
        raw = f"  原文：{' '.join(row['raw'].split())[:60]}" if row["raw"] else ""
        follows = "（由另一条引起）" if row["caused_by"] else ""
        lines.append(f"[{SEVERITIES[row['severity']]}] {place}：{row['message']}{follows}{raw}\n")
    return "".join(lines)


def _as_json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _as_csv(rows: list[dict[str, Any]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(_FINDING_COLUMNS)
    for row in rows:
        writer.writerow([_inert(row[column]) for column in _FINDING_COLUMNS])
    return buffer.getvalue()


def _inert(value: object) -> object:
    """A text that a spreadsheet cannot run as a formula."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")):
        return "'" + value
    return value
