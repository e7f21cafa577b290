"""Attributes that Dash takes as wildcards only, and typed access to client-side callbacks."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash


def aria(**values: str) -> dict[str, Any]:
    """`aria-*` attributes: `aria(label="…")`."""
    return {f"aria-{name}": value for name, value in values.items()}


def data(**values: str) -> dict[str, Any]:
    """`data-*` attributes: `data(metric="…")`."""
    return {f"data-{name}": value for name, value in values.items()}


def in_browser(app: Dash, function: str, *arguments: Any, initially: bool = False) -> None:  # noqa: ANN401
    """Register a function of `assets/board.js` as a client-side callback."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("board", function), *arguments, prevent_initial_call=not initially
    )
