"""Columns of raw cells -> columns of values with their evidence: all but the words of the contents (`contents.py`)."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial

import polars as pl

from etl.contract.detail import Detail
from etl.contract.findings import Finding
from etl.contract.schemas import WAN
from etl.contract.values import Certainty, Doubt, Period, Region, Span
from etl.parse import kind, region
from etl.parse.money import find_total, parse_money
from etl.parse.period import parse_date_cell, parse_period
from etl.parse.project import identities, normal_code
from etl.parse.words import SPACES, clean, cleaned, key, keys
from etl.rows.buffer import Answer, Buffer, Step, distinct, item_of

REQUIRED = ("seq", "type", "nature", "period", "location", "content", "total_investment", "implementing_unit")
"""Fields whose empty cell is a finding, where the table has their column."""

_RIVALLED = {
    "total_investment": "total_investment_wan",
    "period": "period_raw",
    "planned_start": "period_raw",
    "planned_finish": "period_raw",
}
_TARGETS = {
    "type": "nature",
    "period": "period_raw",
    "location": "location_raw",
    "content": "content_raw",
    "total_investment": "total_investment_wan",
}
_PERIOD = (
    "planned_start", "planned_finish", "plan_precision", "start_year", "end_year", "duration_months", "period_raw",
)  # fmt: skip
_PERIOD_COLUMNS = ("period", "planned_start", "planned_finish")
_PLACE = ("region_id", "region_name", "region_level", "county_code")
_LETTERED = re.compile(r"^[A-Za-z]{1,4}[-—–]?0*(?=\d)")
"""Letters before a serial number: XM-01."""
_PLAIN_AMOUNT = r"^(?:[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(?:\.[0-9]{1,6})?$"
_PLAIN_SERIAL = r"^[0-9]{1,9}$"


def check_cells(reading: Buffer) -> None:
    """Cells that are empty or left over, and rows that were put together."""
    names = [name for name in REQUIRED if reading.has(name) and reading.header(name) not in reading.context.empty]
    is_empty = pl.DataFrame({name: reading.raw(name) for name in names}).select(pl.all().str.strip_chars(SPACES) == "")
    for name in names:
        for at in is_empty[name].arg_true():
            reading.doubt(Step.CELLS, at, name, [Doubt("missing_cell", "")])
            reading.doubtful[at].add(_TARGETS.get(name, name))
    for at, row in reading.rows.odd.items():
        if row.strays or row.joined:
            reading.doubt(Step.CELLS, at, None, [Doubt("extra_cell", stray) for stray in row.strays])
            reading.doubt(Step.CELLS, at, None, [Doubt("cell_joined", piece) for piece in row.joined])
        if row.is_joined:
            name = clean(reading.cells("name")[at])
            reading.doubt(Step.CELLS, at, "name", [Doubt("row_joined_over_page", name)])
    _check_rivals(reading)


def _check_rivals(reading: Buffer) -> None:
    """Where two columns could state one value (总投资 beside 估算总投资), it is doubtful unless they agree."""
    for index, column in enumerate(reading.context.table.columns):
        target = _RIVALLED.get(column.rival or "")
        if column.rival is None or target is None:
            continue
        for at, other in enumerate(reading.cells(column.rival)):
            cell = reading.column(index)[at]
            if cell.strip() and key(cell) != key(other):
                reading.doubtful[at].add(target)


def read_names(reading: Buffer) -> None:
    """Names and units; rows without a name cannot be registered and are left out from here on."""
    names = cleaned(reading.raw("name"))
    is_named = names.str.len_chars() >= 2
    for at in (~is_named).arg_true():
        raw = " | ".join(reading.rows.words(at))
        reading.doubt(Step.NAMES, at, "name", [Doubt("missing_name", raw)])
    if not is_named.all():
        reading.keep(is_named.arg_true().to_list())
        names = names.filter(is_named)
    units = _filled(cleaned(reading.raw("implementing_unit")))
    reading.values |= {"name": names, "implementing_unit": units}
    reading.name_keys = keys(names)
    reading.whole_cells(Step.NAMES, "name", "name", names)
    reading.whole_cells(Step.NAMES, "implementing_unit", "implementing_unit", units)


def _filled(cells: pl.Series) -> pl.Series:
    """Cells, None where they are empty."""
    return pl.select(pl.when(cells != "").then(cells)).to_series()


def read_serials(reading: Buffer) -> None:
    """Serial numbers as stated."""
    cells = reading.raw("seq")
    is_plain = cells.str.contains(_PLAIN_SERIAL)
    others = (~is_plain).arg_true()
    found: list[int | None] = []
    for at, cell in zip(others, cells.gather(others), strict=True):
        raw = key(cell).rstrip(".、")
        raw = raw if raw.isdecimal() else _LETTERED.sub("", raw)
        found.append(int(raw) if raw.isdecimal() and len(raw) < 10 else None)
        if raw and found[-1] is None:
            reading.doubt(Step.SERIAL, at, "seq", [Doubt("serial_unreadable", cell)])
            reading.doubtful[at].add("seq")
    numbers = pl.select(pl.when(is_plain).then(cells)).to_series().cast(pl.Int64)
    reading.values["seq"] = numbers.scatter(others, pl.Series(found, dtype=pl.Int64))


def read_natures(reading: Buffer) -> None:
    """Nature, and the sector where a cell states it (else None: `contents.py` judges by the words)."""
    given = distinct(*(reading.raw(name) for name in ("nature", "type", "sector")))
    reading.look_up(Step.NATURE, given, ("nature",), partial(_nature, reading))
    reading.look_up(Step.SECTOR, given, ("sector", "sector_rule"), partial(_stated_sector, reading))


def _nature(reading: Buffer, cells: tuple[str, str, str]) -> Answer:
    stated, general, _ = cells
    column, raw = ("nature", stated) if stated.strip() else ("type", general)
    nature = kind.parse_nature(raw)
    if nature:
        return Answer((nature,), reading.item(column, "nature", _inside(raw), nature))
    if raw.strip() and not _stated(cells):
        return Answer((None,), None, [(column, Doubt("unknown_nature", raw))], ["nature"])
    return Answer((None,))


def _stated(cells: tuple[str, str, str]) -> str | None:
    nature, general, sector = cells
    return next((found for raw in (sector, general, nature) if (found := kind.parse_stated_sector(raw))), None)


def _stated_sector(reading: Buffer, cells: tuple[str, str, str]) -> Answer:
    sector = _stated(cells)
    if sector is None:
        return Answer((None, None))
    column, raw = ("sector", cells[2]) if kind.parse_stated_sector(cells[2]) else ("type", cells[1])
    item = reading.item(column, "sector", _inside(raw), sector) if raw.strip() else None
    return Answer((sector, "stated"), item)


def _inside(raw: str) -> Span:
    """All of a cell but the spaces around."""
    return Span(len(raw) - len(raw.lstrip()), len(raw.rstrip()))


def read_periods(reading: Buffer) -> None:
    """Periods, from one column or from those of start and finish."""
    given = distinct(*(reading.raw(name) for name in _PERIOD_COLUMNS))
    places = tuple(reading.context.table.index(name) for name in _PERIOD_COLUMNS)
    reading.look_up(Step.PERIOD, given, _PERIOD, partial(_period, places))


@lru_cache(maxsize=16384)
def _period(places: tuple[int | None, ...], cells: tuple[str, str, str]) -> Answer:
    """What the cells of `_PERIOD_COLUMNS`, which stand at `places` in the table, say together."""
    raw = cells[0]
    period, found = parse_period(raw) if raw.strip() else (None, ())
    doubts = [("period", doubt) for doubt in found]
    doubtful = []
    if raw.strip() and (period is None or period.certainty is Certainty.DOUBTFUL):
        doubtful.append("period_raw")
    place = places[0]
    for name, cell, own in zip(_PERIOD_COLUMNS[1:], cells[1:], places[1:], strict=True):
        if cell.strip():
            period, place = _merge_date(period, name, cell, doubts, doubtful), own
    shown = raw.strip()
    item = item_of(place, "period_raw", period.span, shown, certainty=period.certainty) if period else None
    if period and period.certainty is Certainty.DOUBTFUL:
        doubtful.append("period_raw")
    words_read = (re.sub(r"\s*\n\s*", "", shown) if "\n" in shown else shown) or None
    return Answer((*_dates(period), words_read), item, doubts, doubtful)


def _merge_date(
    period: Period | None, name: str, cell: str, doubts: list[tuple[str, Doubt]], doubtful: list[str]
) -> Period | None:
    found, more = parse_date_cell(cell, finish=name == "planned_finish")
    doubts += [(name, doubt) for doubt in more]
    if found is None or found.certainty is Certainty.DOUBTFUL:
        doubtful.append(name)
    if found is None or period is None:
        return found or period
    start = found.start or period.start
    finish = found.finish or period.finish
    if start and finish and finish < start:
        doubts.append((name, Doubt("period_reversed", cell)))
        doubtful.append(name)
        return period
    precision = period.precision or found.precision
    return Period(start, finish, period.duration_months, precision, period.certainty, found.span)


def _dates(period: Period | None) -> tuple[date | str | int | None, ...]:
    if period is None:
        return (None,) * (len(_PERIOD) - 1)
    start, finish = period.start, period.finish
    precision = period.precision.value if period.precision else None
    years = (start.year if start else None, finish.year if finish else None)
    return (start, finish, precision, *years, period.duration_months)


def read_places(reading: Buffer) -> None:
    """Regions, by the place's cell; by the row's other words or the document's region where that does not do."""
    counties, locations = reading.raw("county"), reading.raw("location")
    by_county = counties.str.strip_chars(SPACES) != ""
    places = pl.select(pl.when(by_county).then(counties).otherwise(locations)).to_series()
    columns = pl.select(pl.when(by_county).then(pl.lit("county")).otherwise(pl.lit("location"))).to_series()
    given = distinct(places)
    telling = pl.Series([_tells(raw, reading.context.region_id) for (raw,) in given.keys], dtype=pl.Boolean)
    is_told = telling.gather(given.codes)
    names, units = (
        pl.select(pl.when(is_told).then(pl.lit("")).otherwise(reading.raw(name))).to_series()
        for name in ("name", "implementing_unit")
    )
    reading.look_up(Step.PLACE, distinct(columns, places, names, units), _PLACE, partial(_place, reading))
    reading.values["location_raw"] = _filled(cleaned(locations))
    _compare_places_with_names(reading)


