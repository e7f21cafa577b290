"""The sector of the rows by the words of their names and contents, where no column states it."""

from __future__ import annotations

import polars as pl

from etl.contract import reference
from etl.contract.values import Doubt
from etl.parse.kind import rules_fired
from etl.parse.words import words
from etl.rows.buffer import Buffer
from etl.rows.fields.field import Step

_COLUMNS = ("name", "content")


def judge_sectors(reading: Buffer) -> None:
    """Sector and rule of each row without a sector; a row that no rule fires on is doubtful."""
    sectors, rules = (pl.Series(reading.values[name]).to_list() for name in ("sector", "sector_rule"))
    undecided = [at for at, sector in enumerate(sectors) if sector is None]
    cells = {column: [words(reading.cells(column)[at]) for at in undecided] for column in _COLUMNS}
    texts = {column: pl.Series([cell.text for cell in own], dtype=pl.String) for column, own in cells.items()}
    for column, fired in rules_fired(texts, pl.Series(range(len(undecided)), dtype=pl.UInt32)).items():
        for place, number, begin, end in fired.iter_rows():
            rule, at = reference.sector_rules()[number], undecided[place]
            sectors[at], rules[at] = rule.sector, rule.rule
            span = cells[column][place].span(begin, end)
            reading.evident(Step.SECTOR, at, reading.item(column, "sector", span, rule.sector, rule=rule.rule))
    reading.values |= {"sector": sectors, "sector_rule": rules}
    for at, sector in enumerate(sectors):
        if sector is None:
            reading.doubt(Step.SECTOR, at, "name", [Doubt("sector_undetermined", reading.values["name"][at])])
            reading.doubtful[at].add("sector")
