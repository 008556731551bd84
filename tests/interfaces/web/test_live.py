"""A list that is open asks every four seconds what others did."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from httpx import Response

from booking.foundation.database import Database
from booking.interfaces.web.live import own
from booking.reservations.operations import cancel
from booking.reservations.queries import reservation_of
from booking.reservations.values import Needs
from booking.reservations.waiting.operations import join
from booking.reservations.waiting.values import Wanted
from booking.spaces.values import SpaceKind
from tests.conftest import database_url  # noqa: F401 -- what is news, each database tells
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall, at

Browse = Callable[..., Browser]
LISTS = [
    ("fatima", "/mijn-reserveringen"),
    ("fatima", "/mijn-reserveringen?soort=ruimtes"),
    ("fatima", "/vandaag?personen=8"),
    ("ravi", "/vandaag"),
    ("els", "/beheer/aanvragen"),
    ("els", "/beheer/daglijst?datum=2026-03-23"),
]


def poll_of(page: Response) -> str:
    found = re.findall(r'data-poll="4" hx-get="([^"]+)"', page.text)
    assert len(found) == 1, "the page asks for news, once"
    return unescape(found[0])


def ask(browser: Browser, poll: str) -> Response:
    return browser.get(poll, headers={"HX-Request": "true"})


@pytest.mark.parametrize(("who", "path"), LISTS)
def test_nothing_new_is_no_content_and_news_is_the_list_alone(
    browse: Browse, make: Make, who: str, path: str
) -> None:
    browser = browse(who)
    poll = poll_of(browser.get(path))
    quiet = ask(browser, poll)
    assert (quiet.status_code, quiet.content) == (204, b"")
    assert browser.get(poll).text.startswith("<!doctype"), "who opens the address gets the page"

    make("ravi", "raadzaal", "13:00", "14:00", title="Wijkraad")

    news = ask(browser, poll)
    assert news.status_code == 200
    assert "<html" not in news.text
    assert "Wijkraad" in news.text or who == "fatima"
    again = poll_of(news)
    assert again != poll
    assert again.split("v=")[0] == poll.split("v=")[0], "it asks the same"
    assert ask(browser, again).status_code == 204


def test_two_that_come_are_not_one_that_was_changed_and_goes(
    make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    fatima, bram = hall.cast["fatima"], hall.cast["bram"]
    made = make("fatima", "beuk", "10:00", "11:00")
    with database.writing() as session:
        row = reservation_of(session, made, fatima)
        row.rev += row.rev + 1  # as much as two of which nothing was changed
    before = database.glance(f"SELECT {own(fatima, now)}")

    with database.writing() as session:
        gone = reservation_of(session, made, fatima)
        gone.holder_id = gone.creator_id = bram.id
    for begin, until in (("11:00", "12:00"), ("12:00", "13:00")):
        make("fatima", "beuk", begin, until)

    assert database.glance(f"SELECT {own(fatima, now)}") != before


def test_what_another_did_to_mine_and_to_what_i_wait_for_is_news(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    uid = make("bram", "beuk", "10:00", "11:00", title="Sollicitatie")
    wanted = Wanted(SpaceKind.ROOM, Needs(at(monday, "10:00", "11:00"), 2), hall.spaces["beuk"])
    with database.writing() as session:
        here = f"/wachtlijst/{join(session, hall.act('fatima', now), wanted).uid}"
    bram, fatima = browse("bram"), browse("fatima")
    mine, waiting = poll_of(bram.get("/mijn-reserveringen")), poll_of(fatima.get(here))

    with database.writing() as session:
        cancel(session, hall.act("els", now), uid)

    assert f'id="komt/reserveringen/{uid}"' not in ask(bram, mine).text
    assert "Vrij voor u: De Beuk" in unescape(ask(fatima, waiting).text)


@pytest.mark.parametrize(("who", "path"), [pair for pair in LISTS if "aanvragen" not in pair[1]])
def test_what_others_do_on_other_days_is_no_news(
    browse: Browse, make: Make, monday: date, who: str, path: str
) -> None:
    browser = browse(who)
    poll = poll_of(browser.get(path))
    make("bram", "beuk", "10:00", "11:00", day=monday + timedelta(days=15))
    assert ask(browser, poll).status_code == 204


@pytest.mark.parametrize("path", ["/mijn-reserveringen", "/vandaag"])
def test_what_others_do_with_me_is_news_whatever_the_day(
    browse: Browse, make: Make, hall: TownHall, monday: date, path: str
) -> None:
    browser = browse("fatima")
    poll = poll_of(browser.get(path))
    make("bram", "beuk", "10:00", "11:00", day=monday + timedelta(days=15),
         host_id=hall.cast["fatima"].id)  # fmt: skip
    assert ask(browser, poll).status_code == 200


def test_to_who_waits_it_matters_what_anybody_does(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    day = monday + timedelta(days=15)
    make("bram", "beuk", "10:00", "12:00", day=day)
    wanted = Wanted(SpaceKind.ROOM, Needs(at(day, "10:00", "12:00"), 2), hall.spaces["beuk"])
    with database.writing() as session:
        join(session, hall.act("els", now), wanted)
        join(session, hall.act("fatima", now), wanted)
    fatima = browse("fatima")
    page = fatima.get("/mijn-reserveringen")
    assert "U bent nummer 2 in de rij." in page.text

    make("els", "linde", "10:00", "12:00", day=day)  # els waits no longer

    assert "U bent als eerste aan de beurt." in ask(fatima, poll_of(page)).text


def test_a_page_that_shows_mistakes_stays_as_it_is(browse: Browse) -> None:
    fatima = browse("fatima")
    answer = fatima.submit(fatima.get("/vandaag"), "/vandaag/dagen", {})
    assert answer.status_code == 422
    assert "data-poll" not in answer.text


def test_whose_session_ended_is_not_told_whether_there_is_news(browse: Browse) -> None:
    poll = poll_of(browse("fatima").get("/mijn-reserveringen"))
    assert ask(browse(None), poll).status_code == 401
