"""What is offered instead of a refused wish is allowed by everything that refused it."""

from datetime import date, datetime, timedelta

import pytest

from booking.foundation.database import Database
from booking.foundation.periods import Period
from booking.reservations.alternatives import Alternatives, Elsewhere
from booking.reservations.house_rules import set_house_rules
from booking.reservations.operations import ReservationRefused, reserve
from booking.reservations.queries import reservation_of
from booking.reservations.quota.operations import set_quota
from booking.reservations.quota.values import Measure, Per, QuotaTerms, Subject
from booking.reservations.search import alternatives_to
from booking.reservations.values import HouseRules, Needs, Reason, Wish
from booking.reservations.waiting.operations import join
from booking.reservations.waiting.values import Wanted
from booking.reservations.whose_rule import nearest_in
from booking.spaces.closures import close
from booking.spaces.values import Closure, ClosureKind, SpaceKind
from tests.town_hall import TownHall, at

DAY, WEEK = timedelta(days=1), timedelta(days=7)
ONE_ROOM_A_WEEK = QuotaTerms(Subject.PERSON, None, SpaceKind.ROOM, Per.WEEK, 1)
TWO_HOURS_A_WEEK = QuotaTerms(Subject.PERSON, None, SpaceKind.ROOM, Per.WEEK, 2, Measure.HOURS)


class Fatima:
    """What she is refused, and what is offered instead."""

    def __init__(self, database: Database, hall: TownHall, now: datetime) -> None:
        self.database, self.hall, self.now = database, hall, now

    def wish(self, period: Period, *, space: str = "beuk", people: int = 1) -> Wish:
        return Wish((self.hall.spaces[space],), period, people)

    def take(self, wish: Wish) -> str:
        with self.database.writing() as session:
            return reserve(session, self.hall.act("fatima", self.now), wish).uid

    def refused(self, wish: Wish) -> tuple[set[Reason], Period | None]:
        """Why, and the nearest that is said to be allowed."""
        with pytest.raises(ReservationRefused) as refusal:
            self.take(wish)
        found = refusal.value.objections
        return {objection.reason for objection in found}, nearest_in(found)

    def instead(self, wish: Wish, *, of: str = "") -> Alternatives:
        with self.database.reading() as session:
            moved = reservation_of(session, of, self.hall.cast["fatima"]) if of else None
            return alternatives_to(
                session, wish, person=self.hall.cast["fatima"], now=self.now, moved=moved
            )

    def offered(self, wish: Wish) -> list[Wish]:
        """All of it, as it would be asked for."""
        found = self.instead(wish)
        [space_id] = wish.space_ids
        places = [(space_id, period) for period in (*found.other_times, found.shorter) if period]
        places += [(space.id, period) for space, period in found.other_spaces]
        return [Wish((number,), period, wish.attendee_count) for number, period in places]

    def may_not_wait(self, wish: Wish) -> Period | None:
        """What is said to be the nearest that is allowed."""
        needs, act = Needs(wish.period), self.hall.act("fatima", self.now)
        wanted = Wanted(SpaceKind.ROOM, needs, wish.space_ids[0])
        with pytest.raises(ReservationRefused) as refusal, self.database.writing() as session:
            join(session, act, wanted)
        return nearest_in(refusal.value.objections)

    def allow(self, terms: QuotaTerms) -> None:
        with self.database.writing() as session:
            set_quota(session, self.hall.act("els", self.now), terms, begins=date(2026, 3, 23),
                      until=None)  # fmt: skip

    def close(self, days: int, space: str | None = None) -> None:
        """From now on: the house, or one space."""
        with self.database.writing() as session:
            number = self.hall.spaces[space] if space else None
            period = Period(self.now, self.now + timedelta(days=days))
            building = None if space else self.hall.building
            shut = Closure(ClosureKind.CLOSURE, period, "dak", building, None, None, number)
            close(session, self.hall.act("els", self.now), shut)


@pytest.fixture
def fatima(database: Database, hall: TownHall, now: datetime) -> Fatima:
    return Fatima(database, hall, now)


def test_beyond_a_quota_is_offered_what_it_allows_and_nothing_else(
    fatima: Fatima, monday: date
) -> None:
    fatima.allow(ONE_ROOM_A_WEEK)
    fatima.take(fatima.wish(at(monday + DAY, "10:00", "11:00")))
    wish = fatima.wish(at(monday + 2 * DAY, "10:00", "11:00"))
    next_week = at(monday + WEEK, "10:00", "11:00")
    assert fatima.refused(wish) == ({Reason.QUOTA}, next_week)
    assert next_week in fatima.instead(wish).other_times
    assert {place.period for place in fatima.instead(wish).other_spaces} == {next_week}
    fatima.take(fatima.offered(wish)[0])


