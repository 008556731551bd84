"""Pages for everybody: who sees what, accessibility, security.txt, robots.txt."""

from datetime import datetime, timedelta
from typing import Any

from litestar import Controller, Request, get
from litestar.di import NamedDependency
from litestar.response import Redirect, Response, Template

from booking.foundation.settings import Settings
from booking.interfaces.web.pages import page

SECURITY_TXT_DAYS = 180  # RFC 9116 §2.5.5 recommends less than a year
ACCESSIBILITY = "/toegankelijkheid"


class PublicController(Controller):
    @get("/hulp", sync_to_thread=True)
    def help(self, request: Request[Any, Any, Any]) -> Template:
        return page(request, "public/help.html")

    @get("/privacy", sync_to_thread=True)
    def privacy(self, request: Request[Any, Any, Any]) -> Template:
        return page(request, "public/privacy.html")

    @get(ACCESSIBILITY, sync_to_thread=True)
    def accessibility(
        self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Our page, or the statement that the municipality published elsewhere."""
        if settings.accessibility_address != ACCESSIBILITY:
            return Redirect(settings.accessibility_address, status_code=303)
        return page(request, "public/accessibility.html")

    @get("/.well-known/security.txt", sync_to_thread=False)
    def security_txt(
        self, settings: NamedDependency[Settings], now: NamedDependency[datetime]
    ) -> Response[str]:
        """RFC 9116: whom to tell about a hole."""
        expires = (now + timedelta(days=SECURITY_TXT_DAYS)).strftime("%Y-%m-%dT00:00:00Z")
        lines = [
            f"Contact: {settings.security_contact}",
            f"Expires: {expires}",
            "Preferred-Languages: nl, en",
            f"Canonical: {settings.base_address}/.well-known/security.txt",
        ]
        return _plain("\n".join(lines) + "\n")

    @get("/robots.txt", sync_to_thread=False)
    def robots(self) -> Response[str]:
        """Nothing here is for search engines; calendars that obey this file may read feeds."""
        return _plain("User-agent: *\nAllow: /agenda/\nDisallow: /\n")


def _plain(content: str) -> Response[str]:
    return Response(
        content,
        media_type="text/plain",
        headers={"Cache-Control": "public, max-age=3600"},
    )
