"""Ruling lines of a picture of a page: the picture is put upright, then long dark runs are its lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

Picture = Image.Image
Mask = npt.NDArray[np.bool_]

_DARK, _AROUND = 0.88, 7
"""What is darker than this part of what lies around it, within so many pixels, is ink."""
_MOST_TURNED, _COARSE, _FINE = 3.0, 0.25, 0.05
"""Degrees: how far a page may lie askew, and the steps in which its angle is looked for."""
_SMALL = 1600
"""Pixels of width in which the angle is looked for."""
_LEVEL, _UPRIGHT = 60, 20
"""Pixels at 150 dpi: shorter runs are strokes of characters."""
_GAP = 4
"""Pixels that a dotted or badly printed line may miss."""
_BESIDE, _CLEAR = 5, 0.25
"""A line is thin: so many pixels beside it no more than this part is ink. Rows of characters are thicker."""
_SOLID, _CLOSE_BESIDE = 0.85, 2
"""A line of which less is ink is dotted, and thinner still."""
_STEP, _BREAK, _BREAK_LEVEL = 3, 25, 0.12
"""Runs are one line over so many pixels in height and along it; a level one over this part of the width."""
_PART, _PART_UPRIGHT = 0.08, 0.05
"""A level line takes this part of the width at least, an upright one this part of the height, and so many pixels."""
_LONG = 48
_STRIP = 30
"""Pixels of white that are put in the place of an upright rule, so that no word is read over it."""


class Run(NamedTuple):
    """A line: `at` its height or its distance from the left, and where it begins and ends, in pixels."""

    at: float
    first: float
    last: float


def put_level(picture: Picture) -> Picture:
    """The picture turned by the small angle at which its lines and rows of words are level."""
    small = picture.convert("L").resize((_SMALL, max(1, round(picture.height * _SMALL / picture.width))))
    ink = Image.fromarray((_ink(small) * 255).astype("uint8"))
    coarse = _best_angle(ink, np.arange(-_MOST_TURNED, _MOST_TURNED + _COARSE / 2, _COARSE))
    angle = _best_angle(ink, np.arange(coarse - _COARSE, coarse + _COARSE + _FINE / 2, _FINE))
    if abs(angle) < 2 * _FINE:
        return picture
    return picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)


def _best_angle(ink: Picture, angles: npt.NDArray[np.float64]) -> float:
    """The angle at which rows of pixels differ most in how much ink they hold."""
    spread = [float(np.asarray(ink.rotate(float(angle))).sum(axis=1, dtype=np.int64).var()) for angle in angles]
    return float(angles[int(np.argmax(spread))])


def lines(picture: Picture) -> tuple[list[Run], list[Run]]:
    """Level and upright lines of an upright picture."""
    ink = _ink(picture.convert("L"))
    width, height = picture.size
    level = _joined(_runs(ink, _LEVEL), _PART * width, _BREAK_LEVEL * width)
    runs = _runs(ink.T, _UPRIGHT)
    upright = _joined(runs, max(_PART_UPRIGHT * height, _LONG), _BREAK)
    alone = [run for run in _joined(runs, _UPRIGHT, _BREAK) if run not in upright]  # in a header over a row of its own
    return level, upright + [run for run in alone if any(abs(run.at - line.at) <= 2 * _STEP for line in upright)]


def _joined(runs: Sequence[Run], shortest: float, gap: float) -> list[Run]:
    """Runs that go on from each other, a pixel or two higher or lower, as one line at their middle height."""
    groups: list[list[Run]] = []
    for run in runs:
        group = next((group for group in reversed(groups) if _goes_on(group, run, gap)), None)
        if group is None:
            groups.append([run])
        else:
            group.append(run)
    return [line for line in map(_as_line, groups) if line.last - line.first >= shortest]


def _goes_on(group: Sequence[Run], run: Run, gap: float) -> bool:
    """Whether a run goes on from others, the last of which is no more than a step above it."""
    is_near = run.at - group[-1].at <= _STEP
    return is_near and any(run.first <= one.last + gap and one.first <= run.last + gap for one in group)


def _as_line(group: Sequence[Run]) -> Run:
    """Runs as one line at their middle height, each counted by its length."""
    lengths = [run.last - run.first for run in group]
    at = sum(run.at * length for run, length in zip(group, lengths, strict=True)) / sum(lengths)
    return Run(at, min(run.first for run in group), max(run.last for run in group))


def _ink(picture: Picture) -> Mask:
    """What is darker than what lies around it: shaded cells are paper."""
    grey: npt.NDArray[Any] = np.asarray(picture)
    around: npt.NDArray[Any] = np.asarray(picture.filter(ImageFilter.BoxBlur(_AROUND)))
    return np.asarray(grey < _DARK * around, dtype=np.bool_)


def _runs(ink: Mask, shortest: int) -> list[Run]:
    """Dark runs along the rows; each takes in the next, since a line that lies a little askew steps from row to row."""
    thick = ink.copy()
    thick[1:] |= ink[:-1]
    padded = np.zeros((thick.shape[0], thick.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = thick
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    if not len(rows):
        return []
    apart = np.ones(len(rows), dtype=np.bool_)
    apart[1:] = (rows[1:] != rows[:-1]) | (starts[1:] - ends[:-1] > _GAP)
    begins = np.nonzero(apart)[0]
    closes = np.append(begins[1:], len(rows)) - 1
    inked = np.add.reduceat(ends - starts, begins)
    length = ends[closes] - starts[begins]
    kept = (length >= shortest) & (inked >= length / 2)
    solid = inked > _SOLID * length
    found = zip(rows[begins][kept], starts[begins][kept], ends[closes][kept], solid[kept], strict=True)
    return [
        Run(float(at), float(first), float(last))
        for at, first, last, is_solid in found
        if _is_clear(ink[:, first:last], at, _BESIDE, _CLEAR)
        and (is_solid or _is_clear(ink[:, first:last], at, _CLOSE_BESIDE, _CLEAR / 2))
    ]


def _is_clear(ink: Mask, at: int, beside: int, most: float) -> bool:
    """Whether little ink stands so many pixels above and below a height."""
    return all(ink[row].mean() < most for row in (at - beside - 1, at + beside) if 0 <= row < len(ink))


class Apart(NamedTuple):
    """A picture without its lines, with a white strip in the place of each upright one that stands at `rules`."""

    picture: Picture
    rules: list[float]

    def back(self, x: float) -> float:
        """The place in the picture as it was."""
        passed = 0
        while passed < len(self.rules) and x - _STRIP * (passed + 0.5) > self.rules[passed]:
            passed += 1
        return x - _STRIP * passed


def apart(picture: Picture, level: Sequence[Run], upright: Sequence[Run], rules: Sequence[float]) -> Apart:
    """The picture for a recogniser: words of two cells stand too far from each other to be read as one."""
    plain = picture.convert("L")
    draw = ImageDraw.Draw(plain)
    for at, first, last in level:
        draw.line((first, at, last, at), fill=255, width=3)
    for at, first, last in upright:
        draw.line((at, first, at, last), fill=255, width=3)
    rules = sorted(rules)
    wide = Image.new("L", (plain.width + _STRIP * len(rules), plain.height), 255)
    edges = [0, *(round(rule) for rule in rules), plain.width]
    for number, (left, right) in enumerate(pairwise(edges)):
        if left < right:
            wide.paste(plain.crop((left, 0, right, plain.height)), (left + _STRIP * number, 0))
    return Apart(wide, rules)
