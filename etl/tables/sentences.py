"""Projects written as numbered sentences (1.某某养老院项目：总投资5000万元，新增床位200张，…) -> a list.

Two of them or more, one behind another, most with a total investment, are a list. What has no label of its own is the
contents; where it stands at several places of the sentence, nothing that is read from there is certain. A single one
stays running text, and a doubt names it. The labels are data (`sentence_parts.csv`), and so is what names end in
(`project_endings.csv`); another name counts where its sentence states the total.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from etl.contract import reference
from etl.contract.values import Block, Doubt, Grid, Paragraph, RawDocument
from etl.parse.words import key

_NUMERAL = "[一二三四五六七八九十]{1,3}"
_NUMBER = rf"""(?:
      [（(]? (?P<serial>\d{{1,3}}) [)）.．、] (?!\d)      # 1.  2）
    | [（(] {_NUMERAL} [)）]                              # （二）
    | {_NUMERAL}、                                        # 二、
    | [①-⑳]
)\s*"""
_ENDINGS = "|".join(row["word"] for row in reference.rows("project_endings"))
_NAME = rf"""(?P<name>
    [^:：，,。；;\n\d]{{2,50}}? (?:{_ENDINGS})            # 某某养老院
    (?: [（(] [^）)]{{1,20}} [)）] )?                     # （二期）
)"""
_ITEM = re.compile(rf"^ \s* {_NUMBER} {_NAME} \s*[:：，,。]\s* (?P<rest>.+) $", re.VERBOSE | re.DOTALL)
_OTHER_NAME = r"(?P<name> [^:：，,。；;\n\d]{4,40} )"
_OTHER_ITEM = re.compile(rf"^ \s* {_NUMBER} {_OTHER_NAME} \s*[:：。]\s* (?P<rest>.+) $", re.VERBOSE | re.DOTALL)
_OTHER_TITLE = re.compile(rf"^ \s* {_NUMBER} {_OTHER_NAME} \s*[:：。]?\s* $", re.VERBOSE)
_TITLE = re.compile(rf"^ \s* {_NUMBER} {_NAME} \s*[:：。]?\s* $", re.VERBOSE)
_NUMBERED = re.compile(rf"^ \s* {_NUMBER}", re.VERBOSE)
_CUT = re.compile(
    r"""
    (?<= [；;。：:] ) \s*
    (?=
        \d{1,2} [.．、] (?!\d)        # 2.
      | [（(] \d{1,2} [)）]           # （2）
      | [①-⑳]
    )
    """,
    re.VERBOSE,
)
_STATED_END = re.compile(r"[。；;]\s*$")
_SIGNATURE = re.compile(
    r"^\s*(?:20\d\d年\d{1,2}月\d{1,2}日|[^，。；：、\d]{4,30}(?:局|委|委员会|政府|办公室|领导小组))\s*$"
)
"""Who issued a document and when, below its last sentence."""
_TOTAL = re.compile(r"总投资[^，,。；;\d]{0,6}\d")
_FUND = re.compile(r"[^\d，,。；;]{2,20}[约近]?\d[\d.]*[万亿]?元")
"""A source of funds behind another: 县级配套35万元."""
_SERIAL, _PROJECT = "序号", "项目名称"
_MONEY, _PERIOD, _CONTENT = "总投资", "建设期限", "建设内容"
"""Headers of the list that is made; what is said has those of `sentence_parts.csv`."""
_FUNDS = "资金来源"
_FEWEST = 2
_FEWEST_IN_PARAGRAPH = 3
"""So many sentences of one paragraph are a list."""
_MOST_LINES = 4


@dataclass(slots=True)
class _Item:
    """One numbered sentence: its words, line, serial number, the name, and what is said of the project."""

    text: str
    line: int
    serial: str
    name: str
    cells: dict[str, str] = field(default_factory=dict)
    unlabelled: set[str] = field(default_factory=set)

    def say(self, header: str, value: str, *, is_labelled: bool) -> None:
        """Add a value to those of its header."""
        self.cells[header] = f"{self.cells[header]}，{value}" if header in self.cells else value
        if not is_labelled:
            self.unlabelled.add(header)

    def say_contents(self, parts: Sequence[tuple[int, str]]) -> None:
        """Take parts, each with its place in the sentence, for the contents: doubtful where they do not read on."""
        if not parts:
            return
        places = [place for place, _ in parts]
        if places != list(range(places[0], places[0] + len(places))):
            self.unlabelled.add(_CONTENT)
        self.cells[_CONTENT] = "，".join(part for _, part in parts)

    @property
    def is_project(self) -> bool:
        """Whether it states what a project costs and one thing more."""
        return _MONEY in self.cells and len(self.cells) >= 2


def with_sentences(document: RawDocument) -> RawDocument:
    """The document with each run of numbered sentences on projects as a grid of a header and one row per project."""
    blocks: list[Block] = []
    doubts: list[Doubt] = []
    text: list[Paragraph] = []
    for block in [*document.blocks, None]:
        if isinstance(block, Paragraph):
            text.append(block)
            continue
        blocks += _read(text, doubts)
        text = []
        blocks += [block] if block else []
    return replace(document, blocks=blocks, doubts=[*document.doubts, *doubts])


def _read(text: Sequence[Paragraph], doubts: list[Doubt]) -> list[Block]:
    if not any(_TOTAL.search(key(paragraph.text)) for paragraph in text):
        return list(text)
    found: list[Block] = []
    run: list[tuple[_Item, list[Paragraph]]] = []
    for item, own in [*_items(text), (None, [])]:
        if item:
            run.append((item, own))
            continue
        if own and not "".join(paragraph.text for paragraph in own).strip() and run:
            continue
        found += _ended(run, doubts)
        run = []
        found += own
    return found


def _ended(run: Sequence[tuple[_Item, list[Paragraph]]], doubts: list[Doubt]) -> list[Block]:
    """A run of items as a list, where it is one; else its paragraphs, and a doubt for each project that it names."""
    projects = [item for item, _ in run if item.is_project]
    if len(projects) >= _FEWEST and len(projects) * 3 >= len(run) * 2:
        if any(item.unlabelled for item, _ in run):
            doubts.append(Doubt("list_in_sentences", f"{run[0][0].name}等{len(run)}项"))
        return [_as_list([item for item, _ in run])]
    doubts += [Doubt("project_in_sentence", item.text.strip()[:80]) for item in projects]
    kept: dict[int, Paragraph] = {id(paragraph): paragraph for _, own in run for paragraph in own}
    return list(kept.values())


def _items(text: Sequence[Paragraph]) -> Iterator[tuple[_Item | None, list[Paragraph]]]:
    """The items, each with the paragraphs that hold it, and the other paragraphs; in order."""
    place = 0
    while place < len(text):
        paragraph = text[place]
        pieces = _CUT.split(paragraph.text)
        fewest = _FEWEST_IN_PARAGRAPH
        if len(pieces) > fewest or (len(pieces) == fewest and _ITEM.match(pieces[0])):
            yield from _of_pieces(pieces, paragraph)
            place += 1
            continue
        taken = _taken(text, place)
        words = "".join(one.text.strip() for one in taken) if len(taken) > 1 else paragraph.text
        if len(taken) > 1 and _is_title(paragraph.text):
            words = paragraph.text.strip().rstrip("：:。") + "：" + "".join(one.text.strip() for one in taken[1:])
        item = _item(words, paragraph.line)
        yield item, list(taken) if item else [paragraph]
        place += len(taken) if item else 1


def _of_pieces(pieces: Sequence[str], paragraph: Paragraph) -> Iterator[tuple[_Item | None, list[Paragraph]]]:
    """The items of one paragraph that lists several; what leads to them stays text."""
    items = [(piece, _item(piece, paragraph.line)) for piece in pieces]
    if sum(item is not None and item.is_project for _, item in items) < _FEWEST_IN_PARAGRAPH:
        yield None, [paragraph]
        return
    for piece, item in items:
        yield item, [Paragraph(piece, paragraph.line)]


def _taken(text: Sequence[Paragraph], place: int) -> Sequence[Paragraph]:
    """The paragraph, and those behind it that go on with it: below a title, or where a line broke in mid-sentence."""
    first = text[place]
    is_title = _is_title(first.text)
    if not is_title and not _match(first.text):
        return [first]
    end = place + 1
    while end < len(text) and end - place < _MOST_LINES:
        before, after = text[end - 1].text, text[end].text
        is_ended = _STATED_END.search(before) and (not is_title or _SIGNATURE.match(after))
        if _NUMBERED.match(after) or not after.strip() or is_ended:
            break
        end += 1
    return text[place:end]


def _item(words: str, line: int) -> _Item | None:
    match = _match(words)
    if match is None:
        return None
    item = _Item(words, line, match["serial"] or "", match["name"].strip())
    contents: list[tuple[int, str]] = []
    header: str | None = None
    for place, part in enumerate(_parts(match["rest"])):
        goes_on = header == _FUNDS and _FUND.fullmatch(part.replace(" ", ""))
        header, value, is_labelled = (_FUNDS, part, True) if goes_on else _said(part)
        if header is None or (header in item.cells and header not in (_PERIOD, _FUNDS)):
            contents.append((place, part))
        elif header == _CONTENT:
            contents.append((place, value))
            item.cells[header] = value
        else:
            item.say(header, value, is_labelled=is_labelled)
    item.say_contents(contents)
    return item


def _match(words: str) -> re.Match[str] | None:
    """An item's number, name and rest. A name that does not end as those of projects needs a total behind it."""
    match = _ITEM.match(words) or _OTHER_ITEM.match(words)
    if match is None or match.re is _ITEM:
        return match
    return match if _is_name(match["name"]) and _TOTAL.search(key(match["rest"])) else None


