"""The commands that write a table, made from the registry: `summary`, `projects`, `schedule --forecast`, `table NAME` …

`dashboard/cli/board.py` gives them the filter's options and their output.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from dashboard.metrics import lights
from dashboard.tables.registry import TABLES, Options, Table

Callback = Callable[..., None]
Answer = Callable[[dict[str, Any], Table, Options, bool], None]
"""Writes a table on the filter that some options name; the flag: as people read it."""

_BY_FLAG = "by"
_METRIC = click.option("--metric", multiple=True, help="指标，可重复或用逗号分隔；不给则为汇总表的全部指标")
_LIGHTS = click.option("--lights", type=click.Choice(list(lights.PRESETS)), default="points", show_default=True)


def commands(with_filter: Callable[[Callback], Callback], answer: Answer) -> list[click.Command]:
    """One command for each that the registry names, then `table` for every table."""
    names = dict.fromkeys(table.command.name for table in TABLES.values() if table.command)
    return [*(_command(name, with_filter, answer) for name in names), _any_table(with_filter, answer)]


def _command(name: str, with_filter: Callable[[Callback], Callback], answer: Answer) -> click.Command:
    """A command with a flag for each of its tables but the main one."""
    tables = {table.command.flag: table for table in TABLES.values() if table.command and table.command.name == name}

    def run(by: tuple[str, ...] = (), metric: tuple[str, ...] = (), lights: str = "", **options: Any) -> None:  # noqa: ANN401
        dimensions, flag = _split(by), options.pop("what", None) or ""
        if dimensions and not flag and _BY_FLAG in tables:
            flag = _BY_FLAG
        answer(options, tables[flag], Options(dimensions, _split(metric), lights), False)

    callback = with_filter(run)
    for option in reversed(_options(tables)):
        callback = option(callback)
    main = tables[""].command
    return click.command(name, help=main.help if main else "")(callback)


def _options(tables: dict[str, Table]) -> list[Callable[..., Any]]:
    """`--by` and what else the tables of a command take, then a flag for each table."""
    options = []
    grouped = [table for table in tables.values() if table.by is not None]
    if grouped:
        told = tables.get(_BY_FLAG)
        help_ = told.command.help if told and told.command else "维度，如 region,sector；不给则合计"
        options.append(click.option("--by", multiple=True, help=help_))
    if any(table.takes_metrics for table in tables.values()):
        options.append(_METRIC)
    if any(table.takes_lights for table in tables.values()):
        options.append(_LIGHTS)
    flags = [table.command for flag, table in tables.items() if table.command and flag not in ("", _BY_FLAG)]
    options += [click.option(f"--{item.flag}", "what", flag_value=item.flag, help=item.help) for item in flags]
    return options


def _any_table(with_filter: Callable[[Callback], Callback], answer: Answer) -> click.Command:
    named = "；".join(f"{key} {table.title}" for key, table in TABLES.items())

    @click.command("table", help=f"任何一张表。Any table.\n\n{named}")
    @click.argument("name", type=click.Choice(list(TABLES)), metavar="NAME")
    @click.option("--by", multiple=True, help="维度；不给则按该表自己的分组")
    @_METRIC
    @click.option("--words", is_flag=True, help="中文表头与用语，与页面下载的文件一样")
    @with_filter
    def run(name: str, by: tuple[str, ...], metric: tuple[str, ...], words: bool, **options: Any) -> None:  # noqa: ANN401
        table = TABLES[name]
        if (by and table.by is None) or (metric and not table.takes_metrics):
            raise click.UsageError(f"“{table.title}”不能按 --by 或 --metric 另行组合")
        answer(options, table, Options(_split(by) or table.by, _split(metric)), words)

    return run


def _split(given: tuple[str, ...]) -> tuple[str, ...]:
    """Names that are repeated or comma separated."""
    return tuple(name.strip() for item in given for name in item.split(",") if name.strip())
