"""Series on a real database: planned, stored, changed, ended; what others hold stays theirs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from booking.foundation.database import Database, retried
from booking.foundation.errors import DomainError, Unavailable
from booking.foundation.local_time import day_of, to_local
from booking.foundation.recurrence import LAST, Pace, Recurrence, TooManyDates, write_rule
from booking.people.permissions import NotThere
from booking.reservations.models import Claim, Reservation
from booking.reservations.operations import ChangedMeanwhile, cancel, change, reserve, wish_of
from booking.reservations.queries import reservation_of
from booking.reservations.series.clashing import alternatives_in, takers_in
from booking.reservations.series.models import Series
from booking.reservations.series.operations import (
    Choice,
    NoDates,
    NotEveryDate,
    NothingPossible,
    NothingToCome,
    PlanChanged,
    cancel_series,
    change_series,
    start_series,
)
from booking.reservations.series.queries import (
    gaps_of,
    occurrences_of,
    plan_change,
    plan_new,
    state_of,
    wish_of_series,
)
from booking.reservations.series.values import SeriesPlan, SeriesWish, Step
from booking.reservations.values import HOLDING, Reason, Wish
from booking.spaces.models import Closure, StockVersion
from booking.spaces.values import ClosureKind
from tests.reservations.test_buffers import set_buffers
from tests.together import all_at_once
from tests.town_hall import TownHall, at

TUESDAY = 1
FIRST = date(2026, 3, 24)
WEEK = timedelta(weeks=1)
THIRD, FIFTH = FIRST + 2 * WEEK, FIRST + 4 * WEEK


def weekly(hall: TownHall, count: int = 10, **otherwise: Any) -> SeriesWish:
    """Every Tuesday from 10:00 to 11:00 in De Beuk."""
    rule = Recurrence(Pace.WEEKLY, weekdays=frozenset({TUESDAY}), count=count)
    wish = SeriesWish(rule, FIRST, time(10), time(11), hall.spaces["beuk"], title="Overleg")
    return replace(wish, **otherwise)


@pytest.fixture
def clashing(database: Database, hall: TownHall, now: datetime) -> None:
    """Week 3 is taken by Joost, and in week 5 the room is closed."""
    with database.writing() as session:
        taken = Wish((hall.spaces["beuk"],), at(THIRD, "10:30", "12:00"), title="Van Joost")
        reserve(session, hall.act("joost", now), taken)
        day = at(FIFTH, "00:00", "00:00")
        session.add(Closure(kind=ClosureKind.CLOSURE, starts_at=day.starts_at, ends_at=day.ends_at,
                            reason="schilderwerk", space_id=hall.spaces["beuk"]))  # fmt: skip
        session.exec(select(StockVersion)).one().v += 1


@pytest.fixture
def start(database: Database, hall: TownHall, now: datetime) -> Callable[..., str]:
    def start(wish: SeriesWish, who: str = "fatima", **choice: Any) -> str:
        with database.writing() as session:
            return start_series(session, hall.act(who, now), wish, Choice(**choice)).uid

    return start


def of(session: Session, uid: str) -> list[Reservation]:
    series = session.exec(select(Series).where(Series.uid == uid)).one()
    return [row for row in occurrences_of(session, series) if row.state in HOLDING]


def days(rows: list[Reservation]) -> list[date]:
    return [day_of(row.starts_at) for row in rows]


def weeks(*numbers: int) -> list[date]:
    return [FIRST + (n - 1) * WEEK for n in numbers]


def reasons(plan: SeriesPlan) -> dict[date, list[Reason]]:
    return {p.day: [o.reason for o in p.objections] for p in plan.clashes}


@pytest.mark.usefixtures("clashing")
def test_the_plan_names_what_is_taken_and_what_is_closed(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.reading() as session:
        act = hall.act("fatima", now)
        plan = plan_new(session, act, weekly(hall), {})
        others = alternatives_in(session, act, plan, holder_id=act.by.id)
        takers = takers_in(session, plan)
    assert [p.day for p in plan.dates] == weeks(*range(1, 11))
    assert reasons(plan) == {THIRD: [Reason.TAKEN], FIFTH: [Reason.CLOSED]}
    assert [row.title for row in takers[THIRD]] == ["Van Joost"]
    assert at(THIRD, "09:30", "10:30") in others[THIRD].other_times
    assert hall.spaces["linde"] in [place.space.id for place in others[FIFTH].other_spaces]


@pytest.mark.usefixtures("clashing")
def test_skipping_stores_the_other_eight_and_why_not_the_two(
    database: Database, hall: TownHall, start: Callable[..., str]
) -> None:
    uid = start(weekly(hall), seen=[THIRD, FIFTH])
    with database.reading() as session:
        series = session.exec(select(Series).where(Series.uid == uid)).one()
        assert days(of(session, uid)) == weeks(1, 2, 4, 6, 7, 8, 9, 10)
        gaps = {gap.day: gap.reasons for gap in gaps_of(session, series)}
    assert gaps == {THIRD: "taken", FIFTH: "closed"}


@pytest.mark.usefixtures("clashing")
def test_all_or_nothing_stores_nothing(
    database: Database, hall: TownHall, start: Callable[..., str]
) -> None:
    with pytest.raises(NotEveryDate):
        start(weekly(hall), seen=[THIRD, FIFTH], is_all_or_nothing=True)
    with database.reading() as session:
        assert session.exec(select(Series)).all() == []
        assert len(session.exec(select(Reservation)).all()) == 1


@pytest.mark.usefixtures("clashing")
def test_another_room_or_time_for_one_date_makes_it_whole(
    database: Database, hall: TownHall, start: Callable[..., str]
) -> None:
    instead = {
        THIRD: Wish((hall.spaces["beuk"],), at(THIRD, "09:00", "10:00"), title="Overleg"),
        FIFTH: Wish((hall.spaces["linde"],), at(FIFTH, "10:00", "11:00"), title="Overleg"),
    }
    uid = start(weekly(hall), instead=instead, is_all_or_nothing=True)
    with database.reading() as session:
        rows = of(session, uid)
        assert days(rows) == weeks(*range(1, 11))
        assert rows[2].period == at(THIRD, "09:00", "10:00")
        assert wish_of(session, rows[4]).space_ids == (hall.spaces["linde"],)


@pytest.mark.usefixtures("clashing")
def test_a_clash_that_was_not_seen_stops_it(hall: TownHall, start: Callable[..., str]) -> None:
    with pytest.raises(PlanChanged):
        start(weekly(hall), seen=[FIFTH])
    taken = Wish((hall.spaces["beuk"],), at(THIRD, "11:00", "12:00"))
    with pytest.raises(PlanChanged):
        start(weekly(hall), seen=[THIRD, FIFTH], instead={THIRD: taken})


def test_nothing_possible_is_nothing_stored(hall: TownHall, start: Callable[..., str]) -> None:
    saturdays = replace(weekly(hall, 2).recurrence, weekdays=frozenset({5}))
    with pytest.raises(NothingPossible):
        start(
            weekly(hall, recurrence=saturdays), seen=[FIRST + timedelta(4), FIRST + timedelta(11)]
        )
    ended = replace(weekly(hall).recurrence, count=None, until=date(2026, 3, 1))
    with pytest.raises(NoDates):
        start(weekly(hall, recurrence=ended))
    with pytest.raises(TooManyDates):
        start(weekly(hall, recurrence=Recurrence(Pace.DAILY, count=401)))


@pytest.mark.parametrize("first", [date(2026, 3, 24), date(2026, 10, 20)])
def test_nine_o_clock_stays_nine_o_clock(
    database: Database, hall: TownHall, start: Callable[..., str], first: date
) -> None:
    """Over 29 March and over 25 October."""
    uid = start(weekly(hall, 2, first_on=first, begins=time(9), ends=time(10)))
    with database.reading() as session:
        before, after = of(session, uid)
    assert [to_local(row.starts_at).hour for row in (before, after)] == [9, 9]
    assert after.starts_at - before.starts_at != WEEK


def test_a_time_that_the_clocks_skip_is_refused_in_words(
    database: Database, hall: TownHall, now: datetime
) -> None:
    nightly = replace(weekly(hall).recurrence, weekdays=frozenset({6}), count=2)
    wish = weekly(hall, recurrence=nightly, first_on=date(2026, 3, 29), begins=time(2, 30),
                  ends=time(3, 30))  # fmt: skip
    with database.reading() as session:
        plan = plan_new(session, hall.act("fatima", now), wish, {})
    assert reasons(plan)[date(2026, 3, 29)] == [Reason.MISSING_HOUR]


def test_the_double_hour_is_two_hours(hall: TownHall) -> None:
    """What asks for the first of them leaves the second to others."""
    autumn = date(2026, 10, 25)
    quarter = weekly(hall, begins=time(2), ends=time(2, 30)).wish_on(autumn)
    whole = weekly(hall, begins=time(2), ends=time(3)).wish_on(autumn)
    assert quarter is not None
    assert whole is not None
    assert quarter.period.ends_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert whole.period.duration == timedelta(hours=2)


def test_dates_of_one_series_do_not_take_each_others_place(
    database: Database, hall: TownHall, now: datetime
) -> None:
    """The set-up time of each day begins before the day before is cleared."""
    long_days = weekly(hall, space_id=hall.spaces["raadzaal"], begins=time(0), ends=time(0),
                       recurrence=Recurrence(Pace.DAILY, count=3))  # fmt: skip
    with database.reading() as session:
        plan = plan_new(session, hall.act("els", now), long_days, {})
    assert all(Reason.SHUT in found for found in reasons(plan).values())
    own = [p for p in plan.dates if Reason.TAKEN in [o.reason for o in p.objections]]
    assert own == []  # what cannot be had takes no place either


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Recurrence(Pace.MONTH_DAY, place=31, count=3),
         [date(2026, 3, 31), date(2026, 5, 31), date(2026, 7, 31)]),
        (Recurrence(Pace.MONTH_WEEKDAY, weekdays=frozenset({0}), place=5, count=3),
         [date(2026, 3, 30), date(2026, 6, 29), date(2026, 8, 31)]),
        (Recurrence(Pace.MONTH_WEEKDAY, weekdays=frozenset({3}), place=LAST, count=2),
         [date(2026, 3, 26), date(2026, 4, 30)]),
    ],
)  # fmt: skip
def test_months_without_that_day_are_left_out(
    database: Database, hall: TownHall, now: datetime, rule: Recurrence, expected: list[date]
) -> None:
    with database.reading() as session:
        plan = plan_new(session, hall.act("fatima", now), weekly(hall, recurrence=rule), {})
    assert [planned.day for planned in plan.dates] == expected


def edit(
    session: Session, hall: TownHall, uid: str, now: datetime, *, who: str = "fatima",
    since: date | None = None, choice: Choice | None = None, **changes: Any,
) -> Series:  # fmt: skip
    series = session.exec(select(Series).where(Series.uid == uid)).one()
    wish = replace(wish_of_series(series), **changes)
    return change_series(session, hall.act(who, now), uid, wish, choice or Choice(), since=since,
                         state=state_of(session, series))  # fmt: skip


def test_what_was_deleted_or_moved_stays_so_when_the_series_is_renamed(
    database: Database, hall: TownHall, start: Callable[..., str], now: datetime
) -> None:
    uid = start(weekly(hall))
    act = hall.act("fatima", now)
    with database.writing() as session:
        rows = of(session, uid)
        cancel(session, act, rows[2].uid)
        moved = replace(wish_of(session, rows[4]), period=at(FIFTH, "14:00", "15:00"))
        change(session, act, rows[4].uid, moved, rev=1)
    with database.writing() as session:
        assert edit(session, hall, uid, now, title="Weekstart").uid == uid
    with database.reading() as session:
        rows = of(session, uid)
        assert days(rows) == weeks(1, 2, 4, 5, 6, 7, 8, 9, 10)
        assert rows[3].period == at(FIFTH, "14:00", "15:00")
        assert {row.title for row in rows} == {"Weekstart"}
    with database.writing() as session:
        edit(session, hall, uid, now, begins=time(13), ends=time(14))
    with database.reading() as session:
        hours = [to_local(row.starts_at).hour for row in of(session, uid)]
    assert hours == [13, 13, 13, 14, 13, 13, 13, 13, 13]


def test_a_date_that_keeps_its_minutes_is_renamed_with_its_series(
    database: Database, hall: TownHall, start: Callable[..., str], now: datetime
) -> None:
    uid = start(weekly(hall, 3))
    with database.writing() as session:
        next_up = Wish((hall.spaces["beuk"],), at(FIRST + WEEK, "11:00", "12:00"))
        reserve(session, hall.act("joost", now), next_up)
        kept = of(session, uid)[1].uid
        assert set_buffers(session, hall, now, 0, 30) == [kept]
    with database.writing() as session:
        edit(session, hall, uid, now, title="Weekstart")
    with database.reading() as session:
        assert [row.title for row in of(session, uid)] == ["Weekstart"] * 3
    with database.writing() as session:  # who asks for more meets the next one
        changed = replace(wish_of_series(session.exec(select(Series)).one()), ends=time(11, 15))
        series = session.exec(select(Series)).one()
        plan = plan_change(session, hall.act("fatima", now), series, changed, since=None,
                           instead={})  # fmt: skip
    assert reasons(plan) == {FIRST + WEEK: [Reason.TAKEN]}


def test_a_running_series_keeps_its_past_and_its_present(
    database: Database, hall: TownHall, start: Callable[..., str]
) -> None:
    """Rescheduled at half past ten on the third Tuesday, when it sits."""
    uid = start(weekly(hall, 5))
    during = at(THIRD, "10:30", "11:00").starts_at
    with database.writing() as session:
        before = [(row.uid, row.rev, row.period) for row in of(session, uid)]
        thursdays = Recurrence(Pace.WEEKLY, weekdays=frozenset({3}), count=3)
        target = edit(session, hall, uid, during, recurrence=thursdays,
                      first_on=FIRST + 3 * WEEK).uid  # fmt: skip
    with database.reading() as session:
        kept, new = of(session, uid), of(session, target)
        assert [(row.uid, row.rev, row.period) for row in kept] == before[:3]
        assert days(new) == [day + timedelta(days=2) for day in weeks(4, 5, 6)]
        # the meetings are the same ones, moved: who comes is told so, not invited anew
        assert [row.uid for row in new[:2]] == [uid for uid, _, _ in before[3:]]
        rules = [session.exec(select(Series.rule).where(Series.uid == one)).one()
                 for one in (uid, target)]  # fmt: skip
    assert rules[0].endswith("UNTIL=20260413T215959Z")
    assert rules[1] == write_rule(thursdays)


def test_following_ends_the_series_and_starts_another(
    database: Database, hall: TownHall, start: Callable[..., str], now: datetime
) -> None:
    uid = start(weekly(hall, 4))
    half = Recurrence(Pace.WEEKLY, 2, frozenset({TUESDAY}), until=date(2026, 5, 31))
    with database.writing() as session:
        target = edit(session, hall, uid, now, since=THIRD, first_on=THIRD, recurrence=half).uid
    with database.reading() as session:
        assert days(of(session, uid)) == weeks(1, 2)
        assert days(of(session, target)) == weeks(3, 5, 7, 9)
        gone = session.exec(select(Reservation).where(Reservation.state == "cancelled")).all()
        assert days(list(gone)) == weeks(4)
        untouched = of(session, target)[0]
        assert (untouched.rev, untouched.sequence) == (1, 0)


@pytest.mark.parametrize("shift", [1, -1])
def test_a_whole_series_shifts_without_standing_in_its_own_way(
    database: Database, hall: TownHall, start: Callable[..., str], now: datetime, shift: int
) -> None:
    """Every day becomes every day one later, or earlier: each takes the place of another."""
    daily = weekly(hall, recurrence=Recurrence(Pace.DAILY, count=3), first_on=date(2026, 4, 14))
    uid = start(daily)
    first = date(2026, 4, 14 + shift)
    with database.writing() as session:
        edit(session, hall, uid, now, first_on=first)
    with database.reading() as session:
        rows = of(session, uid)
        assert days(rows) == [first + timedelta(days=n) for n in range(3)]
        assert {row.state for row in rows} == {"confirmed"}


@pytest.mark.usefixtures("clashing")
def test_a_date_that_cannot_move_stays_where_it_is(
    database: Database, hall: TownHall, start: Callable[..., str], now: datetime
) -> None:
    uid = start(weekly(hall, 4, begins=time(13), ends=time(14)))
    with database.reading() as session:
        series = session.exec(select(Series).where(Series.uid == uid)).one()
        earlier = replace(wish_of_series(series), begins=time(11), ends=time(12))
        plan = plan_change(
            session, hall.act("fatima", now), series, earlier, since=None, instead={}
        )
    assert reasons(plan) == {THIRD: [Reason.TAKEN]}
    with database.writing() as session:
        edit(session, hall, uid, now, begins=time(11), ends=time(12), choice=Choice(seen=[THIRD]))
    with database.reading() as session:
        assert [to_local(row.starts_at).hour for row in of(session, uid)] == [11, 11, 13, 11]


def test_what_changed_meanwhile_is_not_overwritten(
    database: Database, hall: TownHall, start: Callable[..., str], now: datetime
) -> None:
    uid = start(weekly(hall, 3))
    with database.writing() as session:
        series = session.exec(select(Series).where(Series.uid == uid)).one()
        seen = state_of(session, series)
        cancel(session, hall.act("fatima", now), of(session, uid)[0].uid)
        with pytest.raises(ChangedMeanwhile):
            change_series(session, hall.act("fatima", now), uid, weekly(hall, 3), Choice(),
                          since=None, state=seen)  # fmt: skip


def test_cancelling_from_a_date_on(
    database: Database, hall: TownHall, start: Callable[..., str], now: datetime
) -> None:
    uid = start(weekly(hall, 4))
    for count in (2, 0):  # twice is once
        with database.writing() as session:
            assert cancel_series(session, hall.act("fatima", now), uid, since=THIRD) == count
    with database.reading() as session:
        assert days(of(session, uid)) == weeks(1, 2)
        assert len(session.exec(select(Claim)).all()) == 2
    with database.writing() as session:
        late = at(FIRST, "10:30", "11:00").starts_at
        assert cancel_series(session, hall.act("fatima", late), uid, since=None) == 1
        with pytest.raises(NothingToCome):
            edit(session, hall, uid, late, title="Weg")


@pytest.mark.parametrize("who", ["joost", "bram", "ravi", "pia", "samir"])
def test_nobody_touches_what_is_not_theirs(
    database: Database, hall: TownHall, start: Callable[..., str], now: datetime, who: str
) -> None:
    uid = start(weekly(hall, 3))
    with database.writing() as session:
        with pytest.raises(NotThere):
            edit(session, hall, uid, now, who=who, recurrence=weekly(hall, 20).recurrence)
        with pytest.raises(NotThere):
            cancel_series(session, hall.act(who, now), uid, since=None)
        with pytest.raises(NotThere):
            reservation_of(session, of(session, uid)[0].uid, hall.cast[who])


def test_els_extends_it_for_fatima(
    database: Database, hall: TownHall, start: Callable[..., str], now: datetime
) -> None:
    uid = start(weekly(hall, 2))
    with database.writing() as session:
        edit(session, hall, uid, now, who="els", recurrence=weekly(hall, 3).recurrence)
    with database.reading() as session:
        rows = of(session, uid)
        assert days(rows) == weeks(1, 2, 3)
        assert {row.holder_id for row in rows} == {hall.cast["fatima"].id}


def test_fifty_series_for_one_slot_have_one_winner(
    database: Database, hall: TownHall, now: datetime
) -> None:
    """Each with other dates too, in another order of locks if there were any."""

    @retried
    def ask(n: int) -> str:
        shifted = weekly(hall, 3, first_on=FIRST + n % 3 * WEEK)
        with database.writing() as session:
            return start_series(session, hall.act("fatima", now), shifted, Choice()).uid

    def answer(n: int) -> str:
        try:
            return ask(n)
        except Unavailable:  # a full house: it was asked to try again in a moment
            return answer(n)
        except DomainError as error:
            return error.code

    answers = all_at_once(range(50), answer)
    # the third week is in all of them
    won = [found for found in answers if found != PlanChanged.code]
    assert len(won) == 1
    with database.reading() as session:
        rows = session.exec(select(Reservation).order_by(col(Reservation.starts_at))).all()
        assert [day_of(row.starts_at) for row in rows] == days(of(session, won[0]))
        assert len(rows) == 3


def test_a_long_plan_asks_the_database_little(
    database: Database, hall: TownHall, now: datetime
) -> None:
    asked: list[str] = []
    daily = weekly(hall, recurrence=Recurrence(Pace.DAILY, count=400))

    def note(*facts: Any) -> None:
        asked.append(facts[2])

    with database.reading() as session:
        act = hall.act("fatima", now)
        plan_new(session, act, daily, {})  # the stock is remembered from now on
        event.listen(database.engine, "before_cursor_execute", note)
        plan = plan_new(session, act, daily, {})
        alternatives_in(session, act, plan, holder_id=act.by.id)
        takers_in(session, plan)
    assert len(plan.dates) == 400
    assert len(asked) <= 10
    assert {p.step for p in plan.dates} == {Step.RESERVE}
