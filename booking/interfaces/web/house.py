"""What every request can reach: the parts that the app was put together from."""

from dataclasses import dataclass, field
from time import monotonic
from typing import Any, NamedTuple

from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from litestar.connection import ASGIConnection

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.interfaces.clock import Clock
from booking.people.values import Principal

FORGET_SECONDS = 60


class CountsInMemory(MemoryStorage):
    """The library's, save that it forgets old counts now and then.

    Otherwise it starts a thread to do so after every act, and waits until that runs.
    """

    forget_at = 0.0

    def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802 -- its name over there
        if monotonic() >= self.forget_at:
            self.forget_at = monotonic() + FORGET_SECONDS
            self._MemoryStorage__expire_events()  # type: ignore[attr-defined]  # private there


class KnownSession(NamedTuple):
    """Who is behind a cookie until then (seconds since 1970)."""

    until: float
    person: Principal
    is_marked: bool
    """Whether it is written down that somebody used it in this time."""


@dataclass(frozen=True, slots=True)
class House:
    """The parts the app was put together from. Kept in ``app.state.house``."""

    settings: Settings
    database: Database
    clock: Clock
    known_sessions: dict[str, KnownSession] = field(default_factory=dict)
    limiter: MovingWindowRateLimiter = field(
        default_factory=lambda: MovingWindowRateLimiter(CountsInMemory())
    )


def house_of(connection: ASGIConnection[Any, Any, Any, Any]) -> House:
    house: House = connection.app.state.house
    return house
