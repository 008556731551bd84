"""Els tries on paper what a shut zone does: said at once, waited for, answered."""

import re

import pytest
from playwright.sync_api import expect

from booking.interfaces.jobs.scenarios import reckon_what_if
from booking.interfaces.jobs.workplace import Workplace
from tests.journeys.conftest import OpenPage, Town, settings_at

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ELS = "Els van Dijk"


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_shut_zone_is_tried_and_answered(
    visit: OpenPage, town: Town, *, javascript: bool
) -> None:
    page = visit(ELS, javascript=javascript)
    page.goto("/bezetting/wat-als/nieuw")
    page.get_by_label("Naam").fill("Zonder de eerste zone")
    foreseen = page.locator("#foreseen")
    expect(foreseen).to_contain_text("Zoals het is: 250 werkplekken")
    page.locator("input[name=zones]").first.check()
    if javascript:
        expect(foreseen).to_contain_text("Hiermee:")
    page.get_by_role("button", name="Bewaar en reken door").click()
    expect(page.locator("progress")).to_have_attribute("value", "0")

    number = int(page.url.rsplit("/", 1)[1])
    workplace = Workplace(settings_at(town.address), town.database, lambda: town.now)
    reckon_what_if(workplace, {"number": number, "run": 1}, town.now)
    if not javascript:
        page.get_by_role("link", name="Kijk opnieuw").click()
    expect(page.locator(".occupancy__words")).to_contain_text(re.compile("vinden geen ruimte"))
    expect(page.locator("progress")).to_have_count(0)
