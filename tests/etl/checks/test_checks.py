"""Checks across a document and between documents: what a reviewer would ask about is reported, and nothing else."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from etl.checks import unit_costs
from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given
from tests.etl.commands import portfolio
from tests.etl.lists import SAMPLES, as_csv, sample
from tests.etl.said import message

CHECKS = {"rate_total_mismatch", "share_mismatch", "parts_exceed_total", "targets_disagree", "unit_cost_outlier"}


def read(text: str) -> ReadDocument:
    return read_document(text.encode(), "plan", Given(region_id="360200"))


def found(text: str) -> list[dict[str, Any]]:
    return [row for row in read(text).frames["findings"].to_dicts() if row["type"] in CHECKS]


def test_a_rate_and_a_total_imply_a_population():
    plan = "2020年常住人口总数为{}万人。到2025年，每千人口托位数达到4.5个，托位总数达到7367个。"
    mark = found(plan.format("161.90"))
    assert [item["type"] for item in mark] == ["rate_total_mismatch"]
    assert "163.7万人" in message(mark[0])
    assert "161.90万人" in message(mark[0])
    assert found(plan.format("163.7")) == []
    assert found(plan.format("163.2")) == []  # within half a per cent
    assert found(plan.format("161.90").split("。")[1]) == []  # no population stated: nothing to compare with


def test_the_population_may_be_a_projected_one():
    stated = "常住人口总数为161.90万人。预计到2025年常住人口达到163.8万人。"
    assert found(f"{stated}到2025年，每千人口托位数达到4.5个，托位总数达到7367个。") == []


@pytest.mark.parametrize(
    ("sentence", "reported"),
    [
        ("现有0—3岁婴幼儿5.8万人，占总人口的2.95%。", "3.58%"),
        ("现有0—3岁婴幼儿5.8万人，占总人口的3.58%。", None),
        ("现有0—3岁婴幼儿5.8万人，占总人口的3.6%。", None),
        ("60岁及以上26.92万人，占总人口的16.63%。", None),
        ("到2025年预计达到32.41万人，占总人口的19.28%。", None),
        ("60岁及以上26.92万人，占比16.63%。", None),
    ],
)
def test_a_share_must_fit_its_numbers(sentence: str, reported: str | None):
    mark = found(f"常住人口总数为161.90万人。{sentence}")
    assert [item["type"] for item in mark] == (["share_mismatch"] if reported else [])
    assert reported is None or reported in message(mark[0])


@pytest.mark.parametrize(
    ("sentence", "reported"),
    [
        ("托位4036个，其中普惠托位2541个。", False),
        ("托位2541个，其中普惠托位4036个。", True),
        ("床位4059张，其中护理型床位1900张，入住3000人。", False),
        ("机构13家，其中床位1896张。", False),
    ],
)
def test_a_part_is_not_larger_than_its_whole(sentence: str, reported: bool):
    assert [item["type"] for item in found(sentence)] == ["parts_exceed_total"] * reported


def table(*rows: str) -> str:
    return "\n".join(["序号\t指标\t目标值（2025年）", *[f"{n}\t{row}" for n, row in enumerate(rows, start=1)], "", ""])


@pytest.mark.parametrize(
    ("row", "sentence", "reported"),
    [
        ("护理型床位占比(%)\t≥60", "到2025年，护理型养老床位占比达到60%。", False),
        ("护理型床位占比(%)\t≥60", "到2025年，护理型养老床位占比达到55%以上。", True),
        ("护理型床位占比(%)\t60", "到2023年，护理型养老床位占比达到55%。", False),
        ("养老床位总数\t10500", "到2025年，养老服务床位总量达到1.05万张。", False),
        ("养老床位总数\t10500", "到2025年，养老服务床位总量达到10600张。", True),
        ("养老床位总数\t10500", "到2025年，全省养老床位总数达到30万张。", False),
        ("养老床位总数\t10500", "到2025年，新增养老床位3000张。", False),
        ("普惠托位占比(%)\t60", "到2025年，普惠性养老床位占比达到65%。", False),
        ("示范社区数\t4", "到2025年，打造3-5个示范社区。", False),
    ],
)
def test_two_targets_for_one_thing(row: str, sentence: str, reported: bool):
    mark = found(table(row, "其他指标\t1") + sentence)
    assert [item["type"] for item in mark] == ["targets_disagree"] * reported


def project_list(costs: list[tuple[str, str]]) -> bytes:
    """A list of childcare projects: (content, 万元)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["序号", "项目名称", "建设性质", "建设地点", "建设内容", "总投资（万元）"])
    for number, (content, wan) in enumerate(costs, start=1):
        writer.writerow([number, f"城东街道第{number}幼儿园普惠托育项目", "新建", "珠山区", content, wan])
    return buffer.getvalue().encode()


def outliers(data: bytes) -> list[tuple[int, str]]:
    frame = read_document(data, "list.csv", Given(region_id="360200")).frames["findings"]
    return [(row["row"], message(row)) for row in frame.filter(type="unit_cost_outlier").to_dicts()]


def test_a_unit_cost_far_from_its_peers():
    usual = [("新增托位100个。", str(200 + 5 * n)) for n in range(8)]
    assert outliers(project_list(usual)) == []
    marks = outliers(project_list([*usual, ("新增托位100个。", "2100")]))
    assert [row for row, _ in marks] == [9]
    assert "每个托位21万元" in marks[0][1]
    assert "9个项目中位数2.2万元" in marks[0][1]


