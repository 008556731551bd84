"""Coming in: what every way to sign in has in common."""

from datetime import datetime
from urllib.parse import urlencode

from litestar.datastructures import Cookie
from litestar.response import Redirect
from sqlmodel import Session

from booking.foundation.settings import Settings
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.house import house_of
from booking.interfaces.web.identity import cookie_name, forget, session_cookie
from booking.interfaces.web.pages import go, local_path
from booking.interfaces.web.security_log import note
from booking.people.codes import is_code_asked, prepare_codes, remember_first_step
from booking.people.models import Person
from booking.people.sessions import end_session, session_limits, start_session
from booking.people.sign_in_links import LINK_LIFE
from booking.people.values import Principal

START = "/vandaag"
BROWSER, FIRST_STEP = "aanvraag", "stap"


def come_in(
    request: AnyRequest, session: Session, person_id: int, *, way: str, now: datetime
) -> Cookie:
    """Sign this browser in under a new token; the session it had before ends."""
    house = house_of(request)
    old = request.cookies.get(cookie_name(house.settings))
    if old:
        end_session(session, old)
        forget(house, old)
    token = start_session(
        session, person_id, browser=request.headers.get("user-agent", ""),
        limits=session_limits(house.settings), now=now,
    )  # fmt: skip
    note(request, "sign-in", result="ok", person_id=person_id, way=way)
    return session_cookie(house.settings, token)


def after_first_step(
    request: AnyRequest, session: Session, person: Principal, *, way: str, onward: str,
    now: datetime,
) -> Redirect:  # fmt: skip
    """In, or on to the code for whom the password or the link alone is not enough."""
    row = session.get_one(Person, person.id)
    if not is_code_asked(row, person.roles):
        cookie = come_in(request, session, person.id, way=way, now=now)
        return go(local_path(onward), cookies=[cookie])
    prepare_codes(session, row)
    token = remember_first_step(session, person.id, now=now)
    settings = house_of(request).settings
    return go(with_onward("/inloggen/code", onward),
              cookies=[short_cookie(settings, FIRST_STEP, token)])  # fmt: skip


def with_onward(path: str, onward: str) -> str:
    """``path`` that remembers where the person wanted to go."""
    address = local_path(onward)
    return path if address in {"/", START} else f"{path}?{urlencode({'verder': address})}"


def read_short_cookie(request: AnyRequest, name: str) -> str | None:
    return request.cookies.get(_name(house_of(request).settings, name)) or None


def short_cookie(settings: Settings, name: str, token: str | None) -> Cookie:
    """A cookie that lives as long as a link, or with None the one that wipes it."""
    return Cookie(
        key=_name(settings, name),
        value=token or "",
        max_age=int(LINK_LIFE.total_seconds()) + 60 if token else 0,
        path="/",
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",  # a link in a mail comes from another site
    )


def _name(settings: Settings, name: str) -> str:
    return f"__Host-{name}" if settings.is_secure else name
