"""Projects in numbered sentences: two or more are a list, one is told, and what stands here and there is doubtful."""

from typing import Any

import pytest

from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given

LABELLED = """富平县2025年养老托育重点项目
1.富平县淡村镇养老院建设项目：总投资5000万元，新建养老床位200张，建设期限2025—2026年，责任单位：县民政局。
2.富平县庄里镇敬老院改造项目：总投资860万元（其中中央预算内投资500万元），新增护理型床位50张，建设期限2025年，由庄里镇政府实施。
3.富平县托育综合服务中心项目：总投资0.24亿元，新建托位150个，建设期限2025年3月—2026年8月，责任单位：县卫健局。
"""
ONE_PARAGRAPH = """富平县2025年养老托育重点项目
今年实施以下项目：1.富平县淡村镇养老院，总投资5000万元，新建养老床位200张，2025年4月开工，2026年12月竣工；\
2.富平县庄里镇敬老院，总投资860万元，新增护理型床位50张，2025年1月开工，2025年12月竣工；\
3.富平县托育中心，总投资2400万元，新建托位150个，2025年3月开工，2026年8月竣工。
"""
TITLES = """富平县2025年养老托育重点项目
（一）富平县淡村镇养老院
总投资5000万元，新建养老床位200张。建设期限2025年4月—2026年
12月。
（二）富平县庄里镇敬老院
总投资860万元，新增护理型床位50张，建设期限2025年1月-12月。
（三）富平县托育中心
总投资2400万元，新建托位150个，建设期限2025年3月—2026年8月。
"""


def read(text: str) -> ReadDocument:
    return read_document(text.encode(), "projects", Given())


def rows(document: ReadDocument) -> list[dict[str, Any]]:
    return document.frames["project_reports"].to_dicts()


def types(document: ReadDocument) -> list[str]:
    return document.frames["findings"]["type"].to_list()


@pytest.mark.parametrize("text", [LABELLED, ONE_PARAGRAPH, TITLES], ids=["labelled", "one paragraph", "titles"])
def test_three_numbered_sentences_on_projects_are_a_list(text: str):
    """5000 + 860 + 2400 万元; 200 beds, 50 of them for nursing in the second, 150 places; the year ends in each way."""
    document = read(text)
    read_rows = rows(document)
    assert [row["name"].removesuffix("建设项目")[3:7] for row in read_rows] == [
        "淡村镇养",
        "庄里镇敬",
        "托育综合" if text == LABELLED else "托育中心",
    ]
    assert [row["total_investment_wan"] for row in read_rows] == [5000, 860, 2400]
    assert [(row["elder_beds"], row["nursing_beds"], row["childcare_places"]) for row in read_rows] == [
        (200, None, None), (50, 50, None), (None, None, 150)
    ]  # fmt: skip
    assert [str(row["planned_finish"]) for row in read_rows] == ["2026-12-31", "2025-12-31", "2026-08-31"]
    assert [row["region_id"] for row in read_rows] == ["610528"] * 3
    assert "no_table" not in types(document)


def test_contents_that_do_not_read_on_are_doubtful():
    assert {"elder_beds", "period_raw"} & {*rows(read(LABELLED))[0]["doubtful_fields"]} == set()
    apart = LABELLED.replace("，由庄里镇政府实施", "，由庄里镇政府实施，新增护理型床位20张")
    document = read(apart)
    assert "elder_beds" in rows(document)[0]["doubtful_fields"]
    assert "list_in_sentences" in types(document)


def test_one_sentence_is_no_list_and_told():
    document = read("\n".join(LABELLED.splitlines()[:2]))
    assert rows(document) == []
    assert types(document).count("project_in_sentence") == 1


FUNDS = """富平县2025年项目说明
一、总体情况。全县实施项目2个，总投资1亿元，建设期限2025年。
（一）淡村镇蔬菜大棚：新建大棚20座。总投资245万元，其中中央预算内投资210万元，县级配套35万元。建设工期6个月，2025年4月开工。由淡村镇政府组织实施。
（二）庄里镇晾晒场：新建晾晒场900平方米。总投资1.2亿元，2024年底前已完成投资0.3亿元，2025年计划投资5000万元，力争2024年二季度开工、2026年底并网。
富平县发展和改革局
2025年1月8日
"""


def test_sentences_state_funds_by_source_years_and_dates():
    document = read(FUNDS)
    read_rows = rows(document)
    assert [row["name"] for row in read_rows] == ["淡村镇蔬菜大棚", "庄里镇晾晒场"]
    assert [row["total_investment_wan"] for row in read_rows] == [245, 12000]
    assert [row["content_raw"] for row in read_rows] == ["新建大棚20座", "新建晾晒场900平方米"]
    assert [(str(row["planned_start"]), str(row["planned_finish"])) for row in read_rows] == [
        ("2025-04-01", "2025-09-30"),
        ("2024-04-01", "2026-12-31"),
    ]
    plan = document.frames["investment_plan"].select("year", "plan_wan", "invested_wan").rows()
    assert plan == [(2024, None, 3000), (2025, 5000, None)]
    funds = document.frames["funding_plan"].select("source", "amount_wan").rows()
    assert funds == [("central_budget", 210), ("municipal_county", 35)]
    assert "list_in_sentences" not in types(document)


def test_other_numbered_sentences_stay_text():
    text = """关于加强养老服务的意见
1.建设社区养老服务中心，新增床位200张。
2.加大投资力度，完善政策。
3.健全工作机制，总投资不低于上年。
"""
    document = read(text)
    assert rows(document) == []
    assert not {"project_in_sentence", "list_in_sentences"} & {*types(document)}
