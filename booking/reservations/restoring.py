"""After a backup was put back: whoever looked at what came later must look again."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from booking.reservations.imports.models import Imported
from booking.reservations.models import DayVersion, Reservation

# more than was changed between the backup and the moment it was put back
CHANGES_LOST_MAX = 1_000
VERSIONS_LOST_MAX = 1_000_000


def mark_restored(session: Session, *, now: datetime) -> None:
    """Raise every version beyond what was ever given out.

    Calendars would otherwise ignore a reservation with a lower SEQUENCE than they have
    (RFC 5546 §2.1.4), and browsers would take an old page for the present one. What came from
    another system and was not changed here since, still was not.
    """
    untouched = select(Reservation.id).where(
        Reservation.id == Imported.reservation_id,
        Reservation.rev == Imported.rev,
        col(Reservation.ends_at) > now,
    )
    session.execute(
        update(Imported).where(untouched.exists()).values(rev=Imported.rev + CHANGES_LOST_MAX)
    )
    session.execute(
        update(Reservation)
        .where(col(Reservation.ends_at) > now)
        .values(
            sequence=Reservation.sequence + CHANGES_LOST_MAX, rev=Reservation.rev + CHANGES_LOST_MAX
        )
    )
    session.execute(update(DayVersion).values(v=DayVersion.v + VERSIONS_LOST_MAX))