def _is_title(words: str) -> bool:
    match = _TITLE.match(words) or _OTHER_TITLE.match(words)
    return match is not None and (match.re is _TITLE or _is_name(match["name"]))


def _is_name(words: str) -> bool:
    """Whether words are no heading of something else than a project (总体情况)."""
    return not reference.words_of("table_words", "no_project_title").search(key(words))


def _parts(rest: str) -> list[str]:
    """The parts of a sentence: cut at its marks, but not in brackets and not in 1,200."""
    parts = [""]
    depth = 0
    for place, letter in enumerate(rest):
        depth += (letter in "（(") - (letter in ")）")
        in_number = letter in ",，" and rest[place - 1 : place].isdigit() and rest[place + 1 : place + 4].isdigit()
        if depth <= 0 and letter in "，,；;。" and not in_number:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def _said(part: str) -> tuple[str | None, str, bool]:
    """Header and value of a part, and whether it has a label; no header for what only describes."""
    plain = part.replace("：", ":").replace(" ", "")
    for header, is_labelled, pattern in _patterns():
        match = pattern.fullmatch(plain)
        if match:
            told = match.groupdict()
            return header.format(year=told.get("year")), told["value"].strip(), is_labelled
    return None, part, False


@cache
def _patterns() -> list[tuple[str, bool, re.Pattern[str]]]:
    rows = reference.rows("sentence_parts")
    return [(row["header"], row["label"] == "yes", re.compile(row["pattern"])) for row in rows]


def _as_list(items: Sequence[_Item]) -> Grid:
    known = dict.fromkeys(header for item in items for header in item.cells)
    headers = [_PROJECT, *known]
    if all(item.serial for item in items):
        headers = [_SERIAL, *headers]
    cells = [{_SERIAL: item.serial, _PROJECT: item.name, **item.cells} for item in items]
    rows = [headers, *([own.get(header, "") for header in headers] for own in cells)]
    unlabelled = {header for item in items for header in item.unlabelled}
    lines = [items[0].line, *(item.line for item in items)]
    places = tuple(place for place, header in enumerate(headers) if header in unlabelled)
    return Grid(rows, lines, unlabelled=places)
