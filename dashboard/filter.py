"""One filter value for the whole board: to and from the URL, and into a sentence.

The condition that it compiles to is in `metrics/condition.py`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from difflib import get_close_matches
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from dashboard.words.labels import (
    LATENESS_LABELS,
    NOT_STATED,
    POSITION_LABELS,
    STATUS_LABELS,
    YEAR_BASIS_LABELS,
    class_label,
)
from dashboard.words.translate import listed, t

UNDATED = "undated"
"""Year bucket 未定年份: projects that state no year on the basis that is looked at."""

UNSTATED = "unstated"
"""Bucket for projects whose region, sector or nature is not stated."""

CLASSES = tuple(f"{status}.{position}" for status in STATUS_LABELS for position in POSITION_LABELS)
"""Schedule classes: every status with every position of the as-of date in the plan."""

LATENESS = (*LATENESS_LABELS, *(f"original.{word}" for word in LATENESS_LABELS))
"""Kinds of lateness against the current plan, then against the original one."""

Year = int | str


class YearBasis(StrEnum):
    """Which year of a project a year filter looks at."""

    PLANNED_FINISH = "planned_finish"
    PLANNED_START = "planned_start"
    UNDER_CONSTRUCTION = "under_construction"
    LIST_YEAR = "list_year"


@dataclass(frozen=True, slots=True)
class RegionItem:
    """A region that occurs in the snapshot, or lies above one that does."""

    region_id: str
    name: str
    level: str
    parent_id: str | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Values that a filter can name in one snapshot. `documents` maps short ids to file names; `month_ends` are those
    that projects are known at, ascending."""

    regions: Mapping[str, RegionItem] = field(default_factory=dict)
    sectors: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    documents: Mapping[str, str] = field(default_factory=dict)
    years: tuple[int, ...] = ()
    month_ends: tuple[date, ...] = ()

    def month_end_by(self, day: date) -> date | None:
        """The last month's end that is not after a day: one that projects are known at, or any later one. None before
        the first."""
        end = day if day.day == monthrange(day.year, day.month)[1] else day.replace(day=1) - timedelta(days=1)
        if not self.month_ends or end > self.month_ends[-1]:
            return end
        return max((known for known in self.month_ends if known <= day), default=None)


@dataclass(frozen=True, slots=True)
class Problem:
    """A filter value that cannot be used: which parameter, what was given, what may have been meant."""

    parameter: str
    value: str
    reason: str
    suggestions: tuple[str, ...] = ()

    def sentence(self) -> str:
        """Say what is wrong and what may have been meant. `parameter` and `reason` are in the language being spoken."""
        said = t("{parameter} “{value}”：{reason}", parameter=self.parameter, value=self.value, reason=self.reason)
        if not self.suggestions:
            return said
        return said + t("（是否指 {meant}）", meant=listed(self.suggestions))


