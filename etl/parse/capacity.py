"""Words of a content cell -> capacity entries: kind, quantity, basis, qualifier, and the words themselves.

The nouns and the words that state a basis are data (`capacity_nouns.csv`, `capacity_bases.csv`). A plain 床位 is what
its project is for: `bed_kind`. People served, ages and prices are not capacity: a number counts only beside a noun.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.values import CapacityEntry, Certainty, Doubt, Qualifier, Span
from etl.parse import clauses, numbers
from etl.parse.words import Words, words

_MEASURE = r"(?:个|张|床|名|间)"
_NUMBER = re.compile(numbers.ARABIC)
_LIST = re.compile(rf"(?:{numbers.ARABIC}){_MEASURE}?(?:[、和及](?:{numbers.ARABIC}){_MEASURE}?)+")
_COUNT = re.compile(
    rf"{numbers.ARABIC}(?:个|张|床|名)(?=[,;。、()]|$)"
    rf"|(?:(?<=[\d个]班)|(?<=班\d个))(?P<pupils>{numbers.ARABIC})[人名座](?=[,;。、()]|$)"
)
SPELLED = re.compile(
    r"[一二两三四五六七八九]?[十百千][一二两三四五六七八九十百千零]*(?:余|多)?(?:张|个(?=[托学]位|床))"
)
_SCHOOL = "幼儿园|小学|初中|高中|中学|九年|规模|制"
"""Words behind 24班 that say of what."""
_CAPACITY_WORD = re.compile(r"床位|托位|学位|床$")
_FURNITURE = re.compile(r"桌|椅|凳|沙发|台|柜|票|图|证|卡|床头|轮椅|垫")
_BOUGHT = re.compile(r"购置|采购|购买|配置|配备|添置|更换|购入")
_WHOLE_AFTER = re.compile(r".*共[^,;。]{0,8}\d")
_REACH = 12
_PHASE = re.compile(r"[一首先近本远二两三后]期[^,;。、]*$")
_SEVERAL = re.compile(clauses.SEVERAL)
_EARLY = re.compile(r"[首先近]期[^,;。、]*$")
_EACH_FLOOR = re.compile(r"每(?:层|栋|幢|座|间)[^,;。]*$")
_OTHER_PLACES = re.compile(
    r"日(?:间照料|托)[^,;。]{0,8}$|(?:护理员|职工|员工|教职工|教师)(?:宿舍|公寓|周转房)?$|"
    r"(?:预留|备用|机动|休息|临时|值班|陪护)[^,;。]{0,4}$"
)
"""Beds by day, of the staff, held in reserve: whether they count as beds added is not certain."""
_ELSEWHERE = re.compile(r"另行|另案|另外?立项|单独立项|不计入|不在本|除外")
_EXCEPT = re.compile(r"不含|不包[含括]|不计")
"""Words of what a project does not build itself (二期床位300张另行立项)."""
_INCLUDED = re.compile(
    rf"\d{_MEASURE}[^\d,;。]{{0,6}},(?P<parts>(?:内|共|均|并)?(?:包?含|包括)"
    rf"(?:[^,;。]*\d{_MEASURE}[^\d,;。]{{0,6}},)*[^,;。]*)$"
)
"""Parts that follow their whole without 其中: 床位800张,含医疗床位300张,…."""
_SHARED = re.compile(r"[位床型班](?:、|与|和|及)[^\d,;。、]{0,4}$")
"""A noun before another one, of which a number says 各: 护理床位与普通床位各60张."""
_ROOMS = re.compile(r"(?:[单双三四多]人|套)间?$|(?:自理|介助|介护|半失能|养老)(?:型|区|老人)*$")
"""Kinds of rooms and of residents: a number of them behind the beds of the whole house is a part of these."""
_PURCHASED = re.compile(r"购置|采购|购买|购入|更换")
_MEDICAL = re.compile(r"(?:医疗|治疗|住院|病房)(?:区|型)?$")
_ELDERLY = re.compile(r"养老(?:区|型)?$")
_OTHER_HOUSE = re.compile(rf"(?:{numbers.ARABIC}|{numbers.CHINESE})(?:所|处|家|座|栋)")
"""Another house behind several alike ones (3栋公寓,每栋60张,另建护理楼1栋,80张): is the number for each of those?"""
_ALL_NURSING = re.compile(r"[(,]?(?:全部|均|皆|全)(?:为|是|系)护理型")
_PEOPLE = re.compile(
    r"(?:容纳|收住|收托|入住|入托|就读|在校|招生|在园|办学规模|学校规模|办园规模)[^,;。\d]{0,8}"
    rf"(?P<n>{numbers.ARABIC})(?:余|多)?[名人](?=[,;。、()]|$)"
)
"""So many people that a building takes in, which may be its places: nobody said so."""
_OTHERWISE = re.compile(r"实际|核定|核减|调整|批复|改为")
_THEN_COUNT = re.compile(
    r"/(?:所|个|家|处|座|栋|层|班|间)|的[^,;。\d]{0,12}?(?:[2-9]|\d{2,}|[两二三四五六七八九十]+)(?:所|个|家|处|座|栋)"
)
_TOO_MANY = 10**8
_RATE = re.compile(r"每[千万百]|人均|占比|比例")


@dataclass(frozen=True, slots=True)
class Noun:
    """What a noun counts. `reading`: doubtful (beds of such a kind may count or not), counted (only before 40张)."""

    kind: str
    part_of: str | None
    reading: str


@cache
def _nouns() -> dict[str, Noun]:
    rows = reference.rows("capacity_nouns")
    return {row["noun"]: Noun(row["kind"], row["part_of"] or None, row["reading"]) for row in rows}


def nouns() -> dict[str, Noun]:
    """The nouns that count as capacity."""
    return _nouns()


@cache
def _bases() -> dict[str, str]:
    return {row["word"]: row["basis"] for row in reference.rows("capacity_bases")}


@cache
def _pattern() -> re.Pattern[str]:
    noun = reference.alternation([word for word, noun in _nouns().items() if "counted" not in noun.reading])
    short = reference.alternation([word for word, noun in _nouns().items() if "counted" in noun.reading])
    prefix, suffix = clauses.prefix_pattern(), clauses.suffix_pattern()

    def number(way: int) -> str:
        low, high = rf"(?P<n{way}>{numbers.ARABIC})", rf"(?:[-~至到](?P<hi{way}>{numbers.ARABIC}))?"
        return rf"(?P<p{way}>{prefix})?{low}{high}(?P<wan{way}>万)?(?P<s{way}>{suffix})?"

    amount = r"(?:\((?:张|个|床)\))?(?:总数|总量|数量|规模|数)?(?:分别|各)?(?:为|共|共计|合计)?:?"
    close = r"(?=[,;。、()]|$)"
    before = rf"(?P<noun1>{noun}){amount}{number(1)}(?:{_MEASURE}(?P<t1>{suffix})?|{close})"
    after = rf"{number(2)}{_MEASURE}(?P<t2>{suffix})?(?:普惠性?|新增)?(?P<noun2>{noun})"
    beds = rf"{number(3)}张(?:床)?{close}"
    part = rf"(?P<noun4>{short}){amount}{number(4)}(?:张|{close})"
    bare = rf"{number(5)}(?P<noun5>班|{noun})(?=[,;。、()\d]|{_SCHOOL}|$)"
    return re.compile(f"{before}|{after}|{beds}|{part}|{bare}")


@cache
def _noun_begins() -> re.Pattern[str]:
    return re.compile(reference.alternation(list(_nouns())))


_DIGITS = re.compile(r"\d\d*")


@cache
def _longest_lead() -> int:
    """So many characters at most lie between the first of a match of `_pattern()` and its number."""
    return max(map(len, _nouns())) + len("(张)总数分别共计:") + max(map(len, _prefixes()))


@cache
def _noun_ends() -> tuple[str, ...]:
    """The last characters of the nouns (位, 床, 班), which are found much faster than the nouns."""
    return tuple({noun[-1] for noun in _nouns()})


def _matches(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_pattern()`: as `finditer`, but tried only where one can begin, in a fraction of the time.

    Each match has its number behind a noun, or behind a word that bounds it, or begins with it; so for each run of
    digits those places before it are tried in order.
    """
    read_to = last_digit = 0
    for digits in _DIGITS.finditer(text):
        begin = max(read_to, last_digit, digits.start() - _longest_lead())
        last_digit = digits.end()
        if digits.start() < read_to:
            continue
        match = next((m for at in _beginnings(text, begin, digits.start()) if (m := _pattern().match(text, at))), None)
        if match:
            yield match
            read_to = match.end()


