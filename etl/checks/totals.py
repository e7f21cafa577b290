"""Check a project list against itself: running serial numbers, stated totals against the sums of the rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.findings import Finding, Findings
from etl.headers import looks, units
from etl.parse import numbers
from etl.parse.money import parse_money_wan
from etl.parse.words import key, words
from etl.rows.project_list.reports import ListReports
from etl.tables.table import SourceTable, TableRow

_COUNT = re.compile(rf"(?P<n>{numbers.ARABIC})(?:个|项)")
_INVESTMENT = re.compile(rf"(?:总投资|投资|合计)(?:额|为|约)?:?(?P<n>{numbers.ARABIC})(?P<unit>亿元|万元|元)?")
_GROUP = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,8}?)(?:类)?项目")
_CAUSES = (
    "missing_cell",
    "unreadable_money",
    "doubtful_money",
    "duplicate_row",
    "missing_name",
    "serial_gap",
    "invalid_value",
    "extra_cell",
)


@dataclass(frozen=True, slots=True)
class Stated:
    """One total that a list states: of all rows or of a sector, a count or 万元, and the words."""

    sector: str | None
    count: int | None
    wan: Decimal | None
    words: str


_Break = tuple[int, int, int]
"""The place of a row, the serial number before it and its own."""

_Amount = tuple[str | None, Decimal | None]
"""Sector and total investment of a report."""


def _amounts(reports: ListReports) -> list[_Amount]:
    return list(zip(reports.column("sector"), reports.column("total_investment_wan"), strict=True))


class _Scope:
    """Reports that a total may cover, with their sums by sector, each made once: lists have many subtotals."""

    def __init__(self, amounts: list[_Amount]) -> None:
        self.amounts = amounts
        self._sums: dict[str | None, tuple[int, Decimal]] = {}

    def total(self, stated: Stated) -> Decimal:
        """The number of reports of the stated sector, or the sum of their investment."""
        if stated.sector not in self._sums:
            covered = [wan for sector, wan in self.amounts if stated.sector in (None, sector)]
            self._sums[stated.sector] = len(covered), sum((wan or Decimal(0) for wan in covered), Decimal(0))
        count, wan = self._sums[stated.sector]
        return wan if stated.count is None else Decimal(count)


def check_serials(table: SourceTable, table_no: int, findings: Findings) -> None:
    """Serial numbers must run on by one; a jump or a repeat is a finding at the row."""
    index = table.index("seq")
    if index is None:
        return
    listed = [row for row in table.rows if row.kind in ("project", "rejected")]
    if _run_on([row.cells[index] for row in listed]):
        return
    column = table.columns[index].header
    breaks = _breaks([_serial(row.cells[index]) for row in listed])
    for place, before, serial in _unexplained(breaks, _struck_serials(table, index)):
        row = listed[place]
        kind = "serial_repeated" if serial <= before else "serial_gap"
        cause = next((f for f in findings.of_row(table_no, row.row_no or 0) if f.type == "duplicate_row"), None)
        detail = Detail("serial_before_and_here", before=before, here=serial)
        findings.add(Finding(kind, row.cells[index], detail, table_no, row.row_no, column, row.line, cause))


def _struck_serials(table: SourceTable, index: int) -> set[int | None]:
    """The serial numbers of rows that are struck out: no row is missing where they would stand."""
    rows = (row for row in table.rows if row.kind == "struck")
    return {_serial(doubt.raw) for row in rows for doubt in row.doubts.get(index, ())}


def _unexplained(breaks: Iterable[_Break], struck: set[int | None]) -> Iterator[_Break]:
    """Those breaks that struck rows do not explain."""
    for place, before, serial in breaks:
        if serial <= before or not struck.issuperset(range(before + 1, serial)):
            yield place, before, serial


def _breaks(serials: Sequence[int | None]) -> Iterator[_Break]:
    """Where serial numbers do not run on: the place, the number before it and the one that stands there."""
    before: int | None = None
    for place, serial in enumerate(serials):
        if serial is None:  # a finding already; the next row may still run on
            before = None if before is None else before + 1
            continue
        if before is None and serial == 2:  # lists that begin elsewhere are extracts; at 2, a row is gone
            before = 0
        if before is not None and not _follows(before, serial):
            yield place, before, serial
        before = serial


def _serial(cell: str) -> int | None:
    """The serial number that a cell states (12, 12., 12、); None where it states none."""
    raw = key(cell).rstrip(".、")
    return int(raw) if raw.isdecimal() else None


def _follows(before: int, serial: int) -> bool:
    """Whether a serial number may stand behind another: one more, or 1 again, where another part begins."""
    return serial == before + 1 or (serial == 1 and before > 0)


def _run_on(serials: Sequence[str]) -> bool:
    """Whether plain numbers run on by one from the first row to the last, which most do."""
    if not all(serial.isdecimal() and serial.isascii() and len(serial) < 10 for serial in serials):
        return False
    numbers_of_rows = list(map(int, serials))
    first = numbers_of_rows[0] if numbers_of_rows else 1
    return first != 2 and numbers_of_rows == list(range(first, first + len(numbers_of_rows)))


def check_totals(
    table: SourceTable, table_no: int, reports: ListReports, before: Sequence[ListReports], findings: Findings
) -> None:
    """Every stated total must equal a sum that it can be: of its section, of the table, or of all tables so far.

    `before` are the reports of the document's earlier lists. 小计 closes a section. Totals inside the words of a row
    (其中，养老项目3个…) cover their sector. The first mismatch is the primary one.
    """
    if not any(row.kind in ("totals", "section") for row in table.rows):
        return
    of_table = _Scope(_amounts(reports))
    of_all = _Scope([*(amount for earlier in before for amount in _amounts(earlier)), *of_table.amounts])
    by_row = {row.row_no: amount for row, amount in zip(reports.rows, of_table.amounts, strict=True)}
    _check_sections(table, table_no, by_row, findings)
    section: list[_Amount] = []
    for row in table.rows:
        if row.kind == "section":
            section = []
        elif row.row_no in by_row:
            section.append(by_row[row.row_no])
        elif row.kind == "totals":
            scopes = [of_table, of_all] + ([_Scope(section)] if section else [])
            if _closes_section(row):
                scopes.insert(0, _Scope(section))
            for stated, column in _stated_totals(table, row):
                _compare(stated, column, row, table_no, scopes, findings)
            section = []


def _closes_section(row: TableRow) -> bool:
    """Whether a total says that it is that of a section."""
    return any("小计" in key(cell) for cell in row.cells)


def _check_sections(
    table: SourceTable, table_no: int, by_row: Mapping[int | None, _Amount], findings: Findings
) -> None:
    """What a section's heading states (一、交通项目（2个） | 108000) must equal the sum of its rows."""
    for position, row in enumerate(table.rows):
        if row.kind != "section" or sum(bool(cell.strip()) for cell in row.cells) < 2:
            continue
        own: list[_Amount] = []
        for after in table.rows[position + 1 :]:
            if after.kind == "section" and _level(after) <= _level(row):
                break
            own += [by_row[after.row_no]] if after.row_no in by_row else []
        for stated, column in _stated_totals(table, row):
            _compare(replace(stated, sector=None), column, row, table_no, [_Scope(own)], findings)


