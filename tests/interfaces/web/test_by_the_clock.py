"""What time does by itself, as who comes to look finds it: no job runs in between."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from httpx import Response
from litestar import Litestar
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.journal import seal_entries
from booking.foundation.settings import Settings
from booking.messages.models import Letter
from booking.messages.news import tell_news
from booking.occupancy.facts import recount_dirty
from tests.conftest import database_url  # noqa: F401 -- what is due is found by the database
from tests.interfaces.web.apps import app_on
from tests.interfaces.web.conftest import Browser, Make
from tests.interfaces.web.test_health import Hands, hands  # noqa: F401 -- a fixture
from tests.town_hall import TownHall, at

Browse = Callable[..., Browser]
MONDAY, TUESDAY = date(2026, 3, 23), date(2026, 3, 24)
BEUK = "/ruimtes/1.14"


@pytest.fixture
def app(settings: Settings, database: Database, hands: Hands) -> Iterator[Litestar]:  # noqa: F811
    with app_on(settings, database, clock=hands) as app:
        yield app


def reserve(browser: Browser, day: date, begin: str, until: str) -> Response:
    """De Beuk, by its form."""
    fields = {"datum": day.isoformat(), "van": begin, "tot": until, "personen": "4",
              "onderwerp": "Overleg", "zichtbaarheid": "colleagues"}  # fmt: skip
    form = browser.get(f"{BEUK}?datum={day}&van={begin}&tot={until}")
    return browser.submit(form, f"{BEUK}/reserveringen", fields)


def subjects(database: Database, settings: Settings, hands: Hands, to: str) -> list[str]:  # noqa: F811
    with database.writing() as session:
        seal_entries(session)
        tell_news(session, settings, now=hands.now)
    with database.reading() as session:
        found = session.exec(select(Letter).order_by("id"))  # type: ignore[call-overload]
        return [letter.subject for letter in found if letter.recipient.startswith(to)]


def test_who_does_not_come_loses_the_room_is_told_and_counts_as_one_no_show(
    browse: Browse, make: Make, database: Database, settings: Settings, hands: Hands,  # noqa: F811
) -> None:  # fmt: skip
    missed = make("fatima", "beuk", "10:00", "11:00")
    joost = browse("joost")
    hands.now = at(MONDAY, "10:14", "11:00").starts_at
    assert reserve(joost, MONDAY, "10:15", "11:00").status_code in {409, 422}

    hands.now = at(MONDAY, "10:15", "11:00").starts_at
    assert "10:15" in joost.get(f"{BEUK}?datum={MONDAY}").text
    assert reserve(joost, MONDAY, "10:15", "11:00").status_code == 303
    assert "Vrijgegeven" in browse("fatima").get(f"/reserveringen/{missed}").text
    [told] = subjects(database, settings, hands, "fatima")
    assert "De Beuk" in told

    els = browse("els")
    hands.now = at(MONDAY, "20:00", "21:00").starts_at
    els.get("/vandaag")  # who does nothing for half a day has to sign in again
    hands.now = at(TUESDAY, "00:30", "01:00").starts_at
    with database.writing() as session:
        assert recount_dirty(session, today=TUESDAY, days_max=9)
    report = els.get(f"/bezetting?van={MONDAY}&tot={MONDAY}").text
    report = report.replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")
    assert re.search(r"Van de 2 reserveringen[^<]* kwam bij 50,0 % niemand", report)


def wait(browser: Browser) -> None:
    when = {"datum": f"{TUESDAY}", "van": "10:00", "tot": "12:00"}
    form = browser.get(
        f"/wachtlijst/nieuw?soort=ruimte&nummer=1.14&datum={TUESDAY}&van=10:00&tot=12:00"
    )
    assert browser.submit(form, "/wachtlijst", {**when, "waar": "deze"}).status_code == 303


def test_what_becomes_free_is_held_for_who_waited_first_and_then_for_the_next(
    browse: Browse, make: Make, hall: TownHall, hands: Hands,  # noqa: F811
) -> None:  # fmt: skip
    held = make("noor", "beuk", "10:00", "12:00", day=TUESDAY)
    noor, fatima, joost, bram = (browse(name) for name in ("noor", "fatima", "joost", "bram"))
    for person in (fatima, joost):
        wait(person)

    here = f"/reserveringen/{held}"
    noor.submit(noor.get(f"{here}/annuleren"), f"{here}/annulering", {})
    assert "Voor u vastgehouden tot 09:30" in fatima.get("/vandaag").text
    assert "Vrij voor u" not in joost.get("/vandaag").text
    for person in (joost, bram):
        assert reserve(person, TUESDAY, "10:00", "12:00").status_code in {409, 422}

    hands.now += timedelta(minutes=30)
    assert reserve(bram, TUESDAY, "10:00", "12:00").status_code in {409, 422}
    assert "Voor u vastgehouden tot 10:00" in joost.get("/vandaag").text
    assert "Voor u vastgehouden" not in fatima.get("/vandaag").text
