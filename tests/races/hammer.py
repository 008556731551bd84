"""Processes and threads that all want the same few places at once, and what they were told."""

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from booking.foundation.database import ATTEMPTS_MAX, Database
from booking.foundation.errors import Contended, DomainError, Unavailable
from booking.foundation.periods import Period
from booking.reservations import changes, operations
from booking.reservations.check_in import check_in
from booking.reservations.claims import hold
from booking.reservations.models import Reservation
from booking.reservations.operations import ReservationRefused, cancel, change, reserve
from booking.reservations.queries import reservation_of
from booking.reservations.requests import approve, decline
from booking.reservations.staying import end_now, extend
from booking.reservations.values import Reason, Wish
from tests.together import together
from tests.town_hall import TownHall

QUARTER = timedelta(minutes=15)
# few places, many ways to name them: that is where doubles would come from
PLACES = (
    ("linde",), ("linde_a",), ("linde_b",), ("linde_a", "linde_b"), ("beuk",), ("raadzaal",),
    ("D1", "D2"), ("D2", "D3", "D4"), ("D4", "D1"), ("D5",), ("beuk", "linde_b"),
)  # fmt: skip
HOLDERS = ("fatima", "joost", "noor", "bram", "samir")

Seen = tuple[int, str, datetime, datetime]
"""The rev a person was told, and the state and times that went with it."""


@dataclass
class Told:
    """What the people of one process were told."""

    counts: Counter[str] = field(default_factory=Counter)
    acknowledged: dict[str, Seen] = field(default_factory=dict)
    """By uid: the latest that somebody was told."""
    unexpected: list[str] = field(default_factory=list)

    def add(self, other: "Told") -> None:
        self.counts.update(other.counts)
        self.unexpected += other.unexpected
        for uid, seen in other.acknowledged.items():
            self.hear(uid, seen)

    def hear(self, uid: str, seen: Seen) -> None:
        self.acknowledged[uid] = max(seen, self.acknowledged.get(uid, seen))


@dataclass(frozen=True)
class Plan:
    url: str
    hall: TownHall
    opens_at: datetime
    """Start of the ten open hours over which they fight."""
    threads: int
    turns: int
    has_lock: bool = True


def hammer(plan: Plan, *, processes: int) -> Told:
    """Let ``processes`` go at it from one barrier; what all of them were told together."""
    spawn = multiprocessing.get_context("spawn")
    barrier, answers = spawn.Barrier(processes), spawn.Queue()
    workers = [
        spawn.Process(target=_work, args=(plan, seed, barrier, answers))
        for seed in range(processes)
    ]
    for worker in workers:
        worker.start()
    whole = Told()
    for _ in workers:
        whole.add(answers.get(timeout=240))
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    return whole


def _work(plan: Plan, seed: int, barrier: Barrier, answers: "Queue[Told]") -> None:
    if not plan.has_lock:
        _forget_the_lock()
    database = Database(plan.url)
    uids: list[str] = []
    # without lock all processes want the same at the same time: few turns, much at stake
    chances = [f"{seed if plan.has_lock else 'same'}/{n}" for n in range(plan.threads)]
    people = [Person(plan, database, random.Random(chance), uids) for chance in chances]
    barrier.wait()
    raised = together(*(person.live for person in people))
    told = Told(unexpected=[repr(error) for error in raised])
    for person in people:
        told.add(person.told)
    database.dispose()
    answers.put(told)


def _forget_the_lock() -> None:
    """Break our own code, in this process: no lock, and a long look between check and insert."""

    def hold_slowly(*arguments: Any) -> None:
        time.sleep(0.1)
        hold(*arguments)

    for module in (operations, changes):
        module.raise_day_versions = lambda *_: None  # type: ignore[attr-defined]
        module.hold = hold_slowly  # type: ignore[attr-defined]


