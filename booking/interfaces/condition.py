"""How the house is doing: small questions, asked by monitoring and by ``booking check``."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func
from sqlmodel import Session, col, select

from booking.foundation.database import Database
from booking.foundation.jobs import Job

DISK_BYTES_MIN = 200_000_000
JOBS_LATE_SECONDS = 900  # thrice a lease: no worker is at work


@dataclass(frozen=True, slots=True)
class Jobs:
    """What waits to be done in the background."""

    oldest_due_seconds: int
    """How long the oldest due job has been waiting; 0 when nothing is due."""
    set_aside_count: int
    """Jobs that failed so often that the administrator must look."""

    @property
    def are_late(self) -> bool:
        return self.oldest_due_seconds > JOBS_LATE_SECONDS


def is_late(due_at: datetime, now: datetime) -> bool:
    """Whether what was due then should have been done long ago."""
    return (now - due_at).total_seconds() > JOBS_LATE_SECONDS


def jobs_at(session: Session, now: datetime) -> Jobs:
    oldest: datetime | None = session.exec(
        select(func.min(Job.due_at)).where(col(Job.set_aside_at).is_(None))
    ).one()
    aside = session.exec(select(func.count()).where(col(Job.set_aside_at).is_not(None))).one()
    waiting = (now - oldest).total_seconds() if oldest is not None else 0
    return Jobs(max(0, int(waiting)), aside)


def free_disk_bytes(database: Database) -> int | None:
    """Room left beside the SQLite file; None for PostgreSQL, whose disk is elsewhere."""
    if not database.is_sqlite:
        return None
    return shutil.disk_usage(Path(database.url.database or ".").absolute().parent).free