def _beginnings(text: str, begin: int, number: int) -> list[int]:
    """Where a match with the number at `number` can begin, from left to right."""
    follows = _follows_number().match(text, number)
    if follows is None:  # an area, a year, …: no match of any kind has this number
        return []
    found = []
    ends = max([text.rfind(character, begin, number) for character in _noun_ends()])
    noun = _noun_begins().search(text, begin, ends + 1) if ends >= 0 else None
    while noun:
        found.append(noun.start())
        noun = _noun_begins().search(text, noun.start() + 1, ends + 1)
    if follows[1] is not None:
        found += [number - len(word) for word in _prefixes() if text.endswith(word, begin, number)]
        found.append(number)
    return sorted(found)


@cache
def _prefixes() -> tuple[str, ...]:
    return tuple(reference.qualifiers("prefix"))


@cache
def _follows_number() -> re.Pattern[str]:
    """A number, or two with a dash between, and a measure word (group 1) or the end of the clause behind it."""
    number = rf"[\d,. ]+(?:[-~至到][\d,. ]+)?万?(?:{clauses.suffix_pattern()})?"
    return re.compile(rf"{number}(?:({_MEASURE}|{reference.alternation(list(_nouns()))})|[,;。、()]|$)")


WORDS = "位床班型"
"""Letters of which every noun of capacity holds one."""


