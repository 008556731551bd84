"""The app on a real database, spoken to as a browser does."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.interfaces.web.identity import cookie_name
from booking.people.sessions import session_limits, start_session
from booking.reservations.check_in import check_in
from booking.reservations.operations import reserve
from booking.reservations.values import ReservationState, Wish
from tests.interfaces.web.apps import app_on
from tests.town_hall import TownHall, at

ADDRESS = "https://woonkamer.voorbeeldstad.example"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """A page only translates: what it asks of the database is tested below, on both engines.

    Pages that write much, or count, ask for ``tests.conftest.database_url`` by importing it.
    """
    return sqlite_url


@pytest.fixture
def settings() -> Settings:
    return Settings(
        secret="5up3r-b4d-but-long-enough-for-tests-0123456789",  # type: ignore[arg-type]
        base_address=ADDRESS,
        security_contact="mailto:security@voorbeeldstad.example",
        municipality="Gemeente Voorbeeldstad",
    )


@pytest.fixture
def app(settings: Settings, database: Database, now: datetime) -> Iterator[Litestar]:
    with app_on(settings, database, clock=lambda: now) as app:
        yield app


class Browser:
    """A signed-in browser without JavaScript: follows no redirects by itself, fills real forms."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self.client = client

    def get(self, path: str, **options: Any) -> Response:
        return self.client.get(path, follow_redirects=False, **options)

    def submit(self, page: Response, action: str, fields: dict[str, Any]) -> Response:
        """Send the form of ``page`` with this ``action``, its hidden fields included."""
        hidden = hidden_fields(page.text, action)
        return self.client.post(action, data={**hidden, **fields}, follow_redirects=False)

    def post_bare(self, path: str, fields: dict[str, Any]) -> Response:
        """Send a form as another site would: without any token."""
        return self.client.post(path, data=fields, follow_redirects=False)


@pytest.fixture
def browse(
    app: Litestar, database: Database, hall: TownHall, settings: Settings, now: datetime
) -> Iterator[Callable[[str | None], Browser]]:
    """``browse("fatima")`` is her signed-in browser; ``browse(None)`` a stranger's."""
    with TestClient(app, base_url=ADDRESS) as door:

        def open_browser(name: str | None) -> Browser:
            client = another_client(door)
            if name is not None:
                with database.writing() as session:
                    token = start_session(session, hall.cast[name].id, browser="test",
                                          limits=session_limits(settings), now=now)  # fmt: skip
                client.cookies.set(cookie_name(settings), token)
            return Browser(client)

        yield open_browser


def another_client(door: TestClient[Litestar]) -> TestClient[Litestar]:
    """One more browser at the same running app: an app starts and stops once, as in life."""
    client = TestClient(door.app, base_url=ADDRESS)
    client.blocking_portal = door.blocking_portal
    return client


class _Forms(HTMLParser):
    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.is_inside, self.fields = action, False, dict[str, str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = attributes.get("action") == self.action and not self.fields
        if tag == "input" and self.is_inside and attributes.get("type") == "hidden":
            self.fields[attributes["name"]] = attributes.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False


def hidden_fields(page: str, action: str) -> dict[str, str]:
    forms = _Forms(action)
    forms.feed(page)
    assert forms.fields, f"no form with action {action} on the page"
    return forms.fields


Make = Callable[..., str]


@pytest.fixture
def make(database: Database, hall: TownHall, now: datetime, monday: date) -> Make:
    """``make("fatima", "beuk", "10:00", "11:00", title=…)``: the uid of her reservation.

    She comes, unless said otherwise: what has begun is checked in.
    """

    def make(
        name: str, space: str, begin: str, until: str, *, day: date = monday,
        asked_at: datetime = now, comes: bool = True, **particulars: Any,
    ) -> str:  # fmt: skip
        wish = Wish((hall.spaces[space],), at(day, begin, until), **particulars)
        with database.writing() as session:
            held = reserve(session, hall.act(name, asked_at), wish)
            if comes and held.starts_at <= now and held.state is ReservationState.CONFIRMED:
                check_in(session, hall.act(name, held.starts_at), held.uid)
            return held.uid

    return make
