"""Names that are cut off, units that are none, regions one character off behind the region above them."""

import pytest

from tests.etl.tables.said import csv, findings

UNITS = ("县民政局", "县卫健局", "县教育局", "某某建设有限公司", "县住建局")


def listed(*rows: tuple[str, str]) -> list[str]:
    return [f"{number},{name},900,{unit}" for number, (name, unit) in enumerate(rows, start=1)]


def read(*rows: tuple[str, str], title: str = "重庆市黔江区重大项目清单"):
    return csv(title, "序号,项目名称,总投资（万元）,组织实施单位", *listed(*rows))


@pytest.mark.parametrize(
    ("name", "is_cut"),
    [
        ("城东普惠托育服务项", True),
        ("城东普惠托育服务项盯", True),
        ("城东普惠托育服务项目", False),
        ("城东供水工", True),
        ("城东供水工程", False),
        ("道路改造等3项", False),
        ("城东老年人关爱事项", False),
        ("城东养老院竣工", False),
    ],
)
def test_a_name_whose_last_word_lacks_a_letter_is_said(name: str, is_cut: bool):
    assert [f["raw"] for f in findings(read((name, "县民政局")), "name_cut")] == ([name] if is_cut else [])


@pytest.mark.parametrize(("unit", "is_cut"), [("某某建设有限公", True), ("县", False), ("李某", True), ("", False)])
def test_a_unit_that_does_not_end_as_the_others_do_is_said(unit: str, is_cut: bool):
    rows = [(f"养老院{number}号", known) for number, known in enumerate(UNITS)]
    found = findings(read(*rows, ("城西养老院", unit)), "unit_cut")
    assert [(f["row"], f["raw"]) for f in found] == ([(6, unit)] if is_cut else [])


def test_few_units_say_nothing():
    assert findings(read(("城西养老院", "某某建设有限公"), ("城东养老院", "县民政局")), "unit_cut") == []


def test_a_county_one_character_off_is_seen_behind_its_city():
    found = findings(read(("城西养老院", "重庆市黔河区民政局"), ("重庆市黔江区养老院", "县民政局")), "region_slip")
    assert [f["raw"] for f in found] == ["黔河区"]


@pytest.mark.parametrize(
    ("name", "rare"),
    [("高岭村社会儻老中心建设项目", ["儻"]), ("高岭村社会养老中心建设项目", []), ("城東養老服務中心項目", [])],
)
def test_one_letter_of_the_traditional_script_among_others_is_said(name: str, rare: list[str]):
    assert [f["raw"] for f in findings(read((name, "县民政局")), "rare_character")] == rare


@pytest.mark.parametrize(
    ("content", "rare"),
    [
        ("新增讬位75个，建筑面积800㎡。", ["讬"]),
        ("新增托位75个，建筑面积800m²。", []),
        ("新增托位75個，建築面積800平方米。", []),
    ],
)
def test_a_letter_of_another_script_in_the_contents_is_said(content: str, rare: list[str]):
    header = "序号,项目名称,建设内容和规模,总投资（万元）"
    found = findings(csv("某县项目清单", header, f"1,城东托育中心,{content},900"), "rare_character")
    assert [(f["column"], f["raw"]) for f in found] == [("建设内容和规模", letter) for letter in rare]
