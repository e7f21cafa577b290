"""Damaged copies of the two lists: one primary finding per damage, at its cell, and no other value changes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given
from tests.etl.lists import SHAPES, SOURCES, ProjectList, sample
from tests.etl.said import message

CORE = ("项目名称", "项目类型", "建设期限", "建设地点", "建设内容", "总投资", "组织实施")
PERIOD = {
    "period_raw",
    "planned_start",
    "planned_finish",
    "plan_precision",
    "start_year",
    "end_year",
    "duration_months",
}
CONTENT = {
    "content_raw", "floor_area_m2", "land_area_m2", "childcare_places", "elder_beds", "nursing_beds",
    "school_places", "classes", "capacity_basis",
}  # fmt: skip
REGION = {"location_raw", "township", "region_id", "region_name", "region_level", "county_code", "project_id"}
READ_FROM = {
    "项目类型": {"nature"},
    "建设期限": PERIOD,
    "建设地点": REGION,
    "建设内容": CONTENT,
    "总投资": {"total_investment_wan"},
    "组织实施": {"implementing_unit"},
}
PLACE_OF_READING = {"report_id", "document_id", "row_no", "doubtful_fields"}


@dataclass(frozen=True)
class Damage:
    """A change to a list; the finding that must name it; the fields of the row that may change with it."""

    name: str
    change: Callable[[ProjectList], None]
    finding: str
    row: int | None
    column: str | None
    fields: frozenset[str] = frozenset()
    lists: tuple[str, ...] = tuple(SOURCES)
    shapes: tuple[str, ...] = tuple(SHAPES)


def read(content: ProjectList, shape: str) -> ReadDocument:
    return read_document(SHAPES[shape](content), "list", Given())


def values(document: ReadDocument) -> dict[int, dict[str, Any]]:
    return {row["seq"]: row for row in document.frames["project_reports"].to_dicts()}


@cache
def undamaged(name: str, shape: str) -> ReadDocument:
    return read(sample(name), shape)


def told(finding: dict[str, Any]) -> tuple[str, ...]:
    """What makes a finding new. An outlier's message describes its peers, which a damage to one of them changes."""
    return (finding["type"], finding["raw"], message(finding) if finding["type"] != "unit_cost_outlier" else "")


def new_findings(document: ReadDocument, name: str, shape: str) -> list[dict[str, Any]]:
    known = {told(f) for f in undamaged(name, shape).frames["findings"].to_dicts()}
    return [f for f in document.frames["findings"].to_dicts() if told(f) not in known]


def without(serial: int, column: str) -> Callable[[ProjectList], None]:
    def change(content: ProjectList) -> None:
        row = content.row_of(serial)
        del row[content.column(column)]

    return change


def replaced(serial: int, column: str, edit: Callable[[str], str]) -> Callable[[ProjectList], None]:
    def change(content: ProjectList) -> None:
        row, index = content.row_of(serial), content.column(column)
        row[index] = edit(row[index])

    return change


def doubled(serial: int) -> Callable[[ProjectList], None]:
    def change(content: ProjectList) -> None:
        row = content.row_of(serial)
        content.rows.insert(content.rows.index(row) + 1, list(row))

    return change


def total(column: int, old: str, new: str) -> Callable[[ProjectList], None]:
    def change(content: ProjectList) -> None:
        content.rows[0][column] = content.rows[0][column].replace(old, new)

    return change


def damages() -> Iterator[Damage]:
    separated = tuple(shape for shape in SHAPES if shape != "stacked")
    for serial in (1, 5, 16):
        for column in CORE[1:]:
            fields = frozenset(READ_FROM[column])
            yield Damage(f"missing {column} {serial}", without(serial, column), "missing_cell", serial, column, fields)
            emptied = replaced(serial, column, lambda _: "")
            yield Damage(f"empty {column} {serial}", emptied, "missing_cell", serial, column, fields, shapes=separated)
        letter = replaced(serial, "总投资", lambda cell: cell[0] + "A" + cell[2:])
        money = frozenset(READ_FROM["总投资"])
        yield Damage(f"letter in the amount {serial}", letter, "unreadable_money", serial, "总投资", money)
        look_alike = replaced(serial, "总投资", lambda cell: cell[:-1] + "l")
        yield Damage(f"look-alike in the amount {serial}", look_alike, "unreadable_money", serial, "总投资", money)
        yield Damage(f"doubled row {serial}", doubled(serial), "duplicate_row", serial + 1, None)
    here = ("qianjiang",)
    reversed_period = replaced(3, "建设期限", lambda _: "2022-2021")
    yield Damage(
        "period ends before it begins", reversed_period, "period_reversed", 3, "建设期限", frozenset(PERIOD), here
    )
    for old, new in (("23486", "23487"), ("16个", "17个"), ("2514", "2541"), ("养老项目3个", "养老项目4个")):
        yield Damage(f"stated {old} as {new}", total(0, old, new), "total_mismatch", None, "序号", lists=here)
    yield Damage("total cell", total(6, "23486", "23487"), "total_mismatch", None, "总投资", lists=here)
    other = frozenset(READ_FROM["总投资"])
    wrong_amount = replaced(3, "总投资", lambda _: "262")  # 226 with two digits swapped: only the total can tell
    yield Damage("digits swapped", wrong_amount, "total_mismatch", None, "序号", other, here)


