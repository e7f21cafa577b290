"""Pages that are set sideways or upside down, turned so that most of their words stand upright."""

from __future__ import annotations

from collections import Counter

from pdfplumber.page import Page

from etl.formats.pdf.words_of_page import Char


def put_upright(page: Page) -> Page:
    """The page turned so that most of its words stand upright: wide tables are often set sideways."""
    turns = Counter(_turn_of(char) for char in page.chars if not char["text"].isspace())
    turn, count = turns.most_common(1)[0] if turns else (0, 0)
    if turn and 2 * count > sum(turns.values()):
        sheet = page.page_obj
        sheet.rotate = (sheet.rotate + turn) % 360
        sheet.attrs = {**sheet.attrs, "Rotate": sheet.rotate}
        page = Page(page.pdf, sheet, page.page_number)
    for char in page.chars:
        char["upright"] = _turn_of(char) == 0  # the library judges by signs, which rounding makes random
    return page


def _turn_of(char: Char) -> int:
    """By how many degrees, clockwise, a character has to be turned to stand upright: 0, 90, 180 or 270."""
    along, up, *_ = char["matrix"]
    if abs(along) >= abs(up):
        return 180 if along < 0 and char["matrix"][3] < 0 else 0
    return 90 if up > 0 else 270