def _level(section: TableRow) -> int:
    """一 stands above （一）, and both above headings without a numeral."""
    first = key(next(cell for cell in section.cells if cell.strip()))
    return 1 if first[0] in "第一二三四五六七八九十" else 2 if first.startswith("(") else 3


def _stated_totals(table: SourceTable, row: TableRow) -> list[tuple[Stated, str]]:
    found: list[tuple[Stated, str]] = []
    money = table.index("total_investment")
    for index, cell in enumerate(row.cells):
        if not cell.strip():
            continue
        header = table.columns[index].header
        stated = [_stated_amount(table, row, index)] if index == money else read_totals(cell)
        found.extend((one, header) for one in stated)
    return found


def _stated_amount(table: SourceTable, row: TableRow, money: int) -> Stated:
    """The amount in the column of totals, in the unit that the row's words state (合计（亿元）) or the column's."""
    in_words = next((unit for cell in row.cells if (unit := _unit_of_words(cell))), None)
    cell = row.cells[money]
    amount, _ = parse_money_wan(cell, in_words or table.unit_of(table.columns[money]))
    return Stated(None, None, amount.wan if amount else None, cell)


def _unit_of_words(cell: str) -> str | None:
    """The unit of money that the words of a total state for its amounts: 合计（亿元）."""
    unit = units.unit_of(cell) if looks.is_totals(cell) else None
    return unit if unit in reference.money_units_wan() else None


def read_totals(raw: str) -> list[Stated]:
    """Totals, counts and 万元, in the words of a totals row:
    `总计16个,总投资23486万元。其中,养老项目3个、投资20972万元,…`."""
    text = words(raw).text
    found: list[Stated] = []
    sector: str | None = None
    for clause in re.split(r"[,;。、]", text):
        group = _GROUP.search(clause.removeprefix("其中").lstrip(":"))
        if group:
            sector = reference.sector_synonyms().get(group["name"], group["name"])
        count, amount = _COUNT.search(clause), _INVESTMENT.search(clause)
        if count:
            found.append(Stated(sector, int(numbers.arabic(count["n"])), None, clause))
        if amount:
            scale = reference.money_units_wan()[amount["unit"] or "万元"]
            found.append(Stated(sector, None, numbers.arabic(amount["n"]) * scale, clause))
    return found


def _compare(
    stated: Stated, column: str, row: TableRow, table_no: int, scopes: list[_Scope], findings: Findings
) -> None:
    wanted = stated.wan if stated.count is None else Decimal(stated.count)
    if wanted is None:
        findings.add(Finding("unreadable_money", stated.words, Detail("totals_row"), table_no, None, column, row.line))
        return
    sums = [scope.total(stated) for scope in scopes]
    if wanted in sums:
        return
    who = Detail("sector", sector=stated.sector) if stated.sector else Detail("in_all")
    differ = "amounts_differ" if stated.count is None else "numbers_differ"
    detail = Detail(differ, who=who, stated=_plain(wanted), sum=_plain(sums[0]))
    place = (table_no, None, column, row.line)
    findings.add(Finding("total_mismatch", stated.words, detail, *place, _cause(table_no, findings)))


def _cause(table_no: int, findings: Findings) -> Finding | None:
    """What explains a mismatch: a finding on a row's amount or presence, else the mismatch that was found first."""
    test: tuple[Callable[[Finding], bool], ...] = (
        lambda f: f.type in _CAUSES and f.row is not None,
        lambda f: f.type == "total_mismatch" and f.caused_by is None,
    )
    for accept in test:
        for finding in findings.items:
            if finding.table == table_no and accept(finding):
                return finding.caused_by or finding
    return None


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
