"""What a row adds: sums done in the head on one cell each; a difference that nobody stated is not taken."""

import pytest

from etl.document import read_document
from etl.tables.metadata import Given
from tests.etl.test_layouts import reports

HEADER = "序号\t项目名称\t建设性质\t建设期限\t建设内容\t总投资（万元）\t建设单位"


@pytest.mark.parametrize(
    ("nature", "content", "beds", "existing", "doubtful"),
    [
        ("新建", "总床位400张，新增床位250张", 250, None, True),
        ("新建", "建成后床位达到200张", 200, None, False),
        ("改扩建", "原有床位120张，扩建后床位300张", None, 120, True),
        ("改建", "改造后床位达到180张", None, None, True),
        ("续建", "床位800张", 800, None, True),
        ("新建", "拆除原有床位60张，建设床位200张", None, 60, True),
        ("新建", "新增床位200张，建成后总床位达到300张", 200, None, False),
        ("新建", "3个敬老院，每个设床位50张", 150, None, False),
    ],
)
def test_beds_added(nature: str, content: str, beds: int | None, existing: int | None, doubtful: bool):
    text = f"{HEADER}\n1\t怀宁县甲敬老院\t{nature}\t2022\t{content}\t900\t县民政局"
    row = reports(read_document(text.encode(), "list", Given(region_id="340822")))[0]
    assert (row["elder_beds"], row["existing_beds"]) == (beds, existing)
    assert ("elder_beds" in row["doubtful_fields"]) == doubtful


def test_a_floor_area_that_could_not_be_read_is_doubtful():
    text = f"{HEADER}\n1\t怀宁县甲敬老院\t新建\t2022\t建筑面积地上8000平方米、地下2000平方米\t900\t县民政局"
    row = reports(read_document(text.encode(), "list", Given(region_id="340822")))[0]
    assert row["floor_area_m2"] is None and "floor_area_m2" in row["doubtful_fields"]
