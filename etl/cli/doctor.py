"""`portfolio doctor`: what of the data is sound, what is not, and what to do."""

from __future__ import annotations

import click

from etl.cli.refusal import says_what_to_do
from etl.contract import paths
from etl.pipeline import doctor as pipeline
from etl.pipeline.doctor import Health


@click.command()
@click.option("--repair", is_flag=True, help="移开损坏的内容，由原件重新读取，重新发布快照")
@says_what_to_do
def doctor(*, repair: bool) -> None:
    """检查数据是否完好；--repair 修复能修复的。仍有损坏时退出状态为 1。Say what is sound and what is not."""
    home = paths.home_dir()
    if repair:
        for item in pipeline.repair(home):
            click.echo(f"已处理：{item.message}")
    health = pipeline.examine(home)
    _tell(health)
    if health.damaged:
        raise click.exceptions.Exit(1)


def _tell(health: Health) -> None:
    click.echo(f"完好：文件 {health.documents} 个，更正 {health.corrections} 条，已关账月份 {health.closed_months} 个")
    click.echo(f"当前快照：{health.snapshot or '无'}")
    for item in health.damaged:
        click.echo(f"损坏：{item.message}")
    if any(item.can_be_mended for item in health.damaged):
        click.echo("运行 portfolio doctor --repair 修复")
    for item in health.put_aside:
        click.echo(f"此前移开：{item.message}；核对后可删除该文件夹")
    if not health.damaged:
        click.echo("没有发现损坏")
