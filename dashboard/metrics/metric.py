"""What a metric and a dimension are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure over a set of projects. `expression` is an aggregate over the scoped projects.

    Null means that no project states it, which is not 0. `stated` and `doubtful` name the metrics that say how many
    projects state the figure and for how many it is uncertain.
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

    @property
    def title(self) -> str:
        """The label in the language being spoken."""
        return self.label_en if language() == ENGLISH else self.label

    @property
    def unit_title(self) -> str:
        """The unit in the language being spoken."""
        return t(self.unit)

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
