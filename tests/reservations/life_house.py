"""The house and its model side by side, and what every rule of a life in them needs."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.errors import DomainError
from booking.foundation.periods import Period
from booking.reservations.settling import due, settle_one
from booking.reservations.values import Wish
from tests.reservations.life_model import GRAIN, HOLDING, PARTS, Known, Model
from tests.town_hall import TownHall, at

MONDAY = date(2026, 3, 23)
DAYS = [MONDAY + timedelta(days=n) for n in range(5)]
places, lengths = st.sampled_from(sorted(PARTS)), st.integers(1, 8)
days, quarters = st.sampled_from(DAYS), st.integers(0, 32)
numbers = st.integers(0, 1000)


class House(RuleBasedStateMachine):
    """Each rule does one thing in the house and in the model; both must say the same of it."""

    database: Database
    hall: TownHall
    model: Model

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
