"""Other times to set up and to clear reach what is reserved already, where there is room."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from booking.foundation.database import Database
from booking.foundation.errors import Contended
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import epoch_minutes, span_of
from booking.foundation.periods import Period
from booking.people.permissions import NotAllowed
from booking.reservations.buffers import Held, apply_buffers, new_widths, widths_in
from booking.reservations.decision import objections
from booking.reservations.models import Claim
from booking.reservations.operations import ReservationRefused, cancel, change, reserve, wish_of
from booking.reservations.queries import reservation_of
from booking.reservations.series.values import HeldSpan
from booking.reservations.staying import end_now
from booking.reservations.values import Wish
from booking.spaces.changes import change_space, fingerprint_of
from booking.spaces.queries import current_stock
from booking.spaces.values import Audience, BookableSpace, SpaceFacts, SpaceKind, Stock
from tests.town_hall import TownHall, at


def set_buffers(
    session: Session, hall: TownHall, now: datetime, before: int, after: int, who: str = "els"
) -> list[str]:
    """De Beuk takes so many minutes from now on; the uids of what is too near."""
    number, stock = hall.spaces["beuk"], current_stock(session)
    room = stock.spaces[number]
    facts = SpaceFacts(room.number, room.name, room.kind, room.grain_minutes, before, after,
                       room.needs_approval, room.audience, room.is_accessible, room.equipment,
                       room.layouts)  # fmt: skip
    act = hall.act(who, now)
    change_space(session, act, number, facts, zone_id=hall.zones["overleg"], capacity=8,
                 begins=now.date(), seen=fingerprint_of(session, number))  # fmt: skip
    return [held.uid for held in apply_buffers(session, act, stock)]


def beuk(database: Database, hall: TownHall, now: datetime, day: date, *hours: str) -> list[str]:
    with database.writing() as session:
        return [
            reserve(session, hall.act("fatima", now),
                    Wish((hall.spaces["beuk"],), at(day, *span.split("-")))).uid
            for span in hours
        ]  # fmt: skip


def claimed(database: Database, day: date) -> list[tuple[int, int]]:
    """When De Beuk is held that day, in minutes after midnight."""
    midnight = epoch_minutes(at(day, "00:00", "00:00").starts_at)
    with database.reading() as session:
        rows = session.exec(select(Claim).where(Claim.day == day.toordinal()).order_by("s"))
        return [(row.s - midnight, row.e - midnight) for row in rows]


def hm(*spans: str) -> list[tuple[int, int]]:
    def minutes(clock: str) -> int:
        found = time.fromisoformat(clock)
        return found.hour * 60 + found.minute

    return [(minutes(a), minutes(b)) for a, b in (span.split("-") for span in spans)]


def test_what_has_room_gets_the_new_minutes_and_the_rest_keeps_its_own(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    tuesday = monday + timedelta(days=1)
    _running, ten, eleven, _two = beuk(database, hall, now, monday, "09:00-09:30", "10:00-11:00",
                                       "11:00-12:00", "14:00-15:00")  # fmt: skip
    beuk(database, hall, now, tuesday, "08:00-09:00")

    with database.writing() as session:
        assert set_buffers(session, hall, now, 15, 30) == [ten, eleven]

    assert claimed(database, monday) == hm("09:00-09:30", "10:00-11:00", "11:00-12:00",
                                           "13:45-15:30")  # fmt: skip
    assert claimed(database, tuesday) == hm("07:45-09:30")
    with database.writing() as session:
        wish = Wish((hall.spaces["beuk"],), at(monday, "15:30", "16:00"))
        with pytest.raises(ReservationRefused):
            reserve(session, hall.act("joost", now), wish)
        entries = session.exec(select(JournalEntry).where(
            JournalEntry.action == "space-buffers-applied")).all()  # fmt: skip
        assert [entry.after for entry in entries] == [{"fitting": 2, "too_near": [ten, eleven]}]

    with database.writing() as session:  # when there is room, the next change brings them
        cancel(session, hall.act("fatima", now), ten)
        assert set_buffers(session, hall, now, 0, 5) == []
    assert claimed(database, monday) == hm("09:00-09:30", "11:00-12:05", "14:00-15:05")


def test_it_is_known_beforehand_and_nothing_changes_by_looking(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    ten, _eleven = beuk(database, hall, now, monday, "10:00-11:00", "11:00-12:00")
    with database.reading() as session:
        stock = current_stock(session)
        room = stock.spaces[hall.spaces["beuk"]]
        after = with_room(stock, replace(room, buffer_after_minutes=15))
        found = widths_in(session, stock, after, now=now)
    assert [held.uid for held in found.too_near] == [ten]
    assert len(found.fitting) == 1
    assert claimed(database, monday) == hm("10:00-11:00", "11:00-12:00")


def test_what_keeps_its_minutes_can_still_be_renamed_shortened_and_ended(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    nine, ten, _eleven = beuk(database, hall, now, monday, "09:00-10:00", "10:00-11:00",
                              "11:00-12:00")  # fmt: skip
    act = hall.act("fatima", now + timedelta(minutes=5))
    with database.writing() as session:
        assert ten in set_buffers(session, hall, now, 15, 30)
    with database.writing() as session:
        held = reservation_of(session, ten, act.by)
        assert change(session, act, ten, replace(wish_of(session, held), title="Nieuw"),
                      rev=held.rev).title == "Nieuw"  # fmt: skip
    assert claimed(database, monday)[1] == hm("10:00-11:00")[0]
    with database.writing() as session:
        held = reservation_of(session, ten, act.by)
        shorter = wish_of(session, held, period=at(monday, "10:00", "10:45"))
        change(session, act, ten, shorter, rev=held.rev)
    assert claimed(database, monday)[1] == hm("10:00-11:00")[0]
    with database.writing() as session:
        end_now(session, hall.act("fatima", now + timedelta(minutes=40)), nine)
    assert claimed(database, monday)[0] == hm("09:00-10:00")[0]
    with database.writing() as session:  # who asks for more time asks for what is set up now
        held = reservation_of(session, ten, act.by)
        with pytest.raises(ReservationRefused):
            change(session, act, ten, wish_of(session, held, period=at(monday, "10:00", "11:00")),
                   rev=held.rev)  # fmt: skip


def with_room(stock: Stock, room: BookableSpace) -> Stock:
    return replace(stock, spaces={**stock.spaces, room.id: room})


def room_with(before: int, after: int) -> BookableSpace:
    return BookableSpace(
        id=1, number="1.01", name="Zaal", kind=SpaceKind.ROOM, building_id=1, unit_ids=(7,),
        terms=(), grain_minutes=15, buffer_before_minutes=before, buffer_after_minutes=after,
        needs_approval=False, audience=Audience.STAFF, is_accessible=False,
        equipment=frozenset(), layouts={}, box=None,
    )  # fmt: skip


def stock_of(room: BookableSpace) -> Stock:
    return Stock(1, {room.id: room}, {}, {}, (), {}, (), {})


def test_who_asked_while_it_changed_asks_again(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        then = current_stock(session).spaces[hall.spaces["beuk"]]
        set_buffers(session, hall, now, 0, 15)
        wish = Wish((then.id,), at(monday, "10:00", "11:00"))
        fatima = hall.cast["fatima"]
        with pytest.raises(Contended):
            objections(session, wish, by=fatima, at=now, holder_id=fatima.id, locked=[then])


def test_who_does_not_keep_the_house_changes_nothing(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    beuk(database, hall, now, monday, "10:00-11:00")
    with database.writing() as session, pytest.raises(NotAllowed):
        set_buffers(session, hall, now, 15, 15, who="fatima")
    assert claimed(database, monday) == hm("10:00-11:00")


QUARTER = timedelta(minutes=15)
BEGIN = datetime.fromisoformat("2026-03-23T08:00+00:00")
MEETINGS = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4)), min_size=1, max_size=8)


@given(MEETINGS, st.integers(0, 3), st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))
@example([(0, 1), (0, 1)], 1, 0, 0, 1)  # each takes what the other leaves
@settings(max_examples=60)
def test_no_two_ever_overlap_and_who_keeps_the_old_has_no_room(
    meetings: list[tuple[int, int]], old_before: int, old_after: int, before: int, after: int
) -> None:
    """Meetings with some gap between what they hold; units of 15 minutes."""
    held, claims, clock = [], [], BEGIN
    for n, (gap, length) in enumerate(meetings, 1):
        begins = clock + (gap + old_before) * QUARTER
        ends = begins + length * QUARTER
        clock = ends + old_after * QUARTER
        held.append(Held(n, str(n), 1, Period(begins, ends), None))
        claims.append(HeldSpan(*span_of(Period(begins - old_before * QUARTER, clock)), n))
    room = room_with(before * 15, after * 15)
    found = new_widths(held, {7: claims}, stock_of(room))
    wide = {each.reservation_id: span_of(room.held_period(each.period, None)) for each in held}
    now_held = {claim.reservation_id: (claim.begin, claim.end) for claim in claims}
    now_held |= {each.reservation_id: wide[each.reservation_id] for each in found.fitting}
    in_order = sorted(now_held.values())
    assert all(one[1] <= other[0] for one, other in pairwise(in_order))
    for each in found.too_near:
        s, e = wide[each.reservation_id]
        others = [span for n, span in now_held.items() if n != each.reservation_id]
        assert any(b < e and s < f for b, f in others)
