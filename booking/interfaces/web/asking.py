"""What who is about to reserve must know beforehand: that others decide, and by when."""

from datetime import date, datetime

from sqlmodel import Session

from booking.foundation.formats import show_duration
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_, text
from booking.people.values import Party, Principal
from booking.reservations.queries import house_rules_on
from booking.reservations.quota.queries import holder_of
from booking.reservations.rules import is_decided_by_others
from booking.spaces.approval import offered_to
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace

OF_PARTNER = N_(
    "The facility team decides on what your organisation asks for. It is held for you until you "
    "have an answer."
)
OF_ROOM = N_("The facility team decides on this room. It is held for you until you have an answer.")
OF_ANOTHER = N_(
    "The facility team decides on what this organisation asks for. It is held for them until they "
    "have an answer."
)
WITHIN = N_("You have it within %(within)s, counted in the hours that the building is open.")
THEY_WITHIN = N_("They have it within %(within)s, counted in the hours that the building is open.")


def request_note(
    session: Session,
    space: BookableSpace,
    viewer: Principal,
    *,
    now: datetime,
    holder: Party | Principal | None = None,
) -> str:
    """That ``space`` is only asked for, and by when they hear; empty where not.

    Said to ``viewer``, who has it for ``holder`` or for themselves.
    """
    holder = holder or viewer
    [offered] = offered_to([space], holder)
    if not offered.needs_approval:
        return ""
    lead, answered = OF_ROOM, WITHIN
    if holder.needs_approval:
        is_own = holder.partner_id == viewer.partner_id
        lead, answered = (OF_PARTNER, WITHIN) if is_own else (OF_ANOTHER, THEY_WITHIN)
    within = house_rules_on(session, day_of(now), space.kind).answer_within
    return f"{text(lead)} {text(answered, within=show_duration(within))}"


def asked_again_note(
    session: Session,
    space: BookableSpace,
    viewer: Principal,
    day: date,
    *,
    now: datetime,
    holder_id: int,
) -> str:
    """The same of a change of what is held on ``day``; empty for who decides there."""
    stock, holder = current_stock(session), holder_of(session, holder_id, viewer)
    if not is_decided_by_others(offered_to([space], holder), viewer, stock=stock, day=day):
        return ""
    return request_note(session, space, viewer, now=now, holder=holder)