@dataclass
class Person:
    """One thread: reserves for itself, and as facility manager meddles with what others have."""

    plan: Plan
    database: Database
    chance: random.Random
    uids: list[str]
    """Of all threads of this process, so that they meet on the same reservations too."""
    told: Told = field(default_factory=Told)

    def live(self) -> None:
        meddling = [self._change, self._change, self._extend, self._cancel, self._end,
                    self._check_in, self._answer, self._answer]  # fmt: skip
        for _ in range(self.plan.turns):
            self._try(self.chance.choice([*[self._reserve] * 5, *meddling]))

    def _try(self, step: Callable[[Session], Reservation]) -> None:
        state = self.chance.getstate()
        for _ in range(ATTEMPTS_MAX * 4):
            self.told.counts["attempts"] += 1
            self.chance.setstate(state)
            try:
                with self.database.writing() as session:
                    it = step(session)
            except Contended as lost:
                self.told.counts[_why(lost)] += 1
                continue
            except (DomainError, Unavailable, IndexError, ValueError) as refusal:
                self.told.counts[_name(refusal)] += 1
                return
            self.told.counts["acknowledged"] += 1
            self.uids.append(it.uid)
            self.told.hear(it.uid, (it.rev, it.state.value, it.starts_at, it.ends_at))
            return
        self.told.unexpected.append(f"never got through: {step.__name__}")

    def _act(self, name: str, at: datetime | None = None) -> operations.Act:
        return self.plan.hall.act(name, at or self.plan.opens_at)

    def _wish(self) -> Wish:
        spaces = tuple(self.plan.hall.spaces[name] for name in self.chance.choice(PLACES))
        # later than the moment of all acts: nothing is due by the clock meanwhile
        begin = self.plan.opens_at + self.chance.randint(1, 36) * QUARTER
        return Wish(spaces, Period(begin, begin + self.chance.randint(1, 6) * QUARTER))

    def _theirs(self, session: Session) -> Reservation:
        return reservation_of(session, self.chance.choice(self.uids), self.plan.hall.cast["els"])

    def _reserve(self, session: Session) -> Reservation:
        return reserve(session, self._act(self.chance.choice(HOLDERS)), self._wish())

    def _change(self, session: Session) -> Reservation:
        theirs = self._theirs(session)
        return change(session, self._act("els"), theirs.uid, self._wish(), rev=theirs.rev)

    def _extend(self, session: Session) -> Reservation:
        theirs = self._theirs(session)
        return extend(session, self._act("els"), theirs.uid, theirs.ends_at + QUARTER)

    def _cancel(self, session: Session) -> Reservation:
        return cancel(session, self._act("els"), self._theirs(session).uid)

    def _end(self, session: Session) -> Reservation:
        theirs = self._theirs(session)
        return end_now(session, self._act("els", theirs.starts_at + QUARTER / 2), theirs.uid)

    def _answer(self, session: Session) -> Reservation:
        theirs = self._theirs(session)
        if self.chance.random() < 0.5:
            return approve(session, self._act("els"), theirs.uid, rev=theirs.rev)
        return decline(session, self._act("els"), theirs.uid, rev=theirs.rev, reason="Helaas")

    def _check_in(self, session: Session) -> Reservation:
        theirs = self._theirs(session)
        return check_in(session, self._act("els", theirs.starts_at), theirs.uid)


def _name(refusal: Exception) -> str:
    if isinstance(refusal, ReservationRefused):
        reasons = {objection.reason for objection in refusal.objections}
        return "taken" if Reason.TAKEN in reasons else "refused"
    return type(refusal).__name__


def _why(lost: Contended) -> str:
    """Lost to what: SQLSTATE or SQLite's name, or our own second look."""
    cause: Any = lost.__cause__
    if not isinstance(cause, DBAPIError):
        return "changed while waiting"
    return str(getattr(cause.orig, "sqlstate", None) or getattr(cause.orig, "sqlite_errorname", ""))
