"""A partner whose requests are judged: whatever they reserve, through whatever door, is asked."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.recurrence import Pace, Recurrence
from booking.people.queries import principal_of, principals_of
from booking.people.values import Act
from booking.reservations.clashes import clashes_caused
from booking.reservations.models import Reservation
from booking.reservations.operations import (
    ReservationRefused,
    cancel,
    change,
    reserve,
    wish_of,
)
from booking.reservations.options import confirm_option, hold_option
from booking.reservations.queries import reservation_of, space_ids_of
from booking.reservations.rehousing.operations import change_house
from booking.reservations.rehousing.queries import plan_for
from booking.reservations.rehousing.values import Bulk, Choice, Seen, Way
from booking.reservations.requests import approve, decline, waiting_for
from booking.reservations.search import alternatives_to, free_spaces
from booking.reservations.series.operations import Choice as SeriesChoice
from booking.reservations.series.operations import change_series, start_series
from booking.reservations.series.queries import occurrences_of, plan_new, series_of, state_of
from booking.reservations.series.values import SeriesWish
from booking.reservations.series.whose import NotForTheirs
from booking.reservations.staying import AskApprover, extend, possible_ends
from booking.reservations.values import Needs, Reason, ReservationState, Wish
from booking.reservations.waiting.operations import join, take
from booking.reservations.waiting.values import Wanted
from booking.spaces.approvers import set_approvers
from booking.spaces.closures import close, with_closure
from booking.spaces.models import Space, SpaceEquipment
from booking.spaces.operations import raise_stock_version
from booking.spaces.queries import current_stock
from booking.spaces.values import Audience, Closure, ClosureKind, SpaceKind
from tests.conftest import MONDAY
from tests.town_hall import TownHall, at, judge

TUESDAY, WEDNESDAY = date(2026, 3, 24), date(2026, 3, 25)
ASKED, FIRM = ReservationState.REQUESTED, ReservationState.CONFIRMED
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Of what SQL does not decide."""


@pytest.fixture
def judged(database: Database, hall: TownHall, now: datetime) -> TownHall:
    with database.writing() as session:
        judge(session, hall, now)
    return hall


def wish(hall: TownHall, begin: str = "10:00", until: str = "12:00", day: date = WEDNESDAY) -> Wish:
    """De Beuk, which itself needs no approval."""
    return Wish((hall.spaces["beuk"],), at(day, begin, until), attendee_count=4, title="Overleg")


def asked_by(
    session: Session, hall: TownHall, now: datetime, who: str = "ravi", begin: str = "10:00",
    until: str = "12:00", day: date = WEDNESDAY,
) -> Reservation:  # fmt: skip
    return reserve(session, hall.act(who, now), wish(hall, begin, until, day))


