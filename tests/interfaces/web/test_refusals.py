"""A refusal says which rule, who set it, what is nearest, and who may make an exception."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from httpx import Response

from booking.foundation.database import Database
from booking.foundation.periods import Period
from booking.reservations.house_rules import set_house_rules
from booking.reservations.quota.operations import set_quota
from booking.reservations.quota.values import Per, QuotaTerms, Subject
from booking.reservations.values import HouseRules
from booking.spaces.closures import close
from booking.spaces.codes import code_of_space
from booking.spaces.values import Closure, ClosureKind, SpaceKind
from tests.interfaces.web.conftest import Browser, Make
from tests.interfaces.web.test_displays import Hang, hang
from tests.interfaces.web.test_series import repeat
from tests.town_hall import TownHall, at

__all__ = ["hang"]

Browse = Callable[..., Browser]
SetRules = Callable[[HouseRules], None]
PLACES = ("/ruimtes/1.14", "/werkplek/1.D01")
HOUR = timedelta(hours=1)
WHOSE = "Dat is sinds 23-03-2026 een huisregel van de afdeling Facilitair. Alleen de afdeling"
OPENING = "De openingstijden zijn zo sinds 01-01-2020, vastgesteld door de afdeling Facilitair."

CASES: list[tuple[HouseRules, str, str, list[str]]] = [
    (HouseRules(duration_max=2 * HOUR), "10:00", "14:00",
     ["Een reservering duurt hoogstens 2 uur.", "wel mag: di 24 mrt, 10:00–12:00.", WHOSE]),
    (HouseRules(duration_min=2 * HOUR), "10:00", "11:00",
     ["Een reservering duurt minstens 2 uur.", "wel mag: di 24 mrt, 10:00–12:00.", WHOSE]),
    (HouseRules(notice_min=28 * HOUR), "10:00", "11:00",
     ["Reserveer minstens 28 uur van tevoren: dat is vanaf di 24 mrt 13:00.",
      "wel mag: di 24 mrt, 13:00–14:00.", WHOSE]),
    (HouseRules(ahead_max=24 * HOUR), "10:00", "11:00",
     ["hoogstens 1 dag vooruit reserveren: tot di 24 mrt 09:00.",
      "Wat u vraagt, kan vanaf ma 23 mrt 10:00.", "wel mag: di 24 mrt, 09:00–10:00.", WHOSE]),
    (HouseRules(), "17:00", "20:00",
     [" is die dag open: 08:00–18:00.", "wel mag: di 24 mrt, 15:00–18:00.", OPENING]),
]  # fmt: skip


OFFERS = "De afdeling Facilitair bepaalt wat een plek biedt. Voor één reservering is daarop geen"
IN_THE_FORM: list[tuple[str, dict[str, str], list[str]]] = [
    ("1.14", {"van": "10:05"},
     ["op een veelvoud van 15 minuten", "wel mag: di 24 mrt, 10:00–11:00.",
      "De afdeling Facilitair bepaalt in welke stappen van tijd"]),
    ("1.14", {"opstelling": "theatre"}, ["De Beuk kan niet zo worden ingericht.", OFFERS]),
    ("1.14", {"personen": "20"}, ["De Beuk heeft 8 plaatsen", OFFERS]),
    ("0.01", {"datum": "2026-03-23", "van": "09:00", "tot": "10:00"},
     ["Hiervoor is eerst goedkeuring nodig", "wel mag: ma 23 mrt, 09:15–10:15.",
      "De afdeling Facilitair bepaalt dat hier goedkeuring voor nodig is."]),
]  # fmt: skip
CLOSED = "De afdeling Facilitair heeft dit gesloten. Alleen die kan het eerder openen."


@pytest.fixture
def set_rules(database: Database, hall: TownHall, now: datetime, monday: date) -> SetRules:
    def set_rules(rules: HouseRules) -> None:
        with database.writing() as session:
            for kind in SpaceKind:
                set_house_rules(session, hall.act("els", now), kind, rules, begins=monday)

    return set_rules


def ask(browser: Browser, place: str, begin: str, end: str, **fields: str) -> Response:
    form: dict[str, Any] = {"datum": "2026-03-24", "van": begin, "tot": end}
    if place.startswith("/ruimtes"):
        form |= {"personen": "2", "zichtbaarheid": "colleagues"}
    page = browser.get(f"{place}?datum=2026-03-24")
    return browser.submit(page, f"{place}/reserveringen", form | fields)


def words_of(page: Response) -> str:
    """Without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(page.text)).split())


