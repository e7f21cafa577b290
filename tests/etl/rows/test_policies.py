"""Rules of support by public funds in policy tables: what is read, and what must not be."""

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


def test_an_amount_that_is_about_is_doubtful():
    told = [(rule["amount"], rule["certainty"]) for rule in rules("每个托位补助约1万元。", "每个托位补助1万元。")]
    assert told == [(1, "doubtful"), (1, "certain")]


@pytest.mark.parametrize(
    "measure",
    [
        "每人每月补贴分别不低于200元、100元。",
        "托大班费用每人每月不超过1700元。",
        "按照初级1200元/人的标准给予补贴。",
        "彩票公益金的55%以上支持发展养老服务。",
        "东、中、西部地区分别不超过平均总投资的30%和80%。",
        "最高不超过200万元的创业担保贷款。",
    ],
)
def test_what_is_no_rule(measure: str):
    assert rules(measure) == []


@pytest.mark.originals
@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="the original documents are not beside the checkout")
def test_originals():
    counts = {}
    for path in sorted(ORIGINALS.glob("*.txt")):
        found = read_document(path.read_bytes(), path.name, Given()).frames["policy_rules"].to_dicts()
        counts[path.name[:3]] = [told(rule) for rule in found]
    assert counts.pop("002") == [
        ("share_of_average", Decimal(30), "%", "<=", "east"),
        ("share_of_average", Decimal(60), "%", "<=", "central"),
        ("share_of_average", Decimal(80), "%", "<=", "west"),
        ("per_place_wan", Decimal(1), "万元/托位", "", None),
    ]
    assert all(rules == [] for rules in counts.values())


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
