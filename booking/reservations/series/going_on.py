"""Whether a series goes on to which nobody comes: its organiser is asked, and says so."""

from datetime import datetime

from sqlmodel import Session, select

from booking.foundation.doors import Door
from booking.foundation.journal import JournalEntry
from booking.people.acts import write_down
from booking.people.permissions import Action, require_may
from booking.people.values import Act
from booking.reservations.models import Reservation
from booking.reservations.series.models import Series
from booking.reservations.series.queries import coming_of, occurrences_of, series_of
from booking.reservations.series.rules import MISSES_MAX, misses_in_a_row
from booking.reservations.series.values import SUBJECT
from booking.reservations.values import ReservationState

ASKED, KEPT = "series-missed", "series-keep"
"""What the journal calls it that its organiser is asked, and that it goes on."""


def is_in_doubt(session: Session, series: Series, *, now: datetime) -> bool:
    """Whether its organiser must say if it goes on."""
    is_missed = _misses(session, series, now) >= MISSES_MAX
    return is_missed and _has_dates_to_come(session, series, now)


def doubt_when_missed(session: Session, released: Reservation, *, at: datetime) -> None:
    """Ask the organiser, once, when ``released`` is the date that makes them too many.

    One date of a series at a time: of two that are released at one moment, the later counts both.
    """
    if released.series_id is None:
        return
    numbered = select(Series).where(Series.id == released.series_id)
    series = session.exec(numbered.with_for_update(key_share=True)).one()
    if _misses(session, series, at) == MISSES_MAX and _has_dates_to_come(session, series, at):
        session.add(JournalEntry(at=at, door=Door.JOB, action=ASKED, subject_kind=SUBJECT,
                                 subject_id=series.uid))  # fmt: skip
        session.flush()


def keep_series(session: Session, act: Act, uid: str) -> Series:
    """Say that it goes on. What nobody asks needs no answer: saying it twice is once."""
    series = series_of(session, uid, act.by)
    require_may(act.by, Action.CHANGE_RESERVATION, series)
    if not is_in_doubt(session, series, now=act.at):
        return series
    series.kept_at = act.at
    behalf = series.holder_id if series.holder_id != act.by.id else None
    write_down(session, act, KEPT, (SUBJECT, series.uid), on_behalf_of=behalf)
    return series


def missed_dates(session: Session, series: Series) -> list[Reservation]:
    """The dates to which nobody came last, as many as make one ask."""
    rows = occurrences_of(session, series)
    return [row for row in rows if row.state is ReservationState.RELEASED][-MISSES_MAX:]


def _misses(session: Session, series: Series, now: datetime) -> int:
    known = [
        row.released_at
        for row in occurrences_of(session, series)
        if row.state is ReservationState.RELEASED or _is_done(row, now)
    ]
    return misses_in_a_row(known, kept_at=series.kept_at)


def _is_done(row: Reservation, now: datetime) -> bool:
    """Whether somebody came, or nobody had to say so; not while somebody is awaited."""
    is_held = row.state is ReservationState.CONFIRMED
    return is_held and row.due_at is None and row.starts_at <= now


def _has_dates_to_come(session: Session, series: Series, now: datetime) -> bool:
    return bool(coming_of(session, series, since=None, now=now))
