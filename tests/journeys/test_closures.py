"""Els closes a floor and gives everybody on it another place, by keyboard alone."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from booking.foundation.local_time import local_day
from booking.reservations.models import Reservation
from booking.reservations.queries import space_ids_of
from booking.reservations.values import HOLDING
from booking.spaces.queries import current_stock
from tests.journeys.conftest import OpenPage, Town
from tests.journeys.keyboard import press, walk_to
from tests.journeys.look import Look

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ELS = "Els van Dijk"
FLOOR = "Tweede verdieping"
# a Friday each, for they play in one town
WAYS = [
    pytest.param(date(2026, 11, 27), 1440, "nl", id="wide"),
    pytest.param(date(2026, 12, 4), 390, "en", id="phone"),
]
Held = dict[str, tuple[object, ...]]


def held_on_floor(town: Town, day: date) -> Held:
    """What is held on the floor that day: by uid when it begins and ends."""
    return {uid: when for uid, (is_there, *when) in everything_on(town, day).items() if is_there}


def everything_on(town: Town, day: date) -> Held:
    """By uid whether it is on the floor, and when it begins and ends."""
    period = local_day(day)
    with town.database.reading() as session:
        rows = session.exec(
            select(Reservation).where(col(Reservation.state).in_(HOLDING),
                                      Reservation.starts_at >= period.starts_at,
                                      Reservation.starts_at < period.ends_at)
        ).all()  # fmt: skip
        spaces = space_ids_of(session, [row.id or 0 for row in rows])
        stock = current_stock(session)

    def is_there(number: int) -> bool:
        zone = stock.zone_of(stock.spaces[number], day)
        return zone is not None and stock.floors[zone.floor_id].name == FLOOR

    return {
        row.uid: (any(map(is_there, spaces[row.id or 0])), row.starts_at, row.ends_at)
        for row in rows
    }


def fill_in(page: Page, day: date, *, nl: bool) -> None:
    walk_to(page, page.get_by_label("Waar" if nl else "Where", exact=True))
    page.keyboard.type(f"{'Verdieping' if nl else 'Floor'}: {FLOOR}")
    for label in ("Eerste dag", "Laatste dag") if nl else ("First day", "Last day"):
        walk_to(page, page.get_by_label(label, exact=True))
        page.keyboard.type(f"{day:%d%m%Y}")
    walk_to(page, page.get_by_label("Waarom" if nl else "Why", exact=True))
    page.keyboard.type("nieuwe vloer")


@pytest.mark.parametrize(("day", "width", "language"), WAYS)
def test_els_closes_a_floor_and_moves_everybody(
    visit: OpenPage, town: Town, look: Look, day: date, width: int, language: str
) -> None:
    nl = language == "nl"
    before = held_on_floor(town, day)
    assert len(before) > 5, "there are people to move"
    page = visit(ELS, width=width, language=language)
    page.goto("/beheer/sluitingen/nieuw")
    fill_in(page, day, nl=nl)
    look(page, "form")
    press(page, "Bekijk het gevolg" if nl else "Show what it does")

    title = "passen dan niet meer" if nl else "no longer fit"
    expect(page.locator("main")).to_contain_text(f"{len(before)} ")
    expect(page.locator("main")).to_contain_text(title)
    expect(page.locator(".rehouse__row")).to_have_count(len(before))
    look(page, "plan")
    walk_to(page, page.get_by_role("radio").first)
    page.keyboard.press("Space")
    press(page, "Ja, dan sluiten" if nl else "Yes, close it then")

    expect(page.locator("#flash")).to_contain_text(
        "sluiting is opgeslagen" if nl else "closure is stored"
    )
    after = everything_on(town, day)
    assert {uid: when for uid, (_, *when) in after.items() if uid in before} == before
    assert not held_on_floor(town, day)
    page.goto("/beheer/knelpunten")
    expect(page.locator("main")).not_to_contain_text("nieuwe vloer")
