"""The app as a whole: pages for every state, downloads, the API; two apps in one process."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard.frame.frame import render
from dashboard.server.app import PAGES, create_app
from dashboard.session.board_page import Board, Page
from dashboard.session.jobs import Jobs
from dashboard.session.settings import Settings
from dashboard.session.snapshot import Warehouse
from tests.dashboard.tiny import finding, publish
from tests.dashboard.tiny import project as row

PATHS = [page.PATH for page in PAGES if not page.PATH.endswith("/") or page.PATH == "/"]
"""Every page but those that want an argument; a new page is among them."""


def client(home: Path) -> FlaskClient:
    return create_app(Settings(home=home)).server.test_client()


def show(home: Path, path: str, query: str = "") -> dict[str, str]:
    """What the frame shows for an address, each part as JSON text."""
    board = Board(Settings(home=home), Warehouse(home), Jobs(home))
    app = Dash("test", pages_folder="", use_async=False, suppress_callback_exceptions=True)
    pages: list[Page] = [module.register(app, board) for module in PAGES]
    parts = render(board, pages, path, query)
    return {name: json.dumps(_plain(part), ensure_ascii=False) for name, part in parts.items()}


def _plain(part: Any) -> Any:
    if isinstance(part, (list, tuple)):
        return [_plain(item) for item in part]
    return _plain(part.to_plotly_json()) if hasattr(part, "to_plotly_json") else _props(part)


def _props(part: Any) -> Any:
    return {key: _plain(value) for key, value in part.items()} if isinstance(part, dict) else part


def read(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("path", PATHS)
def test_every_page_renders_full_and_empty(home: Path, path: str) -> None:
    full = show(home, path, "?region=500114")
    unfiltered = {"/glossary": "总投资", "/corrections": "没有更正，也没有移除"}
    if path in unfiltered:
        assert unfiltered[path] in full["content"]
        return
    assert "黔江区" in full["context"]
    assert "16 / 34 个项目" in full["context"]
    empty = show(home, path, "?region=500114&sector=学前教育")["content"]
    of_plans = {
        "/capacity": "目标 2,800 张，存量未载明",
        "/plans": "养老机构护理型床位占比",
        "/findings": "目标值与基期值相同",
        "/documents": "qianjiang_targets.csv",
    }
    if path in of_plans:  # what a plan states stands without any project
        assert of_plans[path] in empty
        return
    told = ("没有符合条件的项目", "没有未处理的问题", "当前统计范围内没有项目")
    assert any(words in empty for words in told)


def test_the_samples_give_the_gap_to_the_targets(home: Path) -> None:
    content = show(home, "/capacity", "?region=360200")["content"]
    assert '"data-uncovered": "2490"' in content  # 10,500 - 4,059 in 2020 - 3,951 planned
    assert '"data-uncovered": "3331"' in content  # 7,367 - 4,036; no list row states a place


def test_the_overview_shows_what_is_stated(home: Path) -> None:
    content = show(home, "/", "?region=360200")["content"]
    assert "41.11" in content
    assert "411,073.41 万元" in content
    assert "4/18 个项目载明" in content
    assert "0/18 个项目载明" in content  # childcare places: not stated is not 0
    assert "都在未定年份：新增养老床位 3,951 张、新增学位 750 个。" in content  # one bar is one line of words


def test_a_year_filter_says_what_it_leaves_out(home: Path) -> None:
    context = show(home, "/", "?year=2022")["context"]
    assert "另有 18 个项目未载明计划竣工年份，未计入" in context
    assert "计划在建年份 15 个" in context
    empty = show(home, "/", "?region=360200&year=2022")["content"]
    assert "计入未定年份（18 个）" in empty


def test_bad_values_are_shown(home: Path) -> None:
    banners = show(home, "/", "?region=黔江&foo=1")["banners"]
    assert "是否指 500114 黔江区" in banners
    assert "foo" in banners


def test_an_unknown_address_and_an_unknown_project(home: Path) -> None:
    assert "没有这个页面" in show(home, "/nowhere")["content"]
    assert "没有这个项目" in show(home, "/project/p0")["content"]


def test_a_project_shows_its_words(home: Path) -> None:
    with Warehouse(home).session() as session:
        [(project_id,)] = session.cursor.rows("SELECT project_id FROM projects WHERE name LIKE '%马喇%'")
    content = show(home, f"/project/{project_id}")["content"]
    assert '"children": "床位150张"' in content
    assert "150 × 3 处" in content
    assert "单处 × 处数" in content
    assert "文件第" in content


def test_nothing_loaded_and_a_broken_warehouse(tmp_path: Path) -> None:
    said = show(tmp_path, "/")["content"]
    assert "还没有导入任何文件" in said
    assert "portfolio" not in said
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "warehouse" / "current.json").write_text("{}")
    assert "数据无法读取" in show(tmp_path, "/")["content"]
    assert client(tmp_path).get("/download/projects.csv").status_code == 503


def test_rejected_rows_are_shown_with_their_cells(tmp_path: Path) -> None:
    rejected = {
        "document_id": "d" * 64,
        "table_no": 1,
        "position": 2,
        "row_no": 2,
        "line": 3,
        "kind": "rejected",
        "cells": ["2", "某项目", "abc"],
    }
    reject = finding(1, 2, "reject", column="总投资", raw="abc")
    publish(tmp_path, [row(1, is_synthetic=True)], list_rows=[rejected], findings=[reject, finding(2, None)])
    shown = show(tmp_path, "/findings")
    assert "拒收的行" in shown["content"]
    assert "某项目" in shown["content"]
    assert "共 2 条" in shown["content"]
    assert "虚构" in shown["banners"]


def test_without_an_as_of_date_the_page_asks_for_one(tmp_path: Path) -> None:
    publish(tmp_path, [row(1, start_year=2021)], as_of="")
    assert "没有数据截止日" in show(tmp_path, "/")["banners"]
    assert "没有数据截止日" not in show(tmp_path, "/", "?as_of=2022-12-31")["banners"]


def test_the_downloaded_projects_are_those_shown(home: Path) -> None:
    answer = client(home).get("/download/projects.csv?region=500114&year=2022")
    rows = read(answer.data)
    assert len(rows) == 6
    assert sum(int(item["总投资（万元）"]) for item in rows) == 1081
    assert {item["筛选条件"] for item in rows} == {"黔江区；计划竣工年份：2022年"}
    assert {item["新增养老床位（张）"] for item in rows} == {""}
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("projects.csv", "项目_全部地区_全部年份_截至20221031.csv"),
        ("projects.csv?region=500114&year=2022", "项目_黔江区_计划竣工年份2022年_截至20221031.csv"),
        ("summary.xlsx?by=region,sector", "汇总_按地区、行业_全部地区_全部年份_截至20221031.xlsx"),
        ("projects.csv?text=a/b:c", "项目_全部地区_全部年份_含“abc”_截至20221031.csv"),
        ("briefing.docx?region=500114", "黔江区重点项目情况简报_全部年份_截至20221031.docx"),
    ],
)
def test_files_of_different_filters_have_different_names(home: Path, address: str, name: str) -> None:
    given = client(home).get(f"/download/{address}").headers["Content-Disposition"]
    assert unquote(given.partition("filename*=UTF-8''")[2]) == name


def test_a_long_filter_is_cut_in_a_name_and_still_told_apart(home: Path) -> None:
    long = "&".join(f"year={year}" for year in range(1990, 2030))
    names = {
        client(home).get(f"/download/projects.csv?{long}&year={last}").headers["Content-Disposition"]
        for last in (2031, 2032)
    }
    assert len(names) == 2
    assert all(len(unquote(name.partition("UTF-8''")[2])) < 120 for name in names)


def test_the_downloaded_summary_has_the_undated_bucket(home: Path) -> None:
    rows = read(client(home).get("/download/summary.csv").data)
    assert {item["计划竣工年份"] for item in rows if item["地区"] == "乐平市"} == {"未定年份"}
    assert sum(int(item["项目数（个）"]) for item in rows) == 34


def test_findings_and_excel_download(home: Path) -> None:
    browser = client(home)
    findings = read(browser.get("/download/findings.csv?region=500114").data)
    assert {item["级别"] for item in findings} == {"提示"}
    assert {item["文件"] for item in findings} == {"qianjiang_projects.csv", "qianjiang_targets.csv"}
    for name in ("projects", "summary", "findings"):
        assert browser.get(f"/download/{name}.xlsx").data.startswith(b"PK")


def test_the_api_gives_the_same_figures(home: Path) -> None:
    browser = client(home)
    summary = browser.get("/api/summary.json?region=500114&by=sector").json
    assert {(item["sector"], item["projects"], item["total_investment_wan"]) for item in summary["rows"]} == {
        ("托育", 13, 2514),
        ("养老", 3, 20972),
    }
    assert summary["filter"] == "黔江区；全部年份"
    assert len(browser.get("/api/projects.json?year=2022").json["rows"]) == 6


@pytest.mark.parametrize(
    "address",
    [
        "/download/projects.csv?region=1",
        "/api/summary.json?by=sectr",
        "/api/projects.json?colour=red",
        "/download/projects.csv?by=sector",
        "/api/targets.json?metric=projects",
    ],
)
def test_files_and_api_refuse_what_they_cannot_read(home: Path, address: str) -> None:
    answer = client(home).get(address)
    assert answer.status_code == 400
    assert len(answer.text.strip().splitlines()) == 1


@pytest.mark.parametrize("address", ["/download/secrets.csv", "/download/projects.exe", "/api/secrets.json"])
def test_other_files_do_not_exist(home: Path, address: str) -> None:
    assert client(home).get(address).status_code == 404


def test_two_apps_in_one_process_do_not_mix(home: Path, tmp_path: Path) -> None:
    publish(tmp_path, [row(1)])
    first, second = client(home), client(tmp_path)
    assert len(first.get("/api/projects.json").json["rows"]) == 34
    assert len(second.get("/api/projects.json").json["rows"]) == 1
    assert len(first.get("/_dash-dependencies").json) == len(second.get("/_dash-dependencies").json)
    assert first.get("/_dash-layout").status_code == second.get("/_dash-layout").status_code == 200


def test_the_grid_is_sorted_and_paged_on_the_server(home: Path) -> None:
    body = {
        "output": "projects-grid.getRowsResponse",
        "outputs": {"id": "projects-grid", "property": "getRowsResponse"},
        "inputs": [
            {
                "id": "projects-grid",
                "property": "getRowsRequest",
                "value": {"startRow": 0, "endRow": 2, "sortModel": [{"colId": "total_investment_wan", "sort": "desc"}]},
            }
        ],
        "state": [{"id": "url", "property": "search", "value": "?region=500114"}],
        "changedPropIds": ["projects-grid.getRowsRequest"],
    }
    answer = (
        client(home).post("/_dash-update-component", json=body).json["response"]["projects-grid"]["getRowsResponse"]
    )
    assert answer["rowCount"] == 16
    assert [item["total_investment_wan"] for item in answer["rowData"]] == [7592, 6900]
    assert answer["rowData"][0]["href"].endswith("?region=500114")
    assert answer["rowData"][0]["childcare_places"] is None


def test_nothing_is_read_when_an_app_is_made(tmp_path: Path) -> None:
    create_app(Settings(home=tmp_path / "missing"))
    assert not (tmp_path / "missing").exists()
