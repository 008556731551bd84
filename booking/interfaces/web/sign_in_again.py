"""What opens a door for others asks who signed in a while ago to sign in again (ASVS 7.5.1)."""

from datetime import datetime
from typing import Any

from litestar import Request
from litestar.response import Redirect

from booking.foundation.database import Database
from booking.interfaces.web.pages import go
from booking.interfaces.web.people.entrance import with_onward
from booking.people.sessions import is_fresh


def is_just_in(request: Request[Any, Any, Any], database: Database, now: datetime) -> bool:
    """Whether this browser signed in so shortly ago that it is surely the same person."""
    with database.reading() as session:
        return is_fresh(session, request.auth, now=now)


def way_back(path: str) -> str:
    """The address at which one signs in again and then is at ``path``."""
    return with_onward("/inloggen", path)


def ask_to_sign_in_again(path: str) -> Redirect:
    return go(way_back(path), flash="sign-in-again")
