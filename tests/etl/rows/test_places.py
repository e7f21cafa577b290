"""Places of rows: regions of former days, townships, what a project code says of its place."""

import pytest

from etl.document import ReadDocument
from etl.parse.places import former_regions, region
from tests.etl.said import message
from tests.etl.tables.said import csv, doubtful, findings

HEADER = "序号,项目名称,项目代码,建设地点,总投资（万元）,组织实施单位"


def listed(*rows: str, title: str = "重大项目清单", date: str = "") -> ReadDocument:
    above = [title, *([f"成文日期：{date}"] if date else [])]
    return csv(*above, HEADER, *(f"{number},{row}" for number, row in enumerate(rows, start=1)))


def column(read: ReadDocument, name: str) -> list[str | None]:
    return read.frames["project_reports"][name].to_list()


def test_every_region_of_former_days_leads_to_one_of_today():
    known = region.places()
    for former in former_regions.former_regions():
        assert all(code in known for code in former.becomes), former
        assert former.is_split is False or len(former.becomes) > 1, former
        assert 2010 <= former.year <= 2026
    assert {"水城县", "会理县", "江北区", "渝北区", "昌都县"} <= {
        former.name for former in former_regions.former_regions()
    }


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2019-05-01", "“水城县”在文件之后的2020年改为水城区"),
        ("2023-05-01", "“水城县”在文件之前的2020年已改为水城区"),
        ("", "“水城县”2020年起为水城区；文件无日期"),
    ],
)
def test_a_county_of_former_days_is_that_of_today_and_a_note_says_so_once(date: str, said: str):
    rows = ["城南养老院,,六盘水市水城县双水街道,900,", "城北养老院,,六盘水市水城县滥坝镇,800,"]
    read = listed(*rows, title="六盘水市重大项目清单", date=date)
    assert column(read, "region_id") == ["520204", "520204"]
    assert column(read, "township") == ["双水街道", "滥坝镇"]
    found = findings(read, "region_renamed")
    assert [said in message(finding) for finding in found] == [True]
    assert all("region_id" not in fields for fields in doubtful(read))


def test_a_county_that_keeps_its_name_needs_no_note():
    read = listed("城南养老院,,六盘水市水城区双水街道,900,", title="六盘水市重大项目清单")
    assert findings(read, "region_renamed") == []


def test_a_county_that_was_divided_leaves_the_place_in_doubt():
    read = listed("城南养老院,,渝北区,900,", "城北养老院,,江北区,800,", title="重庆市重大项目清单", date="2023-05-01")
    assert column(read, "region_id") == ["500157", "500157"]
    assert ["region_id" in fields for fields in doubtful(read)] == [True, False]
    assert "“渝北区”2026年撤销，分入两江新区、北碚区" in message(findings(read, "region_split")[0])


def test_a_document_of_a_county_of_former_days_speaks_for_that_of_today():
    read = listed("城南养老院,,大石坝街道,900,", title="重庆市江北区重大项目清单", date="2023-05-01")
    assert read.frames["documents"]["region_id"].to_list() == ["500157"]
    assert column(read, "region_id") == ["500157"]
    assert len(findings(read, "region_renamed")) == 1
    assert all("region_id" not in fields for fields in doubtful(read))


def test_the_township_tells_the_part_of_a_county_that_was_divided():
    rows = ["甲养老院,,渝北区大湾镇,900,", "乙养老院,,渝北区龙溪街道,800,", "丙养老院,,渝北区,700,"]
    read = listed(*rows, title="重庆市重大项目清单", date="2023-05-01")
    assert column(read, "region_id") == ["500109", "500157", "500157"]
    assert ["region_id" in fields for fields in doubtful(read)] == [False, False, True]
    own = listed(
        "甲养老院,,大湾镇,900,", "乙养老院,,龙溪街道,800,", title="重庆市渝北区重大项目清单", date="2023-05-01"
    )
    assert column(own, "region_id") == ["500109", "500157"]
    assert len(findings(own, "region_split")) == 1
    assert all("region_id" not in fields for fields in doubtful(own))


def test_江北区_is_that_of_the_documents_own_city():
    read = listed("城南养老院,,江北区,900,", title="宁波市重大项目清单")
    assert column(read, "region_id") == ["330205"]
    assert findings(read, "region_renamed") == []


def test_a_region_that_only_units_name_is_doubtful():
    by_units = listed("城南养老院,,,900,重庆市黔江区民政局", "城北养老院,,,800,重庆市黔江区民政局")
    assert by_units.frames["documents"]["region_id"].to_list() == ["500114"]
    assert len(findings(by_units, "region_of_units")) == 1
    assert findings(by_units, "region_derived") == []
    assert all("region_id" in fields for fields in doubtful(by_units))
    by_places = listed("城南养老院,,重庆市黔江区,900,县民政局", "城北养老院,,重庆市黔江区,800,县民政局")
    assert findings(by_places, "region_of_units") == []
    assert len(findings(by_places, "region_derived")) == 1


