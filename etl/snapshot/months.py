"""Progress in the warehouse: months that are never overwritten, and what is known of each project at each month's end.

Tables: `project_months` (every matched report of a project and month with its revisions), `progress_unmatched` (rows
that belong to no project: their amounts stay visible), `project_states` (one row per project and reported month, with
what was said before carried on), `year_ends` (`year_ends.py`), `approval_steps` (`approval_steps.py`), `baselines`
and `plan_revisions` (`baselines.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import duckdb
import polars as pl

from etl.contract.problem_rules import NONE
from etl.snapshot import approval_steps, baselines, batches, problems, year_ends
from etl.snapshot.identity_of_progress import match
from etl.store.closed_months import ClosedMonths

_AMOUNTS = (
    "invested_before_year_wan", "annual_plan_wan", "invested_month_wan", "invested_year_wan", "invested_total_wan",
    "arrived_wan", "paid_wan",
)  # fmt: skip

_RANKED = """
create temp table ranked as
with placed as (
    select m.project_id, m.matched_by, p.rowid as place, p.month, p.document_id, p.is_synthetic,
           coalesce(d.document_date, p.month) as said_on, coalesce(o.place, 0) as load_place,
           row_number() over (partition by m.project_id, p.month, p.document_id order by p.table_no, p.row_no) as again
    from progress_reports p
    join progress_matches m using (progress_id)
    join documents d using (document_id)
    left join document_order o using (document_id)
    where m.project_id is not null
),
-- invented progress never stands beside or before reported progress
real_first as (
    select *, bool_or(not is_synthetic) over (partition by project_id) as has_real from placed where again = 1
),
marked as (
    select r.*, c.month is not null as is_closed,
           (c.month is null or list_contains(c.documents, r.document_id)) and (not has_real or not r.is_synthetic)
               as may_count,
           c.month is not null and not list_contains(c.documents, r.document_id) as is_after_closing
    from real_first r left join closed c using (month)
)
select place, project_id, matched_by, is_closed, is_after_closing,
       row_number() over versions as revision, count(*) over (partition by project_id, month) as revisions,
       may_count and row_number() over counted = 1 as is_effective
from marked
window versions as (partition by project_id, month order by is_synthetic desc, said_on, load_place, document_id),
       counted as (partition by project_id, month
                   order by may_count desc, is_synthetic, said_on desc, load_place desc, document_id desc)
"""
"""Which report counts for its month, worked out on narrow rows; `place` is the row of `progress_reports`."""

_PROJECT_MONTHS = """
create table project_months as
select r.project_id, p.month, p.progress_id, p.document_id, d.document, p.table_no, p.row_no, p.line, r.matched_by,
       p.is_synthetic, r.is_closed, r.is_after_closing, r.revision, r.revisions, r.is_effective,
       p.name, p.region_id, p.region_name, p.status, p.status_raw, p.status_source,
       p.actual_start, p.actual_start_precision, p.forecast_start, p.forecast_start_precision,
       p.actual_finish, p.actual_finish_precision, p.forecast_finish, p.forecast_finish_precision,
       p.total_investment_wan as sheet_investment_wan, {amounts},
       p.adjusted_total_wan, p.physical_progress, p.physical_progress_pct, p.problems, p.problem_unit,
       p.problem_person, p.problem_deadline, p.problem_deadline_precision, p.problem_deadline_raw, p.problem_state,
       p.next_steps, p.responsible_unit, p.owner_unit, p.leader, p.person_in_charge, p.contact_person,
       p.is_in_statistics, p.remark,
       p.doubtful_fields
