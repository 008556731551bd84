"""Who asked for which figures, as the journal says: for the works council, as for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import to_local
from booking.people.models import Person
from booking.spaces.values import SpaceKind

SUBJECT = "occupancy"
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    number: int
    """Of the line in the journal."""
    at: datetime
    by: str
    report: str
    """Empty for the overview."""
    form: str
    """Of the file in which they left the house, ``mail`` or ``reckoned``; empty on screen."""
    first: date
    last: date
    zone_id: int | None
    kind: SpaceKind | None
    weekdays: Sequence[int]
    floor_id: int | None
    department_id: int | None
    party: str
    """As it stands in the address; empty for everybody."""
    minutes: tuple[int, int] | None
    """Of the wall clock, from midnight."""
    beside: tuple[date, date] | None
    """The days that these were compared with."""
    what_if: tuple[str, dict[str, Any]] | None
    """Of a what-if its name, and what it assumes, as it is kept (scenarios/asking.py)."""


@dataclass(frozen=True, slots=True)
class LogPage:
    asked: Sequence[Asked]
    """The latest first, at most PAGE_SIZE."""
    has_earlier: bool


def reports_asked(session: Session, *, before: int | None = None) -> LogPage:
    """The latest, or those that stand in the journal before the line with number ``before``."""
    statement = (
        select(JournalEntry, Person.name)
        .outerjoin(Person, col(Person.id) == col(JournalEntry.actor_id))
        .where(col(JournalEntry.subject_kind) == SUBJECT)
        .order_by(col(JournalEntry.number).desc())
        .limit(PAGE_SIZE + 1)
    )
    if before is not None:
        statement = statement.where(col(JournalEntry.number) < before)
    rows = session.exec(statement).all()
    asked = [_asked(entry, name or "", entry.after or {}) for entry, name in rows[:PAGE_SIZE]]
    return LogPage(asked, has_earlier=len(rows) > PAGE_SIZE)


def _asked(entry: JournalEntry, by: str, of: dict[str, Any]) -> Asked:
    first, last = _days(of["first"], of["last"])
    return Asked(
        number=entry.number or 0, at=to_local(entry.at), by=by,
        report=of.get("report", ""), form=_form(entry, of), first=first, last=last,
        zone_id=of.get("zone"), kind=SpaceKind(of["kind"]) if of.get("kind") else None,
        weekdays=of.get("weekdays", []),
        floor_id=of.get("floor"), department_id=of.get("department"), party=of.get("party", ""),
        minutes=tuple(of["minutes"]) if "minutes" in of else None,
        beside=_days(*of["beside"]) if "beside" in of else None,
        what_if=(of["what_if"]["name"], of["what_if"]["asked"]) if "what_if" in of else None,
    )  # fmt: skip


def _days(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last)


def _form(entry: JournalEntry, of: dict[str, Any]) -> str:
    """The first files were all CSV, and nothing was said of that."""
    return str(of.get("form", "csv")) if entry.action == "export" else ""
