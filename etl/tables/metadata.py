"""What a document says of itself: title, number, issuer, date, list year, draft or issued, region. Never guessed.

Each value carries its source: `stated` in the document, `given` by a person, `derived` from the rows, or `corrected`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from etl.contract.values import Doubt, Paragraph
from etl.parse.numbers import dates_in_figures
from etl.parse.places import region, regions_over_time
from etl.parse.places.former_regions import FormerRegion
from etl.parse.words import clean, key, simplified

_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[(（［]\s*(?:19|20)\d\d\s*[〕\])）］]\s*\d{1,4}\s*号")
_NUMBER_LINE = re.compile(rf"^\W*(?:发文字号|文\s*号|来源|文件编号)?[:：\s]*({_NUMBER.pattern})")
_DATE = r"(?P<y>(?:19|20)\d\d)[年./-](?P<m>1[0-2]|0?[1-9])[月./-](?P<d>3[01]|[12]\d|0?[1-9])日?"
_DATE_FIELD = re.compile(rf"(?:成文日期|发文日期|印发日期|文件日期)[:：\s]*{_DATE}")
_PUBLISHED_FIELD = re.compile(rf"(?:发布日期|发布时间)[:：\s]*{_DATE}")
_AS_OF_FIELD = re.compile(rf"^(?:数据)?截止日期[:：\s]*{_DATE}")
_REGION_FIELD = re.compile(r"^填报(?:地区|县区|市县)[:：\s]*([\u4e00-\u9fff]{2,30})")
_DATE_LINE = re.compile(rf"^{_DATE}$")
_ISSUER_FIELD = re.compile(r"(?:发布机构|发文机关|制发机关|发文单位)[:：\s]+([\u4e00-\u9fff]{4,40})")
_ISSUER_LINE = re.compile(
    r"^[\u4e00-\u9fff]{2,30}(?:人民政府|人民政府办公室|人民政府办公厅|委员会|改革局|局|办公室|办公厅)$"
)
_TITLE = re.compile(
    r"^(?:[\u4e00-\u9fff0-9“”\"《》〔〕（）()、·\-—]|\s)*(?:通知|方案|清单|意见|规划|计划|表|名单|批复|复函|公告|公示|项目库|储备库|目录)"
    r"(?:[（(].*[)）])?$"
)
_BODY = r"[\u4e00-\u9fff]{2,30}?(?:人民政府|办公室|办公厅|委员会|改革委|改革局|局|厅|领导小组)"
_ISSUER_OF_TITLE = re.compile(rf"^({_BODY}(?:[、和]?{_BODY})*)关于")
_SOURCE_LINE = re.compile(
    r"^(?:来源|信息来源|主办(?:单位)?|版权所有)[:：]\s*([\u4e00-\u9fff]{2,20}(?:人民政府|改革委|委员会|改革局|局)(?:办公室|办公厅)?)(?![\u4e00-\u9fff])"
)
_ANNEX = re.compile(
    r"^(?:(?:附[件表]|专栏|表)\s*[0-9一二三四五六七八九十]*[:：、\s]*)?(?:20\d\d年度?)?(?:[“\"]?十[三四五六]五[”\"]?(?:时期|期间)?)?"
)
_HEADING = re.compile(r"项目|指标|目标|清单|方案|规划|计划|名单|台账|一览|报告|纲要|要点|库$|表$")
_TITLE_FIELD = re.compile(r"(?:文件标题|标\s*题|名\s*称)[:：\s]+(.+)")
_LIST_YEAR = re.compile(
    r"(?P<before>(?:19|20)\d\d)\s*年?度?[^,，。;；0-9]{0,20}?(?:项目|清单|计划)"
    r"|(?:项目|清单|计划)[^,，。;；0-9]{0,16}?[(（]?(?P<behind>(?:19|20)\d\d)\s*年度?(?:第[一二三四五六\d]+批)?[)）]?$"
)
_SYNTHETIC = re.compile(r"示例数据|非真实|虚构数据")


@dataclass(slots=True)
class Metadata:
    """What is known of a document; `sources` says for each field whether it is stated, given or derived."""

    title: str | None = None
    issuer: str | None = None
    document_number: str | None = None
    document_date: date | None = None
    list_year: int | None = None
    status: str | None = None
    region_id: str | None = None
    is_synthetic: bool = False
    region_doubts: list[Doubt] = field(default_factory=list)
    region_was: FormerRegion | None = None
    sources: dict[str, str] = field(default_factory=dict)


class RowWords(NamedTuple):
    """What a row says of its place: in the cells of its place and its name, and in the name of its unit."""

    places: tuple[str, ...]
    unit: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What a person said of a document when loading it (`load --region --date`).

    `corrected`: names of the metadata that were corrected later, with their values; region and date are the same then.
    """

    region_id: str | None = None
    document_date: date | None = None
    corrected: tuple[tuple[str, str], ...] = ()


def read_metadata(paragraphs: list[Paragraph], given: Given, rows: Iterable[RowWords]) -> Metadata:
    """Read the metadata from running text; `rows` are the words of the list rows, for the region as a last resort."""
    head = [simplified(clean(paragraph.text)) for paragraph in paragraphs if paragraph.text.strip()]
    found = Metadata(is_synthetic=any(_SYNTHETIC.search(text) for text in head))
    _set(found, "title", _title(head))
    _set(found, "document_number", _first(head[:40], _NUMBER_LINE))
    _set(found, "document_date", _date(head))
    _set(found, "issuer", _issuer(head, found.title))
    _set(found, "status", _status(head, found))
    if given.document_date:
        found.document_date, found.sources["document_date"] = given.document_date, "given"
    _set_list_year(found, head)
    _set_region(found, given, _first(head[:40], _REGION_FIELD), head, rows)
    _correct(found, given)
    return found