def test_few_peers_or_wide_costs_say_nothing():
    assert outliers(project_list([("新增托位100个。", wan) for wan in ("200", "210", "2100")])) == []
    wide = ["100", "150", "210", "300", "420", "600", "800", "1100"]
    assert outliers(project_list([("新增托位100个。", wan) for wan in wide])) == []


def test_parts_in_a_content_cell():
    data = project_list([("新增托位100个，其中普惠托位120个。", "200"), ("新增托位100个，其中普惠托位80个。", "200")])
    frame = read_document(data, "list.csv", Given(region_id="360200")).frames["findings"]
    assert frame.filter(type="parts_exceed_total")["row"].to_list() == [1]


def between(home: Path) -> list[tuple[str, str, int | None, str]]:
    rows = json.loads(portfolio(home, "findings", "--format", "json").stdout)
    return [
        (r["type"], r["document"], r["row"], r["message"])
        for r in rows
        if "document" in r["type"] or "same" in r["type"]
    ]


def test_the_same_list_in_two_formats_differs_in_nothing(tmp_path: Path):
    portfolio(
        tmp_path,
        "load",
        str(SAMPLES / "qianjiang_projects.csv"),
        str(SAMPLES.parents[1] / "tests/fixtures/qianjiang.txt"),
    )
    assert between(tmp_path) == []


def test_a_later_list_with_other_values_and_names(tmp_path: Path):
    old, new = sample("qianjiang"), sample("qianjiang")
    money, name = new.column("总投资"), new.column("项目名称")
    new.row_of(3)[money] = "326"
    new.row_of(5)[name] = new.row_of(5)[name].replace("项目", "建设工程")
    for content, file, day in ((old, "old.csv", "2022-10-27"), (new, "new.csv", "2023-05-01")):
        path = tmp_path / file
        path.write_bytes(as_csv(content))
        portfolio(tmp_path / "home", "load", str(path), "--region", "500114", "--date", day)
    marks = {(kind, document, row): said for kind, document, row, said in between(tmp_path / "home")}
    assert set(marks) == {("differs_between_documents", "new.csv", 3), ("possible_same_project", "new.csv", 5)}
    said = marks[("differs_between_documents", "new.csv", 3)]
    assert "old.csv" in said
    assert "226万元变为326万元" in said
    portfolio(tmp_path / "home", "remove", "old.csv", "--who", "王某", "--why", "清单作废")
    assert between(tmp_path / "home") == []


def test_targets_of_two_plans(tmp_path: Path):
    for file, day, value in (("old.txt", "2021-03-01", "1万张"), ("new.txt", "2022-03-01", "1.2万张")):
        path = tmp_path / file
        path.write_text(f"到2025年，养老床位总数达到{value}，护理型床位占比达到55%。", encoding="utf-8")
        portfolio(tmp_path / "home", "load", str(path), "--region", "500114", "--date", day)
    marks = between(tmp_path / "home")
    assert [(kind, document) for kind, document, _, _ in marks] == [("targets_differ_between_documents", "new.txt")]
    assert "old.txt写1万张，本文件写1.2万张" in marks[0][3]


def test_a_later_monitoring_table_adds_points(tmp_path: Path):
    """The base is restated and differs, the target agrees, what was reached is neither."""
    header = "序号,指标名称,2020年,{},2025年目标值"
    tables = {
        "plan.csv": ("2021-03-01", header.replace("{},", ""), "1,托位数,244,3949"),
        "2022.csv": ("2023-02-01", header.format("2022年实际"), "1,托位数,244,900,3949"),
        "2023.csv": ("2024-02-01", header.format("2023年实际"), "1,托位数,250,1200,3949"),
    }
    for file, (day, *lines) in tables.items():
        path = tmp_path / file
        path.write_text("\n".join(["主要指标", *lines, ""]), encoding="utf-8")
        portfolio(tmp_path / "home", "load", str(path), "--region", "500114", "--date", day)
    marks = between(tmp_path / "home")
    assert [(kind, document) for kind, document, _, _ in marks] == [("points_differ_between_documents", "2023.csv")]
    assert "2022.csv写244，本文件写250" in marks[0][3]
    written = portfolio(tmp_path / "home", "plans", "--format", "json").stdout
    points = {(row["kind"], row["year"], float(row["value"])) for row in json.loads(written)}
    assert points == {
        ("base", 2020, 244), ("base", 2020, 250), ("actual", 2022, 900), ("actual", 2023, 1200), ("target", 2025, 3949),
    }  # fmt: skip


@pytest.mark.parametrize(("values", "middle"), [([5.0, 1.0, 3.0], 3.0), ([1.0, 2.0, 3.0, 10.0], 2.5), ([7.0], 7.0)])
def test_the_middle_of_costs(values: list[float], middle: float):
    assert unit_costs._median(pl.Series(values)) == middle


@pytest.mark.parametrize(("value", "said"), [(1234.6, "1235"), (12.345, "12.3"), (1.2345, "1.23"), (0.12345, "0.123")])
def test_three_digits_are_said(value: float, said: str):
    assert unit_costs.three_digits(value) == said
