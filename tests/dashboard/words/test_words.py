"""Texts in the reader's language."""

from __future__ import annotations

import ast
import csv
import string
from collections.abc import Iterator
from pathlib import Path

import dashboard
from dashboard.metrics.catalog import DIMENSIONS, EXTRA_COLUMN_LABELS, METRICS, column_label
from dashboard.server.app import create_app
from dashboard.session.settings import Settings
from dashboard.words import labels
from dashboard.words.labels import finding_title
from dashboard.words.translate import english, language, speaking, t
from etl.contract.paths import data_dir
from etl.contract.schemas import ProjectReports


def test_chinese_unless_asked_otherwise() -> None:
    assert t("项目") == "项目"
    assert t("{count} 个项目", count=3) == "3 个项目"


def test_english_where_asked_and_back_again() -> None:
    with speaking("en"):
        assert t("项目") == "Projects"
        assert t("{count} 个项目", count=3) == "3 projects"
        assert t("{count} 个项目", count=1) == "1 project"
        assert t("{count} 个项目", count="1/21") == "1/21 projects"
        assert t("没有这句话") == "没有这句话"
    assert language() == "zh"


def test_an_unknown_language_is_chinese() -> None:
    with speaking("fr"):
        assert t("项目") == "项目"


def test_both_languages_have_the_same_gaps_and_no_text_has_two_translations() -> None:
    seen: dict[str, str] = {}
    for path in sorted((data_dir() / "reference" / "english").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert gaps(row["zh"]) == gaps(row["en"]), row
                assert seen.setdefault(row["zh"], row["en"]) == row["en"], row
    assert seen


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def said(code: str) -> Iterator[str]:
    """Chinese in the first argument of every `t(…)`, also where it chooses between two texts."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "t" and node.args:
            texts = [item.value for item in ast.walk(node.args[0]) if isinstance(item, ast.Constant)]
            yield from (text for text in texts if isinstance(text, str) and not text.isascii())


def test_every_text_in_the_code_has_its_english() -> None:
    code = Path(dashboard.__file__).parent
    missing = {(path.name, text) for path in code.rglob("*.py") for text in said(path.read_text("utf-8"))}
    assert sorted(item for item in missing if item[1] not in english()) == []


def coded() -> Iterator[str]:
    """Texts that reach `t` through a name: labels of codes, of findings, of metrics and their caveats."""
    for name, values in vars(labels).items():
        if name.endswith("_LABELS"):
            for value in values.values():
                yield from value if isinstance(value, tuple) else (value,)
    for kind in ("finding_types.csv", "sectors.csv", "natures.csv", "correction_fields.csv"):
        column = {"finding_types.csv": "title", "sectors.csv": "sector", "natures.csv": "nature"}.get(kind, "label")
        with (data_dir() / "reference" / kind).open(encoding="utf-8", newline="") as file:
            yield from (row[column] for row in csv.DictReader(file))
    with (data_dir() / "reference" / "column_meanings.csv").open(encoding="utf-8", newline="") as file:
        yield from (row[name] for row in csv.DictReader(file) for name in ("group", "label"))
    for metric in METRICS.values():
        yield from (metric.unit, metric.caveat)
    yield from (dimension.caveat for dimension in DIMENSIONS.values())
    yield from EXTRA_COLUMN_LABELS.values()
    yield from (str(column.title) for column in ProjectReports.to_schema().columns.values())


def test_every_label_has_its_english() -> None:
    assert sorted({text for text in coded() if not text.isascii() and text not in english()}) == []


def test_every_page_has_an_english_name(tmp_path: Path) -> None:
    pages = create_app(Settings(home=tmp_path)).server.extensions["pages"]
    assert len(pages) > 5
    names = [name for page in pages for name in (page.title, *page.downloads.values())]
    assert [name for name in names if name not in english()] == []


def test_titles_and_units_follow_the_language() -> None:
    assert column_label("total_investment_wan") == "总投资（万元）"
    assert finding_title("duplicate_row") == "与上文某行完全相同，未重复登记"
    with speaking("en"):
        assert column_label("total_investment_wan") == "Total investment (10k yuan)"
        assert column_label("childcare_places") == "Childcare places added"
        assert finding_title("duplicate_row") == "Same as a row above; not loaded twice"
        assert METRICS["elder_beds"].title == "Elder-care beds added"
