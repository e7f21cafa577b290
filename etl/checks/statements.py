"""Check what a document states against what else it states. Every result is a doubt; no value is changed.

Rate × population against a total; a stated share against its numbers; parts against their total; two targets for the
same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from etl.contract.detail import Detail
from etl.contract.findings import Finding, Findings
from etl.parse import numbers
from etl.parse.plans import indicator_name
from etl.parse.words import words
from etl.rows.columns_of_rows import AT
from etl.rows.indicators.passages import Passage
from etl.rows.indicators.target import ReadTargets, Target
from etl.rows.project_list.reports import ListReports
from etl.tables.table import SourceTable

_RATES = {"childcare_places_per_1000": "childcare_places", "elder_beds_per_1000": "elder_beds"}
"""Indicator per thousand -> the total that it implies."""
_NUMBER = numbers.ARABIC
_RESIDENTS = re.compile(
    rf"(?<!老年)(?<!育龄)(?:常住|总)人口(?:总数|总量|总规模|规模|数)?(?:约为|约|为|达到|达|有)?(?P<n>{_NUMBER})(?P<wan>万)?人"
)
_ELDERS = re.compile(
    rf"60(?:周)?岁(?:及)?以上(?:户籍|常住)?老(?:年)?人(?:口)?(?:总)?(?:数)?(?:约为|约|为|达到|达|有)?(?P<n>{_NUMBER})(?P<wan>万)?人"
)
_SHARE = re.compile(
    rf"(?P<n>{_NUMBER})(?P<wan>万)?人,?占(?:全[市省区县])?(?:总人口|常住人口(?:总数)?)(?:的|比重|比例|比)?(?:为|达|约)?"
    rf"(?P<p>{_NUMBER})%"
)
_PARTS = re.compile(rf"(?P<whole>{_NUMBER})(?P<unit>[张个名人家所])[,。;]?其中:?(?P<parts>[^。;]*)")
_PART = re.compile(rf"(?P<n>{_NUMBER})(?P<unit>[张个名人家所])(?!以)")
_TOLERANCE = Decimal("0.005")
"""A population within half a per cent of the implied one is the same one, rounded."""


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A number as written, with half a unit of its last digit as what rounding may hide."""

    value: Decimal
    slack: Decimal
    words: str
    passage: Passage
    offset: int

    @property
    def line(self) -> int:
        """Line in the file."""
        return self.passage.place(self.offset)[0]


def check_document(read: ReadTargets, findings: Findings) -> None:
    """Check targets and running text of a document."""
    residents = list(_quantities(read.passages, _RESIDENTS))
    elders = list(_quantities(read.passages, _ELDERS))
    check_rates(read.targets, {"childcare_places": residents, "elder_beds": elders}, findings)
    check_shares(read.passages, residents, findings)
    check_parts(read.passages, findings)
    check_disagreements(read.targets, findings)


_COUNTED = ("childcare_place", "elder_bed", "nursing_bed", "medical_care_bed", "school_place", "class", "other_bed")
"""Kinds whose parts are of the same things as their whole."""


def check_capacity(table: SourceTable, table_no: int, reports: ListReports, findings: Findings) -> None:
    """In a content cell no part may exceed its whole, and existing + new must be the total after."""
    index = table.index("content")
    if index is None:
        return
    header = table.columns[index].header
    may_contradict = pl.col("part_of").is_not_null() | (pl.col("basis") == "total_after")
    counted = reports.quantities.filter(pl.col("kind").is_in(_COUNTED))
    told = counted.filter(may_contradict)[AT].unique()
    several = counted.filter(pl.col(AT).is_in(told.implode()))
    for at, entries in groupby(several.to_dicts(), key=itemgetter(AT)):
        for detail in _capacity_faults(entries):
            row = reports.rows[at]
            findings.add(
                Finding("parts_exceed_total", row.cells[index], detail, table_no, row.row_no, header, row.line)
            )


def _told(quantity: Decimal) -> int | str:
    """A quantity as a finding tells it."""
    return int(quantity) if quantity == int(quantity) else f"{quantity.normalize():f}"


