"""List rows -> project reports: every cell parsed, with its evidence, and what was doubtful as findings at the cell."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate
from operator import itemgetter
from typing import Any, NamedTuple

import polars as pl

from etl import schemas, tablecheck
from etl.extract.tables import SourceTable, TableRow
from etl.findings import Finding, Findings
from etl.frames import frame, types
from etl.identity import normal_code
from etl.listed import AT, ListReports
from etl.parallel import Alone, Crew, no_collection
from etl.parse import capacity, kind, region
from etl.parse.area import parse_area_cell, parse_areas
from etl.parse.money import find_total, parse_money
from etl.parse.period import parse_date_cell, parse_period
from etl.parse.words import clean, key, words
from etl.records import Area, CapacityEntry, Certainty, Doubt, Period, Qualifier, Span, TableKind

REQUIRED = ("seq", "type", "nature", "period", "location", "content", "total_investment", "implementing_unit")
"""Fields whose empty cell is a finding, where the table has their column."""

_CAPACITY_FIELDS = {
    "childcare_place": "childcare_places",
    "elder_bed": "elder_beds",
    "nursing_bed": "nursing_beds",
    "medical_care_bed": "medical_care_beds",
    "school_place": "school_places",
    "class": "classes",
    "other_bed": "other_beds",
}
_NO_CAPACITY = dict.fromkeys((*_CAPACITY_FIELDS.values(), "existing_beds"))
_RIVALLED = {
    "total_investment": "total_investment_wan",
    "period": "period_raw",
    "planned_start": "period_raw",
    "planned_finish": "period_raw",
}
_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "无"})
_NEW = ("新建", "拟新建", "计划新建", "项目新建", "规划新建")
_NOT_NEW = re.compile("扩建|改建|改造|提升|修缮|维修|原有|现有|续建|扩容|迁建")
_NUMBER_ALONE = re.compile(r"[\d０-９][\d０-９,，. ]*")
_CAPACITY_COLUMNS = {field: kind for kind, field in _CAPACITY_FIELDS.items()} | {"existing_beds": "elder_bed"}


@dataclass(frozen=True, slots=True)
class Context:
    """What the rows of one table have in common. `own`: row number -> table and row that it is read as instead.

    `unread`: values that a column which is not known may state; `fields`: what the columns mean; `empty`: headers of
    columns that hold nothing; `region_is_stated`: not derived from the rows.
    """

    document_id: str
    region_id: str | None
    table_no: int
    table: SourceTable
    findings: Findings
    own: Mapping[int, tuple[SourceTable, TableRow]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    fields: tuple[str, ...] = ()
    region_is_stated: bool = True
    empty: frozenset[str | None] = frozenset()


def warm() -> None:
    """Load what the grammars look up, so that a worker has it before its first rows come."""
    context = Context("", None, 1, SourceTable(TableKind.PROJECT_LIST, "", "", [], 0), Findings())
    read_rows(context, [])
    region.mentioned("市", None)
    parse_areas("建筑面积1平方米")
    capacity.parse_capacity("床位1张", None, existed_before=None)


def read_reports(context: Context, crew: Crew | None = None) -> ListReports:
    """Parse every data row of a project list; rows that cannot be registered become `rejected` and a finding.

    Rows are read one by one, large tables by several processes (`crew`); what depends on other rows comes after.
    """
    tablecheck.check_header(context.table, context.table_no, REQUIRED, context.findings)
    tablecheck.check_rows(context.table, context.table_no, context.findings)
    empty = {f.column for f in context.findings.of_table(context.table_no) if f.type == "empty_column"}
    context = replace(context, unread=tablecheck.unread_fields(context.table), empty=frozenset(empty))
    data = [row for row in context.table.rows if row.kind == "data"]
    read = _in_order(context, data, crew or Alone())
    for row in data:
        row.kind = "rejected"
    for at in read.places:
        data[at].kind = "project"
    for _, finding in read.findings:
        context.findings.add(finding)
    reports = ListReports([data[at] for at in read.places], read.reports, read.capacity, read.evidence)
    kept = _without_duplicates(context, reports)
    slips = [(data[at], field, slip) for at, field, slip in read.slips]
    tablecheck.check_names(context.table, context.table_no, slips, context.findings)
    return kept


def project_id(region_id: str | None, name: str) -> str:
    """Deterministic id of a project: its region and its name as compared (`words.key`)."""
    return "p" + hashlib.sha256(f"{region_id or ''}\x1f{key(name)}".encode()).hexdigest()[:12]


@dataclass(slots=True)
class ReadRows:
    """What some rows gave. `places`: indexes of the rows that are registered, one for each row of `reports`.

    `findings`, `slips`: index of the row and what was found (and in which field), in order. `AT` in `capacity` and
    `evidence` counts reports.
    """

    places: list[int]
    reports: pl.DataFrame
    capacity: pl.DataFrame
    evidence: pl.DataFrame
    findings: list[tuple[int, Finding]]
    slips: list[tuple[int, str, tablecheck.Slip]]


def _in_order(context: Context, data: list[TableRow], crew: Crew) -> ReadRows:
    """Read the rows of the table, and those that are read with columns of their own (corrections), in one order."""
    usual = (context.table, [], [])  # type: tuple[SourceTable, list[int], list[TableRow]]
    groups = {tuple(context.table.columns): usual}
    for at, row in enumerate(data):
        if (row.row_no or 0) in context.own:
            table, read_as = context.own[row.row_no or 0]
            _, places, rows = groups.setdefault(tuple(table.columns), (table, [], []))
        else:
            read_as, (_, places, rows) = row, usual
        places.append(at)
        rows.append(read_as)
    parts: list[ReadRows] = []
    for table, places, rows in groups.values():
        bare = replace(context, table=replace(table, rows=[], doubts=[]), findings=Findings(), own={})
        start = 0
        for part in crew.work(_read_packed, bare, [_pack(row) for row in rows]):
            size = part.places.pop()  # the number of rows that were read stands last
            _complete(part, table, rows[start : start + size])
            part.places = [places[start + at] for at in part.places]
            part.findings = [(places[start + at], finding) for at, finding in part.findings]
            part.slips = [(places[start + at], field, slip) for at, field, slip in part.slips]
            parts.append(part)
            start += size
    return _joined(parts)


def _joined(parts: Sequence[ReadRows]) -> ReadRows:
    """The parts as one, in the order of the rows."""
    before = 0
    for part in parts:
        for table in ("capacity", "evidence"):
            counted = getattr(part, table).with_columns((pl.col(AT) + before).cast(pl.UInt32))
            setattr(part, table, counted)
        before += len(part.places)
    places = [at for part in parts for at in part.places]
    findings = [found for part in parts for found in part.findings]
    slips = [slip for part in parts for slip in part.slips]
    reports, hanging, evidence = (
        pl.concat([getattr(part, table) for part in parts]) for table in ("reports", "capacity", "evidence")
    )
    order = sorted(range(len(places)), key=places.__getitem__)
    if order != list(range(len(places))):
        rank = pl.Series([0] * len(order), dtype=pl.UInt32).scatter(order, range(len(order)))
        reports = reports[order]
        hanging, evidence = (
            table.with_columns(rank.gather(table[AT]).alias(AT)).sort(AT, maintain_order=True)
            for table in (hanging, evidence)
        )
        places.sort()
        findings.sort(key=itemgetter(0))
        slips.sort(key=itemgetter(0))
    return ReadRows(places, reports, hanging, evidence, findings, slips)


_Packed = tuple[list[str], int, int | None] | TableRow


def _pack(row: TableRow) -> _Packed:
    """A row as it goes to a worker; most have nothing but their cells, which costs a tenth of the whole object."""
    plain = not (row.strays or row.joined or row.is_joined or row.shared or row.repeats)
    return (row.cells, row.line, row.row_no) if plain else row


def _read_packed(context: Context, packed: Sequence[_Packed]) -> ReadRows:
    rows = [TableRow("data", *row) if isinstance(row, tuple) else row for row in packed]
    read = read_rows(context, rows)
    read.places.append(len(rows))
    return read


def read_rows(context: Context, rows: Sequence[TableRow]) -> ReadRows:
    """Read rows of one table, each alone. `evidence` lacks the raw cell and its header, which `_complete` adds."""
    findings: list[tuple[int, Finding]] = []
    slips: list[tuple[int, str, tablecheck.Slip]] = []
    places: list[int] = []
    reports: list[_Read] = []
    known = region.names_around(context.region_id) if context.region_id else frozenset()
    context = replace(context, fields=tuple(column.field or "" for column in context.table.columns))
    with no_collection():
        for at, row in enumerate(rows):
            before = len(context.findings.items)
            report = _RowReader(context, row).read()
            findings += [(at, finding) for finding in context.findings.items[before:]]
            if report:
                places.append(at)
                reports.append(report)
                slips += [(at, *slip) for slip in tablecheck.slips(context.table, row.cells, known)]
        values = frame(schemas.ProjectReports, [report.values for report in reports])
        return ReadRows(places, values, _capacity_frame(reports), _evidence_frame(reports), findings, slips)


def _capacity_frame(reports: Sequence[_Read]) -> pl.DataFrame:
    entries = [entry for report in reports for entry in report.capacity]
    places = [at for at, report in enumerate(reports) for _ in report.capacity]
    return frame(schemas.CapacityEntries, entries).with_columns(pl.Series(AT, places, dtype=pl.UInt32))


def _evidence_frame(reports: Sequence[_Read]) -> pl.DataFrame:
    places = [at for at, report in enumerate(reports) for _ in report.evidence]
    items = [item for report in reports for item in report.evidence]
    columns: list[Sequence[Any]] = list(zip(*items, strict=True)) if items else [()] * (len(_EVIDENCE) - 1)
    series = zip(_EVIDENCE.items(), [places, *columns], strict=True)
    return pl.DataFrame([pl.Series(name, values, dtype=dtype) for (name, dtype), values in series])


def _complete(part: ReadRows, table: SourceTable, rows: Sequence[TableRow]) -> None:
    """Add the report, the header and the raw cell to the evidence: workers need not send the cells back."""
    cells = [cell for row in rows for cell in row.cells]
    starts = list(accumulate((len(row.cells) for row in rows), initial=0))
    begins = pl.Series([starts[at] for at in part.places], dtype=pl.UInt32)
    evidence = part.evidence
    raw = pl.Series("raw", cells, dtype=pl.String).gather(begins.gather(evidence[AT]) + evidence["column_no"] - 1)
    headers = pl.Series([column.header for column in table.columns], dtype=pl.String)
    header = headers.gather(evidence["column_no"] - 1).alias("header")
    report = part.reports["report_id"].gather(evidence[AT])
    part.evidence = evidence.with_columns(raw, header, report).select(*types(schemas.Evidence), AT)


_EVIDENCE = {
    AT: pl.UInt32,
    **{name: dtype for name, dtype in types(schemas.Evidence).items() if name not in ("report_id", "header", "raw")},
}


class _Read(NamedTuple):
    """One row as read; `evidence` in the columns of `_EVIDENCE` behind `AT`."""

    values: dict[str, Any]
    capacity: list[dict[str, Any]]
    evidence: list[tuple[object, ...]]


class _RowReader:
    """Reads one row. Collects values, evidence and doubts; each `_read_*` fills its own fields."""

    def __init__(self, context: Context, row: TableRow) -> None:
        self.context = context
        self.row = row
        self.cells = dict(zip(context.fields, row.cells, strict=False))
        self.values: dict[str, Any] = {}
        self.evidence: list[tuple[object, ...]] = []
        self.entry_rows: list[dict[str, Any]] = []
        self.doubtful: set[str] = set(context.unread)

    def read(self) -> _Read | None:
        """The parsed row; None where it has no name and so cannot be registered."""
        self._check_cells()
        name = clean(self.cell("name"))
        if len(name) < 2:
            self._doubt("name", [Doubt("missing_name", " | ".join(self.row.cells))])
            return None
        self.values = {"name": name, "implementing_unit": clean(self.cell("implementing_unit")) or None}
        for text_field in ("name", "implementing_unit"):
            self._whole_cell(text_field, text_field)
        self._read_serial()
        self._read_kind(name)
        self._read_period()
        self._read_place(name)
        self._read_money()
        self._read_areas()
        self._read_capacity()
        return self._report(name)

    # --- cells ---------------------------------------------------------------------------------------------------

    def cell(self, name: str) -> str:
        """Raw cell of a field, "" where the table has no such column."""
        return self.cells.get(name, "")

    def header(self, name: str) -> str | None:
        """Header of a field's column."""
        index = self.context.table.index(name)
        return self.context.table.columns[index].header if index is not None else None

    def _check_cells(self) -> None:
        for name in REQUIRED:
            if name not in self.cells or self.cells[name].strip():
                continue
            if self.header(name) not in self.context.empty:
                self._doubt(name, [Doubt("missing_cell", "")])
                self.doubtful.add(_target_field(name))
        self._doubt(None, [Doubt("extra_cell", stray) for stray in self.row.strays])
        self._doubt(None, [Doubt("cell_joined", piece) for piece in self.row.joined])
        self._check_rivals()
        if self.row.is_joined:
            self._doubt("name", [Doubt("row_joined_over_page", clean(self.cell("name")))])

    def _check_rivals(self) -> None:
        """Where two columns could state one value (总投资 beside 估算总投资), it is doubtful unless they agree."""
        for column, cell in zip(self.context.table.columns, self.row.cells, strict=False):
            if column.rival is None:
                continue
            target = _RIVALLED.get(column.rival or "")
            if target and cell.strip() and key(cell) != key(self.cell(column.rival or "")):
                self.doubtful.add(target)

    def _doubt(self, name: str | None, doubts: Sequence[Doubt], cause: Finding | None = None) -> None:
        if not doubts:
            return
        column = self.header(name) if name else None
        for doubt in doubts:
            place = (self.context.table_no, self.row.row_no, column, self.row.line)
            self.context.findings.add(Finding(doubt.type, doubt.raw, doubt.detail, *place, caused_by=cause))

    def _evidence(
        self, column: str, target: str, span: Span, value: object, *,
        qualifier: Qualifier = Qualifier.EXACT, certainty: Certainty = Certainty.CERTAIN, rule: str | None = None,
    ) -> None:  # fmt: skip
        index = self.context.table.index(column)
        assert index is not None
        shown = None if value is None else str(value)
        start, end = span  # in the order of `_EVIDENCE`; `str` of an enum's member costs a third of its `value`
        self.evidence.append((target, index + 1, start, end, shown, str(qualifier), str(certainty), rule))
        if certainty is Certainty.DOUBTFUL:
            self.doubtful.add(target)

    def _whole_cell(self, column: str, target: str) -> None:
        raw = self.cell(column)
        if raw.strip():
            span = Span(len(raw) - len(raw.lstrip()), len(raw.rstrip()))
            self._evidence(column, target, span, self.values[target])

    # --- fields --------------------------------------------------------------------------------------------------

    def _read_serial(self) -> None:
        raw = key(self.cell("seq")).rstrip(".、")
        self.values["seq"] = int(raw) if raw.isdecimal() and len(raw) < 10 else None
        if raw and self.values["seq"] is None:
            self._doubt("seq", [Doubt("serial_unreadable", self.cell("seq"))])
            self.doubtful.add("seq")

    def _read_kind(self, name: str) -> None:
        column = "nature" if self.cell("nature").strip() else "type"
        raw = self.cell(column)
        nature = kind.parse_nature(raw)
        stated = next((s for c in ("sector", "type", "nature") if (s := kind.parse_stated_sector(self.cell(c)))), None)
        self.values["nature"] = nature
        if nature:
            self._whole_cell(column, "nature")
        elif raw.strip() and not stated:
            self._doubt(column, [Doubt("unknown_nature", raw)])
            self.doubtful.add("nature")
        self._read_sector(stated)

    def _read_sector(self, stated: str | None) -> None:
        if stated:
            column = "sector" if kind.parse_stated_sector(self.cell("sector")) else "type"
            self.values["sector"], self.values["sector_rule"] = stated, "stated"
            self._whole_cell(column, "sector")
            return
        texts = {column: words(self.cell(column)) for column in ("name", "content")}
        sector = kind.judge_sector(texts["name"].text, texts["content"].text)
        self.values["sector"] = sector.sector if sector else None
        self.values["sector_rule"] = sector.rule if sector else None
        if sector:
            span = texts[sector.where].span(sector.start, sector.end)
            self._evidence(sector.where, "sector", span, sector.sector, rule=sector.rule)
        else:
            self._doubt("name", [Doubt("sector_undetermined", self.values["name"])])
            self.doubtful.add("sector")

    def _read_period(self) -> None:
        raw = self.cell("period")
        period, doubts = parse_period(raw) if raw.strip() else (None, ())
        self._doubt("period", doubts)
        if raw.strip() and (period is None or period.certainty is Certainty.DOUBTFUL):
            self.doubtful.add("period_raw")
        column = "period"
        for name in ("planned_start", "planned_finish"):
            if self.cell(name).strip():
                period, column = self._merge_date(period, name), name
        self._set_period(period)
        shown = raw.strip()
        self.values["period_raw"] = (re.sub(r"\s*\n\s*", "", shown) if "\n" in shown else shown) or None
        if period:
            self._evidence(column, "period_raw", period.span, shown, certainty=period.certainty)

    def _merge_date(self, period: Period | None, name: str) -> Period | None:
        found, doubts = parse_date_cell(self.cell(name), finish=name == "planned_finish")
        self._doubt(name, doubts)
        if found is None or found.certainty is Certainty.DOUBTFUL:
            self.doubtful.add(name)
        if found is None:
            return period
        if period is None:
            return found
        start = found.start or period.start
        finish = found.finish or period.finish
        if start and finish and finish < start:
            self._doubt(name, [Doubt("period_reversed", self.cell(name))])
            self.doubtful.add(name)
            return period
        return Period(
            start, finish, period.duration_months, period.precision or found.precision, period.certainty, found.span
        )

    def _set_period(self, period: Period | None) -> None:
        start: date | None = period.start if period else None
        finish: date | None = period.finish if period else None
        self.values |= {
            "planned_start": start,
            "planned_finish": finish,
            "plan_precision": period.precision.value if period and period.precision else None,
            "start_year": start.year if start else None,
            "end_year": finish.year if finish else None,
            "duration_months": period.duration_months if period else None,
        }

    def _read_place(self, name: str) -> None:
        column = "county" if self.cell("county").strip() else "location"
        raw = self.cell(column)
        within = self.context.region_id
        own = region.named_within((name, self.cell("implementing_unit")), within)
        place, doubts = region.resolve_place(raw, within or own) if raw.strip() else (None, ())
        self._doubt(column, doubts)
        certainty = Certainty.CERTAIN
        if place is None and (own or within):  # by the row's own words or the document's region
            place = region.region(own or within or "")
            certainty = Certainty.CERTAIN if self._is_in_county(place.county_code, name) else Certainty.DOUBTFUL
        elif place and place.region_id == within and not region.is_county(within) and region.township(raw):
            narrower = own if own and own != within and region.is_county(own) else None
            place = region.region(narrower or within)
            certainty = Certainty.CERTAIN if narrower else Certainty.DOUBTFUL
            if not narrower:
                self._doubt(column, [Doubt("place_unresolved", raw, "未写明所属县区")])
        if place is None or certainty is Certainty.DOUBTFUL:
            self.doubtful.add("region_id")
        self.values |= {
            "location_raw": clean(self.cell("location")) or None,
            "region_id": place.region_id if place else None,
            "region_name": place.name if place else None,
            "region_level": place.level if place else None,
            "county_code": place.county_code if place else None,
        }
        if place and raw.strip():
            self._evidence(column, "region_id", Span(0, len(raw)), place.region_id, certainty=certainty)
        self._compare_place_with_name(name)

    def _is_in_county(self, code: str, name: str) -> bool:
        """Whether a row of a list without a column for places can only lie in this county.

        The document is the county's own, or the project's name says the county and its unit says no other.
        """
        within = self.context.region_id
        has_places = any(self.context.table.index(column) is not None for column in ("county", "location"))
        if has_places or not region.is_county(code):
            return False
        if self.context.region_is_stated and code == within:
            return True
        unit = region.named_within((self.cell("implementing_unit"),), within)
        is_named = region.named_within((name,), within) == code
        return within is not None and is_named and unit in (None, code, within)

    def _compare_place_with_name(self, name: str) -> None:
        stated, named = region.township(self.cell("location")), region.township(name)
        if stated and named and stated != named:
            detail = f"名称写{named}，地点写{stated}"
            self._doubt("location", [Doubt("place_differs_from_name", self.cell("location"), detail)])
            return
        codes = region.mentioned(key(name), self.context.region_id)
        code = self.values["county_code"]
        for other in codes:
            if code and not region.is_below(code, other) and not region.is_below(other, code):
                detail = f"名称写{region.places()[other].name}，地点写{self.values['region_name']}"
                self._doubt("location", [Doubt("place_differs_from_name", self.cell("location"), detail)])

    def _read_money(self) -> None:
        raw = self.cell("total_investment")
        self.values["total_investment_wan"] = None
        if not raw.strip():
            self._read_money_in_words()
            return
        index = self.context.table.index("total_investment")
        assert index is not None
        if index in self.row.repeats:  # the amount of several rows stands at the first of them
            self._doubt("total_investment", [Doubt("merged_amount", raw, "金额计在合并单元格的首行")])
            self.doubtful.add("total_investment_wan")
            return
        money, doubts = parse_money(raw, self.context.table.columns[index].unit or self.context.table.unit)
        for doubt in doubts:
            if doubt.type == "unit_not_stated":  # true of the column, so said once
                place = (self.context.table_no, None, self.header("total_investment"), self.context.table.line)
                self.context.findings.add(Finding(doubt.type, "", "", *place))
            else:
                self._doubt("total_investment", [doubt])
        if money is None:
            self.doubtful.add("total_investment_wan")
            return
        self.values["total_investment_wan"] = money.wan
        certainty = money.certainty
        if index in self.row.shared:
            self._doubt("total_investment", [Doubt("merged_amount", raw, "金额为合并各行之和")])
            certainty = Certainty.DOUBTFUL
        self._evidence(
            "total_investment", "total_investment_wan", money.span, money.wan,
            qualifier=money.qualifier, certainty=certainty,
        )  # fmt: skip

    def _read_money_in_words(self) -> None:
        """A total that only the words of the contents state (总投资8500万元), where the list has no column for it."""
        if self.context.table.index("total_investment") is not None:
            return
        raw = self.cell("content")
        stated = find_total(raw)
        if stated:
            self._doubt("content", [Doubt("doubtful_money", raw[stated.span.start : stated.span.end], "取自建设内容")])
            self.values["total_investment_wan"] = stated.wan
            self._evidence(
                "content", "total_investment_wan", stated.span, stated.wan,
                qualifier=stated.qualifier, certainty=stated.certainty,
            )  # fmt: skip

    def _read_areas(self) -> None:
        stated: dict[str, tuple[Area, str]] = {}
        for column in ("content_more", "content"):  # the main column comes last, so first in what it says
            found, doubts = parse_areas(self.cell(column)) if self.cell(column) else ({}, [])
            self._doubt(column, doubts)
            if "floor" not in found and any(doubt.type == "doubtful_area" for doubt in doubts):
                self.doubtful.add("floor_area_m2")
            for name, area in found.items():
                if name in stated and stated[name][0].m2 != area.m2:
                    self._doubt(column, [Doubt("doubtful_area", self.cell(column), "两列写有不同的面积")])
                    self.doubtful.add(f"{name}_area_m2")
                stated[name] = (area, column)
        for name, target in (("floor", "floor_area_m2"), ("land", "land_area_m2")):
            if self.cell(f"{name}_area").strip():
                index = self.context.table.index(f"{name}_area")
                assert index is not None
                own, more = parse_area_cell(self.cell(f"{name}_area"), self.context.table.columns[index].unit, name)
                self._doubt(f"{name}_area", more)
                stated.pop(name, None)
                if own:
                    stated[name] = (own, f"{name}_area")
                else:
                    self.doubtful.add(target)
            self.values[target] = None
            if name in stated:
                area, column = stated[name]
                self.values[target] = area.m2
                rule = "each_times_count" if area.count > 1 else None
                self._evidence(
                    column, target, area.span, area.m2, qualifier=area.qualifier, certainty=area.certainty, rule=rule
                )

    def _read_capacity(self) -> None:
        bed = kind.bed_kind(self.values["sector"], self.values["name"])
        placed: list[tuple[CapacityEntry, str]] = []
        for column in ("content", "content_more"):
            raw = self.cell(column)
            if not raw:
                continue
            entries, doubts = capacity.parse_capacity(raw, bed, existed_before=self._existed_before())
            self._doubt(column, doubts, self._unknown_nature() if doubts else None)
            if _NUMBER_ALONE.fullmatch(raw.strip()):  # of what, its header does not say
                doubts = [*doubts, Doubt("unread_capacity", raw, "只有数字，未载明类别")]
                self._doubt(column, doubts[-1:])
            if any(doubt.type in ("broken_number", "unread_capacity") for doubt in doubts):
                self.doubtful.add("capacity_basis")
            placed += [(entry, column) for entry in entries if self._is_news(entry, column, placed)]
        for column, capacity_kind in _CAPACITY_COLUMNS.items():
            if key(self.cell(column)) not in _NOTHING:
                placed = self._read_capacity_column(column, capacity_kind, bed, placed)
        self._sum_capacity(placed)

    def _read_capacity_column(
        self, column: str, capacity_kind: str, bed: str | None, placed: list[tuple[CapacityEntry, str]]
    ) -> list[tuple[CapacityEntry, str]]:
        """Add what a column of numbers states, instead of what the content says of it. Plain beds go by the sector."""
        header = self.header(column) or ""
        plain = column == "elder_beds" and "养老" not in header
        counted = (bed or "other_bed") if plain else capacity_kind
        entry, doubts = capacity.column_entry(self.cell(column), counted, header)
        self._doubt(column, doubts)
        placed = [pair for pair in placed if not _is_stated_by(column, counted, pair[0])]
        if entry is None:
            self.doubtful.add(_CAPACITY_FIELDS[counted] if column != "existing_beds" else column)
            return placed
        unsure = "床位类别不明确" if plain and bed is None else ""
        if entry.basis == "design" and counted != "class" and self._existed_before() is not False:
            unsure = "未说明是新增还是建成后总数"
        if unsure:
            self._doubt(column, [Doubt("doubtful_capacity", self.cell(column), unsure)])
            self.doubtful.add(_CAPACITY_FIELDS[counted])
            entry = replace(entry, certainty=Certainty.DOUBTFUL)
        if counted == "nursing_bed":
            if all(old.kind != "elder_bed" for old, _ in placed):
                placed.append((replace(entry, kind="elder_bed"), column))
            entry = replace(entry, part_of="elder_bed")
        return [*placed, (entry, column)]

    def _is_news(self, entry: CapacityEntry, column: str, placed: list[tuple[CapacityEntry, str]]) -> bool:
        """Whether an entry says what no other column has said; two columns that differ on a kind make it doubtful."""
        others = [old for old, where in placed if where != column and old.kind == entry.kind]
        if others and all((old.quantity, old.basis) != (entry.quantity, entry.basis) for old in others):
            self._doubt(column, [Doubt("doubtful_capacity", self.cell(column), "两列写有不同的数量")])
            self.doubtful.add(_CAPACITY_FIELDS[entry.kind])
        return not others

    def _existed_before(self) -> bool | None:
        """Whether something stood there before the project, by its nature; None where that does not say so."""
        if self.values["nature"] in (None, "续建"):
            is_new = self.values["nature"] is None and not self.cell("nature").strip() and self._says_new()
            return False if is_new else None
        return bool(self.values["nature"] != "新建")

    def _says_new(self) -> bool:
        """Whether the contents begin with 新建 and nothing in the row speaks of what stood there before."""
        content = key(self.cell("content"))
        return content.startswith(_NEW) and not _NOT_NEW.search(content + key(self.cell("name")))

    def _unknown_nature(self) -> Finding | None:
        """The finding that the nature was not read: what is unclear about capacity follows from it."""
        about = (self.header("nature"), self.header("type"))
        found = self.context.findings.of_row(self.context.table_no, self.row.row_no or 0)
        return (
            next((f for f in found if f.column in about and f.column), None) if self.values["nature"] is None else None
        )

    def _sum_capacity(self, placed: list[tuple[CapacityEntry, str]]) -> None:
        """Sums per kind of what is added (None where nothing is stated) and of what existed before."""
        entries = [entry for entry, _ in placed]
        self.values |= _NO_CAPACITY
        counted = capacity.added(entries, existed_before=self._existed_before())
        for kind_of_entry, why in counted.unclear.items():
            self._doubt("content", [Doubt("doubtful_capacity", self.cell("content"), why)])
            self.doubtful.add(_CAPACITY_FIELDS[kind_of_entry])
        for number, ((entry, column), added) in enumerate(zip(placed, counted.flags, strict=True), start=1):
            target = _CAPACITY_FIELDS[entry.kind]
            if added:
                self.values[target] = (self.values[target] or 0) + entry.quantity
            elif entry.basis == "existing" and entry.part_of is None and entry.kind.endswith("bed"):
                target = "existing_beds"
                self.values[target] = (self.values[target] or 0) + entry.quantity
            self._capacity_row(number, entry, column, target, added=added)
        self.values["capacity_basis"] = _capacity_basis(entries)

    def _capacity_row(self, number: int, entry: CapacityEntry, column: str, target: str, *, added: bool) -> None:
        raw = self.cell(column)
        self.entry_rows.append(
            {
                "entry_no": number,
                "kind": entry.kind,
                "quantity": entry.quantity,
                "basis": entry.basis,
                "qualifier": str(entry.qualifier),
                "certainty": str(entry.certainty),
                "part_of": entry.part_of,
                "unit_count": entry.count,
                "is_added": added,
                "words": raw[entry.span.start : entry.span.end],
                "start": entry.span.start,
                "end": entry.span.end,
            }
        )
        self._evidence(
            column, target, entry.span, entry.quantity,
            qualifier=entry.qualifier, certainty=entry.certainty, rule=entry.basis,
        )  # fmt: skip

    def _code(self) -> str | None:
        """The code in its normal form; what is no code of the platform is kept as written, and said."""
        raw = self.cell("code")
        code = normal_code(raw)
        if code is None and key(raw).strip("-/无"):
            self._doubt("code", [Doubt("code_invalid", raw)])
            self.doubtful.add("project_code")
        return code or key(raw).upper() or None

    def _report(self, name: str) -> _Read:
        context = self.context
        if context.table.recognised:  # until a person confirms
            self.doubtful |= {str(item[0]) for item in self.evidence}
        report_id = f"{context.document_id[:12]}-{context.table_no}-{self.row.row_no}"
        self.values |= {
            "report_id": report_id,
            "document_id": context.document_id,
            "table_no": context.table_no,
            "row_no": self.row.row_no,
            "project_id": project_id(self.values["region_id"], name),
            "project_code": self._code(),
            "content_raw": "\n".join(filter(None, (self.cell("content"), self.cell("content_more")))) or None,
            "doubtful_fields": sorted(self.doubtful),
        }
        for entry in self.entry_rows:
            entry["report_id"] = report_id
        return _Read(self.values, self.entry_rows, self.evidence)


