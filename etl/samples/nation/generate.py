"""The invented portfolio as documents for the loader, or straight as a store that is as if it had read them.

Office by office, so that memory does not grow with the number of projects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import polars as pl

from etl.contract import schemas
from etl.document import ReadDocument
from etl.pipeline.at_work import at_work
from etl.samples.nation import listings, lists, reports, sheets
from etl.samples.nation.listings import Calendar
from etl.samples.nation.offices import Office, offices, shares
from etl.samples.nation.papers import Paper, none_of
from etl.snapshot import publish

SEED = 20230101
Stage = Callable[[str], None]


class NothingGenerated(Exception):
    """The portfolio cannot be written; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What is asked for. `level`: who hands in lists and sheets, one of `offices.LEVELS`."""

    projects: int
    months: int
    seed: int = SEED
    level: str = "prefecture"


@dataclass(slots=True)
class Written:
    """How much was written; `listed`: rows of lists, `reported`: rows of sheets."""

    documents: int = 0
    listed: int = 0
    reported: int = 0


def write_documents(wanted: Portfolio, folder: Path) -> Written:
    """Write each list and sheet as a CSV file into a folder that is empty or new. Raises NothingGenerated."""
    if folder.exists() and any(folder.iterdir()):
        raise NothingGenerated(f"{folder} 中已有文件，未写入：请另指定一个空文件夹")
    folder.mkdir(parents=True, exist_ok=True)
    written = Written()
    for paper in _papers(wanted, written):
        (folder / paper.name).write_bytes(paper.data)
    return written


def write_store(wanted: Portfolio, home: Path, on_stage: Stage = lambda _: None) -> Written:
    """Fill an empty home as if its loader had read the documents, and publish it. Raises NothingGenerated, StoreBusy.

    `on_stage` is told `filled` and the boundaries of `publish`.
    """
    written = Written()
    with at_work(home) as store:
        if store.ids():
            raise NothingGenerated(f"{home} 中已有文件，虚构数据不与之混存：请用 --home 另指定目录")
        store.fill((as_read(paper), paper.data) for paper in _papers(wanted, written))
        on_stage("filled")
        publish.publish(store, on_stage)
    return written


def _papers(wanted: Portfolio, written: Written) -> Iterator[Paper]:
    calendar, counts = Calendar.of(wanted.months), shares(wanted.projects, wanted.seed)
    if max(counts.values()) > listings.largest_county():
        raise NothingGenerated(f"最多约 {listings.largest_county() * wanted.projects // max(counts.values()):,} 个项目")
    for office in offices(wanted.level):
        yield from _of_office(office, counts, wanted.seed, calendar, written)


def _of_office(
    office: Office, counts: dict[str, int], seed: int, calendar: Calendar, written: Written
) -> Iterator[Paper]:
    counties = [county for county in office.counties if counts[county.region_id]]
    if not counties:
        return
    listed = {one: listings.of_county(one, counts[one.region_id], seed, calendar) for one in counties}
    reported = reports.of_counties(listed, seed, calendar)
    everything = pl.concat(listed.values())
    written.listed += everything.height
    written.reported += reported.height
    for paper in chain(lists.of_office(office, everything), sheets.of_office(office, reported)):
        written.documents += 1
        yield paper


def as_read(paper: Paper) -> ReadDocument:
    """What the loader would have read, with all its tables."""
    frames = {table: paper.frames.get(table, none_of(table)) for table in schemas.STORED}
    return ReadDocument(paper.document_id, paper.name, frames)
