"""Words of a progress sheet: the month that it reports, the status of a project, the physical progress in per cent."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from etl.contract import reference
from etl.parse import numbers
from etl.parse.words import key

_YEAR_MONTH = (
    r"(?P<y>20\d\d)(?:年度?|[./-])(?:(?:(?<!-)|(?=0?1-\d\d?月))0?1月?[-~至])?第?(?P<m>1[0-2]|0?[1-9])(?![\d季])"
)
"""2023年5月, 2023.05, 2023年1-5月."""
_SPELLED_MONTH = re.compile(
    r"(?<![一二三四五六七八九十])(?P<n>十[一二]?|[一二三四五六七八九])(?=月份|月[^底初末])"
    r"|(?<=[年至止到])(?P<of>十[一二]?|[一二三四五六七八九])(?=月)"
)
_ALONE = re.compile(rf"{_YEAR_MONTH}(?:月份?)?(?:[./-]?(?:3[01]|[12]\d|0?[1-9])日?)?")
_COMPACT = re.compile(r"(?P<y>20\d\d)(?P<m>1[0-2]|0[1-9])")
_LAST_MONTHS = {"上": 6, "下": 12, "全": 12, "一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
"""Letter of a half or a quarter of a year -> its last month."""
_BARE_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_IN_PER_CENT = re.compile("[^,;。]*%[^,;。]*[,;。]?")
"""A clause that tells a per cent, which is no status: 因雨停工,进度61%."""
_CLAUSE_MARK = re.compile("[,;。]")
_LONGEST_STATUS = 24
_CLAUSES = re.compile("[,;。]")
"""What parts a status from a plan or a share: 在建,完成70%."""


def _words(role: str) -> str:
    """A pattern of the words of a role in `progress_words.csv`."""
    return f"(?:{reference.words_of('progress_words', role).pattern})"


def _word(role: str) -> re.Pattern[str]:
    return reference.words_of("progress_words", role)


# --- the month of a sheet ----------------------------------------------------------------------------------------


@cache
def _labelled() -> re.Pattern[str]:
    """报告月份:2023年5月."""
    return re.compile(rf"{_words('month_label')}[:为到]?{_YEAR_MONTH}")


@cache
def _told_behind() -> re.Pattern[str]:
    """2023年5月份养老项目调度表."""
    return re.compile(rf"{_YEAR_MONTH}月?份?[^,;。]{{0,40}}?{_words('told')}")


@cache
def _told_before() -> re.Pattern[str]:
    """项目进展情况(2023年5月), 项目调度2023.05."""
    before = rf"{_words('told')}[^,;。]{{0,20}}?(?<!日期:)(?<!时间:)"
    by_point = r"(?:(?<=[./-]\d)|(?<=[./-]\d\d))(?![./-]?\d)"
    return re.compile(rf"{before}{_YEAR_MONTH}(?:月|{by_point})")


@cache
def _told_until() -> re.Pattern[str]:
    """2023年项目进展情况(截至5月底)."""
    month = r"(?P<m>1[0-2]|[1-9])月(?:[底末]|\d{1,2}日)"
    return re.compile(rf"(?P<y>20\d\d)年?[^,;。]{{0,40}}?{_words('told')}[^,;。]{{0,12}}?截[止至]到?{month}")


_NAMING = (_told_behind, _told_before, _told_until)
"""How a title names a year and a month, in the order in which they are tried."""


_PART_OF_YEAR = r"(?P<y>20\d\d)年?度?(?P<part>[上下]半年|(?:第?|前)[一二三四1-4]季度|全年)"


@cache
def _part_told_behind() -> re.Pattern[str]:
    """2023年上半年项目进度, 2023年第一季度项目进度."""
    return re.compile(rf"{_PART_OF_YEAR}[^,;。]{{0,40}}?{_words('told')}")


@cache
def _part_told_before() -> re.Pattern[str]:
    """项目进度表(2023年第一季度)."""
    return re.compile(rf"{_words('told')}[^,;。]{{0,20}}?{_PART_OF_YEAR}")


@cache
def _without_year() -> re.Pattern[str]:
    """5月份项目进度表: the year is that of the date beside it."""
    month = r"(?<![\d年./~至-])(?:1月?[-~至])?(?P<m>1[0-2]|[1-9])月份?(?!\d)"
    return re.compile(rf"{month}[^,;。\d]{{0,20}}?{_words('told_without_year')}")


@cache
def _filled_in_on() -> re.Pattern[str]:
    """填报日期:2023年6月3日."""
    return re.compile(rf"{_words('filled_in')}:?{_YEAR_MONTH}月")


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def find_month(texts: Iterable[str]) -> date | None:
    """Last day of the month that the words around a sheet name; labelled words come before titles. None: not said."""
    compared = _compared(texts)
    labelled = _first(_labelled(), compared)
    if labelled:
        return _end_of(labelled)
    for naming in _NAMING:
        named = _first(naming(), compared)
        if named and not _is_of_printing(named):
            return _month_before(_end_of(named), compared)
        if named and len(alone := _alone(compared)) == 1:
            return _last_until(_end_of(named), alone.pop())
    filled_in = _filled_in(compared)
    if filled_in and _first(_without_year(), compared):
        return _month_before(filled_in, compared)
    part = _first(_part_told_behind(), compared) or _first(_part_told_before(), compared)
    return month_end(int(part["y"]), _LAST_MONTHS[part["part"].lstrip("第前")[0]]) if part else None


_DAY_BEHIND = re.compile(r"(?P<day>3[01]|[12]\d|0?[1-9])日(?!.{0,2}[止底])")
_DAY_OF_DATE = re.compile(r"[./-](?P<day>3[01]|[12]\d|0?[1-9])(?!\d)")
_UNTIL = re.compile(r"(?:截[止至]|统计)[^\d]{0,4}$")
_LAST_DAYS = 25


def _is_of_printing(named: re.Match[str]) -> bool:
    """Whether a title has a day that may be that of its printing (2023年6月3日, 2023-06-03): no end of a month."""
    day = _DAY_BEHIND.match(named.string, named.end()) or _DAY_OF_DATE.match(named.string, named.end("m"))
    return day is not None and int(day["day"]) < _LAST_DAYS and not _UNTIL.search(named.string[: named.start("y")])


def find_month_of_columns(headers: Iterable[str], year: int | None) -> date | None:
    """Last day of the month up to which columns tell what was done (2026年1-9月完成投资, 截至9月底累计完成).

    `year`: the one that holds where a header names a month alone. None: no header names one, or they name several.
    """
    found = (_first(_done_until(), [text]) for text in _compared(headers))
    ends = {(int(one["y"]) if one["y"] else year, int(one["m"])) for one in found if one}
    if len(ends) != 1:
        return None
    of_year, month = ends.pop()
    return month_end(of_year, month) if of_year else None


@cache
def _done_until() -> re.Pattern[str]:
    """2026年1-9月完成投资, 1-9月累计完成投资, 截至2026年9月底完成投资, 9月份完成投资."""
    return re.compile(
        rf"(?<!\d)(?:(?P<y>20\d\d)年?度?)?(?:0?1月?[-~至])?(?P<m>1[0-2]|[1-9])月[份底末]?{_words('done_until')}"
    )


@cache
def _alone_named() -> tuple[re.Pattern[str], ...]:
    """A month without a year: 5月份项目进度表, 调度表(5月), 月报——5月, 截至5月底, or 5月 and nothing else."""
    month = r"(?:0?1月?[-~至])?(?P<m>1[0-2]|0?[1-9])月"
    return (
        _without_year(),
        re.compile(rf"(?:{_words('told')}[^,;。\d]{{0,12}}|表|汇总|项目)\({month}份?\)"),
        re.compile(rf"(?:{_words('told')}[^,;。\d]{{0,12}}|[报表])-{{1,2}}{month}份?(?![-~至])"),
        re.compile(rf"{_words('month_alone')}{month}"),
        re.compile(rf"(?<![年./-])截[止至]到?{month}(?:底|末|\d\d?日)"),
        re.compile(rf"{month}份?$"),
    )


def months_alone(texts: Iterable[str]) -> set[int]:
    """The months that texts name without a year as those that are reported."""
    return _alone(_compared(texts))


def _alone(compared: Sequence[str]) -> set[int]:
    *inside, whole = _alone_named()
    found = [match for pattern in inside for text in compared for match in pattern.finditer(text)]
    found += [match for text in compared if (match := whole.match(text))]
    return {int(match["m"]) for match in found}


_NAMED_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|[./-]\d)")
_NAMED_DAY = re.compile(r"(?<!\d)(20\d\d)[年./-](1[0-2]|0?[1-9])[月./-](?:3[01]|[12]\d|0?[1-9])(?!\d)")


def years_named(texts: Iterable[str]) -> set[int]:
    """The years that texts name."""
    return {int(year) for text in _compared(texts) for year in _NAMED_YEAR.findall(text)}


def month_in(year: int, month: int, texts: Iterable[str]) -> date | None:
    """The last day of a month of a year; None where texts are of an earlier day: it is another year's."""
    days = {(int(y), int(m)) for text in _compared(texts) for y, m in _NAMED_DAY.findall(text)}
    return None if any(day < (year, month) for day in days) else month_end(year, month)


