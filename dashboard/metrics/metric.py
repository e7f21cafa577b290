"""What a metric and a dimension are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dashboard.words.formats import exact_wan, plain
from dashboard.words.translate import ENGLISH, language, t


class Additivity(StrEnum):
    """Whether values of groups may be added up."""

    ADDITIVE = "additive"
    NEVER = "never"


class Format(StrEnum):
    """How a value is written for people."""

    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    MONTHS = "months"
    UNIT_COST = "unit_cost"


class Place(StrEnum):
    """Where a metric is listed without being named there."""

    HEADLINE = "headline"
    """The cards of 总览; first in the summary and in the briefing."""
    SUMMARY = "summary"
    """The summary table: command, file, JSON."""
    CAPACITY = "capacity"
    """The cards of 建设规模."""
    BRIEFING = "briefing"
    """The briefing's table of figures."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure over a set of projects. `expression` is an aggregate over the scoped projects.

    Null means that no project states it, which is not 0. `stated` and `doubtful` name the metrics that say how many
    projects state the figure and for how many it is uncertain; `parts` are metrics that it is not shown without, such
    as the numerator and denominator of a rate.
    """

    name: str
    label: str
    label_en: str
    unit: str
    expression: str
    additivity: Additivity = Additivity.ADDITIVE
    format: Format = Format.COUNT
    caveat: str = ""
    stated: str | None = None
    doubtful: str | None = None
    parts: tuple[str, ...] = ()
    places: frozenset[Place] = frozenset()

    @property
    def companions(self) -> tuple[str, ...]:
        """Names of the metrics that say how far this one is known and what it is made of."""
        return (*(name for name in (self.stated, self.doubtful) if name), *self.parts)

    @property
    def title(self) -> str:
        """The label in the language being spoken."""
        return self.label_en if language() == ENGLISH else self.label

    @property
    def unit_title(self) -> str:
        """The unit in the language being spoken."""
        return t(self.unit)

    def amount(self, value: object) -> str:
        """A value with its unit, in the language being spoken: `23,239 万元`, `150 张`."""
        if self.format is Format.MONEY:
            return exact_wan(value)
        return f"{plain(value)} {self.unit_title}".strip()

    @property
    def warning(self) -> str:
        """The caveat in the language being spoken."""
        return t(self.caveat)


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing to group by. `column` is null where a project does not state it."""

    name: str
    label: str
    label_en: str
    column: str
    needs_years: bool = False
    caveat: str = ""

    @property
    def title(self) -> str:
        """The label in the language being spoken."""
        return self.label_en if language() == ENGLISH else self.label
