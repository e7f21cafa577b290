"""Web pages: what a reader of the page sees."""

from __future__ import annotations

import pytest

from etl.contract.values import Paragraph
from etl.formats import html


def read(page: str) -> list[str | list[list[str]]]:
    found = html.read(page.encode()).blocks
    return [block.text if isinstance(block, Paragraph) else block.rows for block in found]


def test_spans_and_line_breaks():
    page = """<table><thead><tr><th rowspan=2>序号<th rowspan=2>名称<th colspan=2>投资</tr>
    <tr><th>总<th>中央</tr></thead>
    <tfoot><tr><td colspan=2>合计<td>8<td>3</tr></tfoot>
    <tbody><tr><td>1<td>敬老院<br>改造<td>3<td rowspan=0>见附注
    <tr><td>2<td><p>福利院</p><p>新建</p><td>5</tbody></table>"""
    assert read(page) == [
        [
            ["序号", "名称", "投资", "投资"],
            ["序号", "名称", "总", "中央"],
            ["1", "敬老院\n改造", "3", "见附注"],
            ["2", "福利院\n新建", "5", "见附注"],
            ["合计", "", "8", "3"],
        ]
    ]


def test_layout_tables_vanish_and_a_table_in_a_cell_is_part_of_it():
    page = """<head><title>站点</title></head><body><script>var a="<table>"</script><style>p{}</style>
    <table><tr><td>菜单<td><h1>关于印发清单的通知</h1><div>黔江府办发〔2022〕71号<br>二〇二二年</div>
      <table><caption>单位:万元</caption><tr><td>1<td>甲<table><tr><td>x<td>y</table><tr><td>2<td>乙</table>
    </table><table><tr><td>版权</td></tr></table>尾"""
    assert read(page) == [
        "菜单",
        "关于印发清单的通知",
        "黔江府办发〔2022〕71号",
        "二〇二二年",
        "单位:万元",
        [["1", "甲\nx y"], ["2", "乙"]],
        "版权",
        "尾",
    ]


def test_spaces_as_a_browser_shows_them():
    page = "<p> 建设 \n  内容<b>和</b>规模 </p><pre>a  b\nc</pre><p>100m<sup>2</sup>,247<sup>1</sup></p><p>&nbsp;甲</p>"
    assert read(page) == ["建设 内容和规模", "a  b", "c", "100m²,247¹", "\xa0甲"]


def test_hidden_rows_stay_and_hidden_cells_do_not_shift_the_row():
    page = """<table><tr><th>序号<th>名称</tr><tr><td style="display: none">77<td>1<td>甲</tr>
    <tr style="display:none"><td>2<td>乙</tr></table>"""
    document = html.read(page.encode())
    assert document.blocks[0].rows == [["序号", "名称"], ["1", "甲"], ["2", "乙"]]
    assert [(doubt.type, doubt.raw) for doubt in document.doubts] == [
        ("hidden_rows", "第1个表第3行"),
        ("hidden_cells", "77"),
    ]


PAGE = "<html><head>{}</head><body><p>养老托育㎡</p></body></html>"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (PAGE.format("").encode(), "utf-8"),
        (PAGE.format("").encode("gb18030"), "gb18030"),
        (
            PAGE.format('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">').encode("gb18030"),
            "gb18030",
        ),
        (PAGE.format("<meta charset=gbk>").encode(), "utf-8"),
        (PAGE.format("<meta charset=big5-nonsense>").encode(), "utf-8"),
        (b"\xef\xbb\xbf" + PAGE.format("<meta charset=gbk>").encode(), "utf-8-sig"),
        (PAGE.format("").encode("utf-16"), "utf-16"),
    ],
)
def test_encodings(data, encoding):
    document = html.read(data)
    assert [block.text for block in document.blocks] == ["养老托育㎡"]
    assert document.encoding == encoding
    assert document.doubts == []


def test_bytes_that_fit_no_encoding_are_named():
    document = html.read(PAGE.format("<meta charset=utf-8>").encode() + b"\xff\xff\xff")
    assert [doubt.type for doubt in document.doubts] == ["damaged_encoding"]


def test_web_archives():
    page = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n"
    page += (
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n<table><tr><td>=E5=BA=8F</td><td>=\r\n2</td></tr></table>"
    )
    assert read(page + "\r\n--x--\r\n") == [[["序", "2"]]]


def test_a_list_in_a_cell_follows_the_outer_table():
    inner = "<table><tr><th>序号<th>项目名称<th>总投资(万元)<th>建设地点<tr><td>1<td>敬老院<td>900<td>城关镇</table>"
    page = f"<table><tr><td>1<td>甲{inner}<tr><td>2<td>乙</table>"
    assert read(page) == [
        [["1", "甲"], ["2", "乙"]],
        [["序号", "项目名称", "总投资(万元)", "建设地点"], ["1", "敬老院", "900", "城关镇"]],
    ]


def test_hidden_paragraphs_are_named_and_hidden_tables_are_kept():
    page = """<style>.away{display:none}</style><p class=away>旧稿</p><p>新稿</p>
    <div class="tab away"><table><tr><td>1<td>甲<tr><td>2<td>乙</table></div>"""
    document = html.read(page.encode())
    assert read(page) == ["新稿", [["1", "甲"], ["2", "乙"]]]
    assert [(doubt.type, doubt.raw) for doubt in document.doubts] == [
        ("hidden_text", "旧稿"),
        ("hidden_rows", "第1个表"),
    ]
