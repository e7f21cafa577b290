"""What is done to a whole column gives what is done to each of its cells, odd ones included."""

from __future__ import annotations

import random

import polars as pl
import pytest

from etl.checks import unit_costs
from etl.contract import reference
from etl.document import read_document
from etl.formats.workbook.number_formats import as_text
from etl.formats.workbook.sheets import SheetDoubts
from etl.headers import kinds
from etl.parse import kind, words
from etl.parse.places import region
from etl.rows import columns_of_rows as rows
from etl.samples import project_list
from etl.tables import header_checks
from etl.tables.metadata import Given
from etl.tables.table import TableRow

ODD = (
    "",
    " ",
    "乐平市 养老\n中心",
    "養老院（一期）",
    "ＡＢＣ中心",
    "X中心",
    "\u200b中心",
    "中心\x1f",
    "㎡",
    "𠮷",
    "İ",
    "〔a〕",
    "B-1 区",
)


def _names() -> list[str]:
    """Names of invented projects, one in five of them damaged."""
    chance = random.Random(7)
    names = [row[1] for row in project_list.rows(600)]
    for at in range(0, len(names), 5):
        place = chance.randrange(len(names[at]))
        names[at] = (
            names[at][:place] + chance.choice([*ODD, "鼓楼区", "景德镇市", "浮粱县", "中中", "龘"]) + names[at][place:]
        )
    return [*names, *ODD]


def test_keys_and_cleaned_are_those_of_each_text() -> None:
    texts = [
        *_names(),
        *map(chr, (*range(0x250), *range(0x2000, 0x2700), *range(0x3000, 0xA000), *range(0xF900, 0x10000))),
    ]
    column = pl.Series(texts)
    assert words.keys(column).to_list() == [words.key(text) for text in texts]
    assert words.cleaned(column).to_list() == [words.clean(text) for text in texts]
    assert column.to_list() == texts


@pytest.mark.parametrize("within", [None, "360200", "360281"])
def test_regions_that_a_column_mentions(within: str | None) -> None:
    some = [
        "江西省景德镇市乐平市养老院",
        "重庆市黔江区与北京市朝阳区",
        "乐平市乐平市",
        "江西省与南昌市",
        "江西省南昌市",
    ]
    texts = words.keys(pl.Series([*_names(), *some, *(place.name for place in region.places().values())]))
    wanted = {at: found for at, text in enumerate(texts) if (found := region.mentioned(text, within))}
    said = region.mentions(texts, within).select("at", "words").iter_rows()
    told = {at: region.mentioned(text, within) for at, text in said}
    assert {at: found for at, found in told.items() if found} == wanted
    assert len(wanted) > 100


def test_slips_in_a_column_of_names() -> None:
    known = region.names_around("360200")
    names = ["乐平市养老院", "浮粱县养老院", "乐平市养老中中心", "龘山敬老院", "人人敬老院", "浮粱县养老院"]
    found = header_checks.slips(pl.Series(names), known)
    assert [(at, kind, raw) for at, (kind, raw, _) in found] == [
        (1, "region_slip", "浮粱县"), (2, "doubled_character", "中中"), (3, "rare_character", "龘"),
        (5, "region_slip", "浮粱县"),
    ]  # fmt: skip
    assert header_checks.slips(pl.Series(["乐平市养老院"]), known) == []


def test_no_slip_of_a_name_is_missed() -> None:
    known = region.names_around("360200")
    names = [words.clean(name) for name in _names()] + ["Σ中心", "ΑΣ", "AAA"]
    wanted = [(at, slip) for at, name in enumerate(names) for slip in header_checks._slips_in(name, known)]
    assert header_checks.slips(pl.Series(names), known) == wanted
    assert {kind for _, (kind, _, _) in wanted} == {"doubled_character", "rare_character", "region_slip"}


