"""The language of an answer: the reader's choice, else the person's, else the browser's."""

from typing import Annotated

from litestar import Controller, post
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.params import URLEncodedBody
from litestar.response import Redirect
from litestar.types import ASGIApp, Receive, Scope, Send
from pydantic import BaseModel, Field
from typing_extensions import override

from booking.foundation.settings import Settings
from booking.foundation.texts import LANGUAGES, speaking
from booking.interfaces.web.pages import local_path

COOKIE = "taal"


class Language(ASGIMiddleware):
    """Answers within are written in the reader's language."""

    scopes = (ScopeType.HTTP,)

    @override
    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        with speaking(_language_of(ASGIConnection(scope))):
            await next_app(scope, receive, send)


def _language_of(connection: ASGIConnection) -> str:  # type: ignore[type-arg]
    chosen = connection.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    person = connection.scope.get("user")
    if person is not None:
        return str(person.language)
    accepted = connection.headers.get("accept-language", "")
    return next((code for part in accepted.split(",") if (code := part.strip()[:2]) in LANGUAGES),
                LANGUAGES[0])  # fmt: skip


class LanguageForm(BaseModel):
    taal: Annotated[str, Field(pattern="^(nl|en)$")]
    terug: str = "/"


class LanguageController(Controller):
    path = "/taal"

    @post(sync_to_thread=False)
    def choose(
        self, data: URLEncodedBody[LanguageForm], settings: NamedDependency[Settings]
    ) -> Redirect:
        cookies = [language_cookie(settings, data.taal)]
        return Redirect(local_path(data.terug), status_code=303, cookies=cookies)


def language_cookie(settings: Settings, language: str) -> Cookie:
    return Cookie(key=COOKIE, value=language, path="/", max_age=31_536_000,
                  secure=settings.is_secure, httponly=True, samesite="lax")  # fmt: skip
