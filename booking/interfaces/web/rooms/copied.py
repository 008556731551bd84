"""What a form is filled in with when it copies a reservation."""

from typing import Any

from sqlmodel import Session

from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.reservations.queries import reservation_of

COPY_OF = "kopie"
"""In the address of a form: the uid of what is copied."""


def copied_words(session: Session, uid: str | None, viewer: Principal) -> dict[str, Any]:
    """What was written in the form of ``uid``, as far as ``viewer`` may know it.

    Raises NotThere for what this person may not see.
    """
    if not uid:
        return {}
    held = reservation_of(session, uid, viewer)
    if not may(viewer, Action.SEE_TITLE, held):
        return {"notitie": held.note}
    return {
        "onderwerp": held.title,
        "zichtbaarheid": held.visibility.value,
        "notitie": held.note,
    }
