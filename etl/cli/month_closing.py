"""The commands that close a month and open it again."""

from __future__ import annotations

from datetime import date

import click

from etl.cli.refusal import Refused, says_what_to_do
from etl.contract import paths
from etl.parse.progress import parse_month
from etl.pipeline import load


@click.command("close-month")
@click.argument("month")
@says_what_to_do
def close_month(month: str) -> None:
    """关账：此后导入的文件不再改变该月（如 2023-05）。"""
    count = load.close_month(_month(month), paths.home_dir())
    click.echo(f"{_month(month):%Y-%m} 已关账，依据 {count} 个文件")


@click.command("reopen-month")
@click.argument("month")
@says_what_to_do
def reopen_month(month: str) -> None:
    """重新打开已关账的月份。"""
    load.reopen_month(_month(month), paths.home_dir())
    click.echo(f"{_month(month):%Y-%m} 已重新打开")


def _month(text: str) -> date:
    month = parse_month(text)
    if month is None:
        raise Refused(f"月份写法不对：{text}，请写成 2023-05")
    return month
