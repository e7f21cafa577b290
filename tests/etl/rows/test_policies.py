"""Rules of support by public funds in policy tables: what is read, and what must not be."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given
from tests.etl.lists import ORIGINALS

SHARES = (
    "支持地市级及以上政府建设示范性托育服务中心项目。补助按东、中、西部地区分别不超过平均总投资的30%、60%和80%执行。"
)


def rules(*measures: str) -> list[dict[str, Any]]:
    rows = [f"{n}\t自拟政策{n}\t{measure}\t自拟目标" for n, measure in enumerate(measures, start=1)]
    text = "\n".join(["序号\t政策名称\t重点工作举措和内容\t预期目标", *rows, "3\t自拟\t自拟举措\t自拟目标"])
    given = Given("500114", date(2022, 10, 27))
    return read_document(text.encode(), "plan", given).frames["policy_rules"].to_dicts()


def told(rule: dict[str, Any]) -> tuple[Any, ...]:
    return rule["kind"], rule["amount"], rule["unit"], rule["comparator"], rule["region_class"]


def test_an_amount_per_place():
    measure = "城企联动专项行动采用定额补助，按每个新增托位1万元的标准支持。"
    (rule,) = rules(measure)
    assert told(rule) == ("per_place_wan", Decimal(1), "万元/托位", "", None)
    assert (rule["table_no"], rule["row_no"], rule["valid_from"]) == (1, 1, date(2022, 10, 27))
    assert rule["applies_to"] == "城企联动专项行动"
    assert measure[rule["start"] : rule["end"]] == rule["words"] == "每个新增托位1万元"


def test_a_share_for_each_class_of_regions():
    found = rules(SHARES)
    assert [told(rule) for rule in found] == [
        ("share_of_average", Decimal(30), "%", "<=", "east"),
        ("share_of_average", Decimal(60), "%", "<=", "central"),
        ("share_of_average", Decimal(80), "%", "<=", "west"),
    ]
    assert {rule["applies_to"] for rule in found} == {"地市级及以上政府建设示范性托育服务中心项目"}


@pytest.mark.parametrize(
    ("measure", "amount", "comparator"),
    [
        ("每张养老床位补助2万元。", "2", ""),
        ("每张护理型床位给予不超过5000元建设补助。", "0.5", "<="),
        ("每个托位最高1.5万元。", "1.5", "<="),
    ],
)
def test_other_ways_to_say_it(measure: str, amount: str, comparator: str):
    assert [(rule["amount"], rule["comparator"]) for rule in rules(measure)] == [(Decimal(amount), comparator)]


def test_an_amount_that_is_about_says_so():
    told = [
        (rule["amount"], rule["qualifier"], rule["certainty"])
        for rule in rules("每个托位补助约1万元。", "每个托位补助不低于1万元。", "每个托位补助1万元。")
    ]
    assert told == [(1, "about", "certain"), (1, "at_least", "certain"), (1, "exact", "certain")]


@pytest.mark.parametrize(
    ("measure", "wanted"),
    [
        ("每人每月补贴分别不低于200元、100元。",
         [("monthly_subsidy", 200, "元/人·月", ">="), ("monthly_subsidy", 100, "元/人·月", ">=")]),
        ("按每人每月300元的标准给予护理补贴。", [("monthly_subsidy", 300, "元/人·月", "")]),
        ("护理型床位每床每月补贴150元。", [("monthly_per_bed", 150, "元/床·月", "")]),
        ("托大班费用每人每月不超过1700元。", [("monthly_fee", 1700, "元/人·月", "<=")]),
        ("按照初级1200元/人的标准给予补贴。", [("subsidy_per_person", 1200, "元/人", "")]),
        ("彩票公益金的55%以上支持发展养老服务。", [("fund_share", 55, "%", ">=")]),
        ("最高不超过200万元的创业担保贷款。", [("loan_wan", 200, "万元", "<=")]),
        ("不低于当地月最低工资标准的80%、20%的照料护理经费。",
         [("wage_share", 80, "%", ">="), ("wage_share", 20, "%", ">=")]),
        ("不低于低保标准1.3倍的基本生活费。", [("living_multiple", Decimal("1.3"), "倍", ">=")]),
    ],
)  # fmt: skip
def test_support_that_is_no_investment(measure: str, wanted: list[Any]):
    assert [told(rule)[:4] for rule in rules(measure)] == wanted
    in_text = read_document(f"{measure}\n".encode(), "plan.txt", Given("500114")).frames["policy_rules"].to_dicts()
    assert [told(rule)[:4] for rule in in_text] == wanted
    assert {(rule["where"], rule["line"], rule["is_standard"]) for rule in in_text} == {("prose", 1, False)}
    for rule in in_text:
        assert measure[rule["start"] : rule["end"]] == rule["words"]


def test_standards_without_a_year():
    text = (
        "按照人均用地不少于0.1平方米的标准设置设施，新建居住区按照每千人口不少于10个托位、"
        "老城区不少于8个托位标准规划建设。\n\n到2025年，每千人口达到4个托位。\n"
    )
    found = read_document(text.encode(), "plan.txt", Given("500114", date(2022, 4, 8))).frames["policy_rules"]
    assert found.select("kind", "amount", "unit", "comparator", "is_standard").rows() == [
        ("places_per_1000", 10, "个/千人", ">=", True),
        ("places_per_1000", 8, "个/千人", ">=", True),
        ("land_per_person", Decimal("0.1"), "平方米/人", ">=", True),
    ]


@pytest.mark.parametrize(
    "measure",
    [
        "东、中、西部地区分别不超过平均总投资的30%和80%。",
        "人均可支配收入25000元/人。",
        "每月工资不低于3000元。",
        "贷款余额200万元。",
        "彩票公益金增长55%以上。",
        "每千人口拥有4个学位。",
    ],
)
def test_what_is_no_rule(measure: str):
    assert rules(measure) == []


@pytest.mark.originals
def test_originals():
    counts = {}
    for path in sorted(ORIGINALS.glob("*.txt")):
        found = read_document(path.read_bytes(), path.name, Given()).frames["policy_rules"].to_dicts()
        counts[path.name[:3]] = [told(rule) for rule in found]
    assert counts["002"] == [
        ("share_of_average", Decimal(30), "%", "<=", "east"),
        ("share_of_average", Decimal(60), "%", "<=", "central"),
        ("share_of_average", Decimal(80), "%", "<=", "west"),
        ("per_place_wan", Decimal(1), "万元/托位", "", None),
        ("fund_share", Decimal(80), "%", ">=", None),
    ]
    assert [rule[:4] for rule in counts["000"]] == [
        ("places_per_1000", Decimal(10), "个/千人", ">="),
        ("places_per_1000", Decimal(8), "个/千人", ">="),
        ("land_per_person", Decimal("0.1"), "平方米/人", ">="),
        ("fund_share", Decimal(55), "%", ">="),
    ]
    assert [rule[:4] for rule in counts["001"]] == [("fund_share", Decimal(60), "%", ">=")] * 2
    assert [rule[:2] for rule in counts["004"]] == [("land_per_person", Decimal("0.1"))]
    kinds = Counter((rule[0], rule[1]) for rule in counts["003"])
    assert sum(kinds.values()) == 29
    assert {amount for kind, amount in kinds if kind == "monthly_fee"} == {2200, 2000, 1700, 1800}
    assert {kinds["monthly_subsidy", Decimal(200)], kinds["loan_wan", Decimal(600)]} == {2}


def document_of(measure: str) -> ReadDocument:
    text = f"序号\t政策名称\t重点工作举措和内容\t预期目标\n1\t自拟\t{measure}\t自拟目标"
    return read_document(text.encode(), "plan", Given("500114", date(2022, 10, 27)))


def test_each_rule_is_evidence_of_its_amount():
    document = document_of(SHARES + "每个托位约1万元。")
    ids = document.frames["policy_rules"]["rule_id"].to_list()
    told = [
        (item["report_id"], item["field"], item["raw"][item["start"] : item["end"]], item["value"], item["qualifier"])
        for item in document.frames["evidence"].filter(header="重点工作举措和内容").to_dicts()
    ]
    assert len(ids) == 4
    assert sorted(told) == [
        (ids[0], "amount", "1万元", "1.000000", "about"),
        (ids[1], "amount", "30%", "30", "at_most"),
        (ids[2], "amount", "60%", "60", "at_most"),
        (ids[3], "amount", "80%", "80", "at_most"),
    ]


def test_the_end_of_a_range_is_not_lost_in_silence():
    document = document_of("每个托位补助1万元-2万元。")
    assert [told(rule)[:2] for rule in document.frames["policy_rules"].to_dicts()] == [("per_place_wan", Decimal(1))]
    assert document.frames["policy_rules"]["certainty"].to_list() == ["doubtful"]
    found = document.frames["findings"].filter(type="doubtful_money")
    assert found.select("row", "column", "raw").rows() == [(1, "重点工作举措和内容", "1万元-2")]
