"""Taking reservations over from another system: some rows in one transaction.

The days of all its rows are locked first; then each is looked at as things stand, stored with its
claims, and remembered by its key over there, so that a second time, or after a stop half way,
nothing comes twice. On trial all is looked at and nothing is locked or stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from booking.foundation.columns import table_of
from booking.foundation.errors import Contended
from booking.foundation.ids import new_uid
from booking.foundation.local_time import from_epoch_minutes, span_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_
from booking.people.permissions import Action, require_may
from booking.people.values import Act
from booking.reservations.changes import (
    NAME_SPACES,
    STORE,
    days_held,
    facts_in,
    facts_of,
    keys_of,
    name_spaces,
    number_of,
    rules_for,
    write_down,
)
from booking.reservations.claims import DayKey, hold, let_go, raise_day_versions
from booking.reservations.deadlines import promise
from booking.reservations.imports.models import Imported
from booking.reservations.imports.queries import (
    Before,
    Held,
    InTheWay,
    in_the_way,
    taken_before,
    units_by_day,
)
from booking.reservations.imports.rules import GONE, Ground, Judged, judge, presence_of, state_of
from booking.reservations.imports.values import (
    Fate,
    Foreign,
    Outcome,
    Rows,
    Said,
    Standing,
    System,
    Unread,
)
from booking.reservations.models import Reservation
from booking.reservations.rules import falls_due_at
from booking.reservations.storing import store_change
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, Stock

VERB = "import"
"""What the journal calls it."""

TWICE = N_("This is at %(place)s as well.")
TAKEN_HERE = N_("Taken already, %(when)s, by a reservation that is here: %(uid)s.")
TAKEN_THERE = N_("Taken already, %(when)s, by %(place)s of the same file.")
CHANGED_THERE = Said(N_("Over there it is different since. Take that over with --update."))
GONE_SINCE = Said(N_("It was cancelled over there since. Cancel it here yourself."))
CHANGED_HERE = Said(N_("It was changed on both sides since; here it stays as it is."))


@dataclass(slots=True)
class Run:
    """One file that is being taken over, in as many transactions as it takes."""

    system: System
    ground: Ground
    is_trial: bool = False
    is_update: bool = False
    held: Held = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    """Where in the file each key was met."""


def is_all_there(session: Session, run: Run, rows: Rows) -> bool:
    """Whether nothing of ``rows`` is new or changed: then there is nothing to lock or to store."""
    foreign = [row for row in rows if isinstance(row, Foreign)]
    known = taken_before(session, run.system, foreign, run.ground.rooms)
    return all(row.key in known and known[row.key].imported.digest == row.digest for row in foreign)


def take_over(session: Session, act: Act, run: Run, rows: Rows) -> list[Outcome]:
    """What becomes of each of ``rows``. Raises Contended when the house changed meanwhile."""
    require_may(act.by, Action.TAKE_OVER_RESERVATIONS)
    stock = current_stock(session)
    foreign = [row for row in rows if isinstance(row, Foreign)]
    known = taken_before(session, run.system, foreign, run.ground.rooms)
    takings = {
        id(row): _Taking(session, act, run, stock, row, judge(row, run.ground, stock, now=act.at),
                         known.get(row.key))
        for row in foreign
    }  # fmt: skip
    if not run.is_trial:
        _lock(session, stock, takings.values())
    return [
        Outcome(row, Fate.REFUSED, (row.why,))
        if isinstance(row, Unread)
        else _once(run, row) or takings[id(row)].outcome()
        for row in rows
    ]


def _once(run: Run, row: Foreign) -> Outcome | None:
    """The refusal of a row whose key was in the file before."""
    earlier = run.places.setdefault(row.key, row.place)
    if earlier == row.place:
        return None
    return Outcome(row, Fate.REFUSED, (Said(TWICE, {"place": earlier}),))


def _lock(session: Session, stock: Stock, takings: Iterable["_Taking"]) -> None:
    """What is there already, as nearly all is a second time, is locked by nobody."""
    keys = {key for taking in takings if not taking.is_same for key in taking.days()}
    raise_day_versions(session, keys)
    if current_stock(session).version != stock.version:
        raise Contended("the house changed while its days were being locked")


@dataclass(frozen=True, slots=True)
class _Taking:
    """One row on its way in."""

    session: Session
    act: Act
    run: Run
    stock: Stock
    row: Foreign
    judged: Judged
    before: Before | None

    @property
    def is_same(self) -> bool:
        return self.before is not None and self.before.imported.digest == self.row.digest

    def days(self) -> set[DayKey]:
        """What to lock: where it comes, and where it was."""
        found: set[DayKey] = set()
        if self.judged.wish is not None:
            found |= keys_of(self.stock, [self._space], self.row.period, None)
        if self.before is not None:
            found |= days_held(self.session, self.before.reservation)
        return found

    def outcome(self) -> Outcome:
        before = self.before
        if before is not None and self.is_same:
            return Outcome(self.row, Fate.SAME, uid=before.reservation.uid)
        if before is not None and self.row.standing is Standing.GONE:
            return self._gone(before.reservation)
        if before is not None and not self.run.is_update:
            return Outcome(self.row, Fate.CHANGED, (CHANGED_THERE,), before.reservation.uid)
        if self.judged.refusals:
            fate = Fate.LEFT_OUT if self.judged.is_left_out else Fate.REFUSED
            return Outcome(self.row, fate, self.judged.refusals)
        own_id = before.reservation.id if before else None
        other = in_the_way(self.session, self.row, self._space, self.run.held, but_id=own_id)
        if other is not None:
            return Outcome(self.row, Fate.REFUSED, (_taken(other),))
        return self._update(before) if before is not None else self._take()

    def _gone(self, reservation: Reservation) -> Outcome:
        """It may have become more than it was there: only who looks at it can say so."""
        if reservation.is_over(self.act.at):
            return Outcome(self.row, Fate.LEFT_OUT, (GONE,), reservation.uid)
        return Outcome(self.row, Fate.CHANGED, (GONE_SINCE,), reservation.uid)

    @property
    def _space(self) -> BookableSpace:
        assert self.judged.wish is not None, "what is not refused is a wish"
        return self.stock.spaces[self.judged.wish.space_ids[0]]

    def _take(self) -> Outcome:
        uid = "" if self.run.is_trial else self._store()
        self._remember(uid)
        is_over = self.row.period.ends_at <= self.act.at
        return Outcome(self.row, Fate.HISTORY if is_over else Fate.TAKEN, self.judged.remarks, uid)

    def _remember(self, uid: str) -> None:
        period = self._space.held_period(self.row.period, None)
        other = InTheWay(span_of(period), uid, self.row.place)
        for key in units_by_day(self._space, period):
            self.run.held.setdefault(key, []).append(other)

    def _store(self) -> str:
        """With its claims and its line in the journal, and without objects: there are many."""
        wish, holder, uid = self.judged.wish, self.judged.holder, new_uid()
        assert wish is not None, "what is stored was wished"
        assert holder is not None, "what is stored is somebody's"
        stored: Any = self.session.connection().execute(STORE, {
            "uid": uid, "sequence": 0, "rev": 1, "holder_id": holder.id,
            "creator_id": self.act.by.id, "host_id": None, "partner_id": self.judged.partner_id,
            "title": wish.title, "note": wish.note, "visibility": wish.visibility,
            "attendee_count": wish.attendee_count, "layout": None,
            "starts_at": wish.period.starts_at, "ends_at": wish.period.ends_at,
            "created_at": self.act.at, "changed_at": self.act.at, **self._course(),
        })  # fmt: skip
        number: int = stored.inserted_primary_key[0]
        connection = self.session.connection()
        connection.execute(NAME_SPACES, {"reservation_id": number, "space_id": self._space.id})
        hold(self.session, number, [self._space], wish.period, None)
        facts = facts_in([self._space.id], wish.period, state=state_of(self.row),
                         attendee_count=wish.attendee_count)  # fmt: skip
        write_down(self.session, self.act, VERB, uid, holder_id=holder.id, before=None, after=facts)
        connection.execute(table_of(Imported).insert(), {
            "system": self.run.system, "key": self.row.key, "reservation_id": number,
            "digest": self.row.digest, "rev": 1,
        })  # fmt: skip
        return uid

    def _course(self) -> dict[str, Any]:
        """In what state it is, who came, and until when anything is awaited of anybody."""
        state, period, now = state_of(self.row), self.row.period, self.act.at
        came_at, ended_at = presence_of(self.row, now=now)
        rules = rules_for(self.session, [self._space], period, stock=self.stock)
        due_at = falls_due_at(state, period, checked_in_at=came_at, ended_at=ended_at,
                              expires_at=None, rules=rules)  # fmt: skip
        answer_by = promise(self.session, [self._space], state, asked_at=now,
                            starts_at=period.starts_at)  # fmt: skip
        return {
            "state": state, "checked_in_at": came_at, "ended_at": ended_at,
            "due_at": None if period.ends_at <= now else due_at, "answer_by": answer_by,
        }  # fmt: skip

    def _update(self, before: Before) -> Outcome:
        """What was not touched here becomes what it is over there."""
        told, reservation = before
        if not self.run.is_trial:
            self.session.refresh(reservation)
        if reservation.rev != told.rev or reservation.is_over(self.act.at):
            return Outcome(self.row, Fate.CHANGED, (CHANGED_HERE,), reservation.uid)
        if not self.run.is_trial:
            self._move(reservation)
            told.digest, told.rev = self.row.digest, reservation.rev
            self.session.flush()
        self._remember(reservation.uid)
        return Outcome(self.row, Fate.UPDATED, self.judged.remarks, reservation.uid)

    def _move(self, reservation: Reservation) -> None:
        wish, holder = self.judged.wish, self.judged.holder
        assert wish is not None, "what is moved is wished"
        assert holder is not None, "and is somebody's"
        facts = facts_of(self.session, reservation)
        let_go(self.session, number_of(reservation))
        hold(self.session, number_of(reservation), [self._space], wish.period, None)
        name_spaces(self.session, reservation, [self._space], came_at=None)
        reservation.starts_at, reservation.ends_at = wish.period.starts_at, wish.period.ends_at
        reservation.title, reservation.note = wish.title, wish.note
        reservation.visibility, reservation.attendee_count = wish.visibility, wish.attendee_count
        reservation.holder_id, reservation.partner_id = holder.id, self.judged.partner_id
        reservation.state, reservation.sequence = state_of(self.row), reservation.sequence + 1
        store_change(self.session, self.act, VERB, reservation, facts)


def _taken(other: InTheWay) -> Said:
    when = Period(*map(from_epoch_minutes, other.span))
    if other.place:
        return Said(TAKEN_THERE, {"when": when, "place": other.place})
    return Said(TAKEN_HERE, {"when": when, "uid": other.uid})
