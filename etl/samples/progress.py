"""Invented progress sheets for real lists: 示例数据（非真实进度）. Seeded, so that the same lists give the same files.

The model, project by project (numbers drawn from a generator seeded by project id and `SEED`):
- planned start: the list's; for a duration alone a day in the first six months of the sheets;
- start: planned start + a delay of 0 to 4 months; one project in twelve has not started at the end, one in thirty is
  suspended halfway;
- building time: the plan's, times a factor drawn from 0.75 to 1.3 (lists without any: 18 months);
- spending: an S curve over the building time (share = 3t² - 2t³) up to 92 to 100 % of the total investment;
- funds arrive two to four months ahead of spending, payments follow one month behind;
- sources: central budget 30 % (childcare), local special bonds 40 % (above 5,000 万元), county, own funds for the rest;
- the forecast finish tells the delay only when two thirds of the building time are over;
- one county in a month in twenty does not report.
"""

from __future__ import annotations

import csv
import hashlib
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from etl import document
from etl.parse.places import region
from etl.parse.progress import month_end
from etl.tables.metadata import Given

MARK = "示例数据（非真实进度）"
SEED = 20221122
FIRST_MONTH = date(2022, 1, 31)
MONTHS = 24
_SOURCES = {
    "central_budget": "中央预算内投资",
    "local_special_bond": "地方政府专项债",
    "municipal_county": "市县财政",
    "self_raised": "企业自筹",
}
_UPPER = [
    "序号", "项目代码", "项目名称", "建设性质", "起止年限", "建设地点", "总投资", "上年底累计完成", "年度计划投资",
    "完成投资", "", "", "到位资金", "", "", "", "", "支付资金", "形象进度", "开工状态", "实际开工时间", "预计竣工时间",
    "实际竣工时间", "存在问题", "下一步计划", "责任单位",
]  # fmt: skip
_LOWER = {9: "本月", 10: "本年", 11: "累计", 12: "合计", **dict(enumerate(_SOURCES.values(), start=13)), 17: "合计"}
_PROBLEMS = ("征地拆迁进度滞后", "资金到位不及时", "施工图审查未完成", "雨季影响施工", "设计变更待批")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Course:
    """How one invented project goes. Months are counted from the first sheet, and may lie outside the 24."""

    project: Row
    start: int
    planned_months: int
    months: int
    spent_share: float
    stops_at: int | None
    sources: dict[str, float]
    problem: str

    def share(self, month: int) -> float:
        """Share of the total investment spent at the end of a month."""
        last = month if self.stops_at is None else min(month, self.stops_at)
        t = min(max((last - self.start + 1) / self.months, 0.0), 1.0)
        return self.spent_share * (3 * t * t - 2 * t**3)

    def status(self, month: int) -> str:
        """Status at the end of a month."""
        if month < self.start:
            return "未开工"
        if self.stops_at is not None and month >= self.stops_at:
            return "停工"
        return "已竣工" if month >= self.start + self.months - 1 else "在建"