_FILE_MONTH = re.compile(
    rf"(?<!\d){_YEAR_MONTH}(?:月份?)?+(?![./-]?\d)|(?<!\d)(?P<cy>20\d\d)(?P<cm>1[0-2]|0[1-9])(?!\d)"
)
_FILE_MONTH_ALONE = re.compile(r"(?<![\d./年-])(?:1月?[-~至])?(?P<m>1[0-2]|0?[1-9])月(?!\d)")
_FILE_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def month_of_file_name(stem: str) -> tuple[int | None, int | None]:
    """The year and the month that the name of a file says; None for what it does not, or says twice. Days are none."""
    (text,) = _compared([stem])
    both = {(int(one["y"] or one["cy"]), int(one["m"] or one["cm"])) for one in _FILE_MONTH.finditer(text)}
    if len(both) == 1:
        return both.pop()
    years = {int(year) for year in _FILE_YEAR.findall(text)}
    months = {int(one["m"]) for one in _FILE_MONTH_ALONE.finditer(text)}
    return (years.pop() if len(years) == 1 else None, months.pop() if len(months) == 1 and not both else None)


@cache
def _issue() -> re.Pattern[str]:
    """项目建设月报 2025年第12期."""
    return re.compile(rf"{_words('monthly')}[^,;。\d]{{0,12}}(?P<y>20\d\d)年?第?(?P<m>1[0-2]|0?[1-9])期")


