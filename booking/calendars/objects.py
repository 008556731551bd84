"""What has one UID in a calendar: a reservation by itself, or the dates of a series together."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select

from booking.calendars.events import House, Telling, event_of, with_link
from booking.calendars.ical_out import CalendarEvent
from booking.calendars.owners import Owner
from booking.calendars.recurring import Frame, as_series
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.recurrence import read_rule
from booking.reservations.models import Reservation
from booking.reservations.series.models import Series
from booking.reservations.values import HOLDING
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace


class Held(NamedTuple):
    """A reservation and what it names."""

    reservation: Reservation
    spaces: Sequence[BookableSpace]


@dataclass(frozen=True, slots=True)
class SeriesSeen:
    """A series, and what changes when any of its dates does, also one that is not shown.

    ``sequence`` only rises: that of the series itself, which counts what its rule went through,
    and those of all its dates (RFC 5545 §3.8.7.4).
    """

    series: Series
    sequence: int
    changed_at: datetime

    def frame(self, url: str) -> Frame:
        row = self.series
        return Frame(row.uid, read_rule(row.rule), row.first_on, row.begins, row.ends,
                     self.sequence, self.changed_at, url)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CalendarObject:
    held: tuple[Held, ...]
    """By start; more than one of a series only."""
    seen: SeriesSeen | None = None

    @property
    def key(self) -> Hashable:
        """Differs when the object does, in a calendar that tells it in the same way."""
        dates = tuple((one.reservation.uid, one.reservation.rev) for one in self.held)
        return dates, self.seen and (
            self.seen.sequence,
            self.seen.changed_at,
            self.seen.series.rule,
        )

    def events(
        self, house: House, telling: Telling, *, is_known: bool = False
    ) -> list[CalendarEvent]:
        """In the language spoken; ``is_known`` as :func:`as_series` has it."""
        told = [event_of(*one, house=house, telling=telling) for one in self.held]
        if self.seen is not None:
            path = telling.path_of_series(self.seen.series.uid, self.held[0].spaces)
            days = (day_in_rule(one.reservation) for one in self.held)
            frame = self.seen.frame(house.base_address + path)
            told = as_series(frame, dict(zip(days, told, strict=True)), is_known=is_known)
        return [with_link(event) for event in told] if telling.is_for_those_involved else told


def objects_in(session: Session, owner: Owner, within: Period) -> list[CalendarObject]:
    """What stands in the calendar of ``owner`` at some moment of ``within``, by start.

    A series with a date in it is there with all its dates.
    """
    found = _held(session, owner, owner.conditions(within))
    series_ids = {one.reservation.series_id for one in found if _is_date(one.reservation)}
    dates = _held(session, owner, [*owner.conditions(None),
                                   col(Reservation.series_id).in_(series_ids)])  # fmt: skip
    alone = [one for one in found if not _is_date(one.reservation)]
    return objects_of(session, [*alone, *(one for one in dates if _is_date(one.reservation))])


def objects_of(session: Session, held: Iterable[Held]) -> list[CalendarObject]:
    """The same as calendars have them."""
    alone: list[CalendarObject] = []
    by_series: dict[int, list[Held]] = defaultdict(list)
    for one in held:
        series_id = one.reservation.series_id
        if series_id is not None and _is_date(one.reservation):
            by_series[series_id].append(one)
        else:
            alone.append(CalendarObject((one,)))
    seen = series_seen(session, by_series)
    together = [CalendarObject(tuple(dates), seen[number]) for number, dates in by_series.items()]
    return sorted([*alone, *together], key=lambda thing: _order(thing.held[0].reservation))


def named(
    session: Session, rows: Sequence[Reservation], space_ids: Mapping[int, Sequence[int]]
) -> list[Held]:
    spaces = current_stock(session).spaces
    return [Held(row, [spaces[number] for number in space_ids[row.id or 0]]) for row in rows]


def _held(session: Session, owner: Owner, conditions: Iterable[Any]) -> list[Held]:
    rows = session.exec(
        select(Reservation)
        .where(*conditions)
        .order_by(col(Reservation.starts_at), col(Reservation.id))
    ).all()
    # not by the database: it would look through all that was ever held, by the index of states
    rows = [row for row in rows if row.state in HOLDING]
    stock = current_stock(session)
    held = named(session, rows, owner.space_ids(session, rows))
    return [one for one in held if owner.keeps(*one, stock)]


def series_seen(session: Session, numbers: Collection[int]) -> dict[int, SeriesSeen]:
    """By number, also of one whose dates all went to another."""
    statement = (
        select(Series, func.sum(Reservation.sequence), func.max(Reservation.changed_at))
        .join(Reservation, col(Reservation.series_id) == Series.id, isouter=True)
        .where(col(Series.id).in_(numbers))
        .group_by(col(Series.id))
    )
    return {
        series.id or 0: SeriesSeen(series, series.sequence + (sequence or 0),
                                   max(filter(None, (series.changed_at, changed_at))))
        for series, sequence, changed_at in session.exec(statement)
    }  # fmt: skip


def _is_date(reservation: Reservation) -> bool:
    return reservation.series_id is not None and reservation.recurrence_at is not None


def day_in_rule(reservation: Reservation) -> date:
    """Which day of the rule of its series this is, wherever it went since."""
    assert reservation.recurrence_at is not None, "a date of a series has its place in the rule"
    return day_of(reservation.recurrence_at)


def _order(reservation: Reservation) -> tuple[datetime, int]:
    return reservation.starts_at, reservation.id or 0
