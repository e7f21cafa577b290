"""What a statement makes: an entry of a kind, a whole or a part, certain or not.

Whether it makes one at all, and whether its kind and its whole are certain, is said by two tables of rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from etl.contract.detail import Detail
from etl.contract.values import CapacityEntry, Certainty, Doubt, Qualifier
from etl.parse import clauses
from etl.parse.capacity.amount import Amount, product, read_quantity
from etl.parse.capacity.nouns import nouns, says
from etl.parse.capacity.pattern import MEASURE
from etl.parse.capacity.stated import Stated
from etl.parse.rules import Rule, any_holds
from etl.parse.words import Words, words

OF_AREA = "of_area"
"""Basis of an entry that is none of the project's."""
_REACH = 12
"""So many characters before a quantity say of which phase it is, and of which places."""
_BOUNDS_OF_RANGE = {Qualifier.AT_LEAST, Qualifier.AT_MOST}
_PARTS_BEHIND_WHOLE = re.compile(
    rf"""
    \d {MEASURE} [^\d,;。]{{0,6}} ,                        # 床位800张,
    (?P<parts> (?:内|共|均|并)? (?: 包?含 | 包括 )           # 含
        (?: [^,;。]* \d {MEASURE} [^\d,;。]{{0,6}} , )*    # 医疗床位300张,
        [^,;。]* ) $                                       # 养老床位
    """,
    re.VERBOSE,
)
"""Parts that follow their whole without 其中."""


class Quantity(NamedTuple):
    """A statement at its place in a cell: `start` and `end` in the text, the sector's kind of bed, entries before."""

    cell: Words
    at: int
    stated: Stated
    bed_kind: str | None
    before: list[CapacityEntry]
    start: int
    end: int

    @property
    def has_noun(self) -> bool:
        """Whether it names what it counts; 200张 does not."""
        return self.stated.word is not None

    def doubt(self, kind: str, detail: str | None = None) -> Doubt:
        """A doubt about its words."""
        span = self.cell.span(self.start, self.end)
        return Doubt(kind, self.cell.raw[span.start : span.end], Detail(detail) if detail else None)


def read_entries(quantity: Quantity, doubts: list[Doubt]) -> tuple[list[CapacityEntry], int]:
    """The entries that one statement makes, and where reading goes on. What is uncertain is added to `doubts`."""
    without = next((rule for rule in _WITHOUT_ENTRY if rule.when(quantity)), None)
    if without:
        doubts += [quantity.doubt(without.doubt, without.detail)] if without.doubt else []
        if without.marks_the_one_before:
            _mark_doubtful(quantity.before, len(quantity.before) - 1)
        return _said_of_area(quantity) if without.is_of_area else [], quantity.end
    reading = _reading(quantity)
    amount = read_quantity(quantity.cell.text, quantity.at, quantity.stated)
    if quantity.stated.is_shared:  # 护理床位与普通床位各60张
        doubts.append(quantity.doubt("unread_capacity", "number_of_kind_before_too"))
    return _made(reading, amount, doubts), amount.end


# --- what makes no entry -----------------------------------------------------------------------------------------


class _WithoutEntry(NamedTuple):
    """A quantity that makes no entry, the doubt about it (None: it says nothing of its own), and its detail."""

    example: str
    when: Callable[[Quantity], object]
    doubt: str | None = None
    detail: str | None = None
    marks_the_one_before: bool = False
    is_of_area: bool = False


def _is_of_each_class(quantity: Quantity) -> bool:
    return quantity.stated.word == "班" and quantity.cell.text.endswith("每", 0, quantity.start)


def _is_of_each_class_only(quantity: Quantity) -> bool:
    text, end = quantity.cell.text, quantity.end
    if not _is_of_each_class(quantity) or not text.startswith(("托位", "学位"), end):
        return False
    return says("whole_after").search(text, end) is None


