"""An invented project list of any length, to measure with: 虚构数据. Seeded: the same length gives the same rows.

The columns are those of the published lists of 黔江区 and 景德镇市, and so is the variety: every cell is put together
from clauses, each with its own numbers and ways of writing (平方米, 平米, ㎡, m², 亩; 约, 不少于, 余; 万; thousands
groups; full width; spaces of a line wrap), not filled into one template. No two names are alike. About one row in four
holds something that is doubtful, as in the published lists.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from functools import cache

import xlsxwriter

from etl.contract import reference

SEED = 20221027
TITLE = "景德镇市养老托育重大项目清单（虚构数据，用于测量）"
DATE = "成文日期：2022-10-27"
HEADER = ["序号", "项目名称", "项目类型", "建设期限", "建设地点", "建设内容和规模", "总投资(万元)", "组织实施单位"]

_COUNTIES = ("乐平市", "浮梁县", "珠山区", "昌江区")
_ZONES = ("高新区", "昌南新区")
_BRANCHES = ("产业", "文旅", "康养", "教育科技")
_Draw = random.Random


@cache
def _words(part: str) -> tuple[str, ...]:
    """The words that a part of a cell is drawn from."""
    return next(tuple(row["words"].split("|")) for row in reference.rows("samples/list_words") if row["part"] == part)


def rows(count: int) -> Iterator[list[str]]:
    """So many list rows, without the header."""
    draw = random.Random(SEED)  # noqa: S311 - invented rows, no secret
    used: set[str] = set()
    for serial in range(1, count + 1):
        kind = draw.choices(("child", "elder", "school", "medical"), (40, 40, 12, 8))[0]
        place = draw.choices((*_COUNTIES, "景德镇市", *_ZONES), (20, 20, 20, 20, 10, 6, 4))[0]
        name = _name(draw, kind, place)
        while name in used:
            name = _name(draw, kind, place)
        used.add(name)
        nature = draw.choices(("改扩建", "新建", "改建", "扩建", "迁建"), (40, 45, 6, 6, 3))[0]
        words = [name, nature, _period(draw), place, _content(draw, kind, nature), _money(draw), _unit(draw, place)]
        cells = [str(serial), *words]
        yield _slip(draw, cells)


def as_csv(count: int, number: int = 0) -> bytes:
    """The list as CSV, UTF-8 with BOM, as a spreadsheet saves it; `number` tells apart documents of the same rows."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerows(_above(number))
    writer.writerows(rows(count))
    return buffer.getvalue().encode("utf-8-sig")


def _above(number: int) -> list[list[str]]:
    return [[TITLE], [DATE, *([f"第{number}份"] if number else [])], HEADER]


