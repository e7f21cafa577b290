"""What sheets and lists say of a project that cannot all be true, by the rules of `contradiction_sql.py`.

`contradictions` holds each from the month that first had it (`since`) to the first later report that tells the same
things without it (`mended`; null: it stands). A report that leaves one of the two things out changes nothing. Each is a
finding at the row of the sheet as well. One project's rows depend on no other project.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

import duckdb
import polars as pl

from etl.checks import contract
from etl.contract import schemas
from etl.contract.contradiction_rules import Rule, rules
from etl.contract.detail import Detail
from etl.contract.findings import Finding
from etl.snapshot import batches, problems
from etl.snapshot.batches import Row
from etl.snapshot.contradiction_sql import ASKED, OWNERS, Asked, condition

_BATCH = 5000

_BEFORE = ("invested_total_wan", "invested_year_wan", "arrived_wan", "paid_wan", "month", "number", "problems")

_TOLD = """
with told as (
    select p.rowid::integer as project_no, p.sector, m.month, year(m.month) * 12 + month(m.month) as number,
           m.document_id, m.table_no, m.row_no, m.status,
           coalesce(m.status_raw, m.physical_progress, m.status) as status_said,
           m.annual_plan_wan, m.invested_before_year_wan, m.invested_month_wan, m.invested_year_wan,
           m.invested_total_wan, m.arrived_wan, m.paid_wan, m.physical_progress_pct, trim(m.problems) as problems,
           greatest(p.total_investment_wan, m.sheet_investment_wan, m.adjusted_total_wan) as total_wan,
           coalesce(b.current_start_last, b.current_finish, p.planned_start, p.planned_finish) as start_due,
           q.project_id is not null as states_quantity, r.told as told_problems
    from project_months m join projects p using (project_id) left join baselines b using (project_id)
    left join stating_quantity q using (project_id)
    left join problem_reports r on r.project_no = p.rowid and r.month = m.month
    where m.is_effective and {chosen}
),
"""

_BESIDE = f"""
beside as (
    select *, {", ".join(f"lag({name}) over so_far as {name}_before" for name in _BEFORE)},
           problems is not null and told_problems is null as is_without_problem,
           last_value(if(status = 'completed', month, null) ignore nulls) over earlier as finished_month,
           last_value(if(status = 'completed', status_said, null) ignore nulls) over earlier as finished_said,
           last_value(if(status = 'under_way', month, null) ignore nulls) over earlier as started_month,
           last_value(if(status = 'under_way', status_said, null) ignore nulls) over earlier as started_said,
           last_value(arrived_wan ignore nulls) over long_ago as arrived_then_wan,
           last_value(if(arrived_wan is null, null, month) ignore nulls) over long_ago as arrived_then_month
    from told
    window so_far as (partition by project_no order by number),
           earlier as (partition by project_no order by number rows between unbounded preceding and 1 preceding),
           long_ago as (partition by project_no order by number
                        range between unbounded preceding and {{idle}} preceding)
),
compared as (
    select *, last_value(if(problems is distinct from problems_before, month, null) ignore nulls) over (
               partition by project_no order by number rows unbounded preceding) as problem_month,
           invested_total_wan - invested_total_wan_before as rise_wan,
           invested_year_wan - invested_year_wan_before as year_rise_wan,
           invested_total_wan - invested_before_year_wan as since_year_end_wan,
           total_wan - coalesce(invested_before_year_wan, invested_total_wan - invested_year_wan) as rest_wan,
           round(physical_progress_pct)::integer as built_pct, month_before as before,
           round(invested_total_wan::double * 100 / nullif(total_wan, 0))::integer as done_pct
    from beside
)
"""  # noqa: S608 - no values, only our own text

_STATING = """
create or replace temp table stating_quantity as
select distinct project_id from quantities join project_reports using (report_id)
"""

_JUDGED = """
create or replace temp table judged as {compared},
answers as (
    select c.project_no, c.month, {answers}
    from compared c left join asking_problems using (document_id, table_no)
)
from answers where project_no in (select project_no from answers where {any})
"""

_EPISODES = """
create or replace temp table episodes as
with said as (unpivot judged on {rules} into name rule value holds),
turned as (
    select *, lag(holds) over (partition by project_no, rule order by month) as held from said
    where rule not in ({events})
),
changes as (
    select project_no, rule, month, holds,
           lead(month) over (partition by project_no, rule order by month) as ends
    from turned where holds <> coalesce(held, false)
)
select project_no, rule, month as since, ends as mended from changes where holds
union all
select project_no, rule, month, null from said where holds and rule in ({events})
"""

_WORDED = """
{compared}
select e.rule, e.since, e.mended, c.*, m.name, m.line, {owners}, left(p.content_raw, 80) as content_said
from episodes e join compared c on c.project_no = e.project_no and c.month = e.since
join projects p on p.rowid = e.project_no
join project_months m on m.project_id = p.project_id and m.month = e.since and m.is_effective
order by e.project_no, e.since, e.rule
"""

_OWNERS = {
    "responsible_unit": "m.responsible_unit",
    "owner_unit": "coalesce(m.owner_unit, p.owner_unit)",
    "implementing_unit": "p.implementing_unit",
}


def types() -> frozenset[str]:
    """Types of the findings that are made here."""
    return frozenset(rule.type for rule in rules().values())


def build(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `contradictions` and add their findings, in a warehouse that has its months, baselines and corrections."""
    columns = schemas.Contradictions.to_schema().columns
    empty = pl.DataFrame(schema={name: column.dtype.type for name, column in columns.items()})
    connection.register("empty", empty.to_arrow())
    connection.execute("create or replace table contradictions as from empty")
    connection.unregister("empty")
    for statement in (_STATING, _judged(), _episodes()):
        connection.execute(statement)
    documents = dict(connection.execute("select document_id, document from documents").fetchall())
    explained = _explained(connection)
    owners = ", ".join(f"{_OWNERS[name]} as {name}" for name in OWNERS)
    chosen = "p.rowid in (select project_no from episodes)"
    found = batches.rows(connection, _WORDED.format(compared=_compared(chosen), owners=owners))
    with connection.cursor() as writer:
        batches.be_quiet(writer)
        while batch := list(islice(found, _BATCH)):
            _write(writer, [_worded(row, documents, explained) for row in batch])
    for name in ("stating_quantity", "judged", "episodes"):
        connection.execute(f"drop table {name}")
    problems.forget(connection)
    connection.execute(_SETTLE)


