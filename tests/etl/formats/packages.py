"""Zip packages with changes that no office program makes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable


def changed(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one entry changed, or added where it is not there."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, change(content) if entry == name else content)
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return packed.getvalue()
