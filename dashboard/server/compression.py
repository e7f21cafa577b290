"""Responses made small: gzip for what is text, once and for all for files that never change under their address."""

from __future__ import annotations

import gzip
import hashlib

from flask import Flask, Response, request

from dashboard.metrics.memo import Memo

_SMALLEST = 1_000
_STATIC_LEVEL, _DYNAMIC_LEVEL = 9, 4
_KEPT_FILES = 64
_YEAR = 31_536_000
_TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")


def register(server: Flask) -> None:
    """Compress every answer that gains by it, and let browsers keep the files whose address names their version."""
    kept: Memo[bytes] = Memo(_KEPT_FILES)

    @server.after_request
    def shrink(response: Response) -> Response:
        if request.path.startswith("/assets/") and "m" in request.args and response.status_code == 200:
            response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
        return _compressed(response, kept) if _gains(response) else response


def _gains(response: Response) -> bool:
    if not request.accept_encodings["gzip"] or response.status_code != 200 or "Content-Encoding" in response.headers:
        return False
    is_download = response.headers.get("Content-Disposition", "").startswith("attachment")
    return (response.mimetype or "").startswith(_TEXT) and not is_download


def _compressed(response: Response, kept: Memo[bytes]) -> Response:
    response.direct_passthrough = False  # files are handed over as streams; these are small enough to read
    data = response.get_data()
    if len(data) < _SMALLEST:
        return response
    if "max-age" in response.headers.get("Cache-Control", ""):
        small = kept.get(hashlib.blake2b(data).digest(), lambda: gzip.compress(data, _STATIC_LEVEL, mtime=0))
    else:
        small = gzip.compress(data, _DYNAMIC_LEVEL, mtime=0)
    response.set_data(small)
    response.headers["Content-Encoding"] = "gzip"
    response.headers.add("Vary", "Accept-Encoding")
    response.headers.pop("ETag", None)
    return response
