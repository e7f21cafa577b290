"""`portfolio bench-load`: how many rows a second are read, parsed, checked and stored, stage by stage."""

from __future__ import annotations

import click

from etl.cli import benchmark

_STAGES = {"read": "读取", "parse": "解析", "validate": "校验", "store": "存入"}
_SHORT_LIST = 20
"""Rows of a list that is loaded by the command itself, as a person does it."""


@click.command("bench-load")
@click.option("--rows", default=100_000, show_default=True, type=click.IntRange(1), help="虚构清单的行数")
@click.option("--documents", default=20, show_default=True, type=click.IntRange(1), help="比较内存时把行数分成几个文件")
@click.option("--runs", default=5, show_default=True, type=click.IntRange(1), help="短清单测几次，取中位数")
def bench_load(rows: int, documents: int, runs: int) -> None:
    """测量导入速度：虚构清单，CSV 与 XLSX。Measure loading, on invented lists."""
    seconds, cpu = benchmark.short_list_seconds(_SHORT_LIST, runs)
    measured = f"{seconds:.2f} 秒（CPU {cpu:.2f} 秒，{runs} 次的中位数）"
    click.echo(f"{_SHORT_LIST} 行的清单，portfolio load 从启动到发布：{measured}")
    click.echo(f"虚构清单 {rows:,} 行（黔江区、景德镇市清单的列），工作进程 {benchmark.processes()} 个")
    plain = _report("CSV", benchmark.measure("csv", rows))
    packed = _report("XLSX", benchmark.measure("xlsx", rows))
    library = benchmark.library_seconds(rows)
    allowed = plain.seconds + library
    click.echo(f"  Excel 库单独 {library:.2f} 秒；XLSX 合计 {packed.seconds:.2f} 秒，CSV 加库 {allowed:.2f} 秒")
    if documents > 2:
        share = -(-rows // documents)
        few, many = (
            _report(f"CSV {n} 个文件，各 {share:,} 行", benchmark.measure("csv", share, n)) for n in (2, documents)
        )
        click.echo(f"  {documents} 个文件的内存峰值是 2 个文件的 {many.peak_mb / few.peak_mb:.2f} 倍")


def _report(title: str, measured: benchmark.Measured) -> benchmark.Measured:
    """One line for each stage, and one for all."""
    rows = measured.rows * measured.documents
    click.echo(title)
    for stage, seconds in measured.stages.items():
        click.echo(f"  {_STAGES[stage]}：{seconds:.2f} 秒，{rows / max(seconds, 1e-9):,.0f} 行/秒")
    click.echo(
        f"  合计：{measured.seconds:.2f} 秒，{measured.rows_per_second:,.0f} 行/秒；CPU {measured.cpu:.2f} 秒；"
        f"内存峰值 {measured.peak_mb:,.0f} MB；发布快照 {measured.publish:.2f} 秒"
    )
    return measured
