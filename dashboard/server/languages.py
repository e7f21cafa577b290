"""Which language a request is answered in: the user's choice, kept in a cookie.

It is a preference and not part of an address, so that a mailed link opens in the language of whoever reads it. Only
pages follow it: downloads and the HTTP API stay Chinese.
"""

from __future__ import annotations

from contextlib import ExitStack

from flask import Flask, g, request

from dashboard.words.translate import CHINESE, speaking

COOKIE = "language"
_PAGES = "/_dash-"


def register(server: Flask) -> None:
    """Answer every request of a page in the language of its cookie, Chinese where there is none."""

    @server.before_request
    def begin() -> None:
        if request.path.startswith(_PAGES):
            g.speaking = ExitStack()
            g.speaking.enter_context(speaking(request.cookies.get(COOKIE, CHINESE)))

    @server.teardown_request
    def end(error: BaseException | None) -> None:
        del error
        if begun := g.pop("speaking", None):
            begun.close()