def find_issue(texts: Iterable[str]) -> date | None:
    """Last day of the month that the number of a monthly report's issue may mean."""
    match = _first(_issue(), _compared(texts))
    return _end_of(match) if match else None


def _first(pattern: re.Pattern[str], texts: Iterable[str]) -> re.Match[str] | None:
    """Where a pattern is found in the first text that holds it."""
    return next((match for text in texts if (match := pattern.search(text))), None)


def _end_of(match: re.Match[str]) -> date:
    """The last day of the month that a match of `_YEAR_MONTH` names."""
    return month_end(int(match["y"]), int(match["m"]))


def find_filled_in(texts: Iterable[str]) -> date | None:
    """Last day of the month in which a sheet says that it was filled in: the month that it reports, or the next."""
    return _filled_in(_compared(texts))


def _filled_in(compared: list[str]) -> date | None:
    match = _first(_filled_in_on(), compared)
    return _end_of(match) if match else None


def find_printed(texts: Iterable[str]) -> date | None:
    """Last day of the month of a day beside a title, of its printing: the month that it reports, or the next."""
    compared = _compared(texts)
    match = _first(_told_before(), compared) or _first(_told_behind(), compared)
    return _end_of(match) if match else None


def _compared(texts: Iterable[str]) -> list[str]:
    """Texts in the form in which months are looked for: those that are spelled out in figures."""
    figures = [numbers.dates_in_figures(key(text)) for text in texts]
    return [_SPELLED_MONTH.sub(lambda match: str(numbers.chinese(match[0])), text) for text in figures]


def _month_before(found: date, compared: list[str]) -> date:
    """The month that a title names without a year, the last one up to the date that was found; else that month."""
    match = _first(_without_year(), compared)
    return _last_until(found, int(match["m"]) if match else found.month)


def _last_until(day: date, month: int) -> date:
    """The last day of a month, of the last one up to a day's."""
    return month_end(day.year if month <= day.month else day.year - 1, month)


@lru_cache(maxsize=4096)
def parse_month(raw: str) -> date | None:
    """Last day of the month that a cell or a sheet's name states and nothing else (2023年5月, 2023-05, 202305)."""
    text = key(raw)
    match = _ALONE.fullmatch(text) or _COMPACT.fullmatch(text)
    return _end_of(match) if match else None


# --- the status of a project -------------------------------------------------------------------------------------


@cache
def _done_in_part() -> re.Pattern[str]:
    """A part of the project is finished (主体完工, 4处已投用), or all of it is not yet (即将完工): it is under way."""
    done = _words("done") + "+"
    so_many = rf"{done}[^,;。]{{0,6}}?{_words('so_much')}"  # 建成管网5公里
    return re.compile(
        f"(?:{_words('part')}|{_words('some')})[^,;。]{{0,8}}?{done}(?:{_words('so_much')})?|{so_many}|{_words('nearly')}{done}"
    )


