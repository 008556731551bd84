"""A team day: desks side by side by name, one given back, and the same again each week."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from booking.demo.cast import FATIMA
from booking.people.models import Person
from booking.people.values import Sharing
from booking.reservations.models import Reservation
from booking.reservations.seats.queries import seats_in
from tests.journeys.conftest import OpenPage, Town
from tests.journeys.keyboard import press, walk_to
from tests.journeys.look import Look

pytestmark = [pytest.mark.slow, pytest.mark.browser]

MONDAY = date(2026, 12, 14)
UID = re.compile(r"/(reserveringen|reeksen)/[0-9a-f-]{36}$")


def seat_count(town: Town, uid: str) -> int:
    with town.database.reading() as session:
        held = session.exec(select(Reservation).where(Reservation.uid == uid)).one()
        return len(seats_in(session, held.id or 0))


@pytest.mark.parametrize(("width", "language"), [(1440, "nl"), (390, "en")])
def test_joost_gives_fatima_a_desk_by_keyboard_and_she_gives_it_back(
    visit: OpenPage, town: Town, look: Look, width: int, language: str
) -> None:
    with town.database.writing() as session:
        fatima = session.exec(select(Person).where(Person.email == FATIMA)).one()
        fatima.sharing = Sharing.EVERYONE
    nl, day = language == "nl", MONDAY + timedelta(days=width == 390)
    page = visit("Joost de Vries", width=width, language=language)
    page.goto(f"/werkplek?datum={day}&dagdeel=dag&aantal=3")
    press(page, "Deze werkplekken samen reserveren" if nl else "Reserve these desks together")
    page.wait_for_url(UID)
    look(page, "group")
    here = page.url
    walk_to(page, page.get_by_role("link", name="Plekken verdelen" if nl else "Name people"))
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox").first
    walk_to(page, field)
    page.keyboard.type("Fatima el Amrani")
    look(page, "naming")
    press(page, "Opslaan" if nl else "Save")
    expect(page.locator("main")).to_contain_text("Fatima el Amrani")
    uid = here.rsplit("/", 1)[1]
    assert seat_count(town, uid) == 3

    hers = visit("Fatima el Amrani", width=width, language=language)
    hers.goto(f"/mijn-plek/{uid}")
    expect(hers.locator("main")).to_contain_text("Joost de Vries")
    look(hers, "own desk")
    press(hers, "Deze plek teruggeven" if nl else "Give this desk back")
    expect(hers.locator("#flash")).to_contain_text("Teruggegeven" if nl else "Given back")
    assert seat_count(town, uid) == 2


def test_joost_lets_his_team_day_come_back_by_keyboard(
    visit: OpenPage, town: Town, look: Look
) -> None:
    page = visit("Joost de Vries", width=390, language="en")
    page.goto(f"/werkplek?datum={MONDAY + timedelta(days=2)}&dagdeel=dag&aantal=3")
    walk_to(page, page.get_by_role("link", name="On more dates"))
    page.keyboard.press("Enter")
    times = page.get_by_role("radio", name="A number of times")
    walk_to(page, page.get_by_role("radio", name="Until a date"))
    page.keyboard.press("ArrowRight")
    expect(times).to_be_checked()
    count = page.get_by_label("How many times")
    walk_to(page, count)
    page.keyboard.type("3")
    look(page, "rule")
    press(page, "Show the dates")
    expect(page.locator("main")).to_contain_text("To reserve")
    look(page, "plan")
    press(page, "Reserve these dates")
    page.wait_for_url(UID)
    expect(page.locator("main")).to_contain_text("3 desks together")
    look(page, "series")
