"""The ledger of problems: since when, until when, again, by whom, until when to be solved; counted in the head."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.pipeline import load
from etl.snapshot import publish
from tests.dashboard.tiny import project, report
from tests.dashboard.tiny import publish as publish_tiny
from tests.etl.sheets import write_list
from tests.etl.snapshot.test_contradictions import _row

ENDS = [
    date(2025, 1, 31),
    date(2025, 2, 28),
    date(2025, 3, 31),
    date(2025, 4, 30),
    date(2025, 5, 31),
    date(2025, 6, 30),
]


def ledger(path: Path, as_of: date | None = None) -> list[dict[str, Any]]:
    """The problems at a month's end, else each as it became."""
    last = "true qualify row_number() over (partition by problem_id order by month desc) = 1"
    when = "month <= ? and next_month > ?" if as_of else last
    with duckdb.connect(str(path), read_only=True) as connection:
        query = f"select * exclude (next_month) from problems_by_month where {when} order by project_no, cause, since"
        return connection.sql(query, params=[as_of, as_of] if as_of else []).pl().to_dicts()


def told(tmp_path: Path, *cells: str | dict[str, Any] | None, asks: bool = True, **facts: Any) -> list[tuple[Any, ...]]:
    """Cause, state, month since, month until, how often before, of a project whose months tell these cells."""
    return [
        (row["cause"], row["state"], row["since"].month, row["month"].month if row["state"] != "open" else None,
         row["repeats"])
        for row in ledger(published(tmp_path, *cells, asks=asks, **facts))
    ]  # fmt: skip


def published(tmp_path: Path, *cells: str | dict[str, Any] | None, asks: bool = True, **facts: Any) -> Path:
    rows = [
        report(1, month, **(cell if isinstance(cell, dict) else {"problems": cell}))
        for month, cell in zip(ENDS, cells, strict=False)
    ]
    fields = ["name", "problems"] if asks else ["name"]
    table = {"document_id": "d" * 64, "table_no": 1, "fields": fields, "headers": fields}
    return publish_tiny(
        tmp_path, [project(1, **facts)], progress_reports=rows, source_tables=[_row("source_tables", table)]
    )


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["征地慢", "征地慢", "征地未完成"], [("land", "open", 1, None, 0)]),
        (["征地慢", "无"], [("land", "gone", 1, 2, 0)]),
        (["征地慢", None], [("land", "gone", 1, 2, 0)]),  # the sheet asks, and says nothing
        (["征地慢", "征地已完成，资金未到位"], [("land", "solved", 1, 2, 0), ("money", "open", 2, None, 0)]),
        (["征地慢", "已解决"], [("land", "solved", 1, 2, 0)]),
        (["征地慢", "无", "拆迁难", "无", "征地"], [
            ("land", "gone", 1, 2, 0), ("land", "gone", 3, 4, 1), ("land", "open", 5, None, 2),
        ]),
        (["征地未完成、资金未到位"], [("land", "open", 1, None, 0), ("money", "open", 1, None, 0)]),
        (["群众要求增加补助", "群众要求增加补助", "邻区道路塌陷"], [
            ("other", "gone", 1, 3, 0), ("other", "open", 3, None, 0),
        ]),  # unlike words are another problem
        (["群众要求增加补助", "无", "群众要求增加补助"], [("other", "gone", 1, 2, 0), ("other", "open", 3, None, 1)]),
        (["群众要求增加补助", "无", "邻区道路塌陷"], [("other", "gone", 1, 2, 0), ("other", "open", 3, None, 0)]),
        (["无", "暂无", "不存在问题", "/"], []),
    ],
)  # fmt: skip
def test_from_when_until_when(tmp_path: Path, cells: list[str | None], found: list[tuple[Any, ...]]) -> None:
    assert told(tmp_path, *cells) == found


def test_a_sheet_that_does_not_ask_changes_nothing(tmp_path: Path) -> None:
    path = published(tmp_path, "征地慢", None, asks=False)
    assert [(row["state"], row["since"]) for row in ledger(path)] == [("open", ENDS[0])]
    assert states(path, "problems_since") == [ENDS[0], ENDS[0]]


def states(path: Path, column: str) -> list[Any]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return [row[0] for row in connection.sql(f"select {column} from project_states order by month").fetchall()]


def test_what_a_sheet_says_of_its_being_solved(tmp_path: Path) -> None:
    """By the column 解决情况, of the cause that it names."""
    first = {"problems": "征地慢，资金缺", "problem_state": "正在协调"}
    then = {"problems": "征地慢，资金缺", "problem_state": "征地已解决，资金正在协调"}
    assert told(tmp_path / "a", first, then) == [("land", "solved", 1, 2, 0), ("money", "open", 1, None, 0)]
    done = {"problems": "征地慢", "problem_state": "已解决"}
    assert told(tmp_path / "b", done) == [("land", "solved", 1, 1, 0)]  # first told when it was solved
    assert told(tmp_path / "c", done, "征地慢") == [("land", "solved", 1, 1, 0), ("land", "open", 2, None, 1)]


