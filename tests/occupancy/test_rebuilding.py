"""Counting everything again gives what counting bit by bit gave, and names are not needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from booking.foundation.database import Database
from booking.foundation.doors import Door
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import local_day
from booking.foundation.periods import Period
from booking.occupancy.facts import (
    STOCK_REACH,
    TABLES,
    counted_period,
    differing_days,
    rebuild,
    recount_dirty,
)
from booking.occupancy.models import FactDay, FactSheet, FactVersion
from booking.occupancy.party_floor import people_by_partner_kind
from booking.occupancy.sheet import LINE_RECORD, Fate
from booking.people.models import Partner, Person, Team
from booking.people.partners import PartnerParticulars, change_partner
from booking.people.values import Act, PartnerKind
from booking.reservations.claims import raise_day_versions
from booking.reservations.models import DayVersion, Reservation, ReservationSpace
from booking.reservations.values import ReservationState
from booking.spaces.models import Closure, SpaceTerm, SpaceUnit
from booking.spaces.queries import current_stock
from tests import town_hall
from tests.occupancy.days import CONFIRMED, MINUTE, MONDAY, TUESDAY, WEDNESDAY, add, touch_stock
from tests.town_hall import TownHall, at

LONG_AFTER = MONDAY + STOCK_REACH * 3
ROOMS = ("linde_a", "linde_b", "beuk", "D1")


@dataclass(frozen=True)
class Step:
    what: str
    space: str
    day: int
    """After MONDAY, or for ``wait`` how many days go by."""
    quarter: int


def steps() -> st.SearchStrategy[list[Step]]:
    words = ["reserve", "reserve", "reserve", "come late", "leave", "cancel", "close", "shrink",
             "wait", "wait"]  # fmt: skip
    return st.lists(
        st.builds(Step, what=st.sampled_from(words), space=st.sampled_from(ROOMS),
                  day=st.integers(0, 9), quarter=st.integers(32, 70)),
        min_size=4, max_size=16,
    )  # fmt: skip


@dataclass
class History:
    """The house and its books, a step at a time; each step is counted as the job would."""

    session: Session
    hall: TownHall
    today: date = MONDAY
    taken: int = 0

    def take(self, step: Step) -> None:
        day = MONDAY + timedelta(days=step.day)
        begin = local_day(day).starts_at + 15 * step.quarter * MINUTE
        match step.what:
            case "reserve":
                self.reserve(step, Period(begin, begin + 60 * MINUTE))
            case "close":
                self.session.add(Closure(space_id=self.hall.spaces[step.space], starts_at=begin,
                                         ends_at=begin + 90 * MINUTE, reason="Verf"))  # fmt: skip
                touch_stock(self.session)
            case "shrink":
                self.shrink(step.space)
            case "wait":
                self.today += timedelta(days=step.day)
            case what:
                self.change_last(what, step)
        recount_dirty(self.session, today=self.today, days_max=100)

    def reserve(self, step: Step, period: Period) -> None:
        """One after another in time, so that no two meet."""
        self.taken += 1
        shifted = Period(period.starts_at + self.taken * 60 * MINUTE,
                         period.ends_at + self.taken * 60 * MINUTE)  # fmt: skip
        add(self.session, self.hall, [step.space], shifted, state=CONFIRMED,
            attendee_count=1 + step.quarter % 4, created_at=shifted.starts_at)  # fmt: skip
        self.touch(shifted)

    def change_last(self, what: str, step: Step) -> None:
        row = self.session.exec(select(Reservation).order_by(col(Reservation.id).desc())).first()
        if row is None:
            return
        if what == "come late":
            row.checked_in_at = row.starts_at + 7 * MINUTE
        elif what == "leave" and row.ended_at is None:
            self.leave(row)
        elif what == "cancel":
            row.state, row.cancelled_at = ReservationState.CANCELLED, row.starts_at - MINUTE
        self.session.flush()
        self.touch(row.period)

    def leave(self, row: Reservation) -> None:
        before = {"until": row.ends_at.isoformat()}
        row.checked_in_at = row.checked_in_at or row.starts_at
        row.ended_at = row.ends_at = row.starts_at + 30 * MINUTE
        self.session.add(JournalEntry(at=row.ended_at, door=Door.WEB, action="end", before=before,
                                      subject_kind="reservation", subject_id=row.uid))  # fmt: skip

    def shrink(self, space: str) -> None:
        """From the first day of all: as if the house had always been so."""
        term = self.session.exec(
            select(SpaceTerm).where(SpaceTerm.space_id == self.hall.spaces[space])
        ).one()
        term.capacity = 1 + term.capacity % 7
        touch_stock(self.session)

    def touch(self, period: Period) -> None:
        zones = current_stock(self.session).zones
        days = {local_day(MONDAY + timedelta(days=n)) for n in range(40)}
        raise_day_versions(self.session, {
            (day.starts_at.date().toordinal() + 1, zone)
            for day in days if day.overlaps(period) for zone in zones
        })  # fmt: skip


def stored(session: Session) -> list[list[tuple[object, ...]]]:
    return [sorted(tuple(row) for row in session.execute(select(*table.__table__.c)))  # type: ignore[attr-defined]
            for table in TABLES]  # fmt: skip


@pytest.fixture
def sqlite_hall(sqlite_url: str) -> Iterator[tuple[Database, TownHall]]:
    database = Database(sqlite_url)
    with database.writing() as session:
        hall = town_hall.build(session)
    yield database, hall
    database.dispose()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taken=steps())
def test_a_rebuild_finds_what_was_counted_bit_by_bit_and_needs_no_names(
    sqlite_hall: tuple[Database, TownHall], taken: list[Step]
) -> None:
    database, hall = sqlite_hall
    with database.reading() as session:
        history = History(session, hall)
        recount_dirty(session, today=MONDAY, days_max=100)
        for step in taken:
            history.take(step)
        today = history.today + STOCK_REACH * 2
        while recount_dirty(session, today=today, days_max=100):
            pass
        before, period = stored(session), counted_period(session)
        assert period is not None
        assert list(differing_days(session, period, today=today)) == []
        _remove_names(session, hall)
        rebuild(session, period, today=today)
        assert stored(session) == before
        session.rollback()


def _remove_names(session: Session, hall: TownHall) -> None:
    nobody = hall.cast["bram"].id
    session.execute(update(Reservation).values(holder_id=nobody, creator_id=nobody, title="",
                                               note=""))  # fmt: skip
    session.execute(update(ReservationSpace).values(person_id=None))


def test_a_check_names_the_day_that_is_wrong(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        add(session, hall, ["beuk"], at(MONDAY, "10:00", "12:00"))
        whole = Period(local_day(MONDAY).starts_at, local_day(TUESDAY).ends_at)
        rebuild(session, whole, today=LONG_AFTER)
        assert list(differing_days(session, whole, today=LONG_AFTER)) == []
        session.execute(update(FactDay).where(col(FactDay.day) == TUESDAY.toordinal())
                        .values(used_minutes=1))  # fmt: skip
        assert list(differing_days(session, whole, today=LONG_AFTER)) == [TUESDAY]


def test_the_house_of_long_ago_stays_as_it_was_counted(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        rebuild(session, local_day(MONDAY), today=TUESDAY)
        before = stored(session)
        closed = at(MONDAY, "08:00", "18:00")
        session.add(Closure(building_id=hall.building, starts_at=closed.starts_at,
                            ends_at=closed.ends_at, reason="Verf"))  # fmt: skip
        touch_stock(session)
        rebuild(session, local_day(MONDAY), today=LONG_AFTER)
        assert stored(session) == before


def test_a_room_that_is_divided_otherwise_since_was_open_as_it_was_counted(
    database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        meeting = at(MONDAY, "10:00", "12:00")
        add(session, hall, ["linde"], meeting, checked_in_at=meeting.starts_at)
        rebuild(session, local_day(MONDAY), today=TUESDAY)
        before = stored(session)
        of_b = select(SpaceUnit.unit_id).where(SpaceUnit.space_id == hall.spaces["linde_b"])
        session.execute(delete(SpaceUnit).where(
            col(SpaceUnit.space_id) == hall.spaces["linde"],
            col(SpaceUnit.unit_id) == session.exec(of_b).one()))  # fmt: skip
        touch_stock(session)
    with database.writing() as session:
        assert list(differing_days(session, local_day(MONDAY), today=LONG_AFTER)) == []
        rebuild(session, local_day(MONDAY), today=LONG_AFTER)
        assert stored(session) == before


def test_whether_a_smaller_room_was_free_is_told_by_what_was_one_room_then(
    database: Database, hall: TownHall
) -> None:
    """De Linde was held as one; what was half of it then is a room of its own now."""
    meeting = at(MONDAY, "10:00", "12:00")
    with database.writing() as session:
        for name, people in (("raadzaal", 2), ("linde", 12), ("beuk", 8)):
            add(session, hall, [name], meeting, attendee_count=people,
                checked_in_at=meeting.starts_at)  # fmt: skip
        rebuild(session, local_day(MONDAY), today=TUESDAY)
        before = stored(session)
        sheet = session.exec(select(FactSheet)).one()
        assert not any(it[7] & Fate.AVOIDABLE for it in LINE_RECORD.iter_unpack(sheet.lines))
        of_b = select(SpaceUnit.unit_id).where(SpaceUnit.space_id == hall.spaces["linde_b"])
        session.execute(delete(SpaceUnit).where(
            col(SpaceUnit.space_id) == hall.spaces["linde"],
            col(SpaceUnit.unit_id) == session.exec(of_b).one()))  # fmt: skip
        touch_stock(session)
    with database.writing() as session:
        rebuild(session, local_day(MONDAY), today=LONG_AFTER)
        assert stored(session) == before


def test_a_partner_counts_as_what_it_was_when_it_reserved(
    database: Database, hall: TownHall
) -> None:
    meeting = at(MONDAY, "10:00", "12:00")
    with database.writing() as session:
        partner = session.get_one(Person, hall.cast["ravi"].id).partner_id
        row = session.get_one(Partner, partner)
        was = row.kind
        add(session, hall, ["beuk"], meeting, checked_in_at=meeting.starts_at, partner_id=partner)
        rebuild(session, local_day(MONDAY), today=LONG_AFTER)
        els = Act(hall.cast["els"], meeting.ends_at)
        assert partner is not None
        change_partner(session, els, partner, PartnerParticulars(
            row.name, PartnerKind.RELATED_PARTY, row.term_from))  # fmt: skip
        session.flush()
        assert list(differing_days(session, local_day(MONDAY), today=LONG_AFTER)) == []
        assert people_by_partner_kind(session).keys() == {was, PartnerKind.RELATED_PARTY}


def test_who_joins_the_staff_changes_no_day_that_was_counted(
    database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        rebuild(session, local_day(MONDAY), today=WEDNESDAY)
        before = stored(session)
        session.add(Person(email="nieuw@voorbeeldstad.example", name="Nieuw",
                           team_id=session.exec(select(Team.id)).first()))  # fmt: skip
        session.flush()
        assert list(differing_days(session, local_day(MONDAY), today=WEDNESDAY)) == []
        rebuild(session, local_day(MONDAY), today=WEDNESDAY)
        assert stored(session) == before


def test_who_left_before_midnight_what_ran_into_the_night_is_there_on_both_days(
    database: Database, hall: TownHall
) -> None:
    begin = local_day(MONDAY).ends_at - 120 * MINUTE
    with database.writing() as session:
        row = add(session, hall, ["beuk"], Period(begin, begin + 240 * MINUTE))
        History(session, hall).leave(row)
        session.flush()
        for day in (MONDAY, TUESDAY):
            rebuild(session, local_day(day), today=LONG_AFTER)
        one_by_one = stored(session)
        both = Period(local_day(MONDAY).starts_at, local_day(TUESDAY).ends_at)
        rebuild(session, both, today=LONG_AFTER)
        assert stored(session) == one_by_one
        sheets = session.exec(select(FactSheet).order_by(col(FactSheet.day))).all()
        assert [len(it.lines) // LINE_RECORD.size for it in sheets] == [1, 1]


def test_who_leaves_early_gives_back_what_the_journal_says(
    database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        history = History(session, hall)
        row = add(session, hall, ["beuk"], at(MONDAY, "10:00", "12:00"), state=CONFIRMED)
        history.leave(row)
        session.flush()
        rebuild(session, local_day(MONDAY), today=TUESDAY)
        sheet = session.exec(select(FactSheet)).one()
    space, begin, end, held_end, came, left, people, fate, *_ = LINE_RECORD.unpack(sheet.lines)
    assert (space, begin, end, held_end) == (hall.spaces["beuk"], 600, 720, 630)
    assert (came, left, people) == (600, 630, 1)
    assert Fate(fate) & Fate.LEFT_EARLY


def test_nothing_counted_is_nothing_to_check(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        for table in (DayVersion, FactVersion):
            session.execute(delete(table))
        assert counted_period(session) is None
