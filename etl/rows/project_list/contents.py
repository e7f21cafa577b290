"""The words of the contents, row by row: sector, areas and capacity, with the columns of a list that state them too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from etl.contract import reference, schemas
from etl.contract.detail import Detail
from etl.contract.findings import Finding
from etl.contract.frames import types
from etl.contract.values import Area, CapacityEntry, Certainty, Doubt
from etl.parse import capacity, kind
from etl.parse.area import parse_area_cell, parse_areas
from etl.parse.words import SPACES, key
from etl.rows.buffer import Buffer, Step
from etl.rows.columns_of_rows import AT
from etl.rows.project_list import plain
from etl.rows.project_list.quantities import Quantities, quantities

_CAPACITY_FIELDS = {
    "childcare_place": "childcare_places",
    "elder_bed": "elder_beds",
    "nursing_bed": "nursing_beds",
    "medical_care_bed": "medical_care_beds",
    "school_place": "school_places",
    "class": "classes",
    "other_bed": "other_beds",
}
_CAPACITY_COLUMNS = {field: kind for kind, field in _CAPACITY_FIELDS.items()} | {"existing_beds": "elder_bed"}
_AREAS = {"floor": "floor_area_m2", "land": "land_area_m2"}
_TARGETS = (*_AREAS.values(), *_CAPACITY_COLUMNS, "capacity_basis")
_ENTRIES = {
    AT: pl.UInt32, **{name: dtype for name, dtype in types(schemas.CapacityEntries).items() if name != "report_id"}
}  # fmt: skip


_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "无"})
_NEW = ("新建", "拟新建", "计划新建", "项目新建", "规划新建")
_NOT_NEW = re.compile("扩建|改建|改造|提升|修缮|维修|原有|现有|续建|扩容|迁建")
_NUMBER_ALONE = re.compile(r"[\d０-９][\d０-９,，. ]*")
LEAST_ROWS = 200
"""Shorter tables are read row by row."""


class Contents:
    """Reads the contents of the rows: those that leave no question as columns (`plain.py`), the others one by one."""

    def __init__(self, reading: Buffer) -> None:
        """Take the columns that say something of the contents."""
        self.reading = reading
        self.content, self.more = reading.cells("content"), reading.cells("content_more")
        self.area_columns = [kind_of for kind_of in _AREAS if reading.has(f"{kind_of}_area")]
        self.capacity_columns = [name for name in _CAPACITY_COLUMNS if reading.has(name)]
        dtypes = types(schemas.ProjectReports)
        self._values = {name: pl.repeat(None, len(reading), dtype=dtypes[name], eager=True) for name in _TARGETS}
        self._entries: list[tuple[Any, ...]] = []
        self._plain_entries: list[pl.DataFrame] = []
        self._natures = pl.Series(dtype=pl.String)

    def read(self) -> None:
        """Read all rows."""
        values = self.reading.values
        self._natures = pl.Series(values["nature"])
        texts = {name: plain.texts(self.reading.raw(name)) for name in ("name", "content")}
        self._judge_sectors(texts)
        beds = kind.bed_kinds(pl.Series(values["sector"]), pl.Series(values["name"]))
        existed = self._existed_before()
        areas_left, capacity_left = self._read_plain(texts["content"], beds, existed)
        found: dict[str, dict[int, Any]] = {name: {} for name in _TARGETS}
        for at in sorted(areas_left | capacity_left):
            row = self._read_areas(at) if at in areas_left else {}
            row |= self._read_capacity(at, beds[at], existed[at]) if at in capacity_left else {}
            for name, value in row.items():
                found[name][at] = value
        for name, own in found.items():
            self._fill(name, list(own), list(own.values()))
        values |= self._values | {"content_raw": self._words()}

    def capacity(self, report_ids: pl.Series) -> pl.DataFrame:
        """The columns of `schemas.CapacityEntries`, and `AT`."""
        columns = zip(*self._entries, strict=True) if self._entries else [()] * len(_ENTRIES)
        made = pl.DataFrame([pl.Series(n, c, dtype=t) for (n, t), c in zip(_ENTRIES.items(), columns, strict=True)])
        made = pl.concat([*self._plain_entries, made]).sort(AT, maintain_order=True)
        ids = report_ids.gather(made[AT]).alias("report_id")
        return made.with_columns(ids).select(*types(schemas.CapacityEntries), AT)

    def _words(self) -> pl.Series:
        """All that the contents say; None where they say nothing."""
        both = (pl.when(cells != "").then(cells) for cells in map(self.reading.raw, ("content", "content_more")))
        joined = pl.concat_str(*both, separator="\n", ignore_nulls=True)
        return pl.select(words=joined).select(pl.when(pl.col("words") != "").then("words")).to_series()

    def _fill(self, name: str, places: list[int] | pl.Series, given: list[Any] | pl.Series) -> None:
        series = pl.Series(given, dtype=self._values[name].dtype)
        self._values[name] = self._values[name].scatter(places, series)

    # --- rows that leave no question -------------------------------------------------------------------------------

    def _read_plain(self, texts: plain.Texts, beds: pl.Series, existed: pl.Series) -> tuple[set[int], set[int]]:
        """Read what can be read as columns; returns the rows whose areas, and whose capacity, are left."""
        areas_left, capacity_left = set(range(len(self.reading))), set(range(len(self.reading)))
        is_alone = self.reading.has("content") and not self.reading.has("content_more")
        if len(self.reading) < LEAST_ROWS or not is_alone:
            return areas_left, capacity_left
        found = plain.contents(texts)
        if not self.area_columns:
            areas_left.difference_update(self._keep_areas(plain.areas(found)))
        if not self.capacity_columns:
            capacity_left.difference_update(self._keep_quantities(quantities(found, self.content, beds, existed)))
        return areas_left, capacity_left

    def _keep_areas(self, areas: plain.Areas) -> list[int]:
        """Keep areas that were read as columns; returns their rows."""
        for name, target in _AREAS.items():
            own = areas.items.filter(pl.col("kind") == name)
            self._fill(target, own["at"], own["m2"])
            shown = {column: own[column] for column in ("value", "qualifier", "certainty")}
            shown |= {"start": own["begin"], "end": own["end"]}
            self.reading.evident_all(Step.AREAS, "content", target, own["at"], **shown)
            for at in own.filter(pl.col("certainty") == "doubtful")["at"]:
                self.reading.doubtful[at].add(target)
        for at, type_of, begin, end, detail in areas.doubts.select("at", "type", "begin", "end", "detail").iter_rows():
            self.reading.doubt(
                Step.AREAS, at, "content", [Doubt(type_of, self.content[at][begin:end], Detail.read(detail))]
            )
        return areas.rows.to_list()

    def _keep_quantities(self, found: Quantities) -> list[int]:
        """Keep quantities that were read as columns; returns their rows."""
        rows, entries = found.bases["at"], found.entries
        self._fill("capacity_basis", rows, found.bases["basis"])
        for at, type_of, raw, detail in found.doubts.iter_rows():
            self._doubt_capacity(at, "content", [Doubt(type_of, raw, Detail.read(detail))])
        for at, kind_of, why in found.unclear:
            self._doubt_added(at, kind_of, why)
        counted = pl.col("kind").replace_strict(_CAPACITY_FIELDS)
        was_there = (pl.col("basis") == "existing") & pl.col("part_of").is_null() & pl.col("kind").str.ends_with("bed")
        is_before = ~pl.col("is_added") & was_there
        entries = entries.with_columns(field=pl.when(is_before).then(pl.lit("existing_beds")).otherwise(counted))
        sums = entries.filter(pl.col("is_added") | is_before)
        sums = sums.group_by("at", "field", maintain_order=True).agg(pl.col("quantity").sum())
        for (target,), own in sums.group_by("field", maintain_order=True):
            self._fill(str(target), own["at"], own["quantity"])
        words_of = {"start": "begin", "end": "end", "rule": "basis"}
        shown = entries.select("field", "qualifier", "certainty", value=pl.col("quantity").cast(pl.String), **words_of)
        self.reading.evident_all(Step.CAPACITY, "content", None, entries["at"], **shown.to_dict())
        for at, target in entries.filter(pl.col("certainty") == "doubtful").select("at", "field").iter_rows():
            self.reading.doubtful[at].add(target)
        raw = self.reading.raw("content").gather(entries["at"])
        made = entries.with_columns(words=raw).rename({"begin": "start"})
        made = made.with_columns(words=pl.col("words").str.slice(pl.col("start"), pl.col("end") - pl.col("start")))
        self._plain_entries.append(made.select(pl.col(name).cast(dtype) for name, dtype in _ENTRIES.items()))
        return rows.to_list()

    def _cell(self, at: int, column: str) -> str:
        return (self.content if column == "content" else self.more)[at]

    # --- sector --------------------------------------------------------------------------------------------------

    def _judge_sectors(self, texts: dict[str, plain.Texts]) -> None:
        """Sector and rule by the words of name and content, where no column states a sector."""
        values = self.reading.values
        sectors, rules = pl.Series(values["sector"]), pl.Series(values["sector_rule"])
        undecided = sectors.is_null().arg_true()
        known = pl.DataFrame(
            [(rule.sector, rule.rule) for rule in reference.sector_rules()], ["value", "rule"], orient="row"
        )
        for where, found in kind.rules_fired({where: own.text for where, own in texts.items()}, undecided).items():
            rows, shown = found["at"], known[found["rule"]].to_dict()
            sectors, rules = sectors.scatter(rows, shown["value"]), rules.scatter(rows, shown["rule"])
            placed = texts[where].in_cells(found)
            self.reading.evident_all(
                Step.SECTOR, where, "sector", rows, start=placed["begin"], end=placed["end"], **shown
            )
        values |= {"sector": sectors, "sector_rule": rules}
        names = pl.Series(values["name"])
        for at in sectors.is_null().arg_true():
            self.reading.doubt(Step.SECTOR, at, "name", [Doubt("sector_undetermined", names[at])])
            self.reading.doubtful[at].add("sector")

    # --- areas ---------------------------------------------------------------------------------------------------

    def _read_areas(self, at: int) -> dict[str, Any]:
        stated: dict[str, tuple[Area, str]] = {}
        for column in ("content_more", "content"):  # the main column comes last, so first in what it says
            raw = self._cell(at, column)
            found, doubts = parse_areas(raw) if raw else ({}, [])
            if doubts:
                self.reading.doubt(Step.AREAS, at, column, doubts)
                if "floor" not in found and any(doubt.type == "doubtful_area" for doubt in doubts):
                    self.reading.doubtful[at].add("floor_area_m2")
            for name, area in found.items():
                if name in stated and stated[name][0].m2 != area.m2:
                    self.reading.doubt(
                        Step.AREAS, at, column, [Doubt("doubtful_area", raw, Detail("columns_of_other_areas"))]
                    )
                    self.reading.doubtful[at].add(_AREAS[name])
                stated[name] = (area, column)
        for name in self.area_columns:
            self._read_area_column(at, name, stated)
        values = {}
        for name, target in _AREAS.items():
            if name in stated:
                area, column = stated[name]
                values[target] = area.m2
                rule = "each_times_count" if area.count > 1 else None
                item = self.reading.item(column, target, area.span, area.m2, area.qualifier, area.certainty, rule)
                self.reading.evident(Step.AREAS, at, item)
        return values

    def _read_area_column(self, at: int, name: str, stated: dict[str, tuple[Area, str]]) -> None:
        """What a column of areas says, comes before what the words say."""
        column = f"{name}_area"
        raw = self.reading.cells(column)[at]
        index = self.reading.context.table.index(column)
        if not raw.strip() or index is None:
            return
        own, doubts = parse_area_cell(raw, self.reading.context.table.columns[index].unit, name)
        self.reading.doubt(Step.AREAS, at, column, doubts)
        stated.pop(name, None)
        if own:
            stated[name] = (own, column)
        else:
            self.reading.doubtful[at].add(_AREAS[name])

    # --- capacity ------------------------------------------------------------------------------------------------

    def _existed_before(self) -> pl.Series:
        """Whether something stood there before each project, by its nature; None where that does not say so."""
        existed = (self._natures != "新建").scatter((self._natures == "续建").arg_true(), None)
        unstated = self._natures.is_null() & (self.reading.raw("nature").str.strip_chars(SPACES) == "")
        return existed.scatter([at for at in unstated.arg_true() if self._says_new(at)], False)

    def _says_new(self, at: int) -> bool:
        """Whether the contents begin with 新建 and nothing in the row speaks of what stood there before."""
        content = key(self.content[at])
        return content.startswith(_NEW) and not _NOT_NEW.search(content + key(self.reading.cells("name")[at]))

    def _read_capacity(self, at: int, bed: str | None, existed_before: bool | None) -> dict[str, Any]:
        placed: list[tuple[CapacityEntry, str]] = []
        for column in ("content", "content_more"):
            raw = self._cell(at, column)
            if not raw:
                continue
            entries, doubts = capacity.parse_capacity(raw, bed, existed_before=existed_before)
            self._doubt_capacity(at, column, doubts)
            if _NUMBER_ALONE.fullmatch(raw.strip()):  # of what, its header does not say
                self.reading.doubt(Step.CAPACITY, at, column, [Doubt("unread_capacity", raw, Detail("only_a_number"))])
                self.reading.doubtful[at].add("capacity_basis")
            placed += [(entry, column) for entry in entries if self._is_news(at, entry, column, placed)]
        for column in self.capacity_columns:
            if key(self.reading.cells(column)[at]) not in _NOTHING:
                placed = self._read_capacity_column(at, column, bed, placed, existed_before)
        return self._sum_capacity(at, placed, existed_before)

    def _read_capacity_column(
        self, at: int, column: str, bed: str | None, placed: list[tuple[CapacityEntry, str]],
        existed_before: bool | None,
    ) -> list[tuple[CapacityEntry, str]]:  # fmt: skip
        """Add what a column of numbers states, instead of what the content says of it. Plain beds go by the sector."""
        raw, header = self.reading.cells(column)[at], self.reading.header(column) or ""
        is_plain = column == "elder_beds" and "养老" not in header
        counted = (bed or "other_bed") if is_plain else _CAPACITY_COLUMNS[column]
        index = self.reading.context.table.index(column)
        entry, doubts = capacity.column_entry(raw, counted, header)
        if entry is None and (said := capacity.column_words(raw, bed, header, existed_before=existed_before)):
            kinds = {one.kind for one in said}
            return [*(pair for pair in placed if pair[0].kind not in kinds), *((one, column) for one in said)]
        self.reading.doubt(Step.CAPACITY, at, column, doubts)
        said_of_it = [pair for pair in placed if pair[0].kind == counted and pair[1] in ("content", "content_more")]
        told = [old for old, _ in said_of_it if _is_stated_by(column, counted, old)]
        placed = [pair for pair in placed if not _is_stated_by(column, counted, pair[0])]
        said_by_person = index is not None and self.reading.context.table.columns[index].by_person
        if (
            entry is not None
            and not said_by_person
            and not _agrees(entry, told, [old for old, _ in said_of_it if old.basis == "existing"])
        ):
            words = tuple(self._cell(at, where)[slice(*old.span)] for old, where in said_of_it)
            doubt = Doubt("doubtful_capacity", raw, Detail("contents_say", words=words))
            self.reading.doubt(Step.CAPACITY, at, column, [doubt])
            self.reading.doubtful[at].add(_CAPACITY_FIELDS[counted] if column != "existing_beds" else column)
            entry = replace(entry, certainty=Certainty.DOUBTFUL)
        if entry is None:
            self.reading.doubtful[at].add(_CAPACITY_FIELDS[counted] if column != "existing_beds" else column)
            return placed
        is_part = counted == "nursing_bed" and key(header).startswith("其中")
        if is_part and any(
            old.kind == "elder_bed" and old.basis == "new" for old, where in placed if where != "content"
        ):
            entry = replace(entry, basis="new")  # 新增床位 | 其中护理型
        unsure = Detail("beds_of_what") if is_plain and bed is None else None
        if entry.basis == "design" and counted != "class" and existed_before is not False:
            unsure = Detail("added_or_total")
        if unsure:
            self.reading.doubt(Step.CAPACITY, at, column, [Doubt("doubtful_capacity", raw, unsure)])
            self.reading.doubtful[at].add(_CAPACITY_FIELDS[counted])
            entry = replace(entry, certainty=Certainty.DOUBTFUL)
        if counted == "nursing_bed":
            if all(old.kind != "elder_bed" for old, _ in placed):
                placed.append((replace(entry, kind="elder_bed"), column))
            entry = replace(entry, part_of="elder_bed")
        return [*placed, (entry, column)]

    def _is_news(self, at: int, entry: CapacityEntry, column: str, placed: list[tuple[CapacityEntry, str]]) -> bool:
        """Whether an entry says what no other column has said; two columns that differ on a kind make it doubtful."""
        others = [old for old, where in placed if where != column and old.kind == entry.kind]
        if others and all((old.quantity, old.basis) != (entry.quantity, entry.basis) for old in others):
            self.reading.doubt(
                Step.CAPACITY,
                at,
                column,
                [Doubt("doubtful_capacity", self._cell(at, column), Detail("columns_of_other_numbers"))],
            )
            self.reading.doubtful[at].add(_CAPACITY_FIELDS[entry.kind])
        return not others

    def _doubt_capacity(self, at: int, column: str, doubts: list[Doubt]) -> None:
        """What words leave open about capacity; where the nature is not known, it follows from that."""
        if doubts:
            cause = self._unknown_nature(at) if self._natures[at] is None else None
            self.reading.doubt(Step.CAPACITY, at, column, doubts, cause)
        if any(doubt.type in ("broken_number", "unread_capacity") for doubt in doubts):
            self.reading.doubtful[at].add("capacity_basis")

    def _doubt_added(self, at: int, kind_of_entry: str, why: Detail) -> None:
        """It is not certain what of a kind is added."""
        self.reading.doubt(Step.CAPACITY, at, "content", [Doubt("doubtful_capacity", self.content[at], why)])
        self.reading.doubtful[at].add(_CAPACITY_FIELDS[kind_of_entry])

    def _unknown_nature(self, at: int) -> Finding | None:
        """The finding that the nature was not read: what is unclear about capacity follows from it."""
        return self.reading.first_found(at, (self.reading.header("nature"), self.reading.header("type")))

    def _sum_capacity(
        self, at: int, placed: list[tuple[CapacityEntry, str]], existed_before: bool | None
    ) -> dict[str, Any]:
        """Sums per kind of what is added (None where nothing is stated) and of what existed before."""
        if not placed:
            return {"capacity_basis": "none"}
        entries = [entry for entry, _ in placed]
        counted = capacity.added(entries, existed_before=existed_before)
        for kind_of_entry, why in counted.unclear.items():
            self._doubt_added(at, kind_of_entry, why)
        sums: dict[str, Any] = {"capacity_basis": capacity.basis_of(entries)}
        for number, ((entry, column), added) in enumerate(zip(placed, counted.flags, strict=True), start=1):
            target = _CAPACITY_FIELDS[entry.kind]
            if added:
                sums[target] = sums.get(target, 0) + entry.quantity
            elif entry.basis == "existing" and entry.part_of is None and entry.kind.endswith("bed"):
                target = "existing_beds"
                sums[target] = sums.get(target, 0) + entry.quantity
            self._keep(at, number, entry, column, target, added=added)
        return sums

    def _keep(self, at: int, number: int, entry: CapacityEntry, column: str, target: str, *, added: bool) -> None:
        raw = self._cell(at, column) if column in ("content", "content_more") else self.reading.cells(column)[at]
        start, end = entry.span
        bounds = (str(entry.qualifier), str(entry.certainty))
        words_read = raw[start:end]
        self._entries.append(
            (at, number, entry.kind, entry.quantity, entry.basis, *bounds, entry.part_of, entry.count, added,
             words_read, start, end)
        )  # fmt: skip
        item = self.reading.item(
            column, target, entry.span, entry.quantity, entry.qualifier, entry.certainty, entry.basis
        )
        self.reading.evident(Step.CAPACITY, at, item)


def _agrees(entry: CapacityEntry, told: Sequence[CapacityEntry], before: Sequence[CapacityEntry]) -> bool:
    """Whether a column's number is one that the contents give: what they add, or, of an addition, total less stock."""
    whole = [old for old in told if old.part_of is None]
    new = sum(old.quantity for old in whole if old.basis in ("new", "each_times_count"))
    if not whole or (new and new == entry.quantity):
        return True
    stock = sum(old.quantity for old in before)
    if entry.basis == "new" and not new and stock:
        return entry.quantity in {old.quantity - stock for old in whole if old.basis == "total_after"}
    if entry.basis == "new" and new:
        return False
    return entry.quantity in {old.quantity for old in whole}


def _is_stated_by(column: str, counted: str, entry: CapacityEntry) -> bool:
    """Whether a capacity column says what an entry, read from the content cell, says too."""
    if column == "existing_beds" or entry.basis == "existing":
        return column == "existing_beds" and entry.basis == "existing"
    return entry.kind == counted
