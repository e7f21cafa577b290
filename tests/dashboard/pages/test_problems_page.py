"""The page 问题台账, its files, its command, its metrics, the briefing's annex, late reasons; counted by hand."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.briefing.content import build
from dashboard.export.word import to_word
from dashboard.filter import PortfolioFilter
from dashboard.metrics.query import aggregate, total
from dashboard.metrics.schedule.problem_ledger import count_problems, list_problems
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session, Warehouse
from etl.contract.problem_rules import causes
from etl.pipeline import correct, load
from etl.pipeline.correct import CorrectionRefused
from tests.dashboard.server.test_app import client, read, show
from tests.etl.commands import portfolio
from tests.etl.sheets import write_list

HEAD = "序号,项目名称,开工状态,累计完成投资,存在问题,问题责任单位,问题责任人,解决时限,解决情况"
PLANS = [("甲敬老院", "2022-2022", "200"), ("乙敬老院", "2022-2023", "100"), ("丙敬老院", "2022-2023", "50")]
MONTHS = {
    "2023年4月": [
        "1,甲敬老院,在建,10,征地未完成、资金未到位,区自然资源局,王某,5月底,正在协调",
        "2,乙敬老院,在建,10,用地手续未办结,区自然资源局,李某,2023年6月,",
        "3,丙敬老院,在建,10,邻区道路塌陷,,,尽快,",
    ],
    "2023年5月": [
        "1,甲敬老院,在建,20,征地未完成、资金未到位,区自然资源局,王某,5月底,正在协调",
        "2,乙敬老院,在建,20,无,,,,",
        "3,丙敬老院,在建,20,邻区道路塌陷,,,尽快,",
    ],
    "2023年6月": [
        "1,甲敬老院,在建,30,征地未完成、资金已到位,区自然资源局,王某,7月底,正在协调",
        "2,乙敬老院,在建,30,用地手续仍未办结,区自然资源局,李某,,",
        "3,丙敬老院,在建,30,邻区道路塌陷,,,尽快,",
    ],
}
"""甲: land and money, due in May, in June the money is there and the land is due in July; 乙: the use of land, gone in
May, again in June; 丙: something that no rule knows, as soon as possible."""
APRIL, MAY, JUNE = date(2023, 4, 30), date(2023, 5, 31), date(2023, 6, 30)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("problems"))


def made(folder: Path) -> Path:
    write_list(folder / "清单.csv", PLANS, "2021-12-15")
    for month, rows in MONTHS.items():
        lines = [f"重庆市黔江区重大项目投资进度调度表（{month}）", "单位：万元", HEAD, *rows]
        (folder / f"{month}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    load.load(sorted(folder.glob("*.csv")), folder / "home")
    return folder / "home"


NAMES = (
    "open_problems", "past_due_problems", "undated_problems", "repeated_problems", "unsure_problems", "solved_problems",
    "gone_problems", "problem_projects", "problem_investment_wan", "problem_past_due_rate_n", "problem_past_due_rate_d",
)  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "counts"),
    [
        (APRIL, [4, 0, 1, 0, 1, 0, 0, 3, 350, 0, 3]),
        (MAY, [3, 0, 1, 0, 1, 0, 1, 2, 250, 0, 2]),  # the last day of May is not past
        (JUNE, [3, 0, 2, 1, 1, 1, 0, 3, 350, 0, 1]),
        (date(2023, 8, 31), [3, 1, 2, 1, 1, 1, 0, 3, 350, 1, 1]),  # nobody has reported since
    ],
)
def test_figures_of_a_month(session: Session, as_of: date, counts: list[int]) -> None:
    found = total(session.cursor, PortfolioFilter(), as_of, NAMES)
    assert [found[name] for name in NAMES] == counts


@pytest.mark.parametrize("as_of", [APRIL, MAY, JUNE, date(2023, 8, 31)])
def test_counts_by_cause_and_region_are_those_of_the_catalogue(session: Session, as_of: date) -> None:
    whole = total(session.cursor, PortfolioFilter(), as_of, [*NAMES, "long_problems"])
    [one] = count_problems(session.cursor, PortfolioFilter(), as_of).to_dicts()
    for name in ("open", "past_due", "undated", "repeated", "unsure", "long", "solved", "gone"):
        assert one[name] == whole[f"{name}_problems"]
    assert (one["projects"], one["total_investment_wan"]) == (whole["problem_projects"], 350 if as_of != MAY else 250)
    by_cause = {row["key"]: row for row in count_problems(session.cursor, PortfolioFilter(), as_of, "cause").to_dicts()}
    names = [f"{key}_problems{end}" for key in causes() for end in ("", "_investment_wan")]
    told = total(session.cursor, PortfolioFilter(), as_of, names)
    for key in causes():
        row = by_cause.get(key, {"open": 0, "total_investment_wan": None})
        assert (row["open"], row["total_investment_wan"]) == (
            told[f"{key}_problems"], told[f"{key}_problems_investment_wan"],
        )  # fmt: skip
    [region] = count_problems(session.cursor, PortfolioFilter(), as_of, "region").to_dicts()
    found = aggregate(session.cursor, PortfolioFilter(), as_of, ["open_problems"], ["region_name"])
    assert (region["name"], region["open"]) == found.row(0)


def test_a_project_with_two_causes_counts_once_in_each_row_and_in_all(session: Session) -> None:
    rows = {r["key"]: r for r in count_problems(session.cursor, PortfolioFilter(), APRIL, "cause").to_dicts()}
    assert {key: (row["open"], row["projects"], row["total_investment_wan"]) for key, row in rows.items()} == {
        "land": (1, 1, 200), "money": (1, 1, 200), "site": (1, 1, 100), "other": (1, 1, 50),
    }  # fmt: skip
    units = {r["key"]: r for r in count_problems(session.cursor, PortfolioFilter(), APRIL, "unit").to_dicts()}
    assert {key: (row["open"], row["projects"], row["total_investment_wan"]) for key, row in units.items()} == {
        "区自然资源局": (3, 2, 300), "黔江区民政局": (1, 1, 50),
    }  # fmt: skip


def test_the_page_says_what_stands(small: Path) -> None:
    content = show(small, "/problems")["content"]
    assert "涉及 3/3 个有报送的项目，总投资 350 万元" in content
    assert "占有可读时限的 0/1；2/3 没有可读的时限" in content
    for words in (
        "邻区道路塌陷", "未能确定", "尽快", "不是可读的日期", "项目的单位，问题未另写", "原定 2023-05",
        "第 2 次报，上次 2023-05 消除", "2023-04 起，2 个月", "首次报送已有，可能更早", "文字 2023-06 改过",
    ):  # fmt: skip
        assert words in content, words
    assert "资金未到位" not in listed(show(small, "/problems", "?view=cause-money")["content"])
    assert "资金已到位" in show(small, "/problems", "?view=solved")["content"]
    assert "共 1 项" in show(small, "/problems", "?view=unit-黔江区民政局")["content"]
    assert "已超时限" in show(small, "/problems", "?as_of=2023-08-31")["content"]
    assert "没有这样的问题" in show(small, "/problems", "?view=past_due")["content"]


def listed(content: str) -> str:
    """The part of a page that lists problems."""
    return content[content.index("逐项问题") : content.index("归类规则")]


def test_a_county_without_reports_has_no_problems_to_tell(tmp_path: Path) -> None:
    write_list(tmp_path / "清单.csv", PLANS, "2021-12-15")
    load.load([tmp_path / "清单.csv"], tmp_path / "home")
    assert "没有进度报送，不知道有什么问题" in show(tmp_path / "home", "/problems")["content"]


def test_files_and_command_say_the_same(small: Path) -> None:
    rows = read(client(small).get("/download/problems.csv").data)
    assert [(row["状态"], row["原因类别"], row["项目名称"], row["解决时限"], row["时限原文"]) for row in rows] == [
        ("未解决", "征地", "甲敬老院", "2023-07-31", "7月底"),
        ("未解决", "其他", "丙敬老院", "", "尽快"),
        ("未解决", "用地", "乙敬老院", "", ""),
        ("已解决", "资金", "甲敬老院", "2023-07-31", "7月底"),
    ]
    told = csv.DictReader(io.StringIO(portfolio(small, "problems", "--causes").stdout.lstrip("\ufeff")))
    counts = {row["cause"]: (row["open"], row["projects"], row["total_investment_wan"]) for row in told}
    assert counts["land"] == ("1", "1", "200")
    assert counts["weather"][:2] == ("0", "0")
    assert set(counts) == set(causes())
    rules = portfolio(small, "problems", "--rules").stdout
    assert "征地拆迁进度滞后" in rules
    for name in ("problem-causes", "problem-regions", "problem-units", "problem-rules"):
        assert client(small).get(f"/download/{name}.xlsx").status_code == 200


def test_the_briefing_has_an_annex(session: Session) -> None:
    briefing = build(session, Scope.from_query("", session.info), date(2023, 7, 1))
    annex = briefing.sections[-1]
    said = repr(annex)
    assert (annex.title, annex.is_annex) == ("附件：问题台账", True)
    assert "尚未解决的问题3项，涉及3/3个有报送的项目" in said
    assert "没有写明可读时限的2项" in said
    assert "曾经消除又报的1项" in said
    assert "黔江区民政局（项目的单位）" in said
    assert "邻区道路塌陷" in said
    assert len(to_word(briefing)) > 10_000


def test_late_projects_carry_their_reasons(small: Path, session: Session) -> None:
    """甲 was to be finished in 2022."""
    assert "存在问题（征地）：征地未完成、资金已到位" in show(small, "/schedule")["content"]
    briefing = build(session, Scope.from_query("", session.info), date(2023, 7, 1))
    late = next(section for section in briefing.sections if section.title == "进度与推迟")
    assert "存在问题（征地）：征地未完成、资金已到位" in repr(late)


def problems(home: Path, as_of: date = JUNE) -> list[dict[str, Any]]:
    warehouse = Warehouse(home)
    with warehouse.session() as opened:
        found = list_problems(opened.cursor, PortfolioFilter(), as_of, asked="open").to_dicts()
    warehouse.close()
    return found


def test_a_person_says_of_which_cause_a_problem_is(tmp_path: Path) -> None:
    """The same words of all months are of that cause; taken back; said to be no problem; refused without a reason."""
    home = made(tmp_path)
    other = next(row for row in problems(home) if row["cause"] == "other")
    with pytest.raises(CorrectionRefused, match="没有这类原因"):
        correct.set_cause(home, other["problem_id"], "roads", who="王某", why="塌方")
    with pytest.raises(CorrectionRefused, match="没有这个问题"):
        correct.set_cause(home, "nothing", "works", who="王某", why="塌方")
    with pytest.raises(CorrectionRefused, match="请写明"):
        correct.set_cause(home, other["problem_id"], "works", who="王某", why=" ")
    said = portfolio(
        home, "correct", "cause", other["problem_id"], "--to", "施工", "--who", "王某", "--why", "道路塌方"
    )
    assert "“邻区道路塌陷”认定为施工" in said.stdout
    row = next(row for row in problems(home) if row["name"] == "丙敬老院")
    assert (row["cause"], row["is_certain"], row["set_who"], row["set_why"]) == ("works", True, "王某", "道路塌方")
    assert row["since"] == APRIL
    assert [item.state for item in correct.history(home)] == ["applied"]
    assert "王某" in show(home, "/problems")["content"]
    [made_] = correct.history(home)
    correct.revoke(home, made_.correction.correction_id, who="王某", why="错了")
    assert next(row for row in problems(home) if row["name"] == "丙敬老院")["cause"] == "other"
    correct.set_cause(home, other["problem_id"], "none", who="王某", why="项目外的事")
    assert [row["name"] for row in problems(home)] == ["甲敬老院", "乙敬老院"]


def test_amounts_are_exact(session: Session) -> None:
    frame = count_problems(session.cursor, PortfolioFilter(), APRIL)
    assert isinstance(frame.schema["total_investment_wan"], pl.Decimal)
    assert frame["total_investment_wan"].to_list() == [Decimal(350)]
