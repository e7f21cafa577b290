"""Layouts that offices use: two header levels, sections, totals of parts, merged cells, traditional characters."""

import io
from decimal import Decimal
from typing import Any

import xlsxwriter

from etl.document import ReadDocument, read_document
from etl.tables.metadata import Given
from tests.etl.renderings import as_xlsx
from tests.etl.said import message


def reports(document: ReadDocument) -> list[dict[str, Any]]:
    return document.frames["project_reports"].to_dicts()


def types(document: ReadDocument) -> list[str]:
    return document.frames["findings"]["type"].to_list()


def two_levels() -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        sheet = book.add_worksheet("附件")
        sheet.merge_range(0, 0, 0, 11, "遵义市2023年重大项目清单")
        sheet.write(2, 10, "单位：亿元、张")
        heads = ["序号", "县（市、区）", "项目名称", "建设性质", "建设起止年限", "主要建设内容及规模"]
        for column, head in [*enumerate(heads), (9, "新增床位数"), (10, "责任单位"), (11, "备注")]:
            sheet.merge_range(3, column, 4, column, head)
        sheet.merge_range(3, 6, 3, 8, "总投资")
        sheet.write_row(4, 6, ["合计", "中央预算内", "地方配套"])
        sheet.write_row(5, 0, ["合计", "", "", "", "", "", 2.7, 1, 1.7, 350])
        sheet.merge_range(6, 0, 6, 11, "一、养老项目")
        words = "原有床位100张，改扩建后总床位达到300张"
        sheet.write_row(
            7, 0, [1, "红花岗区", "红花岗区福利院", "改扩建", "2023.3-2024.12", words, 1.5, 0.6, 0.9, 200, "甲局"]
        )
        words = "总建筑面积2.1万㎡，其中护理型床位120张"
        sheet.write_row(8, 0, [2, "汇川区", "汇川区养老中心", "新建", "2023-2025", words, 1.2, 0.4, 0.8, 150, "乙局"])
        sheet.write(9, 0, "注：以上项目为储备项目。")
    return packed.getvalue()


def test_two_header_levels_a_county_column_and_hundreds_of_millions():
    """1.5 + 1.2 亿元 = 27,000 万元, as the totals row says; beds from their column: 200 + 150."""
    document = read_document(two_levels(), "list", Given())
    rows = reports(document)
    assert [row["region_id"] for row in rows] == ["520302", "520303"]
    assert [row["total_investment_wan"] for row in rows] == [Decimal(15000), Decimal(12000)]
    assert [(row["elder_beds"], row["existing_beds"]) for row in rows] == [(200, 100), (150, None)]
    assert "total_mismatch" not in types(document)
    assert {row["kind"] for row in document.frames["list_rows"].to_dicts()} == {"project", "totals", "section", "note"}


def test_two_lists_each_with_its_total_and_a_grand_total():
    header = "序号\t项目名称\t建设性质\t建设期限\t建设地点\t建设内容\t总投资\t项目业主"
    text = f"""重庆市黔江区发展和改革委员会
2022年5月6日
附件1 养老项目清单
单位：万元
{header}
1\t甲敬老院\t新建\t2022-2023\t石会镇\t床位50张\t500\t石会镇人民政府
2\t乙敬老院\t扩建\t2022-2023\t濯水镇\t新增床位30张\t300\t濯水镇人民政府
小计\t\t\t\t\t\t800\t
附件2 托育项目清单
单位：万元
{header}
1\t丙托育园\t改建\t2022\t城东街道\t新增托位60个\t120\t丙公司
合计\t\t\t\t\t\t120\t
总计\t\t\t\t\t\t920\t
"""
    document = read_document(text.encode(), "list", Given())
    assert [row["table_no"] for row in reports(document)] == [1, 1, 2]
    assert types(document) == []
    wrong = read_document(text.replace("\t920\t", "\t921\t").encode(), "list", Given())
    assert types(wrong) == ["total_mismatch"]


