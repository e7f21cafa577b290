"""The words of the contents, row by row: sector, areas and capacity, with the columns of a list that state them too."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import polars as pl

from etl import plain, schemas
from etl.findings import Finding
from etl.frames import types
from etl.listed import AT
from etl.parse import capacity, kind
from etl.parse.area import parse_area_cell, parse_areas
from etl.parse.words import key
from etl.reading import Reading, Step
from etl.records import Area, CapacityEntry, Certainty, Doubt

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

    def __init__(self, reading: Reading) -> None:
        """Take the columns that say something of the contents."""
        self.reading = reading
        self.content, self.more = reading.cells("content"), reading.cells("content_more")
        self.area_columns = [kind_of for kind_of in _AREAS if reading.has(f"{kind_of}_area")]
        self.capacity_columns = [name for name in _CAPACITY_COLUMNS if reading.has(name)]
        dtypes = types(schemas.ProjectReports)
        self._values = {name: pl.Series(name, [None] * len(reading), dtype=dtypes[name]) for name in _TARGETS}
        self._entries: list[tuple[Any, ...]] = []
        self._plain_entries: list[pl.DataFrame] = []

    def read(self) -> None:
        """Read all rows."""
        values = self.reading.values
        columns = ("sector", "sector_rule", "nature", "name")
        sectors, rules, natures, names = (pl.Series(values[name]).to_list() for name in columns)
        texts = {name: plain.texts(self.reading.cells(name)) for name in ("name", "content")}
        self._judge_sectors(texts, sectors, rules)
        beds = [kind.bed_kind(sector, name) for sector, name in zip(sectors, names, strict=True)]
        existed = [self._existed_before(at, nature) for at, nature in enumerate(natures)]
        areas_left, capacity_left = self._read_plain(texts["content"], beds, existed)
        found: dict[str, dict[int, Any]] = {name: {} for name in _TARGETS}
        for at in sorted(areas_left | capacity_left):
            row = self._read_areas(at) if at in areas_left else {}
            row |= self._read_capacity(at, beds[at], existed[at], natures[at]) if at in capacity_left else {}
            for name, value in row.items():
                found[name][at] = value
        for name, own in found.items():
            self._fill(name, list(own), list(own.values()))
        raw = [
            f"{first}\n{second}" if first and second else first or second or None
            for first, second in zip(self.content, self.more, strict=True)
        ]
        values |= {**self._values, "sector": sectors, "sector_rule": rules, "content_raw": raw}

    def capacity(self, report_ids: pl.Series) -> pl.DataFrame:
        """The columns of `schemas.CapacityEntries`, and `AT`."""
        columns = zip(*self._entries, strict=True) if self._entries else [()] * len(_ENTRIES)
        made = pl.DataFrame([pl.Series(n, c, dtype=t) for (n, t), c in zip(_ENTRIES.items(), columns, strict=True)])
        made = pl.concat([*self._plain_entries, made]).sort(AT, maintain_order=True)
        ids = report_ids.gather(made[AT]).alias("report_id")
        return made.with_columns(ids).select(*types(schemas.CapacityEntries), AT)

    def _fill(self, name: str, places: list[int], given: list[Any] | pl.Series) -> None:
        series = pl.Series(given, dtype=self._values[name].dtype)
        self._values[name] = self._values[name].scatter(places, series)

    # --- rows that leave no question -------------------------------------------------------------------------------

    def _read_plain(
        self, texts: plain.Texts, beds: list[str | None], existed: list[bool | None]
    ) -> tuple[set[int], set[int]]:
        """Read what can be read as columns; returns the rows whose areas, and whose capacity, are left."""
        areas_left, capacity_left = set(range(len(self.reading))), set(range(len(self.reading)))
        has_more = self.reading.has("content_more") or self.area_columns or self.capacity_columns
        if len(self.reading) < LEAST_ROWS or has_more or not self.reading.has("content"):
            return areas_left, capacity_left
        found = plain.contents(texts)
        read, areas = plain.areas(found)
        areas_left.difference_update(read.to_list())
        for name, target in _AREAS.items():
            own = areas.filter(pl.col("kind") == name)
            places = own["at"].to_list()
            self._fill(target, places, own["m2"])
            span = {"start": own["begin"], "end": own["end"]}
            self.reading.evident_all(
                Step.AREAS, "content", target, places, **span, value=own["value"], qualifier=own["qualifier"]
            )
        read, entries = plain.quantities(found, beds, existed)
        capacity_left.difference_update(read.to_list())
        self._fill("capacity_basis", read.to_list(), ["none"] * len(read))
        self._keep_plain(entries)
        return areas_left, capacity_left

    def _keep_plain(self, entries: pl.DataFrame) -> None:
        """Quantities that are each the only one of their row and are added."""
        self._fill("capacity_basis", entries["at"].to_list(), ["stated"] * entries.height)
        for (name,), own in entries.group_by("kind", maintain_order=True):
            target, places = _CAPACITY_FIELDS[str(name)], own["at"].to_list()
            self._fill(target, places, own["quantity"])
            span = {"start": own["begin"], "end": own["end"]}
            shown = own["quantity"].cast(pl.String)
            self.reading.evident_all(Step.CAPACITY, "content", target, places, **span, value=shown, rule=own["basis"])
        same = {"entry_no": 1, "qualifier": "exact", "certainty": "certain", "part_of": None, "unit_count": 1}
        made = entries.with_columns(
            *(pl.lit(value).alias(name) for name, value in same.items()),
            is_added=True,
            words=pl.Series(self.content, dtype=pl.String).gather(entries["at"]),
        ).with_columns(words=pl.col("words").str.slice(pl.col("begin"), pl.col("end") - pl.col("begin")))
        made = made.rename({"begin": "start"})
        self._plain_entries.append(made.select(pl.col(name).cast(dtype) for name, dtype in _ENTRIES.items()))

    def _cell(self, at: int, column: str) -> str:
        return (self.content if column == "content" else self.more)[at]

    # --- sector --------------------------------------------------------------------------------------------------

    def _judge_sectors(self, texts: dict[str, plain.Texts], sectors: list[str | None], rules: list[str | None]) -> None:
        """Sector and rule by the words of name and content, where no column states a sector."""
        fired = kind.rules_fired({where: found.text for where, found in texts.items()})
        words = {where: found.text.to_list() for where, found in texts.items()}
        for at, rule in enumerate(fired):
            if sectors[at] is not None:
                continue
            if rule is None:
                undetermined = Doubt("sector_undetermined", self.reading.values["name"][at])
                self.reading.doubt(Step.SECTOR, at, "name", [undetermined])
                self.reading.doubtful[at].add("sector")
                continue
            sectors[at], rules[at] = rule.sector, rule.rule
            match = rule.pattern.search(words[rule.where][at])
            assert match is not None
            span = texts[rule.where].span(at, *match.span())
            item = self.reading.item(rule.where, "sector", span, rule.sector, rule=rule.rule)
            self.reading.evident(Step.SECTOR, at, item)

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
                    self.reading.doubt(Step.AREAS, at, column, [Doubt("doubtful_area", raw, "两列写有不同的面积")])
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

    def _existed_before(self, at: int, nature: str | None) -> bool | None:
        """Whether something stood there before the project, by its nature; None where that does not say so."""
        if nature in (None, "续建"):
            is_new = nature is None and not self.reading.cells("nature")[at].strip() and self._says_new(at)
            return False if is_new else None
        return nature != "新建"

    def _says_new(self, at: int) -> bool:
        """Whether the contents begin with 新建 and nothing in the row speaks of what stood there before."""
        content = key(self.content[at])
        return content.startswith(_NEW) and not _NOT_NEW.search(content + key(self.reading.cells("name")[at]))

    def _read_capacity(
        self, at: int, bed: str | None, existed_before: bool | None, nature: str | None
    ) -> dict[str, Any]:
        placed: list[tuple[CapacityEntry, str]] = []
        for column in ("content", "content_more"):
            raw = self._cell(at, column)
            if not raw:
                continue
            entries, doubts = capacity.parse_capacity(raw, bed, existed_before=existed_before)
            if doubts:
                cause = self._unknown_nature(at) if nature is None else None
                self.reading.doubt(Step.CAPACITY, at, column, doubts, cause)
            if _NUMBER_ALONE.fullmatch(raw.strip()):  # of what, its header does not say
                doubts = [*doubts, Doubt("unread_capacity", raw, "只有数字，未载明类别")]
                self.reading.doubt(Step.CAPACITY, at, column, doubts[-1:])
            if any(doubt.type in ("broken_number", "unread_capacity") for doubt in doubts):
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
        entry, doubts = capacity.column_entry(raw, counted, header)
        self.reading.doubt(Step.CAPACITY, at, column, doubts)
        placed = [pair for pair in placed if not _is_stated_by(column, counted, pair[0])]
        if entry is None:
            self.reading.doubtful[at].add(_CAPACITY_FIELDS[counted] if column != "existing_beds" else column)
            return placed
        unsure = "床位类别不明确" if is_plain and bed is None else ""
        if entry.basis == "design" and counted != "class" and existed_before is not False:
            unsure = "未说明是新增还是建成后总数"
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
                Step.CAPACITY, at, column, [Doubt("doubtful_capacity", self._cell(at, column), "两列写有不同的数量")]
            )
            self.reading.doubtful[at].add(_CAPACITY_FIELDS[entry.kind])
        return not others

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
            self.reading.doubt(Step.CAPACITY, at, "content", [Doubt("doubtful_capacity", self.content[at], why)])
            self.reading.doubtful[at].add(_CAPACITY_FIELDS[kind_of_entry])
        sums: dict[str, Any] = {"capacity_basis": _capacity_basis(entries)}
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
