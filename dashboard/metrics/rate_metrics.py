"""A percentage as metrics: itself, its numerator and its denominator."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.metrics.metric import Additivity, Format, Metric


def rate(
    name: str,
    label: str,
    english: str,
    numerator: str,
    denominator: str,
    *,
    unit: str,
    caveat: str,
) -> Iterator[Metric]:
    """A percentage with its n and d. `numerator` and `denominator` speak of the same projects."""
    share = f"CAST(100.0 * ({numerator}) AS DOUBLE) / nullif(CAST({denominator} AS DOUBLE), 0)"
    style = Format.MONEY if unit == "万元" else Format.COUNT
    yield Metric(
        name, label, english, "%", share, additivity=Additivity.NEVER, format=Format.PERCENT,
        caveat=caveat, parts=(f"{name}_n", f"{name}_d"),
    )  # fmt: skip
    for part, expression, what in (("n", numerator, "分子"), ("d", denominator, "分母")):
        yield Metric(
            f"{name}_{part}", f"{label}·{what}", f"{english} ({part})", unit, expression, format=style,
        )  # fmt: skip


def sum_where(column: str, both: tuple[str, str]) -> str:
    """Sum of a column over the projects that state both of two."""
    return f"sum({column}) FILTER (WHERE {both[0]} IS NOT NULL AND {both[1]} IS NOT NULL)"


def money_rate(name: str, label: str, english: str, part: str, whole: str, caveat: str) -> Iterator[Metric]:
    """A percentage of two amounts (万元), over the projects that state both."""
    both = (part, whole)
    return rate(name, label, english, sum_where(part, both), sum_where(whole, both), unit="万元", caveat=caveat)


def counted_rate(name: str, label: str, english: str, counted: str, among: str, caveat: str) -> Iterator[Metric]:
    """A share of projects: those that a condition holds of, among those that another does."""
    numerator, denominator = f"count(*) FILTER (WHERE {counted} AND {among})", f"count(*) FILTER (WHERE {among})"
    return rate(name, label, english, numerator, denominator, unit="个", caveat=caveat)