def has_capacity_words(text: str) -> bool:
    """Whether the text holds any noun of capacity (a cheap test before the grammar runs)."""
    return any(letter in text for letter in WORDS)


def parse_capacity(
    raw: str, bed_kind: str | None, *, existed_before: bool | None
) -> tuple[list[CapacityEntry], list[Doubt]]:
    """Read the capacity entries of a content cell.

    `bed_kind` is what a plain 床位 means for this project's sector (None: not known, so doubtful, `other_bed`);
    `existed_before`: False for a new build, whose plain or designed number is what is added; None: not known.
    """
    cell = words(raw)
    text = cell.text
    read = [(at, said) for at, shape in clauses.clauses(text) if (said := structure(shape)) is not _NOTHING]
    entries: list[CapacityEntry] = []
    doubts: list[Doubt] = []
    left = [(at + start, at + end) for at, said in read for start, end in said.counts]
    if has_capacity_words(text):
        doubts += [
            Doubt("broken_number", text[at + start : at + end]) for at, said in read for start, end in said.broken
        ]
        if "十" in text or "百" in text or "千" in text:
            doubts += [
                Doubt("unread_capacity", match[0], Detail("chinese_numerals")) for match in SPELLED.finditer(text)
            ]
        taken: list[tuple[int, int]] = []
        for at, said in read:
            taken += _read_clause(cell, at, said.stated, bed_kind, entries, doubts)
        left = [place for place in left if not any(start <= place[0] < end for start, end in taken)]
    doubts += [_left_over(cell, *place) for place in left]
    if all(entry.kind == "class" for entry in entries):
        people = (cell.span(at + start, at + end) for at, said in read for start, end in said.people)
        doubts += [Doubt("unread_capacity", raw[start:end], Detail("people_not_places")) for start, end in people]
    if not entries:
        return [], doubts
    entries = _mark_repeats(entries, raw, doubts)
    if existed_before is not False:
        entries = _mark_unclear_basis(
            entries, raw, doubts, "not_counted_as_added" if existed_before else "counted_as_added"
        )
    return entries, doubts


class Stated(NamedTuple):
    """A quantity that a clause states, by places in the clause. `word`: the noun; `begin`: where the evidence begins.

    `number`, `high`: its digits, those of the upper end; `listed`: where each of several numbers stands, and the end of
    the last. `is_rate`: per head or a share; `is_bought`: furniture; `is_counted`: the noun counts before 张 only;
    `is_every`: for each of an unknown number (每层20张), or each year; `is_elsewhere`: another project builds it.
    `is_shared`: the number is also that of a noun before this one.
    """

    start: int
    end: int
    word: str | None
    number: Span
    listed: tuple[Span, ...]
    listed_end: int
    basis: str
    begin: int
    qualifier: Qualifier
    is_first: bool
    is_alone: bool
    is_counted: bool
    is_range: bool
    is_wan: bool
    is_rate: bool
    is_bought: bool
    is_every: bool
    is_yearly: bool
    is_elsewhere: bool
    is_shared: bool


