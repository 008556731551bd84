"""Waiting for a room that is taken: on the list, asked first, and yes, by keyboard alone."""

from datetime import date, time

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from booking.demo.cast import ELS, FATIMA
from booking.foundation.local_time import day_of, local_instant, local_period
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Act, Principal
from booking.reservations.models import Reservation
from booking.reservations.operations import cancel, reserve
from booking.reservations.search import free_spaces
from booking.reservations.values import Needs, ReservationState, Wish
from booking.spaces.values import BookableSpace, SpaceKind
from tests.journeys.conftest import OpenPage, Town
from tests.journeys.look import Look

pytestmark = [pytest.mark.slow, pytest.mark.browser]

THURSDAY = date(2026, 11, 26)
WORDS = {
    "nl": ("Zet mij op de wachtlijst", "Alleen", "Zet mij op de lijst", "als eerste aan de beurt",
           "tot 10:40", "Ja, ik neem de plek"),
    "en": ("Put me on the waiting list", "Only", "Put me on the list", "first in line",
           "until 10:40", "Yes, I take it"),
}  # fmt: skip


def person(town: Town, email: str) -> Principal:
    with town.database.reading() as session:
        row = person_by_email(session, email)
        assert row is not None
        found = principal_of(session, row.id or 0, today=day_of(town.now))
    assert found is not None
    return found


def take_a_room(town: Town, hour: int) -> tuple[str, BookableSpace]:
    """The uid of Els's reservation of a room for an hour, and the room."""
    els, period = person(town, ELS), local_period(THURSDAY, time(hour), time(hour + 1))
    with town.database.writing() as session:
        rooms = free_spaces(session, Needs(period), kind=SpaceKind.ROOM, person=els, now=town.now)
        room = next(room for room in rooms if not room.needs_approval)
        return reserve(session, Act(els, town.now), Wish((room.id,), period)).uid, room


def confirmed(town: Town, email: str, hour: int) -> Reservation:
    """What this person has on Thursday from ``hour`` on."""
    with town.database.reading() as session:
        return session.exec(
            select(Reservation).where(
                Reservation.holder_id == person(town, email).id,
                Reservation.starts_at == local_instant(THURSDAY, time(hour)),
                Reservation.state == ReservationState.CONFIRMED,
            )
        ).one()


def press(page: Page, role: str, name: str) -> None:
    """Go to a link or button and press Enter, without a mouse."""
    control = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    control.focus()
    expect(control).to_be_focused()
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("width", "language", "javascript", "hour"),
    [(1440, "nl", True, 9), (390, "en", True, 11), (390, "nl", False, 14)],
    ids=["wide", "phone", "phone, no script"],
)
def test_fatima_waits_for_a_room_and_takes_it_when_it_is_free(
    visit: OpenPage, town: Town, look: Look, width: int, language: str, hour: int, *,
    javascript: bool,
) -> None:  # fmt: skip
    town.now = local_instant(date(2026, 11, 24), time(10, 10))
    join, only, put, first, until, yes = WORDS[language]
    held, room = take_a_room(town, hour)
    page = visit("Fatima el Amrani", width=width, language=language, javascript=javascript)

    page.goto(f"/ruimtes/{room.number}?datum={THURSDAY}&van={hour:02}:00&tot={hour + 1:02}:00")
    look(page, "taken")
    press(page, "link", join)
    page.wait_for_url("**/wachtlijst/nieuw*")
    page.get_by_role("radio", name=f"{only} {room.name}").focus()
    page.keyboard.press("Space")
    look(page, "join")
    press(page, "button", put)
    expect(page.locator("main")).to_contain_text(first)
    look(page, "waiting")

    els = Act(person(town, ELS), town.now)
    with town.database.writing() as session:
        cancel(session, els, held)
    page.reload()
    expect(page.locator("main")).to_contain_text(until)
    look(page, "offer")
    page.goto("/mijn-reserveringen")
    look(page, "mine")
    page.goto("/vandaag")
    look(page, "today")
    press(page, "button", yes)
    page.wait_for_url("**/reserveringen/*")
    assert page.url.endswith(confirmed(town, FATIMA, hour).uid)


def test_els_sees_how_many_wait_and_not_who(visit: OpenPage, town: Town, look: Look) -> None:
    _, room = take_a_room(town, 16)
    page = visit("Fatima el Amrani")
    asked = f"datum={THURSDAY}&van=16:00&tot=17:00"
    page.goto(f"/wachtlijst/nieuw?soort=ruimte&nummer={room.number}&{asked}")
    page.get_by_role("radio", name=f"Alleen {room.name}").check()
    page.get_by_role("button", name="Zet mij op de lijst").click()
    expect(page.locator("main")).to_contain_text("als eerste aan de beurt")

    page = visit("Els van Dijk")
    page.goto("/beheer")
    look(page, "overview")
    section = page.locator("section", has=page.locator("#wachtlijst"))
    expect(section.get_by_role("row", name="donderdag 26 november")).to_have_text(
        "donderdag 26 november 202602"  # Bram waits for what Ravi asked for
    )
    expect(section).not_to_contain_text("Fatima")