_Words = tuple[str, str, str, str]
"""Column and words of a place; name and unit of the project, where they can matter."""


def _tells(raw: str, within: str | None) -> bool:
    """Whether a cell names a place by itself, in whatever row it stands."""
    if within is None or not raw.strip():
        return False
    place, _ = region.resolve_place(raw, within)
    is_wide = place is not None and place.region_id == within and not region.is_county(within)
    return place is not None and not (is_wide and region.township(raw))


def _place(reading: Buffer, words: _Words) -> Answer:
    column, raw, name, unit = words
    within = reading.context.region_id
    own = region.named_within((clean(name), unit), within)
    place, found = region.resolve_place(raw, within or own) if raw.strip() else (None, ())
    doubts = [(column, doubt) for doubt in found]
    certainty = Certainty.CERTAIN
    if place is None and (own or within):  # by the row's own words or the document's region
        place = region.region(own or within or "")
        is_certain = _is_in_county(reading, place.county_code, clean(name), unit)
        certainty = Certainty.CERTAIN if is_certain else Certainty.DOUBTFUL
    elif place and place.region_id == within and not region.is_county(within) and region.township(raw):
        narrower = own if own and own != within and region.is_county(own) else None
        place = region.region(narrower or within)
        certainty = Certainty.CERTAIN if narrower else Certainty.DOUBTFUL
        if not narrower:
            doubts.append((column, Doubt("place_unresolved", raw, Detail("no_county"))))
    doubtful = ["region_id"] if place is None or certainty is Certainty.DOUBTFUL else []
    item = None
    if place and raw.strip():
        item = reading.item(column, "region_id", Span(0, len(raw)), place.region_id, certainty=certainty)
    return Answer(_region_values(place), item, doubts, doubtful)


