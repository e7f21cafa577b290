"""What was measured, as one table: a row for each question, a column for each portfolio, verdicts on bounds."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

_LOG = logging.getLogger(__name__)
_COSTS = ("s", "ms", "MB")
"""Units of what may grow with the portfolio, no faster than it does."""
_LEAST = {"s": 0.05, "ms": 5.0, "MB": 50.0}
"""What is less than this says nothing of growth."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What was generated: how many projects, and how many months each reports."""

    projects: int
    months: int

    @classmethod
    def of(cls, words: str) -> Portfolio:
        """`10000x24`. Raises ValueError."""
        projects, months = (int(word) for word in words.lower().split("x"))
        if projects < 1 or months < 1:
            raise ValueError(words)
        return cls(projects, months)

    def __str__(self) -> str:
        """As a table's head says it."""
        return f"{self.projects:,} × {self.months}"


@dataclass(frozen=True, slots=True)
class Bound:
    """The most that a figure may be, for portfolios of at most so many projects."""

    most: float
    projects: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """One figure: question, value, unit (`s`, `ms`, `MB`, `×`), what is said behind it; or why there is none."""

    question: str
    value: float | None = None
    unit: str = "ms"
    beside: str = ""
    bound: Bound | None = None
    failed: str = ""


def tried(question: str, work: Callable[[], Iterable[Found]]) -> list[Found]:
    """What `work` finds; where it fails, a figure that says so in the place of those that are missing."""
    found: list[Found] = []
    try:
        found.extend(work())
    except Exception as reason:
        _LOG.exception("%s", question)
        first = (str(reason).splitlines() or [""])[0][:120]
        found.append(Found(question, failed=f"failed: {type(reason).__name__} {first}".strip()))
    return found


@dataclass(slots=True)
class Score:
    """All figures of a run."""

    portfolios: tuple[Portfolio, ...]
    _cells: dict[str, dict[Portfolio, Found]] = field(default_factory=dict)

    def add(self, portfolio: Portfolio, found: Found) -> None:
        """Put a figure in its place; rows stand in the order in which their questions came first."""
        self._cells.setdefault(found.question, {})[portfolio] = found

    def missed(self) -> list[str]:
        """The questions whose bound is broken, or that have no answer."""
        return [
            question
            for question, cells in self._cells.items()
            if any(_is_missed(portfolio, found) for portfolio, found in cells.items()) or self._grows_too_fast(question)
        ]

    def markdown(self) -> str:
        """The table; `!` marks what is beyond its bound, or grows faster than the portfolio."""
        heads = ["", *map(str, self.portfolios), "bound"]
        grows = len(self.portfolios) > 1
        lines = [heads + ["growth"] * grows, ["---"] * (len(heads) + grows)]
        for question, cells in self._cells.items():
            shown = [_cell(portfolio, cells.get(portfolio)) for portfolio in self.portfolios]
            bound = next((found.bound for found in cells.values() if found.bound), None)
            unit = next(iter(cells.values())).unit
            limit = f"{_number(bound.most, unit)} at {bound.projects:,}" if bound else ""
            lines.append([question, *shown, limit, *([self._growth(question)] if grows else [])])
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def _growth(self, question: str) -> str:
        """By how much the cost grew, and the portfolio."""
        ends = self._ends(question)
        if ends is None:
            return ""
        times, size = ends
        return f"× {times:.1f} of {size:.0f}" + " !" * self._grows_too_fast(question)

    def _grows_too_fast(self, question: str) -> bool:
        ends = self._ends(question)
        return ends is not None and ends[0] > 1.1 * ends[1]  # a tenth is noise

    def _ends(self, question: str) -> tuple[float, float] | None:
        """Cost and size of the largest portfolio over those of the smallest."""
        cells = [(one, self._cells[question].get(one)) for one in self.portfolios]
        told = [(one, found) for one, found in cells if found and found.value is not None and found.unit in _COSTS]
        if len(told) < 2:
            return None
        (first, least), (last, most) = told[0], told[-1]
        assert least.value is not None
        assert most.value is not None
        size = last.projects * last.months / (first.projects * first.months)
        return most.value / max(least.value, _LEAST[least.unit]), size


def _is_missed(portfolio: Portfolio, found: Found) -> bool:
    if found.value is None:
        return bool(found.failed)
    return found.bound is not None and portfolio.projects <= found.bound.projects and found.value > found.bound.most


def _cell(portfolio: Portfolio, found: Found | None) -> str:
    if found is None:
        return ""
    if found.value is None:
        return found.failed or found.beside
    beside = f" ({found.beside})" if found.beside else ""
    return f"{_number(found.value, found.unit)}{beside}" + " !" * _is_missed(portfolio, found)


def _number(value: float, unit: str) -> str:
    places = 0 if value >= 100 else 1 if value >= 10 else 2
    words = f"{value:,.{places}f}"
    return f"× {words}" if unit == "×" else f"{words} {unit}"
