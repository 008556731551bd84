"""Pages of a PDF from HTML: seconds of work and 30 MB of libraries, so for a process of its own.

The font is ours and in the file, so it looks the same wherever it was made.
"""

import os
from importlib import import_module
from typing import Any

from booking import data

FILES = "file"
UNDATED = {"SOURCE_DATE_EPOCH": "0"}
"""Fonttools puts the moment into the part of the font that it makes, unless it is told one."""


def weasyprint() -> Any:
    """Raises OSError where the libraries of the system that it needs are not installed."""
    return import_module("weasyprint")


def lay_out(html: str) -> bytes:
    """As PDF/UA-1, in the style of report.css."""
    os.environ |= UNDATED
    weasy = weasyprint()
    fetcher = weasy.urls.URLFetcher(allowed_protocols=[FILES], allow_redirects=False)
    fonts = weasy.text.fonts.FontConfiguration()
    style = weasy.CSS(
        data("templates") / "files/report.css", url_fetcher=fetcher, font_config=fonts
    )
    page = weasy.HTML(string=html, url_fetcher=fetcher)
    return bytes(page.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1"))
