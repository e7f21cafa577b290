"""Header cells -> the columns of a table, by what each of them means (`header_cells.py`) and what stands beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from etl.contract import reference
from etl.contract.values import TableKind
from etl.headers import neighbours, units
from etl.headers.header_cells import FIRST, Meaning, base, guess, is_money, meaning_of
from etl.headers.vocabulary import synonyms
from etl.parse.quantities import QuantityColumn, quantity_column
from etl.parse.quantities.basis import DESIGN
from etl.parse.words import key

_JOINTS = re.compile(r"[、,.·/()\[\]\s]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WRAPPED = re.compile(r"[ \t]*\n[ \t]*(?=[^()（）\[\]【】〔〕\n]*[)）\]】〕])")
"""A line that ends inside a bracket goes on: 总投资（万 | 元）."""
_MONEY = re.compile("投资|资金|金额|经费|预算|概算|债|补助")
_BARE_AMOUNTS = frozenset({"投资", "投资金额", "投资数", "投资额度", "拟投资", "拟投资额"})
_BOND, _SPECIAL_BOND, _GENERAL_BOND = "债券", "专项债", "一般债"
_OPEN_BOND = ".bond"
_SAYS_DONE = re.compile("完成|投资|产值")
_MORE = {"content": "content_more", "leader": "leader_more"}
"""Fields of which a second column is read too."""


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


def columns(cells: list[str], kind: TableKind, caption: str = "") -> list[Column]:
    """Map the cells of a header: known words first, then guesses for fields that are still free.

    `caption`: the words above the table, which may say of which kind its bonds are.

    Of two columns with one meaning the one counts that says so best, else the first; the other is its rival. A second
    column of contents (建设规模 beside 建设内容) is read too, as `content_more`.
    """
    cells = [_WRAPPED.sub("", cell) for cell in cells]
    meanings = [meaning_of(cell, kind) if cell.strip() else None for cell in cells]
    if kind is TableKind.PROGRESS:
        meanings = _without_unclear_sums(_of_named_bonds(meanings, cells, caption), cells)
        meanings = _with_bare_spans(_of_per_cent(_beside_problems(meanings, cells), cells), cells)
    if kind is TableKind.PROJECT_LIST:
        meanings = _without_names_of_things(meanings, cells)
    meanings = _with_prefectures(_with_who_builds(meanings, cells), cells)
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


def _without_names_of_things(meanings: list[Meaning | None], cells: list[str]) -> list[Meaning | None]:
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
    """Let a column of names say that its cells state the contents or the code too: 项目名称及建设规模."""
    fields = {column.field for column in mapped}
    more = next((field for field in ("content", "content_more") if field not in fields), None)
    beside = {"name_and_contents": more, "name_and_code": None if "code" in fields else "code"}
    return [
        replace(column, also=next((also for role, also in beside.items() if _is_of(role, column.header)), None))
        if column.field == "name" and not column.guess
        else column
        for column in mapped
    ]


def _is_of(role: str, header: str) -> bool:
    return reference.words_of("table_words", role).fullmatch(_JOINTS.sub("", key(header))) is not None


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


def _of_named_bonds(meanings: list[Meaning | None], cells: list[str], caption: str) -> list[Meaning | None]:
    """The meanings, with those of columns of bonds (债券到位) beside words that say that they are special ones."""
    names = [*map(base, cells), key(caption)]
    if not any(_SPECIAL_BOND in name for name in names) or any(_GENERAL_BOND in name for name in names):
        return meanings
    return [
        (meaning if meaning and not meaning.field.endswith(_OPEN_BOND) else None)
        or (meaning_of(cell.replace(_BOND, _SPECIAL_BOND + "券"), TableKind.PROGRESS) if _BOND in cell else None)
        for meaning, cell in zip(meanings, cells, strict=True)
    ]


def _without_unclear_sums(meanings: list[Meaning | None], cells: list[str]) -> list[Meaning | None]:
    """The meanings, without that of a bare 本年累计 beside funds that arrived or were paid: it may be of them."""
    told = [meaning.field if meaning else None for meaning in meanings]
    return [
        None
        if told[at] == "invested_year" and not _SAYS_DONE.search(base(cell)) and neighbours.is_of_funds(at, told)
        else meanings[at]
        for at, cell in enumerate(cells)
    ]


def _beside_problems(meanings: list[Meaning | None], cells: list[str]) -> list[Meaning | None]:
    """The meanings, with those of columns that speak of the problem beside which they stand."""
    told = [meaning.field if meaning else None for meaning in meanings]
    names = [base(cell) for cell in cells]
    fields = neighbours.of_problems(told, names)
    to_solve = neighbours.to_solve(told, names)
    if to_solve is not None:
        fields[to_solve] = "problems"
    return [
        meaning if field == before else Meaning(field, FIRST) if field else None
        for meaning, before, field in zip(meanings, told, fields, strict=True)
    ]


def _with_who_builds(meanings: list[Meaning | None], cells: list[str]) -> list[Meaning | None]:
    """The meanings, with the body that builds (实施单位) as the owner beside one that is responsible (责任单位)."""
    told = [meaning.field if meaning else None for meaning in meanings]
    units = [at for at, field in enumerate(told) if field == "implementing_unit"]
    builds = reference.words_of("table_words", "body_that_builds")
    builders = [at for at in units if builds.fullmatch(base(cells[at].strip().rpartition("\n")[2]))]
    if "owner_unit" in told or len(builders) != 1 or len(units) == 1:
        return meanings
    return [Meaning("owner_unit", FIRST) if at in builders else meaning for at, meaning in enumerate(meanings)]


def _with_prefectures(meanings: list[Meaning | None], cells: list[str]) -> list[Meaning | None]:
    """The meanings, with a column of prefectures (市州) as one above that of the counties beside it."""
    places = [at for at, meaning in enumerate(meanings) if meaning and meaning.field == "county"]
    says = reference.words_of("table_words", "prefecture_column")
    above = [at for at in places if says.fullmatch(_JOINTS.sub("", key(cells[at])))]
    if len(above) != 1 or len(places) == 1:
        return meanings
    return [Meaning("prefecture", FIRST) if at in above else meaning for at, meaning in enumerate(meanings)]


def _of_per_cent(meanings: list[Meaning | None], cells: list[str]) -> list[Meaning | None]:
    """The meanings, with one of the physical progress in words and one in per cent, where two columns tell it.

    The only one tells it all.
    """
    words, per_cent = "physical_progress", "physical_progress_pct"
    told = [meaning.field if meaning else None for meaning in meanings]
    is_number = [
        field == per_cent or (field == words and "%" in key(cell)) for field, cell in zip(told, cells, strict=True)
    ]
    has_words = any(field == words and not number for field, number in zip(told, is_number, strict=True))
    return [
        Meaning(per_cent if has_words else words, FIRST) if number else meaning
        for meaning, number in zip(meanings, is_number, strict=True)
    ]


def _with_bare_spans(meanings: list[Meaning | None], cells: list[str]) -> list[Meaning | None]:
    """The meanings, with those of 本月 | 年初以来 | 累计 behind the plan of the year."""
    told = [meaning.field if meaning else None for meaning in meanings]
    spans = neighbours.bare_spans(told, [base(cell) for cell in cells])
    return [Meaning(spans[at], FIRST) if at in spans else meaning for at, meaning in enumerate(meanings)]


def _with_bare_done(mapped: list[Column]) -> list[Column]:
    """Read a bare 已完成投资 as what is done since the start, where no other column says that: a guess."""
    lowest = [base(column.header.strip().rpartition("\n")[2]) for column in mapped]
    at = neighbours.bare_done([column.field for column in mapped], lowest)
    if at is not None:
        mapped[at] = replace(mapped[at], field="invested_total", guess="累计完成投资", rival=None)
    return mapped


def _best_places(meanings: list[Meaning | None]) -> dict[str, int]:
    """For each field the place of the header that says it best, the first of several that say it as well."""
    told = [(meaning.rank, place, meaning.field) for place, meaning in enumerate(meanings) if meaning]
    best: dict[str, int] = {}
    for _, place, field in sorted(told):
        best.setdefault(field, place)
    return best


def _field_at(place: int, meaning: Meaning | None, best: dict[str, int]) -> str | None:
    return meaning.field if meaning and best[meaning.field] == place else None


def _read_more(fields: list[str | None], meanings: list[Meaning | None]) -> None:
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
