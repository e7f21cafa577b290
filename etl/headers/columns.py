"""Header cells -> fields, by the synonym table `data/reference/columns.csv`; and what kind of table they head."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from etl.contract import reference
from etl.contract.values import TableKind
from etl.headers import levels, units
from etl.parse.words import key, replacements

_SUM_OF_GROUP = re.compile(r"(?:合计|小计|总计)$")
_MARKS = re.compile(r"[、,.·/\s]")
_JOINTS = re.compile(r"[、,.·/()\[\]\s]")
_YEAR = re.compile(
    r"(?:19|20)\d\d年?[底末]?(?:现状|基期|基数|基准|实际|预计|目标|规划|指标|完成|达到)*(?:情况|水平|[值数])?"
)

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
_MONEY = re.compile("投资|资金|金额|经费|预算|概算|债|补助")
_BARE_AMOUNTS = frozenset({"投资", "投资金额", "投资数", "投资额度"})
_SCALE = re.compile(r"(?:项目|工程)?(?:建设|设计|改造)?规模")
_COUNTED = {"托位": "childcare_places", "学位": "school_places", "床": "elder_beds", "张": "elder_beds"}
_LONGEST_NAME_HEADER = 16
_LONGEST_HEADER = 40
_FEWEST_HEADERS = 2
_FEWEST_OF_OTHER = 3
_FEWEST_COMPANIONS = 2
_SHORTEST_GUESS = 4
_TELLING = frozenset("原旧新本年月已未拟后前其中续余缺到增减非")
"""A header that has one of these, and the synonym has not, is no slip of it: 原总投资 is not 总投资."""
_AFTER = re.compile(r"^(?:本次)?(?:调整|变更|调)后的?")
_BEFORE = re.compile(r"^(?:原(?:来|批复|计划|定|先)?的?|(?:调整|变更|调)前的?)")
_EARLIER = {"period": "earlier_period", "planned_start": "earlier_start", "planned_finish": "earlier_finish"}
"""What a plan that was changed is read as: 原建设期限, 原计划竣工时间."""
_TASKS = frozenset({"重点任务", "工作任务", "主要任务", "目标任务", "任务指标", "工作目标", "任务目标", "任务名称"})
"""Headers of indicators only where columns of targets or years stand beside them."""
_SERIAL = {key(word) for word in ("序号", "编号", "项次", "序")}


@dataclass(frozen=True, slots=True)
class Column:
    """One header cell as read, the field it means (None: unmapped) and the unit it states."""

    header: str
    field: str | None
    unit: str | None
    guess: str | None = None
    """The synonym that a header was read as, where it is one character off."""
    rival: str | None = None
    """The field that the header means too, where another column states it better."""
    by_person: bool = False
    """Whether a person's correction says what it holds, whatever else the row says."""


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
    return _MARKS.sub("", units.BRACKET.sub("", key(header)))


def field_of(header: str, kind: str) -> str | None:
    """The field that a header cell means in a kind of table."""
    found = _meaning(header, kind)
    return found.field if found else None


def is_synonym(header: str) -> bool:
    """Whether a header, as it stands, is one of the known words of any kind of table."""
    return any(base(header) in words for words in _synonyms().values())


class _Meaning(NamedTuple):
    """Field of a header and how well it says so: 0 the value after an adjustment, then by the order of the synonyms."""

    field: str
    rank: int


_AFTER_A_CHANGE = 0
_FIRST = 1


@lru_cache(maxsize=4096)
def _meaning(header: str, kind: str) -> _Meaning | None:
    counted = _counted(header) if kind == TableKind.PROJECT_LIST else None
    if counted:
        return _Meaning(counted, _FIRST)
    header, _ = units.without_unit(header)
    if kind == TableKind.PROGRESS:
        return _of_progress(header)
    known = _known(header, kind)
    if known:
        return known
    return _of_year(header) if kind == TableKind.TARGETS else _by_parts(header, kind)


def _known(header: str, kind: str) -> _Meaning | None:
    """A header that is a synonym as it stands, with what its brackets hold, or before 合计."""
    synonyms = _synonyms().get(kind, {})
    name = base(header)
    spelled_out = _JOINTS.sub("", key(header))  # 县(市、区) is 县市区, not 县
    of_group = _SUM_OF_GROUP.sub("", name)  # 总投资合计
    for word in (name, spelled_out, of_group):
        if word in synonyms:
            return _Meaning(synonyms[word], _FIRST + list(synonyms).index(word))
    return None


def _of_progress(header: str) -> _Meaning | None:
    """A header of a progress sheet: with what its brackets hold, without it, or by the levels that it stands below."""
    synonyms = _synonyms()[TableKind.PROGRESS]
    whole = _MARKS.sub("", key(header))
    name = base(header)
    field = synonyms.get(whole) or synonyms.get(name) or levels.field_of(name)
    return _Meaning(field, _FIRST) if field else None


