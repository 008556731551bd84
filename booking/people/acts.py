"""An act as the journal keeps it: who did what to which thing, when, and through which door."""

from typing import Any

from sqlmodel import Session

from booking.foundation.journal import JournalEntry
from booking.people.values import Act


def write_down(
    session: Session,
    act: Act,
    verb: str,
    subject: tuple[str, object],
    *,
    on_behalf_of: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """``subject`` is a kind of thing, and the number or code of this one: never a name."""
    kind, key = subject
    session.add(
        JournalEntry(at=act.at, actor_id=act.by.id, on_behalf_of_id=on_behalf_of,
                     door=act.door, action=verb, subject_kind=kind, subject_id=str(key),
                     before=before, after=after)
    )  # fmt: skip
    session.flush()