def test_traditional_characters():
    text = """關於印發貴州省遵義市匯川區2023年重點項目計劃的通知
匯府辦發〔2023〕15號
2023年3月5日

| 序號 | 項目名稱 | 建設性質 | 建設年限 | 建設地點 | 建設內容及規模 | 總投資（萬元） | 責任單位 |
| 1 | 高坪街道養老服務中心 | 新建 | 2023-2024年 | 高坪街道 | 建築面積3000平方米，設置床位80張 | 1,200 | 區民政局 |
"""
    document = read_document(text.encode(), "list", Given())
    row = reports(document)[0]
    assert (row["region_id"], row["nature"], row["sector"], row["elder_beds"]) == ("520303", "新建", "养老", 80)
    assert (row["total_investment_wan"], row["floor_area_m2"]) == (Decimal(1200), Decimal(3000))
    assert document.frames["documents"]["document_number"][0] == "汇府办发〔2023〕15号"


def test_an_amount_merged_over_two_rows_counts_once_and_is_marked():
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["序号", "项目名称", "建设性质", "建设期限", "建设内容", "总投资(万元)", "责任单位"])
        sheet.write_row(1, 0, [1, "黔江区甲养老院", "新建", "2021-2022", "床位100张", "", "黔江区民政局"])
        sheet.write_row(2, 0, [2, "黔江区乙养老院", "新建", "2021-2022", "床位50张", "", "黔江区民政局"])
        sheet.merge_range(1, 5, 2, 5, 1000)
    document = read_document(packed.getvalue(), "list", Given())
    assert [row["total_investment_wan"] for row in reports(document)] == [Decimal(1000), None]
    assert all("total_investment_wan" in row["doubtful_fields"] for row in reports(document))
    assert types(document).count("merged_amount") == 2


def test_a_unit_that_is_not_stated_is_said_once_and_marks_every_amount():
    text = "项目名称,建设地点,总投资,建设期限\n乐平市养老院,乐平市,3000,2021-2022\n浮梁县托育中心,浮梁县,500,2022年\n"
    document = read_document(text.encode(), "list", Given())
    assert types(document).count("unit_not_stated") == 1
    assert all(row["doubtful_fields"] == ["total_investment_wan"] for row in reports(document))


def test_a_section_that_sums_itself_up_is_no_project():
    """800 = 500 + 300 and 2 rows; the second section says 130 where its one row has 120."""
    text = """黔江区2022年重点项目计划表
单位：万元
序号\t项目名称\t建设性质\t建设期限\t建设地点\t建设内容\t总投资\t项目业主
\t合计（3个）\t\t\t\t\t920\t
一\t养老项目（2个）\t\t\t\t\t800\t
1\t甲敬老院\t新建\t2022-2023\t石会镇\t床位50张\t500\t石会镇人民政府
2\t乙敬老院\t扩建\t2022-2023\t濯水镇\t新增床位30张\t300\t濯水镇人民政府
二\t托育项目（1个）\t\t\t\t\t130\t
3\t丙托育园\t改建\t2022\t城东街道\t新增托位60个\t120\t丙公司
"""
    document = read_document(text.encode(), "list", Given(region_id="500114"))
    assert [row["name"] for row in reports(document)] == ["甲敬老院", "乙敬老院", "丙托育园"]
    found = document.frames["findings"].filter(document.frames["findings"]["type"] == "total_mismatch").to_dicts()
    assert [(finding["raw"], "130" in message(finding)) for finding in found] == [("130", True)]