def _capacity_faults(entries: Iterable[dict[str, Any]]) -> Iterator[Detail]:
    wholes: dict[str, dict[str, Decimal]] = {}
    parts: dict[str, Decimal] = {}
    for entry in entries:
        if entry["part_of"]:
            parts[entry["part_of"]] = max(parts.get(entry["part_of"], Decimal(0)), entry["value"])
        elif entry["kind"] != "class":
            bases = wholes.setdefault(entry["kind"], {})
            bases[entry["basis"]] = bases.get(entry["basis"], Decimal(0)) + entry["value"]
    for kind, part in parts.items():
        whole = max(wholes.get(kind, {}).values(), default=None)
        if whole is not None and part > whole:
            yield Detail("part_above_whole", part=_told(part), whole=_told(whole))
    yield from (fault for bases in wholes.values() if (fault := _sum_fault(bases)))


def _sum_fault(bases: dict[str, Decimal]) -> Detail | None:
    """Existing and new that are not the total after."""
    if not {"existing", "new", "total_after"} <= bases.keys():
        return None
    existing, new, stated = (bases[basis] for basis in ("existing", "new", "total_after"))
    if existing + new == stated:
        return None
    return Detail(
        "existing_and_new_are_not_total",
        existing=_told(existing), new=_told(new), sum=_told(existing + new), stated=_told(stated),
    )  # fmt: skip


# --- rates, shares, parts ----------------------------------------------------------------------------------------


def check_rates(targets: Sequence[Target], populations: dict[str, list[_Quantity]], findings: Findings) -> None:
    """A rate per thousand and a total for the same year imply a population; the document must state such a one."""
    seen = set()
    for rate in targets:
        total_id = _RATES.get(rate.values["indicator_id"] or "")
        per_thousand = rate.values["target_value"]
        if total_id is None or not per_thousand or rate.values["target_high"]:
            continue
        for total in targets:
            if total.values["indicator_id"] != total_id or not total.values["target_value"] or not _alike(rate, total):
                continue
            stated = populations[total_id]
            implied = total.values["target_value"] / per_thousand / 10  # 万 people
            pair = (total_id, per_thousand, total.values["target_value"], rate.values["target_year"])
            if not stated or pair in seen or any(_near(implied, one.value) for one in stated):
                continue
            seen.add(pair)
            nearest = min(stated, key=lambda one: abs(one.value - implied))
            detail = Detail(
                "rate_and_total_imply_people",
                indicator=rate.values["indicator"], rate=_plain(per_thousand),
                total=_plain(total.values["target_value"]), people=f"{implied:.1f}", words=nearest.words,
                change=f"{(implied / nearest.value - 1) * 100:+.1f}%",
            )  # fmt: skip
            findings.add(_at_target("rate_total_mismatch", detail, total))


def _near(implied: Decimal, stated: Decimal) -> bool:
    return abs(implied - stated) <= _TOLERANCE * stated


def check_shares(text: Sequence[Passage], residents: Sequence[_Quantity], findings: Findings) -> None:
    """A number of people and the share of the population that it is said to be must fit a stated population."""
    if not residents:
        return
    for passage in text:
        cell = words(passage.raw)
        for match in _SHARE.finditer(cell.text):
            if _PROJECTED.search(cell.text, max(0, match.start() - 60), match.start()):
                continue
            people, slack = _people(match)
            share, off = numbers.arabic(match["p"]), _slack(match["p"])
            if any(_fits(people, slack, share, off, one) for one in residents):
                continue
            nearest = min(residents, key=lambda one: abs(people / one.value * 100 - share))
            span = cell.span(*match.span())
            share_made = f"{people / nearest.value * 100:.2f}%"
            detail = Detail("share_by_people", words=nearest.words, share=share_made, stated=f"{match['p']}%")
            line, _ = passage.place(span.start)
            raw = passage.raw[span.start : span.end]
            findings.add(Finding("share_mismatch", raw, detail, passage.table, passage.row, None, line))


_PROJECTED = re.compile(r"预计|末期|将达")


def _fits(people: Decimal, slack: Decimal, share: Decimal, off: Decimal, residents: _Quantity) -> bool:
    lowest = (people - slack) / (residents.value + residents.slack) * 100
    highest = (people + slack) / (residents.value - residents.slack) * 100
    return lowest - off <= share <= highest + off