@cache
def _some_done() -> re.Pattern[str]:
    return re.compile(f"[^,;。]*{_words('some')}[^,;。]{{0,8}}?{_words('done')}+[^,;。]*")


def is_of_some(raw: str) -> bool:
    """Whether words say of nothing but so many that they are finished (4处已投用), which may be all of them."""
    return _some_done().fullmatch(key(raw)) is not None


def says_done(raw: str) -> bool:
    """Whether the words of a date that is to come say that it has come: 已竣工验收, 2025年12月已完工."""
    return "已" in key(raw) and parse_status(raw) == "completed"


@lru_cache(maxsize=4096)
def parse_status(raw: str) -> str | None:
    """The status that a short cell states: completed, under_way, not_started, suspended, cancelled; None: not said."""
    text = _IN_PER_CENT.sub("", key(raw))
    words = {row["word"]: row["status"] for row in reference.rows("progress_status")}
    if text in words:
        return words[text]
    if not text or len(text) > _LONGEST_STATUS:
        return None
    not_yet = _word("not_yet")
    text = ",".join(clause for clause in _CLAUSES.split(text) if not not_yet.search(clause))
    rest = _done_in_part().sub("", text)
    said = set(_status_words().findall(rest))
    found = next((status for word, status in words.items() if word in said), None)
    return found or ("under_way" if rest != text else None)


@cache
def _status_words() -> re.Pattern[str]:
    """Words of a status, the longer ones first: 施工许可 says nothing of 施工."""
    words = sorted((row["word"] for row in reference.rows("progress_status") if len(row["word"]) > 1), key=len)
    return re.compile("|".join(words[::-1]))


@lru_cache(maxsize=4096)
def denies(raw: str, status: str) -> bool:
    """Whether the words of a progress, read whole, tell of another status too: 停工（4月起），此前完成路基11公里."""
    text = key(raw)
    known = {row["word"]: row["status"] for row in reference.rows("progress_status")}
    said = {known[word] for word in _status_words().findall(_done_in_part().sub("", text))}
    if status == "under_way":
        return not said.isdisjoint({"suspended", "cancelled"})
    if status == "completed":
        return _word("not_all").search(text) is not None or bool(said - {"completed"}) or _is_of_a_part(text)
    return status == "not_started" and _word("work_seen").search(text) is not None


def _is_of_a_part(text: str) -> bool:
    """Whether a clause names what is finished, and not the project as a whole: 教学区竣工验收,运动场铺装."""
    done = [row["word"] for row in reference.rows("progress_status") if row["status"] == "completed"]
    clauses = _CLAUSE_MARK.split(text) if text else ()
    said = (
        (clause, min(at for word in done if (at := clause.find(word)) >= 0))
        for clause in clauses
        if any(word in clause for word in done)
    )
    return any(
        not _word("whole_front").fullmatch(clause[:at]) and not _word("whole_said").search(clause)
        for clause, at in said
    )


# --- physical progress ---------------------------------------------------------------------------------------------


@cache
def _per_cent() -> re.Pattern[str]:
    """项目形象进度已完成约60%."""
    return re.compile(rf"{_words('as_a_whole')}:?(?P<n>\d{{1,3}}(?:\.\d+)?)%(?:左右|以上)?")


@lru_cache(maxsize=4096)
def parse_progress_pct(raw: str) -> Decimal | None:
    """The percentage that the physical progress is said to be as a whole; None where it is a part's (装修 60%).

    Beside other words the one clause counts that names the whole (因雨停工，总体进度61%).
    """
    text = key(raw)
    match = _per_cent().fullmatch(text)
    if match is None:
        whole = [clause for clause in _CLAUSE_MARK.split(text) if _word("names_whole").search(clause)]
        match = _per_cent().fullmatch(whole[0]) if len(whole) == 1 else None
    return _within_a_hundred(Decimal(match["n"])) if match else None


@lru_cache(maxsize=4096)
def parse_bare_pct(raw: str) -> Decimal | None:
    """The percentage that a number without a sign is in a column of per cent.

    None for what is none, and for a part of one: 0.62 may be 62 % as well as less than one.
    """
    number = Decimal(key(raw)) if _BARE_NUMBER.fullmatch(key(raw)) else None
    return None if number is None or 0 < number <= 1 else _within_a_hundred(number)


def _within_a_hundred(value: Decimal) -> Decimal | None:
    return value if value <= 100 else None
