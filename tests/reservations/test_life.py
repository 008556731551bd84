"""Whatever people do to reservations, in whatever order, the house agrees with a simple model."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete
from sqlmodel import Session, SQLModel, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.reservations.check_in import check_in
from booking.reservations.models import Answer, Claim, Reservation, ReservationSpace
from booking.reservations.operations import cancel, change, reserve
from booking.reservations.queries import reservation_of
from booking.reservations.requests import approve, decline
from booking.reservations.series.models import Series, SeriesGap
from booking.reservations.staying import end_now, extend
from booking.spaces.closures import close
from booking.spaces.models import Closure
from booking.spaces.operations import raise_stock_version
from booking.spaces.values import Closure as ClosureValue
from booking.spaces.values import ClosureKind
from tests.races.inspection import doubles, expected_claims, stored_claims
from tests.reservations.life_house import DAYS, MONDAY, days, lengths, numbers, places, quarters
from tests.reservations.life_model import DESKS, GRAIN, NEEDS_APPROVAL, Model
from tests.reservations.life_series import SeriesLife, rooms
from tests.town_hall import TownHall, at

holders = st.sampled_from(["fatima", "joost"])
STORED: tuple[type[SQLModel], ...] = (
    Claim, ReservationSpace, Answer, Reservation, SeriesGap, Series, Closure, JournalEntry,
)  # fmt: skip


class Life(SeriesLife):
    """Each rule does one thing in the house and in the model; both must say the same of it."""

    @initialize(series=st.none() | st.tuples(rooms, quarters, lengths))
    def move_in(self, series: tuple[str, int, int] | None) -> None:
        with self.database.writing() as session:
            for table in STORED:
                session.execute(delete(table))
            raise_stock_version(session)
        self.model = Model(now=at(MONDAY, "08:00", "09:00").starts_at)
        if series is not None:
            place, quarter, length = series
            self.start_series(place=place, quarter=quarter, length=length)

    @rule(place=places, day=days, quarter=quarters, length=lengths, holder=holders)
    def reserve(self, place: str, day: date, quarter: int, length: int, holder: str) -> None:
        wanted = self._wanted(place, day, quarter, length, holder)
        state = "requested" if place in NEEDS_APPROVAL else "confirmed"

        def ask(session: Session) -> None:
            made = reserve(session, self._act(holder), self._wish(wanted))
            wanted.state = made.state.value
            self.model.known[made.uid] = wanted

        can = self.model.can_have(wanted)
        assert self._happens(ask) == can
        assert wanted.state == (state if can else "")
        wanted.is_checked_in = self.model.is_there(wanted)
        self._settle()

    @precondition(lambda self: self.model.known)
    @rule(which=numbers, place=places, day=days, quarter=quarters, length=lengths)
    def move(self, which: int, place: str, day: date, quarter: int, length: int) -> None:
        uid, known = self._one(which)
        if known.series and place in DESKS:
            return  # no door has a way for that: the dates of a series are rooms, or are desks
        wanted = self._wanted(place, day, quarter, length, known.holder)
        can = self._can_change(known) and self.model.can_have(wanted, but=uid)

        def ask(session: Session) -> None:
            now = reservation_of(session, uid, self.hall.cast["els"])
            moved = change(session, self._act("els"), uid, self._wish(wanted), rev=now.rev)
            is_elsewhere = (known.place, known.starts_at, known.ends_at) != (
                wanted.place, wanted.starts_at, wanted.ends_at
            )  # fmt: skip
            known.place, known.state = place, moved.state.value
            known.starts_at, known.ends_at = wanted.starts_at, wanted.ends_at
            if is_elsewhere:
                known.is_checked_in = self.model.is_there(known)

        assert self._happens(ask) == can
        self._settle()

    @precondition(lambda self: self.model.known)
    @rule(which=numbers)
    def cancel(self, which: int) -> None:
        uid, known = self._one(which)
        can = known.state == "cancelled" or self._can_change(known)
        if self._happens(lambda session: cancel(session, self._act(known.holder), uid)):
            known.state = "cancelled"
            assert can
        else:
            assert not can

    @precondition(lambda self: self._in_state("requested"))
    @rule(which=numbers, is_approved=st.booleans())
    def answer(self, which: int, *, is_approved: bool) -> None:
        uid, known = self._one(which, self._in_state("requested"))

        def say(session: Session) -> None:
            now = reservation_of(session, uid, self.hall.cast["els"])
            if is_approved:
                approve(session, self._act("els"), uid, rev=now.rev)
            else:
                decline(session, self._act("els"), uid, rev=now.rev, reason="Nee")

        assert self._happens(say) == (known.starts_at > self.model.now)
        if known.starts_at > self.model.now:
            known.state = "confirmed" if is_approved else "declined"

    @precondition(lambda self: self._in_state("confirmed"))
    @rule(which=numbers)
    def check_in(self, which: int) -> None:
        uid, known = self._one(which, self._in_state("confirmed"))
        in_time = known.starts_at - GRAIN <= self.model.now < self.model.grace_over(known)
        can = known.is_checked_in or (in_time and self._can_change(known))
        assert self._happens(lambda s: check_in(s, self._act(known.holder), uid)) == can
        known.is_checked_in = known.is_checked_in or can

    @precondition(lambda self: self._in_state("confirmed"))
    @rule(which=numbers)
    def end(self, which: int) -> None:
        uid, known = self._one(which, self._in_state("confirmed"))
        now = self.model.now
        can = known.is_ended or known.starts_at <= now < known.ends_at
        assert self._happens(lambda s: end_now(s, self._act(known.holder), uid)) == can
        if can and not known.is_ended:
            past_start = max(now, known.starts_at + timedelta(minutes=1))
            known.ends_at = min(_next_quarter(past_start), known.ends_at)
            known.is_ended = True

    @precondition(lambda self: self._in_state("confirmed"))
    @rule(which=numbers, quarters=st.integers(1, 4))
    def extend(self, which: int, quarters: int) -> None:
        uid, known = self._one(which, self._in_state("confirmed"))
        until = known.ends_at + quarters * GRAIN
        wanted = replace(known, ends_at=until)
        is_asked = known.place in NEEDS_APPROVAL and self._is_running(known)
        can = (
            self._can_change(known)
            and not is_asked
            and until <= at(until.date(), "17:00", "18:00").ends_at
            and self.model.can_have(wanted, but=uid)
        )

        def ask(session: Session) -> None:
            stays = extend(session, self._act(known.holder), uid, until)
            known.ends_at, known.state = until, stays.state.value
            known.is_checked_in = known.is_checked_in or self.model.is_there(known)

        assert self._happens(ask) == can

    @rule(place=places, quarter=quarters, length=lengths, day=days)
    def close(self, place: str, quarter: int, length: int, day: date) -> None:
        period = self._period(day, quarter, length)
        if period.starts_at < self.model.now:
            return
        closure = ClosureValue(ClosureKind.CLOSURE, period, "Verbouwing", None, None, None,
                               self.hall.spaces[place])  # fmt: skip
        assert self._happens(lambda session: close(session, self._act("els"), closure))
        self.model.closed.append((place, period))

    @rule(quarters=st.integers(1, 24))
    def let_time_pass(self, quarters: int) -> None:
        """Requests that nobody answered in time lapse, and who did not come loses the place."""
        self.model.now = min(
            self.model.now + quarters * GRAIN, at(DAYS[4], "17:00", "18:00").starts_at
        )
        self._settle()

    @invariant()
    def no_place_is_given_out_twice(self) -> None:
        assert doubles(self.database) == []

    @invariant()
    def the_house_says_what_the_model_says(self) -> None:
        with self.database.reading() as session:
            assert stored_claims(session) == expected_claims(session)
            rows = session.exec(select(Reservation)).all()
        told = {row.uid: (row.state.value, row.starts_at, row.ends_at) for row in rows}
        assert told == {
            uid: (known.state, known.starts_at, known.ends_at)
            for uid, known in self.model.known.items()
        }


def _next_quarter(instant: datetime) -> datetime:
    over = (instant - instant.replace(minute=0)) % GRAIN
    return instant + (GRAIN - over if over else timedelta(0))


@pytest.mark.slow
def test_any_life_of_reservations_is_as_the_model_says(database: Database, hall: TownHall) -> None:
    machine = type("LifeHere", (Life,), {"database": database, "hall": hall})
    run_state_machine_as_test(machine, settings=settings(
        max_examples=30, stateful_step_count=30, deadline=None,
    ))  # fmt: skip
