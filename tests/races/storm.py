"""People who reserve, ask, repeat, wait and change their minds, whatever happens to the house.

They remember what they were told.
"""

import random
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import httpx
from sqlalchemy import text

from booking.foundation.database import Database
from booking.foundation.local_time import to_local
from booking.reservations.values import HOLDING
from tests.races.history import Condition, Dates, History, Place
from tests.races.inspection import doubles, expected_claims, instant, stored_claims
from tests.races.servers import Visitor, coming_monday

COUNCIL_ROOM = "0.01"
KINDS = ("reserve", "move", "cancel", "ask", "approve", "decline", "repeat", "reschedule", "stop",
         "wait", "take")  # fmt: skip
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
    held: list[Place] = field(default_factory=list)
    """What somebody had at some time; the latest last."""
    wanted: set[Place] = field(default_factory=set)
    """What somebody waits for."""
    asked: list[tuple[str, Place]] = field(default_factory=list)
    """What waits for an answer or did so; the latest last. Several answer the same."""

    @property
    def confirmed(self) -> int:
        """How many steps were done, and said to be."""
        return self.done.total()

    def go_on(self, visitor: Visitor, judge: Visitor, number: int) -> None:
        """One step after another; after a broken connection the next."""
        dweller = Dweller(self, visitor, judge, random.Random(number))
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
    judge: Visitor
    """Els, who answers what this person asks."""
    chance: random.Random
    mine: dict[str, Place] = field(default_factory=dict)
    waits: dict[str, Place] = field(default_factory=dict)
    series: list[str] = field(default_factory=list)

    def step(self) -> None:
        steps = [*[self._reserve] * 4, self._ask, self._repeat]
        steps += [self._move, self._cancel, self._cancel] * bool(self.mine)
        steps += [self._answer] * (2 * bool(self.storm.asked))
        steps += [self._stop, self._reschedule] * bool(self.series)
        steps += [self._wait] * bool(self.storm.held)
        steps += [self._take] * (2 * bool(self.waits))
        self.chance.choice(steps)()

    def _anywhere(self, *rooms: str) -> Place:
        day = coming_monday() + timedelta(days=self.chance.randrange(5))
        room = self.chance.choice(rooms or ROOMS)
        return Place(room, day.isoformat(), self.chance.choice(TIMES[:-3]))

    def _reserve(self) -> None:
        place = self._anywhere()
        uid = self._have(place, "reserve")
        if uid:
            self.mine[uid] = place
            self.storm.history.reserved(uid, place)
            self.storm.held.append(place)

    def _ask(self) -> None:
        place = self._anywhere(COUNCIL_ROOM)
        uid = self._have(place, "ask")
        if uid:
            self.storm.history.reserved(uid, place, is_asked=True)
            self.storm.asked.append((uid, place))

    def _have(self, place: Place, what: str) -> str:
        """The uid of what was given."""
        page = self.visitor.look(place.room)
        if page.status_code != 200:
            self.storm.heard(page)
            return ""
        try:
            answer = self.visitor.reserve(place.room, place.day, place.begin, _end(place))
        except httpx.TransportError:
            self.storm.history.perhaps_reserved(place)
            raise
        status = self.storm.heard(answer)
        if status in UNCERTAIN:
            self.storm.history.perhaps_reserved(place)
        return self._given(answer, what)

    def _given(self, answer: httpx.Response, what: str) -> str:
        if answer.status_code != DONE:
            return ""
        self.storm.done[what] += 1
        return answer.headers["location"].rpartition("/")[2]

    def _repeat(self) -> None:
        """The same room in two weeks, both or none."""
        first = self._anywhere()
        dates, fields = _two_weeks(first)
        here = f"/ruimtes/{first.room}"
        page = self.visitor.look(first.room)
        if page.status_code != 200:
            self.storm.heard(page)
            return
        form = self.visitor.forms.pop(first.room)
        plan = self.visitor.client.post(f"{here}/reeksen/plan", data={**form, **fields})
        if plan.status_code != 200:
            self.storm.heard(plan)
            return
        try:
            answer = self.visitor.send(plan, f"{here}/reeksen", {"alles": "ja"})
        except httpx.TransportError:
            self.storm.history.perhaps_repeated(dates)
            raise
        if self.storm.heard(answer) in UNCERTAIN:
            self.storm.history.perhaps_repeated(dates)
        uid = self._given(answer, "repeat")
        if uid:
            self.storm.history.repeated(uid, dates)
            self.series.append(uid)

    def _stop(self) -> None:
        """The whole series, of which every date is still to come."""
        uid = self.chance.choice(self.series)
        here, tell = f"/reeksen/{uid}", self.storm.history.stopped
        outcome = self._send(self.visitor, f"{here}/annuleren", f"{here}/annulering", {})
        if outcome is not None:
            self.series.remove(uid)
        self._note(uid, "stop", outcome, lambda it: tell(uid, is_certain=it))

    def _reschedule(self) -> None:
        """The whole series to another room and time, both weeks or neither."""
        uid, first = self.chance.choice(self.series), self._anywhere()
        dates, fields = _two_weeks(first)
        here, tell = f"/reeksen/{uid}", self.storm.history.rescheduled
        form = self.visitor.client.get(f"{here}/wijzigen")
        if form.status_code != 200:
            self.storm.heard(form)
            return
        fields |= {"plek": first.room, "opstelling": "", "notitie": ""}
        plan = self.visitor.send(form, f"{here}/plan", fields)
        outcome = self._sent(self.visitor, plan, f"{here}/wijziging", {"alles": "ja"})
        self._note(uid, "reschedule", outcome, lambda it: tell(uid, dates, is_certain=it))

    def _wait(self) -> None:
        place = self.chance.choice(self.storm.held[-20:])
        when = {"datum": place.day, "van": place.begin, "tot": _end(place)}
        asked = {"soort": "ruimte", "nummer": place.room, **when}
        form = self.visitor.client.get("/wachtlijst/nieuw", params=asked)
        if form.status_code != 200:
            self.storm.heard(form)
            return
        self.storm.history.perhaps_reserved(place)  # who waits may be given it at any time
        answer = self.visitor.send(form, "/wachtlijst", {**when, "waar": "deze"})
        self.storm.heard(answer)
        uid = self._given(answer, "wait")
        if uid:
            self.waits[uid] = place
            self.storm.wanted.add(place)

    def _take(self) -> None:
        uid = self.chance.choice(list(self.waits))
        here, place = f"/wachtlijst/{uid}", self.waits[uid]
        page = self.visitor.client.get(here)
        if page.status_code == 404:
            del self.waits[uid]
        if f'action="{here}/aanvaarding"' not in page.text:
            return
        del self.waits[uid]
        answer = self.visitor.send(page, f"{here}/aanvaarding", {})
        self.storm.heard(answer)
        taken = self._given(answer, "take")
        if taken:
            self.mine[taken] = place
            self.storm.history.taken(taken, place)

    def _answer(self) -> None:
        """Others may answer it at the same time: one answer counts."""
        uid, place = self.chance.choice(self.storm.asked[-3:])
        here = f"/beheer/aanvragen/{uid}"
        tell = self.storm.history
        if self.chance.random() < 0.5:
            outcome = self._send(self.judge, here, f"{here}/goedkeuring", {})
            self._note(uid, "approve", outcome, lambda it: tell.approved(uid, place, is_certain=it))
            return
        outcome = self._send(self.judge, here, f"{here}/afwijzing", {"reden": "Helaas"})
        self._note(uid, "decline", outcome, lambda it: tell.cancelled(uid, place, is_certain=it))

    def _move(self) -> None:
        uid, place = self.chance.choice(list(self.mine)), self._anywhere()
        fields = {"datum": place.day, "van": place.begin, "tot": _end(place), "plek": place.room,
                  "aantal": "2", "opstelling": "", "titel": "", "zichtbaarheid": "colleagues",
                  "toelichting": ""}  # fmt: skip
        here, tell = f"/reserveringen/{uid}", self.storm.history.moved
        outcome = self._send(self.visitor, f"{here}/wijzigen", f"{here}/wijziging", fields)
        if outcome:
            self.mine[uid] = place
        self._note(uid, "move", outcome, lambda it: tell(uid, place, is_certain=it))

    def _cancel(self) -> None:
        """What others wait for first."""
        wanted = [uid for uid, place in self.mine.items() if place in self.storm.wanted]
        uid = self.chance.choice(wanted or list(self.mine))
        here, place, tell = f"/reserveringen/{uid}", self.mine[uid], self.storm.history.cancelled
        outcome = self._send(self.visitor, f"{here}/annuleren", f"{here}/annulering", {})
        self._note(uid, "cancel", outcome, lambda it: tell(uid, place, is_certain=it))
        if outcome is not None:
            self.mine.pop(uid, None)

    def _send(self, who: Visitor, page: str, action: str, fields: dict[str, str]) -> bool | None:
        """Whether it was said to be done; False when nobody knows; None when it was refused."""
        return self._sent(who, who.client.get(page), action, fields)

    def _sent(
        self, who: Visitor, form: httpx.Response, action: str, fields: dict[str, str]
    ) -> bool | None:
        """The same of a page that is open already; refused is also what has no such form now."""
        if form.status_code != 200:
            self.storm.heard(form)
            return None
        if f'action="{action}"' not in form.text:
            return None
        try:
            status = self.storm.heard(who.send(form, action, fields))
        except httpx.TransportError:
            status = 0
        return {DONE: True, **dict.fromkeys(UNCERTAIN, False)}.get(status)

    def _note(
        self, uid: str, what: str, outcome: bool | None, tell: Callable[[bool], None]
    ) -> None:
        """Of what nobody knows where it is, nothing more is asked."""
        if outcome is not None:
            tell(outcome)
        if outcome:
            self.storm.done[what] += 1
        elif outcome is False:
            self.mine.pop(uid, None)


