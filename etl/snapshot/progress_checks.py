"""What is wrong or doubtful in the months of progress as a whole. Findings of the snapshot, made anew at each build.

They depend on all loaded documents. Each stands at the row of the sheet that it is about; nothing is changed by them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.findings import Finding
from etl.parse.progress import month_end
from etl.snapshot import batches
from etl.snapshot.batches import Row
from etl.snapshot.contradictions import plain

TYPES = frozenset(
    {
        "progress_unmatched", "progress_match_unclear", "progress_repeated", "closed_month_changed",
        "progress_jumps", "progress_month_missing", "county_not_reported", "baseline_moved",
    }
)  # fmt: skip
"""Types of finding that are made here."""

_REVISED = """
select m.*, e.document as kept_document, e.invested_total_wan as kept_total, e.status as kept_status,
       e.forecast_finish as kept_forecast,
       (e.invested_total_wan, e.invested_year_wan, e.invested_month_wan, e.arrived_wan, e.paid_wan, e.status,
        e.actual_start, e.actual_finish, e.forecast_finish) is distinct from
       (m.invested_total_wan, m.invested_year_wan, m.invested_month_wan, m.arrived_wan, m.paid_wan, m.status,
        m.actual_start, m.actual_finish, m.forecast_finish) as differs
from project_months m left join project_months e on e.project_id = m.project_id and e.month = m.month and e.is_effective
where not m.is_effective
"""

_ADJACENT = """
with beside as (
    select {columns}, p.total_investment_wan as total_wan, lag(m.month) over w as before,
           coalesce(y.length, 1) as rhythm, lag(m.invested_total_wan) over w as invested_total_wan_before,
           lag(m.physical_progress_pct) over w as physical_before
    from project_months m join projects p using (project_id)
    left join rhythms y on y.area = left(p.region_id, 4) and y.is_synthetic = m.is_synthetic
    where m.is_effective
    window w as (partition by m.project_id order by m.month)
)
from beside where {worth}
"""

_COMPARED = (
    "document_id", "table_no", "row_no", "line", "month", "name", "region_id", "invested_total_wan",
    "physical_progress", "physical_progress_pct",
)  # fmt: skip
"""What is looked at of a month beside the one before."""

_SLACK = 0.01
"""What is left to the exact comparison in Python."""


def _bound(check: str) -> int:
    """A bound of `snapshot/progress_checks.csv`."""
    return next(int(row["value"]) for row in reference.rows("snapshot/progress_checks") if row["check"] == check)


def _worth() -> str:
    """The months that one of the checks below may tell: few of many, and only those are looked at in Python."""
    limit = _bound("jump_points") - _SLACK
    rules = (
        f"physical_progress_pct - physical_before > {limit}",
        f"(invested_total_wan - invested_total_wan_before)::double * 100 / nullif(total_wan, 0) > {limit}",
        "date_diff('month', before, month) > rhythm",
    )
    return " or ".join(f"({rule})" for rule in rules)


_RHYTHMS = """
create or replace temp table rhythms as with months as (
    select distinct m.is_synthetic, left(p.region_id, 4) as area, m.month
    from project_months m join projects p using (project_id) where m.is_effective and p.region_id is not null
),
gaps as (
    select is_synthetic, area, month,
           date_diff('month', lag(month) over (partition by is_synthetic, area order by month), month) as gap
    from months
),
common as (
    select is_synthetic, area, count(gap) as gaps, list(month) as reported,
           list_reduce(list(gap) filter (gap is not null), lambda x, y: gcd(x, y)) as step
    from gaps group by all having count(gap) > 0
)
select is_synthetic, area, max(length) as length from common, unnest([3, 6, 12]) as lengths(length)
where step % length = 0 and (gaps > 1 or list_bool_and(list_transform(reported, lambda day: month(day) % length = 0)))
group by all
"""
"""Areas (prefectures) whose sheets come every quarter, half-year or year: `length` in months. Others come monthly.

All months that are reported lie so far apart, at least three of them; or two that end a quarter, a half-year, a year.
"""

_SILENT = """
with reported as (
    select distinct p.region_id, p.region_name, m.month, m.is_synthetic,
           arg_max(m.document_id, m.document_id) over (partition by p.region_id, m.month) as document_id
    from project_months m join projects p using (project_id) where m.is_effective and p.region_id is not null
),
span as (select is_synthetic, max(month) as last_month from reported group by 1),
due as (
    select r.region_id, any_value(r.region_name) as region_name, r.is_synthetic,
           unnest(generate_series(date_trunc('month', min(r.month)), date_trunc('month', s.last_month),
                                  to_months(coalesce(y.length, 1)::integer))) as first_day
    from reported r join span s using (is_synthetic)
    left join rhythms y on y.area = left(r.region_id, 4) and y.is_synthetic = r.is_synthetic
    group by r.region_id, r.is_synthetic, s.last_month, y.length
)
select d.region_id, d.region_name, last_day(d.first_day) as month,
       (select arg_max(b.document_id, b.month) from reported b
        where b.region_id = d.region_id and b.month < d.first_day) as document_id
