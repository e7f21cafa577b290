"""Check a project list's header and rows before they are parsed, and its names after: what is missing or looks odd."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice
from string import printable

import polars as pl
from rapidfuzz.distance import Levenshtein

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.finding_words import field_titles
from etl.contract.findings import Finding, Findings
from etl.headers import header_cells
from etl.parse.letters import Flags, letters, table
from etl.parse.words import clean, key, keys
from etl.tables.table import SourceTable, TableRow

CORE = {
    "period": "period_raw",
    "location": "location_raw",
    "content": "content_raw",
    "total_investment": "total_investment_wan",
    "implementing_unit": "implementing_unit",
}
"""Columns that a list should have, with the field that each gives."""

_INSTEAD = {"period": "planned_finish", "implementing_unit": "owner_unit"}
"""Columns that say as well what a list should have."""
_OFTEN = 3
_SAMPLES, _LONGEST_SAMPLE = 3, 20
"""So many cells of a column that is not known are shown, and so many characters of each."""
_LONG_NUMBER = re.compile(r"(?<![\d.])(?!(?:19|20)\d\d-\d\d?-\d\d?\b)(?:\d-?){7,}(?![\d.])")
"""A telephone or identity number."""
_DOUBLED = re.compile(r"([\u4e00-\u9fff])\1")
_NAMED_REGION = "([\u4e00-\u9fff]{1,5}?[省市县区旗])"
_REGION_WORDS = (f"^{_NAMED_REGION}", f"^[\u4e00-\u9fff]{{2,3}}[省市]{_NAMED_REGION}")
"""The region that a name begins with, and the one that stands there behind it (重庆市黔江区)."""
_FEW = 0.15
"""Texts in the traditional script have more such letters than this share."""
_FEWEST_UNITS, _MOST_UNITS = 5, 0.8
"""So many units, and so large a share of them, must end as bodies do before one that does not is cut off."""


def check_header(table: SourceTable, table_no: int, required: Collection[str], findings: Findings) -> None:
    """Unmapped, guessed, empty and missing columns, and a header that is narrower than its rows."""
    data = [row for row in table.rows if row.kind == "data"]
    check_columns(table, table_no, required if data else (), findings)
    for name, field in CORE.items():
        if table.index(name) is None and table.index(_INSTEAD.get(name, name)) is None:
            title = field_titles()[field]
            findings.add(Finding("missing_column", title, Detail("field", field=field), table_no, line=table.line))
    if sum(bool(row.strays or row.joined) for row in data) * 2 > len(data):
        findings.add(Finding("header_too_narrow", "", None, table_no, line=table.line))


def check_columns(table: SourceTable, table_no: int, required: Collection[str], findings: Findings) -> None:
    """Unmapped, guessed and doubled columns, and `required` ones without a word."""
    data = [row for row in table.rows if row.kind == "data"] if required else []
    for index, column in enumerate(table.columns):
        place = (table_no, None, column.header, table.line)
        if column.guess:
            findings.add(Finding("column_guessed", column.header, Detail("read_as", words=column.guess), *place))
        elif column.rival:
            findings.add(Finding("ambiguous_column", column.header, column_used(table, column.rival), *place))
        elif column.field is None and column.header.strip() and not table.is_headed_before:
            findings.add(_unused(table, index, place))
        elif column.field in required and not any(row.cells[index].strip() for row in data):
            findings.add(Finding("empty_column", "", None, *place))


def _unused(table: SourceTable, index: int, place: tuple[int, None, str, int]) -> Finding:
    """A column that is no field: set aside by a rule, or not known, with a few of its cells."""
    header = table.columns[index].header
    rule = next((rule for rule, pattern in reference.column_rules() if pattern.search(key(header))), None)
    if rule:
        return Finding("column_set_aside", header, Detail(rule), *place)
    return Finding("unknown_column", header, _samples(table, index), *place)


def tell_unused(table: SourceTable, table_no: int, field: str, findings: Findings) -> None:
    """Say that the column of a field is not used, with a few of its cells: they are of another thing."""
    index = table.index(field)
    if index is not None and not table.is_headed_before:
        findings.add(_unused(table, index, (table_no, None, table.columns[index].header, table.line)))


def _samples(table: SourceTable, index: int) -> Detail | None:
    """A few cells of a column that is not known, for who must say what it is; never of persons' numbers."""
    header = table.columns[index].header
    if reference.words_of("table_words", "private").search(key(header)):
        return None
    filled = (clean(row.cells[index]) for row in table.rows if row.row_no is not None and row.cells[index].strip())
    found = list(islice(dict.fromkeys(cell[:_LONGEST_SAMPLE] for cell in filled), _SAMPLES))
    is_private = any(_LONG_NUMBER.search(cell) for cell in found)
    return Detail("column_holds", cells=tuple(found)) if found and not is_private else None


