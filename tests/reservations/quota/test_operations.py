"""Quota on a real database: what counts, for whom, and that hurry does not beat it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from booking.foundation.database import Database, retried
from booking.foundation.errors import DomainError, Unavailable
from booking.foundation.journal import JournalEntry
from booking.foundation.recurrence import Pace, Recurrence
from booking.people.permissions import NotAllowed
from booking.reservations.models import Reservation
from booking.reservations.operations import (
    ReservationRefused,
    cancel,
    change,
    reserve,
    wish_of,
)
from booking.reservations.queries import reservation_of
from booking.reservations.quota.operations import QuotaContradiction, end_quota, set_quota
from booking.reservations.quota.queries import all_quotas, standings_on
from booking.reservations.quota.values import Measure, Per, QuotaTerms, Standing, Subject
from booking.reservations.requests import Alternative, decline
from booking.reservations.series.operations import Choice, PlanChanged, change_series, start_series
from booking.reservations.series.queries import plan_new, series_of, state_of
from booking.reservations.series.values import SeriesWish
from booking.reservations.values import HOLDING, Objection, Reason, ReservationState, Wish
from booking.spaces.operations import PastStays
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind
from tests.together import all_at_once
from tests.town_hall import TownHall, at

DAY, WEEK = timedelta(days=1), timedelta(days=7)
TWO_ROOMS_A_WEEK = QuotaTerms(Subject.PERSON, None, SpaceKind.ROOM, Per.WEEK, 2)
TWO_DESKS_A_WEEK = replace(TWO_ROOMS_A_WEEK, kind=SpaceKind.DESK)
TWO_HOURS_A_WEEK = replace(TWO_ROOMS_A_WEEK, measure=Measure.HOURS)
Allow = Callable[..., None]
Take = Callable[..., str]


@pytest.fixture
def allow(database: Database, hall: TownHall, now: datetime, monday: date) -> Allow:
    def allow(terms: QuotaTerms, begins: date = monday, until: date | None = None,
              who: str = "els") -> None:  # fmt: skip
        with database.writing() as session:
            set_quota(session, hall.act(who, now), terms, begins=begins, until=until)

    return allow


@pytest.fixture
def take(database: Database, hall: TownHall, now: datetime) -> Take:
    """The uid of an hour reserved, or the refusal."""

    def take(day: date, hour: int = 10, space: str = "beuk", who: str = "fatima",
             holder: str | None = None) -> str:  # fmt: skip
        wish = Wish((hall.spaces[space],), at(day, f"{hour}:00", f"{hour + 1}:00"))
        with database.writing() as session:
            for_whom = hall.cast[holder] if holder else None
            return reserve(session, hall.act(who, now), wish, holder=for_whom).uid

    return take


def refused(take: Callable[[], object]) -> list[Objection]:
    with pytest.raises(ReservationRefused) as refusal:
        take()
    return list(refusal.value.objections)


def standing_in(objections: list[Objection]) -> Standing:
    [objection] = objections
    assert objection.reason is Reason.QUOTA
    standing = objection.facts["quota"]
    assert isinstance(standing, Standing)
    return standing


def test_what_is_declined_makes_room_for_what_is_offered_instead(
    database: Database, hall: TownHall, allow: Allow, take: Take, now: datetime, monday: date
) -> None:
    allow(replace(TWO_ROOMS_A_WEEK, count_max=1))
    uid = take(monday + DAY, space="raadzaal", who="ravi")
    offer = Alternative(hall.spaces["beuk"], at(monday + DAY, "10:00", "11:00"))

    with database.writing() as session:
        declined = decline(
            session, hall.act("els", now), uid, rev=1, reason="Raad", alternative=offer
        )
        assert declined.state is ReservationState.DECLINED


@pytest.mark.parametrize(
    ("terms", "spaces"),
    [(TWO_ROOMS_A_WEEK, ["beuk"] * 3), (TWO_DESKS_A_WEEK, ["D1", "D2", "D5"])],
)
def test_the_third_of_two_a_week_is_refused(
    allow: Allow, take: Take, monday: date, terms: QuotaTerms, spaces: list[str]
) -> None:
    allow(terms)
    take(monday + DAY, space=spaces[0])
    take(monday + 2 * DAY, space=spaces[1])
    objections = refused(lambda: take(monday + 3 * DAY, space=spaces[2]))
    standing = standing_in(objections)
    assert standing.used == 2
    assert (standing.window.first, standing.window.until) == (monday, monday + WEEK)
    assert objections[0].facts["next"] == monday + WEEK
    take(monday + WEEK, space=spaces[2])
    take(monday + 3 * DAY, space=spaces[2], who="joost")


def test_the_next_place_may_be_weeks_away(allow: Allow, take: Take, monday: date) -> None:
    allow(replace(TWO_ROOMS_A_WEEK, count_max=1))
    for day in (monday + DAY, monday + WEEK):
        take(day)
    objections = refused(lambda: take(monday + 2 * DAY))
    assert objections[0].facts["next"] == monday + 2 * WEEK


def test_moving_one_to_next_week_frees_a_place(
    allow: Allow, take: Take, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    allow(TWO_ROOMS_A_WEEK)
    first = take(monday + DAY)
    take(monday + 2 * DAY)

    def move(uid: str, day: date) -> None:
        with database.writing() as session:
            row = reservation_of(session, uid, hall.cast["fatima"])
            wish = wish_of(session, row, period=at(day, "10:00", "11:00"))
            change(session, hall.act("fatima", now), uid, wish, rev=row.rev)

    move(first, monday + 3 * DAY)  # within a week that is full nothing is added
    move(first, monday + WEEK)
    third = take(monday + 3 * DAY)
    take(monday + WEEK + DAY)
    assert standing_in(refused(lambda: move(third, monday + WEEK + 2 * DAY))).used == 2


def test_cancelled_released_and_lapsed_ones_do_not_count(
    allow: Allow, take: Take, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    allow(replace(TWO_ROOMS_A_WEEK, count_max=1))
    for n, state in enumerate(s for s in ReservationState if s not in HOLDING):
        uid = take(monday + (1 + n) * DAY)
        with database.writing() as session:
            if state is ReservationState.CANCELLED:
                cancel(session, hall.act("fatima", now), uid)
            else:
                reservation_of(session, uid, hall.cast["fatima"]).state = state
    uid = take(monday + DAY, hour=14)
    refused(lambda: take(monday + 2 * DAY, hour=14))
    with database.writing() as session:  # an option whose time is over, though nobody ended it
        row = reservation_of(session, uid, hall.cast["fatima"])
        row.state, row.expires_at = ReservationState.OPTION, now
    take(monday + 2 * DAY, hour=14)


def test_a_request_counts_until_it_is_declined(
    allow: Allow, take: Take, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    allow(QuotaTerms(Subject.PARTNER, None, SpaceKind.ROOM, Per.MONTH, 1))
    uid = take(monday + DAY, space="raadzaal", who="ravi")
    standing_in(refused(lambda: take(monday + 2 * DAY, who="ravi")))
    take(monday + DAY, who="pia")
    with database.writing() as session:
        decline(session, hall.act("els", now), uid, rev=1, reason="Bezet")
    take(monday + 2 * DAY, who="ravi")


@pytest.mark.parametrize(
    ("subject", "together"),
    [(Subject.TEAM, ["fatima", "joost"]), (Subject.DEPARTMENT, ["els", "bram"])],
)
def test_colleagues_share_the_quota_of_their_team(
    allow: Allow, take: Take, monday: date, subject: Subject, together: list[str]
) -> None:
    first, second = together
    allow(QuotaTerms(subject, None, SpaceKind.ROOM, Per.DAY, 1))
    take(monday + DAY, who=first)
    standing_in(refused(lambda: take(monday + DAY, hour=14, who=second)))
    take(monday + 2 * DAY, who=second)
    take(monday + DAY, hour=15, who="bram" if subject is Subject.TEAM else "fatima")


def test_what_is_reserved_for_somebody_counts_for_them(
    allow: Allow, take: Take, monday: date
) -> None:
    allow(replace(TWO_ROOMS_A_WEEK, count_max=1))
    take(monday + DAY, who="noor", holder="joost")
    take(monday + 2 * DAY, who="noor")
    refused(lambda: take(monday + 3 * DAY, who="joost"))
    refused(lambda: take(monday + 3 * DAY, who="noor", holder="joost"))
    # Els may make an exception for another, not for herself
    take(monday + 3 * DAY, who="els", holder="joost")
    take(monday + 3 * DAY, hour=14, who="els")
    refused(lambda: take(monday + 4 * DAY, who="els"))


def test_a_group_of_desks_is_one_reservation(
    allow: Allow, take: Take, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    allow(TWO_DESKS_A_WEEK)
    desks = tuple(hall.spaces[name] for name in ("D2", "D3", "D4"))
    with database.writing() as session:
        reserve(session, hall.act("fatima", now),
                Wish(desks, at(monday + DAY, "09:00", "12:00"), attendee_count=3))  # fmt: skip
    take(monday + 2 * DAY, space="D1")
    refused(lambda: take(monday + 3 * DAY, space="D1"))


def weekly(hall: TownHall, first_on: date, count: int, pace: Pace = Pace.WEEKLY) -> SeriesWish:
    weekdays = frozenset({first_on.weekday()}) if pace is Pace.WEEKLY else frozenset[int]()
    rule = Recurrence(pace, weekdays=weekdays, count=count)
    return SeriesWish(rule, first_on, time(10), time(11),
                      hall.spaces["beuk"])  # fmt: skip


def test_a_series_counts_each_of_its_dates(
    allow: Allow, take: Take, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    """Two a week: on the days after, each week anew, the dates are named and can be left out."""
    allow(TWO_ROOMS_A_WEEK)
    take(monday + DAY, hour=14)
    daily = weekly(hall, monday + DAY, 9, Pace.DAILY)  # Tuesday to Wednesday of the next week
    act = hall.act("fatima", now)
    with database.reading() as session:
        plan = plan_new(session, act, daily, {})
    by_reason = {p.day: [o.reason for o in p.objections] for p in plan.clashes}
    used_up = [day for day, reasons in by_reason.items() if Reason.QUOTA in reasons]
    assert used_up == [*(monday + n * DAY for n in (2, 3, 4, 5, 6)), monday + 9 * DAY]
    with pytest.raises(PlanChanged), database.writing() as session:
        start_series(session, act, daily, Choice())
    with database.writing() as session:
        start_series(session, act, daily, Choice(seen=set(by_reason)))
    refused(lambda: take(monday + 8 * DAY, hour=15))
    assert standing_in(refused(lambda: take(monday + 4 * DAY, hour=15))).used == 2


def test_a_series_for_another_counts_for_them(
    allow: Allow, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    allow(replace(TWO_ROOMS_A_WEEK, count_max=0, subject_id=hall.cast["joost"].id))
    wish = weekly(hall, monday + DAY, 2)
    with database.reading() as session:
        act = hall.act("noor", now)
        mine = plan_new(session, act, wish, {})
        theirs = plan_new(session, act, wish, {}, holder_id=hall.cast["joost"].id)
    assert not mine.clashes
    assert len(theirs.clashes) == 2


def test_a_series_moves_within_its_quota(
    allow: Allow, take: Take, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    """One a week, each: moved to another day, or all a week later, each has its own week."""
    allow(replace(TWO_ROOMS_A_WEEK, count_max=1))
    act, wish = hall.act("fatima", now), weekly(hall, monday + DAY, 3)
    with database.writing() as session:
        uid = start_series(session, act, wish, Choice()).uid

    def move(first_on: date) -> None:
        with database.writing() as session:
            state = state_of(session, series_of(session, uid, act.by))
            change_series(session, act, uid, weekly(hall, first_on, 3), Choice(),
                          since=None, state=state)  # fmt: skip

    move(monday + 2 * DAY)
    move(monday + 2 * DAY + WEEK)
    take(monday + DAY)
    refused(lambda: take(monday + WEEK + DAY))


def test_quota_hold_from_a_day_and_the_past_stays(
    allow: Allow, take: Take, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    one = replace(TWO_ROOMS_A_WEEK, count_max=1)
    allow(one, monday + WEEK)
    allow(TWO_ROOMS_A_WEEK, monday + 2 * WEEK)
    for n in range(3):
        take(monday + n * DAY, hour=12)
    take(monday + WEEK)
    refused(lambda: take(monday + WEEK + DAY))
    take(monday + 2 * WEEK)
    take(monday + 2 * WEEK + DAY)
    refused(lambda: take(monday + 2 * WEEK + 2 * DAY))
    with pytest.raises(PastStays):
        allow(one, monday - DAY)
    with database.writing() as session:
        end_quota(session, hall.act("els", now), all_quotas(session)[-1].id, ends=monday + 16 * DAY)
    take(monday + 2 * WEEK + 2 * DAY)
    with database.reading() as session:
        found = [(q.terms.count_max, q.valid_from, q.valid_until) for q in all_quotas(session)]
        written = [
            row.action
            for row in session.exec(select(JournalEntry).order_by(col(JournalEntry.number)))
        ]
    assert found == [
        (1, monday + WEEK, monday + 2 * WEEK), (2, monday + 2 * WEEK, monday + 16 * DAY)
    ]  # fmt: skip
    assert [action for action in written if action.startswith("quota")] == [
        "quota-set", "quota-set", "quota-ended"
    ]  # fmt: skip


def test_the_same_quota_set_again_takes_its_place(
    allow: Allow, database: Database, monday: date
) -> None:
    allow(TWO_ROOMS_A_WEEK)
    allow(replace(TWO_ROOMS_A_WEEK, count_max=5), until=monday + 3 * WEEK)
    with database.reading() as session:
        [quota] = all_quotas(session)
    assert (quota.terms.count_max, quota.valid_until) == (5, monday + 3 * WEEK)


def test_a_contradiction_is_refused(allow: Allow) -> None:
    allow(TWO_ROOMS_A_WEEK)
    with pytest.raises(QuotaContradiction):
        allow(replace(TWO_ROOMS_A_WEEK, per=Per.DAY, count_max=3))


@pytest.mark.parametrize("name", ["bram", "noor", "ravi", "samir"])
def test_nobody_else_sets_or_ends_them(
    allow: Allow, database: Database, hall: TownHall, now: datetime, monday: date, name: str
) -> None:
    with pytest.raises(NotAllowed):
        allow(TWO_ROOMS_A_WEEK, who=name)
    allow(TWO_ROOMS_A_WEEK)
    with database.writing() as session, pytest.raises(NotAllowed):
        end_quota(session, hall.act(name, now), 1, ends=monday)


def test_how_a_quota_stands_for_who_reserves(
    allow: Allow, take: Take, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    allow(TWO_ROOMS_A_WEEK)
    take(monday + DAY)

    def left(name: str, kind: SpaceKind) -> list[int]:
        with database.reading() as session:
            found = standings_on(session, current_stock(session), monday, kind=kind,
                                 person=hall.cast[name], at=now)  # fmt: skip
            return [standing.left for standing in found]

    assert left("fatima", SpaceKind.ROOM) == [1]
    assert left("joost", SpaceKind.ROOM) == [2]
    assert left("ravi", SpaceKind.ROOM) == left("fatima", SpaceKind.DESK) == []


def test_who_has_no_quota_pays_no_statement(
    allow: Allow, take: Take, database: Database, hall: TownHall, monday: date
) -> None:
    allow(replace(TWO_ROOMS_A_WEEK, subject_id=hall.cast["joost"].id))
    asked: list[str] = []
    take(monday + DAY)
    event.listen(database.engine, "before_cursor_execute", lambda *facts: asked.append(facts[2]))
    take(monday + 2 * DAY)
    assert not [statement for statement in asked if "count(" in statement.lower()]
    assert not [statement for statement in asked if "quota" in statement.lower()]


def test_hours_are_summed_and_come_back_when_given_back(
    allow: Allow, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    """Five hours a month for a partner: what is held counts, to the quarter."""
    allow(QuotaTerms(Subject.PARTNER, None, SpaceKind.ROOM, Per.MONTH, 5, Measure.HOURS))
    act, beuk = hall.act("ravi", now), hall.spaces["beuk"]

    def take(day: date, begin: str, end: str) -> str:
        with database.writing() as session:
            return reserve(session, act, Wish((beuk,), at(day, begin, end))).uid

    def move(uid: str, day: date, begin: str, end: str) -> None:
        with database.writing() as session:
            row = reservation_of(session, uid, act.by)
            wish = wish_of(session, row, period=at(day, begin, end))
            change(session, act, uid, wish, rev=row.rev)

    first, second = take(monday, "10:00", "12:15"), take(monday + DAY, "10:00", "12:00")
    objections = refused(lambda: take(monday + 2 * DAY, "10:00", "11:00"))
    standing = standing_in(objections)
    assert (standing.used, standing.left) == (255, 45)
    assert objections[0].facts["next"] == date(2026, 4, 1)
    third = take(monday + 2 * DAY, "10:00", "10:45")
    refused(lambda: move(third, monday + 2 * DAY, "10:00", "11:00"))
    move(third, monday + 3 * DAY, "14:00", "14:45")  # as much as before
    move(first, monday, "10:00", "11:15")
    move(third, monday + 3 * DAY, "14:00", "15:00")
    with database.writing() as session:
        cancel(session, act, second)
    with database.reading() as session:
        [left] = standings_on(session, current_stock(session), monday, kind=SpaceKind.ROOM,
                              person=act.by, at=now)  # fmt: skip
    assert left.used == 75 + 60


def test_a_series_names_the_next_week_with_room(
    allow: Allow, take: Take, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    allow(TWO_HOURS_A_WEEK)
    take(monday + 2 * WEEK, hour=14)
    act, daily = hall.act("fatima", now), weekly(hall, monday + DAY, 4, Pace.DAILY)
    with database.reading() as session:
        plan = plan_new(session, act, daily, {})
    found = [standing_in(list(p.objections)) for p in plan.clashes]
    assert [p.day for p in plan.clashes] == [monday + 3 * DAY, monday + 4 * DAY]
    assert [standing.used for standing in found] == [120, 120]
    assert {p.objections[0].facts["next"] for p in plan.clashes} == {monday + WEEK}
    for day, hour in ((WEEK, 10), (WEEK, 12), (2 * WEEK, 16)):
        take(monday + day, hour=hour)
    with database.reading() as session:
        again = plan_new(session, act, daily, {})
    assert {p.objections[0].facts["next"] for p in again.clashes} == {monday + 3 * WEEK}


@pytest.mark.parametrize("terms", [TWO_ROOMS_A_WEEK, TWO_DESKS_A_WEEK, TWO_HOURS_A_WEEK])
def test_the_last_place_under_fifty_at_once_goes_once(
    allow: Allow, take: Take, database: Database, hall: TownHall, monday: date, terms: QuotaTerms
) -> None:
    """On all days of the week and in all rooms or desks: nothing but the quota is in the way."""
    allow(terms)
    is_desk = terms.kind is SpaceKind.DESK
    places = ["D1", "D2", "D5", "D6"] if is_desk else ["beuk", "linde_a", "linde_b"]
    take(monday, hour=17, space=places[0])

    @retried
    def ask(n: int) -> str:
        try:
            return take(monday + n % 5 * DAY, 10 + n // 5 % 6, places[n // 30 % len(places)])
        except Unavailable:  # a full house: it was asked to try again in a moment
            return ask(n)
        except DomainError as error:
            return error.code

    answers = all_at_once(range(50), ask)
    won = [found for found in answers if found != ReservationRefused.code]
    assert len(won) == 1
    with database.reading() as session:
        assert len(session.exec(select(Reservation.id)).all()) == 2