def write_sheets(lists: Sequence[Path], folder: Path) -> list[Path]:
    """Write a file per list and year, with a sheet per month, into a folder; returns them. No list, no file.

    Every file and every sheet in it says `MARK`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for path in sorted(lists):
        read = document.read_document(path.read_bytes(), path.name, Given())
        if not read.projects:
            continue
        place = read.frames["documents"]["region_id"][0]
        title = region.places()[place].name if place else path.stem
        courses = [_course(row) for row in read.frames["project_reports"].to_dicts()]
        for first in range(0, MONTHS, 12):
            file = folder / f"示例调度表_{title}_{_month(first).year}.csv"
            sheets = [_sheet(title, number, courses) for number in range(first, min(first + 12, MONTHS))]
            file.write_text("".join(sheets), encoding="utf-8-sig", newline="")
            written.append(file)
    return written


def _month(number: int) -> date:
    place = FIRST_MONTH.year * 12 + FIRST_MONTH.month - 1 + number
    return month_end(place // 12, place % 12 + 1)


def _number(moment: date) -> int:
    return (moment.year - FIRST_MONTH.year) * 12 + moment.month - FIRST_MONTH.month


def _random(*parts: object) -> random.Random:
    digest = hashlib.sha256("\x1f".join(str(part) for part in (SEED, *parts)).encode()).digest()
    return random.Random(int.from_bytes(digest[:8], "big"))  # noqa: S311 - invented data, nothing to guard


def _is_silent(county: str | None, number: int) -> bool:
    return number > 0 and _random(county, number).random() < 0.05


def _course(project: Row) -> _Course:
    draw = _random(project["project_id"])
    begin, finish = project["planned_start"], project["planned_finish"]
    planned_start = _number(begin) if begin else draw.randrange(0, 6)
    planned = project["duration_months"] or (_number(finish) - _number(begin) + 1 if begin and finish else 18)
    start = planned_start + draw.randrange(0, 5)
    if draw.random() < 1 / 12:
        start = MONTHS + draw.randrange(1, 6)
    months = max(3, round(planned * draw.uniform(0.75, 1.3)))
    stops = start + months // 2 if draw.random() < 1 / 30 else None
    shares = {"central_budget": 0.3 if project["sector"] == "托育" else 0.0}
    shares["local_special_bond"] = 0.4 if (project["total_investment_wan"] or 0) > 5000 else 0.0
    shares["municipal_county"] = 0.2
    shares["self_raised"] = 1 - sum(shares.values())
    return _Course(project, start, planned, months, draw.uniform(0.92, 1.0), stops, shares, draw.choice(_PROBLEMS))


def _sheet(title: str, number: int, courses: list[_Course]) -> str:
    """The sheet of one month; empty where nobody reports."""
    reporting = [course for course in courses if not _is_silent(course.project["region_name"], number)]
    if not reporting:
        return ""
    month = _month(number)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([f"{title}养老托育重大项目投资进度调度表（{month.year}年{month.month}月）"])
    writer.writerow([MARK])
    writer.writerow([f"截止日期：{month.isoformat()}"])
    writer.writerow(["单位：万元"])
    writer.writerow(_UPPER)
    writer.writerow([_LOWER.get(index, "") for index in range(len(_UPPER))])
    for serial, course in enumerate(reporting, start=1):
        writer.writerow([serial, *_cells(course, number)])
    writer.writerow([])
    return buffer.getvalue()


def _cells(course: _Course, number: int) -> Iterator[object]:
    project = course.project
    total = project["total_investment_wan"] or Decimal(0)
    year_began = number - (_month(number).month - 1)
    spent, before, at_year = (_wan(total, course.share(n)) for n in (number, number - 1, year_began - 1))
    year_end = year_began + 11
    plan = _wan(total, _planned_share(course, year_end)) - _wan(total, _planned_share(course, year_began - 1))
    arrived = _wan(total, min(course.share(number + 3) * 1.02, 1.0))
    yield from ("", project["name"], project["nature"] or "", project["period_raw"] or "")
    yield from (project["location_raw"] or "", total, at_year, max(plan, Decimal(0)))
    yield from (spent - before, spent - at_year, spent, arrived)
    parts = {source: _wan(arrived, share) for source, share in course.sources.items()}
    parts["self_raised"] = arrived - sum(amount for source, amount in parts.items() if source != "self_raised")
    yield from (parts[source] for source in _SOURCES)
    yield _wan(total, course.share(number - 1))
    yield from _words(course, number)
    yield project["implementing_unit"] or ""


def _planned_share(course: _Course, number: int) -> float:
    t = min(max((number - course.start + 1) / course.planned_months, 0.0), 1.0)
    return 3 * t * t - 2 * t**3


def _words(course: _Course, number: int) -> Iterator[str]:
    status = course.status(number)
    finish = course.start + course.months - 1
    told = finish if number >= course.start + course.months * 2 // 3 else course.start + course.planned_months - 1
    done = "" if status == "未开工" else f"总体进度{course.share(number) / course.spent_share * 100:.0f}%"
    yield from (done, status)
    yield "" if status == "未开工" else _words_of_month(course.start)
    yield "" if status == "已竣工" else _words_of_month(max(told, number))
    yield _words_of_month(finish) if status == "已竣工" else ""
    late = status in ("停工", "在建") and finish > course.start + course.planned_months
    yield from (course.problem if late or status == "停工" else "无", "" if status == "已竣工" else "按计划推进")


def _words_of_month(number: int) -> str:
    month = _month(number)
    return f"{month.year}年{month.month}月"


def _wan(total: Decimal, share: float) -> Decimal:
    return (total * Decimal(repr(round(share, 6)))).quantize(Decimal("0.01"))
