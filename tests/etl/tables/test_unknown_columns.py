"""A column that is not known is said once for a table of the document, with some of its cells."""

from tests.etl.said import message
from tests.etl.tables.said import csv, findings, html

HEAD = ["序号", "项目名称", "总投资（万元）", "委托方", "联系电话"]


def test_some_cells_of_an_unknown_column_are_shown():
    read = csv(
        "项目清单", ",".join(HEAD), "1,城北大桥,300,县交通局,0355-1234567", "2,城南大桥,500,县水利局,0355-7654321"
    )
    said = {found["column"]: message(found) for found in findings(read, "unknown_column")}
    assert "县交通局；县水利局" in said["委托方"]
    assert set(said) == {"委托方"}
    (aside,) = findings(read, "column_set_aside")
    assert aside["column"] == "联系电话" and "个人信息" in message(aside) and "1234567" not in message(aside)


def test_long_numbers_are_never_shown():
    read = csv("项目清单", "序号,项目名称,总投资（万元）,经办", "1,城北大桥,300,13800001234")
    (found,) = findings(read, "unknown_column")
    assert "13800001234" not in message(found)


def test_dates_are_shown():
    read = csv(
        "项目清单", "序号,项目名称,总投资（万元）,供货时间", "1,城北大桥,300,2024-03-15", "2,城南大桥,500,2024-05"
    )
    (found,) = findings(read, "unknown_column")
    assert "2024-03-15；2024-05" in message(found)


def test_it_is_said_once_where_the_header_stands_on_several_pages():
    rows = [[str(number), f"第{number}号大桥", "300", "县交通局", "无"] for number in (1, 2)]
    read = html("项目清单", [HEAD, rows[0]], [HEAD, rows[1]], between="（二）续建项目")
    assert read.projects == 2
    assert (len(findings(read, "unknown_column")), len(findings(read, "column_set_aside"))) == (1, 1)
