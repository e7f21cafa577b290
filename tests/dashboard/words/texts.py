"""Every text that is said on screen and where it comes from; as a command, brings the catalogue up to date.

    python -m tests.dashboard.words.texts

adds what is said and not yet in the catalogue, with its English left empty, drops what is said nowhere, and writes
anew where each text comes from. What is translated stays as it is.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

import dashboard
from dashboard.metrics.catalog import DIMENSIONS, EXTRA_COLUMN_LABELS, METRICS
from dashboard.tables.glossary import GROUP_TITLES, terms
from dashboard.words import labels
from dashboard.words.translate import MEASURE_WORDS, catalogue_path
from etl.contract.paths import data_dir
from etl.contract.schemas import ProjectReports

TOP = Path(dashboard.__file__).resolve().parents[1]

_COLUMNS = {
    "finding_types.csv": ("title", "advice"),
    "sectors.csv": ("sector",),
    "natures.csv": ("nature",),
    "year_natures.csv": ("nature",),
    "approval_steps.csv": ("label",),
    "correction_fields.csv": ("label",),
    "column_meanings.csv": ("group", "label"),
    "finding_details.csv": ("text", "advice"),
    "board/traffic_lights.csv": ("words",),
    "board/rate_lights.csv": ("words",),
    "board/honour_rules.csv": ("words",),
    "board/change_kinds.csv": ("title", "unit", "meaning"),
    "snapshot/contradictions.csv": ("title", "one", "other", "meaning", "unit", "and_unit"),
    "snapshot/problem_causes.csv": ("title", "meaning"),
    "snapshot/problem_bounds.csv": ("unit", "meaning"),
    "snapshot/year_end_bounds.csv": ("unit", "meaning"),
    "snapshot/year_end_readings.csv": ("title", "meaning"),
    "snapshot/year_end_reasons.csv": ("words",),
    "snapshot/approval_pipeline.csv": ("meaning",),
    "funding_sources.csv": ("label",),
    "sector_rules.csv": ("title",),
    "support_rules.csv": ("rule",),
    "magnitudes.csv": ("unit", "said"),
    "number_rules.csv": ("title",),
}
"""Columns of reference data whose words are said on screen."""


def catalogue() -> Catalog:
    """The catalogue as it stands in its file."""
    with catalogue_path().open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


@cache
def known() -> dict[str, Message]:
    """The messages by their Chinese text."""
    found = (message for message in catalogue() if message.id)
    return {message.id if isinstance(message.id, str) else message.id[0]: message for message in found}


@cache
def _trees() -> dict[str, ast.Module]:
    """The code by its path under the top folder."""
    files = [path for package in ("dashboard", "etl") for path in sorted((TOP / package).rglob("*.py"))]
    return {path.relative_to(TOP).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in files}


def said_in_code(tree: ast.AST) -> Iterator[str]:
    """Chinese in the first argument of every `t(…)`, also where it chooses between two texts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "t" and node.args:
            texts = [item.value for item in ast.walk(node.args[0]) if isinstance(item, ast.Constant)]
            yield from (text for text in texts if isinstance(text, str) and not text.isascii())


def in_code() -> Iterator[tuple[str, str]]:
    """Texts that stand in a `t(…)`, with their file."""
    for path, tree in _trees().items():
        yield from ((text, path) for text in said_in_code(tree))


def through_names() -> Iterator[tuple[str, str]]:
    """Texts that reach `t` through a name, with what they are: labels of codes, words of reference data, headings."""
    for name, values in vars(labels).items():
        if name.endswith("_LABELS"):
            words = [text for value in values.values() for text in (value if isinstance(value, tuple) else (value,))]
            yield from ((text, f"dashboard/words/labels.py {name}") for text in words)
    for file, columns in _COLUMNS.items():
        for row in _rows(data_dir() / "reference" / file):
            yield from ((row[column], f"{file} {column}") for column in columns)
    for metric in METRICS.values():
        yield from ((metric.unit, "unit of a metric"), (metric.caveat, "caveat of a metric"))
    yield from ((dimension.caveat, "caveat of a dimension") for dimension in DIMENSIONS.values())
    for title in (*EXTRA_COLUMN_LABELS.values(), *(str(c.title) for c in ProjectReports.to_schema().columns.values())):
        yield title, "heading of a column"
    yield from ((title, "title of a group of terms") for title in GROUP_TITLES.values())
    yield from ((term.definition, "definition of a term") for term in terms() if term.group != "finding")


@cache
def needed() -> dict[str, list[str]]:
    """Texts that must have their English, with where they come from."""
    found: dict[str, list[str]] = {}
    for text, origin in (*in_code(), *through_names()):
        if not text.isascii() and text not in MEASURE_WORDS and origin not in found.setdefault(text, []):
            found[text].append(origin)
    return found


@cache
def mentioned() -> dict[str, str]:
    """Every string of the code and every cell of the reference data, with its first file.

    What is in none of them is said nowhere; what is only here reaches `t` in a way that no rule above knows.
    """
    found: dict[str, str] = {}
    for path, tree in _trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.setdefault(node.value, path)
    for file in sorted((data_dir() / "reference").rglob("*.csv")):
        for row in _rows(file):
            for cell in row.values():
                found.setdefault(cell, file.relative_to(TOP).as_posix())
    return found


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def updated(old: Catalog) -> Catalog:
    """The catalogue with every text that is said, in the order of the files that say it."""
    new = Catalog(
        locale="en", project="portfolio-board", version="", header_comment=old.header_comment, msgid_bugs_address="",
        last_translator="", language_team="", fuzzy=False,
    )  # fmt: skip
    new.creation_date = new.revision_date = old.creation_date  # no line changes by the day alone
    needs, mentions = needed(), mentioned()
    kept = {text for text in mentions if text and text not in MEASURE_WORDS and text in old}
    origins = {text: [mentions[text]] for text in kept} | needs
    place = {text: number for number, text in enumerate(mentions)}
    for text in sorted(origins, key=lambda text: (origins[text][0], place.get(text, 0))):
        message = old.get(text)
        new.add(
            message.id if message else text,
            message.string if message else "",
            locations=[(origin, 0) for origin in origins[text] if " " not in origin],
            auto_comments=[origin for origin in origins[text] if " " in origin],
            user_comments=message.user_comments if message else (),
        )
    return new


def write(new: Catalog) -> None:
    """Put a catalogue in the place of the one in its file."""
    with catalogue_path().open("wb") as file:
        write_po(file, new, width=0, include_lineno=False)


if __name__ == "__main__":
    write(updated(catalogue()))
