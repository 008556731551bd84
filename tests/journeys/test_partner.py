"""Els adds a partner and who comes for it; that contact signs in and asks for nothing else."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from booking.foundation.settings import Settings
from booking.interfaces.jobs.worker import do_one_job
from booking.interfaces.jobs.workplace import Workplace
from booking.messages.models import Letter
from tests.journeys.conftest import OpenPage, Town
from tests.journeys.look import Look

pytestmark = [pytest.mark.slow, pytest.mark.browser]

JOBS_MAX = 200


def letter_to(town: Town, email: str) -> str:
    """The words of the last letter to this address, when the background work is done."""
    settings = Settings(
        secret="journey-secret-0123456789-abcdefghijkl",  # type: ignore[arg-type]
        base_address=town.address,
        security_contact="mailto:security@voorbeeldstad.example",
    )

    def clock() -> datetime:
        return town.now

    for _ in range(JOBS_MAX):
        with town.database.reading() as session:
            newest = select(Letter).where(Letter.recipient == email).order_by(col(Letter.id).desc())
            letter = session.exec(newest).first()
        if letter is not None:
            return letter.text
        assert do_one_job(Workplace(settings, town.database, clock)), f"no letter to {email}"
    raise AssertionError(f"{JOBS_MAX} jobs and no letter to {email}")


@pytest.mark.parametrize(
    ("javascript", "width"), [(True, 390), (False, 1440)], ids=["script", "no script"]
)
def test_a_partner_its_contact_and_the_first_visit(
    visit: OpenPage, town: Town, look: Look, *, javascript: bool, width: int
) -> None:
    els = visit("Els van Dijk", width=width, javascript=javascript)
    name, email = f"Buurthuis {width}", f"bo@buurthuis-{width}.example"
    els.goto("/beheer/partners")
    els.get_by_role("link", name="Partner toevoegen").click()
    els.get_by_label("Naam").fill(name)
    els.get_by_label("Soort").select_option(label="Samenwerkingsverband")
    look(els, "new")
    els.get_by_role("button", name="Toevoegen").click()
    expect(els.locator("#flash")).to_contain_text("De partner is toegevoegd.")

    add_contact(els, email, has_scripts=javascript)
    look(els, "partner")

    bo = sign_in_by_mail(visit, town, email, width=width, javascript=javascript)
    expect(bo.get_by_role("heading", level=1)).to_be_visible()
    expect(bo.get_by_role("link", name="Ruimtes").first).to_be_visible()
    assert bo.get_by_role("link", name="Beheer").count() == 0
    look(bo, "contact")

    els.get_by_role("button", name="Verwijderen Bo Buurman").click()
    expect(els.locator("#flash")).to_contain_text("Deze contactpersoon kan niet meer inloggen.")
    bo.goto("/vandaag")
    expect(bo).to_have_url(re.compile("/inloggen"))


def add_contact(els: Page, email: str, *, has_scripts: bool) -> None:
    """Without a mistake, or first with one: nothing that was filled in is lost."""
    contacts = els.locator("section", has=els.get_by_role("heading", name="Contactpersonen"))
    contacts.get_by_label("Naam").fill("Bo Buurman")
    if not has_scripts:
        contacts.get_by_label("E-mailadres").fill("bo@buurthuis")
        contacts.get_by_role("button", name="Toevoegen").click()
        expect(els.get_by_role("alert")).to_contain_text("bo@buurthuis is geen e-mailadres.")
        expect(contacts.get_by_label("Naam")).to_have_value("Bo Buurman")
    contacts.get_by_label("E-mailadres").fill(email)
    contacts.get_by_role("button", name="Toevoegen").click()
    expect(els.locator("#flash")).to_contain_text("De contactpersoon kan nu inloggen")


def sign_in_by_mail(
    visit: OpenPage, town: Town, email: str, *, width: int, javascript: bool
) -> Page:
    page = visit(None, width=width, javascript=javascript)
    page.goto("/inloggen")
    page.get_by_label("E-mailadres").first.fill(email)
    page.get_by_role("button", name="Stuur mij een link").click()
    page.wait_for_url("**/inloggen/link")
    found = re.search(r"https?://\S+/inloggen/link/\S+", letter_to(town, email))
    assert found is not None
    page.goto(found[0])
    page.get_by_role("button", name="Nu inloggen").click()
    page.wait_for_url("**/vandaag")
    return page
