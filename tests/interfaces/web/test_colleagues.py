"""Collega's: found only as far as each shares it; of looking nothing remains."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from httpx import Response
from sqlmodel import SQLModel, func, select

from booking.foundation.database import Database
from booking.people.models import Person
from booking.people.values import Sharing
from booking.reservations.staying import end_now
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall

Browse = Callable[..., Browser]
TUESDAY = date(2026, 3, 24)


@pytest.fixture
def share(database: Database, hall: TownHall) -> Callable[[str, Sharing], None]:
    def share(name: str, sharing: Sharing) -> None:
        with database.writing() as session:
            session.get_one(Person, hall.cast[name].id).sharing = sharing

    return share


def look_for(browser: Browser, words: str) -> Response:
    browser.get("/collegas")
    token = {"_csrf_token": browser.client.cookies["__Host-csrf"]}
    return browser.post_bare("/collegas", {**token, "naam": words})


@pytest.mark.parametrize(
    ("sharing", "seen_by"),
    [(Sharing.NOBODY, set()), (Sharing.TEAM, {"fatima", "noor"}),
     (Sharing.EVERYONE, {"fatima", "noor", "els", "samir", "bram"})],
)  # fmt: skip
def test_only_with_whom_joost_shares_it_is_he_found(
    browse: Browse, make: Make, share: Callable[[str, Sharing], None],
    sharing: Sharing, seen_by: set[str],
) -> None:  # fmt: skip
    make("joost", "D3", "09:00", "17:30")
    share("joost", sharing)
    staff = ("fatima", "noor", "els", "samir", "bram")
    pages = {name: look_for(browse(name), "de vries") for name in staff}
    assert {name for name, page in pages.items() if "1.D03" in page.text} == seen_by
    for name, page in pages.items():
        assert page.status_code == 200
        assert ("Joost de Vries" in page.text) == (name in seen_by)
        assert ("Niemand deelt dit met u" in page.text) == (name not in seen_by)


def test_who_does_not_share_looks_like_who_does_not_exist(
    browse: Browse, make: Make, share: Callable[[str, Sharing], None]
) -> None:
    make("joost", "D3", "09:00", "17:30")
    share("joost", Sharing.NOBODY)
    bram = browse("bram")
    hidden, nobody = look_for(bram, "Joost de Vries"), look_for(bram, "Karel Zonder")
    assert hidden.text.count("\n") == nobody.text.count("\n")
    assert "1.D03" not in hidden.text


def test_where_and_until_when_today_and_tomorrow(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    left = make("joost", "D2", "08:00", "12:00", asked_at=now - timedelta(hours=2))
    make("joost", "D3", "13:00", "17:30")
    make("joost", "D5", "09:00", "12:00", day=TUESDAY)
    with database.writing() as session:
        end_now(session, hall.act("joost", now), left)
    fatima = browse("fatima")

    team = fatima.get("/collegas").text

    assert "Uw team" in team
    assert "1.D02" not in team, "he left that desk"
    assert "Team Burgerzaken, Eerste verdieping, tot 17:30" in team
    assert "/werkplek/1.D05?datum=2026-03-24" in team
    assert "Noor Bakker" not in team, "she shares it with nobody"


@pytest.mark.parametrize("name", ["ravi", "pia"])
def test_a_partner_has_no_such_page_and_is_never_found(
    browse: Browse, share: Callable[[str, Sharing], None], name: str
) -> None:
    share(name, Sharing.EVERYONE)
    assert browse(name).get("/collegas").status_code == 404
    contact = browse(name)
    contact.get("/mijn-reserveringen")
    token = {"_csrf_token": contact.client.cookies["__Host-csrf"]}
    assert contact.post_bare("/collegas", {**token, "naam": "Joost"}).status_code == 404
    assert "Niemand deelt dit met u" in look_for(browse("els"), name).text


def test_nothing_is_written_down_about_looking(
    browse: Browse, database: Database, make: Make
) -> None:
    make("joost", "D3", "09:00", "17:30")
    fatima = browse("fatima")
    fatima.get("/collegas")

    def rows() -> dict[str, int]:
        with database.reading() as session:
            return {name: session.exec(select(func.count()).select_from(table)).one()
                    for name, table in SQLModel.metadata.tables.items()}  # fmt: skip

    before = rows()
    page = look_for(fatima, "Joost")
    assert "1.D03" in page.text
    assert rows() == before
    assert "no-store" in page.headers["cache-control"]


def test_too_few_letters_and_too_many_are_said(browse: Browse) -> None:
    fatima = browse("fatima")
    assert "minstens 3 letters" in look_for(fatima, "jo").text
    assert look_for(fatima, "x" * 300).status_code == 422
    assert "Niemand deelt dit met u" in look_for(fatima, "%%%").text