def as_xlsx(count: int, number: int = 0) -> bytes:
    """The list as a workbook; serial numbers and plain amounts are numbers in it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "constant_memory": False}) as book:
        sheet = book.add_worksheet("清单")
        for line, cells in enumerate(_above(number)):
            sheet.write_row(line, 0, cells)
        for line, cells in enumerate(rows(count), start=3):
            for column, cell in enumerate(cells):
                if column in (0, 6) and cell.replace(".", "", 1).isdecimal():
                    sheet.write_number(line, column, float(cell))
                elif cell:
                    sheet.write_string(line, column, cell)
    return buffer.getvalue()


def _name(draw: _Draw, kind: str, place: str) -> str:
    where = draw.choice(_words("places_first")) + draw.choice(_words("places_second"))
    if draw.random() < 0.3:
        where += "".join((draw.choice(_words("places_first")), draw.choice(_words("places_second"))))
    front = draw.choices(("", place, f"江西省景德镇市{place}" if place in _COUNTIES else place), (30, 60, 10))[0]
    body = _words(f"bodies_{kind}")
    end = draw.choice(_words("ends_child") if kind == "child" else ("", *_words("ends")))
    if kind == "medical" and draw.random() < 0.6:
        end = "医养结合" + (end or "项目")
    return (
        front
        + where
        + draw.choice(("", *_words("place_kinds")))
        + draw.choice(("", *_words("owners")))
        + draw.choice(body)
        + end
    )


def _unit(draw: _Draw, place: str) -> str:
    if draw.random() < 0.7:
        return place + draw.choice(_words("bureaus"))
    where = draw.choice(_words("places_first")) + draw.choice(_words("places_second"))
    return f"{place}{where}{draw.choice(_words('owners'))}{draw.choice(_BRANCHES)}有限公司"


def _period(draw: _Draw) -> str:
    first, last = (start := draw.randint(2019, 2023)), start + draw.randint(0, 4)
    begin, end = draw.randint(1, 6), draw.randint(1, 12)
    ways = {
        f"{first}-{last}": 35, f"{draw.randint(1, 4)}年": 15, f"{draw.randint(1, 4)} 年": 10, f"{first}年-{last}年": 8,
        f"{first}—{last}": 5, f"{first}年{begin}月-{last + 1}年{end}月": 12, f"{draw.randint(6, 48)}个月": 6,
        f"{first}.{begin}-{last + 1}.{end:02d}": 5, f"{first}年": 2, f"{first}-{last}年": 2,
    }  # fmt: skip
    return _one(draw, ways)


def _one(draw: _Draw, ways: dict[str, int]) -> str:
    """One of several ways to write a thing, by their weights."""
    return draw.choices(list(ways), list(ways.values()))[0]


def _money(draw: _Draw) -> str:
    whole = int(10 ** draw.uniform(1.8, 5))
    cents, tenths = draw.randint(1, 99), draw.randint(1, 9)
    return _one(draw, {str(whole): 60, f"{whole}.{cents:02d}": 25, f"{whole:,}": 10, f"{whole}.{tenths}": 5})


def _number(draw: _Draw, low: float, high: float, *, decimals: bool = False) -> str:
    """A number between two powers of ten, in one of the ways in which lists write them."""
    value = int(10 ** draw.uniform(low, high))
    text = f"{value:,}" if draw.random() < 0.06 else str(value)
    if decimals and draw.random() < 0.35:
        text += f".{draw.randint(1, 99):02d}"
    if draw.random() < 0.02:
        text = text.translate({code: code + 0xFEE0 for code in range(0x30, 0x3A)})
    if draw.random() < 0.05:
        text = f" {text} "
    return text


def _area(draw: _Draw, noun: str) -> str:
    link = draw.choices(("", "约", "为", "约为", "：", "不少于"), (60, 14, 14, 6, 4, 2))[0]
    if draw.random() < 0.1:
        unit = draw.choice(("万平方米", "万平米", "万㎡"))
        return f"{noun}{link}{draw.randint(1, 30)}.{draw.randint(1, 99)}{unit}"
    unit = draw.choices(("平方米", "平米", "㎡", "m²", "m2"), (60, 24, 8, 4, 4))[0]
    more = "多" if draw.random() < 0.03 else ""
    return f"{noun}{link}{_number(draw, 2.3, 4.9, decimals=True)}{more}{unit}"


def _land(draw: _Draw) -> str:
    if draw.random() < 0.35:
        return f"{draw.choice(('占地', '占地面积', '规划用地', '项目占地面积约'))}{draw.randint(2, 120)}亩"
    return _area(draw, draw.choice(("总用地面积", "占地面积", "用地面积", "规划用地面积")))


def _floor(draw: _Draw) -> str:
    area = _area(draw, draw.choice(("总建筑面积", "总体建筑面积", "建筑面积", "项目总建筑面积", "新建建筑面积")))
    if draw.random() < 0.08:
        area += f",其中{_area(draw, '地上建筑面积')},{_area(draw, '地下建筑面积')}"
    return area


def _rooms(draw: _Draw) -> str:
    verb = draw.choice(("主要建设", "建设", "新建", "改造", "购置设备并建设", "装修改造"))
    return (
        verb
        + "、".join(draw.sample(_words("rooms"), draw.randint(2, 7)))
        + draw.choice(("等", "等配套设施", "及附属工程", ""))
    )


def _places(draw: _Draw, kind: str, nature: str) -> str:
    much = _number(draw, 1.3, 2.4 if kind == "child" else 3.1)
    if kind == "child":
        ways = {
            f"新增托位{much}个": 60, f"新增普惠托位{much}个": 12, f"设置托位{much}个": 12, f"新增{much}个托位": 10,
            f"新增托位{much}余个": 3, f"{much.strip()}个婴幼儿托位": 3,
        }  # fmt: skip
    elif kind == "school":
        classes = draw.randint(3, 24)
        ways = {
            f"办园规模{classes}个班": 1, f"新增{classes}个班级,{classes * 30}个学位": 1, f"新增学位{classes * 30}个": 1,
            f"办园规模{classes}个教学班,{draw.randint(1, 5)}个托育班": 1,
        }  # fmt: skip
    elif nature != "新建" and draw.random() < 0.2:
        ways = {f"原有床位{draw.randint(20, 200)}张,扩建后新增床位{much}张": 1}
    else:
        ways = {
            f"新增床位{much}张": 35, f"设计床位{much}张": 15, f"新增养老床位{much}张": 15, f"设计护理型床位{much}张": 8,
            f"新增{much}个医养床位": 5, f"{draw.randint(2, 5)}所敬老院分别设置床位{much}张": 3,
            f"预计新增床位{much}张": 9, f"设置床位{much}张,其中护理型床位{draw.randint(2, 20)}张": 10,
        }  # fmt: skip
    return _one(draw, ways)


def _other(draw: _Draw) -> str:
    homes = f"对{draw.randint(2, 19)}所敬老院进行改造扩建"
    return draw.choice(
        (
            f"绿化面积{draw.randint(100, 4000)}平方米",
            f"停车位{draw.randint(10, 200)}个",
            f"改造{draw.randint(2, 46)}个社区的居家养老服务设施",
            homes,
            '建设"养老服务信息"平台',
            f"购置设备{draw.randint(10, 500)}台(套)",
            f"服务周边老年人约{draw.randint(2, 9)}000人",
            f"道路硬化{draw.randint(100, 900)}米",
        )
    )


def _content(draw: _Draw, kind: str, nature: str) -> str:
    """Clauses in the order in which lists have them, most of them there only sometimes."""
    clauses = []
    if draw.random() < (0.7 if kind == "child" else 0.25):
        clauses.append(_land(draw))
    if draw.random() < 0.93:
        clauses.append(_floor(draw))
    if draw.random() < (0.2 if kind == "child" else 0.75):
        clauses.append(_rooms(draw))
    if draw.random() < 0.15:
        clauses.append(_other(draw))
    if draw.random() < (0.92 if kind in ("child", "school") else 0.45):
        clauses.append(_places(draw, kind, nature))
    if not clauses:
        clauses.append(_rooms(draw))
    mark = draw.choices((",", "，"), (75, 25))[0]
    text = mark.join(clauses) + draw.choices(("。", "", "；"), (80, 15, 5))[0]
    if draw.random() < 0.04:  # a line wrap inside the cell
        at = draw.randrange(len(text))
        text = f"{text[:at]}\n{text[at:]}"
    return text


def _slip(draw: _Draw, cells: list[str]) -> list[str]:
    """A few of the slips that published lists have."""
    slip = draw.random()
    if slip < 0.004:
        cells[draw.choice((2, 3, 4, 6, 7))] = ""
    elif slip < 0.006:
        cells[6] += draw.choice(("万元", "(含土地费用)", "元"))
    elif slip < 0.008:
        cells[2] = draw.choice(("续建项目", "补短板", "民生"))
    elif slip < 0.010:
        cells[5] = cells[5].replace("0", "O", 1)
    elif slip < 0.012:
        cells[3] = draw.choice(("待定", "2023-2021", "长期"))
    elif slip < 0.014:
        cells[1] = cells[1].replace("中心", "中心心", 1)
    elif slip < 0.017:
        cells[5] = cells[5].replace("平方米", "万方米", 1)
    elif slip < 0.019:
        cells[4] = draw.choice(("相关乡镇、街道", "乐平", "待选址", "鼓楼区"))
    return cells
