"""The invented portfolio: what is written straight into a store is what the loader reads from the documents."""

from __future__ import annotations

import polars as pl
import pytest

from etl.contract import schemas
from etl.contract.values import Region
from etl.document import read_document
from etl.pipeline import load
from etl.samples.nation import generate, listings, lists, offices, reports, sheets
from etl.samples.nation.generate import Portfolio
from etl.samples.nation.listings import Calendar
from etl.samples.nation.papers import Paper
from etl.tables.metadata import Given
from tests.etl.commands import portfolio
from tests.etl.snapshot.whole import differences, tables

SEED = 7
YEARS = Calendar.of(24)


def papers_of(code: str, level: str, projects: int) -> list[Paper]:
    """All documents of one office, with so many projects in each of its counties."""
    office = next(one for one in offices.offices(level) if one.code == code)
    listed = {one: listings.of_county(one, projects, SEED, YEARS) for one in office.counties}
    told = reports.of_counties(listed, SEED, YEARS)
    return [*lists.of_office(office, pl.concat(listed.values())), *sheets.of_office(office, told)]


def reported(county: Region, projects: int) -> pl.DataFrame:
    """What the sheets say of so many projects of a county."""
    return reports.of_counties({county: listings.of_county(county, projects, SEED, YEARS)}, SEED, YEARS)


def by_value(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame in an order that its values alone give."""
    return frame.sort([name for name, kind in frame.schema.items() if not kind.is_nested()])


@pytest.mark.parametrize(("code", "level", "projects"), [("360200", "prefecture", 40), ("500114", "county", 250)])
def test_the_reader_reads_just_what_is_written_straight(code: str, level: str, projects: int) -> None:
    made = papers_of(code, level, projects)
    assert len(made) > 10
    for paper in made[:5] + made[5::6]:
        read = read_document(paper.data, paper.name, Given())
        assert read.document_id == paper.document_id
        for table in schemas.STORED:
            wanted = read.frames[table]
            if table not in paper.frames:
                assert wanted.is_empty(), (paper.name, table, wanted.head(3).to_dicts())
            else:
                assert by_value(paper.frames[table]).equals(by_value(wanted)), (paper.name, table)


def test_every_facility_is_among_them() -> None:
    """So that the comparison with the reader leaves none out."""
    named = set().union(*(set(paper.frames["project_reports"]["name"]) for paper in papers_of("500114", "county", 400)
                          if "project_reports" in paper.frames))  # fmt: skip
    facilities = listings._facilities()["facility"]
    assert [one for one in facilities if not any(one in name for name in named)] == []


@pytest.mark.timeout(180)
def test_documents_that_are_loaded_give_the_figures_of_the_store(tmp_path) -> None:
    wanted = Portfolio(projects=24, months=3, seed=SEED)
    written = generate.write_documents(wanted, tmp_path / "documents")
    load.load([tmp_path / "documents"], tmp_path / "loaded")
    straight = generate.write_store(wanted, tmp_path / "straight")
    assert written == straight
    assert written.documents > 60
    differ = differences(tmp_path / "loaded", tmp_path / "straight")
    assert [one for one in differ if not one.startswith("inputs: ")] == []  # the bytes of what was stored may differ
    loaded = tables(tmp_path / "straight")
    assert loaded["projects"].height == 24
    assert loaded["documents"]["is_synthetic"].all()
    assert loaded["progress_reports"]["is_synthetic"].all()


def test_the_same_seed_gives_the_same_documents_and_another_others() -> None:
    once, again = (papers_of("360200", "prefecture", 5) for _ in range(2))
    assert [paper.data for paper in once] == [paper.data for paper in again]
    office = next(one for one in offices.offices("prefecture") if one.code == "360200")
    other = listings.of_county(office.counties[0], 5, SEED + 1, YEARS)
    assert set(other["name"]).isdisjoint(once[0].frames["project_reports"]["name"])


def test_every_county_has_its_share() -> None:
    shares = offices.shares(20_000, SEED)
    assert sum(shares.values()) == 20_000
    assert min(shares.values()) >= 1
    assert max(shares.values()) > 40  # a few have many
    assert len(shares) == len(offices.counties()) > 2800
    assert sum(offices.shares(100, SEED).values()) == 100


def test_it_is_as_varied_as_a_nation() -> None:
    county = offices.counties()[500]
    listed = listings.of_county(county, 3000, SEED, YEARS)
    told = reports.of_counties({county: listed}, SEED, YEARS)
    first = listed.unique("project_id", keep="first", maintain_order=True)
    assert first.height == 3000
    largest = first["first_total"].sort(descending=True)
    assert largest.head(150).sum() > 0.3 * largest.sum()  # one in twenty costs a third of all
    finishes = listed.group_by("project_id").agg(pl.col("planned_finish").n_unique())["planned_finish"]
    assert 0.05 < (finishes > 1).mean() < 0.4  # plans are revised
    assert set(told["status"]) == {"not_started", "under_way", "suspended", "completed"}
    assert 0.02 < told["problems"].is_not_null().mean() < 0.5
    assert first["sector"].n_unique() > 10
    assert set(first["nature"]) == set(listings.words("natures"))
    rows_a_month = told.group_by("month").len()["len"]
    assert rows_a_month.len() < 24 or told.height < listed.join(told, on="project_id").height  # some are missing
    assert listed["project_code"].null_count() > 0.2 * listed.height


def test_some_prefectures_report_every_quarter_and_some_counties_miss_a_month() -> None:
    quarterly = {one.region_id[:4] for one in offices.counties() if reports.is_quarterly(one, SEED)}
    assert 20 < len(quarterly) < 70
    county = next(one for one in offices.counties() if reports.is_quarterly(one, SEED))
    told = reported(county, 20)
    assert set(told["month"] % 12) <= {2, 5, 8, 11}
    assert told["invested_month"].null_count() == told.height
    monthly = [one for one in offices.counties()[:80] if not reports.is_quarterly(one, SEED)]
    months = [reported(one, 3)["month"].n_unique() for one in monthly]
    assert min(months) < 24 == max(months)


def test_nothing_is_mixed_with_what_is_there(tmp_path) -> None:
    assert portfolio(tmp_path / "home", "generate", "--projects", "3", "--months", "1").exit_code == 0
    again = portfolio(tmp_path / "home", "generate", "--projects", "3", "--months", "1")
    assert again.exit_code == 2
    assert "虚构数据不与之混存" in again.stderr
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "note.txt").write_text("…", encoding="utf-8")
    refused = portfolio(tmp_path, "generate", "--projects", "3", "--documents", str(tmp_path / "mine"))
    assert refused.exit_code == 2
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["note.txt"]


def test_the_command_writes_documents_by_county(tmp_path) -> None:
    result = portfolio(tmp_path, "generate", "--projects", "3", "--months", "2", "--documents", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len({name.split("_")[0] for name in names}) == 3
    assert any(name.endswith("2025年清单.csv") for name in names)
    assert any(name.endswith("2025年12月调度表.csv") for name in names)
    assert all("虚构数据" in path.read_text(encoding="utf-8-sig") for path in (tmp_path / "out").iterdir())
    assert not (tmp_path / "store").exists()