def column_used(table: SourceTable, field: str) -> Detail | None:
    """Which column a field is read from, where another looks like it too."""
    index = table.index(field)
    return Detail("column_used", header=table.columns[index].header) if index is not None else None


def unread_fields(table: SourceTable) -> frozenset[str]:
    """Values that a list has no known column for though an unknown column may state them: doubtful in every row."""
    unknown = [
        header_cells.base(column.header) for column in table.columns if column.field is None and not column.rival
    ]
    found = set()
    for row in reference.rows("column_keywords"):
        field = row["field"]
        if table.index(field) is not None or table.index(_INSTEAD.get(field, field)) is not None:
            continue
        if any(re.search(row["pattern"], name) and not re.search(row["except"], name) for name in unknown):
            found.add(row["target"])
    return frozenset(found)


def check_rows(table: SourceTable, table_no: int, findings: Findings) -> None:
    """Rows that were not taken for list rows though they are no note either."""
    for row in table.rows:
        if row.kind == "other":
            header = table.columns[0].header
            findings.add(Finding("unread_row", row.cells[0], None, table_no, None, header, row.line))


Slip = tuple[str, str, Detail | None]
"""Type, words and detail of what looks like a slip in a name."""
NAMES = ("name", "implementing_unit", "owner_unit")


def check_names(
    table: SourceTable, table_no: int, found: Sequence[tuple[TableRow, str, Slip]], findings: Findings
) -> None:
    """Findings about names and contents: the slips found in rows that are registered, and units one character off."""
    for field in (*NAMES, "content"):
        index = table.index(field)
        for row, where, (kind, raw, detail) in found:
            if index is not None and where == field and row.kind == "project":
                place = (table_no, row.row_no, table.columns[index].header, row.line)
                findings.add(Finding(kind, raw, detail, *place))
    rows = [row for row in table.rows if row.kind == "project"]
    for field in NAMES[1:]:
        unit = table.index(field)
        if unit is not None:
            _check_units(rows, unit, table, table_no, findings)


def slips(names: pl.Series, known: frozenset[str]) -> list[tuple[int, Slip]]:
    """Slips in a column of cleaned names: doubled or rare characters, a region one character off one of `known`.

    Each with its place in the column, in order.
    """
    found = {name: tuple(_slips_in(name, known)) for name in _odd_names(names.unique(), known)}
    rows = names.is_in(list(found)).arg_true()
    return [(at, slip) for at, name in zip(rows, names.gather(rows), strict=True) for slip in found[name]]


def odd_letters(texts: pl.Series) -> list[tuple[int, Slip]]:
    """The few letters of contents that are rare or in the traditional script (新增讬位75个), in their order."""
    own = letters(texts)
    odd = own.holding(~_common().take(own.codes)).tolist()
    found = ((at, _lone(texts[at])) for at in odd)
    return [(at, ("rare_character", letter, None)) for at, letter in found if letter]


def _odd_names(texts: pl.Series, known: frozenset[str]) -> list[str]:
    """The texts that may have a slip, found by looking through all of them at once."""
    compared = keys(texts)
    own = letters(texts)
    may_double = own.holding((own.codes == own.before()) & ~_doubles().take(own.codes))
    in_keys = letters(compared)
    rare = {*in_keys.holding(~_common().take(in_keys.codes)), *own.holding(~_common().take(own.codes))}
    cut = compared.str.contains(_cut_name().pattern).arg_true()
    slips = {at for word in _REGION_WORDS for at in _near_regions(compared.str.extract(word, 1), known)}
    return texts.gather(sorted({*may_double, *rare, *slips, *cut})).to_list()


def _near_regions(tokens: pl.Series, known: frozenset[str]) -> pl.Series:
    """The places of tokens that are one character off a known region."""
    near = [token for token in tokens.drop_nulls().unique().to_list() if known and _near_name(token, known)]
    return tokens.is_in(near).arg_true()


def _cut_name() -> re.Pattern[str]:
    """The end of a name whose last word lacks a letter: 服务项."""
    return reference.words_of("cell_words", "cut_name")


