"""What a finding is about, as a key and parameters: it is put into words when it is shown (`finding_words.py`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, TypeAlias

Param: TypeAlias = "str | int | Detail | tuple[Param, ...]"
"""Words of the document, numbers in digits, codes; another detail; or several of these."""


@dataclass(frozen=True, slots=True, init=False)
class Detail:
    """A key of `data/reference/finding_details.csv`, and what fills the gaps of its template, sorted by name."""

    key: str
    params: tuple[tuple[str, Param], ...]

    def __init__(self, key: str, /, **params: Param) -> None:
        """`params` fill the gaps of these names."""
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "params", tuple(sorted(params.items())))

    def params_json(self) -> str:
        """The parameters as JSON: an object with its names in order."""
        return json.dumps({name: _plain(value) for name, value in self.params}, ensure_ascii=False)

    def as_text(self) -> str:
        """Key and parameters in one text; `read` understands it."""
        return json.dumps(_plain(self), ensure_ascii=False)

    @classmethod
    def read(cls, text: str | None) -> Detail | None:
        """The detail that a text of `as_text` stands for. None where there is none."""
        return cls._of(json.loads(text)) if text is not None else None

    @classmethod
    def stored(cls, key: str | None, params: str | None) -> Detail | None:
        """The detail of a row of `schemas.Findings`. None where it has none."""
        return cls._of({"detail": key, "params": json.loads(params or "{}")}) if key is not None else None

    @classmethod
    def _of(cls, made: dict[str, Any]) -> Detail:
        return cls(made["detail"], **{name: _param(value) for name, value in made["params"].items()})


def _plain(value: Param) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, Detail):
        return {"detail": value.key, "params": {name: _plain(part) for name, part in value.params}}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _param(value: Any) -> Param:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return Detail._of(value)
    return tuple(map(_param, value)) if isinstance(value, list) else value
