"""Colours of the schedule classes: what is done, what runs, what is due, what is not known."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.filter import CLASSES

# Of their own, beside those of `theme`: the dark scheme lightens the latter, and these carry numbers inside.
_DONE, _RUNS, _LATE, _WAITS, _PALE = "#1f6b4b", "#2467aa", "#c96f18", "#c2ad55", "#8fb8df"
_STOPPED, _DARK_GREY, _GREY, _INK = "#7d4f9e", "#6f7c8c", "#a9b4c3", "#1b2a3e"


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
        return Paint(_GREY, _INK, "/" if position == "past_finish" else "")
    if status == "cancelled":
        return Paint(_DARK_GREY)
    if status == "suspended":
        return Paint(_STOPPED, pattern="/" if position == "past_finish" else "")
    if position == "past_finish":
        return Paint(_LATE, pattern="x" if status == "not_started" else "")
    if status == "under_way":
        return Paint(_RUNS, pattern="." if position == "undated" else "")
    return Paint(_WAITS if position == "within" else _PALE, _INK, "." if position == "undated" else "")


def in_order(found: set[str]) -> list[str]:
    """The classes that occur, in the order in which bars stack them: what is done first, what is unknown last."""
    return [name for name in CLASSES if name in found]
