"""What the projects of a scope are laid side by side by: one rule for every page.

Several regions stand side by side; of one region its townships, where they are known; else its projects.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dashboard.filter import UNSTATED
from dashboard.metrics.query import aggregate, by_project
from dashboard.session.links import kept, narrowed, of_region, only
from dashboard.session.regions import unambiguous
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.words.translate import t

REGION, TOWNSHIP, PROJECT = "region", "township", "project"


def split_by(session: Session, scope: Scope, regions: int) -> str:
    """What the scope is split by, where its projects lie in so many regions.

    Townships are known where at least two are named, and at least half of the projects name one.
    """
    if regions > 1:
        return REGION
    frame = aggregate(session.cursor, scope.filter, scope.as_of, ["projects"], (TOWNSHIP,))
    named = frame.drop_nulls(TOWNSHIP)
    is_known = named.height > 1 and 2 * named["projects"].sum() >= frame["projects"].sum()
    return TOWNSHIP if is_known else PROJECT


def places(session: Session, scope: Scope, regions: pl.DataFrame, metrics: Sequence[str]) -> tuple[str, pl.DataFrame]:
    """What the scope is split by, and its groups as `placed` gives them. `regions`: these metrics by region."""
    by = split_by(session, scope, regions.height)
    return by, of_regions(regions, scope) if by == REGION else placed(session, scope, by, metrics)


def placed(session: Session, scope: Scope, by: str, metrics: Sequence[str], *more: str) -> pl.DataFrame:
    """One row per group: `place_id` and `place` (its name), the dimensions `more`, then the metrics.

    By project `more` may only name columns of projects.
    """
    asked = (session.cursor, scope.filter, scope.as_of, metrics)
    if by == PROJECT:
        return by_project(*asked, more).rename({"project_id": "place_id", "name": "place"})
    frame = aggregate(*asked, (by, *more))
    return of_regions(frame, scope) if by == REGION else _of_townships(frame)


def of_regions(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """A result by region in the form of `placed`."""
    rows = unambiguous(frame.select("region_code", "region_name").to_dicts(), scope)
    names = pl.Series("place", [row["region_name"] or t("地区未定") for row in rows], dtype=pl.String)
    return frame.drop("region_name").rename({"region_code": "place_id"}).insert_column(1, names)


def _of_townships(frame: pl.DataFrame) -> pl.DataFrame:
    names = frame[TOWNSHIP].fill_null(t("乡镇街道未载明")).alias("place")
    return frame.rename({TOWNSHIP: "place_id"}).insert_column(1, names)


def place_link(path: str, scope: Scope, by: str, place_id: str | None) -> str:
    """Where a group of `placed` leads: the page of its region, or its project; "" for a township, which no filter
    asks for."""
    if by == REGION:
        return of_region(path, scope, place_id)
    return narrowed(f"/project/{place_id}", scope) if by == PROJECT else ""


def place_of_sector_link(path: str, scope: Scope, by: str, place_id: str | None, sector: str | None) -> str:
    """The same for what a place has of one type."""
    if by == PROJECT:
        return place_link(path, scope, by, place_id)
    where = {} if by == TOWNSHIP else only(scope, place_id)
    return kept(path, scope, **where, sectors=(sector or UNSTATED,))
