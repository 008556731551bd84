"""The waiting list: who is offered what, until when, and who is not."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.foundation.periods import Period
from booking.people.models import Person
from booking.people.permissions import NotThere
from booking.reservations.models import Claim, Reservation
from booking.reservations.operations import ReservationRefused, cancel, change, reserve, wish_of
from booking.reservations.options import OptionLapsed
from booking.reservations.queries import history_of, reservation_of
from booking.reservations.requests import decline as decline_request
from booking.reservations.settling import settle_one
from booking.reservations.staying import end_now
from booking.reservations.values import Needs, Reason, ReservationState, Wish
from booking.reservations.waiting.matching import carry_out, forget_past, let_go_of, matches
from booking.reservations.waiting.models import Waiting
from booking.reservations.waiting.operations import (
    NoOffer,
    NothingFits,
    NotTaken,
    TooSoonToWait,
    WaitsForTooMuch,
    decline,
    join,
    leave,
    take,
)
from booking.reservations.waiting.queries import (
    Entry,
    lengths,
    list_of,
    overtaken,
    place_in_line,
    waiting_of,
)
from booking.reservations.waiting.values import Wanted
from booking.spaces.values import SpaceKind
from tests.town_hall import TownHall, at

MONDAY, TUESDAY = date(2026, 3, 23), date(2026, 3, 24)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HALF_AN_HOUR = 30 * MINUTE


def hold(
    session: Session, hall: TownHall, who: str, place: str, now: datetime,
    begin: str = "10:00", until: str = "12:00",
) -> str:  # fmt: skip
    wish = Wish((hall.spaces[place],), at(TUESDAY, begin, until))
    return reserve(session, hall.act(who, now), wish).uid


def wait(
    session: Session, hall: TownHall, who: str, now: datetime, place: str | None = "beuk",
    *, begin: str = "10:00", until: str = "12:00", kind: SpaceKind = SpaceKind.ROOM,
) -> str:  # fmt: skip
    """The uid of what ``who`` waits for from now on."""
    wanted = Wanted(kind, Needs(at(TUESDAY, begin, until)), hall.spaces[place] if place else None)
    return join(session, hall.act(who, now), wanted).uid


def entry_of(database: Database, hall: TownHall, who: str, uid: str) -> Entry:
    with database.reading() as session:
        return waiting_of(session, uid, hall.cast[who])


def test_who_came_first_gets_a_timed_hold_and_others_see_it_taken_then_the_next(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        held = hold(session, hall, "noor", "beuk", now)
        first = wait(session, hall, "fatima", now)
        second = wait(session, hall, "joost", now)
    with database.writing() as session:
        cancel(session, hall.act("noor", now + HOUR), held)

    offer = entry_of(database, hall, "fatima", first).offer
    assert offer is not None
    assert offer.state is ReservationState.OPTION
    assert offer.expires_at == now + HOUR + HALF_AN_HOUR
    assert entry_of(database, hall, "joost", second).offer is None
    with pytest.raises(ReservationRefused) as refused, database.writing() as session:
        hold(session, hall, "bram", "beuk", now + HOUR)
    assert [objection.reason for objection in refused.value.objections] == [Reason.TAKEN]

    late = now + HOUR + HALF_AN_HOUR
    with database.writing() as session:
        settle_one(session, offer.uid, at=late)
    passed_on = entry_of(database, hall, "joost", second).offer
    assert passed_on is not None
    assert passed_on.expires_at == late + HALF_AN_HOUR
    with pytest.raises(OptionLapsed), database.writing() as session:
        take(session, hall.act("fatima", late), first)
    with database.writing() as session:
        taken = take(session, hall.act("joost", late), second)
    assert (taken.state, taken.expires_at) == (ReservationState.CONFIRMED, None)
    with database.reading() as session:
        assert list_of(session, hall.cast["fatima"], now=late) == []
        assert list_of(session, hall.cast["joost"], now=late) == []


def fill_the_desks(session: Session, hall: TownHall, now: datetime) -> list[str]:
    """The uids of six colleagues' desks for the whole day; Fatima and Joost have none."""
    cast = ("noor", "els", "samir", "bram")
    desks = [Wish((hall.spaces[f"D{n}"],), at(TUESDAY, "08:00", "18:00")) for n in range(1, 5)]
    held = [reserve(session, hall.act(who, now), wish).uid
            for who, wish in zip(cast, desks, strict=True)]  # fmt: skip
    group = Wish((hall.spaces["D5"], hall.spaces["D6"]), at(TUESDAY, "08:00", "18:00"), 2)
    return [*held, reserve(session, hall.act("noor", now), group).uid]