def test_cells_parted_by_single_spaces():
    """The second row has a space within its contents, the third lacks its unit."""
    text = """巴东县2022年民生项目计划表
序号 项目名称 建设性质 建设地点 建设内容及规模 建设期限 总投资（万元） 责任单位
1 野三关镇福利院 改扩建 野三关镇 新增床位80张，建筑面积3200平方米 2022-2023 960 县民政局
2 信陵镇托育中心 新建 信陵镇 设置托位 120个 2022.3-2022.12 780.5 县卫健局
3 溪丘湾乡养老驿站 改建 溪丘湾乡 建筑面积500平方米，新增床位20张 2022 65
合计 1805.5
以上项目以批复为准。
"""
    document = read_document(text.encode(), "list", Given())
    read = [
        (row["name"], row["total_investment_wan"], row["childcare_places"], row["elder_beds"], row["implementing_unit"])
        for row in reports(document)
    ]
    assert read == [
        ("野三关镇福利院", Decimal(960), None, 80, "县民政局"),
        ("信陵镇托育中心", Decimal("780.5"), 120, None, "县卫健局"),
        ("溪丘湾乡养老驿站", Decimal(65), None, 20, None),
    ]
    assert types(document).count("cell_joined") == 2 and "total_mismatch" not in types(document)
    assert document.frames["documents"]["region_id"][0] == "422823"


def test_a_table_that_is_no_list_is_said():
    text = "序号\t甲\t乙\t丙\n1\ta\tb\tc\n2\td\te\tf\n"
    assert "no_table" in types(read_document(text.encode(), "list", Given()))


def test_a_total_in_the_words_of_the_contents_is_read_and_marked():
    text = """项目名称\t项目类型\t建设内容及规模\t建设期限\t建设地点
桐城市文昌养老中心\t养老\t总投资约0.85亿元，建筑面积2万平方米\t2023-2025\t桐城市
"""
    row = reports(read_document(text.encode(), "list", Given()))[0]
    assert row["total_investment_wan"] == 8500 and "total_investment_wan" in row["doubtful_fields"]


def test_three_header_levels():
    text = """丙县2022年项目表（单位：万元）
序号,项目名称,建设内容,建设期限,投资计划,,,,建设单位
,,,,概算总投资,资金来源,,2022年投资,
,,,,,中央预算内,专项债券,,
1,丙县敬老院,新建床位60张,2022-2023,5600,2000,3600,800,丙县民政局
"""
    (row,) = reports(read_document(text.encode(), "list.csv", Given(region_id="340822")))
    assert (row["total_investment_wan"], row["elder_beds"], row["owner_unit"]) == (5600, 60, "丙县民政局")


def test_one_cell_per_line_with_the_unit_above_the_header():
    cells = [
        "1",
        "长兴县敬老院扩建工程",
        "扩建",
        "新增床位180张",
        "2023年3月-2024年12月",
        "0.78",
        "0.5",
        "长兴县民政局",
    ]
    heads = ["序号", "项目名称", "项目类型", "建设内容", "建设期限", "项目总投资", "本次发行额", "项目业主"]
    text = "\n".join(["长兴县项目清单", "（单位：亿元）", *heads, *cells])
    (row,) = reports(read_document(text.encode(), "list.txt", Given()))
    assert (row["total_investment_wan"], row["elder_beds"], row["region_id"]) == (7800, 180, "330522")


def test_rows_parted_by_spaces_go_on_in_the_next_line():
    text = """桦甸市2023年重点项目
序号 项目名称 建设性质 建设规模及内容 总投资(万元) 建设年限 责任单位
1 桦甸市社会福利中心改扩建项目 改扩建
原有床位200张，新增床位150张 3980 2022-2024
市民政局
一、教育
2 桦甸市第五小学 新建 提供学位1350个
5600 2023-2025 市教育局
3 桦甸市敬老院 新建 床位60张 720 2023 市民政局
"""
    rows = reports(read_document(text.encode(), "list.txt", Given()))
    assert [row["total_investment_wan"] for row in rows] == [3980, 5600, 720]
    assert [row["end_year"] for row in rows] == [2024, 2025, 2023]
    assert [row["implementing_unit"] for row in rows] == ["市民政局", "市教育局", "市民政局"]


