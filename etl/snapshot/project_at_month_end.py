"""What is known of each project at each month's end, made once, when a snapshot is published, as all else is that does
not depend on who asks.

Tables: `month_ends` (the as-of dates: months that were reported; without any the month of the latest document),
`project_facts` (what the date does not change), `project_at_month_end`, `funds_at_month_end`, `month_changes`,
`sheet_rows`, `document_sets`, `finding_places`. A project's number (`project_no`) is its row in `projects`. The macro
`project_at(month_end)` stays in the snapshot: what makes the rows of each month's end makes those of a later one too.
"""

from __future__ import annotations

import duckdb

from etl.contract.month_ends import CARRIED, DOUBTED, FACTS, OF_THE_MONTH, OF_THE_YEAR
from etl.snapshot.slips import BANDS, HELPERS, NUMBERS, OPEN, PLANS, POSITION, REACHED, SLIPS

_MONTH_ENDS = """
create or replace table month_ends as
select distinct month as as_of, true as is_reported from project_states
union all
select last_day(max(document_date)), false from documents having not exists (from project_states)
order by as_of
"""

_DOCUMENTS_OF = """
create or replace temp table documents_of as
with listed as (
    select p.rowid as project_no, list_sort(list(distinct d.rowid)) as documents
    from project_reports r join projects p using (project_id) join documents d on d.document_id = r.document_id
    group by 1
)
select project_no, documents, documents_as
from listed join (select documents, min(project_no) as documents_as from listed group by 1) using (documents)
"""
"""The documents that report each project; `documents_as` is the first project that just the same ones report."""

_FACTS = f"""
create or replace table project_facts as
with found as (
    select document_id, "table" as table_no, "row" as row_no, count(*) as finding_count from findings group by all
)
select p.rowid as project_no, p.project_id, {", ".join(f"p.{name}" for name in FACTS)}, p.planned_start,
       p.planned_finish, b.* exclude (project_id), finding_count, documents_as, len(doubtful_fields) > 0 as is_doubtful,
       {", ".join(f"list_contains(doubtful_fields, '{name}') as {name}_is_doubtful" for name in DOUBTED)}
from projects p
left join baselines b using (project_id)
left join found using (document_id, table_no, row_no)
left join documents_of d on d.project_no = p.rowid
"""  # noqa: S608 - no values, only our own text
"""What the date does not change of a project, in narrow columns."""

_COUNTED = ("finding_count", "documents_as", "is_doubtful", *(f"{name}_is_doubtful" for name in DOUBTED))

_PROJECT_AT = f"""
create or replace macro project_at(month_end) as table
with state as (
    select project_id, month as report_month, status as reported_status, is_synthetic as progress_is_synthetic,
           {", ".join(CARRIED)},
           {", ".join(f"if(year(month) = year(month_end), {name}, null) as {name}" for name in OF_THE_YEAR)},
           {", ".join(f"if(month = month_end, {name}, null) as {name}" for name in OF_THE_MONTH)}
    from project_states where month <= month_end and next_month > month_end
),
last_year as (
    select project_id, invested_month_wan as invested_month_last_year_wan,
           invested_year_told_wan as invested_year_last_year_wan
    from project_states where month = last_day(month_end - interval 1 year)
),
planned as (
    select p.project_no, month_end::date as as_of, {", ".join(f"p.{name}" for name in (*FACTS, *_COUNTED))},
           coalesce(reported_status, 'unreported') as status, state.* exclude (project_id),
           report_month < month_end as is_carried, {PLANS},
           invested_month_last_year_wan, invested_year_last_year_wan
    from project_facts p left join state using (project_id) left join last_year using (project_id)
),
placed as (select *, {POSITION} as plan_position, {OPEN} as is_open from planned),
reached as (select *, {REACHED} from placed),
numbered as (select *, {NUMBERS} from reached),
slips as (select * exclude ({", ".join(HELPERS)}), {SLIPS} from numbered)
select *, {BANDS}, status || '.' || plan_position as schedule_class from slips
"""  # noqa: S608 - no values, only our own text
"""All projects, each once, with what the end of a month makes of them."""

