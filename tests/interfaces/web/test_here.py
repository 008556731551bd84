"""Hier: the page behind the code of a desk, a room or a zone, and the cards to print."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.occupancy.facts import rebuild
from booking.occupancy.models import FactDay
from booking.reservations.models import Reservation
from booking.reservations.values import ReservationState
from booking.spaces.codes import code_of_space, code_of_zone
from tests.conftest import database_url  # noqa: F401 -- what is decided here, each database decides
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall

Browse = Callable[[str | None], Browser]
HOUR = timedelta(hours=1)


def here(hall: TownHall, space: str) -> str:
    return f"/hier/{code_of_space(hall.spaces[space])}"


def stored(database: Database, uid: str) -> Reservation:
    with database.reading() as session:
        return session.exec(select(Reservation).where(Reservation.uid == uid)).one()


def test_who_walks_up_has_a_free_room_at_once_and_is_there(
    browse: Browse, database: Database, hall: TownHall, now: datetime
) -> None:
    fatima, path = browse("fatima"), here(hall, "beuk")
    page = fatima.get(path)
    assert "Vrij tot" in page.text
    assert "Nu reserveren" in page.text

    answers = [fatima.submit(page, f"{path}/reserveringen", {"minuten": "30"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    held = stored(database, answers[0].headers["location"].rsplit("/", 1)[1])
    assert (held.starts_at, held.ends_at, held.checked_in_at) == (now, now + HOUR / 2, now)
    assert "Bezet tot" in browse("joost").get(path).text


def test_looking_at_a_code_changes_nothing(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    uid = make("fatima", "beuk", "09:00", "10:00", asked_at=now - 2 * HOUR, comes=False)
    for name in ("fatima", "joost"):
        assert browse(name).get(here(hall, "beuk")).status_code == 200
    assert stored(database, uid).rev == 1


def test_who_has_a_reservation_here_checks_in_here(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    uid = make("fatima", "D1", "09:00", "17:00", asked_at=now - 2 * HOUR, comes=False)
    fatima = browse("fatima")
    page = fatima.get(here(hall, "D1"))
    assert "Nu reserveren" not in page.text
    answer = fatima.submit(page, f"/reserveringen/{uid}/aanmelding", {})
    assert answer.status_code == 303
    assert stored(database, uid).checked_in_at == now
    again = fatima.get(here(hall, "D1")).text
    assert f"/reserveringen/{uid}/einde" in again
    assert f"/reserveringen/{uid}/aanmelding" not in again


def test_it_does_not_say_who_is_there(browse: Browse, make: Make, hall: TownHall) -> None:
    make("joost", "beuk", "09:00", "10:00", title="Ontslag Jan")
    page = browse("fatima").get(here(hall, "beuk")).text
    assert "Bezet tot 10:00 uur" in page
    assert "Ontslag" not in page
    assert "Joost" not in page


def test_a_room_that_nobody_came_to_is_for_who_walks_up_and_counts_as_one_no_show(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    missed = make("fatima", "beuk", "08:30", "11:00", asked_at=now - 3 * HOUR, comes=False)
    joost, path = browse("joost"), here(hall, "beuk")
    answer = joost.submit(joost.get(path), f"{path}/reserveringen", {"minuten": "60"})
    assert answer.status_code == 303
    assert stored(database, missed).state is ReservationState.RELEASED
    day = day_of(now)
    with database.writing() as session:
        rebuild(session, Period(now - 2 * HOUR, now), today=day + timedelta(days=1))
        fact = session.exec(
            select(FactDay).where(FactDay.day == day.toordinal(),
                                  FactDay.space_id == hall.spaces["beuk"])
        ).one()  # fmt: skip
    assert (fact.reservation_count, fact.no_show_count, fact.check_in_count) == (2, 1, 1)


def test_one_who_was_just_ahead_leaves_a_reason(browse: Browse, make: Make, hall: TownHall) -> None:
    fatima, path = browse("fatima"), here(hall, "beuk")
    page = fatima.get(path)
    make("joost", "beuk", "09:00", "10:00")
    answer = fatima.submit(page, f"{path}/reserveringen", {"minuten": "30"})
    assert answer.status_code in {409, 422}
    assert "De Beuk is bezet" in answer.text


@pytest.mark.parametrize(("name", "space"), [("ravi", "linde"), ("ravi", "D1"), ("pia", "linde_a")])
def test_what_is_not_for_a_partner_is_not_there(
    browse: Browse, hall: TownHall, name: str, space: str
) -> None:
    assert browse(name).get(here(hall, space)).status_code == 404
    assert browse(name).get(here(hall, "beuk")).status_code == 200


def test_a_room_that_must_be_asked_for_is_no_walk_up(browse: Browse, hall: TownHall) -> None:
    assert "Nu reserveren" not in browse("fatima").get(here(hall, "raadzaal")).text


def test_a_zone_lists_its_places_and_a_typed_code_leads_to_them(
    browse: Browse, make: Make, hall: TownHall
) -> None:
    make("joost", "beuk", "09:00", "10:00")
    fatima = browse("fatima")
    code = code_of_zone(hall.zones["overleg"])
    typed = fatima.get(f"/hier?code={code.lower()}")
    assert typed.headers["location"] == f"/hier/{code.lower()}"
    page = fatima.get(f"/hier/{code}").text
    assert "Bezet tot 10:00 uur" in page
    assert "Vrij tot" in page
    assert here(hall, "linde") in page
    wrong = fatima.get("/hier?code=ZZZZZ")
    assert (wrong.status_code, "hoort bij geen enkele plek" in wrong.text) == (422, True)


def test_who_is_not_signed_in_comes_back_here(browse: Browse, hall: TownHall) -> None:
    answer = browse(None).get(here(hall, "beuk"))
    assert answer.status_code == 303
    assert here(hall, "beuk").replace("/", "%2F") in answer.headers["location"].replace("/", "%2F")


def test_els_prints_a_card_for_each_place(browse: Browse, hall: TownHall) -> None:
    els = browse("els")
    sheets = "".join(
        els.get(f"/beheer/codes?verdieping={floor}").text
        for floor in (1, 2)
    )  # fmt: skip
    for code in (
        *map(code_of_space, hall.spaces.values()),
        *map(code_of_zone, hall.zones.values()),
    ):
        assert f">{code}<" in sheets
    assert sheets.count("<svg") >= len(hall.spaces) + len(hall.zones)
    assert browse("fatima").get("/beheer/codes").status_code == 404


def test_a_place_that_is_free_for_a_moment_is_had_until_the_next_reservation(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    make("joost", "D1", "09:15", "12:00")
    fatima, path = browse("fatima"), here(hall, "D1")
    page = fatima.get(path)
    assert "tot de volgende reservering om 09:15" in page.text
    answer = fatima.submit(page, f"{path}/reserveringen", {"minuten": "rest"})
    assert answer.status_code == 303
    held = stored(database, answer.headers["location"].rsplit("/", 1)[1])
    assert (held.starts_at, held.ends_at) == (now, now + HOUR / 4)


def test_who_has_a_desk_is_told_so_and_changes_to_this_one_in_one_press(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    old = make("fatima", "D2", "09:00", "12:00")
    fatima = browse("fatima")
    page = fatima.get(here(hall, "D1"))
    assert "1.D02" in page.text
    assert "Wisselen naar deze werkplek, tot 12:00" in page.text
    assert "Nu reserveren" not in page.text
    answer = fatima.submit(page, "/werkplek/1.D01/wissel", {})
    assert answer.status_code == 303
    held = stored(database, answer.headers["location"].rsplit("/", 1)[1])
    assert (held.starts_at, held.ends_at) == (now, now + 3 * HOUR)
    assert stored(database, old).ended_at == now


def test_a_free_room_over_which_others_decide_says_so(browse: Browse, hall: TownHall) -> None:
    page = browse("fatima").get(here(hall, "raadzaal"))
    assert "Over deze ruimte beslist iemand anders" in page.text
    assert "Nu reserveren" not in page.text
