"""Rows that stand twice in a list: one project, whatever their serial numbers; rows that differ stay apart."""

from __future__ import annotations

from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given

HEADER = "序号,项目名称,项目类型,建设期限,建设地点,建设内容和规模,总投资(万元),组织实施单位"
ROW = "青禾镇敬老院,新建,2021-2022,青禾镇,新增床位100张,900,县民政局"


def read(*rows: str) -> ReadDocument:
    text = "\n".join(["重庆市黔江区养老重大项目清单", "成文日期：2022-01-15", "单位：万元", HEADER, *rows])
    return read_document(text.encode(), "清单.csv", Given())


def found(document: ReadDocument, kind: str) -> list[int]:
    return document.frames["findings"].filter(type=kind)["row"].to_list()


def test_a_row_that_repeats_one_under_the_next_number_is_rejected():
    document = read(f"1,{ROW}", "2,柳河镇敬老院,新建,2021-2022,柳河镇,新增床位50张,400,县民政局", f"3,{ROW}")
    assert document.frames["project_reports"]["seq"].to_list() == [1, 2]
    assert document.frames["list_rows"]["kind"].to_list() == ["project", "project", "rejected"]
    assert found(document, "duplicate_row") == [3]


def test_a_row_that_repeats_one_with_its_number_is_rejected():
    document = read(f"1,{ROW}", f"1,{ROW}")
    assert document.projects == 1
    assert found(document, "duplicate_row") == [2]


def test_a_row_of_the_same_name_with_another_amount_is_kept_and_named():
    document = read(f"1,{ROW}", f"2,{ROW.replace('900', '901')}")
    assert document.frames["project_reports"]["total_investment_wan"].sum() == 1801
    assert len(set(document.frames["project_reports"]["project_id"])) == 2
    assert found(document, "possible_duplicate") == [2]
