"""A header that is merged over the group and the name: the names are those of the second column."""

from __future__ import annotations

from etl.document import read_document
from etl.tables.metadata import Given

PAGE = """<table><tr><td colspan="2">指标</td><td>单位</td><td>2025年</td><td>2030年目标</td></tr>
<tr><td rowspan="2">{group}</td><td>{first}</td><td>%</td><td>50</td><td>58</td></tr>
<tr><td>{second}</td><td>%</td><td>82</td><td>95</td></tr></table>"""


def names(**cells: str) -> list[str]:
    page = f"<h2>主要指标</h2>{PAGE.format(**cells)}"
    return read_document(page.encode(), "指标.html", Given()).frames["targets"]["indicator"].unique().sort().to_list()


def test_the_indicator_stands_right_of_its_group() -> None:
    assert names(group="能源消费", first="非化石能源消费比重", second="清洁取暖率") == [
        "清洁取暖率",
        "非化石能源消费比重",
    ]


def test_numbers_right_of_an_indicator_are_no_names() -> None:
    assert names(group="清洁取暖率", first="40", second="50") == ["清洁取暖率"]