class Structure(NamedTuple):
    """What the words of a clause say, whatever its digits are.

    `counts`: counts at the end of a clause that no other noun explains; `broken`: what looks like a number and is none;
    `people`: how many a building takes in.
    """

    stated: tuple[Stated, ...]
    counts: tuple[Span, ...]
    broken: tuple[Span, ...]
    people: tuple[Span, ...]


_NOTHING = Structure((), (), (), ())


@lru_cache(maxsize=16384)
def structure(shape: str) -> Structure:
    """What a clause of this shape says (`clauses.Clause`)."""
    counts = [
        Span(*match.span())
        for match in _COUNT.finditer(shape)
        if match["pupils"] or not reference.other_quantity("count").search(clauses.clause_before(shape, match.start()))
    ]
    stated = tuple(_stated(match) for match in _matches(shape))
    broken = tuple(Span(*span) for span in numbers.broken(shape, "个|张|床"))
    people = tuple(Span(*match.span()) for match in _PEOPLE.finditer(shape))
    said = Structure(stated, tuple(counts), broken, people)
    return said if any(said) else _NOTHING


def _stated(match: re.Match[str]) -> Stated:
    text, start, end = match.string, match.start(), match.end()
    way = next(way for way in "12345" if match[f"n{way}"])
    word = match["noun1"] or match["noun2"] or match["noun4"] or match["noun5"]
    suffix = match[f"s{way}"] or (match["t1"] if way == "1" else match["t2"] if way == "2" else None)
    listed = _LIST.match(text, match.start(f"n{way}"))
    before = clauses.clause_before(text, start)
    basis, begin = _basis(before, text[start : match.start(f"n{way}")])
    return Stated(
        start=start,
        end=end,
        word=word,
        number=Span(*match.span(f"n{way}")),
        listed=tuple(Span(*one.span()) for one in _NUMBER.finditer(listed[0])) if listed else (),
        listed_end=listed.end() if listed else 0,
        basis=basis,
        begin=start - begin,
        qualifier=clauses.qualifier(match[f"p{way}"], suffix),
        is_first=match["noun1"] is not None,
        is_alone=match["n3"] is not None,
        is_counted=way == "4",
        is_range=match[f"hi{way}"] is not None,
        is_wan=match[f"wan{way}"] is not None,
        is_rate=bool(_RATE.search(before)),
        is_bought=_is_furniture(text, start, word),
        is_every="每" in before,
        is_yearly=text[end : end + 2] in ("/年", "每年"),
        is_elsewhere=bool(_EXCEPT.search(before) or _ELSEWHERE.search(before) or _ELSEWHERE.search(text, end)),
        is_shared="各" in text[start : match.start(f"n{way}")] and bool(_SHARED.search(text[:start])),
    )


def _read_clause(
    cell: Words, at: int, stated: Sequence[Stated], bed_kind: str | None, entries: list[CapacityEntry],
    doubts: list[Doubt],
) -> list[tuple[int, int]]:  # fmt: skip
    """Add the entries of a clause that begins at `at`; returns what of the cell was read or is explained."""
    read_to = 0
    taken = []
    for one in stated:
        start, end = at + one.start, at + one.end
        if start >= read_to and not one.is_rate:
            found, read_to = _entries(cell, at, one, bed_kind, entries, doubts)
            entries += found
            end = read_to if found or not one.is_alone else start
        taken.append((start, end))
    return taken


def _left_over(cell: Words, start: int, end: int) -> Doubt:
    """A count at the end of a clause (讬位75个。) that no noun was read for and that no known other noun explains."""
    before = clauses.clause_before(cell.text, start)
    span = cell.span(start - len(before), end)
    beds = cell.text[end - 1] == "张" and not _FURNITURE.search(before)
    is_capacity = beds or _CAPACITY_WORD.search(before) or before.endswith("班")
    kind = "unread_capacity" if is_capacity else "unread_quantity"
    return Doubt(kind, cell.raw[span.start : span.end])


