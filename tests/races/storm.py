"""People who reserve, move and cancel, whatever happens to the house, and remember the answers."""

import random
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
from sqlalchemy import text

from booking.foundation.database import Database
from booking.foundation.local_time import to_local
from booking.reservations.values import HOLDING
from tests.races.history import Condition, History, Place
from tests.races.inspection import doubles, expected_claims, instant, stored_claims
from tests.races.servers import Visitor, coming_monday

ROOMS = ("1.14", "1.12A", "1.12B", "1.12")
TIMES = [f"{hour:02}:{minute:02}" for hour in range(8, 18) for minute in (0, 15, 30, 45)]
DONE, UNCERTAIN = 303, {0, 503}  # 0: the connection broke; 503 may also be said of a commit


@dataclass
class Storm:
    """What everybody in it was told so far."""

    history: History = field(default_factory=History)
    statuses: Counter[int] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    away: list[httpx.Response] = field(default_factory=list)
    """The answers that said: not now."""
    is_over: threading.Event = field(default_factory=threading.Event)

    @property
    def confirmed(self) -> int:
        """How many steps were done, and said to be."""
        return self.done.total()

    def go_on(self, visitor: Visitor, number: int) -> None:
        """One step after another; after a broken connection the next."""
        dweller = Dweller(self, visitor, random.Random(number))
        while not self.is_over.is_set():
            try:
                dweller.step()
            except httpx.TransportError:
                self._hear(0)

    def heard(self, answer: httpx.Response) -> int:
        if answer.status_code == 503:
            self.away.append(answer)
        self._hear(answer.status_code)
        return answer.status_code

    def _hear(self, status: int) -> None:
        self.statuses[status] += 1
        if status in UNCERTAIN:
            self.is_over.wait(0.05)


@dataclass
class Dweller:
    """One person in a storm, and what they believe to have."""

    storm: Storm
    visitor: Visitor
    chance: random.Random
    mine: dict[str, Place] = field(default_factory=dict)

    def step(self) -> None:
        if not self.mine or self.chance.random() < 0.5:
            self._reserve(self._anywhere())
        elif self.chance.random() < 0.5:
            self._move(self.chance.choice(list(self.mine)), self._anywhere())
        else:
            self._cancel(self.chance.choice(list(self.mine)))

    def _anywhere(self) -> Place:
        day = coming_monday() + timedelta(days=self.chance.randrange(5))
        return Place(self.chance.choice(ROOMS), day.isoformat(), self.chance.choice(TIMES[:-3]))

    def _reserve(self, place: Place) -> None:
        page = self.visitor.look(place.room)
        if page.status_code != 200:
            self.storm.heard(page)
            return
        try:
            answer = self.visitor.reserve(place.room, place.day, place.begin, _end(place))
        except httpx.TransportError:
            self.storm.history.perhaps_reserved(place)
            raise
        status = self.storm.heard(answer)
        if status == DONE:
            uid = answer.headers["location"].removeprefix("/reserveringen/")
            self.mine[uid] = place
            self.storm.history.reserved(uid, place)
            self.storm.done["reserve"] += 1
        elif status in UNCERTAIN:
            self.storm.history.perhaps_reserved(place)

    def _move(self, uid: str, place: Place) -> None:
        fields = {"datum": place.day, "van": place.begin, "tot": _end(place), "plek": place.room,
                  "aantal": "2", "opstelling": "", "titel": "", "zichtbaarheid": "colleagues",
                  "toelichting": ""}  # fmt: skip
        outcome = self._change(uid, "wijzigen", "wijziging", fields)
        if outcome is not None:
            self.mine[uid] = place
            self.storm.history.moved(uid, place, is_certain=outcome)
            self._done_with(uid, "move", is_certain=outcome)

    def _cancel(self, uid: str) -> None:
        outcome = self._change(uid, "annuleren", "annulering", {})
        if outcome is not None:
            self.storm.history.cancelled(uid, self.mine[uid], is_certain=outcome)
            self._done_with(uid, "cancel", is_certain=outcome)
            self.mine.pop(uid, None)

    def _change(self, uid: str, page: str, act: str, fields: dict[str, str]) -> bool | None:
        """Whether it was said to be done; False when nobody knows; None when it was refused."""
        here = f"/reserveringen/{uid}"
        form = self.visitor.client.get(f"{here}/{page}")
        if form.status_code != 200:
            self.storm.heard(form)
            return None
        try:
            status = self.storm.heard(self.visitor.send(form, f"{here}/{act}", fields))
        except httpx.TransportError:
            status = 0
        return {DONE: True, **dict.fromkeys(UNCERTAIN, False)}.get(status)

    def _done_with(self, uid: str, what: str, *, is_certain: bool) -> None:
        """Of what nobody knows where it is, nothing more is asked."""
        if is_certain:
            self.storm.done[what] += 1
        else:
            self.mine.pop(uid, None)


def _end(place: Place) -> str:
    return TIMES[TIMES.index(place.begin) + 2]


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
    """Nothing is lost, undead or from nowhere, and no place was given out twice."""
    assert storm.history.faults(stored_conditions(database)) == []
    with database.reading() as session:
        assert stored_claims(session) == expected_claims(session)
    assert doubles(database) == []


def stored_conditions(database: Database) -> dict[str, Condition]:
    """How each reservation stands, by uid."""
    rows = (
        "SELECT r.uid, s.number, r.starts_at, r.state FROM reservation r "
        "JOIN reservation_space rs ON rs.reservation_id = r.id JOIN space s ON s.id = rs.space_id"
    )
    with database.reading() as session:
        found = session.execute(text(rows)).all()
    return {
        uid: Condition(_place(room, instant(starts_at)), is_held=state in HOLDING)
        for uid, room, starts_at, state in found
    }


def _place(room: str, starts_at: datetime) -> Place:
    local = to_local(starts_at)
    return Place(room, local.date().isoformat(), f"{local:%H:%M}")
