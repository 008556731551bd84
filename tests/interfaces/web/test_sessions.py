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


def ask_for_news(browser: Browser) -> int:
    answer = browser.get("/mijn-reserveringen?v=0", headers={"HX-Request": "true"})
    return answer.status_code


def test_an_open_page_that_asks_for_news_keeps_nobody_signed_in(
    street: Street, fatima: Browser
) -> None:
    for hours in range(1, 12):
        street.clock.move(hours=1)
        assert ask_for_news(fatima) == 200, f"after {hours} hours"
    street.clock.move(hours=1)
    assert ask_for_news(fatima) == 401


def test_what_somebody_does_keeps_them_signed_in_just_after_the_page_asked_for_news(
    street: Street, fatima: Browser
) -> None:
    street.clock.move(hours=11)
    assert ask_for_news(fatima) == 200
    assert is_in(fatima)
    street.clock.move(hours=11)
    assert is_in(fatima)


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