def _is_furniture(text: str, start: int, word: str | None) -> bool:
    """Whether beds are bought (购置护理床100张), not places to sleep in."""
    if word is None or not word.endswith("床"):
        return False
    return bool(_BOUGHT.search(clauses.clause_before(text, start)) or text[:start].endswith("护理"))


@dataclass(frozen=True, slots=True)
class Added:
    """Which entries of a row count as added (in their order), and the kinds for which that is not certain, with why."""

    flags: tuple[bool, ...]
    unclear: dict[str, Detail]


def added(entries: Sequence[CapacityEntry], *, existed_before: bool | None) -> Added:
    """What counts as added: new and each × count; design, or the total after, only where nothing existed before.

    A part of a stated whole never counts. Where a whole stands beside what is new of it (总床位400张,新增250张), the
    new counts; where only the total after is stated, what is added would be a difference, which nobody stated.
    """
    if not entries:
        return Added((), {})
    flags = [False] * len(entries)
    unclear: dict[str, Detail] = {}
    for kind in dict.fromkeys(entry.kind for entry in entries):
        own = [k for k, entry in enumerate(entries) if entry.kind == kind and entry.part_of != kind]
        counted = _added_of_kind([entries[k] for k in own], existed_before)
        for k, flag in zip(own, counted.flags, strict=True):
            flags[k] = flag or kind == "class"
        if counted.unclear and kind != "class":
            unclear[kind] = counted.unclear[""]
    return Added(tuple(flags), unclear)


def basis_of(entries: Sequence[CapacityEntry]) -> str:
    """What the capacity of a report rests on, by the entries of its row."""
    counted = [entry for entry in entries if entry.kind != "class" and entry.basis != "existing"]
    if any(entry.basis == "each_times_count" for entry in counted):
        return "each_times_count"
    if counted:
        return "stated"
    return "classes_only" if any(entry.kind == "class" for entry in entries) else "none"


def _added_of_kind(entries: Sequence[CapacityEntry], existed_before: bool | None) -> Added:
    bases = {entry.basis for entry in entries}
    existed = bool(existed_before) or "existing" in bases
    may_have = existed or existed_before is None
    news = sum(entry.quantity for entry in entries if entry.basis == "new")
    whole = "new" in bases and any(entry.basis == "design" and entry.quantity >= news for entry in entries)
    plain = not existed and not whole
    only_total = plain and not may_have and not bases & {"new", "design", "each_times_count"}
    counts = {"new": True, "each_times_count": True, "design": plain, "total_after": only_total}
    why = None
    if "total_after" in bases and may_have and not bases & {"new", "each_times_count"}:
        why = Detail("only_total_stated")
    elif whole:
        why = Detail("total_beside_new")
    elif "existing" in bases and not existed_before and "design" in bases:
        why = Detail("existing_beside_design")
    return Added(tuple(counts.get(entry.basis, False) for entry in entries), {"": why} if why else {})