@pytest.mark.parametrize(("rules", "begin", "end", "said"), CASES)
def test_what_whose_and_what_else(
    browse: Browse, set_rules: SetRules, rules: HouseRules, begin: str, end: str,
    said: list[str],
) -> None:  # fmt: skip
    set_rules(rules)
    for place in PLACES:
        refused = ask(browse("fatima"), place, begin, end)
        assert refused.status_code == 422
        for words in said:
            assert words in refused.text, (place, words)


@pytest.mark.parametrize("place", PLACES)
def test_the_nearest_is_one_press_away(browse: Browse, set_rules: SetRules, place: str) -> None:
    set_rules(HouseRules(duration_max=2 * HOUR))
    fatima = browse("fatima")
    refused = ask(fatima, place, "10:00", "14:00")
    taken = fatima.submit(refused, f"{place}/reserveringen", {})
    assert taken.is_redirect, taken.text
    assert "10:00–12:00" in fatima.get(taken.headers["location"]).text


@pytest.mark.parametrize(("number", "fields", "said"), IN_THE_FORM)
def test_so_it_is_of_what_is_no_limit(
    browse: Browse, number: str, fields: dict[str, str], said: list[str]
) -> None:
    refused = ask(browse("fatima"), f"/ruimtes/{number}", "10:00", "11:00", **fields)
    assert refused.status_code == 422
    text = words_of(refused)
    for words in said:
        assert words in text


@pytest.fixture
def closed(database: Database, hall: TownHall, now: datetime) -> None:
    """The whole house, today and tomorrow until noon."""
    with database.writing() as session:
        until = at(date(2026, 3, 24), "08:00", "12:00").ends_at
        period = Period(at(date(2026, 3, 23), "08:00", "09:00").starts_at, until)
        shut = Closure(ClosureKind.CLOSURE, period, "brandoefening", hall.building, None, None,
                       None)  # fmt: skip
        close(session, hall.act("els", now), shut)


@pytest.mark.usefixtures("closed")
def test_a_closure_says_who_closed_and_who_can_open(browse: Browse, hall: TownHall) -> None:
    fatima = browse("fatima")
    for place in PLACES:
        text = words_of(ask(fatima, place, "10:00", "11:00"))
        for words in (
            "kan dan niet worden gebruikt: brandoefening",
            "wel mag: di 24 mrt, 12:00–13:00",
            CLOSED,
        ):
            assert words in text, (place, words)
    for space in ("beuk", "D1"):  # standing before it now
        text = words_of(fatima.get(f"/hier/{code_of_space(hall.spaces[space])}"))
        assert "kan dan niet worden gebruikt: brandoefening" in text
        assert CLOSED in text