def _is_other_end_of_range(quantity: Quantity) -> bool:
    return not quantity.has_noun and {quantity.stated.qualifier, quantity.before[-1].qualifier} == _BOUNDS_OF_RANGE


def _is_of_area(role: str, quantity: Quantity) -> bool:
    """Whether it is of the area around (全县现有床位1800张), and no word in between speaks of the project again."""
    text, number = quantity.cell.text, quantity.at + quantity.stated.number.start
    begin = clauses.sentence_start(text, number)
    last = max((match.end() for match in says(role).finditer(text, begin, number)), default=None)
    return last is not None and says("of_project").search(text, last, number) is None


_WITHOUT_ENTRY = (
    _WithoutEntry(
        "全县现有养老床位1800张", partial(_is_of_area, "stock_of_area"), "not_of_project", "stock_of_area",
        is_of_area=True,
    ),
    _WithoutEntry(
        "建成后全区托位达到2400个", partial(_is_of_area, "goal_of_area"), "not_of_project", "goal_of_area",
        is_of_area=True,
    ),
    _WithoutEntry("200张 with no noun before it", lambda quantity: not quantity.has_noun and not quantity.before),
    _WithoutEntry("购置护理床100张", lambda quantity: quantity.stated.is_bought),
    _WithoutEntry("每班15个托位", _is_of_each_class_only, "unread_capacity"),
    _WithoutEntry("每班15个托位,共60个", _is_of_each_class),
    _WithoutEntry(
        "床位不低于100张、不高于150张", _is_other_end_of_range, "doubtful_capacity", "range_with_number_before",
        marks_the_one_before=True,
    ),
)  # fmt: skip


def _said_of_area(quantity: Quantity) -> list[CapacityEntry]:
    """What is said of the area, for the numbers behind it that leave out of what they are (本项目新增260张)."""
    amount = read_quantity(quantity.cell.text, quantity.at, quantity.stated)
    return [replace(entry, basis=OF_AREA) for entry in _made(_reading(quantity), amount, [])]


# --- of which kind it is, and of what a part -----------------------------------------------------------------------


@dataclass(slots=True)
class _Reading:
    """What a quantity is of, as far as the words before it say.

    `own`: the words of its clause before it; `near`: the last characters before it. `wholes`: entries of which it is
    said to be a part (None: it is not said to be one). `is_part`: of one of its own kind. `is_known`: its kind and
    whole are certain.
    """

    quantity: Quantity
    own: str
    near: str
    kind: str
    part_of: str | None
    wholes: list[CapacityEntry] | None
    is_phase: bool
    is_part: bool
    is_known: bool

    @property
    def before(self) -> list[CapacityEntry]:
        """The entries before it."""
        return self.quantity.before

    @property
    def has_its_kind_before(self) -> bool:
        """Whether something of its kind was said before."""
        return any(old.kind == self.kind for old in self.before)


def _reading(quantity: Quantity) -> _Reading:
    cell, start, before = quantity.cell, quantity.start, quantity.before
    own = clauses.clause_before(cell.text, start)
    kind, part_of, is_known = _kind(quantity, own)
    wholes = _wholes(cell, start, before)
    is_part = any(old.kind == (part_of or kind) for old in wholes or ())
    near = cell.text[max(0, start - _REACH) : start]
    reading = _Reading(quantity, own, near, kind, part_of, wholes, False, is_part, is_known)
    if not is_part and _is_phase(reading):
        reading.is_phase = True
        reading.is_part = reading.has_its_kind_before
    if not quantity.has_noun and says("kind_of_room").search(own):  # 床位100张,单人间20张
        reading.is_part = reading.is_part or any(old.kind == kind and _is_plain_whole(old, before) for old in before)
    is_of_mixed = _is_bed_of_other_whole(reading) and _mark_mixed(before, kind)
    reading.is_known = is_known and not is_of_mixed and not any_holds(_UNCERTAIN, reading)
    return reading


