"""What only stands on a page (elements and links without an id, texts) goes to the browser as one component, `Still` of
`assets/still.js`, which says what that saves."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson
from dash.development.base_component import Component


def written(part: Any) -> orjson.Fragment:  # noqa: ANN401 - components, texts and lists of them
    """What a callback gives, as JSON. Raises TypeError for what is neither a component nor a value of JSON."""
    value, is_still = _sent(part)
    return orjson.Fragment(orjson.dumps(_still(value) if is_still else value, default=_plain))


def _sent(part: Any) -> tuple[Any, bool]:  # noqa: ANN401 - what a component may hold
    """A part as it is sent, and whether it only stands there."""
    if isinstance(part, (list, tuple)):
        return _list(part)
    return _component(part) if isinstance(part, Component) else (part, True)


def _list(parts: Sequence[Any]) -> tuple[list[Any], bool]:
    """Neighbours that only stand there become one component where others stand beside them."""
    items = [_sent(part) for part in parts]
    if all(is_still for _, is_still in items):
        return [value for value, _ in items], True
    sent: list[Any] = []
    for is_still, run in groupby(items, key=itemgetter(1)):
        values = [value for value, _ in run]
        sent += [_still(values)] if is_still else values
    return sent, False


def _component(part: Component) -> tuple[dict[str, Any], bool]:
    props, name, namespace = _taken_apart(part)
    children, is_still = _sent(props.pop("children", None))
    if is_still and "id" not in props and (namespace == "dash_html_components" or name == "Link"):
        return {"is": name, "props": props, "children": children}, True
    props["children"] = _still(children) if is_still else children
    return {"props": props, "type": name, "namespace": namespace}, False


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