def test_the_first_sector_rule_that_fires_and_its_words() -> None:
    rows = [(words.words(row[1]).text, words.words(row[5]).text) for row in project_list.rows(800)]
    texts = dict(zip(("name", "content"), map(pl.Series, zip(*rows, strict=True)), strict=True))
    wanted = {}
    for at, row in enumerate(rows[:-1]):
        said = dict(zip(texts, row, strict=True))
        hits = ((rule, rule.pattern.search(said[rule.where])) for rule in reference.sector_rules())
        first = next(((rule.rule, *hit.span()) for rule, hit in hits if hit), None)
        wanted |= {at: first} if first else {}
    fired = kind.rules_fired(texts, pl.Series(range(len(rows) - 1), dtype=pl.UInt32))
    names = [rule.rule for rule in reference.sector_rules()]
    told = {at: (names[rule], *place) for found in fired.values() for at, rule, *place in found.iter_rows()}
    assert told == wanted
    assert len({rule for rule, _, _ in wanted.values()}) > 5


def test_words_that_head_a_column_of_names() -> None:
    assert kinds.names_projects(["1", "项目名称"])
    assert kinds.names_projects(["項目名稱（全稱）"])
    assert kinds.names_projects(["项 目\n编 码"])
    assert not kinds.names_projects(["养老项目", "名称不详", "2", ""])


def test_rows_by_columns() -> None:
    given = [TableRow("data", [f"{at}", f"名{at}"], 10 + at, at) for at in range(6)]
    given[2] = TableRow("data", ["2", "名2"], 12, 2, strays=["多"])
    given[4] = TableRow("data", ["4"], 14, 4)
    flat = rows.flat_cells(given)
    assert flat.cells.to_list() == ["0", "名0", "1", "名1", "2", "名2", "多", "3", "名3", "4", "5", "名5"]
    assert flat.starts.to_list() == [0, 2, 4, 7, 9, 10]
    made = rows.by_columns(given, 2)
    assert [column.to_list() for column in made.cells] == [
        ["0", "1", "2", "3", "4", "5"],
        ["名0", "名1", "名2", "名3", "", "名5"],
    ]
    part = made[1:5]
    assert (part.numbers, part.lines, list(part.odd)) == ([1, 2, 3, 4], [11, 12, 13, 14], [1, 3])
    few = part.only([0, 3])
    assert (few.numbers, list(few.odd), few.words(0), few.words(1)) == ([1, 4], [1], ["1", "名1"], ["4"])


def test_rows_that_all_have_a_cell_for_each_column() -> None:
    given = [TableRow("data", [f"{at}", "名"], at, at) for at in range(4)]
    made = rows.by_columns(given, 2)
    assert [column.to_list() for column in made.cells] == [["0", "1", "2", "3"], ["名"] * 4]
    assert made.odd == {}


@pytest.mark.parametrize("value", [0.0, -0.0, 7.0, -2.0, 1 / 3, 1e-7, 123456789012345.0, 0.1, True])
def test_texts_of_numbers_in_a_sheet(value: float) -> None:
    doubts = SheetDoubts("表")
    assert doubts.texts([["甲", value]]) == [["甲", as_text(value)]]
    assert doubts.long_numbers == []


def test_numbers_that_have_lost_digits_are_named() -> None:
    doubts = SheetDoubts("表")
    assert doubts.texts([["甲", 1e15], [1234567890123456.0, 5.0]]) == [
        ["甲", "1000000000000000"],
        ["1234567890123456", "5"],
    ]
    assert doubts.long_numbers == ["B1", "A2"]


def test_the_middle_of_costs() -> None:
    costs = pl.Series([1.0, 1.0, 1.1, 0.9, 1.0, 9.0])
    middle, standing_out = unit_costs._outliers(costs, 1.5)
    assert (round(middle, 3), standing_out.to_list()) == (1.0, [5])
    assert unit_costs._median(pl.Series([3.0, 1.0, 2.0])) == 2.0
    assert unit_costs._median(pl.Series([4.0, 1.0, 2.0, 3.0])) == 2.5


def test_a_project_whose_kind_is_rare_in_its_list_is_held_against_all() -> None:
    """Five of one kind, each at 0.5 万元 a square metre, and one hospital at 5."""
    rows = [f"{n},第{n}养老院,养老,新建,建筑面积1000平方米,{500 + n}" for n in range(1, 6)]
    header = "序号,项目名称,行业,建设性质,建设内容和规模,总投资（万元）"
    for wan, found in (("5000", [6]), ("900", [])):
        text = "\n".join([header, *rows, f"6,县医院,医疗,新建,建筑面积1000平方米,{wan}"])
        read = read_document(text.encode(), "list.csv", Given()).frames["findings"]
        assert read.filter(type="unit_cost_outlier")["row"].to_list() == found
