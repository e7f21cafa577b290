"""What one header cell means in a kind of table: by known words, by its parts, by the levels it stands below."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from etl.contract import reference
from etl.contract.values import TableKind
from etl.headers import approvals, levels, sources, units
from etl.headers.vocabulary import letters, patterns, synonyms
from etl.parse.words import key

_SUM_OF_GROUP = re.compile(r"(?:合计|小计|总计)$")
_MARKS = re.compile(r"[、,.·/\s]")
_JOINTS = re.compile(r"[、,.·/()\[\]\s]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_OF_PLAN = re.compile(r"[“”\"]|(?:时期|期间|期末|末)")
"""What stands around the words of a five-year plan: “十四五”时期."""
_AMOUNTS = frozenset({"total_investment", "annual_plan", "adjusted_total"})
_AMOUNTS_BEGIN = ("invested", "year_plan", "year_amount", "done_in_year", "arrived.", "paid.", "planned.", "fund.")
_INVESTMENT = "投资"
_SCALE = re.compile(r"(?:项目|工程)?(?:建设|设计|改造)?规模")
_COUNTED = {"托位": "childcare_places", "学位": "school_places", "床": "elder_beds", "张": "elder_beds"}
_SHORTEST_GUESS = 4
_AFTER = re.compile(r"^(?:本次)?(?:调整|变更|调)后的?")
_BEFORE = re.compile(r"^(?:原(?:来|批复|计划|定|先)?的?|(?:调整|变更|调)前的?)")
_ADJUSTED = {"total_investment": "adjusted_total", "annual_plan": "annual_plan"}
"""What an amount after an adjustment is read as in a progress sheet."""
_WORDS_ONLY = frozenset({"work_of_year"})
"""Fields that hold words, so no column of amounts."""
_EARLIER = {"period": "earlier_period", "planned_start": "earlier_start", "planned_finish": "earlier_finish"}
"""What a plan that was changed is read as: 原建设期限, 原计划竣工时间."""


_LONGEST = 500
"""Longer text is no header."""


def base(header: str) -> str:
    """A header without brackets, spaces and line breaks, in the form in which headers are compared."""
    if len(header) > _LONGEST:
        return header
    return _MARKS.sub("", units.BRACKET.sub("", key(header)))


def field_of(header: str, kind: str) -> str | None:
    """The field that a header cell means in a kind of table."""
    found = meaning_of(header, kind)
    return found.field if found else None


def is_synonym(header: str) -> bool:
    """Whether a header, as it stands, is one of the known words of any kind of table."""
    return any(base(header) in words for words in synonyms().values())


class Meaning(NamedTuple):
    """Field of a header and how well it says so: 0 the value after an adjustment, then by the order of the synonyms."""

    field: str
    rank: int


_AFTER_A_CHANGE = 0
FIRST = 1
_WHOLE_YEAR = 4
"""So many digits has a year that is written in full (2026年, 26年)."""


@lru_cache(maxsize=4096)
def meaning_of(header: str, kind: str) -> Meaning | None:
    """The field that a header cell means, and how well it says so."""
    counted = _counted(header) if kind == TableKind.PROJECT_LIST else None
    if counted:
        return Meaning(counted, FIRST)
    unit = units.unit_of(header)
    header, _ = units.without_unit(header)
    if kind == TableKind.PROGRESS:
        return _of_progress(header) or _of_money(header, unit, kind)
    known = _known(header, kind)
    if known:
        return _with_year_of_base(known, header)
    return _of_year(header) if kind == TableKind.TARGETS else _by_parts(header, kind) or _of_money(header, unit, kind)


def _with_year_of_base(known: Meaning, header: str) -> Meaning:
    """A column 基期年 whose own brackets name the year holds values of the base, and no years: 基期年（2024年）."""
    years = _YEAR.findall(key(header)) if known.field == "dated_base" else []
    return Meaning(f"base_{years[0]}", known.rank) if len(years) == 1 else known


def _of_money(header: str, unit: str | None, kind: str) -> Meaning | None:
    """A header that leaves out 投资, which its unit or the group above says: 估算（万元）, 投资额 | 2025年目标."""
    group, _, part = header.strip().rpartition("\n")
    is_below = bool(group) and reference.words_of("table_words", "money_group").fullmatch(base(group)) is not None
    name = base(part) if is_below else base(header)
    is_told = is_below or unit in reference.money_units_wan()
    if not is_told or _INVESTMENT in name:
        return None
    meaning = meaning_of(name + _INVESTMENT, kind)
    return meaning if meaning and is_money(meaning.field) else None


def _known(header: str, kind: str) -> Meaning | None:
    """A header that is a synonym as it stands, with what its brackets hold, or before 合计."""
    words = synonyms().get(kind, {})
    name = base(header)
    spelled_out = _JOINTS.sub("", key(header))  # 县(市、区) is 县市区, not 县
    of_group = _SUM_OF_GROUP.sub("", name)  # 总投资合计
    for word in (spelled_out, name, of_group):
        if word in words:
            return Meaning(words[word], FIRST + list(words).index(word))
    return None


def _of_progress(header: str) -> Meaning | None:
    """A header of a progress sheet: with what its brackets hold, without it, or by the levels that it stands below."""
    words = synonyms()[TableKind.PROGRESS]
    whole = _MARKS.sub("", key(header))
    name = base(header)
    of_group = _SUM_OF_GROUP.sub("", name)  # 总投资 | 合计
    field = words.get(whole) or words.get(name) or levels.field_of(name) or words.get(of_group)
    field = field or _below_plain_group(header) or _planned_share(header) or _of_dates(header, TableKind.PROGRESS)
    if field:
        return Meaning(field, FIRST)
    if _AFTER.search(name):
        changed = _ADJUSTED.get(field_of(_AFTER.sub("", name), TableKind.PROJECT_LIST) or "")
        return Meaning(changed, _AFTER_A_CHANGE) if changed else None
    return _by_pattern(header, TableKind.PROGRESS, FIRST + len(words))


def _below_plain_group(header: str) -> str | None:
    """Field of a known header below a group that says no more than what it is about: 工期安排 | 开工时间."""
    group, _, part = header.strip().rpartition("\n")
    if group and reference.words_of("table_words", "problem_group").fullmatch(base(group)):
        return field_of(part, TableKind.PROGRESS)
    if not group or not reference.words_of("table_words", "plain_group").fullmatch(base(group)):
        return None
    field = field_of(part, TableKind.PROGRESS)
    return None if field in _WORDS_ONLY else field


def _planned_share(header: str) -> str | None:
    """Money of one source that the total is made of: 总投资 | 其中中央, 专项债券额度."""
    group, _, part = header.strip().rpartition("\n")
    says = reference.words_of
    if group and says("table_words", "total_group").fullmatch(base(group)):
        words = re.sub(r"^其中:?", "", base(part))
    else:
        words = re.sub(f"(?:{says('table_words', 'quota').pattern})$", "", base(header))
        if words == base(header):
            return _asked_for(base(header))
    source = levels.sources().get(words)
    return f"planned.cumulative.{source}" if source else None


def _asked_for(name: str) -> str | None:
    """Money of a source that a list plans by such a header (其中：专项债需求, 中央预算内), of no year of its own."""
    field = sources.field_of(name) or ""
    _, source, year, *_ = (*field.split(".", 3), "", "")
    return f"planned.cumulative.{source}" if field.startswith(sources.PREFIX) and not year else None


def _of_dates(header: str, kind: str) -> str | None:
    """A date below the group of what it is of: 开工日期 | 实际."""
    group, _, part = header.strip().rpartition("\n")
    says = reference.words_of
    is_date = says("table_words", "date_of").fullmatch(base(group)) and says("table_words", "date_kind").fullmatch(
        base(part)
    )
    return field_of(base(part) + base(group), kind) if is_date else None


def _of_year(header: str) -> Meaning | None:
    """A header of an indicator table that names a year: 2025年目标, or 2025年 below 规划目标.

    The field says what stands in the column at that year, so that a year's target and what was reached are two.
    """
    name = base(header)
    above, _, below = header.strip().rpartition("\n")
    if above and _header_of_year().fullmatch(base(below)):
        return Meaning(f"{_point(name)}_{base(below)[:4]}", FIRST)
    if _header_of_year().fullmatch(name):
        return Meaning(f"{_point(_with_brackets(header))}_{_YEAR.findall(name)[0]}", FIRST)
    if above and reference.words_of("table_words", "value_itself").fullmatch(base(below)):  # “十五五”目标 | 绝对值
        return meaning_of(above, TableKind.TARGETS)
    if name.startswith("目标值"):
        years = set(_YEAR.findall(key(header)))
        return Meaning(f"year_{years.pop()}" if len(years) == 1 else "target", FIRST)
    return _of_plan(name)


def _with_brackets(header: str) -> str:
    """A header in compared form with what its brackets hold: 2023年(中期评估)."""
    return _MARKS.sub("", key(header))


def _of_plan(name: str) -> Meaning | None:
    """A header that says of which five-year plan it is the target: “十四五”规划目标."""
    plan = next((row for row in reference.rows("plan_periods") if row["words"] in name), None)
    words = _OF_PLAN.sub("", name.replace(plan["words"], "", 1)) if plan else ""
    known = _known(words, TableKind.TARGETS) if words else None
    return Meaning(f"year_{plan['end_year']}", FIRST) if plan and known and known.field == "target" else None


def _point(name: str) -> str:
    """What stands in a column: how far it has come, the base, what is `expected`, a target (`year`), or what was
    `reached`."""
    kinds = {
        "progress_header": "progress",
        "base_header": "base",
        "expected_header": "expected",
        "goal_header": "year",
        "actual_header": "reached",
    }
    said = (kind for role, kind in kinds.items() if reference.words_of("table_words", role).search(name))
    return next(said, "year")


@cache
def _header_of_year() -> re.Pattern[str]:
    """2025年, 截至2023年底完成情况, 2023年度目标完成率."""
    says = reference.words_of
    words, end = says("table_words", "of_year").pattern, says("table_words", "of_year_end").pattern
    return re.compile(rf"(?:截[至止]到?|[至到])?{_YEAR.pattern}年?[度底末]?(?:{words})*(?:{end})?")


def _counted(header: str) -> str | None:
    """The field of a column 建设规模 that says in brackets what it counts: 平方米, 托位/个, 床位."""
    if not _SCALE.fullmatch(base(header)):
        return None
    inside = "".join(units.BRACKET.findall(key(header)))
    if units.unit_of(header) in reference.area_units_m2():
        return "floor_area" if "平" in inside or "㎡" in inside or inside.startswith("m") else None
    return next((field for word, field in _COUNTED.items() if word in inside), None)


def _by_parts(header: str, kind: str) -> Meaning | None:
    """A header that is put together: 调整后…, 原…, a part below its group of columns, or words of a known pattern."""
    name = base(header)
    if _AFTER.search(name):
        changed = field_of(_AFTER.sub("", name), kind)
        return Meaning(changed, _AFTER_A_CHANGE) if changed else None
    if kind != TableKind.PROJECT_LIST:
        return None
    if _BEFORE.search(name):
        earlier = _EARLIER.get(field_of(_BEFORE.sub("", name), kind) or "")
        return Meaning(earlier, FIRST) if earlier else None
    behind_synonyms = FIRST + len(synonyms()[kind])
    below_group = _of_dates(header, kind) or _below_group(header, kind)
    if below_group:
        return Meaning(below_group, behind_synonyms)
    return _by_pattern(header, kind, behind_synonyms + 1)


def _by_pattern(header: str, kind: str, rank: int) -> Meaning | None:
    """A header that is words of a known pattern, a step of approval, or a source of funds."""
    name = base(header)
    spelled_out = _JOINTS.sub("", key(header))
    names = (spelled_out, name) if spelled_out != name else (name,)  # 建设期限(止) ends with what its bracket holds
    found = (
        (field, match) for word in names for field, pattern in patterns(kind) if (match := pattern.fullmatch(word))
    )
    field, match = next(found, (None, None))
    if field and match:
        is_amount = field in _WORDS_ONLY and units.unit_of(header) in reference.money_units_wan()  # 年度任务（万元）
        return None if is_amount else Meaning(_of_its_year(field, match), rank)
    other = _by_levels(header, kind, names)
    return Meaning(other, rank) if other else None


def _by_levels(header: str, kind: str, names: tuple[str, ...]) -> str | None:
    """A step of approval, a source of funds, or what the lowest line says and the upper ones too."""
    group, _, part = header.strip().rpartition("\n")
    other = next(filter(None, (approvals.field_of(word, base(part) if group else "") for word in names)), None)
    if other is None and kind == TableKind.PROJECT_LIST:
        other = _source(header)
    if other is None and len(base(part)) > 1 and base(part) in base(group):  # 项目单位及负责人 | 负责人
        other = field_of(part, kind)
    return other


def _source(header: str) -> str | None:
    """The source of funds that a header names below a group of columns, or in words that are cut by its lines."""
    lines = header.strip().split("\n")
    cuts = (("".join(lines[:at]), "".join(lines[at:])) for at in range(len(lines) - 1, -1, -1))
    return next(filter(None, (sources.field_of(base(part), base(group)) for group, part in cuts)), None)


def _of_its_year(field: str, match: re.Match[str]) -> str:
    """The field, with the year that the header names, where there is one for each year: year_plan.2025."""
    year = match.groupdict().get("year")
    return f"{field}.{year if len(year) == _WHOLE_YEAR else f'20{year}'}" if year else field


def _below_group(header: str, kind: str) -> str | None:
    """Field of a header of several lines, the upper ones a group of columns; the lowest line that tells decides."""
    lines = header.strip().split("\n")
    for at in range(len(lines) - 1, 0, -1):
        group, part = "".join(lines[:at]), "".join(lines[at:])
        field = _part_of_group(base(group), part, kind)
        if field:
            return field
    return None


def _part_of_group(group: str, part: str, kind: str) -> str | None:
    """Field of a column below a group of columns (投资 | 总投资); a group without parts of its own names none."""
    for row in reference.rows("column_groups"):
        above = re.fullmatch(row["group"], group)
        if above is None:
            continue
        if not row["part"]:
            field = field_of(part, kind)
            is_amount = reference.words_of("table_words", "money_group").fullmatch(group) and field in _WORDS_ONLY
            return None if is_amount else field
        match = re.fullmatch(row["part"], re.sub(r"^其中:?", "", base(part)))
        if match:
            return _of_its_year(row["field"], above if "year" in above.groupdict() else match)
    return None


@lru_cache(maxsize=4096)
def guess(header: str, kind: str) -> str | None:
    """The one synonym, of four characters or more, that a header is a single character off; None for none or several.

    One character dropped, added or changed (an OCR slip): `项目口称` is 项目名称. A letter of which other headers are
    made, and the synonym is not, is no slip but another word: 开标时间 is not 开工时间, 是否停工 not 是否开工.
    """
    name = base(header)
    if len(name) < _SHORTEST_GUESS - 1 or field_of(header, kind):
        return None
    words = synonyms().get(kind, {})
    near = [
        word
        for word in words
        if len(word) >= _SHORTEST_GUESS
        and Levenshtein.distance(word, name) == 1
        and not (set(name) - set(word)) & letters()
    ]
    return near[0] if len({words[word] for word in near}) == 1 else None


def is_money(field: str | None) -> bool:
    """Whether a column of this meaning holds amounts of money."""
    return field is not None and (field in _AMOUNTS or field.startswith(_AMOUNTS_BEGIN))
