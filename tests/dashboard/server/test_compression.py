"""What goes over the wire: small, and kept by browsers where the address names the version."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
from plotly.offline import get_plotlyjs_version

from dashboard.metrics.memo import Memo
from dashboard.server.app import create_app
from dashboard.session.settings import Settings

GZIP = {"Accept-Encoding": "gzip"}


def test_a_first_visit_weighs_less_than_three_megabytes(home: Path) -> None:
    client = create_app(Settings(home=home)).server.test_client()
    page = client.get("/", buffered=True).text
    files = re.findall(r'(?:src|href)="([^"]+)"', page)
    [library] = [file for file in files if "plotly" in file]
    assert f"plotly.js (basic - minified) v{get_plotlyjs_version()}".encode() in client.get(library, buffered=True).data
    assert sum(len(client.get(file, headers=GZIP, buffered=True).data) for file in files) < 1_500_000


def test_text_is_compressed_and_says_the_same(home: Path) -> None:
    client = create_app(Settings(home=home)).server.test_client()
    [style] = re.findall(r'href="([^"]+board\.css[^"]+)"', client.get("/", buffered=True).text)
    plain, small = client.get(style, buffered=True), client.get(style, headers=GZIP, buffered=True)
    assert small.headers["Content-Encoding"] == "gzip"
    assert small.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(small.data) == plain.data
    smaller = client.get(style, headers={"Accept-Encoding": "gzip, br"}, buffered=True)
    assert smaller.headers["Content-Encoding"] == "br" and brotli.decompress(smaller.data) == plain.data
    assert len(smaller.data) < len(small.data)
    again = client.get(style, headers=GZIP, buffered=True)  # kept, and kept apart by algorithm
    assert again.data == small.data and "Content-Encoding" not in client.get(style, buffered=True).headers
    assert "immutable" in small.headers["Cache-Control"]
    assert "immutable" not in client.get(style.split("?")[0], buffered=True).headers["Cache-Control"]


def test_downloads_are_left_as_they_are(home: Path) -> None:
    answer = create_app(Settings(home=home)).server.test_client().get("/download/projects.csv", headers=GZIP)
    assert "Content-Encoding" not in answer.headers


def test_a_memo_drops_what_was_not_asked_for_longest() -> None:
    memo: Memo[int] = Memo(2)
    made: list[str] = []

    def make(key: str) -> int:
        return memo.get(key, lambda: made.append(key) or len(made))

    assert [make(key) for key in "abacb"] == [1, 2, 1, 3, 4]
