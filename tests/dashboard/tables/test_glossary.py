"""One Chinese label per thing, each with its English and a definition."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

from dashboard.pages.glossary import page as glossary
from dashboard.session.scope import Scope
from dashboard.session.snapshot import Session
from dashboard.tables.glossary import definitions, terms
from dashboard.tables.registry import TABLES, Options
from dashboard.words.labels import CERTAINTY_LABELS, SEVERITY_LABELS, rule_title
from dashboard.words.translate import catalogue_path
from etl.cli import documents
from etl.contract.paths import data_dir
from tests.dashboard.server.test_app import _plain, client

SAME_THING = {
    ("concept-not_stated", "capacity_basis-none"),
    ("metric-other_beds", "kind-other_bed"),
    ("dimension-planned_finish_year", "year_basis-planned_finish"),
    ("dimension-planned_start_year", "year_basis-planned_start"),
    ("dimension-under_construction_year", "year_basis-under_construction"),
    ("dimension-list_year", "year_basis-list_year"),
    ("basis-each_times_count", "capacity_basis-each_times_count"),
}
"""Keys that share a label because they are the same thing."""


def test_every_term_has_a_label_english_and_a_definition() -> None:
    assert len(terms()) > 200
    assert [term for term in terms() if not (term.label and term.english and term.definition)] == []
    assert len({term.anchor for term in terms()}) == len(terms())


def test_every_line_of_the_file_is_a_term() -> None:
    with (data_dir() / "reference" / "board" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        listed = {f"{row['group']}-{row['key']}" for row in csv.DictReader(file)}
    assert listed <= {term.anchor for term in terms()}


def test_a_label_means_one_thing() -> None:
    groups = defaultdict(list)
    for term in terms():
        groups[term.label].append(term.anchor)
    shared = {tuple(sorted(anchors)) for anchors in groups.values() if len(anchors) > 1}
    assert shared == {tuple(sorted(pair)) for pair in SAME_THING}


def test_the_end_of_a_building_has_one_word() -> None:
    """竣工, as the statistics and the forms of the field have it; 完工 stays where documents are read."""
    reading = {
        "progress_status.csv", "columns.csv", "column_patterns.csv", "column_groups.csv", "column_keywords.csv",
        "sentence_parts.csv", "progress_words.csv", "period_words.csv", "year_natures.csv",
        "sector_words.csv", "table_words.csv", "quantity_words.csv",
        *(path.name for path in (data_dir().parent / "etl" / "parse").rglob("*.py")),
        *(path.name for path in (data_dir().parent / "etl" / "rows" / "progress_sheet").glob("*.py")),
    }  # fmt: skip
    top = data_dir().parent
    ours = [*top.glob("README*.md"), *(top / "data" / "reference").rglob("*.csv")]
    ours += [path for package in ("dashboard", "etl", "assets") for path in (top / package).rglob("*.[pj][sy]")]
    ours.append(catalogue_path())
    said = [path for path in ours if path.name not in reading]
    assert [path.name for path in said if "完工" in path.read_text("utf-8")] == []
    assert [path.name for path in said if "封账" in path.read_text("utf-8")] == []  # 关账
    english = [line for line in catalogue_path().read_text("utf-8").splitlines() if line.startswith("msgstr")]
    assert [line for line in english if "ompleted" in line] == []  # "completion" is the rate of money spent


def test_a_grave_finding_and_an_uncertain_value_are_told_apart() -> None:
    assert not set(SEVERITY_LABELS.values()) & set(CERTAINTY_LABELS.values())
    assert documents.SEVERITIES == SEVERITY_LABELS


def test_rules_are_named_in_chinese() -> None:
    with (data_dir() / "reference" / "sector_rules.csv").open(encoding="utf-8", newline="") as file:
        rules = [row["rule"] for row in csv.DictReader(file)]
    assert rule_title("name-elder") == "项目名称含“养老”一类字样"
    assert rule_title("design") == "设计规模"
    assert not [rule for rule in (*rules, "stated", "correction") if rule_title(rule) == rule]


def test_the_downloaded_table_says_the_rule_in_words(session: Session) -> None:
    scope = Scope.from_query("region=500114", session.info)
    frame = TABLES["projects"].for_people(session, scope, Options())
    assert set(frame["行业规则"]) == {"项目名称含“养老”一类字样", "项目名称含“托育”一类字样"}


def test_columns_of_files_are_defined(session: Session) -> None:
    scope = Scope.from_query("", session.info)
    frame = TABLES["summary"].for_people(session, scope, Options(("region", "year")))
    said = dict(definitions(frame.columns))
    assert said["总投资（万元）"].startswith("项目建成计划要花的钱")
    assert said["计划竣工年份"].startswith("计划竣工那一天所在的年份")


def test_the_page_shows_every_term_even_with_nothing_loaded(tmp_path: Path) -> None:
    page = str(_plain(glossary._page()))
    assert all(f"'id': '{term.anchor}'" in page for term in terms())
    assert client(tmp_path).get("/glossary").status_code == 200
