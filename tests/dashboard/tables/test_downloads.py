"""Downloads: what a file holds, opened again, is what the queries of the page give; nothing is cut in silence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import polars as pl
import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from dashboard.export import excel
from dashboard.export.excel import TooManyRowsError, to_excel
from dashboard.metrics.query import total
from dashboard.server.app import create_app
from dashboard.session.scope import Scope
from dashboard.session.settings import Settings
from dashboard.session.snapshot import Session
from dashboard.tables.registry import TABLES, Options
from tests.dashboard.metrics.test_targets import TARGETS
from tests.dashboard.tiny import project, publish, years


@pytest.fixture
def browser(home: Path) -> Iterator[FlaskClient]:
    server = create_app(Settings(home=home)).server
    yield server.test_client()
    server.extensions["board"].warehouse.close()


def sheet(data: bytes, name: str = "数据") -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python()


def rows(data: bytes) -> list[dict[str, Any]]:
    head, *body = sheet(data)
    return [dict(zip(head, row, strict=True)) for row in body]


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", [name for name in TABLES if name != "list-changes"])
def test_every_table_comes_as_both_kinds_with_the_same_rows(browser: FlaskClient, name: str) -> None:
    in_csv = browser.get(f"/download/{name}.csv?region=500114")
    in_excel = browser.get(f"/download/{name}.xlsx?region=500114")
    assert (in_csv.status_code, in_excel.status_code) == (200, 200)
    head, *body = sheet(in_excel.data)
    listed = read_csv(in_csv.data)
    assert head == next(csv.reader(io.StringIO(in_csv.data.decode("utf-8-sig"), newline="")))
    assert len(body) == len(listed)


def test_one_year_is_nothing_to_compare(browser: FlaskClient) -> None:
    """The samples state one list year only; with two, `tests/browser/test_list_changes.py` reads the file."""
    refused = browser.get("/download/list-changes.csv")
    assert refused.status_code == 400
    assert "前后两年" in refused.text
    assert "2022" in refused.text


def test_county_by_year_equals_the_summary(session: Session) -> None:
    """2022 in 黔江区: 6 projects, 1,081 万元; 34 projects in all."""
    scope = Scope.from_query("", session.info)
    frame = TABLES["county_year"].for_people(session, scope, Options())
    found = {row["地区"]: row for row in frame.iter_rows(named=True)}
    assert found["黔江区"]["2022年·项目数（个）"] == 6
    assert found["黔江区"]["2022年·总投资（万元）"] == Decimal(1081)
    assert found["黔江区"]["合计·项目数（个）"] == 16
    whole = total(session.cursor, scope.filter, scope.as_of, ["projects", "total_investment_wan"])
    assert found["合计"]["合计·项目数（个）"] == whole["projects"] == 34
    assert found["合计"]["合计·总投资（万元）"] == whole["total_investment_wan"]
    assert found["合计"]["未定年份·项目数（个）"] == 18
    counties = frame.filter(pl.col("地区") != "合计")
    for column in [name for name in frame.columns if "·" in name]:
        assert counties[column].sum() == found["合计"][column]


def test_a_project_in_several_years_is_one_in_the_total(session: Session) -> None:
    scope = Scope.from_query("region=500114&year_basis=under_construction", session.info)
    frame = TABLES["county_year"].for_people(session, scope, Options())
    last = frame.row(-1, named=True)
    across = [last[name] for name in frame.columns if name.endswith("项目数（个）") and not name.startswith("合计")]
    assert last["合计·项目数（个）"] == 16 < sum(across)


def test_ladders_say_why_there_is_no_answer(tmp_path: Path) -> None:
    publish(tmp_path, [project(1, elder_beds=500)], targets=TARGETS)
    server = create_app(Settings(home=tmp_path)).server
    found = {(row["地区"], row["类别"]): row for row in rows(server.test_client().get("/download/ladders.xlsx").data)}
    server.extensions["board"].warehouse.close()
    assert found["黔江区", "养老床位"]["不计算的原因"] == "存量未载明"
    assert found["黔江区", "养老床位"]["尚缺"] == ""
    assert (found["景德镇市", "托位"]["目标"], found["景德镇市", "托位"]["尚缺"]) == (7367, 3331)


def test_the_second_sheet_says_what_the_table_is(browser: FlaskClient) -> None:
    data = browser.get("/download/projects.xlsx?region=500114&year=2022").data
    said = sheet(data, "说明")
    about = {row[0]: row[1] for row in said}
    assert about["筛选条件"] == "黔江区；计划竣工年份：2022年"
    assert about["数据截止日"].startswith("2022-10-31")
    places = [row[0] for row in said]
    sources = said[places.index("来源文件", places.index("说明")) + 2 :]
    assert ["qianjiang_projects.csv", "黔江府办发〔2022〕71号", "2022-10-27"] in [row[1:4] for row in sources]
    assert about["总投资（万元）"].startswith("项目建成计划要花的钱")


def test_cells_are_typed_and_formatted(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"项目数（个）": [1200], "清单年度": [2022], "总投资（万元）": [Decimal("1081.5")], "完成率": [93.75],
         "日期": [date(2022, 1, 1)]},
        schema_overrides={"总投资（万元）": pl.Decimal(18, 6)},
    )  # fmt: skip
    data = to_excel(frame, {})
    with ZipFile(io.BytesIO(data)) as archive:
        styles = archive.read("xl/styles.xml").decode()
        written = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "#,##0.0" in styles
    assert "yyyy-mm-dd" in styles
    assert 'state="frozen"' in written
    assert sheet(data)[1] == [1200, 2022, 1081.5, 93.75, date(2022, 1, 1)]


def test_more_rows_than_a_sheet_holds_are_refused_in_words(
    browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "MOST_ROWS", 15)
    answer = browser.get("/download/projects.xlsx?region=500114")
    assert answer.status_code == 413
    assert answer.text == "共 16 行，超过 Excel 每表 15 行的上限：请下载 CSV，或缩小筛选\n"
    assert len(read_csv(browser.get("/download/projects.csv?region=500114").data)) == 16
    with pytest.raises(TooManyRowsError):
        to_excel(pl.DataFrame({"a": range(16)}), {})


def test_a_text_longer_than_a_cell_says_that_it_goes_on() -> None:
    data = to_excel(pl.DataFrame({"原文": ["长" * 40_000, "短" * 32_767]}), {})
    cut, whole = (row[0] for row in sheet(data)[1:])
    assert len(cut) == 32_767
    assert cut.endswith("…（超过单元格上限，全文见 CSV）")
    assert whole == "短" * 32_767


def test_rejected_rows_keep_every_cell(tmp_path: Path) -> None:
    publish(
        tmp_path,
        [project(1, **years(2021, 2022))],
        list_rows=[
            {"document_id": "d" * 64, "table_no": 1, "position": 2, "row_no": 2, "line": 3, "kind": "rejected",
             "cells": ["2", "", "=1+1"]},
        ],
        source_tables=[
            {"document_id": "d" * 64, "table_no": 1, "kind": "project_list", "caption": None, "where": None,
             "headers": ["序号", "项目名称", "总投资"], "fields": ["seq", "name", "total_investment_wan"],
             "row_count": 2, "line_first": 1, "line_last": 3},
        ],
    )  # fmt: skip
    server = create_app(Settings(home=tmp_path)).server
    found = read_csv(server.test_client().get("/download/rejected.csv").data)
    server.extensions["board"].warehouse.close()
    assert [(row["列"], row["原文"]) for row in found] == [("序号", "2"), ("项目名称", ""), ("总投资", "'=1+1")]
