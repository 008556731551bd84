"""A series with a clash, made and solved by keyboard alone."""

from datetime import date, time, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from booking.demo.cast import FATIMA, JOOST
from booking.foundation.local_time import day_of, local_instant, local_period
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Act, Principal
from booking.reservations.models import Reservation
from booking.reservations.operations import reserve
from booking.reservations.search import free_spaces
from booking.reservations.values import Needs, Wish
from booking.spaces.values import BookableSpace, SpaceKind
from tests.journeys.conftest import OpenPage, Town
from tests.journeys.keyboard import press, walk_to
from tests.journeys.look import Look

pytestmark = [pytest.mark.slow, pytest.mark.browser]

FIRST = date(2026, 12, 1)
TUESDAYS = [FIRST + timedelta(weeks=n) for n in range(4)]
THIRD = TUESDAYS[2]
ways = pytest.mark.parametrize(
    ("width", "language", "javascript"),
    [(1440, "nl", True), (390, "en", True), (390, "en", False)],
    ids=["wide", "phone", "phone, no script"],
)


def person(session: Session, town: Town, email: str) -> Principal:
    row = person_by_email(session, email)
    assert row is not None
    found = principal_of(session, row.id or 0, today=day_of(town.now))
    assert found is not None
    return found


def room_that_clashes_once(town: Town) -> BookableSpace:
    """Free on all four Tuesdays; then Joost takes it on the third."""
    with town.database.writing() as session:
        fatima, joost = (person(session, town, email) for email in (FATIMA, JOOST))
        free = [
            {
                space.id: space
                for space in free_spaces(session, Needs(local_period(day, time(12), time(13))),
                                         kind=SpaceKind.ROOM, person=fatima, now=town.now)
            }
            for day in TUESDAYS
        ]  # fmt: skip
        always = set.intersection(*(set(each) for each in free))
        room = next(free[0][n] for n in sorted(always) if not free[0][n].needs_approval)
        wish = Wish((room.id,), local_period(THIRD, time(12), time(13)), title="Kwartaaloverleg")
        reserve(session, Act(joost, town.now), wish)
        return room


@ways
def test_fatima_solves_a_clash_in_her_series(
    visit: OpenPage, town: Town, look: Look, width: int, language: str, *, javascript: bool
) -> None:
    town.now = local_instant(date(2026, 11, 24), time(10, 10))
    room, nl = room_that_clashes_once(town), language == "nl"
    page = visit("Fatima el Amrani", width=width, language=language, javascript=javascript)
    page.goto(f"/ruimtes/{room.number}?datum={FIRST}&van=12:00&tot=13:00")
    press(page, "Herhalen" if nl else "Repeat")

    expect(page.locator("#dag-2")).to_be_checked()  # it is a Tuesday
    walk_to(page, page.locator("#eind"))
    page.keyboard.press("ArrowDown")
    walk_to(page, page.locator("#keer"))
    page.keyboard.type("4")
    look(page, "form")
    press(page, "Bekijk de data" if nl else "Show the dates")

    expect(page.locator("main")).to_contain_text("elke dinsdag, 4 keer" if nl else
                                                 "every Tuesday, 4 times")  # fmt: skip
    expect(page.locator("main")).to_contain_text("Kwartaaloverleg, Joost de Vries")
    look(page, "plan")
    walk_to(page, page.locator(f"#op-{THIRD}"))
    page.keyboard.press("ArrowDown")
    press(page, "Reserveer deze data" if nl else "Reserve these dates")

    expect(page.locator("#flash")).to_contain_text("reeks is gereserveerd" if nl
                                                   else "series is reserved")  # fmt: skip
    expect(page.locator(".dates__item")).to_have_count(4)
    look(page, "series")
    with town.database.reading() as session:
        row = session.exec(select(Reservation).where(Reservation.uid == first_uid(page))).one()
        dates = select(Reservation.starts_at).where(Reservation.series_id == row.series_id)
        assert sorted(day_of(start) for start in session.exec(dates)) == TUESDAYS


def first_uid(page: Page) -> str:
    href = page.locator(".dates__item a").first.get_attribute("href") or ""
    return href.rpartition("/")[2]
