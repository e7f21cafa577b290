"""Baselines: the plan of a project as first stated, as it stands now, and every revision between.

The original baseline of the finish is that of the document with the earliest date that states one, and likewise that of
the start; documents without a date come after all dated ones. The current baseline is what the latest document that
states the one or the other says: a list that names the start alone changes no finish. A date is kept as an interval: a
year is not its first of January. Where the earliest of them says what it replaces (原建设期限), that is the original
plan; it is never the current one.
"""

from __future__ import annotations

import duckdb

_ORDERED = """
create temp table ordered_plans as
select r.* exclude (
           content_raw, location_raw, sector, sector_rule, project_code, region_name, region_level, county_code,
           capacity_basis, doubtful_fields)
       replace (
           coalesce(r.planned_finish, case when r.plan_precision in ('day', 'month')
               then r.planned_start + to_months(r.duration_months) - interval 1 day
               else make_date(year(r.planned_start), 12, 31) + to_months(r.duration_months) end)::date
               as planned_finish),
       d.document, d.document_date, d.status as document_status, d.list_year, d.is_synthetic,
       coalesce(o.place, 0) as load_place,
       r.planned_start is not null or r.planned_finish is not null or r.duration_months is not null as has_plan,
       row_number() over (partition by r.project_id order by d.document_date nulls last,
           (d.status = 'issued') nulls first, o.place, r.document_id, r.table_no, r.row_no) as age
from project_reports r join documents d using (document_id) left join document_order o using (document_id)
"""

_INTERVALS = """
    planned_start as {name}_start,
    case when plan_precision = 'year' and month(planned_start) = 1 and day(planned_start) = 1
             then make_date(year(planned_start), 12, 31)
         when plan_precision = 'half' and month(planned_start) in (1, 7) and day(planned_start) = 1
             then last_day(planned_start + interval 5 month)
         when plan_precision = 'quarter' and month(planned_start) in (1, 4, 7, 10) and day(planned_start) = 1
             then last_day(planned_start + interval 2 month)
         when plan_precision <> 'day' and day(planned_start) = 1 then last_day(planned_start)
         else planned_start end as {name}_start_last,
    case when plan_precision = 'year' and month(planned_finish) = 12 and day(planned_finish) = 31
             then make_date(year(planned_finish), 1, 1)
         when plan_precision = 'half' and month(planned_finish) in (6, 12) and planned_finish = last_day(planned_finish)
             then (date_trunc('month', planned_finish) - interval 5 month)::date
         when plan_precision = 'quarter' and month(planned_finish) in (3, 6, 9, 12)
              and planned_finish = last_day(planned_finish)
             then (date_trunc('month', planned_finish) - interval 2 month)::date
         when plan_precision <> 'day' and planned_finish = last_day(planned_finish)
             then date_trunc('month', planned_finish)::date
         else planned_finish end as {name}_finish_first,
    planned_finish as {name}_finish,
    duration_months as {name}_duration_months,
    document_id as {name}_document_id
"""

_STATES_FINISH = "(planned_finish is not null or duration_months is not null)"
"""A length gives a finish once the start is known."""

_SIDES = """
    s.{name}_start, s.{name}_start_last, f.{name}_finish_first, f.{name}_finish, f.{name}_duration_months,
    coalesce(f.{name}_document_id, s.{name}_document_id) as {name}_document_id
"""
"""The start of one plan with the finish of another."""

_BASELINES = f"""
create table baselines as
with plans as (
    select project_id, load_place, age, document_id, planned_start, planned_finish, plan_precision, duration_months
    from ordered_plans where has_plan
    union all by name
    select o.project_id, o.load_place, o.age - 0.5 as age, o.document_id, e.planned_start,
           coalesce(e.planned_finish, e.planned_start + to_months(e.duration_months) - interval 1 day)::date
               as planned_finish,
           e.plan_precision, e.duration_months
    from earlier_plans e join ordered_plans o using (report_id)
),
first_start as (
    select project_id, load_place, {_INTERVALS.format(name="original")} from plans
    where planned_start is not null
    qualify row_number() over (partition by project_id order by age) = 1
),
first_finish as (
    select project_id, load_place, {_INTERVALS.format(name="original")} from plans
    where {_STATES_FINISH}
    qualify row_number() over (partition by project_id order by age) = 1
),
first_plan as (
    select project_id, greatest(s.load_place, f.load_place) as load_place, {_SIDES.format(name="original")}
    from first_start s full join first_finish f using (project_id)
),
last_start as (
    select project_id, {_INTERVALS.format(name="current")} from ordered_plans
    where planned_start is not null
    qualify row_number() over (partition by project_id order by document_date desc nulls last, age desc) = 1
),
last_finish as (
    select project_id, {_INTERVALS.format(name="current")} from ordered_plans
    where {_STATES_FINISH}
    qualify row_number() over (partition by project_id order by document_date desc nulls last, age desc) = 1
),
last_plan as (
    select project_id, {_SIDES.format(name="current")}
    from last_start s full join last_finish f using (project_id)
),
counted as (
    select project_id, min(load_place) as first_loaded from ordered_plans group by project_id
),
differing as (
    select project_id, count(distinct (planned_start, planned_finish, duration_months)) as plans
    from plans group by project_id
)
select project_id, f.* exclude (project_id, load_place), l.* exclude (project_id), coalesce(d.plans, 0) as plans,
       coalesce(d.plans > 1 and f.load_place > c.first_loaded, false) as is_moved
from counted c left join differing d using (project_id) left join first_plan f using (project_id)
     left join last_plan l using (project_id)
order by project_id
"""  # noqa: S608 - no values, only our own text

_COMPARED = (
    "planned_start", "planned_finish", "duration_months", "total_investment_wan", "nature", "childcare_places",
    "elder_beds", "school_places", "floor_area_m2", "implementing_unit",
    "owner_unit",
)  # fmt: skip
"""Columns whose change from one document to the next is a revision."""

_CHANGES = ", ".join(
    f"case when age > 1 and {name} is distinct from lag({name}) over ordered then '{name}' end" for name in _COMPARED
)

_REVISIONS = f"""
create table plan_revisions as
select project_id, age as revision, report_id, document_id, document, document_date, document_status, list_year,
       table_no, row_no, planned_start, planned_finish, plan_precision, duration_months, period_raw,
       total_investment_wan, nature, childcare_places, elder_beds, school_places, floor_area_m2, implementing_unit,
       owner_unit, is_synthetic, list_filter([{_CHANGES}], lambda item: item is not null) as changed_fields
from ordered_plans
window ordered as (partition by project_id order by age)
order by project_id, age
"""  # noqa: S608 - no values, only our own text


def build(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `baselines` (one row per project) and `plan_revisions`; needs the table `document_order`."""
    for statement in (_ORDERED, _BASELINES, _REVISIONS, "drop table ordered_plans"):
        connection.execute(statement)