def _of_year(header: str) -> _Meaning | None:
    """A header of an indicator table that names a year: 2025年目标, or 2025年 below 规划目标."""
    name = base(header)
    above, _, below = header.strip().rpartition("\n")
    own = base(below)
    if above and _YEAR.fullmatch(own):
        return _Meaning(f"year_{own[:4]}", _FIRST)
    if name.startswith("目标值"):
        return _Meaning("target", _FIRST)
    return _Meaning(f"year_{name[:4]}", _FIRST) if _YEAR.fullmatch(name) else None


def _counted(header: str) -> str | None:
    """The field of a column 建设规模 that says in brackets what it counts: 平方米, 托位/个, 床位."""
    if not _SCALE.fullmatch(base(header)):
        return None
    inside = "".join(units.BRACKET.findall(key(header)))
    if units.unit_of(header) in reference.area_units_m2():
        return "floor_area" if "平" in inside or "㎡" in inside or inside.startswith("m") else None
    return next((field for word, field in _COUNTED.items() if word in inside), None)


def _by_parts(header: str, kind: str) -> _Meaning | None:
    """A header that is put together: 调整后…, 原…, a part below its group of columns, or words of a known pattern."""
    name = base(header)
    if _AFTER.search(name):
        changed = field_of(_AFTER.sub("", name), kind)
        return _Meaning(changed, _AFTER_A_CHANGE) if changed else None
    if kind != TableKind.PROJECT_LIST:
        return None
    if _BEFORE.search(name):
        earlier = _EARLIER.get(field_of(_BEFORE.sub("", name), kind) or "")
        return _Meaning(earlier, _FIRST) if earlier else None
    behind_synonyms = _FIRST + len(_synonyms()[kind])
    below_group = _below_group(header, kind)
    if below_group:
        return _Meaning(below_group, behind_synonyms)
    field = next((field for field, pattern in _patterns() if pattern.fullmatch(name)), None)
    return _Meaning(field, behind_synonyms + 1) if field else None


def _below_group(header: str, kind: str) -> str | None:
    """Field of a header of several lines, the upper ones a group of columns; the lowest line that tells decides."""
    lines = header.strip().split("\n")
    for at in range(len(lines) - 1, 0, -1):
        group, part = "".join(lines[:at]), "".join(lines[at:])
        field = _part_of_group(base(group), part, kind)
        if field:
            return field
    return None


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(row["field"], re.compile(row["pattern"])) for row in reference.rows("column_patterns")]


def _part_of_group(group: str, part: str, kind: str) -> str | None:
    """Field of a column below a group of columns (投资 | 总投资); a group without parts of its own names none."""
    for row in reference.rows("column_groups"):
        if not re.fullmatch(row["group"], group):
            continue
        if not row["part"]:
            return field_of(part, kind)
        if re.fullmatch(row["part"], re.sub(r"^其中:?", "", base(part))):
            return row["field"]
    return None


@lru_cache(maxsize=4096)
def guess(header: str, kind: str) -> str | None:
    """The one synonym, of four characters or more, that a header is a single character off; None for none or several.

    One character dropped, added or changed (an OCR slip): `项目口称` is 项目名称.
    """
    name = base(header)
    if len(name) < _SHORTEST_GUESS - 1 or field_of(header, kind):
        return None
    synonyms = _synonyms().get(kind, {})
    near = [
        word
        for word in synonyms
        if len(word) >= _SHORTEST_GUESS
        and Levenshtein.distance(word, name) == 1
        and not (set(name) - set(word)) & _TELLING
    ]
    return near[0] if len({synonyms[word] for word in near}) == 1 else None


def is_serial_header(cell: str) -> bool:
    """Whether a cell is the header of a serial number column."""
    return key(cell) in _SERIAL


def kind_of(cells: list[str]) -> TableKind | None:
    """Which kind of table a row of cells heads; None where it is no header.

    A project list needs its name column and two of type, period, place, content, investment, unit beside it.
    """
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) < _FEWEST_HEADERS or any(len(cell) > _LONGEST_HEADER for cell in filled):
        return None
    if names_projects(cells) and _is_progress(filled):
        return TableKind.PROGRESS
    found = next((kind for name, kind in KEYS.items() if _heads(filled, name, kind)), None)
    if found:
        return found
    return TableKind.OTHER if is_serial_header(filled[0]) and len(filled) >= _FEWEST_OF_OTHER else None


