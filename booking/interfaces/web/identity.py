"""Who is asking: the cookie of a signed-in browser, looked up on the server.

A session that was seen is remembered for some seconds, so that a page full of polls does
not ask the database each time. A disabled person is out within that time. Only what somebody does
keeps a session: a page that is open asks for news by itself, and that keeps nobody signed in
(ASVS 5.0 7.3.1).
"""

from contextlib import suppress
from datetime import datetime
from typing import Any

from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from typing_extensions import override

from booking.foundation.errors import Unavailable
from booking.foundation.ids import token_hash
from booking.foundation.settings import Settings
from booking.interfaces.web.house import House, KnownSession, house_of
from booking.interfaces.web.pages import is_poll
from booking.people.sessions import mark_seen, person_behind, session_limits
from booking.people.values import Principal

REMEMBERED_SECONDS = 20
REMEMBERED_MAX = 10_000


class Identity(AbstractAuthenticationMiddleware):
    """Sets ``request.user`` to a Principal or None; who may pass is decided by access.py."""

    @override
    async def authenticate_request(
        self, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> AuthenticationResult:
        house = house_of(connection)
        token = connection.cookies.get(cookie_name(house.settings))
        if not token:
            return AuthenticationResult(user=None, auth=None)
        key, now = token_hash(token), house.clock()
        is_used = not is_poll(connection)
        known = house.known_sessions.get(key)
        if known and known.until > now.timestamp() and (known.is_marked or not is_used):
            return AuthenticationResult(user=known.person, auth=token)
        person = await sync_to_thread(_look_up, house, token, now, is_used=is_used)
        _remember(house, key, person, now, is_marked=is_used)
        return AuthenticationResult(user=person, auth=token)


def _look_up(house: House, token: str, now: datetime, *, is_used: bool) -> Principal | None:
    with house.database.reading() as session:
        person = person_behind(session, token, limits=session_limits(house.settings), now=now)
    if person is not None and is_used:
        # looking things up goes on when nothing can be stored
        with suppress(Unavailable), house.database.writing() as session:
            mark_seen(session, token, now=now)
    return person


def _remember(
    house: House, key: str, person: Principal | None, now: datetime, *, is_marked: bool
) -> None:
    if len(house.known_sessions) >= REMEMBERED_MAX:
        house.known_sessions.clear()
    if person is None:
        house.known_sessions.pop(key, None)
    else:
        until = now.timestamp() + REMEMBERED_SECONDS
        house.known_sessions[key] = KnownSession(until, person, is_marked)


def forget(house: House, token: str) -> None:
    """Stop remembering a session that was just ended."""
    house.known_sessions.pop(token_hash(token), None)


def forget_person(house: House, person_id: int) -> None:
    """Stop remembering every session of a person: some were ended, or the person changed."""
    for key, known in list(house.known_sessions.items()):
        if known.person.id == person_id:
            house.known_sessions.pop(key, None)


def cookie_name(settings: Settings) -> str:
    return "__Host-session" if settings.is_secure else "session"


def session_cookie(settings: Settings, token: str | None) -> Cookie:
    """The cookie that signs in, or with None the one that wipes it."""
    return Cookie(
        key=cookie_name(settings),
        value=token or "",
        max_age=settings.session_days_max * 86_400 if token else 0,
        path="/",
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",
    )
