"""Els adds a room, changes it from a day on and takes it out of use; staff see it happen."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenPage, Town
from tests.journeys.look import Look

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ELS, FATIMA = "Els van Dijk", "Fatima el Amrani"
WAYS = [
    pytest.param(1440, False, "1.71", id="wide, no script"),
    pytest.param(390, True, "1.72", id="phone, script"),
]


def add_room(page: Page, number: str, name: str) -> None:
    page.goto("/beheer/plekken")
    page.get_by_role("link", name="Ruimte toevoegen").click()
    page.get_by_label("Nummer").fill(number)
    page.get_by_label("Naam (niet verplicht)").fill(name)
    page.get_by_label("Verdieping en zone").select_option("Eerste verdieping · Vergadercentrum")
    page.get_by_label("Plaats voor").first.fill("9")
    page.get_by_label("Scherm", exact=True).check()
    page.get_by_role("button", name="Ruimte toevoegen").click()


@pytest.mark.parametrize(("width", "javascript", "number"), WAYS)
def test_els_adds_a_room_and_fatima_reserves_it(
    visit: OpenPage, town: Town, look: Look, *, width: int, javascript: bool, number: str
) -> None:
    name = f"De Berk {number}"
    els = visit(ELS, width=width, javascript=javascript)
    add_room(els, "1.30", name)
    expect(els.locator("#nummer-error")).to_contain_text("Er is al een plek met nummer 1.30")
    expect(els.get_by_label("Naam (niet verplicht)")).to_have_value(name)
    look(els, "taken")
    els.get_by_label("Nummer").fill(number)
    els.get_by_role("button", name="Ruimte toevoegen").click()
    expect(els.get_by_role("heading", level=1)).to_have_text(name)
    expect(els.locator("#flash")).to_contain_text("Toegevoegd")
    look(els, "added")

    fatima = visit(FATIMA, width=width, javascript=javascript)
    fatima.goto("/ruimtes?datum=2026-11-26&van=10:00&tot=11:00&personen=9&weergave=lijst")
    fatima.get_by_role("link", name=name, exact=True).click()
    fatima.get_by_role("button", name="Reserveer").last.click()
    fatima.wait_for_url(re.compile(r"/reserveringen/[0-9a-f-]{36}$"))
    expect(fatima.get_by_role("main")).to_contain_text(name)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_els_retires_a_room_after_seeing_who_is_in_it(
    visit: OpenPage, town: Town, look: Look, *, javascript: bool
) -> None:
    els = visit(ELS, javascript=javascript)
    els.goto("/beheer/plekken?soort=room&zoek=Kastanje")
    els.get_by_role("link", name="1.02").click()
    els.get_by_label("Buiten gebruik vanaf").fill("2026-12-01")
    els.get_by_role("button", name="Bekijk wat dit betekent").click()
    expect(els.get_by_role("heading", level=1)).to_have_text("Buiten gebruik")
    look(els, "preview")
    els.get_by_label("Laat ze allemaal staan").check()
    els.get_by_role("button", name="Buiten gebruik nemen").click()
    expect(els.get_by_role("main")).to_contain_text("In gebruik tot 01-12-2026")

    els.goto("/ruimtes?datum=2026-12-01&weergave=lijst")
    expect(els.get_by_role("main")).to_contain_text("De Eik")
    expect(els.get_by_role("main")).not_to_contain_text("De Kastanje")

    els.goto("/beheer/plekken?zoek=Kastanje")
    els.get_by_role("link", name="1.02").click()
    els.get_by_role("button", name="In gebruik houden").click()
    expect(els.locator("#flash")).to_contain_text("weer in gebruik")


def test_the_list_is_filtered_at_once(visit: OpenPage) -> None:
    els = visit(ELS)
    els.goto("/beheer/plekken")
    els.get_by_label("Soort").select_option("Ruimtes")
    els.wait_for_url(re.compile("soort=room"))
    expect(els.get_by_role("link", name="0.D001")).to_have_count(0)
    expect(els.get_by_role("link", name="1.30")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_els_adds_a_zone_and_equipment(visit: OpenPage, look: Look, *, javascript: bool) -> None:
    mark = "script" if javascript else "plain"
    els = visit(ELS, width=390, javascript=javascript)
    els.goto("/beheer/gebouw")
    els.get_by_role("link", name="Zone toevoegen Derde verdieping").click()
    els.get_by_label("Naam").fill(f"Hoek {mark}")
    els.get_by_label("Stiltegebied").check()
    els.get_by_role("button", name="Opslaan").click()
    expect(els.get_by_role("link", name=f"Hoek {mark}")).to_be_visible()

    els.goto("/beheer/voorzieningen")
    els.get_by_label("Naam").fill(f"Bel {mark}")
    els.get_by_label("Luidspreker").check()
    els.get_by_role("button", name="Toevoegen").click()
    expect(els.get_by_role("link", name=f"Bel {mark}")).to_be_visible()
    look(els)
