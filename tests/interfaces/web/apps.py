"""Apps to borrow: putting one together takes half a second, and tests need a thousand.

Whatever an app remembers is in its House, which is new for each borrower.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from litestar import Litestar

from booking.app import create_app
from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.interfaces.clock import Clock, system_clock
from booking.interfaces.web.house import House

_idle: list[tuple[Settings, Litestar]] = []


@contextmanager
def app_on(
    settings: Settings, database: Database, clock: Clock = system_clock
) -> Iterator[Litestar]:
    """The app by these settings, nobody else's for as long as it lasts."""
    app = _taken(settings) or create_app(settings, database, clock)
    app.state["house"] = House(settings, database, clock)
    yield app
    kept = [*app.state.dict(), *app.stores._stores]  # noqa: SLF001 -- it must stay empty
    assert kept == ["house"], f"an app keeps more than its House from test to test: {kept}"
    _idle.append((settings, app))


def _taken(settings: Settings) -> Litestar | None:
    for n, (made_by, _app) in enumerate(_idle):
        if made_by == settings:
            return _idle.pop(n)[1]
    return None
