"""Who may import whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import dashboard
import etl

CODE = Path(dashboard.__file__).parent
LOADER = Path(etl.__file__).parent
CONTRACT = {"etl.schemas", "etl.records", "etl.resources"}
BRIDGES = {
    "corrections.py": {"etl.amend", "etl.corrections", "etl.meanings", "etl.store"},
    "imports.py": {
        "etl.closed_months", "etl.corrections", "etl.pipeline", "etl.staging", "etl.store", "etl.warehouse",
    },
}  # fmt: skip
"""The modules of the board that may ask the loader to work, and what each may use of it."""
COMPOSITION_ROOT = CODE / "cli.py"
DASH = {"dash", "dash_mantine_components", "dash_ag_grid"}


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, anywhere in it; `from a import b` is given as `a` and `a.b`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def top(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


@pytest.mark.parametrize("path", files(LOADER), ids=lambda path: path.name)
def test_the_loader_does_not_know_the_board(path: Path) -> None:
    assert not [name for name in imports(path) if top(name) == "dashboard"]


@pytest.mark.parametrize("path", [*files(CODE / "metrics"), *files(CODE / "figures")], ids=lambda path: path.name)
def test_metrics_and_figures_do_not_know_dash(path: Path) -> None:
    assert not [name for name in imports(path) if top(name) in DASH]


@pytest.mark.parametrize("path", [path for path in files(CODE) if path != COMPOSITION_ROOT], ids=lambda path: path.name)
def test_the_board_knows_the_contract_only(path: Path) -> None:
    allowed = CONTRACT | BRIDGES.get(path.relative_to(CODE).as_posix(), set())
    known = [name for name in imports(path) if top(name) == "etl" and name != "etl"]
    assert not [name for name in known if not any(name == part or name.startswith(f"{part}.") for part in allowed)]


@pytest.mark.parametrize("path", files(CODE / "pages"), ids=lambda path: path.name)
def test_pages_do_not_import_each_other(path: Path) -> None:
    shared = {"base", "links", "__init__"}
    others = {f"dashboard.pages.{page.stem}" for page in files(CODE / "pages") if page.stem not in shared}
    assert not others.intersection(imports(path))


def test_pages_are_put_together_in_one_place() -> None:
    makers = [path.name for path in files(CODE) if "Dash(\n" in path.read_text(encoding="utf-8")]
    assert makers == ["app.py"]


def test_only_metrics_name_engine_functions() -> None:
    """DuckDB's own functions stay in one place, so that another engine can be put in its place."""
    own = ("list_contains(", "unnest(", "string_agg(", "GROUP BY ALL")
    users = {
        path.relative_to(CODE).as_posix()
        for path in files(CODE)
        if any(word in path.read_text("utf-8") for word in own)
    }
    assert users == {"metrics/dialect.py", "metrics/sql.py"}
