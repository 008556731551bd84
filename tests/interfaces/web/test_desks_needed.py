"""How many desks are needed: the answer on the page, and who may ask."""

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest

from booking.foundation.database import Database
from booking.reservations.models import HouseRule, WishRecord
from booking.reservations.values import Outcome, PartyKind
from booking.spaces.models import Closure
from booking.spaces.values import SpaceKind
from tests.interfaces.web.conftest import Browser
from tests.occupancy.days import add, count, touch_stock
from tests.town_hall import TownHall, at

FIRST, SECOND = date(2026, 3, 16), date(2026, 3, 17)
TODAY = date(2026, 3, 23)
PATH = "/bezetting/werkplekken"
Browse = Callable[[str | None], Browser]


@pytest.fixture(autouse=True)
def two_days(database: Database, hall: TownHall) -> None:
    """Two desks in use one after the other on Monday; on Tuesday two at once, and one refused."""
    with database.writing() as session:
        for day, desk, begin, until in (
            (FIRST, "D5", "09:00", "10:00"), (FIRST, "D6", "10:00", "11:00"),
            (SECOND, "D5", "09:00", "11:00"), (SECOND, "D6", "10:00", "12:00"),
        ):  # fmt: skip
            period = at(day, begin, until)
            add(session, hall, [desk], period, checked_in_at=period.starts_at)
        wish = at(SECOND, "09:00", "17:00")
        session.add(WishRecord(
            asked_on=SECOND, space_kind=SpaceKind.DESK, starts_at=wish.starts_at,
            ends_at=wish.ends_at, attendee_count=1, party=PartyKind.STAFF, outcome=Outcome.REFUSED,
        ))  # fmt: skip
        session.flush()
        for day in (FIRST, SECOND):
            count(session, day, today=TODAY)


def said(browser: Browser, **asked: object) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    answer = browser.get(f"{PATH}?van={FIRST}&tot={SECOND}&{query}")
    assert answer.status_code == 200
    return " ".join(unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_answer_counts_the_busiest_minute_and_what_was_refused(browse: Browse) -> None:
    page = said(browse("els"))
    assert "Met 3 werkplekken had iedereen op 2 van de 2 dagen een werkplek." in page
    assert "De drukste dag was dinsdag 17 maart 2026" in page
    assert "2 open dagen, en 1 wensen" in page or "1 wens" in page
    assert "18 m²" in page


def test_what_it_rests_on_can_be_changed(browse: Browse) -> None:
    page = said(browse("els"), groei=50, vulling=50, m2=10, euro=100)
    assert "Met 10 werkplekken" in page  # 3 × 1.5 = 5, at most half of them taken
    assert "€ 10.000" in page
    assert "Met 3 werkplekken" in said(browse("els"), groei="veel", vulling=1, zekerheid=1)


def test_where_nobody_is_asked_to_check_in_what_was_reserved_counts(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        session.add(HouseRule(space_kind=SpaceKind.DESK, valid_from=FIRST, asks_check_in=False))
        touch_stock(session)
        period = at(FIRST, "14:00", "15:00")
        for desk in ("D1", "D2", "D3", "D4"):
            add(session, hall, [desk], period)
        count(session, FIRST, today=TODAY)
    assert "Met 4 werkplekken had iedereen op 2 van de 2 dagen" in said(browse("els"))


def test_a_desk_that_was_shut_on_the_last_day_is_there(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        whole = at(SECOND, "00:00", "23:00")
        session.add(Closure(space_id=hall.spaces["D1"], starts_at=whole.starts_at,
                            ends_at=whole.ends_at, reason="Verf"))  # fmt: skip
        touch_stock(session)
        count(session, SECOND, today=TODAY)
    assert "Nu zijn er 6 werkplekken" in said(browse("els"))


def test_without_open_days_it_says_so(browse: Browse) -> None:
    later = TODAY + timedelta(days=400)
    answer = browse("els").get(f"{PATH}?van={later}&tot={later}")
    assert "In deze periode is nog geen open dag voorbij" in answer.text


def test_who_may_not_see_occupancy_does_not_find_it(browse: Browse) -> None:
    for name in ("fatima", "ravi", "noor"):
        assert browse(name).get(PATH).status_code == 404
    assert browse(None).get(PATH).status_code == 303