def state_of(database: Database, hall: TownHall, uid: str) -> ReservationState:
    with database.reading() as session:
        return reservation_of(session, uid, hall.cast["els"]).state


def test_any_desk_that_fits_will_do_and_who_has_one_then_waits_no_longer(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        noors, elses, *_ = fill_the_desks(session, hall, now)
        first = wait(session, hall, "fatima", now, None, kind=SpaceKind.DESK)
        second = wait(session, hall, "joost", now, None, kind=SpaceKind.DESK)
    with database.writing() as session:
        cancel(session, hall.act("els", now), elses)
    with database.writing() as session:
        taken = take(session, hall.act("fatima", now), first)
    with database.writing() as session:
        cancel(session, hall.act("noor", now), noors)

    assert taken.state is ReservationState.CONFIRMED
    passed_on = entry_of(database, hall, "joost", second).offer
    assert passed_on is not None
    assert passed_on.period == at(TUESDAY, "10:00", "12:00")


def test_nothing_is_offered_that_does_not_fit(
    database: Database, hall: TownHall, now: datetime
) -> None:
    """Another time, another room, a room that is too small, and a room without a hearing loop."""
    with database.writing() as session:
        held = hold(session, hall, "noor", "beuk", now)
        council = hold(session, hall, "els", "raadzaal", now, "13:00", "14:00")
        linde = hold(session, hall, "els", "linde", now)
        other_time = wait(session, hall, "fatima", now, "raadzaal", begin="13:00", until="14:00")
        other_room = wait(session, hall, "joost", now, "linde")
        loop = Needs(at(TUESDAY, "13:00", "14:00"), 1, frozenset({"hearing_loop"}))
        needy = join(session, hall.act("samir", now), Wanted(SpaceKind.ROOM, loop)).uid
    with database.writing() as session:
        cancel(session, hall.act("noor", now), held)
    for who, uid in (("fatima", other_time), ("joost", other_room), ("samir", needy)):
        assert entry_of(database, hall, who, uid).offer is None
    with database.writing() as session:
        cancel(session, hall.act("els", now), council)
        cancel(session, hall.act("els", now), linde)
    assert entry_of(database, hall, "fatima", other_time).offer is not None
    assert entry_of(database, hall, "joost", other_room).offer is not None
    assert entry_of(database, hall, "samir", needy).offer is None  # Fatima came before


@pytest.mark.parametrize("who_goes", ["move", "shorten", "leave", "decline", "lapse"])
def test_whatever_frees_the_place_it_is_offered_in_the_same_transaction(
    database: Database, hall: TownHall, now: datetime, who_goes: str
) -> None:
    room = "raadzaal" if who_goes in {"decline", "lapse"} else "beuk"
    with database.writing() as session:
        held = hold(session, hall, "noor", room, now, "09:00", "12:00")
        uid = wait(session, hall, "fatima", now, room, begin="10:30", until="12:00")
    noor, later = hall.act("noor", now), now + timedelta(days=1)
    with database.writing() as session:
        wish = wish_of(session, reservation_of(session, held, noor.by))
        if who_goes == "move":
            moved = Wish((hall.spaces["linde_a"],), wish.period)
            change(session, noor, held, moved, rev=1)
        elif who_goes == "shorten":
            change(session, noor, held, Wish(wish.space_ids, at(TUESDAY, "09:00", "10:00")), rev=1)
        elif who_goes == "leave":
            end_now(session, hall.act("noor", later + 10 * MINUTE), held)
        elif who_goes == "lapse":
            settle_one(session, held, at=at(TUESDAY, "09:00", "12:00").starts_at)
        else:
            decline_request(session, hall.act("els", now), held, rev=1, reason="Verbouwing")

    offer = entry_of(database, hall, "fatima", uid).offer
    assert offer is not None
    assert offer.period == at(TUESDAY, "10:30", "12:00")
    with database.reading() as session:
        claims = session.exec(select(Claim).where(Claim.reservation_id == offer.id)).all()
        [told] = [e for e in history_of(session, offer.uid) if e.action == "offer"]
    assert claims
    assert told.actor_id is None, "the house offers, nobody else"


def test_a_room_of_which_a_half_is_freed_goes_to_who_waits_for_the_half(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        whole = hold(session, hall, "noor", "linde", now)
        first = wait(session, hall, "fatima", now, "linde_a")
        second = wait(session, hall, "joost", now, "linde_b")
        third = wait(session, hall, "bram", now, "linde")
    with database.writing() as session:
        cancel(session, hall.act("noor", now), whole)
    assert entry_of(database, hall, "fatima", first).offer is not None
    assert entry_of(database, hall, "joost", second).offer is not None
    assert entry_of(database, hall, "bram", third).offer is None


def test_no_thanks_asks_the_next_at_once_and_keeps_ones_place_for_another_room(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        uids = [hold(session, hall, "noor", room, now) for room in ("beuk", "linde", "raadzaal")]
        first = wait(session, hall, "fatima", now, None)
        second = wait(session, hall, "joost", now, None)
        only = wait(session, hall, "bram", now, "beuk")
    with database.writing() as session:
        cancel(session, hall.act("noor", now), uids[0])
    with database.writing() as session:
        decline(session, hall.act("fatima", now), first)

    assert entry_of(database, hall, "joost", second).offer is not None
    with database.writing() as session:
        decline(session, hall.act("joost", now), second)
    assert entry_of(database, hall, "bram", only).offer is not None
    with database.writing() as session:
        decline(session, hall.act("bram", now), only)
    with pytest.raises(NotThere):
        entry_of(database, hall, "bram", only)
    with database.reading() as session:
        waiting = waiting_of(session, second, hall.cast["joost"]).waiting
        assert place_in_line(session, waiting) == 2
        assert matches(session, now=now) == [], "what was declined is not offered again"
    with database.writing() as session:
        cancel(session, hall.act("noor", now), uids[1])
    assert entry_of(database, hall, "fatima", first).offer is not None


def test_who_leaves_is_not_asked_and_what_was_held_for_them_goes_on(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        held = hold(session, hall, "noor", "beuk", now)
        uids = {who: wait(session, hall, who, now) for who in ("fatima", "joost", "bram")}
    with database.writing() as session:
        leave(session, hall.act("joost", now), uids["joost"])
    with database.writing() as session:
        cancel(session, hall.act("noor", now), held)
    with database.writing() as session:
        leave(session, hall.act("fatima", now), uids["fatima"])
    assert entry_of(database, hall, "bram", uids["bram"]).offer is not None
    with database.reading() as session:
        assert [row.uid for row in session.exec(select(Waiting))] == [uids["bram"]]


def test_the_same_wish_twice_is_one_place_in_line(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        hold(session, hall, "noor", "beuk", now)
        first = wait(session, hall, "fatima", now)
        wait(session, hall, "joost", now)
        assert wait(session, hall, "fatima", now + HOUR) == first
        waiting = waiting_of(session, first, hall.cast["fatima"]).waiting
        assert place_in_line(session, waiting) == 1


def test_of_another_nobody_sees_or_does_anything(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        held = hold(session, hall, "noor", "beuk", now)
        uid = wait(session, hall, "fatima", now)
        cancel(session, hall.act("noor", now), held)
    for who in ("bram", "els", "ravi"):
        for act in (take, decline, leave):
            with pytest.raises(NotThere), database.writing() as session:
                act(session, hall.act(who, now), uid)
    assert entry_of(database, hall, "fatima", uid).has_open_offer(now)


def test_a_partner_waits_only_for_what_they_may_have(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        uids = [hold(session, hall, "noor", room, now) for room in ("beuk", "linde", "raadzaal")]
        uid = wait(session, hall, "ravi", now, None)
    for place, kind in (("linde", SpaceKind.ROOM), (None, SpaceKind.DESK)):
        with pytest.raises(NothingFits), database.writing() as session:
            wait(session, hall, "ravi", now, place, kind=kind)
    with database.writing() as session:
        cancel(session, hall.act("noor", now), uids[1])
    assert entry_of(database, hall, "ravi", uid).offer is None
    with database.writing() as session:
        cancel(session, hall.act("noor", now), uids[2])
    with database.writing() as session:
        asked = take(session, hall.act("ravi", now), uid)
    assert asked.state is ReservationState.REQUESTED
    assert asked.answer_by is not None


def test_one_waits_only_for_what_could_be_had_and_is_not(
    database: Database, hall: TownHall, now: datetime
) -> None:
    def refused(error: type[Exception], **asked: str) -> None:
        with pytest.raises(error), database.writing() as session:
            wait(session, hall, "fatima", now, **asked)  # type: ignore[arg-type]

    with database.writing() as session:
        hold(session, hall, "noor", "linde", now, "08:00", "18:00")
    refused(NotTaken)
    refused(ReservationRefused, place="linde", begin="17:00", until="19:00")
    with database.writing() as session:
        act = hall.act("noor", now)
        reserve(session, act, Wish((hall.spaces["beuk"],), at(MONDAY, "09:00", "18:00")))
    soon = Wanted(SpaceKind.ROOM, Needs(at(MONDAY, "09:00", "10:00")), hall.spaces["beuk"])
    past = Wanted(SpaceKind.ROOM, Needs(at(MONDAY, "08:00", "10:00")), hall.spaces["beuk"])
    for wanted, error in ((soon, TooSoonToWait), (past, ReservationRefused)):
        with pytest.raises(error), database.writing() as session:
            join(session, hall.act("fatima", now), wanted)
    with database.writing() as session:
        for hour in range(8, 18):
            for quarter in ("00", "30"):
                end = f"{hour}:30" if quarter == "00" else f"{hour + 1}:00"
                wait(session, hall, "fatima", now, "linde", begin=f"{hour:02}:{quarter}",
                     until=end.zfill(5))  # fmt: skip
    refused(WaitsForTooMuch, place="linde", begin="08:00", until="09:00")


def test_who_found_another_place_leaves_and_what_was_held_goes_to_the_next(
    database: Database, hall: TownHall, now: datetime
) -> None:
    later = now + MINUTE
    with database.writing() as session:
        held = hold(session, hall, "noor", "beuk", now)
        uids = [wait(session, hall, who, now) for who in ("fatima", "joost", "bram")]
        hold(session, hall, "fatima", "linde", later, "11:00", "13:00")
    with database.writing() as session:
        cancel(session, hall.act("noor", later), held)
    assert entry_of(database, hall, "fatima", uids[0]).offer is None
    assert entry_of(database, hall, "joost", uids[1]).offer is not None

    with database.writing() as session:
        hold(session, hall, "joost", "raadzaal", later, "10:00", "11:00")
    with database.reading() as session:
        gone = [waiting.id or 0 for waiting in overtaken(session, now=later)]
    for waiting_id in gone:
        with database.writing() as session:
            let_go_of(session, waiting_id, at=later)
    with database.reading() as session:
        assert [row.uid for row in session.exec(select(Waiting))] == [uids[2]]
    assert entry_of(database, hall, "bram", uids[2]).has_open_offer(later)


def test_what_becomes_free_unnoticed_is_found_by_going_through_the_line(
    database: Database, hall: TownHall, now: datetime
) -> None:
    """Who freed it is gone by then: here the claims are simply not there any more."""
    with database.writing() as session:
        held = hold(session, hall, "noor", "beuk", now)
        uids = [wait(session, hall, who, now) for who in ("fatima", "joost")]
        lost = reservation_of(session, held, hall.cast["noor"])
        lost.state = ReservationState.CANCELLED
        for claim in session.exec(select(Claim)).all():
            session.delete(claim)
    with database.reading() as session:
        found = matches(session, now=now)
        assert matches(session, now=now) == [], "nothing changed since: not looked at again"
    assert [match.wish.space_ids for match in found] == [(hall.spaces["beuk"],)]
    for _twice in range(2):
        with database.writing() as session:
            carry_out(session, found[0], at=now)
    assert entry_of(database, hall, "fatima", uids[0]).offer is not None
    assert entry_of(database, hall, "joost", uids[1]).offer is None


def test_a_place_that_is_free_on_two_days_goes_to_who_waits_on_each(
    database: Database, hall: TownHall, now: datetime
) -> None:
    days = [at(TUESDAY + n * timedelta(days=1), "10:00", "12:00") for n in range(2)]
    with database.writing() as session:
        for who, period in zip(("fatima", "joost"), days, strict=True):
            reserve(session, hall.act("noor", now), Wish((hall.spaces["beuk"],), period))
            wanted = Wanted(SpaceKind.ROOM, Needs(period), hall.spaces["beuk"])
            join(session, hall.act(who, now), wanted)
        for lost in session.exec(select(Reservation)).all():
            lost.state = ReservationState.CANCELLED
        for claim in session.exec(select(Claim)).all():
            session.delete(claim)
    with database.reading() as session:
        found = matches(session, now=now)
    assert [match.wish.period for match in found] == days


def test_nobody_is_offered_what_is_past_too_near_or_not_theirs_any_more(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        held = hold(session, hall, "noor", "beuk", now)
        first = wait(session, hall, "fatima", now)
        second = wait(session, hall, "joost", now)
        session.get_one(Person, hall.cast["fatima"].id).disabled_at = now
    begin = at(TUESDAY, "10:00", "12:00").starts_at
    with database.trying() as session:
        cancel(session, hall.act("noor", begin - 10 * MINUTE), held)
        assert waiting_of(session, second, hall.cast["joost"]).offer is None
    with database.writing() as session:
        cancel(session, hall.act("noor", begin - HOUR), held)
    assert entry_of(database, hall, "fatima", first).offer is None
    assert entry_of(database, hall, "joost", second).offer is not None


def test_els_sees_how_many_wait_on_a_day_and_what_is_past_is_forgotten(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        hold(session, hall, "noor", "beuk", now)
        wait(session, hall, "fatima", now)
        wait(session, hall, "joost", now)
    ahead = Period(now, now + timedelta(days=30))
    with database.reading() as session:
        assert lengths(session, ahead) == {(TUESDAY, SpaceKind.ROOM): 2}
    with database.writing() as session:
        forget_past(session, now=now + timedelta(days=2))
    with database.reading() as session:
        assert session.exec(select(Waiting)).all() == []


def test_an_offer_is_taken_once_and_not_when_there_is_none(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        held = hold(session, hall, "noor", "beuk", now)
        uid = wait(session, hall, "fatima", now)
    for act in (take, decline):
        with pytest.raises(NoOffer), database.writing() as session:
            act(session, hall.act("fatima", now), uid)
    with database.writing() as session:
        cancel(session, hall.act("noor", now), held)
    for _twice in range(2):
        with database.writing() as session:
            taken = take(session, hall.act("fatima", now), uid)
    assert state_of(database, hall, taken.uid) is ReservationState.CONFIRMED
    with database.reading() as session:
        told = session.exec(
            select(JournalEntry)
            .where(JournalEntry.subject_id == taken.uid)
            .order_by(col(JournalEntry.number))
        )
        assert [entry.action for entry in told] == ["offer", "confirm"]
        assert len(session.exec(select(Reservation)).all()) == 2


def wait_within(
    session: Session, hall: TownHall, who: str, now: datetime, *, place: str | None = "beuk"
) -> str:
    """For an hour somewhere between nine and twelve."""
    needs = Needs(at(TUESDAY, "09:00", "12:00"))
    wanted = Wanted(SpaceKind.ROOM, needs, hall.spaces[place] if place else None, length=HOUR)
    return join(session, hall.act(who, now), wanted).uid


def test_who_waits_for_an_hour_somewhere_is_offered_the_first_that_becomes_free(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        early = hold(session, hall, "noor", "beuk", now, "09:00", "10:30")
        late = hold(session, hall, "els", "beuk", now, "10:30", "12:00")
        first = wait_within(session, hall, "fatima", now)
        second = wait_within(session, hall, "joost", now)
    with database.writing() as session:
        noors = reservation_of(session, early, hall.cast["noor"])
        wish = wish_of(session, noors, period=at(TUESDAY, "09:00", "09:30"))
        change(session, hall.act("noor", now), early, wish, rev=noors.rev)
    offer = entry_of(database, hall, "fatima", first).offer
    assert offer is not None
    assert offer.period == at(TUESDAY, "09:30", "10:30")
    assert entry_of(database, hall, "joost", second).offer is None, "no hour is left"

    half_past_ten = at(TUESDAY, "10:30", "12:00").starts_at
    with database.writing() as session:  # it runs: what is left of his morning begins at 10:45
        end_now(session, hall.act("els", half_past_ten + MINUTE), late)
    passed_on = entry_of(database, hall, "joost", second).offer
    assert passed_on is not None
    assert passed_on.period == at(TUESDAY, "11:00", "12:00")


def test_who_waits_for_an_hour_somewhere_waits_only_while_there_is_none(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        hold(session, hall, "noor", "beuk", now, "09:00", "11:15")
        uid = wait_within(session, hall, "fatima", now)
    with pytest.raises(NotTaken), database.writing() as session:
        wait_within(session, hall, "joost", now, place=None)  # another room is free
    with pytest.raises(TooSoonToWait), database.writing() as session:
        wait_within(session, hall, "joost", at(TUESDAY, "10:50", "12:00").starts_at)
    with database.writing() as session:
        hold(session, hall, "fatima", "linde_a", now + MINUTE, "11:30", "12:00")
        assert overtaken(session, now=now) == [], "half an hour is not what she waits for"
        hold(session, hall, "fatima", "linde_a", now + MINUTE, "09:00", "10:00")
    with database.reading() as session:
        waiting = waiting_of(session, uid, hall.cast["fatima"]).waiting
        assert overtaken(session, now=now) == [waiting], "she found another within that morning"


def test_who_has_a_desk_for_a_part_waits_for_the_rest(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        for who, desk in (("noor", "D2"), ("els", "D3"), ("samir", "D4")):
            hold(session, hall, who, desk, now, "09:00", "18:00")
        group = Wish((hall.spaces["D5"], hall.spaces["D6"]), at(TUESDAY, "09:00", "18:00"), 2)
        reserve(session, hall.act("bram", now), group)
        hold(session, hall, "fatima", "D1", now - MINUTE, "09:00", "12:00")
        joosts = hold(session, hall, "joost", "D1", now, "12:00", "18:00")
        wanted = Wanted(SpaceKind.DESK, Needs(at(TUESDAY, "09:00", "18:00")), length=HOUR)
        uid = join(session, hall.act("fatima", now), wanted).uid
    with database.writing() as session:
        cancel(session, hall.act("joost", now), joosts)
    offer = entry_of(database, hall, "fatima", uid).offer
    assert offer is not None
    assert offer.period == at(TUESDAY, "12:00", "13:00")


def test_another_wish_at_the_same_time_takes_the_place_of_the_first(
    database: Database, hall: TownHall, now: datetime
) -> None:
    needs = Needs(at(TUESDAY, "10:00", "12:00"))
    with database.writing() as session:
        fill_the_desks(session, hall, now)
        for count in (1, 2, 2):
            join(session, hall.act("fatima", now), Wanted(SpaceKind.DESK, needs, desk_count=count))
    with database.reading() as session:
        [entry] = list_of(session, hall.cast["fatima"], now=now)
    assert entry.waiting.wanted.desk_count == 2


def test_a_desk_of_ones_own_does_not_end_waiting_for_desks_together(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        held = fill_the_desks(session, hall, now)
        wanted = Wanted(SpaceKind.DESK, Needs(at(TUESDAY, "10:00", "12:00")), desk_count=2)
        join(session, hall.act("fatima", now), wanted)
        cancel(session, hall.act("noor", now), held[0])
        hold(session, hall, "fatima", "D1", now + MINUTE)
        assert overtaken(session, now=now + MINUTE) == []


def test_who_waits_for_desks_together_is_offered_them_as_a_group(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        held = fill_the_desks(session, hall, now)
        needs = Needs(at(TUESDAY, "10:00", "12:00"))
        uid = join(session, hall.act("fatima", now),
                   Wanted(SpaceKind.DESK, needs, desk_count=2)).uid  # fmt: skip
    with pytest.raises(NothingFits), database.writing() as session:
        join(session, hall.act("joost", now), Wanted(SpaceKind.DESK, needs, desk_count=7))
    with database.writing() as session:
        cancel(session, hall.act("noor", now), held[0])
    assert entry_of(database, hall, "fatima", uid).offer is None, "one is not enough"
    with database.writing() as session:
        cancel(session, hall.act("els", now), held[1])
    with database.writing() as session:
        taken = take(session, hall.act("fatima", now), uid)
        assert wish_of(session, taken).space_ids == (hall.spaces["D1"], hall.spaces["D2"])
    assert taken.state is ReservationState.CONFIRMED


def test_desks_together_in_two_zones_are_found_by_going_through_the_line(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        held = fill_the_desks(session, hall, now)
        wanted = Wanted(SpaceKind.DESK, Needs(at(TUESDAY, "10:00", "12:00")), desk_count=3)
        uid = join(session, hall.act("fatima", now), wanted).uid
    with database.writing() as session:
        cancel(session, hall.act("bram", now), held[3])  # D4, of the team
    with database.writing() as session:
        cancel(session, hall.act("noor", now), held[4])  # D5 and D6, in the silence
    with database.reading() as session:
        found = matches(session, now=now)
    with database.writing() as session:
        carry_out(session, found[0], at=now)
        offer = waiting_of(session, uid, hall.cast["fatima"]).offer
        assert offer is not None
        desks = (hall.spaces[name] for name in ("D4", "D5", "D6"))
        assert wish_of(session, offer).space_ids == tuple(desks)
