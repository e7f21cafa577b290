"""Places: the county or the location of a row -> its region, inside the region of the document."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import NamedTuple

from etl.contract.detail import Detail
from etl.contract.values import Certainty, Doubt, Region, Span
from etl.parse.places import region, regions_over_time, townships
from etl.parse.words import clean, key
from etl.rows.fields.field import Answer, Cells, Field, Known, Read, Step

REGION = ("region_id", "region_name", "region_level", "county_code")
PLACE_COLUMNS = ("county", "location", "prefecture")
"""The columns that say where a project is; the first that says anything counts."""
WORDS, COLUMN, NAME, UNIT, ABOVE = "place:words", "place:column", "place:name", "place:unit", "place:above"
"""What a place is read from: the words, the column that they stand in, name and unit where these can matter, and the
prefecture that another column says."""


def place(*, must_be_known: bool) -> Field:
    """The field of a row's region. `must_be_known`: it is doubtful where no cell states it and nothing else tells."""
    parser = partial(read_place, must_be_known=must_be_known)
    return Field(Step.PLACE, (WORDS, COLUMN, NAME, UNIT, ABOVE), parser, REGION)


def tells(raw: str, within: str | None) -> bool:
    """Whether a cell names a place by itself, in whatever row it stands."""
    if within is None or not raw.strip():
        return False
    found, _ = region.resolve_place(raw, within)
    return found is not None and not _is_too_wide(found, raw, within)


class _Place(NamedTuple):
    """The region of a row, whether it is certain, and what is to be said of it."""

    found: Region | None
    is_certain: bool
    doubts: tuple[Doubt, ...]


def read_place(cells: Cells, known: Known, *, must_be_known: bool) -> Answer:
    """The region that a cell names; where that does not do, by the row's other words or the document's region."""
    raw, column, _, _, above = cells
    known = _in_prefecture(known, above)
    place = _of_today(_place(cells, known), cells, known)
    read = None
    if place.found and raw.strip():
        certainty = Certainty.CERTAIN if place.is_certain else Certainty.DOUBTFUL
        read = Read(column, Span(0, len(raw)), place.found.region_id, certainty=certainty)
    is_asked = must_be_known or bool(raw.strip())
    doubts = [(column, doubt) for doubt in place.doubts]
    return Answer(_values(place.found), read, doubts, is_asked and not place.is_certain)


def _in_prefecture(known: Known, above: str) -> Known:
    """What is known of a row of a table with a column of prefectures: its document is as good as that one's."""
    code = region.named_first(above, known.region_id) if above.strip() else None
    if code is None or code == known.region_id:
        return known
    return replace(known, region_id=code, region_was=None)


def _place(cells: Cells, known: Known) -> _Place:
    raw, _, name, unit, _ = cells
    own = region.named_within((clean(name), unit), known.region_id)
    stated, doubts = region.resolve_place(raw, known.region_id or own) if raw.strip() else (None, ())
    elsewhere = region.county_elsewhere(raw) if stated is None and known.region_id else None
    if elsewhere and known.region_id:
        outside = Detail(
            "county_elsewhere", words=region.full_name(elsewhere), region=region.full_name(known.region_id)
        )
        return _Place(region.region(elsewhere), False, (Doubt("place_unresolved", raw, outside),))
    if stated is None:
        return _Place(*_by_other_words(known, own, clean(name), unit), doubts)
    if not _is_too_wide(stated, raw, known.region_id):
        return _Place(stated, True, doubts)
    found, is_certain = _narrower(stated, own, clean(name), known.region_id)
    return _Place(
        found, is_certain, doubts if is_certain else (*doubts, Doubt("place_unresolved", raw, Detail("no_county")))
    )


def _of_today(place: _Place, cells: Cells, known: Known) -> _Place:
    """The place, with what is to be said of a region that the row or the document calls by its name of former days."""
    raw, _, name, _, _ = cells
    if place.found is None:
        return place
    words = clean(raw) or clean(name)
    own = regions_over_time.former_name(key(words), place.found.county_code)
    of_document = known.region_was if place.found.county_code == known.region_id else None
    former = own or of_document
    if former is None:
        return place
    part = regions_over_time.part_of(former, townships.township(words)) if former.is_split else former.becomes[0]
    found = region.region(part) if part and part != former.becomes[0] else place.found
    if part is None or (own and not former.is_split):
        said = regions_over_time.renamed(former, raw, known.document_date)
        return _Place(found, place.is_certain and part is not None, (*place.doubts, said))
    return _Place(found, place.is_certain, place.doubts)


def _by_other_words(known: Known, own: str | None, name: str, unit: str) -> tuple[Region | None, bool]:
    """The region that the row's other words name (`own`), else the document's; and whether it is certain."""
    code = own or known.region_id
    if code is None:
        return None, False
    found = region.region(code)
    return found, _is_in_county(known, found.county_code, name, unit)


def _narrower(stated: Region, own: str | None, name: str, within: str | None) -> tuple[Region, bool]:
    """The county that the row's other words name, for a township; certain where the project's name says it."""
    if own and own != stated.region_id and region.is_county(own):
        return region.region(own), region.named_within((name,), within) == own
    return stated, False


def _is_too_wide(found: Region, raw: str, within: str | None) -> bool:
    """Whether a township, or a county that is not known, was named in a region that is wider than a county."""
    is_wide = within is not None and found.region_id == within and not region.is_county(within)
    return (is_wide and townships.township(raw) is not None) or region.has_unknown_county(raw)


def _values(found: Region | None) -> tuple[str | None, ...]:
    return (found.region_id, found.name, found.level, found.county_code) if found else (None,) * len(REGION)


def _is_in_county(known: Known, code: str, name: str, unit: str) -> bool:
    """Whether a row of a table without a column for places can only lie in this county.

    The document is the county's own, or the project's name says the county and its unit says no other.
    """
    within = known.region_id
    if known.has_places or not region.is_county(code):
        return False
    if known.region_is_stated and code == within:
        return True
    stated = region.named_within((unit,), within)
    is_named = region.named_within((name,), within) == code
    return within is not None and is_named and stated in (None, code, within)
