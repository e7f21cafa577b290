"""Points of an indicator's series: what it is at one time. A target gives its own and its base's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from etl.parse import indicator_name, region
from etl.parse.indicator import IndicatorValue
from etl.rows.indicators.target import Target, exact

_SAME = (
    "document_id", "target_id", "where", "table_no", "row_no", "column_no", "line", "region_id", "region_name",
    "indicator", "indicator_id", "certainty",
)  # fmt: skip
"""What a point has from its target."""


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


def of_indicator(name: str, region_id: str | None) -> dict[str, Any]:
    """The columns that say which indicator a point is of."""
    known = indicator_name.indicator(name)
    place = region.lineage(region_id)[0] if region_id else None
    return {
        "indicator": name,
        "indicator_id": known.indicator_id if known else None,
        "region_id": region_id,
        "region_name": place.name if place else None,
    }


def of_targets(targets: Iterable[Target]) -> list[dict[str, Any]]:
    """The points of targets and of their bases, as far as these are stated. The base of a row is told once."""
    found: list[dict[str, Any]] = []
    for target in targets:
        values = target.values
        own = {name: values[name] for name in _SAME}
        place = {name: values[name] for name in ("words", "start", "end")}
        if target.tells_base and values["baseline_raw"]:
            base = {"year": values["baseline_year"], "raw": values["baseline_raw"], **_place_of_base(target, place)}
            found.append(point_values("base", target.base, **own | base, point_id=f"{values['target_id']}-base"))
        if values["target_raw"]:
            own |= {"year": values["target_year"], "raw": values["target_raw"], **place}
            found.append(point_values("target", target.value, **own, point_id=f"{values['target_id']}-target"))
    return found


def _place_of_base(target: Target, place: Mapping[str, Any]) -> dict[str, Any]:
    """Where the words of a base stand: in a cell of their own, else with those of the target."""
    return dict(target.base_place) if target.base_place else dict(place)


def subject_of(values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What points must share to be of one series: the thing, and the region."""
    return indicator_name.subject(values["indicator"]), values["region_id"]
