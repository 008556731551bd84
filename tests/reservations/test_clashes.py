"""Reservations that no longer fit the house: each found for what it is, and no other."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from booking.foundation.database import Database
from booking.foundation.periods import Period
from booking.reservations.clashes import (
    HeldSpace,
    clashes,
    clashes_caused,
    find_clashes,
    reservations_numbered,
)
from booking.reservations.models import Reservation
from booking.reservations.operations import cancel, reserve
from booking.reservations.staying import end_now
from booking.reservations.values import Reason, Wish
from booking.spaces.closures import close, with_closure
from booking.spaces.models import SpaceTerm
from booking.spaces.opening import HoursOwner, WeekChange, with_week
from booking.spaces.opening_changes import change_week, set_exception
from booking.spaces.operations import raise_stock_version
from booking.spaces.queries import current_stock
from booking.spaces.rules import usable_periods
from booking.spaces.values import Closure, ClosureKind
from tests.reservations.test_rules import DAY, MIDNIGHT, periods, room, stock_of
from tests.town_hall import TownHall, at

MORNINGS = ((((time(8), time(12)),),) * 5) + ((), ())
LONG_BEFORE = datetime(2026, 3, 1, tzinfo=UTC)


def held(period: Period, people: int = 1) -> HeldSpace:
    return HeldSpace(9, period.starts_at, period.ends_at, people, None, 1)


@given(periods(), st.lists(periods(), max_size=3), st.integers(0, 24 * 60))
def test_it_clashes_exactly_when_what_is_left_of_it_cannot_be_used(
    period: Period, closed: list[Period], minute: int
) -> None:
    now = MIDNIGHT + timedelta(minutes=minute)
    if period.ends_at <= now:
        return
    stock = stock_of(room(), closed)
    found = find_clashes([held(period)], stock, now=now)

    rest = Period(max(period.starts_at, now), period.ends_at)
    is_usable = any(part.holds(rest) for part in usable_periods(stock, room(), DAY))
    assert bool(found) is not is_usable


@given(st.integers(1, 20))
def test_a_smaller_room_clashes_with_more_people(people: int) -> None:
    period = Period(MIDNIGHT + timedelta(hours=9), MIDNIGHT + timedelta(hours=10))
    found = find_clashes([held(period, people)], stock_of(room()), now=LONG_BEFORE)
    assert bool(found) is (people > 8)


Make = Callable[..., str]


@pytest.fixture
def hold(database: Database, hall: TownHall, now: datetime, monday: date) -> Make:
    def hold(name: str, space: str, begin: str, until: str, people: int = 1) -> str:
        wish = Wish((hall.spaces[space],), at(monday, begin, until), attendee_count=people)
        with database.writing() as session:
            return reserve(session, hall.act(name, now), wish).uid

    return hold


def clashing(session: Session, now: datetime) -> dict[str, list[Reason]]:
    found = clashes(session, current_stock(session), now=now)
    rows = reservations_numbered(session, [clash.reservation_id for clash in found])
    return {
        row.uid: [objection.reason for objection in clash.objections]
        for row, clash in zip(rows, found, strict=True)
    }


def test_each_kind_of_clash_is_found_and_what_fits_is_not(
    database: Database, hall: TownHall, hold: Make, now: datetime, monday: date
) -> None:
    fits = hold("fatima", "beuk", "10:00", "11:00", 8)
    late = hold("joost", "beuk", "13:00", "14:00")
    shut = hold("bram", "D1", "11:00", "12:00")
    small = hold("noor", "linde_a", "10:00", "11:00", 6)
    gone = hold("els", "linde_b", "10:00", "11:00", 6)
    with database.reading() as session:
        assert clashing(session, now) == {}

    act = hall.act("els", now)
    with database.writing() as session:
        change_week(session, act, WeekChange(HoursOwner(hall.building), MORNINGS, monday))
        close(session, act, Closure(ClosureKind.OUT_OF_SERVICE, at(monday, "11:30", "16:00"),
                                    "stuk", None, None, None, hall.spaces["D1"]))  # fmt: skip
        raise_stock_version(session)
        _term(session, hall.spaces["linde_a"]).capacity = 4
        _term(session, hall.spaces["linde_b"]).valid_until = monday

    with database.reading() as session:
        found = clashing(session, now)
    assert found == {
        late: [Reason.SHUT], shut: [Reason.CLOSED], small: [Reason.TOO_MANY_PEOPLE],
        gone: [Reason.NOT_THERE],
    }  # fmt: skip
    assert fits not in found


def _term(session: Session, space_id: int) -> SpaceTerm:
    return session.exec(select(SpaceTerm).where(col(SpaceTerm.space_id) == space_id)).one()


def test_what_is_given_back_over_or_past_is_no_clash(
    database: Database, hall: TownHall, hold: Make, now: datetime, monday: date
) -> None:
    cancelled = hold("fatima", "beuk", "13:00", "14:00")
    ended = hold("joost", "D2", "09:00", "17:00")
    hold("noor", "D3", "09:00", "10:00")
    later = now + timedelta(hours=2)
    with database.writing() as session:
        cancel(session, hall.act("fatima", now), cancelled)
        end_now(session, hall.act("joost", later), ended)
        set_exception(session, hall.act("els", later), hall.building, monday, name="Storm",
                      hours=None)  # fmt: skip

    with database.reading() as session:
        assert session.exec(select(Reservation)).all()
        assert clashing(session, later) == {}


def test_a_preview_names_what_the_change_would_cause_and_what_it_would_mend(
    database: Database, hall: TownHall, hold: Make, now: datetime, monday: date
) -> None:
    hold("fatima", "D1", "09:00", "17:00")
    hit = hold("joost", "beuk", "13:00", "14:00")
    hold("noor", "linde_a", "10:00", "11:00")
    desk = Closure(ClosureKind.OUT_OF_SERVICE, at(monday, "09:00", "18:00"), "stuk",
                   None, None, None, hall.spaces["D1"])  # fmt: skip
    with database.writing() as session:
        close(session, hall.act("els", now), desk)

    with database.reading() as session:
        before = current_stock(session)
        hours = with_week(before.hours, WeekChange(HoursOwner(hall.building), MORNINGS, monday))
        caused, mended = clashes_caused(session, before, replace(before, hours=hours), now=now)
        [row] = reservations_numbered(session, [clash.reservation_id for clash in caused])
        assert (row.uid, mended) == (hit, 0)

        without = replace(before, closures=())
        assert clashes_caused(session, before, without, now=now) == ([], 1)
        again = with_closure(without, desk)
        caused, mended = clashes_caused(session, without, again, now=now)
        assert (len(caused), mended) == (1, 0)


def test_a_group_of_desks_clashes_once(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    desks = tuple(hall.spaces[name] for name in ("D1", "D2", "D5"))
    with database.writing() as session:
        reserve(session, hall.act("els", now),
                Wish(desks, at(monday, "10:00", "12:00"), attendee_count=3))  # fmt: skip
        close(session, hall.act("els", now),
              Closure(ClosureKind.CLOSURE, at(monday, "11:00", "13:00"), "verf", None, None,
                      hall.zones["team"], None))  # fmt: skip

    with database.reading() as session:
        [clash] = clashes(session, current_stock(session), now=now)
    assert clash.space_ids == desks
    assert [objection.reason for objection in clash.objections] == [Reason.CLOSED] * 2
