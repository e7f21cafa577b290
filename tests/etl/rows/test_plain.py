"""Contents that are read as columns give what the same contents give row by row, and most of a list is read so."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.contract.values import Span
from etl.document import ReadDocument, read_document
from etl.parse import area, capacity, clauses, outline
from etl.rows.project_list import alike, contents, plain
from etl.rows.project_list.quantities import quantities
from etl.samples import project_list
from etl.tables.metadata import Given
from tests.etl.parse.test_fast_ways import TEXTS
from tests.etl.parse.test_phrases import phrases

PHRASES = tuple(row["raw"] for name in ("capacity", "area") for row in phrases(name))

NATURES = ("新建", "改扩建", "续建", "")
NAMES = ("养老服务中心", "托育中心", "中医医院", "文化广场")


def a_list(cells: list[str]) -> bytes:
    """A list with these contents, of every nature and sector in turn."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(["项目名称", "建设性质", "建设地点", "建设内容", "总投资（万元）"])
    for number, cell in enumerate(cells):
        writer.writerow([f"第{number}{NAMES[number % 4]}", NATURES[number // 4 % 4], "黔江区", cell, "100"])
    return buffer.getvalue().encode()


def read(data: bytes, least_rows: int) -> ReadDocument:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "LEAST_ROWS", least_rows)
        return read_document(data, "list.csv", Given("500114"))


def differing(data: bytes) -> list[str]:
    """The tables that differ between the two ways."""
    by_row, by_column = read(data, 10**9).frames, read(data, 1).frames
    return [name for name, frame in by_row.items() if not frame.equals(by_column[name])]


def varied(cells: list[str]) -> list[str]:
    """Each cell three times: as it is, with all numbers alike, with other numbers; so outlines come back."""
    alike = str.maketrans("1234567890", "5555555555")
    other = str.maketrans("1234567890", "3512867492")
    return [text for cell in cells for text in (cell, cell.translate(alike), cell.translate(other))]


def test_the_invented_list_is_read_alike_in_both_ways() -> None:
    assert differing(project_list.as_csv(1500)) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=20))
def test_any_contents_are_read_alike_in_both_ways(cells: list[str]) -> None:
    assert differing(a_list(varied(cells))) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=4).map("，".join), st.data())
def test_phrases_behind_each_other_are_read_alike_in_both_ways(cell: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(cell)))
    more = data.draw(
        st.sampled_from(("其中", "（", "）", "分别", "每", "3所敬老院", "的养老院1所", "一期", "。", "共"))
    )
    assert differing(a_list(varied([cell, cell[:at] + more + cell[at:]] * 4))) == []


def test_every_phrase_is_read_alike_in_both_ways() -> None:
    assert differing(a_list(varied(list(PHRASES) * 4))) == []


@pytest.mark.parametrize(
    "content",
    [
        "养老护理员宿舍床位15张",
        "首期新增床位100张",
        "日间照料中心设床位20张",
        "新增床位20张的养老院2所",
    ],
)
def test_what_is_doubtful_in_a_short_list_is_doubtful_in_a_long_one(content: str) -> None:
    reports = read(a_list([content] * 40), 1).frames["project_reports"]
    assert all("elder_beds" in row or "other_beds" in row for row in reports["doubtful_fields"].to_list()[::4])


def assert_shapes_say_what_clauses_say(cells: list[str]) -> int:
    """With the number that is alone in it one digit long, a clause says the same; returns how many were longer."""
    found = plain.contents(plain.texts(pl.Series(cells, dtype=pl.String)))
    longer = 0
    for (shape, narrow, origin, start), full in zip(
        found.every.select("shape", "narrow", "origin", "start").iter_rows(), found.masked.texts(), strict=True
    ):
        wide = [place - origin - start for place in found.wide[narrow : narrow + len(shape) + 1]]
        longer += shape != full
        for structure in (area.structure, capacity.structure):
            short, bare = structure(shape), structure(clauses.without_end(shape))
            assert widened(short, wide) == widened(structure(full), range(len(full) + 1)), (shape, full)
            assert widened(bare, wide) == widened(short, wide), shape
    return longer


PLACES = ("begin", "start", "end", "number", "left", "broken", "counts", "people")


def widened(said: object, wide: Sequence[int]) -> object:
    """What a clause says, with its places in a longer one; of what was lost only whether it is there."""
    if isinstance(said, tuple) and hasattr(said, "_asdict") and not isinstance(said, Span):
        fields = said._asdict().items()
        return {
            name: moved(part, wide) if name in PLACES else part is None if name == "lost" else widened(part, wide)
            for name, part in fields
            if name not in ("listed", "listed_end")
        }
    return [widened(part, wide) for part in said] if isinstance(said, tuple) else said


def moved(place: object, wide: Sequence[int]) -> object:
    return wide[place] if isinstance(place, int) else [moved(one, wide) for one in place]  # type: ignore[attr-defined]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.one_of(TEXTS, st.sampled_from((*PHRASES, "12345", "2022", "56.78"))), max_size=4).map("".join))
)
def test_how_long_a_number_is_does_not_matter_to_its_clause(cells: list[str]) -> None:
    assert_shapes_say_what_clauses_say(cells)


def test_how_long_numbers_are_in_phrases_and_the_invented_list() -> None:
    assert assert_shapes_say_what_clauses_say([*PHRASES, *(row[5] for row in project_list.rows(1000))]) > 1000


