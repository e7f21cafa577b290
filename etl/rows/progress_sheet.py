"""Rows of a progress sheet (调度表) -> progress reports: month, money by stage and source, status, dates, words.

Which project of the lists a row is about depends on all documents; that match is made in the warehouse
(`progress_match.py`). Here each row gets the id that its own region and name would give a project.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from etl.contract.detail import Detail
from etl.contract.findings import Finding, Findings
from etl.contract.values import Certainty, Doubt, Paragraph, TableKind
from etl.headers.levels import stage_of
from etl.parse import kind, region
from etl.parse.money import parse_money
from etl.parse.period import parse_date_cell
from etl.parse.progress import find_filled_in, find_month, month_end, parse_month, parse_per_cent, parse_status
from etl.parse.project import normal_code, project_id
from etl.parse.words import clean, key
from etl.tables import header_checks
from etl.tables.metadata import Given, Metadata
from etl.tables.source_tables import SourceTable, TableRow

_AMOUNTS = {
    "total_investment": "total_investment_wan",
    "invested_before_year": "invested_before_year_wan",
    "annual_plan": "annual_plan_wan",
    "invested_month": "invested_month_wan",
    "invested_year": "invested_year_wan",
    "invested_total": "invested_total_wan",
}
_TEXTS = {
    "period": "period_raw",
    "physical_progress": "physical_progress",
    "status": "status_raw",
    "problems": "problems",
    "next_steps": "next_steps",
    "implementing_unit": "responsible_unit",
}
_STAGES = {"arrived": "stage_arrived", "paid": "stage_paid", "planned": "stage_planned"}
"""Stage of funding -> key of the detail that names it."""
_DATES = ("actual_start", "forecast_start", "actual_finish", "forecast_finish")
_SINGLE_MONTH = re.compile(r"(?<![-—~至\d])(\d{1,2})月")
_NOTHING = frozenset({"", "/", "\\", "-", "--", "无", "—", "——", "未开工", "未竣工", "未定", "待定"})

Row = dict[str, Any]


@dataclass(slots=True)
class ReadProgress:
    """Rows of `schemas.ProgressReports`, `ProgressFunding` and `Evidence`."""

    reports: list[Row] = field(default_factory=list)
    funding: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the rows of one progress sheet have in common."""

    document_id: str
    number: int
    table: SourceTable
    metadata: Metadata
    findings: Findings
    month: date | None
    month_source: str


def read_progress(
    document_id: str, tables: Sequence[SourceTable], text: Sequence[Paragraph], metadata: Metadata, given: Given,
    findings: Findings,
) -> ReadProgress:  # fmt: skip
    """Read all progress sheets of a document. Rows that cannot be used become `rejected`, with a finding."""
    read = ReadProgress()
    around = [paragraph.text for paragraph in text]
    for number, table in enumerate(tables, start=1):
        if table.kind is not TableKind.PROGRESS:
            continue
        month = find_month([table.caption]) or parse_month(table.where) or find_month(around)
        source = "stated"
        if month is None and given.document_date:
            month, source = month_end(given.document_date.year, given.document_date.month), "given"
        if month is None:
            month = find_filled_in([table.caption, *around])
            source = "filled_in" if month else source
        sheet = _Sheet(document_id, number, table, metadata, findings, month, source)
        _take_own_month(sheet)
        _check_header(sheet)
        for row in table.rows:
            if row.kind == "data":
                kept = _RowReader(sheet, row).read(read)
                row.kind = "progress" if kept else "rejected"
    return read


def _take_own_month(sheet: _Sheet) -> None:
    """Of columns for single months (1月完成 … 6月完成) the one of the sheet's month is what was done in the month."""
    months = {
        at: int(match[1])
        for at, column in enumerate(sheet.table.columns)
        if "invested_month" in (column.field, column.rival) and (match := _SINGLE_MONTH.search(key(column.header)))
    }
    if len(months) < 2 or sheet.month is None:
        return
    for at, number in months.items():
        field_name = "invested_month" if number == sheet.month.month else None
        sheet.table.columns[at] = replace(sheet.table.columns[at], field=field_name, rival=None)
    sheet.table.__post_init__()


