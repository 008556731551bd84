"""A partner asks, the facility manager answers, and the partner sees it: as people do it."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from booking.foundation.settings import Settings
from booking.interfaces.jobs.requests import write_letters
from booking.interfaces.jobs.tidying import seal_journal
from booking.interfaces.jobs.workplace import Workplace
from tests.journeys.conftest import MORNING, OpenPage, Town
from tests.journeys.look import Look

pytestmark = [pytest.mark.slow, pytest.mark.browser]

COUNCIL_ROOM = "1.30"
WORDS = {
    "nl": {"subject": "Onderwerp", "ask": "Vraag aan", "approve": "Goedkeuren",
           "decline": "Afwijzen", "reason": "Reden", "other": "Een andere ruimte of tijd",
           "promise": "U krijgt antwoord vóór", "approved": "Uw aanvraag is goedgekeurd",
           "declined": "Uw aanvraag is afgewezen", "take": "Kies deze", "room": "Ruimte",
           "reserved": "Gereserveerd", "taken": "Deze hebt u gekozen"},
    "en": {"subject": "Subject", "ask": "Request", "approve": "Approve",
           "decline": "Decline", "reason": "Reason", "other": "Another room or time",
           "promise": "We answer before", "approved": "Your request is approved",
           "declined": "Your request is declined", "take": "Take this one", "room": "Room",
           "reserved": "Reserved", "taken": "You have taken this one"},
}  # fmt: skip
ways = pytest.mark.parametrize(
    ("javascript", "width", "language", "day"),
    [(True, 1440, "nl", date(2026, 12, 10)), (False, 390, "en", date(2026, 12, 11))],
    ids=["script wide nl", "no script narrow en"],
)


def deliver(town: Town) -> None:
    """What the worker does by itself, the next time it comes round."""
    settings = Settings(
        secret="journey-secret-0123456789-abcdefghijkl",  # type: ignore[arg-type]
        base_address=town.address, security_contact="mailto:a@voorbeeldstad.example", is_demo=True,
    )  # fmt: skip
    workplace = Workplace(settings, town.database, lambda: town.now)
    for _ in range(10):
        seal_journal(workplace, {}, town.now)
    for _ in range(40):
        write_letters(workplace, {}, town.now)


def ask(page: Page, day: date, title: str, words: dict[str, str]) -> None:
    page.goto(f"/ruimtes/{COUNCIL_ROOM}?datum={day}&van=09:00&tot=11:00")
    page.get_by_label(words["subject"]).fill(title)
    page.get_by_role("button", name=words["ask"], exact=True).click()
    page.wait_for_url(re.compile(r"/reserveringen/[0-9a-f-]{36}$"))
    expect(page.locator("main")).to_contain_text(words["promise"])


def letter_to(page: Page, address: str, subject: str) -> None:
    page.goto(f"/postvak?aan={address}")
    page.get_by_role("link", name=re.compile(subject)).first.click()
    page.wait_for_url(re.compile(r"/postvak/\d+$"))


def decline(page: Page, other_day: date, words: dict[str, str]) -> None:
    """With a reason, and De Kastanje on another day instead."""
    page.get_by_label(words["reason"], exact=True).fill("De zaal wordt geschilderd.")
    page.get_by_role("radio", name=re.compile(words["other"])).check()
    page.locator("#plek").select_option("1.02")
    page.locator("#datum").fill(other_day.isoformat())
    page.locator("#van").select_option("08:00")
    page.locator("#tot").select_option("09:00")
    page.get_by_role("button", name=words["decline"], exact=True).click()
    expect(page).to_have_url(re.compile(r"/beheer/aanvragen$"))


@ways
def test_a_partner_asks_els_approves_and_the_partner_sees_it(
    visit: OpenPage, town: Town, look: Look, *,
    javascript: bool, width: int, language: str, day: date,
) -> None:  # fmt: skip
    town.now = MORNING
    words, title = WORDS[language], f"Ontmoeting {day:%d}"
    ravi = visit("Ravi Sharma", width=width, language=language, javascript=javascript)
    ask(ravi, day, title, words)
    look(ravi, "asked")

    els = visit("Els van Dijk", width=width, language=language, javascript=javascript)
    els.goto("/beheer/aanvragen")
    look(els, "list")
    els.get_by_role("button", name=f"{words['approve']} {title}").click()
    expect(els.locator("#flash")).not_to_be_empty()

    ravi.goto("/vandaag")
    card = ravi.locator(".card", has_text=title)
    expect(card).to_contain_text(words["approved"])
    look(ravi, "today")
    deliver(town)
    letter_to(ravi, "ravi.sharma@wijkzorg.example", f"Goedgekeurd: {title}")
    paper = ravi.frame_locator("iframe")
    expect(paper.get_by_role("heading", level=1)).to_contain_text(title)
    paper.get_by_role("link", name="Bekijk de reservering").click()
    expect(ravi.get_by_role("heading", level=1)).to_have_text(title)


@ways
def test_els_declines_with_an_alternative_and_ravi_takes_it(
    visit: OpenPage, town: Town, look: Look, *,
    javascript: bool, width: int, language: str, day: date,
) -> None:  # fmt: skip
    town.now = MORNING + timedelta(minutes=10)
    words, title = WORDS[language], f"Scholing {day:%d}"
    other_day = day + timedelta(days=5)
    ravi = visit("Ravi Sharma", width=width, language=language, javascript=javascript)
    ask(ravi, day + timedelta(days=4), title, words)

    els = visit("Els van Dijk", width=width, language=language, javascript=javascript)
    els.goto("/beheer/aanvragen")
    els.get_by_role("link", name=title).click()
    els.get_by_role("button", name=words["decline"], exact=True).click()
    expect(els.get_by_label(words["reason"], exact=True)).to_be_visible()
    look(els, "nothing filled in")
    decline(els, other_day, words)

    deliver(town)
    letter_to(ravi, "ravi.sharma@wijkzorg.example", f"Niet mogelijk: {title}")
    expect(ravi.locator("pre")).to_contain_text("De zaal wordt geschilderd.")
    look(ravi, "letter")
    ravi.goto("/mijn-reserveringen")
    card = ravi.locator(".answers .card", has_text=title)
    expect(card).to_contain_text(words["declined"])
    expect(card).to_contain_text("De zaal wordt geschilderd.")
    look(ravi, "declined")
    card.get_by_role("button", name=words["take"]).click()
    ravi.wait_for_url(re.compile(r"/reserveringen/[0-9a-f-]{36}$"))
    expect(ravi.locator("#flash")).to_contain_text(words["reserved"])
    expect(ravi.locator("main")).to_contain_text("De Kastanje")
    ravi.goto("/vandaag")
    expect(ravi.locator(".answers .card", has_text=title)).to_contain_text(words["taken"])


def test_what_another_partner_asks_is_not_ravis(visit: OpenPage, town: Town) -> None:
    town.now = MORNING
    ravi = visit("Ravi Sharma")
    for path in ("/vandaag", "/mijn-reserveringen"):
        ravi.goto(path)
        expect(ravi.locator("main")).not_to_contain_text("Regiodag omgevingswet")
    ravi.goto("/beheer/aanvragen")
    expect(ravi.get_by_role("heading", level=1)).to_have_text("Deze pagina bestaat niet")


@pytest.mark.parametrize(("language", "width"), [("nl", 1440), ("en", 390)])
def test_the_pages_of_a_request_look_good(
    visit: OpenPage, town: Town, look: Look, language: str, width: int
) -> None:
    town.now = MORNING
    deliver(town)
    els = visit("Els van Dijk", width=width, language=language)
    els.goto("/beheer/aanvragen")
    look(els, "list")
    els.get_by_role("link", name="Regiodag omgevingswet").click()
    els.wait_for_url(re.compile(r"/beheer/aanvragen/[0-9a-f-]{36}$"))
    look(els, "waiting")
    els.goto("/beheer/aanvragen")
    els.get_by_role("link", name="Training mantelzorg").click()
    els.get_by_role("heading", level=1, name="Training mantelzorg").wait_for()
    look(els, "answered")
    els.goto("/postvak")
    look(els, "letters")
    els.locator(".letters__subject").first.click()
    els.wait_for_url(re.compile(r"/postvak/\d+$"))
    look(els, "letter")
    ravi = visit("Ravi Sharma", width=width, language=language)
    ravi.get_by_role("link", name="Training mantelzorg").first.click()
    ravi.wait_for_url(re.compile(r"/reserveringen/"))
    look(ravi, "declined")
