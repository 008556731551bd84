"""What a handler may ask for by name: the database, one instant, who asks, the act, the errand.

Of what could be had at the same time Litestar makes a task each, which takes as long as all the
rest of a small answer. So one asks for the other, in a row, or everything comes as the errand.
"""

from datetime import datetime
from typing import Any

from litestar import Request
from litestar.di import NamedDependency, Provide

from booking.foundation.database import Database
from booking.foundation.doors import Door
from booking.foundation.settings import Settings
from booking.interfaces.web.errand import Errand
from booking.interfaces.web.house import house_of
from booking.people.permissions import NotAllowed
from booking.people.values import Act, Principal

AnyRequest = Request[Any, Any, Any]


def provide_database(request: AnyRequest) -> Database:
    """The handler opens its own transaction, in its own thread.

    Not a generator that yields a session: Litestar finishes generator dependencies on
    the event loop, where waiting for a locked database would freeze every request.
    """
    return house_of(request).database


def provide_settings(request: AnyRequest) -> Settings:
    return house_of(request).settings


def provide_now(request: AnyRequest, database: NamedDependency[Database]) -> datetime:
    """Read the clock once, so that one request cannot straddle midnight."""
    return now_of(request)


def provide_viewer(request: AnyRequest, now: NamedDependency[datetime]) -> Principal:
    """Who is signed in. The guard let nobody else through; this makes it a type."""
    return viewer_of(request)


def now_of(request: AnyRequest) -> datetime:
    return house_of(request).clock()


def viewer_of(request: AnyRequest) -> Principal:
    viewer: Principal | None = request.user
    if viewer is None:
        raise NotAllowed("nobody is signed in")
    return viewer


def provide_act(viewer: NamedDependency[Principal], now: NamedDependency[datetime]) -> Act:
    return Act(by=viewer, at=now, door=Door.WEB)


def provide_errand(request: AnyRequest) -> Errand:
    act = Act(by=viewer_of(request), at=now_of(request), door=Door.WEB)
    return Errand(request, house_of(request).database, act)


DEPENDENCIES = {
    "database": Provide(provide_database, sync_to_thread=False),
    "settings": Provide(provide_settings, sync_to_thread=False),
    "now": Provide(provide_now, sync_to_thread=False),
    "viewer": Provide(provide_viewer, sync_to_thread=False),
    "act": Provide(provide_act, sync_to_thread=False),
    "errand": Provide(provide_errand, sync_to_thread=False),
}
