"""What is known of each project at each month's end, made once, when a snapshot is published, as all else is that does
not depend on who asks.

Tables: `month_ends` (the as-of dates: months that were reported; without any the month of the latest document),
`project_facts` (what the date does not change), `project_at_month_end`, `funds_at_month_end`, `month_changes`,
`sheet_rows`, `document_sets`, `finding_places`. A project's number (`project_no`) is its row in `projects`. The macro
`project_at(month_end)` stays in the snapshot: what makes the rows of each month's end makes those of a later one too.

`project_at_month_end` holds what figures are made of, words as ENUMs, sorted by month's end and region. What else a
report says stands once, in `project_states`, and what else lists say in `project_facts` and `projects`.
"""

from __future__ import annotations

import duckdb

from etl.contract.month_ends import (
    CARRIED,
    CONTRADICTIONS,
    COUNTED,
    DOUBTED,
    FACT_WORDS,
    FACTS,
    LAST_YEAR,
    MONTH_END_COLUMNS,
    OF_THE_MONTH,
    OF_THE_YEAR,
    PROBLEMS,
    WORD_OF,
    WORDS,
    YEAR_END,
)
from etl.contract.problem_rules import bounds
from etl.snapshot import approval_steps, year_ends
from etl.snapshot.slips import BANDS, NUMBERS, OPEN, OWN_PLANS, PLANS, POSITION, REACHED, SLIPS

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


def _typed(column: str) -> str:
    """A column, as one of the words of its ENUM where it has one."""
    name = column.rpartition(".")[2]
    return f"{column}::{WORD_OF[name]} as {name}" if name in WORD_OF else column


_FACTS = f"""
create or replace table project_facts as
with found as (
    select document_id, "table" as table_no, "row" as row_no, count(*) as finding_count from findings group by all
)
select p.rowid::integer as project_no, p.project_id, {", ".join(_typed(f"p.{name}") for name in FACTS)}, {OWN_PLANS},
       finding_count, documents_as, len(doubtful_fields) > 0 as is_doubtful,
       {", ".join(f"list_contains(doubtful_fields, '{name}') as {name}_is_doubtful" for name in DOUBTED)}
from projects p
left join baselines b using (project_id)
left join found using (document_id, table_no, row_no)
left join documents_of d on d.project_no = p.rowid
order by p.rowid
"""  # noqa: S608 - no values, only our own text
"""What the date does not change of a project, in narrow columns."""

_REPORT_COLUMNS = (
    "actual_start", "actual_start_precision", "actual_finish_precision", "forecast_start", "started_month",
    "completed_month", "last_month", "last_status", "last_actual_finish", "last_actual_finish_precision",
    "last_forecast_finish",
)  # fmt: skip
"""What slips are worked out from, beside what is kept."""

_OF_STATE = (
    "report_month", "progress_is_synthetic", *CARRIED, *_REPORT_COLUMNS, *OF_THE_YEAR, *OF_THE_MONTH,
    *(name for name in YEAR_END if name != "year_end_reason"),
)  # fmt: skip
"""What the last report says of a project at a month's end."""

_BESIDE = ("state", "last_year", "against", "in_the_way", "approved")
"""What is laid beside a project's facts, a row of each at most."""

_AGE_MONTHS = "(year(month_end::date) - year(since)) * 12 + month(month_end::date) - month(since)"

_PROBLEM_CONDITIONS = {
    "open_problems": "true",
    "past_due_problems": "deadline < month_end",
    "undated_problems": "deadline is null",
    "repeated_problems": "repeats > 0",
    "unsure_problems": "not is_certain",
    "long_problems": f"{_AGE_MONTHS} >= {bounds()['long_months'].value}",
}
"""What is counted of the problems that stand."""

_PROBLEM_COUNTS = ", ".join(
    [
        *(f"count(*) filter (where state = 'open' and {text}) as {name}" for name, text in _PROBLEM_CONDITIONS.items()),
        *(f"count(*) filter (where state = '{state}') as {state}_problems" for state in ("solved", "gone")),
    ]
)