def test_full_width_pipes_part_cells():
    text = """順昌縣２０２３年養老設施項目表｜單位：萬元
序號｜項目名稱｜建設性質｜建設期限｜建設內容｜總投資｜責任單位
１｜順昌縣洋口鎮敬老院｜改擴建｜２０２３年｜新增床位５０張｜１，３６０｜洋口鎮政府
"""
    (row,) = reports(read_document(text.encode(), "list.txt", Given(region_id="350721")))
    assert (row["total_investment_wan"], row["elder_beds"], row["end_year"]) == (1360, 50, 2023)


def test_a_note_in_another_column_than_the_first_is_no_project():
    rows = [
        ["序号", "项目名称", "建设性质", "建设内容", "总投资（万元）"],
        ["1", "罗田县养老院", "新建", "床位20张", "90"],
    ]
    rows.append(["", "填表人：王某      联系电话：0713-5050505", "", "", ""])
    document = read_document(as_xlsx(["罗田县2024年项目清单"], rows), "list.xlsx", Given())
    assert document.frames["project_reports"]["name"].to_list() == ["罗田县养老院"]
    assert document.frames["list_rows"]["kind"].to_list() == ["project", "note"]


def test_a_list_of_what_is_in_preparation_is_no_progress_sheet():
    header = [
        "序号",
        "项目名称",
        "项目阶段",
        "建设规模及内容",
        "拟开工时间",
        "拟竣工时间",
        "估算总投资（亿元）",
        "责任单位",
    ]
    row = ["1", "金寨县康养中心", "前期", "设置养老床位480张", "2026.6", "2028.12", "1.56", "县城投公司"]
    document = read_document(as_xlsx(["金寨县项目储备库"], [header, row]), "list.xlsx", Given())
    (report,) = document.frames["project_reports"].to_dicts()
    assert (report["total_investment_wan"], str(report["planned_finish"])) == (15600, "2028-12-31")


def test_rows_that_are_parts_of_the_row_above_count_with_it():
    """4680 + 1800 = 6480: the two halves cost what the whole costs, and their beds and places are those of it."""
    text = """龙州县2025年项目清单
单位：万元
序号,项目名称,建设性质,建设内容,总投资,建设单位
1,龙州县一老一小中心,新建,总建筑面积12800平方米,6480,县民政局
1.1,养老服务中心,新建,建筑面积9000平方米，养老床位260张,4680,县民政局
1.2,托育服务中心,新建,托位150个,1800,县卫健局
2,龙州县敬老院,新建,新增床位36张,290,县民政局
,其中：护理楼,新建,护理型床位20张,90,县民政局
,食堂,新建,建筑面积300平方米,60,县民政局
合计,,,,6770,
"""
    document = read_document(text.encode(), "list.csv", Given())
    rows = reports(document)
    assert [(row["name"], row["total_investment_wan"]) for row in rows] == [
        ("龙州县一老一小中心", 6480),
        ("龙州县敬老院", 290),
    ]
    assert [(row["elder_beds"], row["nursing_beds"], row["childcare_places"]) for row in rows] == [
        (260, None, 150), (36, 20, None)
    ]  # fmt: skip
    assert rows[0]["floor_area_m2"] == 12800
    assert document.frames["list_rows"]["kind"].to_list() == [
        "project",
        "part",
        "part",
        "project",
        "part",
        "part",
        "totals",
    ]
    assert types(document).count("row_is_part") == 4
    assert "total_mismatch" not in types(document)


def test_rows_that_cost_more_than_the_row_above_are_no_parts_of_it():
    text = """龙州县2025年项目清单
单位：万元
序号,项目名称,建设性质,建设内容,总投资,建设单位
1,龙州县养老中心,新建,养老床位260张,4680,县民政局
1-1,龙州县托育中心,新建,托位150个,5800,县卫健局
"""
    document = read_document(text.encode(), "list.csv", Given())
    assert [row["total_investment_wan"] for row in reports(document)] == [4680, 5800]


