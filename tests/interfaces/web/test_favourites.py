"""Rooms one likes or had lately are offered before all others; each to oneself alone."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from booking.foundation.database import Database
from booking.people.favourites import favourites_of
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall

Browse = Callable[..., Browser]
LAST_FRIDAY = date(2026, 3, 20)
SEARCH = "/ruimtes?datum=2026-03-24&van=10:00&tot=11:00"


def liked(browser: Browser, search: str = SEARCH) -> list[tuple[str, str]]:
    """Why and which: the chips above the answer."""
    chips = re.findall(r'visually-hidden">([^<:]+): </span>([^<]+) <span', browser.get(search).text)
    return [(why, name) for why, name in chips]


def test_favourites_come_before_what_was_had_lately(
    browse: Browse, make: Make, now: object, database: Database, hall: TownHall
) -> None:
    week_ago = now - timedelta(days=7)  # type: ignore[operator]
    make("fatima", "linde", "10:00", "11:00", day=LAST_FRIDAY, asked_at=week_ago)
    fatima = browse("fatima")
    assert liked(fatima) == [("Had u pas nog", "De Linde")]

    for _ in range(2):  # twice is once
        fatima.submit(fatima.get("/ruimtes/1.14"), "/ruimtes/favoriet", {"keuze": "ja"})
    assert liked(fatima) == [("Uw favoriet", "De Beuk"), ("Had u pas nog", "De Linde")]
    assert liked(fatima, f"{SEARCH}&personen=12") == [("Had u pas nog", "De Linde")]
    assert liked(browse("joost")) == []

    fatima.submit(fatima.get("/ruimtes/1.14"), "/ruimtes/favoriet", {"keuze": "nee"})
    assert liked(fatima) == [("Had u pas nog", "De Linde")]


def test_today_offers_a_favourite_before_a_smaller_room(browse: Browse) -> None:
    fatima = browse("fatima")
    assert fatima.get("/vandaag?personen=2").text.index("De Linde A") > 0
    fatima.submit(fatima.get("/ruimtes/1.14"), "/ruimtes/favoriet", {})
    page = fatima.get("/vandaag?personen=2").text
    assert page.index("De Beuk") < page.index("De Linde A")


def test_a_partner_marks_no_room_that_is_not_for_them(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    ravi = browse("ravi")
    page = ravi.get("/ruimtes/1.14")
    foreign = ravi.submit(page, "/ruimtes/favoriet", {"nummer": "1.12", "keuze": "ja"})
    broken = ravi.submit(page, "/ruimtes/favoriet", {"keuze": "misschien"})
    fine = ravi.submit(page, "/ruimtes/favoriet", {})
    assert (foreign.status_code, broken.status_code, fine.status_code) == (404, 400, 303)
    with database.reading() as session:
        assert favourites_of(session, hall.cast["ravi"].id) == {hall.spaces["beuk"]}
