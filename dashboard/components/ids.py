"""Ids of the frame that every page lives in."""

from __future__ import annotations

from enum import StrEnum


class Frame(StrEnum):
    """Parts of the frame, and the stores through which URL and filter bar talk."""

    URL = "url"
    EXTERNAL = "external-location"
    STANDING = "standing-query"
    NAV = "nav"
    FRESHNESS = "freshness"
    BANNERS = "banners"
    CONTEXT = "context"
    CONTENT = "content"
    TITLE = "page-title"
    BAR = "filter-bar"
    BAR_TOGGLE = "filter-toggle"


class Control(StrEnum):
    """Controls of the filter bar, one per field of the filter."""

    REGION = "filter-region"
    BELOW = "filter-below"
    YEAR = "filter-year"
    YEAR_BASIS = "filter-year-basis"
    SECTOR = "filter-sector"
    NATURE = "filter-nature"
    CLASS = "filter-class"
    TEXT = "filter-text"
    AS_OF = "filter-as-of"
    DOCUMENT = "filter-document"
