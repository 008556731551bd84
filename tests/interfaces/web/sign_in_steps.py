"""Steps of signing in that several tests take: a clock to move, a letter to read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import col, select

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.interfaces.jobs.worker import do_one_job
from booking.interfaces.jobs.workplace import Workplace
from booking.messages.models import Letter
from booking.people import passwords
from booking.people.models import Person
from booking.people.passwords import hash_good_password
from tests.interfaces.web.apps import app_on
from tests.interfaces.web.conftest import ADDRESS, Browser, another_client
from tests.town_hall import TownHall

GOOD = "vier gele fietsen zingen"
"""A password that nobody else has."""


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Street:
    """The app with a clock, and browsers of people who come along."""

    settings: Settings
    database: Database
    clock: Clock

    door: TestClient[Litestar]

    def browser(self) -> Browser:
        return Browser(another_client(self.door))

    def work(self) -> None:
        """Let the background work be done."""
        place = Workplace(self.settings, self.database, self.clock)
        while do_one_job(place):
            pass

    def letters(self) -> list[Letter]:
        with self.database.reading() as session:
            return list(session.exec(select(Letter).order_by(col(Letter.id))).all())

    def give_password(self, person_id: int, password: str = GOOD) -> None:
        with self.database.writing() as session:
            person = session.get_one(Person, person_id)
            person.password_hash = hash_good_password(password, person)


def ask_link(browser: Browser, email: str, onward: str = "/vandaag") -> Response:
    page = browser.get("/inloggen", params={"verder": onward})
    return browser.submit(page, "/inloggen/link", {"email": email})


def link_in(letter: Letter) -> str:
    """The path of the link in a letter."""
    found = re.search(rf"{ADDRESS}(/inloggen/link/\S+)", letter.text)
    assert found, letter.text
    return found[1]


def press(browser: Browser, path: str) -> Response:
    """Open the link and press its one button."""
    return browser.submit(browser.get(path), path.partition("?")[0], {})


def sign_in(browser: Browser, email: str, password: str = GOOD) -> Response:
    page = browser.get("/inloggen")
    return browser.submit(
        page, "/inloggen/wachtwoord", {"gebruiker": email, "wachtwoord": password}
    )


def is_in(browser: Browser) -> bool:
    return browser.get("/mijn-gegevens").status_code == 200


@pytest.fixture
def street(
    settings: Settings,
    database: Database,
    hall: TownHall,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Street]:
    # what hashing really costs is held by tests/people/test_passwords.py
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher.from_parameters(CHEAPEST))
    clock = Clock(now)
    with (
        app_on(settings, database, clock) as app,
        TestClient(app, base_url=ADDRESS) as door,
    ):
        yield Street(settings, database, clock, door)
