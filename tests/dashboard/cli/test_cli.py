"""The commands, as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import click
import psutil
import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from dashboard.cli.main import portfolio

EXPECTED = Path(__file__).parents[2] / "fixtures" / "expected"


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORTFOLIO_HOME", str(home))

    def runner(*arguments: str) -> Result:
        return CliRunner().invoke(portfolio, arguments, catch_exceptions=False)

    return runner


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout, newline="")))


def test_summary_by_sector(run) -> None:
    found = {row["sector"]: row for row in rows(run("summary", "--by", "sector", "--region", "500114"))}
    assert found["托育"]["projects"] == "13"
    assert found["托育"]["total_investment_wan"] == "2514"
    assert found["养老"]["elder_beds"] == "1490"
    assert found["养老"]["childcare_places"] == ""


def test_summary_without_by_is_the_total(run) -> None:
    [row] = rows(run("summary"))
    assert (row["projects"], row["total_investment_wan"]) == ("34", "434559.41")
    assert (row["childcare_places"], row["elder_beds"], row["school_places"]) == ("1120", "5441", "750")


def test_aliases_become_columns(run) -> None:
    result = run("summary", "--by", "region,sector", "--by", "year", "--year-basis", "planned_start")
    assert result.stdout.startswith("region_code,region_name,sector,planned_start_year,projects,")


@pytest.mark.parametrize(
    ("basis", "count"), [(None, 6), ("planned_start", 4), ("under_construction", 15), ("list_year", 16)]
)
def test_projects_of_a_year(run, basis: str | None, count: int) -> None:
    more = ["--year-basis", basis] if basis else []
    assert len(rows(run("projects", "--region", "黔江区", "--year", "2022", *more))) == count


@pytest.mark.parametrize("county", ["qianjiang", "jingdezhen"])
def test_projects_equal_the_checked_answers(run, county: str) -> None:
    """Every checked column is there, in this order, with the checked value."""
    with (EXPECTED / f"{county}_projects.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    region = {"qianjiang": "500114", "jingdezhen": "360200"}[county]
    found = rows(run("projects", "--region", region))
    names = [name for name in expected[0] if name != "source_file"]
    assert [name for name in found[0] if name in names] == names
    numbers = {"floor_area_m2", "land_area_m2", "total_investment_wan"}
    for want, got in zip(expected, sorted(found, key=lambda row: int(row["seq"])), strict=True):
        for name in names:
            if name in numbers and want[name]:
                assert float(got[name]) == float(want[name]), (want["seq"], name)
            else:
                assert got[name].replace(" ", "") == want[name].replace(" ", ""), (want["seq"], name)


def test_json_and_files(run, tmp_path: Path) -> None:
    records = json.loads(run("projects", "--format", "json", "--region", "500114").stdout)
    assert len(records) == 16
    assert records[0]["total_investment_wan"] == 247
    assert records[0]["elder_beds"] is None
    target = tmp_path / "out.csv"
    result = run("projects", "-o", str(target))
    assert result.stdout == ""
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    book = tmp_path / "out.xlsx"
    run("summary", "--by", "sector", "-o", str(book))
    assert CalamineWorkbook.from_path(book).get_sheet_by_name("数据").to_python()[0][:2] == ["sector", "projects"]


def test_stdout_has_no_bom_and_messages_go_to_stderr(run) -> None:
    result = run("summary", "--region", "500114")
    assert result.stdout_bytes.startswith(b"projects,")
    assert "黔江区" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("summary", "--region", "黔江"), "did you mean 500114"),
        (("summary", "--sector", "养老院"), "did you mean 养老"),
        (("summary", "--by", "sectr"), "did you mean sector"),
        (("summary", "--as-of", "soon"), "2022-12-31"),
        (("projects", "-o", "x.doc"), "--format"),
        (("projects", "-o", "/nowhere/at/all.csv"), "无法写入"),
    ],
)
def test_what_cannot_be_done_is_one_line(run, arguments: tuple[str, ...], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_nothing_loaded_is_one_line(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTFOLIO_HOME", str(tmp_path / "empty"))
    result = run("summary")
    assert result.exit_code == 2
    assert "portfolio load" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_taken_port_is_one_line(run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("serve", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 2
    assert "--port" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_two_processes_answer_alike(run, home: Path) -> None:
    if sys.platform == "win32":
        refused = run("serve", "--workers", "2")
        assert (refused.exit_code, len(refused.stderr.strip().splitlines())) == (2, 1)
        return
    command = [sys.executable, "-m", "dashboard", "serve", "--port", "0", "--workers", "2"]
    environment = os.environ | {"PORTFOLIO_HOME": str(home)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            address = re.search(r"http://\S+?/", server.stderr.readline())
            assert address
            answers = {until_it_answers(f"{address[0]}download/projects.csv") for _ in range(8)}
            workers = psutil.Process(server.pid).children()
        finally:
            server.terminate()
    assert len(workers) == 2
    [answer] = answers
    assert len(list(csv.DictReader(io.StringIO(answer.decode("utf-8-sig"), newline="")))) == 34


def until_it_answers(address: str) -> bytes:
    """The body at an address of a server that may still be starting."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return bytes(answer.read())
        except urllib.error.URLError:
            time.sleep(0.2)
    raise AssertionError(address)


def test_demo_loads_the_samples_into_a_home_of_their_own(run, tmp_path: Path) -> None:
    result = run("demo", "--no-serve", "--home", str(tmp_path / "demo"))
    assert result.exit_code == 0
    assert result.stdout.startswith("region_code,region_name,sector,projects,")
    again = run("demo", "--no-serve", "--home", str(tmp_path / "demo"))
    assert again.stdout == result.stdout


def test_demo_does_not_mix_with_other_documents(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.csv"
    other.write_text("序号,项目名称,建设地点,总投资（万元）\n1,某某养老院,黔江区,100\n", encoding="utf-8")
    monkeypatch.setenv("PORTFOLIO_HOME", str(tmp_path / "real"))
    assert run("load", str(other)).exit_code in (0, 1)
    result = run("demo", "--no-serve")
    assert result.exit_code == 2
    assert "other.csv" in result.stderr


def test_every_command_is_there() -> None:
    context = click.Context(portfolio)
    names = portfolio.list_commands(context)
    assert {"demo", "load", "check", "documents", "remove", "findings", "summary", "projects", "serve"} <= set(names)
    for name in names:
        command = portfolio.get_command(context, name)
        assert command is not None and command.name == name and command.help
