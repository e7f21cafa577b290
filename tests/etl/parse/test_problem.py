"""What a cell of 存在问题 tells: causes, what is solved, and that there is none."""

from __future__ import annotations

import re

import pytest

from etl.contract import reference
from etl.contract.problem_rules import causes, rules
from etl.parse.problem import causes_of, says_none, tell


def short(problems: str, state: str | None = None) -> list[str]:
    """The causes that a cell tells; with ? where no rule knows one, with ✓ where it is solved."""
    return [
        f"{one.cause}{'' if one.is_certain else '?'}{'✓' if one.is_solved else ''}" for one in tell(problems, state)
    ]


@pytest.mark.parametrize(
    ("problems", "told"),
    [
        ("征地未完成、资金未到位", ["land", "money"]),
        ("征地未完成，影响施工进度", ["land"]),  # what follows is no problem of its own
        ("因征地未完成，施工无法进场", ["land"]),
        ("征地已完成，资金未到位", ["land✓", "money"]),
        ("征地未完成、资金已到位", ["land", "money✓"]),
        ("征地已完成80%", ["land"]),
        ("征地资金未到位", ["money"]),
        ("用地手续未办结", ["site"]),
        ("前期手续未办结", ["approval"]),
        ("施工图审查未完成", ["design"]),
        ("施工单位人员不足", ["works"]),
        ("1.征地未完成；2.群众意见大。", ["land", "other?"]),
        ("（1）林地手续未批（2）专项债未到位", ["site", "money"]),
        ("一是用地指标不足。二是施工图未审查", ["site", "design"]),
        ("2.5亿元专项债未到位", ["money"]),  # 2. is no number of an item
        ("群众不同意", ["other?"]),
        ("招标未完成", ["other"]),  # a rule says so
        ("没有资金", ["money"]),
        ("待批复", ["approval"]),
        ("已解决", ["✓"]),
        ("征地拆迁滞后，已协调解决", ["land✓"]),
        ("征地拆迁滞后，主体工程已完成", ["land", "other✓"]),  # another thing is done
        ("征地拆迁滞后，基础已完成", ["land"]),
        ("没有资金造成施工困难", ["money"]),
        ("资金未到位，已上报", ["money"]),
        ("目前无阻工纠纷，但资金缺口2000万元", ["money"]),
        ("无法解决拆迁问题", ["land"]),
        ("没有解决用地问题", ["site"]),
        ("农民工工资拖欠", ["money"]),
        ("需协调解决用电问题", ["works"]),
        ("不存在制约问题", []),
        ("无问题，进度正常", []),
        ("无资金缺口", []),
        ("资金压力不大", []),
    ],
)
def test_causes(problems: str, told: list[str]) -> None:
    assert short(problems) == told


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("正在协调", ["land", "money"]),
        ("已解决", ["land✓", "money✓"]),
        ("整改完成", ["land✓", "money✓"]),
        ("未解决", ["land", "money"]),
        ("部分解决", ["land", "money"]),
        ("征地已解决，资金正在协调", ["land✓", "money"]),
        ("完成80%", ["land", "money"]),
        ("是", ["land✓", "money✓"]),
    ],
)
def test_what_is_said_of_its_being_solved(state: str, told: list[str]) -> None:
    assert short("征地慢，资金缺", state) == told


@pytest.mark.parametrize("words", ["", "无", "/", "暂无", "无问题", "目前无需协调解决的问题", "按计划推进", "进展顺利"])
def test_no_problem(words: str) -> None:
    assert tell(words) == ()
    assert says_none(words)


def test_every_rule_finds_its_example_and_is_of_a_known_cause() -> None:
    assert {rule.cause for rule in rules()} == set(causes())
    assert [rule.example for rule in rules() if causes_of(rule.example) != (rule.cause,)] == []


def test_every_word_finds_its_example() -> None:
    rows = reference.rows("snapshot/problem_words")
    assert [row["example"] for row in rows if not re.search(row["pattern"], row["example"])] == []