def _region_values(place: Region | None) -> tuple[str | None, ...]:
    return (place.region_id, place.name, place.level, place.county_code) if place else (None,) * len(_PLACE)


def _is_in_county(reading: Buffer, code: str, name: str, unit: str) -> bool:
    """Whether a row of a list without a column for places can only lie in this county.

    The document is the county's own, or the project's name says the county and its unit says no other.
    """
    within = reading.context.region_id
    if reading.has("county") or reading.has("location") or not region.is_county(code):
        return False
    if reading.context.region_is_stated and code == within:
        return True
    stated = region.named_within((unit,), within)
    is_named = region.named_within((name,), within) == code
    return within is not None and is_named and stated in (None, code, within)


def _compare_places_with_names(reading: Buffer) -> None:
    """The township or the county that a name says must be that of the place."""
    cells, names = reading.raw("location"), reading.values["name"]
    given = distinct(cells)
    townships = pl.Series([region.township(cell) for (cell,) in given.keys], dtype=pl.String).gather(given.codes)
    elsewhere: set[int] = set()
    for at in townships.is_not_null().arg_true():
        stated, named = townships[at], region.township(names[at])
        if named and named != stated:
            elsewhere.add(at)
            detail = Detail("name_says_place_says", name=named, place=stated)
            reading.doubt(Step.PLACE, at, "location", [Doubt("place_differs_from_name", cells[at], detail)])
    codes, shown = (pl.Series(reading.values[column]) for column in ("county_code", "region_name"))
    said = region.mentions(reading.name_keys, reading.context.region_id)
    said = said.with_columns(code=codes.gather(said["at"])).drop_nulls("code")
    for words, code, rows in said.group_by("words", "code", maintain_order=True).agg("at").iter_rows():
        others = [other for other in region.mentioned(words, reading.context.region_id) if not _agree(code, other)]
        for at, other in ((at, other) for at in rows if others and at not in elsewhere for other in others):
            detail = Detail("name_says_place_says", name=region.places()[other].name, place=shown[at])
            reading.doubt(Step.PLACE, at, "location", [Doubt("place_differs_from_name", cells[at], detail)])