def _entries(
    cell: Words, at: int, stated: Stated, bed_kind: str | None, before: list[CapacityEntry], doubts: list[Doubt]
) -> tuple[list[CapacityEntry], int]:
    """The entries that one statement of the clause at `at` makes, and where reading goes on."""
    start, end = at + stated.start, at + stated.end
    if stated.word is None and not before:  # "200张" alone belongs to a noun before it, or to nothing
        return [], end
    if stated.is_bought:
        span = cell.span(start, end)
        doubts.append(Doubt("unread_quantity", cell.raw[span.start : span.end]))
        return [], end
    if stated.word == "班" and cell.text.endswith("每", 0, start):  # 每班15个托位: of so many classes
        if not _WHOLE_AFTER.match(cell.text, end) and cell.text.startswith(("托位", "学位"), end):
            span = cell.span(start, end)
            doubts.append(Doubt("unread_capacity", cell.raw[span.start : span.end]))
        return [], end
    if stated.word is None and {stated.qualifier, before[-1].qualifier} == {Qualifier.AT_LEAST, Qualifier.AT_MOST}:
        span = cell.span(start, end)  # 不低于100张、不高于150张: the other end of one range
        doubts.append(Doubt("doubtful_capacity", cell.raw[span.start : span.end], Detail("range_with_number_before")))
        before[-1] = replace(before[-1], certainty=Certainty.DOUBTFUL)
        return [], end
    kind, part_of, known = _kind(stated.word, bed_kind, before)
    own = clauses.clause_before(cell.text, start)
    if stated.word is None and kind.endswith("bed"):  # 床位500张(医疗200张,养老300张)
        if _MEDICAL.search(own) and kind == "elder_bed":
            kind, part_of, known = "other_bed", None, not _mark_mixed(before, "other_bed")
        elif _ELDERLY.search(own):
            kind, part_of = "elder_bed", None
    opened = _part_start(cell, start, before)
    wholes = [old for old in before if opened is not None and old.span.start < cell.span(opened, opened + 1).start]
    within = any(old.kind == (part_of or kind) for old in wholes)
    if (stated.is_counted and not within) or (kind == "nursing_bed" and bed_kind == "other_bed"):
        known = False  # 护理型50张 of no whole; 护理床位 of a hospital
    said = cell.text[max(0, start - _REACH) : start]
    if not within and _PHASE.search(said) and (_EARLY.search(said) or _is_within_plan(cell, kind, before)):
        within, known = within or any(old.kind == kind for old in before), False
    if stated.is_shared:
        span = cell.span(start, end)
        doubts.append(Doubt("unread_capacity", cell.raw[span.start : span.end], Detail("number_of_kind_before_too")))
    if stated.word is None and _ROOMS.search(own):
        within = within or any(old.kind == kind and _is_plain_whole(old, before) for old in before)
    is_said_otherwise = _OTHERWISE.search(own) and any(old.kind == kind for old in before)
    if is_said_otherwise or (stated.word and stated.word.endswith("床位") and _PURCHASED.search(own)):
        known = False  # 编制床位500张,实际开放床位400张; 购置养老床位100张
    if stated.is_elsewhere or (kind != "class" and _OTHER_PLACES.search(said)):
        known = False
    if opened is not None and not within and kind.endswith("bed"):
        of_unknown = any(old.kind == "other_bed" and old.certainty is Certainty.DOUBTFUL for old in wholes)
        known = not _mark_mixed(before, kind) and known and not of_unknown
    basis = stated.basis
    if basis == "design" and before and (within or _follows(cell, start, before[-1])):
        basis = before[-1].basis  # "新增25个班级,750个学位": the word governs both
    amount = _amount(cell.text, at, stated)
    span = cell.span(at + stated.begin, max(end, amount.end))
    words_read = cell.raw[span.start : span.end]
    if amount.quantity is None:
        doubts.append(Doubt("doubtful_capacity", words_read, Detail("not_whole_or_too_large")))
        return [], amount.end
    if not (known and amount.is_clear):
        doubts.append(Doubt("doubtful_capacity", words_read, Detail("kind_sites_or_range_unclear")))
    if amount.qualifier is not Qualifier.EXACT:
        doubts.append(Doubt("lower_bound", words_read))
    if amount.count > 1:
        basis = "each_times_count" if basis != "existing" else basis
        doubts.append(Doubt("each_times_count", words_read, product(amount.count, amount.quantity)))
    certainty = Certainty.CERTAIN if known and amount.is_clear else Certainty.DOUBTFUL
    part_of = kind if within and part_of is None else part_of
    entry = CapacityEntry(
        kind, amount.quantity * amount.count, basis, amount.qualifier, certainty, span, amount.count, part_of
    )
    if kind == "elder_bed" and not within and _ALL_NURSING.match(cell.text, amount.end):
        return [entry, replace(entry, kind="nursing_bed", part_of=kind)], amount.end
    if part_of in (None, kind) or within:
        return [entry], amount.end
    return [replace(entry, kind=part_of, part_of=None), entry], amount.end


def product(count: int, quantity: int) -> Detail:
    """How a quantity of each of several alike facilities was multiplied."""
    return Detail("product", count=count, quantity=quantity, product=count * quantity)


