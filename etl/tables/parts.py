"""Rows that count with others: parts of the row above (1.1 and 1.2 below 1; 其中:…), and sums of the rows below."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import takewhile

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.values import Doubt, TableKind
from etl.headers import header_cells, looks
from etl.parse.words import clean, key
from etl.tables.table import SourceTable, TableRow

_FEWEST_EMPTY = 2
"""So many columns, at least, say nothing in a row that sums up others."""
_DIGITS = re.compile(r"\d+|[①-⑳]")
_AMOUNT = re.compile(r"[\d,]+(?:\.\d+)?")


def fold_parts(table: SourceTable) -> None:
    """Rows that are parts of the row above count with it, their contents as well: money and quantities count once.

    The amount of that row says what all of it costs. Where parts add up to more, that is doubtful if they are numbered
    as parts (1.1 below 1) and none of them costs more than the whole; else they are rows of their own.
    """
    seq, name, money, content = (table.index(field) for field in ("seq", "name", "total_investment", "content"))
    if table.kind is not TableKind.PROJECT_LIST or name is None or money is None:
        return
    for whole, parts in _with_parts(table.rows, seq, name):
        fits = _costs_no_more(whole.cells[money], [part.cells[money] for part in parts])
        if fits or _are_bundled(whole, parts, seq, money):
            whole.doubts |= {} if fits else {money: (*whole.doubts.get(money, ()), _sum_differs(whole, parts, money))}
            for part in parts:
                _fold(table, whole, part, name, content)


def _are_bundled(whole: TableRow, parts: Sequence[TableRow], seq: int | None, money: int) -> bool:
    """Whether rows are parts by their numbers though their amounts do not add up; none is dearer than the whole."""
    if seq is None or not _are_numbered(whole, parts, seq):
        return False
    most = _amount(whole.cells[money])
    return most is not None and all((_amount(part.cells[money]) or Decimal(0)) <= most for part in parts)


def _sum_differs(whole: TableRow, parts: Sequence[TableRow], money: int) -> Doubt:
    words = "、".join(part.cells[money] for part in parts if part.cells[money].strip())
    return Doubt("doubtful_money", whole.cells[money], Detail("parts_add_up_otherwise", words=words))


def fold_sums(table: SourceTable) -> None:
    """A row without a serial number and a description that costs as much as the numbered rows below heads them."""
    seq, name, money = (table.index(field) for field in ("seq", "name", "total_investment"))
    if table.kind is not TableKind.PROJECT_LIST or seq is None or name is None or money is None:
        return
    bare = [at for at, row in enumerate(table.rows) if row.kind == "data" and not row.cells[seq].strip()]
    for at in (at for at in bare if _says_only(table.rows[at], {name, money}, table)):
        below = list(takewhile(lambda row: row.kind == "data" and row.cells[seq].strip(), table.rows[at + 1 :]))
        sums = _amount(table.rows[at].cells[money])
        if below and sums and sums == sum(_amount(row.cells[money]) or Decimal(0) for row in below):
            table.rows[at].kind = "section"


def _says_only(row: TableRow, wanted: Collection[int], table: SourceTable) -> bool:
    """Whether a row has words in these columns, and elsewhere none but in columns of money."""
    filled = {at for at, cell in enumerate(row.cells) if cell.strip()}
    more = {
        at for at in filled if not header_cells.is_money(table.columns[at].field) and not looks.is_amount(row.cells[at])
    }
    return filled.issuperset(wanted) and more <= set(wanted) and len(row.cells) > len(wanted) + _FEWEST_EMPTY


def _amount(cell: str) -> Decimal | None:
    found = _AMOUNT.fullmatch(key(cell))
    return Decimal(found[0].replace(",", "")) if found else None


def _with_parts(rows: Sequence[TableRow], seq: int | None, name: int) -> Iterator[tuple[TableRow, list[TableRow]]]:
    """Each row that has parts, with these."""
    whole: TableRow | None = None
    parts: list[TableRow] = []
    for row in rows:
        serial = _serial(row, seq)
        may_be_part = whole is not None and row.kind == "data" and not _are_alike(_serial(whole, seq), serial)
        if may_be_part and (_is_part(serial, row.cells[name]) or _goes_on(parts, serial, name)):
            parts.append(row)
            continue
        if whole is not None and parts:
            yield whole, parts
        whole, parts = row if row.kind == "data" else None, []
    if whole is not None and parts:
        yield whole, parts


def _serial(row: TableRow, seq: int | None) -> str:
    return row.cells[seq] if seq is not None else ""


def _are_alike(whole: str, serial: str) -> bool:
    """Whether two serial numbers are of one rank: 1 and 2, 1-1 and 1-2, and so none a part of the other."""
    return bool(whole.strip()) and _DIGITS.sub("0", key(whole)) == _DIGITS.sub("0", key(serial))


def _are_numbered(whole: TableRow, parts: Sequence[TableRow], seq: int) -> bool:
    """Whether the serial numbers of the parts are that of the whole with another behind it: 1.1 and 1.2 below 1."""
    begin = key(whole.cells[seq])
    return begin.isdecimal() and all(re.match(rf"{begin}[.-]\d", key(part.cells[seq])) for part in parts)


def _is_part(serial: str, name: str) -> bool:
    is_numbered_so = reference.words_of("row_words", "part").fullmatch(key(serial)) is not None
    return is_numbered_so or (not serial.strip() and _is_named_part(name))


def _is_named_part(name: str) -> bool:
    return reference.words_of("row_words", "part_name").match(clean(name)) is not None


def _goes_on(parts: Sequence[TableRow], serial: str, name: int) -> bool:
    """Whether a row goes on with parts of which only the first says 其中."""
    return bool(parts) and not serial.strip() and _is_named_part(parts[0].cells[name])


def _costs_no_more(whole: str, parts: Sequence[str]) -> bool:
    amounts = [_AMOUNT.fullmatch(key(cell)) for cell in (whole, *parts)]
    if not all(amount or not cell.strip() for amount, cell in zip(amounts, (whole, *parts), strict=True)):
        return False
    first, *rest = (Decimal(amount[0].replace(",", "")) if amount else Decimal(0) for amount in amounts)
    return 0 < sum(rest) <= first


def _fold(table: SourceTable, whole: TableRow, part: TableRow, name: int, content: int | None) -> None:
    part.kind = "part"
    words_of_part = " ".join(cell for cell in part.cells if cell.strip())
    table.doubts.append(Doubt("row_is_part", words_of_part, Detail("counted_in", name=clean(whole.cells[name]))))
    if content is not None and part.cells[content].strip():
        own = clean(part.cells[name]).removeprefix("其中").lstrip(":：")
        whole.cells[content] = f"{whole.cells[content].rstrip('；;。')}；其中{own}：{part.cells[content]}"
