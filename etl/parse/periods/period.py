"""Words of a building period (建设期限) -> first day of the start, last day of the finish, duration, precision.

A duration without a start gives no dates: when it would end is not stated. A single date that does not say whether
it is the start or the finish is not used.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from etl.contract import reference
from etl.contract.values import Certainty, Doubt, Period, Precision, Span
from etl.parse import numbers
from etl.parse.periods import sentence
from etl.parse.periods.dates import (
    DATE,
    LENGTH,
    MONTH,
    TAIL,
    TO,
    YEAR,
    certainty_of,
    interval_of,
    joined,
    length_of,
    term_of,
)  # fmt: skip
from etl.parse.words import words

_BEGIN = r"(?:[,;、(]?(?:计划|预计|拟)?(?:于|在)?)"
_OPEN_WORDS = r"(?:开工(?:建设)?|开始|启动|动工|起)"
_CLOSED = r"(?:全面|全部)?(?:完工|竣工|建成|完成|交付|投用|投产|投入使用|止)(?:投用|投产|使用|投入使用|验收|交付)?"
_CLOSE_WORDS = rf"(?:前{_CLOSED}|前|{_CLOSED})"
_INTEND = re.compile(r"^(?:计划|预计|拟|预期|力争|确保)(?:于|在)?")
_LENGTH = re.compile(rf"(?:共|建设期|工期|建设工期|建设周期|总工期)?:?{LENGTH}")
_RANGE = re.compile(rf"{DATE.format('a')}{TO}(?:{DATE.format('b')}|{TAIL.format('c')})")
_MONTHS = re.compile(rf"(?P<ay>{YEAR})年(?P<am>{MONTH})月?{TO}(?P<cm>{MONTH})月")
_BOTH = re.compile(rf"{DATE.format('a')}{_OPEN_WORDS}{_BEGIN}{DATE.format('b')}{_CLOSE_WORDS}\)?")
_NAMED = re.compile(
    rf"(?:计划)?(?:开工|开始)(?:时间|日期)?:?{DATE.format('a')}[,;、 ]?"
    rf"(?:计划)?(?:竣工|完工|建成)(?:时间|日期)?:?{DATE.format('b')}"
)
_COMPACT = re.compile(rf"(?P<ay>{YEAR})(?P<am>0[1-9]|1[0-2])(?:{TO})(?P<by>{YEAR})(?P<bm>0[1-9]|1[0-2])")
_START = re.compile(rf"(?:开工时间:?|自|从)?{DATE.format('a')}{_OPEN_WORDS}")
_FINISH = re.compile(rf"(?:竣工时间:?|完工时间:?)?(?:至|到)?{DATE.format('a')}{_CLOSE_WORDS}")
_SINGLE = re.compile(DATE.format("a"))
_OTHER_TERMS = re.compile(r"[(,;、。]?(?:运营期限?|合作期限?|特许经营期限?|经营期)[^(,;、。)]*\)?")
_TRIM = "(),;、。:"
_YY = r"(?<![\d.年])['‘’]?(?P<yy>1[5-9]|[2-4]\d)"
_SHORT_YEAR = re.compile(rf"{_YY}年")
_DATE_IN_SHORT = re.compile(rf"{_YY}年(?=\d|[底末初上下第一二三四Qq])")
"""NN年 is a year, and not so many years, where a month, a quarter or an end stands behind it."""
_SHORT_POINT = re.compile(rf"{_YY}(?=[./](?:1[0-2]|0?[1-9])(?![\d.]))")
_SHORT_END = re.compile(rf"^({YEAR}年?{TO})(1[5-9]|[2-4]\d)(?=年?$)")
_NEXT_YEAR = re.compile(rf"(?P<y>{YEAR})(?P<rest>年[^次]*{TO})[次翌]年")
_YEARS_AND_MONTHS = re.compile(r"(?<!\d)(?P<years>[1-9])年零?(?P<months>1[01]|[1-9])个月")
_MONTHS_ONLY = re.compile(rf"({YEAR})[.]({MONTH})-({MONTH})")
_TWO_WHOLE_DATES = re.compile(rf"({YEAR}年(?:{MONTH}月)?)({YEAR}年(?:{MONTH}月)?)")
_TWO_DATES = re.compile(rf"({YEAR}[^、/ ]*)[、/ ]({YEAR}[^、/ ]*)")
_LOOSE_END = re.compile(rf"(?:截?[至止]|到)({YEAR}(?:年(?:{MONTH}月)?|[./]{MONTH})?)|({YEAR}年(?:{MONTH}月)?[底末])")
_CLOCK = re.compile(r"(?<=\d) ?0{1,2}:00(?::00)?$")
_SERIAL_DAY = re.compile(r"(?:3[6-9]|4\d|5[0-4])\d{3}")
"""What a workbook keeps for a day between 1998 and 2049 where the cell has lost its format."""
_JANUARY_OR_OCTOBER = re.compile(rf"{YEAR}\.1")
"""What a workbook makes of 2024.10 that was typed as a number."""
_BROKEN_YEAR = re.compile(r"(?<!\d)(?:1|19|19\d|2|20|20\d) \d{1,3}(?!\d)")
_BROKEN_PART = re.compile(r"(?<=年1) (?=[0-2]月)|(?<=月[123]) (?=\d日)")
_LINE_BREAK = re.compile(r"\s*\n\s*")
_CUT_NUMBER = re.compile(r"\d\s*\n\s*\d")


@lru_cache(maxsize=16384)
def parse_period(raw: str, base: date | None = None) -> tuple[Period | None, tuple[Doubt, ...]]:
    """Read a period cell. `base`: the document's date, which 今年 and 明年 lean on.

    Returns None and a doubt where the words are no period; a period without dates and a doubt where its end lies
    before its beginning. Terms of operation (运营期, 合作期限) are not the building period and are left aside. Where
    lines break inside a date, they are joined.
    """
    found, doubts = _parse_period(raw, base)
    if found is None and "\n" in raw:
        again, _ = _parse_period(_LINE_BREAK.sub("", raw), base)
        return _over_lines(again, raw, doubts)
    return found, doubts


def _over_lines(period: Period | None, raw: str, unread: tuple[Doubt, ...]) -> tuple[Period | None, tuple[Doubt, ...]]:
    """What was read of joined lines: doubtful where a number was cut (2024.1 over 2), else as certain as the whole."""
    if period is None:
        return None, unread
    is_cut = period.certainty is Certainty.DOUBTFUL or _CUT_NUMBER.search(raw)
    certainty = Certainty.DOUBTFUL if is_cut else Certainty.CERTAIN
    whole = replace(period, certainty=certainty, span=Span(0, len(raw)))
    return whole, (Doubt("doubtful_period", raw),) if is_cut else ()


def _parse_period(raw: str, base: date | None) -> tuple[Period | None, tuple[Doubt, ...]]:
    cell = words(raw)
    stated = sentence.with_years(cell.text, base)
    span = cell.span(0, len(cell.text))
    found = _read_shapes(_OTHER_TERMS.sub("", stated).strip(_TRIM), span, is_wrapped="\n" in raw)
    found = found or sentence.read_sentence(_in_full(stated), span)
    if found is None:
        return None, (Doubt("unreadable_period", raw),)
    if found.start and found.finish and found.finish < found.start:
        return None, (Doubt("period_reversed", raw),)
    doubts = (Doubt("doubtful_period", raw),) if found.certainty is Certainty.DOUBTFUL else ()
    return found, doubts


def _read_shapes(text: str, span: Span, *, is_wrapped: bool) -> Period | None:
    """Read words that are a period from end to end, as nearly all cells are, with or without a remark in brackets.

    Doubtful where the remark has a number that is not read (2021-2022（延期至2023）).
    """
    main, _, bracket = text.partition("(")
    found = _read(main.strip(_TRIM), span) or _read(text, span) or _read_rewritten(main.strip(_TRIM), span)
    if found is None and is_wrapped:
        found = _read_wrapped(main.strip(_TRIM), span)
    if not found or not bracket:
        return found
    remark = _read(bracket.strip(_TRIM), span)
    is_unread = remark is None and any(character.isdigit() for character in bracket)
    return replace(found, certainty=Certainty.DOUBTFUL) if is_unread else _with_remark(found, remark)


def _read_rewritten(text: str, span: Span) -> Period | None:
    """Read words that are no period as they stand but say one in short: 23年6月-25年12月, 2023-25, 2023年3月-次年6月.

    Certain where the short form can only mean this; doubtful where a year has lost its 年 or a dash is another mark.
    """
    plain = _in_full(text)
    found = _read(plain, span) if plain != text else None
    if found:
        return found
    for loose in (
        _SHORT_POINT.sub(r"20\g<yy>", _SHORT_YEAR.sub(r"20\g<yy>年", plain)),
        _MONTHS_ONLY.sub(r"\1年\2月-\3月", plain),
        _TWO_WHOLE_DATES.sub(r"\1-\2", plain),
        _TWO_DATES.sub(r"\1-\2", plain),
        _LOOSE_END.sub(r"\1\2完工", plain) if _LOOSE_END.fullmatch(plain) else plain,
    ):
        found = _read(loose, span) if loose != plain else None
        if found:
            return replace(found, certainty=Certainty.DOUBTFUL)
    return None


def _read_wrapped(text: str, span: Span) -> Period | None:
    """Read words with a year, a month or a day that the end of a line breaks: 2023-20 over 25."""
    whole = _BROKEN_YEAR.sub(lambda match: match[0].replace(" ", "") if len(match[0]) == 5 else match[0], text)
    whole = _BROKEN_PART.sub("", whole)
    return _read(whole, span) or _read_rewritten(whole, span) if whole != text else None


def _in_full(text: str) -> str:
    """The words with years in four digits, as far as only one year can be meant."""
    text = numbers.dates_in_figures(text)
    text = re.sub(r"^自?(?:项目)?开工(?:之日|日|后)起?(?=\d)|(?<=年)[度内](?!\d)", "", text)
    text = re.sub(r"(?<=[\d年月]) ?[|丨] ?(?=\d)", "-", text)
    text = _NEXT_YEAR.sub(lambda match: f"{match['y']}{match['rest']}{int(match['y']) + 1}年", text)
    text = _SHORT_END.sub(r"\g<1>20\2", text)
    text = _YEARS_AND_MONTHS.sub(lambda match: f"{int(match['years']) * 12 + int(match['months'])}个月", text)
    return _SHORT_YEAR.sub(r"20\g<yy>年", text) if _DATE_IN_SHORT.search(text) else text


@lru_cache(maxsize=16384)
def parse_date_cell(raw: str, *, finish: bool, base: date | None = None) -> tuple[Period | None, tuple[Doubt, ...]]:
    """Read a cell of a start (`finish=False`) or finish column: one date, of any precision, over lines or not."""
    found, doubts = _parse_date_cell(raw, base, finish=finish)
    if found is None and "\n" in raw:
        again, _ = _parse_date_cell(_LINE_BREAK.sub("", raw), base, finish=finish)
        return _over_lines(again, raw, doubts)
    return found, doubts


def _parse_date_cell(raw: str, base: date | None, *, finish: bool) -> tuple[Period | None, tuple[Doubt, ...]]:
    stated = sentence.with_years(words(raw).text, base)
    text = _INTEND.sub("", _CLOCK.sub("", stated).strip(_TRIM))
    text, is_loose = _date_in_full(text)
    match = _SINGLE.fullmatch(text) or (_FINISH if finish else _START).fullmatch(text)
    interval = interval_of(match, "a") if match else None
    if match is None or interval is None:
        return None, (Doubt("unreadable_period", raw),)
    start, last = (None, interval.last) if finish else (interval.first, None)
    is_loose = is_loose or _JANUARY_OR_OCTOBER.fullmatch(text) is not None
    certainty = Certainty.DOUBTFUL if is_loose else certainty_of(match, finish)
    doubts = (Doubt("doubtful_period", raw),) if certainty is Certainty.DOUBTFUL else ()
    return Period(start, last, None, interval.precision, certainty, Span(0, len(raw))), doubts


def _date_in_full(text: str) -> tuple[str, bool]:
    """A date with its year in four digits and its parts told apart (202303, 23年6月), and whether that is doubtful."""
    packed = re.fullmatch(rf"({YEAR})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?", text)
    if packed:
        return "-".join(part for part in packed.groups() if part), False
    if _SERIAL_DAY.fullmatch(text):
        return (date(1899, 12, 30) + timedelta(days=int(text))).isoformat(), True
    full = _in_full(text)
    pointed = _SHORT_POINT.sub(r"20\g<yy>", full)
    return pointed, pointed != full


def _read(text: str, span: Span) -> Period | None:
    text = _INTEND.sub("", text)
    for pattern in (_RANGE, _MONTHS, _COMPACT, _BOTH, _NAMED):
        match = pattern.fullmatch(text)
        if match:
            return term_of(match, span)
    match = _LENGTH.fullmatch(text)
    duration = length_of(match, span) if match else None
    if duration:
        return duration
    for pattern, closes in ((_START, False), (_FINISH, True)):
        match = pattern.fullmatch(text)
        interval = interval_of(match, "a") if match else None
        if match and interval:
            start, finish = (None, interval.last) if closes else (interval.first, None)
            return Period(start, finish, None, interval.precision, certainty_of(match, finish is not None), span)
    match = re.fullmatch(rf"(?P<ay>{YEAR})年?", text)
    if match:  # "2022年": the whole year, so both ends lie in it
        year = int(match["ay"])
        return Period(date(year, 1, 1), date(year, 12, 31), None, Precision.YEAR, Certainty.CERTAIN, span)
    return _plan_period(text, span)


def _with_remark(found: Period, remark: Period | None) -> Period:
    """Join `2年(2021-2022)`: dates from the one, the duration from the other; two sets of dates are doubtful."""
    if remark is None:
        return found
    if found.start is None and found.finish is None and found.duration_months:
        return joined(remark, found.duration_months, found.span)
    if remark.duration_months and remark.start is None and remark.finish is None:
        return joined(found, remark.duration_months, found.span)
    return Period(found.start, found.finish, found.duration_months, found.precision, Certainty.DOUBTFUL, found.span)


def _plan_period(text: str, span: Span) -> Period | None:
    """`十四五期间`: the years of that plan, doubtful since a plan's years are seldom a project's."""
    name = re.sub(r"期间|时期|[“”\"]", "", text)
    for row in reference.rows("plan_periods"):
        if row["words"] == name:
            first, last = date(int(row["start_year"]), 1, 1), date(int(row["end_year"]), 12, 31)
            return Period(first, last, None, Precision.YEAR, Certainty.DOUBTFUL, span)
    return None
