"""A refusal says which rule, who set it, what is nearest, and who may make an exception."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from httpx import Response

from booking.foundation.database import Database
from booking.reservations.house_rules import set_house_rules
from booking.reservations.values import HouseRules
from booking.spaces.values import SpaceKind
from tests.interfaces.web.conftest import Browser
from tests.town_hall import TownHall

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


@pytest.fixture
def set_rules(database: Database, hall: TownHall, now: datetime, monday: date) -> SetRules:
    def set_rules(rules: HouseRules) -> None:
        with database.writing() as session:
            for kind in SpaceKind:
                set_house_rules(session, hall.act("els", now), kind, rules, begins=monday)

    return set_rules


def ask(browser: Browser, place: str, begin: str, end: str) -> Response:
    form: dict[str, Any] = {"datum": "2026-03-24", "van": begin, "tot": end}
    if place.startswith("/ruimtes"):
        form |= {"personen": "2", "zichtbaarheid": "colleagues"}
    page = browser.get(f"{place}?datum=2026-03-24")
    return browser.submit(page, f"{place}/reserveringen", form)


@pytest.mark.parametrize(("rules", "begin", "end", "said"), CASES)
def test_what_whose_and_what_else(
    browse: Callable[..., Browser], set_rules: SetRules, rules: HouseRules, begin: str, end: str,
    said: list[str],
) -> None:  # fmt: skip
    set_rules(rules)
    for place in PLACES:
        refused = ask(browse("fatima"), place, begin, end)
        assert refused.status_code == 422
        for words in said:
            assert words in refused.text, (place, words)


@pytest.mark.parametrize("place", PLACES)
def test_the_nearest_is_one_press_away(
    browse: Callable[..., Browser], set_rules: SetRules, place: str
) -> None:
    set_rules(HouseRules(duration_max=2 * HOUR))
    fatima = browse("fatima")
    refused = ask(fatima, place, "10:00", "14:00")
    taken = fatima.submit(refused, f"{place}/reserveringen", {})
    assert taken.is_redirect, taken.text
    assert "10:00–12:00" in fatima.get(taken.headers["location"]).text
