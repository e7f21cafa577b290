"""The owner as part of what a project is: renamed ones, several in a cell, changes over the years, two in one list.

Sums are in the head: the lists state 900, 901, … 万元 in the order in which they were loaded.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from etl.parse.owner import are_different, owners
from etl.pipeline import correct
from etl.pipeline import load as pipeline
from etl.tables.metadata import Given
from tests.etl.commands import portfolio
from tests.etl.corrections.test_corrections import findings, query

HEADER = "序号,项目名称,项目代码,建设性质,建设期限,建设内容,总投资（万元）,组织实施单位"
SIGNED = {"who": "王某", "why": "问过业主"}
CODE = "2101-340822-04-01-123456"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("怀宁县卫健委", "县卫生健康委员会"),
        ("怀宁县卫计委", "怀宁县卫生健康局"),  # merged and renamed in 2018
        ("县民政局、县教育局", "怀宁县教育体育局"),  # one of several owners
        ("牵头单位：县民政局；责任单位：县卫健委", "县民政局"),
        ("景德镇市城市建设投资集团有限责任公司", "景德镇市城投公司"),
        ("珠山区国有资产经营管理有限公司（国企）", "珠山区国有资产经营管理公司"),
        ("怀宁县月山镇人民政府", "月山镇政府"),
        ("和平街道办事处", "和平街道"),
        ("县发展和改革委员会", "县发改委"),
        ("县住房和城乡建设局和县民政局", "县住建局"),
        ("怀宁县颐景康养产业有限公司", "怀宁县颐景康养产业有限公词"),  # a slip
        ("县民政局", ""),
        ("县民政局", None),
        ("县民政局", "待定"),
        ("县民政局", "怀宁县人民政府"),
    ],
)
def test_one_owner_or_none_stated(one: str, other: str | None):
    assert not are_different(owners(one), owners(other)) and not are_different(owners(other), owners(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("怀宁县民政局", "怀宁县教育局"),
        ("怀宁县卫健委", "怀宁县城投公司"),
        ("月山镇人民政府", "石牌镇人民政府"),
        ("县民政局、县教育局", "县住建局、县水利局"),
        ("景德镇颐景康养产业发展有限公司", "合盛产业投资发展公司"),
        ("珠山区中医医院", "珠山区第二人民医院"),
    ],
)
def test_two_owners(one: str, other: str):
    assert are_different(owners(one), owners(other))


def test_what_a_cell_names():
    assert owners("重庆市黔江区卫生健康委、区民政局") == {"卫健委", "民政局"}
    assert owners("黔江区人民政府") == owners(" / ") == owners(None) == frozenset()


def load(home: Path, year: int, *rows: tuple[str, str | None], code: str = "", name: str = "怀宁县敬老院改造") -> None:
    """A list of a year: amounts and owners of the rows, all of one name."""
    lines = [
        f"{place},{name},{code},新建,2022,床位80张,{wan},{unit or ''}" for place, (wan, unit) in enumerate(rows, 1)
    ]
    path = home.parent / f"list{year}.csv"
    path.write_text(
        "\n".join((f"怀宁县{year}年重点项目清单", f"成文日期：{year}-03-01", HEADER, *lines)), encoding="utf-8"
    )
    pipeline.load([path], home, Given(region_id="340822"))


def sums(home: Path) -> tuple[int, Decimal, int]:
    """Projects, 万元, and projects whose amount is marked doubtful."""
    (row,) = query(
        home,
        "select count(*) as n, sum(total_investment_wan) as wan,"
        " count(*) filter (list_contains(doubtful_fields, 'total_investment_wan')) as doubtful from projects",
    )
    return row["n"], row["wan"], row["doubtful"]


def reports(home: Path) -> list[dict[str, str]]:
    return query(
        home,
        "select report_id, project_id, document from project_reports join documents using (document_id)"
        " order by document, row_no",
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_the_same_or_an_unstated_owner_is_the_same_project(home: Path):
    load(home, 2021, ("900", "怀宁县卫计委"))
    load(home, 2022, ("901", None))
    load(home, 2023, ("902", "县卫生健康委员会"))
    assert sums(home) == (1, 902, 0)
    assert findings(home, "owner_differs") == findings(home, "owner_apart") == []


def test_another_owner_in_a_later_list_is_counted_once_and_doubtful_and_the_finding_says_what_hangs_on_it(home: Path):
    load(home, 2021, ("900", "怀宁县民政局"))
    load(home, 2022, ("901", "怀宁县城投公司"))
    assert sums(home) == (1, 901, 1)
    (found,) = findings(home, "owner_differs")
    old, new = reports(home)
    assert (found["document"], found["row"], found["severity"]) == ("list2022.csv", 1, "warn")
    for words in (
        "list2021.csv表1第1行写“怀宁县民政局”，本行写“怀宁县城投公司”", "计901万元", "合计1801万元",
        f"correct same {old['project_id']} {new['report_id']}",
        f"correct different {old['project_id']} {new['report_id']}",
    ):  # fmt: skip
        assert words in found["message"]


def test_a_person_says_that_it_is_one_project(home: Path):
    load(home, 2021, ("900", "怀宁县民政局"))
    load(home, 2022, ("901", "怀宁县城投公司"))
    old, new = reports(home)
    done = portfolio(home, "correct", "same", old["project_id"], new["report_id"], "--who", "王某", "--why", "已移交")
    assert done.exit_code == 0, done.output
    assert sums(home) == (1, 901, 0) and findings(home, "owner_differs") == []
    assert [row["state"] for row in query(home, "select state from corrections")] == ["applied"]
    load(home, 2023, ("902", "怀宁县教育局"))  # a new question
    assert sums(home) == (1, 902, 1) and len(findings(home, "owner_differs")) == 1
    correct.revoke(home, "c000001", **SIGNED)
    assert len(findings(home, "owner_differs")) == 2


def test_a_person_says_that_they_are_two_projects(home: Path):
    load(home, 2021, ("900", "怀宁县民政局"))
    load(home, 2022, ("901", "怀宁县城投公司"))
    old, new = reports(home)
    correct.different_projects(home, old["project_id"], new["report_id"], **SIGNED)
    assert sums(home) == (2, 1801, 0) and findings(home, "owner_differs") == []


def test_the_answer_one_project_holds_for_later_lists_of_the_same_two_owners(home: Path):
    load(home, 2021, ("900", "怀宁县民政局"))
    load(home, 2022, ("901", "怀宁县城投公司"))
    old, new = reports(home)
    correct.same_project(home, old["project_id"], new["report_id"], **SIGNED)
    load(home, 2023, ("902", "县民政局"))
    load(home, 2024, ("903", "怀宁县城市建设投资公司"))
    assert sums(home) == (1, 903, 0) and findings(home, "owner_differs") == []
    load(home, 2025, ("904", "怀宁县教育局"))  # another pair: a question
    assert sums(home) == (1, 904, 1) and len(findings(home, "owner_differs")) == 1


def test_the_answer_two_projects_holds_for_later_lists_of_the_same_two_owners(home: Path):
    load(home, 2021, ("900", "怀宁县民政局"))
    load(home, 2022, ("700", "怀宁县城投公司"))
    old, new = reports(home)
    correct.different_projects(home, old["project_id"], new["report_id"], **SIGNED)
    load(home, 2023, ("701", "怀宁县城市建设投资公司"))
    load(home, 2024, ("903", "县民政局"))
    ids = [row["project_id"] for row in reports(home)]
    assert ids[0] == ids[3] != ids[1] == ids[2]
    assert sums(home) == (2, 903 + 701, 0) and findings(home, "owner_differs") == []
    load(home, 2025, ("300", ""))  # no owner: counted under the first, as before
    assert sums(home) == (2, 300 + 701, 0)
    correct.revoke(home, "c000001", **SIGNED)
    assert sums(home)[0] == 1 and len(findings(home, "owner_differs")) == 2


def test_only_a_report_of_the_project_can_be_confirmed_to_be_of_it(home: Path):
    load(home, 2021, ("900", "怀宁县民政局"))
    load(home, 2022, ("901", "怀宁县民政局"), name="月山敬老院")
    one, other = reports(home)
    with pytest.raises(correct.CorrectionRefused):
        correct.same_project(home, one["project_id"], other["report_id"], **SIGNED)


def test_two_of_one_name_in_a_list_are_told_apart_by_owner_in_the_next_whatever_their_order(home: Path):
    load(home, 2021, ("900", "月山镇人民政府"), ("800", "石牌镇人民政府"))
    load(home, 2022, ("801", "石牌镇政府"), ("901", "月山镇"))
    ids = [row["project_id"] for row in reports(home)]
    assert ids[0] == ids[3] != ids[1] == ids[2]
    assert sums(home) == (2, 901 + 801, 0)
    assert findings(home, "owner_differs") == findings(home, "owner_apart") == []


def test_an_owner_that_fits_neither_of_two_stays_apart_and_is_asked_about(home: Path):
    load(home, 2021, ("900", "月山镇人民政府"), ("800", "石牌镇人民政府"))
    load(home, 2022, ("901", "月山镇政府"), ("700", "怀宁县城投公司"))
    assert sums(home) == (3, 901 + 800 + 700, 2)  # what stood at 石牌 and what stands at 城投 may be one
    (found,) = findings(home, "owner_apart")
    assert found["row"] == 2 and "计700万元" in found["message"] and "合计1500万元" in found["message"]
    words = found["message"].partition("correct same ")[2].partition("，")[0].split(" ")
    correct.same_project(home, *words, **SIGNED)
    assert sums(home) == (2, 901 + 700, 0) and findings(home, "owner_apart") == []


def test_one_code_is_one_project_whoever_owns_it(home: Path):
    load(home, 2021, ("900", "怀宁县民政局"), code=CODE)
    load(home, 2022, ("901", "怀宁县城投公司"), code=CODE)
    assert sums(home) == (1, 901, 0) and findings(home, "owner_differs") == []


def test_amounts_that_are_not_stated_are_not_added(home: Path):
    load(home, 2021, ("", "怀宁县民政局"))
    load(home, 2022, ("901", "怀宁县城投公司"))
    (found,) = findings(home, "owner_differs")
    assert "合计" not in found["message"] and "总投资没有都载明" in found["message"]


BOTH = "序号,项目名称,建设性质,建设期限,建设内容,总投资（万元）,项目业主,责任单位"


def load_both(home: Path, year: int, wan: str, owner: str, responsible: str) -> None:
    """A list of a year that states owner and responsible unit apart."""
    row = f"1,怀宁县敬老院改造,新建,2022,床位80张,{wan},{owner},{responsible}"
    path = home.parent / f"list{year}.csv"
    path.write_text(f"怀宁县{year}年重点项目清单\n成文日期：{year}-03-01\n{BOTH}\n{row}", encoding="utf-8")
    pipeline.load([path], home, Given(region_id="340822"))


def test_owners_are_compared_with_owners_and_a_list_without_one_by_whom_it_names(home: Path):
    load_both(home, 2021, "900", "怀宁县城投公司", "怀宁县民政局")
    load(home, 2022, ("901", "怀宁县民政局"))  # the responsible unit of the first
    assert sums(home) == (1, 901, 0)
    load_both(home, 2023, "902", "怀宁县颐养公司", "怀宁县民政局")  # another owner, the same responsible unit
    (found,) = findings(home, "owner_differs")
    assert "本行写“怀宁县颐养公司；怀宁县民政局”" in found["message"]
