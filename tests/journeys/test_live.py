"""An open page follows what others do, though another process served them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from booking.foundation.database import Database
from tests.races.servers import Server, Visitor, coming_monday, people_of, serving, visiting
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


def opened(context: BrowserContext, path: str) -> Page:
    page = context.new_page()
    page.clock.install()
    page.goto(path)
    return page


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
    expect(room.locator("#room-day")).to_contain_text("Ver weg")
    expect(free).to_have_count(0)
    expect(on_plan).to_have_count(0)
    expect(subject).to_be_focused()
    expect(subject).to_have_value("Half getypt")
    now = room.evaluate(WHERE)
    assert (now["caret"], now["top"]) == (4, stood["top"]), (
        "what is above it grew; it stays in view"
    )