def test_areas_of_a_column() -> None:
    cells = [
        "占地3亩,总建筑面积约1,234.5平方米,新增床位 60 张。",
        "总建筑面积1.2万㎡,其中地上建筑面积9000平方米;设置床位30张",
        "总建筑面积不少于50平方米,用地面积2万方米",
        "3所敬老院建筑面积分别为200平方米",
        "建筑面积O5平方米",
    ]
    found = plain.areas(plain.contents(plain.texts(pl.Series(cells))))
    assert found.rows.to_list() == [0, 1, 2]
    assert found.items.sort("at", "kind").select("at", "kind", "m2", "qualifier", "certainty").rows() == [
        (0, "floor", Decimal("1234.5000"), "about", "certain"),
        (0, "land", Decimal("2000.0000"), "exact", "certain"),
        (1, "floor", Decimal("12000.0000"), "exact", "certain"),
        (2, "floor", Decimal("50.0000"), "at_least", "certain"),
        (2, "land", Decimal("20000.0000"), "exact", "doubtful"),
    ]
    assert found.doubts.rows() == [
        (2, 0, 13, "lower_bound", ""),
        (2, 14, 22, "unit_slip", "“万方米”按“万平方米”读取"),
    ]


def test_quantities_of_a_column() -> None:
    cells = [
        "占地3亩,新增床位 60 张。",
        "占地2公顷,新增床位 84 张。",
        "3所敬老院分别设置床位20张",
        "5所敬老院分别设置床位70张",
        "1所敬老院分别设置床位70张",
        "设置床位30张,其中护理型床位12张",
        "设置床位30张,其中护理型床位30张",
        "新增床位77余张",
    ]
    existed = pl.Series([True, True, *[False] * 5, True])
    contents_found = plain.contents(plain.texts(pl.Series(cells)))
    found = quantities(contents_found, cells, pl.Series(["elder_bed"] * 8), existed)
    assert found.bases.rows() == [
        (0, "stated"), (1, "stated"), (2, "each_times_count"), (3, "each_times_count"), (5, "stated"),
    ]  # row 4: one is not several; row 6: said twice?; row 7: nothing like it  # fmt: skip
    columns = ("at", "entry_no", "kind", "quantity", "basis", "part_of", "unit_count", "begin", "end")
    assert found.entries.select(columns).rows() == [
        (0, 1, "elder_bed", 60, "new", None, 1, 5, 14),
        (1, 1, "elder_bed", 84, "new", None, 1, 6, 15),
        (2, 1, "elder_bed", 60, "each_times_count", None, 3, 9, 14),
        (3, 1, "elder_bed", 350, "each_times_count", None, 5, 9, 14),
        (5, 1, "elder_bed", 30, "design", None, 1, 2, 7),
        (5, 2, "nursing_bed", 12, "design", "elder_bed", 1, 10, 18),
    ]
    assert found.doubts.rows() == [
        (2, "each_times_count", "床位20张", "3 × 20 = 60"),
        (3, "each_times_count", "床位70张", "5 × 70 = 350"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "床位00张,新增床位00张",  # which is larger, says whether the one holds the other
        "0所敬老院分别设置床位00张、00张、00张",  # one for each, where there are as many
        "新增床位00.0张",  # whole, or not
        "A0区新增床位00张",
    ],
)
def test_nothing_is_learned_where_numbers_matter(text: str) -> None:
    assert alike.said(text, "elder_bed", True) is None


def test_what_is_learned_of_an_outline() -> None:
    known = alike.said("新增病床000张", "elder_bed", True)
    assert known is not None
    (entry,) = known.entries
    assert (entry.kind, entry.basis, entry.is_added, entry.place) == ("other_bed", "new", True, alike.Place(0, 0, 8))
    assert known.numbers == (alike.Place(0, 4, 7),)


@pytest.mark.parametrize(
    ("text", "outlined"),
    [
        ("占地3亩,建筑面积9平方米,新增床位60张。建健身房,绿化4亩", "新增床位00张。"),
        ("建筑面积9平方米,其中地上8平方米,新增床位60张", "其中々,新增床位00张"),
        ("建筑面积9平方米,其中地上8平方米;新增床位60张", "新增床位00张"),
        ("购置设备5台(套),新增床位60张", "新增床位00张"),
        ("建筑面积9平方米(占地3亩,新增床位60张)", "0(0々,新增床位00张)"),
        ("新增床位60张,占地3亩,学位8个", "新增床位00张,々,学位0个"),
    ],
)
def test_the_outline_of_a_cell(text: str, outlined: str) -> None:
    shapes = re.split(r"(?<=[,。;])", re.sub(r"\d", "0", text))
    assert outline.of_cell("".join(outline.of_clause(shape, is_spread=False) for shape in shapes)) == outlined


def test_what_an_outline_says_is_told_in_places_of_its_numbers() -> None:
    """The worked example at the top of `etl/alike.py`; where numbers decide, nothing is learned."""
    said = alike.said("新增养老床位000张,其中护理型00张。", None, False)
    assert said is not None
    assert [(one.kind, one.basis, one.part_of, one.number, one.place) for one in said.entries] == [
        ("elder_bed", "new", None, 0, (0, 0, 10)),
        ("nursing_bed", "new", "elder_bed", 1, (1, 2, 8)),
    ]
    product = alike.said("0所敬老院各新增养老床位00张。", None, False)
    assert product is not None and [(one.number, one.each) for one in product.entries] == [(1, 0)]
    for larger_decides in ("养老床位000张,新增养老床位00张。", "床位00、00、00张。"):
        assert alike.said(larger_decides, None, True) is None