def test_what_they_reserve_waits_for_an_answer_and_nobody_else_is_affected(
    database: Database, judged: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        asked = asked_by(session, judged, now)
        others = [asked_by(session, judged, now, who, "13:00", "14:00", day)
                  for who, day in (("pia", WEDNESDAY), ("fatima", TUESDAY))]  # fmt: skip

    assert (asked.state, asked.answer_by) == (ASKED, at(TUESDAY, "08:00", "15:00").ends_at)
    assert [(each.state, each.answer_by) for each in others] == [(FIRM, None)] * 2
    with pytest.raises(ReservationRefused), database.writing() as session:
        asked_by(session, judged, now, "fatima")  # it is held meanwhile
    with database.reading() as session:
        for who in ("els", "joost"):
            waiting = waiting_for(session, judged.cast[who], now=now)
            assert [each.uid for each in waiting] == ([asked.uid] if who == "els" else [])


def test_the_approver_of_the_zone_answers(
    database: Database, judged: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        asked = asked_by(session, judged, now)
        joost = judged.cast["joost"].id
        set_approvers(session, judged.act("els", now), judged.zones["overleg"],
                      approver_id=joost, deputy_id=None)  # fmt: skip
        decider = principal_of(session, joost, today=MONDAY)
        assert decider is not None
        assert approve(session, Act(decider, now), asked.uid, rev=asked.rev).state is FIRM


def test_a_colleague_who_reserves_for_them_asks_too(
    database: Database, judged: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        for who, begin in (("noor", "10:00"), ("els", "11:00")):
            ravi = principals_of(session, [judged.cast["ravi"].id], today=MONDAY)
            one = wish(judged, begin, f"{begin[:2]}:30")
            made = reserve(session, judged.act(who, now), one, holder=ravi[judged.cast["ravi"].id])
            assert made.state is ASKED


def test_an_option_and_an_offer_become_requests(
    database: Database, judged: TownHall, now: datetime
) -> None:
    act = judged.act("ravi", now)
    with database.writing() as session:
        option = session.get_one(Reservation, hold_option(session, act, wish(judged)))
        assert option.state is ReservationState.OPTION
        for by in (judged.act("noor", now), act):  # twice is once, whoever presses
            assert confirm_option(session, by, option.uid).state is ASKED
        assert option.answer_by is not None

        held = asked_by(session, judged, now, "noor", day=TUESDAY)
        wanted = Wanted(SpaceKind.ROOM, Needs(at(TUESDAY, "10:00", "12:00")),
                        judged.spaces["beuk"])  # fmt: skip
        waiting = join(session, act, wanted).uid
        cancel(session, judged.act("noor", now), held.uid)
        taken = take(session, act, waiting)
    assert (taken.state, taken.expires_at) == (ASKED, None)


def test_each_date_of_a_series_is_asked_as_the_plan_says(
    database: Database, judged: TownHall, now: datetime
) -> None:
    rule = Recurrence(Pace.WEEKLY, weekdays=frozenset({1}), count=3)
    series = SeriesWish(rule, TUESDAY, time(10), time(11), judged.spaces["beuk"])
    soon = SeriesWish(
        Recurrence(Pace.WEEKLY, weekdays=frozenset({0}), count=2), MONDAY, time(9), time(10),
        judged.spaces["beuk"],
    )  # fmt: skip
    act = judged.act("ravi", now)
    with database.writing() as session:
        started = start_series(session, act, series, SeriesChoice())
        assert [each.state for each in occurrences_of(session, started)] == [ASKED] * 3
        for by, holder in (("ravi", "ravi"), ("noor", "ravi"), ("noor", "noor")):
            plan = plan_new(session, judged.act(by, now), soon, {},
                            holder_id=judged.cast[holder].id)  # fmt: skip
            why = [[o.reason for o in planned.objections] for planned in plan.dates]
            is_late = [Reason.NO_TIME_TO_ANSWER] if holder == "ravi" else []
            assert why == [is_late, []]


@ON_SQLITE
def test_a_host_adds_no_dates_of_his_own_to_their_series(
    database: Database, judged: TownHall, now: datetime
) -> None:
    rule = Recurrence(Pace.WEEKLY, weekdays=frozenset({1}), count=2)
    series = SeriesWish(rule, TUESDAY, time(10), time(11), judged.spaces["beuk"],
                        host_id=judged.cast["bram"].id)  # fmt: skip
    longer = replace(series, recurrence=replace(rule, count=4))
    with database.writing() as session:
        made = start_series(session, judged.act("noor", now), series, SeriesChoice(),
                            holder=judged.cast["ravi"])  # fmt: skip
        state, uid = state_of(session, made), made.uid
    bram = judged.act("bram", now)
    with pytest.raises(NotForTheirs), database.writing() as session:
        change_series(session, bram, uid, longer, SeriesChoice(), since=None, state=state)
    with database.writing() as session:  # what needs no new dates he may do
        renamed = replace(series, title="Stand-up")
        change_series(session, bram, uid, renamed, SeriesChoice(), since=None, state=state)
        state = state_of(session, made := series_of(session, uid, bram.by))
        by_noor = replace(longer, title="Stand-up")
        change_series(session, judged.act("noor", now), uid, by_noor, SeriesChoice(), since=None,
                      state=state)  # fmt: skip
        rows = occurrences_of(session, made)
        assert [(row.holder_id, row.partner_id, row.state) for row in rows] == [
            (judged.cast["ravi"].id, judged.cast["ravi"].partner_id, ASKED)
        ] * 4


@ON_SQLITE
def test_what_was_decided_is_asked_again_when_they_move_it_and_not_when_who_decides_does(
    database: Database, judged: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        held = asked_by(session, judged, now)
        approve(session, judged.act("els", now), held.uid, rev=held.rev)
        for who, begin, until, state in (
            ("ravi", "10:00", "11:00", FIRM),  # shorter
            ("els", "11:00", "12:00", FIRM),
            ("noor", "12:00", "13:00", ASKED),
            ("els", "13:00", "14:00", ASKED),  # still to be answered
        ):
            moved = wish_of(session, held, period=at(WEDNESDAY, begin, until))
            change(session, judged.act(who, now), held.uid, moved, rev=held.rev)
            assert held.state is state, (who, begin)
        assert held.answer_by is not None


@ON_SQLITE
def test_they_do_not_stay_longer_without_asking(
    database: Database, judged: TownHall, now: datetime
) -> None:
    later = at(WEDNESDAY, "10:30", "12:00").starts_at
    with database.writing() as session:
        held = asked_by(session, judged, now, until="11:00")
        approve(session, judged.act("els", now), held.uid, rev=held.rev)
        for who in ("ravi", "noor"):
            assert possible_ends(session, held, by=judged.cast[who], at=later) == []
        assert possible_ends(session, held, by=judged.cast["els"], at=later) != []
        with pytest.raises(AskApprover):
            extend(session, judged.act("ravi", later), held.uid, held.ends_at + timedelta(hours=1))


@ON_SQLITE
def test_what_begins_too_soon_for_an_answer_is_refused_with_what_can_be_asked(
    database: Database, judged: TownHall, now: datetime
) -> None:
    with database.writing() as session, pytest.raises(ReservationRefused) as refused:
        asked_by(session, judged, now, begin="09:00", until="10:00", day=MONDAY)
    [objection] = refused.value.objections
    assert objection.reason is Reason.NO_TIME_TO_ANSWER
    assert objection.facts["nearest"] == at(MONDAY, "09:15", "10:15")
    with database.writing() as session:
        soon = wish(judged, "09:00", "10:00", MONDAY)
        found = alternatives_to(session, soon, person=judged.cast["ravi"], now=now)
        assert found.other_times == [at(MONDAY, "09:15", "10:15")]
        free = {
            who: free_spaces(session, Needs(soon.period), kind=SpaceKind.ROOM,
                             person=judged.cast[who], now=now)
            for who in ("ravi", "pia")
        }  # fmt: skip
        assert (free["ravi"], [room.name for room in free["pia"]]) == ([], ["De Beuk"])
        assert asked_by(session, judged, now, "pia", "09:00", "10:00", MONDAY).state is FIRM


def test_moved_by_the_house_it_is_still_asked_and_what_was_granted_stays_so(
    database: Database, judged: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        asked = asked_by(session, judged, now, begin="09:00", until="10:00")
        granted = asked_by(session, judged, now, begin="11:00", until="12:00")
        approve(session, judged.act("els", now), granted.uid, rev=granted.rev)
        session.get_one(Space, judged.spaces["linde_a"]).audience = Audience.PARTNERS
        session.add(SpaceEquipment(space_id=judged.spaces["linde_a"], equipment_code="screen"))
        raise_stock_version(session)
    shut = Closure(ClosureKind.CLOSURE, at(WEDNESDAY, "08:00", "18:00"), "tapijt", None, None, None,
                   judged.spaces["beuk"])  # fmt: skip
    act = judged.act("els", now)
    with database.writing() as session:
        before = current_stock(session)
        after = with_closure(before, shut)
        caused, _ = clashes_caused(session, before, after, now=now)
        rows = plan_for(session, caused, after, now=now)
        choice = Choice(
            Bulk.KEEP, {row.number: Way.MOVE for row in rows},
            {row.number: Seen(row.displaced.rev, row.place) for row in rows},
        )  # fmt: skip
        change_house(session, act, lambda: close(session, act, shut), choice)
    with database.reading() as session:
        found = [reservation_of(session, one.uid, act.by) for one in (asked, granted)]
        assert [(each.sequence, each.state) for each in found] == [(1, ASKED), (2, FIRM)]
        places = space_ids_of(session, [each.id or 0 for each in found])
        assert list(places.values()) == [[judged.spaces["linde_a"]]] * 2, "that needs no approval"
        assert (found[0].answer_by is None, found[1].answer_by is None) == (False, False)


@ON_SQLITE
def test_when_they_are_judged_no_more_what_was_asked_still_waits(
    database: Database, judged: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        asked = asked_by(session, judged, now)
        judge(session, judged, now, is_judged=False)
        assert asked_by(session, judged, now, begin="13:00", until="14:00").state is FIRM
        els = judged.act("els", now)
        assert decline(session, els, asked.uid, rev=asked.rev, reason="Vol").state is (
            ReservationState.DECLINED
        )
