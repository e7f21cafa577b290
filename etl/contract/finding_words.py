"""A finding in words, made of its type, its detail and the detail's parameters when it is shown.

The words stand in `finding_types.csv` and `finding_details.csv`, in Chinese; a translator gives those of another
language. A gap of a template says how its parameter is spoken: `{name}` as it stands, a detail by its own template;
`{field:field}` the title of a field; `{type:title}` and `{type:advice}` those of a type of finding; `{sector:word}` a
word that the board translates; with anything else behind the colon several things, with that between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Protocol

import polars as pl

from etl.contract import reference, schemas
from etl.contract.detail import Detail, Param


class Translator(Protocol):
    """Says a Chinese text in the language of its reader, and fills its gaps by name."""

    def __call__(self, text: str, /, **values: object) -> str:
        """The text, its gaps filled."""


def chinese(text: str, /, **values: object) -> str:
    """The translator into Chinese, which the texts are written in."""
    return text.format(**values) if values else text


def whole(finding_type: str, detail: Detail | None) -> Detail:
    """A finding as a detail: what is wrong, what it is about, and what to do."""
    if detail is None:
        return Detail("whole_bare", type=finding_type)
    if reference.finding_details()[detail.key].is_advice:
        return Detail("whole_advised", type=finding_type, about=detail)
    return Detail("whole", type=finding_type, about=detail)


def rest(finding_type: str, detail: Detail | None) -> Detail:
    """The same without what is wrong, for where the title of the type stands beside."""
    if detail is None:
        return Detail("rest_bare", type=finding_type)
    if reference.finding_details()[detail.key].is_advice:
        return Detail("rest_advised", about=detail)
    return Detail("rest", type=finding_type, about=detail)


def words(detail: Detail, t: Translator = chinese) -> str:
    """A detail in the language of the translator. Raises KeyError for a key that `finding_details.csv` has not."""
    text = reference.finding_details()[detail.key].text
    return t(text, **{name: _Spoken(value, t) for name, value in detail.params})


def message(finding_type: str, detail: str | None, params: str | None, t: Translator = chinese) -> str:
    """All that a row of `schemas.Findings` says."""
    return words(whole(finding_type, Detail.stored(detail, params)), t)


def with_message(findings: pl.DataFrame, t: Translator = chinese) -> pl.DataFrame:
    """Rows of `schemas.Findings` with what they say as `message` besides."""
    rows = findings.select("type", "detail", "params").iter_rows()
    said = [message(kind, detail, params, t) for kind, detail, params in rows]
    return findings.with_columns(message=pl.Series(said, dtype=pl.String))


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A parameter that is put into words as the gap that it fills says."""

    value: Param
    t: Translator

    def __str__(self) -> str:
        """As it stands: the translator chooses between singular and plural by it."""
        return format(self, "")

    def __format__(self, way: str) -> str:
        if isinstance(self.value, tuple):
            return way.join(format(_Spoken(part, self.t)) for part in self.value)
        if isinstance(self.value, Detail):
            return words(self.value, self.t)
        value = str(self.value)
        if way == "field":
            return self.t(field_titles()[value])
        if way in ("title", "advice"):
            return self.t(getattr(reference.finding_types()[value], way))
        return self.t(value) if way == "word" else value


@cache
def field_titles() -> dict[str, str]:
    """Titles of the fields of a project, as lists and as progress sheets state them."""
    models = (schemas.ProgressReports, schemas.ProjectReports)
    return {name: str(column.title) for model in models for name, column in model.to_schema().columns.items()}
