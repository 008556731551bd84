"""Gezond: whether this process can do its work, for a load balancer and for monitoring."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Response
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError

from booking.foundation.database import Database
from booking.foundation.errors import Unavailable
from booking.interfaces.condition import DISK_BYTES_MIN, Jobs, free_disk_bytes, jobs_at
from booking.messages.incoming.queries import mail_counts
from booking.reservations.guard import are_guards_present

GOOD_FOR = timedelta(minutes=1)
BAD_FOR = timedelta(seconds=5)  # so that it is seen soon when the house is well again
MEMORY = "health"


@dataclass(frozen=True, slots=True)
class Look:
    """A thorough look, remembered for a while: anyone may ask, so asking must be cheap."""

    at: datetime
    is_writable: bool
    is_guarded: bool

    def holds(self, now: datetime) -> bool:
        holds_for = GOOD_FOR if self.is_writable and self.is_guarded else BAD_FOR
        return timedelta(0) <= now - self.at < holds_for


class HealthController(Controller):
    @get("/gezond", sync_to_thread=True)
    def show(
        self, database: NamedDependency[Database], now: NamedDependency[datetime]
    ) -> Response[dict[str, Any]]:
        look, jobs = _look(database, now), _jobs(database, now)
        free = free_disk_bytes(database)
        has_room = free is None or free >= DISK_BYTES_MIN
        is_able = jobs is not None and look.is_writable and look.is_guarded and has_room
        needs_care = jobs is None or jobs.are_late or jobs.set_aside_count > 0
        answer = {
            "status": ("attention" if needs_care else "ok") if is_able else "unable",
            "database": "ok" if jobs is not None and look.is_writable else "unavailable",
            "guard": _guard(look),
            "jobs": jobs and _shown(jobs),
            "mailIn": _mail_in(database),
            "disk": "unknown" if free is None else "ok" if has_room else "full",
        }
        return Response(answer, status_code=200 if is_able else 503)


def _shown(jobs: Jobs) -> dict[str, int]:
    return {"oldestDueSeconds": jobs.oldest_due_seconds, "setAsideCount": jobs.set_aside_count}


def _mail_in(database: Database) -> dict[str, int] | None:
    try:
        with database.reading() as session:
            counts = mail_counts(session)
    except (Unavailable, SQLAlchemyError):
        return None
    return {"waitingCount": counts.waiting, "setAsideCount": counts.aside}


def _guard(look: Look) -> str:
    if not look.is_writable:
        return "unknown"
    return "present" if look.is_guarded else "missing"


def _jobs(database: Database, now: datetime) -> Jobs | None:
    try:
        with database.reading() as session:
            return jobs_at(session, now)
    except (Unavailable, SQLAlchemyError):
        return None


def _look(database: Database, now: datetime) -> Look:
    seen: Look | None = database.memory.get(MEMORY)
    if seen is None or not seen.holds(now):
        seen = database.memory[MEMORY] = _look_closely(database, now)
    return seen


def _look_closely(database: Database, now: datetime) -> Look:
    try:
        with database.writing() as session:
            session.execute(sql("SELECT 1"))  # SQLite says here that it cannot write
            return Look(now, is_writable=True, is_guarded=are_guards_present(session.connection()))
    except (Unavailable, SQLAlchemyError):
        return Look(now, is_writable=False, is_guarded=False)
