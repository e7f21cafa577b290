"""The commands that answer from the warehouse: tables, the briefing, what progress says, the board itself."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import polars as pl

from dashboard.briefing.content import build
from dashboard.cli import table_commands
from dashboard.engines.chosen import WrongEngineError
from dashboard.export.csv import to_csv
from dashboard.export.excel import TooManyRowsError
from dashboard.export.records import to_json, to_records
from dashboard.export.word import to_word
from dashboard.export.workbook import workbook
from dashboard.metrics.query import UnknownNameError
from dashboard.server.app import create_app
from dashboard.server.serve import ServerError, serve_app
from dashboard.session.scope import SYNTHETIC_PROGRESS, Scope
from dashboard.session.settings import Settings
from dashboard.session.snapshot import Session, Warehouse, WarehouseError
from dashboard.tables.registry import TABLES, Options, Table
from dashboard.words.formats import CHINA
from etl.cli.refusal import says_what_to_do
from etl.contract.paths import data_dir, home_dir
from etl.pipeline import at_work, load
from etl.samples import progress as sample_progress

_LOG = logging.getLogger(__name__)
NOTHING_DONE = 2


class NothingDoneError(click.ClickException):
    """Nothing could be done: one line on stderr, exit status 2."""

    exit_code = NOTHING_DONE

    def show(self, file: Any = None) -> None:  # noqa: ANN401 - click's signature
        """Write the one line."""
        click.echo(f"portfolio: {' '.join(self.format_message().split())}", err=True)


_FORMATS = ("csv", "json", "xlsx")
_FILTER_OPTIONS = [
    click.option("--region", multiple=True, help="地区代码或名称，可重复或用逗号分隔"),
    click.option("--own-only", is_flag=True, help="不含下辖地区"),
    click.option("--year", multiple=True, help="年份、区间 2021-2023 或 undated"),
    click.option("--year-basis", help="planned_finish（默认）、planned_start、under_construction、list_year"),
    click.option("--sector", multiple=True, help="行业"),
    click.option("--nature", multiple=True, help="建设性质"),
    click.option("--class", "class_", multiple=True, help="进度类别"),
    click.option("--text", help="名称、单位、地点、内容中的文字"),
    click.option("--document", multiple=True, help="文件名或编号"),
    click.option("--as-of", help="数据截止日 YYYY-MM-DD：取不晚于它的最近一个月末"),
]
_TABLE_OPTIONS = [
    *_FILTER_OPTIONS,
    click.option("--format", "format_", type=click.Choice(_FORMATS), help="默认按 -o 的扩展名，否则 csv"),
    click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入文件"),
]


def _with_scope(command: Callable[..., None]) -> Callable[..., None]:
    return _with(_FILTER_OPTIONS, command)


def _with_filter(command: Callable[..., None]) -> Callable[..., None]:
    return _with(_TABLE_OPTIONS, command)


def _with(options: Sequence[Callable[..., Any]], command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="文件.docx")
@_with_scope
def report(output: Path, **options: Any) -> None:  # noqa: ANN401
    """写一份 Word 简报。Write a briefing as a Word file."""
    if output.suffix.lower() != ".docx":
        raise NothingDoneError(f"简报是 Word 文件：请把 {output} 改为以 .docx 结尾的文件名")
    with _asked(options) as (session, scope):
        briefing = build(session, scope, datetime.now(CHINA).date())
    _write_file(output, to_word(briefing))
    click.echo(f"{briefing.title}{briefing.dateline}", err=True)


_WRITING = {
    command.name or "": command for command in table_commands.commands(_with_filter, lambda *asked: _answer(*asked))
}
"""The commands that write a table; each is a name of this module, with _ for -."""
globals().update({name.replace("-", "_"): _WRITING[name] for name in _WRITING})


_SERVE_OPTIONS = [
    click.option("--host", default="127.0.0.1", show_default=True, help="监听地址"),
    click.option("--port", default=8050, show_default=True, type=click.IntRange(0, 65535), help="端口"),
]


def _with_address(command: Callable[..., None]) -> Callable[..., None]:
    return _with(_SERVE_OPTIONS, command)


@click.command()
@_with_address
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="进程数；Windows 上只能是 1")
def serve(host: str, port: int, workers: int) -> None:
    """启动看板。Serve the dashboard."""
    _serve(Settings.from_environment(), host, port, workers)


@click.command()
@_with_address
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="示例数据的存放目录")
@click.option("--no-serve", is_flag=True, help="只导入并打印汇总")
@says_what_to_do
def demo(host: str, port: int, home: Path | None, no_serve: bool) -> None:
    """导入示例数据并启动看板。Load the sample data and serve the dashboard."""
    settings = Settings(home=home or _demo_home())
    lists = sorted(path for path in (data_dir() / "samples").iterdir() if path.is_file())
    samples = [*lists, *sample_progress.write_sheets(lists, settings.home / "sample-progress")]
    _refuse_foreign_documents(settings.home, {path.name for path in samples})
    load.load(samples, settings.home)
    with Warehouse(settings.home).session() as session:
        scope = Scope.from_values({}, session.info)
        click.echo(f"示例数据目录 {settings.home}；清单为公布的真实清单，进度为{sample_progress.MARK}", err=True)
        by_county = TABLES["summary"].make(session, scope, Options(("region", "sector")))
        click.echo(to_csv(by_county, bom=False))
    if not no_serve:
        _serve(settings, host, port, 1)


def _answer(options: dict[str, Any], table: Table, asked: Options, for_people: bool) -> None:
    """Make a table on the filter that the options name, and write it."""
    with _asked(options) as (session, scope):
        frame = (table.for_people if for_people else table.make)(session, scope, asked)
        _write(frame, session, scope, options["format_"], options["output"])


@contextmanager
def _asked(options: dict[str, Any]) -> Iterator[tuple[Session, Scope]]:
    """A session, and the scope that the options name. What cannot be answered is one line."""
    try:
        with Warehouse(home_dir()).session() as session:
            scope = Scope.from_values(_filter_values(options), session.info)
            if scope.warning:
                raise NothingDoneError(scope.warning.replace("（是否指 ", "（did you mean "))
            yield session, scope
    except WarehouseError as error:
        raise NothingDoneError(error.at_a_terminal()) from error
    except (UnknownNameError, WrongEngineError) as error:
        raise NothingDoneError(str(error)) from error


def _filter_values(options: dict[str, Any]) -> dict[str, Sequence[str]]:
    values: dict[str, Sequence[str]] = {
        key: options[name]
        for key, name in (
            ("region", "region"),
            ("year", "year"),
            ("sector", "sector"),
            ("nature", "nature"),
            ("class", "class_"),
            ("document", "document"),
        )
        if options[name]
    }
    values |= {key: [options[key]] for key in ("year_basis", "text", "as_of") if options[key] is not None}
    return values | ({"below": ["0"]} if options["own_only"] else {})


def _write(frame: pl.DataFrame, session: Session, scope: Scope, format_: str | None, output: Path | None) -> None:
    kind = format_ or (output.suffix.lstrip(".").lower() if output else "csv")
    if kind not in _FORMATS:
        raise NothingDoneError(f"不知道用什么格式写 {output}：请加 --format csv、json 或 xlsx")
    if kind == "xlsx" and output is None and sys.stdout.isatty():
        raise NothingDoneError("xlsx 不能写到终端：请用 -o 文件.xlsx")
    if kind == "csv":
        data = to_csv(frame, bom=output is not None)
    else:
        data = to_json(to_records(frame)) if kind == "json" else _workbook(frame, session, scope)
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        _write_file(output, data)
    invented = f"；进度为{SYNTHETIC_PROGRESS}" if scope.info.has_synthetic_progress else ""
    click.echo(f"{scope.sentence}；数据截止日 {scope.as_of_words}；{frame.height} 行{invented}", err=True)


def _workbook(frame: pl.DataFrame, session: Session, scope: Scope) -> bytes:
    try:
        return workbook(frame, session, scope)
    except TooManyRowsError as error:
        raise NothingDoneError(str(error)) from error


def _write_file(output: Path, data: bytes) -> None:
    try:
        output.write_bytes(data)
    except OSError as error:
        raise NothingDoneError(f"无法写入 {output}：{error.strerror}") from error


def _demo_home() -> Path:
    """The home that was named for this run, else a folder of the demo's own beside the user's real one."""
    real = home_dir()
    return real if os.environ.get("PORTFOLIO_HOME") else real.with_name(f"{real.name}-demo")


def _refuse_foreign_documents(home: Path, samples: set[str]) -> None:
    """Samples never go into a store that holds anything else."""
    try:
        with Warehouse(home).session() as session:
            others = [item.document for item in session.info.documents if item.document not in samples]
    except WarehouseError:
        return
    if others:
        raise NothingDoneError(f"{home} 中已有其他文件（如 {others[0]}），示例数据不与之混存：请用 --home 另指定目录")


def _announce(url: str) -> None:
    click.echo(f"看板地址 {url}（按 Ctrl+C 停止）", err=True)


def _finish(home: Path) -> None:
    """Do what a loader that was cut off left undone. The board is served all the same where that cannot be done."""
    try:
        at_work.finish(home)
    except Exception as reason:
        _LOG.exception("unfinished work in %s", home)
        click.echo(f"上次没有完成的导入现在也无法完成（{reason}），看板仍显示此前的数据", err=True)


def _serve(settings: Settings, host: str, port: int, workers: int) -> None:
    _finish(settings.home)
    try:
        serve_app(lambda: create_app(settings).server, host, port, workers, _announce)
    except (ServerError, WrongEngineError) as error:
        raise NothingDoneError(str(error)) from error
