"""Words of a content cell -> capacity entries: kind, quantity, basis, qualifier, and the words themselves.

The nouns and the words that state a basis are data (`capacity_nouns.csv`, `capacity_bases.csv`). A plain 床位 is what
its project is for: `bed_kind`. People served, ages and prices are not capacity: a number counts only beside a noun.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from etl import reference
from etl.parse import clauses, numbers
from etl.parse.words import Words, words
from etl.records import CapacityEntry, Certainty, Doubt, Qualifier, Span

_MEASURE = r"(?:个|张|床|名|间)"
_LIST = re.compile(rf"(?:{numbers.ARABIC}){_MEASURE}?(?:[、和及](?:{numbers.ARABIC}){_MEASURE}?)+")
_COUNT = re.compile(rf"{numbers.ARABIC}(?:个|张|床|名)(?=[,;。、()]|$)")
_COUNT_END = re.compile(r"\d(?!\d)(?:个|张|床|名)(?=[,;。、()]|$)")
"""The last digit of what `_COUNT` finds, which is found much faster."""
_SPELLED = re.compile(
    r"[一二两三四五六七八九]?[十百千][一二两三四五六七八九十百千零]*(?:余|多)?(?:张|个(?=[托学]位|床))"
)
_CAPACITY_WORD = re.compile(r"床位|托位|学位|床$")
_FURNITURE = re.compile(r"桌|椅|凳|沙发|台|柜|票|图|证|卡|床头|轮椅|垫")
_BOUGHT = re.compile(r"购置|采购|购买|配置|配备|添置|更换|购入")
_TOO_MANY = 10**8
_RATE = re.compile(r"每[千万百]|人均|占比|比例")


@dataclass(frozen=True, slots=True)
class _Noun:
    """What a noun counts. `reading`: doubtful (beds of such a kind may count or not), counted (only before 40张)."""

    kind: str
    part_of: str | None
    reading: str


@cache
def _nouns() -> dict[str, _Noun]:
    rows = reference.rows("capacity_nouns")
    return {row["noun"]: _Noun(row["kind"], row["part_of"] or None, row["reading"]) for row in rows}


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

    amount = r"(?:总数|总量|数量|规模|数)?(?:分别|各)?(?:为|共|共计|合计)?:?"
    close = r"(?=[,;。、()]|$)"
    before = rf"(?P<noun1>{noun}){amount}{number(1)}(?:{_MEASURE}(?P<t1>{suffix})?|{close})"
    after = rf"{number(2)}{_MEASURE}(?P<t2>{suffix})?(?:普惠性?|新增)?(?P<noun2>{noun})"
    beds = rf"{number(3)}张(?:床)?{close}"
    part = rf"(?P<noun4>{short}){amount}{number(4)}张"
    hospital = rf"{number(5)}(?P<noun5>床){close}"
    return re.compile(f"{before}|{after}|{beds}|{part}|{hospital}")


@cache
def _noun_begins() -> re.Pattern[str]:
    return re.compile(reference.alternation(list(_nouns())))


_DIGITS = re.compile(r"\d\d*")


@cache
def _longest_lead() -> int:
    """So many characters at most lie between the first of a match of `_pattern()` and its number."""
    return max(map(len, _nouns())) + len("总数分别共计:") + max(map(len, _prefixes()))


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
    return re.compile(rf"{number}(?:({_MEASURE})|[,;。、()]|$)")


def has_capacity_words(text: str) -> bool:
    """Whether the text holds any noun of capacity (a cheap test before the grammar runs)."""
    return "位" in text or "床" in text or "班" in text or "型" in text


def parse_capacity(
    raw: str, bed_kind: str | None, *, existed_before: bool | None
) -> tuple[list[CapacityEntry], list[Doubt]]:
    """Read the capacity entries of a content cell.

    `bed_kind` is what a plain 床位 means for this project's sector (None: not known, so doubtful, `other_bed`);
    `existed_before`: False for a new build, whose plain or designed number is what is added; None: not known.
    """
    cell = words(raw)
    if not has_capacity_words(cell.text):
        return [], _left_over(cell, [])
    entries: list[CapacityEntry] = []
    doubts = [Doubt("broken_number", words_read) for words_read in numbers.broken(cell.text, "个|张|床")]
    if "十" in cell.text or "百" in cell.text or "千" in cell.text:
        doubts += [Doubt("unread_capacity", match[0], "中文数字") for match in _SPELLED.finditer(cell.text)]
    read_to = 0
    taken: list[tuple[int, int]] = []
    for match in _matches(cell.text):
        taken.append((match.start(), match.end()))
        if match.start() >= read_to and not _RATE.search(clauses.clause_before(cell.text, match.start())):
            found, read_to = _entries(cell, match, bed_kind, entries, doubts)
            entries.extend(found)
            taken[-1] = (match.start(), read_to if found or not match["n3"] else match.start())
    doubts.extend(_left_over(cell, taken))
    entries = _mark_repeats(entries, raw, doubts)
    if existed_before is not False:
        entries = _mark_unclear_basis(entries, raw, doubts, "未计入新增" if existed_before else "暂计入新增")
    return entries, doubts


def _left_over(cell: Words, taken: list[tuple[int, int]]) -> list[Doubt]:
    """Counts at the end of a clause (讬位75个。) that no noun was read for and that no known other noun explains."""
    places = [match.start() for match in _COUNT_END.finditer(cell.text)]
    if " " not in cell.text and all(any(start <= at < end for start, end in taken) for at in places):
        return []
    found = []
    for match in _COUNT.finditer(cell.text):
        before = clauses.clause_before(cell.text, match.start())
        if any(start <= match.start() < end for start, end in taken) or reference.other_quantity("count").search(
            before
        ):
            continue
        span = cell.span(match.start() - len(before), match.end())
        beds = match[0].endswith("张") and not _FURNITURE.search(before)
        kind = "unread_capacity" if beds or _CAPACITY_WORD.search(before) else "unread_quantity"
        found.append(Doubt(kind, cell.raw[span.start : span.end]))
    return found


def _is_furniture(text: str, match: re.Match[str], word: str | None) -> bool:
    """Whether beds are bought (购置护理床100张), not places to sleep in."""
    if word is None or not word.endswith("床"):
        return False
    return bool(_BOUGHT.search(clauses.clause_before(text, match.start())) or text[: match.start()].endswith("护理"))


@dataclass(frozen=True, slots=True)
class Added:
    """Which entries of a row count as added (in their order), and the kinds for which that is not certain, with why."""

    flags: tuple[bool, ...]
    unclear: dict[str, str]


def added(entries: Sequence[CapacityEntry], *, existed_before: bool | None) -> Added:
    """What counts as added: new and each × count; design, or the total after, only where nothing existed before.

    A part of a stated whole never counts. Where a whole stands beside what is new of it (总床位400张,新增250张), the
    new counts; where only the total after is stated, what is added would be a difference, which nobody stated.
    """
    if not entries:
        return Added((), {})
    flags = [False] * len(entries)
    unclear: dict[str, str] = {}
    for kind in {entry.kind for entry in entries}:
        own = [k for k, entry in enumerate(entries) if entry.kind == kind and entry.part_of != kind]
        counted = _added_of_kind([entries[k] for k in own], existed_before)
        for k, flag in zip(own, counted.flags, strict=True):
            flags[k] = flag or kind == "class"
        if counted.unclear and kind != "class":
            unclear[kind] = counted.unclear[""]
    return Added(tuple(flags), unclear)


def _added_of_kind(entries: Sequence[CapacityEntry], existed_before: bool | None) -> Added:
    bases = {entry.basis for entry in entries}
    existed = bool(existed_before) or "existing" in bases
    may_have = existed or existed_before is None
    news = sum(entry.quantity for entry in entries if entry.basis == "new")
    whole = "new" in bases and any(entry.basis == "design" and entry.quantity >= news for entry in entries)
    plain = not existed and not whole
    only_total = plain and not may_have and not bases & {"new", "design", "each_times_count"}
    counts = {"new": True, "each_times_count": True, "design": plain, "total_after": only_total}
    why = ""
    if "total_after" in bases and may_have and not bases & {"new", "each_times_count"}:
        why = "只载明改造或建成后的数量，新增数未载明，未计入新增"
    elif whole:
        why = "总数与新增数并列，只计新增数"
    elif "existing" in bases and not existed_before and "design" in bases:
        why = "另有原有数量，未说明是否为新增，未计入新增"
    return Added(tuple(counts.get(entry.basis, False) for entry in entries), {"": why} if why else {})


def _entries(
    cell: Words, match: re.Match[str], bed_kind: str | None, before: list[CapacityEntry], doubts: list[Doubt]
) -> tuple[list[CapacityEntry], int]:
    """The entries that one match states, and where reading goes on."""
    way = next(way for way in "12345" if match[f"n{way}"])
    word = match["noun1"] or match["noun2"] or match["noun4"] or match["noun5"]
    if word is None and not before:  # "200张" alone belongs to a noun before it, or to nothing
        return [], match.end()
    if _is_furniture(cell.text, match, word):
        doubts.append(Doubt("unread_quantity", cell.raw[cell.span(*match.span()).start : cell.span(*match.span()).end]))
        return [], match.end()
    kind, part_of, known = _kind(word, bed_kind, before)
    within = clauses.is_part(cell.text, match.start()) and any(old.kind == (part_of or kind) for old in before)
    if way == "4" and not within:
        known = False
    if not within and kind.endswith("bed") and clauses.is_part(cell.text, match.start()):
        known = not _mark_mixed(before, kind) and known
    basis, start = _basis(cell.text, match.start(), match.start(f"n{way}"))
    if basis == "design" and before and (within or _follows(cell, match.start(), before[-1])):
        basis = before[-1].basis  # "新增25个班级,750个学位": the word governs both
    amount = _amount(cell.text, match, way)
    span = cell.span(start, max(match.end(), amount.end))
    words_read = cell.raw[span.start : span.end]
    if amount.quantity is None:
        doubts.append(Doubt("doubtful_capacity", words_read, "不是整数或过大"))
        return [], amount.end
    if not (known and amount.is_clear):
        doubts.append(Doubt("doubtful_capacity", words_read, "类别、处数或范围不明确"))
    if amount.qualifier is not Qualifier.EXACT:
        doubts.append(Doubt("lower_bound", words_read))
    if amount.count > 1:
        basis = "each_times_count" if basis != "existing" else basis
        product = amount.count * amount.quantity
        doubts.append(Doubt("each_times_count", words_read, f"{amount.count} × {amount.quantity} = {product}"))
    certainty = Certainty.CERTAIN if known and amount.is_clear else Certainty.DOUBTFUL
    part_of = kind if within and part_of is None else part_of
    entry = CapacityEntry(
        kind, amount.quantity * amount.count, basis, amount.qualifier, certainty, span, amount.count, part_of
    )
    if part_of in (None, kind) or within:
        return [entry], amount.end
    return [replace(entry, kind=part_of, part_of=None), entry], amount.end


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


def _amount(text: str, match: re.Match[str], way: str) -> _Amount:
    position = match.start(f"n{way}")
    suffix = match[f"s{way}"] or (match["t1"] if way == "1" else match["t2"] if way == "2" else None)
    qualifier = clauses.qualifier(match[f"p{way}"], suffix)
    multiplier = clauses.each(text, position)
    listed = _LIST.match(text, position)
    if multiplier and listed:  # "分别100张、120张、80张": one number for each, not each times all
        values = [numbers.arabic(number) for number in re.findall(numbers.ARABIC, listed[0])]
        whole = sum(values) if len(values) == multiplier.count and max(values) < _TOO_MANY else None
        return _Amount(None if whole is None else int(whole), 1, qualifier, False, listed.end())
    value = numbers.arabic(match[f"n{way}"]) * (10000 if match[f"wan{way}"] else 1)
    quantity = int(value) if value == int(value) and value < _TOO_MANY else None
    if listed and match["noun1"]:  # "床位30、40、50张" without a number of facilities
        values = [numbers.arabic(number) for number in re.findall(numbers.ARABIC, listed[0])]
        return _Amount(int(sum(values)) if max(values) < _TOO_MANY else None, 1, qualifier, False, listed.end())
    alone = multiplier is None and "每" in clauses.clause_before(text, match.start())  # 每层床位20张: of how many?
    if alone or text[match.end() : match.end() + 2] in ("/年", "每年"):
        return _Amount(quantity, 1, qualifier, False, match.end())
    if match[f"hi{way}"]:
        return _Amount(quantity, 1, Qualifier.AT_LEAST, False, match.end())
    return _Amount(quantity, multiplier.count if multiplier else 1, qualifier, True, match.end())


def _kind(word: str | None, bed_kind: str | None, before: list[CapacityEntry]) -> tuple[str, str | None, bool]:
    """Kind, what it is part of, and whether that is known."""
    if word is None:
        last = before[-1]
        return (last.part_of or last.kind), None, True
    noun = _nouns()[word]
    if noun.kind != "bed":
        return noun.kind, noun.part_of, "doubtful" not in noun.reading
    return (bed_kind, None, True) if bed_kind else ("other_bed", None, False)


def _basis(text: str, start: int, number: int) -> tuple[str, int]:
    """The last word before the number, in its clause, that states a basis, and where the evidence begins."""
    clause = clauses.clause_before(text, start)
    around = clause + text[start:number]
    found = [(around.rfind(word), basis) for word, basis in _bases().items() if word in around]
    if not found:
        return "design", start
    offset, basis = max(found)
    return basis, start - len(clause) + min(offset, len(clause))


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
        doubts.append(Doubt("doubtful_capacity", raw[entry.span.start : entry.span.end], "同一数量出现两次，只计一次"))
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
            doubts.append(Doubt("doubtful_capacity", phrase, f"未说明是新增还是建成后总数，{consequence}"))
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
    basis = "existing" if "原有" in header else "new" if "新增" in header else "design"
    return CapacityEntry(kind, int(value), basis, Qualifier.EXACT, Certainty.CERTAIN, Span(0, len(raw))), []
