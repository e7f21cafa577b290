"""What the words of contents, and the columns beside them, say of areas and capacity in the rows of a list."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

import pytest

from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given

HEADER = ["项目名称", "建设性质", "建设地点", "建设内容", "总投资（万元）"]
Columns = dict[str, Sequence[str]]


def read(
    contents: Sequence[str], nature: str = "新建", name: str = "养老服务中心", columns: Columns | None = None
) -> ReadDocument:
    """The rows of a list with these contents; `columns` are more of them, by their header."""
    more = columns or {}
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([*HEADER, *more])
    for number, cell in enumerate(contents):
        others = [own[number] for own in more.values()]
        writer.writerow([f"第{number}{name}", nature, "黔江区", cell, "100", *others])
    return read_document(buffer.getvalue().encode(), "list.csv", Given("500114"))


def doubts_of(document: ReadDocument, kind: str) -> list[tuple[int, str]]:
    found = document.frames["findings"].filter(type=kind)
    return found.select("row", "raw").rows()


@pytest.mark.parametrize(
    "content",
    [
        "养老护理员宿舍床位15张",
        "首期新增床位100张",
        "日间照料中心设床位20张",
        "新增床位20张的养老院2所",
    ],
)
@pytest.mark.parametrize("rows", [1, 40])
def test_beds_that_may_not_count_are_doubtful(content: str, rows: int) -> None:
    reports = read([content] * rows).frames["project_reports"]
    assert all({"elder_beds", "other_beds"} & set(fields) for fields in reports["doubtful_fields"])


def test_areas_of_rows() -> None:
    cells = [
        "占地3亩,总建筑面积约1,234.5平方米,新增床位 60 张。",
        "总建筑面积1.2万㎡,其中地上建筑面积9000平方米;设置床位30张",
        "总建筑面积不少于50平方米,用地面积2万方米",
        "3所敬老院建筑面积均200平方米",
        "建筑面积O5平方米",
    ]
    document = read(cells)
    areas = document.frames["project_reports"].select("floor_area_m2", "land_area_m2").rows()
    assert areas == [
        (Decimal("1234.5000"), Decimal("2000.0000")),
        (Decimal("12000.0000"), None),
        (Decimal("50.0000"), Decimal("20000.0000")),
        (Decimal("600.0000"), None),
        (None, None),
    ]
    evidence = document.frames["evidence"].filter(header="建设内容")
    floor = evidence.filter(field="floor_area_m2").select("raw", "start", "end", "qualifier", "certainty", "rule")
    assert [(raw[start:end], *rest) for raw, start, end, *rest in floor.iter_rows()] == [
        ("总建筑面积约1,234.5平方米", "about", "certain", None),
        ("总建筑面积1.2万㎡", "exact", "certain", None),
        ("总建筑面积不少于50平方米", "at_least", "certain", None),
        ("建筑面积均200平方米", "exact", "certain", "each_times_count"),
    ]
    assert doubts_of(document, "unit_slip") == [(3, "用地面积2万方米")]
    assert doubts_of(document, "lower_bound") == [(3, "总建筑面积不少于50平方米")]
    doubtful = document.frames["project_reports"]["doubtful_fields"]
    assert "land_area_m2" in doubtful[2] and "floor_area_m2" in doubtful[4]


def test_quantities_of_rows() -> None:
    cells = [
        "占地3亩,新增床位 60 张。",
        "3所敬老院分别设置床位20张",
        "1所敬老院分别设置床位70张",
        "设置床位30张,其中护理型床位12张",
        "设置床位30张,其中护理型床位30张",
        "新增床位77余张",
        "占地3亩",
    ]
    document = read(cells)
    entries = document.frames["quantities"]
    stated = entries.select("entry_no", "kind", "value", "unit", "basis", "part_of", "unit_count", "words").rows()
    assert stated == [
        (1, "land_area", 2000, "平方米", "design", None, 1, "占地3亩"),
        (2, "elder_bed", 60, "张", "new", None, 1, "新增床位 60 张"),
        (1, "elder_bed", 60, "张", "each_times_count", None, 3, "床位20张"),
        (2, "other", 3, "所", "design", None, 1, "3所敬老院"),
        (1, "elder_bed", 70, "张", "design", None, 1, "床位70张"),
        (2, "other", 1, "所", "design", None, 1, "1所敬老院"),
        (1, "elder_bed", 30, "张", "design", None, 1, "床位30张"),
        (2, "nursing_bed", 12, "张", "design", "elder_bed", 1, "护理型床位12张"),
        (1, "elder_bed", 30, "张", "design", None, 1, "床位30张"),
        (2, "nursing_bed", 30, "张", "design", "elder_bed", 1, "护理型床位30张"),
        (1, "elder_bed", 77, "张", "new", None, 1, "新增床位77余张"),
        (1, "land_area", 2000, "平方米", "design", None, 1, "占地3亩"),
    ]
    reports = document.frames["project_reports"].select("elder_beds", "nursing_beds", "capacity_basis").rows()
    assert reports == [
        (60, None, "stated"),
        (60, None, "each_times_count"),
        (70, None, "stated"),
        (30, 12, "stated"),
        (30, 30, "stated"),
        (77, None, "stated"),
        (None, None, "none"),
    ]


def test_a_column_that_counts_comes_before_the_words() -> None:
    cells = ["新增养老床位60张", "新增养老床位60张", "扩建后养老床位160张,原有养老床位100张", "无", "新增养老床位60张"]
    columns = {
        "新增床位数": ["60", "70", "60", "养老床位40张、托位50个", "若干"],
        "其中护理型": ["20", "", "-", "", ""],
    }
    document = read(cells, columns=columns)
    reports = document.frames["project_reports"]
    stated = reports.select("elder_beds", "nursing_beds", "childcare_places", "existing_beds").rows()
    assert stated == [
        (60, 20, None, None),
        (70, None, None, None),
        (60, None, None, 100),
        (40, None, 50, None),
        (None, None, None, None),
    ]
    assert ["elder_beds" in fields for fields in reports["doubtful_fields"]] == [False, True, False, False, True]
    assert (2, "70") in doubts_of(document, "doubtful_capacity")
    assert doubts_of(document, "broken_number") == [(5, "若干")]


def test_plain_beds_of_a_sector_without_beds_are_doubtful() -> None:
    document = read(["新建文化广场"], name="文化广场", columns={"床位数": ["30"]})
    reports = document.frames["project_reports"]
    assert reports["other_beds"].to_list() == [30]
    assert "other_beds" in reports["doubtful_fields"][0]
