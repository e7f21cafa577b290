"""What a document calls by a name of former days, and which of today's regions that is."""

from __future__ import annotations

from datetime import date

from etl.contract.detail import Detail
from etl.contract.values import Doubt
from etl.parse.places import former_regions, region
from etl.parse.places.former_regions import FormerRegion


def former_name(text: str, code: str) -> FormerRegion | None:
    """The former region by whose name a text calls today's region of a code, where it does not say today's too."""
    if region.places()[code].name in text:
        return None
    known = (one for one in former_regions.of_region(code) if one.name in text)
    return next((one for one in known if one.name in region.called(code)), None)


def part_of(former: FormerRegion, township: str | None) -> str | None:
    """Today's region in which a township of a divided region lies: the main part, if no other is known to have it."""
    if township is None or not former.towns:
        return None
    return former.towns.get(township, former.becomes[0])


def renamed(former: FormerRegion, raw: str, document_date: date | None) -> Doubt:
    """That a region is called by the name of former days, and which of today's was taken."""
    today = region.places()[former.becomes[0]].name
    if former.is_split:
        parts = tuple(region.places()[code].name for code in former.becomes)
        return Doubt("region_split", raw, Detail("split_since", old=former.name, year=former.year, parts=parts))
    if document_date is None:
        return Doubt("region_renamed", "", Detail("renamed_undated", old=former.name, year=former.year, new=today))
    is_later = document_date.isoformat() < former.since
    said = "renamed_after_document" if is_later else "renamed_before_document"
    return Doubt("region_renamed", "", Detail(said, old=former.name, year=former.year, new=today))
