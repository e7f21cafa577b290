"""The project reports of a list as frames: what is stored, and what the checks of the whole list look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from etl.contract import schemas
from etl.contract.frames import frame, types
from etl.contract.values import Certainty
from etl.rows.columns_of_rows import AT
from etl.rows.surroundings import evidence_of
from etl.rows.told import Told
from etl.tables.table import SourceTable, TableRow


@dataclass(slots=True)
class ProjectReport:
    """One parsed list row: the columns of `schemas.ProjectReports` and what hangs on it."""

    row: TableRow
    values: dict[str, Any]
    quantities: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)


class ListReports:
    """Reports of one list in the order of its rows: `rows[i]` is the list row of `reports[i]`."""

    def __init__(
        self, rows: list[TableRow], reports: pl.DataFrame, quantities: pl.DataFrame, evidence: pl.DataFrame
    ) -> None:
        """`quantities` and `evidence` have the columns of the contract and `AT`, ascending: the index of the report."""
        self.rows = rows
        self.reports = reports
        self.quantities = quantities
        self.evidence = evidence
        self._lists: dict[str, list[Any]] = {}

    def __len__(self) -> int:
        """Number of reports."""
        return len(self.rows)

    def column(self, name: str) -> list[Any]:
        """One column of the reports, as a list; made once."""
        if name not in self._lists:
            self._lists[name] = self.reports[name].to_list()
        return self._lists[name]

    def rename(self, ids: Mapping[int, str]) -> None:
        """Give some reports another project id."""
        if ids:
            self._lists.clear()
            changed = [ids.get(at, known) for at, known in enumerate(self.reports["project_id"].to_list())]
            self.reports = self.reports.with_columns(pl.Series("project_id", changed, dtype=pl.String))

    def doubt(self, places: Sequence[int], fields: Sequence[str]) -> None:
        """Mark fields of some reports as doubtful."""
        if places:
            self._lists.clear()
            self.reports = with_doubts(self.reports, places, fields)

    def fill(self, name: str, values: Mapping[int, Any], evidence: Sequence[Mapping[str, Any]]) -> None:
        """Put values into a column of some reports, with the evidence of them (its columns and `AT`)."""
        self._lists.clear()
        filled = self.reports[name].scatter(list(values), list(values.values()))
        self.reports = self.reports.with_columns(filled)
        more = pl.DataFrame(evidence, schema=self.evidence.schema)
        self.evidence = pl.concat([self.evidence, more]).sort(AT, maintain_order=True)

    def tell(self, table: SourceTable, field: str, found: Mapping[int, Told]) -> None:
        """Give some reports what stands around their rows tells of them, with its evidence."""
        if not found:
            return
        ids = self.column("report_id")
        evidence = [evidence_of(table, ids[at], field, told) | {AT: at} for at, told in found.items()]
        self.fill(field, {at: told.value for at, told in found.items()}, evidence)
        self.doubt([at for at, told in found.items() if told.certainty is Certainty.DOUBTFUL], [field])

    def without(self, dropped: Iterable[int]) -> ListReports:
        """The others, with what hangs on them."""
        gone = set(dropped)
        if not gone:
            return self
        kept = [at for at in range(len(self)) if at not in gone]
        places = pl.DataFrame({AT: kept, "new": range(len(kept))}, schema={AT: pl.UInt32, "new": pl.UInt32})
        quantities, evidence = (
            table.join(places, on=AT, maintain_order="left").drop(AT).rename({"new": AT})
            for table in (self.quantities, self.evidence)
        )
        return ListReports([self.rows[at] for at in kept], self.reports[kept], quantities, evidence)

    def take(self, wanted: Sequence[int]) -> list[ProjectReport]:
        """Some reports as rows of values."""
        values = self.reports[list(wanted)].to_dicts()
        hanging = [{at: [] for at in wanted}, {at: [] for at in wanted}]  # type: list[dict[int, list[dict[str, Any]]]]
        for table, found in zip((self.quantities, self.evidence), hanging, strict=True):
            for item in table.filter(pl.col(AT).is_in(list(wanted))).to_dicts():
                found[item.pop(AT)].append(item)
        return [
            ProjectReport(self.rows[at], values[place], hanging[0][at], hanging[1][at])
            for place, at in enumerate(wanted)
        ]

    def put_back(self, wanted: Sequence[int], reports: Sequence[ProjectReport]) -> None:
        """Put changed rows of values in the place of those that were taken."""
        self._lists.clear()
        changed = frame(schemas.ProjectReports, [report.values for report in reports])
        order = dict(zip(wanted, range(len(self), len(self) + len(wanted)), strict=True))
        both = pl.concat([self.reports, changed])
        self.reports = both[[order.get(at, at) for at in range(len(self))]]
        self.quantities = _replaced(self.quantities, wanted, [report.quantities for report in reports])
        self.evidence = _replaced(self.evidence, wanted, [report.evidence for report in reports])


def with_doubts(reports: pl.DataFrame, places: Sequence[int], fields: Sequence[str]) -> pl.DataFrame:
    """The reports, with these fields doubtful at these places."""
    chosen = pl.int_range(pl.len()).is_in(list(places))
    more = pl.col("doubtful_fields").list.set_union(pl.lit(list(fields))).list.sort()
    return reports.with_columns(doubtful_fields=pl.when(chosen).then(more).otherwise("doubtful_fields"))


def _replaced(table: pl.DataFrame, wanted: Sequence[int], items: Sequence[list[dict[str, Any]]]) -> pl.DataFrame:
    rows = [{**item, AT: at} for at, own in zip(wanted, items, strict=True) for item in own]
    new = pl.DataFrame({name: [row[name] for row in rows] for name in table.columns}, schema=table.schema)
    others = table.filter(~pl.col(AT).is_in(list(wanted)))
    return pl.concat([others, new]).sort(AT, maintain_order=True)


def none() -> ListReports:
    """No reports."""
    hanging = (schemas.Quantities, schemas.Evidence)
    empty = [pl.DataFrame(schema={**types(model), AT: pl.UInt32}) for model in hanging]
    return ListReports([], frame(schemas.ProjectReports, []), *empty)