PROJECT_AT = f"""
with state as (
    select project_no, month as report_month, status as reported_status, is_synthetic as progress_is_synthetic,
           {", ".join((*CARRIED, *_REPORT_COLUMNS))},
           {", ".join(f"if(year(month) = year(month_end), {name}, null) as {name}" for name in OF_THE_YEAR)},
           {", ".join(f"if(month = month_end, {name}, null) as {name}" for name in OF_THE_MONTH)},
           {year_ends.at_month_end()}
    from project_states left join year_ends using (project_no, month)
    where month <= month_end and next_month > month_end
),
last_year as (
    select project_no, invested_month_wan as invested_month_last_year_wan,
           invested_year_told_wan as invested_year_last_year_wan
    from project_states where month = last_day(month_end - interval 1 year)
),
against as (
    select project_no, count(*) filter (explained_at is null)::usmallint as open_contradictions,
           count(explained_at)::usmallint as explained_contradictions
    from contradictions where since <= month_end and coalesce(mended > month_end, true) group by 1
),
in_the_way as (
    select project_no, {_PROBLEM_COUNTS},
           case when count(*) filter (where state = 'open') > 0
               then list_sort(list(distinct cause) filter (where state = 'open')) end as problem_causes
    from problems_by_month where month <= month_end and next_month > month_end group by 1
),
approved as ({approval_steps.AT_MONTH_END}),
planned as (
    select month_end::date as as_of, {", ".join(f"p.{name}" for name in ("project_no", *FACTS, *COUNTED))},
           coalesce(reported_status, 'unreported') as status, {", ".join(f"state.{name}" for name in _OF_STATE)},
           coalesce(year_end_reason, if(report_month is null, 'unreported', null)) as year_end_reason,
           report_month < month_end as is_carried, {PLANS}, {", ".join(LAST_YEAR)},
           {", ".join(f"coalesce({name}, 0)::usmallint as {name}" for name in (*CONTRADICTIONS, *PROBLEMS))},
           problem_causes, {", ".join(f"approved.{name}" for name in approval_steps.AT_MONTH_END_COLUMNS)}
    from project_facts p {" ".join(f"left join {name} on {name}.project_no = p.project_no" for name in _BESIDE)}
),
placed as (select *, {POSITION} as plan_position, {OPEN} as is_open from planned),
reached as (select *, {REACHED} from placed),
numbered as (select *, {NUMBERS} from reached),
slips as (select *, {SLIPS} from numbered),
classed as (select *, {BANDS}, {approval_steps.MISSING}, status || '.' || plan_position as schedule_class from slips)
select {", ".join(_typed(name) for name in MONTH_END_COLUMNS)} from classed
"""  # noqa: S608 - no values, only our own text
"""All projects, each once, with what the end of a month (`month_end`) makes of them."""

_MACRO = f"create or replace macro project_at(month_end) as table {PROJECT_AT}"

_REPORTED_FUNDS = """
create or replace temp table reported_funds as
select s.project_no, s.month, f.source,
       sum(f.amount_wan) filter (where f.stage = 'planned') as planned_wan,
       sum(f.amount_wan) filter (where f.stage = 'arrived') as arrived_wan,
       sum(f.amount_wan) filter (where f.stage = 'paid') as paid_wan
from project_states s join progress_funding f using (progress_id)
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
select s.project_no, s.month, s.is_synthetic, s.invested_month_wan,
       {_changes(("invested_total_wan", "arrived_wan", "paid_wan"), "so_far")},
       {_changes(("invested_year_wan", "annual_plan_wan"), "this_year")}
from project_states s
window so_far as (partition by s.project_no order by s.month),
       this_year as (partition by s.project_no, year(s.month) order by s.month)
order by s.month, s.project_no
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
with places as (
    select distinct document_id, "table" as table_no, "row" as row_no from findings where "row" is not null
),
reported as (
    select document_id, table_no, row_no, min(project_id) as project_id
    from project_months semi join places using (document_id, table_no, row_no) group by all
),
regional as (
    select document_id, table_no, row_no, min(region_id) as region_id
    from (select document_id, table_no, row_no, region_id from progress_reports
          union all select document_id, table_no, row_no, region_id from targets
          union all select document_id, table_no, row_no, region_id from duties)
    semi join places using (document_id, table_no, row_no)
    where region_id is not null group by all having count(distinct region_id) = 1
),
silent as (
    select f.finding_id, min(p.region_id) as region_id
    from findings f join project_months m using (document_id) join projects p using (project_id)
    where f.detail = 'region_and_month' and p.region_name = f.params ->> '$.region' group by 1
)
select f.rowid as finding_no, f.document_id, f.severity, f.type, f.document, f."table", f."row", f.finding_id,
       f.caused_by, c.cause_no, c.cause_type, p.project_id, p.rowid as project_no,
       coalesce(s.region_id, a.region_id) as region_id,
       t.fields[list_position(t.headers, f."column")] as column_field
from findings f
left join (select finding_id, min(rowid) as cause_no, min(type) as cause_type from findings group by 1) c
    on c.finding_id = f.caused_by
left join source_tables t on t.document_id = f.document_id and t.table_no = f."table"
left join project_reports r on r.document_id = f.document_id and r.table_no = f."table" and r.row_no = f."row"
left join reported m on m.document_id = f.document_id and m.table_no = f."table" and m.row_no = f."row"
left join regional a on a.document_id = f.document_id and a.table_no = f."table" and a.row_no = f."row"
left join silent s on s.finding_id = f.finding_id
left join projects p on p.project_id = coalesce(r.project_id, m.project_id)
"""
"""Where a finding stands: at a project, where its row is one's; else in a region, where its row names one, or where it
says that one is silent, which the document reported before."""


