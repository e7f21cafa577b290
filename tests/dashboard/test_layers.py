"""What import-linter does not see: relative imports, where the app is made, who speaks to the engine."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import dashboard
import etl

CODE = Path(dashboard.__file__).parent
LOADER = Path(etl.__file__).parent


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


@pytest.mark.parametrize("path", [*files(LOADER), *files(CODE)], ids=lambda path: path.name)
def test_imports_name_the_whole_module(path: Path) -> None:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    assert not [node for node in nodes if isinstance(node, ast.ImportFrom) and node.level]


def test_pages_are_put_together_in_one_place() -> None:
    makers = [path.relative_to(CODE).as_posix() for path in files(CODE) if "Dash(\n" in path.read_text("utf-8")]
    assert makers == ["server/app.py"]


def test_only_metrics_name_engine_functions() -> None:
    """DuckDB's own functions stay in one place, so that another engine can be put in its place."""
    own = ("list_reduce(", "QUALIFY", "EXCLUDE", "REPLACE (", "unnest(", "string_agg(", "GROUP BY ALL")
    users = {
        path.relative_to(CODE).as_posix()
        for path in files(CODE)
        if any(word in path.read_text("utf-8") for word in own)
    }
    assert users == {"engines/dialect.py", "metrics/scoped.py"}
