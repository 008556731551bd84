"""The page of one reservation: what it shows to whom, and cancelling there."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from booking.foundation.database import Database
from booking.foundation.doors import Door
from booking.people.values import Act
from booking.reservations.models import Reservation
from booking.reservations.operations import reserve
from booking.reservations.queries import reservation_of
from booking.reservations.values import ReservationState, Visibility, Wish
from tests.interfaces.web.conftest import Browser
from tests.town_hall import TownHall, at

Browse = Callable[..., Browser]
Make = Callable[..., str]


@pytest.fixture
def make(database: Database, hall: TownHall, now: datetime, monday: date) -> Make:
    """``make("fatima", "beuk", "10:00", "11:00", title=…)``: the uid of a reservation."""

    def make(name: str, space: str, begin: str, until: str, *, day: date = monday,
             asked_at: datetime = now, **particulars: object) -> str:  # fmt: skip
        wish = Wish((hall.spaces[space],), at(day, begin, until), **particulars)  # type: ignore[arg-type]
        with database.writing() as session:
            return reserve(session, Act(hall.cast[name], asked_at, Door.WEB), wish).uid

    return make


def stored(database: Database, hall: TownHall, uid: str) -> Reservation:
    with database.reading() as session:
        return reservation_of(session, uid, hall.cast["els"])


def test_the_holder_reads_everything_about_it(browse: Browse, make: Make) -> None:
    uid = make("fatima", "beuk", "10:00", "11:30", title="Teamoverleg", attendee_count=6)

    page = browse("fatima").get(f"/reserveringen/{uid}")

    assert page.status_code == 200
    for fact in ("Teamoverleg", "De Beuk", "Overleg, Eerste verdieping, Stadhuis",
                 "maandag 23 maart 2026, 10:00–11:30 (1 uur 30 min)", "6 personen",
                 "Gereserveerd door u", "Bevestigd"):  # fmt: skip
        assert fact in page.text
