"""A seeded sample of `disk_faults.py`, which runs whole as a command of its own."""

from __future__ import annotations

import pytest

from tests.etl.disk import disk_faults
from tests.etl.disk.disk_trace import CAN_TRACE

pytestmark = pytest.mark.skipif(not CAN_TRACE, reason="needs Linux and a C compiler")


@pytest.mark.parametrize(
    ("fault", "scenario", "each", "cuts"),
    [
        ("kill", "first_load", 70, 0),
        ("kill", "accept", 90, 0),
        ("kill", "name_column", 80, 0),
        ("kill", "remove", 40, 0),
        ("cut", "upgrade", 0, 5),
        ("cut", "correct", 0, 5),
        ("cut", "close_month", 0, 5),
        ("full", "load", 50, 0),
    ],
)
def test_nothing_is_lost(fault: str, scenario: str, each: int, cuts: int):
    [row] = disk_faults.rows(fault, [scenario], each, cuts)
    assert row.tried > 2
    assert row.wrong == []