def test_who_until_when_and_since_when_unchanged(tmp_path: Path) -> None:
    """February leaves out unit and deadline, which hold on; in March the deadline is moved, in April it is no date."""
    path = published(
        tmp_path,
        {"problems": "征地慢", "problem_unit": "区自然资源局", "problem_person": "王某",
         "problem_deadline": date(2025, 3, 31), "problem_deadline_precision": "month",
         "problem_deadline_raw": "3月底"},
        {"problems": "征地慢", "responsible_unit": "项目办"},
        {"problems": "征地还差3户", "problem_deadline": date(2025, 5, 31), "problem_deadline_precision": "month",
         "problem_deadline_raw": "5月底"},
        {"problems": "征地还差3户", "problem_deadline_raw": "尽快"},
    )  # fmt: skip
    [row] = ledger(path, ENDS[1])
    assert (row["unit"], row["unit_is_stated"], row["person"]) == ("区自然资源局", True, "王某")
    assert (row["deadline"], row["unchanged_since"], row["words"]) == (ENDS[2], ENDS[0], "征地慢")
    [row] = ledger(path, ENDS[2])
    assert (row["deadline"], row["first_deadline"], row["unchanged_since"]) == (ENDS[4], ENDS[2], ENDS[2])
    [row] = ledger(path, ENDS[3])
    assert (row["deadline"], row["deadline_raw"]) == (None, "尽快")


def test_a_unit_that_is_only_the_projects_is_not_that_of_the_problem(tmp_path: Path) -> None:
    [row] = ledger(published(tmp_path, "征地慢", owner_unit="某公司"))
    assert (row["unit"], row["unit_is_stated"]) == ("某公司", False)


COUNTS = (
    "open_problems", "past_due_problems", "undated_problems", "repeated_problems", "unsure_problems", "long_problems",
    "solved_problems", "gone_problems",
)  # fmt: skip


def test_counts_at_each_months_end(tmp_path: Path) -> None:
    """January: land, due in February; March: over its deadline; April: solved, and something that no rule knows, old in
    no month; the land comes again in May, without a date."""
    due = {"problem_deadline": ENDS[1], "problem_deadline_precision": "month", "problem_deadline_raw": "2月底"}
    path = published(
        tmp_path, {"problems": "征地慢"} | due, "征地慢", "征地慢", "征地已完成；邻区道路塌陷", "征地慢；邻区道路塌陷"
    )
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.sql(f"select {', '.join(COUNTS)} from project_at_month_end order by as_of").fetchall()
        causes = connection.sql("select problem_causes from project_at_month_end order by as_of").fetchall()
    assert rows == [
        (1, 0, 0, 0, 0, 0, 0, 0),
        (1, 0, 0, 0, 0, 0, 0, 0),
        (1, 1, 0, 0, 0, 0, 0, 0),
        (1, 0, 1, 0, 1, 0, 1, 0),
        (2, 0, 2, 1, 1, 0, 0, 0),  # the land is no longer solved
    ]
    assert [row[0] for row in causes] == [["land"], ["land"], ["land"], ["other"], ["land", "other"]]


def test_the_published_case(tmp_path: Path) -> None:
    """April tells three problems with unit, person, deadline and state; the sheet of May has no column for problems:
    they stand on, and the one that was due in April is overdue. 完成80% is not solved."""
    names = ("城关区滨河快速路工程", "七里河污水处理厂扩建", "西固区养老服务中心", "安宁区托育综合服务中心")
    write_list(tmp_path / "a.csv", [(name, "2024-2026", "6000") for name in names], region="甘肃省兰州市")
    april = [
        "兰州市重大项目调度表（2025年4月）",
        "序号,项目名称,开工状态,存在问题,责任单位,责任人,解决时限,解决情况",
        f"1,{names[0]},在建,征地拆迁未完成,市自然资源局,李某,2025-05-31,完成80%",
        f"2,{names[1]},未开工,环评未批复,市生态环境局,赵某,2025-04-30,",
        f"3,{names[2]},未开工,用地手续未办理,市自然资源局,钱某,2025-06-30,",
        f"4,{names[3]},在建,,,孙某,,",
    ]
    may = ["兰州市重大项目调度表（2025年5月）", "序号,项目名称,开工状态,累计完成投资（万元）"]
    may += [f"{number},{name},在建,100" for number, name in enumerate(names, start=1)]
    for name, lines in (("b.csv", april), ("c.csv", may)):
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    load.load(sorted(tmp_path.glob("*.csv")), tmp_path / "home")
    found = publish.published(tmp_path / "home")
    assert found is not None
    path = publish.folder(tmp_path / "home") / found.snapshot
    rows = sorted((row["cause"], row["unit"], row["person"], row["deadline"], row["state"]) for row in ledger(path))
    assert rows == [
        ("approval", "市生态环境局", "赵某", date(2025, 4, 30), "open"),
        ("land", "市自然资源局", "李某", date(2025, 5, 31), "open"),
        ("site", "市自然资源局", "钱某", date(2025, 6, 30), "open"),
    ]
    with duckdb.connect(str(path), read_only=True) as connection:
        query = (
            "select as_of, sum(open_problems), sum(past_due_problems) from project_at_month_end group by 1 order by 1"
        )
        assert connection.sql(query).fetchall() == [(ENDS[3], 3, 0), (ENDS[4], 3, 1)]
