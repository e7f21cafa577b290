"""Documents of a few rows: read whole, and asked for what matters of them."""

from typing import Any

from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given

Cells = list[list[str]]


def csv(*lines: str) -> ReadDocument:
    """Lines of a file with commas, read."""
    return read_document("\n".join(lines).encode(), "list.csv", Given())


def html(above: str, *tables: Cells, between: str = "") -> ReadDocument:
    """Tables of a page below a paragraph, read."""
    made = f"<p>{between}</p>".join(
        "<table>"
        + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>" for cells in table)
        + "</table>"
        for table in tables
    )
    return read_document(f"<html><body><p>{above}</p>{made}</body></html>".encode(), "page.html", Given())


def totals(read: ReadDocument) -> list[tuple[str, float | None]]:
    """Names and total investments in 万元, in the order of the rows."""
    rows = read.frames["project_reports"].select("name", "total_investment_wan").rows()
    return [(name, None if wan is None else float(wan)) for name, wan in rows]


def findings(read: ReadDocument, kind: str) -> list[dict[str, Any]]:
    """The findings of a type."""
    return read.frames["findings"].filter(type=kind).to_dicts()


def doubtful(read: ReadDocument) -> list[list[str]]:
    """The doubtful fields of each report."""
    return read.frames["project_reports"]["doubtful_fields"].to_list()


def kinds(read: ReadDocument) -> list[str]:
    """The kinds of the tables."""
    return read.frames["source_tables"]["kind"].to_list()
