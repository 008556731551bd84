"""Requests: answered once, by who may, on time; and what happens when nobody does."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from booking.foundation.database import Database
from booking.foundation.doors import Door
from booking.foundation.errors import DomainError
from booking.foundation.texts import speaking, text
from booking.people.displays import make_display
from booking.people.models import Display, Person, ZoneApprover
from booking.people.permissions import NotAllowed, NotThere
from booking.people.queries import principal_of
from booking.people.values import Act
from booking.reservations.at_the_door import act_at_the_door
from booking.reservations.models import Claim, Reservation
from booking.reservations.operations import (
    ChangedMeanwhile,
    ReservationRefused,
    cancel,
    change,
    reserve,
    wish_of,
)
from booking.reservations.queries import history_of, reservation_of
from booking.reservations.requests import (
    AlreadyAnswered,
    Alternative,
    NobodyToOffer,
    SamePlace,
    TooLateToAnswer,
    Withdrawn,
    alternative_in,
    answers_of,
    approve,
    decline,
    is_overdue,
    waiting_requests,
)
from booking.reservations.settling import due, settle_one
from booking.reservations.staying import AskApprover, extend, possible_ends
from booking.reservations.values import Reason, ReservationState, Wish
from booking.spaces.approvers import set_approvers
from tests.together import in_processes
from tests.town_hall import TownHall, at

WEDNESDAY = date(2026, 3, 25)
THURSDAY = date(2026, 3, 26)
COUNCIL = ("raadzaal",)


def ask(
    database: Database,
    hall: TownHall,
    now: datetime,
    who: str = "ravi",
    begin: str = "10:00",
    until: str = "12:00",
    *,
    day: date = WEDNESDAY,
) -> Reservation:
    wish = Wish((hall.spaces["raadzaal"],), at(day, begin, until), attendee_count=20, title="Dag")
    with database.writing() as session:
        return reserve(session, hall.act(who, now), wish)


def stored(database: Database, hall: TownHall, uid: str) -> Reservation:
    with database.reading() as session:
        return reservation_of(session, uid, hall.cast["els"])


def claim_count(database: Database, reservation: Reservation) -> int:
    with database.reading() as session:
        found = session.exec(select(Claim).where(Claim.reservation_id == reservation.id))
        return len(found.all())


def test_a_request_gets_a_deadline_and_what_needs_no_approval_gets_none(
    database: Database, hall: TownHall, now: datetime
) -> None:
    asked = ask(database, hall, now)
    with database.writing() as session:
        wish = Wish((hall.spaces["beuk"],), at(WEDNESDAY, "10:00", "12:00"))
        plain = reserve(session, hall.act("ravi", now), wish)

    assert asked.answer_by == at(date(2026, 3, 24), "08:00", "15:00").ends_at
    assert plain.answer_by is None
    late = asked.answer_by + timedelta(minutes=1)
    assert not is_overdue(asked, now=now)
    assert is_overdue(asked, now=late)
    with database.reading() as session:
        assert [r.uid for r in waiting_requests(session, now=late)] == [asked.uid]
        assert list(waiting_requests(session, now=asked.starts_at)) == []


def test_the_first_deadline_comes_first(database: Database, hall: TownHall, now: datetime) -> None:
    later = ask(database, hall, now, day=THURSDAY)
    sooner = ask(database, hall, now - timedelta(days=4), "pia", "14:00", "16:00")

    with database.reading() as session:
        found = [r.uid for r in waiting_requests(session, now=now)]
    assert found == [sooner.uid, later.uid]


def test_approved_it_is_confirmed_and_stays_held(
    database: Database, hall: TownHall, now: datetime
) -> None:
    asked = ask(database, hall, now)
    claims = claim_count(database, asked)

    with database.writing() as session:
        approved = approve(session, hall.act("els", now), asked.uid, rev=asked.rev)

    assert approved.state is ReservationState.CONFIRMED
    assert approved.sequence == asked.sequence + 1, "calendars hear that it is firm now"
    assert claim_count(database, asked) == claims
    with database.reading() as session:
        assert [e.action for e in history_of(session, asked.uid)] == ["reserve", "approve"]


def test_declined_the_place_is_free_and_the_offer_is_not_held(
    database: Database, hall: TownHall, now: datetime
) -> None:
    asked = ask(database, hall, now)
    offer = Alternative(hall.spaces["raadzaal"], at(WEDNESDAY, "10:30", "12:30"))

    with database.writing() as session:
        decline(session, hall.act("els", now), asked.uid, rev=1, reason="Raad", alternative=offer)

    assert stored(database, hall, asked.uid).state is ReservationState.DECLINED
    assert claim_count(database, asked) == 0
    with database.reading() as session:
        answer = answers_of(session, [asked.id or 0])[asked.id or 0]
    assert (answer.is_approved, answer.reason) == (False, "Raad")
    assert alternative_in(answer) == offer
    assert ask(database, hall, now, "pia").state is ReservationState.REQUESTED


@pytest.mark.parametrize("name", ["bram", "noor", "ravi", "joost", "samir", "pia"])
def test_others_may_not_decide(
    database: Database, hall: TownHall, now: datetime, name: str
) -> None:
    asked = ask(database, hall, now, "joost" if name == "joost" else "ravi")
    act = hall.act(name, now)

    with pytest.raises(NotAllowed), database.writing() as session:
        approve(session, act, asked.uid, rev=1)
    with pytest.raises(NotAllowed), database.writing() as session:
        decline(session, act, asked.uid, rev=1, reason="Nee")
    assert stored(database, hall, asked.uid).state is ReservationState.REQUESTED


def test_another_partner_does_not_even_see_it(
    database: Database, hall: TownHall, now: datetime
) -> None:
    asked = ask(database, hall, now)
    with pytest.raises(NotThere), database.reading() as session:
        reservation_of(session, asked.uid, hall.cast["pia"])


Meanwhile = Callable[[Database, TownHall, datetime, Reservation], None]


def _changed(database: Database, hall: TownHall, now: datetime, asked: Reservation) -> None:
    with database.writing() as session:
        wish = wish_of(session, asked, period=at(THURSDAY, "10:00", "12:00"))
        change(session, hall.act("ravi", now), asked.uid, wish, rev=asked.rev)


def _cancelled(database: Database, hall: TownHall, now: datetime, asked: Reservation) -> None:
    with database.writing() as session:
        cancel(session, hall.act("ravi", now), asked.uid)


def _approved(database: Database, hall: TownHall, now: datetime, asked: Reservation) -> None:
    with database.writing() as session:
        approve(session, hall.act("els", now), asked.uid, rev=asked.rev)


def _lapsed(database: Database, hall: TownHall, now: datetime, asked: Reservation) -> None:
    with database.writing() as session:
        settle_one(session, asked.uid, at=asked.starts_at)


@pytest.mark.parametrize(
    ("meanwhile", "error"),
    [
        (_changed, ChangedMeanwhile),
        (_cancelled, Withdrawn),
        (_approved, AlreadyAnswered),
        (_lapsed, TooLateToAnswer),
    ],
)
def test_what_is_no_longer_so_is_not_answered(
    database: Database,
    hall: TownHall,
    now: datetime,
    meanwhile: Meanwhile,
    error: type[DomainError],
) -> None:
    asked = ask(database, hall, now)
    meanwhile(database, hall, now, asked)
    before = stored(database, hall, asked.uid)

    with pytest.raises(error), database.writing() as session:
        decline(session, hall.act("els", now), asked.uid, rev=asked.rev, reason="Nee")
    with pytest.raises(error), database.writing() as session:
        approve(session, hall.act("els", now), asked.uid, rev=asked.rev)

    after = stored(database, hall, asked.uid)
    assert (after.state, after.rev) == (before.state, before.rev)


def test_nobody_can_approve_after_the_start_though_no_job_ran(
    database: Database, hall: TownHall, now: datetime
) -> None:
    asked = ask(database, hall, now)

    with pytest.raises(TooLateToAnswer), database.writing() as session:
        approve(session, hall.act("els", asked.starts_at), asked.uid, rev=1)


def test_when_the_start_comes_it_lapses_once_and_lets_go(
    database: Database, hall: TownHall, now: datetime
) -> None:
    asked = ask(database, hall, now)
    with database.writing() as session:
        settle_one(session, asked.uid, at=asked.starts_at - timedelta(minutes=1))
    assert stored(database, hall, asked.uid).state is ReservationState.REQUESTED

    with database.reading() as session:
        assert list(due(session, now=asked.starts_at)) == [asked.uid]
    for _ in range(2):
        with database.writing() as session:
            settle_one(session, asked.uid, at=asked.starts_at)

    assert stored(database, hall, asked.uid).state is ReservationState.EXPIRED
    assert claim_count(database, asked) == 0
    with database.reading() as session:
        last = history_of(session, asked.uid)[-1]
        assert [e.action for e in history_of(session, asked.uid)] == ["reserve", "expire"]
    assert (last.door, last.actor_id) == (Door.JOB, None)


def test_a_moved_reservation_is_asked_anew_with_a_new_deadline(
    database: Database, hall: TownHall, now: datetime
) -> None:
    asked = ask(database, hall, now)
    _approved(database, hall, now, asked)
    held = stored(database, hall, asked.uid)
    later = now + timedelta(hours=6)

    with database.writing() as session:
        wish = wish_of(session, held, period=at(date(2026, 3, 30), "10:00", "12:00"))
        moved = change(session, hall.act("ravi", later), held.uid, wish, rev=held.rev)

    assert moved.state is ReservationState.REQUESTED
    assert moved.answer_by == at(WEDNESDAY, "08:00", "11:00").ends_at
    with database.reading() as session:
        assert answers_of(session, [asked.id or 0]) == {}


@pytest.mark.parametrize(("who", "is_moved"), [("ravi", False), ("els", True)])
def test_a_move_to_this_moment_is_for_who_need_not_ask(
    database: Database, hall: TownHall, now: datetime, who: str, is_moved: bool
) -> None:
    asked = ask(database, hall, now)
    with database.writing() as session:
        approved = approve(session, hall.act("els", now), asked.uid, rev=asked.rev)
        wish = wish_of(session, approved, period=at(now.date(), "09:00", "10:00"))
    with (
        nullcontext() if is_moved else pytest.raises(ReservationRefused) as refusal,
        database.writing() as session,
    ):
        change(session, hall.act(who, now), asked.uid, wish, rev=approved.rev)
    after = stored(database, hall, asked.uid)
    assert after.state is ReservationState.CONFIRMED
    assert (after.period == wish.period) == is_moved
    if not is_moved:
        assert [o.reason for o in refusal.value.objections] == [Reason.NO_TIME_TO_ANSWER]


def test_a_shorter_one_keeps_its_answer(database: Database, hall: TownHall, now: datetime) -> None:
    asked = ask(database, hall, now)
    _approved(database, hall, now, asked)
    held = stored(database, hall, asked.uid)

    with database.writing() as session:
        wish = wish_of(session, held, period=at(WEDNESDAY, "10:00", "11:00"))
        shorter = change(session, hall.act("ravi", now), held.uid, wish, rev=held.rev)

    assert shorter.state is ReservationState.CONFIRMED
    with database.reading() as session:
        assert answers_of(session, [asked.id or 0])[asked.id or 0].is_approved


@pytest.mark.parametrize(
    ("place", "begin", "until", "reason"),
    [
        ("linde", "10:00", "12:00", Reason.NOT_FOR_YOU),
        ("beuk", "10:00", "12:00", Reason.TOO_MANY_PEOPLE),
        ("raadzaal", "14:00", "16:00", Reason.TAKEN),
        ("raadzaal", "17:00", "19:00", Reason.SHUT),
    ],
)
def test_only_what_the_asker_can_have_now_is_offered(
    database: Database,
    hall: TownHall,
    now: datetime,
    place: str,
    begin: str,
    until: str,
    reason: Reason,
) -> None:
    ask(database, hall, now, "pia", "15:00", "17:00")
    asked = ask(database, hall, now)
    offer = Alternative(hall.spaces[place], at(WEDNESDAY, begin, until))

    with pytest.raises(ReservationRefused) as refused, database.writing() as session:
        decline(session, hall.act("els", now), asked.uid, rev=1, reason="x", alternative=offer)

    assert reason in {objection.reason for objection in refused.value.objections}
    assert stored(database, hall, asked.uid).state is ReservationState.REQUESTED
    assert claim_count(database, asked) > 0, "nothing was let go"


def test_the_same_place_is_no_alternative_and_nobody_cannot_take_one(
    database: Database, hall: TownHall, now: datetime
) -> None:
    asked = ask(database, hall, now)
    same = Alternative(hall.spaces["raadzaal"], asked.period)
    other = Alternative(hall.spaces["raadzaal"], at(THURSDAY, "10:00", "12:00"))
    act = hall.act("els", now)

    with pytest.raises(SamePlace), database.writing() as session:
        decline(session, act, asked.uid, rev=1, reason="x", alternative=same)
    with database.writing() as session:
        ravi = session.get(Person, hall.cast["ravi"].id)
        assert ravi is not None
        ravi.disabled_at = now
    with pytest.raises(NobodyToOffer), database.writing() as session:
        decline(session, act, asked.uid, rev=1, reason="x", alternative=other)


@pytest.mark.parametrize(("zone", "asks"), [("plein", False), ("overleg", True), (None, True)])
def test_who_decides_in_the_zone_of_their_own_reservation_does_not_ask_themselves(
    database: Database, hall: TownHall, now: datetime, zone: str | None, asks: bool
) -> None:
    asked = ask(database, hall, now, "joost")
    with database.writing() as session:
        approve(session, hall.act("els", now), asked.uid, rev=asked.rev)
        if zone is not None:
            set_approvers(session, hall.act("els", now), hall.zones[zone],
                          approver_id=hall.cast["joost"].id, deputy_id=None)  # fmt: skip
    with database.reading() as session:
        joost = principal_of(session, hall.cast["joost"].id, today=WEDNESDAY)
    assert joost is not None
    running = at(WEDNESDAY, "11:00", "12:00").starts_at

    with database.reading() as session:
        held = reservation_of(session, asked.uid, joost)
        assert (possible_ends(session, held, by=joost, at=running) == []) == asks
    with database.writing() as session, pytest.raises(AskApprover) if asks else nullcontext():
        extend(session, Act(joost, running), asked.uid, at(WEDNESDAY, "10:00", "12:30").ends_at)
    with database.writing() as session:
        held = reservation_of(session, asked.uid, joost)
        later = wish_of(session, held, period=at(WEDNESDAY, "13:00", "15:00"))
        moved = change(session, Act(joost, now), asked.uid, later, rev=held.rev)

    expected = ReservationState.REQUESTED if asks else ReservationState.CONFIRMED
    assert moved.state is expected


@pytest.mark.parametrize(
    ("who", "is_away", "told"),
    [("joost", None, "The facility team"), ("joost", False, "Bram"), ("joost", True, "Noor"),
     ("ravi", False, "The facility team")],
)  # fmt: skip
def test_who_would_stay_longer_hears_whom_to_ask(
    database: Database, hall: TownHall, now: datetime, who: str, is_away: bool | None, told: str
) -> None:
    """The approver of the zone, or the deputy; who comes from outside is told no name."""
    asked, bram = ask(database, hall, now, who), hall.cast["bram"]
    running = at(WEDNESDAY, "11:00", "12:00").starts_at
    with database.writing() as session:
        approve(session, hall.act("els", now), asked.uid, rev=asked.rev)
        if is_away is not None:
            set_approvers(session, hall.act("els", now), hall.zones["plein"],
                          approver_id=bram.id, deputy_id=hall.cast["noor"].id)  # fmt: skip
            row = session.get_one(ZoneApprover, hall.zones["plein"])
            row.away_until = WEDNESDAY if is_away else None
    until = at(WEDNESDAY, "10:00", "12:30").ends_at
    with database.writing() as session, pytest.raises(AskApprover) as refused:
        extend(session, hall.act(who, running), asked.uid, until)
    with speaking("en"):
        sentence = text(refused.value.sentence, **refused.value.facts)
    assert sentence.startswith(told)
    assert "decides who stays longer here" in sentence
    with database.writing() as session:
        door = make_display(session, hall.act("els", now), name="Deur", language="en",
                            space_id=hall.spaces["raadzaal"])  # fmt: skip
        act = act_at_the_door(session, session.get_one(Display, door), running)
        with pytest.raises(AskApprover) as refused:
            extend(session, act, asked.uid, until)
    assert refused.value.facts == {}, "a display names nobody to who passes by"


def _answer(session: Session, verb: str, hall: TownHall, uid: str, now: datetime) -> None:
    """One approver in a process of their own."""
    if verb == "approve":
        approve(session, hall.act("els", now), uid, rev=1)
    else:
        decline(session, hall.act("els", now), uid, rev=1, reason="Nee")


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(3))
def test_of_many_approvers_at_once_exactly_one_answers(
    database: Database, hall: TownHall, now: datetime, turn: int
) -> None:
    asked = ask(database, hall, now)
    url = database.url.render_as_string(hide_password=False)
    verbs = ["approve", "decline", "approve", "decline"]
    verdicts = in_processes(_answer, url, verbs, hall, asked.uid, now)

    done = [verb for verb, said in verdicts if said == "done"]
    assert len(done) == 1, verdicts
    assert {said for _, said in verdicts} == {"done", "AlreadyAnswered"}
    after = stored(database, hall, asked.uid)
    expected = {"approve": ReservationState.CONFIRMED, "decline": ReservationState.DECLINED}
    assert after.state is expected[done[0]]
    assert after.rev == 2
    assert (claim_count(database, asked) > 0) == (done[0] == "approve")
