"""Which display asks: a cookie of its own, beside that of a person, and good for nothing else."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.response import Response
from sqlmodel import Session

from booking.foundation.ids import derived_token
from booking.foundation.settings import Settings
from booking.foundation.texts import language, speaking
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.house import house_of
from booking.interfaces.web.pages import page
from booking.people.displays import display_behind
from booking.people.models import Display

HERE = "/scherm"
COOKIE_DAYS = 400  # as long as browsers keep one; each page renews it
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Nothing that looks like something else: no 0, O, 1, I or L."""
CODE_LENGTH = 8  # 39 bits, for ten minutes and a hundred tries an hour


def cookie_name(settings: Settings) -> str:
    return "__Host-display" if settings.is_secure else "display"


def display_cookie(settings: Settings, token: str | None) -> Cookie:
    """The cookie of a paired tablet, or with None the one that wipes it."""
    return Cookie(
        key=cookie_name(settings), value=token or "", path="/", secure=settings.is_secure,
        max_age=COOKIE_DAYS * 86_400 if token else 0, httponly=True, samesite="strict",
    )  # fmt: skip


def token_in(request: AnyRequest) -> str:
    return request.cookies.get(cookie_name(house_of(request).settings), "")


def display_that_asks(request: AnyRequest, session: Session) -> Display | None:
    """None for a browser that is not, or not any more, paired."""
    token = token_in(request)
    return display_behind(session, token) if token else None


def code_from(settings: Settings, seed: str) -> str:
    """The code that a form makes: sent twice, it shows the same one again."""
    secret = derived_token(settings.secret.get_secret_value(), "display code", seed)
    number, letters = int(sha256(secret.encode()).hexdigest(), 16), ""
    for _ in range(CODE_LENGTH):
        number, n = divmod(number, len(LETTERS))
        letters += LETTERS[n]
    return f"{letters[:4]}-{letters[4:]}"


def code_hash(settings: Settings, code: str) -> str:
    """What is stored of a code: keyed, as a code is short. Case, dashes and spaces are nothing."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return derived_token(settings.secret.get_secret_value(), "display code at rest", plain)


def in_its_language(
    request: AnyRequest, name: str, spoken: str | None, *, status: int = 200,
    cookies: list[Cookie] | None = None, **context: Any,
) -> Response[str]:  # fmt: skip
    """Template ``name`` in the language of the display (None: of the browser), filled here."""
    engine = request.app.template_engine
    assert engine is not None, "the app has templates"
    with speaking(spoken or language()):
        answer = page(request, name, status=status, **context)
        html = engine.get_template(name).render(**answer.create_template_context(request))
    return Response(html, status_code=status, media_type=MediaType.HTML,
                    cookies=[*answer.cookies, *(cookies or [])])  # fmt: skip


def milliseconds(instant: datetime) -> int:
    """As a script counts them."""
    return int(instant.timestamp() * 1000)
