"""Bytes of delimited text: what they are decoded as, and what is said of it."""

from __future__ import annotations

import pytest

from etl.document import read_document
from etl.formats.text.document import decode
from etl.tables.metadata import Given

LIST = (
    "序号,项目名称,建设性质,建设期限,建设地点,建设内容和规模,总投资(万元),组织实施单位\n"
    "1,夕阳红养老院项目,新建,2023-2025,乐平市,新增养老床位100张,1000,乐平市民政局\n"
)
ENGLISH = "No,Name\n1,Résidence Été\n2,Café\n"


@pytest.mark.parametrize(
    ("data", "encoding", "said"),
    [
        (LIST.encode(), "utf-8", []),
        (b"\xef\xbb\xbf" + LIST.encode(), "utf-8", []),
        (LIST.encode("utf-16"), "utf-16", []),
        (LIST.encode("gb18030"), "gb18030", ["encoding_gb18030"]),
        (LIST.encode().decode("latin-1").encode(), "utf-8", ["encoding_restored"]),
        (LIST.encode("gb18030").decode("latin-1").encode(), "gb2312", ["encoding_restored"]),
        (LIST.encode("gb18030").decode("cp1252").encode(), "gb2312", ["encoding_restored"]),
        (LIST.replace("夕阳红", "Été").encode(), "utf-8", []),
    ],
)
def test_a_list_is_read_in_each_encoding(data: bytes, encoding: str, said: list[str]) -> None:
    read = read_document(data, "list.csv", Given())
    assert read.frames["documents"]["encoding"].to_list() == [encoding]
    assert read.frames["project_reports"].select("total_investment_wan", "elder_beds").rows() == [(1000, 100)]
    types = read.frames["findings"]["type"]
    assert [kind for kind in types if kind.startswith("encoding")] == said


def test_latin_letters_stay_what_they_are() -> None:
    text, encoding, doubts = decode(ENGLISH.encode("latin-1"))
    assert (text, encoding, [doubt.type for doubt in doubts]) == (ENGLISH, "latin-1", ["encoding_latin1"])
    assert decode(ENGLISH.encode()) == (ENGLISH, "utf-8", [])
