"""Words that are taken as they stand, serial numbers, project codes."""

from __future__ import annotations

import re
from functools import partial

import polars as pl

from etl.contract import reference
from etl.contract.values import Doubt
from etl.headers import looks
from etl.parse.project import normal_code
from etl.parse.words import clean, cleaned, key
from etl.rows.fields.field import Answer, Cells, Field, Known, Plain, Read, Step, inside

_OF_SECTION = re.compile(r"\d{1,2}(?:[.-]\d{1,3}){1,2}")
"""A number that counts within a section (2-3), which is no serial number of the list."""
_LETTERED = re.compile(r"^[A-Za-z]{1,4}[-—–]?0*(?=\d)")
"""Letters before a serial number: XM-01."""
_NUMBER = re.compile(r"(?:联系|办公)?(?:电话|手机号?码?|方式)?[:：]?[*\d][*\d()（）\-—－ ]{3,}")
"""A telephone number, its digits hidden or not, with the words before it."""
_OF_ROWS_TOGETHER = ("name", "total_investment_wan")
"""Fields of a row that may be several rows in one."""
_PLAIN_SERIAL = r"^[0-9]{1,9}$"


def text(column: str, target: str, *, step: Step = Step.NAMES, has_evidence: bool = True) -> Field:
    """The field of a column of words: the value is all of the cell."""
    parser = partial(read_text, column=column)
    return Field(step, (column,), parser, (target,), has_evidence=has_evidence, plain=_all_words)


def read_text(cells: Cells, _: Known, *, column: str) -> Answer:
    """The words without the spaces of line wraps; None where there are none, or a sign that stands for none."""
    words = _said(cells[0])
    return Answer((words,), Read(column, inside(cells[0]), words)) if words else Answer((None,))


def _said(raw: str) -> str:
    words = clean(raw)
    return "" if words in reference.nothing_marks() else words


def joined(column: str, more: str, target: str) -> tuple[Field, Field]:
    """The field of two columns of words, which are joined; and what makes the second evidence beside the first."""
    both = Field(Step.NAMES, (column, more), partial(read_joined, columns=(column, more)), (target,))
    second = Field(Step.NAMES, (more,), partial(read_text, column=more), (more,), shown=target)
    return both, second


def read_joined(cells: Cells, _: Known, *, columns: tuple[str, str]) -> Answer:
    """The words of both cells; the evidence is the first, where it says something."""
    said = [(column, raw) for column, raw in zip(columns, cells, strict=True) if _said(raw)]
    words = "；".join(clean(raw) for _, raw in said)
    is_first = bool(said) and said[0][0] == columns[0]
    return Answer((words or None,), Read(columns[0], inside(cells[0]), words) if is_first else None)


def person(column: str, target: str, *, step: Step = Step.NAMES) -> Field:
    """The field of a column of people: their names, without telephone numbers and what stands for their digits."""
    return Field(step, (column,), partial(read_person, column=column), (target,), is_optional=True)


def read_person(cells: Cells, _: Known, *, column: str) -> Answer:
    """The names of a cell."""
    names = _NUMBER.sub(" ", cells[0])
    words = _said(names).strip(" /,，、;；:：()（）")
    return Answer((words,), Read(column, inside(cells[0]), words)) if words else Answer((None,))


def work(column: str, target: str) -> Field:
    """The field of a column that says what is to be done: words; a number alone says nothing for certain."""
    return Field(Step.NAMES, (column,), partial(read_work, column=column), (target,), is_optional=True)


def read_work(cells: Cells, known: Known, *, column: str) -> Answer:
    """The words; those of a bare number are doubted."""
    answer = read_text(cells, known, column=column)
    if answer.read and looks.is_amount(cells[0]):
        return answer._replace(doubts=[(column, Doubt("unread_quantity", cells[0]))], is_doubtful=True)
    return answer


def _all_words(raw: pl.Series, _: Known) -> Plain:
    words = cleaned(raw)
    filled = pl.select(pl.when(~words.is_in(list(reference.nothing_marks()))).then(words)).to_series()
    return Plain(pl.repeat(True, len(raw), dtype=pl.Boolean, eager=True), filled)


def read_serial(cells: Cells, _: Known) -> Answer:
    """A serial number as stated; a cell with several is of rows that run together, of which nothing is certain."""
    if _has_several(cells[0]):
        return Answer((None,), None, [("seq", Doubt("serial_unreadable", cells[0]))], True, _OF_ROWS_TOGETHER)
    raw = key(cells[0]).rstrip(".、")
    digits = raw if raw.isdecimal() else _LETTERED.sub("", raw)
    number = int(digits) if digits.isdecimal() and len(digits) < 10 else None
    if digits and number is None and not _OF_SECTION.fullmatch(digits):
        return Answer((None,), None, [("seq", Doubt("serial_unreadable", cells[0]))], is_doubtful=True)
    return Answer((number,))


def _has_several(raw: str) -> bool:
    """Whether each line of a cell is a serial number of its own, each greater than that before; 1 over 0 is a 10."""
    lines = [line.strip() for line in raw.strip().split("\n") if line.strip()]
    if len(lines) < 2 or not all(line.isdecimal() for line in lines):
        return False
    numbers = [int(line) for line in lines]
    return numbers == sorted(set(numbers))


def _plain_serials(raw: pl.Series, _: Known) -> Plain:
    is_plain = raw.str.contains(_PLAIN_SERIAL)
    return Plain(is_plain, pl.select(pl.when(is_plain).then(raw)).to_series().cast(pl.Int64))


SERIAL = Field(Step.SERIAL, ("seq",), read_serial, ("seq",), has_evidence=False, plain=_plain_serials)


def read_code(cells: Cells, _: Known) -> Answer:
    """A code in its normal form; what is no code of the platform is kept as written, and said."""
    raw = cells[0]
    code = normal_code(raw)
    compared = key(raw)
    value = code or compared.upper() or None
    if code is None and compared.strip("-/无"):
        return Answer((value,), None, [("code", Doubt("code_invalid", raw))], is_doubtful=True)
    return Answer((value,))


CODE = Field(Step.CODE, ("code",), read_code, ("project_code",), has_evidence=False)
