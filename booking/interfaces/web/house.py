"""What every request can reach: the parts that the app was put together from."""

from dataclasses import dataclass, field
from typing import Any

from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from litestar.connection import ASGIConnection

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.interfaces.clock import Clock
from booking.people.values import Principal


@dataclass(frozen=True, slots=True)
class House:
    """The parts the app was put together from. Kept in ``app.state.house``."""

    settings: Settings
    database: Database
    clock: Clock
    known_sessions: dict[str, tuple[float, Principal]] = field(default_factory=dict)
    limiter: MovingWindowRateLimiter = field(
        default_factory=lambda: MovingWindowRateLimiter(MemoryStorage())
    )


def house_of(connection: ASGIConnection[Any, Any, Any, Any]) -> House:
    house: House = connection.app.state.house
    return house
