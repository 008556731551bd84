"""Lunch with a room: ordered by who meets, seen and ticked by who prepares the house."""

from datetime import date, time, timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from booking.demo.cast import FATIMA
from booking.foundation.local_time import day_of, local_instant, local_period
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Act
from booking.reservations.operations import reserve
from booking.reservations.search import free_spaces
from booking.reservations.services.models import TaskTick
from booking.reservations.values import Needs, Wish
from booking.spaces.values import SpaceKind
from tests.journeys.conftest import OpenPage, Town
from tests.journeys.look import Look

pytestmark = [pytest.mark.slow, pytest.mark.browser]

MONDAY = date(2026, 12, 14)


def meeting(town: Town, day: date) -> str:
    """Fatima has a room that day."""
    period = local_period(day, time(12), time(13))
    with town.database.writing() as session:
        row = person_by_email(session, FATIMA)
        assert row is not None
        fatima = principal_of(session, row.id or 0, today=day_of(town.now))
        assert fatima is not None
        free = free_spaces(session, Needs(period), kind=SpaceKind.ROOM, person=fatima,
                           now=town.now)  # fmt: skip
        room = next(space for space in free if not space.needs_approval)
        wish = Wish((room.id,), period, title="Lunchoverleg")
        return reserve(session, Act(fatima, town.now), wish).uid


@pytest.mark.parametrize(
    ("width", "language", "javascript"),
    [(1440, "nl", True), (390, "en", False)],
    ids=["wide", "phone, no script"],
)
def test_lunch_is_ordered_by_keyboard_and_ticked_at_the_counter(
    visit: OpenPage, town: Town, look: Look, width: int, language: str, *, javascript: bool
) -> None:
    town.now = local_instant(date(2026, 11, 24), time(10, 10))
    day = MONDAY + timedelta(days=javascript)
    uid, nl = meeting(town, day), language == "nl"
    page = visit("Fatima el Amrani", width=width, language=language, javascript=javascript)
    page.goto(f"/reserveringen/{uid}")
    page.get_by_role("link", name="Diensten bestellen" if nl else "Order services").focus()
    page.keyboard.press("Enter")
    lunch = page.get_by_role("group", name="Lunch met broodjes" if nl else "Sandwich lunch")
    lunch.get_by_label("Aantal" if nl else "Amount").focus()
    page.keyboard.type("6")
    page.keyboard.press("Tab")
    page.keyboard.type("2 vegetarisch")
    page.get_by_label("Kostenplaats" if nl else "Cost centre").fill("6110")
    look(page, "order")
    page.keyboard.press("Enter")
    expect(page.locator("#flash")).to_contain_text("vastgelegd" if nl else "are stored")
    expect(page.locator(".orders")).to_contain_text("6 ×")
    look(page, "ordered")

    page = visit("Noor Bakker", width=width, language=language, javascript=javascript)
    page.goto(f"/beheer/daglijst?datum={day}")
    row = page.locator(f"#taak-{uid}-service-2")
    expect(row).to_contain_text("2 vegetarisch")
    look(page, "day list")
    row.get_by_role("button", name="Klaar" if nl else "Ready").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#taak-{uid}-service-2")).to_contain_text("Noor Bakker")
    with town.database.reading() as session:
        [tick] = session.exec(select(TaskTick).where(TaskTick.task == "service-2")).all()[-1:]
        assert tick.state == "done"