def test_every_door_says_it(
    browse: Browse, set_rules: SetRules, make: Make, hall: TownHall, hang: Hang
) -> None:
    """What is asked for is too soon or too long wherever it is asked."""
    fatima, here = browse("fatima"), f"/hier/{code_of_space(hall.spaces['beuk'])}"
    at_the_door, on_the_card, tablet = fatima.get(here), [], hang("beuk")
    pressed_at = tablet.get("/scherm")
    held = make("fatima", "beuk", "15:00", "16:00", day=date(2026, 3, 25))
    make("joost", "beuk", "10:00", "12:00", day=date(2026, 3, 25))
    set_rules(HouseRules(notice_min=28 * HOUR, duration_max=2 * HOUR))

    on_the_card += [
        fatima.get(here),
        fatima.submit(at_the_door, f"{here}/reserveringen", {"minuten": "30"}),
        tablet.submit(pressed_at, "/scherm/reservering", {"minuten": "30"}),
    ]
    for page in on_the_card:
        text = words_of(page)
        for words in ("Reserveer minstens 28 uur van tevoren", "wel mag: di 24 mrt, 13:00", WHOSE):
            assert words in text
    long = {"datum": "2026-03-25", "van": "10:00", "tot": "14:00"}
    wait = fatima.get("/wachtlijst/nieuw?soort=ruimte&nummer=1.14&datum=2026-03-25&van=10:00")
    form = fatima.get(f"/reserveringen/{held}/wijzigen")
    asked = {**long, "plek": "1.14", "aantal": "2", "zichtbaarheid": "colleagues"}
    for page in (
        fatima.submit(wait, "/wachtlijst", {**long, "personen": "2", "waar": "deze"}),
        fatima.submit(form, f"/reserveringen/{held}/wijziging", asked),
        fatima.get("/werkplek?datum=2026-03-25&van=10:00&tot=14:00"),
    ):
        text = words_of(page)
        for words in ("duurt hoogstens 2 uur", "wel mag: wo 25 mrt, 10:00–12:00.", WHOSE):
            assert words in text, page.url
    searched = words_of(fatima.get("/ruimtes?datum=2026-03-25&van=10:00&tot=14:00"))
    assert "duurt hoogstens 2 uur" in searched
    assert WHOSE in searched
    assert WHOSE in words_of(repeat(fatima, tot="14:00"))


GROUP = "/werkplek/groep"


def ask_group(browser: Browser, *numbers: str, **fields: str) -> Response:
    form: dict[str, Any] = {"datum": "2026-03-24", "dagdeel": "uren", "van": "10:00",
                            "tot": "14:00", "nummer": list(numbers)}  # fmt: skip
    page = browser.get("/werkplek?datum=2026-03-24&weergave=lijst")
    return browser.submit(page, GROUP, form | fields)


def test_a_group_is_offered_the_nearest_time_or_other_desks_together(
    browse: Browse, set_rules: SetRules, make: Make
) -> None:
    fatima = browse("fatima")
    make("joost", "D1", "10:00", "14:00", day=date(2026, 3, 24))
    refused = ask_group(fatima, "1.D01", "1.D02")
    assert refused.status_code in {409, 422}
    offered = re.findall(r'name="nummer" value="([^"]+)"', refused.text)
    assert len(offered) >= 2
    assert "1.D01" not in offered[:2]

    set_rules(HouseRules(duration_max=2 * HOUR))
    refused = ask_group(fatima, "1.D02", "1.D03")
    assert "wel mag: di 24 mrt, 10:00–12:00." in refused.text
    taken = fatima.submit(refused, GROUP, {"nummer": ["1.D02", "1.D03"]})
    assert taken.is_redirect, taken.text
    assert "10:00–12:00" in fatima.get(taken.headers["location"]).text


def test_beyond_a_quota_of_desks_nothing_is_offered_that_it_forbids(
    browse: Browse, database: Database, hall: TownHall, now: datetime, make: Make, monday: date
) -> None:
    with database.writing() as session:
        terms = QuotaTerms(Subject.PERSON, None, SpaceKind.DESK, Per.WEEK, 1)
        set_quota(session, hall.act("els", now), terms, begins=monday, until=None)
    make("fatima", "D1", "10:00", "11:00", day=date(2026, 3, 25))
    refused = ask(browse("fatima"), "/werkplek/1.D02", "10:00", "11:00")
    days = re.findall(r'name="datum" value="([^"]+)"', refused.text)
    assert days
    assert all(day >= "2026-03-30" for day in days)