def _is_plain_whole(entry: CapacityEntry, before: Sequence[CapacityEntry]) -> bool:
    """Whether an entry states beds of all kinds: it is no part, and was not read from beds of one kind (护理型50张)."""
    return entry.part_of is None and not any(one.part_of == entry.kind and one.span == entry.span for one in before)


def _is_within_plan(cell: Words, kind: str, before: list[CapacityEntry]) -> bool:
    """Whether a phase may be part of a plan said before it (规划350张,一期200张): a number that is of no phase."""
    said = [cell.raw[max(0, old.span.start - _REACH) : old.span.end] for old in before if old.kind == kind]
    return any("期" not in words for words in said)


def _part_start(cell: Words, position: int, before: list[CapacityEntry]) -> int | None:
    """Where the parts begin of which the number at `position` is one: at 其中, at 含, or at the bracket around it.

    What a bracket says of each of several facilities counted since (…,4个托育点(每个托位20个)) is no part.
    """
    text = cell.text
    begin = clauses.sentence_start(text, position)
    if not clauses.is_part(text, position):
        included = _INCLUDED.search(text[begin:position]) if "含" in text or "包括" in text else None
        return begin + included.start("parts") if included else None
    found = text.find("其中", begin, position)
    if found >= 0:
        return found
    several = clauses.each(text, position)
    if several and before and cell.span(several.start, several.start + 1).start >= before[-1].span.end:
        return None
    return text.rfind("(", begin, position)


def _mark_mixed(before: list[CapacityEntry], kind: str) -> bool:
    """A whole of beds that has parts of several kinds (床位300张,其中养老…、医疗…) is of none for certain."""
    mixed = [at for at, old in enumerate(before) if old.kind == "elder_bed" and kind == "other_bed"]
    for at in mixed:
        before[at] = replace(before[at], certainty=Certainty.DOUBTFUL)
    return bool(mixed)


@dataclass(slots=True)
class _Amount:
    """What the number says: quantity for one facility (None: not whole), how many facilities, bound, clearness."""

    quantity: int | None
    count: int
    qualifier: Qualifier
    is_clear: bool
    end: int


def _amount(text: str, at: int, stated: Stated) -> _Amount:
    start, end = stated.number
    multiplier = clauses.each(text, at + start)
    listed = text[at + start : at + stated.listed_end]
    values = [numbers.arabic(listed[first:last]) for first, last in stated.listed]
    if multiplier and values:  # "分别100张、120张、80张": one number for each, not each times all
        whole = sum(values) if len(values) == multiplier.count and max(values) < _TOO_MANY else None
        quantity = None if whole is None else int(whole)
        return _Amount(quantity, 1, stated.qualifier, False, at + stated.listed_end)
    if values and stated.is_first:  # "床位30、40、50张" without a number of facilities
        quantity = int(sum(values)) if max(values) < _TOO_MANY else None
        return _Amount(quantity, 1, stated.qualifier, False, at + stated.listed_end)
    value = numbers.arabic(text[at + start : at + end]) * (10000 if stated.is_wan else 1)
    quantity = int(value) if value == int(value) and value < _TOO_MANY else None
    said = clauses.clause_before(text, at + start)
    if _THEN_COUNT.match(text, at + stated.end) or (
        (stated.is_alone or stated.word == "床") and _OTHERWISE.search(said)
    ):
        return _Amount(quantity, 1, stated.qualifier, False, at + stated.end)
    every = stated.is_every or _EACH_FLOOR.search(text, max(0, at + start - 30), at + start)
    if (multiplier is None and every) or stated.is_yearly:  # 每层床位20张: of how many?
        return _Amount(quantity, 1, stated.qualifier, False, at + stated.end)
    if stated.is_range:
        return _Amount(quantity, 1, Qualifier.AT_LEAST, False, at + stated.end)
    count = multiplier.count if multiplier else 1
    return _Amount(quantity, count, stated.qualifier, not _is_of_another(text, multiplier, at + start), at + stated.end)


def _is_of_another(text: str, multiplier: clauses.Each | None, position: int) -> bool:
    """Whether another house is counted between several alike ones and a number."""
    own = _SEVERAL.match(text, multiplier.start) if multiplier else None
    return own is not None and _OTHER_HOUSE.search(text, own.end(), position) is not None


