"""Kaplan-Meier against scipy's, and the later factors of a class against a curve of its own."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from dashboard.metrics.schedule.survival import LEVEL, Durations

MONTHS = st.integers(1, 400).map(lambda tenths: tenths / 10)
SAMPLES = st.lists(st.tuples(MONTHS, st.booleans()), min_size=1, max_size=60).filter(
    lambda pairs: any(done for _, done in pairs)
)


@settings(deadline=None)
@given(SAMPLES)
def test_a_curve_is_scipys_with_its_interval(pairs: list[tuple[float, bool]]) -> None:
    months, done = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    curve = Durations.of(months, done).curve()
    expected = ecdf(CensoredData.right_censored(months, [not is_done for is_done in done])).sf
    with warnings.catch_warnings():  # where all or none are completed
        warnings.simplefilter("ignore", RuntimeWarning)
        low, high = expected.confidence_interval(LEVEL, method="log-log")
    assert curve.times.tolist() == expected.quantiles.tolist()
    assert curve.survival == pytest.approx(expected.probabilities, abs=1e-12)
    defined = ~np.isnan(low.probabilities) & ~np.isnan(high.probabilities)
    assert curve.low[defined] == pytest.approx(low.probabilities[defined], abs=1e-12)
    assert curve.high[defined] == pytest.approx(high.probabilities[defined], abs=1e-12)
    assert not np.isnan(curve.low).any()
    assert not np.isnan(curve.high).any()


@settings(deadline=None)
@given(SAMPLES, MONTHS)
def test_those_that_took_longer_are_counted_as_if_they_were_alone(
    pairs: list[tuple[float, bool]], months: float
) -> None:
    longer = Durations.of(*zip(*pairs, strict=True)).longer_than(months)
    alone = [pair for pair in pairs if pair[0] > months]
    assert longer.completions == sum(done for _, done in alone)
    if not longer.completions:
        return
    curve, own = longer.curve(), Durations.of(*zip(*alone, strict=True)).curve()
    assert (curve.projects, curve.times.tolist(), curve.survival.tolist()) == (
        len(alone), own.times.tolist(), own.survival.tolist(),
    )  # fmt: skip
    planned = np.arange(0, 41, 0.7)
    for found, each in zip(curve.completed_by(planned), zip(*map(own.completed_by, planned), strict=True), strict=True):
        assert found == pytest.approx(np.array(each), abs=1e-12)
    assert curve.restricted_mean(months) == own.restricted_mean(months)


def test_the_expected_months_are_the_area_under_the_curve() -> None:
    """Run 5: 1 month in which all are open (to 6), 4 with 2/3 (to 10), 2 with 1/3 (to 12); then one is still open."""
    curve = Durations.of([6, 10, 12], [True, True, False]).curve()
    assert curve.restricted_mean(5) == (pytest.approx(5 + 1 + 4 * 2 / 3 + 2 * 1 / 3), True)
    assert Durations.of([6, 10], [True, True]).curve().restricted_mean(5) == (pytest.approx(5 + 1 + 4 / 2), False)
