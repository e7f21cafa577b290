"""Compare what different documents say of the same project and of the same target. Findings of the snapshot.

They depend on all loaded documents, so they are no part of reading one: the warehouse makes them anew at each build.
A finding stands at the later document and names the earlier one. Nothing is changed: the later document still counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from etl import corrections, identity, schemas, validate
from etl.findings import Finding
from etl.parse import indicator_name
from etl.parse.words import key
from etl.store import Store

TYPES = frozenset(
    {"differs_between_documents", "identity_unclear", "possible_same_project", "targets_differ_between_documents"}
)
"""Types of finding that only this comparison makes."""

_COMPARED = {
    "total_investment_wan": "万元",
    "planned_start": "",
    "planned_finish": "",
    "duration_months": "个月",
    "childcare_places": "个",
    "elder_beds": "张",
    "school_places": "个",
    "floor_area_m2": "平方米",
}
_GENERIC = re.compile(r"建设|项目|工程|[的、,()“”\"·]")

Row = dict[str, Any]


def of_store(store: Store) -> pl.DataFrame:
    """The findings of `compare` for all documents of a store."""
    frames = {table: _stored(store, table) for table in ("documents", "project_reports", "list_rows", "targets")}
    entries = corrections.read_all(store.home)
    joined = identity.by_code(frames["project_reports"])
    frames["project_reports"] = corrections.identified(identity.renamed(frames["project_reports"], joined), entries)
    return compare(**frames, apart=corrections.kept_apart(entries), unclear=joined.unclear)


def _stored(store: Store, table: str) -> pl.DataFrame:
    paths = [path for path in store.parquet(table) if path.is_file()]
    return pl.concat([pl.read_parquet(path) for path in paths]) if paths else validate.frame(schemas.STORED[table], [])


def compare(
    documents: pl.DataFrame, project_reports: pl.DataFrame, list_rows: pl.DataFrame, targets: pl.DataFrame,
    apart: Collection[frozenset[str]] = (), unclear: Sequence[Row] = (),
) -> pl.DataFrame:  # fmt: skip
    """Findings (`schemas.Findings`) about projects and targets on which two documents differ.

    `apart`: pairs of ids of projects or reports that a person said are not the same. `unclear`: reports whose code does
    not say which project they are of (`identity.Joined`).
    """
    sources = {row["document_id"]: row for row in documents.to_dicts()}
    ambiguous = list(_unclear(unclear, list_rows, sources))
    if documents.height < 2:
        return validate.checked(schemas.Findings, _unique(ambiguous))
    lines = list_rows.select("document_id", "table_no", "row_no", "line").drop_nulls("row_no")
    shared = project_reports.filter(pl.col("document_id").n_unique().over("project_id") > 1)
    rows = shared.join(lines, on=["document_id", "table_no", "row_no"], how="left").to_dicts()
    alike = _alike_names(project_reports).join(lines, on=["document_id", "table_no", "row_no"], how="left").to_dicts()
    found = [
        *ambiguous,
        *_differing_projects(rows, sources),
        *_possibly_same(alike, sources, apart),
        *_differing_targets(targets.to_dicts(), sources),
    ]
    return validate.checked(schemas.Findings, _unique(found))


def _unclear(unclear: Sequence[Row], list_rows: pl.DataFrame, sources: dict[str, Row]) -> Iterator[Row]:
    if not unclear:
        return
    wanted = list_rows.filter(pl.col("document_id").is_in([row["document_id"] for row in unclear]))
    columns = ("document_id", "table_no", "row_no", "line")
    lines = {tuple(place): line for *place, line in wanted.select(columns).iter_rows()}
    for row in unclear:
        line = lines[row["document_id"], row["table_no"], row["row_no"]]
        yield _finding("identity_unclear", row["name"], row["why"], row | {"line": line}, sources)


def _by_age(sources: dict[str, Row]) -> Callable[[Row], tuple[Any, ...]]:
    """Order of rows by the date of their document; documents without a date come first."""

    def age(row: Row) -> tuple[Any, ...]:
        source = sources[row["document_id"]]
        day = source["document_date"]
        return (day is not None, day.isoformat() if day else "", source["document"], row["document_id"])

    return age


def _groups(rows: Iterable[Row], of: Callable[[Row], object], sources: dict[str, Row]) -> Iterator[list[Row]]:
    """For each thing one row per document, the oldest document first."""
    groups: dict[object, dict[str, Row]] = {}
    for row in rows:
        groups.setdefault(of(row), {}).setdefault(row["document_id"], row)
    for group in groups.values():
        if len(group) > 1:
            yield sorted(group.values(), key=_by_age(sources))


def _differing_projects(rows: list[Row], sources: dict[str, Row]) -> Iterator[Row]:
    labels = {name: column.title for name, column in schemas.ProjectReports.to_schema().columns.items()}
    for group in _groups(rows, lambda row: row["project_id"], sources):
        for old, new in pairwise(group):
            differing = [
                f"{labels[name]}由{_shown(old[name])}{unit}变为{_shown(new[name])}{unit}"
                for name, unit in _COMPARED.items()
                if None not in (old[name], new[name]) and old[name] != new[name]
            ]
            if differing:
                detail = f"{_where(old, sources)}与本文件：{'，'.join(differing)}"
                yield _finding("differs_between_documents", new["name"], detail, new, sources)


def _alike_names(reports: pl.DataFrame) -> pl.DataFrame:
    """Reports whose names differ from another document's only in generic words (建设, 项目, 工程), in one region."""
    core = pl.Series("core", [_core(name) for name in reports["name"]], dtype=pl.String)
    named = reports.with_columns(core).filter(pl.col("core").str.len_chars() >= 4)
    several = (pl.col("document_id").n_unique().over("region_id", "core") > 1) & (
        pl.col("project_id").n_unique().over("region_id", "core") > 1
    )
    return named.filter(several)


