"""Header cells -> fields, by the synonym table `data/reference/columns.csv`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from etl.contract import reference
from etl.contract.values import TableKind
from etl.headers import approvals, levels, neighbours, sources, units
from etl.headers.vocabulary import letters, patterns, synonyms
from etl.parse.quantities import QuantityColumn, quantity_column
from etl.parse.quantities.basis import DESIGN
from etl.parse.words import key

_SUM_OF_GROUP = re.compile(r"(?:合计|小计|总计)$")
_MARKS = re.compile(r"[、,.·/\s]")
_JOINTS = re.compile(r"[、,.·/()\[\]\s]")
_YEAR = re.compile(r"(?:19|20)\d\d")

_MONEY = re.compile("投资|资金|金额|经费|预算|概算|债|补助")
_AMOUNTS = frozenset({"total_investment", "annual_plan", "adjusted_total"})
_AMOUNTS_BEGIN = ("invested", "year_plan", "year_amount", "done_in_year", "arrived.", "paid.", "planned.", "fund.")
_BARE_AMOUNTS = frozenset({"投资", "投资金额", "投资数", "投资额度"})
_BOND, _SPECIAL_BOND, _GENERAL_BOND = "债券", "专项债", "一般债"
_SAYS_DONE = re.compile("完成|投资|产值")
_SCALE = re.compile(r"(?:项目|工程)?(?:建设|设计|改造)?规模")
_COUNTED = {"托位": "childcare_places", "学位": "school_places", "床": "elder_beds", "张": "elder_beds"}
_SHORTEST_GUESS = 4
_AFTER = re.compile(r"^(?:本次)?(?:调整|变更|调)后的?")
_BEFORE = re.compile(r"^(?:原(?:来|批复|计划|定|先)?的?|(?:调整|变更|调)前的?)")
_ADJUSTED = {"total_investment": "adjusted_total", "annual_plan": "annual_plan"}
"""What an amount after an adjustment is read as in a progress sheet."""
_MORE = {"content": "content_more", "leader": "leader_more"}
"""Fields of which a second column is read too."""
_WORDS_ONLY = frozenset({"work_of_year"})
"""Fields that hold words, so no column of amounts."""
_EARLIER = {"period": "earlier_period", "planned_start": "earlier_start", "planned_finish": "earlier_finish"}
"""What a plan that was changed is read as: 原建设期限, 原计划竣工时间."""


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
    also: str | None = None
    """A second field that its cells state: 项目名称及建设规模."""


def base(header: str) -> str:
    """A header without brackets, spaces and line breaks, in the form in which headers are compared."""
    return _MARKS.sub("", units.BRACKET.sub("", key(header)))


def field_of(header: str, kind: str) -> str | None:
    """The field that a header cell means in a kind of table."""
    found = _meaning(header, kind)
    return found.field if found else None


def is_synonym(header: str) -> bool:
    """Whether a header, as it stands, is one of the known words of any kind of table."""
    return any(base(header) in words for words in synonyms().values())


class _Meaning(NamedTuple):
    """Field of a header and how well it says so: 0 the value after an adjustment, then by the order of the synonyms."""

    field: str
    rank: int


_AFTER_A_CHANGE = 0
_FIRST = 1
_WHOLE_YEAR = 4
"""So many digits has a year that is written in full (2026年, 26年)."""


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
    words = synonyms().get(kind, {})
    name = base(header)
    spelled_out = _JOINTS.sub("", key(header))  # 县(市、区) is 县市区, not 县
    of_group = _SUM_OF_GROUP.sub("", name)  # 总投资合计
    for word in (spelled_out, name, of_group):
        if word in words:
            return _Meaning(words[word], _FIRST + list(words).index(word))
    return None


def _of_progress(header: str) -> _Meaning | None:
    """A header of a progress sheet: with what its brackets hold, without it, or by the levels that it stands below."""
    words = synonyms()[TableKind.PROGRESS]
    whole = _MARKS.sub("", key(header))
    name = base(header)
    of_group = _SUM_OF_GROUP.sub("", name)  # 总投资 | 合计
    field = words.get(whole) or words.get(name) or levels.field_of(name) or words.get(of_group)
    field = field or _below_plain_group(header) or _planned_share(header)
    if field:
        return _Meaning(field, _FIRST)
    if _AFTER.search(name):
        changed = _ADJUSTED.get(field_of(_AFTER.sub("", name), TableKind.PROJECT_LIST) or "")
        return _Meaning(changed, _AFTER_A_CHANGE) if changed else None
    return _by_pattern(header, TableKind.PROGRESS, _FIRST + len(words))


def _below_plain_group(header: str) -> str | None:
    """Field of a known header below a group that says no more than what it is about: 工期安排 | 开工时间."""
    group, _, part = header.strip().rpartition("\n")
    if group and reference.words_of("table_words", "problem_group").fullmatch(base(group)):
        return field_of(part, TableKind.PROGRESS)
    if not group or not reference.words_of("table_words", "plain_group").fullmatch(base(group)):
        return None
    return synonyms()[TableKind.PROGRESS].get(base(part)) or levels.field_of(base(part))


def _planned_share(header: str) -> str | None:
    """Money of one source that the total is made of: 总投资 | 其中中央, 专项债券额度."""
    group, _, part = header.strip().rpartition("\n")
    says = reference.words_of
    if group and says("table_words", "total_group").fullmatch(base(group)):
        words = re.sub(r"^其中:?", "", base(part))
    else:
        words = re.sub(f"(?:{says('table_words', 'quota').pattern})$", "", base(header))
        if words == base(header):
            return None
    source = levels.sources().get(words)
    return f"planned.cumulative.{source}" if source else None


def _of_year(header: str) -> _Meaning | None:
    """A header of an indicator table that names a year: 2025年目标, or 2025年 below 规划目标.

    The field says what stands in the column at that year, so that a year's target and what was reached are two.
    """
    name = base(header)
    above, _, below = header.strip().rpartition("\n")
    if above and _header_of_year().fullmatch(base(below)):
        return _Meaning(f"{_point(name)}_{base(below)[:4]}", _FIRST)
    if _header_of_year().fullmatch(name):
        return _Meaning(f"{_point(name)}_{_YEAR.findall(name)[0]}", _FIRST)
    if not name.startswith("目标值"):
        return None
    years = set(_YEAR.findall(key(header)))
    return _Meaning(f"year_{years.pop()}" if len(years) == 1 else "target", _FIRST)


def _point(name: str) -> str:
    """What stands in a column: how far it has come, the base, a target (`year`), or what was `reached`."""
    kinds = {"progress_header": "progress", "base_header": "base", "goal_header": "year", "actual_header": "reached"}
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
    behind_synonyms = _FIRST + len(synonyms()[kind])
    below_group = _below_group(header, kind)
    if below_group:
        return _Meaning(below_group, behind_synonyms)
    return _by_pattern(header, kind, behind_synonyms + 1)


def _by_pattern(header: str, kind: str, rank: int) -> _Meaning | None:
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
        return None if is_amount else _Meaning(_of_its_year(field, match), rank)
    other = _by_levels(header, kind, names)
    return _Meaning(other, rank) if other else None


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
            return field_of(part, kind)
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


def columns(cells: list[str], kind: TableKind) -> list[Column]:
    """Map the cells of a header: known words first, then guesses for fields that are still free.

    Of two columns with one meaning the one counts that says so best, else the first; the other is its rival. A second
    column of contents (建设规模 beside 建设内容) is read too, as `content_more`.
    """
    meanings = [_meaning(cell, kind) if cell.strip() else None for cell in cells]
    if kind is TableKind.PROGRESS:
        meanings = _without_unclear_sums(_of_named_bonds(meanings, cells), cells)
        meanings = _beside_problems(meanings, cells)
    if kind is TableKind.PROJECT_LIST:
        meanings = _without_names_of_things(meanings, cells)
    best = _best_places(meanings)
    fields = [_field_at(place, meaning, best) for place, meaning in enumerate(meanings)]
    _read_more(fields, meanings)
    mapped = [
        Column(cell, field, units.unit_of(cell), rival=meaning.field if meaning and not field else None)
        for cell, field, meaning in zip(cells, fields, meanings, strict=True)
    ]
    if kind is TableKind.TARGETS:
        mapped = _with_years_apart(mapped)
    mapped = _with_guesses(_without_weak_rivals(mapped), kind)
    if kind is TableKind.PROGRESS:
        return _with_bare_done(mapped)
    if kind is TableKind.PROJECT_LIST:
        return _with_quantities(_with_only_amount(_with_contents(_with_funds(mapped))))
    return mapped


def _with_quantities(mapped: list[Column]) -> list[Column]:
    """Read columns that nothing is known of as quantities, where their headers say what they count and in which unit.

    Of two that may count the same, the one that says what is done (改造户数 beside 户数) or of what it is (管网长度
    beside 里程) is read, of others the first.
    """
    free = (at for at, column in enumerate(mapped) if column.field is None and column.rival is None)
    counting = [(at, said) for at in free if (said := quantity_column(mapped[at].header))]
    found = list(mapped)
    taken: list[QuantityColumn] = []
    for at, said in sorted(counting, key=lambda one: (one[1].is_generic, one[1].basis == DESIGN)):
        if not any(said.may_repeat(other) for other in taken):
            found[at] = replace(mapped[at], field=said.field)
            taken.append(said)
    return found


def _without_names_of_things(meanings: list[_Meaning | None], cells: list[str]) -> list[_Meaning | None]:
    """The meanings, without names of schools, villages, roads beside those of projects: they are of another thing."""
    names = [at for at, meaning in enumerate(meanings) if meaning and meaning.field == "name"]
    of_things = {at for at in names if names_thing(cells[at])}
    if len(of_things) == len(names):
        return meanings
    return [None if at in of_things else meaning for at, meaning in enumerate(meanings)]


def names_thing(header: str) -> bool:
    """Whether a header is of the names of what is built or of who has it (小区名称, 学校名称), not of projects."""
    name = base(header)
    roles = ("facility_name", "body_name")
    return any(reference.words_of("table_words", role).fullmatch(name) for role in roles)


def _with_contents(mapped: list[Column]) -> list[Column]:
    """Let a column of names say that its cells state the contents too: 项目名称及建设规模."""
    fields = {column.field for column in mapped}
    is_both = reference.words_of("table_words", "name_and_contents").fullmatch
    more = next(field for field in ("content", "content_more", None) if field not in fields)
    return [
        replace(column, also=more)
        if column.field == "name" and not column.guess and is_both(_JOINTS.sub("", key(column.header)))
        else column
        for column in mapped
    ]


def _with_funds(mapped: list[Column]) -> list[Column]:
    """Read columns beside those of sources of funds that name one too, as far as their words do (其他, 省级)."""
    names = [base(column.header) for column in mapped]
    fields = [column.field for column in mapped]
    for at, column in enumerate(mapped):
        fund = neighbours.beside_fund(at, fields, names) if column.rival is None else None
        if fund:
            fields[at] = fund
            mapped[at] = replace(column, field=fund, guess=None)
    return mapped


def _of_named_bonds(meanings: list[_Meaning | None], cells: list[str]) -> list[_Meaning | None]:
    """The meanings, with those of columns of bonds (债券到位) beside one that says that they are special ones."""
    names = [base(cell) for cell in cells]
    if not any(_SPECIAL_BOND in name for name in names) or any(_GENERAL_BOND in name for name in names):
        return meanings
    return [
        meaning or (_meaning(cell.replace(_BOND, _SPECIAL_BOND + "券"), TableKind.PROGRESS) if _BOND in cell else None)
        for meaning, cell in zip(meanings, cells, strict=True)
    ]


def _without_unclear_sums(meanings: list[_Meaning | None], cells: list[str]) -> list[_Meaning | None]:
    """The meanings, without that of a bare 本年累计 beside funds that arrived or were paid: it may be of them."""
    told = [meaning.field if meaning else None for meaning in meanings]
    return [
        None
        if told[at] == "invested_year" and not _SAYS_DONE.search(base(cell)) and neighbours.is_of_funds(at, told)
        else meanings[at]
        for at, cell in enumerate(cells)
    ]


def _beside_problems(meanings: list[_Meaning | None], cells: list[str]) -> list[_Meaning | None]:
    """The meanings, with those of columns that speak of the problem beside which they stand."""
    told = [meaning.field if meaning else None for meaning in meanings]
    names = [base(cell) for cell in cells]
    fields = neighbours.of_problems(told, names)
    to_solve = neighbours.to_solve(told, names)
    if to_solve is not None:
        fields[to_solve] = "problems"
    return [
        meaning if field == before else _Meaning(field, _FIRST) if field else None
        for meaning, before, field in zip(meanings, told, fields, strict=True)
    ]


def _with_bare_done(mapped: list[Column]) -> list[Column]:
    """Read a bare 已完成投资 as what is done since the start, where no other column says that: a guess."""
    lowest = [base(column.header.strip().rpartition("\n")[2]) for column in mapped]
    at = neighbours.bare_done([column.field for column in mapped], lowest)
    if at is not None:
        mapped[at] = replace(mapped[at], field="invested_total", guess="累计完成投资", rival=None)
    return mapped


def _best_places(meanings: list[_Meaning | None]) -> dict[str, int]:
    """For each field the place of the header that says it best, the first of several that say it as well."""
    told = [(meaning.rank, place, meaning.field) for place, meaning in enumerate(meanings) if meaning]
    best: dict[str, int] = {}
    for _, place, field in sorted(told):
        best.setdefault(field, place)
    return best


def _field_at(place: int, meaning: _Meaning | None, best: dict[str, int]) -> str | None:
    return meaning.field if meaning and best[meaning.field] == place else None


def _read_more(fields: list[str | None], meanings: list[_Meaning | None]) -> None:
    """The first column of contents, or of leaders, that is not the best is read too."""
    for place, meaning in enumerate(meanings):
        more = _MORE.get(meaning.field) if meaning and not fields[place] else None
        if more and more not in fields:
            fields[place] = more


_OF_ITS_YEAR = {"target": "year", "baseline": "base", "reached": "reached", "progress": "progress"}
"""Field of a column of an indicator table -> what it is called with its year."""


def _with_years_apart(mapped: list[Column]) -> list[Column]:
    """Two columns of one meaning and of different years are two: 目标值（2023年） and 目标值（2025年）."""
    taken = {column.field for column in mapped}
    years = {column.field: _YEAR.findall(column.header) for column in mapped if column.field}
    found = []
    for column in mapped:
        own = _YEAR.findall(key(column.header))
        rival = column.rival or ""
        name = _OF_ITS_YEAR.get(rival)
        if name and len(own) == 1 and own != years[rival] and f"{name}_{own[0]}" not in taken:
            column = replace(column, field=f"{name}_{own[0]}", rival=None)
            taken.add(column.field)
        found.append(column)
    return found


def _without_weak_rivals(mapped: list[Column]) -> list[Column]:
    """A body of another kind (主管部门) is no rival of the responsible unit where a column states that one."""
    weak = reference.words_of("table_words", "weak_unit")
    return [replace(one, rival=None) if one.rival and weak.fullmatch(base(one.header)) else one for one in mapped]


def _with_guesses(mapped: list[Column], kind: TableKind) -> list[Column]:
    """Read headers that nothing is known of as fields that no other column has, where they are one character off."""
    taken = {column.field for column in mapped}
    found: list[Column] = []
    for column in mapped:
        is_free = column.field is None and column.rival is None and column.header.strip()
        word = guess(column.header, kind) if is_free else None
        field = synonyms()[kind][word] if word else None
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
        if is_money(column.field) or (column.field is None and _MONEY.search(column.header))
    ]
    if len(amounts) != 1 or base(mapped[amounts[0]].header) not in _BARE_AMOUNTS:
        return mapped
    only = mapped[amounts[0]]
    mapped[amounts[0]] = replace(only, field="total_investment", guess="总投资", rival=None)
    return mapped
