"""A door display through a day, and a hall screen, on the wall of a real town hall."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, time, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlmodel import Session, col, select

from booking.demo.cast import ELS, FATIMA
from booking.demo.displays import DOOR_OF
from booking.foundation.local_time import day_of, local_instant, local_period
from booking.people.models import Display, Person
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Act, Principal
from booking.reservations.holdings import reservations_holding
from booking.reservations.operations import ReservationRefused, cancel, reserve
from booking.reservations.values import Visibility, Wish
from booking.spaces.queries import current_stock, space_by_number
from tests.journeys.conftest import OpenPage, Town
from tests.journeys.keyboard import enter, press
from tests.journeys.look import Look

pytestmark = [pytest.mark.slow, pytest.mark.browser]

LANDSCAPE, PORTRAIT = (1280, 800), (800, 1280)
Screen = Callable[..., Page]


@pytest.fixture
def screen(chromium: Browser, town: Town) -> Iterator[Screen]:
    """``screen((1280, 800))``: the browser of a tablet that is not paired yet."""
    contexts: list[BrowserContext] = []

    def open_screen(size: tuple[int, int] = LANDSCAPE, *, javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=town.address, viewport={"width": size[0], "height": size[1]}, locale="nl-NL",
            timezone_id="Europe/Amsterdam", java_script_enabled=javascript,
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(15_000)
        return context.new_page()

    yield open_screen
    for context in contexts:
        context.close()


def pair(visit: OpenPage, tablet: Page, name: str) -> None:
    els = visit("Els van Dijk")
    els.goto("/beheer/schermen")
    els.locator(".card", has_text=name).get_by_role("button", name="Maak een code").click()
    code = els.locator(".pairing-code").inner_text()
    tablet.goto("/scherm")
    tablet.get_by_label("Code").fill(code)
    tablet.get_by_role("button", name="Koppelen").click()
    expect(tablet.locator("#display")).to_be_visible()


Meeting = tuple[str, str, str, Visibility]
DAY: list[Meeting] = [
    ("09:00", "10:00", "Sollicitatiegesprek", Visibility.PRIVATE),
    ("11:00", "12:00", "Inloopspreekuur energie", Visibility.PUBLIC),
    ("14:00", "15:30", "Teamoverleg", Visibility.COLLEAGUES),
]


DAYS = iter(date(2026, 12, 7) + timedelta(days=n) for n in (0, 1, 2, 3, 4, 7, 8, 9, 10))


@pytest.fixture
def quiet(town: Town) -> Town:
    """A day on which the room of the display is held for these meetings, and no others."""
    day = next(DAYS)
    town.now = local_instant(day, time(8, 40)) - timedelta(days=1)
    with town.database.writing() as session:
        room = space_by_number(current_stock(session), DOOR_OF, day)
        els, fatima = (_person(session, email) for email in (ELS, FATIMA))
        whole = local_period(day, time(6), time(22))
        for reservation in reservations_holding(session, room.unit_ids, whole):
            cancel(session, Act(els, town.now), reservation.uid)
        for begin, end, title, visibility in DAY:
            period = local_period(day, time.fromisoformat(begin), time.fromisoformat(end))
            wish = Wish((room.id,), period, title=title, visibility=visibility)
            reserve(session, Act(fatima, town.now), wish)
    town.now = local_instant(day, time(8, 40))
    return town


def _person(session: Session, email: str) -> Principal:
    person = person_by_email(session, email)
    assert person is not None
    principal = principal_of(session, person.id or 0, today=date(2026, 12, 7))
    assert principal is not None
    return principal


def clock(town: Town, tablet: Page, hour: int, minute: int) -> None:
    """The clock of the house goes to this time, and the display hears of it."""
    town.now = local_instant(day_of(town.now), time(hour, minute))
    expect(tablet.locator(".screen__hour")).to_have_text(f"{hour:02}:{minute:02}", timeout=15_000)


def word(tablet: Page) -> Locator:
    return tablet.locator(".door__now .door__word")


WORDS = {
    "nl": {"free": "Vrij", "taken": "Bezet", "until": "tot", "check in": "Aanmelden voor",
           "checked in": "aangemeld", "again": "Ja, de ruimte is weer vrij", "ended": "Beëindigd"},
    "en": {"free": "Free", "taken": "Taken", "until": "until", "check in": "Check in for",
           "checked in": "Checked in", "again": "Yes, the room is free again", "ended": "Ended"},
}  # fmt: skip


def speak(town: Town, language: str) -> None:
    """Let the displays at doors speak this language."""
    with town.database.writing() as session:
        at_doors = select(Display.person_id).where(col(Display.space_id).is_not(None))
        for person in session.exec(select(Person).where(col(Person.id).in_(at_doors))):
            person.language = language


@pytest.mark.parametrize(
    ("size", "language"), [((390, 844), "en"), ((1440, 900), "nl")], ids=["narrow en", "wide nl"]
)
def test_a_door_display_through_a_day_by_keyboard(
    visit: OpenPage, screen: Screen, quiet: Town, look: Look, *,
    size: tuple[int, int], language: str,
) -> None:  # fmt: skip
    tablet, words = screen(size), WORDS[language]
    speak(quiet, language)
    tablet.goto("/scherm")
    look(tablet, "pairing")
    pair(visit, tablet, "Deurscherm")
    expect(word(tablet)).to_have_text(words["free"])
    expect(tablet.locator(".door__until")).to_have_text(f"{words['until']} 09:00")
    look(tablet, "free")

    clock(quiet, tablet, 8, 50)
    press(tablet, f"{words['check in']} 09:00–10:00")
    expect(tablet.get_by_role("status")).to_contain_text(words["checked in"])
    clock(quiet, tablet, 9, 5)
    expect(word(tablet)).to_have_text(words["taken"])
    assert "Sollicitatie" not in tablet.content()
    assert "Fatima" not in tablet.content()
    look(tablet, "taken")
    press(tablet, f"{words['until']} 10:30")
    expect(tablet.locator(".door__until")).to_have_text(f"{words['until']} 10:30")

    clock(quiet, tablet, 10, 2)
    enter(tablet, tablet.locator("summary"))
    press(tablet, words["again"])
    expect(tablet.get_by_role("status")).to_contain_text(words["ended"])
    clock(quiet, tablet, 10, 16)
    expect(word(tablet)).to_have_text(words["free"])
    enter(tablet, tablet.get_by_role("button", name="30 min"))
    expect(word(tablet)).to_have_text(words["taken"])
    expect(tablet.locator(".door__until")).to_have_text(f"{words['until']} 11:00")


LETTER_PIXELS = """element => {
    const style = getComputedStyle(element), pen = document.createElement('canvas').getContext('2d')
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
    return pen.measureText('H').actualBoundingBoxAscent
}"""
TABLET_MM, READ_FROM_MM = 217, 3000  # the long side of ten inches; where one walks by
DISTANCE_PER_LETTER_MAX = 300  # 11 minutes of arc: twice what a good eye just tells apart


def require_legible(tablet: Page) -> None:
    """How it stands with the room, and until when, can be read in passing."""
    for part in (word(tablet), tablet.locator(".door__until")):
        height = part.evaluate(LETTER_PIXELS) * TABLET_MM / max(LANDSCAPE)
        assert READ_FROM_MM / height <= DISTANCE_PER_LETTER_MAX, (part.inner_text(), height)


def test_a_public_title_on_every_size_of_screen(
    visit: OpenPage, screen: Screen, quiet: Town, look: Look
) -> None:
    tablet = screen()
    speak(quiet, "nl")
    pair(visit, tablet, "Deurscherm")
    require_legible(tablet)
    clock(quiet, tablet, 11, 1)
    require_legible(tablet)
    expect(tablet.locator(".door__title")).to_have_text("Inloopspreekuur energie")
    expect(tablet.get_by_role("button", name="Ik ben er")).to_be_visible()
    for size in (PORTRAIT, (1440, 900), (390, 844)):
        tablet.set_viewport_size({"width": size[0], "height": size[1]})
        look(tablet, f"public-{size[0]}")
    tablet.set_viewport_size({"width": PORTRAIT[0], "height": PORTRAIT[1]})
    require_legible(tablet)
    clock(quiet, tablet, 21, 0)
    expect(word(tablet)).to_have_text("Gesloten")
    look(tablet, "shut")


def test_every_button_is_reached_by_keyboard_and_is_large(
    visit: OpenPage, screen: Screen, quiet: Town
) -> None:
    tablet = screen()
    pair(visit, tablet, "Deurscherm")
    clock(quiet, tablet, 9, 5)
    small = tablet.evaluate("""() => [...document.querySelectorAll('button, summary')]
        .filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect())
        .filter(box => box.width < 72 || box.height < 72).length""")
    assert small == 0
    names = []
    for _ in range(5):
        tablet.keyboard.press("Tab")
        names.append(tablet.evaluate("document.activeElement.textContent.trim()"))
    assert names[0] == "Ik ben er"
    assert "Bijeenkomst beëindigen" in names
    tablet.keyboard.press("Shift+Tab")
    tablet.locator("summary").focus()
    tablet.keyboard.press("Enter")
    expect(tablet.get_by_role("button", name="Ja, de ruimte")).to_be_visible()
    clock(quiet, tablet, 9, 6)
    expect(tablet.get_by_role("button", name="Ja, de ruimte")).to_be_visible()
    expect(tablet.locator("summary")).to_be_focused()


def test_without_script_it_shows_and_acts_too(visit: OpenPage, screen: Screen, quiet: Town) -> None:
    tablet = screen(javascript=False)
    pair(visit, tablet, "Deurscherm")
    expect(tablet.locator("noscript meta")).to_have_attribute("content", re.compile("^20;"))
    quiet.now = local_instant(day_of(quiet.now), time(9, 5))
    tablet.goto("/scherm")
    tablet.get_by_role("button", name="Ik ben er").click()
    expect(tablet.get_by_role("status")).to_contain_text("aangemeld")


def test_when_nobody_answers_it_says_how_old_it_is_and_is_never_free(
    visit: OpenPage, screen: Screen, quiet: Town, look: Look
) -> None:
    tablet = screen()
    tablet.clock.install(time=quiet.now)
    pair(visit, tablet, "Deurscherm")
    expect(word(tablet)).to_have_text("Vrij")
    tablet.route("**/scherm/**", lambda route: route.abort())

    tablet.clock.run_for(30_000)
    expect(word(tablet)).to_be_hidden()
    away = tablet.locator(".away")
    expect(away).to_contain_text("Onbekend")
    expect(away).to_contain_text("Om 08:40 was de ruimte nog vrij.")
    expect(away).to_contain_text("Geen verbinding sinds 08:40")
    expect(tablet.get_by_role("button")).to_have_count(0)
    look(tablet, "old")

    tablet.clock.run_for(21 * 60_000)  # past nine, when the next meeting starts
    expect(away).to_contain_text("Onbekend")
    expect(away.get_by_text("was de ruimte nog vrij")).to_be_hidden()
    assert "Vrij" not in tablet.locator("#display").inner_text()
    look(tablet, "unknown")

    tablet.unroute("**/scherm/**")
    quiet.now = local_instant(day_of(quiet.now), time(9, 2))
    tablet.clock.run_for(10_000)
    expect(word(tablet)).to_have_text("Bezet")
    tablet.route("**/scherm/**", lambda route: route.abort())
    tablet.get_by_role("button", name="Ik ben er").click()
    expect(away).to_contain_text("Om 09:02 was de ruimte bezet.")
    assert tablet.url.endswith("/scherm"), "it stays on the wall"


def test_a_hall_screen_turns_its_pages_and_shows_what_is_public(
    visit: OpenPage, screen: Screen, quiet: Town, look: Look
) -> None:
    with quiet.database.writing() as session:
        fatima = _person(session, FATIMA)
        stock, day = current_stock(session), day_of(quiet.now)
        for n, number in enumerate(("0.11", "0.12", "0.13", "0.14", "0.15", "2.15", "3.06"), 1):
            room = space_by_number(stock, number, day)
            wish = Wish((room.id,), local_period(day, time(12, 15), time(12, 30)),
                        title=f"Spreekuur {n}", visibility=Visibility.PUBLIC)  # fmt: skip
            with suppress(ReservationRefused):
                reserve(session, Act(fatima, quiet.now), wish)
    hall = screen()
    pair(visit, hall, "Halscherm")
    expect(hall.get_by_role("heading", level=1)).to_contain_text("Vandaag in Stadhuis")
    assert "Sollicitatie" not in hall.content()
    for size in (LANDSCAPE, PORTRAIT, (1440, 900), (390, 844)):
        hall.set_viewport_size({"width": size[0], "height": size[1]})
        look(hall, f"{size[0]}")
    pages = hall.get_by_role("navigation").get_by_role("link")
    pages.last.click()
    expect(pages.last).to_have_attribute("aria-current", "page")


def test_els_hangs_a_display_and_opens_it_in_the_demo(
    visit: OpenPage, quiet: Town, look: Look
) -> None:
    els = visit("Els van Dijk")
    els.goto("/beheer/schermen")
    look(els, "list")
    els.get_by_label("Waar").select_option(label="Deurscherm De Hulst (2.15)")
    els.get_by_role("button", name="Toevoegen").click()
    expect(els.locator("#flash")).to_contain_text("toegevoegd")
    card = els.locator(".card", has_text="De Hulst (2.15)").first
    card.get_by_role("button", name="Maak een code").click()
    look(els, "code")
    els.goto("/beheer/schermen")
    card.get_by_role("button", name="Open dit scherm hier").click()
    expect(els.get_by_role("heading", level=1)).to_have_text("De Hulst")
    els.set_viewport_size({"width": 390, "height": 844})
    els.goto("/beheer/schermen")
    look(els, "list-narrow")
