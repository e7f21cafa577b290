"""The sector of the rows where no column states it: by their section, by their own words, by the title."""

from __future__ import annotations

import polars as pl

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.values import Doubt
from etl.parse.kind import rules_fired
from etl.parse.sector import sectors_in
from etl.parse.words import words
from etl.rows.buffer import Buffer
from etl.rows.fields.field import Step
from etl.rows.told import Told

_COLUMNS = ("name", "content")


def judge_sectors(reading: Buffer) -> None:
    """Sector and rule of each row without a sector; a row of which nothing says it is doubtful.

    The evidence of sections and titles stands outside the rows (`stated_sectors.put_evidence`).
    """
    sectors, rules = (pl.Series(reading.values[name]).to_list() for name in ("sector", "sector_rule"))
    told = reading.context.sectors
    for at, row_no in enumerate(reading.rows.numbers) if told.sections else ():
        said = told.of_section(row_no)
        if said and said.value and sectors[at] is None:
            sectors[at], rules[at] = said.value, said.rule
    stated = [sector is not None for sector in sectors]
    _judge_by_words(reading, sectors, rules)
    _doubt_others(reading, sectors, stated)
    undecided = [at for at, sector in enumerate(sectors) if sector is None]
    for at in undecided:
        section = told.of_section(reading.rows.numbers[at])
        if told.title and not (section and section.among and told.title.value not in section.among):
            sectors[at], rules[at] = told.title.value, told.title.rule
        else:
            reading.doubt(Step.SECTOR, at, "name", [Doubt("sector_undetermined", reading.values["name"][at])])
            reading.doubtful[at].add("sector")
    reading.values |= {"sector": sectors, "sector_rule": rules}


def _doubt_others(reading: Buffer, sectors: list[str | None], stated: list[bool]) -> None:
    """A sector by a row's own words that is none of those which its section names (一、交通水利), or not that of the
    title, is doubtful. `stated`: which rows have theirs from a column or a section."""
    wider = {row["sector"]: row["within"] for row in reference.rows("sectors")}
    told = reading.context.sectors
    for at, row_no in enumerate(reading.rows.numbers):
        sector = sectors[at]
        if sector is None or stated[at]:
            continue
        own = {sector, wider.get(sector)}
        section = told.of_section(row_no)
        others = [("section_names", section, section.among)] if section else _other_group(told.group_of(row_no), own)
        others += [("title_names", told.title, (told.title.value,))] if told.title else []
        for detail, said, named in others:
            if any(named) and own.isdisjoint(named):
                differs = Doubt("sector_undetermined", said.words, Detail(detail, words=said.words))
                reading.doubt(Step.SECTOR, at, "name", [differs])
                reading.doubtful[at].add("sector")


def _other_group(group: Told | None, own: set[str | None]) -> list[tuple[str, Told, tuple[str, ...]]]:
    """A section whose words name no sector and do not tell the row's own either: what it means is not known."""
    if group is None or not group.value or group.value in reference.sector_synonyms().values():
        return []
    if not own.isdisjoint(sectors_in(group.words)):
        return []
    return [("section_names", group, (group.value,))]


def _judge_by_words(reading: Buffer, sectors: list[str | None], rules: list[str | None]) -> None:
    """Put in the sectors that the words of names and contents say."""
    undecided = [at for at, sector in enumerate(sectors) if sector is None]
    cells = {column: [words(reading.cells(column)[at]) for at in undecided] for column in _COLUMNS}
    texts = {column: pl.Series([cell.text for cell in own], dtype=pl.String) for column, own in cells.items()}
    for column, fired in rules_fired(texts, pl.Series(range(len(undecided)), dtype=pl.UInt32)).items():
        for place, number, begin, end in fired.iter_rows():
            rule, at = reference.sector_rules()[number], undecided[place]
            sectors[at], rules[at] = rule.sector, rule.rule
            span = cells[column][place].span(begin, end)
            reading.evident(Step.SECTOR, at, reading.item(column, "sector", span, rule.sector, rule=rule.rule))
