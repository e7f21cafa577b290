"""Columns that tell in words what others have columns for (投资进度: 本月完成180万元，累计完成2650万元).

What has a label of its own is read; an amount of money that has none is doubted. The labels are data.
"""

from __future__ import annotations

import re
from functools import cache, partial

from etl.contract import reference
from etl.contract.values import Doubt, Span
from etl.rows.buffer import Buffer
from etl.rows.fields import dates, money
from etl.rows.fields.field import Answer, Cells, Field, Known, Step

_PLANS = "told_dates"
"""A column of dates that are planned ones by its header: 预计开工/竣工."""
COLUMNS = ("told_basics", "told_investment", _PLANS)
_AMOUNTS = {
    "total_investment_wan": "told_total",
    "invested_month_wan": "told_month",
    "invested_year_wan": "told_year",
    "invested_total_wan": "told_sum",
}
"""Field -> role of its labels in `progress_words.csv`."""
_AMOUNT = r"(?P<n>\d[\d,.]*\s*(?:亿|万)?元)"
_MONTH = "sheet:month"
"""The month of each row, which `dates.py` derives."""
_ANY_AMOUNT = re.compile(_AMOUNT)
_DATE = r"(?P<n>20\d\d(?:年(?:\d{1,2}月(?:\d{1,2}日)?)?|[./-]\d{1,2}(?:[./-]\d{1,2})?))"
_DATES = {
    "actual_start": "begins",
    "forecast_start": "begins",
    "actual_finish": "ends",
    "forecast_finish": "ends",
}
"""Field -> role of the words behind its date; a plan has words of `not_yet` before it."""


def read_told_amounts(buffer: Buffer) -> None:
    """The amounts that such columns label, where no column of their own says them."""
    for column in filter(buffer.has, COLUMNS):
        for target in _AMOUNTS:
            rows = [at for at, wan in enumerate(buffer.values[target]) if wan is None]
            parser = partial(_read_amount, column=column, target=target)
            buffer.read_in(Field(Step.MONEY, (column,), parser, (target,)), rows)
        for at, raw in enumerate(buffer.cells(column)):
            _doubt_unlabelled(buffer, at, column, raw)


def read_told_dates(buffer: Buffer) -> None:
    """The dates that such columns label: 2025年6月开工, 计划2026年4月开工."""
    for column in filter(buffer.has, COLUMNS):
        for target in _DATES:
            rows = [at for at, day in enumerate(buffer.values[target]) if day is None]
            parser = partial(_read_date, column=column, target=target)
            buffer.read_in(Field(Step.DATES, (column, _MONTH), parser, (target, f"{target}_precision")), rows)


def _read_amount(cells: Cells, known: Known, *, column: str, target: str) -> Answer:
    found = list(_labelled(_AMOUNTS[target]).finditer(cells[0]))
    if len({match["n"] for match in found}) != 1:
        doubts = [(column, Doubt("doubtful_money", match["n"])) for match in found[:1]]
        return Answer((None,), None, doubts, is_doubtful=bool(found))
    answer = money.read_amount_wan((found[0]["n"], ""), known, column=column, may_be_negative=False)
    return _shifted(answer, found[0].start("n"))


def _read_date(cells: Cells, known: Known, *, column: str, target: str) -> Answer:
    """A date with its verb; it is a plan by the words before it, or where it lies behind the month of the sheet."""
    raw, month = cells
    match = _dated(_DATES[target]).search(raw)
    if match is None:
        return Answer((None, None))
    answer = dates.read_moment((match["n"],), known, column=column, finish=target.endswith("finish"))
    day = answer.values[0]
    is_planned = bool(match["plan"]) or (column == _PLANS and "已" not in match[0])
    is_plan = is_planned or (day is not None and day.isoformat()[:7] > month[:7])
    return Answer((None, None)) if is_plan is target.startswith("actual") else _shifted(answer, match.start("n"))


def _shifted(answer: Answer, by: int) -> Answer:
    """An answer whose evidence stands further on in the cell."""
    if answer.read is None:
        return answer
    start, end = answer.read.span
    return answer._replace(read=answer.read._replace(span=Span(start + by, end + by)))


def _doubt_unlabelled(buffer: Buffer, at: int, column: str, raw: str) -> None:
    """An amount of money that no label says what it is."""
    told = {match.start("n") for role in _AMOUNTS.values() for match in _labelled(role).finditer(raw)}
    doubts = [Doubt("unread_quantity", one[0]) for one in _ANY_AMOUNT.finditer(raw) if one.start() not in told]
    buffer.doubt(Step.MONEY, at, column, doubts)


@cache
def _labelled(role: str) -> re.Pattern[str]:
    return re.compile(f"(?:{reference.words_of('progress_words', role).pattern}){_AMOUNT}")


@cache
def _dated(role: str) -> re.Pattern[str]:
    """2025年6月开工, 计划2026年4月开工."""
    words = reference.words_of
    plan = words("progress_words", "not_yet").pattern
    return re.compile(
        f"(?P<plan>{plan})?(?:于|在)?{_DATE}(?:底|前|正式|全面|已)*(?:{words('progress_words', role).pattern})"
    )
