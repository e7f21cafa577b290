"""Tasks of a plan: who does them, until when, how far they are; in tables and in numbered paragraphs."""

from datetime import date
from typing import Any

import pytest

from etl.document import ReadDocument, read_document
from etl.parse.plans.duty import parse_deadline, state_of
from etl.tables.metadata import Given
from tests.etl.lists import ORIGINALS

HEADER = "序号,重点任务,责任单位,完成时限,进展情况"


def read(text: str, name: str = "tasks.csv") -> ReadDocument:
    return read_document(text.encode(), name, Given("500114"))


def table(*rows: str, header: str = HEADER, title: str = "黔江区重点任务分工表") -> ReadDocument:
    return read("\n".join([title, header, *rows]) + "\n")


def duties(document: ReadDocument) -> list[dict[str, Any]]:
    return document.frames["duties"].to_dicts()


def types(document: ReadDocument) -> list[str]:
    return document.frames["findings"]["type"].to_list()


def test_a_table_of_tasks_gives_unit_deadline_and_state():
    document = table(
        "1,增强家庭照护能力,区民政局,2023年12月,已完成",
        "2,建设示范性托育服务中心,区卫生健康委,2024年6月,推进中",
        "3,制定智慧养老产品推广目录,区经济信息委,2023年6月,未启动",
    )
    assert [
        (row["seq"], row["task"], row["department"], row["deadline"], row["state"], row["state_raw"])
        for row in duties(document)
    ] == [
        (1, "增强家庭照护能力", "区民政局", date(2023, 12, 31), "done", "已完成"),
        (2, "建设示范性托育服务中心", "区卫生健康委", date(2024, 6, 30), "under_way", "推进中"),
        (3, "制定智慧养老产品推广目录", "区经济信息委", date(2023, 6, 30), "not_started", "未启动"),
    ]
    assert {row["certainty"] for row in duties(document)} == {"certain"}
    assert {row["region_name"] for row in duties(document)} == {"黔江区"}
    assert types(document) == []
    assert set(document.frames["list_rows"]["kind"]) == {"duty"}


def test_every_value_of_a_duty_is_evidence():
    document = table("1,增强家庭照护能力,区民政局, 2023年12月 ,已完成")
    evidence = document.frames["evidence"].to_dicts()
    assert {row["report_id"] for row in evidence} == {duties(document)[0]["duty_id"]}
    said = {row["field"]: (row["raw"][row["start"] : row["end"]], row["value"]) for row in evidence}
    assert said == {
        "task": ("增强家庭照护能力", "增强家庭照护能力"),
        "department": ("区民政局", "区民政局"),
        "deadline_raw": ("2023年12月", "2023-12-31"),
        "state_raw": ("已完成", "已完成"),
    }


@pytest.mark.parametrize(
    ("header", "cells", "wanted"),
    [
        (
            "序号,主要任务,具体举措,牵头单位,配合单位,时间节点,工作进展",
            "1,养老,建成一处助餐点,区民政局,区财政局,2024年10月底前,已办结",
            ("养老", "建成一处助餐点", "区民政局", None, "区财政局", date(2024, 10, 31), "done"),
        ),
        (
            "工作举措\t责任部门\t完成期限",
            "出台补贴办法\t区卫生健康委\t2025年底前",
            ("出台补贴办法", None, None, "区卫生健康委", None, date(2025, 12, 31), None),
        ),
        (
            "任务\t完成时间\t状态",
            "规范登记备案\t2025年第二季度\t暂缓",
            ("规范登记备案", None, None, None, None, date(2025, 6, 30), "suspended"),
        ),
    ],
)
def test_other_words_head_the_same_columns(header: str, cells: str, wanted: tuple[Any, ...]):
    (row,) = duties(table(cells, header=header))
    names = ("task", "measure", "lead", "department", "supporting", "deadline", "state")
    assert tuple(row[name] for name in names) == wanted


