"""The headers on every answer, also on 404 and 500 (public-sector.md §2, ASVS 3.4)."""

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
    """A Litestar ``before_send`` hook: what an answer does not say itself."""

    def __init__(self, settings: Settings) -> None:
        said = {
            **ALWAYS,
            # whatever is not said to be public is somebody's own
            "Cache-Control": "no-store",
            "Vary": "Cookie, HX-Request",
        }
        if settings.is_secure:
            said["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
        self.headers = [(name.lower().encode(), value.encode()) for name, value in said.items()]

    async def __call__(self, message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        given = list(message.get("headers", ()))
        names = {name.lower() for name, _ in given}
        message["headers"] = given + [header for header in self.headers if header[0] not in names]
