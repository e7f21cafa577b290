"""Kaplan-Meier: how long it takes, of those that are done and of those that are not yet.

The factor of a time depends only on those that lasted at least so long, so what is counted once for a class serves each
of its projects: the curve of those that took longer than some months is made of the later factors alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEVEL = 0.95
"""Of every interval."""

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

_EDGE = NormalDist().inv_cdf(1 / 2 + LEVEL / 2)


@dataclass(frozen=True, slots=True)
class Curve:
    """Share not yet completed after so many months, a step function, with its interval (log-log, 95 %).

    `lasted` says how many lasted at least until each of the `times`.
    """

    times: Floats
    survival: Floats
    low: Floats
    high: Floats
    lasted: Counts
    completions: int

    @property
    def projects(self) -> int:
        """Number of projects that the curve is made of."""
        return int(self.lasted[0])

    def completed_by(self, months: ArrayLike) -> tuple[Floats, Floats, Floats]:
        """Probability of completion within so many months, with its interval, for each of `months`.

        Where none of n was completed by then, the upper end is what n failures in a row leave possible.
        """
        at = np.searchsorted(self.times, months, side="right") - 1
        is_known = (at >= 0) & (self.survival[at] != 1)
        watched = np.append(self.lasted, 0)[np.searchsorted(self.times, months, side="left")]
        possible = np.where(watched > 0, 1 - ((1 - LEVEL) / 2) ** (1 / np.maximum(watched, 1)), 1.0)
        return (
            np.where(is_known, 1 - self.survival[at], 0.0),
            np.where(is_known, 1 - self.high[at], 0.0),
            np.where(is_known, 1 - self.low[at], possible),
        )

    def median(self) -> float | None:
        """Months after which half are completed; None where the curve does not come down to a half."""
        down = np.flatnonzero(self.survival <= 0.5 + 1e-9)
        return float(self.times[down[0]]) if down.size else None

    def restricted_mean(self, since: float) -> tuple[float, bool]:
        """Expected months to completion of one that has run for `since`; True where it is a lower bound."""
        steps = np.diff(np.maximum(self.times, since), prepend=since)
        shares = np.concatenate(([1.0], self.survival[:-1]))
        area = np.cumsum(np.concatenate(([since], steps * shares)))[-1]
        return float(area), bool(self.survival[-1] > 1e-9)


@dataclass(frozen=True, slots=True)
class Durations:
    """Months that a class of projects took or has run: each that occurs, how many were completed after just so many,
    and how many lasted at least so many."""

    times: Floats
    completed: Counts
    lasted: Counts

    @classmethod
    def of(cls, months: ArrayLike, completed: Sequence[bool] | Flags) -> Durations:
        """Count durations, of which those not `completed` are censored."""
        times, place, counts = np.unique(np.asarray(months, dtype=np.float64), return_inverse=True, return_counts=True)
        done = np.bincount(place[np.asarray(completed, dtype=np.bool_)], minlength=times.size)
        return cls(times, done.astype(np.int64), counts[::-1].cumsum()[::-1].astype(np.int64))

    @property
    def completions(self) -> int:
        """How many were completed."""
        return int(self.completed.sum())

    def longer_than(self, months: float) -> Durations:
        """Those that took or have run longer."""
        first = int(np.searchsorted(self.times, months, side="right"))
        return Durations(self.times[first:], self.completed[first:], self.lasted[first:])

    def curve(self) -> Curve:
        """The Kaplan-Meier curve. Needs one completion."""
        done, lasted = self.completed, self.lasted
        survival: Floats = np.cumprod((lasted - done) / lasted, dtype=np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):  # undefined where all or none are completed: filled in
            spread = np.sqrt(1 / np.log(survival) ** 2 * np.cumsum(done / (lasted * (lasted - done))))
            middle = np.log(-np.log(survival))
            low = np.clip(np.exp(-np.exp(middle + _EDGE * spread)), 0, 1)
            high = np.clip(np.exp(-np.exp(middle - _EDGE * spread)), 0, 1)
        for at in np.flatnonzero(np.isnan(low) | np.isnan(high)):
            low[at] = 1.0 if survival[at] == 1 else 0.0
            high[at] = 1.0 if survival[at] == 1 or at == 0 else high[at - 1]
        return Curve(self.times, survival, low, high, lasted, self.completions)
