"""The page 审批手续, its files, command and metrics: by hand, and an invented county worked out a second time."""

from __future__ import annotations

import csv
import io
import random
import statistics
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dashboard.briefing.content import build
from dashboard.briefing.model import Paragraph
from dashboard.filter import PortfolioFilter
from dashboard.metrics.approval_metrics import APPROVALS
from dashboard.metrics.query import aggregate, total
from dashboard.metrics.schedule.approval_progress import (
    count_steps,
    list_approval_steps,
    list_bare_starts,
    list_waiting,
)
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session, Warehouse
from etl.pipeline import load
from tests.dashboard.server.test_app import client, read, show
from tests.etl.commands import portfolio
from tests.etl.snapshot.test_approval_steps import FEBRUARY, MARCH, published

ALL = PortfolioFilter()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """北 waits for its permit, 东 for its land, 南 started in February and got its permit on 20 March 2025."""
    return published(tmp_path_factory.mktemp("approvals")).parents[1]


def test_figures(session: Session) -> None:
    """February: 北 waits since May 2024 (273 days to 28 February), 东 since January 2024 (394); 南 has no permit.
    March: 北 since 12 March (19), 东 425; 南 got its permit after it began."""
    names = [
        "approval_projects", "approval_waiting_projects", "approval_wait_median_days", "approval_wait_longest_days",
        "approval_bare_rate_n", "approval_bare_rate_d",
    ]  # fmt: skip
    for as_of, expected in ((FEBRUARY, [3, 2, 333.5, 394, 1, 1]), (MARCH, [3, 2, 222, 425, 1, 1])):
        found = total(session.cursor, ALL, as_of, names)
        assert [found[name] for name in names] == expected
    by_stage = aggregate(session.cursor, ALL, FEBRUARY, ["projects"], ["approval_stage", "approval_next"]).rows()
    assert by_stage == [("eia", "permit", 1), ("land", "eia", 1), ("project", "land", 1)]


def test_days_between_steps(session: Session) -> None:
    """立项 to 用地: 北 61 days (March to May, by month), 南 20; 用地 to 环评 in March: 北 315 (from 1 May), 南 32."""
    rows = {row["step"]: row for row in count_steps(session.cursor, ALL, MARCH).to_dicts()}
    assert list(rows) == ["project", "land", "eia", "permit"]
    names = ("projects", "done", "not_needed", "under_way", "blank", "waiting", "timed", "median_days", "longest_days",
             "by_month", "backwards")  # fmt: skip
    assert [rows["land"][name] for name in names] == [3, 2, 0, 0, 1, 1, 2, 40.5, 61, 1, 0]
    assert [rows["eia"][name] for name in names] == [3, 2, 1, 0, 0, 0, 2, 173.5, 315, 1, 0]
    assert [rows["permit"][name] for name in names] == [3, 1, 0, 1, 1, 1, 1, 292, 292, 0, 0]
    assert [rows["project"][name] for name in names] == [3, 3, 0, 0, 0, 0, 0, None, None, 0, 0]


def test_who_waits_and_who_began_before(session: Session) -> None:
    waiting = list_waiting(session.cursor, ALL, MARCH).select("name", "approval_stage", "step", "state", "days").rows()
    assert waiting == [
        ("城关区城东大桥", "project", "land", "blank", 425), ("城关区城北大桥", "eia", "permit", "under_way", 19),
    ]  # fmt: skip
    assert list_waiting(session.cursor, ALL, MARCH, most=1).height == 1
    names = ("name", "step", "state", "done_on", "actual_start")
    february, march = (list_bare_starts(session.cursor, ALL, day).select(names).rows() for day in (FEBRUARY, MARCH))
    assert february == [("城关区城南大桥", "permit", "blank", None, date(2025, 2, 1))]
    assert march == [("城关区城南大桥", "permit", "done", date(2025, 3, 20), date(2025, 2, 1))]


def test_the_page(small: Path) -> None:
    page = show(small, "/approvals", "as_of=2025-03-31")["content"]
    for words in (
        "载明审批环节", "100.0%（3/3）", "未开工、审批未办结", "2/3 个载明审批环节的项目", "222", "最长 425 天",
        "66.7%", "另有 1 个无需办理", "40.5 天", "其中 1 个只写到月", "城关区城东大桥", "不晚于 2024-01-31",
        "办理中", "2025-03-20 才办结", "应核实", "立项 → 可研 → 用地",
    ):  # fmt: skip
        assert words in page, words
    february = show(small, "/approvals", "as_of=2025-02-28")["content"]
    assert "栏目空白" in february


def test_the_briefing(session: Session) -> None:
    briefing = build(session, Scope.from_query("as_of=2025-03-31", session.info), date(2025, 4, 5))
    words = "".join(block.text for one in briefing.sections for block in one.blocks if isinstance(block, Paragraph))
    assert "载明审批环节的3个项目中，未开工而审批未办结的2个" in words
    assert "其中可计算的2个自最近一个环节办结已等待222天（中位数），最长425天" in words
    assert "已开工、载明开工前环节的1个项目中，1个有环节没有载明在开工前办结，占100.0%，应核实" in words