_REPORTED_FUNDS = """
create or replace temp table reported_funds as
select p.rowid as project_no, s.month, f.source,
       sum(f.amount_wan) filter (where f.stage = 'planned') as planned_wan,
       sum(f.amount_wan) filter (where f.stage = 'arrived') as arrived_wan,
       sum(f.amount_wan) filter (where f.stage = 'paid') as paid_wan
from project_states s join progress_funding f using (progress_id) join projects p using (project_id)
where f.basis = 'cumulative' and f.source <> '' group by all
"""

_FUNDS = """
select a.as_of, r.* exclude (month)
from project_at_month_end a join reported_funds r on r.project_no = a.project_no and r.month = a.report_month
"""
"""What each project's last report says by source of funds, carried forward as the rest of it is."""


def _changes(columns: tuple[str, ...], window: str) -> str:
    """By how much each amount, once it is known, differs from that of the report before."""
    return ", ".join(f"s.{name} - coalesce(lag(s.{name}) over {window}, 0) as {name}" for name in columns)


_MONTH_CHANGES = f"""
create or replace table month_changes as
select p.rowid as project_no, s.month, s.is_synthetic, s.invested_month_wan,
       {_changes(("invested_total_wan", "arrived_wan", "paid_wan"), "so_far")},
       {_changes(("invested_year_wan", "annual_plan_wan"), "this_year")}
from project_states s join projects p using (project_id)
window so_far as (partition by s.project_id order by s.month),
       this_year as (partition by s.project_id, year(s.month) order by s.month)
order by s.month, project_no
"""  # noqa: S608 - no values, only our own text

_SHEET_ROWS = """
create or replace table sheet_rows as
select p.rowid as project_no, m.month, m.is_synthetic, d.rowid as document_no, d.region_name
from project_months m join documents d using (document_id) join projects p using (project_id)
"""

_DOCUMENT_SETS = """
create or replace table document_sets as
select o.documents_as, d.document_id
from (select documents_as, unnest(documents) as document_no from documents_of where project_no = documents_as) o
join documents d on d.rowid = o.document_no
"""

_FINDING_PLACES = """
create or replace table finding_places as
select f.rowid as finding_no, f.document_id, f.severity, f.type, f.document, f."table", f."row", f.finding_id,
       f.caused_by, c.cause_no, c.cause_type, r.report_id is not null as is_on_row, p.project_id,
       p.rowid as project_no, t.fields[list_position(t.headers, f."column")] as column_field
from findings f
left join (select finding_id, min(rowid) as cause_no, min(type) as cause_type from findings group by 1) c
    on c.finding_id = f.caused_by
left join source_tables t on t.document_id = f.document_id and t.table_no = f."table"
left join project_reports r on r.document_id = f.document_id and r.table_no = f."table" and r.row_no = f."row"
left join projects p on p.project_id = r.project_id
"""


def build(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables, or make them anew, in a warehouse whose projects, months and findings are there."""
    connection.execute(_MONTH_ENDS)
    connection.execute(_DOCUMENTS_OF)
    connection.execute(_FACTS)
    connection.execute(_PROJECT_AT)
    connection.execute(_REPORTED_FUNDS)
    connection.execute("create or replace table project_at_month_end as from project_at(null::date) limit 0")
    connection.execute(f"create or replace table funds_at_month_end as {_FUNDS} limit 0")
    for (as_of,) in connection.execute("select as_of from month_ends order by as_of").fetchall():
        connection.execute("insert into project_at_month_end from project_at(?::date) order by project_no", [as_of])
        funds = f"insert into funds_at_month_end {_FUNDS} where a.as_of = ? order by all"
        connection.execute(funds, [as_of])
    for statement in (_MONTH_CHANGES, _SHEET_ROWS, _DOCUMENT_SETS, _FINDING_PLACES):
        connection.execute(statement)
    connection.execute("drop table documents_of; drop table reported_funds")
