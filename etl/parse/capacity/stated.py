"""What a clause says of capacity, whatever its digits are: looked for once in each shape of a clause."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from etl.contract import reference
from etl.contract.values import Qualifier, Span
from etl.parse import clauses, numbers
from etl.parse.capacity import pattern
from etl.parse.capacity.nouns import bases, says

_NUMBER = re.compile(numbers.ARABIC)
_LIST = re.compile(rf"(?:{numbers.ARABIC}){pattern.MEASURE}?(?:[、和及](?:{numbers.ARABIC}){pattern.MEASURE}?)+")
"""30、40和50张."""


@cache
def count() -> re.Pattern[str]:
    """A count at the end of a clause."""
    end = r"(?=[,;。、()]|$)"
    return re.compile(
        rf"{numbers.ARABIC}(?:个|张|床|名)(?:{clauses.suffix_pattern()})?{end}"  # 讬位75个。
        rf"|(?:(?<=[\d个]班)|(?<=班\d个))(?P<pupils>{numbers.ARABIC})[人名座]{end}"  # 6班180人
    )


_PEOPLE = re.compile(
    r"(?:容纳|收住|收托|入住|入托|就读|在校|招生|在园|办学规模|学校规模|办园规模)[^,;。\d]{0,8}"
    rf"(?P<n>{numbers.ARABIC})(?:余|多)?[名人](?=[,;。、()]|$)"
)
"""So many people that a building takes in (可容纳300人), which may be its places: nobody said so."""
_SHARED = re.compile(r"[位床型班](?:、|与|和|及)[^\d,;。、]{0,4}$")
"""A noun before another one, of which a number says 各: 护理床位与普通床位各60张."""
_PER_YEAR = ("/年", "每年")


class Stated(NamedTuple):
    """A quantity that a clause states, by places in the clause. `word`: the noun; `begin`: where the evidence begins.

    `number`: its digits; `listed`: where each of several numbers stands, and the end of the last. `is_first`: the noun
    stands before it; `is_alone`: it has none (200张); `is_counted`: the noun counts before 张 only; `is_rate`: per head
    or a share; `is_bought`: furniture; `is_every`: for each of an unknown number (每层20张); `is_yearly`: each year;
    `is_elsewhere`: another project builds it; `is_shared`: the number is also that of a noun before this one.
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


NOTHING = Structure((), (), (), ())


@lru_cache(maxsize=16384)
def structure(shape: str) -> Structure:
    """What a clause of this shape says (`clauses.Clause`)."""
    said = Structure(
        stated=tuple(_stated(match) for match in pattern.matches(shape)),
        counts=tuple(Span(*match.span()) for match in count().finditer(shape) if _is_unexplained(match)),
        broken=tuple(Span(*span) for span in numbers.broken(shape, "个|张|床")),
        people=tuple(Span(*match.span()) for match in _PEOPLE.finditer(shape)),
    )
    return said if any(said) else NOTHING


def _is_unexplained(count: re.Match[str]) -> bool:
    """Whether no noun of another kind (停车位30个) stands before a count; pupils of classes are explained by none."""
    if count["pupils"]:
        return True
    before = clauses.clause_before(count.string, count.start())
    return reference.other_quantity("count").search(before) is None


def _stated(match: re.Match[str]) -> Stated:
    text, start, end = match.string, match.start(), match.end()
    way = next(way for way in pattern.WAYS if match[f"n{way}"])
    word = match["noun1"] or match["noun2"] or match["noun4"] or match["noun5"]
    behind_measure = {"1": match["t1"], "2": match["t2"]}.get(way)
    number = Span(*match.span(f"n{way}"))
    listed = _LIST.match(text, number.start)
    before = clauses.clause_before(text, start)
    own = text[start : number.start]
    basis, begin = _basis(before, own)
    return Stated(
        start=start,
        end=end,
        word=word,
        number=number,
        listed=tuple(Span(*one.span()) for one in _NUMBER.finditer(listed[0])) if listed else (),
        listed_end=listed.end() if listed else 0,
        basis=basis,
        begin=start - begin,
        qualifier=clauses.qualifier(match[f"p{way}"], match[f"s{way}"] or behind_measure),
        is_first=way == "1",
        is_alone=way == "3",
        is_counted=way == "4",
        is_range=match[f"hi{way}"] is not None,
        is_wan=match[f"wan{way}"] is not None,
        is_rate=bool(says("rate").search(before)),
        is_bought=_is_furniture(text, start, word),
        is_every="每" in before,
        is_yearly=text.startswith(_PER_YEAR, end),
        is_elsewhere=_is_elsewhere(before, text, end),
        is_shared="各" in own and bool(_SHARED.search(text[:start])),
    )


def _is_furniture(text: str, start: int, word: str | None) -> bool:
    """Whether beds are bought (购置护理床100张), not places to sleep in."""
    if word is None or not word.endswith("床"):
        return False
    return text.endswith("护理", 0, start) or bool(says("furnished").search(clauses.clause_before(text, start)))


def _is_elsewhere(before: str, text: str, end: int) -> bool:
    """Whether words before or behind say that another project builds it: 不含二期床位300张; 二期床位300张另行立项."""
    if says("excepted").search(before) or says("elsewhere").search(before):
        return True
    return says("elsewhere").search(text, end) is not None


def _basis(clause: str, own: str) -> tuple[str, int]:
    """The last word before a number that states a basis, and so many characters before its `own` words it begins.

    `clause` are the words before those.
    """
    around = clause + own
    found = [(around.rfind(word), basis) for word, basis in bases().items() if word in around]
    if not found:
        return "design", 0
    offset, basis = max(found)
    return basis, len(clause) - min(offset, len(clause))
