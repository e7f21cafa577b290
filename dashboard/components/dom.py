"""Attributes that Dash takes as wildcards only, typed access to client-side callbacks, components as they are sent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
from dash import ClientsideFunction, Dash
from dash.development.base_component import Component


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


def written(part: Any) -> orjson.Fragment:  # noqa: ANN401 - components, texts and lists of them
    """What a callback gives, as JSON. Raises TypeError for what is neither a component nor a value of JSON."""
    return orjson.Fragment(orjson.dumps(part, default=_plain, option=orjson.OPT_SERIALIZE_NUMPY))


def _plain(part: Any) -> Any:  # noqa: ANN401 - what JSON does not know
    if isinstance(part, Component):
        return _component(part)
    if isinstance(part, Decimal):
        return float(part)
    raise TypeError(f"{type(part).__name__} cannot be sent")


_known: dict[type[Component], tuple[frozenset[str], str, str]] = {}
"""Of each kind of component its properties, name and namespace."""


def _component(part: Component) -> dict[str, Any]:
    """The same as `to_plotly_json`, which looks up every property that the component might have."""
    if type(part) not in _known:
        properties, name, namespace = (getattr(part, f"_{what}") for what in ("prop_names", "type", "namespace"))
        _known[type(part)] = (frozenset(properties), name, namespace)
    properties, name, namespace = _known[type(part)]
    props = {key: value for key, value in vars(part).items() if key in properties or key.startswith(("data-", "aria-"))}
    return {"props": props, "type": name, "namespace": namespace}
