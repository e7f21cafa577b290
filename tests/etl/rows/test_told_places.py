"""Regions that stand around rows: in the section above, in the sheet, in the words over a table."""

import io

import pytest
import xlsxwriter

from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given
from tests.etl.said import message
from tests.etl.tables.said import csv, doubtful, findings

LIST = "序号,项目名称,建设内容,总投资（万元）"
SHEET = "序号,项目名称,总投资（万元）,本年完成投资（万元）,项目状态"


def regions(read: ReadDocument, table: str = "project_reports") -> list[str]:
    return read.frames[table]["region_name"].to_list()


def listed(*rows: str, header: str = LIST, title: str = "曲靖市2023年重大项目清单") -> ReadDocument:
    return csv(title, header, *rows)


@pytest.mark.parametrize(
    "sections", [("一、麒麟区", "二、宣威市"), ("一", "二"), ("（一）麒麟区（2个）", "（二）宣威市（1个）"), ("", "")]
)
def test_a_section_of_a_region_says_the_region_of_its_rows(sections: tuple[str, str]):
    first, second = sections
    head = (f"{first},麒麟区,,", f"{second},宣威市,,") if len(first) < 2 else (f"{first},,,", f"{second},,,")
    rows = ["1,铝加工产业链延伸,厂房3万平方米,900", "2,水乡文旅综合体,厂房2万平方米,800"]
    read = listed(head[0], *rows, head[1], "3,火腿产业园冷链中心,厂房1万平方米,700")
    assert regions(read) == ["麒麟区", "麒麟区", "宣威市"]
    assert all("region_id" not in fields for fields in doubtful(read))


def test_its_evidence_is_the_section():
    read = listed(
        "一,麒麟区,,", "1,铝加工产业链延伸,厂房3万平方米,900", "二,宣威市,,", "2,火腿产业园,厂房1万平方米,700"
    )
    evidence = read.frames["evidence"].filter(read.frames["evidence"]["field"] == "region_id")
    assert evidence.select("raw", "value", "rule").rows() == [
        ("麒麟区", "530302", "section"), ("宣威市", "530381", "section"),
    ]  # fmt: skip


def test_sections_of_a_progress_sheet_say_it_too():
    rows = ["一,麒麟区,26.2,,", "1,铝加工产业链延伸,12,2,在建", "二,宣威市,1,,", "2,冷链中心,3,1,在建"]
    read = listed(*rows, header=SHEET, title="曲靖市重大项目调度表（2023年6月）")
    assert regions(read, "progress_reports") == ["麒麟区", "宣威市"]
    assert "530302" in read.frames["evidence"]["value"].to_list()


def test_a_name_that_says_another_county_than_its_section_is_doubtful():
    read = listed("一、麒麟区,,,", "1,宣威市火腿产业园,厂房3万平方米,900", "2,水乡文旅综合体,厂房1万平方米,800")
    assert ["region_id" in fields for fields in doubtful(read)] == [True, False]


def test_a_place_that_says_another_county_than_its_section_is_doubtful():
    header = "序号,项目名称,建设地点,总投资（万元）"
    read = listed("一、麒麟区,,,", "1,火腿产业园,宣威市,900", "2,水乡综合体,麒麟区,800", header=header)
    assert regions(read) == ["宣威市", "麒麟区"]
    assert ["region_id" in fields for fields in doubtful(read)] == [True, False]
    assert "所在分组写一、麒麟区，地点写宣威市" in message(findings(read, "place_differs_from_name")[0])


def test_a_section_that_only_begins_with_a_region_is_none_of_it():
    read = listed("一、麒麟区城投集团,,,", "1,水乡文旅综合体,厂房3万平方米,900", "2,冷链中心,厂房1万平方米,800")
    assert "麒麟区" not in regions(read)


def book(*sheets: tuple[str, str]) -> ReadDocument:
    """A workbook with a list in each sheet: its name, the words above the list."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as made:
        for number, (name, title) in enumerate(sheets):
            sheet = made.add_worksheet(name)
            rows = [[title], LIST.split(","), ["1", f"示范项目{number}甲", "厂房3万平方米", "900"],
                    ["2", f"示范项目{number}乙", "厂房2万平方米", "800"]]  # fmt: skip
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return read_document(target.getvalue(), "明细表.xlsx", Given())


def test_each_sheet_has_the_region_of_its_own_title():
    read = book(("临河", "临河区2024年项目投资明细表"), ("五原", "五原县2024年项目投资明细表"))
    assert regions(read) == ["临河区", "临河区", "五原县", "五原县"]
    assert read.frames["documents"]["region_name"].to_list() == ["巴彦淖尔市"]


def test_a_sheet_may_have_it_in_its_name_alone():
    read = book(("临河区", "巴彦淖尔市2024年重点项目清单"), ("杭锦后旗", "巴彦淖尔市2024年重点项目清单"))
    assert regions(read) == ["临河区", "临河区", "杭锦后旗", "杭锦后旗"]
    assert read.frames["documents"]["region_name"].to_list() == ["巴彦淖尔市"]


def test_what_a_person_said_of_the_document_stands():
    target = book(
        ("临河区", "临河区2024年重点项目清单"),
    )
    assert regions(target) == ["临河区", "临河区"]


@pytest.mark.parametrize(
    ("short", "name"),
    [("喀左县", "喀喇沁左翼蒙古族自治县"), ("科左中旗", "科尔沁左翼中旗"), ("前郭县", "前郭尔罗斯蒙古族自治县")],
)
def test_a_county_may_be_called_by_its_customary_short_name(short: str, name: str):
    title = {"喀左县": "朝阳市", "科左中旗": "通辽市", "前郭县": "松原市"}[short]
    read = listed(
        f"1,供水工程,{short},900", header="序号,项目名称,建设地点,总投资（万元）", title=f"{title}重大项目清单"
    )
    assert regions(read) == [name]
    assert all("region_id" not in fields for fields in doubtful(read))
