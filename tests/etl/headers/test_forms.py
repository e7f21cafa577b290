"""Forms of one project: labels beside values in two, four or six columns, in Word, Excel, HTML and plain text."""

import io
from decimal import Decimal
from typing import Any

import docx
import pytest

from etl.document import read_document
from etl.headers import forms
from etl.tables.metadata import Given
from tests.etl.renderings import as_html, as_xlsx

PAIRS = [
    ("项目名称", "米易县社会福利院改扩建项目"), ("项目单位", "米易县民政局"), ("建设性质", "改扩建"),
    ("建设期限", "2022年5月至2023年12月"), ("总投资（万元）", "2800"), ("建设地点", "攀莲镇"),
    ("建设内容及规模", "原有床位100张，新增床位150张，建筑面积6200平方米"), ("联系人", "王某"),
]  # fmt: skip
WANTED = ("米易县社会福利院改扩建项目", Decimal(2800), 150, 6200, "2022-05-01", "2023-12-31", "米易县民政局")


def in_columns(pairs: list[tuple[str, str]], width: int) -> list[list[str]]:
    cells = [cell for pair in pairs for cell in pair]
    return [cells[start : start + width] for start in range(0, len(cells), width)]


def reports(data: bytes, name: str = "form") -> list[tuple[Any, ...]]:
    frame = read_document(data, name, Given(region_id="510421")).frames["project_reports"]
    return [
        (r["name"], r["total_investment_wan"], r["elder_beds"], r["floor_area_m2"], str(r["planned_start"]),
         str(r["planned_finish"]), r["owner_unit"])
        for r in frame.to_dicts()
    ]  # fmt: skip


def word(rows: list[list[str]]) -> bytes:
    """Rows that are shorter than the widest have their last cell merged over the rest."""
    document = docx.Document()
    document.add_paragraph("中央预算内投资项目申报表")
    width = max(map(len, rows))
    table = document.add_table(0, width, style="Table Grid")
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=False):
            cell.text = text
        if len(row) < width:
            cells[len(row) - 1].merge(cells[width - 1]).text = row[-1]
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize("width", [2, 4, 6])
def test_a_form_in_word_excel_and_html(width: int):
    rows = in_columns(PAIRS, width)
    assert reports(word(rows)) == [WANTED]
    assert reports(as_xlsx(["项目申报表"], rows)) == [WANTED]
    assert reports(as_html(["项目申报表"], rows)) == [WANTED]


def test_a_value_over_the_whole_width_and_a_group_of_rows_at_the_left():
    rows = [["项目名称", PAIRS[0][1]], *in_columns(PAIRS[1:6], 4), list(PAIRS[6]), list(PAIRS[7])]
    assert reports(word(rows)) == [WANTED]
    grouped = "".join(
        f"<tr>{'<td rowspan=8>项目基本情况</td>' if not number else ''}<td>{label}：</td><td>{value}</td></tr>"
        for number, (label, value) in enumerate(PAIRS)
    )
    page = f"<html><meta charset=utf-8><body><table border=1><tr><td colspan=3>项目登记表</td></tr>{grouped}</table>"
    assert reports(page.encode()) == [WANTED]


def test_forms_one_below_another_are_one_project_each():
    other = [("项目名称", "米易县攀莲镇敬老院"), *PAIRS[1:4], ("总投资（万元）", "860"), *PAIRS[5:]]
    second = ("米易县攀莲镇敬老院", Decimal(860), *WANTED[2:])
    rows = in_columns(PAIRS, 4) + in_columns(other, 4)
    assert reports(word(rows)) == [WANTED, second]
    text = "\n".join(f"{label}：{value}" for label, value in PAIRS)
    again = "\n".join(f"{label}：{value}" for label, value in other)
    assert reports(f"项目一\n{text}\n\n项目二\n{again}\n".encode()) == [WANTED, second]


def test_projects_side_by_side_behind_one_column_of_labels():
    other = [("", "米易县攀莲镇敬老院"), *PAIRS[1:4], ("", "860"), *PAIRS[5:]]
    rows = [[*pair, more] for pair, (_, more) in zip(PAIRS, other, strict=True)]
    wanted = [WANTED, ("米易县攀莲镇敬老院", Decimal(860), *WANTED[2:])]
    assert reports(word(rows)) == wanted
    assert reports(as_xlsx(["项目情况表"], rows)) == wanted
    text = "\n".join(["项目情况表", *("\t".join(row) for row in rows)])
    assert reports(text.encode()) == reports(text.replace("，", "、").replace("\t", ",").encode()) == wanted


def test_what_is_no_form_stays_what_it_is():
    assert reports("项目名称：米易县社会福利院\n建设地点：攀莲镇\n以上情况属实。\n".encode()) == []
    header = ["序号", "项目名称", "建设性质", "建设期限", "总投资（万元）", "建设内容"]
    rows = [[str(n), f"米易县第{n}敬老院", "新建", "2022", "100", "新增床位20张"] for n in (1, 2, 3)]
    assert [row[0] for row in reports(as_html(["清单"], [header, *rows]))] == [row[1] for row in rows]


def test_labels_and_values_in_one_line_are_one_project_a_line():
    text = """会昌县养老托育项目基本情况
项目名称：会昌县西江镇养老中心；建设性质：新建；建设地点：西江镇；建设内容：床位110张；总投资：1480万元；建设期限：2024年
项目名称：会昌县筠门岭镇敬老院；建设性质：扩建；建设地点：筠门岭镇；建设内容：新增床位36张；总投资：310万元；建设期限：2025年
"""
    document = read_document(text.encode(), "form", Given())
    rows = document.frames["project_reports"].select("name", "total_investment_wan", "elder_beds", "end_year").rows()
    assert rows == [("会昌县西江镇养老中心", 1480, 110, 2024), ("会昌县筠门岭镇敬老院", 310, 36, 2025)]


def test_a_table_of_sources_below_each_other_is_no_form():
    cells = [
        ("甲片区管网", "中央预算内投资", "4200"),
        ("", "县级自筹", "1060"),
        ("乙片区管网", "中央预算内投资", "2500"),
        ("", "企业自筹", "640"),
        ("", "专项债券", "90"),
    ]
    assert not forms.is_form([["项目名称", "资金渠道", "金额"], *map(list, cells)])
