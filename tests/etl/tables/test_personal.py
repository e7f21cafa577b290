"""Numbers of people's telephones are hidden in everything that is read; amounts and codes are not."""

from __future__ import annotations

from etl.document import read_document
from etl.tables.metadata import Given

LIST = """2025年项目清单
单位：元
序号,项目名称,项目代码,建设内容,总投资,责任人及电话,联系方式,备注
1,城南养老服务中心,2401-620102-04-01-100001,新建养老床位100张,13812345678,李某13912345678,0931-1234567,联系电话：（0931）7654321转2
2,城北养老服务中心,2401-620102-04-01-100002,新建养老床位60张,60000000,王某 13987654321,,手机号 13711112222；2025年开工
"""


def test_no_telephone_number_is_in_any_table() -> None:
    frames = read_document(LIST.encode(), "list.csv", Given()).frames
    said = "\n".join(str(frame.to_dicts()) for frame in frames.values())
    for digits in ("13912345678", "0931-1234567", "7654321", "13987654321", "13711112222"):
        assert digits not in said
    first, second = frames["list_rows"]["cells"].to_list()
    assert first[5:] == ["李某***********", "****-*******", "联系电话：（****）*******转2"]
    assert second[7] == "手机号 ***********；2025年开工"


def test_amounts_and_codes_stay() -> None:
    rows = read_document(LIST.encode(), "list.csv", Given()).frames["project_reports"].to_dicts()
    told = [(row["project_code"], row["total_investment_wan"]) for row in rows]
    assert [str(wan) for _, wan in told] == ["1381234.567800", "6000.000000"]
    assert told[0][0] == "2401-620102-04-01-100001"


def test_a_row_with_a_telephone_number_keeps_the_doubts_of_its_cells() -> None:
    page = """<p>单位：万元</p><table><tr><th>序号<th>项目名称<th>建设内容<th>总投资<th>备注</tr>
    <tr><td>1<td>城南养老服务中心<td>新建养老床位100张<td><s>4500</s>5000<td>联系电话：13912345678</tr></table>"""
    frames = read_document(page.encode(), "list.html", Given()).frames
    (report,) = frames["project_reports"].to_dicts()
    assert report["total_investment_wan"] == 5000
    struck = [row["column"] for row in frames["findings"].to_dicts() if row["type"] == "struck_text"]
    assert struck == ["总投资"]


def test_a_telephone_number_that_is_struck_out_is_hidden_in_its_finding_too() -> None:
    page = """<p>单位：万元</p><table><tr><th>序号<th>项目名称<th>建设内容<th>总投资<th>联系电话<th>备注</tr>
    <tr><td>1<td>城南养老院<td>新建床位100张<td><s>4500</s>5000<td><s>13912345678</s>13711112222
    <td>联系电话：<s>13612345678</s>13511112222<s>手机13412345678</s></tr>
    <tr><td><s>2</s><td><s>城北养老院</s><td><s>新建床位100张</s><td><s>5500</s><td><s>13211112222</s><td></tr></table>"""
    frames = read_document(page.encode(), "list.html", Given()).frames
    said = "\n".join(str(frame.to_dicts()) for frame in frames.values())
    for digits in ("13912345678", "13711112222", "13612345678", "13511112222", "13412345678", "13211112222"):
        assert digits not in said
    found = [(row["type"], row["raw"]) for row in frames["findings"].to_dicts() if "struck" in row["type"]]
    assert found == [
        ("struck_text", "4500"),
        ("struck_text", "***********"),
        ("struck_text", "***********|手机***********"),
        ("struck_row", "2 | 城北养老院 | 新建床位100张 | 5500 | ***********"),
    ]
