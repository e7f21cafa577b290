"""What all tests share: those that need the original documents are skipped where these are not beside the checkout."""

from __future__ import annotations

import pytest

from tests.etl.lists import ORIGINALS


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests marked `originals` on a plain clone."""
    if ORIGINALS.is_dir():
        return
    for item in items:
        if item.get_closest_marker("originals"):
            item.add_marker(pytest.mark.skip(reason="the original documents are not beside the checkout"))
