"""The headers on every answer, also on 404 and 500 (public-sector.md §2, ASVS 3.4)."""

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from booking.foundation.settings import Settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
YEAR = 31_536_000


class Headers:
    """A Litestar ``before_send`` hook."""

    def __init__(self, settings: Settings) -> None:
        self.headers = dict(ALWAYS)
        if settings.is_secure:
            self.headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"

    async def __call__(self, message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders.from_message(message)
        for name, value in self.headers.items():
            headers.setdefault(name, value)
        # whatever is not said to be public is somebody's own
        headers.setdefault("Cache-Control", "no-store")
        headers.setdefault("Vary", "Cookie, HX-Request")
