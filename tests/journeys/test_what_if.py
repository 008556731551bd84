"""Els asks by keyboard how many rooms of which size, and what a shut floor does."""

import re

import pytest
from playwright.sync_api import Page, expect

from booking.interfaces.jobs.scenarios import reckon_what_if
from booking.interfaces.jobs.workplace import Workplace
from tests.journeys.conftest import OpenPage, Town, settings_at
from tests.journeys.keyboard import enter, walk_to

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ELS = "Els van Dijk"
SECOND = re.compile(r"\(Tweede verdieping\)")


def test_how_many_rooms_of_which_size_is_found_by_keyboard(visit: OpenPage) -> None:
    page = visit(ELS)
    page.goto("/bezetting")
    enter(page, page.get_by_role("link", name="Ruimtes nodig"))
    page.wait_for_url("**/bezetting/ruimtes")
    answer = page.locator("#rooms-needed")
    expect(answer).to_contain_text(re.compile(r"Met \d+ ruimtes \([\d.]+ m²\) had iedereen"))
    expect(answer).to_contain_text(re.compile(r"\d+ voor \d+"))


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_shut_floor_is_tried_and_answered_by_keyboard(
    visit: OpenPage, town: Town, *, javascript: bool
) -> None:
    page = visit(ELS, javascript=javascript)
    page.goto("/bezetting/wat-als")
    enter(page, page.get_by_role("link", name="Nieuw scenario"))
    walk_to(page, page.get_by_label("Naam"))
    page.keyboard.type("Verdieping 2 dicht")
    foreseen = page.locator("#foreseen")
    expect(foreseen).to_contain_text("Zoals het is: 250 werkplekken")
    _shut_second_floor(page)
    if javascript:
        expect(foreseen).to_contain_text("Hiermee: 158 werkplekken")
    enter(page, page.get_by_role("button", name="Bewaar en reken door"))
    expect(page.locator("progress")).to_have_attribute("value", "0")

    number = int(page.url.rsplit("/", 1)[1])
    workplace = Workplace(settings_at(town.address), town.database, lambda: town.now)
    reckon_what_if(workplace, {"number": number, "run": 1}, town.now)
    if not javascript:
        enter(page, page.get_by_role("link", name="Kijk opnieuw"))
    expect(page.locator(".occupancy__words")).to_contain_text(re.compile("vinden geen ruimte"))
    expect(page.locator("progress")).to_have_count(0)


def _shut_second_floor(page: Page) -> None:
    zones = page.get_by_role("checkbox", name=SECOND).all()
    assert len(zones) == 7
    for zone in zones:
        walk_to(page, zone)
        page.keyboard.press("Space")
