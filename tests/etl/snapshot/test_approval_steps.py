"""Where projects stand among the steps of approval, from month to month: from lists and sheets, by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from etl.pipeline import load
from etl.snapshot import publish

LIST = """兰州市2025年重大项目清单
2025年1月10日
单位：万元
序号,项目名称,建设性质,建设期限,建设地点,建设内容,总投资,立项批复,用地预审,环评批复,施工许可
1,城关区城北大桥,新建,2025-2026,城关区,新建大桥一座,9000,2024-03,2024-05,,
2,城关区城南大桥,新建,2025-2026,城关区,新建大桥一座,8000,2024-04-10,2024-04-30,2024-06-01,
3,城关区城东大桥,新建,2025-2026,城关区,新建大桥一座,7000,2024-01,,无需办理,
"""
"""北: 立项 and 用地, the other two are empty; 南: three with their days; 东: no 环评 is needed."""
HEAD = "序号,项目名称,开工状态,实际开工时间,累计完成投资,环评批复时间,施工许可"
SHEETS = {
    "2025年2月": ["1,城关区城北大桥,未开工,,0,,正在办理", "2,城关区城南大桥,在建,2025-02,10,,"],
    "2025年3月": ["1,城关区城北大桥,未开工,,0,2025-03-12,", "2,城关区城南大桥,在建,2025-02,20,,2025-03-20"],
}
"""February: 北's permit is on its way; 南 starts with an empty permit. March: 北 has 环评; 南's permit comes after its
start."""
FEBRUARY, MARCH = date(2025, 2, 28), date(2025, 3, 31)


def published(folder: Path) -> Path:
    (folder / "清单.csv").write_text(LIST, encoding="utf-8")
    for month, rows in SHEETS.items():
        lines = [f"兰州市重大项目调度表（{month}）", "单位：万元", HEAD, *rows]
        (folder / f"{month}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    load.load(sorted(folder.glob("*.csv")), folder / "home")
    made = publish.published(folder / "home")
    assert made
    return publish.folder(folder / "home") / made.snapshot


def asked(path: Path, query: str, *given: Any) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query, list(given)).fetchall()


def states(path: Path, as_of: date, name: str) -> dict[str, tuple[Any, ...]]:
    rows = asked(
        path,
        """select step, s.state, s.done_on, s.done_precision
        from approval_steps s join projects p on p.rowid = project_no
        where p.name = ? and month <= ? and next_month > ?""",
        name, as_of, as_of,
    )  # fmt: skip
    return {step: tuple(rest) for step, *rest in rows}


def test_what_is_stated_by_whom_and_since_when(tmp_path: Path) -> None:
    path = published(tmp_path)
    march, april = date(2024, 3, 1), date(2024, 5, 1)
    north = {
        "project": ("done", march, "month"), "land": ("done", april, "month"), "eia": ("blank", None, None),
        "permit": ("under_way", None, None),
    }  # fmt: skip
    assert states(path, FEBRUARY, "城关区城北大桥") == north
    later = north | {"eia": ("done", date(2025, 3, 12), "day")}  # an empty permit says nothing new
    assert states(path, MARCH, "城关区城北大桥") == later
    south = states(path, FEBRUARY, "城关区城南大桥")
    assert (south["eia"], south["permit"]) == (("done", date(2024, 6, 1), "day"), ("blank", None, None))
    assert states(path, MARCH, "城关区城南大桥")["permit"] == ("done", date(2025, 3, 20), "day")
    assert states(path, FEBRUARY, "城关区城东大桥")["eia"] == ("not_needed", None, None)


def test_where_projects_stand(tmp_path: Path) -> None:
    path = published(tmp_path)
    query = """select name, approval_stage::varchar, approval_next::varchar, approval_done_by, approvals_asked,
        approvals_before_start, approvals_missing, approvals_late
        from project_at_month_end m join projects p on p.rowid = project_no where as_of = ? order by 1"""
    assert asked(path, query, FEBRUARY) == [
        ("城关区城东大桥", "project", "land", date(2024, 1, 31), 4, 3, None, None),
        ("城关区城北大桥", "land", "eia", date(2024, 5, 31), 4, 3, None, None),
        ("城关区城南大桥", "eia", "permit", date(2024, 6, 1), 4, 3, 1, 0),
    ]
    assert asked(path, query, MARCH) == [
        ("城关区城东大桥", "project", "land", date(2024, 1, 31), 4, 3, None, None),
        ("城关区城北大桥", "eia", "permit", date(2025, 3, 12), 4, 3, None, None),
        ("城关区城南大桥", "permit", None, date(2025, 3, 20), 4, 3, 0, 1),
    ]


def test_a_start_in_the_month_of_the_permit_is_not_before_it(tmp_path: Path) -> None:
    """The start says 2025-02, no day: a permit of 28 February may have come first."""
    (tmp_path / "清单.csv").write_text(LIST, encoding="utf-8")
    lines = ["兰州市重大项目调度表（2025年3月）", "单位：万元", HEAD]
    lines += [
        "1,城关区城北大桥,在建,2025-02,10,2025-02-28,2025-03-01",
        "2,城关区城南大桥,在建,2025-02-20,10,,2025-02-21",
    ]
    (tmp_path / "三月.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    load.load(sorted(tmp_path.glob("*.csv")), tmp_path / "home")
    made = publish.published(tmp_path / "home")
    assert made
    path = publish.folder(tmp_path / "home") / made.snapshot
    query = """select name, approvals_late from project_at_month_end m join projects p on p.rowid = project_no
        where as_of = ? and approvals_late is not null order by 1"""
    assert asked(path, query, MARCH) == [("城关区城北大桥", 1), ("城关区城南大桥", 1)]


def test_a_list_after_the_last_sheet_counts_at_it(tmp_path: Path) -> None:
    """April's list says that 北 has its permit: what the last sheet, of March, leaves open."""
    later = LIST.replace("2025年1月10日", "2025年4月20日").replace("2024-03,2024-05,,", "2024-03,2024-05,,2025-04-01")
    (tmp_path / "新清单.csv").write_text(later, encoding="utf-8")
    path = published(tmp_path)
    assert states(path, MARCH, "城关区城北大桥")["permit"] == ("done", date(2025, 4, 1), "day")
    assert states(path, FEBRUARY, "城关区城北大桥")["permit"] == ("under_way", None, None)
