"""A snapshot that was changed in part is the one built anew, row for row: random sequences of what people do."""

from __future__ import annotations

import logging
import os
import random
import shutil
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import polars as pl
import pytest

from etl.contract.values import Region
from etl.document import ReadDocument
from etl.samples.nation import generate, listings, lists, offices, reports, sheets
from etl.samples.nation.papers import Paper, conforming
from etl.snapshot import incremental, publish
from etl.store.store import Store
from etl.tables.metadata import Given
from tests.etl.snapshot.whole import differences, tables

SEQUENCES = int(os.environ.get("PORTFOLIO_SEQUENCES", "2"))
"""Random sequences of steps; 100 and more for a longer search."""
STEPS = 5
CALENDAR = listings.Calendar.of(8)


@cache
def documents() -> tuple[list[Paper], list[Paper]]:
    """Lists and sheets of two counties in each of nine prefectures, one of which reports every quarter."""
    listed, told = [], []
    monthly = [one for one in offices.offices("prefecture") if len(one.counties) > 2]
    quarterly = next(one for one in monthly if reports.is_quarterly(one.counties[0], 3))
    chosen = [*monthly[20:220:25], quarterly]
    for office in chosen:
        counties = office.counties[:2]
        rows: dict[Region, pl.DataFrame] = {one: listings.of_county(one, 5, 3, CALENDAR) for one in counties}
        listed += lists.of_office(office, pl.concat(rows.values()))
        for county in counties:
            own = offices.Office(county.region_id, f"{office.name}{county.name}", (county,))
            told += sheets.of_office(own, reports.of_counties({county: rows[county]}, 3, CALENDAR))
    return listed, told


def revised(paper: Paper, draw: random.Random) -> Paper:
    """Another sheet of an office: of the same month or a later one, invented or not, in which the money of some rows
    differs, one row is unknown, one may be there twice, and one may be of a project of another county."""
    new = f"{draw.getrandbits(256):064x}"
    frames = {}
    for table, frame in paper.frames.items():
        ids = [name for name in ("document_id", "report_id", "progress_id") if name in frame.columns]
        frames[table] = frame.with_columns(pl.col(ids).str.replace(paper.document_id[:12], new[:12], literal=True))
        if "document_id" in frame.columns:
            frames[table] = frames[table].with_columns(document_id=pl.lit(new))
    rows, at = frames["progress_reports"], pl.int_range(pl.len())
    less = pl.when(at % 3 == draw.randrange(3)).then(pl.lit(1).cast(rows["paid_wan"].dtype))
    other = draw.choice(draw.choice(documents()[0]).frames["project_reports"]["project_code"].to_list())
    month = draw.choice((rows["month"][0], rows["month"][0], date(2026, 1, 31), date(2026, 3, 31)))
    unknown = {"project_id": "p000000000000", "name": "无此项目", "project_code": None}
    rows = rows.with_columns(
        paid_wan=pl.coalesce(less, "paid_wan"),
        month=pl.lit(month),
        is_synthetic=pl.lit(draw.random() < 0.7),
        region_id=pl.when((at == 1) & (draw.random() < 0.2)).then(pl.lit(None)).otherwise("region_id"),
        **{name: pl.when(at == 0).then(pl.lit(value, pl.String)).otherwise(name) for name, value in unknown.items()},
    )
    rows = rows.with_columns(project_code=pl.when(at == 1).then(pl.lit(other, pl.String)).otherwise("project_code"))
    if draw.random() < 0.5 and rows.height > 3:  # the third row is of the project of the fourth
        fourth, named = rows.row(3, named=True), ("project_id", "name", "project_code")
        same = {one: pl.when(at == 2).then(pl.lit(fourth[one], pl.String)).otherwise(one) for one in named}
        rows = rows.with_columns(**same)
    frames["progress_reports"] = rows
    frames["documents"] = frames["documents"].with_columns(document=pl.lit(f"{new[:6]}.csv"))
    if draw.random() < 0.5:
        frames |= _with_permits(frames, rows, draw)
    return replace(paper, document_id=new, name=f"{new[:6]}.csv", data=new.encode(), frames=frames)


def _with_permits(frames: dict[str, pl.DataFrame], rows: pl.DataFrame, draw: random.Random) -> dict[str, pl.DataFrame]:
    """The sheet asks for permits: one row in three has its own, the others leave the cell empty."""
    asked = [pl.col(name).list.concat(pl.lit(words)) for name, words in (
        ("fields", ["approval.permit"]), ("headers", ["施工许可时间"]))]  # fmt: skip
    told = rows.gather_every(3).select(
        report_id="progress_id", column_no=pl.lit(28), header=pl.lit("施工许可时间"), raw=pl.lit("2025-03"),
        qualifier=pl.lit("exact"), start=pl.lit(0), end=pl.lit(7), certainty=pl.lit("certain"), step=pl.lit("permit"),
        state=pl.lit(draw.choice(["done", "under_way"])), date=pl.lit(date(2025, 3, 1)), precision=pl.lit("month"),
        document_number=pl.lit(None, pl.String),
    )  # fmt: skip
    tables_of = {"source_tables": frames["source_tables"].with_columns(asked)}
    return tables_of | {"approvals": conforming("approvals", told)}


