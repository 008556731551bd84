"""QR codes, for who has a phone at hand."""

import segno
from markupsafe import Markup


def qr_of(address: str) -> Markup:
    """The QR code as an SVG without style or script; the same stands beside it as text."""
    return Markup(segno.make(address, error="m").svg_inline(border=2, light="#fff", omitsize=True))  # noqa: S704
