"""Money by year that a list states: on the page of the project, and in its file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from etl.pipeline import load
from tests.etl.commands import portfolio

LIST = """2025年重大项目清单
单位：万元
序号,项目名称,建设内容,总投资,2025年计划投资,截至2024年底累计完成投资
1,城南养老服务中心,新建养老床位100张,6000,约1200,4500
2,城北托育中心,新增托位60个,900,300,
"""


def test_plans_by_year_are_in_the_file_with_their_cells(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    load.load([path], tmp_path / "home")
    result = portfolio(tmp_path / "home", "funding", "--year-plans")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    told = [(r["name"], r["year"], r["plan_wan"], r["invested_wan"], r["qualifier"], r["raw"]) for r in rows]
    assert told == [
        ("城南养老服务中心", "2024", "", "4500", "exact", "4500"),
        ("城南养老服务中心", "2025", "1200", "", "about", "约1200"),
        ("城北托育中心", "2025", "300", "", "exact", "300"),
    ]
