"""A list that states the start of a project alone sets and changes no baseline of its finish."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from etl.pipeline import load
from etl.snapshot import publish

START, TO_2020, TO_2023 = "2018年9月开工", "2018年9月-2020年12月", "2018年9月-2023年12月"


def baseline(folder: Path, periods: list[str]) -> tuple[date | None, ...]:
    """Original start, original finish, current start and finish after lists of 2018, 2019, … with these periods."""
    files = []
    for number, period in enumerate(periods):
        text = (
            f"浮梁县重点项目清单\n成文日期：{2018 + number}年8月1日\n"
            "序号,项目名称,建设性质,建设期限,建设内容,总投资（万元）\n"
            f"1,浮梁县滨河公园工程,新建,{period},新建公园,3000\n"
        )
        files.append(folder / f"list{number}.csv")
        files[-1].write_text(text, encoding="utf-8")
    load.load(files, folder / "home")
    snapshot = publish.published(folder / "home")
    assert snapshot is not None
    with duckdb.connect(str(publish.folder(folder / "home") / snapshot.snapshot), read_only=True) as connection:
        found = connection.execute(
            "select original_start, original_finish, current_start, current_finish from baselines"
        ).fetchall()
    (row,) = found
    return tuple(row)


@pytest.mark.parametrize(
    ("periods", "original", "current"),
    [
        ([START, TO_2020, TO_2023], date(2020, 12, 31), date(2023, 12, 31)),
        ([TO_2020, TO_2023, START], date(2020, 12, 31), date(2023, 12, 31)),
        ([START], None, None),
        ([START, START, TO_2023], date(2023, 12, 31), date(2023, 12, 31)),
    ],
)
def test_the_first_and_the_last_that_state_a_finish_count(periods, original, current, tmp_path):
    start = date(2018, 9, 1)
    assert baseline(tmp_path, periods) == (start, original, start, current)


def test_a_start_that_comes_later_is_kept_with_the_finish_of_before(tmp_path):
    found = baseline(tmp_path, ["2020年12月竣工", "2018年9月开工"])
    assert found == (date(2018, 9, 1), date(2020, 12, 31), date(2018, 9, 1), date(2020, 12, 31))
