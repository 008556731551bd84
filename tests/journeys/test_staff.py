"""What staff come for, from the first click to the reservation, as people do it."""

import re
from datetime import date, time

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, func, select

from booking.demo.cast import FATIMA, JOOST
from booking.foundation.local_time import local_instant
from booking.people.queries import person_by_email
from booking.reservations.models import Reservation
from booking.reservations.values import ReservationState
from tests.journeys.conftest import OpenPage, Town
from tests.journeys.look import Look

pytestmark = [pytest.mark.slow, pytest.mark.browser]

WEDNESDAY, THURSDAY = date(2026, 11, 25), date(2026, 11, 26)
SEARCH = "/ruimtes?datum={day}&van={begin}&tot={until}&personen={people}&weergave=lijst"
both_ways = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])


def reserved(page: Page) -> str:
    """The address of the reservation that the page now shows."""
    page.wait_for_url(re.compile(r"/reserveringen/[0-9a-f-]{36}$"))
    return page.url


def count_of(town: Town, email: str, state: ReservationState) -> int:
    with town.database.reading() as session:
        person = person_by_email(session, email)
        assert person is not None
        return session.exec(
            select(func.count())
            .select_from(Reservation)
            .where(Reservation.holder_id == person.id, col(Reservation.state) == state)
        ).one()


def open_room(page: Page, day: date, begin: str, until: str, people: int) -> None:
    """Search as the form does, and take the first room of the list."""
    page.goto(SEARCH.format(day=day, begin=begin, until=until, people=people))
    page.get_by_role("link", name=re.compile(f"^Reserveer {begin}–{until}")).first.click()
    expect(page.get_by_role("heading", name="Reserveer deze ruimte")).to_be_visible()


@pytest.mark.parametrize(
    ("javascript", "day"),
    [(True, WEDNESDAY), (False, THURSDAY)],
    ids=["script", "no script"],
)
def test_fatima_has_a_desk_in_two_taps(
    visit: OpenPage, town: Town, look: Look, *, javascript: bool, day: date
) -> None:
    town.now = local_instant(day, time(8, 5))
    page = visit("Fatima el Amrani", width=390, javascript=javascript)
    before = count_of(town, FATIMA, ReservationState.CONFIRMED)

    page.get_by_role("button", name=re.compile(r"^Reserveer \d\.D\d+")).first.click()

    reserved(page)
    expect(page.locator("#flash")).to_contain_text("Gereserveerd")
    look(page)
    assert count_of(town, FATIMA, ReservationState.CONFIRMED) == before + 1
    page.goto("/vandaag")
    expect(page.get_by_role("heading", name="Hier zit u vandaag")).to_be_visible()