def _heads(cells: list[str], name: str, kind: TableKind) -> bool:
    """Whether cells have the column `name` that makes a table what it is, and what must stand beside it."""
    fields = {field_of(cell, kind) for cell in cells}
    if name not in fields and not _is_guessed(name, kind, cells):
        return False
    if kind is TableKind.PROJECT_LIST:
        return len(fields & _COMPANIONS) >= _FEWEST_COMPANIONS
    if kind is TableKind.TARGETS and any(base(cell) in _TASKS for cell in cells):
        return _has_goals(fields)
    return True


def _has_goals(fields: set[str | None]) -> bool:
    return any(field and (field == "target" or field.startswith("year_")) for field in fields)


def _is_progress(cells: list[str]) -> bool:
    reported = [cell for cell in cells if not base(cell).startswith("拟")]  # 拟竣工时间 is a plan, no report
    fields = {field_of(cell, TableKind.PROGRESS) for cell in reported}
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
    may_be = _name_letters().search
    for cell in cells:  # noqa: SIM110 - asked of every row, and `any` of a generator takes twice as long
        if 1 < len(cell) < _LONGEST_NAME_HEADER and may_be(cell) and base(cell) in _name_words():
            return True
    return False


@cache
def _name_letters() -> re.Pattern[str]:
    """The last letters of the words that head a column of names or codes, in each way to write them: one is there."""
    letters = {word[-1] for word in _name_words()}
    written = letters | {odd for odd, letter in replacements().items() if letter.lower() in letters}
    return re.compile(f"[{re.escape(''.join(sorted(written)))}]")


@cache
def _name_words() -> frozenset[str]:
    return frozenset(word for word, field in _synonyms()[TableKind.PROGRESS].items() if field in ("name", "code"))


def looks_like_list(cells: list[str]) -> bool:
    """Whether a header has most of a project list's columns, its name column aside."""
    return len({field_of(cell, TableKind.PROJECT_LIST) for cell in cells} & _COMPANIONS) >= 3


def columns(cells: list[str], kind: TableKind) -> list[Column]:
    """Map the cells of a header: known words first, then guesses for fields that are still free.

    Of two columns with one meaning the one counts that says so best, else the first; the other is its rival. A second
    column of contents (建设规模 beside 建设内容) is read too, as `content_more`.
    """
    meanings = [_meaning(cell, kind) if cell.strip() else None for cell in cells]
    best = _best_places(meanings)
    fields = [_field_at(place, meaning, best) for place, meaning in enumerate(meanings)]
    _read_more_contents(fields, meanings)
    mapped = [
        Column(cell, field, units.unit_of(cell), rival=meaning.field if meaning and not field else None)
        for cell, field, meaning in zip(cells, fields, meanings, strict=True)
    ]
    mapped = _with_guesses(mapped, kind)
    return _with_only_amount(mapped) if kind is TableKind.PROJECT_LIST else mapped


def _best_places(meanings: list[_Meaning | None]) -> dict[str, int]:
    """For each field the place of the header that says it best, the first of several that say it as well."""
    told = [(meaning.rank, place, meaning.field) for place, meaning in enumerate(meanings) if meaning]
    best: dict[str, int] = {}
    for _, place, field in sorted(told):
        best.setdefault(field, place)
    return best


def _field_at(place: int, meaning: _Meaning | None, best: dict[str, int]) -> str | None:
    return meaning.field if meaning and best[meaning.field] == place else None


def _read_more_contents(fields: list[str | None], meanings: list[_Meaning | None]) -> None:
    """The first column of contents that is not the best is read too."""
    for place, meaning in enumerate(meanings):
        if meaning and meaning.field == "content" and not fields[place]:
            fields[place] = "content_more"
            return


def _with_guesses(mapped: list[Column], kind: TableKind) -> list[Column]:
    """Read headers that nothing is known of as fields that no other column has, where they are one character off."""
    taken = {column.field for column in mapped}
    found: list[Column] = []
    for column in mapped:
        is_free = column.field is None and column.rival is None and column.header.strip()
        word = guess(column.header, kind) if is_free else None
        field = _synonyms()[kind][word] if word else None
        if word and field not in taken:
            column = replace(column, field=field, guess=word)
            taken.add(field)
        found.append(column)
    return found


def _with_only_amount(mapped: list[Column]) -> list[Column]:
    """Read a column that is headed 投资 and nothing more as the total, where no other column speaks of money."""
    amounts = [
        place
        for place, column in enumerate(mapped)
        if column.field in ("total_investment", "annual_plan")
        or (column.field is None and _MONEY.search(column.header))
    ]
    if len(amounts) != 1 or base(mapped[amounts[0]].header) not in _BARE_AMOUNTS:
        return mapped
    only = mapped[amounts[0]]
    mapped[amounts[0]] = replace(only, field="total_investment", guess="总投资", rival=None)
    return mapped
