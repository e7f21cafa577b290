"""Check the points of an indicator against each other. No value is changed.

A target must be better than its base; a stated progress must agree with one of its usual readings; two statements of
one point must say the same. Whether a higher or a lower value is the better one is data (`indicator_directions.csv`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from etl.checks.statements import said
from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.findings import Finding, Findings
from etl.parse.words import key
from etl.rows.indicators.points import subject_of

Point = dict[str, Any]
_WHOLE = Decimal(100)


def check_points(points: Sequence[Point], findings: Findings) -> None:
    """Check the points of a document; a stated progress is told which of its readings it agrees with."""
    _check_bases(points, findings)
    _check_progress(points, findings)
    _check_twice_stated(points, findings)


# --- a target and its base ---------------------------------------------------------------------------------------


def _check_bases(points: Sequence[Point], findings: Findings) -> None:
    bases = {point["target_id"]: point for point in points if point["kind"] == "base"}
    for target in _of_kind(points, "target"):
        base = bases.get(_row_of(target["target_id"], bases))
        kind = _fault(base, target) if base and _may_compare(base, target) else None
        if base and kind:
            findings.add(_finding(kind, target, base))


def _of_kind(points: Iterable[Point], kind: str) -> list[Point]:
    return [point for point in points if point["kind"] == kind]


def _fault(base: Point, target: Point) -> str | None:
    """The type of finding where a target is no better than its base."""
    is_lower = _is_lower_better(target)
    reached = target["value"] if is_lower or target["high"] is None else target["high"]
    ahead = base["value"] - reached if is_lower else reached - base["value"]
    if ahead < 0:
        return "target_below_base"
    return "target_equals_base" if ahead == 0 and not _is_at_end(target, is_lower=is_lower) else None


def _row_of(target_id: str, known: dict[str, Point]) -> str:
    """The target of the row that tells the base: of several years the last, which is named by the row alone."""
    return target_id if target_id in known else target_id.rpartition("-")[0]


def _may_compare(one: Point, other: Point) -> bool:
    has_values: bool = one["value"] is not None and other["value"] is not None
    return has_values and len({one["unit"], other["unit"]} - {None}) <= 1


def _is_lower_better(point: Point) -> bool:
    if point["comparator"] in ("<", "<="):
        return True
    name = key(point["indicator"])
    says = reference.words_of
    is_named = says("indicator_directions", "lower").search(name) is not None
    return is_named and not says("indicator_directions", "despite").search(name)


def _is_at_end(point: Point, *, is_lower: bool) -> bool:
    """Whether nothing better can be reached: all of a share, or none where less is better."""
    is_whole = point["unit"] == "%" and point["value"] >= _WHOLE
    return bool(point["value"] == 0 if is_lower else is_whole)


def _finding(kind: str, point: Point, base: Point) -> Finding:
    detail = Detail("base_and_target", indicator=point["indicator"], base=str(base["raw"]), target=str(point["raw"]))
    return _at(kind, detail, point)


def _at(kind: str, detail: Detail, point: Point) -> Finding:
    return Finding(kind, point["words"], detail, point["table_no"], point["row_no"], None, point["line"])


# --- a stated progress -------------------------------------------------------------------------------------------


def _check_progress(points: Sequence[Point], findings: Findings) -> None:
    """Both readings are worked out where the row states what they need."""
    for point in _of_kind(points, "progress"):
        if point["value"] is None:
            continue
        readings = _readings([other for other in points if _is_of_row(other, point)], point["year"])
        point["agrees_with"] = _agreeing(point, readings)
        if readings and point["agrees_with"] is None:
            findings.add(_at("progress_disagrees", _by_points(point, readings), point))


def _by_points(progress: Point, readings: Mapping[str, Decimal]) -> Detail:
    of_target, of_way = (f"{readings[name]:.1f}%" if name in readings else "—" for name in ("of_target", "of_way"))
    return Detail("progress_by_points", stated=str(progress["raw"]), of_target=of_target, of_way=of_way)


def _agreeing(progress: Point, readings: Mapping[str, Decimal]) -> str | None:
    """The reading that a progress agrees with, as far as it may be rounded or cut off; both where both do."""
    digit = _last_digit(progress)
    fitting = [name for name, value in readings.items() if abs(value - progress["value"]) < digit]
    return "both" if len(fitting) == 2 else fitting[0] if fitting else None


def _readings(row: Sequence[Point], year: int | None) -> dict[str, Decimal]:
    """What is reached of the target, and of the way from the base to it, in per cent, as far as both can be told.

    The target is that of the year of what was reached, where one is stated, else the last.
    """
    actual = _last(point for point in _of_kind(row, "actual") if point["year"] in (year, None))
    targets = _of_kind(row, "target")
    target = _last(point for point in targets if actual and point["year"] == actual["year"]) or _last(targets)
    if actual is None or target is None or not _may_compare(actual, target):
        return {}
    return _of_target(actual, target) | _of_way(_last(_of_kind(row, "base")), actual, target)


def _of_target(actual: Point, target: Point) -> dict[str, Decimal]:
    done, whole = (target, actual) if _is_lower_better(target) else (actual, target)
    return {"of_target": done["value"] / whole["value"] * _WHOLE} if whole["value"] else {}


def _of_way(base: Point | None, actual: Point, target: Point) -> dict[str, Decimal]:
    way = target["value"] - base["value"] if base and _may_compare(base, target) else Decimal(0)
    return {"of_way": (actual["value"] - base["value"]) / way * _WHOLE} if base and way else {}


def _is_of_row(point: Point, progress: Point) -> bool:
    place = ("where", "table_no", "row_no")
    return point["value"] is not None and all(point[name] == progress[name] for name in place)


def _last(points: Iterable[Point]) -> Point | None:
    return max(points, key=lambda point: point["year"] or 0, default=None)


def _last_digit(point: Point) -> Decimal:
    """One unit of the last digit of a progress as written: it may be rounded, or cut off."""
    digits = point["words"][point["start"] : point["end"]].partition(".")[2]
    decimals = len("".join(character for character in digits if character.isdigit()))
    return Decimal(1).scaleb(-decimals)


# --- one point, stated twice -------------------------------------------------------------------------------------


def _check_twice_stated(points: Sequence[Point], findings: Findings) -> None:
    """What a document states of a past year in two places must be the same."""
    first: dict[tuple[Any, ...], Point] = {}
    for point in points:
        is_past = point["kind"] in ("base", "actual") and point["year"] is not None and point["value"] is not None
        if not is_past or point["qualifier"] == "about":
            continue
        other = first.setdefault((*subject_of(point), point["year"]), point)
        if _may_compare(other, point) and other["value"] != point["value"]:
            detail = Detail(
                "points_say", year=point["year"], indicator=point["indicator"],
                first=said(other, str(other["raw"])), second=said(point, str(point["raw"])),
            )  # fmt: skip
            findings.add(_at("points_differ", detail, point))