def build(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables, or make them anew, in a warehouse whose projects, months and findings are there.

    In one transaction, so that rows are written once, and not to a log before.
    """
    connection.execute("begin")
    _make_words(connection)
    for statement in (_MONTH_ENDS, _DOCUMENTS_OF, _FACTS):
        connection.execute(statement)
    _make_ends(connection)
    connection.execute(_DOCUMENT_SETS)
    make_places(connection)
    connection.execute("drop table documents_of")
    connection.execute("commit")


def build_part(connection: duckdb.DuckDBPyConnection) -> None:
    """The tables of each month's end, in a warehouse with some projects of another that is attached as `whole`.

    From there come the month's ends, and what the date does not change; `numbers` has the `own_no` of each project and
    its `whole_no` there.
    """
    _make_words(connection)
    connection.execute("create table month_ends as from whole.month_ends")
    words = ", ".join(_typed(f"f.{name}") for name in FACTS if name in WORD_OF)
    facts = f"select n.own_no::integer as project_no, f.* exclude (project_no) replace ({words})"
    rows = "from whole.project_facts f join numbers n on n.whole_no = f.project_no order by 1"
    connection.execute(f"create table project_facts as {facts} {rows}")
    _make_ends(connection)


def _make_ends(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(_MACRO)
    connection.execute(_REPORTED_FUNDS)
    connection.execute("create table project_at_month_end as from project_at(null::date) limit 0")
    connection.execute(f"create or replace table funds_at_month_end as {_FUNDS} limit 0")
    _add_ends(connection, "from month_ends", "true")
    connection.execute(_MONTH_CHANGES)
    connection.execute("drop table reported_funds")


def make_month_ends(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `month_ends`, or make it anew."""
    connection.execute(_MONTH_ENDS)


def add_month_ends(connection: duckdb.DuckDBPyConnection, ends: str, chosen: str) -> None:
    """Add the rows of the month's ends in a table, of the projects (`a.project_no`) that a condition chooses."""
    if connection.execute(f"select 1 {ends} limit 1").fetchone():
        connection.execute(_REPORTED_FUNDS)
        _add_ends(connection, ends, chosen)
        connection.execute("drop table reported_funds")


def _add_ends(connection: duckdb.DuckDBPyConnection, ends: str, chosen: str) -> None:
    for (as_of,) in connection.execute(f"select as_of {ends} order by as_of").fetchall():
        rows = f"from project_at(?::date) a where {chosen} order by project_no"
        connection.execute(f"insert into project_at_month_end {rows}", [as_of])
        funds = f"insert into funds_at_month_end {_FUNDS} where a.as_of = ? and {chosen} order by all"
        connection.execute(funds, [as_of])


def make_places(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `sheet_rows` and `finding_places`, or make them anew."""
    for statement in (_SHEET_ROWS, _FINDING_PLACES):
        connection.execute(statement)


def _make_words(connection: duckdb.DuckDBPyConnection) -> None:
    """The ENUM types, in place of those that an older table may have; none is empty."""
    connection.execute("drop table if exists project_at_month_end; drop table if exists project_facts")
    for kind, words in WORDS.items():
        connection.execute(f"drop type if exists {kind}; create type {kind} as enum {words}")
    for kind, columns in FACT_WORDS.items():
        found = f"select distinct unnest([{', '.join(columns)}]) as word from projects"  # noqa: S608 - names of ours
        query = f"select word from ({found} union select '') where word is not null order by 1"  # noqa: S608
        connection.execute(f"drop type if exists {kind}; create type {kind} as enum ({query})")
