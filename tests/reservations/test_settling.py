"""What is due by the clock is done when somebody looks or wants the place; no job has to run."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.doors import Door
from booking.foundation.errors import Contended, DomainError
from booking.foundation.periods import Period
from booking.interfaces.settling import settle_due, settled
from booking.reservations.check_in import check_in
from booking.reservations.claims import taken_spans
from booking.reservations.house_rules import set_house_rules
from booking.reservations.models import Reservation
from booking.reservations.operations import ReservationRefused, reserve
from booking.reservations.queries import history_of, reservation_of
from booking.reservations.settling import due, is_anything_due
from booking.reservations.values import HouseRules, Reason, ReservationState, Wish
from booking.spaces.values import SpaceKind
from tests.together import together
from tests.town_hall import TownHall, at

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GRACE = HouseRules().check_in_grace


@pytest.fixture
def ten(monday: date) -> Period:
    return at(monday, "10:00", "11:00")


def hold(
    database: Database, hall: TownHall, period: Period, name: str = "fatima", space: str = "beuk",
    *, made: datetime | None = None,
) -> str:  # fmt: skip
    act = hall.act(name, made or period.starts_at - HOUR)
    with database.writing() as session:
        return reserve(session, act, Wish((hall.spaces[space],), period)).uid


def stored(database: Database, hall: TownHall, uid: str) -> Reservation:
    with database.reading() as session:
        return reservation_of(session, uid, hall.cast["els"])


def test_who_wants_a_place_that_nobody_came_to_has_it_though_no_job_ran(
    database: Database, hall: TownHall, ten: Period
) -> None:
    uid = hold(database, hall, ten)
    grace_over = ten.starts_at + GRACE
    rest = Period(grace_over, ten.ends_at)
    with pytest.raises(ReservationRefused) as refusal:
        hold(database, hall, ten, "joost", made=grace_over - MINUTE)
    assert [o.reason for o in refusal.value.objections] == [Reason.TAKEN]
    assert stored(database, hall, uid).state is ReservationState.CONFIRMED

    other = hold(database, hall, rest, "joost", made=grace_over)

    released = stored(database, hall, uid)
    assert (released.state, released.released_at) == (ReservationState.RELEASED, grace_over)
    assert stored(database, hall, other).checked_in_at == grace_over
    with database.reading() as session:
        last = history_of(session, uid)[-1]
    assert (last.action, last.door, last.actor_id) == ("release", Door.JOB, None)


def test_who_looks_first_lets_go_and_what_is_not_due_stays(
    database: Database, hall: TownHall, ten: Period
) -> None:
    missed, later = (
        hold(database, hall, ten),
        hold(database, hall, at(ten.starts_at.date(), "11:00", "12:00"), "joost"),
    )
    now = ten.starts_at + GRACE + HOUR / 2
    with settled(database, now) as session:
        assert not is_anything_due(session, now=now)
        assert len(taken_spans(session, ten)) == 0
    released = stored(database, hall, missed)
    assert (released.state, released.released_at) == (
        ReservationState.RELEASED, ten.starts_at + GRACE,
    )  # fmt: skip
    assert stored(database, hall, later).state is ReservationState.CONFIRMED


def test_who_checked_in_stays_and_so_does_who_reserved_when_it_was_about_to_begin(
    database: Database, hall: TownHall, ten: Period
) -> None:
    came = hold(database, hall, ten)
    with database.writing() as session:
        check_in(session, hall.act("fatima", ten.starts_at + GRACE - MINUTE), came)
    at_once = hold(database, hall, ten, "joost", "linde_a", made=ten.starts_at - 15 * MINUTE)
    settle_due(database, now=ten.ends_at)
    for uid in (came, at_once):
        held = stored(database, hall, uid)
        assert held.state is ReservationState.CONFIRMED
        assert held.checked_in_at is not None


def test_after_the_grace_it_is_too_late_to_check_in(
    database: Database, hall: TownHall, ten: Period
) -> None:
    uid = hold(database, hall, ten)
    with pytest.raises(DomainError), database.writing() as session:
        check_in(session, hall.act("fatima", ten.starts_at + GRACE), uid)
    assert stored(database, hall, uid).checked_in_at is None


def test_a_request_lapses_and_is_no_no_show(
    database: Database, hall: TownHall, ten: Period
) -> None:
    uid = hold(database, hall, ten, space="raadzaal")
    settle_due(database, now=ten.starts_at)
    lapsed = stored(database, hall, uid)
    assert (lapsed.state, lapsed.released_at) == (ReservationState.EXPIRED, None)


def test_a_desk_that_i_did_not_come_to_keeps_me_from_no_other(
    database: Database, hall: TownHall, monday: date
) -> None:
    day = at(monday, "09:00", "17:00")
    missed = hold(database, hall, day, space="D1")
    late = Period(day.starts_at + HOUR, day.ends_at)
    other = hold(database, hall, late, space="D2", made=late.starts_at)
    assert stored(database, hall, missed).state is ReservationState.RELEASED
    assert stored(database, hall, other).state is ReservationState.CONFIRMED


def test_a_group_of_desks_is_checked_in_or_let_go_as_one(
    database: Database, hall: TownHall, ten: Period
) -> None:
    desks = tuple(hall.spaces[name] for name in ("D3", "D4", "D5"))  # in two zones
    with database.writing() as session:
        act = hall.act("joost", ten.starts_at - HOUR)
        uid = reserve(session, act, Wish(desks, ten, attendee_count=3)).uid
    now = ten.starts_at + GRACE
    one = hold(database, hall, Period(now, ten.ends_at), space="D5", made=now)
    assert stored(database, hall, uid).state is ReservationState.RELEASED
    with database.reading() as session:
        assert len(taken_spans(session, ten)) == 1
    assert stored(database, hall, one).state is ReservationState.CONFIRMED


def test_where_check_in_is_not_asked_for_nobody_is_let_go(
    database: Database, hall: TownHall, ten: Period, now: datetime, monday: date
) -> None:
    awaited = hold(database, hall, ten, made=now - HOUR)
    with database.writing() as session:
        rules = HouseRules(asks_check_in=False)
        set_house_rules(session, hall.act("els", now), SpaceKind.ROOM, rules, begins=monday)
    also = hold(database, hall, ten, "joost", "linde_a", made=now - HOUR)
    settle_due(database, now=ten.ends_at + DAY)
    for uid in (awaited, also):
        assert stored(database, hall, uid).state is ReservationState.CONFIRMED


def test_a_longer_grace_holds_for_who_reserved_before(
    database: Database, hall: TownHall, ten: Period, now: datetime, monday: date
) -> None:
    uid = hold(database, hall, ten, made=now - HOUR)
    with database.writing() as session:
        rules = HouseRules(check_in_grace=HOUR / 2)
        set_house_rules(session, hall.act("els", now), SpaceKind.ROOM, rules, begins=monday)
    settle_due(database, now=ten.starts_at + GRACE)
    assert stored(database, hall, uid).state is ReservationState.CONFIRMED
    settle_due(database, now=ten.starts_at + HOUR / 2)
    assert stored(database, hall, uid).state is ReservationState.RELEASED


def test_after_a_long_night_it_is_done_in_order_and_a_bit_at_a_time(
    database: Database, hall: TownHall, monday: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = [at(monday, f"{h}:00", f"{h + 1}:00") for h in (12, 10, 11)]
    uids = [hold(database, hall, hour, made=hour.starts_at - DAY) for hour in hours]
    later = monday + 3 * DAY
    now = at(later, "09:00", "10:00").starts_at
    with database.reading() as session:
        assert list(due(session, now=now)) == [uids[1], uids[2], uids[0]]
    settle_due(database, now=now)
    with database.reading() as session:
        rows = session.exec(select(Reservation)).all()
        assert not is_anything_due(session, now=now)
    assert {row.released_at for row in rows} == {hour.starts_at + GRACE for hour in hours}


def test_two_who_each_want_what_the_other_did_not_come_to_never_deadlock(
    database: Database, hall: TownHall, monday: date
) -> None:
    """Each has to let go of a desk in the other's zone as well, so in another order."""
    lost: list[str] = []

    def want(name: str, desk: str, period: Period) -> None:
        with database.writing() as session:
            wish = Wish((hall.spaces[desk],), period)
            reserve(session, hall.act(name, period.starts_at), wish)

    def insist(name: str, desk: str, period: Period) -> None:
        for _ in range(20):
            try:
                return want(name, desk, period)
            except Contended as again:
                lost.append(str(again.__cause__))
        raise AssertionError("never got through")

    for hour in range(8, 17):
        period = at(monday, f"{hour:02}:00", f"{hour + 1:02}:00")
        hold(database, hall, period, "fatima", "D1")
        hold(database, hall, period, "joost", "D5")
        rest = Period(period.starts_at + GRACE, period.ends_at)
        both = partial(insist, "fatima", "D5", rest), partial(insist, "joost", "D1", rest)
        assert together(*both) == []
    assert not [each for each in lost if "deadlock" in each]