def test_files_and_commands(small: Path) -> None:
    rows = read(client(small).get("/download/approval-waiting.csv?as_of=2025-03-31").data)
    assert [(row["项目名称"], row["审批环节"], row["办理状态"], row["天数"]) for row in rows] == [
        ("城关区城东大桥", "用地", "栏目空白", "425"), ("城关区城北大桥", "施工许可", "办理中", "19"),
    ]  # fmt: skip
    told = list(csv.DictReader(io.StringIO(portfolio(small, "approvals", "--as-of", "2025-03-31").stdout)))
    assert [(row["step"], row["done"]) for row in told] == [
        ("project", "3"), ("land", "2"), ("eia", "2"), ("permit", "1"),
    ]  # fmt: skip
    for flag in ("--projects", "--waiting", "--bare-starts", "--rules"):
        assert portfolio(small, "approvals", flag).exit_code == 0
    told = list(csv.DictReader(io.StringIO(portfolio(small, "summary", "--metric", ",".join(APPROVALS)).stdout)))
    assert told[0]["approval_bare_rate_n"] == "1"


def test_without_any_column_of_approvals_that_is_said(tmp_path: Path) -> None:
    lines = ["重庆市黔江区养老项目清单", "单位：万元", "序号,项目名称,建设期限,总投资", "1,甲敬老院,2025-2026,900"]
    (tmp_path / "清单.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    load.load([tmp_path / "清单.csv"], tmp_path / "home")
    assert "没有载明审批手续" in show(tmp_path / "home", "/approvals")["content"]


STEPS = {"project": "立项批复", "feasibility": "可研批复", "land": "用地预审", "eia": "环评批复", "permit": "施工许可"}
BEFORE_START = ("land", "eia", "permit")


def invented(folder: Path, projects: int = 60) -> list[dict[str, Any]]:
    """A list and its sheet of June 2025, in which some steps are done, on their way or left out; and what was written.
    Some permits come after the start."""
    draw = random.Random(5)
    made = []
    for number in range(projects):
        day, steps = date(2023, 1, 1) + timedelta(days=draw.randrange(300)), {}
        reached = draw.randrange(len(STEPS) + 1)
        for place, step in enumerate(STEPS):
            day += timedelta(days=draw.randrange(-5, 90))
            steps[step] = day if place < reached else draw.choice(["", "正在办理", "尚未办理", "无需办理"])
        start = date(2024, 1, 1) + timedelta(days=draw.randrange(500)) if draw.random() < 0.5 else None
        made.append({"name": f"示例{number:02d}号大桥", "steps": steps, "start": start, "total": 1000 + number})
    head = ["序号", "项目名称", "建设期限", "建设地点", "总投资", *STEPS.values()]
    lines = ["兰州市城关区2025年重大项目清单（示例数据）", "2025年1月10日", "单位：万元", ",".join(head)]
    sheet = ["城关区重大项目调度表（2025年6月）", "单位：万元", "序号,项目名称,开工状态,实际开工时间,累计完成投资"]
    for number, row in enumerate(made, 1):
        cells = [str(cell) for cell in row["steps"].values()]
        lines.append(",".join([str(number), row["name"], "2024-2026", "城关区", str(row["total"]), *cells]))
        start = row["start"]
        sheet.append(f"{number},{row['name']},{'在建' if start else '未开工'},{start or ''},{10 if start else 0}")
    (folder / "清单.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "六月.csv").write_text("\n".join(sheet) + "\n", encoding="utf-8")
    load.load([folder / "清单.csv", folder / "六月.csv"], folder / "home")
    return made


def gaps(made: list[dict[str, Any]]) -> dict[str, list[int]]:
    """By step the days since the step before, of those that are done."""
    found: dict[str, list[int]] = {step: [] for step in STEPS}
    for row in made:
        done = [(step, day) for step, day in row["steps"].items() if isinstance(day, date)]
        for (_, before), (step, day) in pairwise(done):
            found[step].append((day - before).days)
    return found


def test_an_invented_county_worked_out_again(tmp_path: Path) -> None:
    made, as_of = invented(tmp_path), date(2025, 6, 30)
    warehouse = Warehouse(tmp_path / "home")
    with warehouse.session() as session:
        rows = {row["step"]: row for row in count_steps(session.cursor, ALL, as_of).to_dicts()}
        waiting = list_waiting(session.cursor, ALL, as_of).to_dicts()
        bare = list_bare_starts(session.cursor, ALL, as_of).select("name", "step").rows()
        every = list_approval_steps(session.cursor, ALL, as_of).height
    warehouse.close()
    assert every == len(made) * len(STEPS)
    for step, days in gaps(made).items():
        timed = [one for one in days if one >= 0]
        assert rows[step]["done"] == sum(isinstance(row["steps"][step], date) for row in made)
        assert rows[step]["timed"] == len(timed)
        assert rows[step]["backwards"] == len(days) - len(timed)
        assert rows[step]["median_days"] == (statistics.median(timed) if timed else None)
        assert rows[step]["longest_days"] == max(timed, default=None)
    expected = {}
    for row in made:
        open_steps = [step for step, said in row["steps"].items() if not isinstance(said, date) and said != "无需办理"]
        if open_steps and not row["start"]:
            last = max((said for said in row["steps"].values() if isinstance(said, date)), default=None)
            expected[row["name"]] = (open_steps[0], (as_of - last).days if last else None)
    assert {row["name"]: (row["step"], row["days"]) for row in waiting} == expected
    days = [row["days"] for row in waiting if row["days"] is not None]
    assert days == sorted(days, reverse=True)
    before = {
        (row["name"], step)
        for row in made if row["start"] for step in BEFORE_START
        if (row["steps"][step] > row["start"] if isinstance(row["steps"][step], date)
            else row["steps"][step] != "无需办理")
    }  # fmt: skip
    assert len(before) > 10
    assert set(bare) == before
    assert len(bare) == len(before)