def _two_weeks(first: Place) -> tuple[Dates, dict[str, str]]:
    """What a series holds that begins there, and what the form says to ask for it."""
    day = date.fromisoformat(first.day)
    dates = frozenset({first, first._replace(day=(day + timedelta(weeks=1)).isoformat())})
    return dates, {
        "datum": first.day, "van": first.begin, "tot": _end(first), "personen": "2",
        "onderwerp": "", "zichtbaarheid": "colleagues", "herhaal": "week", "elke": "1",
        "dag": str(day.weekday()), "eind": "keer", "keer": "2",
    }  # fmt: skip


def _end(place: Place) -> str:
    return TIMES[TIMES.index(place.begin) + 2]


@contextmanager
def raging(visitors: Sequence[Visitor], judges: Sequence[Visitor]) -> Iterator[Storm]:
    """A storm that ends with the block; each visitor has a judge."""
    storm = Storm()
    threads = [
        threading.Thread(target=storm.go_on, args=(visitor, judge, number))
        for number, (visitor, judge) in enumerate(zip(visitors, judges, strict=True))
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
    assert storm.history.series_faults(stored_series(database)) == []
    with database.reading() as session:
        assert stored_claims(session) == expected_claims(session)
    assert doubles(database) == []


def stored_conditions(database: Database) -> dict[str, Condition]:
    """How each reservation that is in no series stands, by uid."""
    return {
        uid: Condition(place, is_held=state in HOLDING, is_asked=state == "requested")
        for uid, series, place, state in _stored(database) if series is None
    }  # fmt: skip


def stored_series(database: Database) -> dict[str, Dates]:
    """What each series holds, by uid."""
    found: dict[str, set[Place]] = defaultdict(set)
    for _uid, series, place, state in _stored(database):
        if series is not None and state in HOLDING:
            found[series].add(place)
    return {uid: frozenset(places) for uid, places in found.items()}


def _stored(database: Database) -> Iterator[tuple[str, str | None, Place, str]]:
    rows = (
        "SELECT r.uid, series.uid, s.number, r.starts_at, r.state FROM reservation r "
        "JOIN reservation_space rs ON rs.reservation_id = r.id JOIN space s ON s.id = rs.space_id "
        "LEFT JOIN series ON series.id = r.series_id"
    )
    with database.reading() as session:
        found = session.execute(text(rows)).all()
    for uid, series, room, starts_at, state in found:
        yield uid, series, _place(room, instant(starts_at)), state


def _place(room: str, starts_at: datetime) -> Place:
    local = to_local(starts_at)
    return Place(room, local.date().isoformat(), f"{local:%H:%M}")