def _core(name: str) -> str:
    return _GENERIC.sub("", key(name))


def _possibly_same(rows: list[Row], sources: dict[str, Row], apart: Collection[frozenset[str]]) -> Iterator[Row]:
    for group in _groups(rows, lambda row: (row["region_id"], row["core"]), sources):
        for old, new in pairwise(group):
            settled = any(pair <= {*_ids(old), *_ids(new)} for pair in apart)
            if old["project_id"] != new["project_id"] and not settled:
                detail = f"{_where(old, sources)}“{old['name']}”"
                yield _finding("possible_same_project", new["name"], detail, new, sources)


def _ids(row: Row) -> tuple[str, str]:
    return row["project_id"], row["report_id"]


def _differing_targets(rows: list[Row], sources: dict[str, Row]) -> Iterator[Row]:
    certain = [row for row in rows if row["target_value"] is not None and row["region_id"] and row["target_year"]]
    certain.sort(key=lambda row: ("table", "prose", "goal").index(row["where"]))
    for group in _groups(certain, _thing, sources):
        for old, new in pairwise(group):
            if (old["target_value"], old["target_high"]) == (new["target_value"], new["target_high"]):
                continue
            detail = (
                f"{new['target_year']}年{new['indicator']}：{sources[old['document_id']]['document']}写"
                f"{old['target_raw']}，本文件写{new['target_raw']}"
            )
            yield _finding("targets_differ_between_documents", new["words"], detail, new, sources)


def _thing(row: Row) -> object:
    return indicator_name.subject(row["indicator"]), row["region_id"], row["target_year"]


def _where(row: Row, sources: dict[str, Row]) -> str:
    return f"{sources[row['document_id']]['document']}表{row['table_no']}第{row['row_no']}行"


def _shown(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, int) or not hasattr(value, "normalize"):
        return str(value)
    return f"{value.normalize():f}"


def _finding(kind: str, raw: str, detail: str, row: Row, sources: dict[str, Row]) -> Row:
    finding = Finding(kind, raw, detail, row["table_no"], row["row_no"], None, row["line"])
    return {
        "finding_id": finding.id_in(row["document_id"]),
        "type": finding.type,
        "severity": finding.severity,
        "document_id": row["document_id"],
        "document": sources[row["document_id"]]["document"],
        "table": finding.table,
        "row": finding.row,
        "column": None,
        "line": finding.line,
        "raw": finding.raw,
        "message": finding.message,
        "caused_by": None,
    }


def _unique(rows: list[Row]) -> list[Row]:
    return list({row["finding_id"]: row for row in rows}.values())
