"""Reference data: the words, rules and units in `data/reference/`, read once per process.

What documents are read with stands at the top; what only a later step or the board needs stands in its folder there
(`snapshot/`, `samples/`, `board/`), so that changing it does not make every stored document be read again.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache

from etl.contract.paths import data_dir
from etl.contract.values import Qualifier


def rows(name: str) -> list[dict[str, str]]:
    """Rows of `data/reference/<name>.csv`, all cells as text."""
    with (data_dir() / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Dialogue(StrEnum):
    """What a person can say to a finding: which words of a row or fact of a document are right, what a column means,
    which projects are one (of the row's own project or of others'), or nothing.
    """

    CORRECTION = "correction"
    COLUMN = "column"
    SAME_PROJECT = "same_project"
    SAME_PROJECT_OF_ROW = "same_project_of_row"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FindingType:
    """How a type of finding is spoken of and answered. `severity` is reject, warn or note."""

    type: str
    severity: str
    dialogue: Dialogue
    title: str
    advice: str


@dataclass(frozen=True, slots=True)
class FindingDetail:
    """The words of a detail, with gaps in braces. `is_advice`: they say what to do, instead of the type's advice."""

    key: str
    text: str
    is_advice: bool


@dataclass(frozen=True, slots=True)
class SectorRule:
    """One rule of `sector_rules.csv`; the first that matches wins. `where` is name or content."""

    rule: str
    sector: str
    where: str
    pattern: re.Pattern[str]


@cache
def finding_types() -> dict[str, FindingType]:
    """Every type of finding, by its key."""
    return {
        row["type"]: FindingType(row["type"], row["severity"], Dialogue(row["dialogue"]), row["title"], row["advice"])
        for row in rows("finding_types")
    }


@cache
def finding_details() -> dict[str, FindingDetail]:
    """Every detail of findings, by its key."""
    return {
        row["key"]: FindingDetail(row["key"], row["text"], row["advice"] == "own") for row in rows("finding_details")
    }


@cache
def sector_rules() -> tuple[SectorRule, ...]:
    """The sector rules in the order in which they are tried."""
    return tuple(
        SectorRule(row["rule"], row["sector"], row["where"], re.compile(row["pattern"])) for row in rows("sector_rules")
    )


@cache
def sector_synonyms() -> dict[str, str]:
    """Stated word -> sector."""
    return {word: row["sector"] for row in rows("sectors") for word in row["synonyms"].split("|")}


@cache
def natures() -> dict[str, str]:
    """Stated word -> nature (建设性质)."""
    return {row["term"]: row["nature"] for row in rows("natures")}


@cache
def money_units_wan() -> dict[str, Decimal]:
    """Unit of money -> how many 万元 it is."""
    return {row["unit"]: Decimal(row["wan"]) for row in rows("money_units")}


@dataclass(frozen=True, slots=True)
class QuantityKind:
    """A kind of quantity: what it is called, the unit that it is counted in, and how its nouns are known."""

    kind: str
    title: str
    unit: str
    noun: re.Pattern[str] | None


OTHER_KIND = "other"
"""Kind of a quantity whose noun is not on the list: it stands by the words of the document."""


@cache
def quantity_kinds() -> dict[str, QuantityKind]:
    """Every kind of quantity that is on the list."""
    return {
        row["kind"]: QuantityKind(
            row["kind"], row["title"], row["unit"], re.compile(row["noun"]) if row["noun"] else None
        )
        for row in rows("quantity_kinds")
    }


@cache
def column_rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Details of columns that are none of ours, and how their headers are known."""
    return tuple((row["rule"], re.compile(row["pattern"])) for row in rows("column_rules"))


@cache
def number_fields() -> frozenset[str]:
    """Meanings of columns that are read for quantities, money or time: each of their numbers is accounted for."""
    return frozenset(row["field"] for row in rows("number_fields"))


@cache
def number_rules() -> dict[str, str]:
    """Rule by which a number is none of ours -> what it says that the number is."""
    return {row["rule"]: row["title"] for row in rows("number_rules")}


@cache
def time_units() -> dict[str, str]:
    """Unit of time of a header -> how it is said behind a number."""
    return {row["unit"]: row["said"] for row in rows("time_units")}


@dataclass(frozen=True, slots=True)
class AreaUnit:
    """A unit of area. `slip` names the unit that is meant where the word itself is a slip."""

    m2: Fraction
    slip: str


@cache
def area_units_m2() -> dict[str, AreaUnit]:
    """Unit of area -> square metres (1 亩 = 2000/3 m²)."""
    return {row["unit"]: AreaUnit(Fraction(row["m2"]), row["slip"]) for row in rows("area_units")}


@cache
def other_quantity(what: str) -> re.Pattern[str]:
    """Words before a number that make it an area or a count of something that is not read (绿化面积, 停车位)."""
    return re.compile(next(row["pattern"] for row in rows("other_quantities") if row["what"] == what))


@cache
def reduplications() -> frozenset[str]:
    """Characters that names double (贝贝, 幼幼); any other doubled character is likely a slip."""
    return frozenset(character for row in rows("reduplications") for character in row["characters"])


@dataclass(frozen=True, slots=True)
class Bound:
    """Which side of a number a value lies on: the sign (``>=``), and what that says of the number."""

    comparator: str
    qualifier: Qualifier


@cache
def bounds(position: str) -> dict[str, Bound]:
    """Words before (`prefix`) or after (`suffix`) a number -> the bound that they state.

    Those that only lead to the number (`lead`) state none.
    """
    return {
        row["word"]: Bound(row["comparator"], Qualifier(row["qualifier"]))
        for row in rows("bounds")
        if row["position"] == position
    }


@cache
def qualifiers(position: str) -> dict[str, Qualifier]:
    """Words before (`prefix`, those that lead to it too) or after (`suffix`) a number -> qualifier."""
    leads = bounds("lead") if position == "prefix" else {}
    return {word: bound.qualifier for word, bound in (leads | bounds(position)).items()}


@cache
def words_of(name: str, role: str) -> re.Pattern[str]:
    """Any of the words (patterns) that `data/reference/<name>.csv` has for a role, in its order.

    KeyError: it has none (no words at all would be found in every text).
    """
    patterns = [row["pattern"] for row in rows(name) if row["role"] == role]
    if not patterns:
        raise KeyError(f"{name}.csv: {role}")
    return re.compile("|".join(patterns))


@cache
def nothing_words(*means: str) -> frozenset[str]:
    """Words of a cell, as compared, that say that there is `nothing`, that it is `not_yet` known, `no_date`; and ""."""
    return frozenset({"", *(row["word"] for row in rows("nothing_words") if row["means"] in means)})


@cache
def nothing_marks() -> frozenset[str]:
    """The signs among them (/, —), which say less than a word does: 存在问题 无 is an answer."""
    return frozenset(word for word in nothing_words("nothing") if not word.isalpha())


def alternation(words: dict[str, object] | list[str]) -> str:
    """A regular expression that matches any of the words, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
