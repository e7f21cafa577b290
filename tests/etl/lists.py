"""The two sample lists as matrices of cells, and the shapes of text in which they can be written."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "data" / "samples"
FIXTURES = ROOT / "tests" / "fixtures"
ORIGINALS = ROOT.parent / "shared" / "seeds"
EXPECTED = {name: FIXTURES / "expected" / f"{name}_projects.csv" for name in ("qianjiang", "jingdezhen")}
SOURCES = {"qianjiang": "002_d049b7ceb06da578.txt", "jingdezhen": "003_4e88682039944ece.txt"}


def documents() -> list[tuple[str, Path]]:
    """(list, file) for every document that holds a list: our fixtures and samples, and the originals where present."""
    found = [(name, FIXTURES / f"{name}.txt") for name in SOURCES]
    found += [(name, SAMPLES / f"{name}_projects.csv") for name in SOURCES]
    if ORIGINALS.is_dir():
        found += [(name, ORIGINALS / file) for name, file in SOURCES.items()]
    return found


def expected(name: str) -> list[dict[str, str]]:
    """The hand-checked rows of a list."""
    with EXPECTED[name].open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class ProjectList:
    """A list as a matrix: lines above, header, body rows (a totals row included)."""

    above: list[str]
    header: list[str]
    rows: list[list[str]] = field(default_factory=list)

    def row_of(self, serial: int) -> list[str]:
        """The row with a serial number."""
        return next(row for row in self.rows if row and row[0] == str(serial))

    def column(self, words: str) -> int:
        """Index of the column whose header begins so."""
        return next(index for index, header in enumerate(self.header) if header.startswith(words))


def sample(name: str) -> ProjectList:
    """A fresh copy of a sample list."""
    with (SAMPLES / f"{name}_projects.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    head = next(index for index, row in enumerate(rows) if row[0] == "序号")
    return ProjectList([row[0] for row in rows[:head]], rows[head], rows[head + 1 :])


def as_csv(content: ProjectList) -> bytes:
    """Comma-separated, UTF-8 with BOM, as a spreadsheet saves it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerows([[line] for line in content.above])
    writer.writerows([content.header, *content.rows])
    return buffer.getvalue().encode("utf-8-sig")


def as_tabs(content: ProjectList) -> bytes:
    """Lines with tabs inside running text."""
    lines = [*["前文。"] * 30, *content.above]
    lines += ["\t".join(cells) for cells in [content.header, *content.rows]]
    return "\n".join([*lines, "", *["后文。"] * 30]).encode()


def as_stacked(content: ProjectList) -> bytes:
    """One cell per line with blank lines between; empty cells leave no trace."""
    cells = [cell for row in [content.header, *content.rows] for cell in row if cell]
    return "\n\n".join([*content.above, *cells]).encode()


def as_pipes(content: ProjectList) -> bytes:
    """Lines with pipes, as in Markdown."""
    lines = ["| " + " | ".join(cells) + " |" for cells in [content.header, *content.rows]]
    return "\n".join([*content.above, "", *lines, "", "完"]).encode()


def as_spaces(content: ProjectList) -> bytes:
    """Columns set apart by runs of spaces; an empty cell leaves no trace."""
    lines = ["    ".join(cell for cell in cells if cell) for cells in [content.header, *content.rows]]
    return "\n".join([*content.above, "", *lines, "", "完"]).encode()


def as_lines(content: ProjectList) -> bytes:
    """One cell per line without blank lines; a header word may wrap."""
    cells = [cell for row in [content.header, *content.rows] for cell in row if cell]
    return "\n".join([*content.above, *cells]).replace("\n项目类型\n", "\n项目\n类型\n").encode()


SHAPES: dict[str, Callable[[ProjectList], bytes]] = {
    "csv": as_csv,
    "tabs": as_tabs,
    "stacked": as_stacked,
    "pipes": as_pipes,
    "spaces": as_spaces,
    "lines": as_lines,
}