def _check_header(sheet: _Sheet) -> None:
    place = (sheet.number, None)
    for column in sheet.table.columns:
        if column.field is None and column.rival is None and column.header.strip():
            sheet.findings.add(Finding("unknown_column", column.header, None, *place, column.header, sheet.table.line))
        elif column.rival:
            detail = header_checks.column_used(sheet.table, column.rival)
            sheet.findings.add(
                Finding("ambiguous_column", column.header, detail, *place, column.header, sheet.table.line)
            )
        elif column.guess:
            detail = Detail("read_as", words=column.guess)
            sheet.findings.add(
                Finding("column_guessed", column.header, detail, *place, column.header, sheet.table.line)
            )
    if sheet.month_source == "filled_in" and sheet.month and sheet.table.index("month") is None:
        words = f"{sheet.month:%Y-%m}"
        sheet.findings.add(Finding("month_of_filling_in", words, None, *place, None, sheet.table.line))
    if sheet.month is None and sheet.table.index("month") is None:
        sheet.findings.add(Finding("month_not_stated", sheet.table.caption, None, *place, None, sheet.table.line))


class _RowReader:
    """Reads one row of a progress sheet."""

    def __init__(self, sheet: _Sheet, row: TableRow) -> None:
        self.sheet = sheet
        self.row = row
        self.values: Row = {}
        self.doubtful: set[str] = set()
        self.progress_id = f"{sheet.document_id[:12]}-m{sheet.number}-{row.row_no}"
        self.evidence: list[Row] = []
        self.funding: list[Row] = []

    def read(self, into: ReadProgress) -> bool:
        """Add the row to what was read; False where it has no name or no month and cannot be used."""
        name = clean(self._cell("name"))
        month, source = self._month()
        if len(name) < 2:
            self._doubt("name", Doubt("missing_name", " | ".join(self.row.cells)))
        if len(name) < 2 or month is None:
            return False
        for stray in self.row.strays:
            self._doubt(None, Doubt("extra_cell", stray))
        self.values = {"name": name, "month": month, "month_source": "stated" if source == "filled_in" else source}
        if source == "filled_in":
            self.doubtful.add("month")
        self._read_texts()
        self._read_place(name)
        for column, target in _AMOUNTS.items():
            self.values[target] = self._amount(self.sheet.table.index(column), target)
            self._check_rivals(column, target)
        self._read_funding()
        self._read_dates(month)
        self._read_status()
        self._finish(into)
        return True

    def _cell(self, name: str) -> str:
        index = self.sheet.table.index(name)
        return self.row.cells[index] if index is not None else ""

    def _header(self, name: str | None) -> str | None:
        index = self.sheet.table.index(name) if name else None
        return self.sheet.table.columns[index].header if index is not None else None

    def _doubt(self, column: str | None, doubt: Doubt, header: str | None = None) -> None:
        place = (self.sheet.number, self.row.row_no, header or self._header(column), self.row.line)
        self.sheet.findings.add(Finding(doubt.type, doubt.raw, doubt.detail, *place))

    def _month(self) -> tuple[date | None, str]:
        raw = self._cell("month")
        if not raw.strip():
            return self.sheet.month, self.sheet.month_source
        month = parse_month(raw)
        if month is None:
            self._doubt("month", Doubt("month_unreadable", raw))
        return month, "column"

    def _read_texts(self) -> None:
        for column, target in _TEXTS.items():
            self.values[target] = clean(self._cell(column)) or None
        code = self._cell("code")
        self.values["project_code"] = normal_code(code) or key(code).upper() or None
        self.values["nature"] = kind.parse_nature(self._cell("nature") or self._cell("type"))
        self.values["physical_progress_pct"] = parse_per_cent(self._cell("physical_progress"))

    def _read_place(self, name: str) -> None:
        within = self.sheet.metadata.region_id
        raw = self._cell("county") or self._cell("location")
        own = region.named_within((name, self._cell("implementing_unit")), within)
        place = region.resolve_place(raw, within or own)[0] if raw.strip() else None
        if place is None and (own or within):
            place = region.region(own or within or "")
        self.values |= {
            "region_id": place.region_id if place else None,
            "region_name": place.name if place else None,
            "project_id": project_id(place.region_id if place else None, name),
        }

    def _amount(self, index: int | None, target: str) -> Decimal | None:
        raw = self.row.cells[index] if index is not None else ""
        if index is None or key(raw) in _NOTHING:
            return None
        column = self.sheet.table.columns[index]
        if index in self.row.repeats:
            self._doubt(None, Doubt("merged_amount", raw, Detail("amount_in_first_row")), column.header)
            self.doubtful.add(target)
            return None
        money, doubts = parse_money(raw, column.unit or self.sheet.table.unit)
        for doubt in doubts:
            self._doubt(None, doubt, column.header)
        if money is None:
            self.doubtful.add(target)
            return None
        if money.wan < 0:
            self._doubt(None, Doubt("negative_amount", raw), column.header)
        if money.certainty is Certainty.DOUBTFUL or money.wan < 0:
            self.doubtful.add(target)
        self._add_evidence(index, target, money.span.start, money.span.end, money.wan, money.certainty.value)
        return money.wan

    def _check_rivals(self, field_name: str, target: str) -> None:
        """An amount that a second column could state too is doubtful unless both say the same."""
        for column, cell in zip(self.sheet.table.columns, self.row.cells, strict=False):
            if column.rival == field_name and cell.strip() and key(cell) != key(self._cell(field_name)):
                self.doubtful.add(target)

    def _read_funding(self) -> None:
        """Amounts by stage, basis and source; the cumulative sum of a stage is stated, or the sum of its sources."""
        self.values["arrived_wan"] = self.values["paid_wan"] = None
        for index, column in enumerate(self.sheet.table.columns):
            stage, *rest = (column.field or "").split(".")
            if len(rest) != 2:
                continue
            amount = self._amount(index, f"{stage}_wan")
            if amount is not None:
                row = {
                    "stage": stage,
                    "basis": rest[0],
                    "source": rest[1],
                    "amount_wan": amount,
                    "column_no": index + 1,
                }
                self.funding.append(row)
        for stage in ("arrived", "paid", "planned"):
            self._sum_stage(stage)

    def _sum_stage(self, stage: str) -> None:
        amounts = {row["source"]: row["amount_wan"] for row in self.funding if self._is_cumulative(row, stage)}
        stated = amounts.pop("", None)
        total = sum(amounts.values(), Decimal(0)) if amounts else None
        if stated is None and stage == "planned":
            stated = self.values["total_investment_wan"]
        if stated is not None and total is not None and total > stated:
            words = f"{total.normalize():f}"
            detail = Detail(
                "sources_above_total", what=Detail(_STAGES[stage]), sum=words, stated=f"{stated.normalize():f}"
            )
            self._doubt(None, Doubt("funding_sum_mismatch", words, detail))
        if stage != "planned":
            self.values[f"{stage}_wan"] = stated if stated is not None else total
            if stated is None and self._has_unread(stage):  # then the sources that were read may not be all
                self.doubtful.add(f"{stage}_wan")

    def _has_unread(self, stage: str) -> bool:
        """Whether a column that is not known states an amount of the stage in this row."""
        pairs = zip(self.sheet.table.columns, self.row.cells, strict=False)
        return any(c.field is None and cell.strip() and stage_of(key(c.header)) == stage for c, cell in pairs)

    @staticmethod
    def _is_cumulative(row: Row, stage: str) -> bool:
        return bool(row["stage"] == stage and row["basis"] == "cumulative")

    def _read_dates(self, month: date) -> None:
        for name in _DATES:
            self.values[name] = self.values[f"{name}_precision"] = None
            self._read_date(name, name, month)
        if self._cell("finish_either").strip():
            done = parse_status(self._cell("status")) == "completed"
            self._read_date("finish_either", "actual_finish" if done else "forecast_finish", month)
        self._read_bare_dates(month)

    def _read_bare_dates(self, month: date) -> None:
        """Dates of columns that do not say whether they are plans: by how far the project is, and always doubtful."""
        told = parse_status(self._cell("status")) or parse_status(self._cell("physical_progress"))
        spent = (self.values["invested_total_wan"] or self.values["invested_year_wan"] or 0) > 0
        began = told in ("under_way", "completed", "suspended") or (told is None and spent)
        finished = told == "completed"
        for column, target in (
            ("start_bare", "actual_start" if began else "forecast_start"),
            ("finish_bare", "actual_finish" if finished else "forecast_finish"),
        ):
            if self._cell(column).strip() and self.values[target] is None:
                self._read_date(column, target, month)
                if self.values[target] is not None:
                    self._doubt(
                        column, Doubt("date_plan_or_actual", self._cell(column), Detail("read_as_field", field=target))
                    )
                    self.doubtful.add(target)

    def _read_date(self, column: str, target: str, month: date) -> None:
        raw = self._cell(column)
        if key(raw) in _NOTHING:
            return
        finish = target.endswith("finish")
        period, doubts = parse_date_cell(raw, finish=finish)
        for doubt in doubts:
            self._doubt(column, doubt)
        moment = (period.finish if finish else period.start) if period else None
        if period is None or moment is None or period.precision is None:
            self.doubtful.add(target)
            return
        if target.startswith("actual") and _first_day(moment, period.precision.value) > month:
            self._doubt(column, Doubt("actual_date_in_future", raw, Detail("progress_month", month=f"{month:%Y-%m}")))
            self.doubtful.add(target)
            return
        self.values[target], self.values[f"{target}_precision"] = moment, period.precision.value
        index = self.sheet.table.index(column)
        assert index is not None
        self._add_evidence(index, target, 0, len(raw), moment.isoformat(), "certain")

    def _read_status(self) -> None:
        raw = self._cell("status")
        stated = parse_status(raw)
        if raw.strip() and stated is None and key(raw) not in _NOTHING:
            self._doubt("status", Doubt("unknown_status", raw))
            self.doubtful.add("status")
        derived = self._derived_status()
        if stated == "under_way" and key(raw) == "是" and self.values["actual_finish"]:
            stated = "completed"  # 是否开工 asks for the start alone
        self.values["status"] = stated or derived
        self.values["status_source"] = "stated" if stated else "derived" if derived else None
        told = (stated, bool(self.values["actual_start"]), bool(self.values["actual_finish"]))
        if (stated == "not_started" and (told[1] or told[2])) or (stated == "under_way" and told[2]):
            self._doubt("status", Doubt("status_contradicts_dates", raw))
            self.doubtful.add("status")

    def _derived_status(self) -> str | None:
        """By the date of its finish, else by the words of the physical progress, its start, or money that was spent."""
        if self.values["actual_finish"]:
            return "completed"
        words = parse_status(self._cell("physical_progress"))
        if words not in ("completed", "suspended", "cancelled") and self.values["actual_start"]:
            return "under_way"
        amounts = ("invested_total_wan", "invested_before_year_wan", "invested_year_wan")
        return words or ("under_way" if any((self.values[name] or 0) > 0 for name in amounts) else None)

    def _add_evidence(self, index: int, target: str, start: int, end: int, value: object, certainty: str) -> None:
        self.evidence.append(
            {
                "report_id": self.progress_id,
                "field": target,
                "column_no": index + 1,
                "header": self.sheet.table.columns[index].header,
                "raw": self.row.cells[index],
                "start": start,
                "end": end,
                "value": str(value),
                "qualifier": "exact",
                "certainty": certainty,
                "rule": None,
            }
        )

    def _finish(self, into: ReadProgress) -> None:
        if self.sheet.table.recognised:  # no value that was recognised from a picture is certain
            self.doubtful |= {item["field"] for item in self.evidence}
        own: Row = {"progress_id": self.progress_id, "document_id": self.sheet.document_id}
        own["is_synthetic"] = self.sheet.metadata.is_synthetic
        place = {"table_no": self.sheet.number, "row_no": self.row.row_no, "line": self.row.line}
        into.reports.append({**self.values, **own, **place, "doubtful_fields": sorted(self.doubtful)})
        into.funding += [{**row, **own} for row in self.funding]
        into.evidence += self.evidence


def _first_day(last: date, precision: str) -> date:
    """First day of the interval of which `last` is the last day (any day within it gives the same)."""
    if precision == "day":
        return last
    first = {"month": last.month, "quarter": (last.month - 1) // 3 * 3 + 1, "half": 1 if last.month < 7 else 7}
    return date(last.year, first.get(precision, 1), 1)
