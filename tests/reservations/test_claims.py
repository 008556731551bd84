"""From reservations to claims and back, and the versions that lock and date every picture."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from booking.foundation.database import Database
from booking.foundation.local_time import day_of, epoch_minutes, local_day
from booking.foundation.periods import Period
from booking.reservations.check_in import check_in
from booking.reservations.claims import (
    JustTaken,
    _by_day,
    day_keys,
    day_version,
    hold,
    let_go,
    raise_day_versions,
    taken_of,
    taken_periods,
)
from booking.reservations.models import Claim, DayVersion, Reservation
from booking.reservations.operations import ReservationRefused, cancel, change, reserve, wish_of
from booking.reservations.staying import end_now, extend
from booking.reservations.values import Wish
from booking.spaces.models import Space
from booking.spaces.operations import raise_stock_version
from booking.spaces.queries import current_stock
from tests.town_hall import TownHall, at

TUESDAY = date(2026, 3, 24)


def bare_reservation(session: Session, hall: TownHall, period: Period) -> int:
    """A reservation that names nothing and holds nothing yet."""
    holder = hall.cast["fatima"].id
    row = Reservation(holder_id=holder, creator_id=holder, starts_at=period.starts_at,
                      ends_at=period.ends_at, created_at=period.starts_at,
                      changed_at=period.starts_at)  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def hold_bare(session: Session, hall: TownHall, name: str, period: Period) -> int:
    number = bare_reservation(session, hall, period)
    hold(session, number, [current_stock(session).spaces[hall.spaces[name]]], period, None)
    return number


def test_a_combined_room_holds_each_of_its_units(
    database: Database, hall: TownHall, monday: date
) -> None:
    with database.writing() as session:
        hold_bare(session, hall, "linde", at(monday, "10:00", "11:00"))
        units = current_stock(session).spaces[hall.spaces["linde"]].unit_ids
        assert sorted(session.exec(select(Claim.unit_id))) == sorted(units)
    assert len(units) == 2


@pytest.mark.parametrize(
    ("held", "asked"), [("linde", "linde_a"), ("linde_b", "linde"), ("beuk", "beuk")]
)
def test_the_guard_speaks_as_just_taken(
    database: Database, hall: TownHall, monday: date, held: str, asked: str
) -> None:
    with database.writing() as session:
        hold_bare(session, hall, held, at(monday, "10:00", "11:00"))
    for begin, until in (("10:00", "11:00"), ("10:30", "12:00"), ("09:00", "12:00")):
        with pytest.raises(JustTaken), database.writing() as session:
            hold_bare(session, hall, asked, at(monday, begin, until))
    with database.writing() as session:
        hold_bare(session, hall, asked, at(monday, "11:00", "12:00"))
        hold_bare(session, hall, asked, at(monday, "09:00", "10:00"))


def test_what_was_let_go_can_be_held_again(
    database: Database, hall: TownHall, monday: date
) -> None:
    with database.writing() as session:
        number = hold_bare(session, hall, "linde", at(monday, "10:00", "11:00"))
        other = hold_bare(session, hall, "linde", at(monday, "11:00", "12:00"))
        let_go(session, number)
        hold_bare(session, hall, "linde_a", at(monday, "10:00", "11:00"))
        claims = session.exec(select(Claim).where(Claim.reservation_id == other)).all()
    assert len(claims) == 2


def test_time_to_set_up_and_clear_is_held_too(
    database: Database, hall: TownHall, monday: date
) -> None:
    with database.writing() as session:
        hold_bare(session, hall, "raadzaal", at(monday, "10:00", "11:00"))
        claim = session.exec(select(Claim)).one()
    assert claim.s == epoch_minutes(at(monday, "09:30", "11:30").starts_at)
    assert claim.e == epoch_minutes(at(monday, "09:30", "11:30").ends_at)


offsets = st.tuples(st.integers(0, 7 * 24 * 4), st.integers(1, 3 * 24 * 4))


@pytest.mark.parametrize("first", [date(2026, 3, 23), date(2026, 10, 19), date(2026, 12, 28)])
@given(drawn=offsets)
def test_a_hold_is_cut_at_every_local_midnight_and_nowhere_else(
    first: date, drawn: tuple[int, int]
) -> None:
    begin = local_day(first).starts_at + timedelta(minutes=15 * drawn[0])
    period = Period(begin, begin + timedelta(minutes=15 * drawn[1]))
    parts = list(_by_day(period))
    assert parts[0][1] == epoch_minutes(period.starts_at)
    assert parts[-1][2] == epoch_minutes(period.ends_at)
    for (_, _, end), (day, begin_minute, _) in pairwise(parts):
        assert end == begin_minute == epoch_minutes(local_day(day).starts_at)


def test_keys_reach_every_zone_whose_picture_changes(
    database: Database, hall: TownHall, monday: date
) -> None:
    with database.reading() as session:
        stock = current_stock(session)
    spaces = [stock.spaces[hall.spaces[name]] for name in ("linde_a", "D5")]
    night = Period(at(monday, "23:00", "23:30").starts_at, at(TUESDAY, "00:30", "01:00").ends_at)
    assert day_keys(stock, spaces, night) == {
        (day.toordinal(), hall.zones[zone])
        for day in (monday, TUESDAY)
        for zone in ("overleg", "stil")
    }


def test_versions_rise_by_one_for_each_key_and_add_up(
    database: Database, hall: TownHall, monday: date
) -> None:
    day, zones = monday.toordinal(), list(hall.zones.values())
    with database.writing() as session:
        raise_day_versions(session, set())
        raise_day_versions(session, {(day, zones[1]), (day, zones[0])})
        raise_day_versions(session, {(day, zones[1]), (day + 1, zones[1])})
        assert day_version(session, monday, [zones[0]]) == 1
        assert day_version(session, monday, zones[:2]) == 3
        assert day_version(session, TUESDAY, zones) == 1
        assert day_version(session, date(2026, 3, 25), zones) == 0


Step = Callable[[Session, TownHall, Reservation], object]
LATER = timedelta(minutes=20)
STEPS: dict[str, Step] = {
    "cancel": lambda s, hall, r: cancel(s, hall.act("fatima", r.created_at), r.uid),
    "extend": lambda s, hall, r: extend(
        s, hall.act("fatima", r.created_at), r.uid, r.ends_at + timedelta(hours=1)
    ),
    "check in": lambda s, hall, r: check_in(s, hall.act("fatima", r.starts_at), r.uid),
    "end now": lambda s, hall, r: end_now(s, hall.act("fatima", r.starts_at + LATER), r.uid),
    "change": lambda s, hall, r: change(
        s, hall.act("fatima", r.created_at), r.uid,
        Wish((hall.spaces["beuk"],), r.period.shifted(timedelta(days=1))), rev=r.rev,
    ),
    "retitle": lambda s, hall, r: change(
        s, hall.act("fatima", r.created_at), r.uid, wish_of(s, r), rev=r.rev
    ),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())
def test_every_act_raises_the_versions_of_what_it_touches(
    database: Database, hall: TownHall, now: datetime, monday: date, step: Step
) -> None:
    """The lock, the cache key and the facts all hang on it."""
    wish = Wish((hall.spaces["linde_a"],), at(monday, "10:00", "12:00"))
    with database.writing() as session:
        held = reserve(session, hall.act("fatima", now), wish)
    key = (monday.toordinal(), hall.zones["overleg"])
    assert _version(database, key) == 1
    with database.writing() as session:
        step(session, hall, held)
        days = set(session.exec(select(Claim.day).where(Claim.reservation_id == held.id)))
    assert _version(database, key) == 2
    for day in days - {monday.toordinal()}:
        assert _version(database, (day, hall.zones["overleg"])) == 1


def test_taken_is_what_overlaps_and_can_leave_out_ones_own(
    database: Database, hall: TownHall, monday: date
) -> None:
    with database.writing() as session:
        mine = hold_bare(session, hall, "linde", at(monday, "10:00", "11:00"))
        hold_bare(session, hall, "linde_a", at(monday, "12:00", "13:00"))
        space = current_stock(session).spaces[hall.spaces["linde"]]
        asked = at(monday, "10:30", "12:30")
        everything = taken_periods(session, asked, unit_ids=space.unit_ids)
        assert taken_of(space, everything) == [
            at(monday, "10:00", "11:00"), at(monday, "12:00", "13:00")
        ]  # fmt: skip
        others = taken_periods(session, asked, unit_ids=space.unit_ids, but_reservation_id=mine)
        assert taken_of(space, others) == [at(monday, "12:00", "13:00")]
        between = at(monday, "11:00", "12:00")
        assert taken_periods(session, between) == {}


def test_the_longest_day_is_taken_to_its_last_minute(database: Database, hall: TownHall) -> None:
    whole = local_day(date(2026, 10, 25))
    last_minute = Period(whole.ends_at - timedelta(minutes=1), whole.ends_at)
    with database.writing() as session:
        hold_bare(session, hall, "beuk", whole)
        [unit] = current_stock(session).spaces[hall.spaces["beuk"]].unit_ids
        assert taken_periods(session, last_minute, unit_ids=[unit]) == {unit: [whole]}


def test_spaces_with_different_buffers_are_looked_at_in_full(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    """The one with the long set-up must not hide what the other has after its end."""
    with database.writing() as session:
        stock = current_stock(session)
        _set_buffers(session, hall, "beuk", before=60, after=0)
        _set_buffers(session, hall, "linde_a", before=0, after=45)
        assert stock.version < current_stock(session).version
        fatima, bram = hall.act("fatima", now), hall.act("bram", now)
        reserve(session, bram, Wish((hall.spaces["linde_a"],), at(monday, "13:00", "14:00")))
    both = tuple(hall.spaces[name] for name in ("beuk", "linde_a"))
    with pytest.raises(ReservationRefused), database.writing() as session:
        reserve(session, fatima, Wish(both, at(monday, "11:30", "12:30")))


def _version(database: Database, key: tuple[int, int]) -> int:
    with database.reading() as session:
        return session.exec(
            select(DayVersion.v).where(DayVersion.day == key[0], DayVersion.zone_id == key[1])
        ).one()


def _set_buffers(session: Session, hall: TownHall, name: str, *, before: int, after: int) -> None:
    space = session.exec(select(Space).where(col(Space.id) == hall.spaces[name])).one()
    space.buffer_before_minutes, space.buffer_after_minutes = before, after
    session.flush()
    raise_stock_version(session)


def test_a_reservation_over_midnight_is_found_on_both_days(
    database: Database, hall: TownHall, monday: date
) -> None:
    night = Period(at(monday, "23:00", "23:30").starts_at, at(TUESDAY, "01:00", "02:00").starts_at)
    with database.writing() as session:
        hold_bare(session, hall, "beuk", night)
        rows = session.exec(select(Claim).order_by(col(Claim.s))).all()
        assert [(row.day, row.e - row.s) for row in rows] == [
            (monday.toordinal(), 60), (TUESDAY.toordinal(), 60)
        ]  # fmt: skip
        for asked in (at(monday, "23:30", "23:45"), at(TUESDAY, "00:00", "00:15")):
            assert taken_periods(session, asked)
            assert day_of(asked.starts_at) in {monday, TUESDAY}
