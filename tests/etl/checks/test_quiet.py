"""Quiet where all is well: long plans of kinds that take long, stated sectors, plans that by nature have no list."""

import pytest

from etl.document import read_document
from etl.tables.metadata import Given
from tests.etl.said import message
from tests.etl.tables.said import csv, doubtful, findings

HEADER = "序号,项目名称,行业,建设期限,总投资（万元）"


@pytest.mark.parametrize(
    ("name", "sector", "period", "is_doubtful"),
    [
        ("城南养老院", "养老", "2021-2035", True),
        ("城南养老院", "养老", "2021-2031", False),
        ("城南养老院", "养老", "144个月", True),
        ("县城至新镇公路", "交通", "2021-2035", False),
        ("县城至新镇公路", "交通", "2021-2055", True),
        ("江东新城基础设施", "市政", "2016-2035", False),
        ("大河流域治理", "水利", "2016-2035", False),
        ("矿山治理", "自然资源", "2016-2035", False),
        ("自然资源所业务用房", "自然资源", "2016-2035", True),
    ],
)
def test_a_plan_is_held_against_what_is_usual_for_its_kind(name: str, sector: str, period: str, is_doubtful: bool):
    read = csv("某县重大项目清单", HEADER, f"1,{name},{sector},{period},9000")
    found = findings(read, "doubtful_period")
    assert [(f["row"], f["column"], f["raw"]) for f in found] == ([(1, "建设期限", period)] if is_doubtful else [])
    assert ("period_raw" in doubtful(read)[0]) is is_doubtful


def test_dates_in_two_columns_are_a_plan_too():
    header = "序号,项目名称,行业,开工时间,竣工时间,总投资（万元）"
    read = csv("某县重大项目清单", header, "1,城南养老院,养老,2021年3月,2039年5月,9000")
    assert [f["row"] for f in findings(read, "doubtful_period")] == [1]
    assert "18年，此类项目通常不超过10年" in message(findings(read, "doubtful_period")[0])


@pytest.mark.parametrize("sector", ["交通", "低空经济", "自然资源", "科技创新"])
def test_a_stated_sector_is_no_warning(sector: str):
    read = csv("某县重大项目清单", HEADER, f"1,城南项目,{sector},2021-2022,9000")
    about = {f["type"]: f["severity"] for f in read.frames["findings"].to_dicts() if "sector" in f["type"]}
    assert "warn" not in about.values()
    assert "sector" not in doubtful(read)[0]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("某市养老服务体系建设“十四五”规划", "plan_without_list"),
        ("某市人民政府关于促进托育服务发展的实施意见", "plan_without_list"),
        ("某市养老托育重大项目清单", "no_table"),
        ("关于召开会议的通知", "no_table"),
    ],
)
def test_a_plan_without_a_list_by_its_nature_is_only_noted(title: str, kind: str):
    read = read_document(f"{title}\n各区县：请按时参加。\n".encode(), "plan.txt", Given())
    found = [f["type"] for f in read.frames["findings"].to_dicts()]
    assert [one for one in found if one in ("plan_without_list", "no_table")] == [kind]


def test_of_a_document_without_a_list_the_largest_table_is_shown() -> None:
    rows = ["区局重点事情一览", "序号,事情,谁办,在哪,要钱", "1,甲路修补,路政股,东城,300", "2,乙渠清淤,水利股,南城,80"]
    found = read_document("\n".join(rows).encode(), "list.csv", Given()).frames["findings"]
    (told,) = found.filter(type="list_not_recognised").select("raw", "params").rows()
    assert told[0] == "序号 | 事情 | 谁办 | 在哪 | 要钱"
    assert "1 | 甲路修补 | 路政股 | 东城 | 300" in told[1]
