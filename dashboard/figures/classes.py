"""Colours of the schedule classes: what is done, what runs, what is due, what is not known."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.figures.theme import BLUE, GREY, INK, ORANGE, SAND
from dashboard.filters import CLASSES

_DONE, _PALE, _STOPPED, _DARK_GREY = "#1f6b4a", "#8fb8de", "#7d4f9e", "#7b8898"


@dataclass(frozen=True, slots=True)
class Paint:
    """Colour of a class, of the number on it, and the pattern that tells it from its like without colour."""

    colour: str
    ink: str = "#ffffff"
    pattern: str = ""


def paint(schedule_class: str) -> Paint:
    """How a class is drawn. Orange is for what runs or waits past its planned finish."""
    status, _, position = schedule_class.partition(".")
    if status == "completed":
        return Paint(_DONE, pattern="." if position == "undated" else "")
    if status == "unreported":
        return Paint(GREY, INK, "/" if position == "past_finish" else "")
    if status == "cancelled":
        return Paint(_DARK_GREY)
    if status == "suspended":
        return Paint(_STOPPED, pattern="/" if position == "past_finish" else "")
    if position == "past_finish":
        return Paint(ORANGE, pattern="x" if status == "not_started" else "")
    if status == "under_way":
        return Paint(BLUE, pattern="." if position == "undated" else "")
    return Paint(SAND if position == "within" else _PALE, INK, "." if position == "undated" else "")


def in_order(found: set[str]) -> list[str]:
    """The classes that occur, in the order in which bars stack them: what is done first, what is unknown last."""
    return [name for name in CLASSES if name in found]
