"""What was answered before: bounded, shared by threads, and never older than its key."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from cachetools import LRUCache

Value = TypeVar("Value")


class Memo(Generic[Value]):
    """Values by key, the least recently used dropped first. A key must name all that its value depends on."""

    def __init__(self, size: int, fits: Callable[[Value], bool] = lambda _: True) -> None:
        """Keep at most `size` values, of those that fit."""
        self._fits = fits
        self._lock = threading.Lock()
        self._values: LRUCache[Hashable, Value] = LRUCache(size)

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made where it is not there. Two threads may both make it; a failure is not kept."""
        with self._lock:
            if key in self._values:
                return self._values[key]
        value = make()
        if self._fits(value):
            with self._lock:
                self._values[key] = value
        return value
