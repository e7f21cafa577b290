"""What tells a project from others: its region and name, and the code of the investment platform (GB/T 40058)."""

from __future__ import annotations

import hashlib
import re

import polars as pl

from etl.parse.places import former_regions, region
from etl.parse.words import key

_CODE = re.compile(r"(\d{4})-?(\d{6})-?(\d{2})-?(\d{2})-?(\d{6})")


def project_id(region_id: str | None, name: str) -> str:
    """Deterministic id of a project: its region and its name as compared (`words.key`)."""
    return identity_of(region_id, key(name))


def identity_of(region_id: str | None, name_key: str) -> str:
    """`project_id` of a name whose key is known."""
    return "p" + hashlib.sha256(f"{region_id or ''}\x1f{name_key}".encode()).hexdigest()[:12]


def identities(region_ids: pl.Series, name_keys: pl.Series) -> list[str]:
    """`identity_of` of each row of a list."""
    begun = {place: hashlib.sha256(f"{place or ''}\x1f".encode()) for place in region_ids.unique()}
    found = []
    for place, name in zip(region_ids.to_list(), name_keys.to_list(), strict=True):
        whole = begun[place].copy()
        whole.update(name.encode())
        found.append("p" + whole.hexdigest()[:12])
    return found


def normal_code(raw: str) -> str | None:
    """A code in its written form 2101-500114-04-01-123456; None for what is none.

    The first group is year and month (2101) or a year (2020); the second the code of a region, or 000000.
    """
    match = _CODE.fullmatch(re.sub(r"[—–－]", "-", key(raw)))
    if match is None:
        return None
    moment, place = match[1], match[2]
    is_year = 2010 <= int(moment) <= 2050
    is_month = 10 <= int(moment[:2]) <= 50 and 1 <= int(moment[2:]) <= 12
    if not (is_year or is_month) or not (place == "000000" or f"{place[:2]}0000" in region.places()):
        return None
    return "-".join(match.groups())


def divisions(code: str) -> tuple[str, ...]:
    """Today's regions that the second group of a code names, for one that is gone those that it was divided into.

    None for a code of the state (000000) and for what is no code. The codes of zones are not in the table of regions:
    they name the prefecture that they begin with.
    """
    match = _CODE.fullmatch(code)
    if match is None:
        return ()
    place = match[2]
    former = former_regions.of_code(place)
    known = (place, f"{place[:4]}00", f"{place[:2]}0000")
    return former.becomes if former else tuple(one for one in known if one in region.places())[:1]
