"""What one request looks at: the filter, the as-of date that it is judged at, and what could not be read of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, urlencode

from dashboard.filter import ParsedFilter, PortfolioFilter, parse_query, parse_values
from dashboard.session.snapshot import SnapshotInfo
from dashboard.words.labels import AS_OF_SOURCE_LABELS
from dashboard.words.translate import t

VIEW = "view"
"""The URL parameter of a page's switches."""

SYNTHETIC_PROGRESS = "示例数据（非真实进度）"


@dataclass(frozen=True, slots=True)
class Scope:
    """A filter on one snapshot. `as_of` is the filter's month's end, else the snapshot's; None when neither is known.

    `view` holds the switches of a page (which baseline, which weights); they stand in the URL beside the filter.
    """

    filter: PortfolioFilter
    info: SnapshotInfo
    warning: str = ""
    view: tuple[str, ...] = ()

    @classmethod
    def from_query(cls, query: str, info: SnapshotInfo, *, extra: Sequence[str] = ()) -> Scope:
        """Read a URL's query string."""
        view = tuple(sorted(set(parse_qs(query.removeprefix("?")).get(VIEW, ()))))
        return cls._of(parse_query(query, info.vocabulary, extra=(*extra, VIEW)), info, view)

    @classmethod
    def from_values(cls, values: Mapping[str, Sequence[str]], info: SnapshotInfo) -> Scope:
        """Read named values, as a command line gives them."""
        return cls._of(parse_values(values, info.vocabulary), info)

    @classmethod
    def _of(cls, parsed: ParsedFilter, info: SnapshotInfo, view: tuple[str, ...] = ()) -> Scope:
        return cls(parsed.filter, info, parsed.warning(), view)

    def query(self, portfolio: PortfolioFilter | None = None, view: tuple[str, ...] | None = None) -> str:
        """Query string of this scope, or of another filter or view in its place."""
        switches = urlencode([(VIEW, item) for item in sorted(self.view if view is None else view)])
        return "&".join(part for part in ((portfolio or self.filter).to_query(), switches) if part)

    @property
    def as_of(self) -> date | None:
        """The month's end that everything is judged at."""
        return self.filter.as_of or self.info.default_as_of

    @property
    def as_of_words(self) -> str:
        """As-of date and where it comes from."""
        if self.as_of is None:
            return t("未定（请指定数据截止日）")
        source = self.info.default_as_of_source
        if self.filter.as_of:
            last = self.info.default_as_of
            source = "later" if last and self.filter.as_of > last else "given"
        return t("{what}（{more}）", what=self.as_of.isoformat(), more=t(AS_OF_SOURCE_LABELS.get(source, source)))

    @property
    def sentence(self) -> str:
        """The sentence of the filter, in the language being spoken."""
        return self.filter.sentence(self.info.vocabulary)

    def about(self, documents: int) -> dict[str, str]:
        """What stands beside every export: filter, as-of date, snapshot, how many documents are behind it."""
        marks = {"进度数据": SYNTHETIC_PROGRESS} if self.info.has_synthetic_progress else {}
        return marks | {
            "筛选条件": self.sentence,
            "数据截止日": self.as_of_words,
            "数据快照": self.info.snapshot_id,
            "来源文件": f"{documents} 份，见下表",
            "说明": "空单元格表示文件未载明，不等于 0；不同类别的数量不相加；护理型、医养床位已含在养老床位内。",
        }
