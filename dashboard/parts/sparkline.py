"""A line of a few numbers as small as a word; where a number is missing the line is broken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from dash import html

_WIDTH, _HEIGHT, _PAD = 84, 22, 2
_COLOUR = "#4a8fd0"
"""Of the line, on paper and on a dark screen."""


def sparkline(values: Sequence[float | None], label: str) -> html.Img | None:
    """The values from left to right, from 0 up; None where there are fewer than two. `label` says what they are."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    most = max(known) or 1
    lines = "".join(
        f'<polyline points="{points}" fill="none" stroke="{_COLOUR}" stroke-width="1.6" stroke-linecap="round"'
        ' stroke-linejoin="round"/>'
        for points in _runs(values, most)
    )
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">{lines}</svg>'
    source = f"data:image/svg+xml,{quote(drawing)}"
    return html.Img(src=source, alt=label, title=label, className="sparkline", width=_WIDTH, height=_HEIGHT)


def _runs(values: Sequence[float | None], most: float) -> Iterator[str]:
    """The points of each unbroken part; one that stands alone is a short stroke."""
    step = (_WIDTH - 2 * _PAD) / max(len(values) - 1, 1)
    run: list[str] = []
    for place, value in enumerate([*values, None]):
        if value is not None:
            height = _HEIGHT - _PAD - (_HEIGHT - 2 * _PAD) * max(value, 0) / most
            run.append(f"{_PAD + place * step:.1f},{height:.1f}")
        elif run:
            yield " ".join(run if len(run) > 1 else run * 2)
            run = []