def test_a_month_that_a_workbook_may_have_cut_short_is_doubtful():
    text = """永春县2024年项目清单
编号,项目名称,建设性质,建设内容,开工时间,竣工时间,总投资（万元）
XM-01,永春县养老院,新建,养老床位20张,2024.1,2024.12,90
XM-02,永春县敬老院,新建,养老床位30张,2024.10,2025.3,80
"""
    first, second = reports(read_document(text.encode(), "list.csv", Given()))
    assert [report["seq"] for report in (first, second)] == [1, 2]
    assert "planned_start" in first["doubtful_fields"]
    assert "planned_finish" not in first["doubtful_fields"]
    assert not second["doubtful_fields"]
    assert str(second["planned_start"]) == "2024-10-01"


def test_a_column_of_beds_and_places_may_say_so_in_words():
    rows = [
        ["序号", "项目名称", "建设性质", "新增床位/托位数", "总投资（万元）", "建设期限"],
        ["1", "沛县敬安镇养老院", "新建", "120张", "1980", "2024-2025"],
        ["2", "沛县一老一小中心", "扩建", "养老床位100张、托位50个", "2600", "2025-2027"],
    ]
    first, second = reports(read_document(as_xlsx(["沛县项目库"], rows), "list.xlsx", Given()))
    assert (first["elder_beds"], second["elder_beds"], second["childcare_places"]) == (120, 100, 50)
    assert not {"elder_beds", "childcare_places"} & {*first["doubtful_fields"], *second["doubtful_fields"]}


def test_what_is_nursing_of_new_beds_is_new_and_inclusive_places_of_places_leave_no_question():
    rows = [
        ["序号", "项目名称", "建设性质", "新增床位（张）", "其中护理型床位", "总投资（万元）", "开工年", "完成年"],
        ["1", "信宜市敬老院", "改扩建", "110", "90", "1920", "2024", "2025"],
    ]
    (report,) = reports(read_document(as_xlsx(["信宜市养老项目表"], rows), "list.xlsx", Given()))
    assert (report["elder_beds"], report["nursing_beds"], str(report["planned_finish"])) == (110, 90, "2025-12-31")
    assert not report["doubtful_fields"]
    rows = [["序号", "项目名称", "建设性质", "新增托位（个）", "其中普惠托位", "总投资（万元）", "建设年限"]]
    rows.append(["1", "化州市托育园", "新建", "100", "80", "1500", "2024-2025"])
    (report,) = reports(read_document(as_xlsx(["化州市托育项目表"], rows), "list.xlsx", Given()))
    assert (report["childcare_places"], report["doubtful_fields"]) == (100, [])


def test_measure_words_below_a_header_and_beds_that_were_there():
    text = """云安区2025年养老项目表
序号,项目名称,建设性质,建筑面积,新增床位数,原有床位数,总投资,建设年限
,,,㎡,张,张,万元,
一,云安区六都镇敬老院,扩建,2600,80,40,420.5,2025
"""
    (report,) = reports(read_document(text.encode(), "list.csv", Given()))
    assert (report["elder_beds"], report["existing_beds"], report["floor_area_m2"]) == (80, 40, 2600)
    assert report["total_investment_wan"] == Decimal("420.5")


def test_an_area_in_a_column_that_is_not_known_leaves_the_area_doubtful():
    rows = [["序号", "项目名称", "建设性质", "建筑面积（㎡）/床位（张）", "总投资（万元）", "建设年限"]]
    rows.append(["1", "霍山县养老中心", "新建", "8600/220", "3980", "2024-2026"])
    (report,) = reports(read_document(as_xlsx(["霍山县项目一览表"], rows), "list.xlsx", Given()))
    assert {"floor_area_m2", "capacity_basis"} <= {*report["doubtful_fields"]}
