"""Random damages to the two lists in every shape: does any wrong value pass without a finding?

`python -m tests.etl.mutations 1000` runs the whole search and prints a table; the tests run a seeded sample. A damage
passes where the reader did not crash and every value that differs from the truth is covered by a finding: at its row,
or at the table or document (totals, serial numbers, columns, bytes).
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from typing import Any

from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given
from tests.etl.lists import SHAPES, SOURCES, ProjectList, sample

COMPARED = (
    "name", "nature", "sector", "planned_start", "planned_finish", "duration_months", "region_id", "county_code",
    "total_investment_wan", "floor_area_m2", "land_area_m2", "childcare_places", "elder_beds", "nursing_beds",
    "school_places", "classes", "existing_beds", "implementing_unit",
)  # fmt: skip
LOOK_ALIKE = {
    "0": "O",
    "1": "l",
    "5": "S",
    "8": "B",
    "2": "Z",
    "日": "曰",
    "己": "已",
    "万": "方",
    "床": "庆",
    "托": "讬",
}

Change = Callable[[ProjectList, random.Random], str | None]


def _cell(content: ProjectList, chance: random.Random) -> tuple[list[str], int]:
    row = chance.choice([row for row in content.rows if row[0].isdigit()])
    return row, chance.randrange(len(row))


def drop_cell(content: ProjectList, chance: random.Random) -> str:
    row, index = _cell(content, chance)
    return f"-{row.pop(index)[:10]}"


def empty_cell(content: ProjectList, chance: random.Random) -> str:
    row, index = _cell(content, chance)
    old, row[index] = row[index], ""
    return f"-{old[:10]}"


def double_cell(content: ProjectList, chance: random.Random) -> str:
    row, index = _cell(content, chance)
    row.insert(index, row[index])
    return f"2x{row[index][:10]}"


def swap_cells(content: ProjectList, chance: random.Random) -> str:
    row, index = _cell(content, chance)
    other = (index + 1) % len(row)
    row[index], row[other] = row[other], row[index]
    return f"{row[other][:8]} <-> {row[index][:8]}"


def drop_row(content: ProjectList, chance: random.Random) -> str:
    row, _ = _cell(content, chance)
    content.rows.remove(row)
    return row[0]


def double_row(content: ProjectList, chance: random.Random) -> str:
    row, _ = _cell(content, chance)
    content.rows.insert(chance.randrange(1, len(content.rows)), list(row))
    return row[0]


def swap_rows(content: ProjectList, chance: random.Random) -> str:
    one, two = chance.sample([index for index, row in enumerate(content.rows) if row[0].isdigit()], 2)
    content.rows[one], content.rows[two] = content.rows[two], content.rows[one]
    return f"{one} <-> {two}"


def _edit(
    content: ProjectList, chance: random.Random, wanted: Callable[[str], bool]
) -> tuple[list[str], int, int] | None:
    row, index = _cell(content, chance)
    positions = [position for position, character in enumerate(row[index]) if wanted(character)]
    return (row, index, chance.choice(positions)) if positions else None


def _replace(place: tuple[list[str], int, int] | None, new: Callable[[str], str]) -> str | None:
    if place is None:
        return None
    row, index, position = place
    old = row[index]
    row[index] = old[:position] + new(old[position]) + old[position + 1 :]
    return f"{old[max(0, position - 6) : position + 6]} -> {row[index][max(0, position - 6) : position + 6]}"


def look_alike(content: ProjectList, chance: random.Random) -> str | None:
    return _replace(_edit(content, chance, lambda c: c in LOOK_ALIKE), lambda c: LOOK_ALIKE[c])


def other_digit(content: ProjectList, chance: random.Random) -> str | None:
    return _replace(_edit(content, chance, str.isdigit), lambda c: str((int(c) + chance.randint(1, 9)) % 10))


def drop_character(content: ProjectList, chance: random.Random) -> str | None:
    return _replace(_edit(content, chance, lambda _: True), lambda _: "")


def double_character(content: ProjectList, chance: random.Random) -> str | None:
    return _replace(_edit(content, chance, lambda _: True), lambda c: c + c)


def space_in_cell(content: ProjectList, chance: random.Random) -> str | None:
    return _replace(_edit(content, chance, lambda _: True), lambda c: c + " ")


def header_character(content: ProjectList, chance: random.Random) -> str:
    index = chance.randrange(len(content.header))
    word = content.header[index]
    position = chance.randrange(len(word))
    content.header[index] = word[:position] + chance.choice(["", "口", word[position] * 2]) + word[position + 1 :]
    return f"{word} -> {content.header[index]}"


def drop_header_cell(content: ProjectList, chance: random.Random) -> str:
    return content.header.pop(chance.randrange(len(content.header)))


def repeat_header(content: ProjectList, chance: random.Random) -> str:
    content.rows.insert(chance.randrange(1, len(content.rows)), list(content.header))
    return "header"


def shift_cells(content: ProjectList, chance: random.Random) -> str:
    """The cells from one on stand one column further right, and the last is gone."""
    row, index = _cell(content, chance)
    row.insert(index, "")
    return f"from {row[index + 1][:8]}, without {row.pop()[:8]}"


def join_rows(content: ProjectList, chance: random.Random) -> str | None:
    """A row is merged into the next: each cell holds both."""
    row, _ = _cell(content, chance)
    place = content.rows.index(row)
    if place + 1 == len(content.rows):
        return None
    below = content.rows.pop(place + 1)
    row[:] = ["\n".join(filter(None, cells)) for cells in zip_longest(row, below, fillvalue="")]
    return f"{row[0]!r}"


def unit_in_header(content: ProjectList, chance: random.Random) -> str:
    """Another unit of money, wherever the list states one."""
    unit = chance.choice(["元", "亿元"])
    content.header = [header.replace("万元", unit) for header in content.header]
    content.above = [line.replace("单位：万元", f"单位：{unit}") for line in content.above]
    return unit


def full_width_digits(content: ProjectList, chance: random.Random) -> str:
    row, index = _cell(content, chance)
    row[index] = row[index].translate({ord("0") + digit: chr(ord("０") + digit) for digit in range(10)})
    return row[index][:20]


def percent_sign(content: ProjectList, chance: random.Random) -> str | None:
    """A per cent sign behind a number."""
    place = _edit(content, chance, str.isdigit)
    if place is None:
        return None
    row, index, position = place
    numbers = list(re.finditer(r"[\d.]+", row[index]))
    end = next(number.end() for number in numbers if number.start() <= position < number.end())
    row[index] = f"{row[index][:end]}%{row[index][end:]}"
    return row[index][max(0, end - 6) : end + 6]


def date_number(content: ProjectList, chance: random.Random) -> str:
    """A number of days since 1900, as a workbook holds a date, in place of the period."""
    row, _ = _cell(content, chance)
    row[content.column("建设期限")] = str(chance.randint(43831, 46022))
    return row[content.column("建设期限")]


CHANGES: dict[str, Change] = {
    function.__name__: function
    for function in (
        drop_cell,
        empty_cell,
        double_cell,
        swap_cells,
        drop_row,
        double_row,
        swap_rows,
        look_alike,
        other_digit,
        drop_character,
        double_character,
        space_in_cell,
        header_character,
        drop_header_cell,
        repeat_header,
        shift_cells,
        join_rows,
        unit_in_header,
        full_width_digits,
        percent_sign,
        date_number,
    )
}
BYTE_CHANGES = ("flip_byte", "drop_byte", "cut_end")


def change_bytes(name: str, data: bytes, chance: random.Random) -> bytes:
    position = chance.randrange(3, len(data))
    if name == "flip_byte":
        return data[:position] + bytes([data[position] ^ (1 << chance.randrange(8))]) + data[position + 1 :]
    return data[:position] + data[position + 1 :] if name == "drop_byte" else data[:position]


@dataclass
class Result:
    """One damage: what it was, and the values that are wrong and not covered by a finding."""

    kind: str
    shape: str
    what: str
    passed: list[tuple[Any, ...]] = field(default_factory=list)


@cache
def truth(name: str, shape: str) -> ReadDocument:
    """The undamaged list as read; `test_expected.py` holds it to the hand-checked answers."""
    return read_document(SHAPES[shape](sample(name)), "list", Given())


def run_one(seed: int) -> Result | None:
    """One damage, chosen by the seed. None where the choice found nothing to damage."""
    chance = random.Random(seed)
    name, shape = chance.choice(sorted(SOURCES)), chance.choice(sorted(SHAPES))
    kind = chance.choice([*CHANGES, *BYTE_CHANGES])
    content = sample(name)
    if kind in CHANGES:
        what = CHANGES[kind](content, chance)
        data = SHAPES[shape](content)
    else:
        data = change_bytes(kind, SHAPES[shape](content), chance)
        what = f"{len(data)} bytes"
    if what is None:
        return None
    document = read_document(data, "list", Given())
    return Result(kind, shape, f"{name}: {what}", uncovered(document, truth(name, shape)))


def uncovered(document: ReadDocument, right: ReadDocument) -> list[tuple[Any, ...]]:
    """Values that differ from the truth, and rows that are gone, without a finding that covers them."""
    known = {(f["type"], f["raw"], f["detail"], f["params"]) for f in right.frames["findings"].to_dicts()}
    found = document.frames["findings"].to_dicts()
    new = [f for f in found if (f["type"], f["raw"], f["detail"], f["params"]) not in known]
    covered_rows = {finding["row"] for finding in new}
    if None in covered_rows:  # a finding about the table or the document as a whole
        return []
    rows = {row["seq"]: row for row in right.frames["project_reports"].to_dicts()}
    by_name = {row["name"]: row for row in rows.values()}
    wrong: list[tuple[Any, ...]] = []
    seen = set()
    for row in document.frames["project_reports"].to_dicts():
        real = by_name.get(row["name"]) or rows.get(row["seq"])
        seen.add(real["seq"] if real else None)
        if row["row_no"] in covered_rows:
            continue
        if real is None:
            wrong.append((row["seq"], "row", row["name"], None))
            continue
        wrong += [(row["seq"], f, row[f], real[f]) for f in COMPARED if row[f] != real[f]]
    lost = set(rows) - seen
    if lost and not new:
        wrong.append((sorted(lost), "lost", None, None))
    return wrong


def run(count: int, first_seed: int = 20221027) -> list[Result]:
    """`count` damages, seeded."""
    results: list[Result] = []
    seed = first_seed
    while len(results) < count:
        result = run_one(seed)
        results += [result] if result else []
        seed += 1
    return results


def main() -> None:
    """Print the table of the whole search."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    results = run(count)
    total, passed = Counter(r.kind for r in results), Counter(r.kind for r in results if r.passed)
    print(f"{'damage':20}{'tried':>8}{'passed':>8}   example of a wrong value without a finding")
    for kind in total:
        example = next((f"{r.shape} {r.what} {r.passed[0]}" for r in results if r.kind == kind and r.passed), "")
        print(f"{kind:20}{total[kind]:8}{passed[kind]:8}   {example}")
    share = sum(passed.values()) / len(results)
    print(f"{'all':20}{len(results):8}{sum(passed.values()):8}   {share:.1%} (at most 3 %)")


if __name__ == "__main__":
    main()