def _target_field(name: str) -> str:
    return {
        "type": "nature",
        "period": "period_raw",
        "location": "location_raw",
        "content": "content_raw",
        "total_investment": "total_investment_wan",
    }.get(name, name)


def _is_stated_by(column: str, counted: str, entry: CapacityEntry) -> bool:
    """Whether a capacity column says what an entry, read from the content cell, says too."""
    if column == "existing_beds" or entry.basis == "existing":
        return column == "existing_beds" and entry.basis == "existing"
    return entry.kind == counted


def _capacity_basis(entries: list[CapacityEntry]) -> str:
    counted = [entry for entry in entries if entry.kind != "class" and entry.basis != "existing"]
    if any(entry.basis == "each_times_count" for entry in counted):
        return "each_times_count"
    if counted:
        return "stated"
    return "classes_only" if any(entry.kind == "class" for entry in entries) else "none"


def _without_duplicates(context: Context, reports: ListReports) -> ListReports:
    """Reject rows that repeat one before them in every cell but the serial; number apart what only shares a name."""
    name, serial = context.table.index("name"), context.table.index("seq")
    header = context.table.columns[name].header if name is not None else None
    names = [key(row.cells[name]) if name is not None else "" for row in reports.rows]
    often = Counter(names)
    first: dict[str, TableRow] = {}
    seen: dict[tuple[str, ...], TableRow] = {}
    dropped, renamed = [], {}
    for at, (row, known) in enumerate(zip(reports.rows, reports.column("project_id"), strict=True)):
        if often[names[at]] > 1:  # only rows of one name can be the same
            cells = tuple(key(cell) for index, cell in enumerate(row.cells) if index != serial)
            if cells in seen:
                row.kind = "rejected"
                dropped.append(at)
                context.findings.add(_repeats("duplicate_row", context, row, " | ".join(row.cells), seen[cells], None))
                continue
            seen[cells] = row
        if known in first:
            raw = reports.column("name")[at]
            context.findings.add(_repeats("possible_duplicate", context, row, raw, first[known], header))
            renamed[at] = f"{known}-{row.row_no}"
        first.setdefault(known, row)
    reports.rename(renamed)
    return reports.without(dropped)


def _repeats(kind: str, context: Context, row: TableRow, raw: str, before: TableRow, column: str | None) -> Finding:
    return Finding(kind, raw, f"同第{before.row_no}行", context.table_no, row.row_no, column, row.line)
