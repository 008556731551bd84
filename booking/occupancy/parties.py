"""Of which kind a partner was when it reserved: another kind since leaves the past as it was."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col, select

from booking.foundation.journal import JournalEntry
from booking.people.models import Partner
from booking.people.values import PartnerKind

Changes = Mapping[int, Sequence[tuple[datetime, PartnerKind]]]


def former_kinds(session: Session) -> Changes:
    """By partner until when it was of which other kind, in order, as the journal says."""
    found: dict[int, list[tuple[datetime, PartnerKind]]] = defaultdict(list)
    statement = (
        select(JournalEntry)
        .where(col(JournalEntry.subject_kind) == "partner")
        .where(col(JournalEntry.action) == "partner-changed")
        .order_by(col(JournalEntry.number))
    )
    for entry in session.exec(statement):
        before, after = entry.before or {}, entry.after or {}
        if before.get("kind") != after.get("kind"):
            found[int(entry.subject_id)].append((entry.at, PartnerKind(before["kind"])))
    return found


def party_kinds(session: Session) -> Callable[[Row[Any]], PartnerKind | None]:
    """Of a row with ``partner_id`` and ``starts_at`` whose it was; None is staff."""
    now = {row.id or 0: row.kind for row in session.exec(select(Partner))}
    changes = former_kinds(session)

    def kind_of(row: Row[Any]) -> PartnerKind | None:
        earlier = (kind for until, kind in changes.get(row.partner_id, ()) if row.starts_at < until)
        return next(earlier, now.get(row.partner_id))

    return kind_of