def _kind(quantity: Quantity, own: str) -> tuple[str, str | None, bool]:
    """Kind, what it is part of, and whether that is known."""
    word, bed_kind, before = quantity.stated.word, quantity.bed_kind, quantity.before
    if word is None:
        last = before[-1]
        return _kind_of_part(last.part_of or last.kind, own, before)
    noun = nouns()[word]
    if noun.kind != "bed":
        return noun.kind, noun.part_of, "doubtful" not in noun.reading
    return (bed_kind, None, True) if bed_kind else ("other_bed", None, False)


def _kind_of_part(kind: str, own: str, before: list[CapacityEntry]) -> tuple[str, str | None, bool]:
    """The kind of a number without a noun is that before it, unless it names a part: 床位500张(医疗200张,养老300张)."""
    if not kind.endswith("bed"):
        return kind, None, True
    if says("medical_part").search(own) and kind == "elder_bed":
        return "other_bed", None, not _mark_mixed(before, "other_bed")
    if says("elder_part").search(own):
        return "elder_bed", None, True
    return kind, None, True


def _is_phase(reading: _Reading) -> bool:
    """Whether it is of a phase: of the first one, or of one in a plan that was stated before (规划350张,二期200张)."""
    if not says("phase").search(reading.near):
        return False
    if says("early_phase").search(reading.near):
        return True
    cell = reading.quantity.cell
    own_kind = [old for old in reading.before if old.kind == reading.kind]
    return any("期" not in cell.raw[max(0, old.span.start - _REACH) : old.span.end] for old in own_kind)


def _is_plain_whole(entry: CapacityEntry, before: Sequence[CapacityEntry]) -> bool:
    """Whether an entry states beds of all kinds: it is no part, and was not read from beds of one kind (护理型50张)."""
    return entry.part_of is None and not any(one.part_of == entry.kind and one.span == entry.span for one in before)


def _wholes(cell: Words, position: int, before: list[CapacityEntry]) -> list[CapacityEntry] | None:
    """The entries before 其中, 含 or a bracket that the number at `position` stands behind; None where it does not."""
    opened = _part_start(cell, position, before)
    if opened is None:
        return None
    start = cell.span(opened, opened + 1).start
    return [old for old in before if old.span.start < start]


def _part_start(cell: Words, position: int, before: list[CapacityEntry]) -> int | None:
    """Where the parts begin of which the number at `position` is one: at 其中, at 含, or at the bracket around it.

    What a bracket says of each of several facilities counted since (…,4个托育点(每个托位20个)) is no part.
    """
    text = cell.text
    begin = clauses.sentence_start(text, position)
    if not clauses.is_part(text, position):
        may_be = "含" in text or "包括" in text
        included = _PARTS_BEHIND_WHOLE.search(text[begin:position]) if may_be else None
        return begin + included.start("parts") if included else None
    found = text.find("其中", begin, position)
    if found >= 0:
        return found
    several = clauses.each(text, position)
    if several and before and cell.span(several.start, several.start + 1).start >= before[-1].span.end:
        return None
    return text.rfind("(", begin, position)


def _is_bed_of_other_whole(reading: _Reading) -> bool:
    return reading.wholes is not None and not reading.is_part and reading.kind.endswith("bed")


def _mark_mixed(before: list[CapacityEntry], kind: str) -> bool:
    """A whole of beds that has parts of several kinds (床位300张,其中养老…、医疗…) is of none for certain."""
    mixed = [place for place, old in enumerate(before) if old.kind == "elder_bed" and kind == "other_bed"]
    for place in mixed:
        _mark_doubtful(before, place)
    return bool(mixed)


def _mark_doubtful(entries: list[CapacityEntry], place: int) -> None:
    entries[place] = replace(entries[place], certainty=Certainty.DOUBTFUL)


# --- what is not certain -------------------------------------------------------------------------------------------


def _is_of_unknown_whole(reading: _Reading) -> bool:
    return _is_bed_of_other_whole(reading) and any(
        old.kind == "other_bed" and old.certainty is Certainty.DOUBTFUL for old in reading.wholes or ()
    )


