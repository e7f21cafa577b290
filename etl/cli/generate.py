"""`portfolio generate`: an invented national portfolio of any size, to try the board and to measure with."""

from __future__ import annotations

from pathlib import Path

import click

from etl.cli.refusal import Refused, says_what_to_do
from etl.contract import paths
from etl.samples.nation import generate as nation
from etl.samples.nation.offices import LEVELS

_MOST_MONTHS = 120


@click.command()
@click.option("--projects", default=10_000, show_default=True, type=click.IntRange(1), help="项目数")
@click.option("--months", default=24, show_default=True, type=click.IntRange(1, _MOST_MONTHS), help="调度月数")
@click.option("--seed", default=nation.SEED, show_default=True, type=click.IntRange(0), help="种子，相同则数据相同")
@click.option(
    "--by", "level", type=click.Choice(LEVELS), help="由县（county）或市（prefecture）报送；文件默认按县，否则按市"
)
@click.option(
    "--documents",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="写成清单和调度表文件，放入这个空文件夹，供 portfolio load 导入；不给则直接写入空的数据目录并发布",
)
@says_what_to_do
def generate(projects: int, months: int, seed: int, level: str | None, documents: Path | None) -> None:
    """生成虚构的全国项目组合（处处注明虚构）。Generate an invented national portfolio, marked as such everywhere."""
    try:
        if documents:
            written = nation.write_documents(nation.Portfolio(projects, months, seed, level or "county"), documents)
        else:
            home = paths.home_dir()
            written = nation.write_store(nation.Portfolio(projects, months, seed, level or "prefecture"), home)
    except nation.NothingGenerated as reason:
        raise Refused(str(reason)) from reason
    told = f"清单 {written.listed:,} 行、调度 {written.reported:,} 行，{written.documents:,} 个文件"
    click.echo(f"已生成虚构数据：{projects:,} 个项目，{told}，在 {documents or paths.home_dir()}")