def test_the_unit_of_a_row_leaves_its_county_in_doubt():
    rows = ["城南养老院,,城东街道,900,浮梁县民政局", "浮梁县养老院,,城东街道,900,县民政局"]
    read = listed(*rows, title="景德镇市重大项目清单")
    assert column(read, "region_id") == ["360222", "360222"]
    assert ["region_id" in fields for fields in doubtful(read)] == [True, False]


@pytest.mark.parametrize(
    ("name", "location", "township"),
    [
        ("重庆市黔江区城东街道养老院", "", "城东街道"),
        ("城南养老院", "正阳街道", "正阳街道"),
        ("双田镇敬老院", "乐平市", "双田镇"),
        ("新建双田镇敬老院", "乐平市", "双田镇"),
        ("乡镇敬老院改造", "乐平市", None),
        ("城镇老旧小区改造", "乐平市", None),
        ("乐平市乡村振兴项目", "乐平市", None),
    ],
)
def test_the_township_that_the_place_or_the_name_states_is_kept(name: str, location: str, township: str | None):
    assert column(listed(f"{name},,{location},900,"), "township") == [township]


@pytest.mark.parametrize(
    ("code", "location", "differs"),
    [
        ("2101-500114-04-01-123456", "黔江区", False),
        ("2101-500235-04-01-123456", "黔江区", True),  # 云阳县
        ("2101-500000-04-01-123456", "黔江区", False),  # given by the city
        ("2101-000000-04-01-123456", "黔江区", False),  # given by the state
        ("2101-500105-04-01-123456", "江北区", False),  # a code of former days
        ("2101-500105-04-01-123456", "黔江区", True),
        ("2101-360222-04-01-123456", "黔江区", True),
    ],
)
def test_the_division_that_a_code_names_is_held_against_the_place(code: str, location: str, differs: bool):
    read = listed(f"城南养老院,{code},{location},900,", title="重庆市重大项目清单", date="2021-05-01")
    found = findings(read, "code_region_differs")
    assert [(f["row"], f["column"], f["raw"]) for f in found] == ([(1, "项目代码", code)] if differs else [])
    assert ("project_code" in doubtful(read)[0]) is differs


def test_a_title_of_several_counties_says_the_region_of_no_row():
    rows = ["城南敬老院,,勉县,900,", "城北敬老院,,镇巴县,900,", "城东敬老院,,,800,"]
    read = listed(*rows, title="镇巴县、勉县重大项目清单")
    assert column(read, "region_name") == ["勉县", "镇巴县", "汉中市"]
    assert ["region_id" in fields for fields in doubtful(read)] == [False, False, True]


def test_a_county_outside_the_region_of_the_document_is_read_and_doubtful():
    read = listed("城南敬老院,,勉县,900,", "城北敬老院,,镇巴县,900,", title="镇巴县重大项目清单")
    assert column(read, "region_name") == ["勉县", "镇巴县"]
    assert ["region_id" in fields for fields in doubtful(read)] == [True, False]
    assert "陕西省汉中市勉县不在陕西省汉中市镇巴县" in message(findings(read, "place_unresolved")[0])


def test_an_autonomous_county_may_be_called_without_its_peoples():
    read = listed("城南敬老院,,,900,", title="紫云自治县重大项目清单")
    assert column(read, "region_name") == ["紫云苗族布依族自治县"]


def test_a_name_that_counties_of_a_province_share_says_none_of_them():
    of_province = listed("养老院,,城区,900,", title="山西省重大项目清单")
    assert [finding["raw"] for finding in findings(of_province, "place_unresolved")] == ["城区"]
    assert "region_id" in doubtful(of_province)[0]
    assert column(listed("养老院,,城区,900,", title="阳泉市重大项目清单"), "region_id") == ["140302"]


def test_a_column_of_counties_counts_beside_one_of_prefectures_which_it_must_lie_in():
    header = "序号,项目名称,市（州）,所在县（市、区）,总投资（万元）"
    rows = ["1,城南敬老院,凉山州,美姑县,900", "2,城北敬老院,达州市,仪陇县,900", "3,城东敬老院,南充市,,900"]
    read = csv("四川省重大项目清单", header, *rows)
    assert column(read, "region_name") == ["美姑县", "仪陇县", "南充市"]
    assert ["region_id" in fields for fields in doubtful(read)] == [False, True, False]
    only = csv("四川省重大项目清单", "序号,项目名称,市（州）,总投资（万元）", "1,城南敬老院,凉山州,900")
    assert column(only, "region_name") == ["凉山彝族自治州"]


def test_a_prefecture_says_which_of_the_counties_of_one_name_is_meant():
    header = "序号,项目名称,地市,县区,总投资（万元）"
    rows = ["1,城南敬老院,阳泉市,城区,900", "2,城北敬老院,晋城市,城区,900"]
    assert column(csv("山西省重大项目清单", header, *rows), "region_id") == ["140302", "140502"]
