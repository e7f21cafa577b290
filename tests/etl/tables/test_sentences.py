"""Projects in numbered sentences: three or more are a list, fewer are told, and what has no label is doubtful."""

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
    assert "list_in_sentences" in types(document)
    assert "no_table" not in types(document)


def test_what_has_no_label_of_its_own_is_doubtful():
    first = rows(read(LABELLED))[0]
    assert "elder_beds" in first["doubtful_fields"]
    assert not {"total_investment_wan", "period_raw", "name", "implementing_unit"} & {*first["doubtful_fields"]}
    first = rows(read(ONE_PARAGRAPH))[0]
    assert {"elder_beds", "period_raw"} <= {*first["doubtful_fields"]}
    labelled = (
        LABELLED.replace("新建养老", "建设内容：新建养老")
        .replace("新增护理", "建设内容：新增护理")
        .replace("新建托位", "建设内容：新建托位")
    )
    assert [row["doubtful_fields"] for row in rows(read(labelled))] == [[], ["total_investment_wan"], []]


def test_two_sentences_are_no_list_and_told():
    document = read("\n".join(LABELLED.splitlines()[:3]))
    assert rows(document) == []
    assert types(document).count("project_in_sentence") == 2


def test_other_numbered_sentences_stay_text():
    text = """关于加强养老服务的意见
1.建设社区养老服务中心，新增床位200张。
2.加大投资力度，完善政策。
3.健全工作机制，总投资不低于上年。
"""
    document = read(text)
    assert rows(document) == []
    assert not {"project_in_sentence", "list_in_sentences"} & {*types(document)}