def _is_purchased_place(reading: _Reading) -> bool:
    word = reading.quantity.stated.word
    return word is not None and word.endswith("床位") and says("purchased").search(reading.own) is not None


_UNCERTAIN: tuple[Rule[_Reading], ...] = (
    Rule("护理型50张 of no whole", lambda reading: reading.quantity.stated.is_counted and not reading.is_part),
    Rule(
        "护理床位50张 of a hospital",
        lambda reading: reading.kind == "nursing_bed" and reading.quantity.bed_kind == "other_bed",
    ),
    Rule("规划床位350张,一期200张", lambda reading: reading.is_phase),
    Rule(
        "编制床位500张,实际开放床位400张",
        lambda reading: reading.has_its_kind_before and says("otherwise").search(reading.own),
    ),
    Rule("购置养老床位100张", _is_purchased_place),
    Rule("二期床位300张另行立项", lambda reading: reading.quantity.stated.is_elsewhere),
    Rule(
        "日间照料床位20张, 备用床位10张",
        lambda reading: reading.kind != "class" and says("other_places").search(reading.near),
    ),
    Rule("床位300张,其中养老床位100张 of an unknown sector", _is_of_unknown_whole),
)


# --- the entry -----------------------------------------------------------------------------------------------------


def _made(reading: _Reading, amount: Amount, doubts: list[Doubt]) -> list[CapacityEntry]:
    """The entry, with its whole where it names a part of one that nobody stated (护理型床位 are beds too)."""
    quantity, kind = reading.quantity, reading.kind
    span = quantity.cell.span(quantity.at + quantity.stated.begin, max(quantity.end, amount.end))
    said = quantity.cell.raw[span.start : span.end]
    doubts += _doubts_about(said, reading, amount)
    if amount.quantity is None:
        return []
    is_certain = reading.is_known and amount.is_clear
    certainty = Certainty.CERTAIN if is_certain else Certainty.DOUBTFUL
    part_of = reading.part_of or (kind if reading.is_part else None)
    total, basis = amount.quantity * amount.facilities, _basis(reading, amount)
    entry = CapacityEntry(kind, total, basis, amount.qualifier, certainty, span, amount.facilities, part_of)
    if reading.is_part:
        return [entry]
    if kind == "elder_bed" and says("all_nursing").match(quantity.cell.text, amount.end):
        return [entry, replace(entry, kind="nursing_bed", part_of=kind)]
    if part_of in (None, kind):
        return [entry]
    return [replace(entry, kind=part_of, part_of=None), entry]


def _doubts_about(said: str, reading: _Reading, amount: Amount) -> list[Doubt]:
    if amount.quantity is None:
        return [Doubt("doubtful_capacity", said, Detail("not_whole_or_too_large"))]
    found = []
    if not (reading.is_known and amount.is_clear):
        found.append(Doubt("doubtful_capacity", said, Detail("kind_sites_or_range_unclear")))
    if amount.qualifier is not Qualifier.EXACT:
        found.append(Doubt("lower_bound", said))
    if amount.facilities > 1:
        found.append(Doubt("each_times_count", said, product(amount.facilities, amount.quantity)))
    return found


def _basis(reading: _Reading, amount: Amount) -> str:
    """What the number rests on: a word before it, or before the one that it goes with (新增25个班级,750个学位)."""
    basis, before = reading.quantity.stated.basis, reading.before
    if basis == "design" and before and (reading.is_part or _follows(reading.quantity, before[-1])):
        basis = before[-1].basis
    return "each_times_count" if amount.facilities > 1 and basis != "existing" else basis


def _follows(quantity: Quantity, last: CapacityEntry) -> bool:
    """Whether nothing but a comma stands between the entry before and this one."""
    cell, start = quantity.cell, quantity.start
    between = words(cell.raw[last.span.end : cell.span(start, start + 1).start]).text
    return between in (",", "、", "和", "及")
