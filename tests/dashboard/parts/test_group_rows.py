"""Tables of groups: what is not listed is counted."""

from __future__ import annotations

from dash import html

from dashboard.parts.group_rows import MOST_ROWS, Group, bodies


def line(group: Group) -> html.Tr:
    return html.Tr(html.Td(group[0]))


def test_a_screenful_of_each_kind_and_how_many_more_there_are() -> None:
    regions: list[Group] = [(f"县{number}", None, {}) for number in range(MOST_ROWS + 2)]
    first, second = bodies([("全部", [("全部", None, {})]), ("地区", regions)], line, 3)
    assert [row.children.children for row in first.children] == ["全部"]
    heading, *listed, rest = second.children
    assert heading.children.children == "地区"
    assert [row.children.children for row in listed] == [f"县{number}" for number in range(MOST_ROWS)]
    assert rest.children.children == "其余 2 组未在此列出，下载的文件含全部"


def test_nothing_is_said_where_all_are_listed() -> None:
    [body] = bodies([("地区", [(f"县{number}", None, {}) for number in range(MOST_ROWS)])], line, 3)
    assert len(body.children) == MOST_ROWS
