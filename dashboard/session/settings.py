"""Settings of one app: where its data are and how it presents itself."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from etl.contract.paths import home_dir

_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Settings:
    """Where store and warehouse live, the title, and the key that all workers of one server share."""

    home: Path
    title: str = "一老一小项目组合看板"
    secret_key: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)

    @classmethod
    def from_environment(cls) -> Settings:
        """`PORTFOLIO_HOME` and `PORTFOLIO_SECRET_KEY`, else the user's data directory and a key of this run."""
        key = os.environ.get("PORTFOLIO_SECRET_KEY")
        return cls(home=home_dir(), secret_key=key) if key else cls(home=home_dir())


def assets_dir() -> Path:
    """Folder of style and scripts: inside the package in a wheel, beside it in a checkout."""
    packaged = _PACKAGE / "_assets"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "assets"
