"""Mijn vakantie: what I have in the days away, ticked off and cancelled with one button."""

import re
from collections.abc import Callable
from datetime import date, datetime

from httpx import Response
from sqlmodel import select

from booking.foundation.database import Database
from booking.reservations.models import Reservation
from booking.reservations.operations import reserve
from booking.reservations.staying import end_now
from booking.reservations.values import Wish
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall, at

Browse = Callable[..., Browser]
HERE = "/mijn-reserveringen/vakantie"
AWAY = {"van": "2026-03-23", "tot": "2026-03-25"}
TUESDAY, THURSDAY = date(2026, 3, 24), date(2026, 3, 26)


def boxes(page: Response) -> dict[str, bool]:
    """The reservations offered, and whether each is ticked."""
    found = re.findall(r'name="reservering" value="([^"]+)"( checked)?', page.text)
    return {uid: bool(ticked) for uid, ticked in found}


def states(database: Database) -> dict[str, str]:
    with database.reading() as session:
        return {row.uid: row.state.value for row in session.exec(select(Reservation))}


def test_what_i_hold_is_ticked_and_what_i_made_for_another_is_not(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    own = make("noor", "D1", "08:00", "18:00", day=TUESDAY)
    make("noor", "D1", "08:00", "18:00", day=THURSDAY)
    make("bram", "D2", "08:00", "18:00", day=TUESDAY)
    wish = Wish((hall.spaces["beuk"],), at(TUESDAY, "10:00", "11:00"))
    with database.writing() as session:
        joosts = reserve(session, hall.act("noor", now), wish, holder=hall.cast["joost"]).uid
    noor = browse("noor")

    page = noor.get(f"{HERE}?van=2026-03-23&tot=2026-03-25")

    assert boxes(page) == {own: True, joosts: False}
    assert "Voor Joost de Vries" in page.text
    answer = noor.submit(page, f"{HERE}/annulering", {"reservering": [own]})
    assert answer.headers["location"] == "/mijn-reserveringen"
    assert "Wat u hebt aangevinkt, is geannuleerd" in noor.get("/mijn-reserveringen").text
    assert states(database)[own] == "cancelled"
    assert states(database)[joosts] == "confirmed"


def test_what_was_left_meanwhile_is_told_and_the_rest_is_cancelled(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    running = make("fatima", "beuk", "08:00", "18:00", asked_at=now.replace(hour=6))
    coming = make("fatima", "D1", "08:00", "18:00", day=TUESDAY)
    fatima = browse("fatima")
    page = fatima.get(f"{HERE}?van=2026-03-23&tot=2026-03-25")
    with database.writing() as session:
        end_now(session, hall.act("fatima", now), running)

    answer = fatima.submit(page, f"{HERE}/annulering", {"reservering": [running, coming]})

    assert answer.status_code == 422
    assert "Niet alles is geannuleerd" in answer.text
    assert "Deze reservering is voorbij of geannuleerd" in answer.text
    assert states(database) == {running: "confirmed", coming: "cancelled"}


def test_nothing_ticked_and_days_the_wrong_way_round_are_said(browse: Browse, make: Make) -> None:
    make("fatima", "D1", "08:00", "18:00", day=TUESDAY)
    fatima = browse("fatima")

    page = fatima.get(f"{HERE}?van=2026-03-23&tot=2026-03-25")
    none = fatima.submit(page, f"{HERE}/annulering", {})
    wrong = fatima.get(f"{HERE}?van=2026-03-25&tot=2026-03-23")
    half = fatima.get(f"{HERE}?van=2026-03-25")

    assert (none.status_code, wrong.status_code, half.status_code) == (422, 422, 422)
    assert "Vink minstens één reservering aan" in none.text
    assert list(boxes(none).values()) == [False]
    assert 'id="tot-error"' in wrong.text
    assert 'id="tot-error"' in half.text


def test_an_empty_holiday_and_the_bare_page_ask_for_nothing(browse: Browse) -> None:
    fatima = browse("fatima")
    assert "niets gereserveerd" not in fatima.get(HERE).text
    assert "niets gereserveerd" in fatima.get(f"{HERE}?van=2026-03-25&tot=2026-03-25").text


def test_bram_and_another_partner_cancel_nothing_of_others(
    browse: Browse, make: Make, database: Database
) -> None:
    fatimas = make("fatima", "D1", "08:00", "18:00", day=TUESDAY)
    ravis = make("ravi", "beuk", "10:00", "11:00", day=TUESDAY)
    for name, uid in (("bram", fatimas), ("pia", ravis), ("noor", fatimas)):
        other = browse(name)
        other.get(HERE)
        token = {"_csrf_token": other.client.cookies["__Host-csrf"]}
        answer = other.post_bare(f"{HERE}/annulering", {**token, **AWAY, "reservering": uid})
        assert answer.status_code == 404, name
        assert boxes(other.get(f"{HERE}?van=2026-03-23&tot=2026-03-25")) == {}
    assert set(states(database).values()) == {"confirmed"}
