"""Header cells -> fields, by the synonym table `data/reference/columns.csv`; and what kind of table they head."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from etl import reference
from etl.extract import progress_header
from etl.parse.words import key
from etl.records import TableKind

_BRACKET = re.compile(r"[(\[【〔]([^)\]】〕]*)[)\]】〕]")
_UNIT_CAPTION = re.compile(r"单位[:;]?([^\s;。()]{1,16})")
_SUM_OF_GROUP = re.compile(r"(?:合计|小计|总计)$")
_YEAR = re.compile(r"(?:19|20)\d\d年?(?:现状|基期|实际|目标|规划)?值?")

KEYS = {
    "name": TableKind.PROJECT_LIST,
    "indicator": TableKind.TARGETS,
    "policy": TableKind.POLICIES,
    "task": TableKind.TASKS,
}
"""The field whose column makes a table what it is."""

_COMPANIONS = {"type", "nature", "period", "location", "content", "total_investment", "implementing_unit"}
_PROGRESS = {"invested_month", "invested_year", "invested_total", "status", "actual_start"}
"""A progress sheet has one of these; and beside it a second, or one of the following."""
_PROGRESS_TOO = {
    "invested_before_year",
    "physical_progress",
    "actual_finish",
    "forecast_finish",
    "problems",
    "next_steps",
}
_LONGEST_NAME_HEADER = 16
_SHORTEST_GUESS = 4
_SERIAL = {key(word) for word in ("序号", "编号", "项次", "序")}


@dataclass(frozen=True, slots=True)
class Column:
    """One header cell as read, the field it means (None: unmapped) and the unit it states."""

    header: str
    field: str | None
    unit: str | None
    guess: str | None = None
    """The synonym that a header was read as, where it is one character off."""


@cache
def _synonyms() -> dict[str, dict[str, str]]:
    """Kind of table -> normalised header -> field."""
    found: dict[str, dict[str, str]] = {}
    for row in reference.rows("columns"):
        kinds = [kind.value for kind in KEYS.values()] if row["kind"] == "any" else [row["kind"]]
        for kind in kinds:
            found.setdefault(kind, {})[key(row["synonym"])] = row["field"]
    progress = {**found[TableKind.PROJECT_LIST], **found[TableKind.PROGRESS]}  # a list's columns mean the same there
    found[TableKind.PROGRESS] = {word: field for word, field in progress.items() if field != "-"}
    return found


def base(header: str) -> str:
    """A header without brackets, spaces and line breaks, in the form in which headers are compared."""
    return re.sub(r"[、,.·/]|\s", "", _BRACKET.sub("", key(header)))


@lru_cache(maxsize=4096)
def field_of(header: str, kind: str) -> str | None:
    """The field that a header cell means in a kind of table."""
    synonyms = _synonyms().get(kind, {})
    name = base(header)
    if kind == TableKind.PROGRESS:
        whole = re.sub(r"[、,.·/]|\s", "", key(header))
        return synonyms.get(whole) or synonyms.get(name) or progress_header.field_of(name)
    spelled_out = re.sub(r"[、,.·/()\[\]]|\s", "", key(header))  # 县(市、区) is 县市区, not 县
    field = synonyms.get(name) or synonyms.get(spelled_out) or synonyms.get(_SUM_OF_GROUP.sub("", name))
    if field is None and kind == TableKind.TARGETS:
        if name.startswith("目标值"):
            return "target"
        return f"year_{name[:4]}" if _YEAR.fullmatch(name) else None
    return field


@lru_cache(maxsize=4096)
def guess(header: str, kind: str) -> str | None:
    """The one synonym, of four characters or more, that a header is a single character off; None for none or several.

    One character dropped, added or changed (an OCR slip): `项目口称` is 项目名称.
    """
    name = base(header)
    if len(name) < _SHORTEST_GUESS - 1 or field_of(header, kind):
        return None
    synonyms = _synonyms().get(kind, {})
    near = [word for word in synonyms if len(word) >= _SHORTEST_GUESS and Levenshtein.distance(word, name) == 1]
    return near[0] if len({synonyms[word] for word in near}) == 1 else None


def unit_of(header: str) -> str | None:
    """The unit that a header cell states in brackets (万元, 亩, …)."""
    known = {**reference.money_units(), **reference.area_units()}
    for inside in _BRACKET.findall(key(header)):
        unit = inside.removeprefix("单位").lstrip(":")
        if unit in known:
            return str(unit)
    return None


def caption_unit(text: str) -> str | None:
    """The unit of money that a caption states (单位:万元)."""
    match = _UNIT_CAPTION.search(key(text))
    units = re.split(r"[、/,]", match[1]) if match else []
    return next((unit for unit in units if unit in reference.money_units()), None)


def is_serial_header(cell: str) -> bool:
    """Whether a cell is the header of a serial number column."""
    return key(cell) in _SERIAL


def kind_of(cells: list[str]) -> TableKind | None:
    """Which kind of table a row of cells heads; None where it is no header.

    A project list needs its name column and two of type, period, place, content, investment, unit beside it.
    """
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) < 2 or any(len(cell) > 40 for cell in filled):
        return None
    if names_projects(cells) and _is_progress({field_of(cell, TableKind.PROGRESS) for cell in filled}):
        return TableKind.PROGRESS
    for name, kind in KEYS.items():
        fields = {field_of(cell, kind) for cell in filled}
        if name not in fields and not _is_guessed(name, kind, filled):
            continue
        if kind is TableKind.PROJECT_LIST and len(fields & _COMPANIONS) < 2:
            continue
        return kind
    return TableKind.OTHER if is_serial_header(filled[0]) and len(filled) >= 3 else None


def _is_progress(fields: set[str | None]) -> bool:
    money = {field for field in fields if field and field.startswith(("arrived.", "paid."))}
    telling = len(fields & _PROGRESS) + bool(money)
    return telling > 0 and telling + len(fields & _PROGRESS_TOO) >= 2


def _is_guessed(name: str, kind: TableKind, cells: list[str]) -> bool:
    """Whether a project list's name column stands there with a slip."""
    if kind is not TableKind.PROJECT_LIST:
        return False
    return any(_synonyms()[kind].get(guess(cell, kind) or "") == name for cell in cells)


def names_projects(cells: list[str]) -> bool:
    """Whether one of the cells heads a column of project names or codes."""
    return any(base(cell) in _name_words() for cell in cells if 1 < len(cell) < _LONGEST_NAME_HEADER)


@cache
def _name_words() -> frozenset[str]:
    return frozenset(word for word, field in _synonyms()[TableKind.PROGRESS].items() if field in ("name", "code"))


def looks_like_list(cells: list[str]) -> bool:
    """Whether a header has most of a project list's columns, its name column aside."""
    return len({field_of(cell, TableKind.PROJECT_LIST) for cell in cells} & _COMPANIONS) >= 3


def columns(cells: list[str], kind: TableKind) -> list[Column]:
    """Map the cells of a header: exact synonyms first, then guesses for fields that are still free.

    The second of two columns with one meaning stays unmapped.
    """
    mapped: list[Column] = []
    seen: set[str | None] = set()
    for cell in cells:
        field = field_of(cell, kind) if cell.strip() else None
        mapped.append(Column(cell, None if field in seen else field, unit_of(cell)))
        seen.add(field)
    for position, column in enumerate(mapped):
        word = guess(column.header, kind) if column.field is None and column.header.strip() else None
        field = _synonyms()[kind][word] if word else None
        if field and field not in seen:
            mapped[position] = Column(column.header, field, column.unit, word)
            seen.add(field)
    return mapped
