"""An option is taken and confirmed, and an approver who is no manager answers: by keyboard only."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from booking.people.models import Person
from booking.people.queries import principal_of
from booking.people.values import Act
from booking.reservations.operations import reserve
from booking.reservations.values import Wish
from booking.spaces.models import Space
from tests.journeys.conftest import MORNING, OpenPage, Town
from tests.journeys.keyboard import enter, press, walk_to
from tests.journeys.look import Look
from tests.town_hall import at

pytestmark = [pytest.mark.slow, pytest.mark.browser]

WORDS = {
    "nl": {"subject": "Onderwerp", "hold": "Optie nemen", "option": "Optie tot",
           "confirm": "Optie bevestigen", "confirmed": "Uw optie is bevestigd",
           "approve": "Goedkeuren", "decline": "Afwijzen", "reason": "Reden",
           "declined": "Afgewezen"},
    "en": {"subject": "Subject", "hold": "Hold as an option", "option": "Option until",
           "confirm": "Confirm option", "confirmed": "Your option is confirmed",
           "approve": "Approve", "decline": "Decline", "reason": "Reason",
           "declined": "Declined"},
}  # fmt: skip
ways = pytest.mark.parametrize(
    ("width", "language", "day"),
    [(1440, "nl", date(2026, 12, 15)), (390, "en", date(2026, 12, 16))],
    ids=["wide nl", "narrow en"],
)


@ways
def test_an_option_is_held_and_confirmed(
    visit: OpenPage, town: Town, look: Look, *, width: int, language: str, day: date
) -> None:
    town.now, words = MORNING, WORDS[language]
    page = visit("Joost de Vries", width=width, language=language)
    page.goto(f"/ruimtes/1.02?datum={day}&van=08:00&tot=09:00")
    walk_to(page, page.get_by_label(words["subject"]))
    page.keyboard.type("Misschien")
    look(page, "form")
    enter(page, page.get_by_role("button", name=words["hold"]))
    page.wait_for_url(re.compile(r"/reserveringen/[0-9a-f-]{36}$"))
    expect(page.locator("main")).to_contain_text(words["option"])
    look(page, "option")
    held = page.url
    page.goto("/mijn-reserveringen")
    look(page, "mine")
    page.goto(f"/ruimtes?datum={day}")
    expect(page.locator(".slot--pending").first).to_be_visible()
    look(page, "grid")
    page.goto(held)
    enter(page, page.get_by_role("button", name=words["confirm"]))
    expect(page.locator("#flash")).to_contain_text(words["confirmed"])


@ways
def test_an_approver_of_a_zone_answers(
    visit: OpenPage, town: Town, look: Look, *, width: int, language: str, day: date
) -> None:
    town.now, words = MORNING, WORDS[language]
    with town.database.writing() as session:
        asker = session.exec(select(Person.id).where(Person.name == "Fatima el Amrani")).one()
        room = session.exec(select(Space).where(Space.name == "Trouwzaal")).one()
        by = principal_of(session, asker or 0, today=day)
        assert by is not None
        summer = day.replace(year=2027, month=6)
        for title, begin, end in (("Proefopstelling", "10:00", "11:00"),
                                  (f"Nazit {day:%d}", "14:00", "15:00")):  # fmt: skip
            wish = Wish((room.id or 0,), at(summer, begin, end), 10, title=title)
            reserve(session, Act(by, town.now), wish)
    page = visit("Joost de Vries", width=width, language=language)
    page.goto("/beheer/aanvragen")
    look(page, "list")
    enter(page, page.get_by_role("link", name="Proefopstelling").first)
    page.wait_for_url(re.compile(r"/beheer/aanvragen/[0-9a-f-]{36}$"))
    look(page, "request")
    press(page, words["approve"])
    expect(page.locator("#flash")).not_to_be_empty()
    enter(page, page.get_by_role("link", name=f"Nazit {day:%d}"))
    page.wait_for_url(re.compile(r"/beheer/aanvragen/[0-9a-f-]{36}$"))
    walk_to(page, page.get_by_label(words["reason"], exact=True))
    page.keyboard.type("De zaal wordt geschilderd.")
    press(page, words["decline"])
    page.wait_for_url(re.compile(r"/beheer/aanvragen$"))
    expect(page.locator(".ticket", has_text=f"Nazit {day:%d}")).to_contain_text(words["declined"])
    els = visit("Els van Dijk", width=width, language=language)
    els.goto("/beheer/beslissers")
    look(els, "who decides")
    enter(els, els.get_by_role("link", name="Trouwzaal"))
    expect(els.locator("#beslisser")).to_have_value("Joost de Vries")
    look(els, "one zone")
