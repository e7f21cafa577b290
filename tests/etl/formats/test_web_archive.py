"""Web archives are told by their content, whatever they are called."""

from __future__ import annotations

from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from etl.contract.values import Grid
from etl.formats import reader
from tests.etl.renderings import SMALL, SMALL_ABOVE, as_html

PAGE = as_html(SMALL_ABOVE, SMALL).decode()


def archive(*pages: str, charset: str = "utf-8", first: str = "Content-Type") -> bytes:
    """An archive of pages; `first`: the header line that it begins with."""
    message = MIMEMultipart("related")
    for page in pages:
        message.attach(MIMEText(page, "html", charset))
    body = message.as_string().partition("\n\n")[2]
    lines = sorted(message.items(), key=lambda item: item[0] != first)
    return ("\n".join(f"{name}: {value}" for name, value in lines) + "\n\n" + body).encode()


def rows(data: bytes, name: str) -> list[list[list[str]]]:
    return [block.rows for block in reader.read(data, name).blocks if isinstance(block, Grid)]


@pytest.mark.parametrize("first", ["Content-Type", "MIME-Version"])
@pytest.mark.parametrize("name", ["清单.doc", "清单.xls", "清单.mht", "清单"])
def test_a_web_archive_is_read_whatever_its_name(name: str, first: str):
    assert rows(archive(PAGE, first=first), name) == [list(map(list, SMALL))]


def test_the_encoding_that_is_stated_beside_the_page():
    page = PAGE.replace('<meta charset="utf-8">', "").replace("㎡", "平方米")
    ((_, first, *_),) = rows(archive(page, charset="gb2312"), "清单.doc")
    assert first == list(SMALL[1])


def test_a_workbook_of_several_sheets():
    frame = '<html><frameset><frame src="sheet001.htm"></frameset></html>'
    tabs = "<html><body><p>表一 表二</p></body></html>"
    other = PAGE.replace("柳河镇", "松山镇")
    first, second = rows(archive(frame, tabs, PAGE, other), "清单.xls")
    assert first[2][1] == "柳河镇敬老院"
    assert second[2][1] == "松山镇敬老院"


def test_what_a_page_brings_along_is_not_read():
    assert rows(archive(PAGE, PAGE), "清单.mht") == [list(map(list, SMALL))]


def test_text_that_speaks_of_a_content_type_stays_text():
    text = "内容类型: text/html\n" + "\n".join(" | ".join(row) for row in SMALL)
    assert reader.read(text.encode(), "清单.txt").format == "txt"
