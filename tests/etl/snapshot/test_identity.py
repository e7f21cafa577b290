"""Projects told by their platform code: joined over names, apart under one name, else left to a person."""

from pathlib import Path

import pytest

from etl.parse.project import normal_code
from etl.pipeline import load as pipeline
from etl.tables.metadata import Given
from tests.etl.corrections.test_corrections import findings, query

HEADER = "序号\t项目代码\t项目名称\t建设性质\t建设期限\t建设内容\t总投资（万元）\t建设单位"
ONE, TWO = "2101-340822-04-01-123456", "2102-340822-04-01-654321"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2101-500114-04-01-123456", "2101-500114-04-01-123456"),
        ("2020-500114-84-01-468592", "2020-500114-84-01-468592"),
        ("２１０１—５００１１４—０４—０１—１２３４５６", "2101-500114-04-01-123456"),
        ("21015001140401123456", "2101-500114-04-01-123456"),
        ("2113-500114-04-01-123456", None),  # no month 13
        ("2101-990114-04-01-123456", None),  # no such province
        ("2101-500114-04-01-12345", None),
        ("XJ-001", None),
    ],
)
def test_the_form_of_a_code(raw: str, code: str | None):
    assert normal_code(raw) == code


def load(folder: Path, *lists: tuple[tuple[str, str], ...]) -> Path:
    home = folder / "home"
    for number, rows in enumerate(lists):
        lines = [
            f"{place}\t{code}\t{name}\t新建\t2022\t床位80张\t{900 + number}\t县民政局"
            for place, (code, name) in enumerate(rows, 1)
        ]
        path = folder / f"list{number}.txt"
        path.write_text("\n".join((HEADER, *lines)), encoding="utf-8")
        pipeline.load([path], home, Given(region_id="340822"))
    return home


def names(home: Path) -> list[str]:
    return [row["name"] for row in query(home, "select name from projects order by name")]


def test_one_code_under_two_names_is_one_project(tmp_path: Path):
    home = load(tmp_path, ((ONE, "怀宁县中心敬老院"),), ((ONE, "怀宁县中心敬老院二期扩建"), ("", "怀宁县中心敬老院")))
    assert len(names(home)) == 1
    assert findings(home, "identity_unclear") == []


def test_two_codes_under_one_name_are_two_projects_and_a_row_without_code_is_left_to_a_person(tmp_path: Path):
    home = load(tmp_path, ((ONE, "怀宁县敬老院"),), ((TWO, "怀宁县敬老院"),), (("", "怀宁县敬老院"),))
    ids = query(home, "select project_code, project_id from project_reports order by project_code nulls last")
    assert len({row["project_id"] for row in ids}) == 3
    (unclear,) = findings(home, "identity_unclear")
    assert unclear["document"] == "list2.txt" and ONE in unclear["message"]


def test_a_code_at_two_rows_of_one_list_joins_nothing(tmp_path: Path):
    home = load(tmp_path, ((ONE, "怀宁县甲敬老院"), (ONE, "怀宁县乙敬老院")))
    assert len(names(home)) == 2 and len(findings(home, "identity_unclear")) == 2


def test_a_code_of_names_that_have_nothing_in_common_joins_nothing(tmp_path: Path):
    home = load(tmp_path, ((ONE, "怀宁县敬老院"),), ((ONE, "石牌污水处理厂管网"),))
    assert len(names(home)) == 2 and len(findings(home, "identity_unclear")) == 2


def test_what_is_no_code_is_said(tmp_path: Path):
    home = load(tmp_path, (("XJ-001", "怀宁县敬老院"),))
    assert [found["raw"] for found in findings(home, "code_invalid")] == ["XJ-001"]
