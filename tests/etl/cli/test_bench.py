"""The invented list is varied and repeatable, and the benchmark prints every stage."""

from __future__ import annotations

import re

from etl.cli import benchmark
from etl.document import read_document
from etl.samples import project_list
from etl.tables.metadata import Given
from tests.etl.commands import portfolio


def test_the_invented_list_repeats_itself_only_from_run_to_run() -> None:
    rows = list(project_list.rows(5000))
    assert rows == list(project_list.rows(5000))
    assert len({row[1] for row in rows}) == 5000  # no two names are alike
    shapes = {re.sub(r"\d+", "0", row[5]) for row in rows}
    assert len(shapes) > 3500  # nor is one template filled in with other numbers


def test_it_reads_as_a_published_list_does() -> None:
    document = read_document(project_list.as_csv(400), "list", Given())
    reports = document.frames["project_reports"]
    assert reports.height == 400
    doubtful = reports["doubtful_fields"].list.len().gt(0).sum()
    assert 20 < doubtful < 160  # about one in four
    assert reports["floor_area_m2"].null_count() < 60
    assert reports["region_id"].null_count() == 0


def test_a_workbook_holds_the_same_list(tmp_path) -> None:
    for name in ("list.csv", "list.xlsx"):
        benchmark.write(tmp_path / name, 60)
    plain, packed = (
        read_document((tmp_path / name).read_bytes(), name, Given()).frames["project_reports"]
        for name in ("list.csv", "list.xlsx")
    )
    same = ["name", "planned_finish", "total_investment_wan", "floor_area_m2", "elder_beds", "childcare_places"]
    assert plain.select(same).equals(packed.select(same))


def test_the_command_prints_every_stage(tmp_path) -> None:
    result = portfolio(tmp_path, "bench-load", "--rows", "40", "--documents", "4", "--runs", "1")
    assert result.exit_code == 0, result.output
    assert re.search(r"20 行的清单，portfolio load 从启动到发布：[\d.]+ 秒（CPU [\d.]+ 秒，1 次", result.output)
    for stage in ("读取", "解析", "校验", "存入"):
        assert len(re.findall(rf"{stage}：[\d.]+ 秒，[\d,]+ 行/秒", result.output)) == 4
    assert len(re.findall(r"合计：.* 行/秒；CPU .* 秒；内存峰值 [\d,]+ MB；发布快照", result.output)) == 4
    assert re.search(r"4 个文件的内存峰值是 2 个文件的 [\d.]+ 倍", result.output)
    assert "Excel 库单独" in result.output
