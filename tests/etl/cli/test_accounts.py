"""`portfolio findings` ends with what became of the numbers, columns and rows."""

from pathlib import Path

from tests.etl.commands import portfolio

LIST = (
    "序号,项目名称,建设内容和规模,总投资（万元）,建设期限,从业人数\n"
    "1,城南大道,新建道路12.5公里（双向6车道）,1000,2024年1月-2025年12月,7\n"
    "2,城北大桥,新建桥梁3座；另有77,2000,2024年1月-2025年12月,8\n"
    "合计,,,3000,,\n"
)


def test_numbers_columns_and_rows_are_counted(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    portfolio(tmp_path, "load", str(tmp_path / "list.csv"))
    *_, numbers, columns, rows = portfolio(tmp_path, "findings").stdout.splitlines()
    assert numbers == "数字：读出 12，按规则不计入 1（车道数 1），存疑 1"
    assert columns == "列：共 6（已读作字段 5、有提示 1）"
    assert rows == "行：共 3（项目 2、合计 1）"
    assert "数字：" not in portfolio(tmp_path, "findings", "--format", "csv").stdout
    of_one = portfolio(tmp_path, "findings", "--document", "list.csv").stdout.splitlines()
    assert of_one[-3:] == [numbers, columns, rows]
