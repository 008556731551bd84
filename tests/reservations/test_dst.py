"""The two nights on which the clocks change: real lengths, real hours, nothing lost or doubled."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from sqlmodel import Session, col, select

from booking.foundation.database import Database
from booking.foundation.formats import show_span
from booking.foundation.local_time import (
    MissingHour,
    epoch_minutes,
    local_day,
    local_instant,
    local_period,
)
from booking.foundation.periods import Period
from booking.reservations.models import Claim, DayVersion
from booking.reservations.operations import ReservationRefused, change, reserve
from booking.reservations.search import free_spaces
from booking.reservations.staying import extend
from booking.reservations.values import Needs, Reason, Wish
from booking.spaces.models import OpeningHours, StockVersion
from booking.spaces.queries import current_stock
from booking.spaces.rules import usable_periods
from booking.spaces.values import SpaceKind
from tests.town_hall import FROM, TownHall

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
HOUR = timedelta(hours=1)
# 02:00-03:00 comes twice: once in summer time, once in winter time
FIRST = Period(datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))
SECOND = FIRST.shifted(HOUR)


@pytest.fixture
def hall(hall: TownHall, database: Database) -> TownHall:
    """The house keeps open all night in the weekend: elections are counted."""
    with database.writing() as session:
        for weekday in (5, 6):
            session.add(OpeningHours(building_id=hall.building, weekday=weekday, opens=time.min,
                                     closes=time.min, valid_from=FROM))  # fmt: skip
        session.exec(select(StockVersion)).one().v += 1
    return hall


def ask(
    session: Session, hall: TownHall, period: Period, *, who: str = "fatima", room: str = "beuk"
) -> str:
    act = hall.act(who, period.starts_at - 24 * HOUR)
    return reserve(session, act, Wish((hall.spaces[room],), period)).uid


def claims(session: Session) -> list[Claim]:
    return list(session.exec(select(Claim).order_by(col(Claim.s))))


@pytest.mark.parametrize(
    ("day", "begin", "until", "hours"),
    [(SPRING, 1, 4, 2), (SPRING, 0, 3, 2), (AUTUMN, 1, 4, 4), (AUTUMN, 0, 3, 4), (AUTUMN, 3, 5, 2)],
)
def test_a_reservation_lasts_what_it_really_lasts(
    database: Database, hall: TownHall, day: date, begin: int, until: int, hours: int
) -> None:
    period = local_period(day, time(begin), time(until))
    with database.writing() as session:
        ask(session, hall, period)
        [claim] = claims(session)
    assert claim.e - claim.s == 60 * hours
    assert claim.day == day.toordinal()
    assert show_span(period) == f"{begin:02}:00–{until:02}:00"


def test_nobody_can_ask_for_the_hour_that_is_not_there() -> None:
    for begin, until in ((time(2), time(4)), (time(1), time(2, 30))):
        with pytest.raises(MissingHour):
            local_period(SPRING, begin, until)


def test_the_two_halves_of_the_double_hour_are_two_hours(
    database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        ask(session, hall, FIRST, who="fatima")
        ask(session, hall, SECOND, who="bram")
        assert [claim.e - claim.s for claim in claims(session)] == [60, 60]
    assert show_span(FIRST) == "02:00 (zomertijd)–02:00 (wintertijd)"
    assert show_span(SECOND) == "02:00 (wintertijd)–03:00"
    for period in (FIRST, SECOND, Period(FIRST.starts_at, SECOND.ends_at)):
        with pytest.raises(ReservationRefused) as refusal, database.writing() as session:
            ask(session, hall, period, who="joost")
        assert {objection.reason for objection in refusal.value.objections} == {Reason.TAKEN}


def test_who_asks_for_the_double_hour_by_the_clock_gets_the_first(
    database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        ask(session, hall, local_period(AUTUMN, time(2), time(2, 30)))
        [claim] = claims(session)
    assert claim.s == epoch_minutes(FIRST.starts_at)


def test_what_is_free_in_the_second_half_is_offered(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        ask(session, hall, FIRST)
        found = [
            {
                space.id
                for space in free_spaces(
                    session, Needs(period), kind=SpaceKind.ROOM, person=hall.cast["fatima"],
                    now=FIRST.starts_at - HOUR,
                )
            }
            for period in (FIRST, SECOND)
        ]  # fmt: skip
    assert hall.spaces["beuk"] not in found[0]
    assert hall.spaces["beuk"] in found[1]


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 4, 5), 24)])
def test_a_house_open_all_day_is_open_23_24_or_25_hours(
    database: Database, hall: TownHall, day: date, hours: int
) -> None:
    with database.reading() as session:
        stock = current_stock(session)
    [usable] = usable_periods(stock, stock.spaces[hall.spaces["beuk"]], day)
    assert usable == local_day(day)
    assert usable.duration == hours * HOUR


def test_hours_by_the_quarter_fill_the_long_day_without_a_clash_or_a_gap(
    database: Database, hall: TownHall
) -> None:
    day = local_day(AUTUMN)
    with database.writing() as session:
        for number in range(25):
            begin = day.starts_at + number * HOUR
            ask(session, hall, Period(begin, begin + HOUR))
        rows = claims(session)
    assert len(rows) == 25
    assert {row.day for row in rows} == {AUTUMN.toordinal()}
    assert all(one.e == other.s for one, other in pairwise(rows))
    with pytest.raises(ReservationRefused), database.writing() as session:
        ask(session, hall, Period(SECOND.starts_at, SECOND.starts_at + HOUR / 4), who="bram")


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_a_night_over_midnight_is_claimed_and_locked_on_both_days(
    database: Database, hall: TownHall, day: date
) -> None:
    """Open hours are kept a day each, so the wish comes as two that touch at midnight."""
    evening = day - timedelta(days=1)
    night = [
        local_period(evening, time(22), time.min),
        Period(local_day(day).starts_at, local_instant(day, time(5))),
    ]
    with database.writing() as session:
        for part in night:
            ask(session, hall, part)
        rows = claims(session)
        versions = {row.day for row in session.exec(select(DayVersion))}
    assert [row.day for row in rows] == [evening.toordinal(), day.toordinal()]
    assert rows[0].e == rows[1].s == epoch_minutes(local_day(day).starts_at)
    assert rows[1].e - rows[1].s == 60 * {SPRING: 4, AUTUMN: 6}[day]
    assert versions == {evening.toordinal(), day.toordinal()}


def test_the_set_up_time_before_midnight_belongs_to_the_day_before(
    database: Database, hall: TownHall
) -> None:
    begin = local_day(AUTUMN).starts_at
    with database.writing() as session:
        ask(session, hall, Period(begin, begin + HOUR), who="els", room="raadzaal")
        rows = claims(session)
        versions = {row.day for row in session.exec(select(DayVersion))}
    days = [AUTUMN.toordinal() - 1, AUTUMN.toordinal()]
    assert [(row.day, row.e - row.s) for row in rows] == [(days[0], 30), (days[1], 90)]
    assert versions == set(days)


def test_moving_and_extending_over_the_change_keep_real_lengths(
    database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        uid = ask(session, hall, FIRST)
        act = hall.act("fatima", FIRST.starts_at - HOUR)
        longer = extend(session, act, uid, SECOND.ends_at)
        assert longer.period.duration == 2 * HOUR
        assert show_span(longer.period) == "02:00 (zomertijd)–03:00"
        wish = Wish((hall.spaces["beuk"],), SECOND)
        moved = change(session, act, uid, wish, rev=longer.rev)
        assert moved.period.duration == HOUR
        [claim] = claims(session)
    assert (claim.s, claim.e) == (epoch_minutes(SECOND.starts_at), epoch_minutes(SECOND.ends_at))
