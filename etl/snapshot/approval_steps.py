"""Where each project stands among the steps of approval, from month to month, as lists and sheets state it.

`approval_steps` has a row for each step of a project and each report that changes what is known of it (`month` <= the
time < `next_month`). `state` is what was stated last: done, not_needed, under_way, planned, not_started; `unread`
where words tell neither; `blank` where a table asks for the step and no report has said anything so far. An empty cell
later changes nothing. `done_on` is the first day of what is stated (`done_precision`: month, year …); `from_step` is
the step before in the order that is done to the day or month as this one is, and `days` lie between (months by their
first day, `is_by_month`).

A list counts from the end of the month that it is dated, but no later than the project's last sheet; without a sheet it
always does. One project's rows depend on no other project.

`approval_pipeline` is the table of steps (`data/reference/snapshot/approval_pipeline.csv`).
"""

from __future__ import annotations

import duckdb
import polars as pl

from etl.contract.approval_pipeline import pipeline
from etl.snapshot import batches

_ASKED = r"""
create or replace temp table asked_approvals as
select distinct document_id, table_no, unnest(string_split(split_part(field, '.', 2), '+')) as step
from (select document_id, table_no, unnest(fields) as field from source_tables)
where field like 'approval.%' and split_part(field, '.', 3) <> 'planned'
"""

_REPORTS = """
create or replace temp table approval_reports as
with telling as (
    select distinct document_id, table_no from asked_approvals
    union select distinct s.document_id, s.table_no from source_tables s where list_contains(s.fields, 'approvals')
),
last_sheets as (select project_id, max(month) as last_sheet from project_months where is_effective group by 1)
select p.rowid::integer as project_no,
       if(last_sheet is null or d.document_date is null, date '1900-01-31',
          least(last_day(d.document_date), last_sheet)) as month,
       coalesce(d.document_date, date '1900-01-31') as said_on, r.report_id, r.document_id, r.table_no, r.row_no
from project_reports r join projects p using (project_id) join documents d on d.document_id = r.document_id
left join last_sheets using (project_id)
semi join telling t on t.document_id = r.document_id and t.table_no = r.table_no
union all
select p.rowid::integer, m.month, m.month, m.progress_id, m.document_id, m.table_no, m.row_no
from project_months m join projects p using (project_id)
semi join telling t on t.document_id = m.document_id and t.table_no = m.table_no
where m.is_effective
"""
"""Reports of tables that ask for approvals."""

_RANK = "list_position(['done', 'not_needed', 'under_way', 'planned', 'not_started'], state)"
"""Of several things that one report says of a step, the first of these counts."""

_STEPS = f"""
create or replace table approval_steps as
with said as (
    select report_id, step, coalesce(arg_min(state, {_RANK}) filter (state is not null), 'unread') as state,
           min(date) filter (state = 'done') as done_on,
           arg_min(precision, date) filter (state = 'done') as done_precision,
           min(date) filter (state = 'planned') as planned_on, max(document_number) as document_number,
           bool_or(certainty = 'doubtful') as is_doubtful
    from approvals semi join approval_pipeline using (step) group by all
),
lines as (
    select r.project_no, s.step, r.month, r.said_on, r.report_id, r.document_id, r.table_no, r.row_no, s.state,
           s.done_on, s.done_precision, s.planned_on, s.document_number, s.is_doubtful
    from approval_reports r join said s using (report_id)
    union all
    select r.project_no, a.step, r.month, r.said_on, r.report_id, r.document_id, r.table_no, r.row_no,
           null, null, null, null, null, null
    from approval_reports r join asked_approvals a using (document_id, table_no)
    semi join approval_pipeline using (step)
    anti join said s on s.report_id = r.report_id and s.step = a.step
),
carried as (
    select project_no, step, month, report_id, said_on,
           last_value(if(state is null, null, {{
               'state': state, 'done_on': done_on, 'done_precision': done_precision, 'planned_on': planned_on,
               'document_number': document_number, 'is_doubtful': is_doubtful, 'document_id': document_id,
               'table_no': table_no, 'row_no': row_no}}) ignore nulls) over so_far as told,
           last_value(done_on ignore nulls) over so_far as last_done_on,
           last_value(if(done_on is null, null, done_precision) ignore nulls) over so_far as last_precision,
           document_id, table_no, row_no
    from lines
    window so_far as (partition by project_no, step order by month, said_on, report_id
                      rows between unbounded preceding and current row)
),
known as (
    select project_no, step, month, coalesce(told.state, 'blank') as state,
           if(told.state = 'done', last_done_on, null) as done_on,
           if(told.state = 'done', last_precision, null) as done_precision, told.planned_on as planned_on,
           told.document_number as document_number, coalesce(told.is_doubtful, false) as is_doubtful,
           coalesce(told.document_id, document_id) as document_id, coalesce(told.table_no, table_no) as table_no,
           coalesce(told.row_no, row_no) as row_no
    from carried
    qualify row_number() over (partition by project_no, step, month order by said_on desc, report_id desc) = 1
),
changes as (
    select * from known
    window before as (partition by project_no, step order by month)
    qualify row_number() over before = 1
        or (state, done_on, planned_on, document_number) is distinct from
           (lag(state) over before, lag(done_on) over before, lag(planned_on) over before,
            lag(document_number) over before)
),
lasting as (
    select *, lead(month, 1, date 'infinity') over (partition by project_no, step order by month) as next_month
    from changes
),
at_changes as (
    select l.* replace (m.month as month), p.place,
           l.state = 'done' and coalesce(l.done_precision in ('day', 'month'), false) as is_dated
    from (select distinct project_no, month from changes) m join lasting l
        on l.project_no = m.project_no and l.month <= m.month and l.next_month > m.month
    join approval_pipeline p using (step)
),
timed as (
    select * exclude (place, is_dated, next_month), if(is_dated, lag(step) over dated, null) as from_step,
           if(is_dated, date_diff('day', lag(done_on) over dated, done_on), null) as days,
           if(is_dated, 'month' in (done_precision, lag(done_precision) over dated), null) as is_by_month
    from at_changes
    window dated as (partition by project_no, month, is_dated order by place)
),
told as (
    select * from timed
    window before as (partition by project_no, step order by month)
    qualify row_number() over before = 1
        or (state, done_on, planned_on, document_number, from_step, days) is distinct from
           (lag(state) over before, lag(done_on) over before, lag(planned_on) over before,
            lag(document_number) over before, lag(from_step) over before, lag(days) over before)
)
select *, lead(month, 1, date 'infinity') over (partition by project_no, step order by month) as next_month
from told order by project_no, step, month
"""  # noqa: S608 - no values, only our own text


