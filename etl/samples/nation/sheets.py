"""The progress sheet of an office and month: what stands in its cells, and what the loader reads from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

import polars as pl

from etl.parse.places import region
from etl.parse.progress import month_end
from etl.samples.nation.listings import SOURCES
from etl.samples.nation.offices import Office
from etl.samples.nation.papers import (
    MARK,
    Cell,
    Frames,
    Head,
    Layout,
    Paper,
    amount,
    conforming,
    first_day,
    last_day,
    month_words,
    none_of,
    papers,
    wan,
)
from etl.samples.nation.reports import STATUSES

_UPPER = (
    "序号", "项目代码", "项目名称", "区县", "总投资", "上年底累计完成", "年度计划投资", "完成投资", "", "", "到位资金",
    *[""] * len(SOURCES), "支付资金", "形象进度", "开工状态", "实际开工时间", "预计竣工时间", "实际竣工时间",
    "存在问题", "下一步计划", "责任单位",
)  # fmt: skip
_AMOUNTS = {
    "total_investment": 4, "invested_before_year": 5, "annual_plan": 6, "invested_month": 7, "invested_year": 8,
    "invested_total": 9,
}  # fmt: skip
_ARRIVED, _FIRST_SOURCE = 10, 11
_PAID = _FIRST_SOURCE + len(SOURCES)
_LOWER = ("",) * 7 + ("本月", "本年", "累计", "合计", *SOURCES.values(), "合计") + ("",) * 8
_GROUPS = {
    7: "完成投资",
    8: "完成投资",
    9: "完成投资",
    **dict.fromkeys(range(_ARRIVED, _PAID), "到位资金"),
    _PAID: "支付资金",
}
_HEADERS = tuple(
    f"{_GROUPS[at]}\n{low}" if at in _GROUPS else up for at, (up, low) in enumerate(zip(_UPPER, _LOWER, strict=True))
)
_FIELDS = (
    "seq", "code", "name", "county", *_AMOUNTS, "arrived.cumulative.",
    *(f"arrived.cumulative.{source}" for source in SOURCES), "paid.cumulative.", "physical_progress", "status",
    "actual_start", "forecast_finish", "actual_finish", "problems", "next_steps", "implementing_unit",
)  # fmt: skip
_WORDS = {
    "name": 2,
    "physical_progress": _PAID + 1,
    "problems": _PAID + 6,
    "next_steps": _PAID + 7,
    "responsible_unit": _PAID + 8,
}
_DATES = {
    "actual_start": (_PAID + 3, first_day),
    "forecast_finish": (_PAID + 4, last_day),
    "actual_finish": (_PAID + 5, last_day),
}
_SOURCE_AMOUNTS = {source: f"arrived_{source}" for source in SOURCES}
_SAID = {"document_date": "stated", "list_year": "derived", "region_id": "stated", "title": "stated"}


def _cells() -> Iterator[Cell]:
    for field, column in _WORDS.items():
        yield Cell(field, column, pl.col(str(column)))
    yield Cell("region_id", 3, pl.col("region_id"))
    for name, column in {**_AMOUNTS, "arrived": _ARRIVED, "paid": _PAID}.items():
        yield Cell(f"{name}_wan", column, wan(name).cast(pl.String))
    for place, name in enumerate(_SOURCE_AMOUNTS.values(), start=_FIRST_SOURCE):
        yield Cell("arrived_wan", place, wan(name).cast(pl.String))
    for field, (column, day) in _DATES.items():
        yield Cell(field, column, day(field).cast(pl.String))
    yield Cell("physical_progress_pct", _PAID + 1, pl.col("physical_pct").cast(pl.String))
    yield Cell("status", _PAID + 2, pl.col("status"))


_LAYOUT = Layout(
    "progress",
    "progress",
    _HEADERS,
    _FIELDS,
    tuple(_cells()),
    "m1",
)


def of_office(office: Office, reports: pl.DataFrame) -> Iterator[Paper]:
    """A document for each month of the reports (`reports.of_county`) of an office."""
    return papers(_with_cells(reports), "month", partial(_head, office), _LAYOUT, _read)


def _head(office: Office, number: int) -> Head:
    year, month = number // 12, number % 12 + 1
    title, day = f"{office.name}重大项目投资进度调度表（{year}年{month}月）", month_end(year, month)
    lines = (title, MARK, f"截止日期：{day.isoformat()}", "单位：万元")
    known = {
        "title": title, "document_date": day, "list_year": year, "region_id": office.code,
        "region_name": region.region(office.code).name, "metadata_source": json.dumps(_SAID),
    }  # fmt: skip
    return Head(f"{office.code}_{office.name}_{year}年{month:02d}月调度表.csv", lines, (_UPPER, _LOWER), known)


def _with_cells(reports: pl.DataFrame) -> pl.DataFrame:
    """Columns "1" to "27" beside what they are read as."""
    made = reports.with_columns(
        total_investment="total",
        physical_progress="总体进度" + pl.col("physical_pct").cast(pl.String) + "%",
        status_raw=pl.col("status").replace_strict(STATUSES),
    )
    amounts = [amount(name) for name in (*_AMOUNTS, "arrived", *_SOURCE_AMOUNTS.values(), "paid")]
    cells = (
        pl.col("project_code"), pl.col("name"), pl.col("region_name"), *amounts, pl.col("physical_progress"),
        pl.col("status_raw"), *(month_words(name) for name in _DATES), pl.col("problems"), pl.col("next_steps"),
        pl.col("bureau_name"),
    )  # fmt: skip
    return made.with_columns(cell.alias(str(place)) for place, cell in enumerate(cells, start=1))


def _read(rows: pl.DataFrame) -> Frames:
    dates = {name: day(name) for name, (_, day) in _DATES.items()}
    precisions = {f"{name}_precision": pl.when(pl.col(name).is_not_null()).then(pl.lit("month")) for name in _DATES}
    amounts = {f"{name}_wan": wan(name) for name in (*_AMOUNTS, "arrived", "paid")}
    reports = rows.with_columns(
        progress_id="report_id",
        month=last_day("month"),
        month_source=pl.lit("stated"),
        is_synthetic=pl.lit(value=True),
        nature=pl.lit(None, pl.String),
        physical_progress_pct=pl.col("physical_pct").cast(pl.Decimal(5, 2)),
        status_source=pl.lit("stated"),
        responsible_unit="bureau_name",
        doubtful_fields=pl.lit([], pl.List(pl.String)),
        **dates,
        **precisions,
        **amounts,
    ).drop("owner_unit", strict=False)
    return {"progress_reports": conforming("progress_reports", reports), "progress_funding": _funding(rows)}


def _funding(rows: pl.DataFrame) -> pl.DataFrame:
    stated = [("arrived", "", "arrived", _ARRIVED), ("paid", "", "paid", _PAID)]
    sources = enumerate(_SOURCE_AMOUNTS.items(), _FIRST_SOURCE)
    stated += [("arrived", source, name, at) for at, (source, name) in sources]
    parts = [
        rows.filter(pl.col(name).is_not_null()).select(
            "document_id", progress_id="report_id", is_synthetic=pl.lit(value=True), stage=pl.lit(stage),
            basis=pl.lit("cumulative"), source=pl.lit(source), amount_wan=wan(name), column_no=pl.lit(column + 1),
        )
        for stage, source, name, column in stated
    ]  # fmt: skip
    return pl.concat([none_of("progress_funding"), *(conforming("progress_funding", part) for part in parts)])
