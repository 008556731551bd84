"""Finding a place in a real database: best fit first, and nothing offered that is not granted."""

import contextlib
import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from booking.foundation.database import Database
from booking.foundation.errors import Conflict
from booking.people.values import Act
from booking.reservations.alternatives import Alternatives
from booking.reservations.models import HouseRule, Reservation
from booking.reservations.operations import ReservationRefused, reserve
from booking.reservations.search import alternatives_to, free_spaces
from booking.reservations.values import Needs, Wish
from booking.spaces.models import Space, StockVersion
from booking.spaces.values import LayoutKind, SpaceKind
from tests.town_hall import TownHall, at


def names(session: Session, hall: TownHall, needs: Needs, now: datetime, who: str) -> list[str]:
    found = free_spaces(session, needs, kind=SpaceKind.ROOM, person=hall.cast[who], now=now)
    return [space.name for space in found]


def test_the_smallest_room_that_fits_comes_first(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.reading() as session:
        needs = Needs(at(monday, "10:00", "11:00"), attendee_count=5)
        assert names(session, hall, needs, now, "fatima") == [
            "De Linde A", "De Linde B", "De Beuk", "De Linde", "Raadzaal",
        ]  # fmt: skip


def test_only_rooms_that_offer_what_is_needed(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    period = at(monday, "10:00", "11:00")
    with database.reading() as session:
        with_screen = Needs(period, equipment=frozenset({"screen"}))
        assert names(session, hall, with_screen, now, "fatima") == ["De Beuk", "Raadzaal"]
        theatre = Needs(period, attendee_count=70, layout=LayoutKind.THEATRE)
        assert names(session, hall, theatre, now, "fatima") == ["Raadzaal"]
        accessible = Needs(period, is_accessible=True)
        assert names(session, hall, accessible, now, "fatima") == ["Raadzaal"]
        assert names(session, hall, Needs(period, attendee_count=61), now, "fatima") == []


def test_a_partner_finds_only_what_is_open_to_partners(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.reading() as session:
        needs = Needs(at(monday, "10:00", "11:00"))
        assert names(session, hall, needs, now, "ravi") == ["De Beuk", "Raadzaal"]


def test_a_half_that_is_taken_takes_the_whole(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    period = at(monday, "10:00", "11:00")
    with database.writing() as session:
        reserve(session, hall.act("bram", now), Wish((hall.spaces["linde_a"],), period))

    with database.reading() as session:
        assert names(session, hall, Needs(period), now, "fatima") == [
            "De Linde B", "De Beuk", "Raadzaal",
        ]  # fmt: skip


def test_a_room_on_a_coarser_grain_is_not_offered_off_it(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        beuk = session.get_one(Space, hall.spaces["beuk"])
        beuk.grain_minutes = 30
        session.get_one(StockVersion, 1).v += 1

    with database.reading() as session:
        found = names(session, hall, Needs(at(monday, "10:15", "11:15")), now, "fatima")
        assert "De Beuk" not in found
        assert "De Linde A" in found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_every_alternative_is_granted_when_it_is_taken(
    database: Database, hall: TownHall, now: datetime, monday: date, seed: int
) -> None:
    chance = random.Random(seed)
    rooms = [hall.spaces[name] for name in ("beuk", "linde_a", "linde_b", "linde", "raadzaal")]
    with database.writing() as session:
        beuk = session.get_one(Space, hall.spaces["beuk"])
        beuk.grain_minutes = 30
        session.get_one(StockVersion, 1).v += 1
        session.add(HouseRule(space_kind=SpaceKind.ROOM, valid_from=date(2020, 1, 1),
                              notice_minutes_min=chance.choice([0, 40]),
                              duration_minutes_max=8 * 60))  # fmt: skip
    _fill(database, hall.act("bram", now), rooms, monday, chance)

    act, taken_count = hall.act("fatima", now + timedelta(minutes=17)), 0
    for _ in range(25):
        wish = _some_wish(rooms, monday, chance)
        with database.reading() as session:
            found = alternatives_to(session, wish, person=act.by, now=act.at)
        for alternative in _wishes(found, wish):
            _grant_and_undo(database, act, alternative)
            taken_count += 1
    assert taken_count > 20


def _some_wish(rooms: list[int], day: date, chance: random.Random) -> Wish:
    begin = chance.randrange(8 * 4, 17 * 4)
    end = min(begin + chance.choice([2, 3, 4, 6, 10]), 18 * 4)
    period = at(day, *(f"{n // 4:02}:{n % 4 * 15:02}" for n in (begin, end)))
    return Wish((chance.choice(rooms),), period, attendee_count=chance.randrange(1, 9))


def _fill(database: Database, act: Act, rooms: list[int], day: date, chance: random.Random) -> None:
    for _ in range(14):
        try:
            with database.writing() as session:
                reserve(session, act, _some_wish(rooms, day, chance))
        except (ReservationRefused, Conflict):
            continue


def _wishes(found: Alternatives, wish: Wish) -> Iterable[Wish]:
    def like(space_id: int, period: object) -> Wish:
        return Wish((space_id,), period, wish.attendee_count)  # type: ignore[arg-type]

    yield from (like(wish.space_ids[0], period) for period in found.other_times)
    yield from (like(space.id, period) for space, period in found.other_spaces)
    if found.shorter is not None:
        yield like(wish.space_ids[0], found.shorter)


class Undo(Exception):
    """Raised to roll back what only had to be possible."""


def _grant_and_undo(database: Database, act: Act, wish: Wish) -> None:
    """Reserve it, which raises when it is refused, and leave everything as it was."""
    with contextlib.suppress(Undo), database.writing() as session:
        reserve(session, act, wish)
        raise Undo
    with database.reading() as session:
        of_act = select(Reservation).where(Reservation.creator_id == act.by.id)
        assert not session.exec(of_act).all()
