"""Words of a building period (建设期限) -> first day of the start, last day of the finish, duration, precision.

A duration without a start gives no dates: when it would end is not stated. A single date that does not say whether
it is the start or the finish is not used.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from etl.contract import reference
from etl.contract.values import Certainty, Doubt, Period, Precision, Span
from etl.parse import numbers
from etl.parse.words import words

_YEAR = r"(?:19[5-9]\d|20\d\d)"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_PART = (
    rf"(?:(?:[.]|/|-)(?P<{{0}}m2>{_MONTH})(?:(?:[.]|/|-)(?P<{{0}}d2>{_DAY}))?(?!\d)月?\.?"
    rf"|年?(?P<{{0}}q>第?[一二三四1-4]季度|[Qq][1-4])|年?(?P<{{0}}h>[上下]半年)|(?P<{{0}}e>年?[底末])"
    rf"|年(?P<{{0}}m>{_MONTH})月(?:(?P<{{0}}d>{_DAY})日)?[底初]?|年)?"
)
_DATE = rf"(?P<{{0}}y>{_YEAR})" + _PART
_TAIL = rf"(?:(?P<{{0}}m>{_MONTH})月(?:(?P<{{0}}d>{_DAY})日)?|(?P<{{0}}q>第?[一二三四1-4]季度)|(?P<{{0}}h>[上下]半年))"
_TO = r"(?:-{1,2}|~|至|到)"
_BEGIN = r"(?:[,;、(]?(?:计划|预计|拟)?(?:于|在)?)"
_OPEN_WORDS = r"(?:开工(?:建设)?|开始|启动|动工|起)"
_CLOSED = r"(?:全面|全部)?(?:完工|竣工|建成|完成|交付|投用|投产|投入使用|止)(?:投用|投产|使用|投入使用|验收|交付)?"
_CLOSE_WORDS = rf"(?:前{_CLOSED}|前|{_CLOSED})"
_INTEND = re.compile(r"^(?:计划|预计|拟|预期|力争|确保)(?:于|在)?")
_NUMBER = rf"(?P<n>{numbers.ARABIC}|{numbers.CHINESE})"
_DURATION = re.compile(
    rf"(?:共|建设期|工期|建设工期|建设周期|总工期)?:?(?P<about>大?约)?{_NUMBER}(?:个)?(?P<unit>年半|年|月|天|日历天|日)(?P<left>左右)?"
)
_RANGE = re.compile(rf"{_DATE.format('a')}{_TO}(?:{_DATE.format('b')}|{_TAIL.format('c')})")
_MONTHS = re.compile(rf"(?P<ay>{_YEAR})年(?P<am>{_MONTH})月?{_TO}(?P<cm>{_MONTH})月")
_BOTH = re.compile(rf"{_DATE.format('a')}{_OPEN_WORDS}{_BEGIN}{_DATE.format('b')}{_CLOSE_WORDS}\)?")
_NAMED = re.compile(
    rf"(?:计划)?(?:开工|开始)(?:时间|日期)?:?{_DATE.format('a')}[,;、 ]?"
    rf"(?:计划)?(?:竣工|完工|建成)(?:时间|日期)?:?{_DATE.format('b')}"
)
_COMPACT = re.compile(rf"(?P<ay>{_YEAR})(?P<am>0[1-9]|1[0-2])(?:{_TO})(?P<by>{_YEAR})(?P<bm>0[1-9]|1[0-2])")
_START = re.compile(rf"(?:开工时间:?|自|从)?{_DATE.format('a')}{_OPEN_WORDS}")
_FINISH = re.compile(rf"(?:竣工时间:?|完工时间:?)?(?:至|到)?{_DATE.format('a')}{_CLOSE_WORDS}")
_SINGLE = re.compile(_DATE.format("a"))
_OTHER_TERMS = re.compile(r"[(,;、。]?(?:运营期限?|合作期限?|特许经营期限?|经营期)[^(,;、。)]*\)?")
_TRIM = "(),;、。:"
_YY = r"(?<![\d.年])['‘’]?(?P<yy>1[5-9]|[2-4]\d)"
_SHORT_YEAR = re.compile(rf"{_YY}年")
_DATE_IN_SHORT = re.compile(rf"{_YY}年(?=\d|[底末初上下第一二三四Qq])")
"""NN年 is a year, and not so many years, where a month, a quarter or an end stands behind it."""
_SHORT_POINT = re.compile(rf"{_YY}(?=[./](?:1[0-2]|0?[1-9])(?![\d.]))")
_SHORT_END = re.compile(rf"^({_YEAR}年?{_TO})(1[5-9]|[2-4]\d)(?=年?$)")
_SPELLED_YEAR = re.compile(r"(?:二[〇零○]|一九)[〇零○一二三四五六七八九]{2}(?=年)")
_NEXT_YEAR = re.compile(rf"(?P<y>{_YEAR})(?P<rest>年[^次]*{_TO})[次翌]年")
_YEARS_AND_MONTHS = re.compile(r"(?<!\d)(?P<years>[1-9])年零?(?P<months>1[01]|[1-9])个月")
_MONTHS_ONLY = re.compile(rf"({_YEAR})[.]({_MONTH})-({_MONTH})")
_TWO_WHOLE_DATES = re.compile(rf"({_YEAR}年(?:{_MONTH}月)?)({_YEAR}年(?:{_MONTH}月)?)")
_TWO_DATES = re.compile(rf"({_YEAR}[^、/ ]*)[、/ ]({_YEAR}[^、/ ]*)")
_LOOSE_END = re.compile(
    rf"(?:截?[至止]|到)({_YEAR}(?:年(?:{_MONTH}月)?|[./]{_MONTH})?)|({_YEAR}年(?:{_MONTH}月)?[底末])"
)
_CLOCK = re.compile(r"(?<=\d) ?0{1,2}:00(?::00)?$")
_SERIAL_DAY = re.compile(r"(?:3[6-9]|4\d|5[0-4])\d{3}")
"""What a workbook keeps for a day between 1998 and 2049 where the cell has lost its format."""
_JANUARY_OR_OCTOBER = re.compile(rf"{_YEAR}\.1")
"""What a workbook makes of 2024.10 that was typed as a number."""
_BROKEN_YEAR = re.compile(r"(?<!\d)(?:1|19|19\d|2|20|20\d) \d{1,3}(?!\d)")
_BROKEN_PART = re.compile(r"(?<=年1) (?=[0-2]月)|(?<=月[123]) (?=\d日)")
_LINE_BREAK = re.compile(r"\s*\n\s*")
_CUT_NUMBER = re.compile(r"\d\s*\n\s*\d")
_LONGEST_YEARS = 10


@dataclass(frozen=True, slots=True)
class _Interval:
    first: date
    last: date
    precision: Precision


@lru_cache(maxsize=16384)
def parse_period(raw: str) -> tuple[Period | None, tuple[Doubt, ...]]:
    """Read a period cell.

    Returns None and a doubt where the words are no period; a period without dates and a doubt where its end lies
    before its beginning. Terms of operation (运营期, 合作期限) are not the building period and are left aside. Where
    lines break inside a date, they are joined.
    """
    found, doubts = _parse_period(raw)
    if found is None and "\n" in raw:
        again, _ = _parse_period(_LINE_BREAK.sub("", raw))
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


def _parse_period(raw: str) -> tuple[Period | None, tuple[Doubt, ...]]:
    cell = words(raw)
    text = _OTHER_TERMS.sub("", cell.text).strip(_TRIM)
    span = cell.span(0, len(cell.text))
    main, _, bracket = text.partition("(")
    found = _read(main.strip(_TRIM), span) or _read(text, span) or _read_rewritten(main.strip(_TRIM), span)
    if found is None and "\n" in raw:
        found = _read_wrapped(main.strip(_TRIM), span)
    if found is None:
        return None, (Doubt("unreadable_period", raw),)
    if bracket and found is not None:
        found = _with_remark(found, _read(bracket.strip(_TRIM), span))
    if found.start and found.finish and found.finish < found.start:
        return None, (Doubt("period_reversed", raw),)
    if _is_implausible(found):
        found = replace(found, certainty=Certainty.DOUBTFUL)
    doubts = (Doubt("doubtful_period", raw),) if found.certainty is Certainty.DOUBTFUL else ()
    return found, doubts


def _is_implausible(period: Period) -> bool:
    """Longer than ten years: possible, but more often a slip of the pen."""
    years = period.finish.year - period.start.year if period.start and period.finish else 0
    return years > _LONGEST_YEARS or (period.duration_months or 0) > _LONGEST_YEARS * 12


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
    text = _SPELLED_YEAR.sub(lambda match: "".join(str("〇一二三四五六七八九".find(c)) for c in _zero(match[0])), text)
    text = re.sub(r"^自?(?:项目)?开工(?:之日|日|后)起?(?=\d)|(?<=年)[度内](?!\d)", "", text)
    text = re.sub(r"(?<=[\d年月]) ?[|丨] ?(?=\d)", "-", text)
    text = _NEXT_YEAR.sub(lambda match: f"{match['y']}{match['rest']}{int(match['y']) + 1}年", text)
    text = _SHORT_END.sub(r"\g<1>20\2", text)
    text = _YEARS_AND_MONTHS.sub(lambda match: f"{int(match['years']) * 12 + int(match['months'])}个月", text)
    return _SHORT_YEAR.sub(r"20\g<yy>年", text) if _DATE_IN_SHORT.search(text) else text


def _zero(text: str) -> str:
    return text.replace("零", "〇").replace("○", "〇")


@lru_cache(maxsize=16384)
def parse_date_cell(raw: str, *, finish: bool) -> tuple[Period | None, tuple[Doubt, ...]]:
    """Read a cell of a start (`finish=False`) or finish column: one date, of any precision, over lines or not."""
    found, doubts = _parse_date_cell(raw, finish=finish)
    if found is None and "\n" in raw:
        again, _ = _parse_date_cell(_LINE_BREAK.sub("", raw), finish=finish)
        return _over_lines(again, raw, doubts)
    return found, doubts


def _parse_date_cell(raw: str, *, finish: bool) -> tuple[Period | None, tuple[Doubt, ...]]:
    text = _INTEND.sub("", _CLOCK.sub("", words(raw).text).strip(_TRIM))
    text, is_loose = _date_in_full(text)
    match = _SINGLE.fullmatch(text) or (_FINISH if finish else _START).fullmatch(text)
    interval = _interval(match, "a") if match else None
    if match is None or interval is None:
        return None, (Doubt("unreadable_period", raw),)
    start, last = (None, interval.last) if finish else (interval.first, None)
    is_loose = is_loose or _JANUARY_OR_OCTOBER.fullmatch(text) is not None
    certainty = Certainty.DOUBTFUL if is_loose else _certainty(match, finish)
    doubts = (Doubt("doubtful_period", raw),) if certainty is Certainty.DOUBTFUL else ()
    return Period(start, last, None, interval.precision, certainty, Span(0, len(raw))), doubts


def _date_in_full(text: str) -> tuple[str, bool]:
    """A date with its year in four digits and its parts told apart (202303, 23年6月), and whether that is doubtful."""
    packed = re.fullmatch(rf"({_YEAR})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?", text)
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
            return _both(match, span)
    match = _DURATION.fullmatch(text)
    duration = _duration(match, span) if match else None
    if duration:
        return duration
    for pattern, closes in ((_START, False), (_FINISH, True)):
        match = pattern.fullmatch(text)
        interval = _interval(match, "a") if match else None
        if match and interval:
            start, finish = (None, interval.last) if closes else (interval.first, None)
            return Period(start, finish, None, interval.precision, _certainty(match, finish is not None), span)
    match = re.fullmatch(rf"(?P<ay>{_YEAR})年?", text)
    if match:  # "2022年": the whole year, so both ends lie in it
        year = int(match["ay"])
        return Period(date(year, 1, 1), date(year, 12, 31), None, Precision.YEAR, Certainty.CERTAIN, span)
    return _plan_period(text, span)


def _both(match: re.Match[str], span: Span) -> Period | None:
    groups = match.groupdict()
    start = _interval(match, "a")
    finish = _interval(match, "b") if groups.get("by") else _interval(match, "c", groups["ay"])
    if start is None or finish is None:
        return None
    coarse = max(start.precision, finish.precision, key=list(Precision).index)
    certainty = Certainty.DOUBTFUL if groups.get("ae") else Certainty.CERTAIN
    return Period(start.first, finish.last, None, coarse, certainty, span)


def _certainty(match: re.Match[str], closes: bool) -> Certainty:
    """`2025年前` may mean by the end of that year or of the one before; a start at a year's end lies late in it."""
    groups = match.groupdict()
    bare = not any(groups.get(f"a{part}") for part in ("m", "m2", "q", "h", "e"))
    vague = bare and re.search(rf"{_YEAR}年?前", match[0]) if closes else groups.get("ae")
    return Certainty.DOUBTFUL if vague else Certainty.CERTAIN