def test_a_column_that_is_not_known_is_told():
    document = table("1,增强照护,区民政局,李某", header="序号,重点任务,责任单位,联络员姓名")
    assert document.frames["findings"].filter(type="unknown_column")["column"].to_list() == ["联络员姓名"]


def test_a_row_without_a_task_is_told_and_kept():
    document = table("1,,区民政局,2023年12月,已完成", "2,增强照护,区民政局,2023年12月,已完成")
    assert [row["seq"] for row in duties(document)] == [2]
    assert types(document) == ["duty_without_task"]
    assert document.frames["list_rows"]["kind"].to_list() == ["other", "duty"]


def test_two_columns_of_one_meaning_leave_the_duty_in_doubt_where_they_differ():
    header = "序号,重点任务,责任单位,完成时限,完成时间"
    rows = ("1,增强照护,区民政局,2023年12月,2024年6月", "2,建设中心,区民政局,2023年12月,2023年12月")
    document = table(*rows, header=header)
    assert [row["certainty"] for row in duties(document)] == ["doubtful", "certain"]
    assert types(document) == ["ambiguous_column"]


@pytest.mark.parametrize(
    ("raw", "day", "is_certain", "doubts"),
    [
        ("2023年12月", date(2023, 12, 31), True, []),
        ("2024年6月30日前完成", date(2024, 6, 30), True, []),
        ("2024.6", date(2024, 6, 30), True, []),
        ("2023—2025年", date(2025, 12, 31), True, []),
        ("2025年底", date(2025, 12, 31), True, []),
        ("2025年上半年", date(2025, 6, 30), True, []),
        ("长期坚持", None, True, []),
        ("持续推进", None, True, []),
        ("2023年12月底前完成，长期坚持", date(2023, 12, 31), False, ["doubtful_deadline"]),
        ("9月底前", date(2023, 9, 30), False, ["deadline_year_derived"]),
        ("2023年底前出台，2024年底前实施", None, False, ["unread_duty_deadline"]),
        ("2023年13月", None, False, ["unread_duty_deadline"]),
    ],
)
def test_deadlines(raw: str, day: date | None, is_certain: bool, doubts: list[str]):
    found, doubted = parse_deadline(raw, date(2023, 3, 1), 2023)
    assert found is not None and found.words == raw
    assert (found.day, found.certainty == "certain", [doubt.type for doubt in doubted]) == (day, is_certain, doubts)


@pytest.mark.parametrize("raw", ["", "—", "无", "待定"])
def test_no_deadline(raw: str):
    assert parse_deadline(raw) == (None, [])


def test_a_deadline_without_a_year_where_no_year_is_known_is_not_read():
    found, doubted = parse_deadline("9月底前")
    assert found is not None and found.day is None
    assert [doubt.type for doubt in doubted] == ["unread_duty_deadline"]


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        ("已完成", "done"), ("完成", "done"), ("已办结。", "done"), ("正在推进", "under_way"),
        ("按序时进度推进", "under_way"), ("尚未启动", "not_started"), ("已取消", "cancelled"), ("持续推进", "ongoing"),
        ("基本完成", None), ("未完成", None), ("已完成主体施工，正在装修", None),
    ],
)  # fmt: skip
def test_states(raw: str, state: str | None):
    assert state_of(raw) == state


def test_numbered_paragraphs_that_name_who_is_responsible():
    document = read(
        """黔江区2024年工作要点

一、养老

1.建设示范养老院。在城区选址，按规范设计。（责任单位：区民政局、区财政局；完成时限：2024年10月底前）

2.健全助餐网络（牵头单位：区民政局；配合单位：区财政局；完成时限：长期坚持；进展情况：正在推进）

3.出台补贴办法。研究制定办法。【责任单位：区卫生健康委，2024年6月30日前完成】

（四）加强监管。完善制度，公开信息。（区民政局牵头，区应急局配合）
""",
        "plan.txt",
    )
    names = ("seq", "task", "measure", "lead", "department", "supporting", "deadline_raw", "deadline", "state")
    assert [tuple(row[name] for name in names) for row in duties(document)] == [
        (1, "建设示范养老院", "在城区选址,按规范设计", None, "区民政局、区财政局", None, "2024年10月底前",
         date(2024, 10, 31), None),
        (2, "健全助餐网络", None, "区民政局", None, "区财政局", "长期坚持", None, "under_way"),
        (3, "出台补贴办法", "研究制定办法", None, "区卫生健康委", None, "2024年6月30日前完成", date(2024, 6, 30), None),
        (4, "加强监管", "完善制度,公开信息", None, "区民政局牵头,区应急局配合", None, None, None, None),
    ]  # fmt: skip
    assert types(document) == []


