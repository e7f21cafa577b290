"""The ledger of problems worked out once more in Polars, from the reports of an invented nation."""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl
import pytest

from etl.samples.nation import generate
from etl.snapshot import publish

CAUSES = {
    "征地拆迁进度滞后": "land", "资金到位不及时": "money", "施工图审查未完成": "design", "雨季影响施工": "weather",
    "设计变更待批": "design", "用地手续未办结": "site", "管线迁改未完成": "land", "施工单位人员不足": "works",
}  # fmt: skip
"""All problems that the nation's reports tell, classified by hand."""

Ledger = set[tuple[str, str, date]]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    home = tmp_path_factory.mktemp("nation") / "home"
    generate.write_store(generate.Portfolio(300, 15), home)
    found = publish.published(home)
    assert found is not None
    return duckdb.connect(str(publish.folder(home) / found.snapshot), read_only=True)


@pytest.fixture(scope="module")
def reports(snapshot: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Every report that counts, with the cause of its problem; all sheets ask for problems."""
    rows = snapshot.sql("select project_id, month, problems from project_months where is_effective").pl()
    assert rows["problems"].is_not_null().sum() > 200
    return rows.with_columns(cause=pl.col("problems").replace_strict(CAUSES, return_dtype=pl.String)).sort("month")


def again(reports: pl.DataFrame, as_of: date) -> Ledger:
    """Project, cause and first month of each problem that stands at a month's end."""
    known = reports.filter(pl.col("month") <= as_of)
    ever = known.drop_nulls("cause").select("project_id", "cause").unique()
    lines = ever.join(known.rename({"cause": "told"}), on="project_id").sort("month")
    lines = lines.with_columns(stands=pl.col("told").eq_missing(pl.col("cause")))
    one = ["project_id", "cause"]
    begins = pl.col("stands") & ~pl.col("stands").shift(1, fill_value=False).over(one)
    lines = lines.with_columns(since=pl.when(begins).then("month").forward_fill().over(one))
    last = lines.group_by(one).last().filter("stands")
    return set(last.select(*one, "since").iter_rows())


def test_what_stands_at_every_months_end(snapshot: duckdb.DuckDBPyConnection, reports: pl.DataFrame) -> None:
    seen = 0
    for (as_of,) in snapshot.execute("select as_of from month_ends order by 1").fetchall():
        found = again(reports, as_of)
        rows = snapshot.execute(
            """select project_id, cause, since from problems_by_month b join projects p on p.rowid = b.project_no
            where state = 'open' and month <= $1 and next_month > $1""",
            [as_of],
        ).fetchall()
        assert len(rows) == len(found)
        assert set(rows) == found
        old = [since for *_, since in found if (as_of.year - since.year) * 12 + as_of.month - since.month >= 3]
        [counts] = snapshot.execute(
            "select sum(open_problems), sum(long_problems), sum(undated_problems) from project_at_month_end"
            " where as_of = ?",
            [as_of],
        ).fetchall()
        assert counts == (len(found), len(old), len(found))
        seen += len(old)
    assert seen > 50


def test_what_came_again(snapshot: duckdb.DuckDBPyConnection, reports: pl.DataFrame) -> None:
    """How often a problem began anew after a report without it."""
    lines = reports.sort("month").with_columns(has=pl.col("cause").is_not_null())
    begins = pl.col("has") & ~pl.col("has").shift(1, fill_value=False).over("project_id")
    times = lines.group_by("project_id").agg(begins.sum().alias("times")).filter(pl.col("times") > 1)
    rows = snapshot.execute(
        """select project_id, max(repeats) + 1 from problems_by_month b join projects p on p.rowid = b.project_no
        group by 1 having max(repeats) > 0"""
    ).fetchall()
    assert dict(rows) == dict(times.iter_rows())
