"""The commands about progress: `progress`, `schedule`, `funding`. `dashboard/cli.py` gives them filters and output."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
import polars as pl

from dashboard.metrics import lights
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.tables import progress as tables

Command = Callable[..., None]
Answer = Callable[[dict[str, Any], Callable[[Session, Scope], pl.DataFrame]], None]

_BY = click.option("--by", multiple=True, help="维度，如 region,sector；不给则逐项目或合计")


def commands(with_filter: Callable[[Command], Command], answer: Answer) -> list[click.Command]:
    """The three commands; `with_filter` adds the filter options, `answer` runs a table on them and writes it."""

    @click.command()
    @click.option("--months", "what", flag_value="months", help="逐月金额与同比")
    @click.option("--reporting", "what", flag_value="reporting", help="各地区当月是否报送")
    @click.option("--unmatched", "what", flag_value="unmatched", help="没有对应清单项目的调度行")
    @with_filter
    def progress(what: str | None, **options: Any) -> None:  # noqa: ANN401
        """逐项目最近一次调度；或逐月、未报送、未匹配。What the last reports say."""
        table = {
            None: tables.progress_table,
            "months": tables.months_table,
            "reporting": tables.reporting_table,
            "unmatched": tables.unmatched_table,
        }[what]
        answer(options, lambda session, scope: table(session.cursor, scope))

    @click.command()
    @_BY
    @click.option("--changes", "what", flag_value="changes", help="较上次报送的变化")
    @click.option("--forecast", "what", flag_value="forecast", help="竣工概率与预计逾期")
    @click.option("--warnings", "what", flag_value="warnings", help="预警清单")
    @with_filter
    def schedule(by: tuple[str, ...], what: str | None, **options: Any) -> None:  # noqa: ANN401
        """进度类别、原始与现行基准、逾期月数；--by 给出分组统计。Classes, baselines and slip."""
        names = _names(by)
        table = {
            None: tables.schedule_table,
            "changes": tables.changes_table,
            "forecast": tables.forecast_table,
            "warnings": tables.warnings_table,
        }[what]
        if names and what is None:
            answer(options, lambda session, scope: tables.slip_table(session.cursor, scope, names))
        else:
            answer(options, lambda session, scope: table(session.cursor, scope))

    @click.command()
    @_BY
    @click.option("--sources", "what", flag_value="sources", help="按资金来源")
    @click.option("--ceiling", "what", flag_value="ceiling", help="中央预算内投资上限测算，附算式与适用范围")
    @click.option("--lights", "preset", type=click.Choice(list(lights.PRESETS)), default="points", show_default=True)
    @with_filter
    def funding(by: tuple[str, ...], what: str | None, preset: str, **options: Any) -> None:  # noqa: ANN401
        """计划、完成、到位、支付与各率（附分子分母）和红黄绿灯。Money and rates."""
        names = _names(by)
        if what == "sources":
            answer(options, lambda session, scope: tables.sources_table(session.cursor, scope))
        elif what == "ceiling":
            answer(options, lambda session, scope: tables.ceiling_table(session.cursor, scope))
        else:
            answer(options, lambda session, scope: tables.funding_table(session.cursor, scope, names, preset))

    return [progress, schedule, funding]


def _names(by: tuple[str, ...]) -> list[str]:
    return [name.strip() for item in by for name in item.split(",") if name.strip()]
