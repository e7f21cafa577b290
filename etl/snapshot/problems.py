"""The ledger of problems: what sheets say stands in a project's way, by cause, from when until when.

`problem_said` has every cause that a report tells (`etl/parse/problem.py`, or what a person said of the same words).
`problems_by_month` has a problem's rows: one for each report that tells it, with what is known of it then, and one for
the report that ends it. So of each problem one row holds at a time (`month` <= the time < `next_month`); one that comes
again is told as that (`repeats`), and not as the one that was gone.

A problem is a cause of a project, from the report that first tells it to the first later one that tells it no more
(`gone`) or says that it is solved. A report whose sheet does not ask for problems changes nothing. Under 其他, words
that are unlike are another problem. One project's rows depend on no other project.
"""

from __future__ import annotations

import json

import duckdb

from etl.contract.problem_rules import NONE, OTHER, bounds
from etl.parse.problem import ALL, tell
from etl.snapshot import batches
from etl.snapshot.batches import Row

_ASKING = """
create or replace temp table asking_problems as
select document_id, table_no, list_has_any(fields, ['problems', 'problems_and_steps', 'problems_and_deadline'])
    as asks_problems
from source_tables
"""
"""Tables with a column for problems: an empty cell there says something."""

_CELLS = (
    "select distinct trim(problems) as words, trim(problem_state) as said from progress_reports where problems <> ''"
)

_REPORTS = f"""
create or replace temp table problem_reports as
select p.rowid::integer as project_no, p.project_id, m.month,
       m.problems is not null or coalesce(a.asks_problems, false) as is_told, trim(m.problems) as words, t.told,
       coalesce(t.told like '%"cause": "{ALL}"%', false) as all_solved
from project_months m join projects p using (project_id)
left join asking_problems a on a.document_id = m.document_id and a.table_no = m.table_no
left join problem_cells t on t.words = trim(m.problems) and t.said is not distinct from trim(m.problem_state)
where m.is_effective
"""  # noqa: S608 - names of ours

_SAID = f"""
create or replace table problem_said as
with told as (
    select * exclude (told), unnest(from_json(told, '[{{"cause": "VARCHAR", "is_certain": "BOOLEAN",
        "is_solved": "BOOLEAN", "part": "VARCHAR"}}]'), recursive := true)
    from problem_reports where told is not null
)
select t.project_no, t.month, t.cause as rule_cause, coalesce(c.new_value, t.cause) as cause,
       t.is_certain or c.new_value is not null as is_certain, t.is_solved, t.part, t.words,
       c.who as set_who, c."at" as set_at, c.why as set_why
from told t left join corrections c
    on c.kind = 'cause' and c.state = 'applied' and c.project_id = t.project_id and c.field = t.cause
    and c.old_raw = t.words
where t.cause <> '{ALL}'
order by t.project_no, t.month, rule_cause
"""  # noqa: S608 - names of ours

_LINES = f"""
create or replace temp table problem_lines as
with given as (
    select project_no, cause, month, bool_or(not is_solved) as stands, bool_or(is_certain) as is_certain,
           string_agg(part, ';' order by rule_cause) as part,
           max(set_who) as set_who, max(set_at) as set_at, max(set_why) as set_why
    from problem_said where cause <> '{NONE}' group by all
),
ever as (select project_no, cause, min(month) as first_month from given group by all),
line as (
    select e.project_no, e.cause, r.month, g.is_certain, g.part, g.set_who, g.set_at, g.set_why,
           case when g.stands then 'open' when g.stands is not null or r.all_solved then 'solved' else 'gone' end
               as state
    from ever e join problem_reports r on r.project_no = e.project_no and r.month >= e.first_month and r.is_told
    left join given g on g.project_no = e.project_no and g.cause = e.cause and g.month = r.month
),
beside as (
    select *, coalesce(lag(state) over so_far, '') as before, row_number() over so_far = 1 as is_first,
           cause = '{OTHER}' and jaccard(part, lag(part) over so_far) * 100 < {{like}} as is_another
    from line window so_far as (partition by project_no, cause order by month)
),
begun as (
    select *, is_first or (state = 'open' and (before <> 'open' or coalesce(is_another, false))) as begins from beside
)
select *, sum(begins::integer) over (partition by project_no, cause order by month rows unbounded preceding) as round
from begun
"""  # noqa: S608 - names of ours
"""Every report since a cause was first told, with its state then; `round` counts how often it was told anew."""

_ROWS = """
create or replace temp table problem_rows as
select project_no, cause, month, is_certain, part, set_who, set_at, set_why, state, round::integer as round
from problem_lines where state = 'open' or before = 'open' or is_first
union all
select project_no, cause, month, null, null, null, null, null, 'gone', round::integer - 1
from problem_lines where begins and before = 'open'
"""
"""Of those the ones that tell it or end it; one that ends by being another is `gone`."""

