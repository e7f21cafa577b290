"""Grids without a header: more rows of the table before them, or kept with a doubt."""

from etl.contract.values import Grid, Paragraph, RawDocument, TableKind
from etl.tables.source_tables import find_tables, paragraphs

HEAD = ["序号", "项目名称", "建设性质", "建设内容", "总投资（万元）"]


def row(serial: int) -> list[str]:
    return [str(serial), f"第{serial}敬老院", "新建", "床位50张", "960"]


def document(*between: str, rest: list[list[str]] | None = None) -> RawDocument:
    first = [Paragraph(text, n) for n, text in enumerate(("县发改委", "项目清单", "单位：万元"), start=1)]
    grid = Grid([HEAD, row(1)], [4, 5], "第1页")
    more = [Paragraph(text, n) for n, text in enumerate(between, start=6)]
    rows = rest or [row(2), row(3)]
    return RawDocument("pdf", [*first, grid, *more, Grid(rows, list(range(20, 20 + len(rows))), "第2页")])


def test_a_table_goes_on_below_the_foot_and_the_head_of_a_page():
    for between in ((), ("- 1 -",), ("第 1 页 共 4 页", "县发改委"), ("1", "项目清单（续表）", "单位：万元")):
        raw = document(*between)
        (table,) = find_tables(raw)
        assert [line.cells[0] for line in table.rows] == ["1", "2", "3"], between
        assert all("敬老院" not in text.text for text in paragraphs(raw))


def test_rows_below_a_title_of_their_own_are_kept_as_a_table_that_is_not_known():
    raw = document("附件2 谋划项目", "单位：亿元")
    first, second = find_tables(raw)
    assert len(first.rows) == 1
    assert (second.kind, [line.cells for line in second.rows]) == (TableKind.OTHER, [row(2), row(3)])
    assert [doubt.type for doubt in second.doubts] == ["list_not_recognised"]
    assert [column.header for column in second.columns][:2] == ["第1列", "第2列"]


def test_columns_of_a_list_without_its_names_are_kept():
    rest = [["建设内容", "建设年限", "总投资", "责任单位"], ["床位50张", "2024", "960", "县民政局"]]
    _, second = find_tables(document(rest=rest))
    assert [column.header for column in second.columns] == rest[0]
    assert [line.cells for line in second.rows] == rest[1:]
    assert [doubt.type for doubt in second.doubts] == ["list_not_recognised"]


def test_other_grids_are_no_lists():
    contacts = [["1", "张某", "科长", "0355-1234567"], ["2", "李某", "科员", "0355-1234568"]]
    assert len(find_tables(document("联系方式", rest=contacts))) == 1


def test_a_row_that_a_page_cuts_through_its_serial_number_is_one_row():
    """9, then 1 at the foot of a page and 0 at the head of the next: row 10."""
    first = Grid([HEAD, row(9), ["1", "第十敬", "新建", "床位5", "960"]], [1, 2, 3], "第1页")
    raw = RawDocument("pdf", [first, Grid([["0", "老院", "", "0张", ""], row(11)], [4, 5], "第2页")])
    (table,) = find_tables(raw)
    assert [line.cells for line in table.rows] == [
        row(9),
        ["10", "第十敬\n老院", "新建", "床位5\n0张", "960"],
        row(11),
    ]
    assert [line.is_joined for line in table.rows] == [False, True, False]


def test_a_serial_number_in_two_lines_is_the_next_one():
    grid = Grid([HEAD, row(11), ["1\n2", *row(12)[1:]], ["1\n2", *row(12)[1:]]], [1, 2, 3, 4], "第1页")
    (table,) = find_tables(RawDocument("pdf", [grid]))
    assert [line.cells[0] for line in table.rows] == ["11", "12", "1\n2"]