def _duration(match: re.Match[str], span: Span) -> Period | None:
    number = match["n"]
    value = numbers.arabic(number) if number[0].isdigit() else Decimal(numbers.chinese(number) or 0)
    unit = match["unit"]
    certainty = Certainty.DOUBTFUL if match["about"] or match["left"] else Certainty.CERTAIN
    if unit == "年半":
        months = value * 12 + 6
    elif unit == "年":
        months = value * 12
    elif unit == "月":
        months = value
    else:
        months, certainty = round(value / Decimal("30.4375")) * Decimal(1), Certainty.DOUBTFUL
    if months != int(months) or not 0 < months <= 600:
        return None
    return Period(None, None, int(months), None, certainty, span)


def _with_remark(found: Period, remark: Period | None) -> Period:
    """Join `2年(2021-2022)`: dates from the one, the duration from the other; two sets of dates are doubtful."""
    if remark is None:
        return found
    if found.start is None and found.finish is None and found.duration_months:
        return _joined(remark, found.duration_months, found.span)
    if remark.duration_months and remark.start is None and remark.finish is None:
        return _joined(found, remark.duration_months, found.span)
    return Period(found.start, found.finish, found.duration_months, found.precision, Certainty.DOUBTFUL, found.span)


def _joined(dates: Period, months: int, span: Span) -> Period:
    """Dates with a duration stated beside them; doubtful where the duration does not fit between the dates."""
    certainty = dates.certainty
    if dates.start and dates.finish:
        longest = (dates.finish.year - dates.start.year) * 12 + dates.finish.month - dates.start.month + 1
        slack = {Precision.YEAR: 23, Precision.HALF: 11, Precision.QUARTER: 5}.get(dates.precision or Precision.DAY, 2)
        if not longest - slack <= months <= longest + 1:
            certainty = Certainty.DOUBTFUL
    return Period(dates.start, dates.finish, months, dates.precision, certainty, span)


