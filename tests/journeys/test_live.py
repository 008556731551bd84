"""An open page follows what others do, though another process served them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from booking.foundation.database import Database
from booking.interfaces.clock import system_clock
from booking.people.displays import give_code, make_display, pair
from booking.spaces.models import Space
from booking.spaces.operations import raise_stock_version
from tests.races.servers import (
    Server,
    Visitor,
    coming_monday,
    people_of,
    serving,
    sessions_of_els,
    visiting,
)
from tests.town_hall import TownHall

pytestmark = [pytest.mark.slow, pytest.mark.browser]
DAY = coming_monday()
ASKED = f"datum={DAY}&van=10:00&tot=11:00&personen=2"
ROOM = "1.14"
WHERE = """({caret: document.activeElement.selectionStart, scrolled: scrollY,
    top: Math.round(document.activeElement.getBoundingClientRect().top)})"""
PROMISED = timedelta(seconds=5)


@pytest.fixture
def database_url(postgresql_url: str) -> str:
    return postgresql_url


@pytest.fixture
def servers(database_url: str, hall: TownHall, tmp_path: Path) -> Iterator[list[Server]]:
    with serving(database_url, tmp_path, count=2) as servers:
        yield servers


@pytest.fixture
def people(database: Database, servers: list[Server]) -> Iterator[list[Visitor]]:
    """One at each server."""
    with visiting(servers, people_of(database, 2)) as people:
        yield people


@pytest.fixture
def watching(
    chromium: Browser, people: list[Visitor], servers: list[Server]
) -> Iterator[BrowserContext]:
    """The second person's telephone."""
    context = chromium.new_context(
        base_url=servers[1].address,
        locale="nl-NL",
        reduced_motion="reduce",
        viewport={"width": 390, "height": 500},
    )
    token = people[1].client.cookies["session"]
    context.add_cookies([{"name": "session", "value": token, "url": servers[1].address}])
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def at_the_door(
    chromium: Browser, database: Database, hall: TownHall, servers: list[Server]
) -> Iterator[BrowserContext]:
    """The display of the room, at the second server."""
    now = system_clock()
    with database.writing() as session:
        act = hall.act("els", now)
        number = make_display(session, act, name="Deur", language="nl",
                              space_id=hall.spaces["beuk"])  # fmt: skip
        give_code(session, act, number, "a hash")
        token = pair(session, "a hash", now=now)
    context = chromium.new_context(base_url=servers[1].address, locale="nl-NL")
    context.add_cookies([{"name": "display", "value": token, "url": servers[1].address}])
    yield context
    context.close()


def opened(context: BrowserContext, path: str) -> Page:
    page = context.new_page()
    page.clock.install()
    page.goto(path)
    return page


def test_a_list_and_a_display_follow_what_is_done_at_another_process(
    chromium: Browser, people: list[Visitor], database: Database, servers: list[Server],
    hall: TownHall, at_the_door: BrowserContext,
) -> None:  # fmt: skip
    [els] = sessions_of_els(database, 1)
    desk = chromium.new_context(base_url=servers[1].address, locale="nl-NL")
    desk.add_cookies([{"name": "session", "value": els, "url": servers[1].address}])
    days, door = opened(desk, f"/beheer/daglijst?datum={DAY}"), opened(at_the_door, "/scherm")
    expect(days.locator("#daglijst")).to_contain_text("U hoeft niets klaar te zetten")
    expect(door.locator("#display")).to_contain_text("De Beuk")
    desks = opened(desk, f"/werkplek?datum={DAY}&weergave=lijst")
    first, ticked = (desks.locator(f"input[value='1.D0{n}']") for n in (1, 2))
    ticked.check()

    people[0].look(ROOM)
    assert people[0].reserve(ROOM, DAY.isoformat(), "10:00", "11:00").status_code == 303
    assert people[0].take_desk("1.D01", DAY.isoformat()).status_code == 303
    with database.writing() as session:
        raise_stock_version(session)
        session.get_one(Space, hall.spaces["beuk"]).name = "De Eik"
    for page in (days, door, desks):
        page.clock.run_for(PROMISED)

    expect(days.locator("#daglijst")).to_contain_text("10:00–11:00")
    expect(door.locator("#display")).to_contain_text("De Eik")
    expect(first).to_have_count(0)
    expect(ticked).to_be_checked()
    expect(ticked).to_be_focused()
    desk.close()


def test_grid_plan_list_and_room_follow_what_is_done_at_another_process(
    people: list[Visitor], watching: BrowserContext
) -> None:
    """Five seconds by the page's own clock are enough, and take nothing from who is typing.

    How long the answer then takes is the table of speed; here the machine may be busy.
    """
    grid, plan, in_list = (
        opened(watching, f"/ruimtes?{ASKED}&verdieping=1&weergave={view}")
        for view in ("rooster", "plattegrond", "lijst")
    )
    focused = grid.locator(f"a.slot--free:not([data-space='{ROOM}'])").first
    focused.focus()
    room = opened(watching, f"/ruimtes/{ROOM}?{ASKED}")
    subject = room.get_by_label("Onderwerp")
    subject.press_sequentially("Half getypt")
    room.evaluate("document.activeElement.selectionStart = 4")
    subject.click(trial=True)  # has stopped moving
    stood = room.evaluate(WHERE)
    assert stood["scrolled"] > 0
    free = in_list.get_by_role("link", name=re.compile("^Reserveer 10:00–11:00.*Beuk"))
    expect(free).to_have_count(1)
    on_plan = plan.locator(".spot--free[aria-label*='De Beuk']")
    expect(on_plan).to_have_count(1)

    people[0].look(ROOM)
    answer = people[0].reserve(ROOM, DAY.isoformat(), "10:00", "11:00", onderwerp="Ver weg")
    assert answer.status_code == 303
    for page in (grid, plan, in_list, room):
        page.clock.run_for(PROMISED)

    expect(grid.locator("main")).to_contain_text("Ver weg")
    expect(focused).to_be_focused()
    expect(room.locator("#room-day")).to_contain_text("Ver weg")
    expect(free).to_have_count(0)
    expect(on_plan).to_have_count(0)
    expect(subject).to_be_focused()
    expect(subject).to_have_value("Half getypt")
    now = room.evaluate(WHERE)
    assert (now["caret"], now["top"]) == (4, stood["top"]), (
        "what is above it grew; it stays in view"
    )
