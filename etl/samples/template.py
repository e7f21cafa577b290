"""Excel forms that a county can fill in: a project list and a monthly progress sheet. Columns are data.

Columns, types, widths and examples stand in `data/reference/samples/form_columns.csv`; a filled-in list loads without a
finding. Amounts are in 万元. The example row is marked 示例（填报时删除）, which the reader never takes for a project.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Format, Workbook, Worksheet

from etl.contract import reference
from etl.parse.places import region

Form = Literal["list", "progress"]
Cell = str | int | float | Decimal | date | None

TITLES: dict[Form, str] = {"list": "投资项目清单（填报表）", "progress": "投资项目进度调度表（填报表）"}
ROWS = 300
"""Rows below the header that have drop-downs and checks; more can be added below."""

_CAPTIONS = ("填报地区：", "截止日期：", "填报单位：", "联系人及电话：", "单位：万元")
_HEAD = 1 + len(_CAPTIONS)
_FORMATS = {"amount": "#,##0.00", "area": "#,##0.00", "count": "#,##0", "date": "yyyy-mm-dd", "serial": "0"}
_NOTES = (
    "本表一行一个项目，请勿合并单元格，勿改动表头，勿增删列；行数不够时在下方继续填写。",
    "“填报地区”写全称，“截止日期”写数据截止的日期；两项必填。",
    "金额一律以万元为单位，只填数字；没有的留空，不填“无”“—”；不详的也留空，勿填 0。",
    "示例行供参考，填报时请删除；未删除的，读取时不作为项目。",
    "有下拉列表的列请从列表中选取，可选项见“选项”工作表。",
)


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column of a form. `type`: serial, text, choice, amount (万元), area (m²), count or date."""

    field: str
    group: str
    header: str
    type: str
    choices: str
    width: int
    is_required: bool
    example: str
    help: str


def form_columns(form: Form) -> list[FormColumn]:
    """The columns of a form, in order."""
    return [
        FormColumn(
            row["field"], row["group"], row["header"], row["type"], row["choices"], int(row["width"]),
            row["is_required"] == "yes", row["example"], row["help"],
        )
        for row in reference.rows("samples/form_columns")
        if row["form"] == form
    ]  # fmt: skip


def write_form(
    path: Path, form: Form, region_code: str | None = None, as_of: date | None = None,
    rows: Sequence[Mapping[str, Cell]] = (), *, with_example: bool = True,
) -> None:  # fmt: skip
    """Write a form. `region_code` fills in the region and lists its counties; `rows` are given by field.

    Raises KeyError for a region code that is not in the table.
    """
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as workbook:
        _FormWriter(workbook, form, region_code).write(as_of, rows, with_example=with_example)


def counties(region_code: str | None) -> list[str]:
    """Names of the counties below a region; its own where it is a county; none without a region."""
    if region_code is None:
        return []
    below = [place for place in region.places().values() if region.is_below(place.code, region_code)]
    return [place.name for place in below if place.level == "county"]