def _slips_in(text: str, known: frozenset[str]) -> Iterator[Slip]:
    for doubled in _DOUBLED.finditer(text):
        if doubled[1] not in reference.reduplications():
            yield "doubled_character", doubled[0], None
    rare = _rare(key(text)) or _lone(text)
    if rare:
        yield "rare_character", rare, Detail("words", words=text)
    for match in (re.match(word, key(text)) for word in _REGION_WORDS if known):
        if match and (near := _near_name(match[1], known)):
            yield "region_slip", match[1], Detail("looks_like", name=near)
    if _cut_name().search(key(text)):
        yield "name_cut", text, None


@cache
def _doubles() -> Flags:
    """The characters that may stand twice."""
    return table("".join(reference.reduplications()) + printable)


def _rare(text: str) -> str:
    """The letters of a text that are neither ASCII nor in GB 2312."""
    return "".join(character for character in text if not _common()[ord(character)] and character.isalpha())


def _lone(text: str) -> str:
    """The few letters of a text that are in the traditional script, as its others are not: 社会儻老中心."""
    found = _rare(text)
    return found if len(found) < len(text) * _FEW else ""


@cache
def _common() -> Flags:
    """The characters of ASCII and of GB 2312."""
    rows = (bytes((first, second)) for first in range(0xA1, 0xF8) for second in range(0xA1, 0xFF))
    common = "".join(row.decode("gb2312", errors="ignore") for row in rows)
    return table(common + "".join(map(chr, range(0x80))))


@lru_cache(maxsize=65536)
def _near_name(token: str, known: frozenset[str]) -> str | None:
    """The first of the known names that is one character off, where the token holds none of them."""
    if any(name in token for name in known):
        return None
    return next((name for name in sorted(known) if _is_near(token, name)), None)


def _is_near(token: str, name: str) -> bool:
    return len(name) > 2 and token[-1] == name[-1] and Levenshtein.distance(token, name, score_cutoff=1) == 1


def _check_units(rows: list[TableRow], index: int, table: SourceTable, table_no: int, findings: Findings) -> None:
    raw = [row.cells[index] for row in rows]
    times = Counter(raw)
    _check_ends_of_units(times, rows, index, table, table_no, findings)
    known = dict(zip(times, keys(pl.Series(list(times), dtype=pl.String)), strict=True))
    counted: Counter[str] = Counter()
    for cell, number in times.items():
        counted[known[cell]] += number
    often = [unit for unit, number in counted.items() if number >= _OFTEN and len(unit) > 4]
    near = _one_off([unit for unit, number in counted.items() if unit and number == 1], often)
    for row, cell in zip(rows, raw, strict=True) if near else ():
        if known[cell] in near:
            place = (table_no, row.row_no, table.columns[index].header, row.line)
            findings.add(
                Finding("unit_differs_slightly", cell, Detail("there_is_also", name=near[known[cell]]), *place)
            )


def _check_ends_of_units(
    units: Counter[str], rows: list[TableRow], index: int, table: SourceTable, table_no: int, findings: Findings
) -> None:
    """Where nearly all units end as bodies do (局, 公司), one that does not is cut off, or no unit."""
    ends = reference.words_of("cell_words", "end_of_body")
    odd = [cell for cell in units if cell.strip() and not ends.search(key(cell))]
    rest = sum(units.values()) - sum(units[cell] for cell in odd)
    if rest < _FEWEST_UNITS or rest < _MOST_UNITS * sum(units.values()):
        return
    for row in (row for row in rows if row.cells[index] in odd):
        place = (table_no, row.row_no, table.columns[index].header, row.line)
        findings.add(Finding("unit_cut", row.cells[index], None, *place))


def _one_off(texts: Sequence[str], known: Sequence[str]) -> dict[str, str]:
    """The texts that are one character off a known one, with the first such.

    One slip leaves the first or the last half of a name as it is, so only names that share one are compared.
    """
    halves: dict[int, tuple[dict[str, list[int]], dict[str, list[int]]]] = {}
    for at, name in enumerate(known):
        half = len(name) // 2
        halves.setdefault(half, ({}, {}))[0].setdefault(name[:half], []).append(at)
        halves.setdefault(len(name) - half, ({}, {}))[1].setdefault(name[half:], []).append(at)
    found = {}
    for text in texts:
        shared: list[int] = []
        for length, (first, last) in halves.items():
            shared += first.get(text[:length], ())
            shared += last.get(text[-length:], ())
        near = [at for at in shared if Levenshtein.distance(text, known[at], score_cutoff=1) == 1]
        if near:
            found[text] = known[min(near)]
    return found
