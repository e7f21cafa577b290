"""The same list in each format, written by other software, is read to the same cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from etl.contract.values import Grid, Paragraph, RawDocument
from etl.formats.reader import read
from tests.etl.lists import SOURCES, sample
from tests.etl.renderings import RENDERINGS, SMALL, SMALL_ABOVE

FORMATS = Path(__file__).parents[2] / "fixtures" / "formats"


def squeezed(text: str) -> str:
    return "".join(text.split())


def list_rows(document: RawDocument) -> list[list[str]]:
    """The rows from the header on, over all grids, without repeated headers; a row torn by a page break is joined."""
    found: list[list[str]] = []
    for grid in (block for block in document.blocks if isinstance(block, Grid)):
        for cells in ([squeezed(cell) for cell in row] for row in grid.rows):
            if cells[:2] == ["序号", "项目名称"]:
                found = found or [cells]
            elif found and cells[0]:
                found.append(cells)
            elif found:
                found[-1] = [above + below for above, below in zip(found[-1], cells, strict=True)]
    return found


def wanted(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[squeezed(cell) for cell in row] for row in rows]


def words_outside(document: RawDocument) -> str:
    """Paragraphs and the first cells of grids: where the lines above a list may stand."""
    texts = [block.text if isinstance(block, Paragraph) else block.rows[0][0] for block in document.blocks]
    return squeezed("".join(texts))


@pytest.mark.parametrize("name", RENDERINGS)
def test_each_rendering_gives_the_same_cells(name):
    document = read(RENDERINGS[name](SMALL_ABOVE, SMALL), "list")
    assert list_rows(document) == wanted(SMALL)
    assert document.doubts == []
    assert squeezed(SMALL_ABOVE[0]) in words_outside(document)


@pytest.mark.parametrize("rendering", [name for name in RENDERINGS if name.startswith(("pdf", "xls", "docx by"))])
@pytest.mark.parametrize("name", SOURCES)
def test_the_real_lists_over_several_pages(name, rendering):
    content = sample(name)
    rows = [content.header, *content.rows]
    document = read(RENDERINGS[rendering](content.above, rows), "list")
    assert list_rows(document) == wanted(rows)


@pytest.mark.parametrize("file", sorted(path.name for path in FORMATS.glob("list.*")))
def test_files_saved_by_libreoffice(file):
    document = read((FORMATS / file).read_bytes(), file)
    assert list_rows(document) == wanted(SMALL)
    assert document.format == Path(file).suffix[1:]
