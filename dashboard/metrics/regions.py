"""Regions of a filter: those that it means, and those that lie above them."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.filter import PortfolioFilter, RegionItem
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch_few


def known_regions(cursor: Cursor) -> dict[str, RegionItem]:
    """Every region that occurs in the snapshot, or lies above one that does, by id."""
    rows = fetch_few(cursor, "SELECT region_id, name, level, parent_id FROM regions", []).iter_rows()
    return {row[0]: RegionItem(*row) for row in rows}


def regions_in(portfolio: PortfolioFilter, regions: Mapping[str, RegionItem]) -> set[str] | None:
    """The filter's regions with all below them where that is asked for; None for no restriction."""
    if not portfolio.regions:
        return None
    found = set(portfolio.regions)
    while portfolio.include_below:
        more = {item.region_id for item in regions.values() if item.parent_id in found} - found
        if not more:
            break
        found |= more
    return found


def regions_above(portfolio: PortfolioFilter, regions: Mapping[str, RegionItem]) -> set[str]:
    """What the filter's regions lie in: what is said of such a region is said of them too."""
    found: set[str] = set()
    for region in portfolio.regions:
        item = regions.get(region)
        while item is not None and item.parent_id is not None:
            found.add(item.parent_id)
            item = regions.get(item.parent_id)
    return found