def _correct(found: Metadata, given: Given) -> None:
    for name, value in given.corrected:
        if name not in ("region_id", "document_date"):
            setattr(found, name, int(value) if name == "list_year" else value)
        found.sources[name] = "corrected"


def _set(found: Metadata, name: str, value: object) -> None:
    if value is not None:
        setattr(found, name, value)
        found.sources[name] = "stated"


def _first(head: list[str], pattern: re.Pattern[str]) -> str | None:
    return next((match[1] for text in head if (match := pattern.search(text))), None)


def _title(head: list[str]) -> str | None:
    stated = _first(head[:40], _TITLE_FIELD)
    return stated or next((text for text in head[:40] if len(text) < 100 and _TITLE.match(text)), None)


def _date(head: list[str]) -> date | None:
    for pattern in (_DATE_FIELD, _DATE_LINE, _PUBLISHED_FIELD, _AS_OF_FIELD):
        for text in head[:60]:
            match = pattern.search(key(text))
            if match:
                try:
                    return date(int(match["y"]), int(match["m"]), int(match["d"]))
                except ValueError:
                    continue
    return None


def _issuer(head: list[str], title: str | None) -> str | None:
    """The body that signs above the date, that the title names before 关于, or that stands in a line before it."""
    for text, after in zip(head[:60], [*head[1:60], ""], strict=False):
        if _ISSUER_LINE.match(text) and (_DATE_LINE.match(key(after)) or after.startswith("关于")):
            return text
    stated = _first(head[:40], _ISSUER_FIELD)
    match = _ISSUER_OF_TITLE.match(title or "")
    return stated or (match[1] if match else None)


def _status(head: list[str], found: Metadata) -> str | None:
    if any("征求意见稿" in text for text in head[:10]):
        return "draft"
    if found.document_number or (found.title and "印发" in found.title):
        return "issued"
    return None


def _set_list_year(found: Metadata, head: list[str]) -> None:
    stated = next(
        (
            int(match["before"] or match["behind"])
            for text in head[:40]
            if len(text) < 60 and (match := _LIST_YEAR.search(dates_in_figures(key(text))))
        ),
        None,
    )
    if stated:
        found.list_year, found.sources["list_year"] = stated, "stated"
    elif found.document_date:
        found.list_year, found.sources["list_year"] = found.document_date.year, "derived"


def _headings(head: list[str]) -> list[str]:
    """Lines near the top that begin with the name of a region and head a list or a plan of it."""
    near = [_ANNEX.sub("", text) for text in head[:12] if len(text) < 40 and _HEADING.search(text)]
    return [text for text in near if (codes := _regions(text)) and _speaks_for(text, codes)]


def _regions(text: str) -> tuple[str, ...]:
    return region.mentioned(key(text), None) or region.leading(key(text))


def _speaks_for(text: str, codes: tuple[str, ...]) -> bool:
    """Whether a text begins with the one region that it names (辽宁省人民政府办公厅), so speaks for it alone."""
    return len(codes) == 1 and region.begins_with(key(text), codes[0])


def _set_region(
    found: Metadata, given: Given, filled_in: str | None, head: list[str], rows: Iterable[RowWords]
) -> None:
    if given.region_id:
        found.region_id, found.sources["region_id"] = given.region_id, "given"
        return
    source = next((match[1] for text in head[-5:] if (match := _SOURCE_LINE.match(text))), None)
    for text in (filled_in, found.issuer, found.title, source, *_headings(head)):
        if text and _takes_region(found, text):
            return
    _derive_region(found, list(rows))


def _takes_region(found: Metadata, text: str) -> bool:
    """Take the region of a text, and say whether it names one.

    Where it speaks for several (镇巴县、勉县储备项目), each row is of one of them, and the document of what lies above.
    """
    codes, together = _regions(text), region.named_together(key(text))
    if len(together) > 1:
        found.region_id = region.above_all(together)
        found.sources |= {"region_id": "stated"} if found.region_id else {}
        return found.region_id is not None
    if not codes or (region.places()[codes[0]].level == "province" and not _speaks_for(text, codes)):
        return False
    found.region_id, found.sources["region_id"] = codes[0], "stated"
    former = regions_over_time.former_name(key(text), codes[0])
    if former:
        found.region_was = former
        found.region_doubts.append(regions_over_time.renamed(former, text, found.document_date))
    return True


def _derive_region(found: Metadata, rows: Sequence[RowWords]) -> None:
    """The region that the rows share: by their places and names; by their units only where nothing else tells."""
    shared = region.common_region(row.places for row in rows)
    if shared:
        found.region_doubts.append(Doubt("region_derived", region.places()[shared].name))
    else:
        shared = region.common_region(row.places + row.unit for row in rows)
        if shared:
            found.region_doubts.append(Doubt("region_of_units", region.places()[shared].name))
    if shared:
        found.region_id, found.sources["region_id"] = shared, "derived"
