"""Hostile text: cells, lines and pages that are long, many or nested.

Each kind is made of a size and a source of chance.

The size is a number of characters or of cells; a kind is named by what makes it hostile.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable

from tests.etl.renderings import SMALL, SMALL_ABOVE

Kind = Callable[[int, random.Random], bytes]

FILLERS = {
    "digits": "1234567890",
    "amounts": "总投资1200万元，",
    "commas": "1,",
    "spaces": " \u3000",
    "words": "新建养老服务中心",
    "contents": "新建床位120张，建筑面积3000平方米；",
    "dates": "2021年3月-",
    "brackets": "（",
    "closed brackets": "（一）",
    "places": "城关镇柳河村",
    "points": "1.",
    "units": "县民政局、",
    "dashes": "-",
    "lines": "新建\n",
    "parts": "其中：",
    "targets": "到2025年，每千人口拥有3岁以下婴幼儿托位数4.5个；",
}
"""What long cells consist of; patterns that look for an amount, a date, a bracket try at each of its characters."""

SHEET = (
    "序号",
    "项目名称",
    "年度计划投资(万元)",
    "本月完成投资(万元)",
    "累计完成投资(万元)",
    "形象进度",
    "存在问题",
    "开工时间",
)
INDICATORS = ("指标", "单位", "2020年", "2025年", "属性")
DUTIES = ("序号", "重点任务", "责任单位", "完成时限")


def filled(filler: str, size: int) -> str:
    """The filler over and over, `size` characters."""
    return (filler * (size // len(filler) + 1))[:size]


def table(header: tuple[str, ...], rows: list[list[str]], title: str = SMALL_ABOVE[0]) -> bytes:
    """A CSV file."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([title])
    writer.writerow(header)
    writer.writerows(rows)
    return written.getvalue().encode()


def long_row(header: tuple[str, ...], filler: str) -> Kind:
    """A table with a row of which every cell has `size` characters, between rows as usual."""

    def make(size: int, _: random.Random) -> bytes:
        rows = [[filled(filler, size) for _ in header]]
        usual = [list(row) for row in SMALL[1:]] if header is SMALL[0] else []
        return table(header, [*usual, *rows])

    return make


def _many_long(size: int, chance: random.Random) -> bytes:
    """Rows of one long cell each, all different; `size` characters in all."""
    each = 4_000
    rows = []
    for number in range(max(1, size // each)):
        text = filled(chance.choice(list(FILLERS.values())), each) + str(number)
        rows.append([str(number), f"项目{number}", "新建", "2022-2024", "城关镇", text, "10", "县民政局"])
    return table(SMALL[0], rows)


def _wide(size: int, _: random.Random) -> bytes:
    return table((*SMALL[0], *(f"列{number}" for number in range(size))), [["1"] * (size + 8)])


def _separators(size: int, _: random.Random) -> bytes:
    return table(SMALL[0], []) + b",,,,,,,\n" * size


def _open_quote(size: int, _: random.Random) -> bytes:
    return table(SMALL[0], [list(row) for row in SMALL[1:]]) + b'4,"' + b"x,y\n" * (size // 4)


def _beyond_field(size: int, _: random.Random) -> bytes:
    return table(SMALL[0], [["1", "项目", "新建", "", "", filled("字", size * 170), "10", ""]])


def _spaced_line(size: int, _: random.Random) -> bytes:
    return "\n".join([SMALL_ABOVE[0], "  ".join(SMALL[0]), filled("项目  ", size), ""]).encode()


def _one_cell_lines(size: int, _: random.Random) -> bytes:
    return "\n\n".join([*SMALL_ABOVE, *SMALL[0], *(str(number) for number in range(size))]).encode()


def _piped(size: int, _: random.Random) -> bytes:
    return f"{SMALL_ABOVE[0]}\n{'|'.join(SMALL[0])}\n{filled('1|', size)}\n".encode()


def prose(filler: str) -> Kind:
    """Running text without a line break."""
    return lambda size, _: f"青禾县养老服务体系规划\n{filled(filler, size)}\n".encode()


def _prose_lines(size: int, chance: random.Random) -> bytes:
    lines = [chance.choice(list(FILLERS.values())).strip() * 3 for _ in range(size // 30)]
    return "\n".join(["青禾县养老服务体系规划", *lines, ""]).encode()


def _titles(size: int, _: random.Random) -> bytes:
    return f"关于印发{filled('《青禾县', size)}的通知\n".encode()


def _controls(size: int, chance: random.Random) -> bytes:
    noise = "".join(chr(chance.choice([*range(1, 32), 0x85, 0x2028, 0xFFFE, 0x202E])) for _ in range(size // 300 + 2))
    return table(
        SMALL[0], [["1", f"柳河{noise}镇", *SMALL[1][2:]], *(list(row) for row in SMALL[1:])] * (size // 100 + 1)
    )


def _mixed_encodings(size: int, chance: random.Random) -> bytes:
    rows = [",".join(SMALL[1]).encode(chance.choice(["utf-8", "gb18030"])) for _ in range(size // 50 + 1)]
    return b"\n".join([",".join(SMALL[0]).encode(), *rows])


def _quotes(size: int, _: random.Random) -> bytes:
    return table(SMALL[0], []) + b'1,"' + b'""' * size + b'",x\n'


TEXTS: dict[str, Kind] = {f"list row of {name}.csv": long_row(SMALL[0], text) for name, text in FILLERS.items()}
TEXTS |= {
    f"{kind} row of {name}.csv": long_row(header, FILLERS[name])
    for kind, header in (("sheet", SHEET), ("indicator", INDICATORS), ("duty", DUTIES))
    for name in ("digits", "amounts", "dates", "brackets", "spaces", "targets")
}
TEXTS |= {f"prose of {name}.txt": prose(text) for name, text in FILLERS.items() if name not in ("lines", "spaces")}
TEXTS |= {
    "many long cells.csv": _many_long,
    "columns.csv": _wide,
    "separators.csv": _separators,
    "open quote.csv": _open_quote,
    "field beyond all bounds.csv": _beyond_field,
    "line parted by spaces.txt": _spaced_line,
    "one cell a line.txt": _one_cell_lines,
    "line parted by pipes.txt": _piped,
    "many lines.txt": _prose_lines,
    "titles in titles.txt": _titles,
    "control characters.csv": _controls,
    "two encodings.csv": _mixed_encodings,
    "quotes.csv": _quotes,
}