@dataclass(frozen=True, slots=True)
class PortfolioFilter:
    """What part of the portfolio is looked at. Values of one field are alternatives; fields are joined by "and".

    `regions` are region ids (or `UNSTATED`); with `include_below` all that lies below them counts too.
    `classes` holds schedule classes (`status.position`), a status or position alone, or a kind of lateness.
    `as_of` is a month's end; None means the snapshot's default. `documents` are the first 12 digits of document ids.
    """

    regions: tuple[str, ...] = ()
    include_below: bool = True
    years: tuple[Year, ...] = ()
    year_basis: YearBasis = YearBasis.PLANNED_FINISH
    sectors: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    text: str = ""
    as_of: date | None = None
    documents: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Bring equal filters to one form, so that they compare and print alike."""
        for name in ("regions", "sectors", "natures", "classes", "documents"):
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))
        object.__setattr__(
            self, "years", tuple(sorted(set(self.years), key=lambda year: (isinstance(year, str), year)))
        )
        object.__setattr__(self, "text", " ".join(self.text.split()))

    @property
    def excludes_undated(self) -> bool:
        """Whether projects without a year on this basis are left out."""
        return bool(self.years) and UNDATED not in self.years

    @property
    def is_whole(self) -> bool:
        """Whether every project is left in."""
        narrowing = (self.regions, self.years, self.sectors, self.natures, self.classes, self.text, self.documents)
        return not any(narrowing)

    def without_years(self) -> PortfolioFilter:
        """The same filter over all years."""
        return replace(self, years=())

    def to_query(self) -> str:
        """Query string without `?`: only what differs from the default, in a fixed order."""
        pairs: list[tuple[str, str]] = [("region", region) for region in self.regions]
        if not self.include_below:
            pairs.append(("below", "0"))
        pairs += [("year", str(year)) for year in self.years]
        if self.year_basis is not YearBasis.PLANNED_FINISH:
            pairs.append(("year_basis", self.year_basis.value))
        pairs += [("sector", sector) for sector in self.sectors]
        pairs += [("nature", nature) for nature in self.natures]
        pairs += [("class", item) for item in self.classes]
        if self.text:
            pairs.append(("text", self.text))
        if self.as_of is not None:
            pairs.append(("as_of", self.as_of.isoformat()))
        pairs += [("document", document) for document in self.documents]
        return urlencode(pairs)

    def sentence(self, vocabulary: Vocabulary) -> str:
        """The sentence that heads the page and every export. The as-of date stands beside it, not in it."""
        return t("；").join(text for _, text in self.parts(vocabulary))

    def parts(self, vocabulary: Vocabulary) -> list[tuple[str, str]]:
        """The sentence in pieces: field name and its words. Regions and years are always said."""
        documents = [vocabulary.documents.get(document, document) for document in self.documents]
        optional = [
            ("sectors", _valued(t("行业"), map(unstated_label, self.sectors))),
            ("natures", _valued(t("建设性质"), map(unstated_label, self.natures))),
            ("classes", _valued(t("进度"), map(class_label, self.classes))),
            ("text", t("含“{text}”", text=self.text)),
            ("documents", _valued(t("文件"), documents)),
        ]
        always = [("regions", self._region_words(vocabulary)), ("years", self._year_words())]
        return [*always, *((name, words) for name, words in optional if getattr(self, name))]

    def _year_words(self) -> str:
        if not self.years:
            return t("全部年份")
        return _valued(t(YEAR_BASIS_LABELS[self.year_basis.value]), map(year_label, self.years))

    def _region_words(self, vocabulary: Vocabulary) -> str:
        if not self.regions:
            return t("全部地区")
        names = listed(region_label(region, vocabulary) for region in self.regions)
        return names if self.include_below else t("{names}（不含下辖）", names=names)


@dataclass(frozen=True, slots=True)
class ParsedFilter:
    """A filter read from outside, and what could not be used of it."""

    filter: PortfolioFilter
    problems: tuple[Problem, ...] = ()

    def warning(self) -> str:
        """One line about all that could not be used, empty when all was."""
        if not self.problems:
            return ""
        said = t("；").join(problem.sentence() for problem in self.problems)
        return t("有 {count} 个筛选条件无法识别，未生效：{problems}", count=len(self.problems), problems=said)


def year_label(year: Year) -> str:
    """Words of a year or of the bucket without one."""
    return t("未定年份") if year == UNDATED else t("{year}年", year=year)


def unstated_label(value: str | None) -> str:
    """Words of a coded value, with the bucket for "not stated"."""
    return t(NOT_STATED) if value is None or value == UNSTATED else t(value)


def region_label(region_id: str, vocabulary: Vocabulary) -> str:
    """Name of a region, its id when the snapshot does not know it."""
    item = vocabulary.regions.get(region_id)
    return item.name if item else unstated_label(region_id)


def _valued(label: str, values: Iterable[str]) -> str:
    return t("{label}：{values}", label=label, values=listed(values))


def parse_query(query: str, vocabulary: Vocabulary, *, extra: Sequence[str] = ()) -> ParsedFilter:
    """Read a query string (with or without `?`). Parameters in `extra` belong to the caller and are passed over."""
    values: dict[str, list[str]] = {}
    for key, value in parse_qsl(query.removeprefix("?"), keep_blank_values=True):
        values.setdefault(key, []).append(value)
    for key in extra:
        values.pop(key, None)
    return parse_values(values, vocabulary)


def parse_values(values: Mapping[str, Sequence[str]], vocabulary: Vocabulary) -> ParsedFilter:
    """Read named values: from a URL or from command line options. Lists may repeat or be comma separated.

    Nothing is guessed: what the snapshot does not know is reported, with near matches.
    """
    reader = _Reader(vocabulary)
    arguments: dict[str, object] = {}
    for key, given in values.items():
        if key not in _READERS:
            reader.problems.append(Problem(t("参数"), key, t("没有这个筛选参数"), _near(key, _READERS)))
            continue
        name, read = _READERS[key]
        arguments[name] = read(reader, [item for item in given if item.strip()])
    return ParsedFilter(PortfolioFilter(**arguments), tuple(reader.problems))  # type: ignore[arg-type]


_SHORTEST_ID = 6


class _Reader:
    """Reads the values of one parameter after the other and collects what cannot be used."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []

    def regions(self, given: list[str]) -> tuple[str, ...]:
        known = self.vocabulary.regions
        found: list[str] = []
        for item in _split(given, [*known, UNSTATED]):
            named = [region.region_id for region in known.values() if region.name == item]
            if item in known or item == UNSTATED:
                found.append(item)
            elif len(named) == 1:
                found += named
            elif named:
                self.problems.append(Problem(t("地区"), item, t("有多个同名地区，请用代码"), tuple(named)))
            else:
                self.problems.append(
                    Problem(t("地区"), item, t("已导入的数据中没有这个地区"), self._near_regions(item))
                )
        return tuple(found)

    def _near_regions(self, item: str) -> tuple[str, ...]:
        known = self.vocabulary.regions
        inside = [region for region in known.values() if item in region.name]
        names = {region.name: region for region in known.values()}
        near = inside or [names[name] for name in _near(item, names)] or [known[code] for code in _near(item, known)]
        return tuple(f"{region.region_id} {region.name}" for region in near[:3])

    def years(self, given: list[str]) -> tuple[Year, ...]:
        found: list[Year] = []
        for item in _split(given, [UNDATED]):
            first, _, last = item.partition("-")
            if item in (UNDATED, "未定年份"):
                found.append(UNDATED)
            elif _is_year(first) and (not last or (_is_year(last) and int(first) <= int(last))):
                found += range(int(first), int(last or first) + 1)
            else:
                reason = t("应为四位年份、年份区间（2021-2023）或 {undated}", undated=UNDATED)
                self.problems.append(Problem(t("年份"), item, reason))
        return tuple(found)

    def year_basis(self, given: list[str]) -> YearBasis:
        for item in given[-1:]:
            if item in YEAR_BASIS_LABELS:
                return YearBasis(item)
            reason = t("应为 {values}", values=listed(YEAR_BASIS_LABELS))
            self.problems.append(Problem(t("年份口径"), item, reason, _near(item, YEAR_BASIS_LABELS)))
        return YearBasis.PLANNED_FINISH

    def sectors(self, given: list[str]) -> tuple[str, ...]:
        return self._coded(t("行业"), given, self.vocabulary.sectors)

    def natures(self, given: list[str]) -> tuple[str, ...]:
        return self._coded(t("建设性质"), given, self.vocabulary.natures)

    def _coded(self, label: str, given: list[str], known: Sequence[str]) -> tuple[str, ...]:
        found = []
        for item in _split(given, known):
            if item in known or item == UNSTATED:
                found.append(item)
            else:
                near = _near(item, known) or tuple(known[:6])
                self.problems.append(Problem(label, item, t("已导入的数据中没有这个值"), near))
        return tuple(found)

    def classes(self, given: list[str]) -> tuple[str, ...]:
        known = [*CLASSES, *STATUS_LABELS, *POSITION_LABELS, *LATENESS]
        found = []
        for item in _split(given, known):
            if item in known:
                found.append(item)
            else:
                near = _near(item, known) or tuple(POSITION_LABELS)
                self.problems.append(Problem(t("进度"), item, t("没有这个进度类别"), near))
        return tuple(found)

    def text(self, given: list[str]) -> str:
        return " ".join(given)

    def as_of(self, given: list[str]) -> date | None:
        for item in given[-1:]:
            try:
                end = self.vocabulary.month_end_by(date.fromisoformat(item))
            except (ValueError, OverflowError):
                self.problems.append(Problem(t("数据截止日"), item, t("应为日期，如 2022-12-31")))
                continue
            if end is not None:
                return end
            first = self.vocabulary.month_ends[0].isoformat()
            self.problems.append(Problem(t("数据截止日"), item, t("最早的数据在 {first}", first=first)))
        return None

    def include_below(self, given: list[str]) -> bool:
        for item in given[-1:]:
            if item in ("0", "1"):
                return item == "1"
            self.problems.append(Problem(t("含下辖"), item, t("应为 0 或 1")))
        return True

    def documents(self, given: list[str]) -> tuple[str, ...]:
        known = self.vocabulary.documents
        found: list[str] = []
        for item in _split(given, [*known, *known.values()]):
            match = [
                short
                for short, name in known.items()
                if item == name or (len(item) >= _SHORTEST_ID and short.startswith(item[:12]))
            ]
            if len(match) == 1:
                found += match
            elif match:
                self.problems.append(Problem(t("文件"), item, t("有多个文件符合，请用编号"), tuple(match)))
            else:
                self.problems.append(Problem(t("文件"), item, t("没有导入这个文件"), _near(item, known.values())))
        return tuple(found)


_READERS: dict[str, tuple[str, Callable[[_Reader, list[str]], object]]] = {
    "region": ("regions", _Reader.regions),
    "below": ("include_below", _Reader.include_below),
    "year": ("years", _Reader.years),
    "year_basis": ("year_basis", _Reader.year_basis),
    "sector": ("sectors", _Reader.sectors),
    "nature": ("natures", _Reader.natures),
    "class": ("classes", _Reader.classes),
    "text": ("text", _Reader.text),
    "as_of": ("as_of", _Reader.as_of),
    "document": ("documents", _Reader.documents),
}


def _split(given: Iterable[str], known: Iterable[str]) -> list[str]:
    """Take comma separated lists apart, but not a known value that holds a comma itself."""
    whole = set(known)
    items: list[str] = []
    for value in given:
        parts = [value] if value in whole else value.replace("，", ",").split(",")
        items += [part.strip() if part not in whole else part for part in parts if part.strip()]
    return items


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit() and 1900 <= int(text) <= 2100


def _near(value: str, known: Iterable[str]) -> tuple[str, ...]:
    return tuple(get_close_matches(value, list(known), n=3, cutoff=0.5))
