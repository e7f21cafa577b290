"""What will be done by the end of the year, as each report lets expect.

Three readings, each worked out of one project alone: this year's pace carried on (done × 12 ÷ months), the pace of its
earlier years (done ÷ the share of those years that was done by the same month), and the rest of its plan of the year,
done at the plan's pace. None is less than what is done, or more than what is left of the total investment. The middle
of them is expected, the least and the greatest are its range; with fewer than two nothing is. What is finished or
cancelled does no more; what is suspended does no more at either pace.

`year_ends` has a row for each report (`project_states`): the readings, and what is expected or the `reason` why not;
`told_month` is the last month that told what was done, `is_over` says that nothing more is to come, and `final_wan` is
what December's sheet of that year says, which a back-test lays beside it.
"""

from __future__ import annotations

import duckdb

from etl.contract.year_end_rules import bounds

READINGS = ("pace_wan", "past_wan", "planned_wan")


def _limited(reading: str) -> str:
    """What a reading comes to: what is over does no more, and all stay within what is done and what is left."""
    within = f"greatest(done_wan, least({reading}, total_wan - before_year_wan))"
    amount = f"case when is_over then done_wan when {reading} is not null then {within} end"
    return f"round(({amount})::double, 2)::decimal(18, 2)"


def _built() -> str:
    limits = {name: bound.value for name, bound in bounds().items()}
    early = f"told.number < {limits['least_months']}"
    is_like = f"told.then_wan > 0 and told.then_wan * 100 >= told.then_final_wan * {limits['least_share']}"
    readings = {
        "pace_wan": f"if({early}, null, if(stands, done_wan, done_wan * 12 / told.number))",
        "past_wan": f"if({early} or not coalesce({is_like}, false), null,"
        " if(stands, done_wan, done_wan::double * told.then_final_wan / told.then_wan))",
        "planned_wan": "least(plan_wan, done_wan + plan_wan * (12 - told.number) / 12)",
    }
    return f"""
create or replace table year_ends as
with reported as (
    select project_no, month, status, total_wan, before_year_wan, annual_plan_wan as plan_wan,
           invested_year_wan as done_wan, invested_year_told_wan as told_wan,
           max(if(month(month) = 12, invested_year_told_wan, null)) over (partition by project_no, year(month))
               as final_wan
    from project_states
),
beside as (
    select *, sum(if(final_wan is null, null, told_wan)) over earlier as then_wan,
           sum(if(told_wan is null, null, final_wan)) over earlier as then_final_wan
    from reported
    window earlier as (partition by project_no, month(month) order by month
                       rows between unbounded preceding and 1 preceding)
),
carried as (
    select *, last_value(if(told_wan is null, null, {{
               'number': month(month), 'then_wan': then_wan, 'then_final_wan': then_final_wan}}) ignore nulls) over (
               partition by project_no, year(month) order by month rows unbounded preceding) as told
    from beside
),
placed as (
    select *, status in ('completed', 'cancelled') or told.number = 12 as is_ended, status = 'suspended' as stands
    from carried
),
answered as (
    select *, done_wan is not null and is_ended as is_over from placed
),
readings as (
    select *, {", ".join(f"{text} as {name}_read" for name, text in readings.items())} from answered
),
limited as (
    select * replace (round(done_wan::double, 2)::decimal(18, 2) as done_wan),
           {", ".join(f"{_limited(f'{name}_read')} as {name}" for name in READINGS)}
    from readings
),
counted as (
    select *, {" + ".join(f"({name} is not null)::integer" for name in READINGS)} as ways,
           least({", ".join(READINGS)}) as least_wan, greatest({", ".join(READINGS)}) as most_wan
    from limited
)
select project_no, month, told.number::utinyint as told_month, is_over, {", ".join(READINGS)},
       if(ways < 2, null, least_wan) as low_wan, if(ways < 2, null, most_wan) as high_wan,
       (case ways when 3 then {" + ".join(READINGS)} - least_wan - most_wan when 2 then (least_wan + most_wan) / 2 end
       )::decimal(18, 2) as end_wan,
       case when done_wan is null then 'no_done' when ways > 1 then null when {early} then 'too_early'
            else 'one_way' end as reason,
       final_wan
from counted order by month, project_no
"""  # noqa: S608 - no values, only our own text


def build(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `year_ends` in a warehouse that has its `project_states`; amounts in 万元, to a hundredth."""
    connection.execute(_built())


def at_month_end() -> str:
    """Columns of the year's end at `month_end`, of a row of `project_states` with its `year_ends`."""
    stale = bounds()["stale_months"].value
    why_not = f"""case when year(month) < year(month_end)
                    then if(status in ('completed', 'cancelled'), 'ended', 'not_this_year')
                when reason is not null then reason
                when not is_over and month(month_end) - told_month > {stale} then 'stale' end"""
    return f"""{why_not} as year_end_reason,
           {
        ", ".join(
            f"if({why_not} is null, {name}_wan, null) as year_end_{column}"
            for name, column in (("end", "wan"), ("low", "low_wan"), ("high", "high_wan"))
        )
    }"""
