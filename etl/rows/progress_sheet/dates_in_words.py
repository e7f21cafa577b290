"""Dates that words state with their event, where no column does: 2024年10月开工，…，计划2026年2月通车; 已于9月12日完工.

A date is read where nothing but its event stands beside it: what is said of a part (主体2025年6月完工) is not said of
the project. A month without a year is of the sheet's year, as far as that has come, or is still to come by a plan.
"""

from __future__ import annotations

import re
from functools import cache, partial

from etl.contract import reference
from etl.parse.progress import parse_status, says_done
from etl.parse.words import words
from etl.rows.buffer import Buffer
from etl.rows.fields import dates
from etl.rows.fields.field import Answer, Cells, Field, Known, Step

_MONTH = "sheet:month"
"""The month of each row, which `dates.py` derives."""
_WORDS = ("status", "physical_progress", "remark")
_PLANS = ("next_steps", "problems", "problems_and_steps")
"""Columns of what is to be done: no date in them has come to pass."""
FINISHES = ("planned_finish", "forecast_finish", "finish_either", "finish_bare")
"""Columns of a finish that is to come, which may say instead that it has come: 2025年12月已完工."""
_TARGETS = {
    "actual_start": "begins_in_words",
    "forecast_start": "begins_in_words",
    "actual_finish": "ends_in_words",
    "forecast_finish": "ends_in_words",
}
"""Field -> role of the words of its event in `progress_words.csv`."""
_UNFINISHED = ("under_way", "not_started", "suspended")


def read_dates_in_words(buffer: Buffer) -> None:
    """The dates that words state, for the rows that have none yet."""
    for column in filter(buffer.has, (*_WORDS, *_PLANS, *FINISHES)):
        for target in _targets_of(column):
            rows = [at for at, day in enumerate(buffer.values[target]) if day is None]
            parser = partial(_read, column=column, target=target)
            buffer.read_in(Field(Step.DATES, (column, _MONTH), parser, (target, f"{target}_precision")), rows)


def _targets_of(column: str) -> list[str]:
    if column in FINISHES:
        return ["actual_finish"]
    return [target for target in _TARGETS if target.startswith("forecast") or column not in _PLANS]


def _read(cells: Cells, known: Known, *, column: str, target: str) -> Answer:
    """The one date of an event that is an actual one, or one to come, as the field asks."""
    raw, month = cells
    nothing = Answer((None, None))
    cell = words(raw)
    is_actual = target.startswith("actual")
    if column in FINISHES and not says_done(raw):
        return nothing
    found = [match for match in _dated(_TARGETS[target]).finditer(cell.text) if _is_actual(match, month) is is_actual]
    if len({_spelled(match, month) for match in found}) != 1:
        return nothing
    match = found[0]
    if target == "actual_finish" and parse_status(_without(match)) in _UNFINISHED:
        return nothing
    answer = dates.read_moment((_spelled(match, month),), known, column=column, finish=target.endswith("finish"))
    if answer.read is None or answer.doubts:
        return nothing
    return answer._replace(read=answer.read._replace(span=cell.span(*match.span("date"))))


def _is_actual(match: re.Match[str], month: str) -> bool | None:
    """Whether a date has come to pass by the month of the sheet; None where its year is not known."""
    is_plan = match["plan"] is not None or match["sure"] is not None
    has_come = _spelled_month(match, month) <= month[:7]
    if match["year"] is None and is_plan is has_come and _spelled_month(match, month) != month[:7]:
        return None  # 计划3月开工 in August, 11月完工 in August: of which year?
    if match["month"] is None:  # 2026年建成
        return False if is_plan or match["year"] > month[:4] else None
    if is_plan or not has_come:
        return None if "已" in match[0] else False
    return True


def _spelled_month(match: re.Match[str], month: str) -> str:
    """The year and the month of a date, 12 where it names none: 2026-02."""
    return f"{match['year'] or month[:4]}-{int(match['month'] or 12):02}"


def _spelled(match: re.Match[str], month: str) -> str:
    """The date in full: 8月20日 in a sheet of 2025 is 2025年8月20日."""
    year = match["year"] or month[:4]
    day = f"{match['day']}日" if match["day"] else ""
    return f"{year}年{match['month']}月{day}" if match["month"] else f"{year}年"


def _without(match: re.Match[str]) -> str:
    """The words without the clause of a date."""
    return f"{match.string[: match.start()]}{match.string[match.end() :]}"


@cache
def _dated(role: str) -> re.Pattern[str]:
    """A clause that is a date and its event: 项目预计2026年10月底前建成投用."""
    says = {name: reference.words_of("progress_words", name).pattern for name in (role, "date_front", "date_back")}
    plan = reference.words_of("progress_words", "not_yet").pattern
    month, day = r"(?P<month>1[0-2]|0?[1-9])", r"(?P<day>3[01]|[12]\d|0?[1-9])"
    point, end = r"(?(year)[./-]|(?!))", r"(?(year)(?<=\d)(?![\d月./-])|(?!))"  # 2025.7.28, 2025.7, but no 7.28
    of_month = rf"{month}(?:(?:月|{point}){day}日?|月份?|{end})"
    date = rf"(?P<date>(?=(?:今年|本年)?\d)(?:(?P<year>20\d\d)(?:年度?|[./-])|今年|本年)?(?:{of_month})?)"
    return re.compile(
        rf"(?<![^,;。(]){says['date_front']}(?P<plan>{plan})?(?P<sure>确保|将)?{says['date_front']}"
        rf"{date}{says['date_back']}(?:{says[role]})(?=[,;。)]|$)"
    )
