"""What a document says of itself: issuer, region, title. Read where it says so, never guessed."""

import pytest

from etl.contract.values import Paragraph
from etl.tables.metadata import Given, read_metadata


@pytest.mark.parametrize(
    ("lines", "issuer", "region_id"),
    [
        (["辽宁省人民政府办公厅关于印发方案的通知"], "辽宁省人民政府办公厅", "210000"),
        (["铜仁市发展和改革委员会关于下达计划的通知"], "铜仁市发展和改革委员会", "520600"),
        (["郴州市苏仙区人民政府", "关于下达2022年区重点建设项目计划的通知"], "郴州市苏仙区人民政府", "431003"),
        (["关于转发《四川省养老规划》的通知"], None, None),
        (["正文提到甘肃省与兰州市。", "来源:兰州市人民政府"], None, "620100"),
        (["信阳市固始县“十四五”卫生健康项目规划表"], None, "411525"),
        (["附件3：镇巴县养老服务体系建设项目清单"], None, "610728"),
        (["涉县2023年民生工程台账"], None, "130426"),
        (["成县级项目库"], None, None),
        (["镇巴县、勉县2026年储备项目清单"], None, "610700"),
        (["涪陵区和黔江区2026年储备项目清单"], None, "500000"),
        (["汉中市勉县发展和改革局关于调整项目建设期限的批复"], "汉中市勉县发展和改革局", "610725"),
    ],
)
def test_issuer_and_region(lines: list[str], issuer: str | None, region_id: str | None):
    found = read_metadata([Paragraph(line, number) for number, line in enumerate(lines, 1)], Given(), [])
    assert (found.issuer, found.region_id) == (issuer, region_id)
    assert set(found.sources.values()) <= {"stated"}


def test_a_year_in_brackets_at_the_end_and_a_numbered_table_of_a_region():
    found = read_metadata([Paragraph("巴东县养老项目库（2025年度）", 1)], Given(), [])
    assert (found.list_year, found.region_id) == (2025, "422823")
    assert read_metadata([Paragraph("表1 隆昌市“十五五”一老一小目标", 1)], Given(), []).region_id == "511083"
    assert (
        read_metadata([Paragraph("商河县专项债券入库项目（养老托育领域）2024年第三批", 1)], Given(), []).list_year
        == 2024
    )
    assert read_metadata([Paragraph("表2 “十五五”时期勐海县养老发展指标", 1)], Given(), []).region_id == "532822"
