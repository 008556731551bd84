"""What does not exist, and what is of another, is a 404 at every route alike."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
from litestar import Litestar
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.ids import new_token
from booking.reservations.models import Reservation
from tests.interfaces.web.conftest import Browser
from tests.interfaces.web.neighbours import (
    UNKNOWN_UID,
    Neighbours,
    move_in,
    parametrised,
    routes_of,
)
from tests.interfaces.web.test_isolation import csrf_of
from tests.town_hall import TownHall

Browse = Callable[..., Browser]
METHODS = ("GET", "POST")
OTHERWISE = {
    "/inloggen/link/{token}": 410,  # it may have been used
    "/hier/{code}/reserveringen": 400,  # buttons only: an empty form is none of ours
    "/beheer/achtergrondwerk/{key}/herhaling": 303,  # what is done is thrown away: twice is once
    "/mijn-gegevens/sessies/{key}/einde": 303,  # so is what has ended
}
NUMBERED = ("key", "number", "floor", "zone", "person", "letter_id")


@pytest.fixture
def house(database: Database, hall: TownHall, now: datetime, monday: date) -> Neighbours:
    return move_in(database, hall, now, monday, secrets=tuple(new_token() for _ in range(4)))


def statuses(
    browser: Browser, app: Litestar, routes: Iterator[tuple[str, str]]
) -> Iterator[tuple[str, int]]:
    """What each address answers; a form is sent empty."""
    token = csrf_of(browser)
    for method, address in routes:
        app.state["house"].limiter.storage.reset()
        answer = browser.get(address) if method == "GET" else browser.post_bare(address, token)
        yield f"{method} {address}", answer.status_code


def of_nothing() -> Iterator[tuple[str, str]]:
    """Every route with what does not exist in it."""
    for method in METHODS:
        for route in routes_of(method):
            if parametrised(route) and route not in OTHERWISE:
                address = route.replace("{uid}", UNKNOWN_UID)
                address = re.sub(rf"{{({'|'.join(NUMBERED)})}}", "99999", address)
                yield method, re.sub(r"{\w+}", "verzonnen", address)


def about(
    house: Neighbours, uids: list[str], series: list[str], waiting: list[str]
) -> Iterator[tuple[str, str]]:
    """Every route about a reservation, a series or a place in line, with these in it."""
    for method in METHODS:
        for route in routes_of(method):
            if "{uid}" in route and not route.startswith("/beheer"):
                those = {"reeksen": series, "wachtlijst": waiting}.get(route.split("/")[1], uids)
                for uid in those:
                    yield method, re.sub(r"{\w+}", "1", route.replace("{uid}", uid))


@pytest.mark.parametrize("name", ["els", "samir", "fatima"])
@pytest.mark.usefixtures("hall")
def test_what_does_not_exist_is_not_found(browse: Browse, app: Litestar, name: str) -> None:
    answers = dict(statuses(browse(name), app, of_nothing()))
    assert len(answers) > 100
    assert {address: status for address, status in answers.items() if status != 404} == {}


def test_what_is_of_another_is_not_found(browse: Browse, app: Litestar, house: Neighbours) -> None:
    foreign = about(house, house.theirs + house.staff, house.series[1:], house.waiting[1:])
    answers = dict(statuses(browse("ravi"), app, foreign))
    assert len(answers) > 100
    assert {address: status for address, status in answers.items() if status != 404} == {}


def test_ones_own_that_was_cancelled_is_read_and_never_changed(
    browse: Browse,
    app: Litestar,
    house: Neighbours,
    database: Database,
) -> None:
    gone = house.ours[-1]
    before = stored(database, gone)
    answers = dict(statuses(browse("ravi"), app, about(house, [gone], [], [])))
    here = f"/reserveringen/{gone}"
    assert answers[f"GET {here}"] == 200
    posted = {address.rpartition("/")[2]: status for address, status in answers.items()
              if address.startswith(f"POST {here}/")}  # fmt: skip
    assert posted.pop("annulering") == 303, "twice is once"
    assert set(posted.values()) <= {404, 409, 422}
    assert stored(database, gone) == before


def stored(database: Database, uid: str) -> str:
    with database.reading() as session:
        row = session.exec(select(Reservation).where(Reservation.uid == uid)).one()
        return row.model_dump_json()
