"""Responses made small by Flask-Compress; files that never change under their address are compressed once."""

from __future__ import annotations

import threading

from cachetools import LRUCache
from flask import Flask, Response, request
from flask_compress import Compress

_KEPT_FILES = 64
_YEAR_SECONDS = 31_536_000
_SETTINGS = {
    "COMPRESS_ALGORITHM": ["br", "gzip"],
    "COMPRESS_BR_LEVEL": 5,  # 9 % smaller than gzip at its best for the library of charts, in the same time
    "COMPRESS_MIN_SIZE": 1_000,
    "COMPRESS_REGISTER": False,  # downloads are left as they are, and files are kept: see `shrink`
}


def register(server: Flask) -> None:
    """Compress every answer that gains by it, and let browsers keep the files whose address names their version."""
    server.config.update(_SETTINGS)
    answers, files = Compress(server), Compress(server)
    files.cache, files.cache_key = _Kept(), lambda asked: asked.full_path

    @server.after_request
    def shrink(response: Response) -> Response:
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            return response
        if request.path.startswith("/assets/") and "m" in request.args and response.status_code == 200:
            response.headers["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable"
        response.direct_passthrough = False  # files are handed over as streams; these are small enough to read
        response.set_data(response.get_data())
        keeps = "max-age" in response.headers.get("Cache-Control", "")
        return (files if keeps else answers).after_request(response)


class _Kept:
    """Compressed files by algorithm and address, as Flask-Compress asks for them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._files: LRUCache[str, bytes] = LRUCache(_KEPT_FILES)

    def get(self, key: str) -> bytes | None:
        with self._lock:
            return self._files.get(key)

    def set(self, key: str, value: bytes) -> None:
        with self._lock:
            self._files[key] = value
