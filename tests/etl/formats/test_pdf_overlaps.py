"""PDF tables whose rows are too low for their words, which lie over the rules and over each other."""

from __future__ import annotations

from itertools import pairwise

import pytest

from etl.contract.values import RawDocument
from etl.formats.pdf import document as pdf
from tests.etl.formats import looks
from tests.etl.formats.test_pdf import chinese, line, page, ruled, text

XS = [50.0, 150.0, 250.0, 350.0]
LOW = 12.0
"""How high a row is: a line of words of 10 points fits, two do not."""
PITCH = 13.0
Cell = tuple[str, ...]
"""The lines of a cell."""


def foot(row: int, lines: int, at: int) -> float:
    """Where a line of a cell stands: all of them around the middle of their row."""
    return 700 - LOW * (row + 0.5) - 2.7 + PITCH * ((lines - 1) / 2 - at)


def table(rows: list[list[Cell]], order: str = "rows") -> list[str]:
    """A ruled table of low rows, its cells written row by row or column by column."""
    places = [(r, c) for r in range(len(rows)) for c in range(len(rows[0]))]
    if order == "columns":
        places.sort(key=lambda place: place[::-1])
    words = [
        text(XS[c] + 10, foot(r, len(rows[r][c]), n), said) for r, c in places for n, said in enumerate(rows[r][c])
    ]
    return [*ruled(XS, [700 - LOW * r for r in range(len(rows) + 1)]), *words]


def grids(document: RawDocument) -> list[list[list[str]]]:
    return [block.rows for block in document.blocks if hasattr(block, "rows")]


def told(document: RawDocument, kind: str = "overlapping_text") -> list[str]:
    """The cells with such a doubt."""
    return [str(cell) for cell in document.doubted for doubt in cell.doubts if doubt.type == kind]


HEADER: list[Cell] = [("No",), ("Name",), ("Years",)]
ONE: list[Cell] = [("1",), ("Home",), ("2021.03-", "2022.10")]
TWO: list[Cell] = [("2",), ("House",), ("2023.04-", "2024.09")]
THREE: list[Cell] = [("3",), ("School",), ("2025",)]


@pytest.mark.parametrize("order", ["rows", "columns"])
def test_a_rule_that_words_lie_over_parts_its_rows(order: str):
    rows = [HEADER, ONE, TWO, THREE]
    document = pdf.read(page(*table(rows, order)))
    assert grids(document) == [[["\n".join(cell) for cell in row] for row in rows]]
    assert told(document) == ["Years", "2021.03-\n2022.10", "2023.04-\n2024.09", "2025"]


def test_rules_that_are_drawn_for_each_cell():
    pieces = [line(x0, 700 - LOW * r, x1, 700 - LOW * r) for r in range(4) for x0, x1 in pairwise(XS)]
    words = table([HEADER, ONE, THREE])[len(XS) + 4 :]
    document = pdf.read(page(*[line(x, 700, x, 700 - 3 * LOW) for x in XS], *pieces, *words))
    assert grids(document) == [[["No", "Name", "Years"], ["1", "Home", "2021.03-\n2022.10"], ["3", "School", "2025"]]]
    assert told(document) == ["Years", "2021.03-\n2022.10", "2025"]


def test_a_row_of_a_table_that_is_struck_from_side_to_side():
    """A line through the words of all columns strikes them, though it ends where the rules do."""
    rows = [HEADER, [("1",), ("Home",), ("2021",)], THREE]
    document = pdf.read(page(*table(rows), line(50, foot(1, 1, 0) + 3.5, 350, foot(1, 1, 0) + 3.5)))
    assert grids(document) == [[["No", "Name", "Years"], ["", "", ""], ["3", "School", "2025"]]]
    assert (told(document, "struck_text"), told(document)) == ([""] * 3, [])


def test_words_below_the_last_row_are_read_once():
    last: list[Cell] = [("2",), ("House",), ("2023.04-", "2024.09", "2025.11")]
    document = pdf.read(page(*table([HEADER, THREE, last])))
    assert grids(document)[0][2] == ["2", "House", "2023.04-\n2024.09\n2025.11"]
    assert len(document.blocks) == 1


def test_lines_that_may_be_of_either_cell_stay_where_they_lie_in_doubt():
    """Nothing else stands in the cell above: the upper line may be its own."""
    document = pdf.read(page(*table([HEADER, [("1",), ("Home",), ()], TWO, THREE])))
    assert [row[2] for row in grids(document)[0]] == ["Years", "2023.04-", "", "2024.09\n2025"]
    assert told(document) == ["2023.04-", "", "2024.09\n2025"]


def test_words_over_each_other_within_a_cell():
    drawn = [*ruled(XS, [700, 670, 640]), text(60, 680, "No"), text(160, 680, "Name"), text(260, 680, "Total")]
    drawn += [text(60, 650, "1"), text(160, 650, "Home"), text(260, 650, "4500"), text(263, 653, "1200")]
    assert len(told(pdf.read(page(*drawn)))) == 1


def test_a_list_of_low_rows():
    """Each row is a project, and what lies over rules is doubtful."""
    xs = [20.0, 50, 130, 190, 240, 330, 430, 530]
    rows = [
        ["序号", "项目名称", "建设性质", "建设地点", "建设内容", "建设年限", "总投资"],
        ["1", "城东敬老院", "新建", "黔江区", "床位120张", "2024.03—|2025.10", "4500万元"],
        ["2", "城西小学", "扩建", "黔江区", "学位300个", "2025.04—|2026.09", "900万元"],
    ]
    words = [
        (x + 2, foot(r, cell.count("|") + 1, n), said)
        for r, row in enumerate(rows)
        for x, cell in zip(xs, row, strict=False)
        for n, said in enumerate(cell.split("|"))
    ]
    document = looks.read(chinese(*words, rules=ruled(xs, [700 - LOW * r for r in range(4)])))
    assert looks.totals(document) == [4500, 900]
    assert looks.said(document, "overlapping_text", "struck_text") == [
        ("overlapping_text", 1, "建设年限", "2024.03—\n2025.10"),
        ("overlapping_text", 2, "建设年限", "2025.04—\n2026.09"),
        ("overlapping_text", None, None, "建设年限"),
    ]
    assert all("period_raw" in fields for fields in looks.doubtful(document))
