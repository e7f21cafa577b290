"""What the tests of a page share: each serves a small home of its own, `small`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.session.snapshot import Session, Warehouse


@pytest.fixture(scope="module")
def session(small: Path) -> Iterator[Session]:
    """A session on the home that the module's own `small` has made."""
    warehouse = Warehouse(small)
    with warehouse.session() as opened:
        yield opened
    warehouse.close()