def put(store: Store, paper: Paper) -> None:
    read: ReadDocument = generate.as_read(paper)
    store.put(read, paper.data, Given())


def step(store: Store, draw: random.Random) -> str:
    """Something that a person does: a sheet comes, one is revised, one goes, one is read otherwise, a list comes."""
    listed, told = documents()
    inside = set(store.ids())
    sheets_inside = [paper for paper in told if paper.document_id in inside]
    do = draw.choices(("sheet", "revised", "remove", "again", "list", "two"), (40, 20, 20, 10, 6, 10))[0]
    if do in ("sheet", "two"):
        for paper in draw.sample([p for p in told if p.document_id not in inside], 2 if do == "two" else 1):
            put(store, paper)
    elif do == "revised":
        put(store, revised(draw.choice(told), draw))
    elif do == "remove":
        taken = store.record(draw.choice(sorted(inside - {paper.document_id for paper in listed})))
        assert taken is not None
        store.remove(taken, "王某", "清单作废")
        store.forget_removed()
    elif do == "again":
        paper = draw.choice(sheets_inside)
        rows = paper.frames["progress_reports"].with_columns(arrived_wan=pl.col("arrived_wan") / 2)
        put(
            store,
            replace(paper, frames=paper.frames | {"progress_reports": rows.cast({"arrived_wan": pl.Decimal(18, 6)})}),
        )
    else:
        put(store, draw.choice(listed))
    return do


def begin(home: Path, draw: random.Random) -> Store:
    """A store with most of the lists and half of the sheets, published."""
    listed, told = documents()
    store = Store(home)
    for paper in [*draw.sample(listed, len(listed) - 1), *draw.sample(told, len(told) // 2)]:
        put(store, paper)
    publish.publish(store, lambda _: None, least=0)
    return store


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_a_changed_snapshot_is_the_one_built_anew(seed: int, tmp_path, caplog) -> None:
    caplog.set_level(logging.INFO)
    draw = random.Random(seed)
    store = begin(tmp_path / "home", draw)
    for number in range(STEPS):
        caplog.clear()
        done = step(store, draw)
        publish.publish(store, lambda _: None, least=0)
        assert ("built whole" in caplog.text) == (done == "list" and "with more than" in caplog.text), caplog.text
        anew = tmp_path / f"anew{number}"
        for part in ("store", "removals"):
            if (store.home / part).is_dir():
                shutil.copytree(store.home / part, anew / part)
        publish.publish(Store(anew), lambda _: None)
        assert differences(store.home, anew) == [], (seed, number, done)
    assert tables(store.home)["project_months"].height > 50


class Fault(Exception):
    """What a test lets go wrong."""


@pytest.mark.parametrize("breaks", [Fault, duckdb.IOException])
def test_a_copy_that_cannot_be_changed_leaves_nothing_behind(breaks, tmp_path, caplog, monkeypatch) -> None:
    """Halfway, a fault of ours leaves the last snapshot served; with one of the engine, all is built anew."""
    store = begin(tmp_path, random.Random(1))
    before = publish.published(tmp_path)
    inside = set(store.ids())
    put(store, next(paper for paper in documents()[1] if paper.document_id not in inside))

    def fail(*_: object) -> None:
        raise breaks("halfway")

    with monkeypatch.context() as patched:
        patched.setattr(incremental.project_at_month_end, "build_part", fail)
        if breaks is Fault:
            with pytest.raises(Fault):
                publish.publish(store, lambda _: None, least=0)
            assert publish.published(tmp_path) == before
            assert before is not None and publish.is_sound(tmp_path, before)
        else:
            publish.publish(store, lambda _: None, least=0)
            assert "could not be changed: halfway" in caplog.text
    assert not list(publish.folder(tmp_path).glob("building-*"))
    publish.publish(store, lambda _: None, least=0)
    shutil.copytree(store.home / "store", tmp_path / "anew" / "store")
    publish.publish(Store(tmp_path / "anew"), lambda _: None)
    assert differences(tmp_path, tmp_path / "anew") == []


def test_a_small_store_is_built_whole(tmp_path, caplog) -> None:
    caplog.set_level(logging.INFO)
    store = begin(tmp_path, random.Random(2))
    inside = set(store.ids())
    put(store, next(paper for paper in documents()[1] if paper.document_id not in inside))
    publish.publish(store, lambda _: None)
    assert "the store is small" in caplog.text