def test_who_and_when_may_stand_in_lines_of_their_own():
    text = "一、养老\n\n1.建设养老院。选址并设计。\n\n责任单位：区民政局\n\n完成时限：2024年10月\n\n2.另行研究。\n"
    (row,) = duties(read(text, "plan.txt"))
    assert (row["task"], row["department"], row["deadline"]) == ("建设养老院", "区民政局", date(2024, 10, 31))
    assert (row["line"], row["words"]) == (3, "1.建设养老院。选址并设计。")


def test_a_paragraph_without_a_headline_has_that_of_its_heading():
    text = "（一）加强组织领导\n\n建立协调机制，压实责任。定期研究。（区民政局、区财政局按职责分工负责）\n"
    (row,) = duties(read(text, "plan.txt"))
    assert (row["task"], row["measure"]) == ("加强组织领导", "建立协调机制,压实责任。定期研究")


@pytest.mark.parametrize(
    "text",
    [
        "由市民政局（以下简称民政局）牵头负责全市养老工作，各单位配合。",
        "养老机构（含由民政局负责的敬老院，由街道负责）应当登记，并公开信息。",
        "床位总数（张）由区民政局负责统计。",
    ],
)
def test_what_is_no_duty(text: str):
    assert duties(read(text + "\n", "plan.txt")) == []


@pytest.mark.originals
@pytest.mark.parametrize(
    ("source", "tables", "prose"), [("001", 0, 27), ("002", 39, 25), ("003", 0, 21), ("004", 0, 0)]
)
def test_originals(source: str, tables: int, prose: int):
    (path,) = ORIGINALS.glob(f"{source}_*.txt")
    found = duties(read_document(path.read_bytes(), path.name, Given()))
    counted = {where: sum(row["where"] == where for row in found) for where in ("table", "prose")}
    assert counted == {"table": tables, "prose": prose}
    assert all(row["lead"] or row["department"] for row in found)


def test_who_leads_and_what_is_remarked_are_kept():
    header = "序号,任务分解,牵头领导,责任单位,完成时限,备注"
    document = table("1,新建养老院,李某,区民政局,全年,市级任务", header=header)
    (row,) = duties(document)
    names = ("task", "leader", "department", "deadline_raw", "deadline", "remark")
    assert tuple(row[name] for name in names) == ("新建养老院", "李某", "区民政局", "全年", None, "市级任务")
    assert types(document) == []


def test_short_headers_of_tasks_and_the_year_of_the_title():
    text = "某县2025年稳投资任务清单\n序号,重点任务,量化目标,牵头,协办部门,时限要求,办理状态\n"
    text += "1,推进项目开工,6个,县发改局,项目单位,10月31日前,办结\n2,加快资金支出,90%,县财政局,各乡镇,11月底前,在办\n"
    document = read_document(text.encode(), "tasks.csv", Given(region_id="522701"))
    rows = document.frames["duties"].to_dicts()
    assert [(row["lead"], row["supporting"], row["goal"], row["state"]) for row in rows] == [
        ("县发改局", "项目单位", "6个", "done"),
        ("县财政局", "各乡镇", "90%", "under_way"),
    ]
    assert [(str(row["deadline"]), row["certainty"]) for row in rows] == [
        ("2025-10-31", "certain"),
        ("2025-11-30", "certain"),
    ]
