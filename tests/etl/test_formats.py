"""The two lists in every shape and format give the hand-checked values; `python -m tests.etl.test_formats` prints them.

Counted per rendering: rows found, values right, values marked doubtful, values wrong without a mark (which must be 0).
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from etl.document import read_document
from etl.tables.metadata import Given
from tests.etl.lists import SHAPES, SOURCES, ProjectList, expected, sample
from tests.etl.renderings import RENDERINGS


def _rendered(name: str) -> Callable[[ProjectList], bytes]:
    def write(content: ProjectList) -> bytes:
        width = len(content.header)
        rows = [content.header, *[[*row, *[""] * (width - len(row))] for row in content.rows]]
        return RENDERINGS[name](content.above, rows)

    return write


FORMS: dict[str, Callable[[ProjectList], bytes]] = {**SHAPES, **{name: _rendered(name) for name in RENDERINGS}}


@dataclass
class Count:
    """What a reading of one rendering came to."""

    rows: int = 0
    right: int = 0
    doubtful: int = 0
    wrong_unmarked: list[tuple[str, str, object, str]] = field(default_factory=list)
    wrong_marked: list[tuple[str, str, object, str]] = field(default_factory=list)


def count(form: str, name: str) -> Count:
    """Read a list in one form and compare it with the hand-checked answers."""
    document = read_document(FORMS[form](sample(name)), "list", Given())
    rows = {str(row["seq"]): row for row in document.frames["project_reports"].to_dicts()}
    marked_rows = {finding["row"] for finding in document.frames["findings"].to_dicts()}
    result = Count(rows=len(rows), doubtful=sum(len(row["doubtful_fields"]) for row in rows.values()))
    for wanted in expected(name):
        row = rows.get(wanted["seq"])
        for column, value in wanted.items():
            if column == "source_file":
                continue
            read = row[{"county_name": "region_name"}.get(column, column)] if row else None
            if _same(column, read, value):
                result.right += 1
            else:
                wrong = (wanted["seq"], column, read, value)
                marked = row is not None and row["row_no"] in marked_rows
                (result.wrong_marked if marked else result.wrong_unmarked).append(wrong)
    return result


def _same(column: str, read: object, wanted: str) -> bool:
    if column.endswith(("_wan", "_m2")):
        return (read is None) == (wanted == "") and (read is None or Decimal(str(read)) == Decimal(wanted))
    text = "" if read is None else str(read)
    return text.replace(" ", "") == wanted.replace(" ", "")


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_values(form: str, name: str):
    """At most 3 % of the cells may be marked beyond what is doubtful in the originals (none in 16, one in 18 rows)."""
    result = count(form, name)
    wanted = expected(name)
    assert result.rows == len(wanted)
    assert result.wrong_unmarked == []
    assert result.wrong_marked == []
    assert result.doubtful <= 1 + 0.03 * len(wanted) * 20


def test_there_are_fourteen_forms_at_least():
    assert len(FORMS) >= 14


def main() -> None:
    """Print the table of all forms."""
    sys.stdout.write(
        f"{'form':44}{'list':12}{'rows':>6}{'right':>7}{'doubtful':>10}{'wrong, marked':>15}{'unmarked':>10}\n"
    )
    for form in FORMS:
        for name in SOURCES:
            c = count(form, name)
            figures = f"{c.rows:6}{c.right:7}{c.doubtful:10}{len(c.wrong_marked):15}{len(c.wrong_unmarked):10}"
            sys.stdout.write(f"{form:44}{name:12}{figures}\n")


if __name__ == "__main__":
    main()