def test_joost_finds_a_room_by_keyboard_alone(visit: OpenPage, town: Town) -> None:
    town.now = local_instant(WEDNESDAY, time(9, 0))
    page = visit("Joost de Vries")
    page.goto(SEARCH.format(day=THURSDAY, begin="10:00", until="11:00", people=6))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Ga naar de inhoud")).to_be_focused()

    _tab_to(page, "Reserveer 10:00–11:00")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Aantal personen")).to_have_value("6")
    _tab_to(page, "Onderwerp", tag="INPUT")
    page.keyboard.type("Kwartaaloverleg")
    page.keyboard.press("Enter")

    reserved(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kwartaaloverleg")


def _tab_to(page: Page, name: str, tag: str = "A") -> None:
    """Press Tab until the element with this name has the focus; every stop must show it."""
    for _ in range(150):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => { const e = document.activeElement;
                const rings = [null, '::before'].map(part => getComputedStyle(e, part)).some(
                    s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2);
                return {tag: e.tagName, ring: rings,
                        name: (e.labels?.[0] ?? e).textContent.trim()}; }"""
        )
        assert stop["ring"] or stop["tag"] == "BODY", f"no focus ring on {stop}"
        if stop["tag"] == tag and stop["name"].startswith(name):
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")


@both_ways
def test_a_refusal_names_every_reason_and_its_alternative_is_taken(
    visit: OpenPage, town: Town, look: Look, *, javascript: bool
) -> None:
    town.now = local_instant(WEDNESDAY, time(9, 0))
    begin, until = ("13:00", "14:00") if javascript else ("15:00", "16:00")
    joost = visit("Joost de Vries", javascript=javascript)
    open_room(joost, date(2026, 12, 9), begin, until, people=4)
    bram = visit("Bram Jansen")
    bram.goto(joost.url)
    bram.get_by_role("button", name="Reserveer", exact=True).click()
    reserved(bram)

    joost.get_by_label("Aantal personen").fill("40")
    joost.get_by_label("Onderwerp").fill("Afdelingsoverleg")
    joost.get_by_role("button", name="Reserveer", exact=True).click()

    expect(joost.get_by_role("heading", name="Niet gereserveerd")).to_be_visible()
    reasons = joost.get_by_role("alert").get_by_role("listitem")
    expect(reasons).to_have_count(3)
    expect(reasons.nth(0)).to_contain_text("u komt met 40 personen")
    expect(reasons.nth(1)).to_contain_text("is bezet")
    expect(reasons.nth(2)).to_contain_text("bepaalt wat een plek biedt")
    expect(joost.get_by_label("Onderwerp")).to_have_value("Afdelingsoverleg")
    look(joost, "refused")
    joost.get_by_role("button", name="Reserveer dit").first.click()
    reserved(joost)
    expect(joost.get_by_role("heading", level=1)).to_have_text("Afdelingsoverleg")


def test_a_reservation_is_changed_ended_and_another_cancelled(
    visit: OpenPage, town: Town, look: Look
) -> None:
    town.now = local_instant(WEDNESDAY, time(9, 0))
    page = visit("Joost de Vries")
    open_room(page, WEDNESDAY, "17:00", "18:00", people=2)
    page.get_by_label("Onderwerp").fill("Nabespreking")
    page.get_by_role("button", name="Reserveer", exact=True).click()
    address = reserved(page)

    page.get_by_role("link", name="Reservering wijzigen").click()
    look(page, "change")
    page.get_by_label("Tot").select_option("18:30")
    page.get_by_role("button", name="Wijziging opslaan").click()
    page.wait_for_url(address)
    expect(page.locator("main")).to_contain_text("17:00–18:30")

    town.now = local_instant(WEDNESDAY, time(17, 10))
    page.goto(address)
    look(page, "running")
    page.get_by_role("button", name="Nu beëindigen").click()
    expect(page.locator("#flash")).to_contain_text("beëindigd")

    town.now = local_instant(WEDNESDAY, time(9, 0))
    open_room(page, THURSDAY, "16:00", "17:00", people=2)
    page.get_by_role("button", name="Reserveer", exact=True).click()
    address = reserved(page)
    before = count_of(town, JOOST, ReservationState.CANCELLED)
    page.get_by_role("button", name="Reservering annuleren").click()
    expect(page.locator("#flash")).to_contain_text("geannuleerd")
    assert count_of(town, JOOST, ReservationState.CANCELLED) == before + 1


def test_a_double_click_reserves_once(visit: OpenPage, town: Town) -> None:
    town.now = local_instant(WEDNESDAY, time(9, 0))
    page = visit("Joost de Vries")
    before = count_of(town, JOOST, ReservationState.CONFIRMED)
    open_room(page, date(2026, 12, 8), "10:00", "11:00", people=2)
    page.get_by_role("button", name="Reserveer", exact=True).dblclick()
    reserved(page)
    assert count_of(town, JOOST, ReservationState.CONFIRMED) == before + 1


def test_the_grid_on_a_second_screen_follows(visit: OpenPage, town: Town) -> None:
    """And the place where somebody was on that screen keeps its focus."""
    town.now = local_instant(WEDNESDAY, time(9, 0))
    day = date(2026, 12, 10)
    joost = visit("Joost de Vries")
    open_room(joost, day, "10:00", "11:00", people=2)
    joost.get_by_label("Onderwerp").fill("Scherm volgt")
    watching = visit("Els van Dijk")
    watching.goto(f"/ruimtes?datum={day}&van=10:00&tot=11:00&personen=2")
    watching.get_by_label("Personen").focus()
    expect(watching.locator("main")).not_to_contain_text("Scherm volgt")

    joost.get_by_role("button", name="Reserveer", exact=True).click()
    reserved(joost)

    expect(watching.locator("main")).to_contain_text("Scherm volgt", timeout=20_000)
    expect(watching.get_by_label("Personen")).to_be_focused()


@both_ways
def test_the_language_is_switched_and_stays(visit: OpenPage, *, javascript: bool) -> None:
    page = visit("Fatima el Amrani", javascript=javascript)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="My reservations").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My reservations")


def test_what_is_joosts_does_not_exist_for_bram(visit: OpenPage, town: Town) -> None:
    town.now = local_instant(WEDNESDAY, time(9, 0))
    joost = visit("Joost de Vries")
    open_room(joost, date(2026, 12, 11), "14:00", "15:00", people=2)
    joost.get_by_role("button", name="Reserveer", exact=True).click()
    address = reserved(joost)

    bram = visit("Bram Jansen")
    for path in (address, f"{address}/wijzigen", f"{address}/annuleren", f"{address}.ics"):
        answer = bram.goto(path)
        assert answer is not None
        assert answer.status == 404
