"""Els changes when the house is open, sees what that does, and what then waits for her."""

import re
from datetime import date, time

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from booking.demo.cast import JOOST
from booking.foundation.doors import Door
from booking.foundation.local_time import local_instant, local_period
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Act
from booking.reservations.models import Reservation
from booking.reservations.operations import reserve
from booking.reservations.search import free_spaces
from booking.reservations.values import Needs, ReservationState, Wish
from booking.spaces.opening import HoursOwner, week_on
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind
from tests.journeys.conftest import OpenPage, Town
from tests.journeys.look import Look

pytestmark = [pytest.mark.slow, pytest.mark.browser]

TUESDAY = date(2026, 11, 24)
ELS, NOOR = "Els van Dijk", "Noor Bakker"
# a Friday each, for they play in one town
WAYS = [
    pytest.param(date(2026, 12, 4), 1440, "nl", True, id="wide, nl, script"),
    pytest.param(date(2027, 1, 8), 390, "en", False, id="phone, en, no script"),
]
WORDS = {
    "nl": {"change": "Tijden wijzigen", "from": "Vanaf (dag)", "until": "Tot en met",
           "closes": "vrijdag, open tot", "show": "Bekijk het gevolg",
           "effect": "Wat de nieuwe tijden doen", "keep": "Laat ze allemaal staan",
           "yes": "Ja, tijden wijzigen", "stored": "De nieuwe openingstijden zijn opgeslagen."},
    "en": {"change": "Change the hours", "from": "From (day)", "until": "Up to and including",
           "closes": "Friday, closes at", "show": "Show what it does",
           "effect": "What the new hours do", "keep": "Keep all of them where they are",
           "yes": "Yes, change the hours", "stored": "The new opening hours are stored."},
}  # fmt: skip


def joosts_meeting(town: Town, day: date, title: str) -> tuple[str, str, str]:
    """A late meeting of Joost: its uid, and name and number of a room without own hours."""
    now = local_instant(TUESDAY, time(10, 10))
    period = local_period(day, time(17), time(18))
    with town.database.writing() as session:
        person = person_by_email(session, JOOST)
        assert person is not None
        assert person.id is not None
        joost = principal_of(session, person.id, today=TUESDAY)
        assert joost is not None
        stock = current_stock(session)
        room = next(
            room for room in free_spaces(session, Needs(period, 4), kind=SpaceKind.ROOM,
                                         person=joost, now=now)
            if not any(week_on(stock.hours, HoursOwner(room.building_id, room.id), day))
            and not room.needs_approval
        )  # fmt: skip
        wish = Wish((room.id,), period, attendee_count=4, title=title)
        return reserve(session, Act(joost, now, Door.WEB), wish).uid, room.name, room.number


def shorten_friday(page: Page, day: date, words: dict[str, str]) -> None:
    """From ``day`` until that day, the house closes at 16:00 on Fridays."""
    page.goto("/beheer/openingstijden")
    page.get_by_role("link", name=words["change"]).click()
    page.get_by_label(words["from"]).fill(day.isoformat())
    page.get_by_label(words["until"]).fill(day.isoformat())
    page.get_by_label(words["closes"]).fill("16:00")
    page.get_by_role("button", name=words["show"]).click()


@pytest.mark.parametrize(("day", "width", "language", "javascript"), WAYS)
def test_els_sees_what_new_hours_do_before_and_after(
    visit: OpenPage, town: Town, look: Look, *,
    day: date, width: int, language: str, javascript: bool,
) -> None:  # fmt: skip
    words = WORDS[language]
    title = f"Late voortgang {day}"
    uid, room, number = joosts_meeting(town, day, title)
    page = visit(ELS, javascript=javascript, width=width, language=language)
    shorten_friday(page, day, words)

    expect(page.get_by_role("heading", name=words["effect"])).to_be_visible()
    expect(page.get_by_text("07:30–18:30").first).to_be_visible()
    expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile(rf"{re.escape(room)} \(\d+\)"))).to_be_visible()
    look(page, "preview")
    page.get_by_label(words["keep"]).check()
    page.get_by_role("button", name=words["yes"]).click()
    expect(page.get_by_text(words["stored"])).to_be_visible()

    with town.database.reading() as session:
        row = session.exec(select(Reservation).where(Reservation.uid == uid)).one()
        assert row.state is ReservationState.CONFIRMED
    page.goto("/beheer/knelpunten")
    ticket = page.get_by_role("listitem").filter(has_text=title)
    expect(ticket).to_contain_text("07:30–16:00")
    look(page, "does not fit")
    page.goto(f"/ruimtes/{number}?datum={day}")
    expect(page.locator(".facts").first).to_contain_text("07:30–16:00")
    if width == 1440:
        page.goto(f"/ruimtes?datum={day}")
        row = page.get_by_role("row").filter(has_text=room)
        expect(row.get_by_text("Gesloten 16:00–17:00")).to_be_attached()
        page.goto("/beheer")
        expect(
            page.get_by_role("heading", name="Reserveringen die niet meer passen")
        ).to_be_visible()
        look(page, "waits")


def test_noor_prints_the_day(visit: OpenPage, look: Look) -> None:
    page = visit(NOOR)
    page.goto("/beheer")
    page.get_by_role("link", name="Daglijst").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dinsdag 24 november 2026")
    expect(page.get_by_text("Casusoverleg wijkteam")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("Casusoverleg wijkteam")).to_be_visible()
    expect(page.get_by_text("Stand van dinsdag 24 november 2026, 10:10 uur")).to_be_visible()
    expect(page.get_by_role("navigation").first).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")
    look.picture(page, "print")
