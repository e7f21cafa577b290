"""The command on a tiny portfolio: its table's shape; the floor, which answers as the metrics do. Nothing is timed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from dashboard.bench import downloads, five_questions, new_sheet, stock, visits
from dashboard.bench.narrowed import NATION, PREFECTURE, PROVINCE, narrowed
from dashboard.bench.score import Bound, Found, Portfolio, Score, tried
from dashboard.cli.main import portfolio
from dashboard.session.snapshot import Warehouse
from etl.snapshot import publish
from etl.store.store import Store

SMALL, LARGE = Portfolio(100, 2), Portfolio(1000, 2)


SIZE = "60x2"
_GIVEN = ("bench", "--size", SIZE, "--only", "five", "--keep")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder that the command kept, and what it printed."""
    folder = tmp_path_factory.mktemp("bench")
    result = CliRunner().invoke(portfolio, (*_GIVEN, str(folder)), catch_exceptions=False)
    return folder, result.stdout


@pytest.fixture(scope="module")
def invented(ran: tuple[Path, str]) -> Path:
    return ran[0] / SIZE


def test_the_command_prints_one_table_with_machine_and_versions(ran) -> None:
    about, empty, head, line, *rows = ran[1].splitlines()
    assert "Python 3" in about and "duckdb 2" in about and not empty
    assert head == "|  | 60 × 2 | bound |"
    assert line == "| --- | --- | --- |"
    questions = [row.split("|")[1].strip() for row in rows]
    assert questions[:2] == ["store written", "snapshot built whole"]
    assert any(question.startswith("the five groupings") for question in questions)
    assert {row.count("|") for row in rows} == {4}
    assert "failed" not in ran[1]


def test_what_is_kept_is_not_made_again(ran, invented) -> None:
    published = publish.published(invented)
    [written, *_] = stock.built(Portfolio.of(SIZE), invented)
    assert publish.published(invented) == published
    assert f"| store written | {written.value:.2f} s" in ran[1] or f"| store written | {written.value:.1f} s" in ran[1]


def test_floor_and_metrics_answer_alike_under_filters_of_every_kind(invented, tmp_path) -> None:
    narrow = five_questions.Narrow.of(invented, tmp_path)
    with Warehouse(invented).session() as session, duckdb.connect(str(narrow.path)) as connection:
        turns = narrowed(session.info)
        asked = [next(turns) for _ in range(30)]
        assert {one.kind for one in asked} == {PREFECTURE, PROVINCE, NATION}
        assert len({one.query for one in asked}) == 30
        answers = [five_questions.as_the_page_asks(session, one) for one in asked]
        for one, answer in zip(asked, answers, strict=True):
            assert five_questions.alike(five_questions.floor(connection, one)) == five_questions.alike(answer)
    for kind in (PREFECTURE, NATION):  # of 60 projects some stand under each kind
        counted = [
            sum(row[1] for row in answer[0]) for one, answer in zip(asked, answers, strict=True) if one.kind == kind
        ]
        assert sum(counted) > 0


def test_a_different_answer_of_a_peer_is_a_failure_in_its_row() -> None:
    def other() -> list[Found]:
        five_questions._require_alike("a peer", [[[("x", 2, None)]]], [[[("x", 3, None)]]])
        return []

    [found] = tried("… a peer", other)
    assert found.failed == "failed: ValueError a peer answers otherwise"


def test_every_page_that_a_filter_narrows_has_a_row_and_none_fails(invented) -> None:
    found = list(visits.new_filters(invented, 1))
    pages = [page.title for page in visits.pages_shown(invented) if page.has_filter]
    assert [one.question for one in found] == [
        *(f"{title}: a new filter" for title in pages), "memory of one process after all that"
    ]  # fmt: skip
    assert all(one.value and not one.failed for one in found)
    assert all("of its queries" in one.beside for one in found[:-1])


def test_a_page_that_cannot_be_shown_is_a_failure() -> None:
    with pytest.raises(RuntimeError, match="/x answered 200"):
        visits.check_shown(200, b'{"className":"state state-error"}', "/x")
    with pytest.raises(RuntimeError, match="/x answered 500"):
        visits.check_shown(500, b"", "/x")


def test_files_are_measured_whole(invented) -> None:
    found = {one.question: one for one in (*downloads.csv(invented), *downloads.xlsx(invented))}
    assert found["XLSX of projects"].beside.startswith("60 rows")
    assert all(one.value for one in found.values() if one.unit == "s")


def test_a_new_sheet_leaves_the_portfolio_as_it_was(invented) -> None:
    before = publish.published(invented), Store(invented).ids(), sorted(publish.folder(invented).iterdir())
    with new_sheet.left_as_it_was(invented) as folder:
        taken, rows = new_sheet.loaded(invented, folder, "补报一")
        assert taken > 0 and rows > 0
        assert publish.published(invented) != before[0]
        [came] = set(Store(invented).ids()) - set(before[1])
        assert Store(invented).scan(came, "progress_reports").collect().height == rows
    assert (publish.published(invented), Store(invented).ids(), sorted(publish.folder(invented).iterdir())) == before


def test_bounds_and_growth_are_judged() -> None:
    score = Score((SMALL, LARGE))
    for portfolio_, value in ((SMALL, 10.0), (LARGE, 120.0)):
        score.add(portfolio_, Found("grows", value))
        score.add(portfolio_, Found("slow", value, bound=Bound(100)))
        score.add(portfolio_, Found("larger than the bound speaks of", value / 2, bound=Bound(50, 100)))
    score.add(LARGE, Found("broken", failed="failed: ValueError no"))
    score.add(LARGE, Found("not there", beside="not installed"))
    assert score.missed() == ["grows", "slow", "larger than the bound speaks of", "broken"]
    lines = score.markdown().splitlines()
    assert lines[0] == "|  | 100 × 2 | 1,000 × 2 | bound | growth |"
    assert lines[2] == "| grows | 10.0 ms | 120 ms |  | × 12.0 of 10 ! |"
    assert lines[3] == "| slow | 10.0 ms | 120 ms ! | 100 ms at 1,000,000 | × 12.0 of 10 ! |"
    assert "60.0 ms |" in lines[4]
    assert lines[5].startswith("| broken |  | failed: ValueError no |")
    assert lines[6].startswith("| not there |  | not installed |")


def test_a_size_is_projects_and_months() -> None:
    assert Portfolio.of("10000x24") == Portfolio(10_000, 24)
    result = CliRunner().invoke(portfolio, ("bench", "--size", "many"))
    assert result.exit_code == 2 and "100000x24" in result.output
