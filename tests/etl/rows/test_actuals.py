"""What an indicator reached in between is neither its base nor a target."""

from __future__ import annotations

import pytest

from etl.document import read_document
from etl.tables.metadata import Given


def read(headers: str, cells: str):
    """(base year, base, target year, target) of each target of a table of one row, and columns of what is not kept."""
    header, row = f"序号,指标名称,{headers},指标属性", f"1,养老服务床位总数（张）,{cells},预期性"
    text = f"黔江区主要指标年度监测表（2023年）\n{header}\n{row}\n"
    frames = read_document(text.encode(), "table.csv", Given()).frames
    names = ("baseline_year", "baseline_value", "target_year", "target_value")
    targets = [tuple(row[name] for name in names) for row in frames["targets"].to_dicts()]
    return targets, [row["column"] for row in frames["findings"].to_dicts() if row["type"] == "actual_not_kept"]


@pytest.mark.parametrize(
    ("headers", "cells", "unread"),
    [
        ("2020年,2023年实际完成值,2025年目标值", "1450,2100,2800", ["2023年实际完成值"]),
        ("2020年实际,2023年完成情况,2025年目标", "1450,2100,2800", ["2023年完成情况"]),
        ("2023年实际完成值,2020年,2025年目标值", "2100,1450,2800", ["2023年实际完成值"]),
        ("2020年实际,2025年目标", "1450,2800", []),
        ("2020年,2025年", "1450,2800", []),
    ],
)
def test_the_base_is_what_lies_before_all_others(headers, cells, unread):
    assert read(headers, cells) == ([(2020, 1450, 2025, 2800)], unread)


def test_an_actual_with_targets_alone_behind_it_is_the_base():
    assert read("2023年实际,2024年目标,2025年目标", "2100,2400,2800") == (
        [(2023, 2100, 2024, 2400), (2023, 2100, 2025, 2800)],
        [],
    )