def _plan_period(text: str, span: Span) -> Period | None:
    """`十四五期间`: the years of that plan, doubtful since a plan's years are seldom a project's."""
    name = re.sub(r"期间|时期|[“”\"]", "", text)
    for row in reference.rows("plan_periods"):
        if row["words"] == name:
            first, last = date(int(row["start_year"]), 1, 1), date(int(row["end_year"]), 12, 31)
            return Period(first, last, None, Precision.YEAR, Certainty.DOUBTFUL, span)
    return None


def _interval(match: re.Match[str], name: str, year: str | None = None) -> _Interval | None:
    groups = match.groupdict()
    stated = int(year or groups[f"{name}y"])
    month = groups.get(f"{name}m") or groups.get(f"{name}m2")
    day = groups.get(f"{name}d") or groups.get(f"{name}d2")
    if month and day:
        return _day(stated, int(month), int(day))
    if month:
        return _months(stated, int(month), int(month), Precision.MONTH)
    if groups.get(f"{name}q"):
        quarter = next(i for c in groups[f"{name}q"] for i in [_quarter(c)] if i)
        return _months(stated, quarter * 3 - 2, quarter * 3, Precision.QUARTER)
    if groups.get(f"{name}h"):
        first = 1 if groups[f"{name}h"].startswith("上") else 7
        return _months(stated, first, first + 5, Precision.HALF)
    return _months(stated, 1, 12, Precision.YEAR)


def _quarter(character: str) -> int:
    return {"一": 1, "二": 2, "三": 3, "四": 4}.get(character) or (int(character) if character.isdigit() else 0)


def _day(year: int, month: int, day: int) -> _Interval | None:
    if day > calendar.monthrange(year, month)[1]:
        return None
    moment = date(year, month, day)
    return _Interval(moment, moment, Precision.DAY)


def _months(year: int, first: int, last: int, precision: Precision) -> _Interval:
    after = date(year + last // 12, last % 12 + 1, 1)
    return _Interval(date(year, first, 1), after - timedelta(days=1), precision)
