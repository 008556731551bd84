"""People who go on reserving, whatever happens to the house, and remember what they were told."""

import itertools
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
from sqlmodel import select

from booking.foundation.database import Database
from booking.reservations.models import Reservation
from tests.races.inspection import doubles, expected_claims, stored_claims
from tests.races.servers import Visitor, coming_monday

ROOMS = ("1.14", "1.12A", "1.12B", "1.12")
TIMES = [f"{hour:02}:{minute:02}" for hour in range(8, 18) for minute in (0, 15, 30, 45)]


@dataclass
class Storm:
    """What everybody in it was told so far."""

    acknowledged: list[str] = field(default_factory=list)
    """Uids of reservations, in the order of their answers."""
    statuses: Counter[int] = field(default_factory=Counter)
    away: list[httpx.Response] = field(default_factory=list)
    """The answers that said: not now."""
    is_over: threading.Event = field(default_factory=threading.Event)

    def go_on(self, visitor: Visitor, number: int) -> None:
        """Reserve another half hour each time; a broken connection is tried again."""
        for turn in itertools.count(number):
            if self.is_over.is_set():
                return
            try:
                self._once(visitor, turn * 7 + number)
            except httpx.TransportError:
                self.statuses[0] += 1
                self.is_over.wait(0.05)

    def _once(self, visitor: Visitor, turn: int) -> None:
        room = ROOMS[turn % len(ROOMS)]
        page = visitor.look(room)
        if page.status_code != 200:
            self._note(page)
            return
        begin = turn % (len(TIMES) - 3)
        day = coming_monday() + timedelta(days=turn % 5)
        answer = visitor.reserve(room, day, TIMES[begin], TIMES[begin + 2])
        self._note(answer)
        if answer.status_code == 303:
            uid = answer.headers["location"].removeprefix("/reserveringen/")
            self.acknowledged.append(uid)

    def _note(self, answer: httpx.Response) -> None:
        self.statuses[answer.status_code] += 1
        if answer.status_code == 503:
            self.away.append(answer)
            self.is_over.wait(0.1)


@contextmanager
def raging(visitors: Sequence[Visitor]) -> Iterator[Storm]:
    """A storm that ends with the block."""
    storm = Storm()
    threads = [
        threading.Thread(target=storm.go_on, args=(visitor, number))
        for number, visitor in enumerate(visitors)
    ]
    for thread in threads:
        thread.start()
    try:
        yield storm
    finally:
        storm.is_over.set()
        for thread in threads:
            thread.join()


def assert_kept(database: Database, storm: Storm) -> None:
    """What was acknowledged is there, and no place was given out twice."""
    with database.reading() as session:
        stored = set(session.exec(select(Reservation.uid)))
        assert stored_claims(session) == expected_claims(session)
    assert set(storm.acknowledged) <= stored
    assert doubles(database) == []
