"""Attributes that Dash takes as wildcards only, typed access to client-side callbacks, components as they are sent."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import Any

import orjson
from dash import ClientsideFunction, Dash
from dash.development.base_component import Component


class Chart(Component):
    """A figure as Plotly describes it, drawn by `assets/draw.js`."""

    _namespace = "board"
    _type = "Chart"
    _prop_names: list[str] = ["figure"]  # noqa: RUF012 - as Dash declares it
    _valid_wildcard_attributes: list[str] = []  # noqa: RUF012
    available_wildcard_properties: list[str] = []  # noqa: RUF012

    def __init__(self, figure: dict[str, Any]) -> None:
        """`figure` states all that is drawn."""
        super().__init__(figure=figure)  # type: ignore[no-untyped-call]


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


_DRAWN_AS_THEY_ARE = ("dash_html_components", Chart._namespace)


def written(part: Any) -> orjson.Fragment:  # noqa: ANN401 - components, texts and lists of them
    """What a callback gives, as JSON. Raises TypeError for what is neither a component nor a value of JSON.

    What only stands there (elements and links without an id, charts, texts) is sent as one component `Still` of
    `assets/still.js`: the browser draws it in one go, where Dash follows each component by itself.
    """
    value, is_still = _sent(part)
    return orjson.Fragment(orjson.dumps(_still(value) if is_still else value, default=_plain))


def _sent(part: Any) -> tuple[Any, bool]:  # noqa: ANN401 - what a component may hold
    """A part as it is sent, and whether it only stands there."""
    if isinstance(part, (list, tuple)):
        items = [_sent(item) for item in part]
        if all(is_still for _, is_still in items):
            return [value for value, _ in items], True
        runs = groupby(items, key=lambda item: item[1])
        return [
            value
            for is_still, run in runs
            for value in ([_still([item for item, _ in run])] if is_still else [item for item, _ in run])
        ], False
    if not isinstance(part, Component):
        return part, True
    props, name, namespace = _taken_apart(part)
    children, is_still = _sent(props.pop("children", None))
    if is_still and "id" not in props and (namespace in _DRAWN_AS_THEY_ARE or name == "Link"):
        return {"is": name, "props": props, "children": children}, True
    return {
        "props": props | {"children": _still(children) if is_still else children}, "type": name, "namespace": namespace,
    }, False  # fmt: skip


def _still(tree: Any) -> Any:  # noqa: ANN401 - nothing, a text or a component
    """A tree that only stands there, as one component; a text needs none."""
    if isinstance(tree, (dict, list)):
        return {"props": {"tree": tree}, "type": "Still", "namespace": "board"}
    return tree


def _plain(part: Any) -> Any:  # noqa: ANN401 - what JSON does not know
    if isinstance(part, Component):  # in another property than its children
        return part.to_plotly_json()  # type: ignore[no-untyped-call]
    if isinstance(part, Decimal):
        return float(part)
    raise TypeError(f"{type(part).__name__} cannot be sent")


_known: dict[type[Component], tuple[frozenset[str], str, str]] = {}
"""Of each kind of component its properties, name and namespace."""


def _taken_apart(part: Component) -> tuple[dict[str, Any], str, str]:
    """Properties that are given, name and namespace: quicker than `to_plotly_json`, which tries every property."""
    if type(part) not in _known:
        properties, name, namespace = (getattr(part, f"_{what}") for what in ("prop_names", "type", "namespace"))
        _known[type(part)] = (frozenset(properties), name, namespace)
    properties, name, namespace = _known[type(part)]
    props = {key: value for key, value in vars(part).items() if key in properties or key.startswith(("data-", "aria-"))}
    return props, name, namespace
