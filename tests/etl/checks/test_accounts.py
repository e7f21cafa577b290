"""What was read + what was set aside + what is doubtful = what is there, for every document of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.checks.accounts import account
from etl.document import read_document
from etl.samples import project_list
from etl.tables.metadata import Given
from tests.etl.lists import documents

HERE = Path(__file__).resolve().parents[2]
READ = {".txt", ".csv", ".docx", ".html", ".ods", ".pdf", ".xls", ".xlsx"}
FOLDERS = (HERE / "fixtures", HERE.parents[1] / "shared" / "cases", HERE.parents[1] / "shared" / "seeds")
FILES = sorted({
    *(path for _, path in documents()),
    *(path for folder in FOLDERS for path in folder.rglob("*.*") if path.suffix in READ),
})  # fmt: skip
HEADER = "序号,项目名称,建设内容和规模,总投资（万元）,建设期限\n"


def read(data: bytes, name: str):
    return account(read_document(data, name, Given()).frames)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_number_of_a_document_is_lost(path: Path) -> None:
    assert read(path.read_bytes(), path.name).lost == []


def test_each_number_is_counted_once() -> None:
    """12.5 and 3 are quantities, 6 lanes and 24.5 m of width are set aside, 77 is of nothing: 5 and 3 others."""
    row = "1,城南大道,新建道路12.5公里（双向6车道、路基宽24.5米）和桥梁3座；另有77。,1000,2024年1月-2025年12月\n"
    found = read((HEADER + row).encode(), "list.csv")
    assert dict(found.set_aside) == {"lanes": 1, "width": 1}
    assert (found.read, found.doubtful, found.lost) == (2 + 1 + 4, 1, [])
    assert dict(found.columns) == {"field": 5}
    assert dict(found.rows) == {"project": 1}


def test_an_open_number_makes_its_cell_doubtful() -> None:
    row = "1,城南大道,新建道路12.5公里，另有77。,1000,2024-2025年\n"
    document = read_document((HEADER + row).encode(), "list.csv", Given())
    found = document.frames["findings"].filter(type="number_open").select("row", "column", "raw").rows()
    assert found == [(1, "建设内容和规模", "另有77")]
    assert "content_raw" in document.frames["project_reports"]["doubtful_fields"][0]


PIECES = (
    *(
        "新建",
        "道路",
        "管网",
        "床位",
        "托位",
        "面积",
        "建筑面积",
        "占地",
        "12",
        "3.5",
        "1,200",
        "200",
        "2024",
        "0-3",
        "公里",
    ),
    *(
        "米",
        "平方米",
        "万",
        "亩",
        "张",
        "个",
        "座",
        "吨/日",
        "岁",
        "年",
        "月",
        "层",
        "宽",
        "，",
        "。",
        "、",
        "；",
        "（",
        "）",
    ),
    *(
        "其中",
        "每",
        "各",
        "约",
        "以上",
        "总投资",
        "亿元",
        "万元",
        "GB",
        "m²",
        "kV",
        "%",
        "/",
        "-",
        "3所",
        "分别",
        "班",
        "10O",
    ),
)
WORDS = st.lists(st.sampled_from([*PIECES, " "]), min_size=1, max_size=24).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=8))
def test_no_number_of_any_words_is_lost(cells: list[str]) -> None:
    rows = [f'{number},项目{number},"{cell}",1000,2024-2025年\n' for number, cell in enumerate(cells, start=1)]
    assert read((HEADER + "".join(rows)).encode(), "list.csv").lost == []


def test_no_number_of_an_invented_list_is_lost() -> None:
    assert read(project_list.as_csv(400), "list.csv").lost == []


def test_amounts_by_year_and_source_and_dates_of_approvals_are_counted() -> None:
    """100 of 2025, 60 and 40 by source, 5 and 2024 of a step: read. 9号 of the remark is of no field of numbers."""
    header = "项目名称,总投资（万元）,2025年计划投资（万元）,专项债券（万元）,企业自筹（万元）,可研批复,备注\n"
    found = read((header + "城南大桥,100,100,60,40,2024年5月,见9号文\n").encode(), "list.csv")
    assert (found.read, found.doubtful, found.lost) == (1 + 1 + 2 + 2, 0, [])


def test_a_total_before_its_sources_is_part_of_their_words() -> None:
    header = "项目名称,总投资（万元）,资金来源\n"
    found = read(
        (header + '城南大桥,600,"总投资600万元，其中专项债券400万元，自筹200万元；另30亩"\n').encode(), "list.csv"
    )
    assert (found.read, found.lost) == (1 + 3, [])
    alone = read((header + "城南大桥,600,总投资600万元\n").encode(), "list.csv")
    assert (alone.read, alone.doubtful, alone.lost) == (1, 1, [])
