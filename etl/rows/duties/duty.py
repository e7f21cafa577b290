"""A duty: the columns of its row, from a table or from running text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from etl.contract.values import Certainty
from etl.parse.places import region


@dataclass(slots=True)
class ReadDuties:
    """Rows of `schemas.Duties`, and of `Evidence` for those of tables."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)


def duty_values(region_id: str | None, *, is_doubtful: bool, **rest: Any) -> dict[str, Any]:  # noqa: ANN401
    """The columns of a duty: its region's, its certainty, and the `rest` as it is given."""
    place = region.lineage(region_id)[0] if region_id else None
    certainty = Certainty.DOUBTFUL if is_doubtful else Certainty.CERTAIN
    return {
        "region_id": region_id,
        "region_name": place.name if place else None,
        "certainty": certainty.value,
        **rest,
    }
