"""Reader for pictures (PNG, JPEG) of a page, where the recogniser of `ocr.py` is installed."""

from __future__ import annotations

import io
from dataclasses import replace

from PIL import Image

from etl.contract.detail import Detail
from etl.contract.values import RawDocument
from etl.formats.pdf import document, ocr
from etl.formats.sniff import damaged, refuse

_MOST_PIXELS = 60_000_000


def read(data: bytes) -> RawDocument:
    """The picture as the one page of a PDF, read as a scanned page."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                refuse("reading_too_large", Detail("picture_too_large"))
            page = io.BytesIO()
            picture.convert("L").save(page, "PDF", resolution=ocr.DPI)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise damaged("picture_viewer", error) from error
    return replace(document.read(page.getvalue()), format="image")
