"""Header cells -> fields, by the synonym table `data/reference/columns.csv`; and what kind of table they head."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from etl.contract import reference
from etl.contract.values import TableKind
from etl.headers import levels
from etl.parse.words import key, replacements

_BRACKET = re.compile(r"[(\[【〔]([^)\]】〕]*)[)\]】〕]")
_UNIT_CAPTION = re.compile(r"单位[:;]?(?=([^\s;。()]{1,16}))")
_UNIT_OF_TITLE = re.compile(r"\((?:金额)?(?:单位)?:?([千百十]?万?亿?元)\)$")
"""A title that ends with its unit: 项目调度台账(万元)."""
_SUM_OF_GROUP = re.compile(r"(?:合计|小计|总计)$")
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
_SHORTEST_GUESS = 4
_TELLING = frozenset("原旧新本年月已未拟后前其中续余缺到增减非")
"""A header that has one of these, and the synonym has not, is no slip of it: 原总投资 is not 总投资."""
_AFTER = re.compile(r"^(?:本次)?(?:调整|变更|调)后的?")
_BEFORE = re.compile(r"^(?:原(?:来|批复|计划|定|先)?的?|(?:调整|变更|调)前的?)")
_EARLIER = {"period": "earlier_period", "planned_start": "earlier_start", "planned_finish": "earlier_finish"}
"""What a plan that was changed is read as: 原建设期限, 原计划竣工时间."""
_TASKS = frozenset({"重点任务", "工作任务", "主要任务", "目标任务", "任务指标", "工作目标", "任务目标", "任务名称"})
"""Headers of indicators only where columns of targets or years stand beside them."""
_MEASURES = frozenset("张个床人名座处套户所家")
"""What counts beds, places, houses, in a row of units below a header."""
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
    return re.sub(r"[、,.·/]|\s", "", _BRACKET.sub("", key(header)))


def field_of(header: str, kind: str) -> str | None:
    """The field that a header cell means in a kind of table."""
    found = _meaning(header, kind)
    return found[0] if found else None


def is_synonym(header: str) -> bool:
    """Whether a header, as it stands, is one of the known words of any kind of table."""
    return any(base(header) in words for words in _synonyms().values())


@lru_cache(maxsize=4096)
def _meaning(header: str, kind: str) -> tuple[str, int] | None:
    """Field of a header and how well it says so: 0 the value after an adjustment, then by the order of the synonyms."""
    counted = _counted(header) if kind == TableKind.PROJECT_LIST else None
    if counted:
        return counted, 1
    header, _ = _without_unit(header)
    synonyms = _synonyms().get(kind, {})
    name = base(header)
    if kind == TableKind.PROGRESS:
        whole = re.sub(r"[、,.·/]|\s", "", key(header))
        field = synonyms.get(whole) or synonyms.get(name) or levels.field_of(name)
        return (field, 1) if field else None
    spelled_out = re.sub(r"[、,.·/()\[\]]|\s", "", key(header))  # 县(市、区) is 县市区, not 县
    for word in (name, spelled_out, _SUM_OF_GROUP.sub("", name)):
        if word in synonyms:
            return synonyms[word], 1 + list(synonyms).index(word)
    if kind == TableKind.TARGETS:
        part = base(header.strip().rpartition("\n")[2])
        if "\n" in header.strip() and _YEAR.fullmatch(part):  # 规划目标 over 2025年
            return f"year_{part[:4]}", 1
        if name.startswith("目标值"):
            return "target", 1
        return (f"year_{name[:4]}", 1) if _YEAR.fullmatch(name) else None
    return _by_parts(header, name, kind)


def _counted(header: str) -> str | None:
    """The field of a column 建设规模 that says in brackets what it counts: 平方米, 托位/个, 床位."""
    if not _SCALE.fullmatch(base(header)):
        return None
    inside = "".join(_BRACKET.findall(key(header)))
    if unit_of(header) in reference.area_units():
        return "floor_area" if "平" in inside or "㎡" in inside or inside.startswith("m") else None
    return next((field for word, field in _COUNTED.items() if word in inside), None)


def _by_parts(header: str, name: str, kind: str) -> tuple[str, int] | None:
    """A header that is put together: 调整后…, a part below its group of columns, or words of a known pattern."""
    if _AFTER.search(name):
        found = _meaning(_AFTER.sub("", name), kind)
        return (found[0], 0) if found else None
    if kind != TableKind.PROJECT_LIST:
        return None
    if _BEFORE.search(name):
        found = _meaning(_BEFORE.sub("", name), kind)
        field = _EARLIER.get(found[0]) if found else None
        return (field, 1) if field else None
    lines = header.strip().split("\n")
    splits = (("".join(lines[:at]), "".join(lines[at:])) for at in range(len(lines) - 1, 0, -1))
    part_field = next((one for group, part in splits if (one := _part_of_group(base(group), part, kind))), None)
    if part_field:
        return part_field, len(_synonyms()[kind]) + 1
    field = next((field for field, pattern in _patterns() if pattern.fullmatch(name)), None)
    return (field, len(_synonyms()[kind]) + 2) if field else None


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


def unit_of(header: str) -> str | None:
    """The unit that a header cell states in brackets, or in a line of its own below (万元, 亩, …)."""
    known = {**reference.money_units(), **reference.area_units()}
    _, below = _without_unit(header)
    for inside in [*_BRACKET.findall(key(header)), *([below] if below else [])]:
        unit = inside.removeprefix("单位").lstrip(":")
        if unit in known:
            return str(unit)
    return None


def caption_unit(text: str) -> str | None:
    """The unit of money that a caption states (单位:万元), other words behind it or not."""
    return next((unit for unit in _caption_units(text) if unit in reference.money_units()), None)


def caption_area_unit(text: str) -> str | None:
    """The unit of area that a caption states (单位:万元、平方米)."""
    return next((unit for unit in _caption_units(text) if unit in reference.area_units()), None)


def _caption_units(text: str) -> list[str]:
    in_title = _UNIT_OF_TITLE.search(key(text))
    named = [in_title[1]] if in_title else []
    named += [word for match in _UNIT_CAPTION.finditer(key(text)) for word in re.split(r"[、/,]", match[1])]
    money = [unit for unit in reference.money_units() if unit.endswith("元")]
    known = sorted([*money, *(unit for unit in reference.area_units() if len(unit) > 1)], key=len, reverse=True)
    return [next((unit for unit in known if word.startswith(unit)), word) for word in named]


def is_unit(cell: str) -> bool:
    """Whether a cell states a unit of money or area, or a measure word, and nothing else, in brackets or not."""
    unit = key(cell).strip("()[]")
    return unit in reference.money_units() or unit in reference.area_units() or unit in _MEASURES


def _without_unit(header: str) -> tuple[str, str | None]:
    """A header without the unit that stands in its last line, and that unit (总投资 over 万元)."""
    above, _, below = header.strip().rpartition("\n")
    return (above, key(below).strip("()[]")) if above and is_unit(below) else (header, None)


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
    reported = [cell for cell in filled if not base(cell).startswith("拟")]  # 拟竣工时间 is a plan, no report
    if names_projects(cells) and _is_progress({field_of(cell, TableKind.PROGRESS) for cell in reported}):
        return TableKind.PROGRESS
    for name, kind in KEYS.items():
        fields = {field_of(cell, kind) for cell in filled}
        if name not in fields and not _is_guessed(name, kind, filled):
            continue
        if kind is TableKind.PROJECT_LIST and len(fields & _COMPANIONS) < 2:
            continue
        if kind is TableKind.TARGETS and any(base(cell) in _TASKS for cell in filled) and not _has_goals(fields):
            continue
        return kind
    return TableKind.OTHER if is_serial_header(filled[0]) and len(filled) >= 3 else None


def _has_goals(fields: set[str | None]) -> bool:
    return any(field and (field == "target" or field.startswith("year_")) for field in fields)


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
    best: dict[str, tuple[int, int]] = {}
    for position, meaning in enumerate(meanings):
        if meaning:
            best[meaning[0]] = min(best.get(meaning[0], (meaning[1], position)), (meaning[1], position))
    mapped: list[Column] = []
    for position, (cell, meaning) in enumerate(zip(cells, meanings, strict=True)):
        field = meaning[0] if meaning else None
        wins = field is not None and best[field][1] == position
        more = field == "content" and not wins and all(column.field != "content_more" for column in mapped)
        taken = field if wins else "content_more" if more else None
        mapped.append(Column(cell, taken, unit_of(cell), rival=None if taken else field))
    for position, column in enumerate(mapped):
        free = column.field is None and column.rival is None and column.header.strip()
        word = guess(column.header, kind) if free else None
        field = _synonyms()[kind][word] if word else None
        if field and field not in best:
            mapped[position] = Column(column.header, field, column.unit, word)
            best[field] = (0, position)
    return _with_only_amount(mapped) if kind is TableKind.PROJECT_LIST else mapped


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
    mapped[amounts[0]] = Column(only.header, "total_investment", only.unit, "总投资")
    return mapped
