"""Mijn reserveringen: what runs, comes, waits and was, for whom it may concern."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from booking.foundation.database import Database
from booking.reservations.operations import cancel, reserve
from booking.reservations.values import Visibility, Wish
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall, at

Browse = Callable[..., Browser]
TUESDAY, FRIDAY = date(2026, 3, 24), date(2026, 3, 20)


def headings(page: str) -> list[str]:
    found = re.findall(r"<(?:h[1-4]|summary)[^>]*>(.*?)</(?:h[1-4]|summary)>", page, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text)).strip() for text in found]


def test_a_newcomer_is_shown_the_ways_on(browse: Browse) -> None:
    page = browse("fatima").get("/mijn-reserveringen")

    assert page.status_code == 200
    assert "U hebt nog niets gereserveerd" in page.text
    assert 'href="/werkplek"' in page.text
    assert 'href="/ruimtes"' in page.text


def test_all_is_sorted_by_what_it_means_now(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    earlier = now - timedelta(days=5)
    make("fatima", "D1", "08:00", "17:00", asked_at=now - timedelta(hours=2))
    make("fatima", "beuk", "14:00", "15:00", title="Vanmiddag")
    make("fatima", "linde", "10:00", "11:00", day=TUESDAY, title="Morgen")
    make("fatima", "raadzaal", "10:00", "11:00", day=TUESDAY, title="In aanvraag")
    make("fatima", "beuk", "10:00", "11:00", day=FRIDAY, asked_at=earlier, title="Vrijdag")
    gone = make("fatima", "beuk", "16:00", "17:00", title="Toch niet")
    with database.writing() as session:
        cancel(session, hall.act("fatima", now), gone)

    page = browse("fatima").get("/mijn-reserveringen").text

    assert headings(page)[:13] == [
        "Mijn reserveringen",
        "Nu", "Werkplek 1.D01",
        "Nog niet bevestigd 1", "In aanvraag",
        "Komende reserveringen",
        "Vandaag, maandag 23 maart 2026", "Vanmiddag",
        "Morgen, dinsdag 24 maart 2026", "Morgen",
        "Voorbij en geannuleerd, laatste 30 dagen 2", "Toch niet", "Vrijdag",
    ]  # fmt: skip
    assert "Ik ben er" not in page  # desks ask nobody to check in
    assert "Nu beëindigen" in page


def test_one_can_look_at_desks_or_rooms_only(browse: Browse, make: Make) -> None:
    make("fatima", "D1", "10:00", "12:00")
    make("fatima", "beuk", "14:00", "15:00", title="Teamoverleg")
    fatima = browse("fatima")

    desks = fatima.get("/mijn-reserveringen?soort=werkplekken").text
    rooms = fatima.get("/mijn-reserveringen?soort=ruimtes").text
    nonsense = fatima.get("/mijn-reserveringen?soort=<x>&soort=y")

    assert ("Werkplek 1.D01" in desks, "Teamoverleg" in desks) == (True, False)
    assert ("Werkplek 1.D01" in rooms, "Teamoverleg" in rooms) == (False, True)
    assert nonsense.status_code == 200
    assert "Teamoverleg" in nonsense.text


def test_what_another_made_or_hosts_says_for_whom(
    browse: Browse, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    wish = Wish((hall.spaces["beuk"],), at(monday, "10:00", "11:00"), title="Voorbespreking")
    with database.writing() as session:
        reserve(session, hall.act("noor", now), wish, holder=hall.cast["joost"])

    page = browse("noor").get("/mijn-reserveringen").text

    assert "Voorbespreking" in page
    assert "Voor Joost de Vries" in page


def test_bram_sees_nothing_of_others(browse: Browse, make: Make) -> None:
    make("fatima", "beuk", "10:00", "11:00", title="Openbaar", visibility=Visibility.PUBLIC)

    page = browse("bram").get("/mijn-reserveringen").text

    assert "Openbaar" not in page
    assert "U hebt nog niets gereserveerd" in page


def test_a_partner_sees_those_of_the_organisation_and_not_of_another(
    browse: Browse, make: Make
) -> None:
    make("ravi", "beuk", "10:00", "11:00", title="Wijkteam")

    assert "Wijkteam" in browse("ravi").get("/mijn-reserveringen").text
    assert "Wijkteam" not in browse("pia").get("/mijn-reserveringen").text


def test_the_page_is_english_for_who_chose_so(browse: Browse, make: Make) -> None:
    make("fatima", "beuk", "10:00", "11:00", title="Teamoverleg")
    fatima = browse("fatima")
    fatima.client.cookies.set("taal", "en")

    page = fatima.get("/mijn-reserveringen").text

    assert "Today, Monday 23 March 2026" in page
    assert "Set up my own calendar" in page


def test_a_stranger_is_asked_to_sign_in(browse: Browse) -> None:
    assert browse(None).get("/mijn-reserveringen").headers["location"].startswith("/inloggen")