def test_what_moves_within_its_week_needs_no_place_more(fatima: Fatima, monday: date) -> None:
    fatima.allow(ONE_ROOM_A_WEEK)
    held = fatima.take(fatima.wish(at(monday + DAY, "10:00", "11:00")))
    other = fatima.wish(at(monday + 2 * DAY, "10:00", "11:00"), space="raadzaal")
    places = fatima.instead(other, of=held).other_spaces
    assert {place.period for place in places} == {other.period}


def test_of_hours_that_are_left_as_much_is_offered_elsewhere_only_where_it_is_allowed(
    fatima: Fatima, monday: date
) -> None:
    fatima.allow(TWO_HOURS_A_WEEK)
    wish = fatima.wish(at(monday + DAY, "10:00", "13:00"))
    assert fatima.refused(wish) == ({Reason.QUOTA}, None)  # of three hours never
    assert fatima.offered(wish) == []


def test_where_it_is_too_late_and_next_week_is_full_the_week_after_is_nearest(
    fatima: Fatima, monday: date, database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        rules = HouseRules(notice_min=7 * DAY)
        set_house_rules(session, hall.act("els", now), SpaceKind.ROOM, rules, begins=monday)
    fatima.allow(ONE_ROOM_A_WEEK)
    fatima.take(fatima.wish(at(monday + WEEK + DAY, "10:00", "11:00")))
    wish = fatima.wish(at(monday + DAY, "10:00", "11:00"))
    allowed = at(monday + 2 * WEEK, "10:00", "11:00")
    assert fatima.refused(wish) == ({Reason.TOO_LATE}, allowed)
    assert fatima.may_not_wait(wish) == allowed


def test_stricter_rules_from_a_day_on_leave_the_day_before_the_nearest(
    fatima: Fatima, monday: date, database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        rules = HouseRules(ahead_max=7 * DAY)
        set_house_rules(session, hall.act("els", now), SpaceKind.ROOM, rules,
                        begins=monday + 2 * WEEK)  # fmt: skip
    wish = fatima.wish(at(monday + 2 * WEEK, "10:00", "11:00"))
    allowed = at(monday + 2 * WEEK - 3 * DAY, "10:00", "11:00")  # the Friday before
    assert fatima.refused(wish) == ({Reason.TOO_FAR_AHEAD}, allowed)
    assert allowed in fatima.instead(wish).other_times
    fatima.take(fatima.wish(allowed))


def test_too_long_and_too_many_people_are_mended_at_once_by_a_bigger_room_at_that_time(
    fatima: Fatima, monday: date, database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        rules = HouseRules(duration_max=timedelta(hours=2))
        set_house_rules(session, hall.act("els", now), SpaceKind.ROOM, rules, begins=monday)
    allowed = at(monday + DAY, "10:00", "12:00")
    wish = fatima.wish(at(monday + DAY, "10:00", "14:00"), people=30)
    assert fatima.refused(wish) == ({Reason.TOO_LONG, Reason.TOO_MANY_PEOPLE}, allowed)
    found = fatima.instead(wish)
    assert found.other_spaces == [Elsewhere(found.other_spaces[0].space, allowed)]
    assert found.other_spaces[0].space.id == hall.spaces["raadzaal"]
    assert not found.other_times


def test_a_long_closure_names_the_day_on_which_it_ends(fatima: Fatima, monday: date) -> None:
    fatima.close(days=40)
    wish = fatima.wish(at(monday + DAY, "10:00", "11:00"))
    ends = at(monday + 40 * DAY, "10:00", "11:00")  # a Saturday: the Monday after
    reopened = Period(ends.starts_at + 2 * DAY, ends.ends_at + 2 * DAY)
    assert fatima.refused(wish) == ({Reason.CLOSED}, reopened)
    assert reopened in fatima.instead(wish).other_times


def test_while_one_room_is_closed_others_are_offered_at_the_time_itself(
    fatima: Fatima, monday: date
) -> None:
    fatima.close(days=40, space="beuk")
    wish = fatima.wish(at(monday + DAY, "10:00", "11:00"))
    assert {place.period for place in fatima.instead(wish).other_spaces} == {wish.period}


def test_who_has_a_desk_is_not_sent_to_a_time_at_which_they_have_one(
    fatima: Fatima, monday: date, database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        rules = HouseRules(ahead_max=3 * DAY)
        set_house_rules(session, hall.act("els", now), SpaceKind.DESK, rules, begins=monday)
    fatima.take(fatima.wish(at(monday + 2 * DAY, "08:00", "18:00"), space="D1"))
    fatima.take(fatima.wish(at(monday + 3 * DAY, "08:00", "12:00"), space="D1"))
    reasons, nearest = fatima.refused(
        fatima.wish(at(monday + 8 * DAY, "10:00", "11:00"), space="D2")
    )
    assert reasons == {Reason.TOO_FAR_AHEAD}
    assert nearest == at(monday + DAY, "10:00", "11:00")