def check_parts(text: Sequence[Passage], findings: Findings) -> None:
    """No part behind 其中 may be larger than the number that it is a part of."""
    for passage in text:
        cell = words(passage.raw)
        for match in _PARTS.finditer(cell.text):
            whole = numbers.arabic(match["whole"])
            for part in _PART.finditer(match["parts"]):
                if part["unit"] == match["unit"] and numbers.arabic(part["n"]) > whole:
                    span = cell.span(match.start(), match.start("parts") + part.end())
                    line, _ = passage.place(span.start)
                    detail = Detail("part_above_whole", part=part[0], whole=f"{match['whole']}{match['unit']}")
                    raw = passage.raw[span.start : span.end]
                    findings.add(Finding("parts_exceed_total", raw, detail, passage.table, passage.row, None, line))
                    break


def _quantities(text: Sequence[Passage], pattern: re.Pattern[str]) -> Iterator[_Quantity]:
    """Populations in 万 people, wherever the text states them."""
    for passage in text:
        cell = words(passage.raw)
        for match in pattern.finditer(cell.text):
            value, slack = _people(match)
            if value > 0:
                yield _Quantity(value, slack, match[0], passage, cell.span(match.start(), match.end()).start)


def _people(match: re.Match[str]) -> tuple[Decimal, Decimal]:
    """万 people, and half a unit of the last digit."""
    scale = Decimal(1) if match["wan"] else Decimal("0.0001")
    return numbers.arabic(match["n"]) * scale, _slack(match["n"]) * scale


def _slack(number: str) -> Decimal:
    exponent = numbers.arabic(number).as_tuple().exponent
    return Decimal(5).scaleb(int(exponent) - 1)


# --- two targets for one thing -----------------------------------------------------------------------------------


def check_disagreements(targets: Sequence[Target], findings: Findings) -> None:
    """Two targets for the same indicator, region and year must have the same value; each value is named once."""
    groups: dict[tuple[Any, ...], list[Target]] = {}
    for target in targets:
        values = target.values
        if values["target_value"] is None or values["target_year"] is None:
            continue
        subject = indicator_name.subject(values["indicator"])
        groups.setdefault((subject, values["region_id"], values["target_year"]), []).append(target)
    for group in groups.values():
        _check_group(group, findings)


def _check_group(group: Sequence[Target], findings: Findings) -> None:
    """Targets for one thing: each value that none before it has is told beside the first."""
    first = group[0]
    told = [first]
    for target in group[1:]:
        if not all(_disagree(target, other) for other in told):
            continue
        indicator = target.values["indicator"]
        detail = Detail("targets_say", indicator=indicator, first=_said(first), second=_said(target))
        finding = _at_target("targets_disagree", detail, target)
        finding.caused_by = _unread(first)
        findings.add(finding)
        told.append(target)


def _unread(target: Target) -> Finding | None:
    """What says that the target may be another column's."""
    return next((finding for finding in target.findings if finding.type == "target_column_lost"), None)


def _disagree(one: Target, other: Target) -> bool:
    low, high = sorted((one, other), key=lambda target: target.values["target_high"] is not None)
    units = {one.values["unit"], other.values["unit"]} - {None}
    if len(units) > 1 and not units <= {"个", "张", "所", "家", "人"}:
        return False
    if high.values["target_high"] is not None and low.values["target_high"] is None:
        inside: bool = high.values["target_value"] <= low.values["target_value"] <= high.values["target_high"]
        return not inside
    ends = ("target_value", "target_high")
    return any(one.values[end] != other.values[end] for end in ends)


_WHERE = {"table": "table_of_targets", "prose": "running_text", "goal": "list_of_policies"}


def said(values: Mapping[str, Any], words: str) -> Detail:
    """Where a row of targets or of their points stands, and its words."""
    row, line = values["row_no"], values["line"]
    place = Detail("row_of_it", row=row) if row else Detail("line_of_it", line=line)
    return Detail("place_says", where=Detail(_WHERE[values["where"]]), place=place, words=words)


def _said(target: Target) -> Detail:
    return said(target.values, str(target.values["target_raw"]))


def _alike(one: Target, other: Target) -> bool:
    return (one.values["region_id"], one.values["target_year"]) == (
        other.values["region_id"],
        other.values["target_year"],
    )


def _at_target(kind: str, detail: Detail, target: Target) -> Finding:
    values = target.values
    return Finding(kind, values["words"], detail, values["table_no"], values["row_no"], None, values["line"])


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