def build(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `approval_pipeline` and `approval_steps` in a warehouse that has its projects and `project_months`."""
    rows = [(one.step, one.place, one.is_before_start) for one in pipeline()]
    schema = {"step": pl.String, "place": pl.UInt8, "is_before_start": pl.Boolean}
    batches.create(connection, "given_steps", pl.DataFrame(rows, schema=schema, orient="row"))
    connection.execute("create or replace table approval_pipeline as from given_steps; drop table given_steps")
    for statement in (_LAST_DAY, _ASKED, _REPORTS, _STEPS):
        connection.execute(statement)
    connection.execute("drop table asked_approvals; drop table approval_reports")


_LAST_DAY = """
create or replace macro last_day_of(stated, its_precision) as
case its_precision when 'day' then stated when 'month' then last_day(stated)
    when 'quarter' then last_day((stated + interval 2 month)::date)
    when 'half' then last_day((stated + interval 5 month)::date) else make_date(year(stated), 12, 31) end
"""
"""The last day that a date of a precision may mean; it stays in the snapshot."""

AT_MONTH_END = """
    select a.project_no, arg_max(a.step, p.place) filter (a.state = 'done') as approval_stage,
           arg_min(a.step, p.place) filter (a.state not in ('done', 'not_needed')) as approval_next,
           max(last_day_of(a.done_on, a.done_precision)) as approval_done_by,
           count(*)::utinyint as approvals_asked,
           count(*) filter (p.is_before_start)::utinyint as approvals_before_start,
           count(*) filter (p.is_before_start and a.state not in ('done', 'not_needed'))::utinyint as undone,
           list(a.done_on) filter (p.is_before_start and a.done_on is not null) as done_before_start
    from approval_steps a join approval_pipeline p on p.step = a.step
    where a.month <= month_end and a.next_month > month_end group by 1
"""
"""What is known of each project's approvals at `month_end`: the furthest step that is done, the first that is not, the
last day on which the last one may have been done, how many are asked for, how many of those must be done before the
start, and how many of these are not; and when these were."""

AT_MONTH_END_COLUMNS = (
    "approval_stage", "approval_next", "approval_done_by", "approvals_asked", "approvals_before_start", "undone",
    "done_before_start",
)  # fmt: skip
"""Columns of it, without the project's number."""

MISSING = """
    if(is_started, undone, null) as approvals_missing,
    if(is_started, coalesce(array_length(list_filter(
        done_before_start, lambda day: day > last_day_of(actual_start, actual_start_precision)
    )), 0)::utinyint, null) as approvals_late
"""
"""Of a project that has started, how many steps that must come before are not stated to be done, and how many were done
after the day that its start may have been at the latest."""