from due d anti join reported r on r.region_id = d.region_id and r.month = last_day(d.first_day)
order by 1, 3
"""


Silent = dict[tuple[str, date], Row]
"""Region and month of which nobody reported, with the document that last did before."""


def silent(connection: duckdb.DuckDBPyConnection) -> Silent:
    """The months in which a region was silent, by all regions and months of a warehouse."""
    connection.execute(_RHYTHMS)
    return {(row["region_id"], row["month"]): row for row in batches.rows(connection, _SILENT)}


def find(connection: duckdb.DuckDBPyConnection, silent: Silent) -> Iterator[Row]:
    """Findings (rows of `schemas.Findings`) about the months and baselines of a warehouse that is being built."""
    documents = dict(connection.execute("select document_id, document from documents").fetchall())
    connection.execute(_RHYTHMS)
    yield from _unmatched(connection, documents)
    yield from _revisions(connection, documents)
    yield from (_silent_finding(row, documents) for row in silent.values())
    yield from _adjacent(connection, documents, silent)
    yield from _moved(connection, documents)


def _unmatched(connection: duckdb.DuckDBPyConnection, documents: dict[str, str]) -> Iterator[Row]:
    details = {"unclear": Detail("several_fit"), "repeated": Detail("other_row_of_month")}
    for row in batches.rows(connection, "select * from progress_unmatched"):
        kind = "progress_unmatched" if row["reason"] == "none" else "progress_match_unclear"
        yield _finding(kind, row["name"], details.get(row["reason"]), row, documents)


def _revisions(connection: duckdb.DuckDBPyConnection, documents: dict[str, str]) -> Iterator[Row]:
    for row in batches.rows(connection, _REVISED):
        if not row["differs"]:
            continue
        kept = Detail("absent_when_closed")
        if row["kept_document"]:
            kept = Detail("figure_kept", document=row["kept_document"], figure=_shown(row["kept_total"]))
        here = _shown(row["invested_total_wan"])
        detail = Detail("figures_of_month", month=f"{row['month']:%Y-%m}", kept=kept, here=here)
        if row["is_after_closing"]:
            yield _finding("closed_month_changed", row["name"], detail, row, documents)
        elif not row["is_synthetic"]:
            yield _finding("progress_repeated", row["name"], detail, row, documents)


def _shown(value: object) -> Detail:
    return Detail("not_stated") if value is None else Detail("invested_wan", wan=plain(value))


def _silent_finding(row: Row, documents: dict[str, str]) -> Row:
    place = {"document_id": row["document_id"], "table_no": None, "row_no": None, "line": None}
    detail = Detail("region_and_month", region=row["region_name"], month=f"{row['month']:%Y-%m}")
    return _finding("county_not_reported", "", detail, place, documents)


def _adjacent(connection: duckdb.DuckDBPyConnection, documents: dict[str, str], silent: Silent) -> Iterator[Row]:
    """Compare each month of a project with the month that was reported before it."""
    columns = ", ".join(f"m.{name}" for name in _COMPARED)
    for row in batches.rows(connection, _ADJACENT.format(columns=columns, worth=_worth())):
        yield from _jumps(row, documents)
        yield from _missing(row, documents, silent)


def _jumps(row: Row, documents: dict[str, str]) -> Iterator[Row]:
    if row["before"] is None or _months_between(row["before"], row["month"]) != 1:
        return
    now, before, total = row["invested_total_wan"], row["invested_total_wan_before"], row["total_wan"]
    points = []
    if None not in (row["physical_progress_pct"], row["physical_before"]):
        points.append(("physical_progress", row["physical_progress_pct"] - row["physical_before"]))
    if None not in (now, before) and total:
        points.append(("share_invested", (now - before) * 100 / total))
    for what, rise in points:
        if rise > _bound("jump_points"):
            detail = Detail("rises", what=Detail(what), rise=f"{rise:.1f}")
            yield _finding("progress_jumps", row["physical_progress"] or str(now), detail, row, documents)


def _missing(row: Row, documents: dict[str, str], silent: Silent) -> Iterator[Row]:
    """Months between two reports; those in which the whole county was silent follow from that finding."""
    if row["before"] is None:
        return
    month = _after(row["before"], row["rhythm"])
    while month < row["month"]:
        cause = silent.get((row["region_id"], month))
        detail = Detail("words", words=f"{month:%Y-%m}")
        found = _finding("progress_month_missing", row["name"], detail, row, documents)
        found["caused_by"] = _silent_finding(cause, documents)["finding_id"] if cause else None
        yield found
        month = _after(month, row["rhythm"])


def _moved(connection: duckdb.DuckDBPyConnection, documents: dict[str, str]) -> Iterator[Row]:
    query = """
    select r.*, l.line from baselines b
    join plan_revisions r on r.project_id = b.project_id and r.document_id = b.original_document_id
    left join list_rows l on l.document_id = r.document_id and l.table_no = r.table_no and l.row_no = r.row_no
    where b.is_moved
    """
    for row in batches.rows(connection, query):
        detail = Detail("words", words=str(row["document_date"]))
        yield _finding("baseline_moved", row["period_raw"] or "", detail, row, documents)


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _after(month: date, months: int) -> date:
    """The end of the month that comes so many months later."""
    place = month.year * 12 + month.month - 1 + months
    return month_end(place // 12, place % 12 + 1)


def _finding(kind: str, raw: str, detail: Detail | None, row: Row, documents: dict[str, str]) -> Row:
    finding = Finding(kind, raw, detail, row["table_no"], row["row_no"], None, row["line"])
    return finding.as_row(row["document_id"], documents[row["document_id"]])
