"""What who is about to reserve must know beforehand: that others decide, and by when."""

from datetime import date, datetime

from sqlmodel import Session

from booking.foundation.formats import show_duration
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_, text
from booking.people.values import Principal
from booking.reservations.queries import house_rules_on
from booking.reservations.rules import is_decided_by_others
from booking.spaces.approval import offered_to
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace

OF_PARTNER = N_(
    "The facility team decides on what your organisation asks for. It is held for you until you "
    "have an answer."
)
OF_ROOM = N_("The facility team decides on this room. It is held for you until you have an answer.")
WITHIN = N_("You have it within %(within)s, counted in the hours that the building is open.")


def request_note(session: Session, space: BookableSpace, asker: Principal, *, now: datetime) -> str:
    """That ``space`` is only asked for by ``asker``, and by when they hear; empty where not."""
    [offered] = offered_to([space], asker)
    if not offered.needs_approval:
        return ""
    lead = text(OF_PARTNER if asker.needs_approval else OF_ROOM)
    within = house_rules_on(session, day_of(now), space.kind).answer_within
    return f"{lead} {text(WITHIN, within=show_duration(within))}"


def asked_again_note(
    session: Session, space: BookableSpace, asker: Principal, day: date, *, now: datetime
) -> str:
    """The same of a change of what is held on ``day``; empty for who decides there."""
    stock = current_stock(session)
    if not is_decided_by_others(offered_to([space], asker), asker, stock=stock, day=day):
        return ""
    return request_note(session, space, asker, now=now)