def _kind(word: str | None, bed_kind: str | None, before: list[CapacityEntry]) -> tuple[str, str | None, bool]:
    """Kind, what it is part of, and whether that is known."""
    if word is None:
        last = before[-1]
        return (last.part_of or last.kind), None, True
    noun = _nouns()[word]
    if noun.kind != "bed":
        return noun.kind, noun.part_of, "doubtful" not in noun.reading
    return (bed_kind, None, True) if bed_kind else ("other_bed", None, False)


def _basis(clause: str, own: str) -> tuple[str, int]:
    """The last word before a number that states a basis, and so many characters before its `own` words it begins.

    `clause` are the words before those.
    """
    around = clause + own
    found = [(around.rfind(word), basis) for word, basis in _bases().items() if word in around]
    if not found:
        return "design", 0
    offset, basis = max(found)
    return basis, len(clause) - min(offset, len(clause))


def _follows(cell: Words, start: int, last: CapacityEntry) -> bool:
    """Whether nothing but a comma stands between the entry before and this one."""
    between = words(cell.raw[last.span.end : cell.span(start, start + 1).start]).text
    return between in (",", "、", "和", "及")


def _mark_repeats(entries: list[CapacityEntry], raw: str, doubts: list[Doubt]) -> list[CapacityEntry]:
    """Keep the first of two equal statements: the same thing said twice must not count twice."""
    kept: list[CapacityEntry] = []
    for entry in entries:
        twin = next((k for k, old in enumerate(kept) if _same(old, entry)), None)
        if twin is None or entry.kind == "class" or entry.part_of == entry.kind:
            kept.append(entry)
            continue
        doubts.append(Doubt("doubtful_capacity", raw[entry.span.start : entry.span.end], Detail("number_twice")))
        kept[twin] = replace(kept[twin], certainty=Certainty.DOUBTFUL)
    return kept


def _same(old: CapacityEntry, new: CapacityEntry) -> bool:
    alike = (old.kind, old.quantity, old.part_of) == (new.kind, new.quantity, new.part_of)
    return (
        alike
        and (old.basis == new.basis or "new" in (old.basis, new.basis))
        and "existing" not in (old.basis, new.basis)
    )


def _mark_unclear_basis(
    entries: list[CapacityEntry], raw: str, doubts: list[Doubt], consequence: str
) -> list[CapacityEntry]:
    """A number that says neither that it is new nor that it is the total is doubtful where something may have stood."""
    marked = []
    for entry in entries:
        if entry.basis == "design" and entry.kind != "class" and entry.part_of != entry.kind:
            phrase = raw[entry.span.start : entry.span.end]
            doubts.append(Doubt("doubtful_capacity", phrase, Detail("added_or_total_and", more=Detail(consequence))))
            marked.append(replace(entry, certainty=Certainty.DOUBTFUL))
        else:
            marked.append(entry)
    return marked


def column_entry(raw: str, kind: str, header: str) -> tuple[CapacityEntry | None, list[Doubt]]:
    """Read a cell of a capacity column (新增托位数, 床位数): one whole number."""
    cell = words(raw)
    match = re.fullmatch(rf"(?P<n>{numbers.ARABIC}){_MEASURE}?", cell.text)
    value = numbers.arabic(match["n"]) if match else Decimal("0.5")
    if value != int(value) or value >= _TOO_MANY:
        return None, [Doubt("broken_number", raw)]
    return CapacityEntry(
        kind, int(value), _basis_of_header(header), Qualifier.EXACT, Certainty.CERTAIN, Span(0, len(raw))
    ), []


def _basis_of_header(header: str) -> str:
    return "existing" if "原有" in header else "new" if "新增" in header else "design"


def column_words(raw: str, bed_kind: str | None, header: str, *, existed_before: bool | None) -> list[CapacityEntry]:
    """What a cell of a capacity column says in words (养老床位100张、托位50个); nothing if that leaves a question."""
    basis = _basis_of_header(header)
    entries, doubts = parse_capacity(raw, bed_kind, existed_before=False if basis == "new" else existed_before)
    if doubts:
        return []
    return [replace(entry, basis=basis) if entry.basis == "design" else entry for entry in entries]