from progress_reports p join ranked r on r.place = p.rowid join documents d using (document_id)
order by r.project_id, p.month, r.revision
"""

_UNMATCHED = """
create table progress_unmatched as
with remaining as (select progress_id from progress_matches anti join project_months using (progress_id))
select case when m.project_id is null then m.matched_by else 'repeated' end as reason, d.document, p.*
from remaining join progress_reports p using (progress_id) join progress_matches m using (progress_id)
join documents d using (document_id)
order by p.month, p.document_id, p.table_no, p.row_no
"""

_REPEATED = """
create table progress_repeated as
select m.* from progress_matches m anti join project_months using (progress_id) where m.project_id is not null
"""
"""Rows of `progress_unmatched` that are of a project which another row of their document reports for the month."""

_STATES = """
create table project_states as
with standing as (
    select distinct project_no, month from problem_said where not is_solved and cause <> '{none}'
),
effective as (
    select m.*, p.rowid::integer as project_no,
           coalesce(invested_total_wan, invested_before_year_wan + invested_year_wan) as known_total_wan,
           coalesce(invested_before_year_wan, invested_total_wan - invested_year_wan) as known_before_wan,
           greatest(p.total_investment_wan, m.sheet_investment_wan, m.adjusted_total_wan) as total_wan,
           if(r.is_told, s.project_no is not null, null) as tells_problem
    from project_months m join projects p using (project_id)
    join problem_reports r on r.project_no = p.rowid and r.month = m.month
    left join standing s on s.project_no = r.project_no and s.month = r.month
    where is_effective
),
carried as (
    select project_no, project_id, month, progress_id, document_id, is_synthetic, revisions,
           last_value(status ignore nulls) over so_far as status,
           last_value(actual_start ignore nulls) over so_far as actual_start,
           last_value(if(actual_start is null, null, actual_start_precision) ignore nulls) over so_far
               as actual_start_precision,
           last_value(actual_finish ignore nulls) over so_far as actual_finish,
           last_value(if(actual_finish is null, null, actual_finish_precision) ignore nulls) over so_far
               as actual_finish_precision,
           last_value(forecast_finish ignore nulls) over so_far as forecast_finish,
           last_value(if(forecast_finish is null, null, forecast_finish_precision) ignore nulls) over so_far
               as forecast_finish_precision,
           last_value(forecast_start ignore nulls) over so_far as forecast_start,
           last_value(known_total_wan ignore nulls) over so_far as invested_total_wan,
           last_value(known_before_wan ignore nulls) over this_year as before_year_wan,
           last_value(total_wan ignore nulls) over so_far as total_wan,
           last_value(arrived_wan ignore nulls) over so_far as arrived_wan,
           last_value(paid_wan ignore nulls) over so_far as paid_wan,
           last_value(annual_plan_wan ignore nulls) over this_year as annual_plan_wan,
           first_value(annual_plan_wan ignore nulls) over this_year as annual_plan_first_wan,
           last_value(invested_year_wan ignore nulls) over this_year as invested_year_wan,
           tells_problem, last_value(tells_problem ignore nulls) over so_far as has_problem,
           count(*) filter (where not tells_problem) over so_far as run_of_problems,
           invested_month_wan, invested_year_wan as invested_year_told_wan,
           physical_progress, physical_progress_pct, problems, next_steps
    from effective
    window so_far as (partition by project_no order by month rows unbounded preceding),
           this_year as (partition by project_no, year(month) order by month rows unbounded preceding)
)
select * exclude (tells_problem, has_problem, run_of_problems),
       if(has_problem, min(if(tells_problem, month, null)) over (partition by project_no, run_of_problems), null)
           as problems_since,
       min(case when status = 'completed' then month end) over so_far as completed_month,
       min(case when status in ('under_way', 'completed', 'suspended') and (actual_start is not null
           or status <> 'suspended' or invested_total_wan > 0) then month end) over so_far as started_month,
       lead(month, 1, date 'infinity') over ordered as next_month,
       lag(month) over ordered as last_month,
       lag(status) over ordered as last_status,
       lag(actual_finish) over ordered as last_actual_finish,
       lag(actual_finish_precision) over ordered as last_actual_finish_precision,
       lag(forecast_finish) over ordered as last_forecast_finish,
       lag(actual_start) over ordered as last_actual_start
from carried
window so_far as (partition by project_no order by month rows unbounded preceding),
       ordered as (partition by project_no order by month)
order by month, project_no
"""


def build(
    connection: duckdb.DuckDBPyConnection, order: Mapping[str, int], closed: ClosedMonths, *, is_matched: bool = False
) -> None:
    """Make the tables of months and baselines from the stored tables in a warehouse that is being built.

    `order` gives the place of each document in the order of loading; `closed` the closed months. `is_matched`: the
    temporary table `progress_matches` is there already (`identity_of_progress.match`).
    """
    _register(connection, "document_order", {"document_id": pl.String, "place": pl.Int64}, list(order.items()))
    rows: list[tuple[date, list[str]]] = [(month, sorted(documents)) for month, documents in closed.items()]
    _register(connection, "closed", {"month": pl.Date, "documents": pl.List(pl.String)}, rows)
    if not is_matched:
        match(connection)
    connection.execute(_RANKED)
    connection.execute(_PROJECT_MONTHS.format(amounts=", ".join(f"p.{name}" for name in _AMOUNTS)))
    connection.execute(_UNMATCHED)
    connection.execute(_REPEATED)
    problems.build(connection)
    connection.execute(_STATES.format(none=NONE))
    year_ends.build(connection)
    approval_steps.build(connection)
    baselines.build(connection)
    connection.execute("create table closed_months as select month, len(documents) as documents from closed")
    connection.execute("drop table ranked; drop table progress_matches; drop table document_order; drop table closed")


def _register(
    connection: duckdb.DuckDBPyConnection, name: str, schema: Mapping[str, object], rows: Sequence[tuple[object, ...]]
) -> None:
    batches.create(connection, name, pl.DataFrame(rows, schema=schema, orient="row"))  # type: ignore[arg-type]
