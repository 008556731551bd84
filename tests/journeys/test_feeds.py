"""A calendar address: for a room by Els, and for oneself; each shown once, and stopped at will."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import MORNING, OpenPage, Town
from tests.journeys.look import Look
from tests.plain_http import ask
from tests.standards.ical_checker import complaints

pytestmark = [pytest.mark.slow, pytest.mark.browser]

WORDS = {
    "nl": {
        "make": "Agenda-adres maken",
        "to room": "Adres maken of intrekken",
        "copy": "Kopieer dit adres naar uw agendaprogramma",
        "back": "Terug naar de agenda-adressen",
        "replace": "Vervangen",
        "revoke": "Intrekken",
        "gone": "Dat agenda-adres werkt niet meer.",
        "again": "Opnieuw inloggen",
        "of": "Waarvan",
    },
    "en": {
        "make": "Make a calendar address",
        "to room": "Make or revoke an address",
        "copy": "Copy this address into your calendar program",
        "back": "Back to the calendar addresses",
        "replace": "Replace",
        "revoke": "Revoke",
        "gone": "That calendar address does not work any more.",
        "of": "Of what",
    },
}


def address_on(page: Page, label: str) -> str:
    address = page.get_by_label(label).input_value()
    assert address.startswith("http")
    return address


@pytest.mark.parametrize(("number", "language", "width", "javascript"),
                         [("1.30", "nl", 1440, True), ("0.11", "en", 390, False)])  # fmt: skip
def test_els_gives_a_room_an_address_replaces_it_and_stops_it(
    visit: OpenPage, look: Look, number: str, language: str, width: int, *, javascript: bool
) -> None:
    said = WORDS[language]
    page = visit("Els van Dijk", width=width, language=language, javascript=javascript)
    page.goto(f"/ruimtes/{number}")
    page.get_by_role("link", name=said["to room"]).click()
    expect(page.get_by_label(said["of"])).to_have_value(f"ruimte-{number}")
    look(page, "before")
    page.get_by_role("button", name=said["make"]).click()
    first = address_on(page, said["copy"])
    look(page, "shown-once")
    read = ask(first, timeout=30)
    assert read.status_code == 200
    assert complaints(read.content) == []

    page.get_by_role("link", name=said["back"]).click()
    look.picture(page, "list")
    its = page.get_by_role("region").filter(has=page.get_by_role("heading", name=f"({number})"))
    its.get_by_role("button", name=said["replace"]).click()
    second = address_on(page, said["copy"])
    assert [ask(address, timeout=30).status_code for address in (first, second)] == [404, 200]

    page.get_by_role("link", name=said["back"]).click()
    its.get_by_role("button", name=said["revoke"]).click()
    expect(page.get_by_text(said["gone"])).to_be_visible()
    assert ask(second, timeout=30).status_code == 404


def test_who_signed_in_a_while_ago_signs_in_again_first(
    visit: OpenPage, look: Look, town: Town
) -> None:
    page, said = visit("Fatima el Amrani"), WORDS["nl"]
    try:
        town.wait(timedelta(minutes=20))
        page.goto("/mijn-reserveringen")
        page.get_by_role("link", name="Eigen agenda instellen").click()
        look(page, "not-now")
        page.get_by_role("link", name=said["again"]).click()
        page.get_by_role("button", name="Fatima el Amrani").click()
        page.get_by_role("button", name=said["make"]).click()
        look(page, "shown-once")
        assert ask(address_on(page, said["copy"]), timeout=30).status_code == 200
    finally:
        town.now = MORNING


def test_what_stands_in_it_is_chosen_by_keyboard(visit: OpenPage, look: Look) -> None:
    page = visit("Fatima el Amrani", width=390)
    page.goto("/mijn-reserveringen")
    page.get_by_role("link", name="Eigen agenda instellen").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=WORDS["nl"]["make"]).focus()
    page.keyboard.press("Enter")
    address = address_on(page, WORDS["nl"]["copy"])
    assert "CATEGORIES:Werkplek" in ask(address, timeout=30).text

    page.get_by_role("link", name="Terug naar eigen agenda").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Mijn werkplekken").focus()
    page.keyboard.press("Space")
    page.get_by_label("Hoe ver vooruit").focus()
    page.keyboard.press("ArrowUp")
    page.get_by_role("button", name="Opslaan").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Opgeslagen. Uw agendaprogramma")).to_be_visible()
    look(page, "chosen")
    expect(page.get_by_label("Mijn werkplekken")).not_to_be_checked()
    expect(page.get_by_label("Hoe ver vooruit")).to_have_value("180")
    read = ask(address, timeout=30)
    assert complaints(read.content) == []
    assert "CATEGORIES:Werkplek" not in read.text
    assert "CATEGORIES:Ruimte" in read.text
