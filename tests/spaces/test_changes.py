"""Els adds spaces, changes them and takes them out of use; nobody else does."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from booking.foundation.database import Database
from booking.foundation.ids import fingerprint
from booking.foundation.journal import JournalEntry
from booking.people.permissions import NotAllowed
from booking.reservations.operations import ReservationRefused, reserve
from booking.reservations.values import Wish
from booking.spaces.changes import (
    EquipmentGone,
    NotBegunYet,
    NotInUse,
    NumberTaken,
    SpaceChangedMeanwhile,
    ZoneGone,
    add_space,
    change_space,
    resume_space,
    retire_space,
    space_numbered,
)
from booking.spaces.combined import PartsDoNotFit
from booking.spaces.inventory import described
from booking.spaces.operations import PastStays
from booking.spaces.queries import current_stock
from booking.spaces.values import Audience, BookableSpace, Layout, LayoutKind, SpaceFacts, SpaceKind
from tests.town_hall import TownHall, at

DAY = timedelta(days=1)
BIRCH = SpaceFacts(
    number="1.20", name="De Berk", kind=SpaceKind.ROOM, grain_minutes=30, buffer_before_minutes=15,
    buffer_after_minutes=0, needs_approval=False, audience=Audience.PARTNERS, is_accessible=True,
    equipment=frozenset({"screen"}), layouts={LayoutKind.THEATRE: Layout(20, 30, 15)},
)  # fmt: skip
BEECH = replace(BIRCH, number="1.14", name="De Beuk")


def seen(database: Database, space_id: int) -> str:
    with database.reading() as session:
        return fingerprint(described(session, space_numbered(session, space_id)))


def space_of(database: Database, space_id: int) -> BookableSpace:
    with database.reading() as session:
        return current_stock(session).spaces[space_id]


def capacity_on(space: BookableSpace, day: date) -> int | None:
    term = space.term_on(day)
    return term.capacity if term else None


class Els:
    """The facility manager at work on one database; each act is a transaction."""

    def __init__(
        self, database: Database, hall: TownHall, now: datetime, name: str = "els"
    ) -> None:
        self.database, self.hall, self.act = database, hall, hall.act(name, now)
        self.today = now.date()

    def add(self, facts: SpaceFacts = BIRCH, *, begins: date | None = None, zone: str = "overleg",
            capacity: int = 12, parts: tuple[str, ...] = ()) -> int:  # fmt: skip
        with self.database.writing() as session:
            return add_space(
                session, self.act, facts, zone_id=self.hall.zones[zone], capacity=capacity,
                begins=begins or self.today, part_ids=[self.hall.spaces[part] for part in parts],
            )  # fmt: skip

    def change(self, space_id: int, facts: SpaceFacts = BEECH, *, begins: date,
               zone: str = "overleg", capacity: int = 8, seen_as: str = "") -> None:  # fmt: skip
        with self.database.writing() as session:
            change_space(
                session, self.act, space_id, facts, zone_id=self.hall.zones.get(zone, 999),
                capacity=capacity, begins=begins, seen=seen_as or seen(self.database, space_id),
            )  # fmt: skip

    def retire(self, space_id: int, day: date) -> None:
        with self.database.writing() as session:
            retire_space(session, self.act, space_id, day, seen=seen(self.database, space_id))

    def resume(self, space_id: int) -> None:
        with self.database.writing() as session:
            resume_space(session, self.act, space_id, seen=seen(self.database, space_id))


@pytest.fixture
def els(database: Database, hall: TownHall, now: datetime) -> Els:
    return Els(database, hall, now)


def test_a_new_room_is_there_with_all_that_was_said(els: Els, database: Database) -> None:
    version = stock_version(database)
    room = space_of(database, els.add())

    assert (room.number, room.name, room.kind) == ("1.20", "De Berk", SpaceKind.ROOM)
    assert (room.grain_minutes, room.buffer_before_minutes, room.buffer_after_minutes) == (
        30,
        15,
        0,
    )
    assert room.is_open_to_partners
    assert room.is_accessible
    assert room.equipment == {"screen"}
    assert dict(room.layouts) == {LayoutKind.THEATRE: Layout(20, 30, 15)}
    assert capacity_on(room, els.today) == 12
    assert capacity_on(room, els.today - DAY) is None
    assert len(room.unit_ids) == 1
    assert stock_version(database) > version


def stock_version(database: Database) -> int:
    with database.reading() as session:
        return current_stock(session).version


def test_a_number_is_given_once(els: Els) -> None:
    with pytest.raises(NumberTaken) as refusal:
        els.add(BEECH)
    assert refusal.value.facts == {"number": "1.14"}


def test_a_number_that_became_free_can_be_given_again(els: Els, hall: TownHall) -> None:
    els.add()
    els.change(hall.spaces["beuk"], replace(BEECH, number="1.14a"), begins=els.today)
    again = els.add(BEECH)
    els.change(again, replace(BEECH, number="1.14b"), begins=els.today, capacity=12)
    els.add(BEECH)


def test_what_does_not_exist_cannot_be_chosen(els: Els, hall: TownHall) -> None:
    with pytest.raises(EquipmentGone):
        els.add(replace(BIRCH, equipment=frozenset({"sauna"})))
    with pytest.raises(ZoneGone):
        els.change(hall.spaces["beuk"], begins=els.today, zone="nergens")


def test_capacity_from_a_day_leaves_the_days_before_it(
    els: Els, database: Database, hall: TownHall
) -> None:
    beech, day = hall.spaces["beuk"], els.today + 10 * DAY
    els.change(beech, begins=day, capacity=5)
    room = space_of(database, beech)
    assert capacity_on(room, els.today - 400 * DAY) == 8
    assert capacity_on(room, day - DAY) == 8
    assert capacity_on(room, day) == 5

    els.change(beech, begins=day, capacity=6)
    room = space_of(database, beech)
    assert [term.capacity for term in room.terms] == [8, 6], "corrected, not changed once more"

    els.change(beech, begins=els.today, capacity=7)
    room = space_of(database, beech)
    assert [capacity_on(room, d) for d in (els.today, day - DAY, day)] == [7, 7, 6], (
        "what was planned for later stays"
    )


def test_the_past_cannot_be_rewritten(els: Els, database: Database, hall: TownHall) -> None:
    beech, yesterday = hall.spaces["beuk"], els.today - DAY
    before = space_of(database, beech).terms
    with pytest.raises(PastStays):
        els.change(beech, begins=yesterday, capacity=99)
    with pytest.raises(PastStays):
        els.retire(beech, yesterday)
    with pytest.raises(PastStays):
        els.add(begins=yesterday)
    assert space_of(database, beech).terms == before


def test_changing_only_the_name_makes_no_new_term(
    els: Els, database: Database, hall: TownHall
) -> None:
    beech = hall.spaces["beuk"]
    before = space_of(database, beech).terms
    els.change(beech, replace(BEECH, name="De Rode Beuk"), begins=els.today)
    assert space_of(database, beech).name == "De Rode Beuk"
    assert space_of(database, beech).terms == before


def test_a_desk_stays_a_desk(els: Els, database: Database, hall: TownHall) -> None:
    facts = replace(BIRCH, number="1.D01", kind=SpaceKind.ROOM, layouts={})
    els.change(hall.spaces["D1"], facts, begins=els.today, zone="team", capacity=1)
    assert space_of(database, hall.spaces["D1"]).kind is SpaceKind.DESK


def test_the_second_of_two_managers_is_told(els: Els, database: Database, hall: TownHall) -> None:
    beech = hall.spaces["beuk"]
    both_saw = seen(database, beech)
    els.change(beech, begins=els.today, capacity=10, seen_as=both_saw)
    with pytest.raises(SpaceChangedMeanwhile):
        els.change(beech, begins=els.today, capacity=20, seen_as=both_saw)
    assert capacity_on(space_of(database, beech), els.today) == 10


def test_retired_and_taken_into_use_again(els: Els, database: Database, hall: TownHall) -> None:
    beech, day = hall.spaces["beuk"], els.today + 7 * DAY
    before = space_of(database, beech).terms
    els.retire(beech, day)
    room = space_of(database, beech)
    assert [capacity_on(room, d) for d in (day - DAY, day)] == [8, None]
    with pytest.raises(NotInUse):
        els.change(beech, begins=day, capacity=9)
    els.resume(beech)
    assert space_of(database, beech).terms == before


def test_a_pause_that_was_stays_a_pause(
    els: Els, database: Database, hall: TownHall, now: datetime
) -> None:
    beech = hall.spaces["beuk"]
    els.retire(beech, els.today)
    later = Els(database, hall, now + 30 * DAY)
    later.resume(beech)
    room = space_of(database, beech)
    assert [capacity_on(room, d) for d in (els.today - DAY, els.today, later.today - DAY,
                                           later.today)] == [8, None, None, 8]  # fmt: skip


def test_a_space_that_never_began_cannot_be_retired(els: Els) -> None:
    room = els.add(begins=els.today + 10 * DAY)
    with pytest.raises(NotBegunYet):
        els.retire(room, els.today + 5 * DAY)


def test_who_reserved_keeps_the_reservation(
    els: Els, database: Database, hall: TownHall, now: datetime
) -> None:
    wish = Wish((hall.spaces["beuk"],), at(els.today + DAY, "10:00", "11:00"))
    with database.writing() as session:
        kept = reserve(session, hall.act("fatima", now), wish)
    els.retire(hall.spaces["beuk"], els.today + DAY)
    with database.writing() as session:
        session.add(kept)
        session.refresh(kept)
        assert kept.state == "confirmed"
    other = replace(wish, period=at(els.today + DAY, "13:00", "14:00"))
    with database.writing() as session, pytest.raises(ReservationRefused):
        reserve(session, hall.act("joost", now), other)


def test_a_combined_room_is_held_with_its_parts(
    els: Els, database: Database, hall: TownHall, now: datetime
) -> None:
    whole = els.add(parts=("beuk", "linde_a"))
    part, other = (space_of(database, hall.spaces[name]) for name in ("beuk", "linde_a"))
    assert set(space_of(database, whole).unit_ids) == {*part.unit_ids, *other.unit_ids}
    period = at(els.today, "13:00", "14:00")
    with database.writing() as session:
        reserve(session, hall.act("fatima", now), Wish((whole,), period))
    with database.writing() as session, pytest.raises(ReservationRefused):
        reserve(session, hall.act("joost", now), Wish((part.id,), period))


@pytest.mark.parametrize("parts", [("beuk",), ("beuk", "D1"), ("linde", "linde_a")])
def test_parts_that_make_no_room(els: Els, parts: tuple[str, ...]) -> None:
    with pytest.raises(PartsDoNotFit):
        els.add(parts=parts)


def test_the_journal_says_what_it_was_and_became(
    els: Els, database: Database, hall: TownHall
) -> None:
    beech = hall.spaces["beuk"]
    els.change(beech, begins=els.today, capacity=10)
    els.change(beech, begins=els.today, capacity=10)
    els.retire(beech, els.today + DAY)
    els.resume(beech)
    with database.reading() as session:
        entries = session.exec(
            select(JournalEntry).where(JournalEntry.subject_kind == "space")
            .order_by(col(JournalEntry.number))
        ).all()  # fmt: skip
    actions = [entry.action for entry in entries]
    assert actions == ["space-changed", "space-retired", "space-resumed"], "nothing is no entry"
    assert entries[0].before is not None
    assert entries[0].after is not None
    assert [term[3] for term in entries[0].before["terms"]] == [8]
    assert [term[3] for term in entries[0].after["terms"]] == [8, 10]
    assert {entry.actor_id for entry in entries} == {hall.cast["els"].id}


@pytest.mark.parametrize("name", ["bram", "noor", "ravi", "samir"])
def test_nobody_else_does(database: Database, hall: TownHall, now: datetime, name: str) -> None:
    someone, beech = Els(database, hall, now, name), hall.spaces["beuk"]
    before = seen(database, beech)
    with pytest.raises(NotAllowed):
        someone.add()
    with pytest.raises(NotAllowed):
        someone.change(beech, begins=someone.today, capacity=1)
    with pytest.raises(NotAllowed):
        someone.retire(beech, someone.today)
    with pytest.raises(NotAllowed):
        someone.resume(beech)
    assert seen(database, beech) == before
