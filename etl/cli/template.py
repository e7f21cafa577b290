"""`portfolio template`: Excel forms that a county can fill in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

import click

from etl.cli.refusal import Refused, says_what_to_do
from etl.parse.places import region
from etl.samples.template import Form, write_form


@click.command()
@click.argument("form", type=click.Choice(["list", "progress"]))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="写入的 .xlsx 文件"
)
@click.option("--region", "region_code", help="填报地区的六位代码，如 500114；县区列给出其下辖各县")
@click.option("--date", "moment", help="截止日期，如 2022-10-31")
@click.option("--force", is_flag=True, help="覆盖已有的文件")
@says_what_to_do
def template(form: str, output: Path, region_code: str | None, moment: str | None, *, force: bool) -> None:
    """生成填报表：list 项目清单，progress 月度调度表。"""
    if output.suffix.lower() != ".xlsx":
        raise Refused(f"文件名应以 .xlsx 结尾：{output}")
    if output.exists() and not force:
        raise Refused(f"文件已存在，未覆盖：{output}；换一个文件名，或加 --force")
    if not output.parent.is_dir():
        raise Refused(f"没有这个文件夹：{output.parent}")
    if region_code is not None and region_code not in region.places():
        raise Refused(f"没有这个地区代码：{region_code}，请用六位 GB/T 2260 代码，如 500114")
    try:
        as_of = date.fromisoformat(moment) if moment else None
    except ValueError as reason:
        raise Refused(f"日期写法不对：{moment}，请写成 2022-10-31") from reason
    write_form(output, cast("Form", form), region_code, as_of)
    click.echo(f"已生成 {output}")