_ROUNDS = f"""
create or replace temp table problem_rounds as
with rounds as (
    select project_no, cause, round, min(month) as since, max(month) filter (where state <> 'open') as ended,
           arg_min(part, month) as first_part, arg_max(part, month) as last_part
    from problem_rows group by all
)
select r.project_no, r.cause, r.round, r.since, count(distinct b.round) as repeats, max(b.ended) as ended_before,
       min(a.since) as told_again, r.since = any_value(f.first_told) as is_of_first_report
from rounds r
left join rounds b on b.project_no = r.project_no and b.cause = r.cause and b.round < r.round
    and (r.cause <> '{OTHER}' or jaccard(b.last_part, r.first_part) * 100 >= {{like}})
left join rounds a on a.project_no = r.project_no and a.cause = r.cause and a.round > r.round
    and (r.cause <> '{OTHER}' or jaccard(r.last_part, a.first_part) * 100 >= {{like}})
join (select project_no, min(month) as first_told from problem_reports where is_told group by 1) f
    on f.project_no = r.project_no
group by r.project_no, r.cause, r.round, r.since
"""  # noqa: S608 - names of ours
"""Each problem, with how often the same one was gone or solved before, and when it is told again."""

_BY_MONTH = """
create or replace table problems_by_month as
with stated as (
    select r.*, p.project_id, m.document_id, m.table_no, m.row_no, trim(m.problems) as words, m.problem_unit,
           coalesce(m.problem_unit, m.responsible_unit, m.owner_unit, p.owner_unit, p.implementing_unit) as any_unit,
           m.problem_person, m.problem_state, m.problem_deadline,
           if(coalesce(m.problem_deadline_raw, m.problem_deadline::varchar) is null, null, {
               'day': m.problem_deadline, 'precision': m.problem_deadline_precision, 'raw': m.problem_deadline_raw,
               'is_doubtful': list_contains(m.doubtful_fields, 'problem_deadline')}) as due
    from problem_rows r join projects p on p.rowid = r.project_no
    join project_months m on m.project_id = p.project_id and m.month = r.month and m.is_effective
),
changed as (
    select *, state = 'open' and part is distinct from lag(part) over so_far as is_new_words from stated
    window so_far as (partition by project_no, cause, round order by month)
),
carried as (
select 'q' || left(md5(c.project_id || '|' || c.cause || '|' || o.since::varchar), 12) as problem_id, c.project_no,
       c.cause, c.month,
       lead(c.month, 1, coalesce(o.told_again, date 'infinity')) over ordered as next_month, c.state, o.since,
       o.is_of_first_report,
       o.repeats::usmallint as repeats, o.ended_before,
       last_value(c.is_certain ignore nulls) over so_far as is_certain,
       last_value(if(c.part is null, null, c.words) ignore nulls) over so_far as words,
       last_value(if(c.is_new_words, c.month, null) ignore nulls) over so_far as unchanged_since,
       coalesce(last_value(c.problem_unit ignore nulls) over so_far, last_value(c.any_unit ignore nulls) over so_far)
           as unit,
       last_value(c.problem_unit ignore nulls) over so_far is not null as unit_is_stated,
       last_value(c.problem_person ignore nulls) over so_far as person,
       last_value(c.due ignore nulls) over so_far as due,
       first_value(c.problem_deadline ignore nulls) over so_far as first_deadline,
       last_value(c.problem_state ignore nulls) over so_far as state_said,
       c.set_who, c.set_at, c.set_why, c.document_id, c.table_no, c.row_no
from changed c join problem_rounds o using (project_no, cause, round)
window so_far as (partition by c.project_no, c.cause, c.round order by c.month rows unbounded preceding),
       ordered as (partition by c.project_no, c.cause, c.round order by c.month)
)
select * exclude (due), due.day as deadline, due.precision as deadline_precision, due.raw as deadline_raw,
       coalesce(due.is_doubtful, false) as deadline_is_doubtful
from carried order by project_no, cause, month, next_month
"""

_SETTLE = """
update corrections set state = 'stale'
where kind = 'cause' and state = 'applied' and not exists (
    select 1 from problem_said s join projects p on p.rowid = s.project_no
    where p.project_id = corrections.project_id and s.rule_cause = corrections.field and s.words = corrections.old_raw
)
"""
"""What a person said of words that no sheet says any more."""


def build(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `problem_said` and `problems_by_month` in a warehouse that has its `project_months` and corrections.

    Left for other steps: the temporary tables `problem_reports`, `asking_problems`; `forget` drops them.
    """
    like = bounds()["like_words"].value
    connection.execute(_ASKING)
    batches.computed(connection, "problem_cells", _CELLS, {"told": _told})
    for statement in (_REPORTS, _SAID, _LINES.format(like=like), _ROWS, _ROUNDS.format(like=like), _BY_MONTH, _SETTLE):
        connection.execute(statement)
    for name in ("problem_cells", "problem_lines", "problem_rows", "problem_rounds"):
        connection.execute(f"drop table {name}")


def forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what `build` left for other steps."""
    connection.execute("drop table problem_reports; drop table asking_problems")


def _told(row: Row) -> str | None:
    told = tell(row["words"], row["said"])
    return json.dumps([one._asdict() for one in told], ensure_ascii=False) if told else None
