"""The fields of a target in an indicator table: value, baseline, unit, and what the row says beside them.

Which columns hold the value and the baseline differs from target to target; the reader derives them under the names
below (`indicator_table.py`). A value is read together with the unit's and the indicator's cell.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from etl.contract import reference, schemas
from etl.contract.detail import Detail
from etl.contract.frames import types
from etl.contract.values import Certainty, Doubt, Span
from etl.parse.plans import indicator_name
from etl.parse.plans.indicator import IndicatorValue, parse_indicator
from etl.parse.words import clean, key
from etl.rows.fields import texts
from etl.rows.fields.field import Answer, Cells, Field, Known, Read, Step, inside
from etl.rows.indicators.target import exact
from etl.rows.indicators.value_columns import YEAR

TYPES = types(schemas.Targets)
WORDS, COLUMN, LOST = "target:words", "target:column", "target:lost"
"""The cell of the value, its column, and `LOST` where it is not certain that it is the target's."""
BASE_WORDS, BASE_COLUMN = "baseline:words", "baseline:column"
HEADER_UNIT = "target:unit"
"""The unit that the header states."""
DEADLINE, PLAN_YEAR = "target:deadline", "target:year"
"""Where the header names no year: the cell of the deadline, and the year that holds without it."""
_WITH = ("unit", "indicator", HEADER_UNIT)
"""What a value is read with."""
_BINDING = ("约束性", "预期性")
_Value = IndicatorValue | None


@lru_cache(maxsize=4096)
def parsed(raw: str, unit: str, name: str, header_unit: str) -> tuple[_Value, tuple[Doubt, ...]]:
    """A value and its doubts; `unit` and `name` are the cells of the row."""
    known = key(unit) or indicator_name.stated_unit(clean(name)) or header_unit
    value, doubts = parse_indicator(raw, known, clean(name))
    return value, tuple(doubts)


# --- the target --------------------------------------------------------------------------------------------------


def read_target(cells: Cells, _: Known) -> Answer:
    """The value of the target; a cell that holds none, or may be that of the baseline, is a doubt."""
    raw, column, lost, *beside = cells
    value, doubts = parsed(raw, *beside)
    about = Detail("words", words=clean(beside[1]))
    found = [(column, doubt) for doubt in doubts]
    if value is None:
        found.append((column, Doubt("target_missing", raw, about)))
    elif lost:
        found.append((column, Doubt("target_column_lost", raw, about)))
    read = _read_number(column, value, value.value if value else None, is_lost=bool(lost))
    return Answer((value,), read, found, is_doubtful=bool(found))


def read_high(cells: Cells, _: Known) -> Answer:
    """The upper end of a range."""
    raw, column, lost, *beside = cells
    value, _doubts = parsed(raw, *beside)
    high = value.high if value else None
    return Answer((exact(high),), _read_number(column, value, high, is_lost=bool(lost)))


def read_target_words(cells: Cells, _: Known) -> Answer:
    """The words of the target alone: 4.5个, of 由3个提高到4.5个. They are its evidence where it has no figure."""
    raw, column, lost, *beside = cells
    value, _doubts = parsed(raw, *beside)
    said = _at(raw, value.span) if value and value.baseline else raw
    words = clean(said) or None
    return Answer((words,), _read_words(column, value, words, is_lost=bool(lost)))


# --- the baseline ------------------------------------------------------------------------------------------------


def _baseline(cells: Cells) -> tuple[str, str, _Value]:
    """Column, words and value of the baseline: of its own cell, or of the target's (由3个提高到4.5个)."""
    raw, column, base_raw, base_column, *beside = cells
    target, _doubts = parsed(raw, *beside)
    if target and target.baseline:
        return column, _at(raw, target.baseline.span), target.baseline
    return base_column, base_raw, parsed(base_raw, *beside)[0]


def read_baseline(cells: Cells, _: Known) -> Answer:
    """The value of the baseline; doubts of its own cell count, wherever it is taken from."""
    column, _words, value = _baseline(cells)
    _raw, _column, base_raw, base_column, *beside = cells
    doubts = [(base_column, doubt) for doubt in parsed(base_raw, *beside)[1]]
    return Answer(
        (value,), _read_number(column, value, value.value if value else None), doubts, is_doubtful=bool(doubts)
    )


def read_baseline_words(cells: Cells, _: Known) -> Answer:
    """The words of the baseline, which are its evidence where it has no figure."""
    column, said, value = _baseline(cells)
    words = clean(said) or None
    return Answer((words,), _read_words(column, value, words))


# --- what is said beside them ------------------------------------------------------------------------------------


