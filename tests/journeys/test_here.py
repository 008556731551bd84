"""At the door of a room with its card: free, taken or mine, and checking in by keyboard alone."""

from datetime import date, time

import pytest
from playwright.sync_api import expect
from sqlmodel import Session

from booking.demo.cast import FATIMA
from booking.foundation.local_time import local_instant, local_period
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Act, Principal
from booking.reservations.operations import reserve
from booking.reservations.search import free_spaces
from booking.reservations.values import Needs, Wish
from booking.spaces.codes import code_of_space
from booking.spaces.values import SpaceKind
from tests.journeys.conftest import OpenPage, Town
from tests.journeys.look import Look

pytestmark = [pytest.mark.slow, pytest.mark.browser]

TODAY = date(2026, 11, 27)  # a Friday: rooms are free
ASKED, BEGUN = local_instant(TODAY, time(15)), local_instant(TODAY, time(15, 50))
MEETING = local_period(TODAY, time(15, 45), time(16, 45))
TABS_MAX = 60


def fatima_in(session: Session) -> Principal:
    row = person_by_email(session, FATIMA)
    assert row is not None
    found = principal_of(session, row.id or 0, today=TODAY)
    assert found is not None
    return found


def free_room(town: Town) -> int:
    """Free from now until after the meeting, and nobody has to be asked."""
    needs = Needs(local_period(TODAY, time(15), time(16, 45)))
    with town.database.reading() as session:
        found = free_spaces(session, needs, kind=SpaceKind.ROOM, person=fatima_in(session),
                            now=town.now)  # fmt: skip
    return next(space.id for space in found if not space.needs_approval)


@pytest.mark.parametrize(("width", "language"), [(1440, "nl"), (390, "en")], ids=["wide", "phone"])
def test_fatima_checks_in_with_the_card_at_the_door(
    visit: OpenPage, town: Town, look: Look, width: int, language: str
) -> None:
    town.now, nl = ASKED, language == "nl"
    room = free_room(town)
    page = visit("Fatima el Amrani", width=width, language=language)
    page.goto(f"/hier/{code_of_space(room)}")
    expect(
        page.get_by_role("heading", name="Nu reserveren" if nl else "Reserve now")
    ).to_be_visible()
    look(page, "free")

    with town.database.writing() as session:
        wish = Wish((room,), MEETING, title="Kwartaaloverleg")
        reserve(session, Act(fatima_in(session), ASKED), wish)
    town.now = BEGUN
    other = visit("Joost de Vries", width=width, language=language)
    other.goto(f"/hier/{code_of_space(room)}")
    expect(other.get_by_text("Bezet tot 16:45" if nl else "Taken until 16:45")).to_be_visible()
    look(other, "taken")

    page.goto(f"/hier/{code_of_space(room)}")
    look(page, "mine")
    button = page.get_by_role("button", name="Ik ben er" if nl else "I am here")
    for _ in range(TABS_MAX):
        if button.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#flash")).to_contain_text("aangemeld" if nl else "checked in")
    look(page, "there")