def _agree(one: str, other: str) -> bool:
    """Whether one region is the other, or lies in it."""
    return region.is_below(one, other) or region.is_below(other, one)


def read_amounts(reading: Buffer) -> None:
    """Total investment in 万元: plain numbers of a column in 万元 as a column, all else cell by cell."""
    index = reading.context.table.index("total_investment")
    if index is None:
        _read_totals_in_words(reading)
        return
    unit = reading.context.table.columns[index].unit or reading.context.table.unit
    raw = reading.rows.cells[index]
    odd = reading.rows.odd
    merged = [at for at, row in odd.items() if index in row.repeats or index in row.shared]
    is_plain = raw.str.contains(_PLAIN_AMOUNT) & (unit == "万元")
    is_plain = is_plain.scatter(merged, False) if merged else is_plain
    amounts = pl.select(pl.when(is_plain).then(raw.str.replace_all(",", "", literal=True))).to_series().cast(WAN)
    plain = is_plain.arg_true()
    ends = raw.gather(plain).str.len_chars()
    reading.evident_all(
        Step.MONEY, "total_investment", "total_investment_wan", plain,
        start=ends * 0, end=ends, value=amounts.gather(plain).cast(pl.String),
    )  # fmt: skip
    others = (~is_plain).arg_true()
    values = [_read_amount(reading, at, raw[at], index, unit) for at in others]
    reading.values["total_investment_wan"] = amounts.scatter(others, pl.Series(values, dtype=WAN))


def _read_amount(reading: Buffer, at: int, raw: str, index: int, unit: str | None) -> Decimal | None:
    name, target = "total_investment", "total_investment_wan"
    if not raw.strip():
        return None
    odd = reading.rows.odd.get(at)
    if odd and index in odd.repeats:  # the amount of several rows stands at the first of them
        reading.doubt(Step.MONEY, at, name, [Doubt("merged_amount", raw, Detail("amount_in_first_row"))])
        reading.doubtful[at].add(target)
        return None
    money, doubts = parse_money(raw, unit)
    for doubt in doubts:
        if doubt.type == "unit_not_stated":  # true of the column, so said once
            place = (reading.context.table_no, None, reading.header(name), reading.context.table.line)
            reading.found(Step.MONEY, at, Finding(doubt.type, "", None, *place))
        else:
            reading.doubt(Step.MONEY, at, name, [doubt])
    if money is None:
        reading.doubtful[at].add(target)
        return None
    certainty = money.certainty
    if odd and index in odd.shared:
        reading.doubt(Step.MONEY, at, name, [Doubt("merged_amount", raw, Detail("amount_of_merged_rows"))])
        certainty = Certainty.DOUBTFUL
    reading.evident(Step.MONEY, at, reading.item(name, target, money.span, money.wan, money.qualifier, certainty))
    return money.wan


def _read_totals_in_words(reading: Buffer) -> None:
    """Totals that only the words of the contents state (总投资8500万元), where the list has no column for them."""
    totals = [find_total(raw) if "总投资" in raw else None for raw in reading.cells("content")]
    reading.values["total_investment_wan"] = [stated.wan if stated else None for stated in totals]
    for at, (raw, stated) in enumerate(zip(reading.cells("content"), totals, strict=True)):
        if stated:
            words_read = raw[stated.span.start : stated.span.end]
            reading.doubt(Step.MONEY, at, "content", [Doubt("doubtful_money", words_read, Detail("from_contents"))])
            target = "total_investment_wan"
            item = reading.item("content", target, stated.span, stated.wan, stated.qualifier, stated.certainty)
            reading.evident(Step.MONEY, at, item)


def read_codes(reading: Buffer) -> None:
    """Codes in their normal form; what is no code of the platform is kept as written, and said."""
    found: list[str | None] = [None] * len(reading)
    for at, raw in enumerate(reading.cells("code") if reading.has("code") else ()):
        code = normal_code(raw)
        if code is None and key(raw).strip("-/无"):
            reading.doubt(Step.CODE, at, "code", [Doubt("code_invalid", raw)])
            reading.doubtful[at].add("project_code")
        found[at] = code or key(raw).upper() or None
    reading.values["project_code"] = found


def identify(reading: Buffer) -> None:
    """What a report is known by: its document, table and row, and the project that it is of."""
    context = reading.context
    numbers = reading.rows.numbers
    before = f"{context.document_id[:12]}-{context.table_no}-"
    reading.values |= {
        "report_id": [f"{before}{number}" for number in numbers],
        "document_id": pl.repeat(context.document_id, len(reading), eager=True),
        "table_no": pl.repeat(context.table_no, len(reading), eager=True),
        "row_no": numbers,
        "project_id": identities(pl.Series(reading.values["region_id"]), reading.name_keys),
    }
