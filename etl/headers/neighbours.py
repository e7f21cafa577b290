"""Columns of a progress sheet whose header says too little: the columns beside it tell what it means.

Who solves a problem stands beside it (存在问题 | 责任单位 | 责任人 | 解决时限), and is not who is responsible for the
project. A bare 已完成投资 is what is done since the start, where no other column says that; since it may be that of the
year, it is a guess.
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.contract import reference
from etl.headers import sources

_OF_PROBLEM = {"implementing_unit": "problem_unit", "person_in_charge": "problem_person"}
_TELLS_PROBLEM = frozenset({"problem_deadline", "problem_state", "problem_unit", "problem_person"})
_OF_YEAR = frozenset({"annual_plan", "invested_year", "invested_month"})
_BESIDE_PROBLEM = _TELLS_PROBLEM | _OF_PROBLEM.keys()


def of_problems(fields: Sequence[str | None], names: Sequence[str]) -> list[str | None]:
    """The fields, those of a problem's unit and person among them, where its deadline or state stands there too.

    `names`: the headers in compared form.
    """
    said = ["problem_deadline" if _is("problem_deadline", name) else f for f, name in zip(fields, names, strict=True)]
    found = list(fields)
    for place in (at for at, field in enumerate(fields) if field == "problems"):
        run = _run_behind(said, names, place + 1)
        if not _TELLS_PROBLEM.isdisjoint(said[at] for at in run):
            _take(run, said, found)
    return found


def _take(run: Sequence[int], said: Sequence[str | None], found: list[str | None]) -> None:
    """Let the columns of a run speak of the problem, as far as what else tells of it: a second 责任单位 among them is
    the project's, and so is the only one of the table that stands behind them."""
    end = max(at for at in run if said[at] in _TELLS_PROBLEM)
    for at in run:
        own = _OF_PROBLEM.get(said[at] or "", said[at])
        is_projects = own in found[run[0] : at] or (at > end and said[at] not in said[: run[0]])
        found[at] = said[at] if is_projects else own


def to_solve(fields: Sequence[str | None], names: Sequence[str]) -> int | None:
    """The place of what is to be settled by others (需协调事项): the problem, where no column speaks of one."""
    if any((field or "").startswith("problems") for field in fields):
        return None
    return next((at for at, name in enumerate(names) if fields[at] is None and _is("problem_to_solve", name)), None)


def is_of_funds(place: int, fields: Sequence[str | None]) -> bool:
    """Whether the column before says what arrived or was paid, so that a bare 本年累计 may be of that."""
    return place > 0 and (fields[place - 1] or "").startswith(("arrived.", "paid."))


def _run_behind(fields: Sequence[str | None], names: Sequence[str], start: int) -> list[int]:
    """The places one behind another that may speak of the problem."""
    end = start
    while end < len(fields) and (fields[end] in _BESIDE_PROBLEM or _is("problem_measure", names[end])):
        end += 1
    return list(range(start, end))


def beside_fund(place: int, fields: Sequence[str | None], names: Sequence[str]) -> str | None:
    """The source that a column of a list names beside one of a source: 专项债券 | 其他, 中央预算内 | 省级 | 市级."""
    is_beside = place > 0 and (fields[place - 1] or "").startswith(sources.PREFIX)
    return sources.field_of(names[place], sources.GROUP) if is_beside and fields[place] is None else None


def bare_done(fields: Sequence[str | None], lowest: Sequence[str]) -> int | None:
    """The place of the only column that is headed 已完成投资 and no more; None where another says what is done so far.

    So is one headed 完成投资 where no column is of the year or of a month.

    `lowest`: the lowest line of each header, in compared form.
    """
    if "invested_total" in fields:
        return None
    roles = ["bare_done"] if _OF_YEAR & set(fields) else ["bare_done", "bare_invested"]
    places = [at for at, name in enumerate(lowest) if fields[at] is None and any(_is(role, name) for role in roles)]
    return places[0] if len(places) == 1 else None


_SPANS = {"span_month": "invested_month", "span_year": "invested_year", "span_total": "invested_total"}
_OF_INVESTMENT = ("annual_plan", "total_investment", "adjusted_total", "invested_before_year")


def bare_spans(fields: Sequence[str | None], names: Sequence[str]) -> dict[int, str]:
    """Spans of time without what was done in them, side by side behind a plan or a total: 年度计划 | 本月 | 累计."""
    found: dict[int, str] = {}
    for at, name in enumerate(names):
        field = next((field for role, field in _SPANS.items() if fields[at] is None and _is(role, name)), None)
        is_part = _is("part_of_span", name) and at > 0 and fields[at - 1] == "invested_year"
        is_behind = is_part or (at > 0 and (fields[at - 1] in _OF_INVESTMENT or at - 1 in found))
        if field and is_behind and field not in fields and field not in found.values():
            found[at] = field
    return found if len(found) > 1 or _is_part_of_year(found, fields, names) else {}


def _is_part_of_year(found: dict[int, str], fields: Sequence[str | None], names: Sequence[str]) -> bool:
    """Whether the only span is called a part of what stands before it, which is of the year: 1-11月实际 | 其中11月."""
    return any(_is("part_of_span", names[at]) and fields[at - 1] == "invested_year" for at in found)


def _is(role: str, name: str) -> bool:
    return reference.words_of("table_words", role).fullmatch(name) is not None
