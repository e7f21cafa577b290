"""Townships and streets, which the table of regions does not have: by how their names end."""

from __future__ import annotations

import re
from functools import lru_cache

from etl.parse.places import region
from etl.parse.words import clean, key

_TOWNSHIP_END = re.compile("街道|镇|乡|苏木")
_TOWNSHIP = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:街道|镇|乡|苏木)")
_TOWNSHIP_AHEAD = re.compile(
    r"(?:[\u4e00-\u9fff]{1,4}[区县旗](?!街道|[镇乡]))?(?:(?:新|改|扩|迁|重)建)?(?P<name>[\u4e00-\u9fff]{1,7}?(?:街道|苏木|镇(?![区域化内级])|乡(?![村镇土愁情居间])))"
)
_NO_TOWNSHIP = re.compile("[乡城村集古小]镇|[城下水县]乡|^(?:个|相关|各|重点|中心|建制|特色)")


@lru_cache(maxsize=8192)
def township(text: str) -> str | None:
    """The one township or street that a text names (城东街道); None for none or several."""
    rest = _without_regions(text)
    found = {match.lstrip("|") for match in _TOWNSHIP.findall(rest)}
    found = {name for name in found if not _NO_TOWNSHIP.search(name)}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=8192)
def township_ahead(text: str) -> str | None:
    """The township or street that a name begins with, or that stands behind the regions which it begins with."""
    match = _TOWNSHIP_AHEAD.match(_without_regions(text).rpartition("|")[2])
    return match["name"] if match and not _NO_TOWNSHIP.search(match["name"]) else None


def _without_regions(text: str) -> str:
    """A text with a mark in the place of each region that it names, where it may name a township."""
    rest = key(clean(text))
    if not _TOWNSHIP_END.search(rest):
        return ""
    for code in region.mentioned(rest, None):
        for above in (code, *region.places()[code].above):
            for name in region.called(above):
                rest = rest.replace(name, "|")
    return rest
