"""What running text reports of a past year -> points of the indicators that the document has targets for.

A fact of the year before a plan begins, or of the year that a target starts from, is a base; another is what was
reached. Facts of other things, and of parts of a thing, belong to no indicator and are not kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from etl.rows.indicators.points import point_values, subject_of
from etl.rows.indicators.prose import region_of
from etl.rows.indicators.statements import Statement
from etl.rows.indicators.target import ReadTargets, of_indicator
from etl.rows.indicators.years import year_before_plan


def read_facts(document_id: str, read: ReadTargets, region_id: str | None) -> Iterator[dict[str, Any]]:
    """The points that the text of a document states, those left out that `read` has already."""
    known = {_stated(point) for point in read.points}
    for number, statement in enumerate(read.statements, start=1):
        point = _point(statement, read, region_id)
        if point and _stated(point) not in known:
            known.add(_stated(point))
            yield point | {"document_id": document_id, "point_id": f"{document_id[:12]}-ip{number}"}


def _point(fact: Statement, read: ReadTargets, region_id: str | None) -> dict[str, Any] | None:
    if fact.mode != "fact" or fact.year is None or fact.value.value is None or fact.scope == "国":
        return None
    indicator = of_indicator(fact.name, region_of(fact.scope, region_id))
    targets = [one.values for one in read.targets if subject_of(one.values) == subject_of(indicator)]
    years = [target["target_year"] for target in targets if target["target_year"]]
    if not years or fact.year >= min(years):
        return None
    bases = {target["baseline_year"] for target in targets} | {year_before_plan(year) for year in years}
    line, begin = fact.passage.place(fact.span.start)
    return point_values(
        "base" if fact.year in bases else "actual",
        fact.value,
        **indicator,
        target_id=targets[0]["target_id"],
        where="prose" if fact.passage.table is None else "goal",
        table_no=fact.passage.table,
        row_no=fact.passage.row,
        column_no=fact.passage.column,
        line=line,
        year=fact.year,
        raw=fact.said,
        words=fact.words,
        start=fact.span.start - begin,
        end=fact.span.end - begin,
        certainty=fact.certainty.value,
    )


def _stated(point: dict[str, Any]) -> tuple[Any, ...]:
    return (*subject_of(point), point["kind"], point["year"], point["value"])
