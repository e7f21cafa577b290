"""The list of an office and year: what stands in its cells, and what the loader reads from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import partial

import polars as pl

from etl.parse.places import region
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
    in_a_cell,
    last_day,
    month_words,
    none_of,
    papers,
    wan,
)
from etl.samples.nation.reports import year_plan

_HEADERS = (
    "序号", "项目代码", "项目名称", "建设性质", "建设起止年限", "区县", "建设地点", "建设内容和规模", "总投资",
    "年度计划投资", "项目业主", "责任单位",
)  # fmt: skip
_FIELDS = (
    "seq", "code", "name", "nature", "period", "county", "location", "content", "total_investment", "annual_plan",
    "owner_unit", "implementing_unit",
)  # fmt: skip
_NAME, _NATURE, _PERIOD, _COUNTY, _CONTENT, _TOTAL, _PLAN, _OWNER, _UNIT = 2, 3, 4, 5, 7, 8, 9, 10, 11
_SOURCES = dict.fromkeys(("document_date", "issuer", "list_year", "region_id", "title"), "stated")
_PLACES = ("elder_beds", "childcare_places", "school_places", "other_beds")

_LAYOUT = Layout(
    "project_list",
    "project",
    _HEADERS,
    _FIELDS,
    (
        Cell("name", _NAME, pl.col("name")),
        Cell("implementing_unit", _UNIT, pl.col("bureau_name")),
        Cell("owner_unit", _OWNER, pl.col("owner")),
        Cell("nature", _NATURE, pl.col("nature")),
        Cell(
            "sector", _NAME, pl.col("sector"), pl.col("told_at"), pl.col("told_at") + pl.col("told_by").str.len_chars(),
            pl.col("rule"),
        ),
        Cell("period_raw", _PERIOD, pl.col("period_raw")),
        Cell("region_id", _COUNTY, pl.col("region_id")),
        Cell("total_investment_wan", _TOTAL, wan("total").cast(pl.String)),
        Cell("floor_area_m2", _CONTENT, pl.col("floor_area_m2").cast(pl.String), end=pl.col("floor_end")),
        Cell(pl.col("field"), _CONTENT, *map(pl.col, ("counted", "counted_at", "content_end", "basis"))),
    ),
    "1",
)  # fmt: skip


def of_office(office: Office, listings: pl.DataFrame) -> Iterator[Paper]:
    """A document for each year of the listings (`listings.of_county`) of an office."""
    return papers(_with_cells(listings), "year", partial(_head, office), _LAYOUT, _read)


def _head(office: Office, year: int) -> Head:
    title, issuer = f"{office.name}{year}年重大项目清单（虚构数据）", f"{office.name}发展和改革委员会"
    lines = (title, MARK, f"发文机关：{issuer}", f"成文日期：{year}-03-15", "单位：万元")
    known = {
        "title": title, "issuer": issuer, "document_date": date(year, 3, 15), "list_year": year,
        "region_id": office.code, "region_name": region.region(office.code).name,
        "metadata_source": json.dumps(_SOURCES),
    }  # fmt: skip
    return Head(f"{office.code}_{office.name}_{year}年清单.csv", lines, (_HEADERS,), known)


def _with_cells(listings: pl.DataFrame) -> pl.DataFrame:
    """Columns "1" to "11" beside what they are read as."""
    has_floor, has_count = pl.col("floor_wan").is_not_null(), pl.col("clause").is_not_null()
    floor = "总建筑面积" + pl.col("floor").cast(pl.String) + "平方米"
    tenths = pl.col("counted_tenths")
    counted = (tenths // 10).cast(pl.String) + pl.when(tenths % 10 > 0).then(
        "." + (tenths % 10).cast(pl.String)
    ).otherwise(pl.lit(""))
    before, after = (pl.col("clause").str.split("{}").list.get(place, null_on_oob=True) for place in (0, 1))
    clause = before + counted + after
    years = [(pl.col(name) // 12).cast(pl.String) for name in ("planned_start", "planned_finish")]
    length = pl.col("planned_finish") - pl.col("planned_start") + 1
    period = (
        pl.when(pl.col("precision") == "month")
        .then(month_words("planned_start") + "-" + month_words("planned_finish"))
        .when(pl.col("precision") == "year")
        .then(years[0] + "-" + years[1])
        .otherwise(length.cast(pl.String) + "个月")
    )
    made = listings.with_columns(
        counted=pl.when(has_count).then(counted),
        told_at=pl.col("name").str.find(pl.col("told_by"), literal=True).cast(pl.Int64) // 3,
        period_raw=period,
        floor_area_m2=pl.when(has_floor).then(pl.col("floor").cast(pl.Decimal(18, 4))),
        floor_words=pl.when(has_floor).then(floor),
        clause_words=pl.when(has_count).then(clause),
        annual_plan=year_plan(),
    ).with_columns(
        floor_end=pl.col("floor_words").str.len_chars(),
        content_raw=pl.concat_str("floor_words", "clause_words", separator="，", ignore_nulls=True),
    )
    counted_at = pl.col("unread") + pl.when(has_floor).then(pl.col("floor_end") + 1).otherwise(0)
    made = made.with_columns(
        counted_at=counted_at, content_end=pl.col("content_raw").str.len_chars(), location_raw=pl.col("township")
    )
    cells = (
        pl.col("project_code"), pl.col("name"), pl.col("nature"), pl.col("period_raw"), pl.col("region_name"),
        pl.col("location_raw"), pl.col("content_raw"), amount("total"), amount("annual_plan"), pl.col("owner"),
        pl.col("bureau_name"),
    )  # fmt: skip
    return made.with_columns(cell.alias(str(place)) for place, cell in enumerate(cells, start=1))


def _read(rows: pl.DataFrame) -> Frames:
    return {
        "project_reports": conforming("project_reports", rows.with_columns(**_report())),
        "investment_plan": in_a_cell(
            "investment_plan", rows, _LAYOUT, _PLAN, year=pl.col("year"), plan_wan=wan("annual_plan")
        ),
        "quantities": _quantities(rows),
    }


def _report() -> dict[str, pl.Expr]:
    precision = pl.col("precision")
    by_year, is_dated = precision == "year", precision != "duration"
    start, finish = (pl.col(name) // 12 for name in ("planned_start", "planned_finish"))
    first, last = first_day("planned_start"), last_day("planned_finish")
    counts = {
        name: pl.when(pl.col("field") == name).then(pl.col("counted").cast(pl.Float64).cast(pl.Int64))
        for name in _PLACES
    }
    return {
        "seq": pl.col("row_no"),
        "sector_rule": pl.col("rule"),
        "planned_start": pl.when(by_year).then(pl.date(start, 1, 1)).when(is_dated).then(first),
        "planned_finish": pl.when(by_year).then(pl.date(finish, 12, 31)).when(is_dated).then(last),
        "plan_precision": pl.when(is_dated).then(precision),
        "start_year": pl.when(is_dated).then(start),
        "end_year": pl.when(is_dated).then(finish),
        "duration_months": pl.when(~is_dated).then(pl.col("planned_finish") - pl.col("planned_start") + 1),
        "county_code": pl.col("region_id"),
        "total_investment_wan": wan("total"),
        **counts,
        "capacity_basis": pl.when(pl.col("field").is_in(_PLACES)).then(pl.lit("stated")).otherwise(pl.lit("none")),
        "implementing_unit": pl.col("bureau_name"),
        "owner_unit": pl.col("owner"),
        "doubtful_fields": pl.lit([], pl.List(pl.String)),
    }


def _quantities(rows: pl.DataFrame) -> pl.DataFrame:
    common = {
        "qualifier": pl.lit("exact"), "certainty": pl.lit("certain"), "unit_count": pl.lit(1),
        "is_added": pl.lit(value=True),
    }  # fmt: skip
    floors = rows.filter(pl.col("floor_words").is_not_null()).select(
        "report_id", entry_no=pl.lit(1), kind=pl.lit("floor_area"), value="floor_area_m2", unit=pl.lit("平方米"),
        basis=pl.lit("design"), words="floor_words", start=pl.lit(0), end="floor_end", **common,
    )  # fmt: skip
    counts = rows.filter(pl.col("counted").is_not_null()).select(
        "report_id", "kind", "unit", "basis", entry_no=1 + pl.col("floor_words").is_not_null().cast(pl.Int32),
        value=pl.col("counted").cast(pl.Decimal(20, 4)), words=pl.col("clause_words").str.slice(pl.col("unread")),
        start="counted_at", end="content_end", **common,
    )  # fmt: skip
    return pl.concat([none_of("quantities"), *(conforming("quantities", part) for part in (floors, counts))])
