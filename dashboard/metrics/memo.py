"""What was answered before: bounded, shared by threads, and never older than its key."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from operator import itemgetter
from typing import Generic, TypeVar

from cachetools import LRUCache

Value = TypeVar("Value")
_LEAST_KEPT = 10
"""So many values at least are kept together."""


class Memo(Generic[Value]):
    """Values by key, the least recently used dropped first. A key must name all that its value depends on."""

    def __init__(self, size: int, weigh: Callable[[Value], int] = lambda _: 1) -> None:
        """Keep values that weigh `size` together; one that weighs more than a tenth of that is not kept, unless each
        weighs 1."""
        self._weigh = weigh
        self._lock = threading.Lock()
        self._values: LRUCache[Hashable, tuple[Value, int]] = LRUCache(size, getsizeof=itemgetter(1))

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made where it is not there. Two threads may both make it; a failure is not kept."""
        with self._lock:
            if key in self._values:
                return self._values[key][0]
        value = make()
        weight = self._weigh(value)
        if weight == 1 or weight * _LEAST_KEPT <= self._values.maxsize:
            with self._lock:
                self._values[key] = (value, weight)
        return value
