"""Doing what is due by the clock, before somebody looks; each in a transaction of its own."""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime

from sqlmodel import Session

from booking.foundation.database import Database, retried
from booking.foundation.errors import Unavailable
from booking.reservations.settling import due, is_anything_due, settle_one

log = logging.getLogger("booking.settling")


def settle_due(database: Database, *, now: datetime) -> None:
    """In order, and no more than a person can wait for; what is left is done the next time."""
    with database.reading() as session:
        uids = due(session, now=now)
    for uid in uids:
        _settle(database, uid, now)


@retried
def _settle(database: Database, uid: str, now: datetime) -> None:
    with database.writing() as session:
        settle_one(session, uid, at=now)


@contextmanager
def settled(database: Database, now: datetime) -> Generator[Session]:
    """Yield a session to show what is free: as :meth:`Database.reading`, with nothing due."""
    with database.reading() as session:
        is_settled = not is_anything_due(session, now=now)
        if is_settled:
            yield session
    if not is_settled:
        try:
            settle_due(database, now=now)
        except Unavailable as trouble:  # what can be shown is shown
            log.warning("what is due was not done", extra={"cause": str(trouble)})
        with database.reading() as session:
            yield session
