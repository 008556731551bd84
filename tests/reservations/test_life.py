"""Whatever people do to reservations, in whatever order, the house agrees with a simple model."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete
from sqlmodel import Session, SQLModel, select

from booking.foundation.database import Database
from booking.foundation.errors import DomainError
from booking.foundation.journal import JournalEntry
from booking.foundation.periods import Period
from booking.foundation.recurrence import Pace, Recurrence
from booking.reservations.check_in import check_in
from booking.reservations.models import Answer, Claim, Reservation, ReservationSpace
from booking.reservations.operations import cancel, change, reserve
from booking.reservations.queries import reservation_of
from booking.reservations.requests import approve, decline
from booking.reservations.series.models import Series, SeriesGap
from booking.reservations.series.operations import Choice, start_series
from booking.reservations.series.values import SeriesWish
from booking.reservations.settling import due, settle_one
from booking.reservations.staying import end_now, extend
from booking.reservations.values import Wish
from booking.spaces.closures import close
from booking.spaces.models import Closure
from booking.spaces.operations import raise_stock_version
from booking.spaces.values import Closure as ClosureValue
from booking.spaces.values import ClosureKind
from tests.races.inspection import doubles, expected_claims, stored_claims
from tests.reservations.life_model import GRAIN, HOLDING, NEEDS_APPROVAL, PARTS, Known, Model
from tests.town_hall import TownHall, at

MONDAY = date(2026, 3, 23)
DAYS = [MONDAY + timedelta(days=n) for n in range(5)]
STORED: tuple[type[SQLModel], ...] = (
    Claim, ReservationSpace, Answer, Reservation, SeriesGap, Series, Closure, JournalEntry,
)  # fmt: skip
places, lengths = st.sampled_from(sorted(PARTS)), st.integers(1, 8)
days, quarters = st.sampled_from(DAYS), st.integers(0, 32)
holders = st.sampled_from(["fatima", "joost"])
numbers = st.integers(0, 1000)


class Life(RuleBasedStateMachine):
    """Each rule does one thing in the house and in the model; both must say the same of it."""

    database: Database
    hall: TownHall

    @initialize()
    def move_in(self) -> None:
        with self.database.writing() as session:
            for table in STORED:
                session.execute(delete(table))
            raise_stock_version(session)
        self.model = Model(now=at(MONDAY, "08:00", "09:00").starts_at)

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

    @rule(place=st.sampled_from(["linde", "linde_a", "beuk"]), quarter=quarters, length=lengths)
    def start_series(self, place: str, quarter: int, length: int) -> None:
        """Every working day of the week; dates that cannot be had are skipped."""
        wanted = [self._wanted(place, day, quarter, length, "fatima") for day in DAYS]
        can_be_had = [each for each in wanted if self.model.can_have(each)]
        begins, ends = (_wall(instant) for instant in (wanted[0].starts_at, wanted[0].ends_at))
        wish = SeriesWish(Recurrence(Pace.DAILY, count=len(DAYS)), MONDAY, begins, ends,
                          self.hall.spaces[place])  # fmt: skip

        def ask(session: Session) -> None:
            made = start_series(session, self._act("fatima"), wish, Choice(seen=DAYS))
            rows = session.exec(select(Reservation).where(Reservation.series_id == made.id)).all()
            by_start = {each.starts_at: each for each in can_be_had}
            assert {row.starts_at for row in rows} == set(by_start)
            for row in rows:
                by_start[row.starts_at].state = row.state.value
                self.model.known[row.uid] = by_start[row.starts_at]

        assert self._happens(ask) == bool(can_be_had)
        for each in can_be_had:
            each.is_checked_in = self.model.is_there(each)

    @rule(quarters=st.integers(1, 24))
    def let_time_pass(self, quarters: int) -> None:
        """Requests that nobody answered in time lapse, and who did not come loses the place."""
        self.model.now = min(
            self.model.now + quarters * GRAIN, at(DAYS[4], "17:00", "18:00").starts_at
        )
        self._settle()

    def _settle(self) -> None:
        with self.database.writing() as session:
            for uid in due(session, now=self.model.now):
                settle_one(session, uid, at=self.model.now)
        for known in self._in_state("requested").values():
            if known.starts_at <= self.model.now:
                known.state = "expired"
        for known in self._in_state("confirmed").values():
            is_awaited = not known.is_checked_in and not known.is_ended
            if is_awaited and self.model.grace_over(known) <= self.model.now:
                known.state = "released"

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

    def _happens(self, work: Callable[[Session], object]) -> bool:
        try:
            with self.database.writing() as session:
                work(session)
        except DomainError:
            return False
        return True

    def _can_change(self, known: Known) -> bool:
        return known.state in HOLDING and not known.is_ended and known.ends_at > self.model.now

    def _is_running(self, known: Known) -> bool:
        return known.starts_at <= self.model.now < known.ends_at

    def _in_state(self, state: str) -> dict[str, Known]:
        return {uid: known for uid, known in self.model.known.items() if known.state == state}

    def _one(self, which: int, among: dict[str, Known] | None = None) -> tuple[str, Known]:
        found = list((among or self.model.known).items())
        return found[which % len(found)]

    def _act(self, name: str) -> Any:
        return self.hall.act(name, self.model.now)

    def _period(self, day: date, quarter: int, length: int) -> Period:
        begin = at(day, "08:00", "09:00").starts_at + quarter * GRAIN
        return Period(begin, min(begin + length * GRAIN, at(day, "17:00", "18:00").ends_at))

    def _wanted(self, place: str, day: date, quarter: int, length: int, holder: str) -> Known:
        period = self._period(day, quarter, length)
        return Known(place, period.starts_at, period.ends_at, "", holder)

    def _wish(self, wanted: Known) -> Wish:
        return Wish((self.hall.spaces[wanted.place],), Period(wanted.starts_at, wanted.ends_at))


def _next_quarter(instant: datetime) -> datetime:
    over = (instant - instant.replace(minute=0)) % GRAIN
    return instant + (GRAIN - over if over else timedelta(0))


def _wall(instant: datetime) -> time:
    return (instant + timedelta(hours=1)).time().replace(tzinfo=None)  # that week is winter time


@pytest.mark.slow
def test_any_life_of_reservations_is_as_the_model_says(database: Database, hall: TownHall) -> None:
    machine = type("LifeHere", (Life,), {"database": database, "hall": hall})
    run_state_machine_as_test(machine, settings=settings(
        max_examples=40, stateful_step_count=30, deadline=None,
    ))  # fmt: skip
