"""Small lists and progress sheets as documents, for tests: the text of a CSV from a few cells."""

from __future__ import annotations

from pathlib import Path

LIST_HEADER = "序号,项目代码,项目名称,项目类型,建设期限,建设地点,建设内容和规模,总投资,组织实施单位"
SHEET_HEADER = (
    "序号,项目代码,项目名称,总投资,上年底累计完成,年度计划投资,本月完成投资,本年完成投资,累计完成投资,到位资金,支付资金,"
    "开工状态,实际开工时间,预计竣工时间,实际竣工时间,形象进度,存在问题"
)
_COLUMNS = {
    "code": 1, "name": 2, "total": 3, "before": 4, "plan": 5, "month": 6, "year": 7, "done": 8, "arrived": 9,
    "paid": 10,
    "status": 11, "start": 12, "forecast": 13, "finish": 14, "physical": 15, "problems": 16,
}  # fmt: skip


def write_list(
    path: Path, rows: list[tuple[str, str, str]], moment: str = "2022-01-15", region: str = "重庆市黔江区", **codes: str
) -> Path:
    """A list with rows of name, building period and total investment; `codes` gives codes by name."""
    lines = [f"{region}养老托育重大项目清单", f"成文日期：{moment}", "单位：万元", LIST_HEADER]
    for number, (name, period, total) in enumerate(rows, start=1):
        place = region.removeprefix("重庆市")
        code = codes.get(name, "")
        lines.append(f"{number},{code},{name},新建,{period},{place},新增床位100张,{total},{place}民政局")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_sheet(path: Path, month: str, rows: list[dict[str, str]], region: str = "重庆市黔江区", *above: str) -> Path:
    """A progress sheet of a month (2023年5月); rows name their cells by the keys of `_COLUMNS`."""
    lines = [f"{region}重大项目投资进度调度表（{month}）", *above, "单位：万元", SHEET_HEADER]
    for number, row in enumerate(rows, start=1):
        cells = [str(number), *[""] * len(_COLUMNS)]
        for name, cell in row.items():
            cells[_COLUMNS[name]] = cell
        lines.append(",".join(cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