def read_unit(cells: Cells, _: Known) -> Answer:
    """The unit of the value, where a cell states it: the value's own, the unit's, else the indicator's."""
    raw, column, *beside = cells
    value, _doubts = parsed(raw, *beside)
    own, _doubts = parsed(raw, "", "", "")
    if value is None or value.value is None or not value.unit:
        return Answer((None,))
    if own and own.unit:
        return Answer((value.unit,), Read(column, value.span, value.unit))
    unit, name, _header = beside
    if key(unit):
        return Answer((value.unit,), Read("unit", inside(unit), value.unit))
    is_named = bool(indicator_name.stated_unit(clean(name)))
    return Answer((value.unit,), Read("indicator", inside(name), value.unit) if is_named else None)


def read_binding(cells: Cells, _: Known) -> Answer:
    """Whether a target binds (约束性) or is expected (预期性)."""
    (raw,) = cells
    stated = key(raw)
    found = next((word for word in _BINDING if stated.startswith(word[:2])), None)
    if found is None and stated not in reference.nothing_words("nothing"):
        return Answer((None,), None, [("binding", Doubt("unknown_binding", raw))], is_doubtful=True)
    return Answer((found,), Read("binding", inside(raw), found) if found else None)


def read_deadline(cells: Cells, _: Known) -> Answer:
    """The one year that the cell of the deadline names; a deadline without one leaves the year of the plan in doubt."""
    raw, plan_year = cells
    years = set(YEAR.findall(key(raw)))
    year = int(years.pop()) if len(years) == 1 else None
    if year is None and key(raw) not in reference.nothing_words("nothing", "not_yet"):
        detail = Detail("by_year_of_plan", year=int(plan_year)) if plan_year else None
        return Answer((None,), None, [("deadline", Doubt("unread_deadline", raw, detail))], is_doubtful=True)
    return Answer((year,), Read("deadline", inside(raw), year) if year else None)


def read_base_year(cells: Cells, _: Known) -> Answer:
    """The year of the base by a column of its own; a cell that names none, or several, is a doubt."""
    (raw,) = cells
    years = set(YEAR.findall(key(raw)))
    if len(years) != 1 and key(raw) not in reference.nothing_words("nothing", "not_yet"):
        return Answer((None,), None, [("dated_base", Doubt("base_year_unread", raw))], is_doubtful=True)
    year = int(years.pop()) if years else None
    return Answer((year,), Read("dated_base", inside(raw), year) if year else None)


# --- evidence ----------------------------------------------------------------------------------------------------


def _read_number(column: str, value: _Value, number: Decimal | None, *, is_lost: bool = False) -> Read | None:
    """Evidence of a number."""
    return _read(column, value, exact(number), is_lost=is_lost) if value and number is not None else None


def _read_words(column: str, value: _Value, words: str | None, *, is_lost: bool = False) -> Read | None:
    """Evidence of a value in words."""
    return _read(column, value, words, is_lost=is_lost) if value and value.value is None and words else None


def _read(column: str, value: IndicatorValue, stated: object, *, is_lost: bool) -> Read:
    if is_lost:
        return Read(column, value.span, stated, value.qualifier, Certainty.DOUBTFUL, "only_value")
    return Read(column, value.span, stated, value.qualifier, value.certainty)


def _at(raw: str, span: Span) -> str:
    return raw[span.start : span.end]


def _field(columns: tuple[str, ...], parser: Callable[[Cells, Known], Answer], into: str, shown: str = "") -> Field:
    return Field(Step.INDICATOR, columns, parser, (into,), shown=shown)


_OF_TARGET = (WORDS, COLUMN, LOST, *_WITH)
_OF_BASELINE = (WORDS, COLUMN, BASE_WORDS, BASE_COLUMN, *_WITH)
TARGET = _field(_OF_TARGET, read_target, "target", "target_value")
BASELINE = _field(_OF_BASELINE, read_baseline, "baseline", "baseline_value")
NAME = texts.text("indicator", "indicator")
FIELDS: tuple[Field, ...] = (
    texts.SERIAL,
    NAME,
    texts.text("department", "department"),
    TARGET,
    _field(_OF_TARGET, read_high, "target_high"),
    _field(_OF_TARGET, read_target_words, "target_raw"),
    BASELINE,
    _field(_OF_BASELINE, read_baseline_words, "baseline_raw"),
    _field((WORDS, COLUMN, *_WITH), read_unit, "unit"),
    _field(("binding",), read_binding, "binding"),
    _field(("dated_base",), read_base_year, "baseline_year"),
    _field((DEADLINE, PLAN_YEAR), read_deadline, "deadline", "target_year"),
)
OF_BASE = frozenset({"baseline_value", "baseline_raw", "baseline_year"})
VALUES = frozenset({"target_value", "target_high", "target_raw", "target_year"}) | OF_BASE
"""The fields that a target is doubtful with."""
RIVALLED = {"indicator": "target_value", "unit": "target_value", "deadline": "target_year"}
"""Columns of a row that another may contradict, and what is doubtful then."""
