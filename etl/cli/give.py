"""`portfolio publish`: the snapshot that is served, for engines on other machines."""

from __future__ import annotations

import click

from etl.cli.refusal import Refused, says_what_to_do
from etl.contract import paths
from etl.snapshot import parquet


@click.command()
@click.option("--to", "where", required=True, help="目录，或对象存储如 s3://桶/前缀")
@says_what_to_do
def publish(where: str) -> None:
    """把当前快照按省写成 Parquet，供其他机器上的引擎读取。Give the snapshot as Parquet files to other engines."""
    try:
        name = parquet.give(paths.home_dir(), where)
    except parquet.NothingPublished as reason:
        raise Refused("还没有可发布的快照：请先运行 portfolio load 文件…") from reason
    except ImportError as reason:
        raise Refused(f"写到 {where} 还须安装：{reason}") from reason
    click.echo(f"已发布 {name} 到 {where}")
