"""What is one's own: a holiday cancelled at once, a colleague's desk, where somebody sits."""

import re
from datetime import date, time, timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from booking.demo.cast import ELS, FATIMA, JOOST
from booking.foundation.local_time import day_of, local_instant, local_period
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Act, Principal
from booking.reservations.models import Reservation
from booking.reservations.operations import reserve
from booking.reservations.search import free_spaces
from booking.reservations.values import Needs, ReservationState, Wish
from booking.spaces.values import SpaceKind
from tests.journeys.conftest import OpenPage, Town
from tests.journeys.look import Look

pytestmark = [pytest.mark.slow, pytest.mark.browser]

MONDAY = date(2026, 11, 30)
ways = pytest.mark.parametrize(
    ("width", "language", "javascript"),
    [(1440, "nl", False), (390, "en", True)],
    ids=["wide, no script", "phone"],
)


def person(town: Town, email: str) -> Principal:
    with town.database.reading() as session:
        row = person_by_email(session, email)
        assert row is not None
        found = principal_of(session, row.id or 0, today=day_of(town.now))
    assert found is not None
    return found


def hold(town: Town, email: str, day: date, begin: time, until: time) -> str:
    """A room of this person, whatever else the demo has on that day."""
    who = person(town, email)
    period = local_period(day, begin, until)
    with town.database.writing() as session:
        free = free_spaces(session, Needs(period), kind=SpaceKind.ROOM, person=who, now=town.now)
        room = next(space for space in free if not space.needs_approval)
        return reserve(session, Act(who, town.now), Wish((room.id,), period)).uid


def state_of(town: Town, uid: str) -> ReservationState:
    with town.database.reading() as session:
        return session.exec(select(Reservation).where(Reservation.uid == uid)).one().state


@ways
def test_joost_cancels_his_holiday_but_for_one_meeting(
    visit: OpenPage, town: Town, look: Look, width: int, language: str, *, javascript: bool
) -> None:
    town.now = local_instant(date(2026, 11, 24), time(10, 10))
    gone = [hold(town, JOOST, MONDAY + timedelta(days=n), time(12), time(13)) for n in (0, 1)]
    kept = hold(town, JOOST, MONDAY + timedelta(days=2), time(12), time(13))
    nl = language == "nl"
    page = visit("Joost de Vries", width=width, language=language, javascript=javascript)
    page.goto("/mijn-reserveringen")
    page.get_by_role("link", name="Vakantie annuleren" if nl else "Cancel my holiday").click()
    page.get_by_label("Eerste dag" if nl else "First day").fill(MONDAY.isoformat())
    page.get_by_label("Laatste dag" if nl else "Last day").fill(
        (MONDAY + timedelta(days=2)).isoformat()
    )
    page.get_by_role("button", name="Toon wat" if nl else "Show what is").click()
    expect(page.locator(f'input[value="{gone[0]}"]')).to_be_checked()
    page.locator(f'input[value="{kept}"]').uncheck()
    look(page, "ticked")
    page.get_by_role("button", name="Annuleer wat" if nl else "Cancel what is ticked").click()

    expect(page.locator("#flash")).to_contain_text("geannuleerd" if nl else "is cancelled")
    look(page, "done")
    assert [state_of(town, uid) for uid in gone] == [ReservationState.CANCELLED] * 2
    assert state_of(town, kept) is ReservationState.CONFIRMED


@ways
def test_fatima_reserves_a_desk_for_els_who_lets_her(
    visit: OpenPage, town: Town, look: Look, width: int, language: str, *, javascript: bool
) -> None:
    town.now = local_instant(date(2026, 11, 24), time(10, 10))
    day = MONDAY + timedelta(days=7 + 2 * (width < 600) + javascript)
    nl = language == "nl"
    page = visit("Fatima el Amrani", width=width, language=language, javascript=javascript)
    page.goto(f"/werkplek?datum={day}&weergave=lijst")
    page.locator("a.desks__number").last.click()
    page.get_by_label("Voor wie" if nl else "For whom").select_option(label="Els van Dijk")
    look(page, "desk")
    page.locator("form.card").get_by_role("button", name="Reserveer" if nl else "Reserve").click()

    page.wait_for_url(re.compile(r"/reserveringen/[0-9a-f-]{36}$"))
    expect(page.locator("#flash")).to_contain_text("krijgt bericht" if nl else "gets a letter")
    expect(page.locator(".story")).to_contain_text("Els van Dijk")
    look(page, "reserved")
    with town.database.reading() as session:
        uid = page.url.rsplit("/", 1)[1]
        held = session.exec(select(Reservation).where(Reservation.uid == uid)).one()
    assert held.holder_id == person(town, ELS).id
    assert held.creator_id == person(town, FATIMA).id


def test_els_names_a_delegate_and_reception_looks_somebody_up(
    visit: OpenPage, town: Town, look: Look
) -> None:
    town.now = local_instant(date(2026, 11, 24), time(10, 10))
    els = visit("Els van Dijk")
    els.goto("/mijn-gegevens")
    els.get_by_label("Laat een collega voor u reserveren").fill("joost")
    els.get_by_role("button", name="Toevoegen").click()
    els.get_by_label("Joost de Vries").check()
    look(els, "which")
    els.get_by_role("button", name="Toevoegen").click()
    expect(els.locator("#flash")).to_contain_text("kan vanaf nu voor u reserveren")
    look(els, "named")

    noor = visit("Noor Bakker", width=390, language="en")
    noor.goto(f"/ruimtes?datum={MONDAY}&van=09:00&tot=10:00&personen=4&weergave=lijst")
    noor.get_by_role("link", name=re.compile("^Reserve 09:00")).first.click()
    noor.get_by_label("For whom").fill("sharma")
    noor.get_by_label("Host").fill("Joost de Vries")
    noor.get_by_role("button", name=re.compile("^(Reserve|Request)$")).click()
    noor.get_by_label(re.compile("Ravi Sharma")).check()
    look(noor, "which")
    noor.get_by_role("button", name=re.compile("^(Reserve|Request)$")).click()
    noor.wait_for_url(re.compile(r"/reserveringen/[0-9a-f-]{36}$"))
    expect(noor.locator(".facts")).to_contain_text("Joost de Vries")


@pytest.mark.parametrize(("width", "language"), [(1440, "nl"), (390, "en")])
def test_fatima_finds_a_colleague(
    visit: OpenPage, town: Town, look: Look, width: int, language: str
) -> None:
    town.now = local_instant(date(2026, 11, 24), time(10, 10))
    nl = language == "nl"
    page = visit("Fatima el Amrani", width=width, language=language)
    page.get_by_role("link", name="Collega zoeken" if nl else "Find a colleague").click()
    look(page, "team")
    page.get_by_label("Naam" if nl else "Name").fill("joost")
    page.get_by_role("button", name="Zoek" if nl else "Search").click()
    expect(page.get_by_role("heading", name="Gevonden" if nl else "Found")).to_be_visible()
    assert "joost" not in page.url
    look(page, "found")
