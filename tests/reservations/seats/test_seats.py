"""A group of desks: who sits where, who comes, and what goes back to others."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from booking.foundation.database import Database
from booking.foundation.local_time import MINUTE, local_day
from booking.foundation.periods import Period
from booking.interfaces.settling import settle_due
from booking.occupancy.facts import recount_dirty
from booking.occupancy.models import FactDay
from booking.people.delegates import name_delegate
from booking.people.models import Person
from booking.people.permissions import NotThere
from booking.people.values import Sharing
from booking.reservations.check_in import NobodyTicked, check_in
from booking.reservations.claims import taken_spans
from booking.reservations.desk_switch import switch_desk
from booking.reservations.desks import own_desks
from booking.reservations.giving_back import cancel_several, to_give_back
from booking.reservations.models import Reservation
from booking.reservations.operations import (
    ReservationRefused,
    change,
    reserve,
    wish_of,
)
from booking.reservations.queries import history_of, reservation_of
from booking.reservations.seats.operations import (
    SeatedTwice,
    check_in_at_seat,
    give_back_seat,
    give_back_seats,
    name_seats,
)
from booking.reservations.seats.queries import seats_in
from booking.reservations.seats.rules import reseated, seated_again
from booking.reservations.seats.values import Seat
from booking.reservations.staying import end_now
from booking.reservations.values import HouseRules, Reason, ReservationState, Wish
from tests.town_hall import TownHall, at

HOUR = timedelta(hours=1)
GRACE = HouseRules().check_in_grace
DESKS = ("D2", "D3", "D4")


@pytest.fixture
def day(monday: date) -> Period:
    return at(monday, "10:00", "16:00")


@pytest.fixture
def uid(database: Database, hall: TownHall, day: Period) -> str:
    """Fatima reserved three desks, an hour before."""
    with database.writing() as session:
        wish = Wish(tuple(hall.spaces[name] for name in DESKS), day, attendee_count=3)
        return reserve(session, hall.act("fatima", day.starts_at - HOUR), wish).uid


def name(
    session: Session, hall: TownHall, uid: str, when: datetime, by: str = "fatima", **who: str
) -> Reservation:
    """``name(…, D2="joost")``"""
    people = {hall.spaces[desk]: hall.cast[person].id for desk, person in who.items()}
    return name_seats(session, hall.act(by, when), uid, people)


def sitting(session: Session, hall: TownHall, uid: str) -> dict[str, str]:
    """By desk, the first name; empty for nobody yet."""
    people = {person.id: first for first, person in hall.cast.items()}
    desks = {number: desk for desk, number in hall.spaces.items()}
    reservation = reservation_of(session, uid, hall.cast["els"])
    return {
        desks[seat.space_id]: people[seat.person_id] if seat.person_id else ""
        for seat in seats_in(session, reservation.id or 0)
    }


def share(session: Session, hall: TownHall, name: str, sharing: Sharing) -> None:
    session.get_one(Person, hall.cast[name].id).sharing = sharing
    session.flush()


def desk_of(session: Session, hall: TownHall, name: str, period: Period) -> list[str]:
    desks = {number: desk for desk, number in hall.spaces.items()}
    return [desks[held.space_id] for held in own_desks(session, hall.cast[name], period)]


def test_a_desk_is_of_who_is_named_else_of_who_reserved_it(
    database: Database, hall: TownHall, uid: str, day: Period
) -> None:
    before = day.starts_at - HOUR
    with database.writing() as session:
        name(session, hall, uid, before, D2="fatima", D3="joost")
        assert sitting(session, hall, uid) == {"D2": "fatima", "D3": "joost", "D4": ""}
        assert desk_of(session, hall, "joost", day) == ["D3"]
        assert desk_of(session, hall, "fatima", day) == ["D2", "D4"]
        name(session, hall, uid, before, D4="joost", D3="noor", by="els")
        assert desk_of(session, hall, "joost", day) == ["D4"]
        acts = [entry.action for entry in history_of(session, uid)]
    assert acts == ["reserve", "name-seats", "name-seats"]


def test_only_who_lets_one_know_where_they_sit_is_named(
    database: Database, hall: TownHall, uid: str, day: Period
) -> None:
    """Else a refusal would tell who has a desk then."""
    before = day.starts_at - HOUR
    with database.writing() as session:
        for stranger in ("bram", "noor", "ravi"):  # share it with nobody; no colleague at all
            with pytest.raises(NotThere):
                name(session, hall, uid, before, D3=stranger)
        share(session, hall, "bram", Sharing.TEAM)  # another team
        with pytest.raises(NotThere):
            name(session, hall, uid, before, D3="bram")
        share(session, hall, "bram", Sharing.EVERYONE)
        name_delegate(session, hall.act("samir", before), hall.cast["fatima"].id)
        name(session, hall, uid, before, D2="samir", D3="bram")
        assert sitting(session, hall, uid) == {"D2": "samir", "D3": "bram", "D4": ""}


def test_nobody_but_who_may_change_the_group_names_people(
    database: Database, hall: TownHall, uid: str, day: Period
) -> None:
    before = day.starts_at - HOUR
    with database.writing() as session:
        name(session, hall, uid, before, D3="joost")
        for other in ("joost", "bram", "ravi"):
            with pytest.raises(NotThere):
                name(session, hall, uid, before, by=other, D4="joost")
            with pytest.raises(NotThere):
                give_back_seats(session, hall.act(other, before), uid, [hall.spaces["D2"]])
            with pytest.raises(NotThere):
                check_in(session, hall.act(other, day.starts_at), uid)
        for other in ("fatima", "bram", "els"):
            with pytest.raises(NotThere):
                check_in_at_seat(session, hall.act(other, day.starts_at), uid)
            with pytest.raises(NotThere):
                give_back_seat(session, hall.act(other, before), uid)


def test_who_has_a_desk_already_is_not_given_another_and_all_are_told_at_once(
    database: Database, hall: TownHall, uid: str, day: Period
) -> None:
    before = day.starts_at - HOUR
    with database.writing() as session:
        for person, desk in (("joost", "D5"), ("noor", "D6")):
            reserve(session, hall.act(person, before), Wish((hall.spaces[desk],), day))
        with pytest.raises(ReservationRefused) as refusal:
            name(session, hall, uid, before, by="els", D2="joost", D3="noor")
        told = {(o.reason, o.facts["desk"], o.facts["name"]) for o in refusal.value.objections}
        assert told == {(Reason.HAS_DESK_ALREADY, "1.D05", "Joost de Vries"),
                        (Reason.HAS_DESK_ALREADY, "1.D06", "Noor Bakker")}  # fmt: skip
        with pytest.raises(SeatedTwice):
            name(session, hall, uid, before, D2="fatima", D3="fatima")
        assert set(sitting(session, hall, uid).values()) == {""}


def test_who_was_given_a_desk_reserves_no_other_but_may_change_to_it(
    database: Database, hall: TownHall, uid: str, day: Period
) -> None:
    before = day.starts_at - HOUR
    wish = Wish((hall.spaces["D5"],), day)
    with database.writing() as session:
        name(session, hall, uid, before, D3="joost")
        with pytest.raises(ReservationRefused) as refusal:
            reserve(session, hall.act("joost", before), wish)
        assert [o.facts["desk"] for o in refusal.value.objections] == ["1.D03"]
        switch_desk(session, hall.act("joost", before), uid, wish)
        assert desk_of(session, hall, "joost", day) == ["D5"]
        assert sitting(session, hall, uid) == {"D2": "", "D4": ""}


@pytest.mark.parametrize("ahead", [HOUR, timedelta()])
def test_who_reserved_changes_their_own_desk_and_takes_nobody_s_away(
    database: Database, hall: TownHall, uid: str, day: Period, ahead: timedelta
) -> None:
    fatima = hall.act("fatima", day.starts_at - ahead)
    wish = Wish((hall.spaces["D5"],), day)
    with database.writing() as session:
        share(session, hall, "bram", Sharing.EVERYONE)
        name(session, hall, uid, fatima.at, D2="joost")
        with pytest.raises(NotThere):  # two desks are hers
            switch_desk(session, fatima, uid, wish)
        name(session, hall, uid, fatima.at, D3="bram")
        switch_desk(session, fatima, uid, wish)
        assert sitting(session, hall, uid) == {"D2": "joost", "D3": "bram"}
        assert desk_of(session, hall, "fatima", day) == ["D5"]


def test_who_gave_all_desks_away_has_none_and_may_reserve_one(
    database: Database, hall: TownHall, uid: str, day: Period
) -> None:
    before = day.starts_at - HOUR
    with database.writing() as session:
        share(session, hall, "bram", Sharing.EVERYONE)
        name(session, hall, uid, before, by="els", D2="joost", D3="bram", D4="noor")
        reserve(session, hall.act("fatima", before), Wish((hall.spaces["D5"],), day))
        assert desk_of(session, hall, "fatima", day) == ["D5"]


def test_a_group_moves_with_its_people_unless_one_has_a_desk_then(
    database: Database, hall: TownHall, uid: str, day: Period, monday: date
) -> None:
    before, later = day.starts_at - HOUR, at(monday, "16:00", "17:00")
    with database.writing() as session:
        held = name(session, hall, uid, before, D3="joost")
        reserve(session, hall.act("joost", before), Wish((hall.spaces["D6"],), later))
        wish = wish_of(session, held, period=Period(day.starts_at, later.ends_at))
        with pytest.raises(ReservationRefused) as refusal:
            change(session, hall.act("fatima", before), uid, wish, rev=held.rev)
        assert [o.facts.get("name") for o in refusal.value.objections] == ["Joost de Vries"]
        other = Wish(tuple(hall.spaces[desk] for desk in ("D2", "D4", "D5")), day, attendee_count=3)
        change(session, hall.act("fatima", before), uid, other, rev=held.rev)
        assert sitting(session, hall, uid) == {"D2": "", "D4": "", "D5": "joost"}


def test_after_the_grace_the_group_keeps_the_desks_that_were_taken(
    database: Database, hall: TownHall, uid: str, day: Period, monday: date
) -> None:
    grace_over = day.starts_at + GRACE
    with database.writing() as session:
        name(session, hall, uid, day.starts_at - HOUR, D2="fatima", D3="joost")
        check_in_at_seat(session, hall.act("joost", day.starts_at), uid)
    settle_due(database, now=grace_over - timedelta(minutes=1))
    with database.reading() as session:
        assert len(sitting(session, hall, uid)) == 3
    with database.writing() as session:  # nobody's job: who wants the desk settles it
        late = Wish((hall.spaces["D2"],), Period(grace_over, day.ends_at))
        reserve(session, hall.act("bram", grace_over), late)
    with database.writing() as session:
        assert sitting(session, hall, uid) == {"D3": "joost"}
        held = reservation_of(session, uid, hall.cast["fatima"])
        assert (held.state, held.attendee_count) == (ReservationState.CONFIRMED, 1)
        assert held.due_at is None
        assert set(taken_spans(session, day)) == {hall.spaces["D2"], hall.spaces["D3"]}
        assert [e.action for e in history_of(session, uid)][-1] == "release-seats"
        recount_dirty(session, today=monday + timedelta(days=1), days_max=5)
        facts = {
            row.space_id: (row.booked_minutes, row.used_minutes, row.no_show_count)
            for row in session.exec(select(FactDay).where(FactDay.day == monday.toordinal()))
        }
    assert facts[hall.spaces["D3"]] == (360, 360, 0)
    assert facts[hall.spaces["D4"]] == (15, 0, 1)
    assert facts[hall.spaces["D2"]] == (360, 345, 1)  # then bram's, who came


def test_a_group_to_which_nobody_came_is_let_go_whole(
    database: Database, hall: TownHall, uid: str, day: Period
) -> None:
    with database.writing() as session:
        name(session, hall, uid, day.starts_at - HOUR, D2="joost")
    settle_due(database, now=day.starts_at + GRACE)
    with database.reading() as session:
        held = reservation_of(session, uid, hall.cast["fatima"])
        assert held.state is ReservationState.RELEASED
        assert desk_of(session, hall, "joost", day) == []
        assert not taken_spans(session, day)


def test_who_reserved_speaks_for_the_team_or_for_the_desks_that_are_ticked(
    database: Database, hall: TownHall, uid: str, day: Period
) -> None:
    fatima = hall.act("fatima", day.starts_at)
    with database.writing() as session:
        check_in(session, fatima, uid, space_ids=[hall.spaces["D3"]])
        assert reservation_of(session, uid, fatima.by).due_at is not None
        check_in(session, fatima, uid)  # nobody is named: all of them
        assert reservation_of(session, uid, fatima.by).due_at is None
    settle_due(database, now=day.starts_at + GRACE)
    with database.reading() as session:
        assert len(sitting(session, hall, uid)) == 3


def give_back_own(session: Session, hall: TownHall, uid: str, day: Period) -> None:
    give_back_seat(session, hall.act("joost", day.starts_at), uid)


def name_somebody_else(session: Session, hall: TownHall, uid: str, day: Period) -> None:
    name(session, hall, uid, day.starts_at, D2="fatima")


def move_without(session: Session, hall: TownHall, uid: str, day: Period) -> None:
    wish = Wish((hall.spaces["D3"], hall.spaces["D4"]), day, attendee_count=2)
    held = reservation_of(session, uid, hall.cast["fatima"])
    change(session, hall.act("fatima", day.starts_at), uid, wish, rev=held.rev)


@pytest.mark.parametrize("leave", [give_back_own, name_somebody_else, move_without])
def test_the_others_are_awaited_still_when_who_came_has_left(
    database: Database, hall: TownHall, uid: str, day: Period,
    leave: Callable[[Session, TownHall, str, Period], None],
) -> None:  # fmt: skip
    grace_over = day.starts_at + GRACE
    with database.writing() as session:
        share(session, hall, "bram", Sharing.EVERYONE)
        name(session, hall, uid, day.starts_at - HOUR, D2="joost", D3="bram")
        check_in_at_seat(session, hall.act("joost", day.starts_at), uid)
        leave(session, hall, uid, day)
        held = reservation_of(session, uid, hall.cast["fatima"])
        assert (held.checked_in_at, held.due_at) == (None, grace_over)
        check_in_at_seat(session, hall.act("bram", day.starts_at + MINUTE), uid)
    settle_due(database, now=grace_over)
    with database.reading() as session:
        assert sitting(session, hall, uid) == {"D3": "bram"}


def test_the_last_desk_is_of_who_sits_there_and_goes_when_they_do_not_come(
    database: Database, hall: TownHall, uid: str, day: Period
) -> None:
    joost = hall.act("joost", day.starts_at)
    with database.writing() as session:
        name(session, hall, uid, day.starts_at - HOUR, D2="fatima", D3="joost")
        check_in_at_seat(session, hall.act("fatima", day.starts_at), uid)
        others = [hall.spaces["D2"], hall.spaces["D4"]]
        give_back_seats(session, hall.act("fatima", day.starts_at), uid, others)
        held = reservation_of(session, uid, hall.cast["fatima"])
        assert held.due_at == day.starts_at + GRACE
        for _ in range(2):
            check_in_at_seat(session, joost, uid)
        [desk] = own_desks(session, joost.by, day)
        assert (desk.checked_in_at, held.due_at) == (joost.at, None)
        acts = [entry.action for entry in history_of(session, uid)]
    assert acts == ["reserve", "name-seats", "check-in", "give-back-seats", "check-in"]


def test_who_takes_over_a_desk_after_the_grace_keeps_it(
    database: Database, hall: TownHall, uid: str, day: Period
) -> None:
    later = day.starts_at + HOUR
    with database.writing() as session:
        name(session, hall, uid, day.starts_at - HOUR, D2="fatima", D3="joost")
        check_in(session, hall.act("fatima", day.starts_at), uid)
        check_in_at_seat(session, hall.act("joost", day.starts_at), uid)
    settle_due(database, now=later)
    with database.writing() as session:
        name(session, hall, uid, later, by="els", D3="noor")
    settle_due(database, now=later)
    with database.writing() as session:
        assert sitting(session, hall, uid) == {"D2": "fatima", "D3": "noor"}
        give_back_seats(session, hall.act("fatima", later), uid, [hall.spaces["D2"]])
        name(session, hall, uid, later, D3="fatima")
    settle_due(database, now=later)
    with database.reading() as session:
        assert sitting(session, hall, uid) == {"D3": "fatima"}


def test_a_list_without_a_desk_of_the_group_checks_nobody_in(
    database: Database, hall: TownHall, uid: str, day: Period
) -> None:
    fatima = hall.act("fatima", day.starts_at)
    with database.writing() as session:
        give_back_seats(session, fatima, uid, [hall.spaces["D2"]])
        for space_ids in ([], [hall.spaces["D2"]]):
            with pytest.raises(NobodyTicked):
                check_in(session, fatima, uid, space_ids=space_ids)
        assert reservation_of(session, uid, fatima.by).checked_in_at is None


def test_a_group_that_begins_now_is_there(database: Database, hall: TownHall, day: Period) -> None:
    with database.writing() as session:
        wish = Wish(tuple(hall.spaces[name] for name in DESKS), day, attendee_count=3)
        held = reserve(session, hall.act("fatima", day.starts_at), wish)
        assert held.due_at is None
        end_now(session, hall.act("fatima", day.starts_at + HOUR), held.uid)
        assert [len(spans) for spans in taken_spans(session, day).values()] == [1, 1, 1]


def test_giving_back_leaves_the_others_and_the_last_one_ends_it(
    database: Database, hall: TownHall, uid: str, day: Period
) -> None:
    before = day.starts_at - HOUR
    with database.writing() as session:
        name(session, hall, uid, before, D2="fatima", D3="joost")
        give_back_seat(session, hall.act("joost", before), uid)
        assert sitting(session, hall, uid) == {"D2": "fatima", "D4": ""}
        with pytest.raises(NotThere):
            give_back_seat(session, hall.act("joost", before), uid)
        give_back_seats(session, hall.act("fatima", before), uid, [hall.spaces["D4"]])
        assert set(taken_spans(session, day)) == {hall.spaces["D2"]}
        give_back_seat(session, hall.act("fatima", before), uid)
        state = reservation_of(session, uid, hall.cast["fatima"]).state
        assert (state, taken_spans(session, day)) == (ReservationState.CANCELLED, {})


def test_a_holiday_gives_back_my_desk_and_not_the_group(
    database: Database, hall: TownHall, uid: str, day: Period, monday: date
) -> None:
    before = day.starts_at - HOUR
    joost = hall.act("joost", before)
    with database.writing() as session:
        name(session, hall, uid, before, D3="joost")
        found = to_give_back(session, joost.by, local_day(monday), now=before)
        assert [
            each.refusal for each in cancel_several(session, joost, [r.uid for r in found])
        ] == [None]
        assert sitting(session, hall, uid) == {"D2": "", "D4": ""}
        state = session.exec(select(Reservation.state).where(col(Reservation.uid) == uid)).one()
    assert state is ReservationState.CONFIRMED


@given(
    people=st.lists(
        st.none() | st.integers(1, 9), min_size=1, max_size=6, unique_by=lambda n: n or object()
    ),
    kept=st.integers(0, 6), new=st.integers(0, 6),
)  # fmt: skip
def test_nobody_loses_a_desk_as_long_as_there_are_enough(
    people: list[int | None], kept: int, new: int
) -> None:
    seats = [Seat(n, person) for n, person in enumerate(people)]
    space_ids = [*range(min(kept, len(seats))), *range(100, 100 + new)]
    again = seated_again(seats, space_ids, None)
    assert [seat.space_id for seat in again] == space_ids
    for before, after in zip(seats, again, strict=False):
        if before.space_id == after.space_id:
            assert before.person_id == after.person_id
    gone = reseated(seats, space_ids)
    assert {each.person_id for each in gone if each.space_id is None} == {
        s.person_id for s in seats if s.person_id is not None
    } - {s.person_id for s in again}
    assert all(Seat(each.space_id, each.person_id) in again for each in gone if each.space_id)
    if len(space_ids) >= len(seats):
        assert {s.person_id for s in seats} <= {s.person_id for s in again} | {None}
