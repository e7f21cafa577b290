"""The steps of approval that a project goes through, in order, and which must be done before it starts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from etl.contract import reference


@dataclass(frozen=True, slots=True)
class PipelineStep:
    """One row of `snapshot/approval_pipeline.csv`; `step` is a key of `approval_steps.csv`."""

    step: str
    place: int
    is_before_start: bool
    meaning: str


@cache
def pipeline() -> tuple[PipelineStep, ...]:
    """The steps, the first one first."""
    return tuple(
        PipelineStep(row["step"], place, row["before_start"] == "yes", row["meaning"])
        for place, row in enumerate(reference.rows("snapshot/approval_pipeline"), start=1)
    )
