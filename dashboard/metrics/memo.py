"""What was answered before: bounded, shared by threads, and never older than its key."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Memo(Generic[Value]):
    """Values by key, the least recently used dropped first. A key must name all that its value depends on."""

    def __init__(self, size: int, fits: Callable[[Value], bool] = lambda _: True) -> None:
        """Keep at most `size` values, of those that fit."""
        self._size = size
        self._fits = fits
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, Value] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made where it is not there. Two threads may both make it; a failure is not kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        if not self._fits(value):
            return value
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value