CASES = [
    pytest.param(damage, name, shape, id=f"{name}-{shape}-{damage.name}")
    for damage in damages()
    for name in damage.lists
    for shape in damage.shapes
]


@pytest.mark.parametrize(("damage", "name", "shape"), CASES)
def test_one_primary_finding_and_no_other_value(damage: Damage, name: str, shape: str):
    content = sample(name)
    damage.change(content)
    document = read(content, shape)
    found = new_findings(document, name, shape)
    primary = [finding for finding in found if finding["caused_by"] is None]
    assert [(f["type"], f["row"]) for f in primary] == [(damage.finding, damage.row)]
    assert damage.column is None or "".join(primary[0]["column"].split()).startswith(damage.column)
    assert {f["caused_by"] for f in found} - {None} <= {primary[0]["finding_id"]}
    before, after = values(undamaged(name, shape)), values(document)
    assert set(after) == set(before)
    changed = {
        (serial, field)
        for serial, row in after.items()
        for field, value in row.items()
        if field not in PLACE_OF_READING and value != before[serial][field]
    }
    allowed = {(3 if damage.row is None else damage.row, field) for field in damage.fields}
    assert changed <= allowed


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", SOURCES)
def test_a_row_without_a_name_is_kept_with_the_reason(name: str, shape: str):
    content = sample(name)
    without(5, "项目名称")(content)
    document = read(content, shape)
    primary = [f for f in new_findings(document, name, shape) if f["caused_by"] is None]
    assert [(f["type"], f["row"], f["severity"]) for f in primary] == [("missing_name", 5, "reject")]
    kept = document.frames["list_rows"].filter(kind="rejected")["cells"].to_list()
    assert [row[0] for row in kept] == ["5"]
    before, after = values(undamaged(name, shape)), values(document)
    assert set(before) - set(after) == {5}
    assert all(after[serial]["total_investment_wan"] == before[serial]["total_investment_wan"] for serial in after)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", SOURCES)
def test_gb18030_gives_the_same_values_and_one_note(name: str, shape: str):
    data = SHAPES[shape](sample(name)).decode("utf-8-sig").encode("gb18030")
    document = read_document(data, "list", Given())
    assert [f["type"] for f in new_findings(document, name, shape)] == ["encoding_gb18030"]
    assert [{k: v for k, v in row.items() if k not in PLACE_OF_READING} for row in values(document).values()] == [
        {k: v for k, v in row.items() if k not in PLACE_OF_READING} for row in values(undamaged(name, shape)).values()
    ]


@pytest.mark.parametrize("shape", SHAPES)
def test_gb18030_bytes_in_one_cell_are_read_and_named(shape: str):
    words = "乐平市社会福利中心"
    data = SHAPES[shape](sample("jingdezhen")).replace(words.encode(), words.encode("gb18030"))
    document = read_document(data, "list", Given())
    primary = [f for f in new_findings(document, "jingdezhen", shape) if f["caused_by"] is None]
    assert [(f["type"], f["row"], f["column"]) for f in primary] == [("encoding_mixed", 6, "项目名称")]
    assert values(document)[6]["name"] == words


def test_a_negative_amount_breaks_the_contract_and_rejects_its_row():
    content = sample("jingdezhen")
    replaced(2, "总投资", lambda cell: f"-{cell}")(content)
    document = read(content, "csv")
    primary = [f for f in new_findings(document, "jingdezhen", "csv") if f["caused_by"] is None]
    assert [(f["type"], f["row"], f["column"], f["raw"]) for f in primary] == [
        ("invalid_value", 2, "总投资(万元)", "-106000")
    ]
    assert set(values(undamaged("jingdezhen", "csv"))) - set(values(document)) == {2}