_SETTLE = """
update corrections set state = 'stale'
where kind = 'explain' and state = 'applied' and new_value not in (select finding_id from contradictions)
"""
"""What was explained is not said any more."""


def _compared(chosen: str) -> str:
    idle = int(rules()["money_idle"].bound or 0)
    return _TOLD.format(chosen=chosen) + _BESIDE.format(idle=idle)


def _judged() -> str:
    answers = ", ".join(f"{_asked(key)} as {key}" for key in rules())
    return _JUDGED.format(compared=_compared("true"), answers=answers, any=" or ".join(rules()))


def _asked(key: str) -> str:
    """The condition of a rule; an event is never denied, only told."""
    text = condition(key)
    return f"if({text}, true, null)" if ASKED[key].is_event else text


def _episodes() -> str:
    events = ", ".join(f"'{key}'" for key in rules() if ASKED[key].is_event)
    return _EPISODES.format(rules=", ".join(rules()), events=events)


def _explained(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str, str]]:
    """Finding -> who explained it, when and why."""
    query = """select new_value, who, "at", why from corrections where kind = 'explain' and state = 'applied'"""
    return {row[0]: row[1:] for row in connection.execute(query).fetchall()}


def _worded(row: Row, documents: dict[str, str], explained: dict[str, tuple[str, str, str]]) -> tuple[Row, Row]:
    """A finding, and the contradiction that it tells."""
    rule, asked = rules()[row["rule"]], ASKED[row["rule"]]
    about = {"what": asked.what} if asked.what else {}
    detail = Detail(asked.detail, **about, **{gap: shown(row[column]) for gap, column in asked.gaps.items()})
    one = shown(row[asked.one])
    finding = Finding(rule.type, one, detail, row["table_no"], row["row_no"], None, row["line"])
    told = finding.as_row(row["document_id"], documents[row["document_id"]])
    who, at, why = explained.get(told["finding_id"], (None, None, None))
    return told, {
        "finding_id": told["finding_id"], "project_no": row["project_no"], "rule": rule.rule, "since": row["since"],
        "mended": row["mended"], "one": one, "other": shown(row[asked.other]),
        "other_month": _other_month(row, asked), "owner": _owner(row, rule), "explained_who": who, "explained_at": at,
        "explained_why": why,
    }  # fmt: skip


def _other_month(row: Row, asked: Asked) -> date | None:
    return row[asked.at] if asked.at else None


def _owner(row: Row, rule: Rule) -> str | None:
    return next((row[name] for name in rule.owner if row[name]), None)


def _write(writer: duckdb.DuckDBPyConnection, told: list[tuple[Row, Row]]) -> None:
    batches.add_findings(writer, (finding for finding, _ in told))
    frame = contract.checked(schemas.Contradictions, [row for _, row in told])
    writer.register("given", frame.to_arrow())
    writer.execute("insert into contradictions from given")
    writer.unregister("given")


def shown(value: Any) -> str:  # noqa: ANN401 - what a cell may be read as
    """What a cell says: an amount without trailing zeros, a month; nothing as ""."""
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    return plain(value) if isinstance(value, Decimal) else str(value if value is not None else "")


def plain(value: object) -> str:
    """An amount without trailing zeros."""
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