class _FormWriter:
    """Writes one form into a workbook: the form, the list of choices, the explanation."""

    def __init__(self, workbook: Workbook, form: Form, region_code: str | None) -> None:
        self.form = form
        self.region_code = region_code
        self.columns = form_columns(form)
        self.is_grouped = any(column.group for column in self.columns)
        self.first = _HEAD + (2 if self.is_grouped else 1)
        self.workbook = workbook
        self.sheet = workbook.add_worksheet("填报表")
        self.formats: dict[tuple[str, bool, bool], Format] = {}
        self.choices = {column.field: self._choices_of(column) for column in self.columns if column.type == "choice"}

    def write(self, as_of: date | None, rows: Sequence[Mapping[str, Cell]], *, with_example: bool) -> None:
        """Write all sheets."""
        self._write_head(as_of)
        self._write_header()
        next_row = self.first
        if with_example:
            example = {column.field: self._example(column) for column in self.columns}
            self.sheet.set_row(next_row, 32)
            self._write_row(next_row, example, is_example=True)
            next_row += 1
        for number, row in enumerate(rows):
            self._write_row(next_row + number, row)
        self._write_choices()
        self._validate(next_row)
        self._set_up_print()
        self._explain()

    # --- cells ---------------------------------------------------------------------------------------------------

    def _format(self, kind: str, *, is_example: bool = False, is_empty: bool = False) -> Format:
        """Text columns are text before anything is typed: 2021-2022 is no date, a project code no number."""
        if (kind, is_example, is_empty) not in self.formats:
            style: dict[str, Any] = {"valign": "vcenter", "text_wrap": True, "num_format": _FORMATS.get(kind, "@")}
            style |= {} if is_empty else {"border": 1}
            style |= {"align": "center"} if kind in ("serial", "choice", "date") else {}
            style |= {"italic": True, "font_color": "#7F7F7F", "bg_color": "#F2F2F2"} if is_example else {}
            self.formats[kind, is_example, is_empty] = self.workbook.add_format(style)
        return self.formats[kind, is_example, is_empty]

    def _write_row(self, at: int, values: Mapping[str, Cell], *, is_example: bool = False) -> None:
        for position, column in enumerate(self.columns):
            style = self._format(column.type, is_example=is_example)
            value = values.get(column.field)
            if value is None or value == "":
                self.sheet.write_blank(at, position, None, style)
            elif isinstance(value, date):
                self.sheet.write_datetime(at, position, value, style)
            elif isinstance(value, str):
                self.sheet.write_string(at, position, value, style)
            else:
                self.sheet.write_number(at, position, float(value), style)

    def _example(self, column: FormColumn) -> Cell:
        if column.field == "county":
            return next(iter(self.choices["county"]), "某县")
        if not column.example or column.type in ("serial", "text", "choice"):
            return column.example
        return date.fromisoformat(column.example) if column.type == "date" else Decimal(column.example)

    # --- head and header -----------------------------------------------------------------------------------------

    def _write_head(self, as_of: date | None) -> None:
        bold = {"bold": True, "valign": "vcenter"}
        title = self.workbook.add_format(bold | {"font_size": 16, "align": "center"})
        caption = self.workbook.add_format(bold)
        words = self.workbook.add_format({"bottom": 1, "align": "left"})
        day = self.workbook.add_format({"bottom": 1, "align": "left", "num_format": "yyyy-mm-dd"})
        self.sheet.merge_range(0, 0, 0, min(len(self.columns), 11) - 1, TITLES[self.form], title)
        self.sheet.set_row(0, 30)
        for row, text in enumerate(_CAPTIONS, start=1):
            self.sheet.write_string(row, 0, text, caption)
        for row in (1, 3, 4):
            self.sheet.write_blank(row, 2, None, words)
        if self.region_code:
            self.sheet.write_string(1, 2, region.full_name(self.region_code), words)
        if as_of:
            self.sheet.write_datetime(2, 2, as_of, day)
        else:
            self.sheet.write_blank(2, 2, None, day)

    def _write_header(self) -> None:
        style = {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
        plain = self.workbook.add_format(style | {"bg_color": "#DDEBF7"})
        required = self.workbook.add_format(style | {"bg_color": "#BDD7EE"})
        top, last = _HEAD, self.first - 1
        for position, column in enumerate(self.columns):
            look = required if column.is_required else plain
            self.sheet.set_column(position, position, column.width, self._format(column.type, is_empty=True))
            if column.group:
                self.sheet.write_string(last, position, column.header, look)
            elif last > top:
                self.sheet.merge_range(top, position, last, position, column.header, look)
            else:
                self.sheet.write_string(top, position, column.header, look)
        for group in dict.fromkeys(column.group for column in self.columns if column.group):
            inside = [position for position, column in enumerate(self.columns) if column.group == group]
            self.sheet.merge_range(top, inside[0], top, inside[-1], group, plain)
        self.sheet.set_row(top, 24 if last > top else 36)
        self.sheet.set_row(last, 36)
        self.sheet.freeze_panes(self.first, 3)

    # --- choices and validations ---------------------------------------------------------------------------------

    def _choices_of(self, column: FormColumn) -> list[str]:
        if column.choices == "counties":
            return counties(self.region_code)
        if column.choices == "natures":
            return list(dict.fromkeys(reference.natures().values()))
        if column.choices == "sectors":
            return [row["sector"] for row in reference.rows("sectors")]
        return column.choices.split("|")

    def _write_choices(self) -> None:
        self.options = self.workbook.add_worksheet("选项")
        bold = self.workbook.add_format({"bold": True, "bottom": 1})
        for position, (field, words) in enumerate(self.choices.items()):
            header = next(column.header for column in self.columns if column.field == field)
            self.options.set_column(position, position, 16)
            self.options.write_string(0, position, f"{header}可选项", bold)
            self.options.write_column(1, position, words)

    def _source(self, field: str) -> str:
        column = xl_col_to_name(list(self.choices).index(field), True)
        return f"='选项'!{column}$2:{column}${1 + len(self.choices[field])}"

    def _validate(self, first: int) -> None:
        day = {"validate": "date", "criteria": "between", "minimum": date(1990, 1, 1), "maximum": date(2100, 12, 31)}
        message = {"error_title": "日期不对", "error_message": "请填写日期，如 2022-10-31"}
        self.sheet.data_validation(2, 2, 2, 2, day | message)
        for position, column in enumerate(self.columns):
            rule = self._rule(column, day)
            if rule:
                self.sheet.data_validation(first, position, self.first + ROWS, position, rule)
        line = self.workbook.add_format({"border": 1})  # only rows that are filled in get lines, and are printed
        area = (first, 0, self.first + ROWS, len(self.columns) - 1)
        self.sheet.conditional_format(*area, {"type": "formula", "criteria": f'=$C{first + 1}<>""', "format": line})

    def _rule(self, column: FormColumn, day: dict[str, Any]) -> dict[str, Any] | None:
        told = {"input_title": column.header[:32], "input_message": column.help[:255]} if column.help else {}
        wrong = {"error_title": f"{column.header[:20]}不对"}
        if column.type == "choice" and self.choices[column.field]:
            source = {"validate": "list", "source": self._source(column.field)}
            return source | told | wrong | {"error_message": "请从下拉列表中选取"}
        if column.type in ("amount", "area"):
            number = {"validate": "decimal", "criteria": ">=", "value": 0}
            return number | told | wrong | {"error_message": "请填写不小于 0 的数"}
        if column.type in ("count", "serial"):
            number = {"validate": "integer", "criteria": ">=", "value": 0}
            return number | told | wrong | {"error_message": "请填写不小于 0 的整数"}
        if column.type == "date":
            return day | told | wrong | {"error_message": "请填写日期，如 2022-10-31"}
        return {"validate": "any"} | told if told else None

    # --- print and explanation -----------------------------------------------------------------------------------

    def _set_up_print(self) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(8)  # A3
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.fit_to_pages(2 if self.is_grouped else 1, 0)
        self.sheet.repeat_rows(_HEAD, self.first - 1)
        self.sheet.repeat_columns(0, 2)
        self.sheet.set_footer("&C第 &P 页，共 &N 页")
        self.sheet.activate()

    def _explain(self) -> None:
        sheet: Worksheet = self.workbook.add_worksheet("填表说明")
        wrap = self.workbook.add_format({"text_wrap": True, "valign": "top"})
        bold = self.workbook.add_format({"bold": True, "bottom": 1})
        for position, width in enumerate((6, 28, 8, 80)):
            sheet.set_column(position, position, width)
        sheet.write_string(0, 0, "填表说明", self.workbook.add_format({"bold": True, "font_size": 14}))
        for row, note in enumerate(_NOTES, start=1):
            sheet.write_string(row, 0, f"{row}. {note}")
        first = len(_NOTES) + 2
        sheet.write_row(first, 0, ("列", "列名", "必填", "填写要求"), bold)
        for position, column in enumerate(self.columns):
            name = f"{column.group.partition('（')[0]}：{column.header}" if column.group else column.header
            words = (xl_col_to_name(position), name, "必填" if column.is_required else "", column.help)
            sheet.write_row(first + 1 + position, 0, words, wrap)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
