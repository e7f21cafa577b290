"""Points of an indicator's series: what it is at one time. A target gives its own and its base's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from etl.parse.plans import indicator_name
from etl.parse.plans.indicator import IndicatorValue
from etl.rows.indicators.target import Target, exact

_SAME = (
    "document_id", "target_id", "where", "table_no", "row_no", "line", "region_id", "region_name", "indicator",
    "indicator_id",
)  # fmt: skip
_PLACE = ("column_no", "words", "start", "end", "certainty")
"""What a point has from its target; its base too, where no table states it."""


def point_values(kind: str, value: IndicatorValue | None, **rest: Any) -> dict[str, Any]:  # noqa: ANN401
    """The columns of a point: those of its value, and the `rest` as it is given."""
    return {
        "kind": kind,
        "subject": indicator_name.subject(rest["indicator"]),
        "comparator": value.comparator if value else "",
        "value": exact(value.value) if value else None,
        "high": exact(value.high) if value else None,
        "qualifier": value.qualifier.value if value else "exact",
        "unit": (value.unit if value else "") or None,
        "agrees_with": None,
        **rest,
    }


def of_targets(targets: Iterable[Target]) -> list[dict[str, Any]]:
    """The points of targets and of their bases, as far as these are stated. The base of a row is told once."""
    found = [point for target in targets for point in (_base_of(target), _target_of(target))]
    return [point for point in found if point]


def _base_of(target: Target) -> dict[str, Any] | None:
    values = target.values
    if not target.tells_base or not values["baseline_raw"] or target.base is None:
        return None
    own = {"year": values["baseline_year"], "raw": values["baseline_raw"], "point_id": f"{values['target_id']}-base"}
    return point_values("base", target.base, **_same(values), **own, **target.base_place or _place(values))


def _target_of(target: Target) -> dict[str, Any] | None:
    values = target.values
    if not values["target_raw"]:
        return None
    place = _place(values)
    if target.is_doubtful is not None:
        place["certainty"] = "doubtful" if target.is_doubtful else "certain"
    own = {"year": values["target_year"], "raw": values["target_raw"], "point_id": f"{values['target_id']}-target"}
    return point_values("target", target.value, **_same(values), **own, **place)


def _same(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in _SAME}


def _place(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in _PLACE}


def subject_of(values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What points must share to be of one series: the thing, and the region."""
    return indicator_name.subject(values["indicator"]), values["region_id"]
