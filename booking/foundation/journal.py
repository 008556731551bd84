"""What happened, in order, and unchangeable afterwards: audit, change log and news for others.

Entries are appended in the transaction of the act itself. They are *sealed* a moment later,
one after another, each seal holding the hash of the one before: a changed, removed or
inserted entry breaks the chain (BIO2 8.15.05). Sealing inside the act would make every
writer of the town hall wait for every other.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Identity, Index, Integer, func, insert
from sqlmodel import Field, Session, SQLModel, col, select

from booking.foundation.columns import OneLine, lock_until_commit, table_of, word
from booking.foundation.doors import Door

FIRST_SEAL = "0" * 64
LOCK = 0x7365616C  # "seal": two who seal at once would both follow the same last seal


class JournalEntry(SQLModel, table=True):
    """One act: who (a person's number, never a name), through which door, on what."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("journal_by_subject", "subject_kind", "subject_id", "number"),
        Index("journal_by_seal", "seal_number", unique=True),
    )

    number: int | None = Field(
        default=None,
        sa_column=Column(
            BigInteger().with_variant(Integer(), "sqlite"), Identity(), primary_key=True
        ),
    )
    at: datetime
    actor_id: int | None = None
    on_behalf_of_id: int | None = None
    door: Door = Field(sa_type=word(Door))
    action: str = Field(sa_type=OneLine)
    subject_kind: str = Field(sa_type=OneLine)
    subject_id: str = Field(sa_type=OneLine)
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    after: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    seal_number: int | None = None
    seal: str | None = None

    def sealed_after(self, previous: str) -> str:
        """The SHA-256 over the previous seal and everything this entry says."""
        facts = [
            previous, self.number, self.at.astimezone(UTC).isoformat(), self.actor_id,
            self.on_behalf_of_id, self.door, self.action, self.subject_kind, self.subject_id,
            self.before, self.after,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


APPEND = insert(table_of(JournalEntry))
"""For who writes entries all day: a sixth of the work of an object. ``before`` and ``after``
must be given, if only as None."""


REST_MAX = 400
"""Entries of one act; of a larger one, as an import, more than one turn."""


def seal_entries(session: Session, *, count_max: int = 1000) -> int:
    """Seal what is not sealed yet, about ``count_max`` entries; returns how many.

    With the rest of the act in which it ends, so that who reads by seals sees that whole.

    Numbers are given out before their acts are committed, so an entry may come to light
    after a later one was sealed: seals have an order of their own.
    """
    lock_until_commit(session, LOCK)
    last = session.exec(
        select(JournalEntry)
        .where(col(JournalEntry.seal_number).is_not(None))
        .order_by(col(JournalEntry.seal_number).desc())
        .limit(1)
    ).first()
    number, seal = (last.seal_number or 0, last.seal or "") if last else (0, FIRST_SEAL)
    unsealed = (
        select(JournalEntry)
        .where(col(JournalEntry.seal_number).is_(None))
        .order_by(col(JournalEntry.number))
        .execution_options(populate_existing=True)  # seal what is stored, not what was meant
    )
    fresh = list(session.exec(unsealed.limit(count_max)))
    if len(fresh) == count_max:
        at, end = fresh[-1].at, fresh[-1].number
        rest = unsealed.where(JournalEntry.at == at, col(JournalEntry.number) > end)
        fresh += session.exec(rest.limit(REST_MAX))
    for entry in fresh:
        number += 1
        seal = entry.sealed_after(seal)
        entry.seal_number, entry.seal = number, seal
    session.flush()
    return len(fresh)


def first_broken_seal(entries: Iterable[JournalEntry]) -> int | None:
    """The ``seal_number`` at which the chain breaks, or None when it holds.

    ``entries`` are all sealed entries in the order of their seals. That the newest ones were
    cut off shows only against a last seal that was written down elsewhere.
    """
    previous = FIRST_SEAL
    for expected, entry in enumerate(entries, start=1):
        if entry.seal_number != expected or entry.sealed_after(previous) != entry.seal:
            return expected
        previous = entry.seal
    return None


def unsealed_count(session: Session) -> int:
    statement = select(func.count()).where(col(JournalEntry.seal_number).is_(None))
    return session.exec(statement).one()
