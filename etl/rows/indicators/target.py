"""A target: the columns of its row, from a table or from running text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from etl.contract.findings import Finding
from etl.parse.places import region
from etl.parse.plans import indicator_name
from etl.parse.plans.indicator import IndicatorValue
from etl.rows.indicators.passages import Passage
from etl.rows.indicators.statements import Statement

_QUANTUM = Decimal("0.000001")


@dataclass(slots=True)
class Target:
    """One target: the columns of `schemas.Targets`, its value and base as read, and what was found of it.

    `base_place`: column, words, offsets and certainty of a base that a table states.
    `tells_base`: no other target of the row tells the same base. `is_doubtful`: the target itself, its base aside.
    """

    values: dict[str, Any]
    value: IndicatorValue | None
    base: IndicatorValue | None
    findings: Sequence[Finding] = ()
    base_place: Mapping[str, Any] | None = None
    tells_base: bool = True
    is_doubtful: bool | None = None


@dataclass(slots=True)
class ReadTargets:
    """All targets of a document with their evidence, and the statements of its text (facts too), for the checks."""

    targets: list[Target] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    points: list[dict[str, Any]] = field(default_factory=list)
    """Rows of the table `indicator_points`."""

    def targets_of(self, table_no: int) -> list[Target]:
        """Those of one table."""
        return [target for target in self.targets if target.values["table_no"] == table_no]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Rows of the table `targets`."""
        return [target.values for target in self.targets]


def of_indicator(name: str, region_id: str | None) -> dict[str, Any]:
    """The columns that say which indicator a target or a point is of."""
    known = indicator_name.indicator(name)
    place = region.lineage(region_id)[0] if region_id else None
    return {
        "indicator": name,
        "indicator_id": known.indicator_id if known else None,
        "region_id": region_id,
        "region_name": place.name if place else None,
    }


def target_values(
    name: str, value: IndicatorValue | None, base: IndicatorValue | None, region_id: str | None, **rest: Any  # noqa: ANN401
) -> dict[str, Any]:  # fmt: skip
    """The columns of a target: what its name, its value and its baseline say, and the `rest` as it is given.

    `value` None: nothing was read from its cell.
    """
    return of_indicator(name, region_id) | {
        "comparator": value.comparator if value else "",
        "target_value": exact(value.value) if value else None,
        "target_high": exact(value.high) if value else None,
        "qualifier": value.qualifier.value if value else "exact",
        "unit": (value.unit if value else "") or None,
        "baseline_value": exact(base.value) if base else None,
        "repeats": None,
        **rest,
    }


def exact(value: Decimal | None) -> Decimal | None:
    """A value, in the unit of its indicator, with as many decimals as are stored and compared."""
    return value.quantize(_QUANTUM) if value is not None else None
