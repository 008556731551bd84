"""Who asked for which figures, as the journal says: for the works council, as for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import to_local
from booking.people.models import Person

SUBJECT = "occupancy"
LATEST_MAX = 200


@dataclass(frozen=True, slots=True)
class Asked:
    at: datetime
    by: str
    report: str
    """Empty for the overview."""
    is_export: bool
    first: date
    last: date
    zone_id: int | None


def reports_asked(session: Session) -> Sequence[Asked]:
    """The latest first, at most LATEST_MAX."""
    rows = session.exec(
        select(JournalEntry, Person.name)
        .outerjoin(Person, col(Person.id) == col(JournalEntry.actor_id))
        .where(col(JournalEntry.subject_kind) == SUBJECT)
        .order_by(col(JournalEntry.number).desc())
        .limit(LATEST_MAX)
    )
    return [_asked(entry, name or "", entry.after or {}) for entry, name in rows]


def _asked(entry: JournalEntry, by: str, of: dict[str, Any]) -> Asked:
    first, last = (date.fromisoformat(of[name]) for name in ("first", "last"))
    return Asked(to_local(entry.at), by, of.get("report", ""), entry.action == "export",
                 first, last, of.get("zone"))  # fmt: skip
