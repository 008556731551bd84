"""How long a session lives: idle, at most, and what ends it from outside."""

from datetime import date

import pytest

from booking.foundation.database import Database
from booking.people.models import Partner, Person
from tests.interfaces.web.conftest import Browser
from tests.interfaces.web.sign_in_steps import Street, is_in, sign_in, street
from tests.town_hall import TownHall

__all__ = ["street"]


@pytest.fixture
def fatima(street: Street, hall: TownHall) -> Browser:
    street.give_password(hall.cast["fatima"].id)
    browser = street.browser()
    sign_in(browser, "fatima@voorbeeldstad.example")
    return browser


def test_a_session_ends_after_twelve_idle_hours(street: Street, fatima: Browser) -> None:
    street.clock.move(hours=11, minutes=59)
    assert is_in(fatima)
    street.clock.move(hours=12)
    assert not is_in(fatima)


def test_a_session_ends_after_fourteen_days_however_busy(street: Street, fatima: Browser) -> None:
    for _ in range(14 * 3 - 1):
        street.clock.move(hours=8)
        assert is_in(fatima)
    street.clock.move(hours=8)
    assert not is_in(fatima)


def test_a_clock_that_jumps_back_signs_nobody_out(street: Street, fatima: Browser) -> None:
    street.clock.move(hours=-2)
    assert is_in(fatima)


def test_a_disabled_person_is_out_within_a_minute(
    street: Street, fatima: Browser, hall: TownHall, database: Database
) -> None:
    assert is_in(fatima)
    with database.writing() as session:
        session.get_one(Person, hall.cast["fatima"].id).disabled_at = street.clock.now
    street.clock.move(seconds=59)

    assert not is_in(fatima)


def test_a_partner_is_out_when_the_term_ends(
    street: Street, hall: TownHall, database: Database
) -> None:
    street.give_password(hall.cast["ravi"].id)
    ravi = street.browser()
    sign_in(ravi, "ravi@voorbeeldstad.example")
    assert is_in(ravi)
    with database.writing() as session:
        session.get_one(Partner, hall.cast["ravi"].partner_id).term_until = date(2026, 3, 23)
    street.clock.move(seconds=59)

    assert not is_in(ravi)


def test_the_cookie_is_for_this_host_and_no_script(street: Street, fatima: Browser) -> None:
    answer = sign_in(fatima, "fatima@voorbeeldstad.example")
    (cookie,) = [line for line in answer.headers.get_list("set-cookie") if "session" in line]

    assert cookie.startswith("__Host-session=")
    for part in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert part.lower() in cookie.lower()
    assert "domain" not in cookie.lower()
